//! The audit log, as it is shown.

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::audit_head;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::LocalizedText;
use crate::domain::audit::evidence::{self, Consistency, Inclusion};
use crate::domain::audit::list::{self, Entry, Filter};
use crate::domain::audit::{self, Bad, Verdict};
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Page, PageRequest};
use crate::domain::vault::hex;
use crate::domain::{Code, Ctx, Error, Result};

/// Who did what, when, to which record. Never changed, never deleted; `docs/audit.md` says how that is shown.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Id of the entry; the event of the same act has it too.
    #[schema(value_type = String)]
    pub id: ID,
    /// Place in the chain, from 1, without gaps; null for about a second.
    pub seq: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// PERSON, CLIENT or SYSTEM.
    pub actor_kind: String,
    /// Id of the person or client.
    pub actor: Option<String>,
    /// Id of the head in whose name a client acted.
    pub on_behalf_of: Option<String>,
    /// The operation, for example `submitReport`.
    pub action: String,
    /// Kind of the record.
    pub object_kind: String,
    /// Its id.
    pub object: String,
    /// The request in which it happened (`X-Request-Id`).
    pub request_id: String,
    /// Names of the fields that were read or changed; what they held is not shown.
    pub fields: Vec<String>,
    /// Leaf of the Merkle tree (RFC 9162), hex.
    pub leaf_hash: String,
}

impl AuditEntry {
    fn of((row, seq): Entry) -> Self {
        let user = |id| ids::text(Kind::User, id);
        let kind = if row.actor_kind == "CLIENT" { Kind::Client } else { Kind::User };
        Self {
            id: row.id.to_string().into(),
            seq,
            at: row.at,
            actor: row.actor_id.map(|id| ids::text(kind, id)),
            actor_kind: row.actor_kind,
            on_behalf_of: row.on_behalf_of.map(user),
            action: row.action,
            object_kind: row.object_kind,
            object: row.object_id,
            request_id: row.request_id,
            fields: row.fields.iter().flat_map(|names| names.split(',')).map(ToOwned::to_owned).collect(),
            leaf_hash: row.leaf_hash,
        }
    }
}

/// A signed head of the audit log. Keep it: with it can be told later whether anything before it was changed or cut off.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AuditHead {
    /// Entries below it.
    pub size: i64,
    /// Root of the Merkle tree over them (RFC 9162), hex.
    pub root: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The same as a compact JWS (`typ` `audit-head+jws`), signed by a key of `/.well-known/jwks.json`.
    pub jws: String,
}

impl AuditHead {
    fn of(row: audit_head::Model) -> Self {
        Self { size: row.size, root: row.root, at: row.at, jws: row.jws }
    }
}

/// Proof that an entry is below a head (RFC 9162, 2.1.3).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditProof {
    /// Id of the entry.
    pub entry: String,
    /// Its place, from 1; RFC 9162 counts leaves from 0.
    pub seq: i64,
    /// The entry as it was hashed: canonical JSON (RFC 8785), with the SHA-256 of the sealed details in their place.
    pub content: String,
    /// SHA-256 over 0x00 and `content`, hex.
    pub leaf_hash: String,
    /// The hashes that lead from the leaf to the root of `head`, hex, the nearest first.
    pub path: Vec<String>,
    /// The head against which it is proved.
    pub head: AuditHead,
}

impl From<Inclusion> for AuditProof {
    fn from(proved: Inclusion) -> Self {
        Self {
            entry: proved.entry.id.to_string(),
            seq: proved.seq,
            content: proved.content,
            leaf_hash: hex(&proved.leaf),
            path: proved.path.iter().map(|hash| hex(hash)).collect(),
            head: AuditHead::of(proved.head),
        }
    }
}

/// Proof that the log of one size begins with that of a smaller one (RFC 9162, 2.1.4): nothing was taken out, nothing
/// changed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditConsistency {
    /// Entries of the smaller one.
    pub from: i64,
    /// Entries of the larger one.
    pub to: i64,
    /// Root of the smaller one, hex: that of the head which you kept.
    pub from_root: String,
    /// Root of the larger one, hex.
    pub to_root: String,
    /// The hashes that lead from one to the other, hex.
    pub path: Vec<String>,
}

impl From<Consistency> for AuditConsistency {
    fn from(proved: Consistency) -> Self {
        Self {
            from: proved.from.0,
            to: proved.to.0,
            from_root: hex(&proved.from.1),
            to_root: hex(&proved.to.1),
            path: proved.path.iter().map(|hash| hex(hash)).collect(),
        }
    }
}

/// The first bad entry.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditFault {
    /// Its place.
    pub seq: i64,
    /// Id of the entry, where the place still names one.
    pub entry: Option<String>,
    /// EDITED, DELETED, MOVED, TRUNCATED, REWRITTEN or HEAD.
    pub fault: String,
    /// What that is.
    pub message: LocalizedText,
}

impl From<Bad> for AuditFault {
    fn from(bad: Bad) -> Self {
        Self {
            seq: bad.seq,
            entry: bad.audit_id.map(|id| id.to_string()),
            fault: bad.fault.words().0.to_owned(),
            message: bad.fault.text().into(),
        }
    }
}

/// What was found when the latest entries were looked at.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditVerdict {
    /// Whether all that was looked at is as it was written.
    pub whole: bool,
    /// The first place that was looked at.
    pub from: i64,
    /// Entries that were looked at.
    pub entries: i64,
    /// Signed heads that were looked at.
    pub heads: i64,
    /// Entries of the whole log that have no place yet: those of the last second.
    pub waiting: i64,
    /// The first bad entry; null where there is none.
    pub bad: Option<AuditFault>,
}

impl From<(i64, Verdict)> for AuditVerdict {
    fn from((from, found): (i64, Verdict)) -> Self {
        Self {
            whole: found.bad.is_none(),
            from,
            entries: found.entries,
            heads: i64::try_from(found.heads).unwrap_or(i64::MAX),
            waiting: found.waiting,
            bad: found.bad.map(AuditFault::from),
        }
    }
}

/// Entries that the caller sees.
pub async fn list(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<AuditEntry>> {
    Ok(list::list(ctx, filter, page).await?.map(AuditEntry::of))
}

/// The newest head; 404 before the first one.
pub async fn head(ctx: &Ctx) -> Result<AuditHead> {
    Ok(AuditHead::of(audit::head(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))?))
}

/// Proves an entry.
pub async fn proof(ctx: &Ctx, id: &str, size: Option<i64>) -> Result<AuditProof> {
    Ok(evidence::inclusion(ctx, id, size).await?.into())
}

/// Proves that the log goes on from what it was.
pub async fn consistency(ctx: &Ctx, from: i64, to: Option<i64>) -> Result<AuditConsistency> {
    Ok(evidence::consistency(ctx, from, to).await?.into())
}

/// Looks at the latest entries.
pub async fn check(ctx: &Ctx, last: Option<i64>) -> Result<AuditVerdict> {
    Ok(evidence::check(ctx, last).await?.into())
}
