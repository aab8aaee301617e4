//! What somebody said in a thread.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "comment")]
pub struct Model {
    /// Id; comments stand in its order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The thread.
    pub thread_id: Uuid,
    /// What was said; none once it was deleted.
    #[sea_orm(column_type = "Text", nullable)]
    pub body: Option<String>,
    /// That of the thread, or a narrower one.
    pub audience: String,
    /// Unit of the thread, for the audience.
    pub unit_id: Option<Uuid>,
    /// Region whose room the thread is in, for the audience.
    pub region_code: Option<String>,
    /// Who said it.
    pub author_id: Uuid,
    /// PERSON, CLIENT or SYSTEM.
    pub author_kind: String,
    /// Accounts that are named in it; a JSON array of ids.
    #[sea_orm(column_type = "Text")]
    pub mentions: String,
    /// When it was last edited.
    pub edited_at: Option<DateTimeUtc>,
    /// When it was deleted.
    pub deleted_at: Option<DateTimeUtc>,
    /// Who deleted it.
    pub deleted_by: Option<Uuid>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// When it was said.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
