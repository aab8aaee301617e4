//! Whether one OpenAPI document serves the callers of another.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// How a schema is used: sent in by callers, read by them, or both.
#[derive(Clone, Copy, Default)]
struct Use {
    sent: bool,
    read: bool,
}

/// What callers of the old document would miss in the new one.
pub fn lost(old: &Value, new: &Value) -> Vec<String> {
    let mut faults = Faults { old, new, all: Vec::new() };
    let (mut sent, mut read) = (BTreeSet::new(), BTreeSet::new());
    for (path, methods) in object(&old["paths"]) {
        for (method, was) in object(methods) {
            let at = format!("{} {path}", method.to_uppercase());
            let Some(is) = new["paths"].get(path).and_then(|methods| methods.get(method)) else {
                faults.push(format!("{at} is gone"));
                continue;
            };
            if was["operationId"] != is["operationId"] {
                faults.push(format!("{at} has another operationId"));
            }
            parameters(&at, was, is, &mut faults);
            if is["requestBody"]["required"] == true && was["requestBody"]["required"] != true {
                faults.push(format!("{at} needs a body"));
            }
            contents(
                &format!("{at} body"),
                &was["requestBody"],
                &is["requestBody"],
                Use { sent: true, read: false },
                &mut faults,
            );
            names(&was["requestBody"], &mut sent);
            for (status, response) in object(&was["responses"]) {
                if !status.starts_with('2') {
                    continue;
                }
                names(response, &mut read);
                match is["responses"].get(status) {
                    None => faults.push(format!("{at} does not answer {status} any more")),
                    Some(now) => {
                        contents(&format!("{at} {status}"), response, now, Use { sent: false, read: true }, &mut faults)
                    }
                }
            }
        }
    }
    let schemas = &old["components"]["schemas"];
    for set in [&mut sent, &mut read] {
        reach(schemas, set);
    }
    for (name, was) in object(schemas) {
        let used = Use { sent: sent.contains(name), read: read.contains(name) };
        match new["components"]["schemas"].get(name) {
            None if used.sent || used.read => faults.push(format!("{name} is gone")),
            None => {}
            Some(is) => compare(name, was, is, used, &mut faults),
        }
    }
    faults.all
}

/// What was found so far, and the two documents.
struct Faults<'a> {
    old: &'a Value,
    new: &'a Value,
    all: Vec<String>,
}

impl Faults<'_> {
    fn push(&mut self, fault: String) {
        self.all.push(fault);
    }

    /// Whether a schema stands in place in one document and under a name in the other; then both as they are in full.
    fn in_place(&self, was: &Value, is: &Value) -> Option<(Value, Value)> {
        let full = |document: &Value, schema: &Value| {
            let path = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#'));
            path.map_or_else(|| Some(schema.clone()), |path| document.pointer(path).cloned())
        };
        let one = was.get("$ref").is_some() != is.get("$ref").is_some();
        one.then(|| Some((full(self.old, was)?, full(self.new, is)?))).flatten()
    }
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn parameters(at: &str, was: &Value, is: &Value, faults: &mut Faults<'_>) {
    let key = |one: &Value| (one["name"].clone(), one["in"].clone());
    let all = |operation: &Value| operation["parameters"].as_array().cloned().unwrap_or_default();
    let (was, is) = (all(was), all(is));
    for old in &was {
        match is.iter().find(|one| key(one) == key(old)) {
            None => faults.push(format!("{at}: parameter {} is gone", old["name"])),
            Some(now) => {
                let path = format!("{at}: parameter {}", old["name"]);
                compare(&path, &old["schema"], &now["schema"], Use { sent: true, read: false }, faults);
            }
        }
    }
    for now in is.iter().filter(|one| one["required"] == true) {
        if !was.iter().any(|one| key(one) == key(now) && one["required"] == true) {
            faults.push(format!("{at}: parameter {} is required", now["name"]));
        }
    }
}

fn contents(at: &str, was: &Value, is: &Value, used: Use, faults: &mut Faults<'_>) {
    for (kind, content) in object(&was["content"]) {
        match is["content"].get(kind) {
            None => faults.push(format!("{at} is not {kind} any more")),
            Some(now) => compare(at, &content["schema"], &now["schema"], used, faults),
        }
    }
}

/// Names of the schemas that stand in a value.
fn names(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
                found.insert(name.to_owned());
            }
            fields.values().for_each(|field| names(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| names(item, found)),
        _ => {}
    }
}

/// Adds what is reached from what was found.
fn reach(schemas: &Value, found: &mut BTreeSet<String>) {
    let mut queue: Vec<String> = found.iter().cloned().collect();
    while let Some(name) = queue.pop() {
        let mut more = BTreeSet::new();
        names(&schemas[&name], &mut more);
        queue.extend(more.into_iter().filter(|name| found.insert(name.clone())));
    }
}

fn strings(value: &Value) -> BTreeSet<String> {
    match value {
        Value::String(one) => BTreeSet::from([one.clone()]),
        Value::Array(all) => {
            all.iter().map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned)).collect()
        }
        _ => BTreeSet::new(),
    }
}

fn compare(at: &str, was: &Value, is: &Value, used: Use, faults: &mut Faults<'_>) {
    if was == is {
        return;
    }
    if let Some((was, is)) = faults.in_place(was, is) {
        return compare(at, &was, &is, used, faults);
    }
    if was.get("$ref") != is.get("$ref") {
        faults.push(format!("{at} is another schema"));
        return;
    }
    let (old, new) = (strings(&was["type"]), strings(&is["type"]));
    if (used.sent && !old.is_subset(&new) && !new.is_empty()) || (used.read && !new.is_subset(&old) && !old.is_empty())
    {
        faults.push(format!("{at} was {old:?}, and is {new:?}"));
    }
    let (old, new) = (strings(&was["enum"]), strings(&is["enum"]));
    if used.sent && !new.is_empty() && !old.is_subset(&new) {
        faults.push(format!("{at} takes less words: {:?}", old.difference(&new).collect::<BTreeSet<_>>()));
    }
    let (old, new) = (strings(&was["required"]), strings(&is["required"]));
    if used.sent {
        new.difference(&old).for_each(|name| faults.push(format!("{at}/{name} is required")));
    }
    if used.read {
        old.difference(&new).for_each(|name| faults.push(format!("{at}/{name} may be missing")));
    }
    for (name, old) in object(&was["properties"]) {
        match is["properties"].get(name) {
            None => faults.push(format!("{at}/{name} is gone")),
            Some(new) => compare(&format!("{at}/{name}"), old, new, used, faults),
        }
    }
    if was.get("items").is_some() {
        compare(&format!("{at}[]"), &was["items"], &is["items"], used, faults);
    }
    for word in ["oneOf", "anyOf", "allOf"] {
        let (old, new) = (list(was, word), list(is, word));
        if old.len() == new.len() {
            old.iter().zip(&new).for_each(|(old, new)| compare(at, old, new, used, faults));
        } else if !old.iter().all(|one| new.contains(one)) {
            faults.push(format!("{at}: {word} is another"));
        }
    }
    if used.sent {
        bounds(at, was, is, faults);
    }
}

fn list(value: &Value, word: &str) -> Vec<Value> {
    value[word].as_array().cloned().unwrap_or_default()
}

/// Words for a bound, and whether one after another is narrower.
type Bound = ([&'static str; 3], fn(f64, f64) -> bool);

/// What callers send may not be held to narrower bounds.
fn bounds(at: &str, was: &Value, is: &Value, faults: &mut Faults<'_>) {
    let rules: [Bound; 2] = [
        (["maximum", "maxLength", "maxItems"], |old, new| new < old),
        (["minimum", "minLength", "minItems"], |old, new| new > old),
    ];
    for (words, narrower) in rules {
        for word in words {
            let is_narrower = match (was[word].as_f64(), is[word].as_f64()) {
                (Some(old), Some(new)) => narrower(old, new),
                (None, Some(_)) => true,
                (_, None) => false,
            };
            if is_narrower {
                faults.push(format!("{at}: {word} is {}", is[word]));
            }
        }
    }
    if is.get("pattern").is_some_and(|new| was.get("pattern") != Some(new)) {
        faults.push(format!("{at}: pattern is {}", is["pattern"]));
    }
}

fn document(input: Value, output: Value, parameters: Value) -> Value {
    json!({
        "paths": {"/v1/a": {"post": {
            "operationId": "createA",
            "parameters": parameters,
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/In"}}}},
            "responses": {"201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Out"}}}}},
        }}},
        "components": {"schemas": {"In": input, "Out": output}},
    })
}

fn old() -> Value {
    document(
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "maxLength": 9}, "s": {"type": "string", "enum": ["X", "Y"]}}}),
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": ["integer", "null"]}, "p": {"$ref": "#/components/schemas/Part"}}}),
        json!([{"name": "q", "in": "query", "schema": {"type": "string"}}]),
    )
}

#[test]
fn what_is_added_is_no_fault() {
    let new = document(
        json!({"type": "object", "properties": {"a": {"type": ["string", "null"], "maxLength": 10}, "s": {"type": "string", "enum": ["X", "Y", "Z"]}, "n": {"type": "integer"}}}),
        json!({"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}, "b": {"type": "integer"}, "p": {"$ref": "#/components/schemas/Part"}, "c": {}}}),
        json!([{"name": "q", "in": "query", "schema": {"type": "string"}}, {"name": "r", "in": "query", "schema": {"type": "string"}}]),
    );
    assert_eq!(lost(&old(), &new), Vec::<String>::new());
}

#[test]
fn a_schema_may_get_a_name_but_not_another_content() {
    let within = |data: Value| json!({"type": "array", "items": data});
    let part = json!({"type": "object", "required": ["z"], "properties": {"z": {"type": "string"}}});
    let old = document(json!({}), within(part.clone()), json!([]));
    let mut new = document(json!({}), within(json!({"$ref": "#/components/schemas/Part"})), json!([]));
    new["components"]["schemas"]["Part"] = part;
    assert_eq!((lost(&old, &new), lost(&new, &old)), (vec![], vec!["Part is gone".to_owned()]));
    new["components"]["schemas"]["Part"]["required"] = json!([]);
    assert_eq!(lost(&old, &new), ["Out[]/z may be missing"]);
}

#[test]
fn what_is_lost_or_narrowed_is_found() {
    let new = document(
        json!({"type": "object", "required": ["a", "n"], "properties": {"a": {"type": "string", "maxLength": 8, "pattern": "^x"}, "s": {"type": "string", "enum": ["X"]}}}),
        json!({"type": "object", "properties": {"a": {"type": ["string", "null"]}, "p": {"$ref": "#/components/schemas/Other"}}}),
        json!([{"name": "r", "in": "query", "required": true, "schema": {"type": "string"}}]),
    );
    let mut found = lost(&old(), &new);
    found.sort();
    assert_eq!(
        found,
        [
            "In/a: maxLength is 8",
            "In/a: pattern is \"^x\"",
            "In/n is required",
            "In/s takes less words: {\"Y\"}",
            "Out/a may be missing",
            "Out/a was {\"string\"}, and is {\"null\", \"string\"}",
            "Out/b is gone",
            "Out/p is another schema",
            "POST /v1/a: parameter \"q\" is gone",
            "POST /v1/a: parameter \"r\" is required",
        ]
    );
    let gone = json!({"paths": {}, "components": {"schemas": {}}});
    assert_eq!(lost(&old(), &gone), ["POST /v1/a is gone"]);
}
