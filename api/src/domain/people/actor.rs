//! Whom a token speaks for, as it stands now.

use std::sync::Arc;

use sea_orm::EntityTrait;
use uuid::Uuid;

use super::claims::Bearer;
use super::{client_input, networks};
use crate::app::App;
use crate::domain::access::grants_of;
use crate::domain::{Actor, ActorKind, Code, Ctx, Error, Result, Tx};
use crate::vocab::{AccountStatus, ClientStatus};
use entity::{account, client, session, setting};

/// Reads an access token and the one it speaks for. A change of rights or a revocation holds within 2 s.
pub async fn authenticate(app: &Arc<App>, token: &str) -> Result<Arc<Actor>> {
    let claims = app.keys.verify_token(token, &app.settings.issuer, app.clock.now())?;
    let bearer = claims.bearer().ok_or_else(|| Error::new(Code::AuthInvalid))?;
    let (key, holder) = match bearer {
        Bearer::Person { account, session } => (session, account),
        Bearer::Client { client, token } => (token, client),
    };
    if let Some(actor) = app.actors.get(&key).await.filter(|actor| actor.id == Some(holder)) {
        return Ok(actor);
    }
    let ctx = Ctx::system(app.clone(), "authenticate");
    let actor = Arc::new(match bearer {
        Bearer::Person { account, session } => person(&ctx, account, session).await?,
        Bearer::Client { client, token } => machine(&ctx, client, token, claims.scope.as_deref()).await?,
    });
    app.actors.insert(key, actor.clone()).await;
    Ok(actor)
}

async fn person(ctx: &Ctx, account_id: Uuid, session_id: Uuid) -> Result<Actor> {
    let ended = || Error::new(Code::AuthEnded);
    let session = session::Entity::find_by_id(session_id).one(ctx.db()).await?.ok_or_else(ended)?;
    if session.ended_at.is_some() || session.account_id != account_id {
        return Err(ended());
    }
    let account = account::Entity::find_by_id(account_id).one(ctx.db()).await?.ok_or_else(ended)?;
    if account.status != AccountStatus::Active.as_str() {
        return Err(ended());
    }
    of_account(ctx, account, Some(session_id)).await
}

/// The actor that a person is, with the roles held now.
pub(super) async fn of_account(ctx: &Ctx, account: account::Model, session: Option<Uuid>) -> Result<Actor> {
    let grants = grants_of(ctx, account.id).await?;
    Ok(Actor {
        kind: ActorKind::Person,
        id: Some(account.id),
        name: account.name,
        session,
        grants,
        ..Actor::anonymous()
    })
}

async fn machine(ctx: &Ctx, client_id: Uuid, token: Uuid, scope: Option<&str>) -> Result<Actor> {
    let refuse = || Error::new(Code::AuthInvalid);
    let client = client::Entity::find_by_id(client_id)
        .one(ctx.db())
        .await?
        .filter(|client| in_force(ctx, client))
        .ok_or_else(refuse)?;
    if setting::Entity::find_by_id(revoked_token(token)).one(ctx.db()).await?.is_some() {
        return Err(refuse());
    }
    of_client(ctx, client, scope).await
}

/// The actor that a client is, with the roles held now, narrowed to the scopes of its token.
async fn of_client(ctx: &Ctx, client: client::Model, scope: Option<&str>) -> Result<Actor> {
    let scopes = client_input::effective(client_input::scopes(&client), scope);
    let grants = grants_of(ctx, client.id).await?;
    Ok(Actor {
        kind: ActorKind::Client,
        id: Some(client.id),
        name: client.name,
        session: None,
        on_behalf_of: client.on_behalf_of,
        grants,
        scopes,
        networks: networks::kept(client.allowed_ips.as_deref()),
        only_persisted: client.only_persisted,
    })
}

/// The context of an account or a client with the roles it holds now: what it sees is found out without a request of
/// its own. None for one that may not call any more.
pub(crate) async fn ctx_of(ctx: &Ctx, kind: ActorKind, id: Uuid) -> Result<Option<Ctx>> {
    let actor = match kind {
        ActorKind::Person => match account::Entity::find_by_id(id).one(ctx.db()).await? {
            Some(account) if account.status == AccountStatus::Active.as_str() => of_account(ctx, account, None).await?,
            _ => return Ok(None),
        },
        ActorKind::Client => match client::Entity::find_by_id(id).one(ctx.db()).await? {
            Some(client) if in_force(ctx, &client) => of_client(ctx, client, None).await?,
            _ => return Ok(None),
        },
        ActorKind::Anonymous | ActorKind::System => return Ok(None),
    };
    Ok(Some(Ctx { actor: Arc::new(actor), key: None, validate_only: false, ..ctx.clone() }))
}

/// Whether a client may call.
pub(super) fn in_force(ctx: &Ctx, client: &client::Model) -> bool {
    client.status == ClientStatus::Active.as_str() && client.expires_at.is_none_or(|at| at > ctx.now())
}

/// Name of the setting that marks a single token as revoked, until it would have expired anyhow.
pub(super) fn revoked_token(token: Uuid) -> String {
    format!("revoked_token|{token}")
}

/// Once this write is durable, no cached roles or sign-ins are trusted any more.
pub(super) fn forget_after(tx: &Tx) {
    let app = tx.app.clone();
    tx.after_commit(move || app.actors.invalidate_all());
}
