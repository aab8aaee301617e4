//! Endpoints: registered by whoever is signed in, changed, taken away.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::address::Unsafe;
use super::{signature, visible};
use crate::domain::access::Action;
use crate::domain::ctx::Expected;
use crate::domain::events::{feed, types};
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::record::{Record, insert};
use crate::domain::text::trimmed;
use crate::domain::{ActorKind, Code, Ctx, Error, Result, Tx, Violation};
use crate::view::webhooks::{WebhookEndpoint, WebhookEndpointChanges, WebhookEndpointInput};
use crate::vocab::{WebhookDeliveryStatus, WebhookDisabledReason, WebhookStatus};
use entity::webhook_delivery;
use entity::webhook_endpoint::{ActiveModel, Column, Entity, Model};

/// Most endpoints of one owner.
pub const MOST: u64 = 10;
/// Hours for which the secret before still signs.
const OVERLAP_HOURS: i64 = 24;

/// Registers an endpoint. Its secret is in the answer, and nowhere else. `vetted` is what the look at its address found.
pub async fn create(tx: &Tx, input: WebhookEndpointInput, vetted: Option<Unsafe>) -> Result<WebhookEndpoint> {
    let owner_kind = match tx.actor.kind {
        ActorKind::Person | ActorKind::Client => tx.actor.kind.as_str().to_owned(),
        ActorKind::Anonymous => return Err(Error::new(Code::AuthRequired)),
        ActorKind::System => return Err(Error::new(Code::Denied)),
    };
    let owner_id = tx.actor.id_or_nil();
    let own = Entity::find().filter(Column::OwnerId.eq(owner_id)).filter(Column::ArchivedAt.is_null());
    if own.count(tx.conn()?).await? >= MOST {
        return Err(Error::new(Code::QuotaFull).with("max", MOST));
    }
    let input = checked(input, vetted)?;
    let (id, secret) = (tx.new_id(), signature::new_secret());
    let mut row = Model {
        id,
        owner_kind,
        owner_id,
        url: String::new(),
        description: None,
        types: "[]".to_owned(),
        secret_enc: signature::seal(&tx.app.vault, id, &secret)?,
        previous_secret_enc: None,
        previous_until: None,
        status: WebhookStatus::Active.as_str().to_owned(),
        disabled_reason: None,
        failures: 0,
        failing_since: None,
        paused_until: None,
        trial_at: None,
        position: feed::head(tx).await?,
        redeliveries: 0,
        archived_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    lay(&mut row, input)?;
    insert(ActiveModel::from(row.clone()), tx).await?;
    note(tx, &row, "createWebhookEndpoint", "webhookEndpoint.created", &[]).await?;
    Ok(WebhookEndpoint { secret: Some(secret), ..WebhookEndpoint::try_from(row)? })
}

/// Changes address, description, types or status. `vetted` is what the look at the new address found.
pub async fn update(
    tx: &Tx,
    id: &str,
    expected: Expected,
    changes: WebhookEndpointChanges,
    vetted: Option<Unsafe>,
) -> Result<WebhookEndpoint> {
    let old = managed(tx, id).await?;
    expected.check(old.version)?;
    unarchived(&old)?;
    let input = changes.applied_to(&WebhookEndpointInput::try_from(&old)?)?;
    let vetted = vetted.filter(|_| input.url != old.url);
    let mut row = old.clone();
    lay(&mut row, checked(input, vetted)?)?;
    let differ = [
        ("url", row.url != old.url),
        ("description", row.description != old.description),
        ("types", row.types != old.types),
        ("status", row.status != old.status),
    ];
    let fields: Vec<&str> = differ.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect();
    if !fields.is_empty() {
        save(tx, &mut row).await?;
        note(tx, &row, "updateWebhookEndpoint", "webhookEndpoint.updated", &fields).await?;
    }
    WebhookEndpoint::try_from(row)
}

/// Takes an endpoint away: nothing is sent any more, what was pending is parked.
pub async fn archive(tx: &Tx, id: &str, expected: Expected) -> Result<WebhookEndpoint> {
    let mut row = managed(tx, id).await?;
    expected.check(row.version)?;
    unarchived(&row)?;
    row.archived_at = Some(tx.now());
    save(tx, &mut row).await?;
    webhook_delivery::Entity::update_many()
        .col_expr(webhook_delivery::Column::Status, Expr::value(WebhookDeliveryStatus::Parked.as_str()))
        .filter(webhook_delivery::Column::EndpointId.eq(row.id))
        .filter(webhook_delivery::Column::Status.eq(WebhookDeliveryStatus::Pending.as_str()))
        .exec(tx.conn()?)
        .await?;
    note(tx, &row, "archiveWebhookEndpoint", "webhookEndpoint.archived", &[]).await?;
    WebhookEndpoint::try_from(row)
}

/// Gives an endpoint a new secret. The one before signs beside it for 24 hours.
pub async fn rotate_secret(tx: &Tx, id: &str, expected: Expected) -> Result<WebhookEndpoint> {
    let mut row = managed(tx, id).await?;
    expected.check(row.version)?;
    unarchived(&row)?;
    let secret = signature::new_secret();
    let before = std::mem::replace(&mut row.secret_enc, signature::seal(&tx.app.vault, row.id, &secret)?);
    row.previous_secret_enc = Some(before);
    row.previous_until = Some(tx.now() + chrono::Duration::hours(OVERLAP_HOURS));
    save(tx, &mut row).await?;
    note(tx, &row, "rotateWebhookSecret", "webhookEndpoint.secretRotated", &[]).await?;
    Ok(WebhookEndpoint { secret: Some(secret), ..WebhookEndpoint::try_from(row)? })
}

/// A page of the endpoints that the caller sees, oldest first; archived ones are found by their id alone.
pub async fn list(ctx: &Ctx, page: &PageRequest) -> Result<Page<WebhookEndpoint>> {
    let query = Entity::find().filter(visible(ctx)).filter(Column::ArchivedAt.is_null());
    let rows = page.by_id(query, Column::Id)?.all(ctx.db()).await?;
    Page::cut(rows, page, |row| Cursor::new("", row.id.to_string())).try_map(WebhookEndpoint::try_from)
}

/// One endpoint.
pub async fn by_id(ctx: &Ctx, id: &str) -> Result<WebhookEndpoint> {
    WebhookEndpoint::try_from(row_by_id(ctx, id).await?)
}

pub(super) async fn row_by_id(ctx: &Ctx, id: &str) -> Result<Model> {
    let id = ids::expect(Kind::WebhookEndpoint, id)?;
    let row = Entity::find_by_id(id).filter(visible(ctx)).one(ctx.db()).await?;
    row.ok_or_else(|| Error::new(Code::NotFound))
}

/// The endpoint, locked for this write, if the caller may change it.
pub(super) async fn managed(tx: &Tx, id: &str) -> Result<Model> {
    let id = ids::expect(Kind::WebhookEndpoint, id)?;
    let row = Entity::find_by_id(id).filter(visible(tx)).lock_exclusive().one(tx.conn()?).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    if tx.actor.id != Some(row.owner_id) {
        // Remembered, so that a keyed answer is not replayed to somebody who administers no longer.
        tx.require(Action::ManageClients, None)?;
    }
    Ok(row)
}

pub(super) fn unarchived(row: &Model) -> Result<()> {
    if row.archived_at.is_some() { Err(Error::new(Code::Archived)) } else { Ok(()) }
}

/// Everything that is wrong with what was sent.
fn checked(mut input: WebhookEndpointInput, vetted: Option<Unsafe>) -> Result<WebhookEndpointInput> {
    let mut faults = Vec::new();
    if let Some(fault) = vetted {
        faults.push(Violation::new(Code::UrlUnsafe, "/url").with("reason", fault.word()));
    }
    for (index, name) in input.types.iter().enumerate() {
        if !types::is_known(name) {
            faults.push(Violation::new(Code::EventTypeUnknown, format!("/types/{index}")));
        }
    }
    input.types.sort_unstable();
    input.types.dedup();
    input.description = trimmed(input.description);
    if faults.is_empty() { Ok(input) } else { Err(Error::listing(Code::Invalid, faults)) }
}

/// Puts what was sent into the row. Turned on again, an endpoint begins without its past.
fn lay(row: &mut Model, input: WebhookEndpointInput) -> Result<()> {
    row.url = input.url;
    row.description = input.description;
    row.types = serde_json::to_string(&input.types)?;
    let status = input.status.unwrap_or(WebhookStatus::Active);
    if row.status != status.as_str() {
        row.status = status.as_str().to_owned();
        let off = status == WebhookStatus::Disabled;
        row.disabled_reason = off.then(|| WebhookDisabledReason::ByOwner.as_str().to_owned());
        row.failures = 0;
        (row.failing_since, row.paused_until, row.trial_at) = (None, None, None);
    }
    Ok(())
}

pub(super) async fn save(tx: &Tx, row: &mut Model) -> Result<()> {
    row.version += 1;
    row.updated_at = tx.now();
    Entity::update(ActiveModel::from(row.clone()).reset_all()).exec(tx.conn()?).await?;
    Ok(())
}

pub(super) async fn note(tx: &Tx, row: &Model, action: &str, event: &str, fields: &[&str]) -> Result<()> {
    let body = json!({"status": row.status});
    let record = Record::new(action, event, (Kind::WebhookEndpoint, row.id), row.version).fields(fields).body(body);
    tx.record(record).await?;
    Ok(())
}
