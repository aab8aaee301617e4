//! Schemes of aid: what each kind must say of itself, and what its numbers must add up to.

use entity::aid_scheme::Model;
use serde::Deserialize;

use super::account::{Part, repeated, unbalanced};
use crate::domain::registry::kept::list;
use crate::domain::{Code, Result, Tx, Violation};

/// What a parameter of a kind may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A whole number from 1.
    Count,
    /// A code of a set.
    CodeOf(&'static str),
}

/// The parameters that each kind of aid has beside members, ages, amount and split (domain.md row 65). Kinds that are
/// not named here have none.
const PARAMETERS: &[(&str, &[(&str, Form)])] = &[
    ("PADAT_KARYA", &[("people", Form::Count), ("days", Form::Count)]),
    ("PENDAMPINGAN", &[("hours", Form::Count)]),
    ("PENEMPATAN", &[("relation", Form::CodeOf("employmentRelations"))]),
    ("TKM", &[]),
    ("WIRAUSAHA_DISABILITAS", &[]),
    ("TTG", &[]),
    ("SARANA", &[]),
    ("PERALATAN", &[]),
    ("OPERASIONAL", &[]),
];

/// A parameter as far as the rules need it.
#[derive(Clone, Debug, Deserialize)]
struct Parameter {
    name: String,
    value: String,
}

/// The rules of a scheme.
pub async fn prepare(tx: &Tx, draft: &mut Model, _old: Option<&Model>, faults: &mut Vec<Violation>) -> Result<()> {
    let today = tx.today();
    faults.extend(check(draft, |set, code| tx.app.codes.has(set, code, today)));
    Ok(())
}

/// What is wrong with a scheme; `known` tells whether a set has a code.
fn check(it: &Model, known: impl Fn(&str, &str) -> bool) -> Vec<Violation> {
    let (split, parameters): (Vec<Part>, Vec<Parameter>) = (list(&it.split), list(&it.parameters));
    let mut faults = Vec::new();
    if !split.is_empty() {
        faults.extend(unbalanced("/split", split.iter().map(|part| part.percent), 100));
    }
    faults.extend(repeated(split.iter().map(|part| part.line.as_str()), "split", "line"));
    faults.extend(repeated(parameters.iter().map(|parameter| parameter.name.as_str()), "parameters", "name"));
    faults.extend(reversed("/maxMembers", it.min_members, it.max_members));
    faults.extend(reversed("/maxAge", it.min_age, it.max_age));
    let wanted = PARAMETERS.iter().find(|(kind, _)| *kind == it.kind).map(|(_, wanted)| *wanted).unwrap_or_default();
    for (name, form) in wanted {
        faults.extend(parameter(&parameters, name, *form, &known));
    }
    faults
}

/// The upper bound lies below the lower one.
fn reversed(path: &str, min: Option<i32>, max: Option<i32>) -> Option<Violation> {
    match (min, max) {
        (Some(min), Some(max)) if max < min => Some(Violation::new(Code::FieldRange, path).with("min", min)),
        _ => None,
    }
}

fn parameter(given: &[Parameter], name: &str, form: Form, known: &impl Fn(&str, &str) -> bool) -> Option<Violation> {
    let Some((index, found)) = given.iter().enumerate().find(|(_, parameter)| parameter.name == name) else {
        return Some(Violation::new(Code::FieldRequired, "/parameters").with("name", name));
    };
    let path = format!("/parameters/{index}/value");
    match form {
        Form::Count if found.value.parse::<u32>().is_ok_and(|count| count > 0) => None,
        Form::Count => Some(Violation::new(Code::FieldFormat, path).with("name", name).with("min", 1)),
        Form::CodeOf(set) if known(set, &found.value) => None,
        Form::CodeOf(set) => Some(Violation::new(Code::UnknownCode, path).with("name", name).with("set", set)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn scheme(kind: &str, split: Value, parameters: Value) -> Model {
        Model {
            id: uuid::Uuid::nil(),
            unit_id: uuid::Uuid::nil(),
            code: "UJI".to_owned(),
            kind: kind.to_owned(),
            fiscal_year: 2026,
            name: "Uji".to_owned(),
            beneficiary: "ENTERPRISE".to_owned(),
            min_members: None,
            max_members: None,
            min_age: None,
            max_age: None,
            amount: 20_000_000,
            split: split.to_string(),
            proposals_until: None,
            execution_days: None,
            lpj_days: None,
            quota: None,
            funding_source: None,
            regulation_id: None,
            decree_number: None,
            parameters: parameters.to_string(),
            conditions: None,
            archived_at: None,
            version: 1,
            created_at: chrono::DateTime::UNIX_EPOCH,
            updated_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    fn faults(it: &Model) -> Vec<(String, String)> {
        let known = |set: &str, code: &str| set == "employmentRelations" && code == "DALAM_HUBUNGAN_KERJA";
        check(it, known).into_iter().map(|fault| (fault.code, fault.path)).collect()
    }

    fn wanted(all: &[(Code, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(code, path)| (code.as_str().to_owned(), (*path).to_owned())).collect()
    }

    #[test]
    fn a_split_sums_to_a_hundred_and_names_each_line_once() {
        let split = |parts: &[(&str, i32)]| {
            let parts = parts.iter().map(|(line, percent)| json!({"line": line, "percent": percent}));
            scheme("TKM", Value::Array(parts.collect()), json!([]))
        };
        assert_eq!(faults(&split(&[])), wanted(&[]));
        assert_eq!(faults(&split(&[("ALAT", 60), ("BAHAN", 40)])), wanted(&[]));
        assert_eq!(faults(&split(&[("ALAT", 60), ("BAHAN", 30)])), wanted(&[(Code::SumMismatch, "/split")]));
        let twice = split(&[("ALAT", 60), ("ALAT", 40)]);
        assert_eq!(faults(&twice), wanted(&[(Code::FieldDuplicate, "/split/1/line")]));
    }

    #[test]
    fn bounds_do_not_cross() {
        let mut it = scheme("TKM", json!([]), json!([]));
        (it.min_members, it.max_members, it.min_age, it.max_age) = (Some(10), Some(9), Some(17), Some(17));
        assert_eq!(faults(&it), wanted(&[(Code::FieldRange, "/maxMembers")]));
        (it.max_members, it.max_age) = (None, Some(16));
        assert_eq!(faults(&it), wanted(&[(Code::FieldRange, "/maxAge")]));
    }

    #[test]
    fn each_kind_has_its_own_parameters() {
        let with = |kind: &str, parameters: &[(&str, &str)]| {
            let parameters = parameters.iter().map(|(name, value)| json!({"name": name, "value": value, "unit": null}));
            faults(&scheme(kind, json!([]), Value::Array(parameters.collect())))
        };
        let missing = (Code::FieldRequired, "/parameters");
        for kind in ["TKM", "WIRAUSAHA_DISABILITAS", "TTG", "SARANA", "PERALATAN", "OPERASIONAL", "LAINNYA"] {
            assert_eq!(with(kind, &[]), wanted(&[]), "{kind}");
        }
        assert_eq!(with("PADAT_KARYA", &[]), wanted(&[missing, missing]));
        assert_eq!(with("PADAT_KARYA", &[("people", "30"), ("days", "15")]), wanted(&[]));
        let never = with("PADAT_KARYA", &[("people", "0"), ("days", "lima belas")]);
        let form = [(Code::FieldFormat, "/parameters/0/value"), (Code::FieldFormat, "/parameters/1/value")];
        assert_eq!(never, wanted(&form));
        assert_eq!(with("PENDAMPINGAN", &[("days", "3")]), wanted(&[missing]));
        assert_eq!(with("PENEMPATAN", &[("relation", "DALAM_HUBUNGAN_KERJA")]), wanted(&[]));
        let other = with("PENEMPATAN", &[("relation", "LAIN")]);
        assert_eq!(other, wanted(&[(Code::UnknownCode, "/parameters/0/value")]));
        let twice = with("TKM", &[("wage", "1"), ("wage", "2")]);
        assert_eq!(twice, wanted(&[(Code::FieldDuplicate, "/parameters/1/name")]));
    }
}
