//! Who is told of requests and commitments: the side that did not act.

use entity::{account, audit, commitment, request};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::people::OFFERERS;
use super::recipients::{Lookup, Told};
use crate::domain::events::feed::Change;
use crate::domain::ids::Kind;
use crate::domain::interaction::commitments::beneficiaries;
use crate::domain::{ActorKind, Ctx, Result};

/// A request, or a step of it. An answer is told to who asked, everything else to the people of the unit.
pub(super) async fn requested(lookup: &mut Lookup<'_>, change: &Change, id: Uuid, step: &str) -> Result<Vec<Told>> {
    let Some(row) = request::Entity::find_by_id(id).one(lookup.ctx.db()).await? else {
        return Ok(Vec::new());
    };
    let to = match step {
        "answered" => asker(lookup.ctx, &change.object_id).await?.into_iter().collect(),
        _ => lookup.keepers(row.unit_id).await?,
    };
    // The day matters as long as an answer is awaited.
    let params = match step {
        "created" | "returned" => json!({"step": step, "due": row.due_on.to_string()}),
        _ => json!({"step": step}),
    };
    Ok(vec![Told { kind: "REQUEST", to, subject: (Kind::Request, id), unit: Some(row.unit_id), params }])
}

/// The account that asked. The row does not say; the audit log does.
async fn asker(ctx: &Ctx, object: &str) -> Result<Option<Uuid>> {
    let found = audit::Entity::find()
        .filter(audit::Column::ObjectId.eq(object))
        .filter(audit::Column::Action.eq("createRequest"))
        .filter(audit::Column::ActorKind.eq(ActorKind::Person.as_str()))
        .one(ctx.db())
        .await?;
    let Some(id) = found.and_then(|row| row.actor_id) else {
        return Ok(None);
    };
    Ok(account::Entity::find_by_id(id).one(ctx.db()).await?.map(|account| account.id))
}

/// A commitment, or a step of it. An open offer is for nobody in particular, and nobody is told of it.
pub(super) async fn offered(lookup: &mut Lookup<'_>, change: &Change, id: Uuid, step: &str) -> Result<Vec<Told>> {
    let Some(row) = commitment::Entity::find_by_id(id).one(lookup.ctx.db()).await? else {
        return Ok(Vec::new());
    };
    let mut theirs = Vec::new();
    for unit in beneficiaries(lookup.ctx.db(), &row).await? {
        theirs.extend(lookup.keepers(unit).await?);
    }
    let ours = lookup.holders(row.unit_id, "offerers", OFFERERS).await?;
    let by = |side: &[Uuid]| change.actor_id.is_some_and(|actor| side.contains(&actor));
    let to = match step {
        "created" => theirs,
        _ if by(&ours) => theirs,
        _ if by(&theirs) => ours,
        // The system, or whoever settled it: both sides.
        _ => [ours, theirs].concat(),
    };
    let params = json!({"step": step});
    Ok(vec![Told { kind: "COMMITMENT", to, subject: (Kind::Commitment, id), unit: Some(row.unit_id), params }])
}
