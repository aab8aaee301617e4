//! The ministry's statistic of training participation.

use async_graphql::{Context, Object, Result};
use futures_util::future::BoxFuture;

use crate::graphql::loaders::caller;
use crate::view::training::participation::{self, TrainingParticipation};

/// Reading the statistic.
#[derive(Default)]
pub struct ParticipationQuery;

#[Object]
impl ParticipationQuery {
    /// Who passed a training in a month and who did not, in the shape and under the names of the ministry's statistic
    /// (Satu Data Ketenagakerjaan). It counts trainees of the units whose coaching you see; nobody else gets any.
    #[graphql(complexity = "crate::graphql::cost::figures(child_complexity)")]
    async fn training_participation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Month of the results: `2026-10`.")] month: String,
    ) -> Result<Vec<TrainingParticipation>> {
        rows(ctx, month).await
    }
}

fn rows<'a>(ctx: &'a Context<'_>, month: String) -> BoxFuture<'a, Result<Vec<TrainingParticipation>>> {
    Box::pin(async move {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        Ok(participation::rows(caller, &month).await?)
    })
}
