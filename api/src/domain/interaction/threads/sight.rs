//! What the caller sees of threads and comments, as conditions on their rows; and whether somebody may say or be told
//! something. Both ask [`super::audience`].

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use entity::{enterprise, unit, unit_region};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::audience::{self, Circle, Held};
use super::subjects::{self, Subject};
use crate::domain::access::{Scope, Units, in_region};
use crate::domain::events::seen;
use crate::domain::ids::Kind;
use crate::domain::incubation::coached;
use crate::domain::reference::regions::path_codes;
use crate::domain::{ActorKind, Code, Ctx, Error, Result};
use crate::vocab::Audience;

/// With what eyes somebody looks: the roles held, each with where it is held.
#[derive(Clone, Debug)]
pub(super) struct Eyes {
    held: Vec<Held>,
}

/// Rows of which something holds.
enum Rows {
    All,
    None,
    Where(Condition),
}

impl Eyes {
    pub(super) async fn of(ctx: &Ctx) -> Result<Self> {
        let units = ctx.actor.grants.iter().filter_map(|grant| match grant.scope {
            Scope::Unit(unit) => Some(unit),
            _ => None,
        });
        let homes = homes(ctx, units.collect()).await?;
        let held = ctx.actor.grants.iter().map(|grant| {
            let homes = match grant.scope {
                Scope::Unit(unit) => homes.get(&unit).cloned().unwrap_or_default(),
                _ => Vec::new(),
            };
            Held { role: grant.role, scope: grant.scope.clone(), homes }
        });
        Ok(Self { held: held.collect() })
    }

    /// Rows at whose spot a role puts the caller into a circle, by the columns `unit_id` and `region_code`.
    fn rows(&self, circle: Circle) -> Rows {
        let (mut units, mut covered, mut above) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for held in &self.held {
            let Some(own) = Circle::of(held.role) else { continue };
            let (is_in, in_part) = (own <= circle, own.max(Circle::Blk) <= circle);
            match &held.scope {
                Scope::Nation if is_in => return Rows::All,
                Scope::Nation => {}
                Scope::Region(code) => {
                    covered.extend(is_in.then(|| code.clone()));
                    above.extend(path_codes(code).into_iter().filter(|_| in_part));
                }
                Scope::Unit(unit) => {
                    units.extend(is_in.then_some(*unit));
                    above.extend(held.homes.iter().filter(|_| in_part).cloned());
                }
            }
        }
        let mut any = Condition::any();
        if !units.is_empty() {
            any = any.add(Expr::col("unit_id").is_in(units));
        }
        if !covered.is_empty() {
            let inside = || covered.iter().fold(Condition::any(), |any, code| any.add(in_region("region_code", code)));
            any = any.add(inside()).add(Units::of(inside()).named("unit_id"));
        }
        if !above.is_empty() {
            any = any.add(Expr::col("region_code").is_in(above));
        }
        if any.is_empty() { Rows::None } else { Rows::Where(any) }
    }

    /// Threads in whose audience the roles put the caller; seeing what they are about comes on top.
    fn taking_part(&self, ctx: &Ctx) -> Rows {
        let mut any = Condition::any();
        match self.rows(Circle::Internal) {
            Rows::All => return Rows::All,
            Rows::None => {}
            Rows::Where(inner) => any = any.add(inner),
        }
        any = any
            .add_option(to(&[Audience::Blk, Audience::Partner, Audience::Stakeholders], self.rows(Circle::Blk)))
            .add_option(to(&[Audience::Stakeholders], self.rows(Circle::Stakeholders)));
        // Coaching is shared with whoever sees it. Enterprises are public: not everybody who sees one is part of it.
        let coached = Condition::any()
            .add(Expr::col("subject_kind").is_in(subjects::COACHED.iter().map(|kind| kind.name())))
            .add(
                Condition::all()
                    .add(Expr::col("subject_kind").eq(Kind::Enterprise.name()))
                    .add(coached::about(ctx, "subject_id")),
            );
        Rows::Where(any.add_option(to(&[Audience::Stakeholders], Rows::Where(coached))))
    }

    /// Organizations for which the caller speaks.
    fn organizations(&self) -> BTreeSet<Uuid> {
        self.held.iter().filter_map(Held::organization).collect()
    }
}

/// Rows of these audiences, as far as something else holds of them too.
fn to(audiences: &[Audience], rows: Rows) -> Option<Condition> {
    let of = Condition::all().add(Expr::col("audience").is_in(audiences.iter().map(|audience| audience.as_str())));
    match rows {
        Rows::All => Some(of),
        Rows::None => None,
        Rows::Where(condition) => Some(of.add(condition)),
    }
}

/// Codes of the regions that units lie in, from the province down.
async fn homes(ctx: &Ctx, units: Vec<Uuid>) -> Result<HashMap<Uuid, Vec<String>>> {
    let mut homes: HashMap<Uuid, Vec<String>> = HashMap::new();
    if units.is_empty() {
        return Ok(homes);
    }
    let own: Vec<(Uuid, String)> = unit::Entity::find()
        .select_only()
        .columns([unit::Column::Id, unit::Column::RegionCode])
        .filter(unit::Column::Id.is_in(units.iter().copied()))
        .into_tuple()
        .all(ctx.db())
        .await?;
    let spanned: Vec<(Uuid, String)> = unit_region::Entity::find()
        .select_only()
        .columns([unit_region::Column::UnitId, unit_region::Column::RegionCode])
        .filter(unit_region::Column::UnitId.is_in(units))
        .into_tuple()
        .all(ctx.db())
        .await?;
    for (unit, code) in own.into_iter().chain(spanned) {
        homes.entry(unit).or_default().extend(path_codes(&code));
    }
    Ok(homes)
}

fn nothing() -> Condition {
    Condition::all().add(Expr::value(1).eq(0))
}

/// Threads that the caller sees, archived ones too.
pub async fn visible(ctx: &Ctx) -> Result<Condition> {
    match ctx.actor.kind {
        ActorKind::System => Ok(Condition::all()),
        ActorKind::Anonymous => Ok(nothing()),
        ActorKind::Person | ActorKind::Client => threads(ctx, &Eyes::of(ctx).await?).await,
    }
}

async fn threads(ctx: &Ctx, eyes: &Eyes) -> Result<Condition> {
    let record = seen::naming(ctx, "subject_kind", "subject_id", subjects::KINDS).await?;
    let subject = Condition::any().add(Expr::col("region_code").is_not_null()).add(record);
    let taking_part = match eyes.taking_part(ctx) {
        Rows::All => Condition::all().add(subject),
        Rows::None => nothing(),
        Rows::Where(condition) => Condition::all().add(condition).add(subject),
    };
    let organizations = eyes.organizations();
    if organizations.is_empty() {
        return Ok(taking_part);
    }
    // To be named as the partner is enough: it shows the thread, never the record.
    let named = Condition::all()
        .add(Expr::col("audience").eq(Audience::Partner.as_str()))
        .add(Expr::col("partner_id").is_in(organizations));
    Ok(Condition::all().add(Condition::any().add(named).add(taking_part)))
}

/// Comments that the caller sees, deleted ones too: those of the threads it sees, in whose own audience it is.
pub async fn visible_comments(ctx: &Ctx) -> Result<Condition> {
    if !matches!(ctx.actor.kind, ActorKind::Person | ActorKind::Client) {
        return visible(ctx).await;
    }
    let eyes = Eyes::of(ctx).await?;
    // Looked up by its key: a list of all threads that are seen would be made anew for each statement.
    let there = Query::select()
        .expr(Expr::value(1))
        .from("thread")
        .and_where(Expr::col(("thread", "id")).eq(Expr::col(("comment", "thread_id"))))
        .cond_where(threads(ctx, &eyes).await?)
        .to_owned();
    Ok(heard(&eyes).add(Expr::exists(there)))
}

/// As [`visible_comments`], of threads that the caller is known to see.
pub(super) async fn heard_in_seen(ctx: &Ctx) -> Result<Condition> {
    match ctx.actor.kind {
        ActorKind::Person | ActorKind::Client => Ok(heard(&Eyes::of(ctx).await?)),
        ActorKind::System | ActorKind::Anonymous => visible(ctx).await,
    }
}

/// Comments in whose own audience the caller is. One to STAKEHOLDERS or to the partner is as wide as its thread.
fn heard(eyes: &Eyes) -> Condition {
    let inner = match eyes.rows(Circle::Internal) {
        Rows::All => return Condition::all(),
        Rows::None => None,
        Rows::Where(inner) => Some(inner),
    };
    let narrower = Condition::any()
        .add_option(to(&[Audience::Stakeholders, Audience::Partner], Rows::All))
        .add_option(to(&[Audience::Blk], eyes.rows(Circle::Blk)))
        .add_option(inner);
    Condition::all().add(narrower)
}

/// Whether somebody is in an audience, with all that it takes: what [`visible`] says of rows, for one that is not there
/// yet.
pub(super) async fn admits(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    subject: &Subject,
    audience: Audience,
    partner: Option<Uuid>,
) -> Result<bool> {
    match ctx.actor.kind {
        ActorKind::System => return Ok(true),
        ActorKind::Anonymous => return Ok(false),
        ActorKind::Person | ActorKind::Client => {}
    }
    let eyes = Eyes::of(ctx).await?;
    if audience == Audience::Partner && partner.is_some_and(|partner| eyes.organizations().contains(&partner)) {
        return Ok(true);
    }
    let Some((kind, id)) = subject.record() else {
        return Ok(audience::is_in(&eyes.held, subject.spot(), audience));
    };
    if !seen::among(ctx, conn, kind, &[id]).await?.contains(&id) {
        return Ok(false);
    }
    if audience::is_in(&eyes.held, subject.spot(), audience) {
        return Ok(true);
    }
    Ok(audience == Audience::Stakeholders
        && (subjects::COACHED.contains(&kind) || kind == Kind::Enterprise && is_part_of(ctx, conn, id).await?))
}

async fn is_part_of(ctx: &Ctx, conn: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    let part = Condition::all().add(Expr::col("id").eq(id)).add(coached::about(ctx, "id"));
    Ok(enterprise::Entity::find().filter(part).count(conn).await? > 0)
}

/// The caller without the roles that only read.
pub(super) fn speaking(ctx: &Ctx) -> Ctx {
    let mut actor = (*ctx.actor).clone();
    actor.grants.retain(|grant| !audience::is_silent(grant.role));
    Ctx { actor: Arc::new(actor), ..ctx.clone() }
}

/// Refuses an author who is not in the audience, or whose roles only read.
pub(super) async fn require_author(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    subject: &Subject,
    audience: Audience,
    partner: Option<Uuid>,
) -> Result<()> {
    let ctx = speaking(ctx);
    let mute = ctx.actor.kind != ActorKind::System && ctx.actor.grants.is_empty();
    if !mute && admits(&ctx, conn, subject, audience, partner).await? {
        return Ok(());
    }
    Err(Error::new(Code::AudienceDenied).with("audience", audience.as_str()))
}

/// The circle in which the caller's roles put it, apart from what it sees of the record.
pub(super) async fn circle(ctx: &Ctx, subject: &Subject) -> Result<Option<Circle>> {
    if ctx.actor.kind == ActorKind::System {
        return Ok(Some(Circle::Internal));
    }
    Ok(audience::circle(&Eyes::of(ctx).await?.held, subject.spot()))
}
