//! Audit and events: one call, in the transaction of what happened.

use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::ctx::ActorKind;
use super::error::{Error, Result};
use super::ids::{self, Kind};
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
        let object_id = ids::text(record.object.0, record.object.1);
        let actor_id = self.actor.id;
        let detail_enc = match &record.detail {
            Some(detail) => Some(self.app.vault.seal(&format!("audit|detail_enc|{id}"), detail.as_bytes())?),
            None => None,
        };
        let fields = (!record.fields.is_empty()).then(|| record.fields.join(","));
        let mut audit = entity::audit::Model {
            id,
            at,
            actor_kind: if self.actor.kind == ActorKind::Anonymous {
                "SYSTEM".to_owned()
            } else {
                self.actor.kind.as_str().to_owned()
            },
            actor_id,
            on_behalf_of: self.actor.on_behalf_of,
            action: record.action.to_owned(),
            object_kind: record.object.0.name().to_owned(),
            object_id: object_id.clone(),
            request_id: self.request_id.to_string(),
            consent_id: None,
            fields,
            detail_enc,
            leaf_hash: String::new(),
        };
        audit.leaf_hash = leaf_hash(&audit)?;
        insert(entity::audit::ActiveModel::from(audit), self).await?;
        if let Some(event) = record.event {
            let row = entity::event::ActiveModel {
                unit_id: Set(record.unit.unwrap_or_default()),
                id: Set(id),
                r#type: Set(event.to_owned()),
                object_kind: Set(record.object.0.name().to_owned()),
                object_id: Set(object_id),
                object_version: Set(record.version),
                actor_id: Set(actor_id),
                at: Set(at),
                body: Set(record.body.to_string()),
                position: Set(None),
            };
            insert(row, self).await?;
        }
        self.mark_recorded();
        Ok(id)
    }
}

/// Inserts without reading the row back.
pub async fn insert<A>(row: A, tx: &Tx) -> Result<()>
where
    A: ActiveModelTrait + Send,
{
    use sea_orm::EntityTrait;
    A::Entity::insert(row).exec_without_returning(tx.conn()?).await?;
    Ok(())
}

/// The leaf of the Merkle tree: SHA-256(0x00 || canonical entry), with the hash of the ciphertext in the place of
/// the details, so that erasing a person's key breaks no proof.
pub fn leaf_hash(entry: &entity::audit::Model) -> Result<String> {
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
    let canonical = serde_json_canonicalizer::to_vec(&entry).map_err(Error::internal)?;
    let mut hash = Sha256::new();
    hash.update([0u8]);
    hash.update(&canonical);
    Ok(hex(&hash.finalize()))
}
