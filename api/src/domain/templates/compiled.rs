//! A template version ready for use: definition, the indicators it asks, compiled expressions.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use uuid::Uuid;

use super::definition::{Asked, Definition, Indicator, Rule, Section};
use super::rules::{Expression, Fault, Known, Names};
use crate::domain::{Code, Error, Result};
use crate::vocab::{TemplateState, ValueType};

/// What is known of the unit at the end of the period; sections and rules depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its operation status is OPERATIONAL.
    pub operational: bool,
    /// Its incubator status is ACTIVE.
    pub incubator: bool,
}

impl From<&crate::domain::registry::Statuses> for Facts {
    fn from(statuses: &crate::domain::registry::Statuses) -> Self {
        Self { operational: statuses.is_operational(), incubator: statuses.is_incubator() }
    }
}

impl Facts {
    /// The facts as expressions know them.
    pub fn names(self) -> Names {
        [
            ("operational".to_owned(), Known::Bool(self.operational)),
            ("incubator".to_owned(), Known::Bool(self.incubator)),
        ]
        .into()
    }
}

/// Names of [`Facts`] in expressions.
pub const FACTS: &[&str] = &["operational", "incubator"];

/// One version of a template, compiled.
#[derive(Debug)]
pub struct Template {
    pub id: Uuid,
    pub code: String,
    pub number: i32,
    pub state: TemplateState,
    pub effective_from: Option<NaiveDate>,
    pub published_at: Option<chrono::DateTime<chrono::Utc>>,
    /// Version of the record, for If-Match.
    pub version: i32,
    pub definition: Definition,
    indicators: BTreeMap<String, Indicator>,
    sections: Vec<Option<Expression>>,
    rules: Vec<Expression>,
    computed: Vec<(String, Expression)>,
}

/// The record a template version is compiled from.
#[derive(Clone, Debug)]
pub struct Head {
    pub id: Uuid,
    pub number: i32,
    pub state: TemplateState,
    pub effective_from: Option<NaiveDate>,
    pub published_at: Option<chrono::DateTime<chrono::Utc>>,
    pub version: i32,
}

impl Head {
    /// A head for a definition that is in no database yet.
    pub fn unsaved() -> Self {
        Self {
            id: Uuid::nil(),
            number: 0,
            state: TemplateState::Draft,
            effective_from: None,
            published_at: None,
            version: 0,
        }
    }
}

impl Template {
    /// Compiles a checked definition; what is wrong here was not checked, and is a defect.
    pub fn compile(head: Head, definition: Definition, indicators: HashMap<String, Indicator>) -> Result<Self> {
        let compile =
            |source: &str| Expression::compile(source).map_err(|fault| broken(&definition.code, source, fault));
        let sections = definition
            .sections
            .iter()
            .map(|s| s.applies_when.as_deref().map(compile).transpose())
            .collect::<Result<_>>()?;
        let rules = definition.rules.iter().map(|rule| compile(&rule.expression)).collect::<Result<_>>()?;
        let asked: BTreeMap<String, Indicator> = definition
            .indicator_codes()
            .filter_map(|code| indicators.get(code).map(|indicator| (code.to_owned(), indicator.clone())))
            .collect();
        let computed = asked
            .iter()
            .filter_map(|(code, indicator)| {
                indicator.computed.as_deref().map(|source| Ok((code.clone(), compile(source)?)))
            })
            .collect::<Result<_>>()?;
        let Head { id, number, state, effective_from, published_at, version } = head;
        let code = definition.code.clone();
        Ok(Self {
            id,
            code,
            number,
            state,
            effective_from,
            published_at,
            version,
            definition,
            indicators: asked,
            sections,
            rules,
            computed,
        })
    }

    /// An indicator this template asks.
    pub fn indicator(&self, code: &str) -> Option<&Indicator> {
        self.indicators.get(code)
    }

    /// All indicators this template asks, by code.
    pub fn indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.indicators.values()
    }

    /// Each section with whether it is asked of a unit of which these facts hold.
    pub fn sections(&self, facts: Facts) -> impl Iterator<Item = (&Section, bool)> {
        let names = facts.names();
        self.definition.sections.iter().zip(&self.sections).map(move |(section, condition)| {
            (section, condition.as_ref().is_none_or(|condition| condition.holds(&names) == Some(true)))
        })
    }

    /// The indicators asked of a unit of which these facts hold.
    pub fn asked(&self, facts: Facts) -> impl Iterator<Item = &Asked> {
        self.sections(facts).filter(|(_, applies)| *applies).flat_map(|(section, _)| &section.indicators)
    }

    /// Rules with their expressions.
    pub fn rules(&self) -> impl Iterator<Item = (&Rule, &Expression)> {
        self.definition.rules.iter().zip(&self.rules)
    }

    /// Codes of computed indicators with their expressions.
    pub fn computed(&self) -> impl Iterator<Item = (&Indicator, &Expression)> {
        self.computed.iter().filter_map(|(code, expression)| Some((self.indicators.get(code)?, expression)))
    }

    /// Local day of the deadline for a period that ends on this day, if there is one.
    pub fn due_on(&self, period_end: NaiveDate) -> Option<NaiveDate> {
        self.definition.due_after_days.map(|days| period_end + chrono::Duration::days(days))
    }

    /// Local day on which an approved report locks, if it does so by itself.
    pub fn lock_on(&self, period_end: NaiveDate) -> Option<NaiveDate> {
        self.definition.lock_after_days.map(|days| period_end + chrono::Duration::days(days))
    }

    /// Type of an indicator's value, if this template asks it.
    pub fn value_type(&self, code: &str) -> Option<ValueType> {
        self.indicator(code).map(|indicator| indicator.value_type)
    }

    /// Whether the system computes an indicator.
    pub fn is_computed(&self, code: &str) -> bool {
        self.indicator(code).is_some_and(|indicator| indicator.computed.is_some())
    }

    /// Whether last period's value is a fair proposal for the next: stocks and choices, not flows.
    pub fn is_stable(&self, code: &str) -> bool {
        let stable = |indicator: &Indicator| indicator.stock.unwrap_or(indicator.value_type == ValueType::Choice);
        self.indicator(code).is_some_and(stable) && !self.is_computed(code)
    }
}

fn broken(template: &str, source: &str, fault: Fault) -> Error {
    Error::new(Code::Internal)
        .saying("", "")
        .with("template", template)
        .with("expression", source)
        .with("fault", fault.as_str())
}

/// How an expression sees a value of this type; a sample that a check can be tried on.
pub(super) fn sample(kind: ValueType) -> Known {
    match kind {
        ValueType::Integer | ValueType::Rupiah => Known::Int(1),
        ValueType::Decimal | ValueType::Percent => Known::Double(1.0),
        ValueType::Choice | ValueType::Text => Known::Text("X".to_owned()),
    }
}
