//! Monitoring and evaluation.

use super::*;

kept_record! {
    /// A monitoring and evaluation visit (monev): plan, checklist, findings, recommendation, follow-up, verdict (domain.md rows 13 and 67).
    MonitoringVisit(MonitoringVisitInput) of monitoring_visit, "monitoring-visits" {
        /// Purpose.
        #[schema(min_length = 1, max_length = 300)]
        purpose: String,
        /// Day it is planned for.
        #[schema(value_type = String, format = Date)]
        planned_on: NaiveDate,
        /// The enterprise visited.
        enterprise_id: Option<refs::EnterpriseRef>,
        /// The aid looked at.
        aid_id: Option<refs::AidRef>,
        /// Day it took place.
        #[schema(value_type = Option<String>, format = Date)]
        visited_on: Option<NaiveDate>,
        /// Degrees.
        #[schema(minimum = -11, maximum = 6.5)]
        latitude: Option<f64>,
        /// Degrees.
        #[schema(minimum = 94.5, maximum = 141.5)]
        longitude: Option<f64>,
        /// What was asked and found.
        #[schema(max_items = 100)]
        [default] checklist: Vec<ChecklistItem>,
        /// Findings.
        #[schema(min_length = 1, max_length = 10000)]
        findings: Option<String>,
        /// Recommendation.
        #[schema(min_length = 1, max_length = 4000)]
        recommendation: Option<String>,
        /// Whether the aid reached those who need it: code of `monevVerdicts`.
        #[schema(max_length = 60)]
        on_target: Option<String>,
        /// What is to be done.
        #[schema(min_length = 1, max_length = 2000)]
        follow_up: Option<String>,
        /// By when.
        #[schema(value_type = Option<String>, format = Date)]
        follow_up_due_on: Option<NaiveDate>,
        /// Day it was done.
        #[schema(value_type = Option<String>, format = Date)]
        follow_up_done_on: Option<NaiveDate>,
        /// Photo with position: a document about the enterprise, or one of its unit that is about no other.
        photo_id: Option<refs::UnitDocumentRef>,
    }
}
