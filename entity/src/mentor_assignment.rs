//! From when to when a mentor coaches an enterprise. Only then does the mentor see it, and only for days within may visits be recorded.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mentor_assignment")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The mentor.
    pub mentor_id: Uuid,
    /// Share of the needs that the mentor can help with, percent; 100 where none are named.
    pub match_percent: i32,
    /// The enterprise.
    pub enterprise_id: Uuid,
    /// First day.
    pub from_on: Date,
    /// Day it ended, not included; null while it holds.
    pub to_on: Option<Date>,
    /// What the enterprise needs help with: codes of `mentorCompetencies`; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub needs: String,
    /// When it was archived; none while it counts.
    pub archived_at: Option<DateTimeUtc>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
