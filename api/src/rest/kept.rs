//! Records that the registry keeps about its units: one set of routes for every kind.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

use super::json::{Body, Params, words_of};
use super::operations::{Operation, Paths};
use super::reply;
use super::resource::{self, many, words};
use crate::app::App;
use crate::auth::extract::{Caller, SignedIn};
use crate::domain::page::{Page, PageRequest};
use crate::domain::registry::kept::{Filter, Held, Kept, ops};
use crate::domain::registry::units;
use crate::domain::{Code, Error, once};
use crate::view::kept::{self, OfUnit, Recorded, Row};
use crate::vocab::UnitKind;

pub fn router() -> OpenApiRouter<Arc<App>> {
    let mut paths = Paths::default();
    nested::<kept::Registration>(&mut paths);
    nested::<kept::Asset>(&mut paths);
    nested::<kept::Instructor>(&mut paths);
    nested::<kept::Enrolment>(&mut paths);
    nested::<kept::Duty>(&mut paths);
    nested::<kept::Product>(&mut paths);
    nested::<kept::Award>(&mut paths);
    nested::<kept::UnitDocument>(&mut paths);
    nested::<kept::Appointment>(&mut paths);
    nested::<kept::KawasanResource>(&mut paths);
    nested::<kept::ChainLink>(&mut paths);
    nested::<kept::Potential>(&mut paths);
    flat::<kept::Enterprise>(&mut paths);
    flat::<kept::Regulation>(&mut paths);
    flat::<kept::Programme>(&mut paths);
    flat::<kept::Activity>(&mut paths);
    flat::<kept::Target>(&mut paths);
    flat::<kept::Assessment>(&mut paths);
    flat::<kept::SelectionRound>(&mut paths);
    flat::<kept::Meeting>(&mut paths);
    flat::<kept::FollowUp>(&mut paths);
    paths.into_router()
}

/// Which records to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct RecordQuery {
    /// Id or code of the unit that they belong to.
    unit: Option<String>,
    /// Kemendagri code: records of units in it.
    region: Option<String>,
    /// Codes of the kind, stage, status or class of the record, separated by commas.
    kind: Option<String>,
    /// Part of the name or title.
    q: Option<String>,
    /// Id of a record that it refers to: a programme, a meeting.
    of: Option<String>,
    /// Ends, expires or falls due before this day.
    #[param(value_type = Option<String>, format = Date)]
    ends_before: Option<NaiveDate>,
    /// True shows archived ones too.
    archived: bool,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// The folder of a kind of unit in paths, and its word in operation ids.
fn folder(kind: UnitKind) -> (&'static str, &'static str) {
    match kind {
        UnitKind::Blk => ("blks", "Blk"),
        UnitKind::Kawasan => ("kawasans", "Kawasan"),
        UnitKind::Site => ("sites", "Site"),
        UnitKind::Organization => ("organizations", "Organization"),
    }
}

/// Kinds that are found below their unit.
fn nested<R: Recorded>(paths: &mut Paths) {
    below_units::<R>(paths, true);
    shared::<R>(paths, get(list::<R>));
}

/// Kinds that have a collection of their own; the unit is named in the body.
fn flat<R: Recorded>(paths: &mut Paths) {
    below_units::<R>(paths, false);
    let record = Operation::new("post", format!("create{}", R::NAME), format!("Record a {}.", words::<R>()))
        .body::<OfUnit<R::Input>>()
        .answers::<R>(StatusCode::CREATED)
        .refuses(&[401, 403, 404, 409, 422]);
    paths.document(&format!("/v1/{}", R::PLURAL), record);
    shared::<R>(paths, get(list::<R>).post(create::<R>));
}

fn below_units<R: Recorded>(paths: &mut Paths, first_has_the_name: bool) {
    for (index, owner) in Row::<R>::OWNERS.iter().enumerate() {
        let (folder, word) = folder(*owner);
        let path = format!("/v1/{folder}/{{idOrCode}}/{}", R::PLURAL);
        let name = R::NAME;
        let list = Operation::new(
            "get",
            format!("list{}Of{word}", many::<R>()),
            format!("List the {} of a {word}.", R::PLURAL),
        )
        .path_parameter("idOrCode", "Id or code of the unit.")
        .query(RecordQuery::into_params)
        .lists::<R>()
        .refuses(&[404, 422]);
        let id =
            if index == 0 && first_has_the_name { format!("create{name}") } else { format!("create{name}For{word}") };
        let create = Operation::new("post", id, format!("Record a {} of a {word}.", words::<R>()))
            .path_parameter("idOrCode", "Id or code of the unit.")
            .body::<R::Input>()
            .answers::<R>(StatusCode::CREATED)
            .refuses(&[401, 403, 404, 409, 422]);
        paths.document(&path, list);
        paths.document(&path, create);
        paths.route(&path, below::<R>(*owner));
    }
}

fn shared<R: Recorded>(paths: &mut Paths, collection: MethodRouter<Arc<App>>) {
    let plural = R::PLURAL;
    let list = Operation::new("get", format!("list{}", many::<R>()), format!("List {plural}."))
        .query(RecordQuery::into_params)
        .lists::<R>()
        .refuses(&[422]);
    paths.document(&format!("/v1/{plural}"), list);
    paths.route(&format!("/v1/{plural}"), collection);
    let path = format!("/v1/{plural}/{{id}}");
    resource::document::<R>(paths, &path, "id", ("Id.", "id"));
    paths.route(&path, get(one::<R>).patch(resource::update::<R>).delete(resource::archive::<R>));
}

fn read(query: RecordQuery, unit: Option<Vec<uuid::Uuid>>) -> Result<(Filter, PageRequest), Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    let filter = Filter {
        units: unit,
        region: query.region,
        class: words_of(query.kind),
        q: query.q,
        of: query.of,
        ends_before: query.ends_before,
        archived: query.archived,
    };
    Ok((filter, page))
}

async fn list<R: Recorded>(Caller(ctx): Caller, Params(query): Params<RecordQuery>) -> Result<Response, Error> {
    let unit = units::named_unit(&ctx, query.unit.as_deref()).await?;
    let (filter, page) = read(query, unit)?;
    shown::<R>(ops::list(&ctx, &filter, &page).await?)
}

/// The handlers below a unit of one kind; a unit of another kind is not found there.
fn below<R: Recorded>(kind: UnitKind) -> MethodRouter<Arc<App>> {
    let list = move |caller: Caller, unit: Path<String>, query: Params<RecordQuery>| {
        list_below::<R>(kind, caller, unit, query)
    };
    let create =
        move |caller: SignedIn, unit: Path<String>, body: Body<R::Input>| create_below::<R>(kind, caller, unit, body);
    get(list).post(create)
}

async fn list_below<R: Recorded>(
    kind: UnitKind,
    Caller(ctx): Caller,
    Path(unit): Path<String>,
    Params(query): Params<RecordQuery>,
) -> Result<Response, Error> {
    if query.unit.is_some() {
        return Err(Error::field(Code::UnknownField, "/unit"));
    }
    ops::admit::<Row<R>>(&ctx)?;
    let unit = units::unit_of_kind(&ctx, kind, &unit).await?;
    let (filter, page) = read(query, Some(vec![unit.id]))?;
    shown::<R>(ops::list(&ctx, &filter, &page).await?)
}

fn shown<R: Recorded>(page: Page<Held<Row<R>>>) -> Result<Response, Error> {
    Ok(reply::list(page.try_map(R::of)?))
}

async fn one<R: Recorded>(Caller(ctx): Caller, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let record = R::of(ops::get(&ctx, &id).await?)?;
    reply::record(&headers, StatusCode::OK, record.version(), &record)
}

async fn create<R: Recorded>(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<OfUnit<R::Input>>,
) -> Result<Response, Error> {
    let operation = format!("create{}", R::NAME);
    let work = |tx| async move { kept::create::<R>(&tx, &input.unit, input.facts).await };
    reply::done(&ctx, StatusCode::CREATED, &once::write(&ctx, &operation, &raw, work).await?, R::version)
}

async fn create_below<R: Recorded>(
    kind: UnitKind,
    SignedIn(ctx): SignedIn,
    Path(unit): Path<String>,
    Body(input, raw): Body<R::Input>,
) -> Result<Response, Error> {
    units::unit_of_kind(&ctx, kind, &unit).await?;
    let operation = format!("create{}", R::NAME);
    let content = (unit.clone(), raw);
    let work = |tx| async move { kept::create::<R>(&tx, &unit, input).await };
    reply::done(&ctx, StatusCode::CREATED, &once::write(&ctx, &operation, &content, work).await?, R::version)
}
