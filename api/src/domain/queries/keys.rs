//! Read-only keys: made by whoever is signed in, shown once, kept as a hash, good for saved queries alone.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use entity::access_key::{ActiveModel, Column, Entity, Model};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::owner;
use super::read::{SLUG, is_slug};
use crate::domain::access::{self, Action};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::people::{actor, networks};
use crate::domain::record::{Record, insert};
use crate::domain::vault::{random_secret, sha256_hex};
use crate::domain::{ActorKind, Code, Ctx, Error, Result, Tx, Violation};
use crate::view::queries::{AccessKey, NewAccessKey};

/// Most keys of one owner that hold.
pub const MOST: u64 = 50;
/// Days that a key holds at most, and unless its maker says otherwise.
const DAYS: (i64, i64) = (731, 365);

/// Who reads by a key, and what it opens.
pub struct Holder {
    /// The owner, with the rights held now.
    pub ctx: Ctx,
    /// Saved queries that it opens; none for all.
    pub queries: Option<Vec<String>>,
}

/// Makes a key. Its password is in the answer, and nowhere else.
pub async fn create(tx: &Tx, input: NewAccessKey) -> Result<AccessKey> {
    let (kind, owner_id) = owner(tx)?;
    let own = Entity::find().filter(Column::OwnerId.eq(owner_id)).filter(Column::RevokedAt.is_null());
    if own.filter(Column::ExpiresAt.gt(tx.now())).count(tx.conn()?).await? >= MOST {
        return Err(Error::new(Code::QuotaFull).with("max", MOST));
    }
    let input = checked(tx, input)?;
    let secret = random_secret();
    let row = Model {
        id: tx.new_id(),
        owner_kind: kind.as_str().to_owned(),
        owner_id,
        name: input.name,
        secret_hash: sha256_hex(secret.as_bytes()),
        queries: input.queries.as_ref().map(serde_json::to_string).transpose()?,
        expires_at: input.expires_at.unwrap_or(tx.now() + Duration::days(DAYS.1)),
        revoked_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    insert(ActiveModel::from(row.clone()), tx).await?;
    note(tx, &row, ("createAccessKey", "accessKey.created")).await?;
    Ok(AccessKey { secret: Some(secret), ..AccessKey::try_from(row)? })
}

/// Makes a key useless, at once and for good.
pub async fn revoke(tx: &Tx, id: &str, expected: Expected) -> Result<AccessKey> {
    let id = ids::expect(Kind::AccessKey, id)?;
    let row = Entity::find_by_id(id).filter(visible(tx)).lock_exclusive().one(tx.conn()?).await?;
    let mut row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    if tx.actor.id != Some(row.owner_id) {
        tx.require(Action::ManageClients, None)?;
    }
    expected.check(row.version)?;
    if row.revoked_at.is_some() {
        return Err(Error::new(Code::IllegalState).with("status", "REVOKED"));
    }
    row.revoked_at = Some(tx.now());
    row.version += 1;
    row.updated_at = tx.now();
    Entity::update(ActiveModel::from(row.clone()).reset_all()).exec(tx.conn()?).await?;
    note(tx, &row, ("revokeAccessKey", "accessKey.revoked")).await?;
    AccessKey::try_from(row)
}

/// What the caller sees of table `access_key`: its own, and all for administrators.
pub fn visible(ctx: &Ctx) -> Condition {
    if access::can(ctx, Action::ManageClients, None) {
        return Condition::all();
    }
    Condition::all().add(Expr::col("owner_id").eq(ctx.actor.id_or_nil()))
}

/// A page of keys, oldest first, without their passwords.
pub async fn list(ctx: &Ctx, page: &PageRequest) -> Result<Page<AccessKey>> {
    let rows = page.by_id(Entity::find().filter(visible(ctx)), Column::Id)?.all(ctx.db()).await?;
    Page::cut(rows, page, |row| Cursor::new("", row.id.to_string())).try_map(AccessKey::try_from)
}

/// One key, without its password.
pub async fn by_id(ctx: &Ctx, id: &str) -> Result<AccessKey> {
    let found = Entity::find_by_id(ids::expect(Kind::AccessKey, id)?).filter(visible(ctx)).one(ctx.db()).await?;
    AccessKey::try_from(found.ok_or_else(|| Error::new(Code::NotFound))?)
}

/// Who reads by what stands behind `Basic` in a header. Every refusal looks alike.
pub async fn holder(ctx: &Ctx, credentials: &str, from: Option<IpAddr>) -> Result<Holder> {
    let refuse = || Error::new(Code::AuthInvalid);
    let bytes = STANDARD.decode(credentials.trim()).map_err(|_| refuse())?;
    let text = String::from_utf8(bytes).map_err(|_| refuse())?;
    let (user, password) = text.split_once(':').ok_or_else(refuse)?;
    let id = ids::expect(Kind::AccessKey, user).map_err(|_| refuse())?;
    let row = Entity::find_by_id(id).one(ctx.db()).await?.ok_or_else(refuse)?;
    // Hashes of 256 random bits: what the comparison's time tells of them helps nobody.
    let holds = row.revoked_at.is_none() && row.expires_at > ctx.now();
    if !holds || row.secret_hash != sha256_hex(password.as_bytes()) {
        return Err(refuse());
    }
    let kind = if row.owner_kind == ActorKind::Client.as_str() { ActorKind::Client } else { ActorKind::Person };
    let owner = actor::ctx_of(ctx, kind, row.owner_id).await?.ok_or_else(refuse)?;
    networks::require(&owner.actor, from)?;
    let queries = row.queries.as_deref().map(serde_json::from_str).transpose()?;
    Ok(Holder { ctx: owner, queries })
}

/// Everything that is wrong with what was sent.
fn checked(ctx: &Ctx, mut input: NewAccessKey) -> Result<NewAccessKey> {
    let mut faults = Vec::new();
    input.name = input.name.trim().to_owned();
    if input.name.is_empty() {
        faults.push(Violation::new(Code::FieldLength, "/name"));
    }
    for (index, slug) in input.queries.iter().flatten().enumerate() {
        if !is_slug(slug) {
            faults.push(Violation::new(Code::FieldFormat, format!("/queries/{index}")).with("pattern", SLUG));
        }
    }
    let last = ctx.now() + Duration::days(DAYS.0);
    if input.expires_at.is_some_and(|at| at <= ctx.now() || at > last) {
        faults.push(Violation::new(Code::FieldRange, "/expiresAt").with("max", last.to_rfc3339()));
    }
    if faults.is_empty() { Ok(input) } else { Err(Error::listing(Code::Invalid, faults)) }
}

async fn note(tx: &Tx, row: &Model, (action, event): (&str, &str)) -> Result<()> {
    let body = json!({"expiresAt": row.expires_at});
    tx.record(Record::new(action, event, (Kind::AccessKey, row.id), row.version).body(body)).await?;
    Ok(())
}
