//! The one way in which a query or mutation runs, whoever asks: `/graphql`, or a saved query. What fields leave beside
//! the data (what was withheld, why) is gathered here and goes into `extensions`.

use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Request, Response as Answer, Variables};
use serde_json::{Map, Value};

use super::loaders::{Loaders, Redactions, Replayed};
use super::passes::Passes;
use super::purse::Purse;
use super::scopes::Scopes;
use super::{Schema, order, place};
use crate::domain::Ctx;

/// A document within the bounds, to be run.
pub(super) struct Run {
    /// Its text.
    pub(super) query: String,
    /// The operation that is to run.
    pub(super) operation: Option<String>,
    /// Values of its variables.
    pub(super) variables: Map<String, Value>,
    /// The same as `query`, read.
    pub(super) document: ExecutableDocument,
}

/// What came of it.
pub(super) struct Ran {
    /// Its fields stand in the order in which they were asked.
    pub(super) answer: Answer,
    /// Whether it is the stored answer of an earlier keyed request.
    pub(super) replayed: bool,
}

/// Runs a document for a caller, who pays for it.
pub(super) async fn run(schema: &Schema, ctx: Ctx, purse: Purse, run: Run) -> Ran {
    let Run { query, operation, variables, document } = run;
    let (redactions, replayed, passes) = (Redactions::default(), Replayed::default(), Passes::default());
    let scopes = Scopes::default();
    let mut request = Request::new(query)
        .variables(Variables::from_json(Value::Object(variables)))
        .data(Loaders::new(&ctx, &passes))
        .data(redactions.clone())
        .data(scopes.clone())
        .data(replayed.clone())
        .data(purse)
        .data(ctx.clone());
    request.operation_name.clone_from(&operation);
    request.set_parsed_query(document.clone());
    let mut answer = passes.run(schema.execute(request)).await;
    order::as_asked(&mut answer.data, &document, operation.as_deref());
    answer.errors = answer.errors.into_iter().map(|error| place::told(error, &document)).collect();
    let (told, hidden) = scopes.take(&ctx).await;
    if let Some(withheld) = redactions.take_with(hidden) {
        answer = answer.extension("redactions", withheld);
    }
    if !told.is_empty() {
        answer = answer.extension("scopes", async_graphql::Value::List(told));
    }
    Ran { answer, replayed: replayed.is_noted() }
}
