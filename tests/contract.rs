//! The contracts are files: generated, committed, compared. `UPDATE=1 cargo test contract` writes them anew.

use std::path::Path;

fn compare(file: &str, generated: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, generated).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "{file} is not what the code says; run UPDATE=1 cargo test contract and look at the diff"
    );
}

#[test]
fn schema_graphql_is_current() {
    compare("schema.graphql", &api::graphql::sdl());
}

#[test]
fn openapi_v1_is_current() {
    compare("openapi/v1.json", &(api::rest::document().to_pretty_json().unwrap() + "\n"));
}
