//! `docs/domain-checklist.md` says what answers each fact of the seed articles; here each of its references is looked
//! up where it must exist.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Rows of the table.
const ROWS: usize = 78;

/// Issues that are not done. Take one out when it closes: the rows that still wait for it then fail.
const OPEN: &[u32] = &[7, 8, 9, 10];

/// Most characters of a fact.
const FACT: usize = 110;

/// What a row may refer to.
struct Known {
    /// Fields by GraphQL type; an enum has none.
    types: BTreeMap<String, BTreeSet<String>>,
    operations: BTreeSet<String>,
    sets: BTreeSet<String>,
    templates: BTreeSet<String>,
    indicators: BTreeSet<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn code(of: &Value) -> String {
    of["code"].as_str().unwrap().to_owned()
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Types, interfaces and enums of a schema, each with its fields.
fn types(sdl: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let (mut open, mut described) = (None, false);
    for line in sdl.lines() {
        let marks = line.matches("\"\"\"").count();
        if marks > 0 || described {
            described ^= marks % 2 == 1;
            continue;
        }
        let mut words = line.split(' ');
        if let (Some("type" | "interface" | "enum"), Some(name)) = (words.next(), words.next()) {
            found.entry(name.to_owned()).or_default();
            open = Some(name);
        } else if line == "}" {
            open = None;
        } else if let Some(fields) = open.and_then(|name: &str| found.get_mut(name))
            && let Some((field, _)) = line.strip_prefix("  ").and_then(|rest| rest.split_once(['(', ':']))
            && is_word(field)
        {
            fields.insert(field.to_owned());
        }
    }
    found
}

impl Known {
    fn read() -> Self {
        let document = serde_json::to_value(api::rest::document()).unwrap();
        let paths = document["paths"].as_object().unwrap().values();
        let operations = paths.flat_map(|path| path.as_object().unwrap().values());
        let seed = root().join("api/seed");
        let templates = std::fs::read_dir(seed.join("templates")).unwrap();
        Self {
            types: types(&api::graphql::sdl()),
            operations: operations.filter_map(|one| Some(one["operationId"].as_str()?.to_owned())).collect(),
            sets: json(&seed.join("reference.json")).as_object().unwrap().keys().cloned().collect(),
            templates: templates.map(|file| code(&json(&file.unwrap().path()))).collect(),
            indicators: json(&seed.join("indicators.json")).as_array().unwrap().iter().map(code).collect(),
        }
    }

    fn has(&self, reference: &str) -> bool {
        match reference.split_once(':') {
            Some(("rest", id)) => self.operations.contains(id),
            Some(("set", name)) => self.sets.contains(name),
            Some(("template", code)) => self.templates.contains(code),
            Some(("indicator", code)) => self.indicators.contains(code),
            Some(_) => false,
            None => match reference.split_once('.') {
                Some((name, field)) => self.types.get(name).is_some_and(|fields| fields.contains(field)),
                None => self.types.contains_key(reference),
            },
        }
    }

    /// What is wrong with one answer of a row.
    fn fault(&self, answer: &str) -> Option<String> {
        if let Some(number) = answer.strip_prefix("issue ") {
            let open = number.parse().is_ok_and(|number| OPEN.contains(&number));
            return (!open).then(|| format!("issue {number} is not open"));
        }
        match answer.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
            Some(reference) => (!self.has(reference)).then(|| format!("there is no {answer}")),
            None => Some(format!("\"{answer}\" is neither a reference nor an issue")),
        }
    }
}

#[test]
fn every_row_of_the_checklist_names_what_exists() {
    let known = Known::read();
    let text = std::fs::read_to_string(root().join("docs/domain-checklist.md")).unwrap();
    let table = text.lines().filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'));
    let mut faults = Vec::new();
    let mut rows = 0;
    // Below the heading and its rule.
    for line in table.skip(2) {
        rows += 1;
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let &[number, fact, answers] = cells.as_slice() else {
            faults.push(format!("row {rows}: {} cells, not 3", cells.len()));
            continue;
        };
        if number != rows.to_string() {
            faults.push(format!("row {rows}: numbered {number}"));
        }
        if fact.is_empty() || fact.chars().count() >= FACT {
            faults.push(format!("row {rows}: a fact has 1 to {} characters", FACT - 1));
        }
        let mut seen = BTreeSet::new();
        let answers = answers.split(';').map(str::trim).filter(|answer| !answer.is_empty());
        for answer in answers {
            if !seen.insert(answer) {
                faults.push(format!("row {rows}: {answer} stands twice"));
            }
            faults.extend(known.fault(answer).map(|fault| format!("row {rows}: {fault}")));
        }
        if seen.is_empty() {
            faults.push(format!("row {rows}: nothing answers it"));
        }
    }
    if rows != ROWS {
        faults.push(format!("{rows} rows, not {ROWS}"));
    }
    assert!(faults.is_empty(), "docs/domain-checklist.md:\n{}", faults.join("\n"));
}

#[test]
fn fields_are_told_from_arguments_and_descriptions() {
    let sdl = "\"\"\"\ntype No {\n\"\"\"\ntype Blk implements Node {\n  \"\"\"\n  Note: not a field.\n  \"\"\"\n  code: String!\n  \
               reports(\n    first: Int!\n  ): [Report!]!\n}\n\nenum Role {\n  MENTOR\n}\n\ninput Filter {\n  q: String\n}\n";
    let found: Vec<(String, Vec<String>)> =
        types(sdl).into_iter().map(|(name, fields)| (name, fields.into_iter().collect())).collect();
    let blk = ("Blk".to_owned(), vec!["code".to_owned(), "reports".to_owned()]);
    assert_eq!(found, [blk, ("Role".to_owned(), Vec::new())]);
}
