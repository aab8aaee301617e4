//! Exports that are over: their state, and their files.

use entity::partner_export::{Column, Entity, Model};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::file::{ended, folder};
use super::is_over;
use super::run::{step, take_back};
use crate::domain::partners::{admission, subjects};
use crate::domain::{Code, Ctx, Error, Result};
use crate::vocab::{ExportFailure, ExportState};

/// Ends the exports whose time is over, and those in which something is that may not be read any more. How many.
pub async fn expire(ctx: &Ctx) -> Result<usize> {
    let ready = Entity::find().filter(Column::State.eq(ExportState::Ready.as_str())).order_by_asc(Column::Id);
    let mut gone = 0;
    for row in ready.all(ctx.db()).await? {
        let over = is_over(row.expires_at, ctx.now());
        let lost = if over { None } else { lost(ctx, &row).await? };
        if over || lost.is_some() {
            gone += usize::from(end(ctx, row.id, lost).await?);
        }
    }
    Ok(gone)
}

/// Why it may not be read any more: no agreement in force has its purpose, or a consent in it ended. Who asked for it,
/// and whether that one may still come, does not matter: what is lost does not lie about until its time is over.
async fn lost(ctx: &Ctx, row: &Model) -> Result<Option<ExportFailure>> {
    match admission::agreed(ctx, ctx.db(), row.partner_id, &row.purpose).await {
        Ok(_) => {}
        Err(none) if matches!(none.code(), Code::AgreementInactive | Code::PurposeDenied) => {
            return Ok(Some(ExportFailure::Denied));
        }
        Err(failed) => return Err(failed),
    }
    let lost = ended(ctx.db(), subjects::holding(ctx), row.id).await?;
    Ok(lost.then_some(ExportFailure::ConsentEnded))
}

async fn end(ctx: &Ctx, id: Uuid, lost: Option<ExportFailure>) -> Result<bool> {
    let tx = ctx.begin().await?;
    let still = Entity::find_by_id(id).filter(Column::State.eq(ExportState::Ready.as_str()));
    let Some(mut row) = still.lock_exclusive().one(tx.conn()?).await? else {
        tx.rollback().await?;
        return Ok(false);
    };
    if row.fetched_at.is_none() {
        take_back(&tx, id).await?;
    }
    row.failure = lost.map(|why| why.as_str().to_owned());
    step(&tx, &mut row, ExportState::Expired, "expirePartnerExport", "export.expired").await?;
    tx.commit().await?;
    Ok(true)
}

/// Deletes the files that nobody can fetch: of exports that ended, and parts of runs that came to nothing. How many.
pub async fn clear(ctx: &Ctx) -> Result<usize> {
    let Ok(mut files) = tokio::fs::read_dir(folder(&ctx.app.settings)).await else { return Ok(0) };
    let mut gone = 0;
    while let Some(file) = files.next_entry().await.map_err(Error::internal)? {
        let name = file.file_name().to_string_lossy().into_owned();
        let mut parts = name.split('.');
        let Some(id) = parts.next().and_then(|id| id.parse::<Uuid>().ok()) else { continue };
        let Some(row) = Entity::find_by_id(id).one(ctx.db()).await? else { continue };
        let kept = match row.state.parse::<ExportState>()? {
            ExportState::Ready => name.ends_with(".gz"),
            // A file that is moved to its place the moment before its row says so is not ours to delete.
            ExportState::Running => name.ends_with(".gz") || parts.next() == Some(row.runs.to_string().as_str()),
            ExportState::Queued | ExportState::Failed | ExportState::Expired => false,
        };
        if !kept {
            tokio::fs::remove_file(file.path()).await.map_err(Error::internal)?;
            gone += 1;
        }
    }
    Ok(gone)
}
