//! Deliveries by mail and phone: what is due is claimed for a while, sent by the worker, and settled.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Duration, Utc};
use entity::{account, notification};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::texts::{self, Said};
use super::{Received, received};
use crate::domain::people::query::open_phones;
use crate::domain::{Ctx, Lang, Result};
use crate::vocab::AccountStatus;

/// Not wanted, or not possible.
pub const NONE: &str = "NONE";
/// To be sent, or sent again.
pub const DUE: &str = "DUE";
/// The other side took it.
pub const SENT: &str = "SENT";
/// Given up.
pub const FAILED: &str = "FAILED";

/// Seconds until the next attempt, after each that failed; after that it is given up.
const PAUSES: [i64; 5] = [60, 300, 1_800, 7_200, 21_600];
/// For so long nobody else sends what was claimed. A server that dies meanwhile leaves it to the next.
const LEASE_MINUTES: i64 = 10;
/// Notices claimed at a time.
const MOST: u64 = 100;

/// What became of an attempt on one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// Tried again later; the class of what went wrong.
    Failed(&'static str),
    /// There is no address (any more): not tried again.
    Unreachable,
}

/// A notice to send, in words.
#[derive(Clone, Debug)]
pub struct Sending {
    pub row: notification::Model,
    pub said: Said,
}

/// What is due for one account.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub name: String,
    pub lang: Lang,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub notices: Vec<Sending>,
}

/// A notice after an attempt; channels that were not tried have no outcome.
#[derive(Clone, Debug)]
pub struct Attempted {
    pub row: notification::Model,
    pub mail: Option<Outcome>,
    pub phone: Option<Outcome>,
}

/// Claims what is due now, by account.
pub async fn claim(ctx: &Ctx) -> Result<Vec<Parcel>> {
    use notification::{Column as C, Entity};
    let now = ctx.now();
    let free = Condition::any().add(C::LeaseUntil.is_null()).add(C::LeaseUntil.lte(now));
    let due = || Entity::find().filter(C::NextAt.lte(now)).filter(free.clone());
    if due().one(ctx.db()).await?.is_none() {
        return Ok(Vec::new());
    }
    let turn = ctx.app.store.begin().await?;
    let rows = due()
        .order_by_asc(C::NextAt)
        .order_by_asc(C::Id)
        .limit(MOST)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(turn.txn()?)
        .await?;
    Entity::update_many()
        .col_expr(C::LeaseUntil, sea_orm::sea_query::Expr::value(now + Duration::minutes(LEASE_MINUTES)))
        .filter(C::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(turn.txn()?)
        .await?;
    turn.commit().await?;
    parcels(ctx, rows).await
}

/// Rows by account, each in words, with the addresses of today.
async fn parcels(ctx: &Ctx, rows: Vec<notification::Model>) -> Result<Vec<Parcel>> {
    let named: BTreeSet<Uuid> = rows.iter().map(|row| row.account_id).collect();
    let accounts = account::Entity::find().filter(account::Column::Id.is_in(named)).all(ctx.db()).await?;
    let mut phones = open_phones(ctx, ctx.db(), &accounts).await?;
    let mut waiting: BTreeMap<Uuid, Vec<Sending>> = BTreeMap::new();
    for Received { row, unit } in received(ctx.db(), rows).await? {
        let said = texts::of(&row, unit.as_ref());
        waiting.entry(row.account_id).or_default().push(Sending { row, said });
    }
    let accounts: HashMap<Uuid, account::Model> = accounts.into_iter().map(|row| (row.id, row)).collect();
    let parcel = |(id, notices): (Uuid, Vec<Sending>)| {
        let account = accounts.get(&id)?;
        let active = account.status == AccountStatus::Active.as_str();
        Some(Parcel {
            name: account.name.clone(),
            lang: if account.language == "en" { Lang::En } else { Lang::Id },
            email: account.email.clone().filter(|_| active),
            phone: phones.remove(&id).filter(|_| active),
            notices,
        })
    };
    Ok(waiting.into_iter().filter_map(parcel).collect())
}

/// Keeps what became of the attempts. How many notices have nothing left to send.
pub async fn settle(ctx: &Ctx, attempted: Vec<Attempted>) -> Result<usize> {
    let turn = ctx.app.store.begin().await?;
    let mut done = 0;
    for one in attempted {
        let row = after(&one, ctx.now());
        done += usize::from(row.next_at.is_none());
        // These columns alone: its owner may be reading it.
        let change = notification::ActiveModel {
            id: Set(row.id),
            mail_state: Set(row.mail_state),
            phone_state: Set(row.phone_state),
            attempts: Set(row.attempts),
            next_at: Set(row.next_at),
            lease_until: Set(None),
            last_error: Set(row.last_error),
            ..Default::default()
        };
        notification::Entity::update(change).exec(turn.txn()?).await?;
    }
    turn.commit().await?;
    Ok(done)
}

/// The row after an attempt.
fn after(attempted: &Attempted, now: DateTime<Utc>) -> notification::Model {
    let mut row = attempted.row.clone();
    let pause = usize::try_from(row.attempts).ok().and_then(|failed| PAUSES.get(failed));
    let state = |old: String, outcome: Option<Outcome>| match outcome {
        None => old,
        Some(Outcome::Sent) => SENT.to_owned(),
        Some(Outcome::Failed(_)) if pause.is_some() => DUE.to_owned(),
        Some(_) => FAILED.to_owned(),
    };
    let class = |outcome: Option<Outcome>| match outcome {
        Some(Outcome::Failed(class)) => Some(class),
        Some(Outcome::Unreachable) => Some("NO_ADDRESS"),
        _ => None,
    };
    let faults: Vec<&str> = [attempted.mail, attempted.phone].into_iter().filter_map(class).collect();
    row.mail_state = state(row.mail_state, attempted.mail);
    row.phone_state = state(row.phone_state, attempted.phone);
    row.attempts += 1;
    row.next_at = match pause {
        Some(pause) if row.mail_state == DUE || row.phone_state == DUE => Some(now + Duration::seconds(*pause)),
        _ => None,
    };
    row.last_error = (!faults.is_empty()).then(|| faults.join(","));
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(mail: &str, phone: &str, attempts: i32) -> notification::Model {
        let at = "2026-11-05T02:00:00Z".parse().unwrap();
        notification::Model {
            id: Uuid::nil(),
            account_id: Uuid::nil(),
            kind: "REQUEST".to_owned(),
            subject_kind: "Request".to_owned(),
            subject_id: Uuid::nil(),
            unit_id: None,
            params: "{}".to_owned(),
            inbox: true,
            created_at: at,
            read_at: None,
            version: 1,
            mail_state: mail.to_owned(),
            phone_state: phone.to_owned(),
            attempts,
            next_at: Some(at),
            lease_until: None,
            last_error: None,
        }
    }

    fn tried(row: notification::Model, mail: Option<Outcome>, phone: Option<Outcome>) -> notification::Model {
        after(&Attempted { row, mail, phone }, "2026-11-05T02:00:00Z".parse().unwrap())
    }

    #[test]
    fn what_fails_is_tried_again_after_growing_pauses_and_then_given_up() {
        let mut pauses = Vec::new();
        let mut next = row(DUE, NONE, 0);
        for _ in 0..6 {
            next = tried(next, Some(Outcome::Failed("MAIL")), None);
            pauses.push(next.next_at.map(|at| at.timestamp() - next.created_at.timestamp()));
        }
        assert_eq!(pauses, [Some(60), Some(300), Some(1_800), Some(7_200), Some(21_600), None]);
        assert_eq!((next.mail_state.as_str(), next.phone_state.as_str(), next.attempts), (FAILED, NONE, 6));
        assert_eq!(next.last_error.as_deref(), Some("MAIL"));
    }

    #[test]
    fn one_channel_does_not_wait_for_the_other() {
        let next = tried(row(DUE, DUE, 0), Some(Outcome::Sent), Some(Outcome::Failed("GATEWAY_ERROR")));
        assert_eq!((next.mail_state.as_str(), next.phone_state.as_str()), (SENT, DUE));
        assert!(next.next_at.is_some());
        let next = tried(next, None, Some(Outcome::Sent));
        assert_eq!((next.mail_state.as_str(), next.phone_state.as_str(), next.next_at), (SENT, SENT, None));
        assert_eq!(next.last_error, None);
    }

    #[test]
    fn who_has_no_address_any_more_is_not_tried_again() {
        let next = tried(row(DUE, NONE, 0), Some(Outcome::Unreachable), None);
        assert_eq!((next.mail_state.as_str(), next.next_at), (FAILED, None));
        assert_eq!(next.last_error.as_deref(), Some("NO_ADDRESS"));
    }
}
