//! A regulation or decree on which a programme rests. Kept by the organization that issued it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "regulation")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Number, as cited.
    pub number: String,
    /// Title.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Day of issue.
    pub issued_on: Option<Date>,
    /// Code of `regulationStatuses`.
    pub status: String,
    /// Where it can be read.
    #[sea_orm(column_type = "Text", nullable)]
    pub url: Option<String>,
    /// Remark.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
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
