//! How often somebody who has not signed in may ask.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

pub use crate::domain::budget::Standing;
use crate::domain::budget::bucket;
use crate::domain::{Code, Error};

/// Buckets kept before full ones are dropped.
const MANY: usize = 20_000;

/// Counts requests by address.
pub struct Anonymous(Option<Counter>);

struct Counter {
    limiter: DefaultKeyedRateLimiter<IpAddr, StateInformationMiddleware>,
    quota: Quota,
    per_minute: u32,
}

impl Anonymous {
    /// So many requests in a minute, half of them at once; 0 counts nothing.
    pub fn shared(per_minute: u32) -> Arc<Self> {
        let counter = NonZeroU32::new(per_minute).map(|rate| {
            let burst = NonZeroU32::new(per_minute / 2).unwrap_or(NonZeroU32::MIN);
            let quota = Quota::per_minute(rate).allow_burst(burst);
            Counter { limiter: RateLimiter::keyed(quota).with_middleware(), quota, per_minute }
        });
        Arc::new(Self(counter))
    }

    /// Counts one request; none if it does not count.
    pub fn take(&self, address: IpAddr) -> Option<Standing> {
        let counter = self.0.as_ref()?;
        let bucket = bucket(address)?;
        if counter.limiter.len() > MANY {
            counter.limiter.retain_recent();
        }
        let (remaining, wait) = match counter.limiter.check_key(&bucket) {
            Ok(state) => (state.remaining_burst_capacity(), None),
            Err(early) => (0, Some(seconds(early.wait_time_from(DefaultClock::default().now())).max(1))),
        };
        let missing = counter.quota.burst_size().get().saturating_sub(remaining);
        let reset = seconds(counter.quota.replenish_interval().saturating_mul(missing));
        Some(Standing { limit: counter.per_minute, remaining, reset, wait })
    }
}

fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

/// Says with an answer how many requests are left; one too many is refused.
fn told(standing: Standing, answer: Response) -> Response {
    match standing.wait {
        Some(wait) => tell(Error::new(Code::TooMany).after(wait).into_response(), "requests", standing),
        None => tell(answer, "requests", standing),
    }
}

/// Says with an answer what is left of a limit, by the draft of the IETF (`RateLimit-Policy`, `RateLimit`), which knows
/// several limits at once, and by the headers that were there before it, which know one.
pub fn tell(mut answer: Response, policy: &str, standing: Standing) -> Response {
    let Standing { limit, remaining, reset, .. } = standing;
    let said = [
        ("ratelimit-policy", format!("\"{policy}\";q={limit};w=60")),
        ("ratelimit", format!("\"{policy}\";r={remaining};t={reset}")),
    ];
    for (name, value) in said {
        if let Ok(value) = HeaderValue::from_str(&value) {
            answer.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    let said = [
        ("ratelimit-limit", u64::from(limit)),
        ("ratelimit-remaining", u64::from(remaining)),
        ("ratelimit-reset", reset),
    ];
    for (name, value) in said {
        answer.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
    answer
}

/// Limits data to so many requests of an address that brings no token. Health and documents are free.
pub async fn anonymous(State(limit): State<Arc<Anonymous>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let data = ["/v1/", "/graphql/", "/oauth/"].iter().any(|begin| path.starts_with(begin)) || path == "/graphql";
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let Some(peer) = peer.filter(|_| data) else {
        return next.run(request).await;
    };
    if request.headers().contains_key(header::AUTHORIZATION) {
        // A token that proves to be none is nobody's: it counts once that is known.
        let answer = next.run(request).await;
        let standing = if answer.status() == StatusCode::UNAUTHORIZED { limit.take(peer) } else { None };
        return match standing {
            Some(standing) => told(standing, answer),
            None => answer,
        };
    }
    match limit.take(peer) {
        Some(standing) if standing.wait.is_some() => told(standing, Response::default()),
        Some(standing) => told(standing, next.run(request).await),
        None => next.run(request).await,
    }
}
