//! People, machines and access over HTTP.

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub mod clients;
pub mod grants;
pub mod me;
pub mod oauth;
pub mod sessions;
pub mod users;

/// All routes of this room.
pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(sessions::router())
        .merge(me::router())
        .merge(users::router())
        .merge(grants::router())
        .merge(clients::router())
        .merge(oauth::router())
}
