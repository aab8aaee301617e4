//! Drafts: begin one, change it.

use chrono::NaiveDate;
use entity::{report, report_transition, report_version};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::content::canonical;
use super::{Loaded, Period, period, query, recorded, rights, validate};
use crate::domain::access::{Place, Sight, sight};
use crate::domain::analytics::standing;
use crate::domain::clock::{local_day, zone};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::record::{Record, insert};
use crate::domain::templates::{Template, values};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation, obligations, registry};
use crate::vocab::{ReportAction, ReportState};

/// What a new report says.
#[derive(Clone, Debug, Default)]
pub struct NewReport {
    /// Code or id of the unit it is about.
    pub unit: String,
    /// Code of the template.
    pub template: String,
    /// Period, for periodic templates.
    pub period: Option<String>,
    /// Number of the event, for the others; given by the service for ad hoc reports when absent.
    pub event: Option<String>,
    /// Last day of the event.
    pub event_on: Option<NaiveDate>,
    pub values: Map<String, Value>,
    pub narrative: Map<String, Value>,
    pub nihil: bool,
    pub nihil_reason: Option<String>,
    /// Begin with the stable values of the previous period and what the registry knows.
    pub prefill: bool,
}

/// What changes in a draft; absent is unchanged.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Each indicator is replaced whole; `null` is stored as missing.
    pub values: Map<String, Value>,
    /// `null` removes a section.
    pub narrative: Map<String, Value>,
    pub nihil: Option<bool>,
    /// `Some(None)` removes the reason.
    pub nihil_reason: Option<Option<String>>,
}

/// Begins a report. One per unit, template and period or event.
pub async fn create(tx: &Tx, new: NewReport) -> Result<Loaded> {
    tx.require_signed_in()?;
    require_unit(&new)?;
    let conn = tx.conn()?;
    let unit = registry::unit_by_ref(conn, &new.unit).await?;
    let at = aim(tx, &unit, &new).await?;
    let existing = report::Entity::find()
        .filter(report::Column::UnitId.eq(unit.id))
        .filter(report::Column::TemplateId.eq(at.template.id))
        .filter(report::Column::Occurrence.eq(at.occurrence.as_str()))
        .one(conn)
        .await?;
    if let Some(existing) = existing {
        return Err(exists(&existing.id));
    }
    let owed = obligations::for_report(tx, &unit, &at.template, &at.occurrence, at.period_end).await?;
    let mut proposed = if new.prefill { prefill(tx, &unit, &at).await? } else { Map::new() };
    proposed.extend(new.values);
    let (body, narrative) = checked(tx, &at.template, (proposed, new.narrative), at.period_end)?;
    let loaded = begun(tx, &unit, &at, (body, narrative), (new.nihil, new.nihil_reason));
    store(tx, &loaded).await?;
    let owed = obligations::follow(tx, owed, &loaded.row).await?;
    let event = tx.record(told(&loaded)).await?;
    // From now on it counts in the region of the report, be it another than that of the unit when it fell due.
    standing::follow(tx, &owed, Some(&loaded.row), event).await?;
    Ok(loaded)
}

/// Refuses a report about nothing.
pub(super) fn require_unit(new: &NewReport) -> Result<()> {
    if !new.unit.is_empty() {
        return Ok(());
    }
    Err(Error::field(Code::FieldRequired, "/blk").saying(
        "Sebutkan tepat satu unit: blk, kawasan, site, atau organization.",
        "Name exactly one unit: blk, kawasan, site or organization.",
    ))
}

/// Which report it is to be, if the caller may file it.
pub(super) async fn aim(tx: &Tx, unit: &entity::unit::Model, new: &NewReport) -> Result<Occurrence> {
    let place = Place::from(unit);
    if sight(tx, &place) == Sight::Nothing {
        return Err(Error::new(Code::NotFound));
    }
    let today = local_day(tx.now(), zone(&unit.timezone));
    let latest = tx.app.templates.in_force(tx.conn()?, &new.template, today).await?;
    let latest = latest.ok_or_else(|| Error::field(Code::UnknownCode, "/template"))?;
    rights::require_filing(tx, &latest, &place)?;
    occurrence(tx, unit, new, &latest).await
}

pub(super) fn exists(id: &Uuid) -> Error {
    let id = ids::text(Kind::Report, *id);
    Error::new(Code::ReportExists)
        .saying(
            format!("Laporan ini sudah ada: {id}. Ubah laporan itu dengan PATCH."),
            format!("This report exists already: {id}. Change that one with PATCH."),
        )
        .with("report", id)
}

/// Which report this is: its template, period or event number, and the last day of that.
pub(super) struct Occurrence {
    pub template: std::sync::Arc<Template>,
    pub occurrence: String,
    pub period_end: NaiveDate,
}

async fn occurrence(tx: &Tx, unit: &entity::unit::Model, new: &NewReport, latest: &Template) -> Result<Occurrence> {
    let conn = tx.conn()?;
    let today = local_day(tx.now(), zone(&unit.timezone));
    if latest.definition.subject.as_str() != unit.kind {
        return Err(Error::new(Code::NotOwed).with("subject", latest.definition.subject.as_str()));
    }
    let (occurrence, period_end) = match (period::months_of(latest.definition.cadence), &new.period, &new.event) {
        (Some(_), Some(text), None) => {
            let period = Period::parse(latest.definition.cadence, text)?;
            (period.to_string(), period.last_day())
        }
        (Some(_), _, _) => return Err(Error::field(Code::FieldRequired, "/period")),
        (None, None, event) => {
            let day = new.event_on.unwrap_or(today);
            if day > today {
                return Err(Error::field(Code::PeriodNotOpen, "/eventOn"));
            }
            let number = match event {
                Some(number) if !number.trim().is_empty() && number.len() <= 60 => number.trim().to_owned(),
                Some(_) => return Err(Error::field(Code::FieldLength, "/event")),
                None if latest.definition.cadence == crate::vocab::Cadence::AdHoc => {
                    next_number(tx, unit.id, latest.id, day).await?
                }
                None => return Err(Error::field(Code::FieldRequired, "/event")),
            };
            (number, day)
        }
        (None, Some(_), _) => return Err(Error::field(Code::PeriodMalformed, "/period")),
    };
    // No version was in force yet at the end of that period.
    let template =
        tx.app.templates.in_force(conn, &new.template, period_end).await?.ok_or_else(|| Error::new(Code::NotOwed))?;
    Ok(Occurrence { template, occurrence, period_end })
}

/// `2026-001`, `2026-002` ...: the number after the highest of the year.
async fn next_number(tx: &Tx, unit: Uuid, template: Uuid, day: NaiveDate) -> Result<String> {
    use chrono::Datelike;
    let prefix = format!("{}-", day.year());
    let taken: Vec<String> = report::Entity::find()
        .select_only()
        .column(report::Column::Occurrence)
        .filter(report::Column::UnitId.eq(unit))
        .filter(report::Column::TemplateId.eq(template))
        .filter(report::Column::Occurrence.starts_with(&prefix))
        .into_tuple()
        .all(tx.conn()?)
        .await?;
    let last = taken.iter().filter_map(|number| number.strip_prefix(&prefix)?.parse::<u32>().ok()).max();
    Ok(format!("{prefix}{:03}", last.unwrap_or_default() + 1))
}

/// What the draft may begin with: stable values of the previous period, what the registry knows by now, and what the
/// records of incubation and training say of the period or of the training package.
async fn prefill(tx: &Tx, unit: &entity::unit::Model, at: &Occurrence) -> Result<Map<String, Value>> {
    let mut proposed = previous(tx, unit, at).await?;
    let mut known = registry::proposals::of_unit(tx.conn()?, unit.id, at.period_end).await?;
    known.extend(recorded::of_report(tx.conn()?, tx, unit.id, &at.template, &at.occurrence).await?);
    let facts = validate::facts(tx.conn()?, unit, at.period_end).await?;
    let asked = |code: &str| at.template.asked(facts).any(|asked| asked.code == code) && !at.template.is_computed(code);
    proposed.extend(known.into_iter().filter(|(code, _)| asked(code)));
    Ok(proposed)
}

/// Stable values (stocks, not flows) of the previous period's report. The number of an event is no period, though it may
/// look like one.
async fn previous(tx: &Tx, unit: &entity::unit::Model, at: &Occurrence) -> Result<Map<String, Value>> {
    let periodic = period::months_of(at.template.definition.cadence).is_some();
    let Some(previous) = Period::read(&at.occurrence).filter(|_| periodic).map(Period::previous) else {
        return Ok(Map::new());
    };
    let conn = tx.conn()?;
    let row = report::Entity::find()
        .filter(report::Column::UnitId.eq(unit.id))
        .filter(report::Column::TemplateId.eq(at.template.id))
        .filter(report::Column::Occurrence.eq(previous.to_string()))
        .one(conn)
        .await?;
    let Some((row, number)) =
        row.and_then(|row| row.official_version.or(row.submitted_version).map(|number| (row, number)))
    else {
        return Ok(Map::new());
    };
    let Some(version) = report_version::Entity::find_by_id((row.id, number)).one(conn).await? else {
        return Ok(Map::new());
    };
    let values = super::content::object(&version.body)?;
    Ok(values.into_iter().filter(|(code, value)| !value.is_null() && at.template.is_stable(code)).collect())
}

/// Values and narrative as canonical texts; what is wrong in either comes at once.
pub(super) fn checked(
    ctx: &Ctx,
    template: &Template,
    content: (Map<String, Value>, Map<String, Value>),
    on: NaiveDate,
) -> Result<(String, String)> {
    let (values, mut narrative) = (Value::Object(content.0), content.1);
    narrative.retain(|_, text| !text.is_null());
    let mut faults: Vec<Violation> = values::check_shape(template, &ctx.app.codes, &values, on);
    faults.extend(validate::check_narrative(template, &narrative));
    let not_text = narrative.iter().filter(|(_, text)| !text.is_string());
    faults.extend(not_text.map(|(code, _)| Violation::new(Code::FieldType, format!("/narrative/{code}"))));
    faults.truncate(200);
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    Ok((canonical(&values::compute(template, values))?, canonical(&Value::Object(narrative))?))
}

/// A draft as its author begins it.
pub(super) fn begun(
    ctx: &Ctx,
    unit: &entity::unit::Model,
    at: &Occurrence,
    content: (String, String),
    nihil: (bool, Option<String>),
) -> Loaded {
    let now = ctx.now();
    let row = report::Model {
        id: ctx.new_id(),
        unit_id: unit.id,
        template_id: at.template.id,
        template_version: at.template.number,
        occurrence: at.occurrence.clone(),
        period_end: at.period_end,
        region_code: Some(unit.region_code.clone()),
        state: ReportState::Draft.as_str().to_owned(),
        levels: at.template.definition.review_levels,
        version: 1,
        current_version: 1,
        submitted_version: None,
        official_version: None,
        submitted_at: None,
        on_time: None,
        submitted_by: None,
        on_behalf_of: None,
        verified_by: None,
        approved_by: None,
        decided_at: None,
        lock_at: None,
        created_by: ctx.actor.id_or_nil(),
        created_at: now,
        updated_at: now,
    };
    let content = report_version::Model {
        report_id: row.id,
        number: 1,
        body: content.0,
        narrative: content.1,
        nihil: nihil.0,
        nihil_reason: nihil.1,
        acknowledged: None,
        content_hash: None,
        receipt_number: None,
        receipt_jws: None,
        created_by: ctx.actor.id_or_nil(),
        created_at: now,
        submitted_at: None,
        submitted_by: None,
    };
    Loaded { row, state: ReportState::Draft, unit: unit.clone(), template: at.template.clone(), content }
}

/// What others hear of a draft.
pub(super) fn told(report: &Loaded) -> Record<'static> {
    let body = json!({
        "state": ReportState::Draft.as_str(), "template": report.template.definition.code,
        "occurrence": report.row.occurrence,
    });
    Record::new("createReport", "report.created", (Kind::Report, report.row.id), 1).unit(report.unit.id).body(body)
}

async fn store(tx: &Tx, loaded: &Loaded) -> Result<()> {
    let row = &loaded.row;
    // The unique key is the second fence: an equal post that ran beside this one.
    if let Err(e) = insert(report::ActiveModel::from(row.clone()), tx).await {
        return Err(if e.code() == Code::AlreadyExists { raced(tx, row).await } else { e });
    }
    insert(report_version::ActiveModel::from(loaded.content.clone()), tx).await?;
    transition(tx, row, "create", None, ReportState::Draft, Why::default()).await
}

/// Names the report that won. It is committed, and this transaction is void: another connection finds it.
async fn raced(tx: &Tx, row: &report::Model) -> Error {
    let first = report::Entity::find()
        .filter(report::Column::UnitId.eq(row.unit_id))
        .filter(report::Column::TemplateId.eq(row.template_id))
        .filter(report::Column::Occurrence.eq(row.occurrence.as_str()))
        .one(tx.db())
        .await;
    first.ok().flatten().map_or_else(|| Error::new(Code::ReportExists), |first| exists(&first.id))
}

/// Why a step was taken.
#[derive(Clone, Debug, Default)]
pub struct Why {
    pub code: Option<String>,
    pub text: Option<String>,
}

/// Writes one line of the history.
pub(super) async fn transition(
    tx: &Tx,
    row: &report::Model,
    action: &str,
    from: Option<ReportState>,
    to: ReportState,
    why: Why,
) -> Result<()> {
    insert(report_transition::ActiveModel::from(step(tx, row, action, (from, to), why)), tx).await
}

/// One line of the history.
pub(super) fn step(
    ctx: &Ctx,
    row: &report::Model,
    action: &str,
    (from, to): (Option<ReportState>, ReportState),
    why: Why,
) -> report_transition::Model {
    // These steps open the next version; they were taken on the one before.
    let opens_next = ["withdraw", "request-revision", "amend"].contains(&action);
    report_transition::Model {
        id: ctx.new_id(),
        report_id: row.id,
        action: action.to_owned(),
        from_state: from.map(|state| state.as_str().to_owned()),
        to_state: to.as_str().to_owned(),
        content_version: row.current_version - i32::from(opens_next),
        actor_id: ctx.actor.id_or_nil(),
        on_behalf_of: ctx.actor.on_behalf_of,
        reason_code: why.code,
        reason: why.text,
        at: ctx.now(),
    }
}

/// Changes a draft or a report sent back.
pub async fn edit(tx: &Tx, id: &str, expected: Expected, changes: Changes) -> Result<Loaded> {
    let mut report = query::for_write(tx, id).await?;
    rights::permit(tx, &report, ReportAction::Edit)?;
    expected.check(report.row.version)?;
    rights::possible(&report, ReportAction::Edit)?;
    let mut values = super::content::object(&report.content.body)?;
    // Computed values are made anew, not merged.
    values.retain(|code, _| !report.template.is_computed(code));
    values.extend(changes.values);
    let mut narrative = super::content::object(&report.content.narrative)?;
    narrative.extend(changes.narrative);
    (report.content.body, report.content.narrative) =
        checked(tx, &report.template, (values, narrative), report.row.period_end)?;
    if let Some(nihil) = changes.nihil {
        report.content.nihil = nihil;
    }
    if let Some(reason) = changes.nihil_reason {
        report.content.nihil_reason = reason;
    }
    let content = report_version::ActiveModel {
        report_id: Set(report.row.id),
        number: Set(report.content.number),
        body: Set(report.content.body.clone()),
        narrative: Set(report.content.narrative.clone()),
        nihil: Set(report.content.nihil),
        nihil_reason: Set(report.content.nihil_reason.clone()),
        ..Default::default()
    };
    content.update(tx.conn()?).await?;
    touch(tx, &mut report).await?;
    tx.record(
        Record::new("editReport", "report.edited", (Kind::Report, report.row.id), report.row.version)
            .unit(report.unit.id),
    )
    .await?;
    Ok(report)
}

/// Counts a change of the report's row.
pub(super) fn touched(ctx: &Ctx, report: &mut Loaded) {
    report.row.version += 1;
    report.row.updated_at = ctx.now();
    report.row.state = report.state.as_str().to_owned();
}

/// Counts and stores a change of the report's row.
pub(super) async fn touch(tx: &Tx, report: &mut Loaded) -> Result<()> {
    touched(tx, report);
    let all = report::ActiveModel::from(report.row.clone()).reset_all();
    all.update(tx.conn()?).await?;
    Ok(())
}

/// Opens the next version of the content, a copy of the present one, to be worked on.
pub(super) async fn next_version(tx: &Tx, report: &mut Loaded) -> Result<()> {
    let latest =
        report_version::Entity::find_by_id((report.row.id, report.row.current_version)).one(tx.conn()?).await?;
    let mut copy = latest.ok_or_else(|| Error::new(Code::NotFound))?;
    copy.number += 1;
    copy.acknowledged = None;
    copy.content_hash = None;
    copy.receipt_number = None;
    copy.receipt_jws = None;
    copy.created_by = tx.actor.id_or_nil();
    copy.created_at = tx.now();
    copy.submitted_at = None;
    copy.submitted_by = None;
    report.row.current_version = copy.number;
    insert(report_version::ActiveModel::from(copy.clone()), tx).await?;
    if rights::sees_draft(tx, &report.template, &report.place()) {
        report.content = copy;
    }
    Ok(())
}
