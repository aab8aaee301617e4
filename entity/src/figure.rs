//! One approved number: total or part of an indicator, for as long as it holds. Append only.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "figure")]
pub struct Model {
    /// Owning unit, first in the key so that rows can be distributed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: Uuid,
    /// The report.
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: Uuid,
    /// The approved version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub content_version: i32,
    /// Indicator code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub indicator: String,
    /// Dimension, empty for the total.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dimension: String,
    /// Member of the dimension, empty for the total.
    #[sea_orm(primary_key, auto_increment = false)]
    pub member: String,
    /// Template.
    pub template_id: Uuid,
    /// Period.
    pub occurrence: String,
    /// Last day of the period.
    pub period_end: Date,
    /// The value in hundredths for DECIMAL and PERCENT, else whole; none when not applicable.
    pub amount: Option<i64>,
    /// True for not applicable.
    pub not_applicable: bool,
    /// The event with which it came to hold.
    pub from_event: Uuid,
    /// The event with which it ceased to hold.
    pub to_event: Option<Uuid>,
    /// Feed position of `from_event`, once positioned.
    pub from_position: Option<i64>,
    /// Feed position of `to_event`, once positioned.
    pub to_position: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
