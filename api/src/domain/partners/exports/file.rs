//! The file of an export: who may fetch it, and until when.

use std::path::PathBuf;

use entity::partner_export::{Column, Entity, Model};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{is_over, narrowed, own};
use crate::config::Settings;
use crate::domain::ids::{self, Kind};
use crate::domain::partners::changes::given;
use crate::domain::partners::gate::{Channel, Gate};
use crate::domain::partners::log;
use crate::domain::record::Record;
use crate::domain::{Code, Ctx, Error, Result};
use crate::vocab::{ExportFailure, ExportFormat, ExportState};

/// A file that may be fetched now.
#[derive(Clone, Debug)]
pub struct File {
    row: Model,
    /// Where it lies.
    pub path: PathBuf,
    /// How it is called.
    pub name: String,
    /// Its SHA-256, hex.
    pub sha256: String,
    /// Bytes of it.
    pub bytes: i64,
    /// Records in it.
    pub records: i64,
}

/// The file of one of the caller's own exports, if it may be fetched. Nothing goes out before [`taken`].
pub async fn fetch(ctx: &Ctx, id: &str) -> Result<File> {
    let row = own(ctx, id).await?;
    let gate = gate(ctx, &row).await?;
    let sha256 = ready(ctx, &row)?;
    whole(ctx, &gate, &row).await?;
    let extension = extension(&row.format)?;
    let name = format!("{}.{extension}.gz", ids::text(Kind::Export, row.id));
    let path = place(&ctx.app.settings, row.id, extension);
    Ok(File { path, name, sha256, bytes: row.bytes, records: row.records, row })
}

/// Writes down that a file goes out. The first time, what its run logged becomes what is received now; each time after
/// that is a delivery more.
pub async fn taken(ctx: &Ctx, file: &File) -> Result<()> {
    let tx = ctx.begin().await?;
    let row = Entity::find_by_id(file.row.id).lock_exclusive().one(tx.conn()?).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    // It may have ended while this waited for its turn.
    ready(&tx, &row)?;
    if row.fetched_at.is_some() {
        log::repeated(&tx, row.id, row.records).await?;
    } else {
        log::received(&tx, row.id).await?;
        let first = Entity::update_many().col_expr(Column::FetchedAt, Expr::value(tx.now()));
        first.filter(Column::Id.eq(row.id)).exec(tx.conn()?).await?;
    }
    tx.record(Record::audit_only("fetchPartnerExport", (Kind::Export, row.id))).await?;
    tx.commit().await
}

/// Whether it may be fetched still, while it goes out: on a weak link that takes its time.
pub async fn still(ctx: &Ctx, file: &File) -> Result<()> {
    let gate = gate(ctx, &file.row).await?;
    whole(ctx, &gate, &file.row).await
}

/// The gate that the caller passes now, for the organization of the export. The call was counted when its row was looked
/// for, and the looks after a file that goes out slowly are none of the caller's.
async fn gate(ctx: &Ctx, row: &Model) -> Result<Gate> {
    let gate = Gate::open_uncounted(ctx, Some(&row.purpose), Channel::Export).await?;
    if gate.partner() == row.partner_id { narrowed(gate, row) } else { Err(Error::new(Code::NotFound)) }
}

/// The hash of a file that is there.
fn ready(ctx: &Ctx, row: &Model) -> Result<String> {
    let consent = row.failure.as_deref() == Some(ExportFailure::ConsentEnded.as_str());
    match row.state.parse::<ExportState>()? {
        ExportState::Queued | ExportState::Running => Err(Error::new(Code::ExportPending).after(2)),
        ExportState::Failed | ExportState::Expired if consent => Err(Error::new(Code::ConsentEnded)),
        ExportState::Failed | ExportState::Expired => Err(Error::new(Code::Expired)),
        ExportState::Ready if is_over(row.expires_at, ctx.now()) => Err(Error::new(Code::Expired)),
        ExportState::Ready => row.sha256.clone().ok_or_else(|| Error::new(Code::Expired)),
    }
}

/// Refuses a file that says more than may be said now.
async fn whole(ctx: &Ctx, gate: &Gate, row: &Model) -> Result<()> {
    if row.given != Some(given(ctx, gate).await?) {
        return Err(Error::new(Code::Expired));
    }
    if ended(ctx.db(), gate.valid(ctx), row.id).await? { Err(Error::new(Code::ConsentEnded)) } else { Ok(()) }
}

/// Whether somebody is in an export by a consent that is none of the valid ones: one statement.
pub(super) async fn ended(conn: &impl ConnectionTrait, valid: Condition, export: Uuid) -> Result<bool> {
    let holds = Query::select()
        .expr(Expr::value(1))
        .from("consent")
        .and_where(Expr::col(("consent", "id")).equals(("access_subject", "consent_id")))
        .cond_where(valid)
        .to_owned();
    let lost = Query::select()
        .column(("access_subject", "person_id"))
        .from("access_delivery")
        .inner_join("access_subject", Expr::col(("access_subject", "delivery_id")).equals(("access_delivery", "id")))
        .and_where(Expr::col(("access_delivery", "export_id")).eq(export))
        .and_where(Expr::exists(holds).not())
        .limit(1)
        .to_owned();
    Ok(conn.query_one(&lost).await?.is_some())
}

/// Where the files of exports lie.
pub(super) fn folder(settings: &Settings) -> PathBuf {
    settings.files_dir().join("exports")
}

/// Where a file lies once it is whole.
pub(super) fn place(settings: &Settings, export: Uuid, extension: &str) -> PathBuf {
    folder(settings).join(format!("{export}.{extension}.gz"))
}

/// How names of the files of a format end.
pub(super) fn extension(format: &str) -> Result<&'static str> {
    Ok(match format.parse::<ExportFormat>()? {
        ExportFormat::Ndjson => "ndjson",
        ExportFormat::Csv => "csv",
    })
}
