//! Steps that the tests of kept records share.

use serde_json::{Value, json};

use super::steps::text;
use crate::support::{Caller, KAWASAN, Reply};

/// The forum of these tests.
pub const FORUM: &str = "ORG-UJI";
/// Its programme.
pub const PROGRAMME: &str = "PRG-UJI";

/// Kinds that have a collection of their own: the unit is named in the body.
const FLAT: &[&str] = &[
    "enterprises",
    "regulations",
    "programmes",
    "activities",
    "targets",
    "assessments",
    "selection-rounds",
    "meetings",
    "follow-ups",
];

/// Records the forum and its programme; the programme.
pub async fn forum(admin: &Caller) -> Value {
    let forum = json!({"code": FORUM, "name": "Forum Uji", "kind": "FKN", "scope": "NATIONAL", "country": "ID", "region": "31.71"});
    admin.post("/v1/organizations", forum).await.expect(201);
    programme(admin, PROGRAMME).await
}

pub async fn programme(admin: &Caller, code: &str) -> Value {
    let input = json!({"code": code, "name": format!("Program {code}"), "model": "KAWASAN", "fromOn": "2022-01-01"});
    record(admin, "programmes", FORUM, input).await.expect(201)
}

/// The collection of a kind below its unit.
pub fn below(plural: &str, unit: &str) -> String {
    let folder = match unit {
        KAWASAN => "kawasans",
        FORUM => "organizations",
        _ => "blks",
    };
    format!("/v1/{folder}/{unit}/{plural}")
}

/// Records it at the path of its kind.
pub async fn record(caller: &Caller, plural: &str, unit: &str, mut input: Value) -> Reply {
    if !FLAT.contains(&plural) {
        return caller.post(&below(plural, unit), input).await;
    }
    input["unit"] = json!(unit);
    caller.post(&format!("/v1/{plural}"), input).await
}

/// `/v1/<plural>/{id}`.
pub fn at(plural: &str, record: &Value) -> String {
    format!("/v1/{plural}/{}", text(record, "id"))
}

/// The refusal has exactly these faults: code and path, sorted.
#[track_caller]
pub fn faulty(reply: &Reply, wanted: &[(&str, &str)]) {
    let wanted: Vec<_> = wanted.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect();
    assert_eq!((reply.status, reply.faults()), (422, wanted), "{}", reply.text);
}

/// The rows of the first page of a list.
pub async fn rows(caller: &Caller, list: &str) -> Vec<Value> {
    caller.get(list).await.expect(200)["data"].as_array().unwrap().clone()
}

pub async fn product(caller: &Caller, unit: &str, name: &str, kbli: &str) -> Value {
    record(caller, "products", unit, json!({"name": name, "kbli": kbli})).await.expect(201)
}
