//! Many trainees in one mutation: rosters, results, attendance.

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde_json::Value;

use crate::domain::Error;
use crate::graphql::mutation::write;
use crate::view::shape;
use crate::view::training::rosters::{self, TraineeRosterInput, TraineeRosterOutcome};
use crate::view::training::rows::{self, AttendanceInput, TraineeRowsOutcome, TrainingResultsInput};

/// Writing rows of trainees.
#[derive(Default)]
pub struct RowsMutation;

#[Object]
impl RowsMutation {
    /// Records up to 1,000 applicants or trainees of a package. What is recorded already is taken as it stands. A person
    /// without a NIK cannot be recognised when the roster is sent again: send a roster with such rows with an
    /// Idempotency-Key.
    async fn import_trainees(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the package.")] id: ID,
        input: TraineeRosterInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<TraineeRosterOutcome> {
        import(ctx, id.0, content(&input)?, validate_only).await
    }

    /// Records the results of up to 1,000 trainees of a package: passed or not, score, competency test, certificate. A row
    /// takes the place of what was recorded before; once the package is completed it can only add what was not known yet.
    async fn record_training_results(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the package.")] id: ID,
        input: TrainingResultsInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<TraineeRowsOutcome> {
        results(ctx, id.0, content(&input)?, validate_only).await
    }

    /// Records how much of a session up to 1,000 trainees attended. A row takes the place of what was recorded before.
    async fn record_attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the session.")] id: ID,
        input: AttendanceInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<TraineeRowsOutcome> {
        attendance(ctx, id.0, content(&input)?, validate_only).await
    }
}

fn content(input: &impl Serialize) -> Result<Value> {
    Ok(serde_json::to_value(input).map_err(Error::from)?)
}

fn import<'a>(
    ctx: &'a Context<'_>,
    id: String,
    body: Value,
    validate_only: bool,
) -> BoxFuture<'a, Result<TraineeRosterOutcome>> {
    Box::pin(async move {
        let content = (id.clone(), body.clone());
        let work = |tx| async move { rosters::import(&tx, &id, shape::check(&body)?).await };
        write(ctx, "importTrainees", validate_only, content, work).await
    })
}

fn results<'a>(
    ctx: &'a Context<'_>,
    id: String,
    body: Value,
    validate_only: bool,
) -> BoxFuture<'a, Result<TraineeRowsOutcome>> {
    Box::pin(async move {
        let content = (id.clone(), body.clone());
        let work = |tx| async move { rows::record_results(&tx, &id, shape::check(&body)?).await };
        write(ctx, "recordTrainingResults", validate_only, content, work).await
    })
}

fn attendance<'a>(
    ctx: &'a Context<'_>,
    id: String,
    body: Value,
    validate_only: bool,
) -> BoxFuture<'a, Result<TraineeRowsOutcome>> {
    Box::pin(async move {
        let content = (id.clone(), body.clone());
        let work = |tx| async move { rows::record_attendance(&tx, &id, shape::check(&body)?).await };
        write(ctx, "recordAttendance", validate_only, content, work).await
    })
}
