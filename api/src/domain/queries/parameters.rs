//! What stands in an address becomes values of variables. Knows no database.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Number, Value};

use super::Variable;
use crate::domain::reports::period::Period;
use crate::domain::text::pointer;
use crate::domain::{Code, Error, Result, Violation};
use crate::view::queries::QueryParameter;
use crate::vocab::{Cadence, ParameterType};

/// Longest value.
const LENGTH: usize = 1_000;
/// Most texts of a list.
const ITEMS: usize = 100;
/// How far back or ahead of today a relative text may be.
const STEPS: i32 = 1_200;

/// The values of all variables: fixed ones, and those that the address says or its parameters have by default. Every
/// fault is said, each with the name of its parameter.
pub fn values(
    parameters: &[QueryParameter],
    variables: &[Variable],
    fixed: Map<String, Value>,
    sent: &[(String, String)],
    today: NaiveDate,
) -> Result<Map<String, Value>> {
    let (mut values, mut faults) = (fixed, Vec::new());
    let mut said: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in sent {
        said.entry(name).or_default().push(value);
    }
    for parameter in parameters {
        let path = format!("/{}", parameter.name);
        let text = match said.remove(parameter.name.as_str()) {
            None => parameter.default.clone(),
            Some(texts) if texts.len() > 1 && parameter.r#type != ParameterType::List => {
                faults.push(Violation::new(Code::FieldDuplicate, path));
                continue;
            }
            Some(texts) => Some(texts.join(",")),
        };
        match text.map(|text| value(parameter.r#type, &text, today)) {
            Some(Ok(value)) => drop(values.insert(parameter.name.clone(), value)),
            Some(Err(code)) => faults.push(Violation::new(code, path).with("type", parameter.r#type.as_str())),
            None if variables.iter().any(|known| known.name == parameter.name && known.required) => {
                faults.push(Violation::new(Code::FieldRequired, path));
            }
            None => {}
        }
    }
    faults.extend(said.keys().map(|name| {
        let known: Vec<&str> = parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        Violation::new(Code::UnknownField, format!("/{}", pointer(name))).with("known", known)
    }));
    if faults.is_empty() { Ok(values) } else { Err(Error::listing(Code::Invalid, faults)) }
}

/// What is wrong with the parameters and fixed values of a saved query, given the variables of its document.
pub fn faults(
    parameters: &[QueryParameter],
    variables: &[Variable],
    fixed: &Map<String, Value>,
    today: NaiveDate,
) -> Vec<Violation> {
    let mut faults = Vec::new();
    for (index, parameter) in parameters.iter().enumerate() {
        let at = |field: &str| format!("/parameters/{index}/{field}");
        if parameters.iter().position(|other| other.name == parameter.name) != Some(index) {
            faults.push(Violation::new(Code::FieldDuplicate, at("name")));
        }
        match variables.iter().find(|known| known.name == parameter.name) {
            None => faults.push(Violation::new(Code::UnknownCode, at("name"))),
            Some(known) if known.takes != Some(parameter.r#type) => {
                let takes = known.takes.map(ParameterType::as_str);
                faults.push(Violation::new(Code::FieldType, at("type")).with("takes", takes));
            }
            Some(_) => {}
        }
        let default = parameter.default.as_ref().map(|text| value(parameter.r#type, text, today));
        if let Some(Err(code)) = default {
            faults.push(Violation::new(code, at("default")));
        }
    }
    for name in fixed.keys() {
        if !variables.iter().any(|known| known.name == *name) {
            faults.push(Violation::new(Code::UnknownField, format!("/variables/{}", pointer(name))));
        }
    }
    for known in variables.iter().filter(|known| known.required) {
        if !fixed.contains_key(&known.name) && !parameters.iter().any(|one| one.name == known.name) {
            faults.push(Violation::new(Code::FieldRequired, format!("/variables/{}", known.name)));
        }
    }
    faults
}

fn value(of: ParameterType, text: &str, today: NaiveDate) -> std::result::Result<Value, Code> {
    if text.chars().count() > LENGTH {
        return Err(Code::FieldLength);
    }
    if text.contains('\0') {
        return Err(Code::TextNul);
    }
    match of {
        ParameterType::String => relative(text, today).map(Value::String),
        ParameterType::List => {
            let texts: Vec<&str> = text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
            if texts.len() > ITEMS {
                return Err(Code::FieldLength);
            }
            texts.into_iter().map(|item| relative(item, today).map(Value::String)).collect()
        }
        ParameterType::Int => text.parse::<i64>().map(Value::from).map_err(|_| Code::FieldType),
        ParameterType::Float => text.parse().ok().and_then(Number::from_f64).map(Value::Number).ok_or(Code::FieldType),
        ParameterType::Boolean => text.parse::<bool>().map(Value::Bool).map_err(|_| Code::FieldType),
    }
}

/// A text, or what it is relative to today: `@month-1` is the month before this one.
fn relative(text: &str, today: NaiveDate) -> std::result::Result<String, Code> {
    let Some(word) = text.strip_prefix('@') else {
        return Ok(text.to_owned());
    };
    let sign = word.find(['-', '+', ' ']).unwrap_or(word.len());
    let (unit, steps) = word.split_at(sign);
    let number = |digits: &str| digits.parse::<u16>().map(i32::from).map_err(|_| Code::FieldFormat);
    let steps = match steps.split_at_checked(1) {
        None => 0,
        Some(("-", digits)) => -number(digits)?,
        // A plus in an address is a blank, unless it is written as %2B.
        Some((_, digits)) => number(digits)?,
    };
    if steps.abs() > STEPS {
        return Err(Code::FieldRange);
    }
    let cadence = match unit {
        "today" => {
            let day = today.checked_add_signed(chrono::Duration::days(i64::from(steps)));
            return day.map(|day| day.to_string()).ok_or(Code::FieldRange);
        }
        "month" => Cadence::Monthly,
        "quarter" => Cadence::Quarterly,
        "half" => Cadence::Semiannual,
        "year" => Cadence::Annual,
        _ => return Err(Code::FieldFormat),
    };
    let mut period = Period::containing(cadence, today).ok_or(Code::FieldFormat)?;
    for _ in 0..steps.abs() {
        period = if steps < 0 { period.previous() } else { period.next() };
    }
    // Beyond what periods can be written as.
    if Period::read(&period.to_string()).is_some() { Ok(period.to_string()) } else { Err(Code::FieldRange) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 5).unwrap()
    }

    fn parameter(name: &str, of: ParameterType, default: Option<&str>) -> QueryParameter {
        QueryParameter { name: name.to_owned(), r#type: of, default: default.map(str::to_owned), description: None }
    }

    fn variable(name: &str, takes: Option<ParameterType>, required: bool) -> Variable {
        Variable { name: name.to_owned(), takes, required }
    }

    fn sent(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_text_may_be_relative_to_today() {
        for (text, meant) in [
            ("@today", "2026-11-05"),
            ("@today-5", "2026-10-31"),
            ("@month", "2026-11"),
            ("@month-12", "2025-11"),
            ("@month+2", "2027-01"),
            ("@month 2", "2027-01"),
            ("@quarter-1", "2026-Q3"),
            ("@half", "2026-S2"),
            ("@year-1", "2025"),
            ("2026-10", "2026-10"),
            ("", ""),
        ] {
            assert_eq!(relative(text, today()).as_deref(), Ok(meant), "{text}");
        }
        for wrong in
            ["@", "@month-", "@month-x", "@week", "@month--1", "@month-99999", "@year-500", "@month-9999999999"]
        {
            assert!(relative(wrong, today()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_address_gives_values_and_defaults_fill_the_rest() {
        let parameters = [
            parameter("from", ParameterType::String, Some("@month-12")),
            parameter("codes", ParameterType::List, None),
            parameter("late", ParameterType::Boolean, Some("false")),
            parameter("most", ParameterType::Int, None),
        ];
        let fixed = json!({"template": "LAP_BULANAN"}).as_object().cloned().unwrap();
        let sent = sent(&[("codes", "36, 32"), ("codes", "11"), ("late", "true")]);
        let found = values(&parameters, &[], fixed, &sent, today()).unwrap();
        let wanted = json!({"template": "LAP_BULANAN", "from": "2025-11", "codes": ["36", "32", "11"], "late": true});
        assert_eq!(Value::Object(found), wanted);
    }

    #[test]
    fn every_fault_of_an_address_is_said_at_once() {
        let parameters = [
            parameter("from", ParameterType::String, None),
            parameter("late", ParameterType::Boolean, None),
            parameter("most", ParameterType::Int, None),
            parameter("share", ParameterType::Float, None),
        ];
        let variables = [variable("from", Some(ParameterType::String), true)];
        let sent = sent(&[("late", "ya"), ("most", "1"), ("most", "2"), ("share", "NaN"), ("a/b", "1")]);
        let refused = values(&parameters, &variables, Map::new(), &sent, today()).unwrap_err();
        let found: Vec<(&str, &str)> =
            refused.0.violations.iter().map(|fault| (fault.code.as_str(), fault.path.as_str())).collect();
        assert_eq!(
            found,
            [
                ("FIELD.REQUIRED", "/from"),
                ("FIELD.TYPE", "/late"),
                ("FIELD.DUPLICATE", "/most"),
                ("FIELD.TYPE", "/share"),
                ("FIELD.UNKNOWN", "/a~1b")
            ]
        );
    }

    #[test]
    fn parameters_fit_the_variables_of_the_document() {
        let variables = [
            variable("from", Some(ParameterType::String), true),
            variable("most", Some(ParameterType::Int), true),
            variable("periods", None, true),
        ];
        let parameters = [
            parameter("from", ParameterType::Int, Some("x")),
            parameter("from", ParameterType::String, None),
            parameter("to", ParameterType::String, None),
            parameter("periods", ParameterType::String, None),
        ];
        let fixed = json!({"other": 1}).as_object().cloned().unwrap();
        let found = faults(&parameters, &variables, &fixed, today());
        let found: Vec<(&str, &str)> = found.iter().map(|fault| (fault.code.as_str(), fault.path.as_str())).collect();
        assert_eq!(
            found,
            [
                ("FIELD.TYPE", "/parameters/0/type"),
                ("FIELD.TYPE", "/parameters/0/default"),
                ("FIELD.DUPLICATE", "/parameters/1/name"),
                ("FIELD.UNKNOWN_CODE", "/parameters/2/name"),
                ("FIELD.TYPE", "/parameters/3/type"),
                ("FIELD.UNKNOWN", "/variables/other"),
                ("FIELD.REQUIRED", "/variables/most"),
            ]
        );
    }
}
