//! `/v1/lpj/{id}/submit`, `/decide`, `/print`: accounts of aid.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::{Error, incubation, once};
use crate::rest::json::Body;
use crate::rest::problem::Problem;
use crate::rest::reply;
use crate::view::incubation::aid::{self, LpjDecisionInput};
use crate::view::kept::Lpj;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(submit_lpj)).routes(routes!(decide_lpj)).routes(routes!(print_lpj))
}

/// Hand an LPJ in.
///
/// All chapters must be written, what is realised and returned must sum to what was received, and the evidence must
/// have its files in the register of the unit; their hashes are taken into the account. It does not change afterwards.
/// `sha256` is that of the RFC 8785 form of `{aidId, number, sections, lines, returned, evidence, signatories,
/// decreeNumber, decreeOn, bizhubId}`, as the record shows them. The aid becomes LPJ_SUBMITTED.
#[utoipa::path(post, path = "/v1/lpj/{id}/submit", operation_id = "submitLpj", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the LPJ"), ("If-Match" = String, Header, description = "ETag you read")),
    responses((status = 200, body = Lpj), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn submit_lpj(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = id.clone();
    let done = once::write(&ctx, "submitLpj", &content, |tx| async move { aid::submit(&tx, &id, expected).await });
    reply::done(&ctx, StatusCode::OK, &done.await?, |lpj| lpj.version)
}

/// Accept an LPJ, or send it back.
///
/// By the ministry or an administrator, not by who submitted it. An accepted one ends the aid; one that is sent back
/// takes it back to IN_USE, and the next version is a new LPJ.
#[utoipa::path(post, path = "/v1/lpj/{id}/decide", operation_id = "decideLpj", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the LPJ"), ("If-Match" = String, Header, description = "ETag you read")), request_body = LpjDecisionInput,
    responses((status = 200, body = Lpj), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn decide_lpj(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<LpjDecisionInput>,
) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = (id.clone(), raw);
    let done =
        once::write(&ctx, "decideLpj", &content, |tx| async move { aid::decide(&tx, &id, expected, input).await });
    reply::done(&ctx, StatusCode::OK, &done.await?, |lpj| lpj.version)
}

/// Print an LPJ.
///
/// An A4 page in Indonesian to print, sign and bind: cover, approval page, chapters, financial account, list of
/// attachments with their hashes, and the hash of the content. A draft says that it is one.
#[utoipa::path(get, path = "/v1/lpj/{id}/print", operation_id = "printLpj", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the LPJ")),
    responses((status = 200, description = "The page", body = String, content_type = "text/html"), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn print_lpj(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::paper(incubation::aid::page(&ctx, &id).await?))
}
