//! What became of each row of an import.

use entity::job::Model;
use entity::job_row::{self, Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Fault;
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::{Code, Ctx, Error, Result};
use crate::vocab::JobRowResult;

/// A row that was carried out.
pub fn done(job: Uuid, line: u64, result: JobRowResult, record: Option<String>) -> job_row::Model {
    job_row::Model { job_id: job, line: number(line), result: result.as_str().to_owned(), record, faults: None }
}

/// A row that was refused.
pub fn refused(job: Uuid, line: u64, faults: &[Fault]) -> Result<job_row::Model> {
    let faults = Some(serde_json::to_string(faults)?);
    Ok(job_row::Model { faults, ..done(job, line, JobRowResult::Refused, None) })
}

fn number(line: u64) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}

/// A page of the rows of a job, in the order of the file.
pub async fn list(
    ctx: &Ctx,
    job: &Model,
    result: Option<JobRowResult>,
    page: &PageRequest,
) -> Result<Page<job_row::Model>> {
    let mut query = Entity::find().filter(Column::JobId.eq(job.id));
    if let Some(result) = result {
        query = query.filter(Column::Result.eq(result.as_str()));
    }
    if let Some(after) = &page.after {
        let after: i64 = after.id.parse().map_err(|_| Error::new(Code::PageCursor))?;
        query = query.filter(if page.reversed() { Column::Line.lt(after) } else { Column::Line.gt(after) });
    }
    query = if page.reversed() { query.order_by_desc(Column::Line) } else { query.order_by_asc(Column::Line) };
    let rows = query.limit(page.limit + 1).all(ctx.db()).await?;
    Ok(Page::cut(rows, page, |row| Cursor::new("", row.line.to_string())))
}

/// Refused rows of a job after a line, in the order of the file, at most `limit`.
pub(crate) async fn refused_after(ctx: &Ctx, job: Uuid, line: i64, limit: u64) -> Result<Vec<job_row::Model>> {
    let rows = Entity::find()
        .filter(Column::JobId.eq(job))
        .filter(Column::Result.eq(JobRowResult::Refused.as_str()))
        .filter(Column::Line.gt(line))
        .order_by_asc(Column::Line)
        .limit(limit);
    Ok(rows.all(ctx.db()).await?)
}
