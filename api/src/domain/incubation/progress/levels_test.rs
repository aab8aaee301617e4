use serde_json::json;

use super::*;
use crate::domain::registry::kept::Kept;

/// Who gives what: level, then whether the unit is a BLK, then the roles. The mentor has a table of its own.
const TABLE: &[(Level, bool, &[Role])] = &[
    (Level::MentorVerified, true, &[]),
    (
        Level::DocumentEvidenced,
        true,
        &[Role::FknAdmin, Role::MinistryAdmin, Role::BlkHead, Role::BlkOperator, Role::University],
    ),
    (Level::BlkApproved, true, &[Role::BlkHead]),
    (Level::BlkApproved, false, &[Role::University]),
    (
        Level::ExternallyVerified,
        true,
        &[Role::FknAdmin, Role::MinistryAdmin, Role::Coordinator, Role::MinistryReviewer, Role::University],
    ),
];

#[test]
fn each_level_has_its_givers_and_no_others() {
    for (level, is_blk, givers) in TABLE {
        let kind = if *is_blk { "BLK" } else { "KAWASAN" };
        for role in Role::ALL {
            let may = level.roles(kind).contains(role);
            assert_eq!(may, givers.contains(role), "{level:?} {kind} {role}");
        }
    }
    let mentors: Vec<&str> = Level::ALL.iter().filter(|level| level.is_the_mentors()).map(|l| l.as_str()).collect();
    assert_eq!(mentors, ["SELF_REPORTED", "MENTOR_VERIFIED", "DOCUMENT_EVIDENCED"]);
}

#[test]
fn levels_are_ordered_and_two_of_them_need_a_document() {
    assert!(Level::ALL.is_sorted());
    for level in Level::ALL {
        assert_eq!(Level::of(level.as_str()), Some(*level));
        assert_eq!(level.needs_evidence(), level.as_str().contains("EVIDENCED") || level.as_str().contains("EXTERNAL"));
    }
    assert_eq!(Level::of("SURE"), None);
}

fn assured(fields: &[(&str, Level)]) -> Vec<Assured> {
    let on = NaiveDate::from_ymd_opt(2026, 11, 5).unwrap();
    let one = |(field, level): &(&str, Level)| Assured {
        field: (*field).to_owned(),
        level: level.as_str().to_owned(),
        by: None,
        on,
        evidence: Vec::new(),
    };
    fields.iter().map(one).collect()
}

fn facts(facts: Value) -> Map<String, Value> {
    facts.as_object().unwrap().clone()
}

#[test]
fn an_edit_drops_exactly_what_was_edited() {
    let levels =
        assured(&[("costs", Level::BlkApproved), ("revenue", Level::MentorVerified), ("sales", Level::BlkApproved)]);
    let old = facts(json!({"revenue": 1, "costs": 2, "sales": [{"channel": "LANGSUNG", "amount": 1}]}));
    let new = facts(json!({"revenue": 3, "costs": 2, "sales": [{"channel": "LANGSUNG", "amount": 1}]}));
    let left: Vec<String> = remaining(levels, &old, &new).into_iter().map(|one| one.field).collect();
    assert_eq!(left, ["costs", "sales"]);
}

#[test]
fn a_raised_field_has_one_level() {
    let stamp = Stamp { by: None, on: NaiveDate::from_ymd_opt(2026, 11, 5).unwrap(), evidence: Vec::new() };
    let levels = assured(&[("revenue", Level::MentorVerified)]);
    let raised = raise(levels, &["revenue", "costs"], Level::BlkApproved, &stamp);
    assert_eq!(raised, assured(&[("costs", Level::BlkApproved), ("revenue", Level::BlkApproved)]));
    assert_eq!(level_of(&raised, "revenue"), Level::BlkApproved);
    assert_eq!(level_of(&raised, "sales"), Level::SelfReported);
}

#[test]
fn a_claim_names_fields_that_have_a_value() {
    let facts = facts(json!({"revenue": 0, "sales": [], "wages": null, "month": "2026-10"}));
    let mut faults = Vec::new();
    assert_eq!(named(&facts, &[], &mut faults), ["revenue"]);
    let wanted = ["revenue", "sales", "month", "revenue"].map(str::to_owned);
    assert_eq!(named(&facts, &wanted, &mut faults), ["revenue"]);
    let found: Vec<_> = faults.iter().map(|fault| (fault.code.as_str(), fault.path.as_str())).collect();
    assert_eq!(
        found,
        [("FIELD.REQUIRED", "/fields/1"), ("FIELD.UNKNOWN_CODE", "/fields/2"), ("FIELD.DUPLICATE", "/fields/3")]
    );
}

#[test]
fn every_field_that_can_be_attested_is_one_of_a_month() {
    let month = crate::domain::incubation::progress::rules::tests::sound().facts();
    for field in FIELDS {
        assert!(month.contains_key(*field), "{field}");
    }
}
