//! One step in a report's history: who, when, why, from, to.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_transition")]
pub struct Model {
    /// Id; sorts by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The report.
    pub report_id: Uuid,
    /// Action of contract section 5.
    pub action: String,
    /// State before.
    pub from_state: Option<String>,
    /// State after.
    pub to_state: String,
    /// Version of the content.
    pub content_version: i32,
    /// Who.
    pub actor_id: Uuid,
    /// In whose name, when a client acted.
    pub on_behalf_of: Option<Uuid>,
    /// Code of `revisionReasons`.
    pub reason_code: Option<String>,
    /// Why.
    #[sea_orm(column_type = "Text")]
    pub reason: Option<String>,
    /// When.
    pub at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
