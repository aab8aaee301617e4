//! Ids as callers see them: TypeIDs, a prefix that says what it is and a UUIDv7.

use type_safe_id::{DynamicType, TypeSafeId};
use uuid::Uuid;

use super::error::{Code, Error, Result};

macro_rules! kinds {
    ($($name:ident $prefix:literal,)*) => {
        /// The kinds of records that have an id.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $($name,)* }

        impl Kind {
            pub const ALL: &'static [Kind] = &[$(Kind::$name,)*];

            pub fn prefix(self) -> &'static str {
                match self { $(Kind::$name => $prefix,)* }
            }

            pub fn name(self) -> &'static str {
                match self { $(Kind::$name => stringify!($name),)* }
            }

            pub fn from_prefix(prefix: &str) -> Option<Kind> {
                match prefix { $($prefix => Some(Kind::$name),)* _ => None }
            }
        }
    };
}

kinds! {
    Blk "blk", Kawasan "kws", Site "site", Organization "org",
    Region "reg", Indicator "ind", Template "tpl",
    Obligation "obl", Report "rpt", RevisionItem "rvi", Attachment "att", Transition "trn",
    Registration "rgn", Appointment "apt", UnitDocument "doc", Asset "ast",
    Instructor "ins", Enrolment "enr", Duty "dty", Product "prd",
    Award "awd", KawasanResource "res", Enterprise "ent", ChainLink "chn",
    Potential "pot", Regulation "rgl", Programme "prg", Activity "act",
    Target "tgt", Assessment "asm", Meeting "mtg", FollowUp "flw",
    SelectionRound "sel",
    Person "per", Membership "mem", Certification "crt", Cohort "coh",
    Incubatee "inc", StageChange "stg", Milestone "mls", Progress "pgs",
    MentoringVisit "vis", Problem "pbm", OfftakeContract "otk", SurvivalCheck "svc",
    MentorBatch "mtb", Mentor "mtr", MentorAssignment "mas", AlumniOutcome "alo",
    AidScheme "ads", Aid "aid", Lpj "lpj", MonitoringVisit "mon",
    DuplicateCase "dup",
    ChangeRequest "chr", Code "cod", SelectionCandidate "cnd",
    Thread "thr", Comment "cmt", Commitment "cmm", Need "ned",
    Partnership "pns", Request "rqs", Announcement "ann", Notification "ntf",
    WebhookEndpoint "whe", Delivery "dlv",
    Agreement "agr", Consent "cns", ConsentRequest "crq", Subject "sub", PrivacyNotice "pno",
    AccessDelivery "acd", Export "exp", Outcome "out", DataRequest "dsr", Incident "icd",
    SavedQuery "sqy", AccessKey "key",
    Job "job", FileUpload "upl",
    Publication "pub",
    TrainingPackage "pkg", Trainee "tre", TrainingSession "tss", TrainingNeed "tnd",
    Placement "plc", JobSeeker "jsk", AlumniTrace "alt",
    User "usr", Client "cli", Grant "grt", Session "ses", Event "evt",
}

/// The public form: `rpt_01h455vb4pex5vsknk084sn02q`.
pub fn text(kind: Kind, id: Uuid) -> String {
    match DynamicType::new(kind.prefix()) {
        Ok(prefix) => TypeSafeId::from_type_and_uuid(prefix, id).to_string(),
        Err(_) => id.to_string(),
    }
}

/// Reads any public id.
pub fn parse(text: &str) -> Option<(Kind, Uuid)> {
    let id: TypeSafeId<DynamicType> = text.parse().ok()?;
    Some((Kind::from_prefix(id.type_prefix())?, id.uuid()))
}

/// Reads an id of one kind; anything else is not found.
pub fn expect(kind: Kind, text: &str) -> Result<Uuid> {
    match parse(text) {
        Some((found, id)) if found == kind => Ok(id),
        _ => Err(Error::new(Code::NotFound)),
    }
}

/// Regions have no stored id: theirs holds the digits of their code (UUIDv8).
pub fn region(code: &str) -> String {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let number: u64 = digits.parse().unwrap_or_default();
    let mut bytes = [0u8; 16];
    bytes[7] = u8::try_from(digits.len()).unwrap_or_default();
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    text(Kind::Region, uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// The code that a region's id holds.
pub fn region_code(id: Uuid) -> Option<String> {
    let bytes = id.as_bytes();
    let length = usize::from(bytes[7]);
    let mut number = [0u8; 8];
    number.copy_from_slice(&bytes[8..]);
    number[0] &= 0x3f; // the two variant bits
    let digits = format!("{:0length$}", u64::from_be_bytes(number));
    let mut parts = Vec::new();
    for (from, to) in [(0, 2), (2, 4), (4, 6), (6, 10)] {
        if digits.len() >= to {
            parts.push(digits.get(from..to)?.to_owned());
        }
    }
    (digits.len() == length && !parts.is_empty()).then(|| parts.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_id_holds_its_code() {
        for code in ["11", "36.02", "96.71.02", "12.07.23.2011"] {
            let (kind, id) = parse(&region(code)).unwrap();
            assert_eq!(kind, Kind::Region);
            assert_eq!(region_code(id).unwrap(), code);
        }
    }

    #[test]
    fn every_kind_has_a_prefix_of_its_own() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_prefix(kind.prefix()), Some(*kind));
            assert!(DynamicType::new(kind.prefix()).is_ok(), "{}", kind.prefix());
        }
    }
}
