//! What a delivery says. It is thin: which record changed, never what stands in it, so that each reader fetches the
//! record with rights of its own.

use serde_json::json;
use uuid::Uuid;

use crate::domain::events::feed::Change;
use crate::domain::ids::{self, Kind};
use crate::domain::{Ctx, Result};
use crate::view::events::WebhookEvent;
use crate::vocab::WebhookDeliveryStatus;
use entity::{webhook_delivery, webhook_endpoint};

/// The type of a delivery that only tries the connection.
pub const PING: &str = "ping";

/// A delivery of a change. `redelivery` is 0 for the first.
pub fn of_change(
    ctx: &Ctx,
    endpoint: &webhook_endpoint::Model,
    change: &Change,
    redelivery: i32,
) -> Result<webhook_delivery::Model> {
    let body = serde_json::to_string(&WebhookEvent::from(change))?;
    let mut row = row(ctx, endpoint.id, change.id, &change.r#type, body);
    row.position = Some(change.position);
    row.redelivery = redelivery;
    Ok(row)
}

/// A delivery that only tries the connection.
pub fn of_ping(ctx: &Ctx, endpoint: &webhook_endpoint::Model) -> webhook_delivery::Model {
    let endpoint_id = ids::text(Kind::WebhookEndpoint, endpoint.id);
    let body = json!({"type": PING, "timestamp": ctx.now(), "data": {"endpoint": endpoint_id}});
    row(ctx, endpoint.id, ctx.new_id(), PING, body.to_string())
}

/// The same delivery once more.
pub fn again(ctx: &Ctx, old: webhook_delivery::Model, redelivery: i32) -> webhook_delivery::Model {
    let fresh = row(ctx, old.endpoint_id, old.event_id, &old.r#type, old.body);
    webhook_delivery::Model { position: old.position, redelivery, ..fresh }
}

fn row(ctx: &Ctx, endpoint_id: Uuid, event_id: Uuid, r#type: &str, body: String) -> webhook_delivery::Model {
    webhook_delivery::Model {
        id: ctx.new_id(),
        endpoint_id,
        event_id,
        redelivery: 0,
        position: None,
        r#type: r#type.to_owned(),
        body,
        status: WebhookDeliveryStatus::Pending.as_str().to_owned(),
        attempts: 0,
        next_at: ctx.now(),
        lease_until: None,
        first_at: None,
        delivered_at: None,
        last_status: None,
        last_error: None,
        created_at: ctx.now(),
    }
}
