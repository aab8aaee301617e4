//! What changed for a partner, as both faces show it.

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::pulls::PartnerIncubatee;
use crate::vocab::PartnerChangeType;

/// What to do to your copy of one record. It holds the record as it is now, not as it was when it changed: applied in
/// any order and as often as you like, the last one wins.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PartnerChange {
    /// What to do.
    pub r#type: PartnerChangeType,
    /// Id of the record, as in lists of partner records.
    #[schema(value_type = String, example = "sub_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Cursor: `?after=` it goes on after this change.
    pub position: String,
    /// When it changed, to the minute.
    pub at: DateTime<Utc>,
    /// The record; null where you delete yours.
    pub record: Option<PartnerIncubatee>,
}

/// A page of what changed.
#[derive(Clone, Debug, SimpleObject)]
pub struct PartnerChanges {
    /// Changes, each record once. Apply them in this order.
    pub nodes: Vec<PartnerChange>,
    /// Cursor to go on from; always given.
    pub next: String,
    /// Nothing more is there now. A page may be short, or empty, and not complete: go on from `next`.
    pub complete: bool,
}
