//! Exports: all records of a partner and purpose in one file, written by a worker and fetched by who asked for it.
//!
//! A file is made of pages that went through the gate, each logged like any other delivery. It can be fetched for a
//! day, and only while all that is in it may still be read: as soon as the consent of one subject in it ended (or went
//! to another version, which may say less), or something else is granted by agreement or client, it is gone. What a run
//! logged that came to nothing is taken back, and so is what is in a file that nobody fetched: nobody received it. It
//! counts from the moment at which the file is fetched first; each fetch after that is a delivery of its own.

mod file;
pub mod over;
pub mod run;

use chrono::{DateTime, Utc};
use entity::partner_export::{ActiveModel, Column, Entity, Model};
use entity::unit;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::changes::Place;
use super::gate::{Channel, Gate, paced};
use super::scopes::Scopes;
use super::{admission, log};
use crate::domain::access::{self, Action, Units, units_of};
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::record::{Record, insert};
use crate::domain::{ActorKind, Code, Ctx, Error, Result, Tx};
use crate::view::partners::exports::{PartnerExport, PartnerExportInput};
use crate::vocab::{ExportFormat, ExportState, Role};

pub use file::{File, fetch, still, taken};

/// Most exports of a partner that are waited for.
pub const MOST: u64 = 3;

/// The exports whose events the caller hears of, on table `partner_export`: its own, for a person those of the partner
/// it acts for, all for administrators.
pub fn seen(ctx: &Ctx) -> Condition {
    if access::can(ctx, Action::ManageAgreements, None) {
        return Condition::all();
    }
    let mut any = Condition::any().add(Expr::col("actor_id").eq(ctx.actor.id_or_nil()));
    let partners = units_of(ctx, &[Role::Partner]);
    if ctx.actor.kind == ActorKind::Person && matches!(partners, Units::Where(_)) {
        any = any.add(partners.named("partner_id"));
    }
    Condition::all().add(any)
}

/// The gate for an export that is asked for. It opens before the write begins: a refusal leaves a row of its own.
pub async fn admit(ctx: &Ctx, input: &PartnerExportInput) -> Result<Gate> {
    Gate::open(ctx, input.purpose.as_deref(), Channel::Export).await
}

/// Queues an export.
pub async fn create(tx: &Tx, gate: &Gate, input: PartnerExportInput) -> Result<PartnerExport> {
    // Two who ask at the same moment see each other.
    unit::Entity::find_by_id(gate.partner()).lock_exclusive().one(tx.conn()?).await?;
    let waiting = [ExportState::Queued, ExportState::Running].map(ExportState::as_str);
    let waiting = Entity::find().filter(Column::PartnerId.eq(gate.partner())).filter(Column::State.is_in(waiting));
    if waiting.count(tx.conn()?).await? >= MOST {
        return Err(Error::new(Code::QuotaFull).with("max", MOST).after(30));
    }
    let row = queued(tx, gate, input.format.unwrap_or(ExportFormat::Ndjson))?;
    insert(ActiveModel::from(row.clone()), tx).await?;
    note(tx, &row, "createPartnerExport", "export.created").await?;
    PartnerExport::try_from(row)
}

fn queued(tx: &Tx, gate: &Gate, format: ExportFormat) -> Result<Model> {
    Ok(Model {
        id: tx.new_id(),
        partner_id: gate.partner(),
        actor_kind: tx.actor.kind.as_str().to_owned(),
        actor_id: tx.actor.id_or_nil(),
        agreement_id: gate.agreement(),
        purpose: gate.purpose().to_owned(),
        scopes: serde_json::to_string(&gate.allowed)?,
        format: format.as_str().to_owned(),
        state: ExportState::Queued.as_str().to_owned(),
        records: 0,
        bytes: 0,
        sha256: None,
        position: 0,
        given: None,
        failure: None,
        leased_until: None,
        runs: 0,
        restarts: 0,
        done: 0,
        expires_at: None,
        fetched_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    })
}

/// The gate for an export: it gives no more than when the export was asked for, by a token that may have been narrowed.
fn narrowed(mut gate: Gate, row: &Model) -> Result<Gate> {
    let asked: Scopes = serde_json::from_str(&row.scopes)?;
    gate.allowed.retain(|scope| asked.contains(scope));
    Ok(gate)
}

/// A page of the caller's own exports, oldest first; none without an agreement in force.
pub async fn list(ctx: &Ctx, page: &PageRequest) -> Result<Page<PartnerExport>> {
    paced(ctx, Channel::Export)?;
    admission::covered(ctx, Channel::Export).await?;
    let query = Entity::find().filter(Column::ActorId.eq(ctx.actor.id_or_nil()));
    let rows = page.by_id(query, Column::Id)?.all(ctx.db()).await?;
    Page::cut(rows, page, |row| Cursor::new("", row.id.to_string())).try_map(PartnerExport::try_from)
}

/// One of the caller's own exports; those of others are not found.
pub async fn by_id(ctx: &Ctx, id: &str) -> Result<PartnerExport> {
    PartnerExport::try_from(own(ctx, id).await?)
}

/// As [`by_id`], as it is stored. Who asks for somebody else's leaves a row in the audit log, and so does who asks for
/// one that never was: neither answer nor time tells them apart.
async fn own(ctx: &Ctx, id: &str) -> Result<Model> {
    ctx.require_signed_in()?;
    paced(ctx, Channel::Export)?;
    admission::covered(ctx, Channel::Export).await?;
    let found = match ids::expect(Kind::Export, id) {
        Ok(id) => Entity::find_by_id(id).filter(Column::ActorId.eq(ctx.actor.id_or_nil())).one(ctx.db()).await?,
        Err(_) => None,
    };
    match found {
        Some(row) => Ok(row),
        None => Err(log::refused(ctx, Channel::Export, Error::new(Code::NotFound)).await),
    }
}

/// Where changes go on after an export.
pub fn cursor(row: &Model) -> String {
    let given = row.given.clone().unwrap_or_default();
    Place::after(row.position, given).cursor(row.partner_id, &row.purpose)
}

/// Whether a moment has come.
fn is_over(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    at.is_some_and(|at| at <= now)
}

/// Audit and event of a step; the row has its next version already.
async fn note(tx: &Tx, row: &Model, action: &str, event: &str) -> Result<()> {
    let body = json!({"purpose": row.purpose, "state": row.state});
    tx.record(Record::new(action, event, (Kind::Export, row.id), row.version).unit(row.partner_id).body(body)).await?;
    Ok(())
}
