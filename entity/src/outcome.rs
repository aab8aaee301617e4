//! What a partner says became of an incubatee that consented: contacted, offered, approved, disbursed, declined.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outcome")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The unit of the incubatee.
    pub unit_id: Uuid,
    /// The incubatee.
    pub incubatee_id: Uuid,
    /// The enterprise.
    pub enterprise_id: Uuid,
    /// The organization that says so.
    pub partner_id: Uuid,
    /// The consent that was valid when it said so.
    pub consent_id: Uuid,
    /// The person who consented.
    pub person_id: Uuid,
    /// Code of `consentPurposes`.
    pub purpose: String,
    /// Code of `partnerOutcomes`.
    pub outcome: String,
    /// Why, as the partner says; of a corrected one, as it says now.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// Whole rupiah.
    pub amount: Option<i64>,
    /// Day on which it happened.
    pub happened_on: Date,
    /// RECORDED, DISPUTED, UPHELD or CORRECTED: code of `outcomeStates`.
    pub state: String,
    /// What the unit says is wrong.
    #[sea_orm(column_type = "Text", nullable)]
    pub dispute_reason: Option<String>,
    /// Day of the dispute.
    pub disputed_on: Option<Date>,
    /// Why it was upheld or corrected.
    #[sea_orm(column_type = "Text", nullable)]
    pub decision_reason: Option<String>,
    /// Day on which it was upheld or corrected.
    pub decided_on: Option<Date>,
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
