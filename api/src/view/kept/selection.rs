//! Assessments and selection rounds.

use super::*;

kept_record! {
    /// An assessment of a BLK, kawasan or site with an instrument: answers, score, readiness level 1 to 3 (domain.md 2.1).
    Assessment(AssessmentInput) of assessment, "assessments" {
        /// Code of the instrument.
        #[schema(min_length = 1, max_length = 40)]
        instrument: String,
        /// Version of the instrument.
        #[schema(minimum = 1, maximum = 999)]
        instrument_version: i32,
        /// Day of the assessment.
        #[schema(value_type = String, format = Date)]
        assessed_on: NaiveDate,
        /// The organization that assessed.
        assessor_id: Option<refs::OrganizationRef>,
        /// Answers, question by question.
        #[schema(max_items = 100)]
        [default] answers: Vec<Answer>,
        /// Score, 0 to 100.
        #[schema(minimum = 0, maximum = 100)]
        score: f64,
        /// Code of `readinessLevels`, whose labels are data.
        #[schema(max_length = 60)]
        readiness_level: Option<String>,
        /// The study or report behind it.
        document_id: Option<refs::UnitDocumentRef>,
    }
}

kept_record! {
    /// A selection round: from eligible over a longlist to the selected, with weighted criteria (domain.md row 48). Kept by the organization that decides.
    SelectionRound(SelectionRoundInput) of selection_round, "selection-rounds" {
        /// Human code, unique; accepted wherever the id is.
        #[schema(pattern = "^[A-Z0-9.-]{3,40}$", example = "PRG-INKUBATOR")]
        code: String,
        /// Name.
        #[schema(min_length = 1, max_length = 200)]
        name: String,
        /// What is selected, BLK or KAWASAN: code of `selectionSubjects`.
        #[schema(max_length = 60)]
        subject_kind: String,
        /// The programme it is for.
        programme_id: Option<refs::ProgrammeRef>,
        /// Most candidates of the longlist; 40 in 2021.
        #[schema(minimum = 1, maximum = 1000)]
        longlist_size: i32,
        /// Most that are selected; 25 in 2021.
        #[schema(minimum = 1, maximum = 1000)]
        select_count: i32,
        /// Criteria with their weights, which sum to 100.
        #[schema(max_items = 100)]
        [default] criteria: Vec<Criterion>,
        /// The study or grand design it cites; needed before the decision.
        study_id: Option<refs::UnitDocumentRef>,
    }
    fixed {
        /// Number of the decree that decided it.
        decree_number: Option<String>,
        /// Day of the decision.
        #[schema(value_type = Option<String>, format = Date)]
        decided_on: Option<NaiveDate>,
    }
}
