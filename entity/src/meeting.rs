//! A meeting: coordination (rakor), rembuk, sosialisasi (domain.md row 27). Kept by the unit that calls it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Code of `meetingKinds`.
    pub kind: String,
    /// Title.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// First day.
    pub from_on: Date,
    /// Last day; null when it is one day.
    pub to_on: Option<Date>,
    /// Where.
    pub venue: Option<String>,
    /// Who took part; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub participants: String,
    /// Minutes.
    #[sea_orm(column_type = "Text", nullable)]
    pub minutes: Option<String>,
    /// The document that holds the minutes.
    pub minutes_id: Option<Uuid>,
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
