//! The audit log, as it is shown.

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::audit;
use crate::domain::audit::list::{self, Entry, Filter};
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Page, PageRequest};
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

/// Entries that the caller sees.
pub async fn list(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<AuditEntry>> {
    Ok(list::list(ctx, filter, page).await?.map(AuditEntry::of))
}

/// The newest head; 404 before the first one.
pub async fn head(ctx: &Ctx) -> Result<AuditHead> {
    let head = audit::head(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(AuditHead { size: head.size, root: head.root, at: head.at, jws: head.jws })
}
