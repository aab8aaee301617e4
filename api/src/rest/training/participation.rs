//! `/v1/statistics/training-participation`: the ministry's statistic, in its own shape.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::Error;
use crate::rest::json::Params;
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List};
use crate::view::training::participation::{self, TrainingParticipation};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(get_training_participation)).routes(routes!(download_training_participation))
}

/// Which month.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MonthParams {
    /// Month of the results: `2026-10`.
    #[param(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$", example = "2026-10")]
    month: String,
}

/// Count who passed a training in a month and who did not, in the shape of the ministry's statistic.
///
/// Satu Data Ketenagakerjaan, training participation: year, month, organiser, type of institution, sex, province,
/// vocation, result, count, under the ministry's own names. It counts trainees of the units whose coaching you see; cells
/// are small and not suppressed, so nobody else gets any.
#[utoipa::path(get, path = "/v1/statistics/training-participation.json", operation_id = "getTrainingParticipation", tag = "Training",
    params(MonthParams),
    responses((status = 200, body = List<TrainingParticipation>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn get_training_participation(
    SignedIn(ctx): SignedIn,
    Params(wanted): Params<MonthParams>,
) -> Result<Response, Error> {
    Ok(reply::whole(participation::rows(&ctx, &wanted.month).await?))
}

/// Download the ministry's statistic of training participation as CSV.
///
/// The same rows as in JSON (RFC 4180, UTF-8), with a first line of names: `tahun, bulan, penyelenggara, tipe_lembaga,
/// jenis_kelamin, provinsi, kejuruan, status_kelulusan, jumlah`. A text that a spreadsheet would take for a formula is
/// led by an apostrophe.
#[utoipa::path(get, path = "/v1/statistics/training-participation.csv", operation_id = "downloadTrainingParticipation", tag = "Training",
    params(MonthParams),
    responses((status = 200, description = "One row a line", content_type = "text/csv", body = String), (status = 304, description = "You have it already"), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn download_training_participation(
    SignedIn(ctx): SignedIn,
    Params(wanted): Params<MonthParams>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let table = participation::table(&participation::rows(&ctx, &wanted.month).await?)?;
    let mut response = reply::document(&headers, "text/csv; charset=utf-8", table);
    let name = HeaderValue::from_static("attachment; filename=\"training-participation.csv\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}
