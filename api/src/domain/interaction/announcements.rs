//! Announcements (domain.md row 76): to everyone, to all users, or to some roles; in a region or everywhere.

use chrono::NaiveDate;
use entity::announcement::{Column, Entity, Model};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::places::{self, holding_in};
use crate::domain::access::{Action, Grant, Scope, Units, units_of};
use crate::domain::reference::regions;
use crate::domain::registry::kept::{Held, Kept, kept, ops};
use crate::domain::registry::unit_by_id;
use crate::domain::{ActorKind, Code, Ctx, Result, Tx, Violation};
use crate::vocab::UnitKind;

pub const PUBLIC: &str = "PUBLIC";
const USERS: &str = "USERS";
const ROLES: &str = "ROLES";
/// Entries of the feed.
const LATEST: u64 = 50;
/// Announcements of one round of the worker.
const ROUND: u64 = 50;

kept! {
    announcement: Announcement,
    owners: [UnitKind::Organization],
    keepers: Announce,
    readers: Addressed,
    title: Some("title"),
    class: Some("audience"),
    ends: Some("expires_on"),
    alone: [],
    refs: [],
    span: None,
    fixed: [announced_on],
    prepare: prepare,
    check(it, checks) {
        checks.code("audience", "announcementAudiences", &it.audience);
        checks.codes("roles", "roles", &it.roles);
        checks.order(("publishedOn", Some(it.published_on)), ("expiresOn", it.expires_on));
        if (it.audience == ROLES) != (it.roles != "[]") {
            checks.say(
                Code::FieldRequired,
                "roles",
                "Peran disebut bila dan hanya bila sasarannya ROLES.",
                "Roles are named if, and only if, the audience is ROLES.",
            );
        }
        if it.title_en.is_some() != it.body_en.is_some() {
            checks.fault(Code::FieldRequired, if it.title_en.is_some() { "bodyEn" } else { "titleEn" });
        }
    }
}

/// What is shown at once is told of with its making; the rest on its first day ([`publish_due`]).
async fn prepare(tx: &Tx, draft: &mut Model, _old: Option<&Model>, faults: &mut Vec<Violation>) -> Result<()> {
    let today = tx.today();
    draft.announced_on = draft.announced_on.or((draft.published_on <= today).then_some(today));
    places::settle(tx, &mut draft.region_code, faults).await
}

/// Tells of what was written earlier for today. Returns how many.
pub async fn publish_due(ctx: &Ctx) -> Result<usize> {
    let due = Condition::all()
        .add(Column::AnnouncedOn.is_null())
        .add(Column::PublishedOn.lte(ctx.today()))
        .add(Column::ArchivedAt.is_null());
    let rows = Entity::find().filter(due.clone()).limit(ROUND).all(ctx.db()).await?;
    let mut told = 0;
    for row in rows {
        let tx = ctx.begin().await?;
        // Another server may have told of it meanwhile, or somebody changed its day.
        let row = Entity::find_by_id(row.id).filter(due.clone()).lock_exclusive().one(tx.conn()?).await?;
        let Some(row) = row else {
            tx.rollback().await?;
            continue;
        };
        let old = Held { unit: unit_by_id(tx.conn()?, row.unit_id).await?, row: row.clone() };
        let mut next = Model { announced_on: Some(ctx.today()), ..row };
        next.advance(&tx);
        ops::put(&tx, old, next, "publishAnnouncement", "published").await?;
        tx.commit().await?;
        told += 1;
    }
    Ok(told)
}

/// What the caller may read: what is addressed to it, from the day it is published until it expires; its keepers all.
pub fn visible(ctx: &Ctx) -> Condition {
    let shown = shown(ctx.today()).add(addressed(ctx));
    match units_of(ctx, Action::Announce.roles()) {
        Units::All => Condition::all(),
        Units::None => shown,
        // Wrapped: what is added to this must hold as well, not instead.
        keepers => Condition::all().add(Condition::any().add(keepers.named("unit_id")).add(shown)),
    }
}

/// Published by a day, and not expired.
fn shown(day: NaiveDate) -> Condition {
    let lasting = Condition::any().add(Expr::col("expires_on").is_null()).add(Expr::col("expires_on").gt(day));
    Condition::all().add(Expr::col("published_on").lte(day)).add(lasting)
}

/// Public ones, and those for the caller: for all users, or for a role that it holds, where it holds it.
fn addressed(ctx: &Ctx) -> Condition {
    let to = |audience: &str| Condition::all().add(Expr::col("audience").eq(audience));
    let mut any = Condition::any().add(to(PUBLIC));
    if ctx.actor.kind == ActorKind::Anonymous {
        return any;
    }
    any = any.add(to(USERS).add(Expr::col("region_code").is_null()));
    for grant in &ctx.actor.grants {
        let role = Expr::col("roles").like(format!("%\"{}\"%", grant.role.as_str()));
        any = any.add(to(USERS).add_option(reach(grant))).add(to(ROLES).add(role).add_option(reach(grant)));
    }
    any
}

/// Announcements for regions that a grant reaches; none where it reaches all.
fn reach(grant: &Grant) -> Option<Condition> {
    match &grant.scope {
        Scope::Nation => None,
        Scope::Region(code) => Some(holding_in("region_code", code)),
        Scope::Unit(unit) => Some(near(*unit)),
    }
}

/// Announcements for the region of a unit, for one that it lies in, or for one that lies in it.
fn near(unit: Uuid) -> Condition {
    let same = Expr::cust(
        "(unit.region_code = announcement.region_code OR unit.region_code LIKE (announcement.region_code || '.%') \
         OR announcement.region_code LIKE (unit.region_code || '.%'))",
    );
    let there = Query::select()
        .column("id")
        .from("unit")
        .cond_where(Condition::all().add(Expr::col("id").eq(unit)).add(same))
        .to_owned();
    let any = Condition::any().add(Expr::col("region_code").is_null()).add(Expr::exists(there));
    Condition::all().add(any)
}

/// The latest public ones, the newest first; of a region if one is named.
pub async fn latest(ctx: &Ctx, region: Option<&str>) -> Result<Vec<Held<Model>>> {
    let mut all = shown(ctx.today()).add(Column::Audience.eq(PUBLIC)).add(Column::ArchivedAt.is_null());
    if let Some(region) = region {
        all = all.add(holding_in("region_code", &regions::filter_code(region, "/region")?));
        // Those for the nation would be found in any region, known or not.
        regions::refuse_unknown(ctx, Some(region), "/region").await?;
    }
    let rows = Entity::find().filter(all).order_by_desc(Column::PublishedOn).order_by_desc(Column::Id).limit(LATEST);
    ops::with_units(ctx.db(), rows.all(ctx.db()).await?).await
}
