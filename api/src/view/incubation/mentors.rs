//! Steps of mentors, verdicts on visits, applications, and what mentors see of their own work.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::persons::PersonInput;
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::mentors::{self, Application, Match, Mine, Planned, Step, Transcript, Verdict};
use crate::domain::registry::public_id;
use crate::domain::{Ctx, Result, Tx};
use crate::view::kept::{Mentor, MentoringVisit, Recorded};
use crate::vocab::{VisitReason, VisitVerdict};

/// A step of a mentor.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MentorStepInput {
    /// SELECT, REJECT, START_TRAINING, PASS, FAIL, COMPLETE, BECOME_ALUMNUS or TERMINATE.
    #[schema(min_length = 1, max_length = 60, example = "SELECT")]
    pub step: String,
    /// The day it counts from, not before the last step and not in the future; today unless given.
    #[schema(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
    /// Why. Required for TERMINATE, and for PASS before the training ends.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
}

/// A verdict on a visit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VisitVerdictInput {
    /// The verdict.
    pub verdict: VisitVerdict,
    /// Remark; required for REFUSED.
    #[schema(min_length = 1, max_length = 1000)]
    pub note: Option<String>,
}

/// An application to an intake batch whose call is open.
#[derive(Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MentorApplicationInput {
    /// Who applies; the NIK is required.
    pub person: PersonInput,
    /// What the applicant can help with: codes of `mentorCompetencies`.
    #[schema(max_items = 100)]
    #[graphql(default)]
    #[serde(default)]
    pub competencies: Vec<String>,
    /// Why the applicant wants to mentor.
    #[schema(min_length = 1, max_length = 2000)]
    pub motivation: Option<String>,
}

/// What an applicant is told.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct MentorApplication {
    /// Id; quote it when you ask about the application.
    #[schema(value_type = String)]
    pub id: ID,
    /// Code of `tksStatuses`.
    pub status: String,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
}

/// An enterprise in incubation that has no mentor.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct MentorMatch {
    /// Id of the enterprise.
    #[schema(value_type = String)]
    pub enterprise_id: ID,
    /// Name of the enterprise.
    pub enterprise_name: String,
    /// Id of its unit.
    #[schema(value_type = String)]
    pub unit_id: ID,
    /// Code of its unit.
    pub unit_code: String,
    /// Open problems of a category that the mentor is competent in.
    pub matching_problems: i64,
    /// Day of the last visit; null where there was none.
    #[schema(value_type = Option<String>, format = Date)]
    pub last_visit_on: Option<NaiveDate>,
}

/// An enterprise that is assigned to you today.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct MyAssignment {
    /// Id of the assignment.
    #[schema(value_type = String)]
    pub id: ID,
    /// Your id as a mentor.
    #[schema(value_type = String)]
    pub mentor_id: ID,
    /// Id of the enterprise.
    #[schema(value_type = String)]
    pub enterprise_id: ID,
    /// Name of the enterprise.
    pub enterprise_name: String,
    /// Id of the incubatee on which its visits hang; null where it is in no cohort.
    #[schema(value_type = Option<String>)]
    pub incubatee_id: Option<ID>,
    /// Id of its unit.
    #[schema(value_type = String)]
    pub unit_id: ID,
    /// Code of its unit.
    pub unit_code: String,
    /// Name of its unit.
    pub unit_name: String,
    /// First day of the assignment.
    #[schema(value_type = String, format = Date)]
    pub from_on: NaiveDate,
    /// Day it ends, not included; null while it is open.
    #[schema(value_type = Option<String>, format = Date)]
    pub to_on: Option<NaiveDate>,
    /// Day of the last visit; null where there was none.
    #[schema(value_type = Option<String>, format = Date)]
    pub last_visit_on: Option<NaiveDate>,
    /// Days since then.
    pub days_since_visit: Option<i64>,
    /// Open problems.
    pub open_problems: i32,
    /// Open problems whose day has passed.
    pub overdue_problems: i32,
    /// Day on which the next open problem falls due, or did.
    #[schema(value_type = Option<String>, format = Date)]
    pub next_due_on: Option<NaiveDate>,
}

/// A visit that you should make.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PlannedVisit {
    /// Place in the order, from 1.
    pub position: i32,
    /// Day by which the enterprise should be visited.
    #[schema(value_type = String, format = Date)]
    pub due_on: NaiveDate,
    /// Why it stands where it stands; empty where nothing presses.
    pub reasons: Vec<VisitReason>,
    /// The enterprise, and what is known of it.
    pub assignment: MyAssignment,
}

/// Verified time given to one duty.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct DutyHours {
    /// Code of `tksDuties`.
    pub duty: String,
    /// Hours, two decimals.
    pub hours: f64,
}

/// Verified visits in one role.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RoleVisits {
    /// Code of `tksRoles`.
    pub role: String,
    /// Verified visits in which it was exercised.
    pub visits: i32,
}

/// What a mentor has done. Only verified visits count in hours, duties, roles and enterprises.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct MentorTranscript {
    /// Id of the mentor.
    #[schema(value_type = String)]
    pub mentor_id: ID,
    /// Code of `tksStatuses`.
    pub status: String,
    /// Result of the training: code of `trainingResults`.
    pub training_result: Option<String>,
    /// Id of the batch.
    #[schema(value_type = String)]
    pub batch_id: ID,
    /// Code of the batch.
    pub batch_code: String,
    /// First day of the first assignment.
    #[schema(value_type = Option<String>, format = Date)]
    pub from_on: Option<NaiveDate>,
    /// Day on which the last assignment ended; null while one holds.
    #[schema(value_type = Option<String>, format = Date)]
    pub to_on: Option<NaiveDate>,
    /// Visits recorded, whatever was found of them.
    pub visits_recorded: i32,
    /// Visits verified.
    pub visits_verified: i32,
    /// Visits refused.
    pub visits_refused: i32,
    /// Enterprises with a verified visit.
    pub enterprises: i32,
    /// Hours of verified visits, two decimals.
    pub hours: f64,
    /// Of these, hours by duty.
    pub hours_by_duty: Vec<DutyHours>,
    /// Verified visits by role exercised; one with two roles counts in both.
    pub visits_by_role: Vec<RoleVisits>,
}

/// A count as both faces show it.
fn count(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

impl From<Match> for MentorMatch {
    fn from(found: Match) -> Self {
        Self {
            enterprise_id: ids::text(Kind::Enterprise, found.id).into(),
            enterprise_name: found.name,
            unit_id: public_id(&found.unit).into(),
            unit_code: found.unit.code,
            matching_problems: found.problems,
            last_visit_on: found.last_visit,
        }
    }
}

impl From<Mine> for MyAssignment {
    fn from(mine: Mine) -> Self {
        let (assignment, unit) = (mine.assignment, mine.unit);
        Self {
            id: ids::text(Kind::MentorAssignment, assignment.id).into(),
            mentor_id: ids::text(Kind::Mentor, assignment.mentor_id).into(),
            enterprise_id: ids::text(Kind::Enterprise, assignment.enterprise_id).into(),
            enterprise_name: mine.enterprise.name,
            incubatee_id: mine.incubatee.map(|id| ids::text(Kind::Incubatee, id).into()),
            unit_id: public_id(&unit).into(),
            unit_code: unit.code,
            unit_name: unit.name,
            from_on: assignment.from_on,
            to_on: assignment.to_on,
            last_visit_on: mine.last_visit,
            days_since_visit: mine.days,
            open_problems: count(mine.open_problems),
            overdue_problems: count(mine.overdue_problems),
            next_due_on: mine.next_due,
        }
    }
}

impl From<Transcript> for MentorTranscript {
    fn from(found: Transcript) -> Self {
        let (mentor, sums) = (found.mentor.row, found.figures);
        let by_duty =
            sums.by_duty.into_iter().map(|(duty, minutes)| DutyHours { duty, hours: mentors::hours(minutes) });
        let by_role = sums.by_role.into_iter().map(|(role, visits)| RoleVisits { role, visits: count(visits) });
        Self {
            mentor_id: ids::text(Kind::Mentor, mentor.id).into(),
            status: mentor.status,
            training_result: mentor.training_result,
            batch_id: ids::text(Kind::MentorBatch, found.batch.id).into(),
            batch_code: found.batch.code,
            from_on: sums.from,
            to_on: sums.to,
            visits_recorded: count(sums.recorded),
            visits_verified: count(sums.verified),
            visits_refused: count(sums.refused),
            enterprises: count(sums.enterprises),
            hours: mentors::hours(sums.minutes),
            hours_by_duty: by_duty.collect(),
            visits_by_role: by_role.collect(),
        }
    }
}

/// Takes a step of a mentor.
pub async fn step(tx: &Tx, id: &str, expected: Expected, input: MentorStepInput) -> Result<Mentor> {
    let MentorStepInput { step, on, reason } = input;
    Mentor::of(mentors::step(tx, id, expected, Step { step, on, reason }).await?)
}

/// Verifies or refuses a visit.
pub async fn verify(tx: &Tx, id: &str, expected: Expected, input: VisitVerdictInput) -> Result<MentoringVisit> {
    let VisitVerdictInput { verdict, note } = input;
    MentoringVisit::of(mentors::verify(tx, id, expected, Verdict { verdict, note }).await?)
}

/// Records an application.
pub async fn apply(tx: &Tx, batch: &str, input: MentorApplicationInput) -> Result<MentorApplication> {
    let MentorApplicationInput { person, competencies, motivation } = input;
    let made = mentors::apply(tx, batch, Application { person, competencies, motivation }).await?;
    Ok(MentorApplication {
        id: ids::text(Kind::Mentor, made.id).into(),
        status: made.status,
        received_at: made.created_at,
    })
}

/// Enterprises that wait for a mentor, best match first.
pub async fn matches(ctx: &Ctx, mentor: &str, limit: u64) -> Result<Vec<MentorMatch>> {
    Ok(mentors::matches(ctx, mentor, limit).await?.into_iter().map(MentorMatch::from).collect())
}

/// What is assigned to the caller today.
pub async fn mine(ctx: &Ctx) -> Result<Vec<MyAssignment>> {
    Ok(mentors::mine(ctx).await?.into_iter().map(MyAssignment::from).collect())
}

/// The caller's enterprises in the order in which to visit them.
pub async fn plan(ctx: &Ctx, days: u64) -> Result<Vec<PlannedVisit>> {
    let planned = mentors::plan(ctx, days).await?.into_iter().zip(1..);
    let shown = planned.map(|(planned, position)| {
        let Planned { mine, due_on, reasons } = planned;
        PlannedVisit { position, due_on, reasons, assignment: mine.into() }
    });
    Ok(shown.collect())
}

/// The transcript of a mentor.
pub async fn transcript(ctx: &Ctx, id: &str) -> Result<MentorTranscript> {
    Ok(mentors::transcript(ctx, id).await?.into())
}
