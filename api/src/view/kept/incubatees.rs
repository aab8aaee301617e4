//! Cohorts, incubatees, and what hangs on them.

use super::*;

kept_record! {
    /// A group of enterprises that begin incubation together, of a BLK or, where there is none, of a kawasan or programme site (domain.md row 50).
    Cohort(CohortInput) of cohort, "cohorts" {
        /// Name, unique in the unit.
        #[schema(min_length = 1, max_length = 200)]
        name: String,
        /// Year it begins.
        #[schema(minimum = 2000, maximum = 2100)]
        year: i32,
        /// The programme.
        programme_id: Option<refs::ProgrammeRef>,
        /// Incubatees aimed at, and the most that are taken without a reason; 10 unless given.
        #[schema(minimum = 1, maximum = 10000)]
        target: Option<i32>,
        /// First day.
        #[schema(value_type = String, format = Date)]
        starts_on: NaiveDate,
        /// Months of incubation; 12 unless given.
        #[schema(minimum = 1, maximum = 60)]
        months: Option<i32>,
        /// Who may enter; all of them must hold.
        #[schema(max_items = 100)]
        [default] eligibility: Vec<EligibilityRule>,
        /// What must be shown before a stage is entered. Empty takes the defaults; `GET /v1/incubatees/{id}/gates` shows what holds.
        #[schema(max_items = 100)]
        [default] gates: Vec<Gate>,
    }
    fixed {
        /// Day it ends: `startsOn` and `months`.
        #[schema(value_type = Option<String>, format = Date)]
        ends_on: Option<NaiveDate>,
    }
}

kept_record! {
    /// An enterprise in a cohort: the tenant.
    Incubatee(IncubateeInput) of incubatee, "incubatees" {
        /// The enterprise; it does not change afterwards.
        enterprise_id: refs::EnterpriseRef,
        /// Whether it has received aid, will, or neither (domain.md row 54): code of `aidRelations`.
        #[schema(max_length = 60)]
        aid_relation: String,
        /// Day of the application.
        #[schema(value_type = String, format = Date)]
        applied_on: NaiveDate,
        /// Month of the baseline, `2026-01`; the gate BASELINE asks for it.
        #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
        baseline_month: Option<String>,
        /// Revenue in the month of the baseline (P01).
        baseline_revenue: Option<Rupiah>,
        /// Costs in that month (P02).
        baseline_costs: Option<Rupiah>,
        /// Income of the owners in that month, for P24.
        baseline_income: Option<Rupiah>,
        /// Paid workers in that month.
        #[schema(minimum = 0, maximum = 100000)]
        baseline_workers: Option<i32>,
        /// Why it enters though the cohort is full or a rule of eligibility does not hold; for those who may override.
        #[schema(min_length = 1, max_length = 1000)]
        override_reason: Option<String>,
        /// Remark.
        #[schema(min_length = 1, max_length = 2000)]
        note: Option<String>,
    }
    fixed {
        /// The cohort.
        cohort_id: refs::CohortRef,
        /// Stage: code of `incubationStages`. It moves with `POST .../stage-changes`.
        stage: String,
        /// Day it entered the stage.
        #[schema(value_type = Option<String>, format = Date)]
        stage_on: Option<NaiveDate>,
        /// Stage to which it returns from a suspension.
        suspended_from: Option<String>,
        /// Day it graduated.
        #[schema(value_type = Option<String>, format = Date)]
        graduated_on: Option<NaiveDate>,
    }
}

kept_record! {
    /// A move of an incubatee from one stage to another: when, by whom, on what evidence.
    StageChange(StageChangeInput) of stage_change, "stage-changes" {
        /// Stage before.
        #[schema(min_length = 1, max_length = 60)]
        from_stage: Option<String>,
        /// Stage entered.
        #[schema(min_length = 1, max_length = 60)]
        to_stage: String,
        /// Day of the move.
        #[schema(value_type = String, format = Date)]
        moved_on: NaiveDate,
        /// Why it left: code of `dropoutReasons`.
        #[schema(max_length = 60)]
        reason_code: Option<String>,
        /// Reason.
        #[schema(min_length = 1, max_length = 1000)]
        reason: Option<String>,
        /// Ids of documents that show it.
        #[schema(max_items = 100)]
        [default] evidence: Vec<String>,
        /// What the gate asked for and was not there, where it was overridden.
        #[schema(max_items = 100)]
        [default] missing: Vec<String>,
        /// Whether the gate was overridden.
        [default] overridden: bool,
        /// Id of who moved it.
        #[schema(min_length = 1, max_length = 60)]
        moved_by: Option<String>,
    }
    fixed {
        /// The incubatee.
        incubatee_id: refs::IncubateeRef,
        /// The enterprise.
        enterprise_id: refs::EnterpriseRef,
    }
}

kept_record! {
    /// A milestone of an incubatee: business plan, prototype, first sale.
    Milestone(MilestoneInput) of milestone, "milestones" {
        /// Code of `milestones`.
        #[schema(max_length = 60)]
        code: String,
        /// What it is for this enterprise.
        #[schema(min_length = 1, max_length = 200)]
        title: Option<String>,
        /// Day by which it is due.
        #[schema(value_type = Option<String>, format = Date)]
        due_on: Option<NaiveDate>,
        /// Day it was reached; not in the future.
        #[schema(value_type = Option<String>, format = Date)]
        achieved_on: Option<NaiveDate>,
        /// The document that shows it.
        evidence_id: Option<refs::UnitDocumentRef>,
        /// Remark.
        #[schema(min_length = 1, max_length = 1000)]
        note: Option<String>,
    }
    fixed {
        /// The incubatee.
        incubatee_id: refs::IncubateeRef,
        /// The enterprise.
        enterprise_id: refs::EnterpriseRef,
    }
}

kept_record! {
    /// A problem of an enterprise, with what is done about it (domain.md row 55, P19).
    Problem(ProblemInput) as EnterpriseProblem of problem, "problems" {
        /// Internal or external: code of `problemOrigins`.
        #[schema(max_length = 60)]
        origin: String,
        /// Code of `problemCategories`.
        #[schema(max_length = 60)]
        category: String,
        /// Code of `severityLevels`.
        #[schema(max_length = 60)]
        severity: String,
        /// What is wrong.
        #[schema(min_length = 1, max_length = 200)]
        title: String,
        /// Description.
        #[schema(min_length = 1, max_length = 4000)]
        description: Option<String>,
        /// Day by which it should be solved.
        #[schema(value_type = Option<String>, format = Date)]
        due_on: Option<NaiveDate>,
        /// Code of `problemStatuses`.
        #[schema(max_length = 60)]
        status: String,
        /// What was done about it.
        #[schema(max_items = 100)]
        [default] actions: Vec<ProblemAction>,
        /// Day it was solved; named if, and only if, the status is RESOLVED.
        #[schema(value_type = Option<String>, format = Date)]
        resolved_on: Option<NaiveDate>,
    }
    fixed {
        /// The incubatee.
        incubatee_id: refs::IncubateeRef,
        /// The enterprise.
        enterprise_id: refs::EnterpriseRef,
    }
}

kept_record! {
    /// A contract with an off-taker (domain.md row 25, P15); a KUR group needs one.
    OfftakeContract(OfftakeContractInput) of offtake_contract, "offtake-contracts" {
        /// The off-taker, if it is an organization of the registry.
        off_taker_id: Option<refs::OrganizationRef>,
        /// Its name, if it is not.
        #[schema(min_length = 1, max_length = 200)]
        off_taker_name: Option<String>,
        /// Number of the agreement (PKS).
        #[schema(min_length = 1, max_length = 60)]
        number: Option<String>,
        /// What is bought.
        #[schema(min_length = 1, max_length = 200)]
        product: String,
        /// Volume in all.
        #[schema(minimum = 0)]
        volume: f64,
        /// Unit of the volume.
        #[schema(min_length = 1, max_length = 30)]
        volume_unit: String,
        /// Price of a unit.
        price: Rupiah,
        /// First day.
        #[schema(value_type = String, format = Date)]
        starts_on: NaiveDate,
        /// Last day.
        #[schema(value_type = String, format = Date)]
        ends_on: NaiveDate,
        /// Code of `contractStatuses`.
        #[schema(max_length = 60)]
        status: String,
        /// The contract.
        document_id: Option<refs::UnitDocumentRef>,
    }
    fixed {
        /// The incubatee.
        incubatee_id: refs::IncubateeRef,
        /// The enterprise.
        enterprise_id: refs::EnterpriseRef,
    }
}

kept_record! {
    /// A look at a graduate 6, 12 and 24 months on (P22). Made when it graduates; `endsBefore` finds those due.
    SurvivalCheck(SurvivalCheckInput) of survival_check, "survival-checks" {
        /// What became of it: code of `survivalStatuses`; null while it was not looked at.
        #[schema(max_length = 60)]
        status: Option<String>,
        /// Day it was looked at.
        #[schema(value_type = Option<String>, format = Date)]
        checked_on: Option<NaiveDate>,
        /// Paid workers then.
        #[schema(minimum = 0, maximum = 100000)]
        workers: Option<i32>,
        /// Revenue of the month then.
        revenue: Option<Rupiah>,
        /// Remark.
        #[schema(min_length = 1, max_length = 1000)]
        note: Option<String>,
    }
    fixed {
        /// The incubatee.
        incubatee_id: refs::IncubateeRef,
        /// The enterprise.
        enterprise_id: refs::EnterpriseRef,
        /// Months since graduation.
        months: i32,
        /// Day on which it falls due.
        #[schema(value_type = Option<String>, format = Date)]
        due_on: Option<NaiveDate>,
    }
}
