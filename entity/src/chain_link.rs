//! A place in the value chain of a kawasan, and who stands there: an enterprise, a BLK or an organization (domain.md row 42).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "chain_link")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Upstream to off-taker: code of `valueChainStages`.
    pub stage: String,
    /// The enterprise that stands there.
    pub enterprise_id: Option<Uuid>,
    /// The BLK that stands there.
    pub blk_id: Option<Uuid>,
    /// The organization that stands there.
    pub organization_id: Option<Uuid>,
    /// What it does there.
    #[sea_orm(column_type = "Text", nullable)]
    pub role: Option<String>,
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
