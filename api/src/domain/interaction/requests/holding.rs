//! Requests that hold a step of a report up.

use entity::request::{Column, Entity};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::status;
use crate::domain::ids::{self, Kind};
use crate::domain::reports::Loaded;
use crate::domain::{Code, Error, Result};
use crate::vocab::ReportAction;

/// The steps that a template may have wait for requests.
pub const HOLDABLE: &[ReportAction] = &[
    ReportAction::Submit,
    ReportAction::StartReview,
    ReportAction::Verify,
    ReportAction::Approve,
    ReportAction::Reject,
];

/// The refusal (409) of a step while a request about the report is open, of a kind that the template has it wait for.
/// Templates that say nothing of requests cost nothing.
pub async fn holding(conn: &impl ConnectionTrait, report: &Loaded, action: ReportAction) -> Result<Option<Error>> {
    let waits = report.template.definition.requests_block.iter().filter(|block| block.action == action.as_str());
    let kinds: Vec<&str> = waits.map(|block| block.kind.as_str()).collect();
    if kinds.is_empty() {
        return Ok(None);
    }
    let open = Entity::find()
        .filter(Column::ReportId.eq(report.row.id))
        .filter(Column::State.eq(status::OPEN))
        .filter(Column::Kind.is_in(kinds))
        .filter(Column::ArchivedAt.is_null())
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    if open.is_empty() {
        return Ok(None);
    }
    let ids: Vec<String> = open.iter().map(|row| ids::text(Kind::Request, row.id)).collect();
    Ok(Some(Error::new(Code::RequestOpen).with("requests", ids)))
}
