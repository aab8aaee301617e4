//! An enterprise in a cohort: the tenant (domain.md sections 2.4 and 5.1).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "incubatee")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The cohort.
    pub cohort_id: Uuid,
    /// Stage: code of `incubationStages`. It moves with `POST .../stage-changes`.
    pub stage: String,
    /// Day it entered the stage.
    pub stage_on: Option<Date>,
    /// Stage to which it returns from a suspension.
    pub suspended_from: Option<String>,
    /// Day it graduated.
    pub graduated_on: Option<Date>,
    /// The enterprise; it does not change afterwards.
    pub enterprise_id: Uuid,
    /// Whether it has received aid, will, or neither (domain.md row 54): code of `aidRelations`.
    pub aid_relation: String,
    /// Day of the application.
    pub applied_on: Date,
    /// Month of the baseline, `2026-01`; required before incubation begins.
    pub baseline_month: Option<String>,
    /// Revenue in the month of the baseline (P01).
    pub baseline_revenue: Option<i64>,
    /// Costs in that month (P02).
    pub baseline_costs: Option<i64>,
    /// Income of the owners in that month, for P24.
    pub baseline_income: Option<i64>,
    /// Paid workers in that month.
    pub baseline_workers: Option<i32>,
    /// Why it enters though the cohort is full or a rule of eligibility does not hold; for those who may override.
    #[sea_orm(column_type = "Text", nullable)]
    pub override_reason: Option<String>,
    /// Remark.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
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
