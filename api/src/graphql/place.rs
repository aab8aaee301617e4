//! Where in a question a fault stands that the schema finds: the library tells line and column, and the argument in
//! words alone. Callers' programs read paths, as in all other refusals.

use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Pos, ServerError};

use super::error::uncarried;
use crate::domain::{Code, Violation, text};

/// Selections looked at for one error. The bounds let less through.
const STEPS: usize = 20_000;
/// Longest step of a path: a name of the schema is shorter, what a caller made up may be anything.
const LONGEST: usize = 100;

/// An error that the library found, with the path of what is wrong: `/reportingRate/groupBy/0`.
pub(super) fn told(mut error: ServerError, document: &ExecutableDocument) -> ServerError {
    if error.source.is_some() {
        return error;
    }
    let Some(mut path) = error.locations.first().and_then(|at| path(document, *at)) else { return error };
    let (code, below) = fault(&error.message);
    path.extend(below);
    let mut refused = uncarried(&error);
    let mut fault = Violation::new(code, pointer(&path));
    if code == Code::QueryRefused {
        fault = fault.saying(refused.0.detail.clone());
    }
    refused.0.violations.push(fault);
    error.source = Some(Arc::new(refused));
    error
}

/// The path of response keys to what stands at a place, with the argument if it is one; of a variable its name.
fn path(document: &ExecutableDocument, at: Pos) -> Option<Vec<String>> {
    let mut search = Search { document, at, steps: STEPS, path: Vec::new() };
    for (_, operation) in document.operations.iter() {
        let variables = &operation.node.variable_definitions;
        if let Some(variable) = variables.iter().find(|variable| variable.pos == at) {
            return Some(vec!["variables".to_owned(), variable.node.name.node.to_string()]);
        }
        if search.finds(&operation.node.selection_set.node) {
            return Some(search.path);
        }
    }
    None
}

struct Search<'a> {
    document: &'a ExecutableDocument,
    at: Pos,
    steps: usize,
    path: Vec<String>,
}

impl Search<'_> {
    /// Whether it stands in a selection, whose path is then that of what was found. Of a fragment that stands in several
    /// places, the first is told.
    fn finds(&mut self, set: &SelectionSet) -> bool {
        for item in &set.items {
            if self.steps == 0 {
                return false;
            }
            self.steps -= 1;
            let found = match &item.node {
                Selection::Field(field) => self.finds_field(field.pos, &field.node),
                Selection::InlineFragment(fragment) => self.finds(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let document = self.document;
                    let fragment = document.fragments.get(&spread.node.fragment_name.node);
                    fragment.is_some_and(|fragment| self.finds(&fragment.node.selection_set.node))
                }
            };
            if found {
                return true;
            }
        }
        false
    }

    fn finds_field(&mut self, at: Pos, field: &Field) -> bool {
        self.path.push(field.response_key().node.to_string());
        let here = self.at;
        let argument = field.arguments.iter().find(|(name, value)| name.pos == here || value.pos == here);
        if let Some((name, _)) = argument {
            self.path.push(name.node.to_string());
            return true;
        }
        if at == here || self.finds(&field.selection_set.node) {
            return true;
        }
        self.path.pop();
        false
    }
}

/// What is wrong, in the words of the other refusals, and where below the field or argument at which it is told.
fn fault(message: &str) -> (Code, Vec<String>) {
    if let Some((argument, reason)) =
        message.strip_prefix("Invalid value for argument \"").and_then(|rest| rest.split_once("\", "))
    {
        let mut below: Vec<String> = argument.split('.').skip(1).map(str::to_owned).collect();
        let code = if reason.starts_with("enumeration type") {
            Code::UnknownCode
        } else if reason.starts_with("expected type") {
            Code::FieldType
        } else if reason.starts_with("unknown field") {
            Code::UnknownField
        } else if reason.ends_with("is required but not provided") {
            Code::FieldRequired
        } else {
            Code::QueryRefused
        };
        if matches!(code, Code::UnknownField | Code::FieldRequired) {
            below.extend(quoted(reason, 0));
        }
        return (code, below);
    }
    if message.starts_with("Unknown field ") || message.starts_with("Unknown argument ") {
        (Code::UnknownField, Vec::new())
    } else if message.starts_with("Field ") && message.ends_with("is required but not provided") {
        (Code::FieldRequired, quoted(message, 1).into_iter().collect())
    } else if message.starts_with("Failed to parse ") {
        (Code::FieldFormat, Vec::new())
    } else if message.starts_with("Expected input type ") {
        (Code::FieldType, Vec::new())
    } else {
        (Code::QueryRefused, Vec::new())
    }
}

/// One of the names that a message has between quotation marks.
fn quoted(message: &str, which: usize) -> Option<String> {
    message.split('"').nth(2 * which + 1).map(str::to_owned)
}

fn pointer(path: &[String]) -> String {
    let step = |step: &String| -> String {
        let short: String = step.chars().take(LONGEST).collect();
        format!("/{}", text::pointer(&short))
    };
    path.iter().map(step).collect()
}
