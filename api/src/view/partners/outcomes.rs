//! Outcomes: what a partner writes back, and the dispute about one.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Page, PageRequest};
use crate::domain::partners::gate::{Channel, Gate};
use crate::domain::partners::outcomes::{self, Given, NewOutcome, Reported, Step};
use crate::domain::{Ctx, Result, Tx};
use crate::view::Rupiah;
use crate::view::incubation::workflow::{RecordSteps, StepAction};

/// What became of an applicant, in your words.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"outcome": "APPROVED", "amount": 25_000_000, "on": "2026-11-03"}))]
pub struct OutcomeReportInput {
    /// Code of `partnerOutcomes`: CONTACTED, OFFERED, APPROVED, DISBURSED, DECLINED.
    #[schema(min_length = 1, max_length = 60)]
    pub outcome: String,
    /// Why; required with DECLINED. The applicant and its BLK read it.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
    /// Amount; required with APPROVED and DISBURSED.
    pub amount: Option<Rupiah>,
    /// Day on which it happened, not in the future; today unless given.
    #[schema(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
}

/// What is wrong with an outcome.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutcomeDisputeInput {
    /// What is wrong. The partner reads it.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// That a disputed outcome is right.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutcomeUpholdInput {
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
}

/// What is right in the place of a disputed outcome.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutcomeCorrectionInput {
    /// Code of `partnerOutcomes`.
    #[schema(min_length = 1, max_length = 60)]
    pub outcome: String,
    /// Amount; required with APPROVED and DISBURSED.
    pub amount: Option<Rupiah>,
    /// Why it is corrected; with DECLINED, why it was declined.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
    /// Day on which it happened; unchanged unless given.
    #[schema(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
}

/// An outcome as its partner knows it: by the pseudonym of the applicant.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PartnerOutcome {
    /// Id.
    #[schema(value_type = String, example = "out_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The applicant, under your pseudonym.
    #[schema(value_type = String, example = "sub_01h455vb4pex5vsknk084sn02q")]
    pub subject: ID,
    /// Code of the organization that says so.
    pub partner: String,
    /// Code of `consentPurposes`.
    pub purpose: String,
    /// Code of `partnerOutcomes`.
    pub outcome: String,
    /// Why.
    pub reason: Option<String>,
    /// Amount.
    pub amount: Option<Rupiah>,
    /// Day on which it happened.
    #[schema(value_type = String, format = Date)]
    pub on: NaiveDate,
    /// Where it stands: code of `outcomeStates`.
    pub state: String,
    /// What the BLK says is wrong.
    pub dispute_reason: Option<String>,
    /// Day of the dispute.
    #[schema(value_type = Option<String>, format = Date)]
    pub disputed_on: Option<NaiveDate>,
    /// Why it was upheld or corrected.
    pub decision_reason: Option<String>,
    /// Day on which it was upheld or corrected.
    #[schema(value_type = Option<String>, format = Date)]
    pub decided_on: Option<NaiveDate>,
    /// Version of this record, for If-Match and `expectedVersion`.
    pub version: i32,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<Reported> for PartnerOutcome {
    fn from(Reported { row, subject, partner }: Reported) -> Self {
        Self {
            id: ids::text(Kind::Outcome, row.id).into(),
            subject: subject.into(),
            partner: partner.code,
            purpose: row.purpose,
            outcome: row.outcome,
            reason: row.reason,
            amount: row.amount.map(Rupiah),
            on: row.happened_on,
            state: row.state,
            dispute_reason: row.dispute_reason,
            disputed_on: row.disputed_on,
            decision_reason: row.decision_reason,
            decided_on: row.decided_on,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<OutcomeReportInput> for NewOutcome {
    fn from(input: OutcomeReportInput) -> Self {
        let OutcomeReportInput { outcome, reason, amount, on } = input;
        Self { outcome, reason, amount: amount.map(|amount| amount.0), on }
    }
}

impl From<OutcomeDisputeInput> for Given {
    fn from(input: OutcomeDisputeInput) -> Self {
        Self { reason: Some(input.reason), ..Self::default() }
    }
}

impl From<OutcomeUpholdInput> for Given {
    fn from(input: OutcomeUpholdInput) -> Self {
        Self { reason: input.reason, ..Self::default() }
    }
}

impl From<OutcomeCorrectionInput> for Given {
    fn from(input: OutcomeCorrectionInput) -> Self {
        let OutcomeCorrectionInput { outcome, amount, reason, on } = input;
        Self { reason: Some(reason), outcome: Some(outcome), amount: amount.map(|amount| amount.0), on }
    }
}

/// The gate to the subjects of a purpose; opened before a write begins.
pub async fn gate(ctx: &Ctx, purpose: Option<&str>, channel: Channel) -> Result<Gate> {
    Gate::open(ctx, purpose, channel).await
}

/// The gate to an outcome, where the caller is the partner that recorded it.
pub async fn door(ctx: &Ctx, id: &str, channel: Channel) -> Result<Option<Gate>> {
    outcomes::door(ctx, id, channel).await
}

/// Records what became of a subject.
pub async fn create(tx: &Tx, gate: &Gate, id: &str, input: OutcomeReportInput) -> Result<PartnerOutcome> {
    Ok(outcomes::record(tx, gate, id, input.into()).await?.into())
}

/// What the partner recorded of a subject.
pub async fn list(ctx: &Ctx, gate: &Gate, id: &str, page: &PageRequest) -> Result<Page<PartnerOutcome>> {
    Ok(outcomes::own(ctx, gate, id, page).await?.map(PartnerOutcome::from))
}

/// Takes a step with an outcome.
pub async fn step(
    tx: &Tx,
    gate: Option<&Gate>,
    id: &str,
    expected: Expected,
    (step, given): (Step, Given),
) -> Result<PartnerOutcome> {
    Ok(outcomes::step(tx, gate, id, expected, step, given).await?.into())
}

/// Where an outcome stands, and what the caller may do with it.
pub async fn steps(ctx: &Ctx, id: &str, channel: Channel) -> Result<RecordSteps> {
    let gate = door(ctx, id, channel).await?;
    let (held, possible) = outcomes::possible(ctx, gate.as_ref(), id).await?;
    Ok(RecordSteps {
        id: ids::text(Kind::Outcome, held.row.id).into(),
        status: held.row.state,
        version: held.row.version,
        allowed_actions: StepAction::all(possible, ctx.lang),
    })
}
