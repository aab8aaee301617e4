//! Report templates and indicators. The definition has the same shape when it is sent and when it is given back.

use async_graphql::{Enum, ID, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{LocalizedText, carry};
use crate::domain::ids::{self, Kind};
use crate::domain::templates::{self, Listed, Template, indicators};
use crate::domain::{Result, Violation};
use crate::vocab::{Cadence, Role, TemplateState, UnitKind, ValueType};

/// What is counted, in which unit, split by what (the Satu Data standard: concept, definition, classification,
/// measure, unit).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "IndicatorDefinitionInput")]
pub struct IndicatorDefinition {
    /// Capitals and digits, for example `A03`.
    #[schema(example = "A03", pattern = "^[A-Z][A-Z0-9]{1,11}$")]
    pub code: String,
    /// Name.
    pub name: LocalizedText,
    /// The concept it measures.
    pub concept: String,
    /// What counts and what does not.
    pub definition: LocalizedText,
    /// How it is classified.
    pub classification: String,
    /// How it is measured.
    pub measure: String,
    /// Unit, for example `orang`.
    pub unit: String,
    /// Type of its value.
    pub value_type: ValueType,
    /// Codes of the set `dimensions` by which it may be split.
    #[serde(default)]
    #[graphql(default)]
    pub dimensions: Vec<String>,
    /// Whether the parts of each dimension must sum to the total; numbers that can be added do unless this is false.
    #[serde(default)]
    pub parts_sum: Option<bool>,
    /// A stock, not a flow: last period's value is a fair proposal for the next (`prefill=previous`). Figures of several
    /// periods show the last one that is over, not their sum.
    #[serde(default)]
    pub stock: Option<bool>,
    /// Code of the indicator that counts the enterprises or persons of whom this one tells something else: their revenue,
    /// the hours they were coached. Where they are fewer than five in a cell, public figures of it are withheld. Leave
    /// it out for what the unit itself does, earns or has.
    #[serde(default)]
    #[schema(example = "C01")]
    pub counted_by: Option<String>,
    /// How often it is asked: M, Q, S, Y, E (for each event) or A (ad hoc).
    #[schema(pattern = "^[MQSYEA]$")]
    pub per: String,
    /// Smallest value.
    #[serde(default)]
    pub min: Option<f64>,
    /// Largest value.
    #[serde(default)]
    pub max: Option<f64>,
    /// The code set of a CHOICE.
    #[serde(default)]
    pub choices: Option<String>,
    /// Most characters of a TEXT.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 20000)]
    pub max_length: Option<i32>,
    /// CEL over other indicators of the template; such a value is computed by the system.
    #[serde(default)]
    pub computed: Option<String>,
}

/// One version of an indicator.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Indicator {
    /// Id, the same in all versions.
    #[schema(value_type = String)]
    pub id: ID,
    /// Human code; accepted wherever the id is.
    #[schema(example = "A03")]
    pub code: String,
    /// Number of this version, from 1.
    pub number: i32,
    /// First day on which it holds.
    #[schema(format = Date)]
    pub valid_from: String,
    /// First day on which a later version holds.
    #[schema(format = Date)]
    pub valid_to: Option<String>,
    /// What it says.
    pub definition: IndicatorDefinition,
}

impl TryFrom<indicators::Version> for Indicator {
    type Error = crate::domain::Error;

    fn try_from(row: indicators::Version) -> Result<Self> {
        Ok(Self {
            id: ids::text(Kind::Indicator, row.id).into(),
            code: row.definition.code.clone(),
            number: row.number,
            valid_from: row.valid_from.to_string(),
            valid_to: row.valid_to.map(|day| day.to_string()),
            definition: carry(&row.definition)?,
        })
    }
}

/// A template as drafted and published.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "TemplateDefinitionInput")]
pub struct TemplateDefinition {
    /// Capitals, digits and underscores, for example `LAP_BULANAN`.
    #[schema(example = "LAP_BULANAN", pattern = "^[A-Z][A-Z0-9_]{1,39}$")]
    pub code: String,
    /// Name.
    pub name: LocalizedText,
    /// What it is for.
    pub description: LocalizedText,
    /// Whom it is about: BLK, KAWASAN or ORGANIZATION.
    pub subject: UnitKind,
    /// How often it is owed.
    pub cadence: Cadence,
    /// Due day: so many days after the end of the period or event; null where no day is set (ad hoc).
    #[serde(default)]
    #[schema(minimum = 0, maximum = 365)]
    pub due_after_days: Option<i32>,
    /// An approved report locks so many days after the end of the period or event; null: never by itself.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 3650)]
    pub lock_after_days: Option<i32>,
    /// 1: the coordinator approves; 2: the coordinator verifies and the ministry approves.
    #[schema(minimum = 1, maximum = 2)]
    pub review_levels: i32,
    /// Roles that may draft.
    pub filed_by: Vec<Role>,
    /// Roles that may submit.
    pub submitted_by: Vec<Role>,
    /// Groups of indicators.
    pub sections: Vec<TemplateSection>,
    /// Texts the reporter writes.
    #[serde(default)]
    #[graphql(default)]
    pub narratives: Vec<TemplateNarrative>,
    /// Kinds of files that belong to the report.
    #[serde(default)]
    #[graphql(default)]
    pub attachments: Vec<TemplateAttachment>,
    /// Checks of the whole report.
    #[serde(default)]
    #[graphql(default)]
    pub rules: Vec<TemplateRule>,
    /// Steps of a report that wait while a request about it is open.
    #[serde(default)]
    #[graphql(default)]
    pub requests_block: Vec<TemplateRequestBlock>,
    /// First day whose periods are to use it; fixed when it is published.
    #[serde(default)]
    #[schema(format = Date)]
    pub effective_from: Option<String>,
}

/// A group of indicators, asked always or only of some units.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "TemplateSectionInput")]
pub struct TemplateSection {
    /// Code.
    pub code: String,
    /// Title.
    pub title: LocalizedText,
    /// CEL over `operational` and `incubator`; null: asked of every unit.
    #[serde(default)]
    pub applies_when: Option<String>,
    /// The indicators asked.
    pub indicators: Vec<TemplateIndicator>,
}

/// One indicator of a section.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "TemplateIndicatorInput")]
pub struct TemplateIndicator {
    /// Code of the indicator.
    #[schema(example = "A03")]
    pub code: String,
    /// Whether a submission must have it; "not applicable" is an answer.
    #[serde(default)]
    #[graphql(default)]
    pub required: bool,
}

/// A text the reporter writes.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "TemplateNarrativeInput")]
pub struct TemplateNarrative {
    /// Name of the field in `narrative`.
    #[schema(example = "kendala")]
    pub code: String,
    /// Title.
    pub title: LocalizedText,
    /// Whether a submission must have it.
    #[serde(default)]
    #[graphql(default)]
    pub required: bool,
    /// Most characters.
    #[schema(minimum = 1, maximum = 20000)]
    pub max_length: i32,
}

/// A kind of file that belongs to the report.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "TemplateAttachmentInput")]
pub struct TemplateAttachment {
    /// Code.
    pub kind: String,
    /// Title.
    pub title: LocalizedText,
    /// Whether a submission must have it.
    #[serde(default)]
    #[graphql(default)]
    pub required: bool,
    /// Media types accepted.
    pub media_types: Vec<String>,
    /// Most files of this kind.
    #[schema(minimum = 1, maximum = 50)]
    pub max: i32,
}

/// How grave a broken rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// Blocks submission.
    Error,
    /// Needs acknowledgement.
    Warning,
}

impl From<crate::domain::Severity> for Severity {
    fn from(severity: crate::domain::Severity) -> Self {
        match severity {
            crate::domain::Severity::Error => Severity::Error,
            crate::domain::Severity::Warning => Severity::Warning,
        }
    }
}

/// A check of the whole report: a CEL expression that is true when all is well.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "TemplateRuleInput")]
pub struct TemplateRule {
    /// Code under which it is reported and acknowledged.
    #[schema(example = "A03.NOT_16_PER_PACKAGE")]
    pub code: String,
    /// How grave it is when it is broken.
    pub severity: Severity,
    /// JSON Pointer to the value it is about.
    #[schema(example = "/values/A03")]
    pub path: String,
    /// CEL over indicator totals (`A03`), those of the period before (`A03_prev`), the year so far (`A03_ytd`), and
    /// the facts `operational` and `incubator`. A rule is skipped when a value it names is missing.
    #[schema(example = "A03 == 16 * A01")]
    pub expression: String,
    /// What to tell the reporter.
    pub message: LocalizedText,
}

/// A step of a report that waits (409 `REQUEST.OPEN`) while a request of a kind about the report is open.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "TemplateRequestBlockInput")]
pub struct TemplateRequestBlock {
    /// Code of `requestKinds`.
    #[schema(example = "DOCUMENT")]
    pub kind: String,
    /// The step, as in `allowedActions`: `submit`, `start-review`, `verify`, `approve` or `reject`.
    #[schema(example = "approve")]
    pub action: String,
}

/// One version of a template.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TemplateVersion {
    /// Id of the template.
    #[schema(value_type = String)]
    pub template_id: ID,
    /// Code of the template.
    #[schema(example = "LAP_BULANAN")]
    pub code: String,
    /// Number of the version, from 1.
    pub number: i32,
    /// DRAFT or PUBLISHED.
    pub state: TemplateState,
    /// First day whose periods use it.
    #[schema(format = Date)]
    pub effective_from: Option<String>,
    /// When it was published.
    #[schema(format = DateTime)]
    pub published_at: Option<String>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// What it asks.
    pub definition: TemplateDefinition,
    /// The indicators it asks, as they are defined in this version.
    pub indicators: Vec<IndicatorDefinition>,
}

impl TryFrom<&Template> for TemplateVersion {
    type Error = crate::domain::Error;

    fn try_from(template: &Template) -> Result<Self> {
        let mut definition = template.definition.clone();
        // Shown as the definitions themselves, in `indicators`.
        definition.indicator_versions.clear();
        Ok(Self {
            template_id: ids::text(Kind::Template, template.id).into(),
            code: template.code.clone(),
            number: template.number,
            state: template.state,
            effective_from: template.effective_from.map(|day| day.to_string()),
            published_at: template.published_at.map(time),
            version: template.version,
            definition: carry(&definition)?,
            indicators: template
                .definition
                .indicator_codes()
                .filter_map(|code| template.indicator(code))
                .map(carry)
                .collect::<Result<_>>()?,
        })
    }
}

fn time(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}

/// A template with its versions.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ReportTemplate {
    /// Id.
    #[schema(value_type = String)]
    pub id: ID,
    /// Human code; accepted wherever the id is.
    #[schema(example = "LAP_BULANAN")]
    pub code: String,
    /// Name, as in the newest version.
    pub name: LocalizedText,
    /// What it is for, as in the newest version.
    pub description: LocalizedText,
    /// Whom it is about.
    pub subject: UnitKind,
    /// How often it is owed.
    pub cadence: Cadence,
    /// Its versions, the newest first.
    pub versions: Vec<TemplateVersionSummary>,
}

/// A version of a template in short.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TemplateVersionSummary {
    /// Number of the version, from 1.
    pub number: i32,
    /// DRAFT or PUBLISHED.
    pub state: TemplateState,
    /// First day whose periods use it.
    #[schema(format = Date)]
    pub effective_from: Option<String>,
    /// When it was published.
    #[schema(format = DateTime)]
    pub published_at: Option<String>,
    /// Version of the record, for If-Match.
    pub version: i32,
}

impl TryFrom<Listed> for ReportTemplate {
    type Error = crate::domain::Error;

    fn try_from(listed: Listed) -> Result<Self> {
        let newest = listed.versions.first().map(|version| &version.definition);
        Ok(Self {
            id: ids::text(Kind::Template, listed.head.id).into(),
            name: newest.map(|one| one.name.clone()).unwrap_or_default().into(),
            description: newest.map(|one| one.description.clone()).unwrap_or_default().into(),
            subject: listed.head.subject.parse()?,
            cadence: listed.head.cadence.parse()?,
            versions: listed.versions.iter().map(|version| summary(version)).collect(),
            code: listed.head.code,
        })
    }
}

fn summary(version: &Template) -> TemplateVersionSummary {
    TemplateVersionSummary {
        number: version.number,
        state: version.state,
        effective_from: version.effective_from.map(|day| day.to_string()),
        published_at: version.published_at.map(time),
        version: version.version,
    }
}

/// What a trial of a template version on past reports found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TemplateTrial {
    /// Reports it was tried on.
    pub checked: i32,
    /// Those that would fail, or would need acknowledgement.
    pub failing: Vec<TrialReport>,
}

/// A past report that would fail.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TrialReport {
    /// Id of the report.
    #[schema(value_type = String)]
    pub report: ID,
    /// Code of the BLK, kawasan or organization.
    pub unit: String,
    /// Period or event number.
    pub period: String,
    /// What is wrong.
    pub violations: Vec<TrialViolation>,
}

/// One thing that would be wrong.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TrialViolation {
    /// A code of the service, or of a rule of the template.
    pub code: String,
    /// JSON Pointer into the report.
    pub path: String,
    /// What is wrong.
    pub message: LocalizedText,
    /// ERROR or WARNING.
    pub severity: Severity,
}

impl From<Violation> for TrialViolation {
    fn from(fault: Violation) -> Self {
        Self { code: fault.code, path: fault.path, message: fault.message.into(), severity: fault.severity.into() }
    }
}

impl From<templates::Trial> for TemplateTrial {
    fn from(trial: templates::Trial) -> Self {
        let failing = trial.failing.into_iter().map(|one| TrialReport {
            report: ids::text(Kind::Report, one.report).into(),
            unit: one.unit,
            period: one.period,
            violations: one.violations.into_iter().map(TrialViolation::from).collect(),
        });
        Self { checked: i32::try_from(trial.checked).unwrap_or(i32::MAX), failing: failing.collect() }
    }
}
