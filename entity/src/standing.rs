//! Where an obligation stands, as a row for as long as it holds: what reporting rates count.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "standing")]
pub struct Model {
    /// The obligation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub obligation_id: Uuid,
    /// The event with which it came to hold.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_event: Uuid,
    /// Who owes it.
    pub unit_id: Uuid,
    /// Which report.
    pub template_id: Uuid,
    /// Period or event number.
    pub occurrence: String,
    /// Last day of the period or event.
    pub period_end: Date,
    /// Region of the report; before there is one that of the unit when the obligation opened.
    pub region_code: String,
    /// 1 when the report is owed, 0 once it is waived; the others are 1 or 0 too, and never more than this.
    pub expected: i32,
    /// 1 when a report arrived and was not withdrawn.
    pub submitted: i32,
    /// 1 when that was in time.
    pub on_time: i32,
    /// 1 when it holds a number and is not nihil.
    pub non_empty: i32,
    /// 1 when it was neither sent back nor rejected.
    pub valid: i32,
    /// 1 when a version of it is official.
    pub approved: i32,
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
