//! Whether a JSON Pointer leads somewhere in a record, as its schema in the OpenAPI document says.

use serde_json::Value;
use utoipa::openapi::{ComponentsBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::Result;
use crate::domain::ids::Kind;
use crate::view::reference::Region;
use crate::view::registry::Blk;
use crate::view::reports::Report;
use crate::view::{kept, units};

/// Whether the document of a kind has a path.
pub fn has_path(kind: Kind, path: &str) -> Result<bool> {
    let document = match kind {
        Kind::Region => document::<Region>(),
        Kind::Blk => document::<Blk>(),
        Kind::Kawasan => document::<units::Kawasan>(),
        Kind::Site => document::<units::Site>(),
        Kind::Organization => document::<units::Organization>(),
        Kind::Report => document::<Report>(),
        Kind::Incubatee => document::<kept::Incubatee>(),
        Kind::Milestone => document::<kept::Milestone>(),
        Kind::Enterprise => document::<kept::Enterprise>(),
        Kind::Commitment => document::<kept::Commitment>(),
        Kind::Partnership => document::<kept::Partnership>(),
        Kind::Need => document::<kept::Need>(),
        Kind::Programme => document::<kept::Programme>(),
        Kind::SelectionRound => document::<kept::SelectionRound>(),
        Kind::Meeting => document::<kept::Meeting>(),
        Kind::MentoringVisit => document::<kept::MentoringVisit>(),
        Kind::MonitoringVisit => document::<kept::MonitoringVisit>(),
        Kind::Aid => document::<kept::Aid>(),
        _ => return Ok(false),
    }?;
    let tokens: Vec<String> =
        path.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~")).collect();
    Ok(!tokens.is_empty() && leads(&document, &document, &tokens))
}

/// The schema of a type, with those that it refers to.
fn document<T: ToSchema>() -> Result<Value> {
    let mut parts: Vec<(String, RefOr<Schema>)> = Vec::new();
    <T as ToSchema>::schemas(&mut parts);
    let mut components = ComponentsBuilder::new();
    for (name, schema) in parts {
        components = components.schema(name, schema);
    }
    let mut document = serde_json::to_value(<T as PartialSchema>::schema())?;
    if let Some(fields) = document.as_object_mut() {
        fields.insert("components".to_owned(), serde_json::to_value(components.build())?);
    }
    Ok(document)
}

fn leads(document: &Value, schema: &Value, tokens: &[String]) -> bool {
    let Some((token, rest)) = tokens.split_first() else {
        return true;
    };
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let there = target.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
        return there.is_some_and(|there| leads(document, there, tokens));
    }
    let branches = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|word| schema.get(word)?.as_array());
    if branches.flatten().any(|branch| leads(document, branch, tokens)) {
        return true;
    }
    if let Some(field) = schema.get("properties").and_then(|fields| fields.get(token)) {
        return leads(document, field, rest);
    }
    if let Some(items) = schema.get("items") {
        let index = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
        return index && leads(document, items, rest);
    }
    // What is kept as it was filed may hold anything.
    schema.get("additionalProperties").is_some_and(|more| *more != Value::Bool(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(kind: Kind, path: &str) -> bool {
        has_path(kind, path).unwrap()
    }

    #[test]
    fn a_path_leads_to_a_member_of_the_record() {
        for path in ["/values/A03/sex/PEREMPUAN", "/narrative/kendala", "/state", "/receipt/number", "/nihilReason"] {
            assert!(has(Kind::Report, path), "{path}");
        }
        assert!(has(Kind::Blk, "/contact/phone"));
        assert!(has(Kind::Blk, "/vocations/0"));
        assert!(has(Kind::Milestone, "/achievedOn"));
        assert!(has(Kind::MentoringVisit, "/duties/0/minutes"));
        assert!(has(Kind::Region, "/name"));
    }

    #[test]
    fn a_path_that_is_not_there_leads_nowhere() {
        for path in ["", "/", "/nothing", "/state/deeper", "/receipt/jwx", "/values_", "/acknowledged/first"] {
            assert!(!has(Kind::Report, path), "{path}");
        }
        assert!(!has(Kind::Blk, "/values/A03"));
        assert!(!has(Kind::Milestone, "/achieved_on"));
        assert!(!has(Kind::Thread, "/title"));
    }
}
