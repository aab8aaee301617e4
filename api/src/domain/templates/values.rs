//! The values of a report against its template. Pure: the same for a draft, a submission, a batch, a trial.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde_json::{Map, Number, Value, json};

use super::compiled::{Facts, Template};
use super::definition::{Indicator, Rule};
use super::rules::{Known, Names};
use crate::domain::reference::CodeSets;
use crate::domain::text::pointer;
use crate::domain::{Code, Violation};
use crate::vocab::ValueType;

/// Totals by indicator, of an earlier period or summed over several.
/// Amounts stay below 10^15, so that a float holds them, and sums of a year, to the cent or the rupiah.
pub type Totals = HashMap<String, f64>;

/// Most parts one indicator may hold over all its dimensions.
const PARTS_LIMIT: usize = 1_000;

/// What a filed value says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Filed<'a> {
    /// Never filed, or filed as `null`.
    Missing,
    /// `{"notApplicable": true}`.
    NotApplicable,
    /// A number, a text or an object; its total, if it has one.
    Given { total: Option<&'a Value>, parts: Option<&'a Map<String, Value>> },
}

/// Reads one value as filed.
pub fn filed<'a>(values: &'a Value, code: &str) -> Filed<'a> {
    match values.get(code) {
        None | Some(Value::Null) => Filed::Missing,
        Some(Value::Object(fields)) if fields.get("notApplicable") == Some(&Value::Bool(true)) => Filed::NotApplicable,
        Some(Value::Object(fields)) => {
            Filed::Given { total: fields.get("total").filter(|total| !total.is_null()), parts: Some(fields) }
        }
        Some(Value::String(text)) if text.trim().is_empty() => Filed::Missing,
        Some(single) => Filed::Given { total: Some(single), parts: None },
    }
}

/// The totals of all numbers in a report: what the next period compares itself with.
pub fn totals(values: &Value) -> Totals {
    let Some(fields) = values.as_object() else { return Totals::new() };
    fields
        .keys()
        .filter_map(|code| match filed(values, code) {
            Filed::Given { total: Some(total), .. } => Some((code.clone(), total.as_f64()?)),
            _ => None,
        })
        .collect()
}

/// Adds the totals of one report to a sum.
pub fn add(sum: &mut Totals, more: &Totals) {
    for (code, number) in more {
        *sum.entry(code.clone()).or_default() += number;
    }
}

/// A whole number, however it is written: `30` and `30.0` are the same in JSON.
pub fn whole(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let float = number.as_f64().filter(|f| f.fract() == 0.0 && f.abs() <= 9_007_199_254_740_992.0)?;
        format!("{float:.0}").parse().ok()
    })
}

/// Rounds to two places.
fn cents(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// Whether a number has at most two decimal places.
fn is_precise(number: &Number) -> bool {
    number.is_i64()
        || number.is_u64()
        || number.as_f64().is_some_and(|f| (cents(f) - f).abs() <= f.abs() * f64::EPSILON)
}

/// Checks what even a draft must satisfy: known indicators, types, ranges, dimensions, members, choices.
/// `on` is the last day of the period; members and choices must hold then.
pub fn check_shape(template: &Template, codes: &CodeSets, values: &Value, on: NaiveDate) -> Vec<Violation> {
    let Some(fields) = values.as_object() else {
        return vec![Violation::new(Code::FieldType, "/values")];
    };
    let mut check = Shape { codes, on, faults: Vec::new() };
    for (code, value) in fields {
        let path = format!("/values/{}", pointer(code));
        match template.indicator(code) {
            None => check.fault(Code::ValueUnknown, path),
            Some(indicator) => check.value(indicator, value, &path),
        }
    }
    if check.faults.is_empty() {
        check_computed(template, values, &mut check.faults);
    }
    check.faults
}

/// A caller may send a computed value only if it is the very one the system computes.
fn check_computed(template: &Template, values: &Value, faults: &mut Vec<Violation>) {
    for (indicator, expression) in template.computed() {
        let Filed::Given { total: Some(sent), .. } = filed(values, &indicator.code) else { continue };
        let computed = expression.value(&names(template, values)).and_then(|known| number_of(indicator, &known));
        let same = match (&computed, sent.as_f64()) {
            (Some(computed), Some(sent)) => computed.as_f64().is_some_and(|computed| (computed - sent).abs() < 0.005),
            _ => false,
        };
        if !same {
            faults.push(Violation::new(Code::ValueComputed, format!("/values/{}", pointer(&indicator.code))));
        }
    }
}

struct Shape<'a> {
    codes: &'a CodeSets,
    on: NaiveDate,
    faults: Vec<Violation>,
}

impl Shape<'_> {
    fn fault(&mut self, code: Code, path: impl Into<String>) {
        self.faults.push(Violation::new(code, path));
    }

    fn value(&mut self, indicator: &Indicator, value: &Value, path: &str) {
        match value {
            Value::Null => {}
            Value::Object(fields) if fields.contains_key("notApplicable") => {
                if fields.len() != 1 || fields.get("notApplicable") != Some(&Value::Bool(true)) {
                    self.fault(Code::ValueType, path);
                }
            }
            Value::Object(fields) if !indicator.dimensions.is_empty() => self.parts(indicator, fields, path),
            single => self.single(indicator, single, path),
        }
    }

    fn parts(&mut self, indicator: &Indicator, fields: &Map<String, Value>, path: &str) {
        let count: usize = fields.values().filter_map(Value::as_object).map(Map::len).sum();
        if count > PARTS_LIMIT {
            self.faults.push(Violation::new(Code::FieldLength, path).with("max", PARTS_LIMIT));
            return;
        }
        for (name, value) in fields {
            let path = format!("{path}/{}", pointer(name));
            if name == "total" {
                self.single(indicator, value, &path);
            } else if indicator.dimensions.contains(name) {
                self.members(indicator, name, value, &path);
            } else {
                self.faults
                    .push(Violation::new(Code::ValueDimension, path).with("allowed", indicator.dimensions.clone()));
            }
        }
    }

    fn members(&mut self, indicator: &Indicator, dimension: &str, value: &Value, path: &str) {
        let Some(parts) = value.as_object() else {
            return self.fault(Code::ValueType, path);
        };
        let set = self.codes.members(dimension);
        for (member, part) in parts {
            let path = format!("{path}/{}", pointer(member));
            if !set.as_ref().is_some_and(|set| set.has(member, self.on)) {
                let name = set.as_ref().map(|set| set.name.clone()).unwrap_or_default();
                self.faults.push(Violation::new(Code::ValueMember, path).with("set", name));
                continue;
            }
            self.single(indicator, part, &path);
        }
    }

    fn single(&mut self, indicator: &Indicator, value: &Value, path: &str) {
        match (indicator.value_type, value) {
            (ValueType::Integer | ValueType::Rupiah, Value::Number(number)) if whole(number).is_some() => {
                self.range(indicator, number, path)
            }
            (ValueType::Decimal | ValueType::Percent, Value::Number(number)) if is_precise(number) => {
                self.range(indicator, number, path)
            }
            (ValueType::Decimal | ValueType::Percent, Value::Number(_)) => self.fault(Code::ValuePrecision, path),
            (ValueType::Choice, Value::String(choice)) => {
                let set = indicator.choices.clone().unwrap_or_default();
                if !self.codes.has(&set, choice, self.on) {
                    self.faults.push(Violation::new(Code::ValueChoice, path).with("set", set));
                }
            }
            (ValueType::Text, Value::String(text)) => {
                if text.chars().count() > indicator.longest() {
                    self.faults.push(Violation::new(Code::ValueTooLong, path).with("max", indicator.longest()));
                }
            }
            _ => {
                self.faults.push(Violation::new(Code::ValueType, path).with("valueType", indicator.value_type.as_str()))
            }
        }
    }

    fn range(&mut self, indicator: &Indicator, number: &Number, path: &str) {
        let (least, most) = (indicator.least(), indicator.most());
        if !is_within(number, &least, &most) {
            self.faults.push(Violation::new(Code::ValueRange, path).with("min", least).with("max", most));
        }
    }
}

fn is_within(number: &Number, least: &Number, most: &Number) -> bool {
    match (whole(number), whole(least), whole(most)) {
        (Some(number), Some(least), Some(most)) => (least..=most).contains(&number),
        _ => match (number.as_f64(), least.as_f64(), most.as_f64()) {
            (Some(number), Some(least), Some(most)) => (least..=most).contains(&number),
            _ => false,
        },
    }
}

/// Checks what a submission must satisfy beyond its shape: required values, sections that are not asked, sums of
/// parts, and the template's rules. `previous` holds the totals of the period before (empty if there was no report),
/// `year` the sums of the earlier periods of this year; this report is added to them here.
pub fn check_complete(
    template: &Template,
    facts: &Facts,
    values: &Value,
    previous: &Totals,
    year: &Totals,
) -> Vec<Violation> {
    let mut faults = Vec::new();
    for (section, applies) in template.sections(*facts) {
        for asked in &section.indicators {
            let Some(indicator) = template.indicator(&asked.code) else { continue };
            let path = format!("/values/{}", pointer(&asked.code));
            match filed(values, &asked.code) {
                Filed::Missing if applies && asked.required && indicator.computed.is_none() => {
                    faults.push(Violation::new(Code::ValueRequired, path))
                }
                Filed::Given { .. } if !applies && indicator.computed.is_none() => {
                    faults.push(Violation::new(Code::ValueSection, path).with("section", section.code.clone()));
                }
                Filed::Given { total, parts: Some(parts) } if applies => {
                    sums(indicator, total, parts, &path, &mut faults)
                }
                _ => {}
            }
        }
    }
    let mut known = names(template, values);
    known.extend(facts.names());
    known.extend(compared(template, values, previous, year));
    for (rule, expression) in template.rules() {
        if expression.holds(&known) == Some(false) {
            faults.push(broken(rule));
        }
    }
    faults
}

fn broken(rule: &Rule) -> Violation {
    Violation {
        code: rule.code.clone(),
        path: rule.path.clone(),
        message: rule.message.clone(),
        params: BTreeMap::new(),
        severity: rule.severity,
    }
}

/// The parts of each dimension that is given must sum to the total.
fn sums(
    indicator: &Indicator,
    total: Option<&Value>,
    parts: &Map<String, Value>,
    path: &str,
    faults: &mut Vec<Violation>,
) {
    let Some(total) = total else {
        if indicator.is_number() {
            faults.push(Violation::new(Code::ValueRequired, format!("{path}/total")));
        }
        return;
    };
    if !indicator.sums() {
        return;
    }
    for dimension in &indicator.dimensions {
        let Some(members) = parts.get(dimension).and_then(Value::as_object).filter(|members| !members.is_empty())
        else {
            continue;
        };
        let sum = sum_of(members.values());
        let same = match (&sum, total) {
            (Some(sum), Value::Number(total)) => match (whole(sum), whole(total)) {
                (Some(sum), Some(total)) => sum == total,
                _ => sum.as_f64().zip(total.as_f64()).is_some_and(|(a, b)| (a - b).abs() < 0.005),
            },
            _ => false,
        };
        if !same {
            let sum = sum.map_or(Value::Null, Value::Number);
            faults.push(
                Violation::new(Code::ValueSum, format!("{path}/{dimension}"))
                    .with("sum", sum)
                    .with("total", total.clone()),
            );
        }
    }
}

fn sum_of<'a>(parts: impl Iterator<Item = &'a Value>) -> Option<Number> {
    let (mut exact, mut float) = (Some(0i64), 0.0);
    for part in parts {
        let Value::Number(number) = part else { return None };
        exact = exact.zip(whole(number)).and_then(|(sum, more)| sum.checked_add(more));
        float += number.as_f64()?;
    }
    exact.map(Number::from).or_else(|| Number::from_f64(cents(float)))
}

/// The filed totals, each as its type is seen by expressions.
fn names(template: &Template, values: &Value) -> Names {
    template
        .indicators()
        .filter_map(|indicator| match filed(values, &indicator.code) {
            Filed::Given { total: Some(total), .. } => Some((indicator.code.clone(), known(indicator, total)?)),
            _ => None,
        })
        .collect()
}

fn known(indicator: &Indicator, value: &Value) -> Option<Known> {
    match (indicator.value_type, value) {
        (ValueType::Integer | ValueType::Rupiah, Value::Number(number)) => whole(number).map(Known::Int),
        (ValueType::Decimal | ValueType::Percent, Value::Number(number)) => number.as_f64().map(Known::Double),
        (ValueType::Choice | ValueType::Text, Value::String(text)) => Some(Known::Text(text.clone())),
        _ => None,
    }
}

/// `A03_prev` and `A03_ytd`. The year's sum is there only when this report has the value.
fn compared(template: &Template, values: &Value, previous: &Totals, year: &Totals) -> Names {
    let mut names = Names::new();
    let here = totals(values);
    for indicator in template.indicators().filter(|indicator| indicator.is_number()) {
        let code = &indicator.code;
        let as_known = |number: f64| known(indicator, &Value::Number(Number::from_f64(cents(number))?));
        if let Some(before) = previous.get(code).copied().and_then(as_known) {
            names.insert(format!("{code}_prev"), before);
        }
        let sum = here.get(code).map(|here| here + year.get(code).copied().unwrap_or_default());
        if let Some(sum) = sum.and_then(as_known) {
            names.insert(format!("{code}_ytd"), sum);
        }
    }
    names
}

/// The values with computed indicators filled in; what cannot be computed yet is left out.
pub fn compute(template: &Template, mut values: Value) -> Value {
    for (indicator, expression) in template.computed() {
        let result = expression.value(&names(template, &values)).and_then(|known| number_of(indicator, &known));
        let Some(fields) = values.as_object_mut() else { return values };
        match result {
            Some(number) => fields.insert(indicator.code.clone(), json!(number)),
            None => fields.remove(&indicator.code),
        };
    }
    values
}

/// A computed number as it is stored: whole, or with two places.
fn number_of(indicator: &Indicator, known: &Known) -> Option<Number> {
    let float = match known {
        Known::Int(number) => return Some(Number::from(*number)),
        Known::Double(number) => cents(*number),
        Known::Text(_) | Known::Bool(_) => return None,
    };
    let number = Number::from_f64(float)?;
    match indicator.value_type {
        ValueType::Integer | ValueType::Rupiah => Some(Number::from(whole(&Number::from_f64(float.round())?)?)),
        _ => Some(whole(&number).map_or(number, Number::from)),
    }
}

#[cfg(test)]
#[path = "values_test.rs"]
mod tests;
