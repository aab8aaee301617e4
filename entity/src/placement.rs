//! Work that somebody found through a service of the BLK (domain.md rows 43 and 65).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "placement")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// The training that led to it.
    pub trainee_id: Option<Uuid>,
    /// The registration as a job seeker that led to it.
    pub job_seeker_id: Option<Uuid>,
    /// The employer, an organization.
    pub employer_id: Option<Uuid>,
    /// The employer, where it is not recorded.
    pub employer_name: Option<String>,
    /// Work.
    pub position: String,
    /// Code of `employmentRelations`.
    pub relation: String,
    /// Service that led to it: code of `serviceTypes`.
    pub service: String,
    /// First day.
    pub started_on: Date,
    /// Last day.
    pub ended_on: Option<Date>,
    /// Whether still employed after six months.
    pub employed_at6: Option<bool>,
    /// Day that was looked at.
    pub checked6_on: Option<Date>,
    /// Whether still employed after twelve months.
    pub employed_at12: Option<bool>,
    /// Day that was looked at.
    pub checked12_on: Option<Date>,
    /// Day the next look falls due.
    pub check_due_on: Option<Date>,
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
