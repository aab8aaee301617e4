//! A problem of an enterprise, with what is done about it (domain.md row 55, P19).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "problem")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The incubatee.
    pub incubatee_id: Uuid,
    /// The enterprise.
    pub enterprise_id: Uuid,
    /// Internal or external: code of `problemOrigins`.
    pub origin: String,
    /// Code of `problemCategories`.
    pub category: String,
    /// Code of `severityLevels`.
    pub severity: String,
    /// What is wrong.
    pub title: String,
    /// Description.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// Day by which it should be solved.
    pub due_on: Option<Date>,
    /// Code of `problemStatuses`.
    pub status: String,
    /// What was done about it; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub actions: String,
    /// Day it was solved; named if, and only if, the status is RESOLVED.
    pub resolved_on: Option<Date>,
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
