//! Bodies and query strings of `/v1/reports`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use crate::domain::reports::batch::Row;
use crate::domain::reports::draft::{Changes, Why};
use crate::domain::reports::review::{Decision, NewItem};
use crate::domain::{Code, Error, Result};
pub use crate::view::filing::ReportInput;
use crate::vocab::{ReportAction, ReportState};

/// Changes of a draft (RFC 7396), except that an indicator in `values` is replaced whole and `null` is stored as missing.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ReportPatch {
    /// Indicators to replace.
    #[schema(value_type = Object)]
    pub values: Map<String, Value>,
    /// Narrative sections to replace; `null` removes one.
    #[schema(value_type = Object)]
    pub narrative: Map<String, Value>,
    /// Makes it an empty period, or not.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<bool>)]
    pub nihil: Option<Option<bool>>,
    /// Why nothing happened; `null` removes it.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    pub nihil_reason: Option<Option<String>>,
}

/// Tells `null` from absent.
fn present<'de, D, T>(deserializer: D) -> std::result::Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

impl From<ReportPatch> for Changes {
    fn from(patch: ReportPatch) -> Self {
        Self {
            values: patch.values,
            narrative: patch.narrative,
            nihil: patch.nihil.map(Option::unwrap_or_default),
            nihil_reason: patch.nihil_reason,
        }
    }
}

/// Handing in.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SubmitInput {
    /// Codes of warnings that are known and meant so; others are ignored.
    #[schema(max_items = 200, example = json!(["A03.NOT_16_PER_PACKAGE"]))]
    pub acknowledge: Vec<String>,
}

/// A step with a reason.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ReasonInput {
    /// Code of `revisionReasons`.
    #[schema(max_length = 60)]
    pub reason_code: Option<String>,
    /// Why.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

impl From<ReasonInput> for Why {
    fn from(input: ReasonInput) -> Self {
        Self { code: input.reason_code, text: input.reason }
    }
}

/// Sending back.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RevisionInput {
    /// Code of `revisionReasons`.
    #[schema(max_length = 60)]
    pub reason_code: Option<String>,
    /// Why it is sent back.
    #[schema(max_length = 2000, example = "Angka peserta tidak cocok dengan daftar hadir.")]
    pub reason: Option<String>,
    /// What to mend; each blocks resubmission until it is answered.
    #[schema(max_items = 100)]
    pub items: Vec<ItemInput>,
}

/// Something to mend.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ItemInput {
    /// JSON Pointer into the report.
    #[schema(max_length = 200, example = "/values/A03")]
    pub path: String,
    /// What to mend.
    #[schema(max_length = 2000)]
    pub note: String,
}

impl RevisionInput {
    pub fn into_decision(self, action: ReportAction) -> Decision {
        let items = self.items.into_iter().map(|item| NewItem { path: item.path, note: item.note }).collect();
        Decision { action, why: Why { code: self.reason_code, text: self.reason }, items }
    }
}

/// Answer to a revision item.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AnswerInput {
    /// What was done, or why nothing had to be.
    #[schema(min_length = 1, max_length = 2000)]
    pub answer: String,
}

/// Whether one refusal refuses all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub enum Atomicity {
    /// One refusal refuses the whole call.
    #[default]
    #[serde(rename = "all")]
    All,
    /// Each row stands alone.
    #[serde(rename = "row")]
    Row,
}

/// Many reports in one call.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BatchInput {
    /// `all` (default) or `row`.
    #[serde(default)]
    pub atomicity: Atomicity,
    /// Up to 1,000 reports.
    #[schema(min_items = 1, max_items = 1000)]
    pub rows: Vec<BatchRow>,
}

/// One report of a batch.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BatchRow {
    /// The report.
    pub report: ReportInput,
    /// Hand it in at once.
    #[serde(default)]
    pub submit: bool,
    /// Warnings acknowledged.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub acknowledge: Vec<String>,
}

impl BatchRow {
    pub fn into_row(self) -> Row {
        Row { report: self.report.into_new(false), submit: self.submit, acknowledge: self.acknowledge }
    }
}

/// Many decisions in one call.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecisionsInput {
    /// `all` (default) or `row`.
    #[serde(default)]
    pub atomicity: Atomicity,
    /// Up to 200 decisions.
    #[schema(min_items = 1, max_items = 200)]
    pub rows: Vec<DecisionRow>,
}

/// One decision.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecisionRow {
    /// Id of the report.
    #[schema(max_length = 60)]
    pub report: String,
    /// Version of the report that was read.
    pub expected_version: i32,
    /// start-review, verify, request-revision, approve or reject.
    pub action: ReportAction,
    /// Code of `revisionReasons`.
    #[serde(default)]
    #[schema(max_length = 60)]
    pub reason_code: Option<String>,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
    /// What to mend, for request-revision.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub items: Vec<ItemInput>,
}

/// A receipt to verify.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VerifyInput {
    /// The JWS of the receipt.
    #[schema(max_length = 8000)]
    pub jws: String,
    /// The content it should vouch for, as `GET /v1/reports/{id}/receipt/content` gives it.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub content: Option<Value>,
}

/// Which reports to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// Code or id of the BLK.
    pub blk: Option<String>,
    /// Code or id of any unit: BLK, kawasan, site or organization.
    pub unit: Option<String>,
    /// Kemendagri code: reports of units in it.
    pub region: Option<String>,
    /// Code of the template.
    pub template: Option<String>,
    /// Period or event number.
    pub period: Option<String>,
    /// States, comma separated.
    pub state: Option<String>,
    /// `me`: only what you owe a decision on, oldest first.
    pub awaiting: Option<String>,
    /// `CREATED` (default), `PERIOD` or `SUBMITTED`; a leading `-` turns the order round.
    pub order_by: Option<String>,
    /// Rows, 1 to 500; 50 unless given.
    pub limit: Option<u64>,
    /// Cursor from `page.next`.
    pub after: Option<String>,
}

impl ReportQuery {
    /// States named in the query.
    pub fn states(&self) -> Result<Vec<ReportState>> {
        let words = self.state.as_deref().unwrap_or_default().split(',').filter(|word| !word.is_empty());
        words.map(|word| word.parse().map_err(|_| Error::field(Code::UnknownCode, "/state"))).collect()
    }
}
