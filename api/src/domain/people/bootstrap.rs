//! For the command line and the demo: accounts and clients that work at once. Only the service itself may.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{accounts, clients, grants};
use crate::domain::ids::Kind;
use crate::domain::vault::random_secret;
use crate::domain::{ActorKind, Code, Error, Result, Tx};
use crate::view::people::{NewClient, NewGrant};
use entity::{account, client};

/// An account with its password set. The password is not checked for strength: its maker chose it.
pub async fn create_active_account(
    tx: &Tx,
    name: &str,
    email: &str,
    phone: Option<&str>,
    password: &str,
    roles: &[NewGrant],
) -> Result<account::Model> {
    require_system(tx)?;
    let profile = accounts::profile(name, Some(email), phone, None)?;
    let wanted = accounts::resolve_all(tx, roles).await?;
    let hash = tx.app.passwords.hash(password).await?;
    let account = accounts::create(tx, &profile, Some(hash)).await?;
    let mut held = Vec::with_capacity(wanted.len());
    for wanted in &wanted {
        held.push(grants::add(tx, (Kind::User, account.id), wanted, None).await?);
    }
    accounts::record(tx, "createUser", "user.activated", &account, &held).await?;
    Ok(account)
}

/// A client and its secret in plain.
pub async fn create_client_with_secret(tx: &Tx, input: NewClient) -> Result<(client::Model, String)> {
    require_system(tx)?;
    let secret = random_secret();
    let (client, _) = clients::insert_client(tx, input, &secret).await?;
    clients::record(tx, "createClient", "client.created", &client).await?;
    Ok((client, secret))
}

fn require_system(tx: &Tx) -> Result<()> {
    if tx.actor.kind == ActorKind::System { Ok(()) } else { Err(Error::new(Code::Denied)) }
}

/// The account with this e-mail, for commands of the operator's own machine.
pub async fn account_by_email(tx: &Tx, email: &str) -> Result<account::Model> {
    require_system(tx)?;
    let query = account::Entity::find().filter(account::Column::Email.eq(email.trim().to_lowercase()));
    query.one(tx.conn()?).await?.ok_or_else(|| Error::new(Code::NotFound))
}
