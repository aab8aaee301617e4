//! A move of an incubatee from one stage to another: when, by whom, on what evidence.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "stage_change")]
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
    /// Stage before; null for the application.
    pub from_stage: Option<String>,
    /// Stage entered.
    pub to_stage: String,
    /// Day of the move.
    pub moved_on: Date,
    /// Why it left: code of `dropoutReasons`.
    pub reason_code: Option<String>,
    /// Reason.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// Ids of documents that show it; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub evidence: String,
    /// What the gate asked for and was not there, where it was overridden; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub missing: String,
    /// Whether the gate was overridden.
    pub overridden: bool,
    /// Id of who moved it.
    pub moved_by: Option<String>,
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
