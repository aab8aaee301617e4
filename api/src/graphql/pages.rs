//! A connection in a document, turned page by page; and what stands in an answer at the path of its rows.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Pos, Positioned, Value};
use serde_json::{Map, Value as Json};

use super::bounds;
use super::probe::field;

/// Rows of a page.
const ROWS: i32 = 100;
/// Under this name the end of a page is asked for, and taken out of the answer again.
const END: &str = "endOfSavedPage";

/// The path of response keys that a text with points names.
pub(super) fn steps(path: &str) -> Vec<String> {
    path.split('.').map(|step| step.trim().to_owned()).filter(|step| !step.is_empty()).collect()
}

/// Where the rows of a query stand that does not say it: in its only field, or in `rows` or `nodes` of that.
pub(super) fn guess(set: &SelectionSet) -> Option<String> {
    let [only] = set.items.as_slice() else { return None };
    let Selection::Field(root) = &only.node else { return None };
    let below = ["rows", "nodes"].into_iter().find(|name| field(&root.node.selection_set.node, name).is_some());
    let key = &root.node.response_key().node;
    Some(below.map_or_else(|| key.to_string(), |below| format!("{key}.{below}")))
}

/// The only operation of a document.
pub(super) fn only(document: &ExecutableDocument) -> Option<&OperationDefinition> {
    bounds::chosen(document, None).map(|only| &only.node)
}

/// The connection whose rows the path names; none where it is a plain list.
pub(super) fn connection<'a>(document: &'a ExecutableDocument, path: &[String]) -> Option<&'a Field> {
    let (last, parent) = path.split_last()?;
    let mut set = &only(document)?.selection_set.node;
    let mut found = None;
    for step in parent {
        let field = field(set, step)?;
        set = &field.selection_set.node;
        found = Some(field);
    }
    let rows = field(set, last)?;
    found.filter(|_| matches!(rows.name.node.as_str(), "nodes" | "edges"))
}

/// Asks for the page after a cursor, and for its end.
pub(super) fn turn(document: &mut ExecutableDocument, path: &[String], after: Option<&str>) {
    let Some((_, parent)) = path.split_last() else { return };
    let operation = match &mut document.operations {
        DocumentOperations::Single(operation) => operation,
        DocumentOperations::Multiple(all) => match all.values_mut().next() {
            Some(operation) => operation,
            None => return,
        },
    };
    let Some(connection) = below(&mut operation.node.selection_set.node, parent) else { return };
    connection.arguments.retain(|(name, _)| !matches!(name.node.as_str(), "first" | "after"));
    let mut set = |name: &str, value: Value| {
        connection.arguments.push((placed(Name::new(name)), placed(value.into_value())));
    };
    set("first", Value::from(ROWS));
    if let Some(after) = after {
        set("after", Value::String(after.to_owned()));
    }
    let end = Field {
        alias: Some(placed(Name::new(END))),
        selection_set: placed(SelectionSet { items: vec![plain("hasNextPage"), plain("endCursor")] }),
        ..leaf("pageInfo")
    };
    connection.selection_set.node.items.push(placed(Selection::Field(placed(end))));
}

fn below<'a>(set: &'a mut SelectionSet, path: &[String]) -> Option<&'a mut Field> {
    let (step, rest) = path.split_first()?;
    let found = set.items.iter_mut().find_map(|item| match &mut item.node {
        Selection::Field(field) if field.node.response_key().node == *step => Some(&mut field.node),
        _ => None,
    })?;
    if rest.is_empty() { Some(found) } else { below(&mut found.selection_set.node, rest) }
}

fn placed<T>(node: T) -> Positioned<T> {
    Positioned::new(node, Pos::default())
}

fn leaf(name: &str) -> Field {
    Field {
        alias: None,
        name: placed(Name::new(name)),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: placed(SelectionSet::default()),
    }
}

fn plain(name: &str) -> Positioned<Selection> {
    placed(Selection::Field(placed(leaf(name))))
}

/// Columns of the rows at a path: the leaves of what is asked of them, in order, fragments followed.
pub(super) fn columns(document: &ExecutableDocument, path: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut set = only(document).map(|operation| &operation.selection_set.node);
    for step in path {
        set = set.and_then(|set| field(set, step)).map(|field| &field.selection_set.node);
    }
    if let Some(set) = set {
        leaves(document, set, "", &mut found);
    }
    found
}

fn leaves(document: &ExecutableDocument, set: &SelectionSet, before: &str, found: &mut Vec<String>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => {
                let path = format!("{before}{}", field.node.response_key().node);
                let below = &field.node.selection_set.node;
                if !below.items.is_empty() {
                    leaves(document, below, &format!("{path}."), found);
                } else if !found.contains(&path) {
                    found.push(path);
                }
            }
            Selection::InlineFragment(fragment) => leaves(document, &fragment.node.selection_set.node, before, found),
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    leaves(document, &fragment.node.selection_set.node, before, found);
                }
            }
        }
    }
}

/// Names of the fields at the root; `?` for those of fragments, which nobody looks into.
pub(super) fn roots(document: &ExecutableDocument) -> Vec<String> {
    let items = only(document).map(|operation| operation.selection_set.node.items.as_slice()).unwrap_or_default();
    let name = |item: &Positioned<Selection>| match &item.node {
        Selection::Field(field) => field.node.name.node.to_string(),
        _ => "?".to_owned(),
    };
    items.iter().map(name).collect()
}

/// Takes the rows out of an answer. What held nothing else goes with them.
pub(super) fn take_rows(data: &mut Json, path: &[String]) -> Vec<Json> {
    let Some((step, rest)) = path.split_first() else { return Vec::new() };
    let Some(fields) = data.as_object_mut() else { return Vec::new() };
    if rest.is_empty() {
        return match fields.remove(step) {
            Some(Json::Array(rows)) => rows,
            _ => Vec::new(),
        };
    }
    let Some(inner) = fields.get_mut(step) else { return Vec::new() };
    let rows = take_rows(inner, rest);
    if inner.as_object().is_none_or(Map::is_empty) {
        fields.remove(step);
    }
    rows
}

/// Takes the end of the page out of an answer: the cursor of the next one, if there is one.
pub(super) fn take_next(data: &mut Json, path: &[String]) -> Option<String> {
    let (_, parent) = path.split_last()?;
    let mut at = data;
    for step in parent {
        at = at.get_mut(step)?;
    }
    let end = at.as_object_mut()?.remove(END)?;
    let more = end.get("hasNextPage").and_then(Json::as_bool).unwrap_or_default();
    end.get("endCursor").and_then(Json::as_str).filter(|_| more).map(str::to_owned)
}
