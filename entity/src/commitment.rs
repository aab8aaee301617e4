//! What an organization offers, to somebody or to whoever needs it (domain.md rows 20 and 72).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "commitment")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization that offers.
    pub unit_id: Uuid,
    /// Code of `offerKinds`.
    pub kind: String,
    /// What is offered.
    pub title: String,
    /// In detail.
    pub description: Option<String>,
    /// The BLK that it is for.
    pub blk_id: Option<Uuid>,
    /// The kawasan that it is for.
    pub kawasan_id: Option<Uuid>,
    /// The enterprise that it is for.
    pub enterprise_id: Option<Uuid>,
    /// Where it holds, if not everywhere.
    pub region_code: Option<String>,
    /// Code of `sectors` that it holds for, if not for all.
    pub sector: Option<String>,
    /// Whole rupiah.
    pub amount: Option<i64>,
    /// How much.
    pub quantity: Option<f64>,
    /// Unit of the quantity.
    pub quantity_unit: Option<String>,
    /// Persons or enterprises that it has room for.
    pub capacity: Option<i32>,
    /// Codes of `mentorCompetencies`, a JSON array.
    pub skills: String,
    /// First day.
    pub from_on: Date,
    /// First day on which it no longer holds.
    pub to_on: Option<Date>,
    /// Code of `agreementKinds`.
    pub agreement_kind: Option<String>,
    /// Number of the agreement.
    pub agreement_number: Option<String>,
    /// Day of the agreement.
    pub agreed_on: Option<Date>,
    /// Code of `offerStates`.
    pub state: String,
    /// Day since which it is in that state.
    pub state_on: Date,
    /// Why.
    pub state_reason: Option<String>,
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
