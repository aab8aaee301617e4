//! The lists of this API as tables: which addresses are lists, and what their columns are.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use axum::http::uri::PathAndQuery;
use serde_json::Value;
use utoipa::openapi::path::Operation;

use crate::domain::jobs::lists::{Column, Listing};
use crate::domain::text::alike;
use crate::domain::{Code, Ctx, Error, Result, Text, Violation};
use crate::http::pairs;

mod columns;

use columns::Schemas;

/// Records that name no person, nor tell of one. A file of any other record ends as soon as anybody is erased.
pub const IMPERSONAL: &[&str] = &[
    "AidScheme",
    "Asset",
    "Award",
    "Blk",
    "Duty",
    "Enrolment",
    "EventType",
    "Indicator",
    "Kawasan",
    "KawasanResource",
    "Obligation",
    "Organization",
    "Potential",
    "Programme",
    "Publication",
    "PublicationDifference",
    "ReferenceSetSummary",
    "Region",
    "RegionStretch",
    "Registration",
    "Regulation",
    "Report",
    "ReportTemplate",
    "Site",
    "StatusChange",
    "Target",
    "TemplateRule",
    "TrainingNeed",
    "TrainingParticipation",
];
/// How many other lists are named to whoever asked for none.
const CLOSE: usize = 5;

/// A list of the contract.
struct List {
    path: String,
    record: String,
    paged: bool,
    columns: Vec<Column>,
}

static LISTS: LazyLock<Vec<List>> = LazyLock::new(|| {
    let document = super::document();
    let schemas = Schemas(document.components.map(|components| components.schemas).unwrap_or_default());
    let paths = document.paths.paths.into_iter();
    paths.filter_map(|(path, item)| List::of(path, &item.get?, &schemas)).filter(List::is_exported).collect()
});

impl List {
    fn of(path: String, operation: &Operation, schemas: &Schemas) -> Option<Self> {
        let (record, schema) = record(operation, schemas)?;
        let parameters = operation.parameters.iter().flatten();
        let names: BTreeSet<String> = parameters
            .filter_map(|parameter| Some(serde_json::to_value(parameter).ok()?.get("name")?.as_str()?.to_owned()))
            .collect();
        let paged = names.contains("limit") && names.contains("after");
        Some(Self { path, record, paged, columns: schemas.columns(&schema) })
    }

    fn is_exported(&self) -> bool {
        apart(&self.path).is_none()
    }

    /// How many steps of a path are said by this list as they are; none where the path is not of this list.
    fn fits(&self, path: &str) -> Option<usize> {
        let (mut own, mut asked, mut said) = (self.path.split('/'), path.split('/'), 0);
        loop {
            match (own.next(), asked.next()) {
                (None, None) => return Some(said),
                (Some(own), Some(asked)) if own == asked => said += 1,
                (Some(own), Some(asked)) if own.starts_with('{') && !asked.is_empty() => {}
                _ => return None,
            }
        }
    }
}

/// Name and schema of the records that an operation lists; none where it lists nothing.
fn record(operation: &Operation, schemas: &Schemas) -> Option<(String, Value)> {
    let answer = serde_json::to_value(operation.responses.responses.get("200")?).ok()?;
    let page = answer.pointer("/content/application~1json/schema/$ref")?.as_str()?.rsplit('/').next()?;
    let record = page.strip_prefix("List_")?.to_owned();
    Some((record, schemas.named(page)?.pointer("/properties/data/items")?.clone()))
}

/// What is read in another way, and how.
fn apart(path: &str) -> Option<Text> {
    if path.starts_with("/v1/partner/") {
        return Some(Text::new(
            "Data mitra punya ekspor tersendiri: POST /v1/partner/exports.",
            "What partners pull has exports of its own: POST /v1/partner/exports.",
        ));
    }
    (path == "/v1/changes").then(|| {
        Text::new(
            "Ini aliran perubahan, bukan daftar: baca dengan ?after=.",
            "This is a feed of changes, not a list: read it with ?after=.",
        )
    })
}

/// What an address of this API lists. Refused where it is no list, or says which page.
pub fn listing(path_and_query: &str) -> Result<Listing> {
    if path_and_query.contains('#') || path_and_query.parse::<PathAndQuery>().is_err() {
        return Err(no_list(Violation::new(Code::ExportNoList, "/list")));
    }
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    if let Some(how) = apart(path) {
        return Err(no_list(Violation::new(Code::ExportNoList, "/list").saying(how)));
    }
    let fitting = LISTS.iter().filter_map(|list| Some((list.fits(path)?, list)));
    let Some((_, list)) = fitting.max_by_key(|(said, _)| *said) else {
        return Err(no_list(Violation::new(Code::ExportNoList, "/list").with("close", close(path))));
    };
    let Some(asked) = pairs(query) else { return Err(no_list(Violation::new(Code::FieldFormat, "/list"))) };
    if let Some((name, _)) = asked.iter().find(|(name, _)| matches!(name.as_str(), "limit" | "after")) {
        let whole = Text::new(
            "Ekspor memuat seluruh daftar; jangan sebut halaman (limit, after).",
            "An export holds the whole list; name no page (limit, after).",
        );
        let fault = Violation::new(Code::UnknownField, "/list").with("parameter", name.as_str());
        return Err(no_list(fault.saying(whole)));
    }
    let personal = !IMPERSONAL.contains(&list.record.as_str());
    Ok(Listing { columns: list.columns.clone(), personal, paged: list.paged, record: &list.record })
}

/// The refusal of an address, with what is wrong with it.
fn no_list(fault: Violation) -> Error {
    let Text { id, en } = fault.message.clone();
    Error::listing(Code::ExportNoList, vec![fault]).saying(id, en)
}

/// The columns of a list as this caller gets it: reports of one template show their indicators.
pub async fn columns_for(ctx: &Ctx, path_and_query: &str) -> Result<Vec<Column>> {
    let listing = listing(path_and_query)?;
    let query = path_and_query.split_once('?').map_or("", |(_, query)| query);
    let template = pairs(query).into_iter().flatten().find(|(name, _)| name == "template");
    match template {
        Some((_, template)) if listing.record == "Report" => {
            columns::of_template(ctx, &template, listing.columns).await
        }
        _ => Ok(listing.columns),
    }
}

/// Lists whose address looks like this one, the likest first.
fn close(path: &str) -> Vec<&'static str> {
    let bare = |path: &str| path.trim_start_matches("/v1").to_lowercase();
    let asked = bare(path);
    let likeness = LISTS.iter().map(|list| (alike(&bare(&list.path), &asked), list.path.as_str()));
    let mut all: Vec<(usize, &'static str)> = likeness.filter(|(likeness, _)| *likeness >= 40).collect();
    all.sort_by_key(|(likeness, path)| (std::cmp::Reverse(*likeness), path.len(), *path));
    all.into_iter().take(CLOSE).map(|(_, path)| path).collect()
}

/// Path, record and columns of every list that can be exported.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static [Column])> {
    LISTS.iter().map(|list| (list.path.as_str(), list.record.as_str(), list.columns.as_slice()))
}
