//! `/v1/persons`, `/v1/me/person`: people of enterprises, mentors and applicants, each as far as the caller may see.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::{Peer, SignedIn};
use crate::domain::page::PageRequest;
use crate::domain::registry::kept::Filter;
use crate::domain::registry::units;
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::operations::{Operation, Paths};
use crate::rest::problem::Problem;
use crate::rest::{reply, resource};
use crate::view::incubation::persons::{
    self, BindPersonInput, FindPersonInput, Person, PersonInput, PersonInvitation, PersonInvitationInput,
};
use crate::view::kept::OfUnit;

pub fn router() -> OpenApiRouter<Arc<App>> {
    let mut paths = Paths::of("Incubation");
    collection(&mut paths);
    single(&mut paths);
    paths.into_router().merge(
        OpenApiRouter::new()
            .routes(routes!(find_person))
            .routes(routes!(invite_person))
            .routes(routes!(get_my_person, bind_person)),
    )
}

/// Which persons to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PersonQuery {
    /// Id or code of the unit that recorded them.
    unit: Option<String>,
    /// Kemendagri code: persons of units in it.
    region: Option<String>,
    /// Part of the name.
    q: Option<String>,
    /// True shows archived ones too.
    archived: bool,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// Why a person is read.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PurposeQuery {
    /// Code of `accessPurposes`. An administrator sees personal data only with one, and each such read is logged.
    purpose: Option<String>,
}

fn collection(paths: &mut Paths) {
    let list = Operation::new("get", "listPersons".to_owned(), "List persons.".to_owned())
        .query(PersonQuery::into_params)
        .lists::<Person>()
        .refuses(&[401, 422]);
    let summary = "Record a person; with a NIK and birth date that are recorded, the answer is that record.";
    let create = Operation::new("post", "createPerson".to_owned(), summary.to_owned())
        .body::<OfUnit<PersonInput>>()
        .answers::<Person>(StatusCode::CREATED)
        .refuses(&[401, 403, 404, 409, 422]);
    paths.document("/v1/persons", list);
    paths.document("/v1/persons", create);
    paths.route("/v1/persons", get(list_persons).post(create_person));
}

fn single(paths: &mut Paths) {
    let path = "/v1/persons/{id}";
    let read = Operation::new("get", "getPerson".to_owned(), "Read a person.".to_owned())
        .path_parameter("id", "Id.")
        .query(PurposeQuery::into_params)
        .answers::<Person>(StatusCode::OK)
        .refuses(&[401, 404, 422]);
    // Documented first: it has a parameter more than the reads of other records.
    paths.document(path, read);
    resource::document::<Person>(paths, path, "id", ("Id.", "id"));
    let change = get(get_person).patch(resource::update::<Person>).delete(resource::archive::<Person>);
    paths.route(path, change);
}

async fn list_persons(SignedIn(ctx): SignedIn, Params(query): Params<PersonQuery>) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    let units = units::named_unit(&ctx, query.unit.as_deref()).await?;
    let PersonQuery { region, q, archived, .. } = query;
    let filter = Filter { units, region, q, archived, ..Filter::default() };
    Ok(reply::list(persons::list(&ctx, &filter, &page).await?))
}

async fn create_person(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<OfUnit<PersonInput>>,
) -> Result<Response, Error> {
    let work = |tx| async move { persons::create(&tx, &input.unit, input.facts).await };
    let done = once::write(&ctx, "createPerson", &raw, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |person| person.version)
}

async fn get_person(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(why): Params<PurposeQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let person = persons::get(&ctx, &id, why.purpose.as_deref()).await?;
    reply::record(&headers, StatusCode::OK, person.version, &person)
}

/// Find a person by NIK.
///
/// The NIK stands in the body, so that no log keeps it. A person whom you may not see is not found, as one that is not
/// recorded.
#[utoipa::path(post, path = "/v1/persons/find", operation_id = "findPerson", tag = "Incubation",
    request_body = FindPersonInput,
    responses((status = 200, body = Person), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn find_person(
    SignedIn(ctx): SignedIn,
    headers: HeaderMap,
    Body(input, _): Body<FindPersonInput>,
) -> Result<Response, Error> {
    let person = persons::find(&ctx, &input.nik).await?;
    reply::record(&headers, StatusCode::OK, person.version, &person)
}

/// Invite a person.
///
/// Makes an account with the role on the unit that keeps the person, and a one-time code for `/v1/passwords`, valid for
/// 7 days. The account counts as the person's own once the code was used. Where the e-mail or phone has an account
/// already, none is made: its holder signs in and sends the code to `/v1/me/person`. You are not told which of them it
/// is. Invited again before that, the person gets a new code and the old one no longer works.
#[utoipa::path(post, path = "/v1/persons/{id}/invitations", operation_id = "invitePerson", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the person")), request_body = PersonInvitationInput,
    responses((status = 201, body = PersonInvitation), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn invite_person(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Body(input, raw): Body<PersonInvitationInput>,
) -> Result<Response, Error> {
    let content = (id.clone(), raw);
    let work = |tx| async move { persons::invite(&tx, &id, input).await };
    let done = once::write(&ctx, "invitePerson", &content, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |invited| invited.version)
}

/// Your own person: the record that your account is bound to.
#[utoipa::path(get, path = "/v1/me/person", operation_id = "getMyPerson", tag = "Incubation",
    responses((status = 200, body = Person), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_my_person(SignedIn(ctx): SignedIn, headers: HeaderMap) -> Result<Response, Error> {
    let person = persons::own(&ctx).await?;
    reply::record(&headers, StatusCode::OK, person.version, &person)
}

/// Bind your account to the person recorded of you.
///
/// With the one-time code that came when somebody invited that person at the e-mail or phone of your account. You get
/// the role of the invitation. A code that is wrong, used, expired or of another account is refused as such; guesses
/// are limited.
#[utoipa::path(post, path = "/v1/me/person", operation_id = "bindPerson", tag = "Incubation",
    request_body = BindPersonInput,
    responses((status = 200, body = Person), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn bind_person(
    SignedIn(ctx): SignedIn,
    Peer(address): Peer,
    Body(input, raw): Body<BindPersonInput>,
) -> Result<Response, Error> {
    let work = |tx| async move { persons::bind(&tx, &input.code, address).await };
    let done = once::write(&ctx, "bindPerson", &raw, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |person| person.version)
}
