//! The fields of an answer stand in the order of the query, as the specification says (section 7.2.2). async-graphql 7
//! writes them in the order in which they were resolved.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, Value};

/// What was asked of an object, each field once, in order.
#[derive(Default)]
struct Plan(IndexMap<Name, Plan>);

/// Puts the fields of an answer in the order of the operation that ran.
pub fn as_asked(data: &mut Value, document: &ExecutableDocument, operation: Option<&str>) {
    if let (Value::Object(_), Some(ran)) = (&data, super::bounds::chosen(document, operation)) {
        let mut plan = Plan::default();
        plan.add(&ran.node.selection_set.node, document);
        plan.arrange(data);
    }
}

impl Plan {
    fn add(&mut self, set: &SelectionSet, document: &ExecutableDocument) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    let asked = self.0.entry(field.node.response_key().node.clone()).or_default();
                    asked.add(&field.node.selection_set.node, document);
                }
                Selection::InlineFragment(fragment) => self.add(&fragment.node.selection_set.node, document),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                        self.add(&fragment.node.selection_set.node, document);
                    }
                }
            }
        }
    }

    fn arrange(&self, value: &mut Value) {
        match value {
            Value::List(items) => items.iter_mut().for_each(|item| self.arrange(item)),
            // A scalar that is an object (a whole document) stays as it is.
            Value::Object(fields) if !self.0.is_empty() => {
                let mut ordered = IndexMap::with_capacity(fields.len());
                for (name, plan) in &self.0 {
                    if let Some(mut field) = fields.swap_remove(name) {
                        plan.arrange(&mut field);
                        ordered.insert(name.clone(), field);
                    }
                }
                *fields = ordered;
            }
            _ => {}
        }
    }
}
