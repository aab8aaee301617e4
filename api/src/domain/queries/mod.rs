//! Queries that are kept: saved ones, which anybody who may runs as a table at an address, and persisted ones, which a
//! dashboard sends by their hash.

pub mod keys;
pub mod paper;
pub mod parameters;
pub mod persisted;
pub mod read;
pub mod render;
pub mod run;
pub mod stamp;
pub mod table;
pub mod told;
pub mod write;

use std::net::IpAddr;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::budget::Standing;
use super::{ActorKind, Code, Ctx, Error, Result, Tx};
use crate::vocab::ParameterType;

/// What understands GraphQL. The domain speaks none: the face that does hands itself in when the service starts.
pub trait Graph: Send + Sync {
    /// Reads a document, if it is within the bounds.
    fn read(&self, query: &str) -> Result<Box<dyn Document>>;

    /// Holds a document to the schema and the limits, without running it. `rows` is the path to its rows, found by
    /// itself without one. All faults are said at once, each with its path into a saved query.
    fn check<'a>(&'a self, ctx: &'a Ctx, draft: Draft<'a>) -> BoxFuture<'a, Result<Shape>>;
}

/// A document that was read once: to be asked for its variables, and to be run.
pub trait Document: Send + Sync {
    /// Its variables, as they stand.
    fn variables(&self) -> Vec<Variable>;

    /// Runs it for a caller at this address, who pays for it, and gathers all rows at the path.
    fn run<'a>(
        &'a self,
        ctx: &'a Ctx,
        from: Option<IpAddr>,
        rows: &'a str,
        variables: &'a Map<String, Value>,
        standing: &'a mut Option<Standing>,
    ) -> BoxFuture<'a, Result<Answer>>;
}

/// A document with the values of its variables.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// The document.
    pub query: &'a str,
    /// Path of response keys to the rows, with points.
    pub rows: Option<&'a str>,
    /// Values of its variables.
    pub variables: &'a Map<String, Value>,
}

/// A variable of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name, without `$`.
    pub name: String,
    /// What a parameter for it takes; none where it is an object.
    pub takes: Option<ParameterType>,
    /// Whether it needs a value.
    pub required: bool,
}

/// What a document is.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Path to its rows.
    pub rows: String,
    /// Its variables.
    pub variables: Vec<Variable>,
}

/// What a document gave.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Paths of response keys within a row, with points, in the order asked.
    pub columns: Vec<String>,
    /// The cells of all rows, one for each column.
    pub rows: Vec<Vec<Value>>,
    /// What was asked beside the rows.
    pub about: Map<String, Value>,
    /// What was said of the answer: redactions, scopes, deprecations.
    pub extensions: Map<String, Value>,
    /// Names of the fields at the root.
    pub roots: Vec<String>,
}

/// Kind and id of who keeps what is made here: a person or a client.
fn owner(tx: &Tx) -> Result<(ActorKind, Uuid)> {
    match (tx.actor.kind, tx.actor.id) {
        (ActorKind::Anonymous, _) => Err(Error::new(Code::AuthRequired)),
        (kind, Some(id)) => Ok((kind, id)),
        _ => Err(Error::new(Code::Denied)),
    }
}

/// The face that speaks GraphQL.
fn graph(ctx: &Ctx) -> Result<Arc<dyn Graph>> {
    let graph = ctx.app.graph.get().cloned();
    graph.ok_or_else(|| Error::internal(anyhow::anyhow!("a process without GraphQL runs no saved queries")))
}
