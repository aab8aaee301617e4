//! A committed change, as other systems hear of it. Append only but for its position.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// Owning unit; nil when none owns it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: Uuid,
    /// Id; sorts by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// For example `report.submitted`.
    pub r#type: String,
    /// Kind of the record that changed.
    pub object_kind: String,
    /// Its public id.
    pub object_id: String,
    /// Its version after the change.
    pub object_version: i32,
    /// Who.
    pub actor_id: Option<Uuid>,
    /// When.
    pub at: DateTimeUtc,
    /// Thin payload, JSON, never personal data.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// Place in the feed, given by the sequencer after commit.
    pub position: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
