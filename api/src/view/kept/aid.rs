//! Aid: schemes, aid, accounts.

use super::*;

kept_record! {
    /// A scheme of aid: kind and fiscal year, with every parameter as data (domain.md trap 2).
    AidScheme(AidSchemeInput) of aid_scheme, "aid-schemes" {
        /// Code, unique.
        #[schema(pattern = "^[A-Z0-9.-]{3,40}$", example = "TKS-2021")]
        code: String,
        /// Code of `aidKinds`.
        #[schema(max_length = 60)]
        kind: String,
        /// Fiscal year.
        #[schema(minimum = 2000, maximum = 2100)]
        fiscal_year: i32,
        /// Name.
        #[schema(min_length = 1, max_length = 200)]
        name: String,
        /// Who receives it: code of `aidBeneficiaryKinds`.
        #[schema(max_length = 60)]
        beneficiary: String,
        /// Least members of a group.
        #[schema(minimum = 1, maximum = 1000)]
        min_members: Option<i32>,
        /// Most members of a group.
        #[schema(minimum = 1, maximum = 1000)]
        max_members: Option<i32>,
        /// Least age on the day of the proposal.
        #[schema(minimum = 0, maximum = 120)]
        min_age: Option<i32>,
        /// Highest age on that day.
        #[schema(minimum = 0, maximum = 120)]
        max_age: Option<i32>,
        /// Most that one recipient gets, whole rupiah.
        amount: Rupiah,
        /// How it is to be spent, in percent that sum to 100; empty where it is free.
        #[schema(max_items = 100)]
        [default] split: Vec<SplitPart>,
        /// Last day for proposals.
        #[schema(value_type = Option<String>, format = Date)]
        proposals_until: Option<NaiveDate>,
        /// Days within which it is to be spent after disbursement; none unless given.
        #[schema(minimum = 1, maximum = 3650)]
        execution_days: Option<i32>,
        /// Days within which the LPJ is due once those for spending are over; 30 unless given.
        #[schema(minimum = 1, maximum = 3650)]
        lpj_days: Option<i32>,
        /// Recipients in all.
        #[schema(minimum = 1, maximum = 10000000)]
        quota: Option<i32>,
        /// Code of `fundingSources`.
        #[schema(max_length = 60)]
        funding_source: Option<String>,
        /// The regulation.
        regulation_id: Option<refs::RegulationRef>,
        /// Number of the technical guideline.
        #[schema(min_length = 1, max_length = 60)]
        decree_number: Option<String>,
        /// Further parameters of the kind: days of padat karya, hours of mentoring.
        #[schema(max_items = 100)]
        [default] parameters: Vec<SchemeParameter>,
        /// Conditions in words.
        #[schema(min_length = 1, max_length = 4000)]
        conditions: Option<String>,
    }
}

kept_record! {
    /// Aid to an enterprise, a person or a unit, from proposal to accepted account (LPJ).
    Aid(AidInput) of aid, "aids" {
        /// The scheme; it does not change afterwards.
        scheme_id: refs::AidSchemeRef,
        /// The enterprise that receives it.
        enterprise_id: Option<refs::EnterpriseRef>,
        /// The person who receives it.
        person_id: Option<refs::PersonRef>,
        /// What it is for.
        #[schema(min_length = 1, max_length = 200)]
        title: String,
        /// The proposal.
        #[schema(min_length = 1, max_length = 10000)]
        proposal: Option<String>,
        /// What is asked for, whole rupiah.
        amount_requested: Rupiah,
        /// Budget (RAB); it sums to what is asked for.
        #[schema(max_items = 100)]
        [default] plan: Vec<BudgetLine>,
        /// Why it is proposed though the scheme does not fit; for those who may override.
        #[schema(min_length = 1, max_length = 1000)]
        override_reason: Option<String>,
    }
    fixed {
        /// Code of `aidStatuses`; it moves with `POST .../steps`.
        status: String,
        /// Day of that status.
        #[schema(value_type = Option<String>, format = Date)]
        status_on: Option<NaiveDate>,
        /// Members of the enterprise on the day of the proposal.
        members: Option<i32>,
        /// What was approved.
        amount_approved: Option<Rupiah>,
        /// Decree of the approval.
        decree_number: Option<String>,
        /// Day of the disbursement.
        #[schema(value_type = Option<String>, format = Date)]
        disbursed_on: Option<NaiveDate>,
        /// What was disbursed.
        disbursed_amount: Option<Rupiah>,
        /// Bank of the account it was paid to; the account number is never shown.
        bank_code: Option<String>,
        /// Day the goods were received (BAST).
        #[schema(value_type = Option<String>, format = Date)]
        goods_received_on: Option<NaiveDate>,
        /// The handover minutes.
        bast_id: Option<refs::UnitDocumentRef>,
        /// Day by which the LPJ is due.
        #[schema(value_type = Option<String>, format = Date)]
        lpj_due_on: Option<NaiveDate>,
        /// What was returned.
        returned_amount: Option<Rupiah>,
        /// Remark of the last step.
        status_note: Option<String>,
    }
    hidden { bank_account_enc, }
}

kept_record! {
    /// An account of aid (laporan pertanggungjawaban): sections, budget lines, evidence. A submitted version never changes; the next is a new record.
    Lpj(LpjInput) of lpj, "lpj" {
        /// The chapters, each once: codes of `lpjSections`.
        #[schema(max_items = 100)]
        [default] sections: Vec<LpjSection>,
        /// Budget lines, planned and realised; what is realised and returned sums to what was received.
        #[schema(max_items = 100)]
        [default] lines: Vec<RealisedLine>,
        /// What is returned, whole rupiah.
        returned: Option<Rupiah>,
        /// Evidence: documents of the register with a file.
        #[schema(max_items = 100)]
        [default] evidence: Vec<Evidence>,
        /// Who signs the approval page, by role.
        #[schema(max_items = 100)]
        [default] signatories: Vec<Signatory>,
        /// Number of the decree (SK).
        #[schema(min_length = 1, max_length = 60)]
        decree_number: Option<String>,
        /// Date of the decree.
        #[schema(value_type = Option<String>, format = Date)]
        decree_on: Option<NaiveDate>,
        /// Id in bizhub.
        #[schema(min_length = 1, max_length = 60)]
        bizhub_id: Option<String>,
    }
    fixed {
        /// The aid.
        aid_id: refs::AidRef,
        /// The enterprise.
        enterprise_id: Option<refs::EnterpriseRef>,
        /// The person who received the aid.
        person_id: Option<refs::PersonRef>,
        /// Number of the version.
        number: i32,
        /// Code of `lpjStates`.
        state: String,
        /// Day of the submission.
        #[schema(value_type = Option<String>, format = Date)]
        submitted_on: Option<NaiveDate>,
        /// Whether it was submitted in time.
        on_time: Option<bool>,
        /// SHA-256 of the canonical content, hex.
        sha256: Option<String>,
        /// Remark of the decision.
        decision_note: Option<String>,
    }
}
