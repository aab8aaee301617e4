//! An intake of mentors: a batch of TKS with its quota and public call, or a university's team for a kawasan (domain.md rows 19 and 57).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mentor_batch")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Code, unique.
    pub code: String,
    /// Code of `mentorBatchKinds`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Year.
    pub year: i32,
    /// Mentors sought.
    pub quota: i32,
    /// The university whose team it is.
    pub university_id: Option<Uuid>,
    /// First day of the call for applications; null where there is none.
    pub call_opens_on: Option<Date>,
    /// Last day of the call.
    pub call_closes_on: Option<Date>,
    /// First day of the training.
    pub training_starts_on: Option<Date>,
    /// Last day of the training; five months after its start unless given.
    pub training_ends_on: Option<Date>,
    /// What is asked of applicants.
    #[sea_orm(column_type = "Text", nullable)]
    pub requirements: Option<String>,
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
