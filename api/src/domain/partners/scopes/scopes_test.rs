//! What is given and withheld, case by case, with the code sets that are shipped.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::{Value, json};

use super::fields::listed;
use super::*;
use crate::domain::reference::{CodeEntry, CodeSet, CodeSets};
use crate::domain::text::Text;

/// A code set of the seed.
fn seeded(name: &str) -> CodeSet {
    let all: Value = serde_json::from_str(include_str!("../../../../seed/reference.json")).unwrap();
    let entry = |raw: &Value| CodeEntry {
        code: raw["code"].as_str().unwrap().to_owned(),
        label: Text::default(),
        valid_from: "2020-01-01".parse().unwrap(),
        valid_to: None,
        meta: raw.get("meta").cloned(),
    };
    let codes = all[name]["codes"].as_array().unwrap().iter().map(entry).collect();
    CodeSet::new(name, Text::default(), "", codes)
}

fn codes() -> CodeSets {
    CodeSets::of(vec![seeded("consentScopes"), seeded("consentPurposes")])
}

fn scopes(list: &[&str]) -> Scopes {
    list.iter().map(|scope| (*scope).to_owned()).collect()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn reason(verdict: &Verdict, field: Field) -> Option<Reason> {
    verdict.withheld.iter().find(|(withheld, _)| *withheld == field).map(|(_, reason)| *reason)
}

#[test]
fn every_scope_of_a_purpose_by_consent_names_fields_that_a_record_has() {
    let (codes, grants) = (codes(), Grants::read(&codes()));
    let purposes = codes.get("consentPurposes").unwrap();
    let set = codes.get("consentScopes").unwrap();
    let mut granted = BTreeSet::new();
    for entry in &purposes.codes {
        let purpose = Purpose::read(&codes, &entry.code).unwrap();
        if !purpose.by_consent || purpose.is_deidentified() {
            continue;
        }
        for scope in &purpose.scopes {
            let named = listed(set.entry(scope).unwrap(), "fields");
            assert_eq!(grants.fields([scope]).len(), named.len(), "{scope}: {named:?}");
        }
        granted.extend(grants.fields(&purpose.scopes));
    }
    // No field is there that nobody can be given.
    assert_eq!(granted.into_iter().collect::<Vec<_>>(), Field::ALL);
}

#[test]
fn a_prospect_is_nobody() {
    let grants = Grants::read(&codes());
    let purpose = Purpose::read(&codes(), "CREDIT_PROSPECTING").unwrap();
    let given = grants.fields(&purpose.scopes);
    for identity in [Field::Name, Field::Nik, Field::Phone, Field::Address, Field::Village, Field::EnterpriseName] {
        assert!(!given.contains(&identity), "{identity:?}");
    }
    assert!(Purpose::read(&codes(), "MARRIAGE").is_none());
    assert!(!Purpose::read(&codes(), "PROGRAMME_ME").unwrap().by_consent);
    assert!(Purpose::read(&codes(), "RESEARCH").unwrap().is_deidentified());
}

#[test]
fn the_narrowest_of_agreement_purpose_and_client_counts() {
    let (agreement, purpose) =
        (scopes(&["CONTACT", "ADDRESS", "PRODUCTS"]), scopes(&["CONTACT", "ADDRESS", "CAPACITY"]));
    assert_eq!(allowed(&agreement, &purpose, None), scopes(&["CONTACT", "ADDRESS"]));
    assert_eq!(allowed(&agreement, &purpose, Some(&scopes(&["ADDRESS", "CAPACITY"]))), scopes(&["ADDRESS"]));
    assert_eq!(allowed(&agreement, &purpose, Some(&scopes(&[]))), scopes(&[]));
}

#[test]
fn every_field_is_given_or_withheld_with_its_reason() {
    let grants = Grants::read(&codes());
    let allowed = scopes(&["IDENTITY_BASIC", "FINANCE_REVENUE"]);
    let consented = scopes(&["IDENTITY_BASIC", "CONTACT", "FINANCE_REVENUE"]);
    let told = |open, voice| {
        let verdict = decide(&grants, &allowed, &consented, open, voice);
        assert_eq!(verdict.given.len() + verdict.withheld.len(), Field::ALL.len());
        let of = |field| reason(&verdict, field);
        ([of(Field::Name), of(Field::Phone), of(Field::Nik), of(Field::FinanceRevenue)], verdict.scopes)
    };
    let (scope, purpose) = (Some(Reason::Scope), Some(Reason::Purpose));
    let (all, person) = (allowed.clone(), scopes(&["IDENTITY_BASIC"]));
    assert_eq!(told(true, Voice::Speaker), ([None, purpose, scope, None], all));
    let member = ([None, purpose, scope, Some(Reason::NotRepresentative)], person.clone());
    assert_eq!(told(true, Voice::Member), member);
    assert_eq!(told(true, Voice::Nobody), ([None, purpose, scope, Some(Reason::NotRecorded)], person));
    let often = Some(Reason::Frequency);
    assert_eq!(told(false, Voice::Speaker), ([often, purpose, scope, often], scopes(&[])));
}

#[test]
fn a_field_of_two_scopes_is_given_by_either() {
    let grants = Grants::read(&codes());
    let consented = scopes(&["BUSINESS_NAME", "BUSINESS_PROFILE"]);
    let verdict = decide(&grants, &scopes(&["BUSINESS_NAME"]), &consented, true, Voice::Speaker);
    assert_eq!(verdict.given.into_iter().collect::<Vec<_>>(), [Field::EnterpriseName]);
    assert_eq!(verdict.scopes, scopes(&["BUSINESS_NAME"]));
}

#[test]
fn a_frequency_opens_windows() {
    let from = at("2026-11-05T02:00:00Z");
    let later = |hours: i64, minutes: i64| from + Duration::hours(hours) + Duration::minutes(minutes);
    for (frequency, after, reading) in [
        ("ANY", (1_000, 0), Reading::Open),
        ("ONCE", (23, 59), Reading::Open),
        ("ONCE", (24, 0), Reading::Closed),
        ("ONCE", (10_000, 0), Reading::Closed),
        ("DAILY", (0, 59), Reading::Open),
        ("DAILY", (1, 0), Reading::Closed),
        ("DAILY", (23, 59), Reading::Closed),
        ("DAILY", (24, 0), Reading::Begins),
        ("WEEKLY", (24 * 7 - 1, 59), Reading::Closed),
        ("WEEKLY", (24 * 7, 0), Reading::Begins),
        ("MONTHLY", (24 * 29, 0), Reading::Closed),
        ("MONTHLY", (24 * 30, 0), Reading::Begins),
        ("HOURLY", (0, 1), Reading::Closed),
    ] {
        assert_eq!(may_read(frequency, Some(from), later(after.0, after.1)), reading, "{frequency} {after:?}");
    }
    for (frequency, reading) in [("ANY", Reading::Open), ("ONCE", Reading::Begins), ("HOURLY", Reading::Closed)] {
        assert_eq!(may_read(frequency, None, from), reading, "{frequency}");
    }
    for (frequency, next) in [
        ("ANY", None),
        ("ONCE", None),
        ("DAILY", Some(later(24, 0))),
        ("WEEKLY", Some(later(24 * 7, 0))),
        ("MONTHLY", Some(later(24 * 30, 0))),
    ] {
        assert_eq!(next_window(frequency, from), next, "{frequency}");
        assert!(next.is_none_or(|next| may_read(frequency, Some(from), next) == Reading::Begins), "{frequency}");
    }
}

#[test]
fn months_count_that_lie_wholly_in_the_period() {
    let day = |text: &str| Some(text.parse::<NaiveDate>().unwrap());
    let month = |text: &str| Some(text.to_owned());
    assert_eq!(months(None, None), (None, None));
    assert_eq!(months(day("2026-01-01"), day("2026-10-31")), (month("2026-01"), month("2026-10")));
    assert_eq!(months(day("2026-01-02"), day("2026-10-30")), (month("2026-02"), month("2026-09")));
    assert_eq!(months(day("2026-01-31"), day("2026-03-30")), (month("2026-02"), month("2026-02")));
    assert_eq!(months(day("2025-12-15"), day("2026-02-28")), (month("2026-01"), month("2026-02")));
}

#[test]
fn a_business_is_as_old_as_its_last_month_says() {
    let began = "2024-02-15".parse().unwrap();
    assert_eq!(age_months(began, "2026-10"), Some(32));
    assert_eq!(age_months(began, "2024-02"), Some(0));
    assert_eq!(age_months(began, "2024-01"), None);
    assert_eq!(age_months(began, "soon"), None);
}

#[test]
fn bands_leave_no_gap() {
    for (name, step) in [("revenueBands", 1_000_000), ("workersBands", 1), ("businessAgeBands", 1)] {
        let set = seeded(name);
        let mut seen = Vec::new();
        for number in (0..250).map(|count| count * step) {
            let band = band(&set, number).unwrap_or_else(|| panic!("{name} {number}"));
            if seen.last() != Some(&band) {
                seen.push(band);
            }
            assert_eq!(super::band(&set, number + step - 1).as_ref(), seen.last(), "{name} {number}");
        }
        let all: Vec<&str> = set.codes.iter().map(|entry| entry.code.as_str()).collect();
        assert_eq!(seen, all);
        assert_eq!(super::band(&set, -1), None);
    }
    let open = CodeEntry { meta: Some(json!({"min": 5})), ..seeded("workersBands").codes.remove(0) };
    assert_eq!(band(&CodeSet::new("one", Text::default(), "", vec![open]), i64::MAX).as_deref(), Some("WORKERS_0"));
}
