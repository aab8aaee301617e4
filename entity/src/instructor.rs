//! An instructor of a BLK with certificates.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "instructor")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Name, as on the certificate.
    pub person_name: String,
    /// Code of `sexes`.
    pub sex: String,
    /// What is taught: code of `vocations`.
    pub vocation: String,
    /// First day at this BLK.
    pub from_on: Date,
    /// Day it ended, not included; null while active.
    pub to_on: Option<Date>,
    /// Certificates held; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub certificates: String,
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
