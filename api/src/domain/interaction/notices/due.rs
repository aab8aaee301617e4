//! What falls due around today: obligations, revisions, follow-ups, certificates, weaning, requests, survival checks.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Duration, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::{blk, certification, obligation, report, revision_item};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::domain::clock::local_day;
use crate::domain::ids::Kind;
use crate::domain::registry::blks::WEANING_MONTHS;
use crate::domain::registry::statuses_on;
use crate::domain::templates::query::heads;
use crate::domain::{Ctx, Result};
use crate::vocab::{ItemStatus, ObligationStatus, ReportState};

/// Rows read at a time.
const CHUNK: u64 = 500;
/// Days from today within which a due day may lie to be reminded of, in any zone.
const BACK: i64 = 18;
const AHEAD: i64 = 9;
/// A revision has no deadline of its own: it is to be made within so many days of being asked for.
const REVISION_DAYS: i64 = 7;

/// When something falls due.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// On a day, wherever its unit is.
    On(NaiveDate),
    /// At an instant: on the day that it is then where its unit is.
    At(DateTime<Utc>),
}

impl When {
    pub fn day(self, zone: Tz) -> NaiveDate {
        match self {
            When::On(day) => day,
            When::At(at) => local_day(at, zone),
        }
    }
}

/// Something that falls due.
#[derive(Clone, Debug)]
pub struct Due {
    /// Code of `notificationKinds`.
    pub kind: &'static str,
    pub subject: (Kind, Uuid),
    pub unit: Uuid,
    pub when: When,
    /// When its unit was told of it, where it was: no reminder is older than that.
    pub told_at: Option<DateTime<Utc>>,
    /// What the text is made of, beside the day.
    pub params: Value,
}

/// Part of what falls due.
pub struct Slice {
    pub dues: Vec<Due>,
    /// The row after which to go on; none at the end.
    pub next: Option<Uuid>,
}

/// What can fall due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Obligations,
    Revisions,
    FollowUps,
    Monitoring,
    Certificates,
    Weaning,
    Requests,
    SurvivalChecks,
}

impl Source {
    pub const ALL: [Source; 8] = [
        Source::Obligations,
        Source::Revisions,
        Source::FollowUps,
        Source::Monitoring,
        Source::Certificates,
        Source::Weaning,
        Source::Requests,
        Source::SurvivalChecks,
    ];

    /// What falls due around today, after a row.
    pub async fn read(self, ctx: &Ctx, after: Uuid) -> Result<Slice> {
        let days = (ctx.today() - Duration::days(BACK), ctx.today() + Duration::days(AHEAD));
        match self {
            Source::Obligations => obligations(ctx, after).await,
            Source::Revisions => revisions(ctx, after).await,
            Source::FollowUps => follow_ups(ctx, days, after).await,
            Source::Monitoring => monitoring(ctx, days, after).await,
            Source::Certificates => certificates(ctx, days, after).await,
            Source::Weaning => weaning(ctx, days, after).await,
            Source::Requests => requests(ctx, days, after).await,
            Source::SurvivalChecks => survival_checks(ctx, days, after).await,
        }
    }
}

type Days = (NaiveDate, NaiveDate);

/// Rows as what falls due; a row that does not is left out.
fn slice<M>(rows: Vec<M>, id: impl Fn(&M) -> Uuid, due: impl Fn(M) -> Option<Due>) -> Slice {
    let full = u64::try_from(rows.len()).is_ok_and(|count| count >= CHUNK);
    let next = rows.last().map(id).filter(|_| full);
    Slice { dues: rows.into_iter().filter_map(due).collect(), next }
}

fn on(kind: &'static str, subject: (Kind, Uuid), unit: Uuid, day: NaiveDate) -> Due {
    Due { kind, subject, unit, when: When::On(day), told_at: None, params: json!({}) }
}

/// Codes of templates.
pub(super) async fn templates(conn: &impl ConnectionTrait) -> Result<HashMap<Uuid, String>> {
    Ok(heads(conn).await?.into_iter().map(|head| (head.id, head.code)).collect())
}

/// Reports that have not arrived, those sent back among them.
async fn obligations(ctx: &Ctx, after: Uuid) -> Result<Slice> {
    use obligation::{Column as C, Entity};
    let (from, to) = (ctx.now() - Duration::days(BACK), ctx.now() + Duration::days(AHEAD));
    let rows = Entity::find()
        .filter(C::Status.is_in([ObligationStatus::Open.as_str(), ObligationStatus::Draft.as_str()]))
        .filter(C::DueAt.between(from, to))
        .filter(C::OpensAt.lte(ctx.now()))
        .filter(C::Id.gt(after))
        .order_by_asc(C::Id)
        .limit(CHUNK)
        .all(ctx.db())
        .await?;
    let templates = templates(ctx.db()).await?;
    Ok(slice(
        rows,
        |row| row.id,
        |row| {
            let params = json!({"template": templates.get(&row.template_id), "period": row.occurrence});
            let subject = (Kind::Obligation, row.id);
            Some(Due {
                kind: "OBLIGATION_DUE",
                subject,
                unit: row.unit_id,
                when: When::At(row.due_at),
                told_at: None,
                params,
            })
        },
    ))
}

/// Reports that were sent back and whose items are not answered: one reminder for all items of a report.
async fn revisions(ctx: &Ctx, after: Uuid) -> Result<Slice> {
    use revision_item::{Column as C, Entity};
    let from = ctx.now() - Duration::days(BACK + REVISION_DAYS);
    let open = || Entity::find().filter(C::Status.eq(ItemStatus::Open.as_str())).filter(C::CreatedAt.gte(from));
    let ids: Vec<Uuid> = open()
        .select_only()
        .column(C::ReportId)
        .distinct()
        .filter(C::ReportId.gt(after))
        .order_by_asc(C::ReportId)
        .limit(CHUNK)
        .into_tuple()
        .all(ctx.db())
        .await?;
    let mut raised: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
    for item in open().filter(C::ReportId.is_in(ids.iter().copied())).all(ctx.db()).await? {
        let first = raised.entry(item.report_id).or_insert(item.created_at);
        *first = (*first).min(item.created_at);
    }
    let sent_back = report::Entity::find()
        .filter(report::Column::Id.is_in(ids.iter().copied()))
        .filter(report::Column::State.eq(ReportState::RevisionRequested.as_str()));
    let reports = sent_back.all(ctx.db()).await?;
    let reports: HashMap<Uuid, report::Model> = reports.into_iter().map(|row| (row.id, row)).collect();
    let templates = templates(ctx.db()).await?;
    Ok(slice(
        ids,
        |id| *id,
        |id| {
            let (row, raised) = (reports.get(&id)?, *raised.get(&id)?);
            let params = json!({"template": templates.get(&row.template_id), "period": row.occurrence});
            let when = When::At(raised + Duration::days(REVISION_DAYS));
            Some(Due {
                kind: "REVISION_DUE",
                subject: (Kind::Report, id),
                unit: row.unit_id,
                when,
                told_at: Some(raised),
                params,
            })
        },
    ))
}

/// What meetings resolved.
async fn follow_ups(ctx: &Ctx, (from, to): Days, after: Uuid) -> Result<Slice> {
    use entity::follow_up::{Column as C, Entity};
    let rows = Entity::find()
        .filter(C::DueOn.between(from, to))
        .filter(C::Status.is_in(["OPEN", "IN_PROGRESS"]))
        .filter(C::ArchivedAt.is_null())
        .filter(C::Id.gt(after))
        .order_by_asc(C::Id)
        .limit(CHUNK);
    let due =
        |row: entity::follow_up::Model| Some(on("FOLLOW_UP_DUE", (Kind::FollowUp, row.id), row.unit_id, row.due_on));
    Ok(slice(rows.all(ctx.db()).await?, |row| row.id, due))
}

/// What monitoring visits asked for.
async fn monitoring(ctx: &Ctx, (from, to): Days, after: Uuid) -> Result<Slice> {
    use entity::monitoring_visit::{Column as C, Entity, Model};
    let rows = Entity::find()
        .filter(C::FollowUpDueOn.between(from, to))
        .filter(C::FollowUpDoneOn.is_null())
        .filter(C::ArchivedAt.is_null())
        .filter(C::Id.gt(after))
        .order_by_asc(C::Id)
        .limit(CHUNK);
    let due =
        |row: Model| Some(on("FOLLOW_UP_DUE", (Kind::MonitoringVisit, row.id), row.unit_id, row.follow_up_due_on?));
    Ok(slice(rows.all(ctx.db()).await?, |row| row.id, due))
}

/// Certificates that end, unless the enterprise has a later one of the kind.
async fn certificates(ctx: &Ctx, (from, to): Days, after: Uuid) -> Result<Slice> {
    use certification::{Column as C, Entity, Model};
    let rows = Entity::find()
        .filter(C::ValidUntil.between(from, to))
        .filter(C::ArchivedAt.is_null())
        .filter(C::Id.gt(after))
        .order_by_asc(C::Id)
        .limit(CHUNK);
    let rows = rows.all(ctx.db()).await?;
    let enterprises: BTreeSet<Uuid> = rows.iter().map(|row| row.enterprise_id).collect();
    let all = Entity::find().filter(C::EnterpriseId.is_in(enterprises)).filter(C::ArchivedAt.is_null());
    let mut held: HashMap<(Uuid, String), Vec<Option<NaiveDate>>> = HashMap::new();
    for other in all.all(ctx.db()).await? {
        held.entry((other.enterprise_id, other.kind)).or_default().push(other.valid_until);
    }
    let due = |row: Model| {
        let ends = row.valid_until?;
        let others = held.get(&(row.enterprise_id, row.kind.clone()));
        let renewed = others.is_some_and(|days| days.iter().any(|day| day.is_none_or(|day| day > ends)));
        let due = on("CERTIFICATE_EXPIRES", (Kind::Certification, row.id), row.unit_id, ends);
        (!renewed).then(|| Due { params: json!({"certification": row.kind}), ..due })
    };
    Ok(slice(rows, |row| row.id, due))
}

/// BLKs that are to stand alone two years after their handover, and do not yet.
async fn weaning(ctx: &Ctx, (from, to): Days, after: Uuid) -> Result<Slice> {
    use blk::{Column as C, Entity, Model};
    // Months differ in length: a few days more on either side.
    let back = |day: NaiveDate| day.checked_sub_months(Months::new(WEANING_MONTHS)).unwrap_or_default();
    let rows = Entity::find()
        .filter(C::HandedOverOn.between(back(from) - Duration::days(3), back(to) + Duration::days(3)))
        .filter(C::UnitId.gt(after))
        .order_by_asc(C::UnitId)
        .limit(CHUNK);
    let rows = rows.all(ctx.db()).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.unit_id).collect();
    let statuses = statuses_on(ctx.db(), &ids, ctx.today()).await?;
    let due = |row: Model| {
        let support = statuses.get(&row.unit_id).and_then(|of| of.support.as_deref());
        let day = row.handed_over_on?.checked_add_months(Months::new(WEANING_MONTHS))?;
        let weaned = matches!(support, Some("DISAPIH" | "MANDIRI"));
        (!weaned).then(|| on("WEANING_DUE", (Kind::Blk, row.unit_id), row.unit_id, day))
    };
    Ok(slice(rows, |row| row.unit_id, due))
}

/// Requests that are not answered.
async fn requests(ctx: &Ctx, (from, to): Days, after: Uuid) -> Result<Slice> {
    use entity::request::{Column as C, Entity, Model};
    let rows = Entity::find()
        .filter(C::DueOn.between(from, to))
        .filter(C::State.eq("OPEN"))
        .filter(C::ArchivedAt.is_null())
        .filter(C::Id.gt(after))
        .order_by_asc(C::Id)
        .limit(CHUNK);
    let due = |row: Model| {
        let due = on("REQUEST_DUE", (Kind::Request, row.id), row.unit_id, row.due_on);
        Some(Due { told_at: Some(row.created_at), ..due })
    };
    Ok(slice(rows.all(ctx.db()).await?, |row| row.id, due))
}

/// Looks at graduates that nobody took yet.
async fn survival_checks(ctx: &Ctx, (from, to): Days, after: Uuid) -> Result<Slice> {
    use entity::survival_check::{Column as C, Entity, Model};
    let rows = Entity::find()
        .filter(C::DueOn.between(from, to))
        .filter(C::Status.is_null())
        .filter(C::ArchivedAt.is_null())
        .filter(C::Id.gt(after))
        .order_by_asc(C::Id)
        .limit(CHUNK);
    let due = |row: Model| Some(on("SURVIVAL_CHECK_DUE", (Kind::SurvivalCheck, row.id), row.unit_id, row.due_on?));
    Ok(slice(rows.all(ctx.db()).await?, |row| row.id, due))
}
