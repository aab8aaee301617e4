//! What a data subject asks for (UU 27/2022): its data, a correction, erasure, restriction, or that a partner gets
//! nothing more.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "data_request")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The unit that recorded the person.
    pub unit_id: Uuid,
    /// Whose data it is about.
    pub person_id: Uuid,
    /// Code of `dsrTypes`.
    pub kind: String,
    /// What was said, encrypted with the person's own key.
    #[sea_orm(column_type = "Text", nullable)]
    pub text_enc: Option<String>,
    /// The partner that an objection is about; none where it is about all of them.
    pub partner_id: Option<Uuid>,
    /// OPEN, DONE or REFUSED.
    pub state: String,
    /// Whether somebody who keeps the coaching asked in the person's name.
    pub on_behalf: bool,
    /// The account or client that asked.
    pub requested_by: Uuid,
    /// PERSON or CLIENT.
    pub requested_by_kind: String,
    /// Until when it must be decided.
    pub due_at: DateTimeUtc,
    /// When it was told that a day is left.
    pub reminded_at: Option<DateTimeUtc>,
    /// When it was told that it is overdue.
    pub overdue_at: Option<DateTimeUtc>,
    /// When it was decided.
    pub decided_at: Option<DateTimeUtc>,
    /// Who decided it.
    pub decided_by: Option<Uuid>,
    /// What was said to it, encrypted with the person's own key.
    #[sea_orm(column_type = "Text", nullable)]
    pub note_enc: Option<String>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// When it was asked.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
