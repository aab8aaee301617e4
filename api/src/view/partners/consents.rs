//! Consents, requests for them and privacy notices, as their subjects, those who coach them and partners see them.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{consent, consent_request, privacy_notice};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::mentors::unhurried;
use crate::domain::once::{self, Done};
use crate::domain::partners::consents::{self, Asked, CounterCode, Known, status};
use crate::domain::{Ctx, Result, Tx};
use crate::view::LocalizedText;
use crate::view::incubation::workflow::StepAction;
use crate::view::reports::UserRef;
use crate::vocab::AcknowledgementState;

/// A consent to give: one person, one partner, one purpose. Several at once do not exist.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "partner": "ORG-BANK-DEMO", "purpose": "CREDIT_APPLICATION", "scopes": ["IDENTITY_BASIC", "CONTACT"],
    "notice": 1, "language": "id", "expiresAt": "2027-06-30T00:00:00Z"
}))]
pub struct ConsentInput {
    /// Id of the person whose data it is about; yourself unless given.
    #[schema(min_length = 1, max_length = 60)]
    pub person_id: Option<String>,
    /// Id or code of the organization that may read.
    #[schema(min_length = 1, max_length = 60)]
    pub partner: String,
    /// Code of `consentPurposes`.
    #[schema(min_length = 1, max_length = 60)]
    pub purpose: String,
    /// Codes of `consentScopes`: no more than the purpose and the partner's agreement have.
    #[schema(min_items = 1, max_items = 50)]
    pub scopes: Vec<String>,
    /// First day that the data may speak of; no bound unless given.
    #[schema(value_type = Option<String>, format = Date)]
    pub data_from: Option<NaiveDate>,
    /// Last day that the data may speak of; no bound unless given.
    #[schema(value_type = Option<String>, format = Date)]
    pub data_to: Option<NaiveDate>,
    /// How often it may be read: code of `consentFrequencies`; ANY unless given.
    #[schema(min_length = 1, max_length = 60)]
    pub frequency: Option<String>,
    /// Until when it holds: at most 24 months, and no longer than the partner's agreement.
    pub expires_at: DateTime<Utc>,
    /// Number of the privacy notice that was shown: the one in force for the purpose.
    #[schema(minimum = 1)]
    pub notice: i32,
    /// `sha256` of the notice that was shown; refused where it is another than that of the one in force.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub notice_sha256: Option<String>,
    /// Language in which it was shown: `id` or `en`.
    #[schema(pattern = "^(id|en)$")]
    pub language: String,
    /// Code of `consentChannels`. APP where the person itself consents, and only there.
    #[schema(min_length = 1, max_length = 60)]
    pub channel: Option<String>,
    /// How it was explained, where plain text would not do: code of `communicationModes`.
    #[schema(min_length = 1, max_length = 60)]
    pub communication_mode: Option<String>,
    /// True where the recorded guardian consented. Without it nothing of a minor is shared.
    #[graphql(default)]
    #[serde(default)]
    pub guardian: bool,
    /// Id of the document of kind BUKTI_PERSETUJUAN, with its file, in the register of a unit that coaches the person.
    /// Required where you record it for somebody else.
    #[schema(min_length = 1, max_length = 60)]
    pub document_id: Option<String>,
    /// Id of the request that it answers.
    #[schema(min_length = 1, max_length = 60)]
    pub request_id: Option<String>,
}

/// Why a consent is withdrawn.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct WithdrawConsentInput {
    /// Nobody has to say why; the partner is not told.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
}

/// What a partner says once it has deleted what it got by a consent.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"deletedAt": "2026-11-06T02:00:00Z", "note": "Salinan cadangan terhapus 30 hari lagi."}))]
pub struct DeletionInput {
    /// When the data were deleted; not in the future.
    pub deleted_at: DateTime<Utc>,
    /// What is to be added: what the law makes you keep, for example. No personal data.
    #[schema(min_length = 1, max_length = 1000)]
    pub note: Option<String>,
}

/// The partner's duty to delete once a consent has ended.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ConsentAcknowledgement {
    /// By when the partner has to acknowledge; null where it need not.
    pub due_at: Option<DateTime<Utc>>,
    /// When it did.
    pub at: Option<DateTime<Utc>>,
    /// When it deleted the data, as it says.
    pub deleted_at: Option<DateTime<Utc>>,
    /// What it added.
    pub note: Option<String>,
    /// OVERDUE suspends the partner until it acknowledges.
    pub state: AcknowledgementState,
}

impl ConsentAcknowledgement {
    /// None as long as there is nothing to acknowledge.
    fn of(ctx: &Ctx, row: &consent::Model) -> Option<Self> {
        let state = match (row.acknowledged_at, row.ack_due_at) {
            (Some(_), _) => AcknowledgementState::Done,
            (None, Some(due)) if due <= ctx.now() => AcknowledgementState::Overdue,
            (None, Some(_)) => AcknowledgementState::Due,
            (None, None) => return None,
        };
        Some(Self {
            due_at: row.ack_due_at,
            at: row.acknowledged_at,
            deleted_at: row.deleted_at,
            note: row.ack_note.clone(),
            state,
        })
    }
}

/// A consent: that one partner may read about one person for one purpose. It does not change; granted anew it is
/// another consent of the same subject.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Consent {
    /// Id.
    #[schema(value_type = String, example = "cns_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The pseudonym under which the partner knows the person for this purpose.
    #[schema(value_type = String, example = "sub_01h455vb4pex5vsknk084sn02q")]
    pub subject: ID,
    /// 1, 2, ..: how often this person consented for this partner and purpose.
    pub number: i32,
    /// Id of the person.
    #[schema(value_type = String)]
    pub person_id: ID,
    /// Id of the organization that may read.
    #[schema(value_type = String)]
    pub partner_id: ID,
    /// Its code.
    pub partner_code: String,
    /// Its name.
    pub partner_name: String,
    /// Code of `consentPurposes`.
    pub purpose: String,
    /// Codes of `consentScopes`.
    pub scopes: Vec<String>,
    /// First day that the data may speak of; null without a bound.
    #[schema(value_type = Option<String>, format = Date)]
    pub data_from: Option<NaiveDate>,
    /// Last day that the data may speak of; null without a bound.
    #[schema(value_type = Option<String>, format = Date)]
    pub data_to: Option<NaiveDate>,
    /// Code of `consentFrequencies`.
    pub frequency: String,
    /// Until when it holds.
    pub expires_at: DateTime<Utc>,
    /// Number of the privacy notice that was shown.
    pub notice: i32,
    /// SHA-256 of that notice.
    pub notice_sha256: String,
    /// Language in which it was shown.
    pub language: String,
    /// Code of `consentChannels`.
    pub channel: String,
    /// Code of `communicationModes`.
    pub communication_mode: Option<String>,
    /// Whether somebody recorded it for the person.
    pub on_behalf: bool,
    /// Id of the document that proves it.
    #[schema(value_type = Option<String>)]
    pub document_id: Option<ID>,
    /// What proves it. With a document: SHA-256 (hex) of its file when the consent was recorded. Without one, where the
    /// person consented in the application: SHA-256 of what it agreed to, the canonical JSON (RFC 8785) of `{subject,
    /// partner, purpose, scopes, dataFrom, dataTo, frequency, expiresAt, notice, noticeSha256, language, givenAt}`, each as
    /// it stands here (`partner` is `partnerId`; what is not set is null).
    pub evidence_sha256: Option<String>,
    /// Who recorded it.
    pub captured_by: Option<UserRef>,
    /// Whether a guardian consented.
    pub guardian: bool,
    /// Code of `consentStatuses`.
    pub status: String,
    /// When it was given.
    pub given_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why, as far as it was said.
    pub end_reason: Option<String>,
    /// The partner's duty to delete; null as long as there is none.
    pub acknowledgement: Option<ConsentAcknowledgement>,
    /// What you may do with it now: `withdraw`, `issueCode`.
    pub allowed_actions: Vec<StepAction>,
    /// Version of this record: it rises when the consent ends, when the partner acknowledges, and when what its frequency
    /// withheld may be read.
    pub version: i32,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

impl Consent {
    /// A consent as who speaks for the person sees it.
    pub fn of(ctx: &Ctx, known: Known) -> Result<Self> {
        let Known { row, partner, captured, possible } = known;
        Ok(Self {
            id: ids::text(Kind::Consent, row.id).into(),
            subject: ids::text(Kind::Subject, row.subject_id).into(),
            number: row.number,
            person_id: ids::text(Kind::Person, row.person_id).into(),
            partner_id: ids::text(Kind::Organization, partner.id).into(),
            partner_code: partner.code,
            partner_name: partner.name,
            scopes: serde_json::from_str(&row.scopes)?,
            acknowledgement: ConsentAcknowledgement::of(ctx, &row),
            status: status(ctx, &row).to_owned(),
            purpose: row.purpose,
            data_from: row.data_from,
            data_to: row.data_to,
            frequency: row.frequency,
            expires_at: row.expires_at,
            notice: row.notice_number,
            notice_sha256: row.notice_sha256,
            language: row.language,
            channel: row.channel,
            communication_mode: row.communication_mode,
            on_behalf: row.on_behalf,
            document_id: row.document_id.map(|id| ids::text(Kind::UnitDocument, id).into()),
            evidence_sha256: row.evidence_sha256,
            captured_by: captured,
            guardian: row.guardian,
            given_at: row.given_at,
            ended_at: row.ended_at,
            end_reason: row.end_reason,
            allowed_actions: StepAction::all(possible, ctx.lang),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A consent as its partner sees it: under a pseudonym, without anybody's identity.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PartnerConsent {
    /// Id.
    #[schema(value_type = String, example = "cns_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The subject: the id of its record in `/v1/partner/incubatees`.
    #[schema(value_type = String, example = "sub_01h455vb4pex5vsknk084sn02q")]
    pub subject: ID,
    /// 1, 2, ..: how often this subject consented.
    pub number: i32,
    /// Code of `consentPurposes`.
    pub purpose: String,
    /// Codes of `consentScopes`.
    pub scopes: Vec<String>,
    /// First day that the data may speak of; null without a bound.
    #[schema(value_type = Option<String>, format = Date)]
    pub data_from: Option<NaiveDate>,
    /// Last day that the data may speak of; null without a bound.
    #[schema(value_type = Option<String>, format = Date)]
    pub data_to: Option<NaiveDate>,
    /// Code of `consentFrequencies`.
    pub frequency: String,
    /// Until when it holds.
    pub expires_at: DateTime<Utc>,
    /// Code of `consentStatuses`. Whatever is not ACTIVE gives you nothing.
    pub status: String,
    /// When it was given.
    pub given_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Your duty to delete; null as long as there is none.
    pub acknowledgement: Option<ConsentAcknowledgement>,
    /// Version of this record: it rises when the consent ends, when you acknowledge, and when what its frequency withheld
    /// may be read.
    pub version: i32,
}

impl PartnerConsent {
    /// A consent as its partner sees it.
    pub fn of(ctx: &Ctx, row: consent::Model) -> Result<Self> {
        Ok(Self {
            id: ids::text(Kind::Consent, row.id).into(),
            subject: ids::text(Kind::Subject, row.subject_id).into(),
            number: row.number,
            scopes: serde_json::from_str(&row.scopes)?,
            acknowledgement: ConsentAcknowledgement::of(ctx, &row),
            status: status(ctx, &row).to_owned(),
            purpose: row.purpose,
            data_from: row.data_from,
            data_to: row.data_to,
            frequency: row.frequency,
            expires_at: row.expires_at,
            given_at: row.given_at,
            ended_at: row.ended_at,
            version: row.version,
        })
    }
}

/// A code for the partner's counter.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ConsentCode {
    /// The code; dashes and case do not matter. It is shown here alone.
    #[schema(example = "ABCDE-FGHJK")]
    pub code: String,
    /// Until when it works, once.
    pub expires_at: DateTime<Utc>,
}

impl From<CounterCode> for ConsentCode {
    fn from(code: CounterCode) -> Self {
        Self { code: code.code, expires_at: code.expires_at }
    }
}

/// What a partner asks somebody for. It holds a NIK, so it is never printed.
#[derive(Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "nik": "3602015708959001", "purpose": "CREDIT_APPLICATION", "scopes": ["IDENTITY_BASIC", "CONTACT"],
    "note": "Pengajuan KUR di cabang Rangkasbitung."
}))]
pub struct ConsentRequestInput {
    /// NIK of the person.
    #[schema(min_length = 1, max_length = 40)]
    pub nik: String,
    /// Code of `consentPurposes`.
    #[schema(min_length = 1, max_length = 60)]
    pub purpose: String,
    /// Codes of `consentScopes`: no more than the purpose and your agreement have.
    #[schema(min_items = 1, max_items = 50)]
    pub scopes: Vec<String>,
    /// What you say to the person.
    #[schema(min_length = 1, max_length = 1000)]
    pub note: Option<String>,
}

/// What a partner is told of each request, whoever has that NIK and whether anybody has.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ConsentRequestReceipt {
    /// Always true.
    pub received: bool,
    /// Days within which the person can answer.
    pub valid_days: i32,
}

/// A partner asks for a consent.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ConsentRequest {
    /// Id.
    #[schema(value_type = String, example = "crq_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Id of the person whom it asks; null where nobody was found.
    #[schema(value_type = Option<String>)]
    pub person_id: Option<ID>,
    /// Id of the organization that asks.
    #[schema(value_type = String)]
    pub partner_id: ID,
    /// Its code.
    pub partner_code: String,
    /// Its name.
    pub partner_name: String,
    /// Code of `consentPurposes`.
    pub purpose: String,
    /// Codes of `consentScopes`.
    pub scopes: Vec<String>,
    /// What the partner says.
    pub note: Option<String>,
    /// OPEN, GRANTED, DECLINED or EXPIRED.
    pub status: String,
    /// Until when it can be answered.
    pub expires_at: DateTime<Utc>,
    /// When it was answered, or expired.
    pub decided_at: Option<DateTime<Utc>>,
    /// How you may answer it now: `grant` (by a consent), `decline`.
    pub allowed_actions: Vec<StepAction>,
    /// Version of this record, for If-Match and `expectedVersion`.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl ConsentRequest {
    /// A request as who can answer it sees it.
    pub fn of(ctx: &Ctx, asked: Asked) -> Result<Self> {
        let Asked { row, partner, possible } = asked;
        let consent_request::Model { id, person_id, purpose, scopes, note, status, .. } = row;
        Ok(Self {
            id: ids::text(Kind::ConsentRequest, id).into(),
            person_id: person_id.map(|id| ids::text(Kind::Person, id).into()),
            partner_id: ids::text(Kind::Organization, partner.id).into(),
            partner_code: partner.code,
            partner_name: partner.name,
            purpose,
            scopes: serde_json::from_str(&scopes)?,
            note,
            status,
            expires_at: row.expires_at,
            decided_at: row.decided_at,
            allowed_actions: StepAction::all(possible, ctx.lang),
            version: row.version,
            created_at: row.created_at,
        })
    }
}

/// A privacy notice to publish. It does not change afterwards.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PrivacyNoticeInput {
    /// Code of `consentPurposes`.
    #[schema(min_length = 1, max_length = 60)]
    pub purpose: String,
    /// What the person is told, in plain words, at most 20,000 characters each.
    pub text: LocalizedText,
    /// First day on which it is the one in force; today unless given.
    #[schema(value_type = Option<String>, format = Date)]
    pub from_on: Option<NaiveDate>,
}

/// What a person is told before it consents for a purpose.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PrivacyNotice {
    /// Id.
    #[schema(value_type = String, example = "pno_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Code of `consentPurposes`.
    pub purpose: String,
    /// 1, 2, .. of its purpose.
    pub number: i32,
    /// What it says.
    pub text: LocalizedText,
    /// SHA-256 (hex) of `text` as canonical JSON (RFC 8785).
    pub sha256: String,
    /// First day on which it is the one in force.
    #[schema(value_type = String, format = Date)]
    pub from_on: NaiveDate,
    /// Whether it is the one in force today: consents name its number.
    pub in_force: bool,
    /// When it was published.
    pub created_at: DateTime<Utc>,
}

impl From<(privacy_notice::Model, bool)> for PrivacyNotice {
    fn from((row, in_force): (privacy_notice::Model, bool)) -> Self {
        Self {
            id: ids::text(Kind::PrivacyNotice, row.id).into(),
            purpose: row.purpose,
            number: row.number,
            text: LocalizedText { id: row.text_id, en: row.text_en },
            sha256: row.sha256,
            from_on: row.from_on,
            in_force,
            created_at: row.created_at,
        }
    }
}

/// Gives a consent.
pub async fn grant(tx: &Tx, input: ConsentInput) -> Result<Consent> {
    Consent::of(tx, consents::grant(tx, input).await?)
}

/// Withdraws a consent.
pub async fn withdraw(tx: &Tx, id: &str, expected: Expected, input: WithdrawConsentInput) -> Result<Consent> {
    Consent::of(tx, consents::withdraw(tx, id, expected, input.reason).await?)
}

/// Makes a code for the counter.
pub async fn issue_code(tx: &Tx, id: &str) -> Result<ConsentCode> {
    Ok(consents::issue_code(tx, id).await?.into())
}

/// Acknowledges that what a consent gave was deleted.
pub async fn acknowledge(tx: &Tx, id: &str, input: DeletionInput) -> Result<PartnerConsent> {
    PartnerConsent::of(tx, consents::acknowledge(tx, id, input).await?)
}

/// Asks somebody for a consent. The gate is asked before the write begins, for it writes down whom it refuses; and all
/// of it takes the same time, whoever has the NIK.
pub async fn request(
    ctx: &Ctx,
    input: ConsentRequestInput,
    content: &(impl Serialize + Sync),
) -> Result<Done<ConsentRequestReceipt>> {
    let asked = async {
        let partner = consents::admit(ctx, &input.purpose).await?;
        let work = |tx: Tx| async move { received(&tx, partner, input).await };
        once::write(ctx, "requestConsent", content, work).await
    };
    unhurried(asked).await
}

async fn received(tx: &Tx, partner: Uuid, input: ConsentRequestInput) -> Result<ConsentRequestReceipt> {
    consents::ask(tx, partner, input).await?;
    Ok(ConsentRequestReceipt { received: true, valid_days: i32::try_from(consents::VALID_DAYS).unwrap_or_default() })
}

/// Says no to a request.
pub async fn decline(tx: &Tx, id: &str, expected: Expected) -> Result<ConsentRequest> {
    ConsentRequest::of(tx, consents::decline(tx, id, expected).await?)
}

/// Publishes a privacy notice.
pub async fn publish(tx: &Tx, input: PrivacyNoticeInput) -> Result<PrivacyNotice> {
    Ok(consents::publish_notice(tx, input).await?.into())
}
