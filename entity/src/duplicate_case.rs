//! A person who is in two active groups, or twice in one kind of aid in a fiscal year (domain.md row 13), or who applied
//! with a NIK that is recorded with other data. Somebody must decide it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "duplicate_case")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Code of `duplicateStatuses`; decided with `POST .../decide`.
    pub status: String,
    /// Day of the decision.
    pub decided_on: Option<Date>,
    /// Reason of the decision.
    pub decision_reason: Option<String>,
    /// Code of `duplicateKinds`.
    pub kind: String,
    /// The person.
    pub person_id: Uuid,
    /// Id of the earlier record.
    pub first_record: String,
    /// Id of the later record.
    pub second_record: String,
    /// Fiscal year of the aid.
    pub fiscal_year: Option<i32>,
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
