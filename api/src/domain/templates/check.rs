//! Whether a drafted template or indicator is sound. Pure: all faults at once, each with its place.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::compiled::{FACTS, Facts, sample};
use super::definition::{AMOUNT_LIMIT, Definition, Indicator, Section};
use super::rules::{Expression, Known, Names};
use super::values::whole;
use crate::domain::interaction::requests::HOLDABLE;
use crate::domain::reference::CodeSets;
use crate::domain::{Code, Text, Violation};
use crate::vocab::{Cadence, UnitKind, ValueType};

/// Files a template may ask for.
pub const MEDIA_TYPES: &[&str] = &[
    "application/pdf",
    "image/jpeg",
    "image/png",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
];

/// Faults as they are found.
struct Faults(Vec<Violation>);

impl Faults {
    fn add(&mut self, code: Code, path: impl Into<String>) {
        self.0.push(Violation::new(code, path));
    }

    fn unless(&mut self, fine: bool, code: Code, path: impl Into<String>) {
        if !fine {
            self.add(code, path);
        }
    }

    fn range(&mut self, value: i64, least: i64, most: i64, path: &str) {
        if !(least..=most).contains(&value) {
            self.0.push(Violation::new(Code::FieldRange, path).with("min", least).with("max", most));
        }
    }

    fn text(&mut self, text: &Text, most: usize, path: &str) {
        for (one, name) in [(&text.id, "id"), (&text.en, "en")] {
            self.line(one, most, &format!("{path}/{name}"));
        }
    }

    fn line(&mut self, text: &str, most: usize, path: &str) {
        if text.trim().is_empty() || text.chars().count() > most {
            self.0.push(Violation::new(Code::FieldLength, path).with("min", 1).with("max", most));
        }
    }

    fn expression(&mut self, source: &str, path: &str) -> Option<Expression> {
        match Expression::compile(source) {
            Ok(expression) => Some(expression),
            Err(fault) => {
                self.refuse(path, fault.as_str());
                None
            }
        }
    }

    fn refuse(&mut self, path: &str, reason: &str) {
        self.0.push(Violation::new(Code::Expression, path).with("reason", reason));
    }
}

fn is_word(text: &str, upper: bool, most: usize) -> bool {
    let first =
        text.bytes().next().is_some_and(|b| if upper { b.is_ascii_uppercase() } else { b.is_ascii_lowercase() });
    let rest =
        |b: u8| b.is_ascii_digit() || if upper { b.is_ascii_uppercase() || b == b'_' } else { b.is_ascii_alphabetic() };
    first && (2..=most).contains(&text.len()) && text.bytes().all(rest)
}

/// Faults of a template. `indicators` are the definitions that hold on the day it is to take effect.
pub fn template(definition: &Definition, indicators: &HashMap<String, Indicator>) -> Vec<Violation> {
    let mut faults = Faults(Vec::new());
    faults.unless(is_word(&definition.code, true, 40), Code::FieldFormat, "/code");
    faults.text(&definition.name, 200, "/name");
    faults.text(&definition.description, 2_000, "/description");
    faults.unless(definition.subject != UnitKind::Site, Code::UnknownCode, "/subject");
    let periodic = !matches!(definition.cadence, Cadence::AdHoc | Cadence::PerEvent);
    faults.unless(definition.due_after_days.is_some() || !periodic, Code::FieldRequired, "/dueAfterDays");
    faults.range(definition.due_after_days.unwrap_or_default(), 0, 365, "/dueAfterDays");
    faults.range(
        definition.lock_after_days.unwrap_or(3_650),
        definition.due_after_days.unwrap_or_default().clamp(0, 365),
        3_650,
        "/lockAfterDays",
    );
    faults.range(definition.review_levels.into(), 1, 2, "/reviewLevels");
    faults.unless(!definition.filed_by.is_empty(), Code::FieldLength, "/filedBy");
    faults.unless(!definition.submitted_by.is_empty(), Code::FieldLength, "/submittedBy");
    sections(&mut faults, definition, indicators);
    narratives(&mut faults, definition);
    attachments(&mut faults, definition);
    let asked: HashMap<&str, &Indicator> = definition
        .indicator_codes()
        .filter_map(|code| indicators.get(code).map(|indicator| (code, indicator)))
        .collect();
    computed(&mut faults, definition, &asked);
    rules(&mut faults, definition, &asked);
    requests_block(&mut faults, definition);
    faults.0.truncate(200);
    faults.0
}

fn sections(faults: &mut Faults, definition: &Definition, indicators: &HashMap<String, Indicator>) {
    faults.range(i64::try_from(definition.sections.len()).unwrap_or(i64::MAX), 1, 50, "/sections");
    let (mut names, mut asked) = (HashSet::new(), HashSet::new());
    for (index, section) in definition.sections.iter().enumerate() {
        let path = format!("/sections/{index}");
        faults.unless(is_word(&section.code, true, 40), Code::FieldFormat, format!("{path}/code"));
        faults.unless(names.insert(&section.code), Code::FieldDuplicate, format!("{path}/code"));
        faults.text(&section.title, 200, &format!("{path}/title"));
        applies(faults, section, &path);
        faults.range(
            i64::try_from(section.indicators.len()).unwrap_or(i64::MAX),
            1,
            100,
            &format!("{path}/indicators"),
        );
        for (place, one) in section.indicators.iter().enumerate() {
            let path = format!("{path}/indicators/{place}/code");
            faults.unless(indicators.contains_key(&one.code), Code::ValueUnknown, &path);
            faults.unless(asked.insert(&one.code), Code::FieldDuplicate, &path);
        }
    }
}

fn applies(faults: &mut Faults, section: &Section, path: &str) {
    let Some(source) = &section.applies_when else { return };
    let path = format!("{path}/appliesWhen");
    let Some(expression) = faults.expression(source, &path) else { return };
    if let Some(unknown) = expression.names.iter().find(|name| !FACTS.contains(&name.as_str())) {
        faults.refuse(&path, &format!("unknown name {unknown}"));
    } else if expression.holds(&Facts::default().names()).is_none() {
        faults.refuse(&path, "notBoolean");
    }
}

fn narratives(faults: &mut Faults, definition: &Definition) {
    let mut names = HashSet::new();
    for (index, one) in definition.narratives.iter().enumerate() {
        let path = format!("/narratives/{index}");
        faults.unless(is_word(&one.code, false, 40), Code::FieldFormat, format!("{path}/code"));
        faults.unless(names.insert(&one.code), Code::FieldDuplicate, format!("{path}/code"));
        faults.text(&one.title, 200, &format!("{path}/title"));
        faults.range(i64::try_from(one.max_length).unwrap_or(i64::MAX), 1, 20_000, &format!("{path}/maxLength"));
    }
}

fn attachments(faults: &mut Faults, definition: &Definition) {
    let mut kinds = HashSet::new();
    for (index, one) in definition.attachments.iter().enumerate() {
        let path = format!("/attachments/{index}");
        faults.unless(is_word(&one.kind, true, 40), Code::FieldFormat, format!("{path}/kind"));
        faults.unless(kinds.insert(&one.kind), Code::FieldDuplicate, format!("{path}/kind"));
        faults.text(&one.title, 200, &format!("{path}/title"));
        faults.unless(!one.media_types.is_empty(), Code::FieldLength, format!("{path}/mediaTypes"));
        for (place, kind) in one.media_types.iter().enumerate() {
            faults.unless(
                MEDIA_TYPES.contains(&kind.as_str()),
                Code::UnknownCode,
                format!("{path}/mediaTypes/{place}"),
            );
        }
        faults.range(i64::try_from(one.max).unwrap_or(i64::MAX), 1, 50, &format!("{path}/max"));
    }
}

/// What a computed indicator is computed from must be asked by the same template.
fn computed(faults: &mut Faults, definition: &Definition, asked: &HashMap<&str, &Indicator>) {
    for (index, section) in definition.sections.iter().enumerate() {
        for (place, one) in section.indicators.iter().enumerate() {
            let Some(source) = asked.get(one.code.as_str()).and_then(|indicator| indicator.computed.as_deref()) else {
                continue;
            };
            let path = format!("/sections/{index}/indicators/{place}/code");
            let Some(expression) = faults.expression(source, &path) else { continue };
            for name in &expression.names {
                if asked.get(name.as_str()).is_none_or(|source| source.computed.is_some()) {
                    faults.refuse(&path, &format!("computed from {name}, which this template does not ask"));
                }
            }
        }
    }
}

fn rules(faults: &mut Faults, definition: &Definition, asked: &HashMap<&str, &Indicator>) {
    faults.range(i64::try_from(definition.rules.len()).unwrap_or(i64::MAX), 0, 200, "/rules");
    let samples = samples(asked);
    let mut names = HashSet::new();
    for (index, rule) in definition.rules.iter().enumerate() {
        let path = format!("/rules/{index}");
        let word = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_' || b == b'.';
        let taken = Code::ALL.iter().any(|code| code.as_str() == rule.code);
        faults.unless(
            (3..=60).contains(&rule.code.len()) && rule.code.bytes().all(word),
            Code::FieldFormat,
            format!("{path}/code"),
        );
        faults.unless(!taken && names.insert(&rule.code), Code::FieldDuplicate, format!("{path}/code"));
        faults.text(&rule.message, 500, &format!("{path}/message"));
        faults.unless(is_place(&rule.path, definition), Code::FieldFormat, format!("{path}/path"));
        let path = format!("{path}/expression");
        let Some(expression) = faults.expression(&rule.expression, &path) else { continue };
        if let Some(unknown) = expression.names.iter().find(|name| !samples.contains_key(*name)) {
            faults.refuse(&path, &format!("unknown name {unknown}"));
        } else if expression.holds(&samples).is_none() {
            faults.refuse(&path, "notBoolean");
        }
    }
}

/// Kinds of requests are looked up where the code sets are at hand.
fn requests_block(faults: &mut Faults, definition: &Definition) {
    faults.range(i64::try_from(definition.requests_block.len()).unwrap_or(i64::MAX), 0, 50, "/requestsBlock");
    let words: Vec<&str> = HOLDABLE.iter().map(|action| action.as_str()).collect();
    let mut seen = HashSet::new();
    for (index, block) in definition.requests_block.iter().enumerate() {
        let path = format!("/requestsBlock/{index}");
        if !words.contains(&block.action.as_str()) {
            let fault = Violation::new(Code::UnknownCode, format!("{path}/action"));
            faults.0.push(fault.with("allowed", words.clone()));
        }
        faults.unless(seen.insert((&block.kind, &block.action)), Code::FieldDuplicate, path);
    }
}

/// A pointer to something a report of this template has.
fn is_place(path: &str, definition: &Definition) -> bool {
    let mut parts = path.split('/').skip(1);
    match (path.starts_with('/'), parts.next(), parts.next()) {
        (true, Some("values"), Some(code)) => definition.indicator_codes().any(|asked| asked == code),
        (true, Some("values" | "narrative" | "attachments"), None) => true,
        (true, Some("narrative"), Some(code)) => definition.narratives.iter().any(|one| one.code == code),
        (true, Some("attachments"), Some(kind)) => definition.attachments.iter().any(|one| one.kind == kind),
        _ => false,
    }
}

/// Every name a rule may use, with a value of its type.
fn samples(asked: &HashMap<&str, &Indicator>) -> Names {
    let mut names = Facts::default().names();
    for (code, indicator) in asked {
        let sample = sample(indicator.value_type);
        if indicator.is_number() {
            names.insert(format!("{code}_prev"), sample.clone());
            names.insert(format!("{code}_ytd"), sample.clone());
        }
        names.insert((*code).to_owned(), sample);
    }
    names
}

/// Faults of an indicator. `types` gives the type of every other indicator, for what it is computed from.
pub fn indicator(
    codes: &CodeSets,
    one: &Indicator,
    types: &HashMap<String, ValueType>,
    on: NaiveDate,
) -> Vec<Violation> {
    let mut faults = Faults(Vec::new());
    // No underscore: `A03_prev` must not be an indicator's own code.
    faults.unless(is_word(&one.code, true, 12) && !one.code.contains('_'), Code::FieldFormat, "/code");
    faults.text(&one.name, 200, "/name");
    faults.text(&one.definition, 2_000, "/definition");
    for (text, path) in [(&one.concept, "/concept"), (&one.measure, "/measure"), (&one.unit, "/unit")] {
        faults.line(text, 200, path);
    }
    faults.unless(one.classification.chars().count() <= 500, Code::FieldLength, "/classification");
    faults.unless(["M", "Q", "S", "Y", "E", "A"].contains(&one.per.as_str()), Code::UnknownCode, "/per");
    let mut seen = HashSet::new();
    for (index, dimension) in one.dimensions.iter().enumerate() {
        let path = format!("/dimensions/{index}");
        let known = codes.has("dimensions", dimension, on) && codes.members(dimension).is_some();
        faults.unless(known, Code::UnknownCode, &path);
        faults.unless(seen.insert(dimension), Code::FieldDuplicate, &path);
    }
    limits(&mut faults, one);
    match (&one.choices, one.value_type) {
        (Some(set), ValueType::Choice) => faults.unless(codes.get(set).is_some(), Code::UnknownCode, "/choices"),
        (None, ValueType::Choice) => faults.add(Code::FieldRequired, "/choices"),
        (Some(_), _) => faults.add(Code::FieldType, "/choices"),
        (None, _) => {}
    }
    if let Some(source) = &one.computed {
        computable(&mut faults, one, source, types);
    }
    if let Some(counting) = &one.counted_by {
        faults.unless(one.is_number(), Code::FieldType, "/countedBy");
        faults.unless(types.get(counting) == Some(&ValueType::Integer), Code::UnknownCode, "/countedBy");
    }
    faults.0
}

fn limits(faults: &mut Faults, one: &Indicator) {
    for (limit, path) in [(&one.min, "/min"), (&one.max, "/max")] {
        let Some(number) = limit else { continue };
        let small = number.as_f64().is_some_and(|number| number.abs() <= AMOUNT_LIMIT as f64);
        faults.unless(small, Code::FieldRange, path);
        let fits = one.is_number()
            && (whole(number).is_some() || matches!(one.value_type, ValueType::Decimal | ValueType::Percent));
        faults.unless(fits, Code::FieldType, path);
    }
    let order = one.least().as_f64().zip(one.most().as_f64()).is_none_or(|(least, most)| least <= most);
    faults.unless(order, Code::FieldRange, "/max");
    if let Some(length) = one.max_length {
        faults.unless(one.value_type == ValueType::Text, Code::FieldType, "/maxLength");
        faults.range(i64::try_from(length).unwrap_or(i64::MAX), 1, 20_000, "/maxLength");
    }
}

fn computable(faults: &mut Faults, one: &Indicator, source: &str, types: &HashMap<String, ValueType>) {
    faults.unless(one.is_number() && one.dimensions.is_empty(), Code::FieldType, "/computed");
    let Some(expression) = faults.expression(source, "/computed") else { return };
    if let Some(unknown) = expression.names.iter().find(|name| !types.contains_key(*name) || **name == one.code) {
        return faults.refuse("/computed", &format!("unknown name {unknown}"));
    }
    let samples: Names = types.iter().map(|(code, kind)| (code.clone(), sample(*kind))).collect();
    if !matches!(expression.value(&samples), Some(Known::Int(_) | Known::Double(_))) {
        faults.refuse("/computed", "notANumber");
    }
}
