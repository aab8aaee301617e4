//! The decision of a duplicate case.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ctx::Expected;
use crate::domain::incubation::duplicates::{self, Decision};
use crate::domain::{Result, Tx};
use crate::view::kept::{DuplicateCase, Recorded};

/// What a duplicate case is decided to be.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DuplicateDecisionInput {
    /// JUSTIFIED, when there is a reason for it, or DUPLICATE: code of `duplicateStatuses`.
    #[schema(max_length = 60, example = "JUSTIFIED")]
    pub decision: String,
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Decides a case.
pub async fn decide(tx: &Tx, id: &str, expected: Expected, input: DuplicateDecisionInput) -> Result<DuplicateCase> {
    let DuplicateDecisionInput { decision, reason } = input;
    DuplicateCase::of(duplicates::decide(tx, id, expected, Decision { decision, reason }).await?)
}
