//! Documents that a caller sends once and names by their SHA-256 from then on. Those of clients are kept for good, so
//! that a client may be held to them (`onlyPersisted`); those of everybody else are kept as long as there is room.

use std::sync::Arc;

use entity::persisted_query::{ActiveModel, Column, Entity};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::ids::Kind;
use crate::domain::record::{Record, insert};
use crate::domain::vault::sha256_hex;
use crate::domain::{ActorKind, Code, Ctx, Error, Result};

/// Bytes of documents in memory.
const BYTES: u64 = 16 * 1024 * 1024;
/// Most documents of one client.
const MOST: u64 = 500;

/// Documents by the client that they are known of (none for everybody else) and their hash.
pub type Known = moka::future::Cache<(Option<Uuid>, String), Arc<str>>;

/// Nothing is known yet.
pub fn known() -> Known {
    let weight = |_: &(Option<Uuid>, String), text: &Arc<str>| u32::try_from(text.len() + 100).unwrap_or(u32::MAX);
    moka::future::Cache::builder().weigher(weight).max_capacity(BYTES).build()
}

/// Whether this is a SHA-256 in hex, in small letters.
pub fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Puts the document in the place of its hash. True: it is new, and is to be kept once it proves to be one.
pub async fn resolve(ctx: &Ctx, query: &mut String, hash: Option<&str>) -> Result<bool> {
    let named = match hash {
        Some(hash) => hash.to_owned(),
        None if ctx.actor.only_persisted => sha256_hex(query.as_bytes()),
        None => return Ok(false),
    };
    let found = find(ctx, &named).await?;
    if query.is_empty() {
        // The words that clients of this protocol wait for.
        let unknown = || {
            let words = "PersistedQueryNotFound";
            Error::new(Code::PersistedUnknown).saying(words, words)
        };
        *query = found.ok_or_else(unknown)?.to_string();
        return Ok(false);
    }
    if sha256_hex(query.as_bytes()) != named {
        return Err(Error::new(Code::QueryRefused).saying(
            "sha256Hash bukan SHA-256 teks kueri ini.",
            "sha256Hash is not the SHA-256 of this query's text.",
        ));
    }
    match found {
        Some(_) => Ok(false),
        None if ctx.actor.only_persisted => Err(Error::new(Code::NotPersisted)),
        None => Ok(true),
    }
}

/// Keeps a document that ran.
pub async fn keep(ctx: &Ctx, text: &str) -> Result<()> {
    let (client, hash) = (client(ctx), sha256_hex(text.as_bytes()));
    // What is only in memory is gone with a restart: a client that is held to it then would stand there with nothing.
    let is_kept = match client {
        Some(client) => store(ctx, client, &hash, text).await?,
        None => true,
    };
    if is_kept {
        ctx.app.persisted.insert((client, hash), text.into()).await;
    }
    Ok(())
}

/// A person may use many dashboards, and strangers are nobody in particular: only machines have documents of their own.
fn client(ctx: &Ctx) -> Option<Uuid> {
    ctx.actor.id.filter(|_| ctx.actor.kind == ActorKind::Client)
}

async fn find(ctx: &Ctx, hash: &str) -> Result<Option<Arc<str>>> {
    let key = (client(ctx), hash.to_owned());
    if let Some(text) = ctx.app.persisted.get(&key).await {
        return Ok(Some(text));
    }
    let Some(client) = key.0 else { return Ok(None) };
    let Some(row) = Entity::find_by_id((client, hash.to_owned())).one(ctx.db()).await? else {
        return Ok(None);
    };
    let text: Arc<str> = row.document.into();
    ctx.app.persisted.insert(key, text.clone()).await;
    Ok(Some(text))
}

/// Whether the database holds it now. It does not where the client has as many as it may.
async fn store(ctx: &Ctx, client: Uuid, hash: &str, text: &str) -> Result<bool> {
    let tx = ctx.begin().await?;
    let own = Entity::find().filter(Column::ClientId.eq(client)).count(tx.conn()?).await?;
    let there = Entity::find_by_id((client, hash.to_owned())).one(tx.conn()?).await?.is_some();
    if there || own >= MOST {
        tx.rollback().await?;
        return Ok(there);
    }
    let row = ActiveModel {
        client_id: Set(client),
        sha256: Set(hash.to_owned()),
        document: Set(text.to_owned()),
        created_at: Set(tx.now()),
    };
    insert(row, &tx).await?;
    tx.record(Record::audit_only("persistQuery", (Kind::Client, client))).await?;
    tx.commit().await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_64_small_hex_digits() {
        assert!(is_hash(&sha256_hex(b"{ __typename }")));
        for wrong in ["", "abc", &"A".repeat(64), &"g".repeat(64), &"0".repeat(65)] {
            assert!(!is_hash(wrong), "{wrong}");
        }
    }
}
