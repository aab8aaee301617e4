//! One version of an indicator: what is counted, in which unit, split by what (Satu Data standard).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator")]
pub struct Model {
    /// Id of this indicator, the same in all its versions.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Version of the definition, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// Human code (`A03`).
    pub code: String,
    /// INTEGER, DECIMAL, RUPIAH, PERCENT, CHOICE or TEXT.
    pub value_type: String,
    /// The definition as JSON: names, concept, definition, classification, measure, unit, dimensions, limits.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// First day on which it holds.
    pub valid_from: Date,
    /// First day on which a later version holds.
    pub valid_to: Option<Date>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
