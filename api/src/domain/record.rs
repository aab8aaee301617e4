//! Audit and events: one call, in the transaction of what happened.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseBackend, EntityTrait};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::ctx::{ActorKind, Ctx};
use super::error::{Code, Error, Result};
use super::events::types;
use super::ids::{self, Kind};
use super::many;
use super::tx::Tx;
use super::vault::hex;

/// What happened, to which record.
#[derive(Clone, Debug)]
pub struct Record<'a> {
    /// The operation: `submitReport`.
    pub action: &'a str,
    /// The event other systems hear: `report.submitted`. None for what concerns nobody else (sign-in).
    pub event: Option<&'a str>,
    /// The record: kind, id, version after the change.
    pub object: (Kind, Uuid),
    pub version: i32,
    /// Unit that owns the record.
    pub unit: Option<Uuid>,
    /// Names of the fields that changed.
    pub fields: &'a [&'a str],
    /// Details that may be personal; kept encrypted.
    pub detail: Option<String>,
    /// Thin payload of the event; never personal data.
    pub body: Value,
}

impl<'a> Record<'a> {
    pub fn new(action: &'a str, event: &'a str, object: (Kind, Uuid), version: i32) -> Self {
        Self { action, event: Some(event), object, version, unit: None, fields: &[], detail: None, body: json!({}) }
    }

    /// A record of the audit log alone.
    pub fn audit_only(action: &'a str, object: (Kind, Uuid)) -> Self {
        Self { action, event: None, object, version: 0, unit: None, fields: &[], detail: None, body: json!({}) }
    }

    pub fn unit(mut self, unit: Uuid) -> Self {
        self.unit = Some(unit);
        self
    }

    pub fn body(mut self, body: Value) -> Self {
        self.body = body;
        self
    }

    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    pub fn fields(mut self, fields: &'a [&'a str]) -> Self {
        self.fields = fields;
        self
    }
}

impl Tx {
    /// Writes the audit row and the event row. Returns the event's id (the audit row has the same).
    pub async fn record(&self, record: Record<'_>) -> Result<Uuid> {
        let id = self.new_id();
        let at = self.now();
        insert(entity::audit::ActiveModel::from(audit(self, (id, at), &record)?), self).await?;
        if let Some(row) = event(self, (id, at), &record) {
            self.fence(&row).await?;
            insert(entity::event::ActiveModel::from(row), self).await?;
        }
        self.mark_recorded();
        Ok(id)
    }

    /// The event alone, of what followed for another record from an operation that has its own audit row.
    pub async fn announce(&self, record: Record<'_>) -> Result<()> {
        self.announce_as(self.new_id(), record).await
    }

    /// As [`Tx::announce`], with an id that other rows refer to.
    pub async fn announce_as(&self, id: Uuid, record: Record<'_>) -> Result<()> {
        if let Some(row) = event(self, (id, self.now()), &record) {
            self.fence(&row).await?;
            insert(entity::event::ActiveModel::from(row), self).await?;
        }
        Ok(())
    }

    /// As [`Tx::announce`], for many records that were just made.
    pub async fn announce_all(&self, records: &[Record<'_>]) -> Result<()> {
        self.announced(records).await.map(|_| ())
    }

    /// As [`Tx::announce_all`], giving the ids of the events, in the order of the records.
    pub async fn announced(&self, records: &[Record<'_>]) -> Result<Vec<Uuid>> {
        let ids: Vec<Uuid> = records.iter().map(|_| self.new_id()).collect();
        let events = ids.iter().zip(records).filter_map(|(id, record)| event(self, (*id, self.now()), record));
        many::insert(&events.collect::<Vec<_>>(), self.conn()?).await?;
        Ok(ids)
    }

    /// As [`Tx::record`], for many records whose rows this write holds. Returns their ids in order.
    pub async fn record_all(&self, records: &[Record<'_>]) -> Result<Vec<Uuid>> {
        let (mut ids, mut audits, mut events) = (Vec::with_capacity(records.len()), Vec::new(), Vec::new());
        for record in records {
            let (id, at) = (self.new_id(), self.now());
            audits.push(audit(self, (id, at), record)?);
            events.extend(event(self, (id, at), record));
            ids.push(id);
        }
        many::insert(&audits, self.conn()?).await?;
        many::insert(&events, self.conn()?).await?;
        self.mark_recorded();
        Ok(ids)
    }

    /// Readers of the feed rely on versions that follow each other. Two writers who began from the same version wait
    /// for each other at the record's row; the later one is refused here.
    async fn fence(&self, row: &entity::event::Model) -> Result<()> {
        // SQLite has one writer, who read the version himself: there the look is only for those who test.
        let alone = self.app.store.backend() == DatabaseBackend::Sqlite && !cfg!(debug_assertions);
        if row.object_version <= 1 || alone {
            return Ok(());
        }
        let last = Query::select()
            .expr(Expr::expr(Func::max(Expr::col("object_version"))))
            .from("event")
            .and_where(Expr::col("object_id").eq(row.object_id.as_str()))
            .to_owned();
        let found = self.conn()?.query_one(&last).await?;
        let Some(last) = found.map(|found| found.try_get_by_index::<Option<i32>>(0)).transpose()?.flatten() else {
            return Ok(());
        };
        if row.object_version <= last {
            return Err(Error::new(Code::Stale).with("currentVersion", last));
        }
        debug_assert!(
            row.object_version == last + 1,
            "{} goes from version {last} to {} by {}: a change without an event",
            row.object_id,
            row.object_version,
            row.r#type
        );
        Ok(())
    }
}

/// The audit row of what an actor did. Its event has the same id.
pub(super) fn audit(ctx: &Ctx, (id, at): (Uuid, DateTime<Utc>), record: &Record<'_>) -> Result<entity::audit::Model> {
    let detail_enc = match &record.detail {
        Some(detail) => Some(ctx.app.vault.seal(&format!("audit|detail_enc|{id}"), detail.as_bytes())?),
        None => None,
    };
    let fields = (!record.fields.is_empty()).then(|| record.fields.join(","));
    let mut audit = entity::audit::Model {
        id,
        at,
        actor_kind: if ctx.actor.kind == ActorKind::Anonymous {
            "SYSTEM".to_owned()
        } else {
            ctx.actor.kind.as_str().to_owned()
        },
        actor_id: ctx.actor.id,
        on_behalf_of: ctx.actor.on_behalf_of,
        action: record.action.to_owned(),
        object_kind: record.object.0.name().to_owned(),
        object_id: ids::text(record.object.0, record.object.1),
        request_id: ctx.request_id.to_string(),
        consent_id: None,
        fields,
        detail_enc,
        leaf_hash: String::new(),
    };
    audit.leaf_hash = leaf_hash(&audit)?;
    Ok(audit)
}

/// The event row of what an actor did, if others hear of it.
pub(super) fn event(ctx: &Ctx, (id, at): (Uuid, DateTime<Utc>), record: &Record<'_>) -> Option<entity::event::Model> {
    let event = record.event?;
    debug_assert!(types::is_known(event), "{event} is missing in domain/events/types.rs");
    Some(entity::event::Model {
        unit_id: record.unit.unwrap_or_default(),
        id,
        r#type: event.to_owned(),
        object_kind: record.object.0.name().to_owned(),
        object_id: ids::text(record.object.0, record.object.1),
        object_version: record.version,
        actor_id: ctx.actor.id,
        at,
        body: record.body.to_string(),
        position: None,
    })
}

/// Inserts without reading the row back.
pub async fn insert<A>(row: A, tx: &Tx) -> Result<()>
where
    A: ActiveModelTrait + Send,
{
    A::Entity::insert(row).exec_without_returning(tx.conn()?).await?;
    Ok(())
}

/// The canonical entry (RFC 8785), with the hash of the ciphertext in the place of the details, so that erasing a
/// person's key breaks no proof.
pub fn canonical(entry: &entity::audit::Model) -> Result<String> {
    let entry = json!({
        "id": entry.id.to_string(),
        "at": entry.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        "actorKind": entry.actor_kind,
        "actorId": entry.actor_id.map(|id| id.to_string()),
        "onBehalfOf": entry.on_behalf_of.map(|id| id.to_string()),
        "action": entry.action,
        "objectKind": entry.object_kind,
        "objectId": entry.object_id,
        "requestId": entry.request_id,
        "consentId": entry.consent_id.map(|id| id.to_string()),
        "fields": entry.fields,
        "detailHash": entry.detail_enc.as_ref().map(|sealed| hex(&Sha256::digest(sealed))),
    });
    serde_json_canonicalizer::to_string(&entry).map_err(Error::internal)
}

/// The leaf of the Merkle tree: SHA-256(0x00 || canonical entry).
pub fn leaf_hash(entry: &entity::audit::Model) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update([0u8]);
    hash.update(canonical(entry)?.as_bytes());
    Ok(hex(&hash.finalize()))
}
