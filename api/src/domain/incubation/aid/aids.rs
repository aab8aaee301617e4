//! A proposal of aid: whether it fits its scheme (domain.md trap 2, rows 13 and 65).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::aid::Model;
use entity::{aid, aid_scheme, enterprise, membership, person, unit};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::fit::{Recipients, misfits, recipient, sums};
use super::status;
use crate::domain::access::{Action, Place, can};
use crate::domain::ids::Kind;
use crate::domain::incubation::{duplicates, memberships, persons};
use crate::domain::registry::kept::Held;
use crate::domain::registry::unit_by_id;
use crate::domain::{Code, Result, Text, Tx, Violation};

/// The rules of a proposal, and what it is recorded with. The scheme is held until the write ends: two who take the
/// last place of a quota at the same moment see each other.
pub async fn prepare(tx: &Tx, draft: &mut Model, old: Option<&Model>, faults: &mut Vec<Violation>) -> Result<()> {
    let unit = unit_by_id(tx.conn()?, draft.unit_id).await?;
    let today = super::today(tx, &unit);
    match old {
        Some(old) => faults.extend(moved(draft, old)),
        None => {
            draft.status = status::PROPOSED.to_owned();
            draft.status_on = Some(today);
            faults.extend(out_of_reach(tx, draft, &unit).await?);
        }
    }
    let lifted = lifted(tx, draft, old, &unit)?;
    // What names nothing is a fault already; the scheme's rules say nothing of it.
    let named = [Some(draft.scheme_id), draft.enterprise_id, draft.person_id];
    let scheme = aid_scheme::Entity::find_by_id(draft.scheme_id).lock_exclusive().one(tx.conn()?).await?;
    let (Some(scheme), false) = (scheme, named.contains(&Some(Uuid::nil()))) else {
        return Ok(());
    };
    faults.extend(sums(&scheme, draft));
    let wrong = recipient(&scheme, &unit.kind, draft);
    if wrong.is_empty() {
        let day = draft.status_on.unwrap_or(today);
        let recipients = recipients(tx, draft, day).await?;
        draft.members = draft.enterprise_id.map(|_| i32::try_from(recipients.ages.len()).unwrap_or(i32::MAX));
        let taken = taken(tx, &scheme, draft.id).await?;
        if !lifted {
            faults.extend(misfits(&scheme, draft, &recipients, today, taken));
        }
    }
    faults.extend(wrong);
    Ok(())
}

/// The scheme and the recipient stay: duplicates were looked for when it was proposed.
fn moved(draft: &Model, old: &Model) -> Vec<Violation> {
    let stays = [
        ("/schemeId", draft.scheme_id == old.scheme_id),
        ("/enterpriseId", draft.enterprise_id == old.enterprise_id),
        ("/personId", draft.person_id == old.person_id),
    ];
    let text = || Text::new("Ini tetap; usulkan bantuan baru.", "This stays; propose another aid.");
    let changed = stays.into_iter().filter(|(_, same)| !same);
    changed.map(|(path, _)| Violation::new(Code::FieldRange, path).saying(text())).collect()
}

/// A unit proposes aid for its own enterprises and people, and for those it coaches; what is beyond looks missing.
async fn out_of_reach(tx: &Tx, draft: &Model, unit: &unit::Model) -> Result<Vec<Violation>> {
    let mut faults = Vec::new();
    if let Some(id) = draft.enterprise_id
        && let Some(enterprise) = enterprise::Entity::find_by_id(id).one(tx.conn()?).await?
        && enterprise.blk_id != Some(unit.id)
        && !within(tx, unit, enterprise.unit_id).await?
    {
        faults.push(missing("/enterpriseId", Kind::Enterprise));
    }
    if let Some(id) = draft.person_id
        && let Some(person) = person::Entity::find_by_id(id).one(tx.conn()?).await?
        && !within(tx, unit, person.unit_id).await?
        && !belongs(tx, unit, person.id).await?
    {
        faults.push(missing("/personId", Kind::Person));
    }
    Ok(faults)
}

fn missing(path: &str, kind: Kind) -> Violation {
    Violation::new(Code::UnknownCode, path).with("kind", kind.name())
}

/// Whether the owner is the unit itself, or one for which the caller may propose aid as well.
async fn within(tx: &Tx, unit: &unit::Model, owner: Uuid) -> Result<bool> {
    if owner == unit.id {
        return Ok(true);
    }
    let owner = unit_by_id(tx.conn()?, owner).await?;
    Ok(can(tx, Action::KeepAid, Some(&Place::from(&owner))))
}

/// Whether the person is a member of an enterprise of the unit.
async fn belongs(tx: &Tx, unit: &unit::Model, person: Uuid) -> Result<bool> {
    let today = super::today(tx, unit);
    let rows = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(person))
        .filter(membership::Column::UnitId.eq(unit.id))
        .filter(memberships::within(today, today.succ_opt()));
    Ok(rows.count(tx.conn()?).await? > 0)
}

/// Whether the scheme is set aside: by a caller who may, or as it was before. A reason that stays does not cover other
/// sums.
fn lifted(tx: &Tx, draft: &Model, old: Option<&Model>, unit: &unit::Model) -> Result<bool> {
    if draft.override_reason.is_none() {
        return Ok(false);
    }
    let place = Place::from(unit);
    if let Some(old) = old.filter(|old| old.override_reason == draft.override_reason) {
        let same = old.amount_requested == draft.amount_requested && old.plan == draft.plan;
        return Ok(same || can(tx, Action::Override, Some(&place)));
    }
    tx.require(Action::Override, Some(&place))?;
    Ok(true)
}

/// The people whom aid reaches on a day: a person, or the members of an enterprise.
pub async fn reached(conn: &impl ConnectionTrait, aid: &Model, day: NaiveDate) -> Result<Vec<Uuid>> {
    let Some(enterprise) = aid.enterprise_id else {
        return Ok(aid.person_id.into_iter().collect());
    };
    let rows = membership::Entity::find()
        .filter(membership::Column::EnterpriseId.eq(enterprise))
        .filter(memberships::within(day, day.succ_opt()));
    let persons: BTreeSet<Uuid> = rows.all(conn).await?.into_iter().map(|row| row.person_id).collect();
    Ok(persons.into_iter().collect())
}

/// What the rules need to know of these people.
async fn recipients(tx: &Tx, draft: &Model, day: NaiveDate) -> Result<Recipients> {
    let ids = reached(tx.conn()?, draft, day).await?;
    let known = persons::known(tx.conn()?, tx, &ids).await?;
    let age = |id: &Uuid| known.get(id).and_then(|known| known.birth).map(|birth| persons::age_on(birth, day));
    let disabled = ids.iter().filter(|id| known.get(id).is_some_and(|known| known.disabled)).count();
    Ok(Recipients { ages: ids.iter().map(age).collect(), disabled })
}

/// Aid of the scheme that counts for its quota, without one.
async fn taken(tx: &Tx, scheme: &aid_scheme::Model, but: Uuid) -> Result<u64> {
    if scheme.quota.is_none() {
        return Ok(0);
    }
    let rows = aid::Entity::find()
        .filter(aid::Column::SchemeId.eq(scheme.id))
        .filter(aid::Column::Id.ne(but))
        .filter(aid::Column::ArchivedAt.is_null())
        .filter(aid::Column::Status.is_not_in([status::RETURNED, status::BREACH]));
    Ok(rows.count(tx.conn()?).await?)
}

/// Looks whether other aid of the kind and fiscal year reaches the same people.
pub async fn after(tx: &Tx, held: &Held<Model>) -> Result<()> {
    let reached = reached(tx.conn()?, &held.row, super::today(tx, &held.unit)).await?;
    duplicates::in_scheme(tx, &held.row, &reached).await
}
