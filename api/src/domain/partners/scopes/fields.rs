//! The fields of a record, which scope grants which, and what a purpose can have: read from the code sets that
//! everybody sees (`consentScopes`, `consentPurposes`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::domain::reference::{CodeEntry, CodeSets};

/// Codes of `consentScopes`.
pub type Scopes = BTreeSet<String>;

macro_rules! fields {
    ($($name:ident $path:literal $about:ident,)*) => {
        /// A field of a record, by its name in `consentScopes`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Field { $(#[doc = $path] $name,)* }

        impl Field {
            /// Every field that is withheld unless a scope grants it, in the order of the record.
            pub const ALL: &'static [Field] = &[$(Field::$name,)*];

            /// Its name in `consentScopes`: `enterprise.name`.
            pub fn path(self) -> &'static str {
                match self { $(Field::$name => $path,)* }
            }

            /// What it speaks of.
            fn about(self) -> About {
                match self { $(Field::$name => About::$about,)* }
            }
        }
    };
}

/// What a field speaks of: the person, or its business, and there perhaps as of a last month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Person,
    Business,
    Months,
}

fields! {
    Sector "sector" Business,
    BusinessAge "businessAgeBand" Months,
    RevenueBand "revenueBand" Months,
    WorkersBand "workersBand" Months,
    MentoringVerified "mentoringVerified" Business,
    Name "name" Person,
    Sex "sex" Person,
    BirthDate "birthDate" Person,
    MaritalStatus "maritalStatus" Person,
    Education "education" Person,
    Occupation "occupation" Person,
    Nik "nik" Person,
    Npwp "npwp" Person,
    Phone "phone" Person,
    Address "address" Person,
    Village "village" Person,
    District "district" Person,
    Regency "regency" Person,
    Province "province" Person,
    PostalCode "postalCode" Person,
    EnterpriseName "enterprise.name" Business,
    EnterpriseSector "enterprise.sector" Business,
    EnterpriseKbli "enterprise.kbli" Business,
    EnterpriseLevel "enterprise.level" Business,
    EnterpriseStartedOn "enterprise.startedOn" Business,
    EnterpriseRegion "enterprise.region" Business,
    EnterpriseStage "enterprise.stage" Business,
    EnterpriseNib "enterprise.nib" Business,
    EnterpriseCertifications "enterprise.certifications" Business,
    Blk "blk" Business,
    Kawasan "kawasan" Business,
    FinanceRevenueBand "finance.revenueBand" Months,
    FinanceRevenue "finance.revenue" Months,
    FinanceCapital "finance.capital" Months,
    FinanceAssets "finance.assets" Months,
    WorkersPermanent "workers.permanent" Months,
    WorkersCasual "workers.casual" Months,
    WorkersUnpaidFamily "workers.unpaidFamily" Months,
    Mentored "mentoring.verified" Business,
    MentoringVisits "mentoring.visits" Business,
    MentoringHours "mentoring.hours" Business,
    MentoringSince "mentoring.since" Business,
    MentoringLastVisit "mentoring.lastVisitOn" Business,
    OfftakeContracts "offtakeContracts" Business,
    Products "products" Business,
    Capacity "capacity" Months,
    Certifications "certifications" Business,
}

impl Field {
    /// JSON Pointer to it: `/enterprise/name`.
    pub fn pointer(self) -> String {
        format!("/{}", self.path().replace('.', "/"))
    }

    /// Whether it speaks of the business.
    pub fn of_business(self) -> bool {
        self.about() != About::Person
    }

    /// Whether it depends on the months that are recorded.
    pub fn of_months(self) -> bool {
        self.about() == About::Months
    }
}

/// Which fields each scope grants, as `consentScopes` says.
#[derive(Clone, Debug, Default)]
pub struct Grants(BTreeMap<String, Vec<Field>>);

impl Grants {
    /// Reads them. A name that is no field of a record grants nothing here.
    pub fn read(codes: &CodeSets) -> Self {
        let set = codes.get("consentScopes");
        let entries = set.iter().flat_map(|set| set.codes.iter());
        Self(entries.map(|entry| (entry.code.clone(), fields_of(entry))).collect())
    }

    /// The fields of these scopes.
    pub fn fields<'a>(&self, scopes: impl IntoIterator<Item = &'a String>) -> BTreeSet<Field> {
        scopes.into_iter().filter_map(|scope| self.0.get(scope)).flatten().copied().collect()
    }
}

fn fields_of(entry: &CodeEntry) -> Vec<Field> {
    let names = listed(entry, "fields");
    Field::ALL.iter().copied().filter(|field| names.contains(&field.path())).collect()
}

/// The words that the facts of a code list under a name.
pub(super) fn listed<'a>(entry: &'a CodeEntry, name: &str) -> Vec<&'a str> {
    let list = entry.meta.as_ref().and_then(|meta| meta.get(name)).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// What `consentPurposes` says of a purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// The most that it can have.
    pub scopes: Scopes,
    /// Kinds of organizations that may pursue it.
    pub partner_kinds: Vec<String>,
    /// Whether it rests on the consent of each person.
    pub by_consent: bool,
}

impl Purpose {
    /// A purpose by its code; none where nobody knows it.
    pub fn read(codes: &CodeSets, code: &str) -> Option<Self> {
        let set = codes.get("consentPurposes")?;
        let entry = set.entry(code)?;
        let basis = entry.meta.as_ref().and_then(|meta| meta.get("basis")).and_then(Value::as_str);
        let owned = |name: &str| listed(entry, name).into_iter().map(ToOwned::to_owned);
        Some(Self {
            scopes: owned("scopes").collect(),
            partner_kinds: owned("partnerKinds").collect(),
            by_consent: basis == Some("EXPLICIT_CONSENT"),
        })
    }

    /// Whether what it gives names nobody: such data leave as an extract of many, and never record by record.
    pub fn is_deidentified(&self) -> bool {
        self.scopes.iter().any(|scope| scope == "DEIDENTIFIED_EXTRACT")
    }
}
