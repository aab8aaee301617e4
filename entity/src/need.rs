//! What a BLK or kawasan needs and others may offer.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "need")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The BLK or kawasan that needs it.
    pub unit_id: Uuid,
    /// Code of `offerKinds`.
    pub kind: String,
    /// What is needed.
    pub title: String,
    /// In detail.
    pub description: Option<String>,
    /// The enterprise that needs it.
    pub enterprise_id: Option<Uuid>,
    /// Code of `sectors`.
    pub sector: Option<String>,
    /// Codes of `mentorCompetencies`, a JSON array.
    pub skills: String,
    /// Whole rupiah.
    pub amount: Option<i64>,
    /// How much.
    pub quantity: Option<f64>,
    /// Unit of the quantity.
    pub quantity_unit: Option<String>,
    /// Day by which it is needed.
    pub needed_by: Option<Date>,
    /// Code of `needStates`.
    pub state: String,
    /// The commitment that met it.
    pub met_by_id: Option<Uuid>,
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
