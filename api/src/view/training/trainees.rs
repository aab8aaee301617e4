//! Steps of a trainee, and the way of a graduate into a cohort.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::training::entrepreneurs::{self, Application};
use crate::domain::training::{timeline, trainee_steps};
use crate::domain::{Ctx, Result, Tx};
use crate::view::incubation::incubatees::TimelineEntry;
use crate::view::incubation::rosters::RosterEnterprise;
use crate::view::kept::{Recorded, Trainee};

/// A step with a trainee. Results come for many at once (`POST /v1/training-packages/{id}/results`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TraineeStepInput {
    /// ADMIT, REFUSE or WITHDRAW.
    #[schema(min_length = 1, max_length = 60, example = "ADMIT")]
    pub step: String,
    /// Day it counts from; today unless given. Not in the future, and not after the last day of the package.
    #[schema(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
    /// Why: code of `traineeLeaveReasons`. Required with REFUSE and WITHDRAW, and only there.
    #[schema(max_length = 60)]
    pub reason_code: Option<String>,
    /// Remark.
    #[schema(min_length = 1, max_length = 1000)]
    pub note: Option<String>,
}

/// How a graduate applies to a cohort.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CohortApplicationInput {
    /// Id of the cohort.
    #[schema(max_length = 60)]
    pub cohort: String,
    /// The enterprise with which the graduate applies. One of the BLK with the same name and year is taken as it stands.
    pub enterprise: RosterEnterprise,
    /// Whether it has received aid, will, or neither: code of `aidRelations`.
    #[schema(max_length = 60)]
    pub aid_relation: String,
    /// Day of the application, on which a new membership begins too; today unless given.
    #[schema(value_type = Option<String>, format = Date)]
    pub applied_on: Option<NaiveDate>,
    /// Office of the graduate in the enterprise: code of `membershipRoles`; KETUA unless given.
    #[schema(max_length = 60)]
    pub office: Option<String>,
}

/// What an application to a cohort came to. What was there already was taken as it stands.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct CohortApplication {
    /// Id of the person: the same one as in the training.
    #[schema(value_type = String)]
    pub person: ID,
    /// Id of the enterprise.
    #[schema(value_type = String)]
    pub enterprise: ID,
    /// Id of the membership of the person in it.
    #[schema(value_type = String)]
    pub membership: ID,
    /// Id of the enterprise's place in the cohort.
    #[schema(value_type = String)]
    pub incubatee: ID,
}

/// Takes a step with a trainee.
pub async fn step(tx: &Tx, id: &str, expected: Expected, input: TraineeStepInput) -> Result<Trainee> {
    let TraineeStepInput { step, on, reason_code, note } = input;
    let wanted = trainee_steps::Wanted { step, on, reason_code, note };
    Trainee::of(trainee_steps::step(tx, id, expected, wanted).await?)
}

/// Applies to a cohort for a graduate.
pub async fn apply(tx: &Tx, id: &str, input: CohortApplicationInput) -> Result<CohortApplication> {
    let CohortApplicationInput { cohort, enterprise, aid_relation, applied_on, office } = input;
    let asked = Application { cohort, enterprise, aid_relation, applied_on, office };
    let entered = Box::pin(entrepreneurs::apply(tx, id, asked)).await?;
    Ok(CohortApplication {
        person: ids::text(Kind::Person, entered.person).into(),
        enterprise: ids::text(Kind::Enterprise, entered.enterprise).into(),
        membership: ids::text(Kind::Membership, entered.membership).into(),
        incubatee: ids::text(Kind::Incubatee, entered.incubatee).into(),
    })
}

/// What happened to a person, day by day.
pub async fn timeline(ctx: &Ctx, person: &str) -> Result<Vec<TimelineEntry>> {
    Ok(timeline::of_person(ctx, person).await?.into_iter().map(TimelineEntry::from).collect())
}
