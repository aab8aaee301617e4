//! The facts of many subjects, as far as they are granted: a fixed number of statements for each hundred of them. What
//! nobody of them granted is neither read nor decrypted.

mod business;
mod months;
mod people;
mod places;
mod trade;
mod visits;

use uuid::Uuid;

pub(super) use months::counted;

use super::gate::{Subject, Warrant};
use super::scopes::{Field, Verdict};
use crate::domain::ids::{self, Kind};
use crate::domain::{Result, Tx};
use crate::view::partners::pulls::{Ground, PartnerIncubatee, PartnerRedaction};

/// Subjects whose facts are read at once. Rows and parsed documents of a whole page of 500 took most of its memory.
const AT_ONCE: usize = 100;

/// A subject, and what is given of it.
#[derive(Clone, Copy)]
pub(super) struct Share<'a> {
    pub subject: &'a Subject,
    pub verdict: &'a Verdict,
}

impl Share<'_> {
    /// Whether a field is given.
    fn has(&self, field: Field) -> bool {
        self.verdict.given.contains(&field)
    }

    /// Whether one of these is.
    fn any(&self, fields: &[Field]) -> bool {
        fields.iter().any(|field| self.has(*field))
    }

    /// A fact, if its field is given.
    fn keep<T>(&self, field: Field, fact: impl FnOnce() -> Option<T>) -> Option<T> {
        if self.has(field) { fact() } else { None }
    }
}

/// Enterprises of which one of these fields is given to somebody.
fn enterprises(shares: &[Share<'_>], fields: &[Field]) -> Vec<Uuid> {
    let wanted = shares.iter().filter(|share| share.any(fields));
    wanted.filter_map(|share| share.subject.enterprise.as_ref().map(|row| row.id)).collect()
}

/// The records of subjects, in their order.
pub(super) async fn records(
    tx: &Tx,
    warrant: &Warrant,
    subjects: &[Subject],
    verdicts: &[Verdict],
) -> Result<Vec<PartnerIncubatee>> {
    let shares = subjects.iter().zip(verdicts).map(|(subject, verdict)| Share { subject, verdict });
    let shares: Vec<Share<'_>> = shares.collect();
    let mut records = Vec::with_capacity(shares.len());
    for some in shares.chunks(AT_ONCE) {
        read(tx, warrant, some, &mut records).await?;
    }
    Ok(records)
}

async fn read(tx: &Tx, warrant: &Warrant, shares: &[Share<'_>], records: &mut Vec<PartnerIncubatee>) -> Result<()> {
    let places = places::Places::read(tx, shares).await?;
    let people = people::People::read(tx, shares).await?;
    let months = months::Months::read(tx, shares).await?;
    let trade = trade::Trade::read(tx, shares).await?;
    let visits = visits::Visits::read(tx, shares).await?;
    for share in shares {
        let mut record = PartnerIncubatee::blank(*warrant, ground(share.subject));
        people.fill(share, &places, &mut record);
        business::fill(share, &places, &mut record);
        trade.fill(tx, share, &mut record)?;
        visits.fill(share, &mut record);
        months.fill(tx, share, &mut record)?;
        let withheld = share.verdict.withheld.iter();
        record.redactions = withheld
            .map(|(field, reason)| PartnerRedaction { path: field.pointer(), code: reason.as_str().to_owned() })
            .collect();
        records.push(record);
    }
    Ok(())
}

fn ground(subject: &Subject) -> Ground {
    let consent = &subject.consent;
    Ground {
        id: subject.text().into(),
        purpose: consent.purpose.clone(),
        consent_id: ids::text(Kind::Consent, consent.id).into(),
        consent_version: consent.number,
        consent_expires_at: consent.expires_at,
    }
}
