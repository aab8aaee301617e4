//! Something a reviewer asks to be mended; open, it blocks resubmission.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "revision_item")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The report.
    pub report_id: Uuid,
    /// The version it was raised on.
    pub content_version: i32,
    /// JSON Pointer into the report.
    pub path: String,
    /// What to mend.
    #[sea_orm(column_type = "Text")]
    pub note: String,
    /// OPEN or ANSWERED.
    pub status: String,
    /// The answer.
    #[sea_orm(column_type = "Text")]
    pub answer: Option<String>,
    /// Who raised it.
    pub raised_by: Uuid,
    /// Who answered it.
    pub answered_by: Option<Uuid>,
    /// When raised.
    pub created_at: DateTimeUtc,
    /// When answered.
    pub answered_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
