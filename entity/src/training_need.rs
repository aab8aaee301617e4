//! A training that a kawasan, a BLK or an enterprise needs (domain.md row 43).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "training_need")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The enterprise that needs it.
    pub enterprise_id: Option<Uuid>,
    /// Code of `vocations`.
    pub vocation: String,
    /// What is to be learned.
    pub title: String,
    /// How many people need it.
    pub people: i32,
    /// Why, and for what work.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// Day it was found.
    pub identified_on: Date,
    /// Day by which it is wanted.
    pub wanted_by: Option<Date>,
    /// Code of `trainingNeedStatuses`.
    pub status: String,
    /// The package that answers it.
    pub package_id: Option<Uuid>,
    /// Day it was met.
    pub met_on: Option<Date>,
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
