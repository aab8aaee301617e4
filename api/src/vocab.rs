//! The one vocabulary: enums that the rules, REST and GraphQL share word for word.
//! The doc comments are the public text of both contracts.

/// Declares an enum whose members are SCREAMING_SNAKE_CASE words in the database, in REST and in GraphQL.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:tt,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema, async_graphql::Enum)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] #[graphql(name = $word)] $variant,)*
        }

        impl $name {
            /// All of them, in their order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// Its word.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::domain::Error;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok($name::$variant),)*
                    _ => Err(crate::domain::Error::new(crate::domain::Code::UnknownCode).with("allowed", serde_json::json!([$($word,)*]))),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

mod groups;

pub use groups::*;

words! {
    /// Roles of contract section 3. A role is held on a scope: the nation, a region with all below it, or a unit.
    Role {
        /// Administers in the nation for the forum.
        FknAdmin = "FKN_ADMIN",
        /// Administers in the nation for the ministry.
        MinistryAdmin = "MINISTRY_ADMIN",
        /// Level 1 review in its region; manages its heads.
        Coordinator = "COORDINATOR",
        /// Level 2 review; monitoring visits.
        MinistryReviewer = "MINISTRY_REVIEWER",
        /// Sees and comments in its region.
        LocalGovernment = "LOCAL_GOVERNMENT",
        /// Submits, withdraws and amends for its BLK; manages operators.
        BlkHead = "BLK_HEAD",
        /// Drafts for its BLK.
        BlkOperator = "BLK_OPERATOR",
        /// Assessments, mentor teams, reports of its kawasan.
        University = "UNIVERSITY",
        /// Visits and progress of the enterprises assigned to it.
        Mentor = "MENTOR",
        /// Shared records of its scope.
        Stakeholder = "STAKEHOLDER",
        /// Own data, consents and access log.
        Incubatee = "INCUBATEE",
        /// Consented subjects only.
        Partner = "PARTNER",
        /// Public registry and figures.
        Dashboard = "DASHBOARD",
        /// Reads everything and the logs.
        Auditor = "AUDITOR",
        /// Incidents and data-subject requests.
        DataProtectionOfficer = "DATA_PROTECTION_OFFICER",
    }
}

words! {
    /// What a role is held on.
    ScopeKind {
        /// The whole country.
        Nation = "NATION",
        /// A region with all below it.
        Region = "REGION",
        /// One BLK, kawasan, site or organization.
        Unit = "UNIT",
    }
}

words! {
    /// Who reports or owns records.
    UnitKind {
        /// A community training centre.
        Blk = "BLK",
        /// A programme area.
        Kawasan = "KAWASAN",
        /// A programme site without a BLK.
        Site = "SITE",
        /// An organization.
        Organization = "ORGANIZATION",
    }
}

words! {
    /// The three dated statuses of a unit.
    StatusAspect {
        /// Planned, built, operational, inactive, closed (`blkStatuses`).
        Operation = "OPERATION",
        /// Under support, weaning, weaned, independent (`supportStatuses`).
        Support = "SUPPORT",
        /// Role as incubator (`incubatorStatuses`).
        Incubator = "INCUBATOR",
        /// Superior or not (`blkDesignations`).
        Designation = "DESIGNATION",
    }
}

words! {
    /// How often a template is owed.
    Cadence {
        /// Each month: `2026-10`.
        Monthly = "MONTHLY",
        /// Each quarter: `2026-Q3`.
        Quarterly = "QUARTERLY",
        /// Each half-year: `2026-S2`.
        Semiannual = "SEMIANNUAL",
        /// Each year: `2026`.
        Annual = "ANNUAL",
        /// Once for each event, for example a training package.
        PerEvent = "PER_EVENT",
        /// When there is something to report.
        AdHoc = "AD_HOC",
    }
}

words! {
    /// State of a report (contract section 5).
    ReportState {
        /// Being written; may be incomplete.
        Draft = "DRAFT",
        /// Arrived; a receipt was given.
        Submitted = "SUBMITTED",
        /// Level 1 is reading it.
        InReview = "IN_REVIEW",
        /// Level 1 found it good; level 2 decides.
        Verified = "VERIFIED",
        /// Sent back with items to mend.
        RevisionRequested = "REVISION_REQUESTED",
        /// Official: counts in figures.
        Approved = "APPROVED",
        /// Refused.
        Rejected = "REJECTED",
        /// Official and closed; only the forum may reopen it.
        Locked = "LOCKED",
    }
}

words! {
    /// What can be done to a report.
    ReportAction {
        /// Change values, narrative or attachments.
        Edit = "edit",
        /// Hand in; errors block, warnings need acknowledgement.
        Submit = "submit",
        /// Take back before review begins.
        Withdraw = "withdraw",
        /// Begin level 1 review.
        StartReview = "start-review",
        /// Level 1 finds it good.
        Verify = "verify",
        /// Send back with items to mend.
        RequestRevision = "request-revision",
        /// Last level makes it official.
        Approve = "approve",
        /// Refuse it.
        Reject = "reject",
        /// Open a new version; the approved one stays official meanwhile.
        Amend = "amend",
    }
}

words! {
    /// State of an obligation.
    ObligationStatus {
        /// Nothing filed yet.
        Open = "OPEN",
        /// A draft exists (or was sent back).
        Draft = "DRAFT",
        /// Submitted, not yet approved.
        Submitted = "SUBMITTED",
        /// Approved.
        Done = "DONE",
        /// Not owed after all.
        Waived = "WAIVED",
    }
}

words! {
    /// Type of an indicator's value.
    ValueType {
        /// A whole number.
        Integer = "INTEGER",
        /// A number with at most two decimal places.
        Decimal = "DECIMAL",
        /// Whole rupiah.
        Rupiah = "RUPIAH",
        /// 0 to 100, at most two decimal places.
        Percent = "PERCENT",
        /// A code of a code set.
        Choice = "CHOICE",
        /// Free text.
        Text = "TEXT",
    }
}

words! {
    /// State of a template version.
    TemplateState {
        /// May change; nobody files on it.
        Draft = "DRAFT",
        /// In force from its effective day; never changes.
        Published = "PUBLISHED",
    }
}

words! {
    /// State of a revision item.
    ItemStatus {
        /// Blocks resubmission.
        Open = "OPEN",
        /// Answered by the BLK.
        Answered = "ANSWERED",
    }
}

words! {
    /// State of an account.
    AccountStatus {
        /// Invited; no password set yet.
        Invited = "INVITED",
        /// May sign in.
        Active = "ACTIVE",
        /// May not sign in; its sessions have ended.
        Deactivated = "DEACTIVATED",
    }
}

words! {
    /// State of a machine client.
    ClientStatus {
        /// May ask for tokens.
        Active = "ACTIVE",
        /// May not; its tokens are refused.
        Revoked = "REVOKED",
    }
}

words! {
    /// Who takes part in a thread. The circles lie within one another: INTERNAL, BLK, STAKEHOLDERS; PARTNER stands
    /// beside BLK.
    Audience {
        /// The forum, the ministry and auditors, of the place.
        Internal = "INTERNAL",
        /// Those, and the head and operators of the BLK.
        Blk = "BLK",
        /// Those, and local government, universities and stakeholders of the place; where it is about coaching, whoever
        /// sees the record: its mentor, its people.
        Stakeholders = "STAKEHOLDERS",
        /// INTERNAL and BLK, and the people and systems of one organization.
        Partner = "PARTNER",
    }
}

words! {
    /// State of a thread.
    ThreadStatus {
        /// Comments can be added.
        Open = "OPEN",
        /// Settled; reopen it to add comments.
        Resolved = "RESOLVED",
    }
}

words! {
    /// Who said something.
    AuthorKind {
        /// A person.
        Person = "PERSON",
        /// A machine with client credentials.
        Client = "CLIENT",
        /// The service itself.
        System = "SYSTEM",
    }
}

words! {
    /// Whether a BLK works (code set `blkStatuses`).
    BlkStatus {
        /// Decided, not begun.
        Planned = "PLANNED",
        /// Being built.
        UnderConstruction = "UNDER_CONSTRUCTION",
        /// Working; only then does it owe reports.
        Operational = "OPERATIONAL",
        /// Standing still.
        Inactive = "INACTIVE",
        /// Ended.
        Closed = "CLOSED",
    }
}

words! {
    /// How far a BLK is weaned (code set `supportStatuses`).
    SupportStatus {
        /// Under support.
        Dibina = "DIBINA",
        /// Being weaned.
        MasaSapih = "MASA_SAPIH",
        /// Weaned.
        Disapih = "DISAPIH",
        /// Independent.
        Mandiri = "MANDIRI",
    }
}

words! {
    /// A BLK's role as incubator (code set `incubatorStatuses`).
    IncubatorStatus {
        /// None.
        None = "NONE",
        /// Put forward.
        Candidate = "CANDIDATE",
        /// Chosen.
        Selected = "SELECTED",
        /// Incubating.
        Active = "ACTIVE",
        /// No longer.
        Revoked = "REVOKED",
    }
}

words! {
    /// The region in which a report counts.
    RegionBasis {
        /// The one its unit lay in when the report was begun; a later decree changes nothing.
        AsReported = "AS_REPORTED",
        /// The one its unit lies in today.
        Current = "CURRENT",
    }
}

words! {
    /// A step of a mentor.
    MentorStep {
        /// Gives one of the batch's places.
        Select = "SELECT",
        /// Turns an applicant away.
        Reject = "REJECT",
        /// Begins the training.
        StartTraining = "START_TRAINING",
        /// Passed the training.
        Pass = "PASS",
        /// Did not pass the training.
        Fail = "FAIL",
        /// Ends the service as it should end.
        Complete = "COMPLETE",
        /// Is followed as an alumnus.
        BecomeAlumnus = "BECOME_ALUMNUS",
        /// Ends the service early, for a reason.
        Terminate = "TERMINATE",
    }
}

words! {
    /// A step of a training package.
    TrainingStep {
        /// The training begins with the trainees admitted.
        Start = "START",
        /// Closes it: every trainee has a result, and its report falls due.
        Complete = "COMPLETE",
        /// Calls it off, for a reason.
        Cancel = "CANCEL",
    }
}

words! {
    /// A step of a trainee. Results come for many at once.
    TraineeStep {
        /// Gives a place.
        Admit = "ADMIT",
        /// Turns an applicant away, for a reason.
        Refuse = "REFUSE",
        /// Leaves before the end, for a reason.
        Withdraw = "WITHDRAW",
    }
}

words! {
    /// What was found of a visit.
    VisitVerdict {
        /// It took place as recorded, and counts.
        Verified = "VERIFIED",
        /// It does not count.
        Refused = "REFUSED",
    }
}

words! {
    /// Why a visit is due.
    VisitReason {
        /// No visit for so many days.
        NoRecentVisit = "NO_RECENT_VISIT",
        /// An open problem whose day has passed.
        OverdueProblem = "OVERDUE_PROBLEM",
    }
}

words! {
    /// Whether a webhook endpoint is served.
    WebhookStatus {
        /// Deliveries go out.
        Active = "ACTIVE",
        /// Nothing is sent; what happens meanwhile waits.
        Disabled = "DISABLED",
    }
}

words! {
    /// Why a webhook endpoint is disabled.
    WebhookDisabledReason {
        /// Its owner, or an administrator, turned it off.
        ByOwner = "BY_OWNER",
        /// The receiver answered 410.
        Gone = "GONE",
        /// Every attempt failed for 120 hours.
        Failing = "FAILING",
        /// Its owner may not call any more.
        OwnerInactive = "OWNER_INACTIVE",
    }
}

words! {
    /// What became of a delivery.
    WebhookDeliveryStatus {
        /// To be sent, or sent again.
        Pending = "PENDING",
        /// The receiver answered 2xx.
        Delivered = "DELIVERED",
        /// Given up: 72 hours have passed since the first attempt, or the endpoint was archived.
        Parked = "PARKED",
    }
}

words! {
    /// What went wrong at an attempt to deliver.
    WebhookFault {
        /// The receiver answered something else than 2xx.
        Status = "STATUS",
        /// The receiver answered 3xx; redirects are not followed.
        Redirect = "REDIRECT",
        /// No answer within 15 seconds.
        Timeout = "TIMEOUT",
        /// No connection, or no TLS.
        Connect = "CONNECT",
        /// The name was not found.
        Dns = "DNS",
        /// The address lies in a private network or is not https.
        UnsafeAddress = "UNSAFE_ADDRESS",
        /// The answer was not HTTP, or broke off.
        Protocol = "PROTOCOL",
    }
}

words! {
    /// How it stands with a partner's duty to delete.
    AcknowledgementState {
        /// The partner has until `dueAt`.
        Due = "DUE",
        /// The partner says that it deleted the data.
        Done = "DONE",
        /// Time is up; the partner is suspended until it acknowledges.
        Overdue = "OVERDUE",
    }
}

words! {
    /// What a job does.
    JobTask {
        /// Brings the rows of a file in.
        Import = "IMPORT",
        /// Writes a list to a file.
        Export = "EXPORT",
    }
}

words! {
    /// Where a job stands.
    JobState {
        /// Waits for its turn.
        Queued = "QUEUED",
        /// A worker is at it.
        Running = "RUNNING",
        /// It came to its end. Of an import: each row has its result, rows may have been refused.
        Done = "DONE",
        /// It could not be done; `failure` says why.
        Failed = "FAILED",
        /// It was stopped. Rows that were written before stay written.
        Cancelled = "CANCELLED",
    }
}

words! {
    /// What became of a row of a file.
    JobRowResult {
        /// It was written; with `mode=validate`: would have been.
        Created = "CREATED",
        /// It was there already, as it is.
        Existing = "EXISTING",
        /// Nothing of it was written.
        Refused = "REFUSED",
        /// Nothing of it was written, though nothing is wrong with it: with `atomicity=all` others were refused.
        HeldBack = "HELD_BACK",
    }
}

words! {
    /// Form of a table.
    SheetFormat {
        /// Comma separated, UTF-8, with a line of names first.
        Csv = "CSV",
        /// A workbook of Excel.
        Xlsx = "XLSX",
        /// A record of JSON a line.
        Ndjson = "NDJSON",
    }
}

words! {
    /// Form of an export; both are compressed with gzip.
    ExportFormat {
        /// A record of JSON a line.
        Ndjson = "NDJSON",
        /// Comma separated, with a line of names first.
        Csv = "CSV",
    }
}

words! {
    /// Where an export stands.
    ExportState {
        /// Waits for its turn.
        Queued = "QUEUED",
        /// Being written.
        Running = "RUNNING",
        /// The file can be fetched.
        Ready = "READY",
        /// There will be no file; `failure` says why.
        Failed = "FAILED",
        /// The file is gone: its time is over, or a consent ended.
        Expired = "EXPIRED",
    }
}

words! {
    /// Why an export has no file.
    ExportFailure {
        /// A consent ended: while it was written, each time anew, or after it was ready.
        ConsentEnded = "CONSENT_ENDED",
        /// What allowed it was taken away: the role, the client, the agreement, or the partner is suspended.
        Denied = "DENIED",
        /// It was begun many times and never came to its end.
        Interrupted = "INTERRUPTED",
    }
}

words! {
    /// What a partner does to its copy of a record.
    PartnerChangeType {
        /// Put `record` in the place of what you hold under this id.
        Upsert = "UPSERT",
        /// Delete what you hold under this id: there is no such person any more, or none that may be shown.
        Delete = "DELETE",
        /// Delete what you hold under this id: its consent ended. Acknowledge the deletion within 72 hours.
        ConsentLost = "CONSENT_LOST",
    }
}

words! {
    /// What a data subject asks for (UU 27/2022): codes of `dsrTypes`.
    DataRequestKind {
        /// A copy of its data, beyond what `/v1/me/data` shows.
        Access = "ACCESS",
        /// That something recorded is corrected.
        Rectify = "RECTIFY",
        /// That the person is erased.
        Erase = "ERASE",
        /// That partners get nothing of it for now.
        Restrict = "RESTRICT",
        /// That one partner, or all of them, get nothing more.
        Object = "OBJECT",
    }
}

words! {
    /// Where the request of a data subject stands.
    DataRequestState {
        /// To be decided.
        Open = "OPEN",
        /// Done as asked.
        Done = "DONE",
        /// Refused, with a note that says why.
        Refused = "REFUSED",
    }
}

words! {
    /// Who read a person's data.
    AccessKind {
        /// A partner, through a consent.
        Partner = "PARTNER",
        /// An administrator who stated a purpose.
        Staff = "STAFF",
    }
}

words! {
    /// Where an incident stands.
    IncidentState {
        /// Somebody is still to be told.
        Open = "OPEN",
        /// The authority and the data subjects were told.
        Notified = "NOTIFIED",
        /// Closed.
        Closed = "CLOSED",
    }
}

words! {
    /// Whose figures a question is about.
    FigureScope {
        /// Those of the units whose records you see, down to the single record; nothing is suppressed.
        Mine = "MINE",
        /// Those of the nation, as everybody sees them: published combinations, small cells suppressed.
        Public = "PUBLIC",
    }
}

words! {
    /// What figures are grouped and filtered by, over all questions.
    Dimension {
        /// Province (Kemendagri code).
        Province = "PROVINCE",
        /// Regency or city (Kemendagri code).
        Regency = "REGENCY",
        /// Kawasan.
        Kawasan = "KAWASAN",
        /// BLK.
        Blk = "BLK",
        /// Vocation (code set `vocations`).
        Vocation = "VOCATION",
        /// Business sector (code set `sectors`).
        Sector = "SECTOR",
        /// Stage of incubation (code set `incubationStages`).
        Stage = "STAGE",
        /// Year of the cohort; of a BLK the year it was built.
        CohortYear = "COHORT_YEAR",
        /// Kind of host institution (code set `hostTypes`).
        HostType = "HOST_TYPE",
        /// Programme.
        Programme = "PROGRAMME",
        /// Model of the programme (code set `programmeModels`).
        Model = "MODEL",
        /// Agenda that the programme serves (code set `agendas`).
        Agenda = "AGENDA",
        /// Priority area of the programme (code set `priorityAreas`).
        PriorityArea = "PRIORITY_AREA",
        /// Employment relation (code set `employmentRelations`).
        EmploymentRelation = "EMPLOYMENT_RELATION",
        /// Kind of aid (code set `aidKinds`).
        AidKind = "AID_KIND",
        /// Kind of partner (code set `partnerKinds`).
        PartnerKind = "PARTNER_KIND",
        /// Kind of offer (code set `offerKinds`).
        OfferKind = "OFFER_KIND",
        /// How far the BLK is weaned (code set `supportStatuses`).
        SupportStatus = "SUPPORT_STATUS",
        /// The period as reported, of any length: `2026-10`, `2026-Q3`, `2026`.
        Period = "PERIOD",
        /// Month, `2026-10`.
        Month = "MONTH",
        /// Quarter, `2026-Q3`.
        Quarter = "QUARTER",
        /// Half-year, `2026-S2`.
        Half = "HALF",
        /// Year, `2026`.
        Year = "YEAR",
        /// Indicator.
        Indicator = "INDICATOR",
        /// Sex (code set `sexes`).
        Sex = "SEX",
        /// Disability (code set `disabilityFlags`).
        Disability = "DISABILITY",
        /// Age band (code set `ageBands`).
        Age = "AGE",
        /// Part of a disaggregation that has no field of its own.
        Part = "PART",
        /// What a target counts: the code of an indicator, or words.
        Metric = "METRIC",
    }
}

words! {
    /// By what the parts of indicators are told apart. Reports give each by itself, not crossed with another.
    Disaggregation {
        /// Sex (code set `sexes`).
        Sex = "SEX",
        /// Disability (code set `disabilityFlags`).
        Disability = "DISABILITY",
        /// Age band (code set `ageBands`).
        Age = "AGE",
        /// Vocation (code set `vocations`).
        Vocation = "VOCATION",
        /// Business sector (code set `sectors`).
        Sector = "SECTOR",
        /// Incubation stage (code set `incubationStages`).
        Stage = "STAGE",
        /// Mentoring duty (code set `tksDuties`).
        Duty = "DUTY",
        /// Mentor role (code set `tksRoles`).
        Role = "ROLE",
        /// Employment relation (code set `employmentRelations`).
        EmploymentRelation = "EMPLOYMENT_RELATION",
        /// Financing source (code set `capitalSources`).
        FinancingSource = "FINANCING_SOURCE",
        /// Kind of aid (code set `aidKinds`).
        AidKind = "AID_KIND",
        /// Budget line (code set `budgetLines`).
        BudgetLine = "BUDGET_LINE",
        /// Revenue source (code set `revenueSources`).
        RevenueSource = "REVENUE_SOURCE",
        /// Cost line (code set `costLines`).
        CostLine = "COST_LINE",
        /// Kind of partner (code set `partnerKinds`).
        PartnerKind = "PARTNER_KIND",
        /// Sales channel (code set `salesChannels`).
        Channel = "CHANNEL",
        /// Country (code set `countries`).
        Country = "COUNTRY",
        /// Kind of beneficiary (code set `beneficiaryKinds`).
        BeneficiaryKind = "BENEFICIARY_KIND",
        /// Problem origin (code set `problemOrigins`).
        ProblemOrigin = "PROBLEM_ORIGIN",
        /// Drop-out reason (code set `dropoutReasons`).
        DropoutReason = "DROPOUT_REASON",
        /// Kind of supporting resource (code set `resourceKinds`).
        ResourceKind = "RESOURCE_KIND",
        /// Value-chain stage (code set `valueChainStages`).
        ChainStage = "CHAIN_STAGE",
    }
}

words! {
    /// What a parameter of a saved query takes.
    ParameterType {
        /// A text, a code, an id, a period (`2026-10`) or a day (`2026-10-31`).
        String = "STRING",
        /// A whole number.
        Int = "INT",
        /// A number.
        Float = "FLOAT",
        /// `true` or `false`.
        Boolean = "BOOLEAN",
        /// Several texts, separated by commas.
        List = "LIST",
    }
}
