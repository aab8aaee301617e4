//! Whether anything has changed since a table was made, found out without making it anew: no event came and no decree of
//! regions, it is the same hour, and the caller, its rights and its parameters are the same.

use entity::saved_query;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Map, Value};

use crate::domain::reference::decrees::LATEST;
use crate::domain::vault::sha256_hex;
use crate::domain::{Ctx, Result};

/// Tables remembered.
const MANY: u64 = 10_000;

/// Fields at the root whose every change is an event. What shows more than that (who am I, what was I given, when was a
/// token issued) is made anew each time, and still answered with 304 where nothing differs.
const FOLLOWED: &[&str] = &[
    "activities",
    "aidOverview",
    "awards",
    "blk",
    "blks",
    "cohorts",
    "enterpriseSeries",
    "enterprises",
    "incubatees",
    "incubationFunnel",
    "indicatorTotals",
    "indicators",
    "jobAbsorption",
    "kawasanOverview",
    "kawasans",
    "mentoringOverview",
    "obligations",
    "organizations",
    "partnershipOverview",
    "potentials",
    "products",
    "programmes",
    "publications",
    "regions",
    "reportTemplates",
    "reportingRate",
    "reports",
    "sites",
    "targetAttainment",
    "targets",
    "weaningOverview",
];

/// The state of everything at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Position of the last event.
    head: i64,
    /// Events that have none yet. They only become more until the head moves.
    waiting: i64,
    /// Deadlines pass by themselves, at full hours of our zones.
    hour: i64,
    /// The last decree of regions: names and borders of regions have no events.
    decree: Option<String>,
}

/// What is known of a table.
#[derive(Clone, Debug)]
pub struct Made {
    /// The state from which it was made.
    pub stamp: Stamp,
    /// Its tag.
    pub tag: String,
}

/// Tables by what was asked, of whom.
pub type Tables = moka::future::Cache<String, Made>;

/// No table is known yet.
pub fn tables() -> Tables {
    moka::future::Cache::builder().max_capacity(MANY).build()
}

/// The state now.
pub async fn now(ctx: &Ctx) -> Result<Stamp> {
    let sql = format!(
        "SELECT (SELECT COALESCE(MAX(position), 0) FROM event), (SELECT COUNT(*) FROM event WHERE position IS NULL), \
         (SELECT value FROM setting WHERE name = '{LATEST}')"
    );
    let row = ctx.db().query_one_raw(Statement::from_string(ctx.app.store.backend(), sql)).await?;
    let hour = ctx.now().timestamp() / 3_600;
    let Some(row) = row else { return Ok(Stamp { head: -1, waiting: -1, hour, decree: None }) };
    let (head, waiting, decree) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
    Ok(Stamp { head, waiting, hour, decree })
}

/// What a table is known by: the query as it stands, its form, its parameters, who asks, with which rights, in which
/// language.
pub fn key(ctx: &Ctx, row: &saved_query::Model, form: &str, values: &Map<String, Value>) -> Result<String> {
    let actor = &ctx.actor;
    let who = (actor.kind.as_str(), actor.id, &actor.grants, &actor.scopes, ctx.lang);
    let all = (row.id, row.version, form, serde_json::to_string(values)?);
    Ok(sha256_hex(format!("{who:?} {all:?}").as_bytes()))
}

/// Whether every change of what these fields show is an event.
pub fn is_followed(roots: &[String]) -> bool {
    roots.iter().all(|root| FOLLOWED.contains(&root.as_str()))
}
