//! A monitoring and evaluation visit (monev): plan, checklist, findings, recommendation, follow-up, verdict (domain.md rows 13 and 67).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "monitoring_visit")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Purpose.
    #[sea_orm(column_type = "Text")]
    pub purpose: String,
    /// Day it is planned for.
    pub planned_on: Date,
    /// The enterprise visited.
    pub enterprise_id: Option<Uuid>,
    /// The aid looked at.
    pub aid_id: Option<Uuid>,
    /// Day it took place.
    pub visited_on: Option<Date>,
    /// Degrees.
    pub latitude: Option<f64>,
    /// Degrees.
    pub longitude: Option<f64>,
    /// What was asked and found; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub checklist: String,
    /// Findings.
    #[sea_orm(column_type = "Text", nullable)]
    pub findings: Option<String>,
    /// Recommendation.
    #[sea_orm(column_type = "Text", nullable)]
    pub recommendation: Option<String>,
    /// Whether the aid reached those who need it: code of `monevVerdicts`.
    pub on_target: Option<String>,
    /// What is to be done.
    #[sea_orm(column_type = "Text", nullable)]
    pub follow_up: Option<String>,
    /// By when.
    pub follow_up_due_on: Option<Date>,
    /// Day it was done.
    pub follow_up_done_on: Option<Date>,
    /// Photo with position.
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
