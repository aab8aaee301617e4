//! A talk about a record, or in the room of a region.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "thread")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Kind of the record that it is about; none in the room of a region.
    pub subject_kind: Option<String>,
    /// The record.
    pub subject_id: Option<Uuid>,
    /// Kemendagri code of the region whose room it is in.
    pub region_code: Option<String>,
    /// Unit that the record belongs to: roles on it make its audience.
    pub unit_id: Option<Uuid>,
    /// JSON Pointer into the record.
    pub path: Option<String>,
    /// What it is about.
    pub title: String,
    /// INTERNAL, BLK, STAKEHOLDERS or PARTNER.
    pub audience: String,
    /// The organization, where the audience is PARTNER.
    pub partner_id: Option<Uuid>,
    /// OPEN or RESOLVED.
    pub status: String,
    /// Who resolved it.
    pub resolved_by: Option<Uuid>,
    /// PERSON, CLIENT or SYSTEM.
    pub resolved_by_kind: Option<String>,
    /// When.
    pub resolved_at: Option<DateTimeUtc>,
    /// The revision item that it stands for.
    pub revision_item_id: Option<Uuid>,
    /// Who began it.
    pub created_by: Uuid,
    /// PERSON, CLIENT or SYSTEM.
    pub created_by_kind: String,
    /// Version of this record, for If-Match. Comments do not raise it: it would tell of those that are not seen.
    pub version: i32,
    /// When it was begun.
    pub created_at: DateTimeUtc,
    /// Last change of its own.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
