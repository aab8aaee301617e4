//! Interaction beyond the kept records: threads, steps of commitments and requests, matches, announcements, notices.

pub mod announcements;
pub mod commitments;
pub mod needs;
pub mod notices;
pub mod requests;
pub mod threads;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(threads::router())
        .merge(commitments::router())
        .merge(needs::router())
        .merge(requests::router())
        .merge(announcements::router())
        .merge(notices::router())
}
