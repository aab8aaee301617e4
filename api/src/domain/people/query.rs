//! Reads of people and roles. Phones are masked for all but their owner.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::grants::{self, Held};
use super::{manage, phone};
use crate::domain::access;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::reference::regions;
use crate::domain::vault::open_with;
use crate::domain::{ActorKind, Code, Ctx, Error, Lang, Result};
use crate::view::people::{CallerKind, Me, RoleGrant, RoleUnit, User};
use crate::vocab::{AccountStatus, Role, ScopeKind, UnitKind};
use entity::{account, client, role_grant, subject_key, unit};

/// Which users are asked for. Role, unit and region must be those of one grant.
#[derive(Clone, Debug, Default)]
pub struct UserFilter {
    pub role: Option<Role>,
    /// Code or id of a unit.
    pub unit: Option<String>,
    pub region: Option<String>,
    pub status: Option<AccountStatus>,
    /// Part of the name or e-mail.
    pub q: Option<String>,
}

/// A page of the users whom the caller manages.
pub async fn users(ctx: &Ctx, filter: &UserFilter, page: &PageRequest) -> Result<Page<User>> {
    manage::require_manager(ctx)?;
    let query = account::Entity::find().filter(manage::managed_accounts(ctx)).filter(wanted(ctx, filter).await?);
    let rows = page.by_id(query, account::Column::Id)?.all(ctx.db()).await?;
    let rows = Page::cut(rows, page, |row| Cursor::new("", row.id.to_string()));
    if rows.items.is_empty() {
        regions::refuse_unknown(ctx, filter.region.as_deref(), "/region").await?;
    }
    let ids: Vec<Uuid> = rows.items.iter().map(|(_, row)| row.id).collect();
    let mut held = grants::held_by(ctx, ctx.db(), &ids).await?;
    let mut phones = open_phones(ctx, ctx.db(), rows.items.iter().map(|(_, row)| row)).await?;
    let items = rows.items.into_iter().map(|(cursor, row)| {
        let (roles, phone) = (held.remove(&row.id).unwrap_or_default(), phones.remove(&row.id));
        (cursor, user(ctx, row, roles, phone))
    });
    Ok(Page { items: items.collect(), more: rows.more })
}

/// One user: oneself, or somebody whom the caller manages.
pub async fn user_by_id(ctx: &Ctx, id: &str) -> Result<User> {
    ctx.require_signed_in()?;
    let id = ids::expect(Kind::User, id)?;
    let account = account::Entity::find_by_id(id).one(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let held = grants::held_by(ctx, ctx.db(), &[id]).await?.remove(&id).unwrap_or_default();
    if ctx.actor.id != Some(id) && !manage::manages(ctx, &held) {
        return Err(Error::new(Code::NotFound));
    }
    user_with_phone(ctx, ctx.db(), account, held).await
}

/// Who the caller is.
pub async fn me(ctx: &Ctx) -> Result<Me> {
    ctx.require_signed_in()?;
    let id = ctx.actor.id.ok_or_else(|| Error::new(Code::AuthRequired))?;
    let held = grants::held_by(ctx, ctx.db(), &[id]).await?.remove(&id).unwrap_or_default();
    let roles = held.iter().map(role_grant).collect();
    if ctx.actor.kind == ActorKind::Client {
        let client = client::Entity::find_by_id(id).one(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))?;
        let on_behalf_of = client.on_behalf_of.map(|head| ids::text(Kind::User, head));
        let id = ids::text(Kind::Client, id);
        return Ok(Me {
            kind: CallerKind::Client,
            id,
            name: client.name,
            language: "id".to_owned(),
            email: None,
            phone: None,
            on_behalf_of,
            roles,
        });
    }
    let account = account::Entity::find_by_id(id).one(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let phone = open_phones(ctx, ctx.db(), [&account]).await?.remove(&id);
    let id = ids::text(Kind::User, id);
    Ok(Me {
        kind: CallerKind::Person,
        id,
        name: account.name,
        language: account.language,
        email: account.email,
        phone,
        on_behalf_of: None,
        roles,
    })
}

/// The account that signs in with this e-mail or phone.
pub(super) async fn account_by_login(ctx: &Ctx, login: &str) -> Result<Option<account::Model>> {
    let query = account::Entity::find();
    let query = match phone::normalise(login) {
        Ok(number) => query.filter(account::Column::PhoneHash.eq(ctx.app.vault.blind_index("phone", &number))),
        Err(_) => query.filter(account::Column::Email.eq(login.trim().to_lowercase())),
    };
    Ok(query.one(ctx.db()).await?)
}

/// Grants that hold now of those whom the caller manages, or of one holder.
pub async fn role_grants(ctx: &Ctx, holder: Option<&str>, page: &PageRequest) -> Result<Page<RoleGrant>> {
    manage::require_manager(ctx)?;
    let mut query = role_grant::Entity::find().filter(manage::now(ctx)).filter(match manage::is_admin(ctx) {
        true => Condition::all(),
        false => manage::grantable(ctx),
    });
    if let Some(holder) = holder {
        let (_, id) = ids::parse(holder).ok_or_else(|| Error::field(Code::FieldFormat, "/holder"))?;
        query = query.filter(role_grant::Column::ActorId.eq(id));
    }
    if let Some(after) = &page.after {
        let id: Uuid = after.id.parse().map_err(|_| Error::new(Code::PageCursor))?;
        query = query.filter(role_grant::Column::Id.gt(id));
    }
    let rows = query.order_by_asc(role_grant::Column::Id).limit(page.limit + 1).all(ctx.db()).await?;
    let rows =
        Page::cut(grants::with_units(ctx.db(), rows).await?, page, |held| Cursor::new("", held.row.id.to_string()));
    Ok(rows.map(|held| role_grant(&held)))
}

async fn wanted(ctx: &Ctx, filter: &UserFilter) -> Result<Condition> {
    let mut all = Condition::all();
    if let Some(status) = filter.status {
        all = all.add(account::Column::Status.eq(status.as_str()));
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        let pattern = format!("%{}%", q.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        let like = |column: account::Column| {
            Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(pattern.clone()).escape('\\'))
        };
        all = all.add(Condition::any().add(like(account::Column::Name)).add(like(account::Column::Email)));
    }
    let mut grant = Condition::all();
    if let Some(role) = filter.role {
        grant = grant.add(Expr::col("role").eq(role.as_str()));
    }
    if let Some(text) = &filter.unit {
        let unit = grants::find_unit(ctx.db(), text).await?.ok_or_else(|| Error::field(Code::UnknownCode, "/unit"))?;
        grant = grant.add(Expr::col("unit_id").eq(unit.id));
    }
    if let Some(region) = &filter.region {
        let region = regions::filter_code(region, "/region")?;
        let units = sea_orm::sea_query::Query::select()
            .column("id")
            .from("unit")
            .cond_where(access::in_region("region_code", &region))
            .to_owned();
        grant = grant.add(access::in_region("region_code", &region).add(Expr::col("unit_id").in_subquery(units)));
    }
    if !grant.is_empty() {
        all = all.add(account::Column::Id.in_subquery(manage::holders(ctx, grant)));
    }
    Ok(all)
}

/// An account as the caller sees it.
pub(super) fn user(ctx: &Ctx, account: account::Model, held: Vec<Held>, phone: Option<String>) -> User {
    let own = ctx.actor.id == Some(account.id);
    User {
        id: ids::text(Kind::User, account.id),
        name: account.name,
        email: account.email,
        phone: phone.map(|number| if own { number } else { phone::mask(&number) }),
        language: account.language,
        status: account.status.parse().unwrap_or(AccountStatus::Deactivated),
        roles: held.iter().map(role_grant).collect(),
        version: account.version,
        created_at: account.created_at,
        updated_at: account.updated_at,
        invitation: None,
    }
}

pub(super) async fn user_with_phone(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    account: account::Model,
    held: Vec<Held>,
) -> Result<User> {
    let phone = open_phones(ctx, conn, [&account]).await?.remove(&account.id);
    Ok(user(ctx, account, held, phone))
}

/// Phones in plain, by account.
pub(crate) async fn open_phones<'a>(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    accounts: impl IntoIterator<Item = &'a account::Model>,
) -> Result<HashMap<Uuid, String>> {
    let sealed: HashMap<Uuid, &String> =
        accounts.into_iter().filter_map(|row| Some((row.id, row.phone_enc.as_ref()?))).collect();
    let mut phones = HashMap::new();
    if sealed.is_empty() {
        return Ok(phones);
    }
    let keys = subject_key::Entity::find()
        .filter(subject_key::Column::SubjectId.is_in(sealed.keys().copied()))
        .all(conn)
        .await?;
    for row in keys {
        let key = ctx.app.vault.subject_key(row.subject_id, &row.wrapped)?;
        if let Some(text) = sealed.get(&row.subject_id) {
            let plain = open_with(&key, &phone_place(row.subject_id), text)?;
            phones.insert(row.subject_id, String::from_utf8(plain).map_err(Error::internal)?);
        }
    }
    Ok(phones)
}

/// Where a phone lies, bound into its encryption.
pub(super) fn phone_place(id: Uuid) -> String {
    format!("account|phone_enc|{id}")
}

/// The language of an account.
pub(super) fn lang(code: &str) -> Lang {
    if code == "en" { Lang::En } else { Lang::Id }
}

/// A grant as both faces show it.
pub fn role_grant(held: &Held) -> RoleGrant {
    RoleGrant {
        id: ids::text(Kind::Grant, held.row.id),
        holder: holder_id(held),
        role: held.role,
        scope_kind: held.row.scope_kind.parse().unwrap_or(ScopeKind::Unit),
        region: held.row.region_code.clone(),
        unit: held.unit.as_ref().map(role_unit),
        valid_from: held.row.valid_from,
        valid_to: held.row.valid_to,
    }
}

fn role_unit(unit: &unit::Model) -> RoleUnit {
    let kind: UnitKind = unit.kind.parse().unwrap_or(UnitKind::Organization);
    let prefix = match kind {
        UnitKind::Blk => Kind::Blk,
        UnitKind::Kawasan => Kind::Kawasan,
        UnitKind::Site => Kind::Site,
        UnitKind::Organization => Kind::Organization,
    };
    RoleUnit { kind, id: ids::text(prefix, unit.id), code: unit.code.clone(), name: unit.name.clone() }
}

/// Public id of who holds a grant.
pub(super) fn holder_id(held: &Held) -> String {
    ids::text(held.holder, held.row.actor_id)
}

/// Names of persons and machines, for those who may see who acted.
pub async fn names(ctx: &Ctx, ids: &[Uuid]) -> Result<std::collections::HashMap<Uuid, crate::view::reports::UserRef>> {
    names_on(ctx.db(), ids).await
}

/// As [`names`], by a connection: within a write, the one that sees its own rows.
pub async fn names_on(
    conn: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<std::collections::HashMap<Uuid, crate::view::reports::UserRef>> {
    use crate::view::reports::UserRef;
    let people = account::Entity::find().filter(account::Column::Id.is_in(ids.iter().copied())).all(conn).await?;
    let others: Vec<Uuid> = ids.iter().copied().filter(|id| people.iter().all(|row| row.id != *id)).collect();
    let machines = if others.is_empty() {
        Vec::new()
    } else {
        entity::client::Entity::find().filter(entity::client::Column::Id.is_in(others)).all(conn).await?
    };
    let people = people.into_iter().map(|row| (row.id, UserRef { id: ids::text(Kind::User, row.id), name: row.name }));
    let machines =
        machines.into_iter().map(|row| (row.id, UserRef { id: ids::text(Kind::Client, row.id), name: row.name }));
    Ok(people.chain(machines).collect())
}
