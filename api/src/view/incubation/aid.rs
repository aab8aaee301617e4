//! Steps of aid, what can be done with it now, and the acts of its accounts.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::clock::{local_day, zone};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::aid::{self, Given};
use crate::domain::registry::kept::{Held, ops};
use crate::domain::{Ctx, Result, Tx};
use crate::view::Rupiah;
use crate::view::incubation::workflow::{self, StepAction};
use crate::view::kept::{Aid, Lpj, Recorded};

/// A step with aid. It may hold an account number, which is kept encrypted and never shown again.
#[derive(Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AidStepInput {
    /// VERIFY, APPROVE, REJECT, DISBURSE, RECEIVE_GOODS, USE, RETURN or BREACH: code of `aidSteps`.
    #[schema(min_length = 1, max_length = 60, example = "APPROVE")]
    pub step: String,
    /// Day it was done; today unless given, required with DISBURSE and RECEIVE_GOODS. Not in the future, and not before the day of the present status.
    #[schema(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
    /// With APPROVE, DISBURSE and RETURN: what is approved, paid out, returned; at most what was asked for, approved, paid out. 0 only where that was 0.
    pub amount: Option<Rupiah>,
    /// With APPROVE: number of the decree.
    #[schema(min_length = 1, max_length = 60)]
    pub decree_number: Option<String>,
    /// With DISBURSE, unless `amount` is 0: bank (three digits).
    #[schema(pattern = "^[0-9]{3}$", example = "002")]
    pub bank_code: Option<String>,
    /// With DISBURSE, unless `amount` is 0: account that it was paid to (5 to 20 digits). It is never shown again.
    #[schema(pattern = "^[0-9]{5,20}$")]
    pub account_number: Option<String>,
    /// With RECEIVE_GOODS: id of the handover minutes, a document of kind BAST in the register of the unit.
    #[schema(max_length = 60)]
    pub bast_id: Option<String>,
    /// Remark; required with REJECT and BREACH.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
}

/// The decision on an account.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LpjDecisionInput {
    /// ACCEPT or SEND_BACK.
    #[schema(min_length = 1, max_length = 60, example = "ACCEPT")]
    pub decision: String,
    /// Remark; required with SEND_BACK.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
}

/// Where aid stands: whether its account is late, and what you may do now.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AidSteps {
    /// Id of the aid.
    #[schema(value_type = String)]
    pub aid_id: ID,
    /// Code of `aidStatuses`, as recorded.
    pub status: String,
    /// The same, but LPJ_DUE where the account is late.
    pub present_status: String,
    /// Day by which the LPJ is due.
    #[schema(value_type = Option<String>, format = Date)]
    pub lpj_due_on: Option<NaiveDate>,
    /// Days by which the LPJ is late; null while it is not.
    pub late_days: Option<i32>,
    /// Every step (code of `aidSteps`), and whether you could take it now.
    pub allowed_actions: Vec<StepAction>,
}

/// Takes a step with aid.
pub async fn step(tx: &Tx, id: &str, expected: Expected, input: AidStepInput) -> Result<Aid> {
    let given = Given {
        step: input.step,
        on: input.on,
        amount: input.amount.map(|amount| amount.0),
        decree_number: input.decree_number,
        bank_code: input.bank_code,
        account_number: input.account_number,
        bast_id: input.bast_id,
        reason: input.reason,
    };
    Aid::of(aid::step(tx, id, expected, given).await?)
}

/// Where aid stands.
pub async fn steps(ctx: &Ctx, id: &str) -> Result<AidSteps> {
    let held: Held<entity::aid::Model> = ops::get(ctx, id).await?;
    let allowed_actions = workflow::actions(ctx, &held).await?;
    let late_days = late_days(ctx, &held);
    let row = held.row;
    Ok(AidSteps {
        aid_id: ids::text(Kind::Aid, row.id).into(),
        present_status: if late_days.is_some() { "LPJ_DUE".to_owned() } else { row.status.clone() },
        status: row.status,
        lpj_due_on: row.lpj_due_on,
        late_days,
        allowed_actions,
    })
}

/// Days by which the account of aid is late, in the zone of its unit.
pub fn late_days(ctx: &Ctx, held: &Held<entity::aid::Model>) -> Option<i32> {
    let today = local_day(ctx.now(), zone(&held.unit.timezone));
    let days = aid::late_days(&held.row.status, held.row.lpj_due_on, today)?;
    i32::try_from(days).ok()
}

/// Hands an account in.
pub async fn submit(tx: &Tx, id: &str, expected: Expected) -> Result<Lpj> {
    Lpj::of(aid::submit(tx, id, expected).await?)
}

/// Accepts an account or sends it back.
pub async fn decide(tx: &Tx, id: &str, expected: Expected, input: LpjDecisionInput) -> Result<Lpj> {
    Lpj::of(aid::decide(tx, id, expected, &input.decision, input.reason).await?)
}
