//! Mentors: steps, applications, verdicts on visits, and a mentor's own work.

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::ctx::Expected;
use crate::domain::incubation::mentors::unhurried;
use crate::domain::once;
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{answered, asked, held, write};
use crate::view::incubation::mentors::{
    self as view, MentorApplication, MentorApplicationInput, MentorMatch, MentorStepInput, MentorTranscript,
    MyAssignment, PlannedVisit, VisitVerdictInput,
};
use crate::view::kept::{Mentor, MentoringVisit};

/// Reading mentors' work.
#[derive(Default)]
pub struct MentorsQuery;

#[Object]
impl MentorsQuery {
    /// Enterprises that are assigned to you today, oldest assignment first.
    #[graphql(complexity = "5 + 20 * child_complexity")]
    async fn my_assignments(&self, ctx: &Context<'_>) -> Result<Vec<MyAssignment>> {
        Ok(view::mine(caller(ctx)?).await?)
    }

    /// Your enterprises in the order in which to visit them: those without a visit for so many days first, of those
    /// the ones with overdue problems first.
    #[graphql(complexity = "5 + 20 * child_complexity")]
    async fn my_visit_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 14, desc = "Days within which each is to be visited again, 1 to 90.")] days: i32,
    ) -> Result<Vec<PlannedVisit>> {
        Ok(view::plan(caller(ctx)?, u64::try_from(days).unwrap_or_default()).await?)
    }

    /// The transcript of a mentor: hours by duty, verified visits, roles, enterprises.
    async fn mentor_transcript(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the mentor.")] id: ID,
    ) -> Result<MentorTranscript> {
        Ok(view::transcript(caller(ctx)?, &id).await?)
    }

    /// Enterprises in incubation that wait for a mentor, at units where you keep mentors; the best match first.
    #[graphql(complexity = "crate::graphql::cost::list(5, Some(limit), child_complexity)")]
    async fn mentor_matches(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the mentor.")] id: ID,
        #[graphql(default = 20, desc = "Rows, 1 to 100.")] limit: i32,
    ) -> Result<Vec<MentorMatch>> {
        Ok(view::matches(caller(ctx)?, &id, u64::try_from(limit).unwrap_or_default()).await?)
    }
}

/// Writing mentors and their visits.
#[derive(Default)]
pub struct MentorsMutation;

#[Object]
impl MentorsMutation {
    /// Apply to become a mentor, while the call of the batch is open. Anybody may.
    async fn apply_as_mentor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the batch.")] batch: ID,
        input: MentorApplicationInput,
        #[graphql(default)] validate_only: bool,
    ) -> Result<MentorApplication> {
        apply(ctx, batch, input, validate_only).await
    }

    /// Take a mentor a step further.
    async fn step_mentor(
        &self,
        ctx: &Context<'_>,
        id: ID,
        expected_version: i32,
        input: MentorStepInput,
        #[graphql(default)] validate_only: bool,
    ) -> Result<Mentor> {
        step(ctx, id, Expected::Version(expected_version), input, validate_only).await
    }

    /// Verify or refuse a visit; somebody else than its mentor does. It does not change afterwards.
    async fn verify_visit(
        &self,
        ctx: &Context<'_>,
        id: ID,
        expected_version: i32,
        input: VisitVerdictInput,
        #[graphql(default)] validate_only: bool,
    ) -> Result<MentoringVisit> {
        verify(ctx, id, Expected::Version(expected_version), input, validate_only).await
    }
}

/// As [`write`], but open to who is not signed in.
fn apply<'a>(
    ctx: &'a Context<'_>,
    batch: ID,
    input: MentorApplicationInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<MentorApplication>> {
    Box::pin(async move {
        let (caller, content) = asked(ctx, validate_only, &(&batch.0, &input))?;
        let work = |tx| async move { view::apply(&tx, &batch, held(&input)?).await };
        Ok(answered(ctx, unhurried(once::write(&caller, "applyAsMentor", &content, work)).await?))
    })
}

fn step<'a>(
    ctx: &'a Context<'_>,
    id: ID,
    expected: Expected,
    input: MentorStepInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<Mentor>> {
    Box::pin(async move {
        let content = (id.0.clone(), input.clone());
        let work = |tx| async move { view::step(&tx, &id, expected, held(&input)?).await };
        write(ctx, "stepMentor", validate_only, content, work).await
    })
}

fn verify<'a>(
    ctx: &'a Context<'_>,
    id: ID,
    expected: Expected,
    input: VisitVerdictInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<MentoringVisit>> {
    Box::pin(async move {
        let content = (id.0.clone(), input.clone());
        let work = |tx| async move { view::verify(&tx, &id, expected, held(&input)?).await };
        write(ctx, "verifyVisit", validate_only, content, work).await
    })
}
