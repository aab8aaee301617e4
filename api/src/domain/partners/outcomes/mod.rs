//! Outcomes that partners write back (contract section 7): contacted, offered, approved, disbursed, declined. They stand
//! on the timeline of the incubatee; its unit may dispute one.

mod record;
pub mod status;
mod steps;

use entity::outcome::Model;
use entity::{consent, unit};
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, Link, kept};
use crate::domain::registry::unit_by_id;
use crate::domain::{Code, Error, Result};
use crate::vocab::UnitKind;

pub use record::{NewOutcome, own, record};
pub use status::Step;
pub use steps::{Given, door, possible, step};

kept! {
    outcome: Outcome,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepCoaching,
    readers: Coached,
    title: None,
    class: Some("outcome"),
    ends: None,
    alone: [],
    refs: [
        ("incubatee_id", Kind::Incubatee),
        ("enterprise_id", Kind::Enterprise),
        ("partner_id", Kind::Organization),
        ("consent_id", Kind::Consent),
        ("person_id", Kind::Person)
    ],
    span: None,
    fixed: [
        incubatee_id,
        enterprise_id,
        partner_id,
        consent_id,
        person_id,
        purpose,
        state,
        dispute_reason,
        disputed_on,
        decision_reason,
        decided_on
    ],
    hangs: incubatee_id of incubatee,
    // Of a person's credit the other members of its group learn nothing: the person itself, and who coaches it.
    also: [(Link::Person, "person_id"), (Link::Member, "person_id")],
    inherits: [enterprise_id],
    // What was said of a person goes when the person is erased.
    names_only: true,
    // It changes by its steps alone.
    settled(_it) { true }
    // What was said is looked at before, by what it was said with.
    check(_it, _checks) {}
}

/// An outcome as its partner knows it: by the pseudonym of the person.
#[derive(Clone, Debug)]
pub struct Reported {
    pub row: Model,
    /// `sub_...`
    pub subject: String,
    /// The organization that says so.
    pub partner: unit::Model,
}

/// An outcome as its partner knows it.
async fn reported(conn: &impl ConnectionTrait, held: Held<Model>) -> Result<Reported> {
    let given = consent::Entity::find_by_id(held.row.consent_id).one(conn).await?;
    let given = given.ok_or_else(|| Error::new(Code::NotFound))?;
    let partner = unit_by_id(conn, held.row.partner_id).await?;
    Ok(Reported { row: held.row, subject: ids::text(Kind::Subject, given.subject_id), partner })
}
