//! Obligations as callers see them.

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::ids::{self, Kind};
use crate::domain::obligations::{self, query::Owed};
use crate::domain::{Ctx, Result};
use crate::vocab::{ObligationStatus, UnitKind};

/// A report that is owed by a unit for a period or event.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Obligation {
    /// Id (`obl_...`).
    #[schema(value_type = String)]
    pub id: ID,
    /// Code of the BLK that owes it; null when another kind of unit does.
    #[graphql(skip)]
    pub blk: Option<String>,
    /// Code of the unit that owes it, whatever its kind.
    pub unit_code: String,
    #[graphql(skip)]
    #[serde(skip)]
    pub unit_id: Uuid,
    /// Code of the template.
    #[graphql(skip)]
    pub template: String,
    /// Period of a periodic template.
    pub period: Option<String>,
    /// Number of the event, for the other templates.
    pub event: Option<String>,
    /// From when it can be filed.
    pub opens_at: DateTime<Utc>,
    /// Until when it is on time: 23:59:59 of the due day in the unit's zone, extension included.
    pub due_at: DateTime<Utc>,
    /// True when the deadline was moved.
    pub extended: bool,
    /// Where it stands.
    pub status: ObligationStatus,
    /// Arrived late, or not arrived though due.
    pub late: bool,
    /// Whole days until the due day, negative once it has passed; null when nothing is owed any more.
    pub days_left: Option<i64>,
    /// Why it was extended or waived.
    pub reason: Option<String>,
    /// First arrival.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Whether that arrival was in time.
    pub on_time: Option<bool>,
    /// Id of the report that answers it.
    #[graphql(skip)]
    pub report: Option<String>,
    /// Version of this record.
    pub version: i32,
}

impl Obligation {
    pub fn of(ctx: &Ctx, owed: &Owed) -> Result<Self> {
        let row = &owed.row;
        let periodic = owed.periodic;
        Ok(Self {
            id: ids::text(Kind::Obligation, row.id).into(),
            blk: (owed.unit.kind == UnitKind::Blk.as_str()).then(|| owed.unit.code.clone()),
            unit_code: owed.unit.code.clone(),
            unit_id: owed.unit.id,
            template: owed.template_code.clone(),
            period: periodic.then(|| row.occurrence.clone()),
            event: (!periodic).then(|| row.occurrence.clone()),
            opens_at: row.opens_at,
            due_at: row.due_at,
            extended: row.extended,
            status: row.status.parse()?,
            late: obligations::is_late(row, ctx.now()),
            days_left: obligations::days_left(row, &owed.unit.timezone, ctx.now()),
            reason: row.reason.clone(),
            submitted_at: row.submitted_at,
            on_time: row.on_time,
            report: owed.report.map(|id| ids::text(Kind::Report, id)),
            version: row.version,
        })
    }
}

/// How many obligations a call changed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ObligationsChanged {
    /// Ids of those that changed.
    pub ids: Vec<String>,
    /// Their number.
    pub count: i32,
}
