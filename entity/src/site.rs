//! What a unit of kind SITE has beyond a unit: a place where a programme is carried out.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "site")]
pub struct Model {
    /// The unit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: Uuid,
    /// The programme.
    pub programme_id: Uuid,
    /// Code of `siteKinds`.
    pub site_kind: String,
    /// The kawasan that it is, if it is one.
    pub kawasan_id: Option<Uuid>,
    /// The BLK that it is, if it is one.
    pub blk_id: Option<Uuid>,
    /// First year.
    pub since_year: i32,
    /// Last year.
    pub until_year: Option<i32>,
    /// Places.
    pub quota: Option<i32>,
    /// Who may take part.
    #[sea_orm(column_type = "Text", nullable)]
    pub eligibility: Option<String>,
    /// Pillars with what is done in each, a JSON array.
    #[sea_orm(column_type = "Text")]
    pub pillars: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
