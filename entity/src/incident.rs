//! A failure to protect personal data (UU 27/2022, article 46): what happened, whom it concerns, who was told when.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "incident")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// In a few words.
    pub title: String,
    /// What happened, to what data, and what is done about it.
    #[sea_orm(column_type = "Text")]
    pub what: String,
    /// The partner through which it happened.
    pub partner_id: Option<Uuid>,
    /// The machine client through which it happened.
    pub client_id: Option<Uuid>,
    /// From when data lay open.
    pub began_at: DateTimeUtc,
    /// Until when; none while it goes on.
    pub ended_at: Option<DateTimeUtc>,
    /// When it was found out: the clock runs from here.
    pub discovered_at: DateTimeUtc,
    /// Until when agency and subjects must be told.
    pub due_at: DateTimeUtc,
    /// When it was told that a day is left.
    pub reminded_at: Option<DateTimeUtc>,
    /// When it was told that it is overdue.
    pub overdue_at: Option<DateTimeUtc>,
    /// When the agency was told.
    pub agency_notified_at: Option<DateTimeUtc>,
    /// When the subjects were told.
    pub subjects_notified_at: Option<DateTimeUtc>,
    /// When it was closed.
    pub closed_at: Option<DateTimeUtc>,
    /// What came of it.
    #[sea_orm(column_type = "Text", nullable)]
    pub outcome: Option<String>,
    /// OPEN, NOTIFIED or CLOSED.
    pub state: String,
    /// The account that reported it.
    pub reported_by: Uuid,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// When it was reported.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
