//! Trainees as indicators count them: on which day each counts, and by what they are told apart (domain.md 6.1 A). Pure.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::{trainee, training_package};
use serde_json::Value;
use uuid::Uuid;

use super::status;
use crate::domain::incubation::persons::{Known, age_band};
use crate::domain::incubation::progress::values::{Parts, counted, length, value};

/// Somebody who is counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct One<'a> {
    pub person: Uuid,
    /// The day on which it counts, also for the age.
    pub on: NaiveDate,
    /// Code of `vocations` that the package taught.
    pub vocation: Option<&'a str>,
    /// Code of `sectors`: alumni alone have one.
    pub sector: Option<&'a str>,
}

/// On which day a trainee counts; none where it does not.
pub(super) type Day = fn(&trainee::Model, &training_package::Model) -> Option<NaiveDate>;

/// Indicators that count people, with the dimensions that they ask. The monthly, quarterly and half-yearly reports and
/// that of a package ask the same.
pub(super) const COUNTED: &[(&str, Day, &[&str])] = &[
    ("A02", applied, &["sex", "disability", "age"]),
    ("A03", began, &["sex", "disability", "age", "vocation"]),
    ("A04", graduated, &["sex", "disability", "vocation"]),
    ("A05", left, &["sex"]),
    ("A06", competent, &["sex", "vocation"]),
];

/// The day the training began for somebody: that of the package, or later for who was admitted later. Who left before
/// never began.
pub(super) fn began(row: &trainee::Model, package: &training_package::Model) -> Option<NaiveDate> {
    let day = row.admitted_on?.max(package.started_on?);
    let gone = row.status == status::WITHDRAWN && row.ended_on.is_some_and(|ended| ended < day);
    (!gone).then_some(day)
}

/// An applicant counts when the package begins, admitted or not; who was admitted later counts on the day it began, so that
/// there are never fewer applicants than trainees.
fn applied(row: &trainee::Model, package: &training_package::Model) -> Option<NaiveDate> {
    began(row, package).or(package.started_on)
}

/// Whenever the package began.
pub(super) fn graduated(row: &trainee::Model, _: &training_package::Model) -> Option<NaiveDate> {
    row.ended_on.filter(|_| row.status == status::GRADUATED)
}

/// Left a training that had begun.
fn left(row: &trainee::Model, package: &training_package::Model) -> Option<NaiveDate> {
    let begun = row.status == status::WITHDRAWN && began(row, package).is_some();
    row.ended_on.filter(|_| begun)
}

fn competent(row: &trainee::Model, package: &training_package::Model) -> Option<NaiveDate> {
    tested(row, package).filter(|_| row.test_result.as_deref() == Some(status::COMPETENT))
}

/// Took the competency test, passed or not.
pub(super) fn tested(row: &trainee::Model, _: &training_package::Model) -> Option<NaiveDate> {
    row.tested_on.filter(|_| row.test_result.is_some())
}

/// The trainees that count, each on its day.
pub(super) fn ones<'a>(
    rows: &'a [trainee::Model],
    packages: &'a HashMap<Uuid, training_package::Model>,
    day: Day,
) -> Vec<One<'a>> {
    let counts = rows.iter().filter_map(|row| {
        let package = packages.get(&row.package_id)?;
        let on = day(row, package)?;
        Some(One { person: row.person_id, on, vocation: Some(&package.vocation), sector: None })
    });
    counts.collect()
}

/// Ids, each once.
pub(super) fn each(ids: impl IntoIterator<Item = Uuid>) -> Vec<Uuid> {
    let once: BTreeSet<Uuid> = ids.into_iter().collect();
    once.into_iter().collect()
}

/// How many they are, with their parts. A dimension is said only where its parts make up the whole: nothing is known of
/// the sex of one, and the sexes are left out.
pub(super) fn split(all: &[One<'_>], known: &HashMap<Uuid, Known>, dimensions: &[&'static str]) -> Value {
    if dimensions.is_empty() {
        return length(all.len()).into();
    }
    let parts: Vec<(&str, Parts)> = dimensions.iter().map(|name| (*name, parts(all, known, name))).collect();
    value(length(all.len()), &parts)
}

fn parts(all: &[One<'_>], known: &HashMap<Uuid, Known>, dimension: &str) -> Parts {
    let members: Vec<&str> = all.iter().filter_map(|one| member(one, known.get(&one.person), dimension)).collect();
    if members.len() == all.len() { counted(members) } else { Parts::new() }
}

fn member<'a>(one: &One<'a>, known: Option<&'a Known>, dimension: &str) -> Option<&'a str> {
    match dimension {
        "sex" => known?.sex.as_deref(),
        // Of whom was erased nobody knows any more.
        "disability" => {
            let known = known.filter(|known| known.erased_at.is_none())?;
            Some(if known.disabled { "DISABILITAS" } else { "NON_DISABILITAS" })
        }
        "age" => age_band(known?.birth?, one.on),
        "vocation" => one.vocation,
        "sector" => one.sector,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn one(person: u128) -> One<'static> {
        One { person: Uuid::from_u128(person), on: day("2026-10-05"), vocation: Some("LAS"), sector: None }
    }

    fn known(sex: Option<&str>, birth: Option<&str>) -> Known {
        let birth = birth.map(day);
        Known { sex: sex.map(str::to_owned), birth, disabled: false, guarded: false, erased_at: None }
    }

    #[test]
    fn parts_are_said_where_they_make_up_the_whole() {
        let known = HashMap::from([
            (Uuid::from_u128(1), known(Some("PEREMPUAN"), Some("2001-10-05"))),
            (Uuid::from_u128(2), known(None, Some("1990-01-01"))),
        ]);
        let wanted = json!({"total": 2, "age": {"AGE_25_34": 1, "AGE_35_54": 1}, "vocation": {"LAS": 2}});
        assert_eq!(split(&[one(1), one(2)], &known, &["sex", "age", "vocation"]), wanted);
        let wanted = json!({"total": 1, "sex": {"PEREMPUAN": 1}, "disability": {"NON_DISABILITAS": 1}});
        assert_eq!(split(&[one(1)], &known, &["sex", "disability"]), wanted);
        assert_eq!(split(&[], &known, &["sex"]), json!({"total": 0}));
        assert_eq!(split(&[one(1), one(3)], &known, &[]), json!(2));
    }
}
