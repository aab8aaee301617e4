//! Levels of assurance: who may give which, what a claim names, what a raise and an edit leave. Pure.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::access::Action;
use crate::domain::{Code, Violation};
use crate::vocab::{Role, UnitKind};

/// Fields of a month that can be attested.
const FIELDS: &[&str] = &[
    "revenue",
    "costs",
    "adjustments",
    "production",
    "permanentWorkers",
    "casualWorkers",
    "familyWorkers",
    "wages",
    "capital",
    "assets",
    "sales",
    "customers",
    "bookkeeping",
    "creditStatus",
    "lender",
    "creditLimit",
    "creditOutstanding",
    "insuredWorkers",
    "readiness",
    "partners",
    "innovations",
    "aidTools",
    "aidMaterials",
    "ownerIncome",
];

/// Levels of assurance, lowest first: codes of `assuranceLevels`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    SelfReported,
    MentorVerified,
    DocumentEvidenced,
    BlkApproved,
    ExternallyVerified,
}

impl Level {
    pub const ALL: &'static [Level] = &[
        Level::SelfReported,
        Level::MentorVerified,
        Level::DocumentEvidenced,
        Level::BlkApproved,
        Level::ExternallyVerified,
    ];

    /// The code.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::SelfReported => "SELF_REPORTED",
            Level::MentorVerified => "MENTOR_VERIFIED",
            Level::DocumentEvidenced => "DOCUMENT_EVIDENCED",
            Level::BlkApproved => "BLK_APPROVED",
            Level::ExternallyVerified => "EXTERNALLY_VERIFIED",
        }
    }

    /// The level of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.as_str() == code)
    }

    /// The roles that may give it at a unit of a kind.
    pub(super) fn roles(self, unit_kind: &str) -> &'static [Role] {
        match self {
            // What everybody starts with is given to nobody; it is refused as no raise, not for who asks.
            Level::SelfReported | Level::DocumentEvidenced => Action::KeepCoaching.roles(),
            Level::MentorVerified => &[],
            Level::BlkApproved if unit_kind == UnitKind::Blk.as_str() => &[Role::BlkHead],
            Level::BlkApproved => &[Role::University],
            Level::ExternallyVerified => {
                &[Role::FknAdmin, Role::MinistryAdmin, Role::Coordinator, Role::MinistryReviewer, Role::University]
            }
        }
    }

    /// Whether the mentor assigned today may give it.
    pub(super) fn is_the_mentors(self) -> bool {
        matches!(self, Level::SelfReported | Level::MentorVerified | Level::DocumentEvidenced)
    }

    /// Whether a document must show it.
    pub(super) fn needs_evidence(self) -> bool {
        matches!(self, Level::DocumentEvidenced | Level::ExternallyVerified)
    }
}

/// How well one field is attested; fields that are not named are SELF_REPORTED.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assured {
    pub field: String,
    pub level: String,
    /// Public id of who raised it.
    pub by: Option<String>,
    pub on: NaiveDate,
    /// Public ids of documents.
    #[serde(default)]
    pub evidence: Vec<String>,
}

/// Who attests, when and by what.
pub(super) struct Stamp {
    pub by: Option<String>,
    pub on: NaiveDate,
    pub evidence: Vec<String>,
}

/// The level of a field.
pub fn level_of(assured: &[Assured], field: &str) -> Level {
    let found = assured.iter().find(|one| one.field == field);
    found.and_then(|one| Level::of(&one.level)).unwrap_or(Level::SelfReported)
}

/// What an edit leaves: the fields that it did not touch.
pub(super) fn remaining(mut assured: Vec<Assured>, old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<Assured> {
    assured.retain(|one| old.get(&one.field) == new.get(&one.field));
    assured
}

/// The fields that a claim is about: those named, or all that have a value.
pub(super) fn named(facts: &Map<String, Value>, wanted: &[String], faults: &mut Vec<Violation>) -> Vec<&'static str> {
    let has_value = |field: &str| match facts.get(field) {
        None | Some(Value::Null) => false,
        Some(Value::Array(items)) => !items.is_empty(),
        Some(_) => true,
    };
    if wanted.is_empty() {
        return FIELDS.iter().copied().filter(|field| has_value(field)).collect();
    }
    let (mut seen, mut named) = (HashSet::new(), Vec::new());
    for (index, field) in wanted.iter().enumerate() {
        let path = format!("/fields/{index}");
        match FIELDS.iter().copied().find(|known| known == field) {
            None => faults.push(Violation::new(Code::UnknownCode, path).with("allowed", FIELDS.to_vec())),
            Some(known) if !seen.insert(known) => faults.push(Violation::new(Code::FieldDuplicate, path)),
            Some(known) if !has_value(known) => faults.push(Violation::new(Code::FieldRequired, path)),
            Some(known) => named.push(known),
        }
    }
    named
}

/// The levels with these fields at a new one.
pub(super) fn raise(mut assured: Vec<Assured>, fields: &[&str], level: Level, stamp: &Stamp) -> Vec<Assured> {
    assured.retain(|one| !fields.contains(&one.field.as_str()));
    assured.extend(fields.iter().map(|field| Assured {
        field: (*field).to_owned(),
        level: level.as_str().to_owned(),
        by: stamp.by.clone(),
        on: stamp.on,
        evidence: stamp.evidence.clone(),
    }));
    assured.sort_by(|one, other| one.field.cmp(&other.field));
    assured
}

#[cfg(test)]
#[path = "levels_test.rs"]
mod tests;
