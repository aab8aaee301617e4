//! Something that an account is told, and how far its delivery by mail and phone has come.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notification")]
pub struct Model {
    /// Id; the newest has the highest.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who is told.
    pub account_id: Uuid,
    /// Code of `notificationKinds`.
    pub kind: String,
    /// Kind of the record that it is about.
    pub subject_kind: String,
    /// The record.
    pub subject_id: Uuid,
    /// Unit that the record belongs to.
    pub unit_id: Option<Uuid>,
    /// What its text is made of, a JSON object; never personal data.
    #[sea_orm(column_type = "Text")]
    pub params: String,
    /// Whether it stands in the inbox; else it is only delivered.
    pub inbox: bool,
    /// When it was given.
    pub created_at: DateTimeUtc,
    /// When it was read.
    pub read_at: Option<DateTimeUtc>,
    /// Version of this record: reading raises it.
    pub version: i32,
    /// NONE, DUE, SENT or FAILED: the e-mail.
    pub mail_state: String,
    /// NONE, DUE, SENT or FAILED: the message to the phone.
    pub phone_state: String,
    /// Attempts to deliver so far.
    pub attempts: i32,
    /// When the next attempt is due; none where nothing is to be sent any more.
    pub next_at: Option<DateTimeUtc>,
    /// Somebody is sending it until then.
    pub lease_until: Option<DateTimeUtc>,
    /// Class of what went wrong at the last attempt; never what the other side said.
    pub last_error: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
