//! REST: routes, documents, problem bodies. No rule lives here.

pub mod access_keys;
pub mod audit;
pub mod deprecated;
pub mod documents;
pub mod events;
pub mod imports;
pub mod incubation;
pub mod inside;
pub mod interaction;
pub mod jobs;
pub mod json;
pub mod kept;
pub mod listed;
pub mod obligations;
mod operations;
mod outgoing;
mod page;
pub mod partner_document;
pub mod partners;
pub mod people;
pub mod problem;
pub mod publications;
pub mod queries;
pub mod reference;
mod refusals;
pub mod registry;
pub mod registry_batch;
pub mod reply;
pub mod reports;
pub mod requests;
pub mod resource;
pub mod selection;
pub mod site;
mod stream;
pub mod templates;
pub mod training;
pub mod units;
pub mod upload;
pub mod uploads;
pub mod webhooks;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use axum::Router;
use utoipa::openapi::schema::ArrayItems;
use utoipa::openapi::security::{ClientCredentials, Flow, HttpAuthScheme, HttpBuilder, OAuth2, Scopes, SecurityScheme};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The head of `openapi/v1.json`.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "e-Reporting BLK Komunitas",
        version = "1.0.0",
        description = "Reporting of Indonesia's community training centres (BLK Komunitas): what is owed, reports from draft to approval, receipts that verify offline. \
Every refusal is `application/problem+json` with a stable `code` and lists all violations at once; the codes are in `/docs/errors`. \
Writes accept `Idempotency-Key` (kept 7 days) and `?validateOnly=true`. Lists are keyset pages. Times are RFC 3339, money is whole rupiah.",
        license(name = "MIT")
    ),
    tags(
        (name = "Reference", description = "Regions, code sets, indicators."),
        (name = "Registry", description = "BLKs and other units."),
        (name = "Incubation", description = "Enterprises, their people, cohorts, mentors, aid."),
        (name = "Training", description = "Packages, trainees, training needs, placements, job seekers, the statistic of the ministry."),
        (name = "Interaction", description = "Threads, offers, needs, requests, announcements, notices."),
        (name = "Partners", description = "Agreements, consents, what partners pull, the rights of data subjects."),
        (name = "Events", description = "The feed of changes and webhooks."),
        (name = "Templates", description = "Kinds of reports, as data."),
        (name = "Obligations", description = "What is owed."),
        (name = "Reports", description = "From draft to approval."),
        (name = "Dashboards", description = "Saved queries as tables, and the keys that open them."),
        (name = "Files", description = "Spreadsheets and large sets in and out, as jobs."),
        (name = "People", description = "Users, sessions, machines, roles."),
        (name = "Administration", description = "The audit log, and proofs that it is whole.")
    ),
    modifiers(&Security)
)]
struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("Access token of `POST /v1/sessions`."))
            .build();
        let machine = OAuth2::new([Flow::ClientCredentials(ClientCredentials::new("/oauth/token", Scopes::new()))]);
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("person", SecurityScheme::Http(bearer));
        components.add_security_scheme("machine", SecurityScheme::OAuth2(machine));
        let key = HttpBuilder::new()
            .scheme(HttpAuthScheme::Basic)
            .description(Some("A read-only key of `POST /v1/access-keys`: for `GET /v1/q/{file}` alone."));
        components.add_security_scheme("accessKey", SecurityScheme::Http(key.build()));
        openapi.security = Some(vec![
            utoipa::openapi::SecurityRequirement::new("person", Vec::<String>::new()),
            utoipa::openapi::SecurityRequirement::new("machine", Vec::<String>::new()),
            utoipa::openapi::SecurityRequirement::default(),
        ]);
    }
}

/// Every REST route with its documentation.
pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(reference::router())
        .merge(registry::router())
        .merge(units::router())
        .merge(kept::router())
        .merge(incubation::router())
        .merge(training::router())
        .merge(stream::router())
        .merge(interaction::router())
        .merge(partners::router())
        .merge(events::router())
        .merge(webhooks::router())
        .merge(queries::router())
        .merge(access_keys::router())
        .merge(publications::router())
        .merge(selection::router())
        .merge(requests::router())
        .merge(documents::router())
        .merge(registry_batch::router())
        .merge(templates::router())
        .merge(obligations::router())
        .merge(reports::router())
        .merge(people::router())
        .merge(audit::router())
        .merge(imports::router())
        .merge(uploads::router())
        .merge(jobs::router())
}

/// The routes alone. They are made once: with the documentation of each that takes a while, and a second service of the
/// same process (in tests) has the same ones.
pub fn routes() -> Router<Arc<App>> {
    static ROUTES: LazyLock<Router<Arc<App>>> = LazyLock::new(|| router().split_for_parts().0);
    ROUTES.clone()
}

/// The document of `openapi/v1.json`.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = router().split_for_parts().1;
    name_records(&mut document);
    refusals::complete(&mut document);
    events::describe_webhooks(&mut document);
    document
}

/// utoipa writes the records of a page in their place. They are named, as everywhere else: of a copy a generated client
/// makes a second type for the same record.
fn name_records(document: &mut utoipa::openapi::OpenApi) {
    let Some(components) = &mut document.components else { return };
    let known: BTreeSet<String> = components.schemas.keys().cloned().collect();
    for (name, page) in &mut components.schemas {
        if let Some(record) = name.strip_prefix("List_").filter(|record| known.contains(*record))
            && let RefOr::T(Schema::Object(page)) = page
            && let Some(RefOr::T(Schema::Array(data))) = page.properties.get_mut("data")
        {
            data.items = ArrayItems::RefOrSchema(Box::new(Ref::from_schema_name(record).into()));
        }
    }
}
