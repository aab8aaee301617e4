//! What a template and an indicator say, as drafted, stored and published.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::domain::{Severity, Text};
use crate::vocab::{Cadence, Role, UnitKind, ValueType};

/// What is counted, in which unit, split by what (the Satu Data standard: concept, definition, classification,
/// measure, unit).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Indicator {
    pub code: String,
    pub name: Text,
    pub concept: String,
    pub definition: Text,
    pub classification: String,
    pub measure: String,
    pub unit: String,
    pub value_type: ValueType,
    /// Codes of the set `dimensions` by which the value may be split.
    #[serde(default)]
    pub dimensions: Vec<String>,
    /// Whether the parts of each dimension must sum to the total. Numbers that can be added do unless this says no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts_sum: Option<bool>,
    /// A stock, not a flow: the value of the last period is a fair proposal for the next, and is not added to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<bool>,
    /// The indicator that counts the enterprises or persons of whom this one tells something else: what they earn, how
    /// long they were coached. Public figures of it are hidden where these are few.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_by: Option<String>,
    /// How often it is asked: M, Q, S, Y, E (event) or A (ad hoc).
    pub per: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Number>,
    /// The code set of a CHOICE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choices: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// CEL over other indicators; the caller does not send such a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub computed: Option<String>,
}

/// Longest text value where the indicator names no limit.
pub const TEXT_LIMIT: usize = 4_000;
/// Largest amount of any kind: 10^15.
pub const AMOUNT_LIMIT: i64 = 1_000_000_000_000_000;

impl Indicator {
    /// Whether the parts of a dimension must sum to the total.
    pub fn sums(&self) -> bool {
        let adds = matches!(self.value_type, ValueType::Integer | ValueType::Decimal | ValueType::Rupiah);
        adds && self.parts_sum.unwrap_or(true)
    }

    pub fn is_number(&self) -> bool {
        !matches!(self.value_type, ValueType::Choice | ValueType::Text)
    }

    /// Smallest value allowed.
    pub fn least(&self) -> Number {
        let default = if self.value_type == ValueType::Percent { 0 } else { -AMOUNT_LIMIT };
        self.min.clone().unwrap_or_else(|| default.into())
    }

    /// Largest value allowed.
    pub fn most(&self) -> Number {
        let default = if self.value_type == ValueType::Percent { 100 } else { AMOUNT_LIMIT };
        self.max.clone().unwrap_or_else(|| default.into())
    }

    pub fn longest(&self) -> usize {
        self.max_length.unwrap_or(TEXT_LIMIT)
    }
}

/// A template as drafted and published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Definition {
    pub code: String,
    pub name: Text,
    pub description: Text,
    /// Whom it is about: BLK, KAWASAN or ORGANIZATION.
    pub subject: UnitKind,
    pub cadence: Cadence,
    /// Due day: so many days after the end of the period or event; none where no day is set (ad hoc).
    #[serde(default)]
    pub due_after_days: Option<i64>,
    /// An approved report locks so many days after the end of the period or event; without it, never by itself.
    #[serde(default)]
    pub lock_after_days: Option<i64>,
    /// 1: the coordinator approves; 2: the coordinator verifies, the ministry approves.
    pub review_levels: i32,
    pub filed_by: Vec<Role>,
    pub submitted_by: Vec<Role>,
    pub sections: Vec<Section>,
    #[serde(default)]
    pub narratives: Vec<Narrative>,
    #[serde(default)]
    pub attachments: Vec<AttachmentKind>,
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Steps that wait while a request about the report is open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests_block: Vec<RequestBlock>,
    /// First day whose periods are to use it; fixed when it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<NaiveDate>,
    /// The version of each indicator, fixed when the template is published.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub indicator_versions: BTreeMap<String, i32>,
}

impl Definition {
    /// Codes of all indicators asked, in order.
    pub fn indicator_codes(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().flat_map(|section| section.indicators.iter().map(|asked| asked.code.as_str()))
    }
}

/// A group of indicators, asked always or only of some units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Section {
    pub code: String,
    pub title: Text,
    /// CEL over `operational` and `incubator`; without it the section is asked of every unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_when: Option<String>,
    pub indicators: Vec<Asked>,
}

/// One indicator of a section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Asked {
    pub code: String,
    #[serde(default)]
    pub required: bool,
}

/// A text the reporter writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Narrative {
    pub code: String,
    pub title: Text,
    #[serde(default)]
    pub required: bool,
    pub max_length: usize,
}

/// A kind of file that belongs to the report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttachmentKind {
    pub kind: String,
    pub title: Text,
    #[serde(default)]
    pub required: bool,
    pub media_types: Vec<String>,
    /// How many files of this kind at most.
    pub max: u64,
}

/// A check of the whole report: a CEL expression that is true when all is well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    pub code: String,
    pub severity: Severity,
    /// JSON Pointer to the value it is about.
    pub path: String,
    pub expression: String,
    pub message: Text,
}

/// A step that waits while a request of a kind about the report is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestBlock {
    /// Code of `requestKinds`.
    pub kind: String,
    /// Word of the step.
    pub action: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_definition_is_read_and_written_back_alike() {
        for text in crate::domain::seed::TEMPLATES {
            let raw: serde_json::Value = serde_json::from_str(text).unwrap();
            let definition: Definition = serde_json::from_value(raw).unwrap();
            let again: Definition = serde_json::from_value(serde_json::to_value(&definition).unwrap()).unwrap();
            assert_eq!(definition, again, "{}", definition.code);
        }
        let indicators: Vec<Indicator> = serde_json::from_str(crate::domain::seed::INDICATORS).unwrap();
        assert!(indicators.len() > 50);
    }
}
