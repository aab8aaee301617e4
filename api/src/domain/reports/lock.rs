//! The lock: approved reports whose day has come are closed, many in one write.

use chrono::{DateTime, Utc};
use entity::report;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::draft::{Why, step};
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::domain::{Ctx, Result, many};
use crate::vocab::ReportState;

/// Reports of one write.
const MOST: u64 = 500;

/// Locks approved reports whose lock day has come. Returns how many.
pub async fn lock_due(ctx: &Ctx) -> Result<usize> {
    if due(ctx.now()).one(ctx.db()).await?.is_none() {
        return Ok(0);
    }
    let tx = ctx.begin().await?;
    // Whoever writes to one of them meanwhile is waited for; what is no longer due is left out then.
    let rows = due(tx.now()).order_by_asc(report::Column::Id).limit(MOST).lock_exclusive().all(tx.conn()?).await?;
    if rows.is_empty() {
        tx.rollback().await?;
        return Ok(0);
    }
    report::Entity::update_many()
        .col_expr(report::Column::State, Expr::value(ReportState::Locked.as_str()))
        .col_expr(report::Column::Version, Expr::col(report::Column::Version).add(1))
        .col_expr(report::Column::UpdatedAt, Expr::value(tx.now()))
        .filter(report::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx.conn()?)
        .await?;
    let states = (Some(ReportState::Approved), ReportState::Locked);
    let steps: Vec<_> = rows.iter().map(|row| step(&tx, row, "lock", states, Why::default())).collect();
    many::insert(&steps, tx.conn()?).await?;
    let told = rows.iter().map(|row| {
        Record::new("lockReport", "report.locked", (Kind::Report, row.id), row.version + 1).unit(row.unit_id)
    });
    tx.record_all(&told.collect::<Vec<_>>()).await?;
    tx.commit().await?;
    Ok(rows.len())
}

fn due(now: DateTime<Utc>) -> Select<report::Entity> {
    report::Entity::find()
        .filter(report::Column::State.eq(ReportState::Approved.as_str()))
        .filter(report::Column::LockAt.lte(now))
}
