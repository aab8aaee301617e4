//! One attempt: a signed POST to an address that is looked at once more, without redirects, without a proxy, within 15
//! seconds.

use std::net::SocketAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::{webhook_delivery, webhook_endpoint};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url};

use crate::domain::ids::{self, Kind};
use crate::domain::webhooks::address::{self, Route};
use crate::domain::webhooks::{schedule, signature};
use crate::domain::{Ctx, Result};
use crate::vocab::WebhookFault;

const CONNECT: Duration = Duration::from_secs(5);
const TOTAL: Duration = Duration::from_secs(15);
/// No more of an answer is read.
const ANSWER_BYTES: usize = 64 * 1024;
const AGENT: &str = concat!("ereporting-webhooks/", env!("CARGO_PKG_VERSION"));
/// Statuses by which a receiver asks for a pause.
const BUSY: [u16; 4] = [429, 502, 503, 504];

/// What came of an attempt.
#[derive(Clone, Debug)]
pub struct Answer {
    pub at: DateTime<Utc>,
    pub took: Duration,
    pub status: Option<u16>,
    /// None: the receiver took it.
    pub fault: Option<WebhookFault>,
    /// The pause that the receiver asks for.
    pub asked: Option<chrono::Duration>,
}

/// The name points to no address of the public internet.
#[derive(Debug, thiserror::Error)]
#[error("no public address")]
struct NotPublic;

/// Looks names up and keeps the public addresses alone: what was public when the endpoint was registered may point
/// inwards now.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = address::global_only(found);
            if public.is_empty() {
                return Err(NotPublic.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Sends.
pub struct Post {
    guarded: Client,
    /// For receivers that the settings exempt.
    exempt: Client,
}

impl Post {
    pub fn new() -> reqwest::Result<Self> {
        Ok(Self { guarded: client(true)?, exempt: client(false)? })
    }

    /// Makes one attempt. What the receiver does wrong is in the answer; an error is our own.
    pub async fn send(
        &self,
        ctx: &Ctx,
        endpoint: &webhook_endpoint::Model,
        delivery: &webhook_delivery::Model,
    ) -> Result<Answer> {
        let at = ctx.now();
        let id = ids::text(Kind::Event, delivery.event_id);
        let keys = signature::keys(&ctx.app.vault, endpoint, at)?;
        let signed = signature::header(&keys, &id, at.timestamp(), &delivery.body)?;
        let begun = tokio::time::Instant::now();
        let (status, fault, asked) = match address::check(&ctx.app.settings, &endpoint.url) {
            Err(_) => (None, Some(WebhookFault::UnsafeAddress), None),
            Ok((url, route)) => {
                let client = if route == Route::Exempt { &self.exempt } else { &self.guarded };
                match post(client, url, (&id, at.timestamp(), signed), delivery.body.clone()).await {
                    Ok((status, retry_after)) => {
                        let asked = retry_after.filter(|_| BUSY.contains(&status));
                        (Some(status), fault(status), asked.and_then(|text| schedule::retry_after(&text, ctx.now())))
                    }
                    Err(error) => (None, Some(cause(&error)), None),
                }
            }
        };
        Ok(Answer { at, took: begun.elapsed(), status, fault, asked })
    }
}

/// Status and `Retry-After` of the answer. Its body is read, so that the connection can be used again, and forgotten.
async fn post(
    client: &Client,
    url: Url,
    (id, timestamp, signed): (&str, i64, String),
    body: String,
) -> reqwest::Result<(u16, Option<String>)> {
    let request = client
        .post(url)
        .header("content-type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", timestamp.to_string())
        .header("webhook-signature", signed)
        .body(body);
    let mut answer = request.send().await?;
    let status = answer.status().as_u16();
    let retry_after = answer.headers().get("retry-after").and_then(|text| text.to_str().ok()).map(str::to_owned);
    let mut read = 0;
    while let Ok(Some(piece)) = answer.chunk().await {
        read += piece.len();
        if read > ANSWER_BYTES {
            break;
        }
    }
    Ok((status, retry_after))
}

fn fault(status: u16) -> Option<WebhookFault> {
    match status {
        200..=299 => None,
        300..=399 => Some(WebhookFault::Redirect),
        _ => Some(WebhookFault::Status),
    }
}

fn cause(error: &reqwest::Error) -> WebhookFault {
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if inner.is::<NotPublic>() {
            return WebhookFault::UnsafeAddress;
        }
        source = inner.source();
    }
    if error.is_timeout() {
        WebhookFault::Timeout
    } else if error.is_dns() {
        WebhookFault::Dns
    } else if error.is_connect() {
        WebhookFault::Connect
    } else {
        WebhookFault::Protocol
    }
}

fn client(guarded: bool) -> reqwest::Result<Client> {
    let builder = || {
        let builder = Client::builder()
            .user_agent(AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            .pool_max_idle_per_host(4)
            .pool_idle_timeout(Duration::from_secs(30));
        if guarded { builder.dns_resolver(PublicOnly) } else { builder }
    };
    builder().build().or_else(|cause| {
        // A machine without root certificates: https fails attempt by attempt, and the log of deliveries says so.
        tracing::warn!(%cause, "webhooks: no root certificates");
        builder().tls_certs_only([]).build()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_points_inwards_is_not_connected_to() {
        let refused = PublicOnly.resolve("localhost".parse().unwrap()).await.err().unwrap();
        assert!(refused.is::<NotPublic>(), "{refused}");
        let error = client(true).unwrap().post("http://localhost:9/").send().await.unwrap_err();
        assert_eq!(cause(&error), WebhookFault::UnsafeAddress, "{error:?}");
    }

    #[test]
    fn only_2xx_is_success() {
        assert_eq!([200, 204, 299].map(fault), [None; 3]);
        assert_eq!([301, 302, 307].map(fault), [Some(WebhookFault::Redirect); 3]);
        assert_eq!([199, 400, 410, 500].map(fault), [Some(WebhookFault::Status); 4]);
    }
}
