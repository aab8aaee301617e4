//! Freezing: the public answers of one moment, counted before the write begins, so that nobody waits for it.

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::DatabaseTransaction;
use sea_orm::EntityTrait;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::specs::{self, Spec};
use super::stored::Stored;
use crate::domain::analytics::shield::stretch_of;
use crate::domain::analytics::{answer, moment, shield};
use crate::domain::ids::Kind;
use crate::domain::record::{Record, insert};
use crate::domain::reports::Period;
use crate::domain::vault::hex;
use crate::domain::{ActorKind, Code, Ctx, Error, Result, Tx, Violation, access};
use crate::view::publications::{Publication, PublicationInput, PublicationTable};
use crate::vocab::Role;
use entity::{publication, publication_table};

/// Who publishes.
const PUBLISHERS: &[Role] = &[Role::FknAdmin, Role::MinistryAdmin];
/// Tables of one insert.
const CHUNK: usize = 50;

/// Figures of one moment, not yet published.
#[derive(Debug, Default)]
pub struct Frozen {
    at: DateTime<Utc>,
    position: i64,
    /// Name, values, suppressed ones, hash, canonical JSON.
    tables: Vec<(String, i64, i64, String, String)>,
}

/// Counts what is to be published. None where the name is taken: [`create`] says so, or answers a repeat.
pub async fn freeze(ctx: &Ctx, input: &PublicationInput) -> Result<Option<Frozen>> {
    access::require_roles(ctx, PUBLISHERS, None)?;
    if super::row(ctx, &input.slug).await?.is_some() {
        return Ok(None);
    }
    let periods = check(ctx, input)?;
    // All roots at once, each with its shield: more than a minute where the machine is busy.
    ctx.patience.ask();
    let specs = specs::all(ctx, periods).await?;
    let names = (input.periods.from.clone(), input.periods.to.clone());
    let snapshot = ctx.app.store.snapshot().await?;
    let frozen = fill(ctx, &snapshot, &specs, &names).await;
    snapshot.rollback().await?;
    frozen.map(Some)
}

/// The periods: a month, a quarter, a half, a year or a year to date, that has begun.
fn check(ctx: &Ctx, input: &PublicationInput) -> Result<(Period, Period)> {
    let mut faults = Vec::new();
    let slug = input.slug.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !input.slug.starts_with('-');
    if !slug || input.slug.is_empty() {
        faults.push(Violation::new(Code::FieldFormat, "/slug"));
    }
    let periods = Period::read(&input.periods.from).zip(Period::read(&input.periods.to));
    match periods {
        None => faults.push(Violation::new(Code::PeriodMalformed, "/periods")),
        Some((from, to)) if !stretch_of(from.first_day(), to.last_day()) || from.first_day() > ctx.today() => {
            let words = ["MONTH", "QUARTER", "HALF", "YEAR", "YEAR_TO_DATE"];
            faults.push(Violation::new(Code::FieldRange, "/periods").with("allowed", words.to_vec()));
        }
        Some(periods) if faults.is_empty() => return Ok(periods),
        Some(_) => {}
    }
    Err(Error::listing(Code::Invalid, faults))
}

async fn fill(ctx: &Ctx, conn: &DatabaseTransaction, specs: &[Spec], periods: &(String, String)) -> Result<Frozen> {
    let (moment, _) = moment::now(conn).await?;
    let mut frozen =
        Frozen { at: ctx.now().trunc_subsecs(6), position: moment.map_or(0, |it| it.position), tables: Vec::new() };
    for spec in specs {
        let Some(source) = spec.source() else { continue };
        let asked = spec.asked(ctx, source, periods).await?;
        // A year to date is no stretch of every root: of those its months are frozen.
        let Ok(plan) = shield::guard(source, &asked) else { continue };
        let answer = answer::read(ctx, conn, source, &asked, &plan).await?;
        let cells = answer.cells.rows.len() * answer.cells.measures.len();
        let suppressed = answer.provenance.suppressed_cells;
        let text = Stored::of(&answer).text()?;
        let hash = hex(&Sha256::digest(text.as_bytes()));
        frozen.tables.push((spec.name(), number(cells), number(suppressed), hash, text));
    }
    frozen.tables.sort();
    Ok(frozen)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Publishes what was counted. 409 where the name is taken: publications never change.
pub async fn create(tx: &Tx, input: PublicationInput, frozen: Option<Frozen>) -> Result<Publication> {
    tx.require_roles(PUBLISHERS, None)?;
    let Some(frozen) = frozen else {
        return Err(Error::new(Code::AlreadyExists).with("slug", input.slug));
    };
    let mut row = publication::Model {
        id: tx.new_id(),
        slug: input.slug,
        title_id: input.title.id,
        title_en: input.title.en,
        period_from: input.periods.from,
        period_to: input.periods.to,
        at: frozen.at,
        position: frozen.position,
        sha256: String::new(),
        created_by: tx.actor.id.filter(|_| tx.actor.kind == ActorKind::Person),
        version: 1,
    };
    let table = |(name, cells, suppressed, sha256, _): &(String, i64, i64, String, String)| PublicationTable {
        name: name.clone(),
        cells: *cells,
        suppressed: *suppressed,
        sha256: sha256.clone(),
    };
    // The hash is taken of what REST shows, so that everybody can recompute it.
    let mut shown = Publication::of(row.clone(), Vec::new());
    shown.tables = frozen.tables.iter().map(table).collect();
    let canonical = serde_json_canonicalizer::to_vec(&shown.hashed()).map_err(Error::internal)?;
    row.sha256 = hex(&Sha256::digest(&canonical));
    shown.sha256.clone_from(&row.sha256);
    let (id, body) = (row.id, json!({ "slug": row.slug, "sha256": row.sha256 }));
    // Should another have taken the name meanwhile, the unique index says so: 409.
    insert(publication::ActiveModel::from(row), tx).await?;
    for chunk in frozen.tables.chunks(CHUNK) {
        let stored = |(name, cells, suppressed, sha256, figures)| publication_table::Model {
            publication_id: id,
            name,
            cells,
            suppressed,
            sha256,
            figures,
        };
        let rows = chunk.iter().cloned().map(stored).map(publication_table::ActiveModel::from);
        publication_table::Entity::insert_many(rows).exec_without_returning(tx.conn()?).await?;
    }
    let object = (Kind::Publication, id);
    tx.record(Record::new("createPublication", "publication.created", object, 1).body(body)).await?;
    Ok(shown)
}
