//! What partners write back, and disputes about it.

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::domain::ctx::Expected;
use crate::domain::partners::gate::Channel;
use crate::domain::partners::outcomes::{Given, Step};
use crate::graphql::connection::{List, Window, connection};
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{held, write};
use crate::view::incubation::workflow::RecordSteps;
use crate::view::partners::outcomes::{
    self, OutcomeCorrectionInput, OutcomeDisputeInput, OutcomeReportInput, OutcomeUpholdInput, PartnerOutcome,
};

/// Reading outcomes, beside the kept ones.
#[derive(Default)]
pub struct OutcomesQuery;

#[Object]
impl OutcomesQuery {
    /// What you, a partner, recorded of an applicant, oldest first; as long as the consent holds.
    #[graphql(complexity = "crate::graphql::cost::list(10, Some(first), child_complexity)")]
    async fn subject_outcomes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Your pseudonym of the applicant: `sub_...`.")] id: ID,
        #[graphql(desc = "Code of `consentPurposes`. Required.")] purpose: Option<String>,
        #[graphql(desc = "Rows, 1 to 100.")] first: i32,
        after: Option<String>,
    ) -> Result<List<PartnerOutcome>> {
        own(ctx, id.0, purpose, Window { first: Some(first), after, ..Window::default() }).await
    }

    /// Where an outcome of a partner stands, and which steps you may take.
    #[graphql(complexity = "10 + 3 * child_complexity")]
    async fn outcome_steps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the outcome.")] id: ID,
    ) -> Result<RecordSteps> {
        Ok(outcomes::steps(caller(ctx)?, &id, Channel::Graphql).await?)
    }
}

/// Writing outcomes.
#[derive(Default)]
pub struct OutcomesMutation;

#[Object]
impl OutcomesMutation {
    /// Record what became of an applicant; by a partner, while the consent holds. After DECLINED a new CONTACTED comes
    /// before DISBURSED.
    async fn create_outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Your pseudonym of the applicant: `sub_...`.")] of: ID,
        #[graphql(desc = "Code of `consentPurposes`. Required.")] purpose: Option<String>,
        input: OutcomeReportInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<PartnerOutcome> {
        create(ctx, of.0, purpose, input, validate_only).await
    }

    /// Dispute an outcome; by whoever keeps the coaching of the incubatee.
    async fn dispute_outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the outcome.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: OutcomeDisputeInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<PartnerOutcome> {
        take(ctx, (Step::Dispute, "disputeOutcome"), (id.0, expected_version), input, validate_only).await
    }

    /// Uphold a disputed outcome; by the partner that recorded it, or by an administrator.
    async fn uphold_outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the outcome.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: OutcomeUpholdInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<PartnerOutcome> {
        take(ctx, (Step::Uphold, "upholdOutcome"), (id.0, expected_version), input, validate_only).await
    }

    /// Correct a disputed outcome; by the partner that recorded it, or by an administrator.
    async fn correct_outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the outcome.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: OutcomeCorrectionInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<PartnerOutcome> {
        take(ctx, (Step::Correct, "correctOutcome"), (id.0, expected_version), input, validate_only).await
    }
}

fn own<'a>(
    ctx: &'a Context<'_>,
    id: String,
    purpose: Option<String>,
    window: Window,
) -> BoxFuture<'a, Result<List<PartnerOutcome>>> {
    Box::pin(async move {
        let caller = caller(ctx)?;
        let gate = outcomes::gate(caller, purpose.as_deref(), Channel::Graphql).await?;
        let request = window.page()?;
        let page = outcomes::list(caller, &gate, &id, &request).await?;
        Ok(connection(page, &request, None))
    })
}

fn create<'a>(
    ctx: &'a Context<'_>,
    id: String,
    purpose: Option<String>,
    input: OutcomeReportInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<PartnerOutcome>> {
    Box::pin(async move {
        let gate = outcomes::gate(caller(ctx)?, purpose.as_deref(), Channel::Graphql).await?;
        let content = (id.clone(), purpose, input.clone());
        let work = |tx| async move { outcomes::create(&tx, &gate, &id, held(&input)?).await };
        write(ctx, "createOutcome", validate_only, content, work).await
    })
}

fn take<'a, I>(
    ctx: &'a Context<'_>,
    (step, operation): (Step, &'static str),
    (id, expected): (String, i32),
    input: I,
    validate_only: bool,
) -> BoxFuture<'a, Result<PartnerOutcome>>
where
    I: Clone + Serialize + DeserializeOwned + ToSchema + Into<Given> + Send + Sync + 'static,
{
    Box::pin(async move {
        let gate = outcomes::door(caller(ctx)?, &id, Channel::Graphql).await?;
        let (content, expected) = ((id.clone(), input.clone()), Expected::Version(expected));
        let work = |tx| async move {
            let given = held(&input)?.into();
            outcomes::step(&tx, gate.as_ref(), &id, expected, (step, given)).await
        };
        write(ctx, operation, validate_only, content, work).await
    })
}
