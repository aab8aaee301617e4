//! What incubatees earned, whom they paid, what they borrowed and what they hold, for the C indicators.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use entity::{certification, offtake_contract, progress};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::values::{Parts, tally, value};
use super::{financed, rules};
use crate::domain::Result;

/// Statuses of contracts that hold between their days.
const SIGNED: &[&str] = &["ACTIVE", "ENDED"];

/// Active incubatees: the sector of each enterprise.
pub(super) type Active<'a> = BTreeMap<Uuid, &'a str>;

/// The month of a day, as months are written.
fn month_of(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// C08, C09, C11, C12: what the enterprises recorded of their months.
pub(super) async fn months(
    conn: &impl ConnectionTrait,
    active: &Active<'_>,
    first: NaiveDate,
    last: NaiveDate,
    values: &mut Map<String, Value>,
) -> Result<()> {
    let (from, to) = (month_of(first), month_of(last));
    let earliest = month_of(first.checked_sub_months(Months::new(12)).unwrap_or(first));
    let rows = progress::Entity::find()
        .filter(progress::Column::EnterpriseId.is_in(active.keys().copied()))
        .filter(progress::Column::ArchivedAt.is_null())
        .filter(progress::Column::Month.between(earliest.as_str(), to.as_str()))
        .order_by_asc(progress::Column::Month)
        .all(conn)
        .await?;
    let within: Vec<&progress::Model> = rows.iter().filter(|row| row.month >= from).collect();
    if within.is_empty() {
        return Ok(());
    }
    let mut revenue = Parts::new();
    for row in &within {
        let sector = active.get(&row.enterprise_id).copied().unwrap_or_default();
        *revenue.entry(sector.to_owned()).or_default() += row.revenue;
    }
    values.insert("C08".to_owned(), value(revenue.values().sum(), &[("sector", revenue)]));
    let latest: Vec<&progress::Model> = within.iter().copied().filter(|row| row.month == to).collect();
    if !latest.is_empty() {
        values.insert("C09".to_owned(), jobs(&latest));
    }
    if within.iter().any(|row| row.credit_status.is_some()) {
        financing(&rows, &from, values);
    }
    Ok(())
}

/// Paid workers of the last month.
fn jobs(rows: &[&progress::Model]) -> Value {
    let (mut total, mut sexes, mut flags, mut relations) = (0, Parts::new(), Parts::new(), Parts::new());
    for workers in rows.iter().flat_map(|row| rules::paid(row)).filter(|workers| workers.count > 0) {
        total += workers.count;
        let flag = if workers.disability { "DISABILITAS" } else { "NON_DISABILITAS" };
        *sexes.entry(workers.sex).or_default() += workers.count;
        *flags.entry(flag.to_owned()).or_default() += workers.count;
        *relations.entry(workers.relation).or_default() += workers.count;
    }
    value(total, &[("sex", sexes), ("disability", flags), ("employmentRelation", relations)])
}

/// How many enterprises obtained financing, and how much; both or neither are above 0.
fn financing(rows: &[progress::Model], from: &str, values: &mut Map<String, Value>) {
    let mut enterprises: BTreeMap<Uuid, Vec<&progress::Model>> = BTreeMap::new();
    for row in rows {
        enterprises.entry(row.enterprise_id).or_default().push(row);
    }
    let (mut financed, mut sources, mut amounts) = (0, Parts::new(), Parts::new());
    for months in enterprises.values() {
        let obtained = financed::obtained(months, from);
        financed += i64::from(!obtained.is_empty());
        for (source, amount) in obtained {
            *sources.entry(source.clone()).or_default() += 1;
            *amounts.entry(source).or_default() += amount;
        }
    }
    values.insert("C11".to_owned(), value(financed, &[("financingSource", sources)]));
    values.insert("C12".to_owned(), value(amounts.values().sum(), &[("financingSource", amounts)]));
}

/// C10: who held a business identification number on the last day. C13: off-take contracts in force on it, each with
/// a number.
pub(super) async fn papers(
    conn: &impl ConnectionTrait,
    active: &Active<'_>,
    last: NaiveDate,
    values: &mut Map<String, Value>,
) -> Result<()> {
    let held = certification::Entity::find()
        .filter(certification::Column::EnterpriseId.is_in(active.keys().copied()))
        .filter(certification::Column::ArchivedAt.is_null())
        .all(conn)
        .await?;
    if !held.is_empty() {
        let holds = |row: &&certification::Model| {
            row.kind == "NIB"
                && row.issued_on.is_none_or(|day| day <= last)
                && row.valid_until.is_none_or(|day| day >= last)
        };
        let numbered: BTreeSet<Uuid> = held.iter().filter(holds).map(|row| row.enterprise_id).collect();
        values.insert("C10".to_owned(), tally("sector", sectors(active, numbered)));
    }
    let contracts = offtake_contract::Entity::find()
        .filter(offtake_contract::Column::EnterpriseId.is_in(active.keys().copied()))
        .filter(offtake_contract::Column::ArchivedAt.is_null())
        .all(conn)
        .await?;
    if !contracts.is_empty() {
        let holds = |row: &&offtake_contract::Model| {
            SIGNED.contains(&row.status.as_str())
                && row.number.is_some()
                && (row.starts_on..=row.ends_on).contains(&last)
        };
        let parties: Vec<Uuid> = contracts.iter().filter(holds).map(|row| row.enterprise_id).collect();
        values.insert("C13".to_owned(), tally("sector", sectors(active, parties)));
    }
    Ok(())
}

fn sectors<'a>(active: &Active<'a>, enterprises: impl IntoIterator<Item = Uuid>) -> Vec<&'a str> {
    enterprises.into_iter().filter_map(|id| active.get(&id).copied()).collect()
}
