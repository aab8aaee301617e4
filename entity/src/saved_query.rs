//! A GraphQL query with a name, run as a table by whoever asks for it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_query")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its name in addresses; one among those that are not archived.
    pub slug: String,
    /// What it shows.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// The GraphQL document.
    #[sea_orm(column_type = "Text")]
    pub query: String,
    /// Path of response keys to the list of rows, with points.
    #[sea_orm(column_type = "Text")]
    pub rows: String,
    /// Values of variables that no parameter sets: JSON object.
    #[sea_orm(column_type = "Text")]
    pub variables: String,
    /// What callers may set: JSON list of name, type, default, description.
    #[sea_orm(column_type = "Text")]
    pub parameters: String,
    /// Whether anybody may run it, each with its own rights.
    pub public: bool,
    /// PERSON or CLIENT; none of shipped ones.
    pub owner_kind: Option<String>,
    /// The account or client that keeps it; none of shipped ones.
    pub owner_id: Option<Uuid>,
    /// When it was deleted.
    pub archived_at: Option<DateTimeUtc>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
