//! Many drafts at once: those of a file. The rules are those of [`draft::create`], row by row; what is read of the database
//! and what is written to it goes in a few statements for all. A test holds what both ways leave against each other.
//!
//! Only the common case takes this way: a draft of a period that is owed, of a template that no step follows. Whatever else
//! a row asks for goes through the operations.

use std::collections::{HashMap, HashSet};

use entity::{obligation, report, report_transition, report_version, standing, unit};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::batch::Row;
use super::draft::{self, NewReport, Occurrence, Why, aim, begun, checked, exists, require_unit, step, told};
use super::{Loaded, submit};
use crate::domain::analytics::standing::{Flags, row as stands, same};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::{Code, Error, Result, Tx, many, obligations, registry};
use crate::vocab::ReportState;

/// Its id, and whether it was there already with the same content.
pub type Outcome = Result<(Uuid, bool)>;

/// Which report of which unit: unit, template, period.
type Key = (Uuid, Uuid, String);

/// Files reports, each by itself: a row that is refused writes nothing and refuses no other.
pub async fn file(tx: &Tx, rows: Vec<Row>) -> Result<Vec<Outcome>> {
    tx.require_signed_in()?;
    let mut outcomes: Vec<Option<Outcome>> = rows.iter().map(|_| None).collect();
    let mut drafts = Vec::new();
    let known = Units::read(tx, &rows).await?;
    let mut aimed = HashSet::new();
    for (index, row) in rows.iter().enumerate() {
        if row.submit || row.report.prefill || row.report.period.is_none() {
            continue;
        }
        match known.aim(tx, &row.report).await {
            // Of two rows for one report the second finds the first.
            Ok((unit, at)) => {
                if aimed.insert((unit.id, at.template.id, at.occurrence.clone())) {
                    drafts.push(Draft { index, unit, at });
                }
            }
            Err(failed) if is_ours(&failed) => return Err(failed),
            Err(refused) => set(&mut outcomes, index, Err(refused)),
        }
    }
    let found = Found::read(tx, &drafts).await?;
    let (mut new, mut made) = (Vec::new(), Vec::new());
    for draft in &drafts {
        let Some(row) = rows.get(draft.index) else { continue };
        match found.decide(tx, draft, &row.report) {
            Ok(Decided::New(next)) => {
                new.push(draft.index);
                made.push(*next);
            }
            Ok(Decided::There(id)) => set(&mut outcomes, draft.index, Ok((id, true))),
            Ok(Decided::OneByOne) => {}
            Err(refused) => set(&mut outcomes, draft.index, Err(refused)),
        }
    }
    // Where another process was faster with one of them, each is tried by itself.
    match tx.part(store(tx, &made)).await {
        Ok(()) => {
            for (index, next) in new.into_iter().zip(&made) {
                set(&mut outcomes, index, Ok((next.report.row.id, false)));
            }
        }
        Err(failed) if failed.code() == Code::AlreadyExists => {}
        Err(failed) => return Err(failed),
    }
    let mut all = Vec::with_capacity(rows.len());
    for (row, outcome) in rows.into_iter().zip(outcomes) {
        let outcome = match outcome {
            Some(outcome) => outcome,
            None => one(tx, row).await,
        };
        if let Err(failed) = &outcome
            && is_ours(failed)
        {
            return outcome.map(|_| Vec::new());
        }
        all.push(outcome);
    }
    Ok(all)
}

/// A failure of our own is no refusal of a row.
fn is_ours(failed: &Error) -> bool {
    matches!(failed.code(), Code::Internal | Code::Unavailable)
}

fn set(outcomes: &mut [Option<Outcome>], index: usize, outcome: Outcome) {
    if let Some(place) = outcomes.get_mut(index) {
        *place = Some(outcome);
    }
}

/// One report by the operations of the single calls.
async fn one(tx: &Tx, row: Row) -> Outcome {
    let said = row.report.clone();
    let filed = tx.part(async {
        let report = draft::create(tx, row.report).await?;
        if row.submit {
            let id = ids::text(Kind::Report, report.row.id);
            submit::submit(tx, &id, Expected::Any, &row.acknowledge).await?;
        }
        Ok(report.row.id)
    });
    match filed.await {
        Ok(id) => Ok((id, false)),
        // What was to be handed in is not there already as a draft.
        Err(refused) if refused.code() == Code::ReportExists => there(tx, &said, row.submit, refused).await,
        Err(refused) => Err(refused),
    }
}

/// The report that was in the way, if it says the same.
async fn there(tx: &Tx, said: &NewReport, submit: bool, refused: Error) -> Outcome {
    let id = refused.0.params.get("report").and_then(|id| id.as_str()).and_then(ids::parse);
    let Some((Kind::Report, id)) = id else { return Err(refused) };
    let Some(row) = report::Entity::find_by_id(id).one(tx.conn()?).await? else { return Err(refused) };
    let version = report_version::Entity::find_by_id((row.id, row.current_version)).one(tx.conn()?).await?;
    let Some(version) = version else { return Err(refused) };
    let template = tx.app.templates.in_force(tx.conn()?, &said.template, row.period_end).await?;
    let Some(template) = template else { return Err(refused) };
    let content = checked(tx, &template, (said.values.clone(), said.narrative.clone()), row.period_end)?;
    let handed_in = !submit || version.submitted_at.is_some();
    if handed_in && says(&version, &content, said) { Ok((row.id, true)) } else { Err(refused) }
}

/// Whether a version says what a row says.
fn says(version: &report_version::Model, content: &(String, String), said: &NewReport) -> bool {
    version.body == content.0
        && version.narrative == content.1
        && version.nihil == said.nihil
        && version.nihil_reason == said.nihil_reason
}

/// Units by what rows call them.
struct Units(HashMap<String, unit::Model>);

impl Units {
    async fn read(tx: &Tx, rows: &[Row]) -> Result<Self> {
        let named: HashSet<&str> = rows.iter().map(|row| row.report.unit.as_str()).collect();
        let ids: Vec<Uuid> = named.iter().filter_map(|name| ids::parse(name)).map(|(_, id)| id).collect();
        let any = Condition::any().add(unit::Column::Code.is_in(named)).add(unit::Column::Id.is_in(ids));
        let found = unit::Entity::find().filter(any).all(tx.conn()?).await?;
        let names =
            found.into_iter().flat_map(|unit| [(unit.code.clone(), unit.clone()), (registry::public_id(&unit), unit)]);
        Ok(Self(names.collect()))
    }

    /// As [`draft::create`] begins.
    async fn aim(&self, tx: &Tx, new: &NewReport) -> Result<(unit::Model, Occurrence)> {
        require_unit(new)?;
        let unit = match self.0.get(&new.unit) {
            Some(unit) => unit.clone(),
            // Another way to name it, or none: the single call knows.
            None => registry::unit_by_ref(tx.conn()?, &new.unit).await?,
        };
        let at = aim(tx, &unit, new).await?;
        Ok((unit, at))
    }
}

/// A row whose report is known and may be filed.
struct Draft {
    index: usize,
    unit: unit::Model,
    at: Occurrence,
}

impl Draft {
    fn key(&self) -> Key {
        (self.unit.id, self.at.template.id, self.at.occurrence.clone())
    }
}

/// What is there of these reports.
struct Found {
    reports: HashMap<Key, report::Model>,
    versions: HashMap<(Uuid, i32), report_version::Model>,
    owed: HashMap<Key, obligation::Model>,
    standings: HashMap<Uuid, standing::Model>,
}

/// What becomes of a row.
enum Decided {
    New(Box<New>),
    There(Uuid),
    OneByOne,
}

/// A draft that is to be written, and its obligation as it follows.
struct New {
    report: Loaded,
    owed: obligation::Model,
}

impl Found {
    async fn read(tx: &Tx, drafts: &[Draft]) -> Result<Self> {
        let conn = tx.conn()?;
        let units: HashSet<Uuid> = drafts.iter().map(|draft| draft.unit.id).collect();
        let templates: HashSet<Uuid> = drafts.iter().map(|draft| draft.at.template.id).collect();
        let occurrences: HashSet<&str> = drafts.iter().map(|draft| draft.at.occurrence.as_str()).collect();
        let reports = report::Entity::find()
            .filter(report::Column::UnitId.is_in(units.iter().copied()))
            .filter(report::Column::TemplateId.is_in(templates.iter().copied()))
            .filter(report::Column::Occurrence.is_in(occurrences.iter().copied()))
            .all(conn)
            .await?;
        let versions = report_version::Entity::find()
            .filter(report_version::Column::ReportId.is_in(reports.iter().map(|row| row.id)))
            .all(conn)
            .await?;
        let owed = obligation::Entity::find()
            .filter(obligation::Column::UnitId.is_in(units))
            .filter(obligation::Column::TemplateId.is_in(templates))
            .filter(obligation::Column::Occurrence.is_in(occurrences))
            .lock_exclusive()
            .all(conn)
            .await?;
        let standings = standing::Entity::find()
            .filter(standing::Column::ObligationId.is_in(owed.iter().map(|row| row.id)))
            .filter(standing::Column::ToEvent.is_null())
            .all(conn)
            .await?;
        Ok(Self {
            reports: reports
                .into_iter()
                .map(|row| ((row.unit_id, row.template_id, row.occurrence.clone()), row))
                .collect(),
            versions: versions.into_iter().map(|row| ((row.report_id, row.number), row)).collect(),
            owed: owed.into_iter().map(|row| ((row.unit_id, row.template_id, row.occurrence.clone()), row)).collect(),
            standings: standings.into_iter().map(|row| (row.obligation_id, row)).collect(),
        })
    }

    /// As [`draft::create`] goes on.
    fn decide(&self, tx: &Tx, draft: &Draft, new: &NewReport) -> Result<Decided> {
        let (unit, at) = (&draft.unit, &draft.at);
        let content = || checked(tx, &at.template, (new.values.clone(), new.narrative.clone()), at.period_end);
        if let Some(row) = self.reports.get(&draft.key()) {
            let version = self.versions.get(&(row.id, row.current_version));
            let same = version.is_some_and(|version| content().is_ok_and(|content| says(version, &content, new)));
            return if same { Ok(Decided::There(row.id)) } else { Err(exists(&row.id)) };
        }
        obligations::require_begun(tx, unit, &at.template, &at.occurrence, at.period_end)?;
        // One that was not opened yet is opened by the single call.
        let Some(owed) = self.owed.get(&draft.key()) else { return Ok(Decided::OneByOne) };
        obligations::require_owed(owed)?;
        let report = begun(tx, unit, at, content()?, (new.nihil, new.nihil_reason.clone()));
        let Some(followed) = obligations::followed(tx, owed.clone(), &report.row)? else {
            return Ok(Decided::OneByOne);
        };
        // Only its status changes, as [`store`] writes it; and where it stands does not.
        let plain = obligation::Model {
            status: followed.status.clone(),
            version: owed.version + 1,
            updated_at: followed.updated_at,
            ..owed.clone()
        };
        let region = report.row.region_code.clone().unwrap_or_default();
        let next = stands(&followed, &region, Flags::of(&followed, Some(&report.row), false), Uuid::nil());
        let stays = self.standings.get(&owed.id).is_some_and(|last| same(last, &next));
        if plain != followed || !stays {
            return Ok(Decided::OneByOne);
        }
        Ok(Decided::New(Box::new(New { report, owed: followed })))
    }
}

/// Writes drafts with everything that each leaves.
async fn store(tx: &Tx, made: &[New]) -> Result<()> {
    let Some(first) = made.first() else { return Ok(()) };
    let conn = tx.conn()?;
    let reports: Vec<report::Model> = made.iter().map(|new| new.report.row.clone()).collect();
    let versions: Vec<report_version::Model> = made.iter().map(|new| new.report.content.clone()).collect();
    let states = (None, ReportState::Draft);
    let steps: Vec<report_transition::Model> =
        made.iter().map(|new| step(tx, &new.report.row, "create", states, Why::default())).collect();
    many::insert(&reports, conn).await?;
    many::insert(&versions, conn).await?;
    many::insert(&steps, conn).await?;
    obligation::Entity::update_many()
        .col_expr(obligation::Column::Status, Expr::value(first.owed.status.clone()))
        .col_expr(obligation::Column::Version, Expr::col(obligation::Column::Version).add(1))
        .col_expr(obligation::Column::UpdatedAt, Expr::value(first.owed.updated_at))
        .filter(obligation::Column::Id.is_in(made.iter().map(|new| new.owed.id)))
        .exec(conn)
        .await?;
    let followed: Vec<_> = made.iter().map(|new| obligations::told(&new.owed, "obligation.updated")).collect();
    tx.announce_all(&followed).await?;
    let told: Vec<_> = made.iter().map(|new| told(&new.report)).collect();
    tx.record_all(&told).await.map(drop)
}
