//! What a comment said before it was edited or deleted.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "comment_version")]
pub struct Model {
    /// The comment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub comment_id: Uuid,
    /// The version that said it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// What it said.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// When it began to say so.
    pub at: DateTimeUtc,
    /// Who made it say so.
    pub by: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
