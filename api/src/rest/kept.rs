//! Records that the registry keeps about its units: one set of routes for every kind.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use chrono::NaiveDate;
use futures_util::future::BoxFuture;
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
use crate::domain::{Code, Ctx, Error, ids, once};
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
    flat::<kept::Regulation>(&mut paths);
    flat::<kept::Programme>(&mut paths);
    flat::<kept::Activity>(&mut paths);
    flat::<kept::Target>(&mut paths);
    flat::<kept::Assessment>(&mut paths);
    flat::<kept::SelectionRound>(&mut paths);
    flat::<kept::Meeting>(&mut paths);
    flat::<kept::FollowUp>(&mut paths);
    paths.into_router().merge(incubation()).merge(training()).merge(interaction()).merge(partners())
}

/// Kinds of incubation.
fn incubation() -> OpenApiRouter<Arc<App>> {
    let mut paths = Paths::of("Incubation");
    flat::<kept::Enterprise>(&mut paths);
    flat::<kept::Cohort>(&mut paths);
    flat::<kept::MentorBatch>(&mut paths);
    flat::<kept::AidScheme>(&mut paths);
    flat::<kept::Aid>(&mut paths);
    flat::<kept::MonitoringVisit>(&mut paths);
    hanging(&mut paths);
    paths.into_router()
}

/// Training, and the work that it leads to.
fn training() -> OpenApiRouter<Arc<App>> {
    let mut paths = Paths::of("Training");
    flat::<kept::TrainingPackage>(&mut paths);
    flat::<kept::TrainingNeed>(&mut paths);
    flat::<kept::Placement>(&mut paths);
    flat::<kept::JobSeeker>(&mut paths);
    under::<kept::Trainee>(&mut paths, "training-packages");
    shared_list::<kept::Trainee>(&mut paths);
    under_called::<kept::TrainingSession>(&mut paths, "training-packages", "sessions");
    shared_list::<kept::TrainingSession>(&mut paths);
    listed_under::<kept::AlumniTrace>(&mut paths, "trainees");
    shared_list::<kept::AlumniTrace>(&mut paths);
    paths.into_router()
}

/// What is offered, needed, asked for and announced.
fn interaction() -> OpenApiRouter<Arc<App>> {
    let mut paths = Paths::of("Interaction");
    flat::<kept::Commitment>(&mut paths);
    nested::<kept::Partnership>(&mut paths);
    flat::<kept::Need>(&mut paths);
    flat::<kept::Request>(&mut paths);
    flat::<kept::Announcement>(&mut paths);
    paths.into_router()
}

/// What partners and the forum agreed on.
fn partners() -> OpenApiRouter<Arc<App>> {
    let mut paths = Paths::of("Partners");
    nested::<kept::Agreement>(&mut paths);
    listed_under::<kept::Outcome>(&mut paths, "incubatees");
    read_only::<kept::Outcome>(&mut paths);
    paths.into_router()
}

/// Kinds that hang on another record, and those that only the system makes.
fn hanging(paths: &mut Paths) {
    under::<kept::Membership>(paths, "enterprises");
    under::<kept::Certification>(paths, "enterprises");
    under_as::<kept::Certification>(paths, "incubatees", "ForIncubatee", its_enterprise::<kept::Certification>);
    under_as::<kept::UnitDocument>(paths, "enterprises", "ForEnterprise", itself);
    under_as::<kept::UnitDocument>(paths, "incubatees", "ForIncubatee", its_enterprise::<kept::UnitDocument>);
    under::<kept::Incubatee>(paths, "cohorts");
    under::<kept::Milestone>(paths, "incubatees");
    under::<kept::Progress>(paths, "incubatees");
    under::<kept::MentoringVisit>(paths, "incubatees");
    under::<kept::Problem>(paths, "incubatees");
    under::<kept::OfftakeContract>(paths, "incubatees");
    under::<kept::Mentor>(paths, "mentor-batches");
    under::<kept::MentorAssignment>(paths, "mentors");
    under::<kept::AlumniOutcome>(paths, "mentors");
    under::<kept::Lpj>(paths, "aids");
    listed_under::<kept::StageChange>(paths, "incubatees");
    listed_under::<kept::SurvivalCheck>(paths, "incubatees");
    let of_the_system: [fn(&mut Paths); 15] = [
        shared_list::<kept::Membership>,
        shared_list::<kept::Certification>,
        shared_list::<kept::Incubatee>,
        shared_list::<kept::Milestone>,
        shared_list::<kept::Progress>,
        shared_list::<kept::MentoringVisit>,
        shared_list::<kept::Problem>,
        shared_list::<kept::OfftakeContract>,
        shared_list::<kept::Mentor>,
        shared_list::<kept::MentorAssignment>,
        shared_list::<kept::AlumniOutcome>,
        shared_list::<kept::Lpj>,
        shared_list::<kept::SurvivalCheck>,
        read_only::<kept::StageChange>,
        read_only::<kept::DuplicateCase>,
    ];
    for mount in of_the_system {
        mount(paths);
    }
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
        .refuses(&[401, 404, 422]);
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
        .refuses(&[401, 422]);
    paths.document(&format!("/v1/{plural}"), list);
    paths.route(&format!("/v1/{plural}"), collection);
    let path = format!("/v1/{plural}/{{id}}");
    resource::document::<R>(paths, &path, "id", ("Id.", "id"));
    paths.route(&path, get(one::<R>).patch(resource::update::<R>).delete(resource::archive::<R>));
}

fn shared_list<R: Recorded>(paths: &mut Paths) {
    shared::<R>(paths, get(list::<R>));
}

/// Kinds that nobody changes but by a step of their own.
fn read_only<R: Recorded>(paths: &mut Paths) {
    let plural = R::PLURAL;
    let list_all = Operation::new("get", format!("list{}", many::<R>()), format!("List {plural}."))
        .query(RecordQuery::into_params)
        .lists::<R>()
        .refuses(&[401, 422]);
    paths.document(&format!("/v1/{plural}"), list_all);
    paths.route(&format!("/v1/{plural}"), get(list::<R>));
    let look = Operation::new("get", format!("get{}", R::NAME), format!("Read a {}.", words::<R>()))
        .path_parameter("id", "Id.")
        .answers::<R>(StatusCode::OK)
        .refuses(&[401, 404]);
    let path = format!("/v1/{plural}/{{id}}");
    paths.document(&path, look);
    paths.route(&path, get(one::<R>));
}

/// How the record on which a new one hangs is found from what the path names.
type Parent = fn(Ctx, String) -> BoxFuture<'static, Result<String, Error>>;

fn itself(_: Ctx, id: String) -> BoxFuture<'static, Result<String, Error>> {
    Box::pin(async move { Ok(id) })
}

/// What is kept about an enterprise is found below its incubatee too, by its mentor as long as that one keeps it.
fn its_enterprise<R: Recorded>(ctx: Ctx, id: String) -> BoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let incubatee = ops::get_for::<Row<R>, entity::incubatee::Model>(&ctx, &id).await?;
        Ok(ids::text(ids::Kind::Enterprise, incubatee.row.enterprise_id))
    })
}

/// The last word of a folder in operation ids: `mentor-batches` are `MentorBatch`.
fn word_of(folder: &str) -> String {
    let one = folder
        .strip_suffix("ches")
        .map(|stem| format!("{stem}ch"))
        .unwrap_or_else(|| folder.strip_suffix('s').unwrap_or(folder).to_owned());
    one.split('-').map(super::resource::raised).collect()
}

fn under<R: Recorded>(paths: &mut Paths, folder: &'static str) {
    under_as::<R>(paths, folder, "", itself);
}

/// `called` is what they are called there, where that is less than they are called by themselves.
fn under_called<R: Recorded>(paths: &mut Paths, folder: &'static str, called: &str) {
    make_under::<R>(paths, (folder, called), "", itself);
}

/// `suffix` tells a second path to the same kind from the first.
fn under_as<R: Recorded>(paths: &mut Paths, folder: &'static str, suffix: &str, parent: Parent) {
    make_under::<R>(paths, (folder, R::PLURAL), suffix, parent);
}

fn make_under<R: Recorded>(paths: &mut Paths, (folder, called): (&str, &str), suffix: &str, parent: Parent) {
    let (path, word) = (format!("/v1/{folder}/{{id}}/{called}"), word_of(folder));
    document_under::<R>(paths, &path, &word);
    let id = format!("create{}{suffix}", R::NAME);
    let create = Operation::new("post", id, format!("Record a {} of a {word}.", words::<R>()))
        .path_parameter("id", "Id of the record that it hangs on.")
        .body::<R::Input>()
        .answers::<R>(StatusCode::CREATED)
        .refuses(&[401, 403, 404, 409, 422]);
    paths.document(&path, create);
    let list =
        move |caller: Caller, id: Path<String>, query: Params<RecordQuery>| list_under::<R>(parent, caller, id, query);
    let create =
        move |caller: SignedIn, id: Path<String>, body: Body<R::Input>| create_under::<R>(parent, caller, id, body);
    paths.route(&path, get(list).post(create));
}

fn listed_under<R: Recorded>(paths: &mut Paths, folder: &'static str) {
    let path = format!("/v1/{folder}/{{id}}/{}", R::PLURAL);
    document_under::<R>(paths, &path, &word_of(folder));
    let list =
        move |caller: Caller, id: Path<String>, query: Params<RecordQuery>| list_under::<R>(itself, caller, id, query);
    paths.route(&path, get(list));
}

fn document_under<R: Recorded>(paths: &mut Paths, path: &str, word: &str) {
    let id = format!("list{}Of{word}", many::<R>());
    let list = Operation::new("get", id, format!("List the {} of a {word}.", R::PLURAL))
        .path_parameter("id", "Id of the record that they hang on.")
        .query(RecordQuery::into_params)
        .lists::<R>()
        .refuses(&[401, 404, 422]);
    paths.document(path, list);
}

async fn list_under<R: Recorded>(
    parent: Parent,
    Caller(ctx): Caller,
    Path(id): Path<String>,
    Params(query): Params<RecordQuery>,
) -> Result<Response, Error> {
    if query.of.is_some() {
        return Err(Error::field(Code::UnknownField, "/of"));
    }
    ops::admit::<Row<R>>(&ctx)?;
    let id = parent(ctx.clone(), id).await?;
    ops::get::<<Row<R> as Kept>::Parent>(&ctx, &id).await?;
    let unit = units::named_unit(&ctx, query.unit.as_deref()).await?;
    let (mut filter, page) = read(query, unit)?;
    filter.of = Some(id);
    shown::<R>(ops::list(&ctx, &filter, &page).await?)
}

async fn create_under<R: Recorded>(
    parent: Parent,
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Body(input, raw): Body<R::Input>,
) -> Result<Response, Error> {
    let id = parent(ctx.clone(), id).await?;
    let operation = format!("create{}", R::NAME);
    let content = (id.clone(), raw);
    let work = |tx| async move { kept::create_below::<R>(&tx, &id, input).await };
    reply::done(&ctx, StatusCode::CREATED, &once::write(&ctx, &operation, &content, work).await?, R::version)
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
