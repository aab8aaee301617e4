//! An enterprise or business group of a kawasan, BLK or site (TKM). Names are unique within a kawasan and year, not in the nation (domain.md row 39).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "enterprise")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Name.
    pub name: String,
    /// Year it joined the programme.
    pub year: i32,
    /// Code of `sectors`.
    pub sector: String,
    /// Beginner or advanced: code of `enterpriseLevels`.
    pub level: String,
    /// Group or one person: code of `enterpriseForms`; a group where none is named.
    pub form: Option<String>,
    /// KBLI code, five digits.
    pub kbli: Option<String>,
    /// Version of that code: code of `kbliVersions`.
    pub kbli_version: Option<String>,
    /// Place in the value chain: code of `valueChainStages`.
    pub chain_stage: Option<String>,
    /// The BLK that coaches it.
    pub blk_id: Option<Uuid>,
    /// The kawasan that it belongs to.
    pub kawasan_id: Option<Uuid>,
    /// Day the business began.
    pub started_on: Option<Date>,
    /// Where it is known from.
    #[sea_orm(column_type = "Text", nullable)]
    pub source: Option<String>,
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
