//! Programmes: what they rest on, what they do, what they aim at, and who is enrolled.

use super::*;

kept_record! {
    /// Enrolment of a BLK in a programme, with dates and outcome (the acceleration of the cohorts 2017 to 2019, for one).
    Enrolment(EnrolmentInput) of enrolment, "enrolments" {
        /// The programme.
        programme_id: refs::ProgrammeRef,
        /// First day.
        #[schema(value_type = String, format = Date)]
        enrolled_on: NaiveDate,
        /// Day it ended, not included; null while enrolled.
        #[schema(value_type = Option<String>, format = Date)]
        ended_on: Option<NaiveDate>,
        /// How it ended: code of `enrolmentOutcomes`.
        #[schema(max_length = 60)]
        outcome: Option<String>,
        /// Remark.
        #[schema(min_length = 1, max_length = 500)]
        note: Option<String>,
    }
}

kept_record! {
    /// A regulation or decree on which a programme rests. Kept by the organization that issued it.
    Regulation(RegulationInput) of regulation, "regulations" {
        /// Number, as cited.
        #[schema(min_length = 1, max_length = 80)]
        number: String,
        /// Title.
        #[schema(min_length = 1, max_length = 500)]
        title: String,
        /// Day of issue.
        #[schema(value_type = Option<String>, format = Date)]
        issued_on: Option<NaiveDate>,
        /// Code of `regulationStatuses`.
        #[schema(max_length = 60)]
        status: String,
        /// Where it can be read.
        #[schema(pattern = "^https?://", max_length = 500)]
        url: Option<String>,
        /// Remark.
        #[schema(min_length = 1, max_length = 1000)]
        note: Option<String>,
    }
}

kept_record! {
    /// A programme of the ministry or the forum. Kept by the organization that runs it.
    Programme(ProgrammeInput) of programme, "programmes" {
        /// Human code, unique; accepted wherever the id is.
        #[schema(pattern = "^[A-Z0-9.-]{3,40}$", example = "PRG-INKUBATOR")]
        code: String,
        /// Name.
        #[schema(min_length = 1, max_length = 200)]
        name: String,
        /// Kawasan, Desmigratif or community: code of `programmeModels`.
        #[schema(max_length = 60)]
        model: String,
        /// Pattern outside employment (PP 33/2013): code of `programmePatterns`.
        #[schema(max_length = 60)]
        pattern: Option<String>,
        /// First day.
        #[schema(value_type = String, format = Date)]
        from_on: NaiveDate,
        /// Day it ends, not included; null while it runs.
        #[schema(value_type = Option<String>, format = Date)]
        to_on: Option<NaiveDate>,
        /// Of the nine leaps: codes of `nineLeaps`.
        #[schema(max_items = 100)]
        [default] policy_tags: Vec<String>,
        /// Agendas it serves: codes of `agendas`.
        #[schema(max_items = 100)]
        [default] agendas: Vec<String>,
        /// Codes of `priorityAreas`.
        #[schema(max_items = 100)]
        [default] priority_areas: Vec<String>,
        /// What it answers: codes of `programmeContexts` (Covid-19, for one).
        #[schema(max_items = 100)]
        [default] context_tags: Vec<String>,
        /// Who pays: codes of `fundingSources`.
        #[schema(max_items = 100)]
        [default] funding_sources: Vec<String>,
        /// The regulation it rests on.
        regulation_id: Option<refs::RegulationRef>,
        /// Places in all.
        #[schema(minimum = 0, maximum = 100000000)]
        quota: Option<i32>,
        /// Who may take part.
        #[schema(min_length = 1, max_length = 2000)]
        eligibility: Option<String>,
        /// What it is for.
        #[schema(min_length = 1, max_length = 2000)]
        description: Option<String>,
    }
}

kept_record! {
    /// An activity of a programme, at a site, a kawasan, a BLK or run by an organization.
    Activity(ActivityInput) of activity, "activities" {
        /// The programme.
        programme_id: refs::ProgrammeRef,
        /// What is done.
        #[schema(min_length = 1, max_length = 300)]
        title: String,
        /// Agenda 1 to 4: code of `agendas`.
        #[schema(max_length = 60)]
        agenda: String,
        /// Code of `programmePillars`.
        #[schema(max_length = 60)]
        pillar: String,
        /// Link of the service chain: code of `serviceTypes`.
        #[schema(max_length = 60)]
        service_type: Option<String>,
        /// First day.
        #[schema(value_type = String, format = Date)]
        from_on: NaiveDate,
        /// Last day.
        #[schema(value_type = Option<String>, format = Date)]
        to_on: Option<NaiveDate>,
        /// Budget, whole rupiah.
        budget: Option<Rupiah>,
        /// Spent, whole rupiah.
        realised: Option<Rupiah>,
        /// Who pays: code of `fundingSources`.
        #[schema(max_length = 60)]
        funding_source: Option<String>,
        /// What came of it.
        #[schema(min_length = 1, max_length = 2000)]
        result: Option<String>,
    }
}

kept_record! {
    /// A target of a programme for a year, and what was reached. Kept by the unit that owes it.
    Target(TargetInput) of target, "targets" {
        /// The programme.
        programme_id: refs::ProgrammeRef,
        /// Year.
        #[schema(minimum = 2000, maximum = 2100)]
        year: i32,
        /// What is counted: an indicator code, or words.
        #[schema(min_length = 1, max_length = 120)]
        metric: String,
        /// Unit of the figures.
        #[schema(min_length = 1, max_length = 30)]
        measure_unit: String,
        /// What is to be reached.
        #[schema(minimum = 0)]
        target: f64,
        /// What was reached; null while unknown.
        #[schema(minimum = 0)]
        realised: Option<f64>,
    }
}
