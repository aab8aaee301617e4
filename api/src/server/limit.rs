//! How often somebody who has not signed in may ask.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
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

/// Where an address stands after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Requests of a minute.
    pub limit: u32,
    /// Requests that it may make at once.
    pub remaining: u32,
    /// Seconds until the whole burst is there again.
    pub reset: u64,
    /// Seconds to wait, if this request was one too many.
    pub wait: Option<u64>,
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

/// What an address is counted under: an IPv6 network is one caller. A caller on this very machine is a proxy, which
/// speaks for everybody, and is not counted.
fn bucket(address: IpAddr) -> Option<IpAddr> {
    match address.to_canonical() {
        address if address.is_loopback() => None,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Some(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
        }
        address => Some(address),
    }
}

fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

impl Standing {
    /// Says with an answer how many requests are left; one too many is refused.
    fn tell(self, answer: Response) -> Response {
        let mut answer = match self.wait {
            Some(wait) => Error::new(Code::TooMany).after(wait).into_response(),
            None => answer,
        };
        let said = [
            ("ratelimit-limit", u64::from(self.limit)),
            ("ratelimit-remaining", u64::from(self.remaining)),
            ("ratelimit-reset", self.reset),
        ];
        for (name, value) in said {
            answer.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
        answer
    }
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
            Some(standing) => standing.tell(answer),
            None => answer,
        };
    }
    match limit.take(peer) {
        Some(standing) if standing.wait.is_some() => standing.tell(Response::default()),
        Some(standing) => standing.tell(next.run(request).await),
        None => next.run(request).await,
    }
}
