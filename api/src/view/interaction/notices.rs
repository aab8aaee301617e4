//! Notifications, how somebody wants to be told, and reminders by call.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::interaction::notices::preferences::{self, Choice, Preferences};
use crate::domain::interaction::notices::{self, Received, Wanted, texts};
use crate::domain::registry::public_id;
use crate::domain::{Ctx, Result, Tx};
use crate::vocab::ObligationStatus;

/// Something that you are told, in your own inbox.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// Id (`ntf_...`); the newest has the highest.
    #[schema(value_type = String)]
    pub id: ID,
    /// What it is: code of `notificationKinds`.
    pub kind: String,
    /// Title, in your language.
    pub title: String,
    /// Title, in English.
    pub title_en: String,
    /// Text, in your language. Holds no personal data.
    pub text: String,
    /// Text, in English.
    pub text_en: String,
    /// Kind of the record that it is about, for example `Report`.
    pub subject_kind: String,
    /// Id of that record. It is yours to read as far as your roles go.
    #[schema(value_type = String)]
    pub subject: ID,
    /// Id of the unit that the record belongs to.
    #[schema(value_type = Option<String>)]
    pub unit_id: Option<ID>,
    /// Code of that unit.
    pub unit_code: Option<String>,
    /// When you were told.
    pub created_at: DateTime<Utc>,
    /// When you marked it as read; null until then.
    pub read_at: Option<DateTime<Utc>>,
    /// Version of this record: reading raises it.
    pub version: i32,
}

impl Notification {
    /// As its owner sees it.
    pub fn of(ctx: &Ctx, received: Received) -> Self {
        let Received { row, unit } = received;
        let said = texts::of(&row, unit.as_ref());
        let kind = Kind::ALL.iter().copied().find(|kind| kind.name() == row.subject_kind);
        Self {
            id: ids::text(Kind::Notification, row.id).into(),
            kind: row.kind,
            title: said.title.get(ctx.lang).to_owned(),
            title_en: said.title.en,
            text: said.text.get(ctx.lang).to_owned(),
            text_en: said.text.en,
            subject: kind.map(|kind| ids::text(kind, row.subject_id)).unwrap_or_default().into(),
            subject_kind: row.subject_kind,
            unit_id: unit.as_ref().map(|unit| public_id(unit).into()),
            unit_code: unit.map(|unit| unit.code),
            created_at: row.created_at,
            read_at: row.read_at,
            version: row.version,
        }
    }
}

/// How many notifications you have not read.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnreadCount {
    /// Their number.
    pub count: u64,
}

/// Up to which one to mark as read.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ReadAllInput {
    /// Id of the newest notification that you have shown; all unless given.
    #[schema(max_length = 60)]
    pub up_to: Option<String>,
}

/// How many notifications a call marked as read.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct NotificationsRead {
    /// Those that this call marked; at most 1,000.
    pub count: u64,
    /// Those that are unread now.
    pub unread: u64,
}

/// How you are told of one kind of notice.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct NotificationPreference {
    /// Code of `notificationKinds`.
    pub kind: String,
    /// In the inbox.
    pub inbox: bool,
    /// By e-mail, if you have an address.
    pub email: bool,
    /// By a message to your phone, if you have a number and this installation reaches phones.
    pub phone: bool,
    /// True where the inbox cannot be turned off.
    pub always_in_inbox: bool,
}

/// How you are told of each kind of notice.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct NotificationPreferences {
    /// Every kind.
    pub preferences: Vec<NotificationPreference>,
    /// Version of the whole, for If-Match and `expectedVersion`; 0 until you chose something.
    pub version: i32,
}

impl From<Preferences> for NotificationPreferences {
    fn from(preferences: Preferences) -> Self {
        let shown = |(known, choice): (&'static preferences::Known, Choice)| NotificationPreference {
            kind: known.code.to_owned(),
            inbox: choice.inbox,
            email: choice.email,
            phone: choice.phone,
            always_in_inbox: known.fixed,
        };
        Self { preferences: preferences.all.into_iter().map(shown).collect(), version: preferences.version }
    }
}

/// How you want to be told of one kind of notice.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NotificationPreferenceInput {
    /// Code of `notificationKinds`.
    #[schema(max_length = 60)]
    pub kind: String,
    /// In the inbox; a mention always is.
    pub inbox: bool,
    /// By e-mail.
    pub email: bool,
    /// By a message to your phone.
    pub phone: bool,
}

/// How you want to be told. It replaces what was there: a kind that you leave out gets its defaults.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NotificationPreferencesInput {
    /// Each kind once.
    #[schema(max_items = 100)]
    pub preferences: Vec<NotificationPreferenceInput>,
}

/// Of which obligations to remind. Name at least one of template, period, region, unit, status.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RemindObligationsInput {
    /// Code of the template.
    #[schema(max_length = 60, example = "LAP_BULANAN")]
    pub template: Option<String>,
    /// Period or event number.
    #[schema(max_length = 60, example = "2026-10")]
    pub period: Option<String>,
    /// Kemendagri code of a region: units in it.
    #[schema(max_length = 60, example = "36.02")]
    pub region: Option<String>,
    /// Code or id of a unit.
    #[schema(max_length = 60)]
    pub unit: Option<String>,
    /// OPEN or DRAFT; both unless given.
    pub status: Option<ObligationStatus>,
    /// A sentence of your own that goes with the reminder, also by mail and phone: no personal data.
    #[schema(min_length = 1, max_length = 500)]
    pub message: Option<String>,
}

/// What became of a call to remind.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ObligationsReminded {
    /// Obligations whose people were reminded.
    pub reminded: i32,
    /// Obligations left out: somebody reminded of them today already, or the unit has nobody who could be reminded.
    pub skipped: i32,
}

/// Marks one as read.
pub async fn mark_read(tx: &Tx, id: &str) -> Result<Notification> {
    Ok(Notification::of(tx, notices::mark_read(tx, id).await?))
}

/// Marks all, or those up to one, as read.
pub async fn mark_all_read(tx: &Tx, input: ReadAllInput) -> Result<NotificationsRead> {
    let (count, unread) = notices::mark_all_read(tx, input.up_to.as_deref()).await?;
    Ok(NotificationsRead { count, unread })
}

/// Replaces the caller's preferences.
pub async fn set_preferences(
    tx: &Tx,
    expected: Expected,
    input: NotificationPreferencesInput,
) -> Result<NotificationPreferences> {
    let choice =
        |one: NotificationPreferenceInput| (one.kind, Choice { inbox: one.inbox, email: one.email, phone: one.phone });
    let wanted = input.preferences.into_iter().map(choice).collect();
    Ok(preferences::set(tx, expected, wanted).await?.into())
}

/// Reminds of reports that have not arrived.
pub async fn remind(tx: &Tx, input: RemindObligationsInput) -> Result<ObligationsReminded> {
    let RemindObligationsInput { template, period, region, unit, status, message } = input;
    let done = notices::remind(tx, &Wanted { template, period, region, unit, status, message }).await?;
    let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    Ok(ObligationsReminded { reminded: number(done.reminded), skipped: number(done.skipped) })
}
