//! Who is told: accounts by the roles that they hold at this moment.

use std::collections::{BTreeSet, HashMap};

use entity::{role_grant, unit};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::domain::people::manage;
use crate::domain::reference::regions;
use crate::domain::{Ctx, Result};
use crate::vocab::{AccountStatus, Role, UnitKind};

/// Who sees to what a BLK owes.
const OF_BLK: &[Role] = &[Role::BlkHead, Role::BlkOperator];
/// Who sees to what a kawasan, a site or an organization owes.
const OF_OTHERS: &[Role] = &[Role::University, Role::Stakeholder];
/// Who speaks for an organization that offers something.
pub const OFFERERS: &[Role] = &[Role::Stakeholder, Role::Partner, Role::University];

/// Ids of one statement.
const CHUNK: usize = 1_000;

/// Accounts by unit, or by region.
pub type Holders<K> = HashMap<K, Vec<Uuid>>;

/// Accounts that may sign in.
fn active() -> SelectStatement {
    Query::select()
        .column("id")
        .from("account")
        .and_where(Expr::col("status").eq(AccountStatus::Active.as_str()))
        .to_owned()
}

/// Grants of people that hold now, the oldest first.
fn grants(ctx: &Ctx, roles: &[Role]) -> sea_orm::Select<role_grant::Entity> {
    role_grant::Entity::find()
        .filter(role_grant::Column::Role.is_in(roles.iter().map(|role| role.as_str())))
        .filter(manage::now(ctx))
        .filter(role_grant::Column::ActorId.in_subquery(active()))
        .order_by_asc(role_grant::Column::Id)
}

fn add<K: std::hash::Hash + Eq>(holders: &mut Holders<K>, key: Option<K>, account: Uuid) {
    if let Some(key) = key {
        let at = holders.entry(key).or_default();
        if !at.contains(&account) {
            at.push(account);
        }
    }
}

/// Accounts that hold one of the roles on these very units.
pub async fn at_units(ctx: &Ctx, conn: &impl ConnectionTrait, units: &[Uuid], roles: &[Role]) -> Result<Holders<Uuid>> {
    let mut holders = Holders::new();
    for chunk in units.chunks(CHUNK) {
        let these = grants(ctx, roles).filter(role_grant::Column::UnitId.is_in(chunk.iter().copied()));
        for row in these.all(conn).await? {
            add(&mut holders, row.unit_id, row.actor_id);
        }
    }
    Ok(holders)
}

/// Accounts that hold one of the roles on the nation.
pub async fn nationwide(ctx: &Ctx, conn: &impl ConnectionTrait, roles: &[Role]) -> Result<Vec<Uuid>> {
    let these = grants(ctx, roles)
        .filter(role_grant::Column::UnitId.is_null())
        .filter(role_grant::Column::RegionCode.is_null());
    let found: BTreeSet<Uuid> = these.all(conn).await?.into_iter().map(|row| row.actor_id).collect();
    Ok(found.into_iter().collect())
}

/// Who sees to what these units owe: head and operators of a BLK.
pub async fn keepers(ctx: &Ctx, conn: &impl ConnectionTrait, units: &[unit::Model]) -> Result<Holders<Uuid>> {
    let of = |blk: bool| -> Vec<Uuid> {
        units.iter().filter(|unit| (unit.kind == UnitKind::Blk.as_str()) == blk).map(|unit| unit.id).collect()
    };
    let mut holders = at_units(ctx, conn, &of(true), OF_BLK).await?;
    holders.extend(at_units(ctx, conn, &of(false), OF_OTHERS).await?);
    Ok(holders)
}

/// Coordinators by the region of their role, as far as one of these units lies in it. Of the nation there is none.
pub async fn coordinators(ctx: &Ctx, conn: &impl ConnectionTrait, units: &[unit::Model]) -> Result<Holders<String>> {
    let codes: BTreeSet<String> = units.iter().flat_map(|unit| regions::path_codes(&unit.region_code)).collect();
    let mut holders = Holders::new();
    for chunk in codes.into_iter().collect::<Vec<_>>().chunks(CHUNK) {
        let these = grants(ctx, &[Role::Coordinator])
            .filter(role_grant::Column::RegionCode.is_in(chunk.iter().map(String::as_str)));
        for row in these.all(conn).await? {
            add(&mut holders, row.region_code, row.actor_id);
        }
    }
    Ok(holders)
}

/// Those of the coordinators in whose region the unit lies.
pub fn coordinating(coordinators: &Holders<String>, unit: &unit::Model) -> Vec<Uuid> {
    let codes = regions::path_codes(&unit.region_code);
    codes.iter().filter_map(|code| coordinators.get(code)).flatten().copied().collect()
}
