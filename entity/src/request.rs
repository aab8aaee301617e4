//! Something asked of a unit, with a day on which it is due: a document, a visit, an explanation.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "request")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The unit that it is asked of.
    pub unit_id: Uuid,
    /// Code of `requestKinds`.
    pub kind: String,
    /// What is asked for.
    pub title: String,
    /// In detail.
    pub text: Option<String>,
    /// Last day for the answer.
    pub due_on: Date,
    /// The report that it is about.
    pub report_id: Option<Uuid>,
    /// Public id of any other record that it is about.
    pub about: Option<String>,
    /// Code of `requestStates`.
    pub state: String,
    /// Day since which it is in that state.
    pub state_on: Date,
    /// Why.
    pub state_reason: Option<String>,
    /// The answer.
    pub answer: Option<String>,
    /// The document that answers it.
    pub answer_document_id: Option<Uuid>,
    /// Day of the answer.
    pub answered_on: Option<Date>,
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
