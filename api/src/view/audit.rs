//! The audit log as those see it who look after it, and what proves that it is whole.

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::audit_head;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::LocalizedText;
use super::reports::UserRef;
use crate::domain::audit::evidence::{self, Consistency, Inclusion};
use crate::domain::audit::query::{self, Entry, Filter};
use crate::domain::audit::{Bad, Verdict};
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Page, PageRequest};
use crate::domain::people::keys;
use crate::domain::vault::hex;
use crate::domain::{Code, Ctx, Error, Result, audit};

/// Somebody did something. Details, which may be personal, stay sealed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Id of the entry.
    #[schema(value_type = String, example = "aud_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Its place in the chain, from 1; null until it is sealed, which takes about a second.
    pub seq: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// PERSON, CLIENT or SYSTEM.
    pub actor_kind: String,
    /// Who did it; null for the system.
    pub actor: Option<UserRef>,
    /// The head in whose name a client acted.
    pub on_behalf_of: Option<UserRef>,
    /// The operation, for example `submitReport`.
    pub action: String,
    /// Kind of the record.
    pub object_kind: String,
    /// Id of the record.
    pub object_id: String,
    /// The request in which it happened, as in `X-Request-Id`.
    pub request_id: String,
    /// The consent by which a partner read.
    #[schema(value_type = Option<String>)]
    pub consent_id: Option<ID>,
    /// Names of the fields that were read or changed.
    pub fields: Vec<String>,
    /// SHA-256 over 0x00 and the entry, hex: its leaf in the tree.
    pub leaf_hash: String,
}

impl From<Entry> for AuditEntry {
    fn from(Entry { row, seq, actor, on_behalf_of }: Entry) -> Self {
        let kind = if row.actor_kind == "CLIENT" { Kind::Client } else { Kind::User };
        let named =
            |kind, id, name: Option<String>| UserRef { id: ids::text(kind, id), name: name.unwrap_or_default() };
        Self {
            id: ids::text(Kind::AuditEntry, row.id).into(),
            seq,
            at: row.at,
            actor: row.actor_id.map(|id| named(kind, id, actor)),
            actor_kind: row.actor_kind,
            on_behalf_of: row.on_behalf_of.map(|id| named(Kind::User, id, on_behalf_of)),
            action: row.action,
            object_kind: row.object_kind,
            object_id: row.object_id,
            request_id: row.request_id,
            consent_id: row.consent_id.map(|id| ids::text(Kind::Consent, id).into()),
            fields: row.fields.iter().flat_map(|names| names.split(',')).map(ToOwned::to_owned).collect(),
            leaf_hash: row.leaf_hash,
        }
    }
}

/// A signed head: what the audit log was at a time. Keep it elsewhere; with it can be told later whether the log was
/// rewritten or cut off.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AuditHead {
    /// Entries below it.
    pub size: i64,
    /// Root of the Merkle tree over their leaves (RFC 9162), hex.
    pub root: String,
    /// When it was signed.
    pub at: DateTime<Utc>,
    /// The key that signed it, in `/.well-known/jwks.json`.
    pub kid: String,
    /// The head as a compact JWS (EdDSA, `typ` `audit-head+jws`) over `size`, `root`, `at` and `previous`, the size of the
    /// head before it.
    pub jws: String,
}

impl From<audit_head::Model> for AuditHead {
    fn from(row: audit_head::Model) -> Self {
        let kid = keys::kid(&row.jws).unwrap_or_default();
        Self { size: row.size, root: row.root, at: row.at, kid, jws: row.jws }
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
            entry: ids::text(Kind::AuditEntry, proved.entry.id),
            seq: proved.seq,
            content: proved.content,
            leaf_hash: hex(&proved.leaf),
            path: proved.path.iter().map(|hash| hex(hash)).collect(),
            head: proved.head.into(),
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
            entry: bad.audit_id.map(|id| ids::text(Kind::AuditEntry, id)),
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

/// A page of entries.
pub async fn list(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<AuditEntry>> {
    Ok(query::list(ctx, filter, page).await?.map(AuditEntry::from))
}

/// The newest head, or 404.
pub async fn head(ctx: &Ctx) -> Result<AuditHead> {
    Ok(audit::head(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))?.into())
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
