//! What partners and the forum agreed on.

use super::*;

kept_record! {
    /// An agreement on the sharing of data with a partner: a bank, a state enterprise, an off-taker, a university. A partner gets data only for a purpose and within the scopes of an agreement that holds on that day, and only of those who consented.
    Agreement(AgreementInput) of agreement, "agreements" {
        /// Number, as signed; unique among the agreements of the organization.
        #[schema(min_length = 1, max_length = 80, example = "PKS-012/FKN/2026")]
        number: String,
        /// Name of the controller of the data at the partner (UU 27/2022).
        #[schema(min_length = 1, max_length = 200)]
        controller: String,
        /// Name of the partner's data protection officer.
        #[schema(min_length = 1, max_length = 200)]
        dpo_name: String,
        /// E-mail of that officer.
        #[schema(format = Email, max_length = 254)]
        dpo_email: String,
        /// Phone of that officer.
        #[schema(min_length = 5, max_length = 32)]
        dpo_phone: Option<String>,
        /// What the data may be used for: codes of `consentPurposes`, each open to this kind of organization.
        #[schema(min_items = 1, max_items = 20)]
        purposes: Vec<String>,
        /// What may be given at most: codes of `consentScopes`, within those of the purposes.
        #[schema(min_items = 1, max_items = 100)]
        scopes: Vec<String>,
        /// First day.
        #[schema(value_type = String, format = Date)]
        from_on: NaiveDate,
        /// First day on which it no longer holds.
        #[schema(value_type = String, format = Date)]
        to_on: NaiveDate,
        /// Where the partner keeps the data: code of `countries` (ISO 3166-1 alpha-2).
        #[schema(pattern = "^[A-Z]{2}$", example = "ID")]
        country: String,
        /// On what basis data may leave the country; required unless `country` is ID.
        #[schema(min_length = 1, max_length = 2000)]
        transfer_basis: Option<String>,
        /// The signed agreement, a document of the register.
        document_id: Option<refs::UnitDocumentRef>,
        /// Remark.
        #[schema(min_length = 1, max_length = 2000)]
        note: Option<String>,
    }
}

kept_record! {
    /// What a partner says became of an incubatee that consented. The partner records it; it changes only when the unit of the incubatee disputes it and the partner or an administrator upholds or corrects it.
    Outcome(OutcomeInput) of outcome, "partner-outcomes" {
        /// What became of it: code of `partnerOutcomes`.
        #[schema(max_length = 60)]
        outcome: String,
        /// Why, as the partner says.
        #[schema(min_length = 1, max_length = 1000)]
        reason: Option<String>,
        /// Amount.
        amount: Option<Rupiah>,
        /// Day on which it happened.
        #[schema(value_type = String, format = Date)]
        happened_on: NaiveDate,
    }
    fixed {
        /// The incubatee.
        incubatee_id: refs::IncubateeRef,
        /// The enterprise.
        enterprise_id: refs::EnterpriseRef,
        /// The organization that says so.
        partner_id: refs::OrganizationRef,
        /// The consent that was valid when it was recorded.
        consent_id: refs::ConsentRef,
        /// What the partner had the data for: code of `consentPurposes`.
        purpose: String,
        /// Where it stands: code of `outcomeStates`.
        state: String,
        /// What the unit says is wrong.
        dispute_reason: Option<String>,
        /// Day of the dispute.
        #[schema(value_type = Option<String>, format = Date)]
        disputed_on: Option<NaiveDate>,
        /// Why it was upheld or corrected.
        decision_reason: Option<String>,
        /// Day on which it was upheld or corrected.
        #[schema(value_type = Option<String>, format = Date)]
        decided_on: Option<NaiveDate>,
    }
    hidden { person_id, }
}
