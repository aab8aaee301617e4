//! Who speaks for a person: the person itself, with the account that is bound to it, and those who keep the coaching of
//! a unit that coaches it.

use std::collections::{BTreeSet, HashMap};

use entity::{enterprise, membership, person, unit};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::access::{self, Action, Place};
use crate::domain::incubation::memberships;
use crate::domain::interaction::places::of_enterprise;
use crate::domain::{ActorKind, Ctx, Result, Tx};

/// Whether the caller's account is bound to the person.
pub(super) fn is_own(ctx: &Ctx, person: &person::Model) -> bool {
    let account = person.account_id.filter(|_| ctx.actor.kind == ActorKind::Person && person.archived_at.is_none());
    account.is_some() && account == ctx.actor.id
}

/// By what right somebody acts for a person.
pub(super) enum Right {
    /// It is the person itself.
    Own,
    /// It keeps the coaching of a unit that coaches the person.
    Coach(Place),
    /// It handles the requests of data subjects.
    Officer,
}

/// By what right the caller speaks for a person whom these units coach: 403 for who has none.
pub(super) fn right(ctx: &Ctx, person: &person::Model, units: &[unit::Model]) -> Result<Right> {
    if is_own(ctx, person) {
        return Ok(Right::Own);
    }
    let mut places = units.iter().map(Place::from);
    let place = places.find(|place| access::can(ctx, Action::KeepCoaching, Some(place)));
    place.map(Right::Coach).ok_or_else(|| access::denied(Action::KeepCoaching.roles()))
}

/// As [`right`], for what whoever handles the requests of data subjects does too.
pub(super) fn right_to_end(ctx: &Ctx, person: &person::Model, units: &[unit::Model]) -> Result<Right> {
    if access::can(ctx, Action::HandleDataRequests, None) { Ok(Right::Officer) } else { right(ctx, person, units) }
}

impl Right {
    /// Remembers it for a replay.
    pub(super) fn used(&self, tx: &Tx) -> Result<()> {
        match self {
            Right::Own => Ok(()),
            Right::Coach(place) => tx.require(Action::KeepCoaching, Some(place)),
            Right::Officer => tx.require(Action::HandleDataRequests, None),
        }
    }
}

/// The units that coach a person today: the one that recorded it, and those of the enterprises that it belongs to.
pub(super) async fn units(ctx: &Ctx, conn: &impl ConnectionTrait, person: &person::Model) -> Result<Vec<unit::Model>> {
    let mut found = units_of_all(ctx, conn, &[person]).await?;
    Ok(found.remove(&person.id).unwrap_or_default())
}

/// As [`units`], of many at once.
pub(super) async fn units_of_all(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    persons: &[&person::Model],
) -> Result<HashMap<Uuid, Vec<unit::Model>>> {
    let today = ctx.today();
    let mut ids: HashMap<Uuid, BTreeSet<Uuid>> =
        persons.iter().map(|person| (person.id, BTreeSet::from([person.unit_id]))).collect();
    let joined = membership::Entity::find()
        .filter(membership::Column::PersonId.is_in(persons.iter().map(|person| person.id)))
        .filter(memberships::within(today, today.succ_opt()));
    let joined = joined.all(conn).await?;
    if !joined.is_empty() {
        let groups = enterprise::Entity::find()
            .filter(enterprise::Column::Id.is_in(joined.iter().map(|row| row.enterprise_id)))
            .filter(enterprise::Column::ArchivedAt.is_null());
        let groups: HashMap<Uuid, enterprise::Model> =
            groups.all(conn).await?.into_iter().map(|row| (row.id, row)).collect();
        for row in &joined {
            if let (Some(theirs), Some(group)) = (ids.get_mut(&row.person_id), groups.get(&row.enterprise_id)) {
                theirs.extend(of_enterprise(group));
            }
        }
    }
    let all: BTreeSet<Uuid> = ids.values().flatten().copied().collect();
    let found = unit::Entity::find().filter(unit::Column::Id.is_in(all)).filter(unit::Column::ArchivedAt.is_null());
    let found: HashMap<Uuid, unit::Model> = found.all(conn).await?.into_iter().map(|row| (row.id, row)).collect();
    let known =
        |ids: BTreeSet<Uuid>| -> Vec<unit::Model> { ids.iter().filter_map(|id| found.get(id).cloned()).collect() };
    Ok(ids.into_iter().map(|(person, ids)| (person, known(ids))).collect())
}

/// Whether the caller speaks on behalf of the person, and not for itself. Refuses who may do neither, and remembers the
/// right for a replay.
pub(in crate::domain::partners) async fn speak(tx: &Tx, person: &person::Model) -> Result<bool> {
    // Who speaks for itself needs no look at who coaches it.
    let units = if is_own(tx, person) { Vec::new() } else { units(tx, tx.conn()?, person).await? };
    let right = right(tx, person, &units)?;
    right.used(tx)?;
    Ok(!matches!(right, Right::Own))
}
