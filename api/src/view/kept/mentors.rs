//! Mentors: intake, assignment, visits, what became of them.

use super::*;

kept_record! {
    /// A mentor's visit to an enterprise: the logbook of TKS (domain.md rows 60 to 62).
    MentoringVisit(MentoringVisitInput) of mentoring_visit, "visits" {
        /// Id that the device made; the same one twice is the same visit.
        #[schema(min_length = 1, max_length = 60)]
        client_id: Option<String>,
        /// The mentor, assigned to the enterprise on the day of the visit.
        mentor_id: refs::MentorRef,
        /// Day of the visit; at most 14 days ago when it is recorded.
        #[schema(value_type = String, format = Date)]
        visited_on: NaiveDate,
        /// How long it took.
        #[schema(minimum = 1, maximum = 1440)]
        minutes: i32,
        /// Where.
        #[schema(min_length = 1, max_length = 200)]
        place: String,
        /// Degrees.
        #[schema(minimum = -11, maximum = 6.5)]
        latitude: Option<f64>,
        /// Degrees.
        #[schema(minimum = 94.5, maximum = 141.5)]
        longitude: Option<f64>,
        /// Roles exercised: codes of `tksRoles`.
        #[schema(max_items = 100)]
        [default] roles: Vec<String>,
        /// Duties exercised, with minutes; they do not sum to more than `minutes`.
        #[schema(max_items = 100)]
        [default] duties: Vec<DutyMinutes>,
        /// Problems seen.
        #[schema(min_length = 1, max_length = 4000)]
        problems: Option<String>,
        /// What was done.
        #[schema(min_length = 1, max_length = 4000)]
        actions: Option<String>,
        /// What was new.
        #[schema(min_length = 1, max_length = 2000)]
        innovation_note: Option<String>,
        /// Photo: a document about the enterprise, or one of its unit that is about no other.
        photo_id: Option<refs::UnitDocumentRef>,
    }
    fixed {
        /// The incubatee.
        incubatee_id: refs::IncubateeRef,
        /// The enterprise.
        enterprise_id: refs::EnterpriseRef,
        /// Code of `visitStatuses`. A coordinator verifies or refuses it.
        status: String,
        /// Day of the verdict.
        #[schema(value_type = Option<String>, format = Date)]
        verified_on: Option<NaiveDate>,
        /// Remark of the verdict.
        verdict_note: Option<String>,
    }
}

kept_record! {
    /// An intake of mentors: a batch of TKS with its quota and public call, or a university's team for a kawasan (domain.md rows 19 and 57).
    MentorBatch(MentorBatchInput) of mentor_batch, "mentor-batches" {
        /// Code, unique.
        #[schema(pattern = "^[A-Z0-9.-]{3,40}$", example = "TKS-2021")]
        code: String,
        /// Code of `mentorBatchKinds`.
        #[schema(max_length = 60)]
        kind: String,
        /// Name.
        #[schema(min_length = 1, max_length = 200)]
        name: String,
        /// Year.
        #[schema(minimum = 2000, maximum = 2100)]
        year: i32,
        /// Mentors sought.
        #[schema(minimum = 1, maximum = 100000)]
        quota: i32,
        /// The university whose team it is.
        university_id: Option<refs::OrganizationRef>,
        /// First day of the call for applications; null where there is none.
        #[schema(value_type = Option<String>, format = Date)]
        call_opens_on: Option<NaiveDate>,
        /// Last day of the call.
        #[schema(value_type = Option<String>, format = Date)]
        call_closes_on: Option<NaiveDate>,
        /// First day of the training.
        #[schema(value_type = Option<String>, format = Date)]
        training_starts_on: Option<NaiveDate>,
        /// Last day of the training; five months after its start unless given.
        #[schema(value_type = Option<String>, format = Date)]
        training_ends_on: Option<NaiveDate>,
        /// What is asked of applicants.
        #[schema(min_length = 1, max_length = 4000)]
        requirements: Option<String>,
    }
}

kept_record! {
    /// A mentor (TKS, or member of a university's team) from application to alumnus (domain.md rows 57 to 63).
    Mentor(MentorInput) of mentor, "mentors" {
        /// The person; it does not change afterwards.
        person_id: refs::PersonRef,
        /// What the mentor can help with: codes of `mentorCompetencies`.
        #[schema(max_items = 100)]
        [default] competencies: Vec<String>,
        /// Why the person wants to mentor.
        #[schema(min_length = 1, max_length = 2000)]
        motivation: Option<String>,
        /// Role in a team.
        #[schema(min_length = 1, max_length = 100)]
        role_label: Option<String>,
    }
    fixed {
        /// The batch.
        batch_id: refs::MentorBatchRef,
        /// Code of `tksStatuses`; it moves with `POST .../steps`.
        status: String,
        /// Day of that status.
        #[schema(value_type = Option<String>, format = Date)]
        status_on: Option<NaiveDate>,
        /// Result of the training: code of `trainingResults`.
        training_result: Option<String>,
    }
}

kept_record! {
    /// From when to when a mentor coaches an enterprise. Only then does the mentor see it, and only for days within may visits be recorded.
    MentorAssignment(MentorAssignmentInput) of mentor_assignment, "assignments" {
        /// The enterprise.
        enterprise_id: refs::EnterpriseRef,
        /// First day.
        #[schema(value_type = String, format = Date)]
        from_on: NaiveDate,
        /// Day it ended, not included; null while it holds.
        #[schema(value_type = Option<String>, format = Date)]
        to_on: Option<NaiveDate>,
        /// What the enterprise needs help with: codes of `mentorCompetencies`.
        #[schema(max_items = 100)]
        [default] needs: Vec<String>,
    }
    fixed {
        /// The mentor.
        mentor_id: refs::MentorRef,
        /// Share of the needs that the mentor can help with, percent; 100 where none are named.
        match_percent: i32,
    }
}

kept_record! {
    /// What became of a mentor 6, 12 and 24 months after service (domain.md row 63).
    AlumniOutcome(AlumniOutcomeInput) of alumni_outcome, "outcomes" {
        /// Months after service: 6, 12 or 24.
        #[schema(minimum = 6, maximum = 24)]
        months: i32,
        /// Day of the answer.
        #[schema(value_type = String, format = Date)]
        observed_on: NaiveDate,
        /// Code of `alumniCareers`.
        #[schema(max_length = 60)]
        career: String,
        /// Whether the mentor founded a business incubation.
        [default] founded_incubation: bool,
        /// Unemployed persons given work.
        #[schema(minimum = 0, maximum = 100000)]
        hired_unemployed: Option<i32>,
        /// Remark.
        #[schema(min_length = 1, max_length = 1000)]
        note: Option<String>,
    }
    fixed {
        /// The mentor.
        mentor_id: refs::MentorRef,
    }
}
