//! `/v1/selection-rounds/{id}/candidates`, `/v1/selection-candidates`: who is put forward, scored and selected.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::json::{Body, Params};
use super::problem::Problem;
use super::reply::{self, List, PageEnd};
use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::once::{self, Done};
use crate::domain::page::PageRequest;
use crate::domain::{Error, registry};
use crate::view::kept::SelectionRound;
use crate::view::selection::{self, DecisionInput, NominateInput, ScoreInput, SelectionCandidate};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_selection_candidates, nominate_candidates))
        .routes(routes!(get_selection_candidate))
        .routes(routes!(score_candidate))
        .routes(routes!(decide_selection_round))
}

/// Which candidates to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct CandidateQuery {
    /// Code of `selectionStages`.
    stage: Option<String>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List the candidates of a selection round, in the order of their nomination.
#[utoipa::path(get, path = "/v1/selection-rounds/{id}/candidates", operation_id = "listSelectionCandidates", tag = "Registry",
    params(("id" = String, Path, description = "Id or code of the round"), CandidateQuery),
    responses((status = 200, body = List<SelectionCandidate>), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list_selection_candidates(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(wanted): Params<CandidateQuery>,
) -> Result<Response, Error> {
    let page = PageRequest::new(wanted.limit, wanted.after.as_deref())?;
    let round = registry::selection::round(&ctx, &id).await?;
    Ok(reply::list(selection::page(&ctx, round.id, wanted.stage.as_deref(), &page).await?))
}

/// Put units forward in a selection round.
///
/// On the list of the eligible or on the longlist, all or none. Who is a candidate already changes lists. The longlist
/// never holds more than the round says. The answer lists the candidates in the order of the request.
#[utoipa::path(post, path = "/v1/selection-rounds/{id}/candidates", operation_id = "nominateCandidates", tag = "Registry",
    params(("id" = String, Path, description = "Id or code of the round")), request_body = NominateInput,
    responses((status = 201, body = List<SelectionCandidate>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn nominate_candidates(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Body(input, raw): Body<NominateInput>,
) -> Result<Response, Error> {
    let content = (id.clone(), raw);
    let done =
        once::write(
            &ctx,
            "nominateCandidates",
            &content,
            |tx| async move { selection::nominate(&tx, &id, input).await },
        );
    let Done { body: data, replayed } = done.await?;
    let body = List { data, page: PageEnd { next: None, complete: true } };
    reply::done(&ctx, StatusCode::CREATED, &Done { body, replayed }, |_| 1)
}

/// Read a candidate with its scores.
#[utoipa::path(get, path = "/v1/selection-candidates/{id}", operation_id = "getSelectionCandidate", tag = "Registry",
    params(("id" = String, Path, description = "Id of the candidate")),
    responses((status = 200, body = SelectionCandidate), (status = 304), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_selection_candidate(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let candidate = selection::get(&ctx, &id).await?;
    reply::record(&headers, StatusCode::OK, candidate.version, &candidate)
}

/// Score a candidate.
///
/// Each assessor scores on each criterion; an earlier score of yours on the same criterion is replaced. Only while the
/// candidate is on the longlist and the round is not decided.
#[utoipa::path(post, path = "/v1/selection-candidates/{id}/scores", operation_id = "scoreCandidate", tag = "Registry",
    params(("id" = String, Path, description = "Id of the candidate")), request_body = ScoreInput,
    responses((status = 201, body = SelectionCandidate), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn score_candidate(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Body(input, raw): Body<ScoreInput>,
) -> Result<Response, Error> {
    let content = (id.clone(), raw);
    let done =
        once::write(&ctx, "scoreCandidate", &content, |tx| async move { selection::score(&tx, &id, input).await });
    reply::done(&ctx, StatusCode::CREATED, &done.await?, |candidate| candidate.version)
}

/// Decide a selection round.
///
/// Needs the study that the round cites. Only scored candidates of the longlist are selected, at most as many as the
/// round says; the others of the longlist are not selected. Selected BLKs have the incubator status SELECTED from the
/// day of the decision. A decided round does not change.
#[utoipa::path(post, path = "/v1/selection-rounds/{id}/decisions", operation_id = "decideSelectionRound", tag = "Registry",
    params(("id" = String, Path, description = "Id or code of the round"), ("If-Match" = String, Header, description = "ETag you read")), request_body = DecisionInput,
    responses((status = 201, body = SelectionRound), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn decide_selection_round(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<DecisionInput>,
) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = (id.clone(), raw);
    let done = once::write(&ctx, "decideSelectionRound", &content, |tx| async move {
        selection::decide(&tx, &id, expected, input).await
    });
    reply::done(&ctx, StatusCode::CREATED, &done.await?, |round| round.version)
}
