//! Where a record with steps stands, and what its caller may do with it.

use async_graphql::{ID, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::incubation::workflow::{Possible, Workflow, possible};
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::{Ctx, Lang, Result, ids};
use crate::view::kept::{Recorded, Row};
use crate::view::reports::{Blocker, blockers};

/// Where a record stands, and what you may do with it now.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RecordSteps {
    /// Id of the record.
    #[schema(value_type = String)]
    pub id: ID,
    /// Its status or state: the same code as in the record.
    pub status: String,
    /// Version of the record, for If-Match and `expectedVersion`.
    pub version: i32,
    /// Every step, and whether you could take it now.
    pub allowed_actions: Vec<StepAction>,
}

/// A step of a record, and what stands in its way.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct StepAction {
    /// The step: the word that the operation takes.
    pub action: String,
    /// Whether you could take it now, with what a step of this kind must say (a reason, an amount).
    pub allowed: bool,
    /// Why not: the same codes as the refusal.
    pub blockers: Vec<Blocker>,
}

impl StepAction {
    pub fn of(possible: Possible, lang: Lang) -> Self {
        Self {
            action: possible.word.to_owned(),
            allowed: possible.blocker.is_none(),
            blockers: possible.blocker.iter().flat_map(|refused| blockers(refused, lang)).collect(),
        }
    }

    /// As [`StepAction::of`], of each.
    pub fn all(possible: Vec<Possible>, lang: Lang) -> Vec<Self> {
        possible.into_iter().map(|possible| Self::of(possible, lang)).collect()
    }
}

/// Every step of a record, and whether the caller may take it now.
pub async fn actions<W: Workflow>(ctx: &Ctx, held: &Held<W>) -> Result<Vec<StepAction>> {
    Ok(StepAction::all(possible(ctx, held).await?, ctx.lang))
}

/// Where a record stands, if the caller sees it.
pub async fn steps<R>(ctx: &Ctx, id: &str) -> Result<RecordSteps>
where
    R: Recorded,
    Row<R>: Workflow,
{
    let held = ops::get::<Row<R>>(ctx, id).await?;
    let allowed_actions = actions(ctx, &held).await?;
    let (envelope, status) = (held.row.envelope(), held.row.state().to_owned());
    let id = ids::text(<Row<R> as Kept>::KIND, envelope.id).into();
    Ok(RecordSteps { id, status, version: envelope.version, allowed_actions })
}
