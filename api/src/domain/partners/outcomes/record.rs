//! What a partner records, and reads again.

use chrono::NaiveDate;
use entity::consent;
use entity::outcome::{Column, Entity, Model};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Reported, reported, status};
use crate::domain::access::Place;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Page, PageRequest};
use crate::domain::partners::gate::Gate;
use crate::domain::registry::kept::{Held, ops};
use crate::domain::registry::unit_by_id;
use crate::domain::text::is_blank;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::Role;

/// What a partner says.
#[derive(Clone, Debug, Default)]
pub struct NewOutcome {
    /// Code of `partnerOutcomes`.
    pub outcome: String,
    pub reason: Option<String>,
    /// Whole rupiah.
    pub amount: Option<i64>,
    /// Day on which it happened; today unless given.
    pub on: Option<NaiveDate>,
}

/// Records what became of a subject whose consent is valid now.
pub async fn record(tx: &Tx, gate: &Gate, id: &str, new: NewOutcome) -> Result<Reported> {
    let subject = gate.one(tx, id).await?;
    let partner = unit_by_id(tx.conn()?, gate.partner()).await?;
    tx.require_roles(&[Role::Partner], Some(&Place::from(&partner)))?;
    tx.about_subject(subject.id());
    let incubatee = subject.incubatee.clone().ok_or_else(|| {
        Error::new(Code::IllegalState).saying(
            "Orang ini sedang tidak punya usaha yang diinkubasi.",
            "This person has no enterprise in incubation at present.",
        )
    })?;
    let on = new.on.unwrap_or_else(|| tx.today());
    let about = About { partner: partner.id, person: subject.person.id, purpose: gate.purpose().to_owned() };
    follows(tx, &about, None, on, &new.outcome).await?;
    let faults = check(tx, &new, on);
    let draft = Model {
        id: Uuid::nil(),
        unit_id: Uuid::nil(),
        incubatee_id: incubatee.id,
        enterprise_id: incubatee.enterprise_id,
        partner_id: partner.id,
        consent_id: subject.consent.id,
        person_id: subject.person.id,
        purpose: about.purpose,
        outcome: new.outcome,
        reason: new.reason,
        amount: new.amount,
        happened_on: on,
        state: status::RECORDED.to_owned(),
        dispute_reason: None,
        disputed_on: None,
        decision_reason: None,
        decided_on: None,
        archived_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    let parent = Held { unit: unit_by_id(tx.conn()?, incubatee.unit_id).await?, row: incubatee };
    // The system makes it: the right to say so is the partner's, not that of who keeps the incubatee.
    reported(tx.conn()?, ops::create_below::<Model>(tx, parent, draft, faults).await?).await
}

/// Whose outcomes follow each other.
pub(super) struct About {
    pub partner: Uuid,
    pub person: Uuid,
    pub purpose: String,
}

impl About {
    fn condition(&self) -> Condition {
        Condition::all()
            .add(Column::PartnerId.eq(self.partner))
            .add(Column::PersonId.eq(self.person))
            .add(Column::Purpose.eq(self.purpose.as_str()))
            .add(Column::ArchivedAt.is_null())
    }
}

/// Refuses an outcome that cannot follow those that happened before; `itself` is the one that is corrected.
pub(super) async fn follows(tx: &Tx, about: &About, itself: Option<Uuid>, on: NaiveDate, outcome: &str) -> Result<()> {
    let before = Entity::find()
        .filter(about.condition().add(Column::HappenedOn.lte(on)))
        .order_by_asc(Column::HappenedOn)
        .order_by_asc(Column::Id)
        .all(tx.conn()?)
        .await?;
    let before = before.iter().filter(|row| Some(row.id) != itself);
    status::follows(before.map(|row| row.outcome.as_str()), outcome)
}

/// What is wrong with what a partner says.
pub(super) fn check(ctx: &Ctx, new: &NewOutcome, on: NaiveDate) -> Vec<Violation> {
    let (mut faults, today) = (Vec::new(), ctx.today());
    if !ctx.app.codes.has("partnerOutcomes", &new.outcome, today) {
        faults.push(Violation::new(Code::UnknownCode, "/outcome").with("set", "partnerOutcomes"));
    }
    if status::needs_reason(&new.outcome) && is_blank(new.reason.as_deref()) {
        faults.push(Violation::new(Code::ReasonRequired, "/reason"));
    }
    match new.amount {
        None if status::needs_amount(&new.outcome) => faults.push(Violation::new(Code::FieldRequired, "/amount")),
        Some(amount) if amount < 1 => faults.push(Violation::new(Code::FieldRange, "/amount").with("min", 1)),
        _ => {}
    }
    if on > today {
        faults.push(Violation::new(Code::FieldRange, "/on").with("max", today.to_string()));
    }
    faults
}

/// A page of what the partner recorded of a subject, oldest first. It reads its own words: nothing is delivered. Once
/// the consent has ended there is nothing to be found.
pub async fn own(ctx: &Ctx, gate: &Gate, id: &str, page: &PageRequest) -> Result<Page<Reported>> {
    let subject = ids::expect(Kind::Subject, id)?;
    let given = consent::Entity::find()
        .filter(gate.valid(ctx))
        .filter(consent::Column::SubjectId.eq(subject))
        .one(ctx.db())
        .await?
        .ok_or_else(|| Error::new(Code::NotFound))?;
    let partner = unit_by_id(ctx.db(), gate.partner()).await?;
    let about = About { partner: partner.id, person: given.person_id, purpose: gate.purpose().to_owned() };
    let found = ops::page_of::<Model>(ctx, about.condition(), page).await?;
    Ok(found.map(|held| Reported { row: held.row, subject: id.to_owned(), partner: partner.clone() }))
}
