//! After the training: placements, job seekers, looks at alumni.

use super::*;

kept_record! {
    /// Work that somebody found through a service of the BLK (domain.md rows 43 and 65).
    Placement(PlacementInput) of placement, "placements" {
        /// The person.
        person_id: refs::PersonRef,
        /// The training that led to it.
        trainee_id: Option<refs::TraineeRef>,
        /// The registration as a job seeker that led to it; it is PLACED from then on.
        job_seeker_id: Option<refs::JobSeekerRef>,
        /// The employer, an organization; exactly one of this and `employerName`.
        employer_id: Option<refs::OrganizationRef>,
        /// The employer, where it is not recorded.
        #[schema(min_length = 1, max_length = 200)]
        employer_name: Option<String>,
        /// The work.
        #[schema(min_length = 1, max_length = 200)]
        position: String,
        /// Employed or not: code of `employmentRelations`.
        #[schema(max_length = 60)]
        relation: String,
        /// Service that led to it: code of `serviceTypes`.
        #[schema(max_length = 60)]
        service: String,
        /// First day.
        #[schema(value_type = String, format = Date)]
        started_on: NaiveDate,
        /// Last day; null while it goes on.
        #[schema(value_type = Option<String>, format = Date)]
        ended_on: Option<NaiveDate>,
        /// Whether still employed after six months; null while nobody looked.
        employed_at6: Option<bool>,
        /// Day of that look.
        #[schema(value_type = Option<String>, format = Date)]
        checked6_on: Option<NaiveDate>,
        /// Whether still employed after twelve months; null while nobody looked.
        employed_at12: Option<bool>,
        /// Day of that look.
        #[schema(value_type = Option<String>, format = Date)]
        checked12_on: Option<NaiveDate>,
    }
    fixed {
        /// Day the next look falls due; null once there is none.
        #[schema(value_type = Option<String>, format = Date)]
        check_due_on: Option<NaiveDate>,
    }
}

kept_record! {
    /// Somebody who looks for work and agreed to be registered.
    JobSeeker(JobSeekerInput) of job_seeker, "job-seekers" {
        /// The person; it does not change afterwards.
        person_id: refs::PersonRef,
        /// Work that is looked for.
        #[schema(min_length = 1, max_length = 200)]
        wanted: String,
        /// Code of `vocations`.
        #[schema(max_length = 60)]
        vocation: Option<String>,
        /// Employed or not: code of `employmentRelations`.
        #[schema(max_length = 60)]
        relation: Option<String>,
        /// Day of the registration, not before the consent.
        #[schema(value_type = String, format = Date)]
        registered_on: NaiveDate,
        /// Day of the consent (UU 27/2022, article 20).
        #[schema(value_type = String, format = Date)]
        consented_on: NaiveDate,
        /// How it was given: code of `consentChannels`; on paper it needs `consentEvidenceId`.
        #[schema(max_length = 60)]
        consent_channel: String,
        /// The signed consent in the register of documents.
        consent_evidence_id: Option<refs::UnitDocumentRef>,
        /// Day the consent was withdrawn; nothing changes after that.
        #[schema(value_type = Option<String>, format = Date)]
        withdrawn_on: Option<NaiveDate>,
    }
    fixed {
        /// Code of `jobSeekerStatuses`.
        status: String,
    }
}

kept_record! {
    /// A look at a graduate of a training 6 and 12 months on (tracer study; B01 to B04). The system makes it when the package is completed.
    AlumniTrace(AlumniTraceInput) of alumni_trace, "alumni-traces" {
        /// What became of the graduate: code of `traceOutcomes`; null while nobody looked.
        #[schema(max_length = 60)]
        status: Option<String>,
        /// Day it was looked at, not before it falls due.
        #[schema(value_type = Option<String>, format = Date)]
        traced_on: Option<NaiveDate>,
        /// Employed or not: code of `employmentRelations`.
        #[schema(max_length = 60)]
        relation: Option<String>,
        /// Where: code of `sectors`.
        #[schema(max_length = 60)]
        sector: Option<String>,
        /// Remark.
        #[schema(min_length = 1, max_length = 1000)]
        note: Option<String>,
    }
    fixed {
        /// The trainee.
        trainee_id: refs::TraineeRef,
        /// The package.
        package_id: refs::TrainingPackageRef,
        /// The person.
        person_id: refs::PersonRef,
        /// Months after the training: 6 or 12.
        months: i32,
        /// Day on which it falls due.
        #[schema(value_type = Option<String>, format = Date)]
        due_on: Option<NaiveDate>,
    }
}
