//! The routes of one record, whatever its kind: read, change, archive.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::json::Body;
use super::operations::{Operation, Paths};
use super::reply::{self, if_match};
use crate::auth::extract::SignedIn;
use crate::domain::{Error, once};
use crate::view::Changes;
use crate::view::resource::{Resource, Root};

/// `UnitDocument` is a unit document.
pub fn words<R: Resource>() -> String {
    let mut words = String::new();
    for letter in R::NAME.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

/// `follow-ups` are FollowUps.
pub fn many<R: Resource>() -> String {
    R::PLURAL.split('-').map(raised).collect()
}

/// A word with a capital.
pub fn raised(word: &str) -> String {
    let mut word = word.to_owned();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

/// Documents reading, changing and archiving at a path; `key` is its gap, and what finds an archived record.
pub fn document<R: Resource>(paths: &mut Paths, path: &str, key: &str, keys: (&str, &str)) {
    let word = words::<R>();
    let look = Operation::new("get", format!("get{}", R::NAME), format!("Read a {word}."))
        .path_parameter(key, keys.0)
        .answers::<R>(StatusCode::OK)
        .refuses(&[401, 404]);
    let patch = Operation::new("patch", format!("update{}", R::NAME), format!("Change a {word} (RFC 7396)."))
        .path_parameter(key, keys.0)
        .if_match()
        .body::<Changes<R::Input>>()
        .answers::<R>(StatusCode::OK)
        .refuses(&[401, 403, 404, 409, 412, 422, 428]);
    let away = format!("Archive a {word}: it leaves all lists and is still found by its {}.", keys.1);
    let put_away = Operation::new("delete", format!("archive{}", R::NAME), away)
        .path_parameter(key, keys.0)
        .if_match()
        .answers::<R>(StatusCode::OK)
        .refuses(&[401, 403, 404, 409, 412, 428]);
    for operation in [look, patch, put_away] {
        paths.document(path, operation);
    }
}

pub async fn create<R: Root>(SignedIn(ctx): SignedIn, Body(input, raw): Body<R::Input>) -> Result<Response, Error> {
    let operation = format!("create{}", R::NAME);
    let work = |tx| async move { R::create(&tx, input).await };
    reply::done(&ctx, StatusCode::CREATED, &once::write(&ctx, &operation, &raw, work).await?, R::version)
}

pub async fn update<R: Resource>(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(changes, raw): Body<Changes<R::Input>>,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let (operation, content) = (format!("update{}", R::NAME), (id.clone(), raw));
    let work = |tx| async move { R::change(&tx, &id, expected, changes).await };
    reply::done(&ctx, StatusCode::OK, &once::write(&ctx, &operation, &content, work).await?, R::version)
}

pub async fn archive<R: Resource>(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let (operation, content) = (format!("archive{}", R::NAME), id.clone());
    let work = |tx| async move { R::archive(&tx, &id, expected).await };
    reply::done(&ctx, StatusCode::OK, &once::write(&ctx, &operation, &content, work).await?, R::version)
}
