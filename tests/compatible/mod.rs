//! What was released stays: nothing of the contracts of the last release (`docs/released/`) is lost or narrowed. When a
//! release is made, the files there are replaced by those of that release.

mod graphql;
mod openapi;

fn released(file: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/released").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|missing| panic!("{}: {missing}", path.display()))
}

#[test]
fn nothing_of_the_released_schema_is_lost_or_narrowed() {
    let faults = graphql::lost(&released("schema.graphql"), &api::graphql::sdl());
    assert!(faults.is_empty(), "GraphQL callers would break:\n{}", faults.join("\n"));
}

#[test]
fn nothing_of_the_released_document_is_lost_or_narrowed() {
    let old = serde_json::from_str(&released("v1.json")).unwrap();
    let faults = openapi::lost(&old, &serde_json::to_value(api::rest::document()).unwrap());
    assert!(faults.is_empty(), "REST callers would break:\n{}", faults.join("\n"));
}
