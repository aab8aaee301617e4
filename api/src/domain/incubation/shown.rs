//! What an incubatee has shown by a day, as far as gates ask for it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::{certification, incubatee, mentoring_visit, milestone, progress};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::gates::Shown;
use super::mentors::visits;
use crate::domain::{Ctx, Result};

/// What was there on a day. `documents` are the kinds of those that the move names.
pub async fn by_day(
    conn: &impl ConnectionTrait,
    row: &incubatee::Model,
    on: NaiveDate,
    documents: BTreeSet<String>,
) -> Result<Shown> {
    let months = months(conn, row, on).await?;
    Ok(Shown {
        unrecorded: unrecorded(row),
        milestones: milestones(conn, row, on).await?,
        documents,
        certificates: certificates(conn, row, on).await?,
        visits: verified(conn, row, on).await?,
        months: i32::try_from(months.len()).unwrap_or(i32::MAX),
        bookkeeping: months.iter().rev().find_map(|month| month.bookkeeping.clone()),
        readiness: months.iter().rev().find_map(|month| month.readiness),
    })
}

/// The levels of bookkeeping, lowest first.
pub fn levels(ctx: &Ctx) -> Vec<String> {
    let Some(set) = ctx.app.codes.get("bookkeepingLevels") else {
        return Vec::new();
    };
    let order = |meta: &Option<serde_json::Value>| meta.as_ref().and_then(|meta| meta.get("order")?.as_i64());
    let mut levels: Vec<_> = set.codes.iter().map(|entry| (order(&entry.meta), entry.code.clone())).collect();
    levels.sort();
    levels.into_iter().map(|(_, code)| code).collect()
}

fn unrecorded(row: &incubatee::Model) -> Vec<String> {
    let fields = [("baselineMonth", row.baseline_month.is_none()), ("baselineRevenue", row.baseline_revenue.is_none())];
    fields.into_iter().filter(|(_, empty)| *empty).map(|(name, _)| name.to_owned()).collect()
}

async fn milestones(conn: &impl ConnectionTrait, row: &incubatee::Model, on: NaiveDate) -> Result<BTreeSet<String>> {
    let reached = milestone::Entity::find()
        .filter(milestone::Column::IncubateeId.eq(row.id))
        .filter(milestone::Column::ArchivedAt.is_null())
        .filter(milestone::Column::AchievedOn.lte(on));
    Ok(reached.all(conn).await?.into_iter().map(|milestone| milestone.code).collect())
}

/// Kinds of certificates that were issued and had not expired.
async fn certificates(conn: &impl ConnectionTrait, row: &incubatee::Model, on: NaiveDate) -> Result<BTreeSet<String>> {
    use certification::Column;
    let held = certification::Entity::find()
        .filter(Column::EnterpriseId.eq(row.enterprise_id))
        .filter(Column::ArchivedAt.is_null())
        .filter(Condition::any().add(Column::IssuedOn.is_null()).add(Column::IssuedOn.lte(on)))
        .filter(Condition::any().add(Column::ValidUntil.is_null()).add(Column::ValidUntil.gte(on)));
    Ok(held.all(conn).await?.into_iter().map(|certificate| certificate.kind).collect())
}

async fn verified(conn: &impl ConnectionTrait, row: &incubatee::Model, on: NaiveDate) -> Result<i32> {
    let made = mentoring_visit::Entity::find()
        .filter(mentoring_visit::Column::IncubateeId.eq(row.id))
        .filter(mentoring_visit::Column::ArchivedAt.is_null())
        .filter(mentoring_visit::Column::Status.eq(visits::VERIFIED))
        .filter(mentoring_visit::Column::VisitedOn.lte(on));
    Ok(i32::try_from(made.count(conn).await?).unwrap_or(i32::MAX))
}

/// Months of progress, oldest first.
async fn months(conn: &impl ConnectionTrait, row: &incubatee::Model, on: NaiveDate) -> Result<Vec<progress::Model>> {
    let filed = progress::Entity::find()
        .filter(progress::Column::IncubateeId.eq(row.id))
        .filter(progress::Column::ArchivedAt.is_null())
        .filter(progress::Column::Month.lte(super::incubatees::month_of(on)))
        .order_by_asc(progress::Column::Month);
    Ok(filed.all(conn).await?)
}
