//! The life of a kept record of any kind, by REST and by GraphQL: recorded, found, changed, archived.

use axum::http::Request;
use serde_json::{Value, json};

use super::kept_steps::{at, below, rows};
use super::steps::{text, version};
use crate::support::{Caller, Reply};

/// What a record is made of: the code of a unit, or the collection and the id of the record that it hangs on.
pub enum Of {
    Unit(&'static str),
    Record(&'static str, String),
}

/// A kind of record.
pub struct Kind {
    /// Its name in both contracts.
    pub name: &'static str,
    /// Its list in GraphQL.
    pub list: &'static str,
    /// Its collection in REST.
    pub plural: &'static str,
    pub of: Of,
    /// A good input, and one change.
    pub input: Value,
    pub change: Value,
}

/// A kind whose records belong to a unit.
pub fn of_unit(
    (name, list, plural): (&'static str, &'static str, &'static str),
    unit: &'static str,
    input: Value,
    change: Value,
) -> Kind {
    Kind { name, list, plural, of: Of::Unit(unit), input, change }
}

/// A kind whose records hang on another record.
pub fn hanging(
    (name, list, plural): (&'static str, &'static str, &'static str),
    (folder, parent): (&'static str, &Value),
    input: Value,
    change: Value,
) -> Kind {
    Kind { name, list, plural, of: Of::Record(folder, text(parent, "id").to_owned()), input, change }
}

/// The lists that a record of a kind stands in.
fn lists(kind: &Kind) -> [String; 2] {
    let plural = kind.plural;
    match &kind.of {
        Of::Unit(unit) => [format!("{}?limit=500", below(plural, unit)), format!("/v1/{plural}?limit=500&unit={unit}")],
        Of::Record(folder, id) => {
            [format!("/v1/{folder}/{id}/{plural}?limit=500"), format!("/v1/{plural}?limit=500&of={id}")]
        }
    }
}

/// An input that names its unit.
fn with_unit(unit: &str, input: &Value) -> Value {
    let mut input = input.clone();
    input["unit"] = json!(unit);
    input
}

async fn is_listed(caller: &Caller, list: &str, record: &Value) -> bool {
    rows(caller, list).await.iter().any(|row| row["id"] == record["id"])
}

/// Sends a record of a kind, whatever comes of it.
pub async fn sent(admin: &Caller, kind: &Kind) -> Reply {
    match &kind.of {
        Of::Unit(unit) => admin.post(&format!("/v1/{}", kind.plural), with_unit(unit, &kind.input)).await,
        Of::Record(folder, id) => admin.post(&format!("/v1/{folder}/{id}/{}", kind.plural), kind.input.clone()).await,
    }
}

async fn recorded(admin: &Caller, kind: &Kind) -> Value {
    sent(admin, kind).await.expect(201)
}

/// A change of a record in its first version, and its archive.
pub async fn changes_and_ends(admin: &Caller, at: &str, change: &Value) {
    let body = || change.to_string().into_bytes();
    let unread = admin.send(Request::patch(at), "application/json", body()).await;
    unread.refused(428, "PRECONDITION.REQUIRED");
    admin.patch(at, 9, change.clone()).await.refused(412, "PRECONDITION.STALE");
    let changed = admin.patch(at, 1, change.clone()).await.expect(200);
    assert_eq!(version(&changed), 2, "{at}");
    for (field, sent) in change.as_object().unwrap() {
        assert_eq!(&changed[field], sent, "{field} of {at}");
    }
    admin.send(Request::delete(at), "", Vec::new()).await.refused(428, "PRECONDITION.REQUIRED");
    admin.delete_if(at, 1).await.refused(412, "PRECONDITION.STALE");
    let gone = admin.delete_if(at, 2).await.expect(200);
    assert!(gone["archivedAt"].is_string() && version(&gone) == 3, "{gone}");
    assert!(admin.get(at).await.expect(200)["archivedAt"].is_string(), "{at}");
    admin.patch(at, 3, change.clone()).await.refused(409, "RESOURCE.ARCHIVED");
    admin.delete_if(at, 3).await.refused(409, "RESOURCE.ARCHIVED");
}

/// Records one of each kind, finds, changes and archives it, by REST.
pub async fn live(admin: &Caller, kinds: Vec<Kind>) {
    for kind in kinds {
        println!("{}", kind.name);
        let made = recorded(admin, &kind).await;
        assert_eq!(version(&made), 1, "{made}");
        let at = at(kind.plural, &made);
        let read = admin.get(&at).await;
        assert!(read.header("etag").starts_with("\"1-"), "{at}: {:?}", read.headers);
        let read = read.expect(200);
        for (field, sent) in kind.input.as_object().unwrap().iter().filter(|(field, _)| !field.ends_with("Id")) {
            assert_eq!(&read[field], sent, "{field} of {at}");
        }
        for list in lists(&kind) {
            assert!(is_listed(admin, &list, &made).await, "{list}");
        }
        changes_and_ends(admin, &at, &kind.change).await;
        for list in lists(&kind) {
            assert!(!is_listed(admin, &list, &made).await, "{list}");
            assert!(is_listed(admin, &format!("{list}&archived=true"), &made).await, "{list}");
        }
    }
}

#[track_caller]
fn coded(reply: &Reply, code: &str) {
    assert_eq!(reply.body["errors"][0]["extensions"]["code"], code, "{}", reply.text);
}

/// The ids of a GraphQL list.
pub async fn listed(caller: &Caller, list: &str, archived: bool) -> Vec<Value> {
    let query = format!("{{ {list}(first: 100, filter: {{archived: {archived}}}) {{ nodes {{ id }} }} }}");
    let data = Caller::data(caller.graphql(&query, json!({})).await);
    data[list]["nodes"].as_array().unwrap().iter().map(|node| node["id"].clone()).collect()
}

/// The same by GraphQL: a change of a record in its first version, and its archive.
pub async fn changes_and_ends_by_graphql(admin: &Caller, name: &str, id: &Value, change: &Value) {
    let field = change.as_object().unwrap().keys().next().unwrap();
    let update = format!(
        "mutation M($id: ID!, $version: Int!, $changes: {name}Changes!) {{
            update{name}(id: $id, expectedVersion: $version, changes: $changes) {{ version {field} }} }}"
    );
    let archive = format!(
        "mutation M($id: ID!, $version: Int!) {{
            archive{name}(id: $id, expectedVersion: $version) {{ version archivedAt }} }}"
    );
    let at = |version: i64| json!({"id": id, "version": version, "changes": change});
    coded(&admin.graphql(&update, at(9)).await, "PRECONDITION.STALE");
    let data = Caller::data(admin.graphql(&update, at(1)).await);
    let changed = &data[format!("update{name}")];
    assert_eq!((version(changed), &changed[field]), (2, &change[field]), "{name}");
    let of = |version: i64| json!({"id": id, "version": version});
    coded(&admin.graphql(&archive, of(1)).await, "PRECONDITION.STALE");
    let data = Caller::data(admin.graphql(&archive, of(2)).await);
    assert!(data[format!("archive{name}")]["archivedAt"].is_string(), "{data}");
    let found = Caller::data(admin.graphql("query Q($id: ID!) { node(id: $id) { id } }", json!({"id": id})).await);
    assert_eq!(&found["node"]["id"], id, "{name}");
    coded(&admin.graphql(&update, at(3)).await, "RESOURCE.ARCHIVED");
}

/// As [`live`], by GraphQL.
pub async fn live_by_graphql(admin: &Caller, kinds: Vec<Kind>) {
    for kind in kinds {
        println!("{}", kind.name);
        let (name, list) = (kind.name, kind.list);
        let (argument, of) = match &kind.of {
            Of::Unit(unit) => ("unit: $of", json!(unit)),
            Of::Record(_, id) => ("of: $of", json!(id)),
        };
        let of_type = if argument.starts_with("unit") { "String" } else { "ID" };
        let create = format!(
            "mutation M($of: {of_type}!, $input: {name}Input!) {{
                create{name}({argument}, input: $input) {{ id version }} }}"
        );
        let variables = json!({"of": of, "input": kind.input});
        let made = Caller::data(admin.graphql(&create, variables).await)[format!("create{name}")].clone();
        assert_eq!(version(&made), 1, "{name}");
        assert!(listed(admin, list, false).await.contains(&made["id"]), "{list}");
        changes_and_ends_by_graphql(admin, name, &made["id"], &kind.change).await;
        assert!(!listed(admin, list, false).await.contains(&made["id"]), "{list}");
        assert!(listed(admin, list, true).await.contains(&made["id"]), "{list}");
    }
}
