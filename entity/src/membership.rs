//! A person's dated membership and office in an enterprise (domain.md trap 1).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The enterprise.
    pub enterprise_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// Chair, secretary, treasurer or member: code of `membershipRoles`.
    pub office: String,
    /// First day.
    pub joined_on: Date,
    /// Day it ended, not included; null while a member.
    pub left_on: Option<Date>,
    /// Why it ended.
    #[sea_orm(column_type = "Text", nullable)]
    pub leave_reason: Option<String>,
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
