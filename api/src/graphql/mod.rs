//! GraphQL: the second face. It says the same words as REST and calls the same rules.

pub mod analytics;
pub mod batch;
pub mod clients;
pub mod connection;
pub mod cost;
pub mod error;
pub mod events;
#[cfg(not(test))]
pub mod http;
pub mod incubation;
pub mod interaction;
pub mod kept;
pub mod loaders;
pub mod mutation;
mod nesting;
pub mod obligations;
#[cfg(not(test))]
pub mod order;
pub mod partners;
pub mod passes;
pub mod query;
pub mod reference;
pub mod registry;
pub mod reports;
pub mod requests;
pub mod resource;
pub mod selection;
pub mod subscription;
pub mod units;
pub mod webhooks;
#[cfg(not(test))]
pub mod ws;

use std::sync::Arc;

use async_graphql::Schema as Built;
use axum::Router;
use axum::routing::get;

use crate::app::App;

/// Levels of nesting; the introspection query needs 13.
const DEPTH: usize = 15;

pub type Schema = Built<query::Query, mutation::Mutation, subscription::Subscription>;

/// The schema with its limits.
pub fn schema(explorer: bool) -> Schema {
    let builder = Built::build(query::Query::default(), mutation::Mutation::default(), subscription::Subscription)
        .extension(cost::Report)
        .limit_depth(DEPTH)
        .limit_complexity(cost::LIMIT)
        .limit_directives(5)
        .disable_suggestions();
    if explorer { builder.finish() } else { builder.disable_introspection().finish() }
}

/// The contract, `schema.graphql`.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by();
    schema(true).sdl_with_options(options.use_space_ident())
}

/// `/graphql`.
#[cfg(not(test))]
pub fn router(app: &Arc<App>) -> Router<Arc<App>> {
    let schema = schema(app.settings.explorer);
    Router::new()
        .route("/graphql", get(http::get).post(http::post))
        .route("/graphql/ws", get(ws::connect))
        .layer(axum::Extension(schema))
}
