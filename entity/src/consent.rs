//! A consent of a person that one partner may read about it for one purpose. It never changes but by ending: what is
//! granted anew is a row of the same subject with the next number.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The unit that recorded the person.
    pub unit_id: Uuid,
    /// The pseudonym under which this partner knows this person for this purpose; the same in all versions.
    pub subject_id: Uuid,
    /// 1, 2, .. of its subject.
    pub number: i32,
    /// Whose data.
    pub person_id: Uuid,
    /// The organization that may read them.
    pub partner_id: Uuid,
    /// Code of `consentPurposes`.
    pub purpose: String,
    /// Codes of `consentScopes`, a JSON array, sorted.
    #[sea_orm(column_type = "Text")]
    pub scopes: String,
    /// First day that the data may speak of; none where there is no bound.
    pub data_from: Option<Date>,
    /// Last day that the data may speak of; none where there is no bound.
    pub data_to: Option<Date>,
    /// Code of `consentFrequencies`.
    pub frequency: String,
    /// Start of the present window of reads, where the frequency has one.
    pub window_from: Option<DateTimeUtc>,
    /// When it may be read again, where its frequency withheld something; none where nothing is owed.
    pub owed_at: Option<DateTimeUtc>,
    /// Until when it holds.
    pub expires_at: DateTimeUtc,
    /// Number of the privacy notice that was shown.
    pub notice_number: i32,
    /// SHA-256 of that notice, hex.
    pub notice_sha256: String,
    /// Language in which it was shown: id or en.
    pub language: String,
    /// Code of `consentChannels`.
    pub channel: String,
    /// Code of `communicationModes`: how it was explained.
    pub communication_mode: Option<String>,
    /// Whether somebody else recorded it for the person.
    pub on_behalf: bool,
    /// The document that proves it, where it was recorded for the person.
    pub document_id: Option<Uuid>,
    /// SHA-256, hex: of that document's file at that moment, or else of what was agreed to, as canonical JSON.
    pub evidence_sha256: Option<String>,
    /// Account or client that recorded it.
    pub captured_by: Uuid,
    /// Whether a guardian consented for a minor.
    pub guardian: bool,
    /// Code of `consentStatuses`.
    pub status: String,
    /// When it was given.
    pub given_at: DateTimeUtc,
    /// When it ended.
    pub ended_at: Option<DateTimeUtc>,
    /// Why it ended, as far as it was said.
    #[sea_orm(column_type = "Text", nullable)]
    pub end_reason: Option<String>,
    /// Until when the partner has to say that it deleted the data.
    pub ack_due_at: Option<DateTimeUtc>,
    /// When the partner said so.
    pub acknowledged_at: Option<DateTimeUtc>,
    /// When it deleted them, as it says.
    pub deleted_at: Option<DateTimeUtc>,
    /// Account or client of the partner that said so.
    pub acknowledged_by: Option<Uuid>,
    /// What the partner added.
    #[sea_orm(column_type = "Text", nullable)]
    pub ack_note: Option<String>,
    /// When it was told that the acknowledgement is overdue; once.
    pub ack_overdue_at: Option<DateTimeUtc>,
    /// Version of this record.
    pub version: i32,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
