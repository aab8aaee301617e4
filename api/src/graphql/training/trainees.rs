//! Trainees, from an application to an enterprise.

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::ctx::Expected;
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{held, write};
use crate::view::incubation::incubatees::TimelineEntry;
use crate::view::incubation::workflow::{self, RecordSteps};
use crate::view::kept::Trainee;
use crate::view::training::trainees::{self, CohortApplication, CohortApplicationInput, TraineeStepInput};

/// Reading where trainees stand, and what happened to people.
#[derive(Default)]
pub struct TraineesQuery;

#[Object]
impl TraineesQuery {
    /// Where a trainee stands, and which steps you may take; as `stepTrainee` by you would answer now.
    #[graphql(complexity = "10 + 3 * child_complexity")]
    async fn trainee_steps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the trainee.")] id: ID,
    ) -> Result<RecordSteps> {
        steps(ctx, id.0).await
    }

    /// What happened to a person, day by day: training, aid, incubation and work, as far as you may read them.
    #[graphql(complexity = "20 + 50 * child_complexity")]
    async fn person_timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the person.")] id: ID,
    ) -> Result<Vec<TimelineEntry>> {
        timeline(ctx, id.0).await
    }
}

/// Writing steps of trainees.
#[derive(Default)]
pub struct TraineesMutation;

#[Object]
impl TraineesMutation {
    /// Take a step with an applicant or trainee: ADMIT, or REFUSE or WITHDRAW with a reason.
    async fn step_trainee(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the trainee.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: TraineeStepInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Trainee> {
        step(ctx, id.0, expected_version, input, validate_only).await
    }

    /// Apply to a cohort for a graduate: the enterprise is taken as it stands or founded, the graduate becomes its
    /// member, and it applies.
    async fn apply_to_cohort(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the trainee.")] id: ID,
        input: CohortApplicationInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<CohortApplication> {
        apply(ctx, id.0, input, validate_only).await
    }
}

fn steps<'a>(ctx: &'a Context<'_>, id: String) -> BoxFuture<'a, Result<RecordSteps>> {
    Box::pin(async move {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        Ok(workflow::steps::<Trainee>(caller, &id).await?)
    })
}

fn timeline<'a>(ctx: &'a Context<'_>, id: String) -> BoxFuture<'a, Result<Vec<TimelineEntry>>> {
    Box::pin(async move {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        Ok(trainees::timeline(caller, &id).await?)
    })
}

fn step<'a>(
    ctx: &'a Context<'_>,
    id: String,
    expected: i32,
    input: TraineeStepInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<Trainee>> {
    Box::pin(async move {
        let (content, expected) = ((id.clone(), input.clone()), Expected::Version(expected));
        let work = |tx| async move { trainees::step(&tx, &id, expected, held(&input)?).await };
        write(ctx, "stepTrainee", validate_only, content, work).await
    })
}

fn apply<'a>(
    ctx: &'a Context<'_>,
    id: String,
    input: CohortApplicationInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<CohortApplication>> {
    Box::pin(async move {
        let content = (id.clone(), input.clone());
        let work = |tx| async move { trainees::apply(&tx, &id, held(&input)?).await };
        write(ctx, "applyToCohort", validate_only, content, work).await
    })
}
