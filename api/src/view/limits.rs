//! What a caller may ask for in a minute, as both faces show it.

use async_graphql::SimpleObject;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What you may ask for in a minute. What is beyond it is refused with 429 and `Retry-After`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Points that one GraphQL query may cost. What a query costs stands in `extensions.cost` of its answer.
    pub query_points: usize,
    /// Points of GraphQL, saved queries among them; null where they are not counted.
    pub points: Option<Points>,
    /// Calls of the partner interface in a minute, whatever your role; null where they are not counted.
    pub partner_calls: Option<u32>,
}

/// Points of GraphQL.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Points {
    /// What a minute gives; all of it may be spent at once.
    pub limit: u32,
    /// What is left now. To ask took one.
    pub remaining: u32,
    /// Seconds until all of it is there again.
    pub reset_seconds: u64,
}
