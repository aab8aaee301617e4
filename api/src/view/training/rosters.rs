//! Rosters of a training package: the people as they come, and what became of each.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::rows::TraineeRows;
use crate::domain::ids::{self, Kind};
use crate::domain::text::Lang;
use crate::domain::training::roster::{self, Entered};
use crate::domain::{Result, Tx, batch};
use crate::view::batch::{Refused, RefusedItem};
use crate::view::incubation::persons::PersonInput;
use crate::view::incubation::rosters::{Atomicity, RosterStatus, faults, number};
use crate::view::shape;

/// Many applicants or trainees of a package in one call.
#[derive(Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TraineeRosterInput {
    /// `all` (default) or `row`.
    #[graphql(default)]
    #[serde(default)]
    pub atomicity: Atomicity,
    /// 1 to 1,000 people.
    #[schema(min_items = 1, max_items = 1000)]
    pub rows: Vec<TraineeRosterRow>,
}

/// One person of a roster of a package. Name the person by exactly one of `person`, `personId`.
#[derive(Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TraineeRosterRow {
    /// The person; found, not made, where its NIK and birth date are recorded already. A person without a NIK cannot be
    /// found: send such rows with an Idempotency-Key.
    pub person: Option<PersonInput>,
    /// Id of a person who is recorded.
    #[schema(max_length = 60)]
    pub person_id: Option<String>,
    /// Where the person comes from: code of `traineeOrigins`.
    #[schema(max_length = 60)]
    pub origin: String,
    /// Day of the application.
    #[schema(value_type = String, format = Date)]
    pub applied_on: NaiveDate,
    /// Day from which the person has a place; null for who only applies.
    #[schema(value_type = Option<String>, format = Date)]
    pub admitted_on: Option<NaiveDate>,
}

/// What became of each row, in the order sent.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TraineeRosterOutcome {
    /// Rows of which something was recorded.
    pub created: i32,
    /// Rows of which all was there already.
    pub existing: i32,
    /// Rows that were refused.
    pub refused: i32,
    /// One result per row.
    pub results: Vec<TraineeRosterResult>,
}

/// What became of one row.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TraineeRosterResult {
    /// Place of the row in the call, from 0.
    pub index: i32,
    /// Whether it was carried out.
    pub status: RosterStatus,
    /// Id of the person.
    #[schema(value_type = Option<String>)]
    pub person: Option<ID>,
    /// Id of the person's place in the package, as applicant or trainee.
    #[schema(value_type = Option<String>)]
    pub trainee: Option<ID>,
    /// Why it was refused, every fault; their paths begin with the row: `/rows/7/person/nik`.
    pub errors: Vec<RefusedItem>,
}

/// Records the people of a roster.
pub async fn import(tx: &Tx, id: &str, body: TraineeRows) -> Result<TraineeRosterOutcome> {
    let package = roster::open(tx, id).await?;
    let package = &package;
    let work = move |row: Value| async move {
        let row = shape::check::<TraineeRosterRow>(&row)?;
        Box::pin(roster::enter(tx, package, row.into())).await
    };
    let outcomes = batch::carry_out(tx, body.rows, body.atomicity == Atomicity::All, "", work).await?;
    Ok(TraineeRosterOutcome::of(tx.lang, outcomes))
}

impl From<TraineeRosterRow> for roster::Row {
    fn from(row: TraineeRosterRow) -> Self {
        let TraineeRosterRow { person, person_id, origin, applied_on, admitted_on } = row;
        Self { person, person_id, origin, applied_on, admitted_on }
    }
}

impl TraineeRosterOutcome {
    fn of(lang: Lang, outcomes: Vec<Result<Entered>>) -> Self {
        let results: Vec<TraineeRosterResult> = outcomes
            .into_iter()
            .enumerate()
            .map(|(index, outcome)| TraineeRosterResult::of(lang, number(index), outcome))
            .collect();
        let count = |status: RosterStatus| number(results.iter().filter(|row| row.status == status).count());
        let (created, existing) = (count(RosterStatus::Created), count(RosterStatus::Existing));
        Self { created, existing, refused: count(RosterStatus::Refused), results }
    }
}

impl TraineeRosterResult {
    fn of(lang: Lang, index: i32, outcome: Result<Entered>) -> Self {
        match outcome {
            Ok(row) => Self {
                index,
                status: if row.recorded { RosterStatus::Created } else { RosterStatus::Existing },
                person: Some(ids::text(Kind::Person, row.person).into()),
                trainee: Some(ids::text(Kind::Trainee, row.trainee).into()),
                errors: Vec::new(),
            },
            Err(refused) => {
                let errors = faults(Refused::of(lang, &refused, &format!("/rows/{index}")), index);
                Self { index, status: RosterStatus::Refused, person: None, trainee: None, errors }
            }
        }
    }
}
