//! Roles: who holds which, where, and from when to when.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::{clients, manage, query};
use crate::domain::access::Scope;
use crate::domain::ids::{self, Kind};
use crate::domain::record::{Record, insert};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::view::people::{GrantRequest, NewGrant, RoleGrant};
use crate::vocab::{Role, UnitKind};
use entity::{account, region, role_grant, unit};

/// A role that somebody holds, with the unit it is held on.
#[derive(Clone, Debug)]
pub struct Held {
    pub row: role_grant::Model,
    pub role: Role,
    /// Whether a user or a client holds it.
    pub holder: Kind,
    pub unit: Option<unit::Model>,
}

impl Held {
    pub fn scope(&self) -> Scope {
        match (&self.row.region_code, self.row.unit_id) {
            (Some(code), _) => Scope::Region(code.clone()),
            (None, Some(unit)) => Scope::Unit(unit),
            (None, None) => Scope::Nation,
        }
    }

    pub fn region_of_unit(&self) -> Option<&str> {
        self.unit.as_ref().map(|unit| unit.region_code.as_str())
    }
}

/// A role and the place it is to be held on, read from a request.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub role: Role,
    pub scope: Scope,
    pub unit: Option<unit::Model>,
}

impl Wanted {
    pub fn region_of_unit(&self) -> Option<&str> {
        self.unit.as_ref().map(|unit| unit.region_code.as_str())
    }
}

/// Looks up what a request names. `path` is where it stands in the request.
pub async fn resolve(conn: &impl ConnectionTrait, grant: &NewGrant, path: &str) -> Result<Wanted> {
    let named = [grant.region.is_some(), grant.blk.is_some(), grant.unit.is_some()];
    if named.iter().filter(|named| **named).count() > 1 {
        return Err(Error::field(Code::FieldFormat, path)
            .saying("Sebut satu saja: region, blk, atau unit.", "Name one of region, blk, unit."));
    }
    let unit = match (&grant.blk, &grant.unit) {
        (Some(blk), _) => Some(
            find_unit(conn, blk)
                .await?
                .filter(|unit| unit.kind == UnitKind::Blk.as_str())
                .ok_or_else(|| unknown(path, "blk"))?,
        ),
        (None, Some(unit)) => Some(find_unit(conn, unit).await?.ok_or_else(|| unknown(path, "unit"))?),
        (None, None) => None,
    };
    let scope = match (&grant.region, &unit) {
        (Some(region), _) => Scope::Region(find_region(conn, region, path).await?),
        (None, Some(unit)) => Scope::Unit(unit.id),
        (None, None) => Scope::Nation,
    };
    let wanted = Wanted { role: grant.role, scope, unit };
    if fits(&wanted) {
        Ok(wanted)
    } else {
        Err(Error::listing(Code::Invalid, vec![Violation::new(Code::GrantScope, path)]))
    }
}

/// Which roles are held on what.
fn fits(wanted: &Wanted) -> bool {
    let on = |kind: UnitKind| wanted.unit.as_ref().is_some_and(|unit| unit.kind == kind.as_str());
    match wanted.role {
        Role::BlkHead | Role::BlkOperator => on(UnitKind::Blk),
        // What a partner may see was consented to for one organization: a wider scope would stand for all of them.
        Role::Partner => on(UnitKind::Organization),
        Role::Coordinator | Role::LocalGovernment => matches!(wanted.scope, Scope::Region(_)),
        Role::FknAdmin | Role::MinistryAdmin => wanted.scope == Scope::Nation,
        _ => true,
    }
}

/// A unit by its id or its code.
pub async fn find_unit(conn: &impl ConnectionTrait, text: &str) -> Result<Option<unit::Model>> {
    let found = match ids::parse(text) {
        Some((Kind::Blk | Kind::Kawasan | Kind::Site | Kind::Organization, id)) => {
            unit::Entity::find_by_id(id).one(conn).await?
        }
        Some(_) => None,
        None => unit::Entity::find().filter(unit::Column::Code.eq(text)).one(conn).await?,
    };
    Ok(found)
}

async fn find_region(conn: &impl ConnectionTrait, text: &str, path: &str) -> Result<String> {
    if text.len() > 2 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Error::field(Code::CodeSystem, format!("{path}/region")));
    }
    let code = match ids::parse(text) {
        Some((Kind::Region, id)) => ids::region_code(id).ok_or_else(|| unknown(path, "region"))?,
        _ => text.to_owned(),
    };
    let current =
        region::Entity::find().filter(region::Column::Code.eq(&code)).filter(region::Column::ValidTo.is_null());
    current.one(conn).await?.map(|row| row.code).ok_or_else(|| unknown(path, "region"))
}

fn unknown(path: &str, field: &str) -> Error {
    Error::field(Code::UnknownCode, format!("{path}/{field}"))
}

/// What each of these holds at this moment, and from when on.
pub async fn held_by(ctx: &Ctx, conn: &impl ConnectionTrait, actors: &[Uuid]) -> Result<HashMap<Uuid, Vec<Held>>> {
    let rows = role_grant::Entity::find()
        .filter(role_grant::Column::ActorId.is_in(actors.iter().copied()))
        .filter(manage::now(ctx))
        .order_by_asc(role_grant::Column::Id)
        .all(conn)
        .await?;
    let mut held: HashMap<Uuid, Vec<Held>> = HashMap::new();
    for found in with_units(conn, rows).await? {
        held.entry(found.row.actor_id).or_default().push(found);
    }
    Ok(held)
}

/// Adds units and kinds of holders to many grants at once.
pub async fn with_units(conn: &impl ConnectionTrait, rows: Vec<role_grant::Model>) -> Result<Vec<Held>> {
    let wanted: Vec<Uuid> = rows.iter().filter_map(|row| row.unit_id).collect();
    let mut units: HashMap<Uuid, unit::Model> = HashMap::new();
    if !wanted.is_empty() {
        let found = unit::Entity::find().filter(unit::Column::Id.is_in(wanted)).all(conn).await?;
        units.extend(found.into_iter().map(|unit| (unit.id, unit)));
    }
    let holders = rows.iter().map(|row| row.actor_id);
    let people =
        account::Entity::find().select_only().column(account::Column::Id).filter(account::Column::Id.is_in(holders));
    let people: HashSet<Uuid> = people.into_tuple().all(conn).await?.into_iter().collect();
    rows.into_iter()
        .map(|row| {
            Ok(Held {
                role: row.role.parse()?,
                holder: kind(people.contains(&row.actor_id)),
                unit: row.unit_id.and_then(|id| units.get(&id).cloned()),
                row,
            })
        })
        .collect()
}

fn kind(person: bool) -> Kind {
    if person { Kind::User } else { Kind::Client }
}

/// Writes a grant and its event. Whether it may be given is decided before; the audit row is the operation's.
pub(super) async fn add(tx: &Tx, holder: (Kind, Uuid), wanted: &Wanted, until: Option<DateTime<Utc>>) -> Result<Held> {
    let (scope_kind, region_code) = match &wanted.scope {
        Scope::Nation => ("NATION", None),
        Scope::Region(code) => ("REGION", Some(code.clone())),
        Scope::Unit(_) => ("UNIT", None),
    };
    let row = role_grant::Model {
        id: tx.new_id(),
        actor_id: holder.1,
        role: wanted.role.as_str().to_owned(),
        scope_kind: scope_kind.to_owned(),
        region_code,
        unit_id: wanted.unit.as_ref().map(|unit| unit.id),
        valid_from: tx.now(),
        valid_to: until,
        granted_by: tx.actor.id,
    };
    insert(role_grant::ActiveModel::from(row.clone()), tx).await?;
    let held = Held { row, role: wanted.role, holder: holder.0, unit: wanted.unit.clone() };
    tx.announce(told("", "role.granted", &held, 1)).await?;
    Ok(held)
}

/// Gives a role to a user or a client that exists already.
pub async fn grant(tx: &Tx, input: GrantRequest) -> Result<RoleGrant> {
    manage::require_manager(tx)?;
    let until = input.valid_to;
    if until.is_some_and(|until| until <= tx.now()) {
        return Err(Error::field(Code::FieldRange, "/validTo"));
    }
    let wanted =
        resolve(tx.conn()?, &NewGrant { role: input.role, region: input.region, blk: input.blk, unit: input.unit }, "")
            .await?;
    manage::require_grant(tx, wanted.role, &wanted.scope, wanted.region_of_unit())?;
    let holder = require_holder(tx, &input.holder).await?;
    if let Holder::Client(client) = &holder {
        clients::require_head(tx, client.on_behalf_of, std::slice::from_ref(&wanted), "/holder").await?;
    }
    let held = held_by(tx, tx.conn()?, &[holder.id()]).await?.remove(&holder.id()).unwrap_or_default();
    if held.iter().any(|held| held.role == wanted.role && held.scope() == wanted.scope) {
        return Err(Error::new(Code::AlreadyExists));
    }
    let kind = kind(matches!(holder, Holder::User(_)));
    let held = add(tx, (kind, holder.id()), &wanted, until).await?;
    tx.record(Record::audit_only("grantRole", (Kind::Grant, held.row.id))).await?;
    super::actor::forget_after(tx);
    Ok(query::role_grant(&held))
}

/// Ends a role now. Ended twice is as good as once.
pub async fn end(tx: &Tx, id: &str) -> Result<RoleGrant> {
    manage::require_manager(tx)?;
    let id = ids::expect(Kind::Grant, id)?;
    let row = role_grant::Entity::find_by_id(id).one(tx.conn()?).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let mut held = with_units(tx.conn()?, vec![row]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))?;
    if !manage::may_grant(tx, held.role, &held.scope(), held.region_of_unit()) {
        return Err(Error::new(Code::NotFound));
    }
    manage::require_grant(tx, held.role, &held.scope(), held.region_of_unit())?;
    if held.row.valid_to.is_none_or(|to| to > tx.now()) {
        held.row.valid_to = Some(tx.now());
        let change = role_grant::ActiveModel { id: Set(id), valid_to: Set(held.row.valid_to), ..Default::default() };
        role_grant::Entity::update(change).exec(tx.conn()?).await?;
        tx.record(told("endRoleGrant", "role.ended", &held, 2)).await?;
        super::actor::forget_after(tx);
    }
    Ok(query::role_grant(&held))
}

/// What happened to a grant. It changes once: when it ends.
fn told<'a>(action: &'a str, event: &'a str, held: &Held, version: i32) -> Record<'a> {
    let body = json!({"holder": query::holder_id(held), "role": held.role, "scopeKind": held.row.scope_kind, "region": held.row.region_code});
    let mut record = Record::new(action, event, (Kind::Grant, held.row.id), version).body(body);
    record.unit = held.row.unit_id;
    record
}

/// Who is to hold a role.
enum Holder {
    User(Uuid),
    Client(Box<entity::client::Model>),
}

impl Holder {
    fn id(&self) -> Uuid {
        match self {
            Holder::User(id) => *id,
            Holder::Client(client) => client.id,
        }
    }
}

async fn require_holder(tx: &Tx, text: &str) -> Result<Holder> {
    let missing = || Error::field(Code::UnknownCode, "/holder");
    match ids::parse(text) {
        Some((Kind::User, id)) => {
            let account = account::Entity::find_by_id(id).one(tx.conn()?).await?.ok_or_else(missing)?;
            let held = held_by(tx, tx.conn()?, &[account.id]).await?.remove(&account.id).unwrap_or_default();
            if manage::manages(tx, &held) { Ok(Holder::User(account.id)) } else { Err(missing()) }
        }
        Some((Kind::Client, id)) if manage::is_admin(tx) => {
            let found = entity::client::Entity::find_by_id(id).one(tx.conn()?).await?;
            found.map(Box::new).map(Holder::Client).ok_or_else(missing)
        }
        _ => Err(missing()),
    }
}
