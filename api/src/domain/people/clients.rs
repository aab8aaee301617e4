//! Machines that call with OAuth 2 client credentials.

use std::net::IpAddr;

use chrono::DateTime;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::claims::{self, Bearer, TOKEN_SECONDS};
use super::grants::{self, Held, Wanted};
use super::{accounts, actor, assertions, client_input, manage, networks, query};
use crate::domain::access::Action;
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::record::{Record, insert};
use crate::domain::vault::{random_secret, sha256_hex};
use crate::domain::{Actor, ActorKind, Code, Ctx, Error, Result, Tx, Violation};
use crate::view::clients::{ClientChanges, ClientInput};
use crate::view::people::{Client, NewClient};
use crate::vocab::{AccountStatus, ClientStatus, Role};
use entity::{account, client, setting};

/// Lets a machine in. Its secret is in the answer, and nowhere else.
pub async fn create(tx: &Tx, input: NewClient) -> Result<Client> {
    tx.require(Action::ManageClients, None)?;
    let secret = random_secret();
    let (client, held) = insert_client(tx, input, &secret).await?;
    record(tx, "createClient", "client.created", &client).await?;
    Ok(Client { client_secret: Some(secret), ..view(client, &held) })
}

/// Turns a machine away; its tokens are refused at once.
pub async fn revoke(tx: &Tx, id: &str, expected: Expected) -> Result<Client> {
    let (mut client, held) = managed(tx, id, expected).await?;
    if client.status == ClientStatus::Revoked.as_str() {
        return Err(Error::new(Code::IllegalState).with("status", client.status));
    }
    client.status = ClientStatus::Revoked.as_str().to_owned();
    save(tx, &mut client).await?;
    record(tx, "revokeClient", "client.revoked", &client).await?;
    Ok(view(client, &held))
}

/// Gives a machine a new secret. The old one no longer works; tokens got with it live on for at most 15 minutes.
pub async fn rotate_secret(tx: &Tx, id: &str, expected: Expected) -> Result<Client> {
    let (mut client, held) = managed(tx, id, expected).await?;
    if client.status != ClientStatus::Active.as_str() {
        return Err(Error::new(Code::IllegalState).with("status", client.status));
    }
    let secret = random_secret();
    client.secret_hash = sha256_hex(secret.as_bytes());
    save(tx, &mut client).await?;
    record(tx, "rotateClientSecret", "client.secret_rotated", &client).await?;
    Ok(Client { client_secret: Some(secret), ..view(client, &held) })
}

/// Changes name, end, key, networks, scopes or `onlyPersisted` of a machine. What is taken away holds for tokens that are out as well.
pub async fn update(tx: &Tx, id: &str, expected: Expected, changes: ClientChanges) -> Result<Client> {
    let (old, held) = managed(tx, id, expected).await?;
    if old.status != ClientStatus::Active.as_str() {
        return Err(Error::new(Code::IllegalState).with("status", old.status));
    }
    let input = changes.applied_to(&client_input::of(&old))?;
    let mut client = old.clone();
    client_input::checked(tx, input, old.expires_at)?.lay(&mut client);
    let differ = [
        ("name", client.name != old.name),
        ("expiresAt", client.expires_at != old.expires_at),
        ("publicJwk", client.public_jwk != old.public_jwk),
        ("allowedIps", client.allowed_ips != old.allowed_ips),
        ("scopes", client.scopes != old.scopes),
        ("onlyPersisted", client.only_persisted != old.only_persisted),
    ];
    let fields: Vec<&str> = differ.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect();
    if !fields.is_empty() {
        save(tx, &mut client).await?;
        note(tx, ("updateClient", "client.updated"), &client, &fields).await?;
    }
    Ok(view(client, &held))
}

/// A page of all machines.
pub async fn list(ctx: &Ctx, page: &PageRequest) -> Result<Page<Client>> {
    crate::domain::access::require(ctx, Action::ManageClients, None)?;
    let rows = page.by_id(client::Entity::find(), client::Column::Id)?.all(ctx.db()).await?;
    let rows = Page::cut(rows, page, |row| Cursor::new("", row.id.to_string()));
    let ids: Vec<Uuid> = rows.items.iter().map(|(_, row)| row.id).collect();
    let held = grants::held_by(ctx, ctx.db(), &ids).await?;
    Ok(rows.map(|row| view_with(&held, row)))
}

/// One machine.
pub async fn by_id(ctx: &Ctx, id: &str) -> Result<Client> {
    crate::domain::access::require(ctx, Action::ManageClients, None)?;
    let id = ids::expect(Kind::Client, id)?;
    let client = client::Entity::find_by_id(id).one(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let held = grants::held_by(ctx, ctx.db(), &[id]).await?;
    Ok(view_with(&held, client))
}

/// How a machine proves which one it is.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// By its secret.
    Secret { id: &'a str, secret: &'a str },
    /// By a JWT that it signed, with the id that the request names beside it, if it does.
    Assertion { id: Option<&'a str>, assertion: &'a str },
}

/// The machine that the proof is of, if it may call, and from this address.
pub async fn authenticate(ctx: &Ctx, proof: Proof<'_>, from: Option<IpAddr>) -> Result<Option<client::Model>> {
    let proved = match proof {
        Proof::Secret { id, secret } => by_secret(ctx, id, secret).await?,
        Proof::Assertion { id, assertion } => assertions::prove(ctx, id, assertion).await?,
    };
    let Some(client) = proved else {
        return Ok(None);
    };
    if networks::admit(networks::kept(client.allowed_ips.as_deref()).as_deref(), from) {
        return Ok(Some(client));
    }
    // Good credentials in the hands of somebody elsewhere: whoever audits is to see that.
    let tx = as_client(ctx, &client).begin().await?;
    tx.record(Record::audit_only("refuseAddress", (Kind::Client, client.id))).await?;
    tx.commit().await?;
    Ok(None)
}

async fn by_secret(ctx: &Ctx, id: &str, secret: &str) -> Result<Option<client::Model>> {
    let Ok(id) = ids::expect(Kind::Client, id) else {
        return Ok(None);
    };
    let client = client::Entity::find_by_id(id).one(ctx.db()).await?;
    // Hashes of 256 random bits: what the comparison's time tells of them helps nobody.
    let right =
        |client: &client::Model| client.secret_hash == sha256_hex(secret.as_bytes()) && actor::in_force(ctx, client);
    Ok(client.filter(right))
}

/// An access token for a machine that has proved itself.
pub struct Issued {
    pub token: String,
    /// Seconds that it lives.
    pub seconds: i64,
    /// What it is limited to.
    pub scopes: Option<Vec<String>>,
}

/// Issues a token to a machine that has proved itself, narrowed to the scopes that it asks for, if it asks for any.
pub async fn issue_token(ctx: &Ctx, client: client::Model, asked: &str) -> Result<Issued> {
    let narrowed = client_input::narrowed(ctx, &client, asked)?;
    let id = ids::text(Kind::Client, client.id);
    let token = claims::issue(ctx, id.clone(), id, None, narrowed.as_ref().map(|scopes| scopes.join(" ")))?;
    let ctx = as_client(ctx, &client);
    let tx = ctx.begin().await?;
    let change = client::ActiveModel { id: Set(client.id), last_used_at: Set(Some(tx.now())), ..Default::default() };
    client::Entity::update(change).exec(tx.conn()?).await?;
    tx.record(Record::audit_only("issueToken", (Kind::Client, client.id))).await?;
    tx.commit().await?;
    Ok(Issued { token, seconds: TOKEN_SECONDS, scopes: narrowed.or_else(|| client_input::scopes(&client)) })
}

/// Makes one token of this machine useless. A token that is none, or another's, changes nothing (RFC 7009).
pub async fn revoke_token(ctx: &Ctx, client: &client::Model, token: &str) -> Result<()> {
    let Ok(claims) = ctx.app.keys.verify_token(token, &ctx.app.settings.issuer, ctx.now()) else {
        return Ok(());
    };
    let Some(Bearer::Client { client: owner, token }) = claims.bearer() else {
        return Ok(());
    };
    let name = actor::revoked_token(token);
    if owner != client.id || setting::Entity::find_by_id(name.clone()).one(ctx.db()).await?.is_some() {
        return Ok(());
    }
    let ctx = as_client(ctx, client);
    let tx = ctx.begin().await?;
    mark(&tx, ("revoked_token|", name), claims.exp, TOKEN_SECONDS).await?;
    tx.record(Record::audit_only("revokeToken", (Kind::Client, owner))).await?;
    actor::forget_after(&tx);
    tx.commit().await
}

/// Marks what ends at a time, once; marks of the same beginning that ended longer ago than `rest` seconds go.
pub(super) async fn mark(tx: &Tx, (alike, name): (&str, String), end: i64, rest: i64) -> Result<()> {
    let until = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap_or_default().to_rfc3339();
    let past = setting::Entity::delete_many()
        .filter(setting::Column::Name.starts_with(alike))
        .filter(setting::Column::Value.lt(until(tx.now().timestamp() - rest)));
    past.exec(tx.conn()?).await?;
    insert(setting::ActiveModel { name: Set(name), value: Set(until(end)) }, tx).await
}

/// The request as made by this machine, for the audit log.
pub(super) fn as_client(ctx: &Ctx, client: &client::Model) -> Ctx {
    let actor = Actor {
        kind: ActorKind::Client,
        id: Some(client.id),
        name: client.name.clone(),
        on_behalf_of: client.on_behalf_of,
        ..Actor::anonymous()
    };
    Ctx { actor: std::sync::Arc::new(actor), ..ctx.clone() }
}

/// Writes a client and its roles.
pub(super) async fn insert_client(tx: &Tx, input: NewClient, secret: &str) -> Result<(client::Model, Vec<Held>)> {
    let set = ClientInput {
        name: input.name,
        expires_at: input.expires_at,
        public_jwk: input.public_jwk,
        allowed_ips: input.allowed_ips,
        scopes: input.scopes,
        only_persisted: input.only_persisted,
    };
    let columns = client_input::checked(tx, set, None)?;
    let wanted = accounts::resolve_all(tx, &input.grants).await?;
    let head = match &input.on_behalf_of {
        Some(text) => Some(ids::expect(Kind::User, text).map_err(|_| Error::field(Code::UnknownCode, "/onBehalfOf"))?),
        None => None,
    };
    require_head(tx, head, &wanted, "/onBehalfOf").await?;
    let mut client = client::Model {
        id: tx.new_id(),
        name: String::new(),
        secret_hash: sha256_hex(secret.as_bytes()),
        on_behalf_of: head,
        status: ClientStatus::Active.as_str().to_owned(),
        expires_at: None,
        public_jwk: None,
        allowed_ips: None,
        scopes: None,
        only_persisted: false,
        last_used_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    columns.lay(&mut client);
    insert(client::ActiveModel::from(client.clone()), tx).await?;
    let mut held = Vec::with_capacity(wanted.len());
    for wanted in &wanted {
        held.push(grants::add(tx, (Kind::Client, client.id), wanted, None).await?);
    }
    Ok((client, held))
}

/// A machine files for a BLK only in the name of an active head of that BLK.
pub(super) async fn require_head(tx: &Tx, head: Option<Uuid>, wanted: &[Wanted], path: &str) -> Result<()> {
    let account = match head {
        Some(id) => account::Entity::find_by_id(id)
            .one(tx.conn()?)
            .await?
            .filter(|row| row.status != AccountStatus::Deactivated.as_str()),
        None => None,
    };
    if head.is_some() && account.is_none() {
        return Err(Error::field(Code::UnknownCode, path));
    }
    let held = match &account {
        Some(account) => grants::held_by(tx, tx.conn()?, &[account.id]).await?.remove(&account.id).unwrap_or_default(),
        None => Vec::new(),
    };
    let units = wanted
        .iter()
        .filter(|wanted| matches!(wanted.role, Role::BlkHead | Role::BlkOperator))
        .filter_map(|wanted| wanted.unit.as_ref());
    let missing: Vec<Violation> = units
        .filter(|unit| !manage::is_head_of(&held, unit.id))
        .map(|unit| Violation::new(Code::HeadRequired, path).with("blk", unit.code.clone()))
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(Error::listing(Code::Invalid, missing)) }
}

async fn managed(tx: &Tx, id: &str, expected: Expected) -> Result<(client::Model, Vec<Held>)> {
    tx.require(Action::ManageClients, None)?;
    let id = ids::expect(Kind::Client, id)?;
    let client = client::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn()?)
        .await?
        .ok_or_else(|| Error::new(Code::NotFound))?;
    expected.check(client.version)?;
    let held = grants::held_by(tx, tx.conn()?, &[id]).await?.remove(&id).unwrap_or_default();
    Ok((client, held))
}

async fn save(tx: &Tx, client: &mut client::Model) -> Result<()> {
    client.version += 1;
    client.updated_at = tx.now();
    client::Entity::update(client::ActiveModel::from(client.clone()).reset_all()).exec(tx.conn()?).await?;
    Ok(())
}

pub(super) async fn record(tx: &Tx, action: &str, event: &str, client: &client::Model) -> Result<()> {
    note(tx, (action, event), client, &[]).await
}

/// Audit row and event, with the names of what changed.
async fn note(tx: &Tx, (action, event): (&str, &str), client: &client::Model, fields: &[&str]) -> Result<()> {
    let body = json!({"status": client.status});
    let record = Record::new(action, event, (Kind::Client, client.id), client.version).fields(fields).body(body);
    tx.record(record).await?;
    actor::forget_after(tx);
    Ok(())
}

fn view_with(held: &std::collections::HashMap<Uuid, Vec<Held>>, client: client::Model) -> Client {
    let roles = held.get(&client.id).map(Vec::as_slice).unwrap_or_default();
    view(client, roles)
}

/// A client as both faces show it.
fn view(client: client::Model, held: &[Held]) -> Client {
    let id = ids::text(Kind::Client, client.id);
    let set = client_input::of(&client);
    Client {
        client_id: id.clone(),
        id,
        client_secret: None,
        name: client.name,
        status: client.status.parse().unwrap_or(ClientStatus::Revoked),
        on_behalf_of: client.on_behalf_of.map(|head| ids::text(Kind::User, head)),
        expires_at: client.expires_at,
        public_jwk: set.public_jwk,
        allowed_ips: set.allowed_ips,
        scopes: set.scopes,
        only_persisted: set.only_persisted,
        last_used_at: client.last_used_at,
        roles: held.iter().map(query::role_grant).collect(),
        version: client.version,
        created_at: client.created_at,
        updated_at: client.updated_at,
    }
}
