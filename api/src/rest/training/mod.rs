//! What is done with training beyond keeping its records: steps, rows of many trainees, the register, the statistic.

pub mod packages;
pub mod participation;
pub mod rows;
pub mod trainees;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(packages::router())
        .merge(trainees::router())
        .merge(rows::router())
        .merge(participation::router())
}
