//! The rules of a person, one input after the other.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::rules::read;
use crate::domain::Violation;
use crate::view::incubation::persons::PersonInput;

const NIK: &str = "3602015708959001";

fn today() -> NaiveDate {
    "2026-11-05".parse().unwrap()
}

fn input(more: Value) -> PersonInput {
    let mut whole = json!({"name": "Siti"});
    whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(whole).unwrap()
}

/// Codes and paths of the faults, and the warnings.
fn told(more: Value) -> (Vec<(String, String)>, Vec<&'static str>) {
    let mut faults: Vec<Violation> = Vec::new();
    let (facts, _) = read(&input(more.clone()), today(), &mut faults);
    let said = serde_json::to_string(&faults).unwrap();
    for value in more.as_object().unwrap().values().filter_map(Value::as_str).filter(|text| text.len() > 5) {
        assert!(!said.contains(value), "{value} is said back: {said}");
    }
    (faults.into_iter().map(|fault| (fault.code, fault.path)).collect(), facts.warnings)
}

fn faults(more: Value) -> Vec<(String, String)> {
    told(more).0
}

fn fault(code: &str, path: &str) -> (String, String) {
    (code.to_owned(), path.to_owned())
}

#[test]
fn a_name_alone_is_enough() {
    assert_eq!(told(json!({})), (Vec::new(), Vec::new()));
    assert_eq!(faults(json!({"name": "   "})), [fault("FIELD.LENGTH", "/name")]);
}

#[test]
fn every_fault_is_said_at_once_and_no_value_is_said_back() {
    let wrong = json!({"nik": "3602013208959001", "npwp": "123456", "birthDate": "2026-11-06", "phone": "0215551234",
        "confirm": ["ALL"]});
    let wanted = [
        fault("NIK.INVALID", "/nik"),
        fault("NUMBER.FORMAT", "/npwp"),
        fault("FIELD.OUT_OF_RANGE", "/birthDate"),
        fault("PHONE.INVALID", "/phone"),
        fault("FIELD.UNKNOWN_CODE", "/confirm/0"),
    ];
    assert_eq!(faults(wrong), wanted);
}

#[test]
fn sex_and_birth_date_agree_with_the_nik_or_are_confirmed() {
    let agrees = json!({"nik": NIK, "sex": "PEREMPUAN", "birthDate": "1995-08-17"});
    assert_eq!(told(agrees), (Vec::new(), Vec::new()));
    let other = json!({"nik": NIK, "sex": "LAKI_LAKI", "birthDate": "1995-08-18"});
    assert_eq!(faults(other.clone()), [fault("NIK.MISMATCH", "/sex"), fault("NIK.MISMATCH", "/birthDate")]);
    let mut confirmed = other;
    confirmed["confirm"] = json!(["NIK.MISMATCH"]);
    assert_eq!(told(confirmed), (Vec::new(), vec!["NIK.MISMATCH"]));
    let needless = json!({"nik": NIK, "sex": "PEREMPUAN", "confirm": ["NIK.MISMATCH"]});
    assert_eq!(told(needless), (Vec::new(), Vec::new()));
}

#[test]
fn a_minor_needs_a_guardian_who_consented() {
    let guardian = |consented: bool| json!({"name": "Aminah", "relation": "Ibu", "consented": consented});
    let born = "2008-11-06";
    assert_eq!(faults(json!({"birthDate": born})), [fault("PERSON.GUARDIAN_REQUIRED", "/guardian")]);
    let silent = json!({"birthDate": born, "guardian": guardian(false)});
    assert_eq!(faults(silent), [fault("PERSON.GUARDIAN_REQUIRED", "/guardian/consented")]);
    assert!(faults(json!({"birthDate": born, "guardian": guardian(true)})).is_empty());
    assert!(faults(json!({"birthDate": "2008-11-05"})).is_empty());
    let mut called = guardian(true);
    called["phone"] = json!("021");
    assert_eq!(faults(json!({"birthDate": born, "guardian": called})), [fault("PHONE.INVALID", "/guardian/phone")]);
}

#[test]
fn nobody_is_older_than_a_hundred_and_twenty() {
    assert!(faults(json!({"birthDate": "1905-11-06"})).is_empty());
    assert_eq!(faults(json!({"birthDate": "1905-11-05"})), [fault("FIELD.OUT_OF_RANGE", "/birthDate")]);
}

#[test]
fn numbers_are_kept_in_one_form() {
    let mut faults = Vec::new();
    let said =
        input(json!({"nik": NIK, "npwp": "01.234.567.8-901.000", "phone": "0812-3456-7890", "address": " Jalan 1 "}));
    let (facts, _) = read(&said, today(), &mut faults);
    assert!(faults.is_empty());
    assert_eq!(facts.plain.nik.as_deref(), Some(NIK));
    assert_eq!(facts.plain.npwp.as_deref(), Some("0012345678901000"));
    assert_eq!(facts.plain.phone.as_deref(), Some("+6281234567890"));
    assert_eq!(facts.plain.address.as_deref(), Some("Jalan 1"));
}
