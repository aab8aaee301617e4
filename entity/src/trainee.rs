//! Somebody in a training package, from application to certificate.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "trainee")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The package.
    pub package_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// Code of `traineeOrigins`.
    pub origin: String,
    /// Day of the application.
    pub applied_on: Date,
    /// Code of `traineeStatuses`.
    pub status: String,
    /// Day the training began for the person.
    pub admitted_on: Option<Date>,
    /// Day of the result, the withdrawal or the refusal.
    pub ended_on: Option<Date>,
    /// Why it left: code of `traineeLeaveReasons`.
    pub reason_code: Option<String>,
    /// Remark on that.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason_note: Option<String>,
    /// Final score, 0 to 100.
    pub score: Option<f64>,
    /// Day of the competency test.
    pub tested_on: Option<Date>,
    /// Code of `competencyResults`.
    pub test_result: Option<String>,
    /// Number of the BNSP certificate.
    pub test_number: Option<String>,
    /// Number of the training certificate.
    pub certificate_number: Option<String>,
    /// Day of that certificate.
    pub certified_on: Option<Date>,
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
