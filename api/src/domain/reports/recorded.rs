//! What all records say for the values of a report: proposals for a draft, and the disagreement that a submission must
//! explain.

use std::collections::HashSet;

use entity::{incubatee, training_package};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Loaded, Period, period};
use crate::domain::templates::{Filed, Template, filed};
use crate::domain::{Code, Ctx, Result, Violation};
use crate::domain::{incubation, training};

/// The narrative section that explains a disagreement.
pub const EXPLANATION: &str = "penjelasanSelisih";

/// Values by indicator, as far as the records of a unit show them for a period: those of incubation (C) and of training
/// (A, B). Where nothing was recorded there are none.
pub async fn of_unit(conn: &impl ConnectionTrait, ctx: &Ctx, unit: Uuid, period: Period) -> Result<Map<String, Value>> {
    let mut values = incubation::progress::sums::of_unit(conn, ctx, unit, period).await?;
    values.extend(training::sums::of_unit(conn, ctx, unit, period).await?);
    Ok(values)
}

/// The same for one report: of its period, or of the training package that it is about. Of other events the records say
/// nothing.
pub(super) async fn of_report(
    conn: &impl ConnectionTrait,
    ctx: &Ctx,
    unit: Uuid,
    template: &Template,
    occurrence: &str,
) -> Result<Map<String, Value>> {
    if period::months_of(template.definition.cadence).is_none() {
        return match template.code.as_str() {
            training::steps::REPORT => training::completion::of_package(conn, ctx, unit, occurrence).await,
            _ => Ok(Map::new()),
        };
    }
    match Period::read(occurrence) {
        Some(period) => of_unit(conn, ctx, unit, period).await,
        None => Ok(Map::new()),
    }
}

/// Units of which records say something: only their reports can differ from them.
pub(super) async fn units(conn: &impl ConnectionTrait) -> Result<HashSet<Uuid>> {
    let coached = incubatee::Entity::find().select_only().column(incubatee::Column::UnitId).distinct();
    let mut units: Vec<Uuid> = coached.into_tuple().all(conn).await?;
    let training = training_package::Entity::find().select_only().column(training_package::Column::UnitId).distinct();
    units.extend(training.into_tuple::<Uuid>().all(conn).await?);
    Ok(units.into_iter().collect())
}

/// Indicators whose filed total differs from what the records say, unless the report explains it. Templates without
/// the section of the explanation ask for none.
pub(super) async fn differences(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    report: &Loaded,
    values: &Value,
    narrative: &Map<String, Value>,
) -> Result<Vec<Violation>> {
    let asks = report.template.definition.narratives.iter().any(|section| section.code == EXPLANATION);
    let explained = narrative.get(EXPLANATION).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
    if !asks || explained {
        return Ok(Vec::new());
    }
    let recorded = of_report(conn, ctx, report.unit.id, &report.template, &report.row.occurrence).await?;
    let codes: Vec<String> =
        recorded.keys().filter(|code| report.template.indicator(code).is_some()).cloned().collect();
    let recorded = Value::Object(recorded);
    Ok(codes.iter().filter_map(|code| differs(code, values, &recorded)).collect())
}

/// What is not filed at all is refused by the rules of the template, where it is required.
fn differs(code: &str, values: &Value, recorded: &Value) -> Option<Violation> {
    let Filed::Given { total: Some(recorded), .. } = filed(recorded, code) else {
        return None;
    };
    let total = match filed(values, code) {
        Filed::Given { total: Some(total), .. } => total.clone(),
        // Nothing recorded and nothing applicable are the same.
        Filed::NotApplicable if recorded.as_f64() != Some(0.0) => Value::Null,
        _ => return None,
    };
    let same = match (total.as_f64(), recorded.as_f64()) {
        (Some(one), Some(other)) => (one - other).abs() < 0.005,
        _ => total == *recorded,
    };
    let fault = || Violation::new(Code::Unexplained, format!("/values/{code}"));
    (!same).then(|| fault().with("filed", total).with("recorded", recorded.clone()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_other_totals_differ() {
        let filed = json!({
            "C01": 10, "C08": {"total": 5}, "C06": 2.5, "C07": {"notApplicable": true}, "C09": null,
        });
        let found = |code: &str, recorded: Value| {
            differs(code, &filed, &json!({code: {"total": recorded}})).map(|fault| fault.params)
        };
        assert_eq!(found("C01", json!(10)), None);
        assert_eq!(found("C06", json!(2.5)), None);
        assert_eq!(found("C07", json!(0)), None);
        assert_eq!(found("C09", json!(3)), None);
        let fault = found("C08", json!(7)).unwrap();
        assert_eq!((&fault["filed"], &fault["recorded"]), (&json!(5), &json!(7)));
        assert_eq!(found("C07", json!(1)).unwrap()["filed"], Value::Null);
    }

    #[test]
    fn what_has_no_parts_is_compared_as_it_stands() {
        let filed = json!({"T06": "APBN", "A08": 93.5});
        let found = |recorded: Value, code: &str| differs(code, &filed, &recorded);
        assert_eq!(found(json!({"T06": "APBN"}), "T06"), None);
        assert_eq!(found(json!({"A08": 93.5}), "A08"), None);
        assert_eq!(found(json!({"T06": "CSR"}), "T06").unwrap().params["recorded"], json!("CSR"));
        assert_eq!(found(json!({"A08": 91}), "A08").unwrap().params["recorded"], json!(91));
    }
}
