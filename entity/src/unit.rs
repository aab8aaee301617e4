//! Whoever reports or owns records: a BLK, a kawasan, a programme site or an organization.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// BLK, KAWASAN, SITE or ORGANIZATION.
    pub kind: String,
    /// Human code, unique over all units.
    pub code: String,
    /// Name.
    pub name: String,
    /// Folded name for search.
    pub search_name: String,
    /// Kemendagri code of the region it lies in.
    pub region_code: String,
    /// IANA zone of that region; deadlines are reckoned in it.
    pub timezone: String,
    /// First day of its duty to report.
    pub enrolled_on: Date,
    /// Day it ceased to exist.
    pub closed_on: Option<Date>,
    /// True for demonstration data.
    pub synthetic: bool,
    /// Telephone of the institution.
    pub phone: Option<String>,
    /// E-mail of the institution.
    pub email: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Postal address of the institution.
    pub address: Option<String>,
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
