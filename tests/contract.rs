//! The contracts are files: generated, committed, compared. `UPDATE=1 cargo test contract` writes them anew.

use std::collections::BTreeSet;
use std::fmt::Write;
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

#[test]
fn openapi_partner_v1_is_current() {
    compare("openapi/partner-v1.json", &(api::rest::partner_document::document().to_pretty_json().unwrap() + "\n"));
}

/// `tests/clients` holds what generators made of the contract.
#[test]
fn the_clients_of_partners_are_made_of_this_contract() {
    if std::env::var_os("UPDATE").is_some() {
        return; // They are made of what is written now.
    }
    let made_of = read("tests/clients/generated-from");
    for file in ["openapi/partner-v1.json", "tests/clients/typescript/nightly.ts"] {
        let now = api::domain::vault::sha256_hex(read(file).as_bytes());
        assert!(made_of.contains(&now), "{file} is newer than the clients: run scripts/partner-clients");
    }
}

fn read(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)).unwrap_or_default()
}

/// `METHOD operationId` of every operation.
fn operations() -> Vec<(String, String)> {
    let document = serde_json::to_value(api::rest::document()).unwrap();
    let mut found = Vec::new();
    for path in document["paths"].as_object().unwrap().values() {
        for (method, operation) in path.as_object().unwrap() {
            let id = operation["operationId"].as_str();
            found.push((
                method.to_uppercase(),
                id.unwrap_or_else(|| panic!("an operation without id: {operation}")).to_owned(),
            ));
        }
    }
    found
}

/// Names of the mutations.
fn mutations() -> BTreeSet<String> {
    let sdl = api::graphql::sdl();
    let start = sdl.find("\ntype Mutation {").unwrap();
    let body = &sdl[start..start + sdl[start..].find("\n}").unwrap()];
    let fields = body.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(['(', ':']).map(|(name, _)| name));
    fields.filter(|name| name.bytes().all(|b| b.is_ascii_alphanumeric())).map(ToOwned::to_owned).collect()
}

#[test]
fn every_operation_has_an_id_of_its_own() {
    let mut seen = BTreeSet::new();
    let twice: Vec<String> = operations().into_iter().map(|(_, id)| id).filter(|id| !seen.insert(id.clone())).collect();
    assert_eq!(twice, Vec::<String>::new());
}

/// What one face can write the other can too, under the same name. `tests/parity.txt` lists what is missing on
/// GraphQL; it may only shrink.
#[test]
fn every_write_of_rest_is_a_mutation_or_stands_in_parity_txt() {
    let listed = read("tests/parity.txt");
    let listed: BTreeSet<String> = listed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(ToOwned::to_owned)
        .collect();
    let mutations = mutations();
    let all: BTreeSet<String> = operations()
        .into_iter()
        .filter(|(method, _)| !["GET", "HEAD"].contains(&method.as_str()))
        .map(|(_, id)| id)
        .collect();
    // A record may be made below each kind of unit that may have it: it is one mutation.
    let one = |id: &str| id.split_once("For").map_or_else(|| id.to_owned(), |(name, _)| name.to_owned());
    let writes: BTreeSet<String> = all.iter().map(|id| one(id)).collect();
    let missing: Vec<&String> = writes.iter().filter(|id| !mutations.contains(*id) && !listed.contains(*id)).collect();
    assert!(missing.is_empty(), "REST can do what GraphQL cannot: {missing:?}");
    let needless: Vec<&String> = listed.iter().filter(|id| mutations.contains(*id) || !writes.contains(*id)).collect();
    assert!(needless.is_empty(), "take out of tests/parity.txt: {needless:?}");
    // What hangs on something else than a unit may have a mutation of its own, under the name that REST gives it.
    let graphql_only: Vec<&String> =
        mutations.iter().filter(|id| !writes.contains(*id) && !all.contains(*id)).collect();
    assert!(graphql_only.is_empty(), "GraphQL can do what REST cannot: {graphql_only:?}");
    assert!(listed.len() <= PARITY, "tests/parity.txt may only shrink: lower PARITY instead");
}

/// Names in `tests/parity.txt`. Lower it whenever one goes; only what takes the bytes of a file may come.
const PARITY: usize = 32;

#[test]
fn docs_errors_lists_every_code() {
    use api::domain::Code;
    let mut text = String::from(
        "# Error codes\n\nA closed list; a code never changes its meaning once released. Both faces use it: `code` in REST's problem documents, \
        `errors[].extensions.code` in GraphQL. Generated by `UPDATE=1 cargo test contract`.\n\n| Code | Status | Indonesia | English |\n|---|---|---|---|\n",
    );
    for code in Code::ALL {
        let (title, status) = (code.title(), api::rest::problem::status_of(code.class()).as_u16());
        let _ = writeln!(text, "| `{}` | {status} | {} | {} |", code.as_str(), title.id, title.en);
    }
    compare("docs/errors.md", &text);
}

#[test]
fn codes_are_words_of_their_own() {
    let mut seen = BTreeSet::new();
    for code in api::domain::Code::ALL {
        let word = code.as_str();
        assert!(seen.insert(word), "{word} stands twice");
        assert!(word.bytes().all(|b| b.is_ascii_uppercase() || b == b'_' || b == b'.'), "{word}");
    }
}

/// Source files below `api/src`, without their unit tests.
fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut found) = (vec![root.join(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
                found.push((path.strip_prefix(&root).unwrap().display().to_string(), code.join("\n")));
            }
        }
    }
    found
}

#[test]
fn every_code_is_used() {
    let all: String = sources("").into_iter().map(|(_, text)| text).collect();
    let used = |code: &api::domain::Code| {
        let name = format!("Code::{code:?}");
        all.match_indices(&name)
            .any(|(at, _)| !all[at + name.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    let unused: Vec<_> = api::domain::Code::ALL.iter().filter(|code| !used(code)).collect();
    assert!(unused.is_empty(), "codes that nothing answers with: {unused:?}");
}

/// Who may not name whom (house.md 1.6), and the few who may all the same.
#[test]
fn the_rooms_keep_their_doors_shut() {
    let walls: [(&str, &[&str], &[&str]); 5] = [
        // A patch tells null from absent; the type comes from GraphQL.
        (
            "domain",
            &["axum", "async_graphql", "utoipa", " http::", "crate::rest", "crate::graphql"],
            &["domain/people/accounts.rs: async_graphql"],
        ),
        ("rest", &["sea_orm", ".begin()"], &[]),
        ("graphql", &["sea_orm", ".begin()"], &[]),
        // The contract of the other face is served as a file.
        ("rest", &["graphql::", "async_graphql"], &["rest/site.rs: graphql::"]),
        ("graphql", &["rest::"], &[]),
    ];
    let mut faults = Vec::new();
    for (room, names, excused) in walls {
        for (file, text) in sources(room) {
            for name in names {
                let fault = format!("{file}: {name}");
                if text.contains(name) && !excused.contains(&fault.as_str()) {
                    faults.push(fault);
                }
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}
