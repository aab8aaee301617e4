//! `/v1/organizations`, `/v1/kawasans`, `/v1/sites`: one set of routes for every kind of unit.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

use super::json::{Params, words_of};
use super::operations::{Operation, Paths};
use super::reply;
use super::resource::{self, words};
use crate::app::App;
use crate::auth::extract::Caller;
use crate::domain::Error;
use crate::domain::page::PageRequest;
use crate::domain::registry::parts::{self, Filter};
use crate::view::units::{self, PartOf, UnitRecord};

pub fn router() -> OpenApiRouter<Arc<App>> {
    let mut paths = Paths::default();
    routes::<units::Organization>(&mut paths);
    routes::<units::Kawasan>(&mut paths);
    routes::<units::Site>(&mut paths);
    paths.into_router()
}

/// Which units to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct UnitQuery {
    /// Part of a name, or the beginning of a code.
    q: Option<String>,
    /// Kemendagri code: units that lie in it or span some of it.
    region: Option<String>,
    /// Codes of the kind (organizations, sites) or theme (kawasans), separated by commas.
    kind: Option<String>,
    /// True shows archived ones too.
    archived: bool,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

fn routes<R: UnitRecord>(paths: &mut Paths) {
    let (name, plural, word) = (R::NAME, R::PLURAL, words::<R>());
    let collection = format!("/v1/{plural}");
    let list = Operation::new("get", format!("list{name}s"), format!("List {plural}, by code."))
        .query(UnitQuery::into_params)
        .lists::<R>()
        .refuses(&[401, 422]);
    let post = Operation::new("post", format!("create{name}"), format!("Record a {word}."))
        .body::<R::Input>()
        .answers::<R>(StatusCode::CREATED)
        .refuses(&[401, 403, 409, 422]);
    paths.document(&collection, list);
    paths.document(&collection, post);
    paths.route(&collection, get(list_of::<R>).post(resource::create::<R>));
    let single = format!("/v1/{plural}/{{idOrCode}}");
    resource::document::<R>(paths, &single, "idOrCode", ("Id or code.", "id and code"));
    paths.route(&single, get(one::<R>).patch(resource::update::<R>).delete(resource::archive::<R>));
}

async fn list_of<R: UnitRecord>(Caller(ctx): Caller, Params(query): Params<UnitQuery>) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    let filter = Filter { q: query.q, region: query.region, class: words_of(query.kind), archived: query.archived };
    Ok(reply::list(parts::list::<PartOf<R>>(&ctx, &filter, &page).await?.try_map(R::of)?))
}

async fn one<R: UnitRecord>(
    Caller(ctx): Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let unit = R::of(parts::get(&ctx, &id).await?)?;
    reply::record(&headers, StatusCode::OK, unit.version(), &unit)
}
