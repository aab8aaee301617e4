//! Reminders: 7, 3 and 0 days before and 3 and 10 days after a due day, in the morning where the unit is, each once.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use entity::{reminder, unit};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::due::{Due, Source};
use super::people::{self, Holders};
use super::{Notice, give_all};
use crate::domain::clock::zone;
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::domain::registry::units::units_by_ids;
use crate::domain::{Ctx, Result, Tx};

/// Days from the due day, and the day on which the next one takes its place. The last is sent up to a week late.
const OFFSETS: [(i32, i32); 5] = [(-7, -3), (-3, 0), (0, 3), (3, 10), (10, 17)];
/// From this hour of the local day on.
const HOUR: u32 = 8;
/// So many days after the due day the coordinator is told of a report too.
const COORDINATED: i32 = 3;
/// Subjects of one transaction: other writes wait for it on SQLite.
const CHUNK: usize = 100;

/// The reminder that is to be sent at a local time, if any: the last one whose morning has come, unless its time is
/// over. A server that was off for a week sends that one alone.
fn offset_at(due: NaiveDate, now: NaiveDateTime) -> Option<i32> {
    let days = (now.date() - due).num_days();
    let (offset, _) = OFFSETS.iter().find(|(from, to)| (i64::from(*from)..i64::from(*to)).contains(&days))?;
    (now >= morning(due, *offset)).then_some(*offset)
}

/// When a reminder is to go out.
fn morning(due: NaiveDate, offset: i32) -> NaiveDateTime {
    let day = due + Duration::days(i64::from(offset));
    day.and_time(NaiveTime::from_hms_opt(HOUR, 0, 0).unwrap_or_default())
}

/// As [`offset_at`]; of what the unit was told of only since then, nothing is repeated.
fn due_now(due: NaiveDate, told_at: Option<DateTime<Utc>>, now: DateTime<Utc>, zone: Tz) -> Option<i32> {
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
    let offset = offset_at(due, local(now))?;
    told_at.is_none_or(|told| local(told) < morning(due, offset)).then_some(offset)
}

/// Sends what is to be sent now. How many reminders there were.
pub async fn run(ctx: &Ctx) -> Result<usize> {
    let mut sent = 0;
    for source in Source::ALL {
        let mut after = Uuid::nil();
        loop {
            let slice = source.read(ctx, after).await?;
            sent += remind(ctx, slice.dues).await?;
            match slice.next {
                Some(next) => after = next,
                None => break,
            }
        }
    }
    Ok(sent)
}

/// A reminder to send, with its unit.
struct Ready {
    due: Due,
    unit: unit::Model,
    on: NaiveDate,
    offset: i32,
    to: Vec<Uuid>,
}

async fn remind(ctx: &Ctx, dues: Vec<Due>) -> Result<usize> {
    let units = units(ctx, dues.iter().map(|due| due.unit).collect()).await?;
    let ready: Vec<Ready> = dues.into_iter().filter_map(|due| ready(ctx, due, &units)).collect();
    let ready = not_sent(ctx, ready).await?;
    if ready.is_empty() {
        return Ok(0);
    }
    let ready = addressed(ctx, ready).await?;
    let mut sent = 0;
    for chunk in ready.chunks(CHUNK) {
        sent += send(ctx, chunk).await?;
    }
    Ok(sent)
}

/// Units that are there; what is archived owes nothing.
async fn units(ctx: &Ctx, ids: HashSet<Uuid>) -> Result<HashMap<Uuid, unit::Model>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let units = units_by_ids(ctx, &ids).await?;
    Ok(units.into_iter().filter(|unit| unit.archived_at.is_none()).map(|unit| (unit.id, unit)).collect())
}

fn ready(ctx: &Ctx, due: Due, units: &HashMap<Uuid, unit::Model>) -> Option<Ready> {
    let unit = units.get(&due.unit)?.clone();
    let zone = zone(&unit.timezone);
    let on = due.when.day(zone);
    let offset = due_now(on, due.told_at, ctx.now(), zone)?;
    Some(Ready { due, unit, on, offset, to: Vec::new() })
}

/// Without those that were sent already.
async fn not_sent(ctx: &Ctx, mut ready: Vec<Ready>) -> Result<Vec<Ready>> {
    use reminder::{Column as C, Entity};
    if ready.is_empty() {
        return Ok(ready);
    }
    let rows = Entity::find().filter(C::SubjectId.is_in(ready.iter().map(|one| one.due.subject.1)));
    let sent: HashSet<(String, Uuid, NaiveDate, i32)> = rows
        .all(ctx.db())
        .await?
        .into_iter()
        .map(|row| (row.subject_kind, row.subject_id, row.due_on, row.offset_days))
        .collect();
    ready.retain(|one| {
        let (kind, id) = one.due.subject;
        !sent.contains(&(kind.name().to_owned(), id, one.on, one.offset))
    });
    Ok(ready)
}

/// With those who are told; without those of which nobody can be told yet.
async fn addressed(ctx: &Ctx, mut ready: Vec<Ready>) -> Result<Vec<Ready>> {
    let mut units: Vec<unit::Model> = ready.iter().map(|one| one.unit.clone()).collect();
    units.sort_by_key(|unit| unit.id);
    units.dedup_by_key(|unit| unit.id);
    let keepers = people::keepers(ctx, ctx.db(), &units).await?;
    let late = |one: &Ready| one.due.subject.0 == Kind::Obligation && one.offset >= COORDINATED;
    let coordinators = match ready.iter().any(late) {
        true => people::coordinators(ctx, ctx.db(), &units).await?,
        false => Holders::new(),
    };
    for one in &mut ready {
        one.to = keepers.get(&one.unit.id).cloned().unwrap_or_default();
        if late(one) {
            one.to.extend(people::coordinating(&coordinators, &one.unit));
        }
        one.to.sort_unstable();
        one.to.dedup();
    }
    ready.retain(|one| !one.to.is_empty());
    Ok(ready)
}

async fn send(ctx: &Ctx, ready: &[Ready]) -> Result<usize> {
    let tx = ctx.begin().await?;
    let rows = ready.iter().map(|one| row(&tx, one.due.subject, one.on, one.offset)).collect();
    let fresh = fence(&tx, rows).await?;
    let Some(first) = ready.iter().find(|one| fresh.contains(&one.due.subject.1)) else {
        // Another server was faster.
        tx.rollback().await?;
        return Ok(0);
    };
    let due = ready.iter().filter(|one| fresh.contains(&one.due.subject.1));
    give_all(&tx, due.flat_map(notices).collect()).await?;
    tx.record(Record::audit_only("sendReminders", first.due.subject)).await?;
    tx.commit().await?;
    Ok(fresh.len())
}

fn notices(one: &Ready) -> impl Iterator<Item = Notice<'static>> {
    let mut params = one.due.params.clone();
    if let Some(facts) = params.as_object_mut() {
        facts.insert("days".to_owned(), json!(one.offset));
        facts.insert("due".to_owned(), json!(one.on.to_string()));
    }
    one.to.iter().map(move |account| Notice {
        account: *account,
        kind: one.due.kind,
        subject: one.due.subject,
        unit: Some(one.unit.id),
        params: params.clone(),
    })
}

pub(super) fn row(ctx: &Ctx, subject: (Kind, Uuid), due_on: NaiveDate, offset_days: i32) -> reminder::Model {
    reminder::Model {
        id: ctx.new_id(),
        subject_kind: subject.0.name().to_owned(),
        subject_id: subject.1,
        offset_days,
        due_on,
        sent_at: ctx.now(),
    }
}

/// Writes down what is sent. The subjects of the rows that nobody had written before: only of these anybody is told.
pub(super) async fn fence(tx: &Tx, rows: Vec<reminder::Model>) -> Result<HashSet<Uuid>> {
    use reminder::{ActiveModel, Column as C, Entity};
    let once = OnConflict::columns([C::SubjectKind, C::SubjectId, C::DueOn, C::OffsetDays]).do_nothing().to_owned();
    let mut fresh = HashSet::with_capacity(rows.len());
    for row in rows {
        let id = row.subject_id;
        let insert = Entity::insert(ActiveModel::from(row)).on_conflict(once.clone());
        match insert.exec_without_returning(tx.conn()?).await {
            Ok(0) | Err(sea_orm::DbErr::RecordNotInserted) => {}
            Ok(_) => {
                fresh.insert(id);
            }
            Err(failed) => return Err(failed.into()),
        }
    }
    Ok(fresh)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn each_reminder_holds_from_its_morning_until_the_day_of_the_next() {
        let due = day("2026-11-10");
        for (now, offset) in [
            ("2026-11-02T23:59:59", None),
            ("2026-11-03T07:59:59", None),
            ("2026-11-03T08:00:00", Some(-7)),
            ("2026-11-06T23:59:59", Some(-7)),
            ("2026-11-07T07:00:00", None),
            ("2026-11-07T08:00:00", Some(-3)),
            ("2026-11-10T08:00:00", Some(0)),
            ("2026-11-12T23:00:00", Some(0)),
            ("2026-11-13T08:00:00", Some(3)),
            ("2026-11-20T07:59:59", None),
            ("2026-11-20T08:00:00", Some(10)),
            ("2026-11-26T23:59:59", Some(10)),
            ("2026-11-27T08:00:00", None),
        ] {
            assert_eq!(offset_at(due, at(now)), offset, "{now}");
        }
    }

    #[test]
    fn a_morning_comes_earlier_in_the_east() {
        let (due, now) = (day("2026-11-10"), "2026-11-02T23:30:00Z".parse().unwrap());
        assert_eq!(due_now(due, None, now, zone("Asia/Jayapura")), Some(-7));
        assert_eq!(due_now(due, None, now, zone("Asia/Jakarta")), None);
    }

    #[test]
    fn nobody_is_reminded_of_what_was_only_just_asked() {
        let (due, zone) = (day("2026-11-10"), zone("Asia/Jakarta"));
        let asked = Some("2026-11-03T05:00:00Z".parse().unwrap());
        assert_eq!(due_now(due, asked, "2026-11-03T06:00:00Z".parse().unwrap(), zone), None);
        assert_eq!(due_now(due, asked, "2026-11-07T02:00:00Z".parse().unwrap(), zone), Some(-3));
    }
}
