//! An applicant at the counter: found by the one-time code that it brought, or by its NIK, if it consented to this
//! partner, for a NIK to being known by it. Everybody else is not found, in the same words and after the same time.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::access::Place;
use crate::domain::ids::Kind;
use crate::domain::incubation::mentors::unhurried;
use crate::domain::incubation::persons::{nik, with_nik};
use crate::domain::partners::gate::{Channel, Delivered, Gate, Subject};
use crate::domain::partners::scopes::Scopes;
use crate::domain::partners::{consents, log};
use crate::domain::record::Record;
use crate::domain::registry::unit_by_id;
use crate::domain::{Code, Ctx, Error, Result, Text, Tx, Violation, once};
use crate::view::partners::pulls::PartnerIncubatee;
use crate::vocab::Role;

/// The scope of a NIK: whoever does not give it is not found by it.
const IDENTITY_NIK: &str = "IDENTITY_NIK";

/// Who is asked for. It may hold a NIK, so it cannot be printed.
#[derive(Clone, Default)]
pub struct Wanted {
    pub code: Option<String>,
    pub nik: Option<String>,
    /// Code of `consentPurposes`.
    pub purpose: Option<String>,
}

/// By what an applicant is found.
enum By {
    Code(String),
    /// Sixteen digits.
    Nik(String),
}

/// Who was found. Of an answer that is kept for a repeat only the pseudonym is kept: the record goes with the answer
/// that was just made, and is asked anew and logged anew for a repeat.
#[derive(Serialize, Deserialize)]
struct Found {
    id: String,
    #[serde(skip)]
    record: Option<Delivered<PartnerIncubatee>>,
}

impl Found {
    fn into_record(self) -> Result<Delivered<PartnerIncubatee>> {
        self.record.ok_or_else(|| Error::new(Code::NotFound))
    }
}

/// Finds an applicant, and gives its record.
pub async fn lookup(ctx: &Ctx, wanted: Wanted) -> Result<Delivered<PartnerIncubatee>> {
    unhurried(found(ctx, wanted)).await
}

async fn found(ctx: &Ctx, wanted: Wanted) -> Result<Delivered<PartnerIncubatee>> {
    let gate = Gate::open(ctx, wanted.purpose.as_deref(), Channel::Lookup).await?;
    // Whether somebody is there is what it answers: that cannot be asked without leaving a trace.
    if ctx.validate_only {
        return Err(Error::field(Code::UnknownField, "/validateOnly"));
    }
    let content = (gate.purpose().to_owned(), wanted.code.clone(), wanted.nik.clone());
    let by = by(wanted)?;
    let counted = format!("lookup|{}", ctx.actor.id_or_nil());
    if let Err(hasty) = ctx.app.passwords.attempts.count(&counted, None) {
        return Err(log::refused(ctx, Channel::Lookup, hasty).await);
    }
    match answer(ctx, &gate, &content, by).await {
        Ok((record, is_right)) => {
            if is_right {
                ctx.app.passwords.attempts.clear(&counted);
            }
            Ok(record)
        }
        Err(unknown) if unknown.code() == Code::NotFound => Err(log::refused(ctx, Channel::Lookup, unknown).await),
        Err(failed) => Err(failed),
    }
}

/// The record, and whether it was found by a code that was used just now: nothing else says that the caller does not
/// guess. Who knows a NIK knows perhaps a list of them, and a repeat was no guess at all.
async fn answer(
    ctx: &Ctx,
    gate: &Gate,
    content: &(impl Serialize + Sync),
    by: By,
) -> Result<(Delivered<PartnerIncubatee>, bool)> {
    let (asked, by_nik) = (gate.clone(), matches!(by, By::Nik(_)));
    // One write finds and gives: a code is spent on nothing but a record.
    let work = |tx| async move { find(&tx, &asked, by).await };
    let done = once::write(ctx, "lookupApplicant", content, work).await?;
    if done.replayed {
        return Ok((again(ctx, gate, &done.body.id, by_nik).await?, false));
    }
    Ok((done.body.into_record()?, !by_nik))
}

/// Gives who was found before by this very request, if it may be found still.
async fn again(ctx: &Ctx, gate: &Gate, id: &str, by_nik: bool) -> Result<Delivered<PartnerIncubatee>> {
    let tx = ctx.begin().await?;
    let found = match gate.one(&tx, id).await {
        Ok(subject) => give(&tx, gate, subject, by_nik).await,
        Err(gone) => Err(gone),
    };
    match found {
        Ok(found) => {
            tx.commit().await?;
            found.into_record()
        }
        Err(refused) => {
            tx.rollback().await?;
            Err(refused)
        }
    }
}

/// Exactly one of the two, in its form.
fn by(wanted: Wanted) -> Result<By> {
    match (wanted.code, wanted.nik) {
        (Some(code), None) => Ok(By::Code(code)),
        (None, Some(text)) => match nik::parse(&text) {
            Ok(nik) => Ok(By::Nik(nik.digits().to_owned())),
            Err(reason) => Err(Error::listing(
                Code::Invalid,
                vec![Violation::new(Code::NikInvalid, "/nik").with("reason", reason)],
            )),
        },
        _ => {
            let said = Text::new("Sebutkan tepat satu: code atau nik.", "Name exactly one of code, nik.");
            Err(Error::listing(Code::Invalid, vec![Violation::new(Code::FieldRequired, "/code").saying(said)]))
        }
    }
}

/// Who is asked for with its record, or 404. Nobody takes the same steps as somebody. A code that finds nobody here is
/// not used up: it may be another partner's.
async fn find(tx: &Tx, gate: &Gate, by: By) -> Result<Found> {
    let partner = unit_by_id(tx.conn()?, gate.partner()).await?;
    tx.require_roles(&[Role::Partner], Some(&Place::from(&partner)))?;
    let (person, by_nik) = match by {
        By::Code(code) => (coded(tx, gate, &code).await?, false),
        By::Nik(nik) => (with_nik(tx, tx.conn()?, &nik).await?.map(|row| row.id), true),
    };
    let subject = gate.of_person(tx, person.unwrap_or_default()).await?;
    give(tx, gate, subject.ok_or_else(|| Error::new(Code::NotFound))?, by_nik).await
}

/// Gives the record of a subject. By a NIK nobody is found whose NIK the partner may not know: that it is right would be
/// an answer as well.
async fn give(tx: &Tx, gate: &Gate, subject: Subject, by_nik: bool) -> Result<Found> {
    let consented: Scopes = serde_json::from_str(&subject.consent.scopes)?;
    let is_known = gate.allowed.contains(IDENTITY_NIK) && consented.contains(IDENTITY_NIK);
    if by_nik && !is_known {
        return Err(Error::new(Code::NotFound));
    }
    let id = subject.text();
    let record = gate.deliver(tx, vec![subject], None).await?.single()?;
    Ok(Found { id, record: Some(record) })
}

/// The person whom a code stands for, here and for this purpose.
async fn coded(tx: &Tx, gate: &Gate, code: &str) -> Result<Option<Uuid>> {
    let given = consents::by_code(tx, code).await?;
    let Some(given) = given.filter(|given| given.partner_id == gate.partner() && given.purpose == gate.purpose())
    else {
        return Ok(None);
    };
    tx.record(Record::audit_only("lookupApplicant", (Kind::Consent, given.id))).await?;
    Ok(Some(given.person_id))
}
