//! `/v1/changes`: what happened, in order. `/v1/event-types`, and the `webhooks` of the OpenAPI document.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::openapi::path::{OperationBuilder, Paths};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{ContentBuilder, HttpMethod, OpenApi, PathItem, Ref, RefOr, Required, ResponseBuilder, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::json::{Params, words_of};
use super::problem::Problem;
use super::reference::cached;
use super::reply::{self, List, PageEnd};
use crate::app::App;
use crate::auth::extract::{Caller, SignedIn};
use crate::domain::events::{feed, types};
use crate::domain::page::PageRequest;
use crate::domain::{Error, Text};
use crate::view::events::{self as view, EventType, FeedChange, WebhookEvent, WebhookPing};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list_changes)).routes(routes!(list_event_types))
}

/// Which changes to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ChangeQuery {
    /// Cursor from `page.next` or of a change. Without it the feed begins with its first event; `latest` gives nothing
    /// and the cursor of this moment: take it before you read all records, and go on from there.
    after: Option<String>,
    /// Changes, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Types of events, separated by commas.
    types: Option<String>,
    /// Kinds of records, separated by commas: `Report,Blk`.
    kinds: Option<String>,
    /// Id of one record.
    of: Option<String>,
    /// Id or code of a unit: what belongs to it.
    unit: Option<String>,
}

/// List changes.
///
/// Every committed change of the records that you may see, once, in one order for all callers. Nothing comes in late:
/// walk `page.next`, which is always given, and begin again from the last one as often as you like. `complete` says that
/// nothing more is there now; a page may be empty and not complete, where all that was looked at was not yours.
///
/// Apply changes by `version`, and an answer that was lost, came twice or out of order does no harm: read again from an
/// earlier cursor and you arrive at the same. A change says that a record changed, not what it holds: read the record.
/// What becomes visible to you by a new role has no change of its own: read those records by their lists.
#[utoipa::path(get, path = "/v1/changes", operation_id = "listChanges", tag = "Events", params(ChangeQuery),
    responses((status = 200, body = List<FeedChange>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn list_changes(SignedIn(ctx): SignedIn, Params(query): Params<ChangeQuery>) -> Result<Response, Error> {
    let limit = PageRequest::new(query.limit, None)?.limit;
    let (types, kinds) = (words_of(query.types), words_of(query.kinds));
    let wanted = feed::wanted(&ctx, types, &kinds, query.of, query.unit.as_deref()).await?;
    let after = feed::start(&ctx, query.after.as_deref()).await?;
    let slice = feed::read(&ctx, &wanted, after, limit).await?;
    let page = PageEnd { next: Some(feed::cursor(slice.next)), complete: slice.complete };
    let data = slice.changes.into_iter().map(FeedChange::from).collect();
    Ok(reply::json(StatusCode::OK, &List { data, page }))
}

/// List the types of events. Public.
#[utoipa::path(get, path = "/v1/event-types", operation_id = "listEventTypes", tag = "Events",
    responses((status = 200, body = List<EventType>), (status = 304)))]
pub async fn list_event_types(Caller(_ctx): Caller, headers: HeaderMap) -> Result<Response, Error> {
    let list = List { data: view::event_types(), page: PageEnd { next: None, complete: true } };
    Ok(cached(reply::record(&headers, StatusCode::OK, 1, &list)?, 3_600))
}

/// What every webhook expects.
const KEPT: &str = "Kept. Anything but 2xx is tried again for 72 hours; 410 disables the endpoint.";

/// Adds the section `webhooks`: one entry for each type of event, and the ping.
pub fn describe_webhooks(document: &mut OpenApi) {
    let mut webhooks = Paths::default();
    for one in types::all() {
        webhooks.paths.insert(one.name.clone(), sent::<WebhookEvent>(document, &one.about));
    }
    let ping = Text::new("Mencoba sambungan.", "Tries the connection.");
    webhooks.paths.insert("ping".to_owned(), sent::<WebhookPing>(document, &ping));
    document.webhooks = Some(webhooks);
}

/// A webhook with its body.
fn sent<T: ToSchema>(document: &mut OpenApi, about: &Text) -> PathItem {
    let mut schemas = vec![(T::name().into_owned(), <T as PartialSchema>::schema())];
    <T as ToSchema>::schemas(&mut schemas);
    document.components.get_or_insert_default().schemas.extend(schemas);
    let schema: RefOr<Schema> = Ref::from_schema_name(T::name()).into();
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let body = RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True));
    let operation = OperationBuilder::new()
        .tag("Events")
        .summary(Some(about.en.as_str()))
        .description(Some(about.id.as_str()))
        .request_body(Some(body.build()))
        .response("2XX", ResponseBuilder::new().description(KEPT).build());
    PathItem::new(HttpMethod::Post, operation)
}
