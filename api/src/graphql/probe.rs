//! Looks a path up in a document while it is validated: only there does the library show its types.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::registry::{MetaType, MetaTypeName, Registry};

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// No field of this name stands in the query itself, or it stands there twice.
    Missing,
    /// Before the last step there is a list already: there would be many lists of rows.
    WithinList,
    /// It is no list of objects.
    NoList,
    /// A list of objects.
    Rows,
}

/// Asks what stands at a path of response keys, and which variables are objects.
#[derive(Clone)]
pub struct Probe(Arc<Inner>);

struct Inner {
    path: Vec<String>,
    seen: Mutex<(Found, Vec<String>)>,
}

impl Probe {
    /// Asks for the path.
    pub fn new(path: &[String]) -> Self {
        Self(Arc::new(Inner { path: path.to_vec(), seen: Mutex::new((Found::Missing, Vec::new())) }))
    }

    /// What was found.
    pub fn found(&self) -> Found {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// Names of the types of variables that are input objects.
    pub fn objects(&self) -> Vec<String> {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    /// Looks at the only operation of a document.
    pub(super) fn look(&self, registry: &Registry, document: &ExecutableDocument) {
        let Some((_, operation)) = document.operations.iter().next() else { return };
        let found = find(registry, &registry.query_type, &operation.node.selection_set.node, &self.0.path);
        let named = operation.node.variable_definitions.iter().map(|one| one.node.var_type.node.to_string());
        let named = named.map(|name| MetaTypeName::concrete_typename(&name).to_owned());
        let is_object = |name: &String| matches!(registry.types.get(name), Some(MetaType::InputObject { .. }));
        let objects = named.filter(is_object).collect();
        *self.0.seen.lock().unwrap_or_else(PoisonError::into_inner) = (found, objects);
    }
}

fn find(registry: &Registry, kind: &str, set: &SelectionSet, path: &[String]) -> Found {
    let Some((key, rest)) = path.split_first() else { return Found::Missing };
    let Some(field) = field(set, key) else { return Found::Missing };
    let known = registry.types.get(kind).and_then(|kind| kind.field_by_name(field.name.node.as_str()));
    let Some(known) = known else { return Found::Missing };
    let below = MetaTypeName::concrete_typename(&known.ty);
    let is_list = MetaTypeName::create(&known.ty).is_list();
    match (is_list, rest.is_empty()) {
        (true, true) if registry.types.get(below).is_some_and(MetaType::is_composite) => Found::Rows,
        (_, true) => Found::NoList,
        (true, false) => Found::WithinList,
        (false, false) => find(registry, below, &field.selection_set.node, rest),
    }
}

/// The one field with this response key that stands in a selection itself, not in a fragment.
pub(super) fn field<'a>(set: &'a SelectionSet, key: &str) -> Option<&'a Field> {
    let mut found = set.items.iter().filter_map(|item| match &item.node {
        Selection::Field(field) if field.node.response_key().node == key => Some(&field.node),
        _ => None,
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}
