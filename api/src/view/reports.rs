//! Reports as callers see them.

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Document;
use crate::domain::ids::{self, Kind};
use crate::domain::interaction::threads::revisions;
use crate::domain::reports::{Loaded, query};
use crate::domain::text::Lang;
use crate::domain::{Ctx, Error, Result, Violation};
use crate::vocab::{ItemStatus, ReportAction, ReportState, UnitKind};

/// A report of a BLK, kawasan or organization for one period or event.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Report {
    /// Id (`rpt_...`).
    #[schema(value_type = String)]
    pub id: ID,
    /// Code of the BLK it is about; null when it is about another kind of unit.
    #[graphql(skip)]
    pub blk: Option<String>,
    /// Code of the unit it is about, whatever its kind.
    pub unit_code: String,
    #[graphql(skip)]
    #[serde(skip)]
    pub unit_id: Uuid,
    /// What kind of unit it is about.
    pub unit_kind: UnitKind,
    /// Code of the template.
    #[graphql(skip)]
    pub template: String,
    /// Version of the template that was in force for the period.
    pub template_version: i32,
    /// Period (`2026-10`, `2026-Q3`, `2026-S2`, `2026`) of a periodic template.
    pub period: Option<String>,
    /// Number of the event, for the other templates.
    pub event: Option<String>,
    /// Where it stands.
    pub state: ReportState,
    /// Version of this record, for If-Match and `expectedVersion`.
    pub version: i32,
    /// Version of the content shown here.
    pub content_version: i32,
    /// Version last approved; it counts in figures.
    pub official_version: Option<i32>,
    /// Values by indicator, exactly as filed. Null (with a redaction) when the caller may not read them.
    #[graphql(skip)]
    pub values: Option<Document>,
    /// Narrative sections.
    #[graphql(skip)]
    pub narrative: Option<Document>,
    /// True for an empty period.
    pub nihil: bool,
    /// Why nothing happened.
    pub nihil_reason: Option<String>,
    /// Arrival of the version last submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Whether the first submission came in time; the time of arrival decides.
    pub on_time: Option<bool>,
    /// Who submitted it (`usr_...` or `cli_...`).
    #[graphql(skip)]
    pub submitted_by: Option<String>,
    /// Who verified it (level 1).
    #[graphql(skip)]
    pub verified_by: Option<String>,
    /// Who approved it (last level).
    #[graphql(skip)]
    pub approved_by: Option<String>,
    /// Time of the last decision.
    pub decided_at: Option<DateTime<Utc>>,
    /// Warnings that the head acknowledged.
    pub acknowledged: Vec<String>,
    /// Receipt of the content shown here, once submitted.
    pub receipt: Option<Receipt>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// What the caller may do now, and why not. Only in the answer to `GET /v1/reports/{id}`; in GraphQL on request.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub allowed_actions: Option<Vec<AllowedAction>>,
    /// Fields withheld from this caller.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub redactions: Vec<Redaction>,
}

/// A field that policy withholds.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Redaction {
    /// JSON Pointer of the field.
    pub path: String,
    /// Why it is withheld.
    pub reason: String,
    /// What would unlock it.
    pub unlock: String,
}

/// Proof that a content arrived; verifies offline with the receipt keys of `/.well-known/jwks.json`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Number, to be quoted.
    pub number: String,
    /// Time of arrival.
    pub received_at: DateTime<Utc>,
    /// SHA-256 (hex) of the canonical content (RFC 8785).
    pub sha256: String,
    /// The signed statement: a compact JWS, EdDSA.
    pub jws: String,
}

/// Something the caller may or may not do.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AllowedAction {
    /// The action.
    #[graphql(skip)]
    pub action: ReportAction,
    /// Whether it would be accepted now.
    pub allowed: bool,
    /// Why not: the same codes as the refusal.
    pub blockers: Vec<Blocker>,
    /// Warnings that `submit` must acknowledge.
    pub acknowledge: Vec<String>,
    /// The action, as in the path of REST.
    #[serde(skip)]
    #[graphql(name = "action")]
    pub word: String,
}

/// What stands in the way.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Blocker {
    /// Stable code.
    pub code: String,
    /// JSON Pointer, where there is one.
    pub path: String,
    /// In the language asked for.
    pub message: String,
}

/// One step of a report's history.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Transition {
    /// What was done.
    pub action: String,
    /// State before; null for the first step.
    pub from: Option<ReportState>,
    /// State after.
    pub to: ReportState,
    /// Version of the content.
    pub content_version: i32,
    /// Who (`usr_...`, `cli_...`, or `system`).
    pub by: String,
    /// In whose name, when a machine acted.
    pub on_behalf_of: Option<String>,
    /// Code of the reason (`revisionReasons`).
    pub reason_code: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// One version of a report's content. Once submitted it never changes.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ReportVersion {
    /// Number, from 1.
    pub number: i32,
    /// Values as filed.
    pub values: Document,
    /// Narrative as filed.
    pub narrative: Document,
    /// True for an empty period.
    pub nihil: bool,
    /// When it arrived; null while it is worked on.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Its receipt.
    pub receipt: Option<Receipt>,
    /// Whether this is the official version.
    pub official: bool,
    /// Whether a later version was submitted.
    pub superseded: bool,
}

/// Something a reviewer asked to be mended.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RevisionItem {
    /// Id (`rvi_...`).
    #[schema(value_type = String)]
    pub id: ID,
    /// JSON Pointer into the report.
    pub path: String,
    /// What to mend.
    pub note: String,
    /// OPEN blocks resubmission.
    pub status: ItemStatus,
    /// The answer.
    pub answer: Option<String>,
    /// Id of the thread in which it is talked about; null where you do not see that.
    #[schema(value_type = Option<String>)]
    pub thread: Option<ID>,
    /// Version of the content it was raised on.
    pub content_version: i32,
    /// When it was raised.
    pub created_at: DateTime<Utc>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
}

/// A file of a report.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Id (`att_...`).
    #[schema(value_type = String)]
    pub id: ID,
    /// Kind asked for by the template, or LAINNYA.
    pub kind: String,
    /// File name.
    pub name: String,
    /// Media type, found from the content.
    pub media_type: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
}

/// A difference between two versions.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// JSON Pointer into the report.
    pub path: String,
    /// Before; null when it was not there.
    #[schema(value_type = Object)]
    pub from: Document,
    /// After; null when it is gone.
    #[schema(value_type = Object)]
    pub to: Document,
}

/// A comparison of the version shown with an earlier one.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ReportDiff {
    /// The earlier version; null when nothing was decided yet.
    pub from: Option<i32>,
    /// The version shown.
    pub to: i32,
    /// What changed.
    pub changes: Vec<Change>,
}

/// What a receipt states.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct VerifiedReceipt {
    /// True: the signature is ours and nothing was changed.
    pub valid: bool,
    /// Whether the content given is the one that arrived; null when none was given.
    pub content_matches: Option<bool>,
    /// The statement: number, report, unit, template, period, version, receivedAt, onTime, sha256.
    pub statement: Document,
}

/// A person or machine, by name.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct UserRef {
    /// Id (`usr_...` or `cli_...`).
    pub id: String,
    /// Name.
    pub name: String,
}

impl Report {
    /// The report as this caller sees it.
    pub fn of(ctx: &Ctx, loaded: &Loaded) -> Self {
        let row = &loaded.row;
        let content = &loaded.content;
        let periodic = loaded.period().is_some();
        let open = query::sees_values(ctx, loaded);
        let withheld = |path: &str| Redaction {
            path: path.to_owned(),
            reason: "ROW_SCOPE_REQUIRED".to_owned(),
            unlock: "a role on a scope that holds this unit".to_owned(),
        };
        Self {
            id: ids::text(Kind::Report, row.id).into(),
            blk: (loaded.unit.kind == UnitKind::Blk.as_str()).then(|| loaded.unit.code.clone()),
            unit_code: loaded.unit.code.clone(),
            unit_id: loaded.unit.id,
            unit_kind: loaded.unit.kind.parse().unwrap_or(UnitKind::Blk),
            template: loaded.template.definition.code.clone(),
            template_version: row.template_version,
            period: periodic.then(|| row.occurrence.clone()),
            event: (!periodic).then(|| row.occurrence.clone()),
            state: loaded.state,
            version: row.version,
            content_version: content.number,
            official_version: row.official_version,
            values: open.then(|| Document(content.body.clone())),
            narrative: open.then(|| Document(content.narrative.clone())),
            nihil: content.nihil,
            nihil_reason: content.nihil_reason.clone().filter(|_| open),
            submitted_at: row.submitted_at,
            on_time: row.on_time,
            submitted_by: row.submitted_by.filter(|_| open).map(|id| actor(id, row.on_behalf_of)),
            verified_by: row.verified_by.filter(|_| open).map(person),
            approved_by: row.approved_by.filter(|_| open).map(person),
            decided_at: row.decided_at,
            acknowledged: content
                .acknowledged
                .as_deref()
                .and_then(|text| serde_json::from_str(text).ok())
                .unwrap_or_default(),
            receipt: Receipt::of(content).filter(|_| open),
            created_at: row.created_at,
            updated_at: row.updated_at,
            allowed_actions: None,
            redactions: if open { Vec::new() } else { vec![withheld("/values"), withheld("/narrative")] },
        }
    }
}

/// Who acted: a machine acts in somebody's name, a person in its own.
fn actor(id: Uuid, on_behalf_of: Option<Uuid>) -> String {
    ids::text(if on_behalf_of.is_some() { Kind::Client } else { Kind::User }, id)
}

fn person(id: Uuid) -> String {
    ids::text(Kind::User, id)
}

impl Receipt {
    pub fn of(content: &entity::report_version::Model) -> Option<Self> {
        Some(Self {
            number: content.receipt_number.clone()?,
            received_at: content.submitted_at?,
            sha256: content.content_hash.clone()?,
            jws: content.receipt_jws.clone()?,
        })
    }
}

impl ReportVersion {
    pub fn of(content: entity::report_version::Model, row: &entity::report::Model) -> Self {
        Self {
            number: content.number,
            receipt: Receipt::of(&content),
            official: row.official_version == Some(content.number),
            superseded: row.submitted_version.is_some_and(|latest| content.number < latest),
            values: Document(content.body),
            narrative: Document(content.narrative),
            nihil: content.nihil,
            submitted_at: content.submitted_at,
        }
    }
}

impl TryFrom<entity::report_transition::Model> for Transition {
    type Error = Error;

    fn try_from(row: entity::report_transition::Model) -> Result<Self> {
        Ok(Self {
            action: row.action,
            from: row.from_state.map(|state| state.parse()).transpose()?,
            to: row.to_state.parse()?,
            content_version: row.content_version,
            by: if row.actor_id.is_nil() { "system".to_owned() } else { actor(row.actor_id, row.on_behalf_of) },
            on_behalf_of: row.on_behalf_of.map(person),
            reason_code: row.reason_code,
            reason: row.reason,
            at: row.at,
        })
    }
}

impl RevisionItem {
    /// The items of a report, oldest first.
    pub async fn of_report(ctx: &Ctx, report: Uuid) -> Result<Vec<Self>> {
        let rows = query::items(ctx.db(), report).await?;
        let threads = revisions::of_items(ctx, &rows).await?;
        rows.into_iter().map(|row| Self::of(threads.get(&row.id).copied(), row)).collect()
    }

    fn of(thread: Option<Uuid>, row: entity::revision_item::Model) -> Result<Self> {
        Ok(Self {
            id: ids::text(Kind::RevisionItem, row.id).into(),
            path: row.path,
            note: row.note,
            status: row.status.parse()?,
            answer: row.answer,
            thread: thread.map(|thread| ids::text(Kind::Thread, thread).into()),
            content_version: row.content_version,
            created_at: row.created_at,
            answered_at: row.answered_at,
        })
    }
}

impl From<entity::attachment::Model> for Attachment {
    fn from(row: entity::attachment::Model) -> Self {
        Self {
            id: ids::text(Kind::Attachment, row.id).into(),
            kind: row.kind,
            name: row.name,
            media_type: row.media_type,
            size: row.size,
            sha256: row.sha256,
            created_at: row.created_at,
        }
    }
}

impl From<crate::domain::reports::diff::Diff> for ReportDiff {
    fn from(diff: crate::domain::reports::diff::Diff) -> Self {
        let changes = diff.changes.into_iter().map(|change| Change {
            path: change.path,
            from: Document(change.from.to_string()),
            to: Document(change.to.to_string()),
        });
        Self { from: diff.from, to: diff.to, changes: changes.collect() }
    }
}

impl From<crate::domain::reports::receipt::Verified> for VerifiedReceipt {
    fn from(verified: crate::domain::reports::receipt::Verified) -> Self {
        Self {
            valid: true,
            content_matches: verified.content_matches,
            statement: Document(verified.statement.to_string()),
        }
    }
}

impl AllowedAction {
    pub fn of(entry: crate::domain::reports::allowed::Allowed, lang: Lang) -> Self {
        let blockers = entry.blockers.iter().flat_map(|error| blockers(error, lang)).collect::<Vec<_>>();
        Self {
            action: entry.action,
            allowed: entry.blockers.is_empty(),
            blockers,
            acknowledge: entry.acknowledge,
            word: entry.action.as_str().to_owned(),
        }
    }
}

/// One blocker for each violation of a refusal, or one for the refusal itself.
pub fn blockers(error: &Error, lang: Lang) -> Vec<Blocker> {
    let refusal = &error.0;
    if refusal.violations.is_empty() {
        return vec![Blocker {
            code: refusal.code.as_str().to_owned(),
            path: String::new(),
            message: refusal.detail.get(lang).to_owned(),
        }];
    }
    refusal.violations.iter().map(|fault| Blocker::of(fault, lang)).collect()
}

impl Blocker {
    /// A violation, in one language.
    pub fn of(fault: &Violation, lang: Lang) -> Self {
        Self { code: fault.code.clone(), path: fault.path.clone(), message: fault.message.get(lang).to_owned() }
    }
}
