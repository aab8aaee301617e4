//! The steps of a commitment: who takes them, what must be said, what they leave.

use chrono::NaiveDate;
use entity::commitment::{Column, Entity, Model};
use entity::unit;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::is_open;
use super::status::{self, Side, Step};
use crate::domain::access::{self, Action, Place};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::coached;
use crate::domain::incubation::workflow::Possible;
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::registry::unit_by_id;
use crate::domain::text::is_blank;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::{Role, UnitKind};

/// Commitments of one round of the worker.
const MOST: u64 = 500;

/// What a caller says of a step.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Day it was done; today unless given.
    pub on: Option<NaiveDate>,
    pub reason: Option<String>,
    /// With an acceptance: the agreement that was signed.
    pub agreement_kind: Option<String>,
    pub agreement_number: Option<String>,
    pub agreed_on: Option<NaiveDate>,
}

/// By what right a step is taken.
enum Right {
    Role(&'static [Role], Place),
    /// As a member of the enterprise.
    Member(Uuid),
}

/// Takes a step with a commitment.
pub async fn step(tx: &Tx, id: &str, expected: Expected, step: Step, given: Given) -> Result<Held<Model>> {
    locked(tx, ids::expect(Kind::Commitment, id)?).await?;
    let old: Held<Model> = ops::seen(tx, tx.conn()?, id).await?;
    match right(tx.conn()?, tx, &old, step).await? {
        Right::Role(roles, place) => tx.require_roles(roles, Some(&place))?,
        Right::Member(enterprise) => tx.as_member_of(enterprise),
    }
    ops::current(&old, expected)?;
    let state = possible_state(&old.row, step)?;
    let faults = check(tx, &old.row, step, &given);
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    let mut row = old.row.clone();
    row.state_on = given.on.unwrap_or_else(|| tx.today());
    row.state_reason = given.reason;
    if step == Step::Accept {
        row.agreement_kind = given.agreement_kind.or(row.agreement_kind);
        row.agreement_number = given.agreement_number.or(row.agreement_number);
        row.agreed_on = given.agreed_on.or(row.agreed_on);
    }
    store(tx, old, row, state, step).await
}

async fn store(tx: &Tx, old: Held<Model>, mut row: Model, state: &str, step: Step) -> Result<Held<Model>> {
    row.state = state.to_owned();
    row.advance(tx);
    let (action, event) = step.names();
    ops::put(tx, old, row, action, event).await
}

/// The commitment, held until the write ends: steps are judged one after the other.
async fn locked(tx: &Tx, id: Uuid) -> Result<Model> {
    let found = Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

/// Where the step leads, or 409. Who needs an open offer is named by its offerer first.
fn possible_state(row: &Model, step: Step) -> Result<&'static str> {
    let state = status::step(&row.state, step)?;
    if is_open(row) && step.side() == Side::Beneficiary {
        return Err(Error::new(Code::IllegalState).saying(
            "Penawaran terbuka: pemberi lebih dahulu menyebut untuk siapa (blkId, kawasanId, enterpriseId).",
            "An open offer: its offerer first names whom it is for (blkId, kawasanId, enterpriseId).",
        ));
    }
    Ok(state)
}

/// What is wrong with what was sent.
fn check(ctx: &Ctx, row: &Model, step: Step, given: &Given) -> Vec<Violation> {
    let (mut faults, today) = (Vec::new(), ctx.today());
    if step.needs_reason() && is_blank(given.reason.as_deref()) {
        faults.push(Violation::new(Code::ReasonRequired, "/reason"));
    }
    if given.on.is_some_and(|on| !(row.state_on..=today).contains(&on)) {
        let fault = Violation::new(Code::FieldRange, "/on").with("min", row.state_on.to_string());
        faults.push(fault.with("max", today.to_string()));
    }
    let agreement = [
        ("/agreementKind", given.agreement_kind.is_some()),
        ("/agreementNumber", given.agreement_number.is_some()),
        ("/agreedOn", given.agreed_on.is_some()),
    ];
    if step != Step::Accept {
        let said = agreement.iter().filter(|(_, said)| *said);
        faults.extend(said.map(|(path, _)| Violation::new(Code::UnknownField, *path)));
        return faults;
    }
    if let Some(kind) = &given.agreement_kind
        && !ctx.app.codes.has("agreementKinds", kind, today)
    {
        faults.push(Violation::new(Code::UnknownCode, "/agreementKind").with("set", "agreementKinds"));
    }
    let kind = given.agreement_kind.as_ref().or(row.agreement_kind.as_ref());
    if given.agreement_number.is_some() && kind.is_none() {
        faults.push(Violation::new(Code::FieldRequired, "/agreementKind"));
    }
    if given.agreed_on.is_some_and(|on| on > today) {
        faults.push(Violation::new(Code::FieldRange, "/agreedOn").with("max", today.to_string()));
    }
    faults
}

/// By what right the caller takes a step, or 403.
async fn right(conn: &impl ConnectionTrait, ctx: &Ctx, held: &Held<Model>, step: Step) -> Result<Right> {
    let side = step.side();
    let mut may: Vec<(&'static [Role], Place)> = Vec::new();
    if matches!(side, Side::Offerer | Side::Either) {
        may.push((Action::KeepOffers.roles(), Place::from(&held.unit)));
    }
    if matches!(side, Side::Beneficiary | Side::Either | Side::Arbiter) {
        let mut theirs = super::beneficiaries(conn, &held.row).await?;
        if theirs.is_empty() {
            // Of an open offer it is the offerer's own unit: its people are told why it is not taken yet.
            theirs.push(held.unit.id);
        }
        for id in theirs {
            let unit = unit_by_id(conn, id).await?;
            let roles = if side == Side::Arbiter { Action::ManageObligations.roles() } else { keepers(held, &unit) };
            may.push((roles, Place::from(&unit)));
        }
    }
    let mut named: Vec<Role> = Vec::new();
    for (roles, place) in may {
        if access::holds(ctx, roles, Some(&place)) {
            return Ok(Right::Role(roles, place));
        }
        for role in roles {
            if !named.contains(role) {
                named.push(*role);
            }
        }
    }
    if let (Side::Beneficiary | Side::Either, Some(enterprise)) = (side, held.row.enterprise_id)
        && coached::is_member(conn, ctx, enterprise).await?
    {
        return Ok(Right::Member(enterprise));
    }
    Err(access::denied(&named))
}

/// Who acts for such a unit.
fn keepers(held: &Held<Model>, unit: &unit::Model) -> &'static [Role] {
    if held.row.enterprise_id.is_some() {
        Action::KeepCoaching.roles()
    } else if unit.kind == UnitKind::Blk.as_str() {
        Action::KeepOwnRecords.roles()
    } else if unit.kind == UnitKind::Organization.as_str() {
        Action::KeepOffers.roles()
    } else {
        Action::KeepKawasan.roles()
    }
}

/// Every step, with what stands in the caller's way now.
pub async fn possible(ctx: &Ctx, held: &Held<Model>) -> Result<Vec<Possible>> {
    let mut all = Vec::with_capacity(Step::TAKEN.len());
    for step in Step::TAKEN {
        let blocker = match right(ctx.db(), ctx, held, step).await {
            Err(refused) if refused.code() == Code::Denied => Some(refused),
            Err(failed) => return Err(failed),
            Ok(_) => ops::current(held, Expected::Any).and_then(|()| possible_state(&held.row, step)).err(),
        };
        all.push(Possible { word: step.word(), blocker });
    }
    Ok(all)
}

/// Ends what nobody fulfilled in its time. Returns how many.
pub async fn lapse_due(ctx: &Ctx) -> Result<usize> {
    let due = Entity::find()
        .filter(Column::ToOn.lte(ctx.today()))
        .filter(Column::State.is_in([status::OFFERED, status::ACCEPTED]))
        .filter(Column::ArchivedAt.is_null())
        .limit(MOST)
        .all(ctx.db())
        .await?;
    let mut lapsed = 0;
    for row in due {
        let tx = ctx.begin().await?;
        // Somebody may have taken a step meanwhile, or another server this one.
        let row = locked(&tx, row.id).await?;
        if row.archived_at.is_some() || !status::has_lapsed(&row.state, row.to_on, ctx.today()) {
            tx.rollback().await?;
            continue;
        }
        let unit = unit_by_id(tx.conn()?, row.unit_id).await?;
        let old = Held { row: row.clone(), unit };
        let ended = Model { state_on: ctx.today(), state_reason: None, ..row };
        store(&tx, old, ended, status::LAPSED, Step::Lapse).await?;
        tx.commit().await?;
        lapsed += 1;
    }
    Ok(lapsed)
}
