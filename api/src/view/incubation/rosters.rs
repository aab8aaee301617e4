//! Rosters: the rows as they come, and what became of each.

use std::collections::{HashMap, HashSet};

use async_graphql::{Enum, ID, InputObject, SimpleObject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::persons::PersonInput;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::rosters::{self, Entered};
use crate::domain::text::Lang;
use crate::domain::{Result, Tx, batch};
use crate::view::batch::{Refused, RefusedItem};
use crate::view::shape;

/// Whether one refusal refuses all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema, Enum)]
pub enum Atomicity {
    /// One refusal refuses the whole call.
    #[default]
    #[serde(rename = "all")]
    All,
    /// Each row stands alone.
    #[serde(rename = "row")]
    Row,
}

/// Many people or enterprises in one call, with memberships and places in a cohort.
#[derive(Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RosterInput {
    /// Id or code of the BLK, kawasan or site that they belong to.
    #[schema(max_length = 60)]
    pub unit: String,
    /// `all` (default) or `row`.
    #[graphql(default)]
    #[serde(default)]
    pub atomicity: Atomicity,
    /// Id of the cohort that enterprises enter, where rows ask for it.
    #[schema(max_length = 60)]
    pub cohort: Option<String>,
    /// 1 to 1,000 people or enterprises.
    #[schema(min_items = 1, max_items = 1000)]
    pub rows: Vec<RosterRow>,
}

/// The same as it is read: each row is held to its shape by itself, so that a bad one does not spoil the others.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RosterBody {
    /// Id or code of the unit.
    #[schema(max_length = 60)]
    pub unit: String,
    /// `all` (default) or `row`.
    #[serde(default)]
    pub atomicity: Atomicity,
    /// Id of the cohort.
    #[schema(max_length = 60)]
    pub cohort: Option<String>,
    /// 1 to 1,000 rows.
    #[schema(min_items = 1, max_items = 1000)]
    pub rows: Vec<Value>,
}

/// One person of a roster, one enterprise, or both.
#[derive(Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RosterRow {
    /// The person; found, not made, where its NIK and birth date are recorded already. Without it the row is of the
    /// enterprise alone. A person without a NIK cannot be found: send such rows with an Idempotency-Key.
    pub person: Option<PersonInput>,
    /// The enterprise that the person is a member of. One of the unit with the same name and year is taken as it stands.
    pub enterprise: Option<RosterEnterprise>,
    /// Office of the person in the enterprise: code of `membershipRoles`; ANGGOTA unless given.
    #[schema(max_length = 60)]
    pub office: Option<String>,
    /// First day of the membership; today unless given. A membership that has not ended by then is taken as it stands.
    #[schema(value_type = Option<String>, format = Date)]
    pub joined_on: Option<NaiveDate>,
    /// Asks that the enterprise enters the cohort. It enters once, with the last of its rows that asks for it: by then
    /// its members are there.
    pub incubatee: Option<RosterIncubatee>,
}

impl RosterRow {
    /// Whether it says something of a membership, which takes a person and an enterprise.
    pub fn says_membership(&self) -> bool {
        self.office.is_some() || self.joined_on.is_some()
    }
}

/// The enterprise of a row.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RosterEnterprise {
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Year it joined the programme.
    #[schema(minimum = 2000, maximum = 2100)]
    pub year: i32,
    /// Code of `sectors`.
    #[schema(max_length = 60)]
    pub sector: String,
    /// Beginner or advanced: code of `enterpriseLevels`.
    #[schema(max_length = 60)]
    pub level: String,
    /// Group or one person: code of `enterpriseForms`; a group where it is null.
    #[schema(max_length = 60)]
    pub form: Option<String>,
}

/// How the enterprise of a row enters the cohort.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RosterIncubatee {
    /// Whether it has received aid, will, or neither: code of `aidRelations`.
    #[schema(max_length = 60)]
    pub aid_relation: String,
    /// Day of the application.
    #[schema(value_type = String, format = Date)]
    pub applied_on: NaiveDate,
}

/// What became of each row, in the order sent.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RosterOutcome {
    /// Rows of which something was recorded.
    pub created: i32,
    /// Rows of which all was there already.
    pub existing: i32,
    /// Rows that were refused.
    pub refused: i32,
    /// One result per row.
    pub results: Vec<RosterResult>,
}

/// What became of one row.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RosterResult {
    /// Place of the row in the call, from 0.
    pub index: i32,
    /// Whether it was carried out.
    pub status: RosterStatus,
    /// Id of the person; null where the row is of an enterprise alone.
    #[schema(value_type = Option<String>)]
    pub person: Option<ID>,
    /// Id of the enterprise.
    #[schema(value_type = Option<String>)]
    pub enterprise: Option<ID>,
    /// Id of the membership.
    #[schema(value_type = Option<String>)]
    pub membership: Option<ID>,
    /// Id of the enterprise's place in the cohort.
    #[schema(value_type = Option<String>)]
    pub incubatee: Option<ID>,
    /// Why it was refused, every fault; their paths begin with the row: `/rows/7/person/nik`.
    pub errors: Vec<RefusedItem>,
}

/// What became of a row of a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RosterStatus {
    /// Something of it was recorded; with `validateOnly`: would have been.
    Created,
    /// All of it was there already.
    Existing,
    /// Nothing of it was written.
    Refused,
}

/// Records the people and enterprises of a roster.
pub async fn import(tx: &Tx, body: RosterBody) -> Result<RosterOutcome> {
    let RosterBody { unit, atomicity, cohort, rows } = body;
    let roster = rosters::open(tx, &unit, cohort.as_deref()).await?;
    let applying = applying(&rows);
    let rows: Vec<(bool, Value)> =
        rows.into_iter().enumerate().map(|(index, row)| (applying.contains(&index), row)).collect();
    let roster = &roster;
    let work = move |(applies, row): (bool, Value)| async move {
        let row = shape::check::<RosterRow>(&row)?;
        Box::pin(rosters::enter(tx, roster, row, applies)).await
    };
    let outcomes = batch::carry_out(tx, rows, atomicity == Atomicity::All, "", work).await?;
    Ok(RosterOutcome::of(tx.lang, outcomes))
}

/// The rows with which enterprises enter the cohort: of each enterprise the last that asks for it.
fn applying(rows: &[Value]) -> HashSet<usize> {
    let mut last = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        if row.get("incubatee").is_some_and(Value::is_object) {
            let field = |name: &str| row.pointer(&format!("/enterprise/{name}"));
            last.insert((field("name").and_then(Value::as_str), field("year").and_then(Value::as_i64)), index);
        }
    }
    last.into_values().collect()
}

impl RosterOutcome {
    fn of(lang: Lang, outcomes: Vec<Result<Entered>>) -> Self {
        let entered = outcomes.iter().flatten().filter_map(|row| Some((row.enterprise?, row.incubatee?)));
        let places: HashMap<Uuid, Uuid> = entered.collect();
        let results: Vec<RosterResult> = outcomes
            .into_iter()
            .enumerate()
            .map(|(index, outcome)| RosterResult::of(lang, number(index), outcome, &places))
            .collect();
        let count = |status: RosterStatus| number(results.iter().filter(|row| row.status == status).count());
        let (created, existing) = (count(RosterStatus::Created), count(RosterStatus::Existing));
        Self { created, existing, refused: count(RosterStatus::Refused), results }
    }
}

impl RosterResult {
    fn of(lang: Lang, index: i32, outcome: Result<Entered>, places: &HashMap<Uuid, Uuid>) -> Self {
        let row = match outcome {
            Ok(row) => row,
            Err(refused) => {
                let errors = faults(Refused::of(lang, &refused, &format!("/rows/{index}")), index);
                let (person, enterprise, membership, incubatee) = (None, None, None, None);
                return Self {
                    index,
                    status: RosterStatus::Refused,
                    person,
                    enterprise,
                    membership,
                    incubatee,
                    errors,
                };
            }
        };
        let shown = |kind: Kind, id: Option<Uuid>| id.map(|id| ID(ids::text(kind, id)));
        let place = row.enterprise.filter(|_| row.asks).and_then(|enterprise| places.get(&enterprise).copied());
        Self {
            index,
            status: if row.recorded { RosterStatus::Created } else { RosterStatus::Existing },
            person: shown(Kind::Person, row.person),
            enterprise: shown(Kind::Enterprise, row.enterprise),
            membership: shown(Kind::Membership, row.membership),
            incubatee: shown(Kind::Incubatee, row.incubatee.or(place)),
            errors: Vec::new(),
        }
    }
}

/// Every fault of a refusal; one without faults is a fault of the whole row.
pub(in crate::view) fn faults(refused: Refused, index: i32) -> Vec<RefusedItem> {
    if refused.errors.is_empty() {
        return vec![RefusedItem { code: refused.code, path: format!("/rows/{index}"), message: refused.detail }];
    }
    refused.errors
}

pub(in crate::view) fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
