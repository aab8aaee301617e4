//! `/v1/research-extracts`: rows for research, without anybody's identity.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::Error;
use crate::rest::json::Body;
use crate::rest::problem::Problem;
use crate::rest::reply::{self, unstored};
use crate::view::partners::research::{self, ResearchExtract, ResearchExtractInput};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(create_research_extract))
}

/// Take a de-identified extract for research.
///
/// For a university with PARTNER on itself and an agreement for RESEARCH: one row for each person who consented to it,
/// under an id made for this extract alone. Rows that fewer than five people share are left out and counted, in fives. It
/// is in the access log of everybody in it. A repeat is a new extract, `Idempotency-Key` or not; with `validateOnly`
/// nobody is read and no rows come. Ten in 24 hours are taken at most (429, with `Retry-After`).
#[utoipa::path(post, path = "/v1/research-extracts", operation_id = "createResearchExtract", tag = "Partners", request_body = ResearchExtractInput,
    responses((status = 200, body = ResearchExtract), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn create_research_extract(
    SignedIn(ctx): SignedIn,
    Body(input, _): Body<ResearchExtractInput>,
) -> Result<Response, Error> {
    Ok(unstored(reply::json(StatusCode::OK, &research::extract(&ctx, input).await?)))
}
