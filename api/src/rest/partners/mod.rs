//! Partner sharing: consents, pulls, exports, the rights of data subjects.

pub mod changes;
pub mod consents;
pub mod exports;
pub mod incidents;
pub mod outcomes;
pub mod profiles;
pub mod pulls;
pub mod research;
pub mod rights;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(consents::router())
        .merge(pulls::router())
        .merge(changes::router())
        .merge(exports::router())
        .merge(profiles::router())
        .merge(outcomes::router())
        .merge(rights::router())
        .merge(incidents::router())
        .merge(research::router())
}
