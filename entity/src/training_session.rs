//! A session (pertemuan) of a training package.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "training_session")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The package.
    pub package_id: Uuid,
    /// Day it was held.
    pub held_on: Date,
    /// Lesson hours.
    pub lesson_hours: i32,
    /// What was taught.
    pub topic: String,
    /// Who taught.
    pub instructor_id: Option<Uuid>,
    /// Where.
    pub place: Option<String>,
    /// Trainees who attended any of it.
    pub present: i32,
    /// Lesson hours attended, of all trainees.
    pub attended_hours: i32,
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
