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
struct Standing {
    /// Requests of a minute.
    limit: u32,
    /// Requests that it may make at once.
    remaining: u32,
    /// Seconds until the whole burst is there again.
    reset: u64,
    /// Seconds to wait, if this request was one too many.
    wait: Option<u64>,
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
    fn take(&self, address: IpAddr) -> Option<Standing> {
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
    let data = path.starts_with("/v1/") || path == "/graphql" || path.starts_with("/graphql/");
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

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICE: &str = "203.0.113.7";

    fn take(limit: &Anonymous, address: &str) -> Option<Standing> {
        limit.take(address.parse().unwrap())
    }

    #[test]
    fn half_a_minute_of_requests_may_come_at_once_and_no_more() {
        let limit = Anonymous::shared(120);
        let first = take(&limit, OFFICE).unwrap();
        assert_eq!(first, Standing { limit: 120, remaining: 59, reset: 1, wait: None });
        // What is given back meanwhile is at most a few.
        let taken = (0..80).filter_map(|_| take(&limit, OFFICE)).filter(|standing| standing.wait.is_none()).count();
        assert!((59..70).contains(&taken), "{taken}");
        let late = take(&limit, OFFICE).unwrap();
        assert_eq!((late.remaining, late.reset, late.wait), (0, 30, Some(1)));
        assert_eq!(take(&limit, "203.0.113.8").unwrap().wait, None);
    }

    #[test]
    fn a_network_is_one_caller_and_this_machine_is_none() {
        let limit = Anonymous::shared(2);
        assert_eq!(take(&limit, "2001:db8:1:2::1").unwrap().wait, None);
        assert!(take(&limit, "2001:db8:1:2:3::4").unwrap().wait.is_some());
        assert_eq!(take(&limit, "2001:db8:1:3::1").unwrap().wait, None);
        for here in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(take(&limit, here), None, "{here}");
        }
        assert_eq!(take(&limit, "::ffff:203.0.113.7").unwrap().wait, None);
        assert!(take(&limit, OFFICE).unwrap().wait.is_some());
        assert_eq!(take(&Anonymous::shared(0), OFFICE), None);
    }
}
