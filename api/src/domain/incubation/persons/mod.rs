//! Persons: members of enterprises, mentors, applicants. What UU 27/2022 protects is encrypted with a key of the
//! person's own. A person is found by the keyed hash of the NIK, is one across all units, and is shown as far as the
//! caller may see.

mod age;
mod applicant;
mod bind;
pub mod nik;
mod query;
pub(in crate::domain) mod rights;
mod rules;
mod sealed;
mod sight;
mod write;

pub use age::{age_band, age_on, is_minor};
pub use applicant::create_applicant;
pub use bind::{Invited, bind, invite};
pub use query::{Known, Look, Seen, by_ids, count, find_by_nik, get, known, list, own, seen};
pub(in crate::domain) use query::{guarded, with_nik};
pub use rights::ERASED;
pub use sealed::Protected;
pub(in crate::domain) use sealed::open_all as open_protected;
pub(in crate::domain) use sealed::{keys, open_text, seal_text};
pub use sight::Sight;
pub use write::{Made, archive, change, create};

use crate::domain::ids::Kind;
use crate::domain::registry::kept::{Link, kept};
use crate::vocab::UnitKind;

kept! {
    person: Person,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site, UnitKind::Organization],
    keepers: KeepCoaching,
    readers: Coached,
    title: Some("name"),
    class: None,
    ends: None,
    alone: [],
    refs: [("account_id", Kind::User)],
    span: None,
    fixed: [],
    also: [(Link::Person, "id"), (Link::Member, "id"), (Link::Learner, "id")],
    check(it, checks) {
        checks.code_if("sex", "sexes", it.sex.as_deref());
        checks.code_if("education", "educations", it.education.as_deref());
        checks.code_if("occupation", "occupations", it.occupation.as_deref());
        checks.code_if("maritalStatus", "maritalStatuses", it.marital_status.as_deref());
        checks.code_if("priorEmployment", "priorEmploymentStatuses", it.prior_employment.as_deref());
    }
}

#[cfg(test)]
mod rules_test;
