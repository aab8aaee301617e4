//! What is done with the rows of every kind: fields apart from the body are taken out, parents are opened once, and
//! what is there already is told from what is not.

use std::collections::{BTreeSet, HashMap};
use std::future::Future;

use serde::Serialize;
use serde_json::{Value, json};

use super::Done;
use crate::domain::error::Refusal;
use crate::domain::sheets::typed::fold;
use crate::domain::{Code, Ctx, Error, Result, Text, Violation};

/// Takes a text out of a row that is no part of the body of the single call. What was named for the whole file holds
/// where the row does not say it.
pub(super) fn taken(row: &mut Value, field: &str, given: Option<&str>) -> Result<Option<String>> {
    let at = || format!("/{field}");
    match row.as_object_mut().and_then(|fields| fields.remove(field)) {
        None | Some(Value::Null) => Ok(given.map(ToOwned::to_owned)),
        Some(Value::String(text)) if text.contains('\0') => Err(Error::field(Code::TextNul, at())),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Error::field(Code::FieldType, at())),
    }
}

/// As [`taken`], of what must be said.
pub(super) fn named(row: &mut Value, field: &str, given: Option<&str>) -> Result<String> {
    taken(row, field, given)?.ok_or_else(|| Error::field(Code::FieldRequired, format!("/{field}")))
}

/// Takes out what stands in a file for its readers alone: the name beside a code.
pub(super) fn without(row: &mut Value, field: &str) {
    if let Value::Object(fields) = row {
        fields.remove(field);
    }
}

/// In a list of codes people write the names that they see, in either language.
pub(super) fn coded(ctx: &Ctx, row: &mut Value, at: &str, set: &str) {
    let (Some(set), Some(Value::Array(items))) = (ctx.app.codes.get(set), row.pointer_mut(at)) else { return };
    for item in items {
        let Value::String(text) = item else { continue };
        let bare = |text: &str| fold(text).replace(' ', "");
        let written = bare(text);
        let is_it = |known: &str| bare(known) == written;
        let found = set.codes.iter().find(|one| is_it(&one.code) || is_it(&one.label.id) || is_it(&one.label.en));
        if let Some(found) = found {
            text.clone_from(&found.code);
        }
    }
}

/// A number with more places than other columns take: degrees. It comes as text.
pub(super) fn degrees(row: &mut Value, fields: &[&str]) -> Result<()> {
    let mut faults = Vec::new();
    for field in fields {
        let Some(value) = row.get_mut(*field) else { continue };
        let Value::String(text) = value else { continue };
        match text.trim().replace(',', ".").parse::<f64>() {
            Ok(number) if number.is_finite() => *value = json!(number),
            _ => faults.push(Violation::new(Code::FieldFormat, format!("/{field}"))),
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::listing(Code::Invalid, faults)) }
}

/// A telephone of an institution in the form in which it is kept: `0252-201234` is `+62252201234`.
pub(super) fn international(row: &mut Value) {
    let Some(Value::String(text)) = row.get_mut("phone") else { return };
    let digits: String = text.chars().filter(|letter| !" -.()/".contains(*letter)).collect();
    *text = match digits.strip_prefix('0') {
        Some(rest) => format!("+62{rest}"),
        None if digits.starts_with("62") => format!("+{digits}"),
        None => digits,
    };
}

/// What rows hang on, each opened once.
pub(super) struct Opened<T>(HashMap<String, Result<T>>);

impl<T> Opened<T> {
    /// Opens what the rows name in a field. What cannot be opened is refused with each of its rows.
    pub(super) async fn of<F, Fut>(rows: &[Value], field: &str, given: Option<&str>, open: F) -> Self
    where
        F: Fn(String) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let names: BTreeSet<&str> =
            rows.iter().filter_map(|row| row.get(field).and_then(Value::as_str).or(given)).collect();
        let mut opened = HashMap::with_capacity(names.len());
        for name in names.into_iter().filter(|name| !name.contains('\0')) {
            let result = open(name.to_owned()).await.map_err(|refused| unknown(refused, field));
            opened.insert(name.to_owned(), result);
        }
        Self(opened)
    }

    pub(super) fn get(&self, name: &str) -> Result<&T> {
        match self.0.get(name) {
            Some(Ok(open)) => Ok(open),
            Some(Err(refused)) => Err(again(refused)),
            None => Err(Error::new(Code::NotFound)),
        }
    }

    /// Takes out what is to be closed.
    pub(super) fn take(&mut self, name: &str) -> Option<T> {
        self.0.remove(name).and_then(Result::ok)
    }
}

/// What does not exist for the caller, as a fault of the field that names it.
pub(super) fn unknown(refused: Error, field: &str) -> Error {
    if refused.code() == Code::NotFound { Error::field(Code::UnknownCode, format!("/{field}")) } else { refused }
}

/// The same refusal for another row.
fn again(refused: &Error) -> Error {
    let Refusal { code, detail, violations, params, retry_after, .. } = &*refused.0;
    Error(Box::new(Refusal {
        code: *code,
        detail: detail.clone(),
        violations: violations.clone(),
        params: params.clone(),
        retry_after: *retry_after,
        cause: None,
    }))
}

/// Whether a record says already all that a row says of it.
pub(super) fn is_same<T: Serialize>(row: &T, record: &T) -> Result<bool> {
    Ok(different(row, record)?.is_empty())
}

/// The record of a row, where it says all that the row says; else the fields in which they differ.
pub(super) fn existing<T: Serialize>(id: String, row: &T, record: &T) -> Result<Done> {
    let fields = different(row, record)?;
    if fields.is_empty() {
        return Ok(Done { id, existing: true });
    }
    let said = Text::new("Sudah tercatat dengan isi lain.", "It is recorded already, with other content.");
    let fault = |field: String| Violation::new(Code::AlreadyExists, format!("/{field}")).saying(said.clone());
    Err(Error::listing(Code::AlreadyExists, fields.into_iter().map(fault).collect()).with("id", id))
}

/// Fields that a row fills in and in which a record holds something else.
fn different<T: Serialize>(row: &T, record: &T) -> Result<Vec<String>> {
    let (row, record) = (serde_json::to_value(row)?, serde_json::to_value(record)?);
    let is_said = |value: &Value| !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty());
    let said = row.as_object().into_iter().flatten().filter(|(_, value)| is_said(value));
    Ok(said.filter(|(name, value)| record.get(name.as_str()) != Some(*value)).map(|(name, _)| name.clone()).collect())
}

#[cfg(test)]
#[path = "rows_test.rs"]
mod tests;
