//! `/v1/organizations`, `/v1/kawasans`, `/v1/sites`: one set of routes for every kind of unit.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

use super::json::{Body, Params};
use super::operations::{Operation, Paths};
use super::reply::{self, if_match};
use crate::app::App;
use crate::auth::extract::{Caller, SignedIn};
use crate::domain::page::{Page, PageRequest};
use crate::domain::registry::parts::{self, Filter, Part};
use crate::domain::{Error, once};
use crate::view::Changes;
use crate::view::units::{self, UnitRecord};

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
    let (name, plural) = (R::Part::NAME, R::PLURAL);
    let word = name.to_lowercase();
    let collection = format!("/v1/{plural}");
    let list = Operation::new("get", format!("list{name}s"), format!("List {plural}, by code."))
        .query(UnitQuery::into_params)
        .lists::<R>()
        .refuses(&[422]);
    let post = Operation::new("post", format!("create{name}"), format!("Record a {word}."))
        .body::<R::Input>()
        .answers::<R>(StatusCode::CREATED)
        .refuses(&[401, 403, 409, 422]);
    paths.document(&collection, list);
    paths.document(&collection, post);
    paths.route(&collection, get(list_of::<R>).post(create::<R>));
    let single = format!("/v1/{plural}/{{idOrCode}}");
    let look = Operation::new("get", format!("get{name}"), format!("Read a {word}."))
        .path_parameter("idOrCode", "Id or code.")
        .answers::<R>(StatusCode::OK)
        .refuses(&[404]);
    let patch = Operation::new("patch", format!("update{name}"), format!("Change a {word} (RFC 7396)."))
        .path_parameter("idOrCode", "Id or code.")
        .if_match()
        .body::<Changes<R::Input>>()
        .answers::<R>(StatusCode::OK)
        .refuses(&[401, 403, 404, 409, 412, 422, 428]);
    let away = format!("Archive a {word}: it leaves all lists and is still found by its id and code.");
    let put_away = Operation::new("delete", format!("archive{name}"), away)
        .path_parameter("idOrCode", "Id or code.")
        .if_match()
        .answers::<R>(StatusCode::OK)
        .refuses(&[401, 403, 404, 409, 412, 428]);
    for operation in [look, patch, put_away] {
        paths.document(&single, operation);
    }
    paths.route(&single, get(one::<R>).patch(update::<R>).delete(archive::<R>));
}

async fn list_of<R: UnitRecord>(Caller(ctx): Caller, Params(query): Params<UnitQuery>) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    let class = query.kind.iter().flat_map(|list| list.split(',')).filter(|word| !word.is_empty());
    let class = class.map(ToOwned::to_owned).collect();
    let filter = Filter { q: query.q, region: query.region, class, archived: query.archived };
    let page = parts::list::<R::Part>(&ctx, &filter, &page).await?;
    let more = page.more;
    let items = page.items.into_iter().map(|(cursor, whole)| Ok((cursor, R::of(whole)?)));
    Ok(reply::list(Page { items: items.collect::<Result<Vec<_>, Error>>()?, more }))
}

async fn one<R: UnitRecord>(
    Caller(ctx): Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let unit = R::of(parts::get(&ctx, &id).await?)?;
    reply::record(&headers, StatusCode::OK, unit.version(), &unit)
}

async fn create<R: UnitRecord>(SignedIn(ctx): SignedIn, Body(input, raw): Body<R::Input>) -> Result<Response, Error> {
    let operation = format!("create{}", R::Part::NAME);
    let work = |tx| async move { units::create::<R>(&tx, input).await };
    reply::done(&ctx, StatusCode::CREATED, &once::write(&ctx, &operation, &raw, work).await?, R::version)
}

async fn update<R: UnitRecord>(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(changes, raw): Body<Changes<R::Input>>,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let (operation, content) = (format!("update{}", R::Part::NAME), (id.clone(), raw));
    let work = |tx| async move { units::change::<R>(&tx, &id, expected, changes).await };
    reply::done(&ctx, StatusCode::OK, &once::write(&ctx, &operation, &content, work).await?, R::version)
}

async fn archive<R: UnitRecord>(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let (operation, content) = (format!("archive{}", R::Part::NAME), id.clone());
    let work = |tx| async move { units::archive::<R>(&tx, &id, expected).await };
    reply::done(&ctx, StatusCode::OK, &once::write(&ctx, &operation, &content, work).await?, R::version)
}
