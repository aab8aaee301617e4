//! Reading consents: those who speak for the person see all of one, its partner a view without anybody's identity.

use std::collections::HashMap;

use entity::consent::{Column, Entity, Model};
use entity::{person, unit};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::rules::{ACTIVE, EXPIRED};
use super::steps;
use crate::domain::access::{self, Scope, Units, units_coached};
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::coached;
use crate::domain::incubation::workflow::Possible;
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::partners::admission;
use crate::domain::partners::gate::{Channel, paced};
use crate::domain::people;
use crate::domain::registry::{find_unit, units};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::view::reports::UserRef;
use crate::vocab::Role;

/// A consent with whom it names.
#[derive(Debug)]
pub struct Known {
    /// The row.
    pub row: Model,
    /// The organization that may read.
    pub partner: unit::Model,
    /// Who recorded it; none where the service did.
    pub captured: Option<UserRef>,
    /// What the caller can do with it now, and what stands in the way.
    pub possible: Vec<Possible>,
}

/// Which consents; each that is empty asks for all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Public id of the person.
    pub person: Option<String>,
    /// Id or code of the organization.
    pub partner: Option<String>,
    /// Code of `consentPurposes`.
    pub purpose: Option<String>,
    /// Code of `consentStatuses`.
    pub status: Option<String>,
    /// Only those that ended and whose partner has not acknowledged yet that it deleted the data.
    pub awaiting: bool,
}

/// Rows that name persons for whom the caller speaks or whose coaching it sees, on a table with `person_id` and
/// `unit_id`: its own, those of units whose coaching it sees, members of the enterprises of these units.
pub(super) fn about_persons(ctx: &Ctx) -> Condition {
    let units = units_coached(ctx);
    if matches!(units, Units::All) {
        return Condition::all();
    }
    let person = || Expr::col("person_id");
    let mut any = Condition::any().add(person().in_subquery(coached::own_persons(ctx)));
    if !matches!(units, Units::None) {
        any = any.add(units.named("unit_id")).add(person().in_subquery(members(ctx, &units)));
    }
    // Wrapped: what the caller of this adds must hold as well, not instead.
    Condition::all().add(any)
}

/// Members today of the enterprises that these units have or coach.
fn members(ctx: &Ctx, units: &Units) -> SelectStatement {
    let theirs = Condition::any().add(units.named("unit_id")).add(units.named("blk_id"));
    let enterprises = Query::select().column("id").from("enterprise").cond_where(theirs).to_owned();
    let there = coached::holding("joined_on", "left_on", ctx.today());
    Query::select()
        .column("person_id")
        .from("membership")
        .cond_where(there.add(Expr::col("enterprise_id").in_subquery(enterprises)))
        .to_owned()
}

/// What the caller sees whole, on table `consent`.
pub fn visible(ctx: &Ctx) -> Condition {
    about_persons(ctx)
}

/// Of which consents the feed tells the caller: those that it sees, and a partner its own.
pub fn told(ctx: &Ctx) -> Condition {
    let (seen, partners) = (visible(ctx), partners_of(ctx));
    if seen.is_empty() || partners.is_empty() {
        return seen;
    }
    Condition::all().add(Condition::any().add(seen).add(Expr::col("partner_id").is_in(partners)))
}

/// The organizations on which the caller holds PARTNER.
pub(in crate::domain::partners) fn partners_of(ctx: &Ctx) -> Vec<Uuid> {
    let mut all: Vec<Uuid> = Vec::new();
    for grant in ctx.actor.grants.iter().filter(|grant| grant.role == Role::Partner) {
        if let Scope::Unit(unit) = grant.scope {
            all.push(unit);
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// The organization for which the caller pulls: 403 without PARTNER on exactly one. It takes no agreement, so that what
/// ended can be acknowledged still.
pub fn partner_of(ctx: &Ctx) -> Result<Uuid> {
    ctx.require_signed_in()?;
    match partners_of(ctx).as_slice() {
        [one] => Ok(*one),
        _ => Err(access::denied(&[Role::Partner])),
    }
}

/// A page of the consents that the caller sees, oldest first.
pub async fn list(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<Known>> {
    let Page { items, more } = rows(ctx, wanted(ctx, filter).await?, page).await?;
    let (cursors, rows): (Vec<_>, Vec<_>) = items.into_iter().unzip();
    let known = known(ctx, ctx.db(), rows).await?;
    Ok(Page { items: cursors.into_iter().zip(known).collect(), more })
}

/// How many consents a filter finds.
pub async fn count(ctx: &Ctx, filter: &Filter) -> Result<u64> {
    Ok(Entity::find().filter(wanted(ctx, filter).await?).count(ctx.db()).await?)
}

/// One consent that the caller sees.
pub async fn get(ctx: &Ctx, id: &str) -> Result<Known> {
    ctx.require_signed_in()?;
    let id = ids::expect(Kind::Consent, id)?;
    let row = Entity::find_by_id(id).filter(visible(ctx)).one(ctx.db()).await?;
    one(ctx, ctx.db(), row.ok_or_else(|| Error::new(Code::NotFound))?).await
}

/// The consent that the caller sees, locked for this write, with its person.
pub(super) async fn for_write(tx: &Tx, id: &str) -> Result<(Model, person::Model)> {
    tx.require_signed_in()?;
    let id = ids::expect(Kind::Consent, id)?;
    let row = Entity::find_by_id(id).filter(visible(tx)).lock_exclusive().one(tx.conn()?).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    let person = person::Entity::find_by_id(row.person_id).one(tx.conn()?).await?;
    Ok((row, person.ok_or_else(|| Error::new(Code::NotFound))?))
}

/// A page of the consents of the caller's own organization, oldest first. Without an agreement in force it is shown only
/// what it still has to acknowledge.
pub async fn list_of_partner(ctx: &Ctx, filter: &Filter, page: &PageRequest, channel: Channel) -> Result<Page<Model>> {
    paced(ctx, channel)?;
    let own = Condition::all().add(Column::PartnerId.eq(partner_of(ctx)?));
    if !filter.awaiting {
        admission::covered(ctx, channel).await?;
    }
    rows(ctx, own.add(coded(ctx, filter)?), page).await
}

/// How many consents of the caller's own organization a filter finds.
pub async fn count_of_partner(ctx: &Ctx, filter: &Filter) -> Result<u64> {
    let own = Condition::all().add(Column::PartnerId.eq(partner_of(ctx)?));
    Ok(Entity::find().filter(own.add(coded(ctx, filter)?)).count(ctx.db()).await?)
}

/// One consent of the caller's own organization; without an agreement in force only one that it still has to acknowledge.
pub async fn one_of_partner(ctx: &Ctx, id: &str, channel: Channel) -> Result<Model> {
    paced(ctx, channel)?;
    let partner = partner_of(ctx)?;
    let found = match ids::expect(Kind::Consent, id) {
        Ok(id) => Entity::find_by_id(id).filter(Column::PartnerId.eq(partner)).one(ctx.db()).await?,
        Err(_) => None,
    };
    let owed = found.as_ref().is_some_and(|row| row.ack_due_at.is_some() && row.acknowledged_at.is_none());
    if !owed {
        admission::covered(ctx, channel).await?;
    }
    found.ok_or_else(|| Error::new(Code::NotFound))
}

async fn rows(ctx: &Ctx, all: Condition, page: &PageRequest) -> Result<Page<Model>> {
    let rows = page.by_id(Entity::find().filter(all), Column::Id)?.all(ctx.db()).await?;
    Ok(Page::cut(rows, page, |row| Cursor::new("", row.id.to_string())))
}

async fn wanted(ctx: &Ctx, filter: &Filter) -> Result<Condition> {
    ctx.require_signed_in()?;
    let mut all = visible(ctx).add(coded(ctx, filter)?);
    if let Some(person) = &filter.person {
        let id = ids::expect(Kind::Person, person).map_err(|_| Error::field(Code::FieldFormat, "/person"))?;
        all = all.add(Column::PersonId.eq(id));
    }
    if let Some(partner) = &filter.partner {
        // One that does not exist has no consents.
        let found = find_unit(ctx.db(), partner).await?;
        all = all.add(Column::PartnerId.eq(found.map_or(Uuid::nil(), |unit| unit.id)));
    }
    Ok(all)
}

/// Purpose, status, and whether an acknowledgement is awaited.
fn coded(ctx: &Ctx, filter: &Filter) -> Result<Condition> {
    let mut faults = Vec::new();
    for (set, path, code) in
        [("consentPurposes", "/purpose", &filter.purpose), ("consentStatuses", "/status", &filter.status)]
    {
        if code.as_ref().is_some_and(|code| !ctx.app.codes.has(set, code, ctx.today())) {
            faults.push(Violation::new(Code::UnknownCode, path).with("set", set));
        }
    }
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    let purpose = filter.purpose.as_deref().map(|purpose| Column::Purpose.eq(purpose));
    let status = filter.status.as_deref().map(|status| in_status(ctx, status));
    let owed = || Condition::all().add(Column::AckDueAt.is_not_null()).add(Column::AcknowledgedAt.is_null());
    Ok(Condition::all().add_option(purpose).add_option(status).add_option(filter.awaiting.then(owed)))
}

/// Consents of a status, as it is at this moment.
fn in_status(ctx: &Ctx, status: &str) -> Condition {
    let active = || Condition::all().add(Column::Status.eq(ACTIVE));
    match status {
        ACTIVE => active().add(Column::ExpiresAt.gt(ctx.now())),
        EXPIRED => Condition::any().add(Column::Status.eq(EXPIRED)).add(active().add(Column::ExpiresAt.lte(ctx.now()))),
        other => Condition::all().add(Column::Status.eq(other)),
    }
}

/// A row with whom it names.
pub(super) async fn one(ctx: &Ctx, conn: &impl ConnectionTrait, row: Model) -> Result<Known> {
    known(ctx, conn, vec![row]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// Rows with whom they name, in the same order.
async fn known(ctx: &Ctx, conn: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Known>> {
    let partners = units::mapped(conn, rows.iter().map(|row| row.partner_id)).await?;
    let captors: Vec<Uuid> = rows.iter().map(|row| row.captured_by).filter(|id| !id.is_nil()).collect();
    let captors = if captors.is_empty() { HashMap::new() } else { people::query::names_on(conn, &captors).await? };
    let mut possible = steps::of_consents(ctx, conn, &rows).await?;
    let known = rows.into_iter().filter_map(|row| {
        let partner = partners.get(&row.partner_id)?.clone();
        let possible = possible.remove(&row.id).unwrap_or_default();
        Some(Known { captured: captors.get(&row.captured_by).cloned(), partner, possible, row })
    });
    Ok(known.collect())
}
