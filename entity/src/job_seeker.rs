//! Somebody who looks for work and agreed to be registered.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job_seeker")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// Work that is looked for.
    pub wanted: String,
    /// Code of `vocations`.
    pub vocation: Option<String>,
    /// Code of `employmentRelations`.
    pub relation: Option<String>,
    /// Day of the registration.
    pub registered_on: Date,
    /// Day of the consent.
    pub consented_on: Date,
    /// Code of `consentChannels`.
    pub consent_channel: String,
    /// The signed consent in the register of documents.
    pub consent_evidence_id: Option<Uuid>,
    /// Day the consent was withdrawn.
    pub withdrawn_on: Option<Date>,
    /// Code of `jobSeekerStatuses`.
    pub status: String,
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
