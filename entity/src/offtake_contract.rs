//! A contract with an off-taker (domain.md row 25, P15); a KUR group needs one.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "offtake_contract")]
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
    /// The off-taker, if it is an organization of the registry.
    pub off_taker_id: Option<Uuid>,
    /// Its name, if it is not.
    pub off_taker_name: Option<String>,
    /// Number of the agreement (PKS).
    pub number: Option<String>,
    /// What is bought.
    pub product: String,
    /// Volume in all.
    pub volume: f64,
    /// Unit of the volume.
    pub volume_unit: String,
    /// Price of a unit.
    pub price: i64,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Code of `contractStatuses`.
    pub status: String,
    /// The contract.
    pub document_id: Option<Uuid>,
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
