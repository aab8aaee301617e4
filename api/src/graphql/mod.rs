//! GraphQL: the second face. It says the same words as REST and calls the same rules.

pub mod analytics;
#[cfg(not(test))]
pub mod asked;
pub mod audit;
pub mod batch;
#[cfg(not(test))]
pub mod bounds;
pub mod clients;
pub mod connection;
pub mod cost;
pub mod deprecations;
pub mod error;
pub mod events;
#[cfg(not(test))]
pub mod face;
#[cfg(not(test))]
pub mod http;
pub mod incubation;
pub mod interaction;
pub mod jobs;
pub mod kept;
pub mod listed;
pub mod loaders;
pub mod mutation;
pub mod nesting;
pub mod obligations;
#[cfg(not(test))]
pub mod order;
#[cfg(not(test))]
pub mod pages;
pub mod partners;
pub mod passes;
#[cfg(not(test))]
pub mod place;
pub mod probe;
pub mod publications;
pub mod purse;
pub mod queries;
pub mod query;
pub mod reference;
pub mod registry;
pub mod reports;
pub mod requests;
pub mod resource;
#[cfg(not(test))]
pub mod run;
pub mod scopes;
pub mod selection;
pub mod subscription;
pub mod training;
pub mod units;
pub mod webhooks;
#[cfg(not(test))]
pub mod ws;

use std::sync::{Arc, LazyLock};

use async_graphql::{Schema as Built, SchemaBuilder};
use axum::Router;
use axum::routing::get;

use crate::app::App;

/// Levels of nesting; the introspection query needs 13.
const DEPTH: usize = 15;

pub type Schema = Built<query::Query, mutation::Mutation, subscription::Subscription>;

/// The schema with its limits, with introspection or without. Each is made once: it holds nothing of a service, and a
/// second one of the same process (in tests) has the same.
pub fn schema(explorer: bool) -> Schema {
    static OPEN: LazyLock<Schema> = LazyLock::new(|| build().finish());
    static CLOSED: LazyLock<Schema> = LazyLock::new(|| build().disable_introspection().finish());
    if explorer { OPEN.clone() } else { CLOSED.clone() }
}

fn build() -> SchemaBuilder<query::Query, mutation::Mutation, subscription::Subscription> {
    Built::build(query::Query::default(), mutation::Mutation::default(), subscription::Subscription)
        .extension(cost::Report)
        .limit_depth(DEPTH)
        .limit_directives(5)
        .disable_suggestions()
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
    // Saved queries run through the same schema. A second router of the same service (in tests) shares it.
    let _ = app.graph.set(Arc::new(face::Face::new(schema.clone())));
    Router::new()
        .route("/graphql", get(http::get).post(http::post))
        .route("/graphql/ws", get(ws::connect))
        .layer(axum::Extension(schema))
}
