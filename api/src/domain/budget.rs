//! How many points of GraphQL a caller may spend in a minute. What a query costs is known before anything is read, so
//! that one too many costs the database nothing.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use uuid::Uuid;

use super::ctx::{Actor, ActorKind, Ctx};
use crate::view::limits::{Limits, Points};

/// Most points of one query: the dashboard query of the contract costs about a fifth.
pub const QUERY: usize = 50_000;

/// Callers kept before those who have not come for a minute are dropped.
const MANY: usize = 20_000;

/// Whose budget it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Payer {
    /// A person or a client.
    Caller(Uuid),
    /// The address of somebody who has not signed in.
    Address(IpAddr),
}

impl Payer {
    /// Who pays for an actor that calls from there; none for the service itself and for callers on this very machine.
    pub fn of(actor: &Actor, from: Option<IpAddr>) -> Option<Self> {
        match actor.kind {
            ActorKind::Person | ActorKind::Client => actor.id.map(Payer::Caller),
            ActorKind::Anonymous => from.and_then(bucket).map(Payer::Address),
            ActorKind::System => None,
        }
    }
}

/// What an address is counted under: an IPv6 network is one caller. A caller on this very machine is a proxy, which
/// speaks for everybody, and is not counted.
pub fn bucket(address: IpAddr) -> Option<IpAddr> {
    match address.to_canonical() {
        address if address.is_loopback() => None,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Some(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
        }
        address => Some(address),
    }
}

/// Where a caller stands after it was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What a minute gives.
    pub limit: u32,
    /// What may be spent at once.
    pub remaining: u32,
    /// Seconds until all of it is there again.
    pub reset: u64,
    /// Seconds to wait, if this was too much.
    pub wait: Option<u64>,
}

/// What the caller may ask for in a minute, and what is left of it. To ask takes a point.
pub fn limits(ctx: &Ctx) -> Limits {
    let standing = Payer::of(&ctx.actor, None).and_then(|payer| ctx.app.budget.take(payer, 0));
    let points =
        standing.map(|Standing { limit, remaining, reset, .. }| Points { limit, remaining, reset_seconds: reset });
    let partner_calls = Some(ctx.app.settings.partner_per_minute).filter(|calls| *calls > 0);
    Limits { query_points: QUERY, points, partner_calls }
}

/// The budgets of all callers.
pub struct Budget {
    callers: Option<Account>,
    strangers: Option<Account>,
}

struct Account {
    limiter: DefaultKeyedRateLimiter<Payer, StateInformationMiddleware>,
    quota: Quota,
    per_minute: u32,
}

impl Budget {
    /// So many points in a minute for each who has signed in, and for each address of those who have not, all at once
    /// if need be; 0 counts nothing.
    pub fn new(callers: u32, strangers: u32) -> Self {
        Self { callers: Account::new(callers), strangers: Account::new(strangers) }
    }

    /// Takes so many points; none where nothing is counted. What costs more than there can ever be takes all.
    pub fn take(&self, payer: Payer, points: usize) -> Option<Standing> {
        let account = match payer {
            Payer::Caller(_) => self.callers.as_ref()?,
            Payer::Address(_) => self.strangers.as_ref()?,
        };
        Some(account.take(payer, points))
    }
}

impl Account {
    fn new(per_minute: u32) -> Option<Self> {
        let quota = Quota::per_minute(NonZeroU32::new(per_minute)?);
        Some(Self { limiter: RateLimiter::keyed(quota).with_middleware(), quota, per_minute })
    }

    fn take(&self, payer: Payer, points: usize) -> Standing {
        if self.limiter.len() > MANY {
            self.limiter.retain_recent();
        }
        let all = self.quota.burst_size();
        let points =
            u32::try_from(points).ok().map_or(all, |points| NonZeroU32::new(points).unwrap_or(NonZeroU32::MIN));
        let points = points.min(all);
        let (remaining, wait) = match self.limiter.check_key_n(&payer, points) {
            Ok(Ok(state)) => (state.remaining_burst_capacity(), None),
            Ok(Err(early)) => {
                let wait = early.wait_time_from(DefaultClock::default().now());
                (points.get().saturating_sub(self.cells(wait)), Some(seconds(wait).max(1)))
            }
            Err(_) => (0, Some(60)),
        };
        let missing = all.get().saturating_sub(remaining);
        let reset = seconds(self.quota.replenish_interval().saturating_mul(missing));
        Standing { limit: self.per_minute, remaining, reset, wait }
    }

    /// Points that come in so much time, the one that is on its way with them.
    fn cells(&self, time: Duration) -> u32 {
        let each = self.quota.replenish_interval().as_nanos().max(1);
        u32::try_from(time.as_nanos() / each + 1).unwrap_or(u32::MAX)
    }
}

fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Payer = Payer::Caller(Uuid::from_u128(1));
    const OTHER: Payer = Payer::Caller(Uuid::from_u128(2));

    #[test]
    fn what_is_spent_is_gone_and_each_has_its_own() {
        let budget = Budget::new(6_000, 0);
        let first = budget.take(ONE, 4_000).unwrap();
        assert_eq!((first.limit, first.wait), (6_000, None));
        assert!((2_000..2_100).contains(&first.remaining), "{first:?}");
        let late = budget.take(ONE, 4_000).unwrap();
        assert!(late.wait.is_some_and(|wait| (15..=20).contains(&wait)), "{late:?}");
        assert!((1_900..2_100).contains(&late.remaining), "{late:?}");
        // What was refused took nothing.
        assert_eq!(budget.take(ONE, 1_000).unwrap().wait, None);
        assert_eq!(budget.take(OTHER, 4_000).unwrap().wait, None);
    }

    #[test]
    fn a_query_dearer_than_the_budget_takes_all_of_it_and_zero_counts_nothing() {
        let budget = Budget::new(100, 0);
        let all = budget.take(ONE, 50_000).unwrap();
        assert_eq!((all.remaining, all.wait), (0, None));
        assert!(budget.take(ONE, 1).unwrap().wait.is_some());
        assert_eq!(budget.take(Payer::Address(IpAddr::from([203, 0, 113, 7])), 1), None);
    }

    #[test]
    fn who_pays_is_who_called() {
        let from = Some(IpAddr::from([203, 0, 113, 7]));
        assert_eq!(Payer::of(&Actor::anonymous(), from), from.map(Payer::Address));
        assert_eq!(Payer::of(&Actor::anonymous(), Some(IpAddr::from([127, 0, 0, 1]))), None);
        assert_eq!(Payer::of(&Actor::system(), from), None);
        let person = Actor { kind: ActorKind::Person, id: Some(Uuid::from_u128(1)), ..Actor::anonymous() };
        assert_eq!(Payer::of(&person, from), Some(ONE));
    }
}
