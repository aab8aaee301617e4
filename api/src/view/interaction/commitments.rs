//! Steps of commitments, and what can be done with one now.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::interaction::commitments::{self, Given, Step, status};
use crate::domain::registry::kept::{Held, ops};
use crate::domain::{Code, Ctx, Result, Tx, Violation};
use crate::view::incubation::workflow::StepAction;
use crate::view::kept::{Commitment, Recorded};
use crate::view::reports::Blocker;

/// A step with a commitment.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommitmentStepInput {
    /// Why; required to decline, dispute and settle.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
    /// Day it was done; today unless given. Not in the future, and not before the day of the present state.
    #[schema(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
    /// With an acceptance: MoU or PKS, code of `agreementKinds`.
    #[schema(max_length = 60)]
    pub agreement_kind: Option<String>,
    /// With an acceptance: number of the agreement.
    #[schema(min_length = 1, max_length = 60)]
    pub agreement_number: Option<String>,
    /// With an acceptance: day of the agreement.
    #[schema(value_type = Option<String>, format = Date)]
    pub agreed_on: Option<NaiveDate>,
}

/// Where a commitment stands, and what you may do now.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct CommitmentSteps {
    /// Id of the commitment.
    #[schema(value_type = String)]
    pub commitment_id: ID,
    /// Code of `offerStates`.
    pub state: String,
    /// True for an offer to nobody in particular.
    pub open: bool,
    /// What is missing without standing in the way: the number of the agreement, once it was accepted.
    pub warnings: Vec<Blocker>,
    /// Every step, and whether you could take it now.
    pub allowed_actions: Vec<StepAction>,
}

/// Takes a step with a commitment.
pub async fn step(tx: &Tx, id: &str, expected: Expected, step: Step, input: CommitmentStepInput) -> Result<Commitment> {
    let given = Given {
        on: input.on,
        reason: input.reason,
        agreement_kind: input.agreement_kind,
        agreement_number: input.agreement_number,
        agreed_on: input.agreed_on,
    };
    Commitment::of(commitments::step(tx, id, expected, step, given).await?)
}

/// Where a commitment stands.
pub async fn steps(ctx: &Ctx, id: &str) -> Result<CommitmentSteps> {
    let held: Held<entity::commitment::Model> = ops::get(ctx, id).await?;
    let possible = commitments::possible(ctx, &held).await?;
    let row = held.row;
    let unsigned = status::is_unsigned(&row.kind, &row.state, row.agreement_number.as_deref());
    let warning = Blocker::of(&Violation::new(Code::FieldRequired, "/agreementNumber"), ctx.lang);
    Ok(CommitmentSteps {
        commitment_id: ids::text(Kind::Commitment, row.id).into(),
        open: commitments::is_open(&row),
        warnings: unsigned.then_some(warning).into_iter().collect(),
        allowed_actions: StepAction::all(possible, ctx.lang),
        state: row.state,
    })
}
