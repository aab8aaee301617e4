//! What the worker asks of endpoints: which are served, for whom, and when to stop.

use entity::webhook_endpoint::{Column, Entity, Model};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::endpoints::{note, save};
use crate::domain::events::feed;
use crate::domain::ids::Kind;
use crate::domain::interaction::notices::{self, Notice};
use crate::domain::people::actor;
use crate::domain::{ActorKind, Ctx, Result};
use crate::vocab::{WebhookDisabledReason, WebhookStatus};

/// Every endpoint that is served.
pub async fn active(ctx: &Ctx) -> Result<Vec<Model>> {
    let served = Entity::find()
        .filter(Column::Status.eq(WebhookStatus::Active.as_str()))
        .filter(Column::ArchivedAt.is_null())
        .order_by_asc(Column::Id);
    Ok(served.all(ctx.db()).await?)
}

/// The context of whom an endpoint belongs to, with the roles held now. None if it may not call any more.
pub async fn owner(ctx: &Ctx, endpoint: &Model) -> Result<Option<Ctx>> {
    let kind = if endpoint.owner_kind == ActorKind::Client.as_str() { ActorKind::Client } else { ActorKind::Person };
    actor::ctx_of(ctx, kind, endpoint.owner_id).await
}

/// The event types that an endpoint wants; none for all.
pub fn wanted(endpoint: &Model) -> Result<feed::Wanted> {
    Ok(feed::Wanted { types: serde_json::from_str(&endpoint.types)?, ..Default::default() })
}

/// Disables an endpoint that cannot be served, and tells its owner. One that is disabled already stays as it is.
pub async fn disable(ctx: &Ctx, id: Uuid, reason: WebhookDisabledReason) -> Result<()> {
    let tx = ctx.begin().await?;
    let found = Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
    let served = |row: &Model| row.status == WebhookStatus::Active.as_str() && row.archived_at.is_none();
    let Some(mut row) = found.filter(served) else {
        return tx.rollback().await;
    };
    row.status = WebhookStatus::Disabled.as_str().to_owned();
    row.disabled_reason = Some(reason.as_str().to_owned());
    save(&tx, &mut row).await?;
    note(&tx, &row, "disableWebhookEndpoint", "webhookEndpoint.disabled", &["status"]).await?;
    if row.owner_kind == ActorKind::Person.as_str() && reason != WebhookDisabledReason::OwnerInactive {
        let notice = Notice {
            account: row.owner_id,
            kind: "WEBHOOK_DISABLED",
            subject: (Kind::WebhookEndpoint, row.id),
            unit: None,
            params: json!({"reason": reason.as_str()}),
        };
        notices::give(&tx, notice).await?;
    }
    tx.commit().await
}
