//! How large a document may be. Asked before anything is resolved: of all that follows, nothing looks at more than this.

use std::collections::HashMap;

use async_graphql::Positioned;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
};

use super::asked::{Asked, wrong};
use super::nesting;
use crate::domain::{Code, Error, Result};

/// Most fields of a document, fragments counted once.
const FIELDS: usize = 2_000;
/// Most fields once fragments stand in their places: a few fragments that name each other twice are millions.
const SPREAD: usize = 20_000;
/// Most aliases and most fields at the root.
const ALIASES: usize = 100;
/// Longest document.
const LENGTH: usize = 100_000;

/// Reads a document, if it is within the bounds.
pub(super) fn document(query: &str) -> Result<ExecutableDocument> {
    let too_big = || Error::new(Code::QueryRefused).saying("Kueri terlalu besar.", "The query is too large.");
    if query.len() > LENGTH || !nesting::is_shallow(query) {
        return Err(too_big());
    }
    let document = async_graphql::parser::parse_query(query).map_err(|e| unreadable(&e))?;
    let mut count = Count::default();
    for (_, operation) in document.operations.iter() {
        let set = &operation.node.selection_set.node;
        count.add(set);
        count.root = count.root.max(set.items.len());
    }
    for fragment in document.fragments.values() {
        count.add(&fragment.node.selection_set.node);
    }
    let within = count.fields <= FIELDS && count.aliases <= ALIASES && count.root <= ALIASES;
    if within && spreads_little(&document) { Ok(document) } else { Err(too_big()) }
}

/// Whether a string of the document stands for NUL, which no text to look for holds.
pub(super) fn writes_nul(query: &str) -> bool {
    query.contains("\\u0000")
}

/// Whether no operation becomes too large, or endless, once its fragments are put in.
fn spreads_little(document: &ExecutableDocument) -> bool {
    let mut spread = Spread { document, known: HashMap::new() };
    document.operations.iter().all(|(_, operation)| {
        let size = spread.size(&operation.node.selection_set.node);
        size.is_some_and(|size| size <= SPREAD)
    })
}

/// The document of a subscription with one field; anything else does not belong on a socket.
pub(super) fn subscription(asked: &Asked) -> Result<ExecutableDocument> {
    let document = document(&asked.query)?;
    match operation(&document, asked.operation.as_deref()) {
        Some((OperationType::Subscription, 1)) => Ok(document),
        Some((OperationType::Subscription, _)) => Err(Error::new(Code::QueryRefused)
            .saying("Satu langganan memuat satu bidang.", "A subscription has one field.")),
        Some(_) => Err(only_subscriptions()),
        None => Err(wrong("operationName")),
    }
}

/// Queries and mutations have their own address.
pub(super) fn only_subscriptions() -> Error {
    Error::new(Code::QueryRefused).saying(
        "Kirim kueri dan mutasi ke /graphql; di sini hanya langganan (subscription).",
        "Send queries and mutations to /graphql; this address takes subscriptions alone.",
    )
}

/// What the parser says. Of a wrong syntax it shows the line, which may hold a personal value: only the place is said.
fn unreadable(error: &async_graphql::parser::Error) -> Error {
    let refused = Error::new(Code::QueryRefused);
    let async_graphql::parser::Error::Syntax { start, .. } = error else {
        let text: String = error.to_string().chars().take(200).collect();
        return refused.saying(text.clone(), text);
    };
    refused
        .saying(
            format!("Kueri bukan GraphQL yang sah (baris {}, kolom {}).", start.line, start.column),
            format!("The query is not valid GraphQL (line {}, column {}).", start.line, start.column),
        )
        .with("line", start.line)
        .with("column", start.column)
}

#[derive(Default)]
struct Count {
    fields: usize,
    aliases: usize,
    root: usize,
}

impl Count {
    fn add(&mut self, set: &SelectionSet) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    self.fields += 1;
                    self.aliases += usize::from(field.node.alias.is_some());
                    self.add(&field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => self.add(&fragment.node.selection_set.node),
                Selection::FragmentSpread(_) => self.fields += 1,
            }
        }
    }
}

/// Sizes of selections with their fragments put in. Each fragment is measured once, however often it is named.
struct Spread<'a> {
    document: &'a ExecutableDocument,
    /// None while it is being measured: one that comes upon itself is endless.
    known: HashMap<&'a str, Option<usize>>,
}

impl<'a> Spread<'a> {
    fn size(&mut self, set: &'a SelectionSet) -> Option<usize> {
        let mut sum: usize = 0;
        for item in &set.items {
            let one = match &item.node {
                Selection::Field(field) => self.size(&field.node.selection_set.node)?.saturating_add(1),
                Selection::InlineFragment(fragment) => self.size(&fragment.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => self.named(spread.node.fragment_name.node.as_str())?,
            };
            sum = sum.saturating_add(one);
        }
        Some(sum)
    }

    fn named(&mut self, name: &'a str) -> Option<usize> {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        // One that is missing is told by the schema's own check.
        let Some(fragment) = self.document.fragments.get(name) else { return Some(1) };
        self.known.insert(name, None);
        let size = self.size(&fragment.node.selection_set.node)?;
        self.known.insert(name, Some(size));
        Some(size)
    }
}

/// Type of the operation that will run, and how many fields it has at the root, fragments followed.
pub(super) fn operation(document: &ExecutableDocument, name: Option<&str>) -> Option<(OperationType, usize)> {
    let found = chosen(document, name)?;
    let mut steps = FIELDS;
    Some((found.node.ty, roots(document, &found.node.selection_set.node, &mut steps)))
}

/// The operation that runs.
pub(super) fn chosen<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Option<&'a Positioned<OperationDefinition>> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => document.operations.iter().next().map(|(_, operation)| operation),
        (DocumentOperations::Multiple(all), Some(name)) => all.get(name),
        (DocumentOperations::Multiple(all), None) if all.len() == 1 => all.values().next(),
        _ => None,
    }
}

/// Fields that a selection has once its fragments are put in their places. Ends after so many steps.
fn roots(document: &ExecutableDocument, set: &SelectionSet, steps: &mut usize) -> usize {
    let mut count = 0;
    for item in &set.items {
        if *steps == 0 {
            return FIELDS;
        }
        *steps -= 1;
        count += match &item.node {
            Selection::Field(_) => 1,
            Selection::InlineFragment(fragment) => roots(document, &fragment.node.selection_set.node, steps),
            Selection::FragmentSpread(spread) => {
                let fragment = document.fragments.get(&spread.node.fragment_name.node);
                fragment.map_or(0, |fragment| roots(document, &fragment.node.selection_set.node, steps))
            }
        };
    }
    count
}
