//! A report as it is filed: by itself, in a batch, or as a row of a file.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::domain::reports::draft::NewReport;

/// A new report. Name its unit by one of `blk`, `kawasan`, `site`, `organization` (code or id).
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ReportInput {
    /// Code or id of the BLK.
    #[schema(max_length = 100, example = "BLKK-3602-001")]
    pub blk: Option<String>,
    /// Code or id of the kawasan, for templates about a kawasan.
    #[schema(max_length = 100)]
    pub kawasan: Option<String>,
    /// Code or id of the programme site.
    #[schema(max_length = 100)]
    pub site: Option<String>,
    /// Code or id of the organization, for templates about an organization.
    #[schema(max_length = 100)]
    pub organization: Option<String>,
    /// Code of the template.
    #[schema(max_length = 60, example = "LAP_BULANAN")]
    pub template: String,
    /// Period, for periodic templates.
    #[schema(max_length = 10, example = "2026-10")]
    pub period: Option<String>,
    /// Number of the event, for templates per event; ad hoc reports are numbered by the service when it is absent.
    #[schema(max_length = 60)]
    pub event: Option<String>,
    /// Last day of the event; today when absent.
    #[schema(value_type = Option<String>, format = Date)]
    pub event_on: Option<chrono::NaiveDate>,
    /// Values by indicator code: a number, a text, `{"total": 30, "sex": {"LAKI_LAKI": 13, "PEREMPUAN": 17}}`, `null`
    /// (missing) or `{"notApplicable": true}`. The JSON Schema of the template version says which.
    #[schema(value_type = Object)]
    pub values: Map<String, Value>,
    /// Narrative sections by code.
    #[schema(value_type = Object)]
    pub narrative: Map<String, Value>,
    /// True files an empty period; give the reason.
    pub nihil: bool,
    /// Why nothing happened.
    #[schema(max_length = 1000)]
    pub nihil_reason: Option<String>,
}

impl ReportInput {
    /// Not one unit, or several, is an empty unit: `draft::create` refuses it, so that each row of a batch has its own
    /// refusal.
    pub fn into_new(self, prefill: bool) -> NewReport {
        let units: Vec<String> = [self.blk, self.kawasan, self.site, self.organization].into_iter().flatten().collect();
        let unit = if let [unit] = units.as_slice() { unit.clone() } else { String::new() };
        NewReport {
            unit,
            template: self.template,
            period: self.period,
            event: self.event,
            event_on: self.event_on,
            values: self.values,
            narrative: self.narrative,
            nihil: self.nihil,
            nihil_reason: self.nihil_reason,
            prefill,
        }
    }
}
