//! Training: packages, trainees, sessions, needs.

use super::*;

kept_record! {
    /// A training package (paket pelatihan): one class of a vocation from plan to certificates (domain.md 2.1).
    TrainingPackage(TrainingPackageInput) of training_package, "training-packages" {
        /// Code, unique in the BLK; its report is named by it.
        #[schema(pattern = "^[A-Z0-9.-]{3,40}$", example = "JAHIT-2026-01")]
        code: String,
        /// Title.
        #[schema(min_length = 1, max_length = 200)]
        title: String,
        /// Code of `vocations`.
        #[schema(max_length = 60)]
        vocation: String,
        /// Fiscal year that pays for it; all its days lie in it.
        #[schema(minimum = 2000, maximum = 2100)]
        fiscal_year: i32,
        /// Who pays: code of `fundingSources`.
        #[schema(max_length = 60)]
        funding_source: String,
        /// Who carries it out: code of `trainingOrganizers`.
        #[schema(max_length = 60)]
        organizer: String,
        /// Lesson hours planned (JP); its sessions sum to no more.
        #[schema(minimum = 1, maximum = 2000, example = 240)]
        lesson_hours: i32,
        /// Minutes of one lesson hour; 45 unless given.
        #[schema(minimum = 30, maximum = 60)]
        lesson_minutes: Option<i32>,
        /// First day.
        #[schema(value_type = String, format = Date)]
        from_on: NaiveDate,
        /// Last day; results, tests and certificates are not before it.
        #[schema(value_type = String, format = Date)]
        to_on: NaiveDate,
        /// Trainees aimed at; 16 unless given. Another size is accepted with the warning `TRAINING.SIZE` (`GET .../steps`).
        #[schema(minimum = 1, maximum = 100)]
        target: Option<i32>,
        /// Budget, whole rupiah.
        budget: Option<Rupiah>,
        /// Spent, whole rupiah.
        spent: Option<Rupiah>,
        /// Who teaches: ids of instructors of the BLK.
        #[schema(max_items = 20)]
        [default] instructors: Vec<String>,
        /// Curriculum, or the competency standard (SKKNI) that it follows.
        #[schema(min_length = 1, max_length = 4000)]
        curriculum: Option<String>,
        /// The curriculum in the register of documents.
        curriculum_document_id: Option<refs::UnitDocumentRef>,
        /// Ids of the training needs that it answers.
        #[schema(max_items = 20)]
        [default] needs: Vec<String>,
    }
    fixed {
        /// Code of `trainingPackageStatuses`; it moves with `POST .../steps`.
        status: String,
        /// Day of that status.
        #[schema(value_type = Option<String>, format = Date)]
        status_on: Option<NaiveDate>,
        /// Remark of the last step.
        status_note: Option<String>,
        /// Day the training began.
        #[schema(value_type = Option<String>, format = Date)]
        started_on: Option<NaiveDate>,
        /// Day it was closed; its report falls due from then on.
        #[schema(value_type = Option<String>, format = Date)]
        completed_on: Option<NaiveDate>,
    }
}

kept_record! {
    /// Somebody in a training package, from application to certificate.
    Trainee(TraineeInput) of trainee, "trainees" {
        /// The person; once in a package. A minor has a guardian on record.
        person_id: refs::PersonRef,
        /// Where the person comes from: code of `traineeOrigins`.
        #[schema(max_length = 60)]
        origin: String,
        /// Day of the application.
        #[schema(value_type = String, format = Date)]
        applied_on: NaiveDate,
    }
    fixed {
        /// The package.
        package_id: refs::TrainingPackageRef,
        /// Code of `traineeStatuses`; it moves with `POST .../steps` and with the results of the package.
        status: String,
        /// Day from which the person has a place.
        #[schema(value_type = Option<String>, format = Date)]
        admitted_on: Option<NaiveDate>,
        /// Day of the result, the withdrawal or the refusal.
        #[schema(value_type = Option<String>, format = Date)]
        ended_on: Option<NaiveDate>,
        /// Why the person left or was turned away: code of `traineeLeaveReasons`.
        reason_code: Option<String>,
        /// Remark of the last step.
        reason_note: Option<String>,
        /// Final score, 0 to 100.
        score: Option<f64>,
        /// Day of the competency test.
        #[schema(value_type = Option<String>, format = Date)]
        tested_on: Option<NaiveDate>,
        /// Its result: code of `competencyResults`.
        test_result: Option<String>,
        /// Number of the BNSP certificate.
        test_number: Option<String>,
        /// Number of the training certificate.
        certificate_number: Option<String>,
        /// Day of that certificate.
        #[schema(value_type = Option<String>, format = Date)]
        certified_on: Option<NaiveDate>,
    }
}

kept_record! {
    /// A session (pertemuan) of a training package that runs.
    TrainingSession(TrainingSessionInput) of training_session, "training-sessions" {
        /// Day it was held, within the days of the package.
        #[schema(value_type = String, format = Date)]
        held_on: NaiveDate,
        /// Lesson hours (JP).
        #[schema(minimum = 1, maximum = 12)]
        lesson_hours: i32,
        /// What was taught.
        #[schema(min_length = 1, max_length = 200)]
        topic: String,
        /// Who taught: an instructor of the BLK on that day.
        instructor_id: Option<refs::InstructorRef>,
        /// Where.
        #[schema(min_length = 1, max_length = 200)]
        place: Option<String>,
    }
    fixed {
        /// The package.
        package_id: refs::TrainingPackageRef,
        /// Trainees who attended any of it; `POST /v1/training-sessions/{id}/attendance` says who.
        present: i32,
        /// Lesson hours attended, of all trainees.
        attended_hours: i32,
    }
}

kept_record! {
    /// A training that a kawasan, a BLK or an enterprise needs (domain.md row 43). `?kind=OPEN` lists what no package answers.
    TrainingNeed(TrainingNeedInput) of training_need, "training-needs" {
        /// The enterprise that needs it; null where the unit itself does.
        enterprise_id: Option<refs::EnterpriseRef>,
        /// Code of `vocations`.
        #[schema(max_length = 60)]
        vocation: String,
        /// What is to be learned.
        #[schema(min_length = 1, max_length = 200)]
        title: String,
        /// How many people need it.
        #[schema(minimum = 1, maximum = 100000)]
        people: i32,
        /// Why, and for what work.
        #[schema(min_length = 1, max_length = 2000)]
        description: Option<String>,
        /// Day it was found.
        #[schema(value_type = String, format = Date)]
        identified_on: NaiveDate,
        /// Day by which it is wanted.
        #[schema(value_type = Option<String>, format = Date)]
        wanted_by: Option<NaiveDate>,
    }
    fixed {
        /// Code of `trainingNeedStatuses`; it follows the package that names the need.
        status: String,
        /// The package that answers it.
        package_id: Option<refs::TrainingPackageRef>,
        /// Day that package was completed.
        #[schema(value_type = Option<String>, format = Date)]
        met_on: Option<NaiveDate>,
    }
}
