//! The lists that can be written to files. The domain has none of its own: the face that serves them hands itself in when
//! the service starts, and is asked as whoever wants the file.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::Value;

use crate::domain::text::pointer;
use crate::domain::{Ctx, Error, Result};

/// What serves lists.
pub trait Lists: Send + Sync {
    /// What an address lists. Refused where it is no list, or says which page.
    fn listing(&self, list: &str) -> Result<Listing>;

    /// The columns of a list, those of the figures of a template among them where the address names one.
    fn columns<'a>(&'a self, ctx: &'a Ctx, list: &'a str) -> BoxFuture<'a, Result<Vec<Column>>>;

    /// What answers addresses, ready to be asked often.
    fn pages(&self, ctx: &Ctx) -> Box<dyn Pages>;
}

/// What answers addresses of lists.
pub trait Pages: Send + Sync {
    /// The answer for the actor of this context. What is refused is refused here with the same code.
    fn get<'a>(&'a self, ctx: &'a Ctx, path_and_query: &'a str) -> BoxFuture<'a, Result<Value>>;
}

/// A list that was asked for.
#[derive(Clone, Debug)]
pub struct Listing {
    /// What each record becomes.
    pub columns: Vec<Column>,
    /// Whether its records may tell of persons.
    pub personal: bool,
    /// Whether it comes page by page.
    pub paged: bool,
    /// Name of its records in the contract.
    pub record: &'static str,
}

/// A column of an export.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its heading: `contact.phone`, `values.A03.sex.LAKI_LAKI`.
    pub name: String,
    /// JSON Pointer to its value in a record.
    pub pointer: String,
    /// Whether it holds the value of an indicator, of which the total is shown.
    pub figure: bool,
}

impl Column {
    /// One that holds what stands at its pointer.
    pub fn field(name: String, pointer: String) -> Self {
        Self { name, pointer, figure: false }
    }

    /// Column of what lies below another one.
    pub fn within(&self, step: &str) -> Self {
        Self::field(format!("{}.{step}", self.name), format!("{}/{}", self.pointer, pointer(step)))
    }

    /// The cell of a record.
    pub fn cell(&self, record: &Value) -> Value {
        match record.pointer(&self.pointer) {
            Some(Value::Object(value)) if self.figure => match value.get("notApplicable") {
                // As people write it, and as imports read it.
                Some(_) => Value::from("tidak berlaku"),
                None => value.get("total").cloned().unwrap_or_default(),
            },
            Some(value) => value.clone(),
            None => Value::Null,
        }
    }
}

/// The face that serves lists.
pub(crate) fn lists(ctx: &Ctx) -> Result<Arc<dyn Lists>> {
    let lists = ctx.app.lists.get().cloned();
    lists.ok_or_else(|| Error::internal(anyhow::anyhow!("a process without REST exports no lists")))
}
