//! A set of codes that both faces use, for example `vocations`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "code_set")]
pub struct Model {
    /// Name in the API, camelCase.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Title, Indonesian.
    pub title_id: String,
    /// Title, English.
    pub title_en: String,
    /// Where the set comes from: regulation, section of docs/domain.
    pub source: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
