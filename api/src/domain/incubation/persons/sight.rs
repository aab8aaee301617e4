//! How much the caller sees of a person.

use std::collections::{HashMap, HashSet};

use entity::{enterprise, membership, mentor, mentor_assignment, person, unit};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::access::{self, Place};
use crate::domain::incubation::coached;
use crate::domain::registry::kept::Held;
use crate::domain::{ActorKind, Ctx, Result};
use crate::vocab::Role;

/// Roles that see all of the persons of their units, and can reach the members of their enterprises.
const KEEPERS: &[Role] = &[Role::BlkHead, Role::BlkOperator, Role::University];
/// Roles that may see more of a person through an enterprise than through the unit that recorded it.
const THROUGH: &[Role] = &[Role::BlkHead, Role::BlkOperator, Role::University, Role::Mentor];
/// Roles that see all once they state a purpose.
const ADMINS: &[Role] = &[Role::FknAdmin, Role::MinistryAdmin];

/// How much is seen, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// That the NIK is recorded.
    Nothing,
    /// Name, sex, masked NIK, region.
    Named,
    /// The phone as well.
    Contact,
    /// All of it.
    Full,
}

/// In what ways a caller looks at a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Eyes {
    /// It is the caller's own record.
    own: bool,
    /// The caller keeps the coaching of its unit.
    keeper: bool,
    /// The caller keeps an enterprise that it is a member of, or is the mentor assigned to it.
    mentor: bool,
    /// The caller sees the coaching there.
    reader: bool,
    /// The caller administers, and said why it looks.
    purpose: bool,
}

impl Eyes {
    fn sight(self) -> Sight {
        if self.own || self.keeper || self.purpose {
            Sight::Full
        } else if self.mentor {
            Sight::Contact
        } else if self.reader {
            Sight::Named
        } else {
            Sight::Nothing
        }
    }

    fn look(&mut self, ctx: &Ctx, place: &Place) {
        self.keeper |= access::holds(ctx, KEEPERS, Some(place));
        self.reader |= access::sees_coaching(ctx, place);
    }
}

impl Eyes {
    /// Who keeps an enterprise reaches its members. What they told the unit that recorded them stays there.
    fn look_through(&mut self, ctx: &Ctx, place: &Place) {
        self.mentor |= access::holds(ctx, KEEPERS, Some(place));
        self.reader |= access::sees_coaching(ctx, place);
    }
}

/// Whether a stated purpose opens more to the caller.
pub(super) fn may_state_purpose(ctx: &Ctx) -> bool {
    access::holds(ctx, ADMINS, None)
}

/// What the caller sees of each of these persons, in their order.
pub(super) async fn of_rows(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    rows: &[Held<person::Model>],
    purpose: bool,
) -> Result<Vec<Sight>> {
    let purpose = purpose && may_state_purpose(ctx);
    let mut all: Vec<Eyes> = rows.iter().map(|held| at_home(ctx, held, purpose)).collect();
    let dim = rows.iter().zip(&all).filter(|(_, eyes)| eyes.sight() < Sight::Full);
    let dim: Vec<Uuid> = dim.map(|(held, _)| held.row.id).collect();
    // Most lists end here: those who keep a unit list its own persons.
    if !dim.is_empty() && access::holds_anywhere(ctx, THROUGH) {
        let ways = ways(ctx, conn, &dim).await?;
        for (held, eyes) in rows.iter().zip(&mut all) {
            if let Some(way) = ways.get(&held.row.id) {
                eyes.mentor |= way.mentored;
                way.places.iter().for_each(|place| eyes.look_through(ctx, place));
            }
        }
    }
    Ok(all.into_iter().map(Eyes::sight).collect())
}

fn at_home(ctx: &Ctx, held: &Held<person::Model>, purpose: bool) -> Eyes {
    let account = held.row.account_id.filter(|_| ctx.actor.kind == ActorKind::Person);
    let own = account.is_some() && account == ctx.actor.id;
    let mut eyes = Eyes { own, purpose, ..Eyes::default() };
    eyes.look(ctx, &Place::from(&held.unit));
    eyes
}

/// How a caller reaches a person through the enterprises that it is a member of.
#[derive(Default)]
struct Way {
    /// Where these enterprises are coached.
    places: Vec<Place>,
    /// Whether one of them is assigned to the caller.
    mentored: bool,
}

async fn ways(ctx: &Ctx, conn: &impl ConnectionTrait, persons: &[Uuid]) -> Result<HashMap<Uuid, Way>> {
    let today = ctx.today();
    let members = membership::Entity::find()
        .filter(membership::Column::PersonId.is_in(persons.iter().copied()))
        .filter(membership::Column::ArchivedAt.is_null())
        .filter(Condition::any().add(membership::Column::LeftOn.is_null()).add(membership::Column::LeftOn.gt(today)));
    let members = members.all(conn).await?;
    if members.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted: HashSet<Uuid> = members.iter().map(|row| row.enterprise_id).collect();
    let found = enterprise::Entity::find().filter(enterprise::Column::Id.is_in(wanted)).all(conn).await?;
    let units: HashSet<Uuid> = found.iter().flat_map(|row| [Some(row.unit_id), row.blk_id]).flatten().collect();
    let units = unit::Entity::find().filter(unit::Column::Id.is_in(units)).all(conn).await?;
    let places: HashMap<Uuid, Place> = units.iter().map(|unit| (unit.id, Place::from(unit))).collect();
    let enterprises: HashMap<Uuid, enterprise::Model> = found.into_iter().map(|row| (row.id, row)).collect();
    let assigned = assigned(ctx, conn).await?;
    let mut ways: HashMap<Uuid, Way> = HashMap::new();
    for member in members {
        let Some(enterprise) = enterprises.get(&member.enterprise_id) else { continue };
        let way = ways.entry(member.person_id).or_default();
        way.mentored |= assigned.contains(&enterprise.id);
        let at = [Some(enterprise.unit_id), enterprise.blk_id].into_iter().flatten();
        way.places.extend(at.filter_map(|id| places.get(&id).cloned()));
    }
    Ok(ways)
}

/// The enterprises that the caller mentors today.
async fn assigned(ctx: &Ctx, conn: &impl ConnectionTrait) -> Result<HashSet<Uuid>> {
    if !access::holds_anywhere(ctx, &[Role::Mentor]) {
        return Ok(HashSet::new());
    }
    let Some(own) = coached::own_person(conn, ctx).await? else {
        return Ok(HashSet::new());
    };
    let mentors = mentor::Entity::find()
        .filter(mentor::Column::PersonId.eq(own.id))
        .filter(mentor::Column::ArchivedAt.is_null())
        .filter(mentor::Column::Status.is_in(["TRAINED", "ASSIGNED"]));
    let mentors: Vec<Uuid> = mentors.all(conn).await?.into_iter().map(|row| row.id).collect();
    let (from, to) = (mentor_assignment::Column::FromOn, mentor_assignment::Column::ToOn);
    let rows = mentor_assignment::Entity::find()
        .filter(mentor_assignment::Column::MentorId.is_in(mentors))
        .filter(mentor_assignment::Column::ArchivedAt.is_null())
        .filter(from.lte(ctx.today()))
        .filter(Condition::any().add(to.is_null()).add(to.gt(ctx.today())));
    Ok(rows.all(conn).await?.into_iter().map(|row| row.enterprise_id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_relation_decides_how_much_is_seen() {
        let none = Eyes::default();
        let reader = Eyes { reader: true, ..none };
        for (eyes, sight) in [
            (none, Sight::Nothing),
            (reader, Sight::Named),
            (Eyes { mentor: true, ..none }, Sight::Contact),
            (Eyes { mentor: true, ..reader }, Sight::Contact),
            (Eyes { keeper: true, ..reader }, Sight::Full),
            (Eyes { keeper: true, mentor: true, ..none }, Sight::Full),
            (Eyes { own: true, ..none }, Sight::Full),
            (Eyes { purpose: true, ..reader }, Sight::Full),
        ] {
            assert_eq!(eyes.sight(), sight, "{eyes:?}");
        }
    }
}
