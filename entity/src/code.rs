//! One member of a code set, as it held between two dates.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "code")]
pub struct Model {
    /// The set.
    #[sea_orm(primary_key, auto_increment = false)]
    pub set_name: String,
    /// The code, SCREAMING_SNAKE_CASE.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// First day on which it holds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub valid_from: Date,
    /// First day on which it no longer holds.
    pub valid_to: Option<Date>,
    /// Label, Indonesian.
    pub label_id: String,
    /// Label, English.
    pub label_en: String,
    /// Further facts of this member, a JSON object.
    #[sea_orm(column_type = "Text")]
    pub meta: Option<String>,
    /// Place in the list.
    pub position: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
