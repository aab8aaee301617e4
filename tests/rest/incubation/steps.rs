//! Steps that the tests of incubation share: real calls, from an enterprise to its months in a cohort. `extra` is laid
//! over what a step sends by itself; it may be `json!({})`.

use serde_json::{Value, json};

use super::super::steps::{text, version};
use crate::support::{Caller, Reply};

/// One object laid over another.
pub fn merged(mut base: Value, extra: Value) -> Value {
    if let (Some(base), Value::Object(extra)) = (base.as_object_mut(), extra) {
        base.extend(extra);
    }
    base
}

/// An enterprise of a unit: food, a beginner.
pub async fn enterprise(caller: &Caller, unit: &str, name: &str) -> Value {
    let input = json!({"unit": unit, "name": name, "year": 2026, "sector": "KULINER", "level": "PEMULA"});
    caller.post("/v1/enterprises", input).await.expect(201)
}

/// A person whom a unit records; only the name unless `extra` says more.
pub async fn person(caller: &Caller, unit: &str, name: &str, extra: Value) -> Value {
    caller.post("/v1/persons", merged(json!({"unit": unit, "name": name}), extra)).await.expect(201)
}

/// A membership: `office` is a code of `membershipRoles`.
pub async fn member(caller: &Caller, enterprise: &Value, person: &Value, office: &str, joined_on: &str) -> Value {
    let input = json!({"personId": person["id"], "office": office, "joinedOn": joined_on});
    caller.post(&format!("/v1/enterprises/{}/members", text(enterprise, "id")), input).await.expect(201)
}

/// A cohort of a unit that began with the year 2026: ten incubatees, twelve months.
pub async fn cohort(caller: &Caller, unit: &str, extra: Value) -> Value {
    let input = json!({"unit": unit, "name": "Angkatan 2026", "year": 2026, "startsOn": "2026-01-01"});
    caller.post("/v1/cohorts", merged(input, extra)).await.expect(201)
}

/// An application to a cohort, whatever comes of it.
pub async fn apply(caller: &Caller, cohort: &Value, enterprise: &Value, extra: Value) -> Reply {
    let input = json!({"enterpriseId": enterprise["id"], "aidRelation": "NONE", "appliedOn": "2026-02-01"});
    caller.post(&format!("/v1/cohorts/{}/incubatees", text(cohort, "id")), merged(input, extra)).await
}

/// An enterprise that applied on 1 February 2026, without a baseline unless `extra` gives one.
pub async fn incubatee(caller: &Caller, cohort: &Value, enterprise: &Value, extra: Value) -> Value {
    apply(caller, cohort, enterprise, extra).await.expect(201)
}

/// The baseline that a gate asks for.
pub fn baseline() -> Value {
    json!({"baselineMonth": "2026-01", "baselineRevenue": 5_000_000, "baselineCosts": 3_000_000, "baselineIncome": 1_500_000, "baselineWorkers": 1})
}

/// A move to a stage, with the version that is read just before.
pub async fn move_to(caller: &Caller, incubatee_id: &str, stage: &str, extra: Value) -> Reply {
    let at = format!("/v1/incubatees/{incubatee_id}");
    let now = caller.get(&at).await.expect(200);
    caller.post_if(&format!("{at}/stage-changes"), version(&now), merged(json!({"to": stage}), extra)).await
}

/// What an enterprise files for a month, whatever comes of it; sales are said to be direct unless `extra` says more.
pub async fn file(caller: &Caller, incubatee: &Value, month: &str, extra: Value) -> Reply {
    let mut input = merged(json!({"month": month, "revenue": 10_000_000, "costs": 6_000_000}), extra);
    if input.get("sales").is_none() && input["revenue"].as_i64().is_some_and(|revenue| revenue > 0) {
        input["sales"] = json!([{"channel": "LANGSUNG", "amount": input["revenue"]}]);
    }
    caller.post(&format!("/v1/incubatees/{}/progress", text(incubatee, "id")), input).await
}

/// A month's progress: ten million in, six out.
pub async fn month(caller: &Caller, incubatee: &Value, month: &str, extra: Value) -> Value {
    file(caller, incubatee, month, extra).await.expect(201)
}
