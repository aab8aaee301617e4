//! A mentor (TKS, or member of a university's team) from application to alumnus (domain.md rows 57 to 63).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mentor")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The batch.
    pub batch_id: Uuid,
    /// Code of `tksStatuses`; it moves with `POST .../steps`.
    pub status: String,
    /// Day of that status.
    pub status_on: Option<Date>,
    /// Result of the training: code of `trainingResults`.
    pub training_result: Option<String>,
    /// The person; it does not change afterwards.
    pub person_id: Uuid,
    /// What the mentor can help with: codes of `mentorCompetencies`; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub competencies: String,
    /// Why the person wants to mentor.
    #[sea_orm(column_type = "Text", nullable)]
    pub motivation: Option<String>,
    /// Role in a team.
    pub role_label: Option<String>,
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
