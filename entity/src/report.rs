//! A report on its way from draft to approval.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whom it is about.
    pub unit_id: Uuid,
    /// Its template.
    pub template_id: Uuid,
    /// Version of the template.
    pub template_version: i32,
    /// Period or event number.
    pub occurrence: String,
    /// Last day of the period or event.
    pub period_end: Date,
    /// Region of the unit when the report was begun; totals AS_REPORTED count here.
    pub region_code: Option<String>,
    /// Contract section 5.
    pub state: String,
    /// Review levels of the template, 1 or 2.
    pub levels: i32,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// Version of the content that is worked on or decided.
    pub current_version: i32,
    /// Version of the content last submitted.
    pub submitted_version: Option<i32>,
    /// Version of the content last approved; it counts in figures.
    pub official_version: Option<i32>,
    /// Arrival of the submitted version.
    pub submitted_at: Option<DateTimeUtc>,
    /// Whether the first submission came in time.
    pub on_time: Option<bool>,
    /// Who submitted.
    pub submitted_by: Option<Uuid>,
    /// The head in whose name a client submitted.
    pub on_behalf_of: Option<Uuid>,
    /// Who verified (level 1).
    pub verified_by: Option<Uuid>,
    /// Who approved.
    pub approved_by: Option<Uuid>,
    /// Last decision.
    pub decided_at: Option<DateTimeUtc>,
    /// When an approved report locks by itself.
    pub lock_at: Option<DateTimeUtc>,
    /// Who began it.
    pub created_by: Uuid,
    /// When.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
