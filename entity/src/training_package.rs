//! A training package (paket pelatihan): one class of a vocation from plan to certificates (domain.md 2.1).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "training_package")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Code, unique within the BLK.
    pub code: String,
    /// Title.
    pub title: String,
    /// Code of `vocations`.
    pub vocation: String,
    /// Fiscal year that pays for it.
    pub fiscal_year: i32,
    /// Code of `fundingSources`.
    pub funding_source: String,
    /// Code of `trainingOrganizers`.
    pub organizer: String,
    /// Lesson hours planned (JP).
    pub lesson_hours: i32,
    /// Minutes of one lesson hour; filled in where it was left out.
    pub lesson_minutes: Option<i32>,
    /// First day.
    pub from_on: Date,
    /// Last day.
    pub to_on: Date,
    /// Trainees aimed at; filled in where it was left out.
    pub target: Option<i32>,
    /// Budget, whole rupiah.
    pub budget: Option<i64>,
    /// Spent, whole rupiah.
    pub spent: Option<i64>,
    /// Ids of instructors of the BLK; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub instructors: String,
    /// Curriculum, or the competency standard it follows.
    #[sea_orm(column_type = "Text", nullable)]
    pub curriculum: Option<String>,
    /// The curriculum in the register of documents.
    pub curriculum_document_id: Option<Uuid>,
    /// Ids of the training needs it answers; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub needs: String,
    /// Code of `trainingPackageStatuses`.
    pub status: String,
    /// Day of that status.
    pub status_on: Option<Date>,
    /// Remark of the last step.
    #[sea_orm(column_type = "Text", nullable)]
    pub status_note: Option<String>,
    /// Day the training began.
    pub started_on: Option<Date>,
    /// Day it was closed.
    pub completed_on: Option<Date>,
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
