//! Who may manage whom.

use sea_orm::Condition;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use uuid::Uuid;

use crate::domain::access::{self, Grant, Place, Scope};
use crate::domain::{Actor, ActorKind, Code, Ctx, Error, Result, Tx};
use crate::vocab::Role;

use super::grants::Held;

const ADMINS: &[Role] = &[Role::FknAdmin, Role::MinistryAdmin];
/// Roles that manage somebody.
pub const MANAGERS: &[Role] = &[Role::FknAdmin, Role::MinistryAdmin, Role::Coordinator, Role::BlkHead];

/// The roles that may give and take a role: administrators all of them, coordinators the heads of their region,
/// heads the operators of their BLK.
pub fn granters(role: Role) -> &'static [Role] {
    match role {
        Role::BlkHead => &[Role::FknAdmin, Role::MinistryAdmin, Role::Coordinator],
        Role::BlkOperator => &[Role::FknAdmin, Role::MinistryAdmin, Role::BlkHead],
        _ => ADMINS,
    }
}

/// Whether the caller may give or take this role on this scope. `region_of_unit` is where a unit lies.
pub fn may_grant(ctx: &Ctx, role: Role, scope: &Scope, region_of_unit: Option<&str>) -> bool {
    gives(&ctx.actor, role, scope, region_of_unit)
}

fn gives(actor: &Actor, role: Role, scope: &Scope, region_of_unit: Option<&str>) -> bool {
    let holds = |grant: &Grant, place: &Place| granters(role).contains(&grant.role) && grant.scope.covers(place);
    let admin = actor.grants.iter().any(|grant| ADMINS.contains(&grant.role) && grant.scope == Scope::Nation);
    // What is delegated is delegated to people, not to the machines that file for them.
    let delegated = || {
        let place = place(scope, region_of_unit);
        actor.kind == ActorKind::Person
            && place.is_some_and(|place| actor.grants.iter().any(|grant| holds(grant, &place)))
    };
    actor.kind == ActorKind::System || admin || delegated()
}

/// Whether the caller manages everybody.
pub fn is_admin(ctx: &Ctx) -> bool {
    access::holds(ctx, ADMINS, None)
}

/// Refuses what the caller may not grant, and has the right checked again should the answer be replayed.
pub fn require_grant(tx: &Tx, role: Role, scope: &Scope, region_of_unit: Option<&str>) -> Result<()> {
    tx.require_signed_in()?;
    if !may_grant(tx, role, scope, region_of_unit) {
        return Err(access::denied(granters(role)));
    }
    match place(scope, region_of_unit) {
        Some(place) => tx.require_roles(granters(role), Some(&place)),
        None => tx.require_roles(ADMINS, None),
    }
}

/// Whether the caller manages who holds these roles: all of them must be the caller's to give. Who holds none
/// is managed by administrators.
pub fn manages(ctx: &Ctx, held: &[Held]) -> bool {
    is_admin(ctx)
        || (!held.is_empty() && held.iter().all(|held| may_grant(ctx, held.role, &held.scope(), held.region_of_unit())))
}

/// Refuses who manages nobody at all.
pub fn require_manager(ctx: &Ctx) -> Result<()> {
    ctx.require_signed_in()?;
    if access::holds_anywhere(ctx, MANAGERS) { Ok(()) } else { Err(access::denied(MANAGERS)) }
}

/// As [`manages`]; what is not managed looks missing.
pub fn require_managed(tx: &Tx, held: &[Held]) -> Result<()> {
    require_manager(tx)?;
    if !manages(tx, held) {
        return Err(Error::new(Code::NotFound));
    }
    if is_admin(tx) {
        return tx.require_roles(ADMINS, None);
    }
    held.iter().try_for_each(|held| require_grant(tx, held.role, &held.scope(), held.region_of_unit()))
}

fn place(scope: &Scope, region_of_unit: Option<&str>) -> Option<Place> {
    match (scope, region_of_unit) {
        (Scope::Unit(unit), Some(region)) => Some(Place { unit: *unit, region: region.to_owned() }),
        _ => None,
    }
}

/// Ids of the accounts that the caller manages, as a condition on the id; the same rule as [`manages`].
pub fn managed_accounts(ctx: &Ctx) -> Condition {
    if is_admin(ctx) {
        return Condition::all();
    }
    Condition::all()
        .add(Expr::col("id").in_subquery(holders(ctx, grantable(ctx))))
        .add(Expr::col("id").in_subquery(holders(ctx, grantable(ctx).not())).not())
}

/// Grants that a caller who is no administrator may give and take, as a condition on `role_grant`.
pub fn grantable(ctx: &Ctx) -> Condition {
    let units = |condition: Condition| Query::select().column("id").from("unit").cond_where(condition).to_owned();
    let mut mine = Condition::any().add(Expr::value(1).eq(0));
    for grant in ctx.actor.grants.iter().filter(|_| ctx.actor.kind == ActorKind::Person) {
        let (role, units) = match (grant.role, &grant.scope) {
            (Role::Coordinator, Scope::Nation) => (Role::BlkHead, units(Condition::all())),
            (Role::Coordinator, Scope::Region(code)) => (Role::BlkHead, units(access::in_region("region_code", code))),
            (Role::BlkHead, Scope::Unit(unit)) => {
                (Role::BlkOperator, units(Condition::all().add(Expr::col("id").eq(*unit))))
            }
            _ => continue,
        };
        mine = mine.add(
            Condition::all().add(Expr::col("role").eq(role.as_str())).add(Expr::col("unit_id").in_subquery(units)),
        );
    }
    mine
}

/// Ids of those who hold a role now that meets the condition.
pub fn holders(ctx: &Ctx, condition: Condition) -> SelectStatement {
    Query::select()
        .column("actor_id")
        .from("role_grant")
        .cond_where(Condition::all().add(now(ctx)).add(condition))
        .to_owned()
}

/// Grants that hold at this moment.
pub fn now(ctx: &Ctx) -> Condition {
    Condition::all()
        .add(Expr::col("valid_from").lte(ctx.now()))
        .add(Condition::any().add(Expr::col("valid_to").is_null()).add(Expr::col("valid_to").gt(ctx.now())))
}

/// The units of which an actor's roles make it head.
pub fn is_head_of(held: &[Held], unit: Uuid) -> bool {
    held.iter().any(|held| held.role == Role::BlkHead && held.scope() == Scope::Unit(unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLK: Uuid = Uuid::from_u128(1);
    const OTHER: Uuid = Uuid::from_u128(2);

    fn gives(role: Role, scope: Scope, wanted: Role, on: &Scope, region: Option<&str>) -> bool {
        let actor = Actor { kind: ActorKind::Person, grants: vec![Grant { role, scope }], ..Actor::anonymous() };
        super::gives(&actor, wanted, on, region)
    }

    #[test]
    fn each_level_appoints_the_one_below_it_and_nobody_else() {
        let unit = Scope::Unit(BLK);
        let banten = || Scope::Region("36".to_owned());
        assert!(gives(Role::FknAdmin, Scope::Nation, Role::MinistryAdmin, &Scope::Nation, None));
        assert!(gives(Role::Coordinator, banten(), Role::BlkHead, &unit, Some("36.02")));
        assert!(!gives(Role::Coordinator, banten(), Role::BlkHead, &unit, Some("32.02")));
        assert!(!gives(Role::Coordinator, banten(), Role::BlkOperator, &unit, Some("36.02")));
        assert!(!gives(Role::Coordinator, banten(), Role::Coordinator, &banten(), None));
        assert!(gives(Role::BlkHead, Scope::Unit(BLK), Role::BlkOperator, &unit, Some("36.02")));
        assert!(!gives(Role::BlkHead, Scope::Unit(OTHER), Role::BlkOperator, &unit, Some("36.02")));
        assert!(!gives(Role::BlkHead, Scope::Unit(BLK), Role::BlkHead, &unit, Some("36.02")));
        assert!(!gives(Role::BlkOperator, Scope::Unit(BLK), Role::BlkOperator, &unit, Some("36.02")));
        assert!(!gives(Role::FknAdmin, banten(), Role::BlkHead, &Scope::Nation, None));
    }
}
