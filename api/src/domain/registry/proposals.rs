//! Values that the registry knows already: what quarterly, half-yearly and annual reports are prefilled with.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{asset, instructor, product};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Condition, ConnectionTrait};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::kept::Kept;
use super::statuses::statuses_at;
use crate::domain::Result;

/// Values by indicator, of the records that hold on a day: instructors (A09, A10), flagship products (E03), building
/// and equipment (F01, F02), weaning (F03). Where nothing is recorded nothing is proposed.
pub async fn of_unit(conn: &impl ConnectionTrait, unit: Uuid, on: NaiveDate) -> Result<Map<String, Value>> {
    let own = || Condition::all().add(Expr::col("unit_id").eq(unit)).add(Expr::col("archived_at").is_null());
    let mut values = Map::new();
    instructors(&instructor::Model::find(conn, own(), None, false).await?, on, &mut values);
    products(&product::Model::find(conn, own(), None, false).await?, &mut values);
    assets(&asset::Model::find(conn, own(), None, false).await?, &mut values);
    if let Some(support) = statuses_at(conn, unit, on).await?.support {
        values.insert("F03".to_owned(), support.into());
    }
    Ok(values)
}

fn instructors(rows: &[instructor::Model], on: NaiveDate, values: &mut Map<String, Value>) {
    if rows.is_empty() {
        return;
    }
    let active = rows.iter().filter(|row| row.from_on <= on && row.to_on.is_none_or(|to| to > on));
    let (mut teaching, mut certified) = (BTreeMap::new(), BTreeMap::new());
    for row in active {
        *teaching.entry(row.sex.as_str()).or_insert(0) += 1;
        if certificates(row).iter().any(|until| until.is_none_or(|until| until >= on)) {
            *certified.entry(row.sex.as_str()).or_insert(0) += 1;
        }
    }
    let split = |parts: BTreeMap<&str, i32>| json!({"total": parts.values().sum::<i32>(), "sex": parts});
    values.insert("A09".to_owned(), split(teaching));
    values.insert("A10".to_owned(), split(certified));
}

/// Last day of each of a person's certificates.
fn certificates(row: &instructor::Model) -> Vec<Option<NaiveDate>> {
    let held: Vec<Value> = serde_json::from_str(&row.certificates).unwrap_or_default();
    held.iter().map(|one| one.get("validUntil").and_then(Value::as_str).and_then(|day| day.parse().ok())).collect()
}

fn products(rows: &[product::Model], values: &mut Map<String, Value>) {
    let flagship: Vec<&product::Model> =
        rows.iter().filter(|row| row.flagship && row.enterprise_id.is_none()).collect();
    if flagship.is_empty() {
        return;
    }
    let mut channels: BTreeMap<String, i32> = BTreeMap::new();
    for row in &flagship {
        for channel in serde_json::from_str::<Vec<String>>(&row.channels).unwrap_or_default() {
            *channels.entry(channel).or_insert(0) += 1;
        }
    }
    values.insert("E03".to_owned(), json!({"total": flagship.len(), "channel": channels}));
}

fn assets(rows: &[asset::Model], values: &mut Map<String, Value>) {
    let (buildings, equipment): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.asset_kind == "GEDUNG");
    const WORST_FIRST: [&str; 4] = ["RUSAK_BERAT", "RUSAK_SEDANG", "RUSAK_RINGAN", "BAIK"];
    let worst = WORST_FIRST.into_iter().find(|condition| buildings.iter().any(|row| row.condition == *condition));
    if let Some(worst) = worst {
        values.insert("F01".to_owned(), worst.into());
    }
    let pieces: i64 = equipment.iter().map(|row| i64::from(row.quantity)).sum();
    let working: i64 = equipment.iter().map(|row| i64::from(row.working)).sum();
    if let Some(hundredths) = (working * 10_000).checked_div(pieces).and_then(|share| i32::try_from(share).ok()) {
        values.insert("F02".to_owned(), json!(f64::from(hundredths) / 100.0));
    }
}
