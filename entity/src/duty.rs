//! A duty of a BLK from its agreement or grant deed: a BLK is not only a gift (domain.md row 75).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "duty")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// What must be done.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Where it comes from: code of `dutySources`.
    pub source: String,
    /// Number of the agreement or deed.
    pub source_number: Option<String>,
    /// Day by which it is due.
    pub due_on: Date,
    /// Kind of evidence asked for: code of `documentKinds`.
    pub evidence_kind: Option<String>,
    /// The document that shows it.
    pub evidence_id: Option<Uuid>,
    /// Day it was fulfilled; null while it is owed. Needs evidence where a kind is asked for.
    pub fulfilled_on: Option<Date>,
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
