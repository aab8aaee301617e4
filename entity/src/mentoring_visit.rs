//! A mentor's visit to an enterprise: the logbook of TKS (domain.md rows 60 to 62).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mentoring_visit")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The incubatee.
    pub incubatee_id: Uuid,
    /// The enterprise.
    pub enterprise_id: Uuid,
    /// Code of `visitStatuses`. A coordinator verifies or refuses it.
    pub status: String,
    /// Day of the verdict.
    pub verified_on: Option<Date>,
    /// Remark of the verdict.
    pub verdict_note: Option<String>,
    /// Id that the device made; the same one twice is the same visit.
    pub client_id: Option<String>,
    /// The mentor, assigned to the enterprise on the day of the visit.
    pub mentor_id: Uuid,
    /// Day of the visit; at most 14 days ago when it is recorded.
    pub visited_on: Date,
    /// How long it took.
    pub minutes: i32,
    /// Where.
    pub place: String,
    /// Degrees.
    pub latitude: Option<f64>,
    /// Degrees.
    pub longitude: Option<f64>,
    /// Roles exercised: codes of `tksRoles`; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub roles: String,
    /// Duties exercised, with minutes; they do not sum to more than `minutes`; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub duties: String,
    /// Problems seen.
    #[sea_orm(column_type = "Text", nullable)]
    pub problems: Option<String>,
    /// What was done.
    #[sea_orm(column_type = "Text", nullable)]
    pub actions: Option<String>,
    /// What was new.
    #[sea_orm(column_type = "Text", nullable)]
    pub innovation_note: Option<String>,
    /// Photo.
    pub photo_id: Option<Uuid>,
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
