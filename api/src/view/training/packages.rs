//! Steps of a training package, and where it stands.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::NaiveDate;
use entity::training_package;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::ops;
use crate::domain::training::{packages, steps};
use crate::domain::{Ctx, Result, Tx};
use crate::view::incubation::workflow::{self, StepAction};
use crate::view::kept::{Recorded, TrainingPackage};
use crate::view::reports::Blocker;

/// A step with a training package.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrainingPackageStepInput {
    /// START, COMPLETE or CANCEL.
    #[schema(min_length = 1, max_length = 60, example = "START")]
    pub step: String,
    /// Day it was done; today unless given. It begins on a day of the package, is completed on its last day or later, and never in the future.
    #[schema(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
    /// Why. Required with CANCEL.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
}

/// Where a training package stands, and what you may do with it now.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TrainingPackageSteps {
    /// Id of the package.
    #[schema(value_type = String)]
    pub id: ID,
    /// Code of `trainingPackageStatuses`.
    pub status: String,
    /// Version of the package, for If-Match and `expectedVersion`.
    pub version: i32,
    /// What is unusual without standing in the way: `TRAINING.SIZE` where 16 are not the trainees aimed at or, once it runs, those who have or had a place.
    pub warnings: Vec<Blocker>,
    /// Every step, and whether you could take it now.
    pub allowed_actions: Vec<StepAction>,
}

/// Takes a step with a package.
pub async fn step(tx: &Tx, id: &str, expected: Expected, input: TrainingPackageStepInput) -> Result<TrainingPackage> {
    let TrainingPackageStepInput { step, on, reason } = input;
    TrainingPackage::of(steps::step(tx, id, expected, steps::Wanted { step, on, reason }).await?)
}

/// Where a package stands, if the caller sees it.
pub async fn steps(ctx: &Ctx, id: &str) -> Result<TrainingPackageSteps> {
    let held = ops::get::<training_package::Model>(ctx, id).await?;
    let unusual = packages::unusual_size(ctx.db(), &held.row).await?;
    let allowed_actions = workflow::actions(ctx, &held).await?;
    let row = held.row;
    Ok(TrainingPackageSteps {
        id: ids::text(Kind::TrainingPackage, row.id).into(),
        status: row.status,
        version: row.version,
        warnings: unusual.iter().map(|fault| Blocker::of(fault, ctx.lang)).collect(),
        allowed_actions,
    })
}
