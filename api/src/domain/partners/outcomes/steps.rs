//! Disputes about an outcome: the unit of the incubatee raises one, the partner or an administrator ends it.

use chrono::NaiveDate;
use entity::consent;
use entity::outcome::{Column, Entity, Model};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::record::{About, NewOutcome, check, follows};
use super::status::{self, Step};
use super::{Reported, reported};
use crate::domain::access::{self, Action, Place};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::workflow::Possible;
use crate::domain::partners::consents;
use crate::domain::partners::gate::{Channel, Gate, paced};
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::registry::unit_by_id;
use crate::domain::text::is_blank;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::Role;

/// What a caller says of a step.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Why; a dispute and a correction need it.
    pub reason: Option<String>,
    /// With a correction: code of `partnerOutcomes`.
    pub outcome: Option<String>,
    /// With a correction: whole rupiah.
    pub amount: Option<i64>,
    /// With a correction: day on which it happened; unchanged unless given.
    pub on: Option<NaiveDate>,
}

/// The gate through which the caller reaches an outcome as the partner that recorded it; none for everybody else. It is
/// asked before a write begins, since a refusal writes a row of its own.
pub async fn door(ctx: &Ctx, id: &str, channel: Channel) -> Result<Option<Gate>> {
    ctx.require_signed_in()?;
    let id = ids::expect(Kind::Outcome, id)?;
    let own = consents::partners_of(ctx);
    if own.is_empty() {
        return Ok(None);
    }
    // Before it is looked for: a partner that tries ids one after the other is counted too.
    paced(ctx, channel)?;
    match Entity::find_by_id(id).filter(Column::PartnerId.is_in(own)).one(ctx.db()).await? {
        Some(row) => Gate::open_uncounted(ctx, Some(&row.purpose), channel).await.map(Some),
        None => Ok(None),
    }
}

/// An outcome that the caller sees: in its coaching, or as the partner while the consent holds.
async fn reached(conn: &impl ConnectionTrait, ctx: &Ctx, gate: Option<&Gate>, id: &str) -> Result<Held<Model>> {
    let unseen = match ops::seen::<Model>(ctx, conn, id).await {
        Err(unseen) if unseen.code() == Code::NotFound => unseen,
        other => return other,
    };
    let Some(gate) = gate else { return Err(unseen) };
    let own = Entity::find_by_id(ids::expect(Kind::Outcome, id)?)
        .filter(Column::PartnerId.eq(gate.partner()))
        .filter(Column::Purpose.eq(gate.purpose()));
    let Some(row) = own.one(conn).await? else { return Err(unseen) };
    let holding = consent::Entity::find().filter(gate.valid(ctx)).filter(consent::Column::PersonId.eq(row.person_id));
    if holding.count(conn).await? == 0 {
        return Err(unseen);
    }
    Ok(Held { unit: unit_by_id(conn, row.unit_id).await?, row })
}

/// Takes a step with an outcome.
pub async fn step(
    tx: &Tx,
    gate: Option<&Gate>,
    id: &str,
    expected: Expected,
    step: Step,
    given: Given,
) -> Result<Reported> {
    // Held until the write ends: steps are judged one after the other.
    Entity::find_by_id(ids::expect(Kind::Outcome, id)?).lock_exclusive().one(tx.conn()?).await?;
    let old = reached(tx.conn()?, tx, gate, id).await?;
    let (roles, place) = right(tx.conn()?, tx, &old, step).await?;
    tx.require_roles(roles, place.as_ref())?;
    ops::current(&old, expected)?;
    let state = status::step(&old.row.state, step)?;
    let mut row = old.row.clone();
    let faults = match step {
        Step::Correct => correct(tx, &mut row, &given).await?,
        Step::Dispute if is_blank(given.reason.as_deref()) => vec![Violation::new(Code::ReasonRequired, "/reason")],
        _ => Vec::new(),
    };
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    match step {
        Step::Dispute => (row.dispute_reason, row.disputed_on) = (given.reason, Some(tx.today())),
        Step::Uphold | Step::Correct => (row.decision_reason, row.decided_on) = (given.reason, Some(tx.today())),
    }
    row.state = state.to_owned();
    row.advance(tx);
    let (action, event) = step.names();
    let said = reported(tx.conn()?, ops::put(tx, old, row, action, event).await?).await?;
    if roles == [Role::Partner] {
        tx.about_subject(ids::expect(Kind::Subject, &said.subject)?);
    }
    Ok(said)
}

/// Puts what is right in the place of what was wrong; what is wrong with that comes back.
async fn correct(tx: &Tx, row: &mut Model, given: &Given) -> Result<Vec<Violation>> {
    let on = given.on.unwrap_or(row.happened_on);
    let new = NewOutcome {
        outcome: given.outcome.clone().unwrap_or_default(),
        reason: given.reason.clone(),
        amount: given.amount,
        on: Some(on),
    };
    let about = About { partner: row.partner_id, person: row.person_id, purpose: row.purpose.clone() };
    follows(tx, &about, Some(row.id), on, &new.outcome).await?;
    let mut faults = check(tx, &new, on);
    // Why it was wrong is said in any case; of a refusal it is said above.
    if is_blank(given.reason.as_deref()) && !status::needs_reason(&new.outcome) {
        faults.push(Violation::new(Code::ReasonRequired, "/reason"));
    }
    row.reason = new.reason.filter(|_| status::needs_reason(&new.outcome));
    row.outcome = new.outcome;
    row.amount = new.amount;
    row.happened_on = on;
    Ok(faults)
}

/// By what right the caller takes a step, or 403: the unit disputes, the partner or an administrator decides.
async fn right(
    conn: &impl ConnectionTrait,
    ctx: &Ctx,
    held: &Held<Model>,
    step: Step,
) -> Result<(&'static [Role], Option<Place>)> {
    if step == Step::Dispute {
        let (roles, place) = (Action::KeepCoaching.roles(), Place::from(&held.unit));
        access::require_roles(ctx, roles, Some(&place))?;
        return Ok((roles, Some(place)));
    }
    let partner = Place::from(&unit_by_id(conn, held.row.partner_id).await?);
    let (partners, admins): (&'static [Role], &'static [Role]) = (&[Role::Partner], Action::ManageAgreements.roles());
    if access::holds(ctx, partners, Some(&partner)) {
        return Ok((partners, Some(partner)));
    }
    if access::holds(ctx, admins, None) {
        Ok((admins, None))
    } else {
        Err(access::denied(&[partners, admins].concat()))
    }
}

/// An outcome with every step, and what stands in the caller's way now.
pub async fn possible(ctx: &Ctx, gate: Option<&Gate>, id: &str) -> Result<(Held<Model>, Vec<Possible>)> {
    let held = reached(ctx.db(), ctx, gate, id).await?;
    let mut all = Vec::with_capacity(Step::ALL.len());
    for step in Step::ALL {
        let blocker = match right(ctx.db(), ctx, &held, step).await {
            Err(refused) if refused.code() == Code::Denied => Some(refused),
            Err(failed) => return Err(failed),
            Ok(_) => {
                let now = ops::current(&held, Expected::Any);
                now.and_then(|()| status::step(&held.row.state, step).map(drop)).err()
            }
        };
        all.push(Possible { word: step.word(), blocker });
    }
    Ok((held, all))
}
