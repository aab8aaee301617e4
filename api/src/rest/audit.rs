//! `/v1/audit`: who did what, and the signed head of it all.

use std::sync::Arc;

use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::Error;
use crate::domain::audit::list::Filter;
use crate::domain::page::PageRequest;
use crate::rest::json::Params;
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List};
use crate::view::audit::{self as view, AuditEntry, AuditHead};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list_audit_entries)).routes(routes!(get_audit_head))
}

/// Which entries to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Id of a record.
    object: Option<String>,
    /// Id of the person or client who acted.
    actor: Option<String>,
    /// Name of the operation, for example `submitReport`.
    action: Option<String>,
    /// Not before this moment.
    from: Option<DateTime<Utc>>,
    /// Before this moment.
    until: Option<DateTime<Utc>>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List entries of the audit log, oldest first.
///
/// Administrators, auditors and the data protection officer see all of them; everybody else what they did themselves.
#[utoipa::path(get, path = "/v1/audit", operation_id = "listAuditEntries", tag = "Administration", params(AuditQuery),
    responses((status = 200, body = List<AuditEntry>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn list_audit_entries(SignedIn(ctx): SignedIn, Params(query): Params<AuditQuery>) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    let AuditQuery { object, actor, action, from, until, .. } = query;
    Ok(reply::list(view::list(&ctx, &Filter { object, actor, action, from, until }, &page).await?))
}

/// Read the newest signed head of the audit log.
///
/// Keep it elsewhere: `ereporting audit verify --head FILE` tells whether anything before it was changed or cut off.
#[utoipa::path(get, path = "/v1/audit/head", operation_id = "getAuditHead", tag = "Administration",
    responses((status = 200, body = AuditHead), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_audit_head(SignedIn(ctx): SignedIn) -> Result<axum::Json<AuditHead>, Error> {
    Ok(axum::Json(view::head(&ctx).await?))
}
