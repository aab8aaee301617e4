//! Deprecated fields and arguments that a query uses, with what to use instead: `extensions.deprecations`.

use std::collections::BTreeMap;

use async_graphql::parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet};
use async_graphql::registry::{Deprecation, MetaTypeName, Registry};
use async_graphql::{Value, value};

/// Selections looked at in one document. The bounds let less through; on a socket nothing else counts.
const STEPS: usize = 20_000;

/// What a document uses of it: `{path, reason}`, by path.
pub(super) fn used(registry: &Registry, document: &ExecutableDocument) -> Vec<Value> {
    let mut walk = Walk { registry, document, steps: STEPS, found: BTreeMap::new() };
    for (_, operation) in document.operations.iter() {
        let root = match operation.node.ty {
            OperationType::Query => Some(&registry.query_type),
            OperationType::Mutation => registry.mutation_type.as_ref(),
            OperationType::Subscription => registry.subscription_type.as_ref(),
        };
        if let Some(root) = root {
            walk.look(root, &operation.node.selection_set.node, "");
        }
    }
    walk.found.into_iter().map(|(path, reason)| value!({ "path": path, "reason": reason })).collect()
}

struct Walk<'a> {
    registry: &'a Registry,
    document: &'a ExecutableDocument,
    steps: usize,
    found: BTreeMap<String, String>,
}

impl Walk<'_> {
    fn look(&mut self, kind: &str, set: &SelectionSet, path: &str) {
        for item in &set.items {
            if self.steps == 0 {
                return;
            }
            self.steps -= 1;
            match &item.node {
                Selection::Field(field) => {
                    let (registry, name) = (self.registry, field.node.name.node.as_str());
                    let known = registry.types.get(kind).and_then(|kind| kind.field_by_name(name));
                    let Some(known) = known else { continue };
                    let path = format!("{path}/{}", field.node.response_key().node);
                    self.note(&path, &known.deprecation);
                    for (argument, _) in &field.node.arguments {
                        if let Some(known) = known.args.get(argument.node.as_str()) {
                            self.note(&format!("{path}({})", argument.node), &known.deprecation);
                        }
                    }
                    let below = MetaTypeName::concrete_typename(&known.ty);
                    self.look(below, &field.node.selection_set.node, &path);
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment.node.type_condition.as_ref().map(|on| on.node.on.node.as_str());
                    self.look(on.unwrap_or(kind), &fragment.node.selection_set.node, path);
                }
                Selection::FragmentSpread(spread) => {
                    let document = self.document;
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.look(on, &fragment.node.selection_set.node, path);
                    }
                }
            }
        }
    }

    fn note(&mut self, path: &str, deprecation: &Deprecation) {
        if deprecation.is_deprecated() {
            let reason = deprecation.reason().unwrap_or_default().to_owned();
            self.found.insert(path.to_owned(), reason);
        }
    }
}
