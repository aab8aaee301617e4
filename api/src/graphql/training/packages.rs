//! Training packages from plan to certificates.

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::ctx::Expected;
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{held, write};
use crate::view::kept::TrainingPackage;
use crate::view::training::packages::{self, TrainingPackageStepInput, TrainingPackageSteps};
use crate::view::training::register::{self, TrainingRegister};

/// Reading where packages stand.
#[derive(Default)]
pub struct PackagesQuery;

#[Object]
impl PackagesQuery {
    /// Where a training package stands: what is unusual about it, and which steps you may take.
    #[graphql(complexity = "10 + 4 * child_complexity")]
    async fn training_package_steps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the package.")] id: ID,
    ) -> Result<TrainingPackageSteps> {
        steps(ctx, id.0).await
    }

    /// The register of a training package: sessions held, and how much of them each trainee attended. For those who see
    /// its trainees.
    #[graphql(complexity = "10 + 16 * child_complexity")]
    async fn training_register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the package.")] id: ID,
    ) -> Result<TrainingRegister> {
        register(ctx, id.0).await
    }
}

/// Writing steps of packages.
#[derive(Default)]
pub struct PackagesMutation;

#[Object]
impl PackagesMutation {
    /// Take a step with a training package: START, COMPLETE (its report is owed, its graduates are looked at later) or
    /// CANCEL, with a reason.
    async fn step_training_package(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the package.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: TrainingPackageStepInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<TrainingPackage> {
        step(ctx, id.0, expected_version, input, validate_only).await
    }
}

fn steps<'a>(ctx: &'a Context<'_>, id: String) -> BoxFuture<'a, Result<TrainingPackageSteps>> {
    Box::pin(async move {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        Ok(packages::steps(caller, &id).await?)
    })
}

fn register<'a>(ctx: &'a Context<'_>, id: String) -> BoxFuture<'a, Result<TrainingRegister>> {
    Box::pin(async move { Ok(register::of(caller(ctx)?, &id).await?) })
}

fn step<'a>(
    ctx: &'a Context<'_>,
    id: String,
    expected: i32,
    input: TrainingPackageStepInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<TrainingPackage>> {
    Box::pin(async move {
        let (content, expected) = ((id.clone(), input.clone()), Expected::Version(expected));
        let work = |tx| async move { packages::step(&tx, &id, expected, held(&input)?).await };
        write(ctx, "stepTrainingPackage", validate_only, content, work).await
    })
}
