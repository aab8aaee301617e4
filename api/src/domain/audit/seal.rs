//! Gives entries of the audit log their places and signs heads, one process at a time.

use chrono::Duration;
use entity::{audit_head, audit_seal};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseBackend, EntityTrait, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::tree::{self, Tree};
use crate::domain::{Ctx, Error, Result, many};

/// Entries sealed in one transaction.
const BATCH: u64 = 5_000;
/// An entry is committed no later than this after its id was made; what comes later is found when all are looked at.
const LATE: Duration = Duration::minutes(2);

/// Seals what waits, and signs a head. `all` looks at the whole log; without it, at what was written lately. How many.
pub async fn seal(ctx: &Ctx, all: bool) -> Result<usize> {
    let (mut from, mut sealed) = (if all { Uuid::nil() } else { lately(ctx.db()).await? }, 0);
    while let Some((now, last)) = some(ctx, from).await? {
        sealed += now;
        if u64::try_from(now).is_ok_and(|now| now < BATCH) {
            break;
        }
        from = last;
    }
    Ok(sealed)
}

/// The newest head.
pub async fn head(conn: &impl ConnectionTrait) -> Result<Option<audit_head::Model>> {
    Ok(audit_head::Entity::find().order_by_desc(audit_head::Column::Size).one(conn).await?)
}

/// What binds a place to the one before it.
pub(super) fn mac(ctx: &Ctx, seal: &audit_seal::Model, before: &str) -> String {
    let bound = format!("{}|{}|{}|{before}", seal.seq, seal.audit_id, seal.leaf_hash);
    ctx.app.vault.blind_index("audit_seal", &bound)
}

/// Seals some from an id on: how many, and the id of the last.
async fn some(ctx: &Ctx, from: Uuid) -> Result<Option<(usize, Uuid)>> {
    // Most seconds nothing was written: then no turn to write is taken.
    if waiting(ctx.db(), from, 1).await?.is_empty() {
        return Ok(None);
    }
    let turn = ctx.app.store.begin().await?;
    let conn = turn.txn()?;
    if conn.get_database_backend() == DatabaseBackend::Postgres {
        conn.execute_unprepared("SELECT pg_advisory_xact_lock(760027)").await?;
    }
    let last = audit_seal::Entity::find().order_by_desc(audit_seal::Column::Seq).one(conn).await?;
    let before = head(conn).await?;
    let size = before.as_ref().map_or(0, |head| head.size);
    let peaks = before.as_ref().map_or("", |head| head.peaks.as_str());
    let broken = || {
        Error::internal(anyhow::anyhow!("the audit log does not go on from its head: run `ereporting audit verify`"))
    };
    let mut tree = u64::try_from(size).ok().and_then(|size| Tree::read(size, peaks)).ok_or_else(broken)?;
    let (mut seq, mut mac_before) = last.map_or((0, String::new()), |last| (last.seq, last.mac));
    if seq != size {
        return Err(broken());
    }
    let mut seals = Vec::new();
    for (audit_id, leaf_hash) in waiting(conn, from, BATCH).await? {
        seq += 1;
        tree.push(tree::read(&leaf_hash).unwrap_or_default());
        let mut seal = audit_seal::Model { seq, audit_id, leaf_hash, mac: String::new() };
        seal.mac = mac(ctx, &seal, &mac_before);
        mac_before.clone_from(&seal.mac);
        seals.push(seal);
    }
    // Another process was faster.
    let Some(reached) = seals.last().map(|seal| seal.audit_id) else { return Ok(None) };
    many::insert(&seals, conn).await?;
    audit_head::Entity::insert(signed(ctx, &tree, seq, size)?).exec_without_returning(conn).await?;
    turn.commit().await?;
    Ok(Some((seals.len(), reached)))
}

fn signed(ctx: &Ctx, tree: &Tree, size: i64, previous: i64) -> Result<audit_head::ActiveModel> {
    let (at, root) = (ctx.now(), tree.root());
    let said = at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let jws = ctx.app.keys.sign_audit_head(&json!({"size": size, "root": root, "at": said, "previous": previous}))?;
    Ok(audit_head::ActiveModel {
        size: Set(size),
        root: Set(root),
        at: Set(at),
        jws: Set(jws),
        peaks: Set(tree.peaks()),
    })
}

/// The first id that may still lack its place.
async fn lately(conn: &impl ConnectionTrait) -> Result<Uuid> {
    let last = audit_seal::Entity::find().order_by_desc(audit_seal::Column::Seq).one(conn).await?;
    let Some(made) = last.and_then(|last| last.audit_id.get_timestamp()) else { return Ok(Uuid::nil()) };
    let (seconds, nanos) = made.to_unix();
    let late = u64::try_from(LATE.num_milliseconds()).unwrap_or_default();
    let from = (seconds * 1_000 + u64::from(nanos / 1_000_000)).saturating_sub(late);
    // Only the time: no id of that millisecond is smaller.
    Ok(Uuid::from_u128(u128::from(from) << 80))
}

/// Entries without a place, by their ids, which sort by time.
async fn waiting(conn: &impl ConnectionTrait, since: Uuid, most: u64) -> Result<Vec<(Uuid, String)>> {
    let sealed = Query::select()
        .expr(Expr::value(1))
        .from("audit_seal")
        .and_where(Expr::col(("audit_seal", "audit_id")).equals(("audit", "id")))
        .to_owned();
    let entries = Query::select()
        .columns(["id", "leaf_hash"])
        .from("audit")
        .and_where(Expr::col("id").gte(since))
        .and_where(Expr::not_exists(sealed))
        .order_by("id", sea_orm::Order::Asc)
        .limit(most)
        .to_owned();
    let rows = conn.query_all(&entries).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}
