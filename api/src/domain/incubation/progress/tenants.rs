//! Who was in incubation at a unit on a day, and in which stage.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{enterprise, incubatee, stage_change};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::domain::Result;
use crate::domain::incubation::stages::Stage;

/// An incubatee as it stood on a day.
#[derive(Clone, Debug)]
pub(super) struct Tenant {
    pub enterprise: Uuid,
    /// Code of `sectors`.
    pub sector: String,
    /// Code of `incubationStages`.
    pub stage: String,
    /// Its moves until that day, oldest first.
    pub moves: Vec<stage_change::Model>,
}

impl Tenant {
    /// Whether it was coached: in incubation, before it or after it, and not suspended.
    pub(super) fn is_active(&self) -> bool {
        matches!(Stage::of(&self.stage), Some(Stage::PreIncubation | Stage::Incubation | Stage::PostIncubation))
    }
}

/// The incubatees that had applied to a unit's cohorts by a day.
pub(super) async fn by_day(conn: &impl ConnectionTrait, unit: Uuid, day: NaiveDate) -> Result<Vec<Tenant>> {
    let rows = incubatee::Entity::find()
        .filter(incubatee::Column::UnitId.eq(unit))
        .filter(incubatee::Column::ArchivedAt.is_null())
        .filter(incubatee::Column::AppliedOn.lte(day))
        .all(conn)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut moves = moves(conn, unit, day).await?;
    let sectors = sectors(conn, rows.iter().map(|row| row.enterprise_id).collect()).await?;
    let tenant = |row: incubatee::Model| {
        let moves = moves.remove(&row.id).unwrap_or_default();
        Tenant {
            enterprise: row.enterprise_id,
            sector: sectors.get(&row.enterprise_id).cloned().unwrap_or_default(),
            stage: stage(&row, &moves, day),
            moves,
        }
    };
    Ok(rows.into_iter().map(tenant).collect())
}

/// The stage on a day: where the last move led, or that of the application.
fn stage(row: &incubatee::Model, moves: &[stage_change::Model], day: NaiveDate) -> String {
    match moves.last() {
        Some(last) => last.to_stage.clone(),
        None if row.stage_on.is_none_or(|on| on <= day) => row.stage.clone(),
        None => Stage::Applied.as_str().to_owned(),
    }
}

async fn moves(
    conn: &impl ConnectionTrait,
    unit: Uuid,
    day: NaiveDate,
) -> Result<HashMap<Uuid, Vec<stage_change::Model>>> {
    let rows = stage_change::Entity::find()
        .filter(stage_change::Column::UnitId.eq(unit))
        .filter(stage_change::Column::ArchivedAt.is_null())
        .filter(stage_change::Column::MovedOn.lte(day))
        .order_by_asc(stage_change::Column::MovedOn)
        .order_by_asc(stage_change::Column::Id);
    let mut moves: HashMap<Uuid, Vec<stage_change::Model>> = HashMap::new();
    for row in rows.all(conn).await? {
        moves.entry(row.incubatee_id).or_default().push(row);
    }
    Ok(moves)
}

async fn sectors(conn: &impl ConnectionTrait, enterprises: Vec<Uuid>) -> Result<HashMap<Uuid, String>> {
    let mut sectors = HashMap::with_capacity(enterprises.len());
    for chunk in enterprises.chunks(1_000) {
        let rows = enterprise::Entity::find().filter(enterprise::Column::Id.is_in(chunk.iter().copied()));
        sectors.extend(rows.all(conn).await?.into_iter().map(|row| (row.id, row.sector)));
    }
    Ok(sectors)
}
