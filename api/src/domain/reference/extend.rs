//! New words for the sets that are open: a kind of organization, a vocation, a theme. Sets on which rules rest (states,
//! roles, statuses) are closed.

use chrono::NaiveDate;
use entity::code;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::codes::CodeEntry;
use crate::domain::access::Action;
use crate::domain::ids::Kind;
use crate::domain::record::{Record, insert};
use crate::domain::text::Text;
use crate::domain::{Code, Error, Result, Tx, Violation};

/// Sets to which the forum and the ministry may add.
pub const OPEN: &[&str] = &[
    "organizationKinds",
    "hostTypes",
    "vocations",
    "sectors",
    "kawasanThemes",
    "communityTypes",
    "officerPositions",
    "documentKinds",
    "registrationSchemes",
    "assetKinds",
    "awardCategories",
    "programmeContexts",
    "priorityAreas",
    "certifications",
    "salesChannels",
    "meetingKinds",
    "dutySources",
    "enrolmentOutcomes",
    "siteKinds",
    "fundingSources",
];

/// A code to be added.
#[derive(Clone, Debug)]
pub struct NewCode {
    pub code: String,
    pub label: Text,
    pub valid_from: NaiveDate,
}

/// Adds a code to an open set. It holds in this process at once, in others within a minute.
pub async fn add_code(tx: &Tx, set: &str, new: NewCode) -> Result<CodeEntry> {
    tx.require(Action::ManageRegistry, None)?;
    let known = tx.app.codes.get(set).ok_or_else(|| Error::new(Code::NotFound))?;
    if !OPEN.contains(&set) {
        return Err(Error::listing(Code::Invalid, vec![Violation::new(Code::UnknownCode, "/set").with("open", OPEN)]));
    }
    if known.entry(&new.code).is_some() {
        return Err(Error::new(Code::AlreadyExists));
    }
    let there = code::Entity::find().filter(code::Column::SetName.eq(set)).count(tx.conn()?).await?;
    let row = code::ActiveModel {
        set_name: Set(set.to_owned()),
        code: Set(new.code.clone()),
        valid_from: Set(new.valid_from),
        valid_to: Set(None),
        label_id: Set(new.label.id.clone()),
        label_en: Set(new.label.en.clone()),
        meta: Set(None),
        position: Set(i32::try_from(there).unwrap_or(i32::MAX)),
    };
    insert(row, tx).await?;
    let body = json!({"set": set, "code": new.code});
    tx.record(Record::new("addReferenceCode", "reference.codeAdded", (Kind::Code, tx.new_id()), 1).body(body)).await?;
    let entry = CodeEntry { code: new.code, label: new.label, valid_from: new.valid_from, valid_to: None, meta: None };
    let (app, name, added) = (tx.app.clone(), set.to_owned(), entry.clone());
    tx.after_commit(move || app.codes.add(&name, added));
    Ok(entry)
}
