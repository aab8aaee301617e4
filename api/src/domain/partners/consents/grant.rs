//! Giving a consent. Everything that is wrong with it is said at once; given anew it takes the place of the one before,
//! in the same transaction.

use chrono::SubsecRound;
use entity::{consent, person, unit};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::query::{self, Known};
use super::rules::{self, ACTIVE, SUPERSEDED};
use super::{notices, proof, requests, rights, store, terms};
use crate::domain::access::{self, Action};
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::coached;
use crate::domain::record::insert;
use crate::domain::registry::kept::ops;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::view::partners::consents::ConsentInput;

/// Whose consent it is, and who gives it.
pub(super) struct Subject {
    pub person: person::Model,
    /// Somebody who coaches the person records it.
    pub on_behalf: bool,
}

/// Gives a consent: for oneself, or on behalf of whom one coaches with the evidence of it.
pub async fn grant(tx: &Tx, input: ConsentInput) -> Result<Known> {
    tx.require_signed_in()?;
    let mut faults = Vec::new();
    let subject = subject(tx, input.person_id.as_deref(), &mut faults).await?;
    let target = terms::target(tx, tx.conn()?, (input.partner.as_str(), input.purpose.as_str()), &mut faults).await?;
    if let (Some(Subject { on_behalf: true, .. }), Some((unit, _))) = (&subject, &target.partner) {
        impartial(tx, unit.id)?;
    }
    let today = tx.today();
    let known = |scope: &str| tx.app.codes.has("consentScopes", scope, today);
    faults.extend(rules::scopes(&input.scopes, known, target.purpose.as_ref(), target.agreed.as_ref()));
    faults.extend(rules::expiry(input.expires_at, tx.now(), target.agreed.as_ref()));
    faults.extend(rules::period(input.data_from, input.data_to));
    terms::codes(tx, &input, &mut faults);
    let notice = match target.purpose {
        Some(_) => notices::current(tx, tx.conn()?, &input.purpose).await?,
        None => None,
    };
    if target.purpose.is_some() {
        let in_force = notice.as_ref().map(|notice| (notice.number, notice.sha256.as_str()));
        faults.extend(rules::notice(input.notice, input.notice_sha256.as_deref(), in_force));
    }
    let mut evidence = None;
    if let Some(subject) = &subject {
        faults.extend(rules::channel(input.channel.as_deref(), subject.on_behalf));
        faults.extend(rules::minor(
            proof::age(tx, tx.conn()?, &subject.person).await?,
            subject.on_behalf,
            input.guardian,
        ));
        evidence = proof::document(tx, subject, input.document_id.as_deref(), &mut faults).await?;
    }
    if let (Some(id), Some(subject), Some((unit, _))) = (&input.request_id, &subject, &target.partner) {
        faults.extend(requests::unanswerable(tx, id, (subject.person.id, unit.id, input.purpose.as_str())).await?);
    }
    match (subject, target.partner, notice) {
        (Some(subject), Some((partner, _)), Some(notice)) if faults.is_empty() => {
            let row = draft(tx, &subject, &partner, input, evidence)?;
            let row = consent::Model { notice_number: notice.number, notice_sha256: notice.sha256, ..row };
            let row = put(tx, row).await?;
            query::one(tx, tx.conn()?, row).await
        }
        _ => Err(Error::listing(Code::Invalid, faults)),
    }
}

/// The person, locked, so that two consents at once are judged one after the other. Who may consent for nobody is
/// refused before anything is said of the person.
async fn subject(tx: &Tx, named: Option<&str>, faults: &mut Vec<Violation>) -> Result<Option<Subject>> {
    let own = coached::own_person(tx.conn()?, tx).await?;
    let roles = Action::KeepCoaching.roles();
    if own.is_none() && !access::holds_anywhere(tx, roles) {
        return Err(access::denied(roles));
    }
    let id = match (named, &own) {
        (Some(text), _) => ids::expect(Kind::Person, text).ok(),
        (None, Some(own)) => Some(own.id),
        (None, None) => {
            faults.push(Violation::new(Code::FieldRequired, "/personId"));
            return Ok(None);
        }
    };
    let there = there(tx)?.add(Expr::col("id").eq(id.unwrap_or_default()));
    let Some(person) = person::Entity::find().filter(there).lock_exclusive().one(tx.conn()?).await? else {
        faults.push(unseen(tx)?);
        return Ok(None);
    };
    let on_behalf = rights::speak(tx, &person).await?;
    Ok(Some(Subject { person, on_behalf }))
}

/// Persons who can consent, as far as the caller sees them, on table `person`.
pub(super) fn there(ctx: &Ctx) -> Result<Condition> {
    let seen = Condition::all().add(ops::visible::<person::Model>(ctx)?);
    Ok(seen.add(Expr::col("archived_at").is_null()).add(Expr::col("erased_at").is_null()))
}

/// What is said of a person who is not there: 403 to who may consent for nobody.
pub(super) fn unseen(ctx: &Ctx) -> Result<Violation> {
    let roles = Action::KeepCoaching.roles();
    if access::holds_anywhere(ctx, roles) {
        Ok(Violation::new(Code::UnknownCode, "/personId"))
    } else {
        Err(access::denied(roles))
    }
}

/// Who pulls for a partner does not record consents for it in the name of others.
pub(super) fn impartial(ctx: &Ctx, partner: Uuid) -> Result<()> {
    if query::partners_of(ctx).contains(&partner) { Err(Error::new(Code::Denied)) } else { Ok(()) }
}

/// The row, but for its notice and its place among those of its subject.
fn draft(
    tx: &Tx,
    subject: &Subject,
    partner: &unit::Model,
    input: ConsentInput,
    evidence: Option<(Uuid, String)>,
) -> Result<consent::Model> {
    let (document_id, evidence_sha256) = evidence.unzip();
    Ok(consent::Model {
        id: tx.new_id(),
        unit_id: subject.person.unit_id,
        subject_id: Uuid::nil(),
        number: 0,
        person_id: subject.person.id,
        partner_id: partner.id,
        purpose: input.purpose,
        scopes: serde_json::to_string(&rules::sorted(input.scopes))?,
        data_from: input.data_from,
        data_to: input.data_to,
        frequency: input.frequency.unwrap_or_else(|| rules::ANY.to_owned()),
        window_from: None,
        owed_at: None,
        // As it is kept, so that what it says can be proven by its hash.
        expires_at: input.expires_at.trunc_subsecs(6),
        notice_number: 0,
        notice_sha256: String::new(),
        language: input.language,
        channel: input.channel.unwrap_or_else(|| rules::APP.to_owned()),
        communication_mode: input.communication_mode,
        on_behalf: subject.on_behalf,
        document_id,
        evidence_sha256,
        captured_by: tx.actor.id_or_nil(),
        guardian: input.guardian,
        status: ACTIVE.to_owned(),
        given_at: tx.now(),
        ended_at: None,
        end_reason: None,
        ack_due_at: None,
        acknowledged_at: None,
        deleted_at: None,
        acknowledged_by: None,
        ack_note: None,
        ack_overdue_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    })
}

/// Puts the consent in the place of the one before it.
async fn put(tx: &Tx, draft: consent::Model) -> Result<consent::Model> {
    let last = consent::Entity::find()
        .filter(consent::Column::PersonId.eq(draft.person_id))
        .filter(consent::Column::PartnerId.eq(draft.partner_id))
        .filter(consent::Column::Purpose.eq(draft.purpose.as_str()))
        .order_by_desc(consent::Column::Number)
        .lock_exclusive()
        .one(tx.conn()?)
        .await?;
    let (subject_id, number) = match &last {
        Some(last) => (last.subject_id, last.number + 1),
        // Random: the moment of the first consent says nothing to who compares subjects.
        None => (random_id(), 1),
    };
    let mut row = consent::Model { subject_id, number, ..draft };
    if row.document_id.is_none() {
        row.evidence_sha256 = Some(proof::fingerprint(&row)?);
    }
    if let Some(mut last) = last.filter(|last| last.status == ACTIVE) {
        last.status = SUPERSEDED.to_owned();
        last.ended_at = Some(tx.now());
        store::save(tx, &mut last).await?;
        tx.announce(store::record(&last, "supersedeConsent", "consent.superseded")).await?;
    }
    insert(consent::ActiveModel::from(row.clone()), tx).await?;
    tx.record(store::record(&row, "grantConsent", "consent.granted")).await?;
    requests::fulfil(tx, &row).await?;
    Ok(row)
}

/// An id that holds no time.
fn random_id() -> Uuid {
    uuid::Builder::from_random_bytes(crate::domain::vault::random::<16>()).into_uuid()
}
