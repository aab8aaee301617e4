//! Members, legal ids and duplicates of enterprises.

use super::*;

kept_record! {
    /// A person's dated membership and office in an enterprise.
    Membership(MembershipInput) of membership, "members" {
        /// The person.
        person_id: refs::PersonRef,
        /// Chair, secretary, treasurer or member: code of `membershipRoles`.
        #[schema(max_length = 60)]
        office: String,
        /// First day.
        #[schema(value_type = String, format = Date)]
        joined_on: NaiveDate,
        /// Day it ended, not included; null while a member.
        #[schema(value_type = Option<String>, format = Date)]
        left_on: Option<NaiveDate>,
        /// Why it ended.
        #[schema(min_length = 1, max_length = 500)]
        leave_reason: Option<String>,
    }
    fixed {
        /// The enterprise.
        enterprise_id: refs::EnterpriseRef,
    }
}

kept_record! {
    /// A legal id or certificate of an enterprise: NIB, P-IRT, halal, trademark (indicator P14). `endsBefore` finds those that expire.
    Certification(CertificationInput) of certification, "certifications" {
        /// Kind: code of `certifications`. An NPWP is kept with the person.
        #[schema(max_length = 60)]
        kind: String,
        /// Number, as printed.
        #[schema(min_length = 1, max_length = 60)]
        number: String,
        /// Who issued it.
        #[schema(min_length = 1, max_length = 200)]
        issuer: Option<String>,
        /// Day of issue.
        #[schema(value_type = Option<String>, format = Date)]
        issued_on: Option<NaiveDate>,
        /// Last day of validity; null while it has none.
        #[schema(value_type = Option<String>, format = Date)]
        valid_until: Option<NaiveDate>,
        /// The document that shows it.
        document_id: Option<refs::UnitDocumentRef>,
    }
    fixed {
        /// The enterprise.
        enterprise_id: refs::EnterpriseRef,
    }
}

kept_record! {
    /// A person who is in two active groups, or twice in one kind of aid in a fiscal year (domain.md row 13), or who
    /// applied with a NIK that is recorded with other data. Somebody must decide it.
    DuplicateCase(DuplicateCaseInput) of duplicate_case, "duplicate-cases" {
        /// Code of `duplicateKinds`.
        #[schema(max_length = 60)]
        kind: String,
        /// The person; with `NIK_MISMATCH` the applicant.
        person_id: refs::PersonRef,
        /// Id of the earlier record.
        #[schema(min_length = 1, max_length = 60)]
        first_record: String,
        /// Id of the later record.
        #[schema(min_length = 1, max_length = 60)]
        second_record: String,
        /// Fiscal year of the aid.
        #[schema(minimum = 2000, maximum = 2100)]
        fiscal_year: Option<i32>,
    }
    fixed {
        /// Code of `duplicateStatuses`; decided with `POST .../decide`.
        status: String,
        /// Day of the decision.
        #[schema(value_type = Option<String>, format = Date)]
        decided_on: Option<NaiveDate>,
        /// Reason of the decision.
        decision_reason: Option<String>,
    }
}
