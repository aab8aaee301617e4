//! What of a record is given, what is withheld and why, and how often: pure.

mod bounds;
mod fields;

use std::collections::BTreeSet;

pub use bounds::{Reading, age_months, band, may_read, mean, months, next_window, within};
pub use fields::{Field, Grants, Purpose, Scopes};

/// What agreement, purpose and client have in common; a client that names no scopes narrows nothing.
pub fn allowed(agreement: &Scopes, purpose: &Scopes, client: Option<&Scopes>) -> Scopes {
    let both = agreement.intersection(purpose);
    both.filter(|scope| client.is_none_or(|client| client.contains(*scope))).cloned().collect()
}

/// What the person is to the business of which the record speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// There is no business.
    Nobody,
    /// A member among others.
    Member,
    /// Sole proprietor, or chair of the group.
    Speaker,
}

/// Why a field is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    Scope,
    Purpose,
    Frequency,
    NotRecorded,
    NotRepresentative,
}

impl Reason {
    /// The public word.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Scope => "SCOPE",
            Reason::Purpose => "PURPOSE",
            Reason::Frequency => "FREQUENCY",
            Reason::NotRecorded => "NOT_RECORDED",
            Reason::NotRepresentative => "NOT_REPRESENTATIVE",
        }
    }
}

/// What is given of one record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Fields that are given.
    pub given: BTreeSet<Field>,
    /// Scopes of which something is given.
    pub scopes: Scopes,
    /// Fields that are withheld, in the order of the record.
    pub withheld: Vec<(Field, Reason)>,
}

impl Verdict {
    /// Whether something would be given if it had not been read as often as the consent says.
    pub fn waits(&self) -> bool {
        self.withheld.iter().any(|(_, reason)| *reason == Reason::Frequency)
    }
}

/// Decides on every field of a record: what was consented to and is allowed, unless it was read as often as the consent
/// says, and what speaks of a business only of whoever speaks for it.
pub fn decide(grants: &Grants, allowed: &Scopes, consented: &Scopes, open: bool, voice: Voice) -> Verdict {
    let shared: Scopes = consented.intersection(allowed).cloned().collect();
    let (theirs, both) = (grants.fields(consented), grants.fields(&shared));
    let mut verdict = Verdict::default();
    for field in Field::ALL.iter().copied() {
        let reason = match voice {
            _ if !theirs.contains(&field) => Some(Reason::Scope),
            _ if !both.contains(&field) => Some(Reason::Purpose),
            _ if !open => Some(Reason::Frequency),
            Voice::Nobody if field.of_business() => Some(Reason::NotRecorded),
            Voice::Member if field.of_business() => Some(Reason::NotRepresentative),
            _ => None,
        };
        match reason {
            Some(reason) => verdict.withheld.push((field, reason)),
            None => {
                verdict.given.insert(field);
            }
        }
    }
    let given = |scope: &String| grants.fields([scope]).iter().any(|field| verdict.given.contains(field));
    verdict.scopes = shared.into_iter().filter(given).collect();
    verdict
}

#[cfg(test)]
#[path = "scopes_test.rs"]
mod tests;
