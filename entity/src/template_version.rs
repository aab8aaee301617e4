//! One version of a template. Once published it never changes.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "template_version")]
pub struct Model {
    /// The template.
    #[sea_orm(primary_key, auto_increment = false)]
    pub template_id: Uuid,
    /// Version, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// DRAFT or PUBLISHED.
    pub state: String,
    /// Sections, indicators, narratives, attachments, rules and deadlines as JSON.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// First day whose periods use this version.
    pub effective_from: Option<Date>,
    /// When it was published.
    pub published_at: Option<DateTimeUtc>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
