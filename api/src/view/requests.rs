//! Change requests, the history of a record, and the public counts.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::blks::{self, BlkChanges, BlkInput};
use super::units::UnitFacts;
use super::{Changes, Document};
use crate::domain::clock::{local_day, zone};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::history::Entry;
use crate::domain::registry::kept::ops::difference;
use crate::domain::registry::requests::{self, NewRequest, Requested, Verdict};
use crate::domain::registry::summary::{Independence as Sums, Summary};
use crate::domain::registry::{self, parts};
use crate::domain::{Error, Result, Tx};

/// One field that changed, or is to change.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct FieldChange {
    /// Name of the field.
    pub field: String,
    /// Its value before; null where it had none.
    #[schema(value_type = Value)]
    pub from: Option<Document>,
    /// Its value after; null where it is taken away.
    #[schema(value_type = Value)]
    pub to: Option<Document>,
}

fn document(value: Option<&Value>) -> Option<Document> {
    value.filter(|value| !value.is_null()).map(|value| Document(value.to_string()))
}

/// What to change in a BLK, and why.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeRequestInput {
    /// Fields of the BLK with their new values: name, code, region, host, statuses.
    #[schema(inline)]
    pub changes: BlkChanges,
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
    /// Day from which a region or a status holds; today unless given.
    #[schema(value_type = Option<String>, format = Date)]
    pub effective_on: Option<NaiveDate>,
}

/// What the forum says of a change request.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VerdictInput {
    /// Why; needed for a rejection.
    #[schema(max_length = 1000)]
    pub note: Option<String>,
}

/// A change of the registry that a BLK asks for and the forum decides.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ChangeRequest {
    /// Id.
    #[schema(value_type = String)]
    pub id: ID,
    /// Id of the BLK.
    #[schema(value_type = String)]
    pub unit_id: ID,
    /// Code of the BLK.
    pub unit_code: String,
    /// What is to change, field by field.
    pub changes: Vec<FieldChange>,
    /// Day from which a region or a status holds.
    #[schema(value_type = String, format = Date)]
    pub effective_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// Code of `changeRequestStatuses`.
    pub status: String,
    /// Who asked (`usr_...` or `cli_...`).
    pub requested_by: String,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// What the forum said.
    pub note: Option<String>,
    /// Version of this record, for If-Match and `expectedVersion`.
    pub version: i32,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}

impl TryFrom<Requested> for ChangeRequest {
    type Error = Error;

    fn try_from(requested: Requested) -> Result<Self> {
        let (row, unit) = (requested.row, requested.unit);
        let changes: Map<String, Value> = serde_json::from_str(&row.changes)?;
        let before: Map<String, Value> = serde_json::from_str(&row.before)?;
        let field = |(name, to): (&String, &Value)| FieldChange {
            field: name.clone(),
            from: document(before.get(name)),
            to: document(Some(to)),
        };
        Ok(Self {
            id: ids::text(Kind::ChangeRequest, row.id).into(),
            unit_id: registry::public_id(&unit).into(),
            unit_code: unit.code,
            changes: changes.iter().map(field).collect(),
            effective_on: row.effective_on,
            reason: row.reason,
            status: row.status,
            requested_by: ids::text(Kind::User, row.requested_by),
            decided_by: row.decided_by.map(|id| ids::text(Kind::User, id)),
            decided_at: row.decided_at,
            note: row.note,
            version: row.version,
            created_at: row.created_at,
        })
    }
}

/// Asks for a change of a BLK. What would be refused when it is made is refused now.
pub async fn request(tx: &Tx, blk: &str, input: ChangeRequestInput) -> Result<ChangeRequest> {
    let old = parts::for_change::<entity::blk::Model>(tx, blk, Expected::Any).await?;
    let current = BlkInput::of(&old)?;
    let wanted = input.changes.applied_to(&current)?;
    let (before, after) = (facts(&current)?, facts(&wanted)?);
    let mut changes = difference(&before, &after);
    changes.extend(difference(&after, &before).into_iter().filter(|(field, _)| !after.contains_key(field)));
    let mut faults = Vec::new();
    let (unit, part) = wanted.draft(tx, &mut faults).await?;
    parts::refuse_faults(tx, &unit, &part, faults).await?;
    let changes = changes.keys().map(|field| (field.clone(), after.get(field).cloned().unwrap_or(Value::Null)));
    let effective_on = input.effective_on.unwrap_or_else(|| local_day(tx.now(), zone(&old.unit.timezone)));
    let new = NewRequest { changes: changes.collect(), before, effective_on, reason: input.reason };
    requests::open(tx, old.unit, new).await?.try_into()
}

fn facts(input: &BlkInput) -> Result<Map<String, Value>> {
    match serde_json::to_value(input)? {
        Value::Object(facts) => Ok(facts.into_iter().filter(|(_, value)| !value.is_null()).collect()),
        _ => Ok(Map::new()),
    }
}

/// Ends a change request; an approved change is made in the same transaction.
pub async fn end(
    tx: &Tx,
    id: &str,
    expected: Expected,
    verdict: Verdict,
    input: VerdictInput,
) -> Result<ChangeRequest> {
    let requested = requests::end(tx, id, expected, verdict, input.note).await?;
    if verdict == Verdict::Approved {
        let changes = Changes::new(serde_json::from_str(&requested.row.changes)?);
        let from = Some(requested.row.effective_on);
        blks::change(tx, &registry::public_id(&requested.unit), Expected::Any, changes, from).await?;
    }
    requested.try_into()
}

/// Somebody changed a record.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// The operation: `updateBlk`.
    pub action: String,
    /// Who (`usr_...` or `cli_...`); null for the system.
    pub actor: Option<String>,
    /// The head in whose name a client acted.
    pub on_behalf_of: Option<String>,
    /// The request in which it happened.
    pub request_id: String,
    /// What changed, field by field.
    pub changes: Vec<FieldChange>,
}

impl From<Entry> for HistoryEntry {
    fn from(entry: Entry) -> Self {
        let audit = entry.audit;
        let kind = if audit.actor_kind == "CLIENT" { Kind::Client } else { Kind::User };
        let field = |(name, change): (&String, &Value)| FieldChange {
            field: name.clone(),
            from: document(change.get("from")),
            to: document(change.get("to")),
        };
        Self {
            at: audit.at,
            action: audit.action,
            actor: audit.actor_id.filter(|id| !id.is_nil()).map(|id| ids::text(kind, id)),
            on_behalf_of: audit.on_behalf_of.map(|id| ids::text(Kind::User, id)),
            request_id: audit.request_id,
            changes: entry.changes.iter().map(field).collect(),
        }
    }
}

/// So many BLKs share something.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct BlkCount {
    /// Code of the province, of the vocation, or the year.
    pub code: String,
    /// BLKs.
    pub blks: i64,
}

/// Counts of the public registry.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RegistrySummary {
    pub blks: u64,
    pub kawasans: u64,
    pub organizations: u64,
    pub sites: u64,
    pub programmes: u64,
    pub enterprises: u64,
    pub products: u64,
    /// BLKs by Kemendagri code of the province.
    pub by_province: Vec<BlkCount>,
    /// BLKs by the year in which they were built.
    pub by_year: Vec<BlkCount>,
    /// BLKs by code of `vocations`; one with two vocations counts in both.
    pub by_vocation: Vec<BlkCount>,
}

impl From<Summary> for RegistrySummary {
    fn from(counts: Summary) -> Self {
        let by = |(code, blks): (String, i64)| BlkCount { code, blks };
        Self {
            blks: counts.blks,
            kawasans: counts.kawasans,
            organizations: counts.organizations,
            sites: counts.sites,
            programmes: counts.programmes,
            enterprises: counts.enterprises,
            products: counts.products,
            by_province: counts.by_province.into_iter().map(by).collect(),
            by_year: counts.by_year.into_iter().map(|(year, blks)| by((year.to_string(), blks))).collect(),
            by_vocation: counts.by_vocation.into_iter().map(by).collect(),
        }
    }
}

/// How far a BLK lives on its own revenue: indicators D03 and D04 of its latest four approved quarters.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Independence {
    /// Own revenue.
    pub own_revenue: super::Rupiah,
    /// Operating cost.
    pub operating_cost: super::Rupiah,
    /// Own revenue as a percentage of operating cost; null without cost.
    pub ratio: Option<f64>,
    /// First of the quarters.
    pub first_quarter: String,
    /// Last of the quarters.
    pub last_quarter: String,
}

impl From<Sums> for Independence {
    fn from(sums: Sums) -> Self {
        Self {
            ratio: sums.ratio(),
            own_revenue: super::Rupiah(sums.own_revenue),
            operating_cost: super::Rupiah(sums.operating_cost),
            first_quarter: sums.from,
            last_quarter: sums.to,
        }
    }
}

/// A region of a unit between two days.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RegionStretch {
    /// Kemendagri code.
    pub region_code: String,
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from_on: NaiveDate,
    /// First day on which it no longer holds; null while it lasts.
    #[schema(value_type = Option<String>, format = Date)]
    pub to_on: Option<NaiveDate>,
    /// Why: a decree, a move.
    pub reason: Option<String>,
}

impl From<entity::unit_placement::Model> for RegionStretch {
    fn from(row: entity::unit_placement::Model) -> Self {
        Self { region_code: row.region_code, from_on: row.from_on, to_on: row.to_on, reason: row.reason }
    }
}
