//! A change of the registry that somebody asks for and the forum decides.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "change_request")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The unit.
    pub unit_id: Uuid,
    /// Fields and their new values, a JSON object.
    #[sea_orm(column_type = "Text")]
    pub changes: String,
    /// Their values when it was asked for, a JSON object.
    #[sea_orm(column_type = "Text")]
    pub before: String,
    /// Day from which a region or a status holds.
    pub effective_on: Date,
    /// Why.
    pub reason: String,
    /// Code of `changeRequestStatuses`.
    pub status: String,
    /// Who asked.
    pub requested_by: Uuid,
    /// Who decided.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
    /// What the forum says.
    pub note: Option<String>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
