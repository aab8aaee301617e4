//! What was sent to an endpoint, and sending it again.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::endpoints::{self, managed, unarchived};
use super::{payload, serving};
use crate::domain::events::feed;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::record::Record;
use crate::domain::{Code, Ctx, Error, Result, Tx};
use crate::view::webhooks::{RedeliverInput, WebhookDelivery, WebhookRedelivery};
use crate::vocab::{WebhookDeliveryStatus, WebhookStatus};
use entity::webhook_delivery::{ActiveModel, Column, Entity, Model};
use entity::{webhook_attempt, webhook_endpoint};

/// Most positions of the feed that one redelivery spans.
pub const WIDEST: i64 = 10_000;
/// Days for which deliveries that are over are kept.
pub const KEEP_DAYS: i64 = 30;
/// Rows written in one statement.
const CHUNK: usize = 500;
/// Ids that the answer of a redelivery names.
const NAMED: usize = 100;

/// A page of the deliveries of an endpoint with their attempts, newest first.
pub async fn list(
    ctx: &Ctx,
    endpoint: &str,
    status: Option<WebhookDeliveryStatus>,
    page: &PageRequest,
) -> Result<Page<WebhookDelivery>> {
    let endpoint = endpoints::row_by_id(ctx, endpoint).await?;
    let page = &PageRequest { descending: true, ..page.clone() };
    let mut query = Entity::find().filter(Column::EndpointId.eq(endpoint.id));
    if let Some(status) = status {
        query = query.filter(Column::Status.eq(status.as_str()));
    }
    let rows = page.by_id(query, Column::Id)?.all(ctx.db()).await?;
    let rows = Page::cut(rows, page, |row| Cursor::new("", row.id.to_string()));
    let ids: Vec<Uuid> = rows.items.iter().map(|(_, row)| row.id).collect();
    let mut attempts = attempts(ctx.db(), &ids).await?;
    rows.try_map(|row| {
        let attempts = attempts.remove(&row.id).unwrap_or_default();
        WebhookDelivery::of(row, attempts)
    })
}

async fn attempts(conn: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<webhook_attempt::Model>>> {
    let found = webhook_attempt::Entity::find()
        .filter(webhook_attempt::Column::DeliveryId.is_in(ids.iter().copied()))
        .order_by_asc(webhook_attempt::Column::Id);
    let mut of = HashMap::new();
    for attempt in found.all(conn).await? {
        of.entry(attempt.delivery_id).or_insert_with(Vec::new).push(attempt);
    }
    Ok(of)
}

/// Sends once more: one delivery, or the events of a stretch of the feed that the endpoint's owner sees and wants.
pub async fn redeliver(tx: &Tx, id: &str, input: RedeliverInput) -> Result<WebhookRedelivery> {
    let mut endpoint = managed(tx, id).await?;
    served(&endpoint)?;
    endpoint.redeliveries += 1;
    let rows = match (&input.delivery, input.from_position, input.to_position) {
        (Some(delivery), None, None) => vec![one(tx, &endpoint, delivery).await?],
        (None, Some(from), Some(to)) => stretch(tx, &endpoint, from, to).await?,
        (None, Some(_), None) => return Err(Error::field(Code::FieldRequired, "/toPosition")),
        (None, None, Some(_)) => return Err(Error::field(Code::FieldRequired, "/fromPosition")),
        (None, None, None) => return Err(Error::field(Code::FieldRequired, "/delivery")),
        (Some(_), _, _) => return Err(Error::field(Code::FieldFormat, "/delivery")),
    };
    write(tx.conn()?, &rows).await?;
    let counter = webhook_endpoint::ActiveModel {
        id: Set(endpoint.id),
        redeliveries: Set(endpoint.redeliveries),
        ..Default::default()
    };
    webhook_endpoint::Entity::update(counter).exec(tx.conn()?).await?;
    tx.record(Record::audit_only("redeliverWebhook", (Kind::WebhookEndpoint, endpoint.id))).await?;
    Ok(WebhookRedelivery {
        count: i32::try_from(rows.len()).unwrap_or(i32::MAX),
        deliveries: rows.iter().take(NAMED).map(|row| ids::text(Kind::Delivery, row.id)).collect(),
    })
}

/// Sends a delivery that only tries the connection.
pub async fn ping(tx: &Tx, id: &str) -> Result<WebhookDelivery> {
    let endpoint = managed(tx, id).await?;
    served(&endpoint)?;
    let row = payload::of_ping(tx, &endpoint);
    write(tx.conn()?, std::slice::from_ref(&row)).await?;
    tx.record(Record::audit_only("pingWebhookEndpoint", (Kind::WebhookEndpoint, endpoint.id))).await?;
    WebhookDelivery::of(row, Vec::new())
}

/// Nothing is queued for an endpoint that nothing is sent to.
fn served(endpoint: &webhook_endpoint::Model) -> Result<()> {
    unarchived(endpoint)?;
    if endpoint.status == WebhookStatus::Active.as_str() {
        return Ok(());
    }
    Err(Error::new(Code::IllegalState).with("status", endpoint.status.clone()))
}

/// A delivery once more. The one that is named stays as it is, in the log.
async fn one(tx: &Tx, endpoint: &webhook_endpoint::Model, delivery: &str) -> Result<Model> {
    let unknown = || Error::field(Code::UnknownCode, "/delivery");
    let id = ids::expect(Kind::Delivery, delivery).map_err(|_| unknown())?;
    let found = Entity::find_by_id(id).filter(Column::EndpointId.eq(endpoint.id)).one(tx.conn()?).await?;
    Ok(payload::again(tx, found.ok_or_else(unknown)?, endpoint.redeliveries))
}

/// The events between two positions, both included.
async fn stretch(tx: &Tx, endpoint: &webhook_endpoint::Model, from: i64, to: i64) -> Result<Vec<Model>> {
    if from < 1 {
        return Err(Error::field(Code::FieldRange, "/fromPosition"));
    }
    if to < from || to - from >= WIDEST {
        return Err(Error::field(Code::FieldRange, "/toPosition"));
    }
    let owner = serving::owner(tx, endpoint).await?.ok_or_else(|| Error::new(Code::IllegalState))?;
    let wanted = serving::wanted(endpoint)?;
    let (mut rows, mut after) = (Vec::new(), from - 1);
    while after < to {
        let slice = feed::read(&owner, &wanted, after, 500).await?;
        for change in slice.changes.iter().filter(|change| change.position <= to) {
            rows.push(payload::of_change(tx, endpoint, change, endpoint.redeliveries)?);
        }
        if slice.complete || slice.next <= after {
            break;
        }
        after = slice.next;
    }
    Ok(rows)
}

/// Writes deliveries to be sent.
pub async fn write(conn: &impl ConnectionTrait, rows: &[Model]) -> Result<()> {
    for chunk in rows.chunks(CHUNK) {
        let rows: Vec<ActiveModel> = chunk.iter().cloned().map(ActiveModel::from).collect();
        Entity::insert_many(rows).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// Forgets old deliveries that are over, with their attempts. Returns how many.
pub async fn forget(ctx: &Ctx) -> Result<usize> {
    let old = Entity::find()
        .filter(Column::CreatedAt.lt(ctx.now() - chrono::Duration::days(KEEP_DAYS)))
        .filter(Column::Status.ne(WebhookDeliveryStatus::Pending.as_str()))
        .order_by_asc(Column::Id)
        .limit(5_000);
    let ids: Vec<Uuid> = old.select_only().column(Column::Id).into_tuple().all(ctx.db()).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    let turn = ctx.app.store.begin().await?;
    for chunk in ids.chunks(CHUNK) {
        Entity::delete_many().filter(Column::Id.is_in(chunk.to_vec())).exec(turn.txn()?).await?;
    }
    turn.commit().await?;
    Ok(ids.len())
}
