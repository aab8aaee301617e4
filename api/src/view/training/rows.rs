//! Results and attendance of many trainees: the rows as they come, and what became of each.

use async_graphql::{Enum, ID, InputObject, SimpleObject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::ids::{self, Kind};
use crate::domain::text::Lang;
use crate::domain::training::{attendance, results};
use crate::domain::{Result, Tx, batch};
use crate::view::batch::{Refused, RefusedItem};
use crate::view::incubation::rosters::{Atomicity, faults, number};
use crate::view::shape;

/// Rows as they came: each is held to the shape of its call by itself, so that a bad one does not spoil the others.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TraineeRows {
    /// `all` (default) or `row`.
    #[serde(default)]
    pub atomicity: Atomicity,
    /// 1 to 1,000 rows.
    #[schema(min_items = 1, max_items = 1000)]
    pub rows: Vec<Value>,
}

/// Results of many trainees of a package in one call.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrainingResultsInput {
    /// `all` (default) or `row`.
    #[graphql(default)]
    #[serde(default)]
    pub atomicity: Atomicity,
    /// 1 to 1,000 results.
    #[schema(min_items = 1, max_items = 1000)]
    pub rows: Vec<TrainingResultRow>,
}

/// What became of a trainee. It takes the place of what was recorded before, all of it; of a completed package it repeats
/// that, and adds what was not known yet.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrainingResultRow {
    /// Id of the trainee.
    #[schema(max_length = 60)]
    pub trainee: String,
    /// LULUS or TIDAK_LULUS: code of `trainingResults`. Who leaves early takes the step WITHDRAW instead.
    #[schema(max_length = 60, example = "LULUS")]
    pub result: String,
    /// Day of the result; the last day of the package unless given. None of the days is before it or in the future.
    #[schema(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
    /// Final score.
    #[schema(minimum = 0, maximum = 100)]
    pub score: Option<f64>,
    /// Day of the competency test.
    #[schema(value_type = Option<String>, format = Date)]
    pub tested_on: Option<NaiveDate>,
    /// Its result: code of `competencyResults`. Required with `testedOn`; KOMPETEN only with LULUS.
    #[schema(max_length = 60)]
    pub test_result: Option<String>,
    /// Number of the BNSP certificate. Required with KOMPETEN, and only there.
    #[schema(min_length = 1, max_length = 60)]
    pub test_number: Option<String>,
    /// Number of the training certificate; only with LULUS.
    #[schema(min_length = 1, max_length = 60)]
    pub certificate_number: Option<String>,
    /// Day of that certificate.
    #[schema(value_type = Option<String>, format = Date)]
    pub certified_on: Option<NaiveDate>,
}

/// Who attended a session, many trainees in one call.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttendanceInput {
    /// `all` (default) or `row`.
    #[graphql(default)]
    #[serde(default)]
    pub atomicity: Atomicity,
    /// 1 to 1,000 trainees.
    #[schema(min_items = 1, max_items = 1000)]
    pub rows: Vec<AttendanceRow>,
}

/// How much of a session a trainee attended. It takes the place of what was recorded before.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttendanceRow {
    /// Id of the trainee.
    #[schema(max_length = 60)]
    pub trainee: String,
    /// Lesson hours attended, no more than the session has; all of them unless given, 0 for who was away.
    #[schema(minimum = 0, maximum = 12)]
    pub hours: Option<i32>,
}

/// What became of each row, in the order sent.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TraineeRowsOutcome {
    /// Rows that were recorded.
    pub recorded: i32,
    /// Rows that were there already, as they are.
    pub existing: i32,
    /// Rows that were refused.
    pub refused: i32,
    /// One result per row.
    pub results: Vec<TraineeRowResult>,
}

/// What became of one row.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TraineeRowResult {
    /// Place of the row in the call, from 0.
    pub index: i32,
    /// Whether it was carried out.
    pub status: TraineeRowStatus,
    /// Id of the trainee.
    #[schema(value_type = Option<String>)]
    pub trainee: Option<ID>,
    /// Why it was refused, every fault; their paths begin with the row: `/rows/7/hours`.
    pub errors: Vec<RefusedItem>,
}

/// What became of a row about a trainee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TraineeRowStatus {
    /// It was recorded; with `validateOnly`: would have been.
    Recorded,
    /// It was there already, as it is.
    Existing,
    /// Nothing of it was written.
    Refused,
}

/// Records results of a package.
pub async fn record_results(tx: &Tx, id: &str, body: TraineeRows) -> Result<TraineeRowsOutcome> {
    let package = results::open(tx, id).await?;
    let package = &package;
    let work = move |row: Value| async move {
        let row = shape::check::<TrainingResultRow>(&row)?;
        Box::pin(results::record(tx, package, row.into())).await
    };
    let outcomes = batch::carry_out(tx, body.rows, body.atomicity == Atomicity::All, "", work).await?;
    Ok(TraineeRowsOutcome::of(tx.lang, outcomes))
}

/// Records who attended a session; it is summed up once, with the last row.
pub async fn record_attendance(tx: &Tx, id: &str, body: TraineeRows) -> Result<TraineeRowsOutcome> {
    let open = attendance::open(tx, id).await?;
    let session = &open;
    let work = move |row: Value| async move {
        let AttendanceRow { trainee, hours } = shape::check(&row)?;
        Box::pin(attendance::record(tx, session, attendance::Given { trainee, hours })).await
    };
    let outcomes = batch::carry_out(tx, body.rows, body.atomicity == Atomicity::All, "", work).await?;
    if outcomes.iter().flatten().any(|(_, new)| *new) {
        attendance::close(tx, open).await?;
    }
    Ok(TraineeRowsOutcome::of(tx.lang, outcomes))
}

impl From<TrainingResultRow> for results::Given {
    fn from(row: TrainingResultRow) -> Self {
        Self {
            trainee: row.trainee,
            result: row.result,
            on: row.on,
            score: row.score,
            tested_on: row.tested_on,
            test_result: row.test_result,
            test_number: row.test_number,
            certificate_number: row.certificate_number,
            certified_on: row.certified_on,
        }
    }
}

impl TraineeRowsOutcome {
    fn of(lang: Lang, outcomes: Vec<Result<(Uuid, bool)>>) -> Self {
        let results: Vec<TraineeRowResult> = outcomes
            .into_iter()
            .enumerate()
            .map(|(index, outcome)| TraineeRowResult::of(lang, number(index), outcome))
            .collect();
        let count = |status: TraineeRowStatus| number(results.iter().filter(|row| row.status == status).count());
        let (recorded, existing) = (count(TraineeRowStatus::Recorded), count(TraineeRowStatus::Existing));
        Self { recorded, existing, refused: count(TraineeRowStatus::Refused), results }
    }
}

impl TraineeRowResult {
    fn of(lang: Lang, index: i32, outcome: Result<(Uuid, bool)>) -> Self {
        match outcome {
            Ok((trainee, new)) => Self {
                index,
                status: if new { TraineeRowStatus::Recorded } else { TraineeRowStatus::Existing },
                trainee: Some(ids::text(Kind::Trainee, trainee).into()),
                errors: Vec::new(),
            },
            Err(refused) => {
                let errors = faults(Refused::of(lang, &refused, &format!("/rows/{index}")), index);
                Self { index, status: TraineeRowStatus::Refused, trainee: None, errors }
            }
        }
    }
}
