//! Interaction: what is offered, needed, asked for and announced.

use super::*;

kept_record! {
    /// A commitment: what an organization offers an enterprise, a BLK or a kawasan, or whoever needs it (domain.md rows 20 and 72). It changes while it is OFFERED; from then on only by its steps.
    Commitment(CommitmentInput) of commitment, "commitments" {
        /// What kind of thing is offered: code of `offerKinds`.
        #[schema(max_length = 60, example = "TRAINING_PLACE")]
        kind: String,
        /// What is offered.
        #[schema(min_length = 1, max_length = 200)]
        title: String,
        /// In detail.
        #[schema(min_length = 1, max_length = 4000)]
        description: Option<String>,
        /// The BLK that it is for. Name at most one of `blkId`, `kawasanId`, `enterpriseId`; an open offer names none.
        blk_id: Option<refs::BlkRef>,
        /// The kawasan that it is for.
        kawasan_id: Option<refs::KawasanRef>,
        /// The enterprise that it is for.
        enterprise_id: Option<refs::EnterpriseRef>,
        /// Kemendagri code of the region in which it holds; null: everywhere.
        #[schema(max_length = 60, example = "36.02")]
        region_code: Option<String>,
        /// The sector that it is for, code of `sectors`; null: all.
        #[schema(max_length = 60)]
        sector: Option<String>,
        /// Amount; required with FINANCING.
        amount: Option<Rupiah>,
        /// How much.
        #[schema(minimum = 0)]
        quantity: Option<f64>,
        /// Unit of the quantity.
        #[schema(min_length = 1, max_length = 30)]
        quantity_unit: Option<String>,
        /// Persons or enterprises that it has room for.
        #[schema(minimum = 1, maximum = 1000000)]
        capacity: Option<i32>,
        /// Skills that it brings: codes of `mentorCompetencies`.
        #[schema(max_items = 100)]
        [default] skills: Vec<String>,
        /// First day.
        #[schema(value_type = String, format = Date)]
        from_on: NaiveDate,
        /// Day it ends, not included; from then on it is LAPSED unless it was fulfilled. Null: without end.
        #[schema(value_type = Option<String>, format = Date)]
        to_on: Option<NaiveDate>,
        /// MoU or PKS: code of `agreementKinds`.
        #[schema(max_length = 60)]
        agreement_kind: Option<String>,
        /// Number of the agreement; named with its kind.
        #[schema(min_length = 1, max_length = 60)]
        agreement_number: Option<String>,
        /// Day of the agreement.
        #[schema(value_type = Option<String>, format = Date)]
        agreed_on: Option<NaiveDate>,
    }
    fixed {
        /// Where it stands: code of `offerStates`.
        state: String,
        /// Day since which it is in that state.
        #[schema(value_type = String, format = Date)]
        state_on: NaiveDate,
        /// Why, as said with the last step.
        state_reason: Option<String>,
    }
}

kept_record! {
    /// A partnership: which BLK or kawasan benefits from whom, and how (domain.md row 72).
    Partnership(PartnershipInput) of partnership, "partnerships" {
        /// The organization that is the partner.
        partner_id: refs::OrganizationRef,
        /// What kind of partner it is: code of `partnerKinds`.
        #[schema(max_length = 60)]
        partner_kind: String,
        /// How the unit benefits: codes of `benefitTypes`.
        #[schema(min_items = 1, max_items = 20)]
        benefits: Vec<String>,
        /// MoU or PKS: code of `agreementKinds`.
        #[schema(max_length = 60)]
        agreement_kind: Option<String>,
        /// Number of the agreement; named with its kind. Two partnerships under one number do not share days.
        #[schema(min_length = 1, max_length = 60)]
        agreement_number: Option<String>,
        /// The agreement, a document of the register.
        document_id: Option<refs::UnitDocumentRef>,
        /// The commitment of the partner that it came of.
        commitment_id: Option<refs::CommitmentRef>,
        /// First day.
        #[schema(value_type = String, format = Date)]
        from_on: NaiveDate,
        /// Day it ended, not included; null while it lasts.
        #[schema(value_type = Option<String>, format = Date)]
        to_on: Option<NaiveDate>,
        /// What it is about.
        #[schema(min_length = 1, max_length = 2000)]
        description: Option<String>,
    }
}

kept_record! {
    /// What a BLK or kawasan needs. `/v1/needs/{id}/matches` lists the offers that match.
    Need(NeedInput) of need, "needs" {
        /// What kind of thing is needed: code of `offerKinds`.
        #[schema(max_length = 60, example = "EQUIPMENT")]
        kind: String,
        /// What is needed.
        #[schema(min_length = 1, max_length = 200)]
        title: String,
        /// In detail.
        #[schema(min_length = 1, max_length = 4000)]
        description: Option<String>,
        /// The enterprise of the unit that needs it.
        enterprise_id: Option<refs::EnterpriseRef>,
        /// Code of `sectors`; that of the enterprise where it is null.
        #[schema(max_length = 60)]
        sector: Option<String>,
        /// Skills that are needed: codes of `mentorCompetencies`.
        #[schema(max_items = 100)]
        [default] skills: Vec<String>,
        /// Amount.
        amount: Option<Rupiah>,
        /// How much.
        #[schema(minimum = 0)]
        quantity: Option<f64>,
        /// Unit of the quantity.
        #[schema(min_length = 1, max_length = 30)]
        quantity_unit: Option<String>,
        /// Day by which it is needed.
        #[schema(value_type = Option<String>, format = Date)]
        needed_by: Option<NaiveDate>,
        /// Whether it still waits: code of `needStates`; OPEN unless said otherwise.
        #[schema(max_length = 60)]
        [default] state: String,
        /// The commitment that met it; only with MET.
        met_by_id: Option<refs::CommitmentRef>,
    }
}

kept_record! {
    /// Something asked of a unit, with a day on which it is due. It changes while it is OPEN; from then on only by its steps. About a report, it holds a step of that report up where the template says so (`requestsBlock`).
    Request(RequestInput) of request, "requests" {
        /// What is asked for: code of `requestKinds`.
        #[schema(max_length = 60, example = "DOCUMENT")]
        kind: String,
        /// What is asked for, in short.
        #[schema(min_length = 1, max_length = 200)]
        title: String,
        /// In detail.
        #[schema(min_length = 1, max_length = 4000)]
        text: Option<String>,
        /// Last day for the answer.
        #[schema(value_type = String, format = Date)]
        due_on: NaiveDate,
        /// The report of the unit that it is about.
        report_id: Option<refs::ReportRef>,
        /// Id of any other record that it is about.
        #[schema(min_length = 1, max_length = 60)]
        about: Option<String>,
    }
    fixed {
        /// Where it stands: code of `requestStates`.
        state: String,
        /// Day since which it is in that state.
        #[schema(value_type = String, format = Date)]
        state_on: NaiveDate,
        /// Why, as said with the last step.
        state_reason: Option<String>,
        /// The answer.
        answer: Option<String>,
        /// The document of the unit's register that answers it.
        answer_document_id: Option<refs::UnitDocumentRef>,
        /// Day of the answer.
        #[schema(value_type = Option<String>, format = Date)]
        answered_on: Option<NaiveDate>,
    }
}

kept_record! {
    /// An announcement. It is seen by those to whom it is addressed, from the day it is published until it expires.
    Announcement(AnnouncementInput) of announcement, "announcements" {
        /// Title, Indonesian.
        #[schema(min_length = 1, max_length = 200)]
        title: String,
        /// Text, Indonesian.
        #[schema(min_length = 1, max_length = 10000)]
        body: String,
        /// Title, English; named with `bodyEn`.
        #[schema(min_length = 1, max_length = 200)]
        title_en: Option<String>,
        /// Text, English.
        #[schema(min_length = 1, max_length = 10000)]
        body_en: Option<String>,
        /// Who is to read it: code of `announcementAudiences`. PUBLIC ones are read without login.
        #[schema(max_length = 60, example = "PUBLIC")]
        audience: String,
        /// With ROLES: codes of `roles`, seen by whoever holds one of them.
        #[schema(max_items = 20)]
        [default] roles: Vec<String>,
        /// Kemendagri code of the region that it is for; null: the whole country. Users see it whose roles reach that region.
        #[schema(max_length = 60, example = "36.02")]
        region_code: Option<String>,
        /// First day on which it is shown.
        #[schema(value_type = String, format = Date)]
        published_on: NaiveDate,
        /// First day on which it is no longer shown.
        #[schema(value_type = Option<String>, format = Date)]
        expires_on: Option<NaiveDate>,
        /// Where more is to be read.
        #[schema(pattern = "^https?://", max_length = 500)]
        link: Option<String>,
    }
    fixed {
        /// Day on which those it is for were told of it; null until its first day.
        #[schema(value_type = Option<String>, format = Date)]
        announced_on: Option<NaiveDate>,
    }
}
