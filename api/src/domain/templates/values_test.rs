//! Tables of values with what is wrong in them; the JSON Schema must say the same.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::*;
use crate::domain::reference::{CodeEntry, CodeSet};
use crate::domain::templates::compiled::Head;
use crate::domain::templates::definition::Definition;
use crate::domain::templates::{check, schema};
use crate::domain::{Severity, Text};

fn day() -> NaiveDate {
    "2026-10-31".parse().unwrap()
}

fn code_sets() -> CodeSets {
    let raw: Value = serde_json::from_str(include_str!("../../../seed/reference.json")).unwrap();
    let entry = |one: &Value| CodeEntry {
        code: one["code"].as_str().unwrap().to_owned(),
        label: Text::default(),
        valid_from: "2000-01-01".parse().unwrap(),
        valid_to: None,
        meta: one.get("meta").cloned(),
    };
    let sets = raw.as_object().unwrap().iter();
    CodeSets::of(
        sets.map(|(name, set)| {
            CodeSet::new(name, Text::default(), "", set["codes"].as_array().unwrap().iter().map(entry).collect())
        })
        .collect(),
    )
}

fn indicators() -> HashMap<String, Indicator> {
    let all: Vec<Indicator> = serde_json::from_str(crate::domain::seed::INDICATORS).unwrap();
    all.into_iter().map(|one| (one.code.clone(), one)).collect()
}

fn shipped(code: &str) -> Template {
    let all = crate::domain::seed::TEMPLATES.iter().map(|text| serde_json::from_str::<Definition>(text).unwrap());
    Template::compile(Head::unsaved(), all.into_iter().find(|one| one.code == code).unwrap(), indicators()).unwrap()
}

/// One indicator of each type.
fn template() -> Template {
    let all = indicators();
    let definition = json!({
        "code": "UJI", "name": {"id": "Uji", "en": "Test"}, "description": {"id": "Uji", "en": "Test"},
        "subject": "BLK", "cadence": "QUARTERLY", "dueAfterDays": 10, "lockAfterDays": 365, "reviewLevels": 2,
        "filedBy": ["BLK_OPERATOR"], "submittedBy": ["BLK_HEAD"],
        "sections": [
            {"code": "UMUM", "title": {"id": "Umum", "en": "General"}, "indicators": [
                {"code": "A01", "required": true}, {"code": "A03", "required": true}, {"code": "A08"}, {"code": "F01"},
                {"code": "F05"}, {"code": "D03"}, {"code": "D04"}, {"code": "D05", "required": true}, {"code": "C07"}]},
            {"code": "INKUBASI", "title": {"id": "Inkubasi", "en": "Incubation"}, "appliesWhen": "incubator", "indicators": [
                {"code": "C01", "required": true}, {"code": "C06", "required": true}]},
        ],
        "rules": [
            {"code": "A03.NOT_16", "severity": "WARNING", "path": "/values/A03", "expression": "A03 == 16 * A01", "message": {"id": "x", "en": "x"}},
            {"code": "A03.JUMP", "severity": "WARNING", "path": "/values/A03", "expression": "A03_prev <= 0 || A03 <= 3 * A03_prev", "message": {"id": "x", "en": "x"}},
            {"code": "A03.YEAR", "severity": "ERROR", "path": "/values/A03", "expression": "A03_ytd <= 100", "message": {"id": "x", "en": "x"}},
        ],
    });
    let definition: Definition = serde_json::from_value(definition).unwrap();
    assert_eq!(check::template(&definition, &all), []);
    Template::compile(Head::unsaved(), definition, all).unwrap()
}

fn found(faults: &[Violation]) -> Vec<String> {
    faults.iter().map(|fault| format!("{} {}", fault.code, fault.path)).collect()
}

#[test]
fn shape_and_schema_agree_on_every_value() {
    let (template, codes) = (template(), code_sets());
    let schema = schema::schema(&template, &codes, day());
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for (values, wanted) in [
        (json!({}), vec![]),
        (
            json!({"A01": 2, "A03": {"total": 30, "sex": {"LAKI_LAKI": 13, "PEREMPUAN": 17}}, "A08": 97.25, "D03": 18_500_000}),
            vec![],
        ),
        (json!({"A03": 30}), vec![]),
        (json!({"A03": 30.0}), vec![]),
        (json!({"A03": null}), vec![]),
        (json!({"A03": {"notApplicable": true}}), vec![]),
        (json!({"A03": {"sex": {"LAKI_LAKI": 1}}}), vec![]),
        (json!({"A03": {}}), vec![]),
        (json!({"A03": {"sex": {}}}), vec![]),
        (json!({"F01": "BAIK"}), vec![]),
        (json!({"F05": "kendala"}), vec![]),
        (json!({"F05": {"total": "kendala"}}), vec![]),
        (json!({"C06": 0.1, "A08": 33.33}), vec![]),
        (json!({"C06": 1234.56}), vec![]),
        (json!({"D03": 1_000_000_000_000_000_i64}), vec![]),
        (json!({"Z99": 1}), vec!["VALUE.UNKNOWN_INDICATOR /values/Z99"]),
        (json!({"a/b": 1}), vec!["VALUE.UNKNOWN_INDICATOR /values/a~1b"]),
        (json!({"A01": "2"}), vec!["VALUE.TYPE /values/A01"]),
        (json!({"A01": true}), vec!["VALUE.TYPE /values/A01"]),
        (json!({"A01": [1]}), vec!["VALUE.TYPE /values/A01"]),
        (json!({"A01": 2.5}), vec!["VALUE.TYPE /values/A01"]),
        (json!({"A01": -1}), vec!["VALUE.OUT_OF_RANGE /values/A01"]),
        (json!({"A01": 1001}), vec!["VALUE.OUT_OF_RANGE /values/A01"]),
        (json!({"A08": 100.01}), vec!["VALUE.OUT_OF_RANGE /values/A08"]),
        (json!({"A08": 33.333}), vec!["VALUE.PRECISION /values/A08"]),
        (json!({"A08": {"total": 3}}), vec!["VALUE.TYPE /values/A08"]),
        (json!({"D03": 1_000_000_000_000_001_i64}), vec!["VALUE.OUT_OF_RANGE /values/D03"]),
        (json!({"D03": 18_446_744_073_709_551_615_u64}), vec!["VALUE.TYPE /values/D03"]),
        (json!({"A03": {"total": 1, "gender": {}}}), vec!["VALUE.UNKNOWN_DIMENSION /values/A03/gender"]),
        (json!({"A03": {"sex": {"PRIA": 1}}}), vec!["VALUE.UNKNOWN_MEMBER /values/A03/sex/PRIA"]),
        (json!({"A03": {"sex": 1}}), vec!["VALUE.TYPE /values/A03/sex"]),
        (json!({"A03": {"sex": {"LAKI_LAKI": null}}}), vec!["VALUE.TYPE /values/A03/sex/LAKI_LAKI"]),
        (json!({"A03": {"total": null}}), vec!["VALUE.TYPE /values/A03/total"]),
        (json!({"A03": {"notApplicable": false}}), vec!["VALUE.TYPE /values/A03"]),
        (json!({"A03": {"notApplicable": true, "total": 1}}), vec!["VALUE.TYPE /values/A03"]),
        (json!({"F01": "RETAK"}), vec!["VALUE.UNKNOWN_CHOICE /values/F01"]),
        (json!({"F01": 1}), vec!["VALUE.TYPE /values/F01"]),
        (json!({"F05": "x".repeat(4_001)}), vec!["VALUE.TOO_LONG /values/F05"]),
        (json!([]), vec!["FIELD.TYPE /values"]),
    ] {
        let faults = check_shape(&template, &codes, &values, day());
        assert_eq!(found(&faults), wanted, "{values}");
        assert_eq!(validator.is_valid(&values), wanted.is_empty(), "the schema disagrees on {values}");
    }
}

#[test]
fn a_submission_must_be_complete() {
    let template = template();
    let fine = json!({"A01": 2, "A03": 32, "D04": 4, "D03": 1});
    for (facts, change, wanted) in [
        (false, json!({}), vec![]),
        (false, json!({"A03": null}), vec!["VALUE.REQUIRED /values/A03"]),
        (false, json!({"A03": {"notApplicable": true}}), vec![]),
        (false, json!({"C01": 3}), vec!["VALUE.SECTION_NOT_ASKED /values/C01"]),
        (false, json!({"C01": null}), vec![]),
        (true, json!({"C01": 10}), vec!["VALUE.REQUIRED /values/C06"]),
        (false, json!({"A03": 30}), vec!["A03.NOT_16 /values/A03"]),
        (
            false,
            json!({"A03": {"total": 32, "sex": {"LAKI_LAKI": 13, "PEREMPUAN": 17}}}),
            vec!["VALUE.PARTS_SUM /values/A03/sex"],
        ),
        (false, json!({"A03": {"sex": {"LAKI_LAKI": 16, "PEREMPUAN": 16}}}), vec!["VALUE.REQUIRED /values/A03/total"]),
        (
            true,
            json!({"C01": 10, "C06": {"total": 0.3, "duty": {"PENGEMBANGAN_USAHA": 0.1, "AKSES_PENDUKUNG": 0.2}}}),
            vec![],
        ),
        (
            false,
            json!({"C07": {"total": 3, "role": {"MOTIVATOR": 3, "INOVATOR": 3}}}),
            vec!["VALUE.SECTION_NOT_ASKED /values/C07"],
        ),
    ] {
        let mut values = fine.clone();
        values.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let facts = Facts { operational: true, incubator: facts };
        let faults = check_complete(&template, &facts, &values, &Totals::new(), &Totals::new());
        let mut wanted = wanted;
        if change.get("C07").is_some() {
            // C07 lies in the general section here, and its parts need not sum.
            wanted.clear();
        }
        assert_eq!(found(&faults), wanted, "{change}");
    }
}

#[test]
fn rules_look_back_on_the_period_before_and_the_year() {
    let template = template();
    let values = json!({"A01": 4, "A03": 64});
    let before: Totals = [("A03".to_owned(), 20.0)].into();
    let faults = check_complete(&template, &Facts::default(), &values, &before, &before);
    assert_eq!(found(&faults), ["A03.JUMP /values/A03"]);
    assert_eq!(faults[0].severity, Severity::Warning);
    let year: Totals = [("A03".to_owned(), 40.0)].into();
    assert_eq!(
        found(&check_complete(&template, &Facts::default(), &values, &Totals::new(), &year)),
        ["A03.YEAR /values/A03"]
    );
}

#[test]
fn a_computed_indicator_is_filled_in_and_only_its_own_result_may_be_sent() {
    let (template, codes) = (template(), code_sets());
    assert_eq!(compute(&template, json!({"D03": 1, "D04": 3}))["D05"], json!(33.33));
    assert_eq!(compute(&template, json!({"D03": 1, "D04": 2}))["D05"], json!(50));
    assert_eq!(compute(&template, json!({"D03": 1, "D05": 9})), json!({"D03": 1}));
    assert_eq!(
        found(&check_shape(&template, &codes, &json!({"D03": 1, "D04": 3, "D05": 33.33}), day())),
        Vec::<String>::new()
    );
    assert_eq!(
        found(&check_shape(&template, &codes, &json!({"D03": 1, "D04": 3, "D05": 34}), day())),
        ["VALUE.COMPUTED /values/D05"]
    );
    assert_eq!(found(&check_shape(&template, &codes, &json!({"D05": 34}), day())), ["VALUE.COMPUTED /values/D05"]);
}

#[test]
fn every_shipped_template_and_indicator_is_sound() {
    let (codes, all) = (code_sets(), indicators());
    for one in all.values() {
        let types = all
            .values()
            .filter(|other| other.code != one.code)
            .map(|other| (other.code.clone(), other.value_type))
            .collect();
        assert_eq!(check::indicator(&codes, one, &types, day()), [], "{}", one.code);
    }
    for text in crate::domain::seed::TEMPLATES {
        let definition: Definition = serde_json::from_str(text).unwrap();
        assert_eq!(check::template(&definition, &all), [], "{}", definition.code);
        let template = Template::compile(Head::unsaved(), definition, all.clone()).unwrap();
        assert!(jsonschema::draft202012::new(&schema::schema(&template, &codes, day())).is_ok());
    }
    assert_eq!(shipped("LAP_BULANAN").asked(Facts::default()).count(), 8);
}

#[test]
fn a_draft_lists_every_fault_with_its_place() {
    let all = indicators();
    let mut raw: Value = serde_json::from_str(crate::domain::seed::TEMPLATES[0]).unwrap();
    raw["dueAfterDays"] = json!(-1);
    raw["sections"][0]["indicators"][0]["code"] = json!("Z99");
    raw["sections"][0]["indicators"][2]["code"] = json!("A02");
    raw["sections"][1]["appliesWhen"] = json!("weather");
    raw["rules"] = json!([
        {"code": "R.ONE", "severity": "ERROR", "path": "/values/A02", "expression": "A02 >= B99", "message": {"id": "x", "en": "x"}},
        {"code": "R.ONE", "severity": "ERROR", "path": "/values/B99", "expression": "A02 + 1", "message": {"id": "x", "en": "x"}},
        {"code": "R.TWO", "severity": "ERROR", "path": "/values/A02", "expression": "A02 >=", "message": {"id": "x", "en": ""}},
        {"code": "R.THREE", "severity": "ERROR", "path": "/values/A02", "expression": "A02 * A08 > 1.0", "message": {"id": "x", "en": "x"}},
    ]);
    let definition: Definition = serde_json::from_value(raw).unwrap();
    assert_eq!(
        found(&check::template(&definition, &all)),
        [
            "FIELD.OUT_OF_RANGE /dueAfterDays",
            "VALUE.UNKNOWN_INDICATOR /sections/0/indicators/0/code",
            "FIELD.DUPLICATE /sections/0/indicators/2/code",
            "TEMPLATE.EXPRESSION /sections/1/appliesWhen",
            "TEMPLATE.EXPRESSION /rules/0/expression",
            "FIELD.DUPLICATE /rules/1/code",
            "FIELD.FORMAT /rules/1/path",
            "TEMPLATE.EXPRESSION /rules/1/expression",
            "FIELD.LENGTH /rules/2/message/en",
            "TEMPLATE.EXPRESSION /rules/2/expression",
            "TEMPLATE.EXPRESSION /rules/3/expression",
        ]
    );
}
