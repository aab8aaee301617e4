//! An announcement: to everyone, to all users, or to some roles, in a region or everywhere.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "announcement")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization that announces.
    pub unit_id: Uuid,
    /// Title, Indonesian.
    pub title: String,
    /// Text, Indonesian.
    pub body: String,
    /// Title, English.
    pub title_en: Option<String>,
    /// Text, English.
    pub body_en: Option<String>,
    /// Code of `announcementAudiences`.
    pub audience: String,
    /// Codes of `roles` that it is for, a JSON array.
    pub roles: String,
    /// Where it matters, if not everywhere.
    pub region_code: Option<String>,
    /// Day on which it was told of: that of its first day, or of its making if that was later.
    pub announced_on: Option<Date>,
    /// First day on which it is shown.
    pub published_on: Date,
    /// First day on which it is no longer shown.
    pub expires_on: Option<Date>,
    /// Where more is to be read.
    pub link: Option<String>,
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
