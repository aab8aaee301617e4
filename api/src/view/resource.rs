//! What is changed and archived in the same way, whatever it is: units and the records kept about them.

use std::future::Future;

use async_graphql::{InputType, OutputType};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::Changes;
use crate::domain::ctx::Expected;
use crate::domain::{Result, Tx};

/// A record as callers see it, with the input that makes it.
pub trait Resource: Serialize + DeserializeOwned + ToSchema + OutputType + Clone + Send + Sync + 'static {
    type Input: Serialize + DeserializeOwned + ToSchema + InputType + Clone + Send + Sync + 'static;
    /// The type's name in operations: `update<NAME>`.
    const NAME: &'static str;
    /// The collection in paths: `products`.
    const PLURAL: &'static str;

    fn version(&self) -> i32;

    /// Changes it.
    fn change(
        tx: &Tx,
        id: &str,
        expected: Expected,
        changes: Changes<Self::Input>,
    ) -> impl Future<Output = Result<Self>> + Send;

    /// Takes it out of all lists; it is still found by its id.
    fn archive(tx: &Tx, id: &str, expected: Expected) -> impl Future<Output = Result<Self>> + Send;
}

/// A record that belongs to nothing else: a unit.
pub trait Root: Resource {
    /// Records it.
    fn create(tx: &Tx, input: Self::Input) -> impl Future<Output = Result<Self>> + Send;
}
