//! `/v1/audit`: who did what, and the signed head of it all.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
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
use crate::rest::reply::{self, List, unstored};
use crate::view::audit::{self as view, AuditConsistency, AuditEntry, AuditHead, AuditProof, AuditVerdict};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_audit_entries))
        .routes(routes!(get_audit_head))
        .routes(routes!(get_audit_proof))
        .routes(routes!(get_audit_consistency))
        .routes(routes!(verify_audit))
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

/// Against which head to prove.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct AuditProofQuery {
    /// Size of the head that you have; the newest unless given.
    size: Option<i64>,
}

/// Between which sizes to prove.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditConsistencyQuery {
    /// Size of the head that you kept; at least 1.
    from: i64,
    /// Size of a later one; the newest unless given.
    to: Option<i64>,
}

/// How much to look at.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct AuditVerifyQuery {
    /// So many of the latest entries, 1 to 10,000; 1,000 unless given.
    last: Option<i64>,
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

/// Prove that an entry is below a head.
///
/// Administrators, auditors and the data protection officer have any entry proved; everybody else what they did themselves.
/// Hash `content`, follow `path` as in RFC 9162, 2.1.3.2, and compare with the root of the head, whose JWS verifies
/// offline. 409 `AUDIT.UNSEALED` while the entry has no place yet; `AUDIT.BROKEN` where the log is not what was signed.
#[utoipa::path(get, path = "/v1/audit/entries/{id}/proof", operation_id = "getAuditProof", tag = "Administration",
    params(("id" = String, Path, description = "Id of the entry"), AuditProofQuery),
    responses((status = 200, body = AuditProof), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn get_audit_proof(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<AuditProofQuery>,
) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &view::proof(&ctx, &id, query.size).await?))
}

/// Prove that the audit log goes on from what it was. For anybody signed in.
///
/// `fromRoot` must be the root of the head that you kept; `path` is checked as in RFC 9162, 2.1.4.2. 409 `AUDIT.BROKEN`
/// where the log is not what was signed.
#[utoipa::path(get, path = "/v1/audit/consistency", operation_id = "getAuditConsistency", tag = "Administration", params(AuditConsistencyQuery),
    responses((status = 200, body = AuditConsistency), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn get_audit_consistency(
    SignedIn(ctx): SignedIn,
    Params(query): Params<AuditConsistencyQuery>,
) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &view::consistency(&ctx, query.from, query.to).await?))
}

/// Look whether the latest entries of the audit log are as they were written. For administrators, the data protection
/// officer and auditors.
///
/// It begins at the nearest signed head below them and believes what that says of earlier entries; `ereporting audit
/// verify` looks at all of them.
#[utoipa::path(get, path = "/v1/audit/verify", operation_id = "verifyAudit", tag = "Administration", params(AuditVerifyQuery),
    responses((status = 200, body = AuditVerdict), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn verify_audit(SignedIn(ctx): SignedIn, Params(query): Params<AuditVerifyQuery>) -> Result<Response, Error> {
    Ok(unstored(reply::json(StatusCode::OK, &view::check(&ctx, query.last).await?)))
}
