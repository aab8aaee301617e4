//! What is done with incubation beyond keeping its records: steps, decisions, rosters, figures.

pub mod aid;
pub mod duplicates;
pub mod incubatees;
pub mod lpj;
pub mod mentors;
pub mod persons;
pub mod progress;
pub mod rosters;
pub mod visits;
pub mod workflow;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(persons::router())
        .merge(rosters::router())
        .merge(duplicates::router())
        .merge(incubatees::router())
        .merge(progress::router())
        .merge(mentors::router())
        .merge(visits::router())
        .merge(aid::router())
        .merge(lpj::router())
        .merge(workflow::router())
}
