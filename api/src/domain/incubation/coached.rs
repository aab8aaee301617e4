//! Who sees the coaching of an enterprise besides the roles at its unit: the mentors assigned to it, and its people.

use chrono::{Days, NaiveDate};
use entity::{membership, mentor, mentor_assignment, person};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::access::{Sight, Units, units_coached, units_seen};
use crate::domain::registry::kept::{Kept, Link};
use crate::domain::{ActorKind, Ctx, Result};

/// The condition of what the caller sees of a coached kind.
pub fn visible<K: Kept>(ctx: &Ctx) -> Condition {
    let units = units_coached(ctx);
    if matches!(units, Units::All) {
        return Condition::all();
    }
    let mut any = Condition::any();
    if !matches!(units, Units::None) {
        any = any.add(units.named("unit_id"));
    }
    if K::ELSEWHERE {
        let there = enterprises(&units, "unit_id").map(|there| Expr::col("enterprise_id").in_subquery(there));
        any = any.add_option(there);
    }
    for (link, column) in K::ALSO {
        any = any.add(linked(ctx, &units, *link, column));
    }
    // Wrapped: what the caller of this adds must hold as well, not instead.
    if any.is_empty() { Condition::all().add(Expr::value(1).eq(0)) } else { Condition::all().add(any) }
}

/// The condition of what the caller sees of a scoped kind that may be about an enterprise: what is about one as its
/// coaching, the rest as the reports of its unit.
pub fn scoped<K: Kept>(ctx: &Ctx) -> Condition {
    let about = || Expr::col("enterprise_id");
    let seen = units_seen(ctx, Sight::Submitted);
    if matches!((&seen, units_coached(ctx)), (Units::All, Units::All)) {
        return Condition::all();
    }
    let coached = Condition::all().add(about().is_not_null()).add(visible::<K>(ctx));
    let own =
        (!matches!(seen, Units::None)).then(|| Condition::all().add(about().is_null()).add(seen.named("unit_id")));
    // Wrapped, as above.
    Condition::all().add(Condition::any().add(coached).add_option(own))
}

fn linked(ctx: &Ctx, units: &Units, link: Link, column: &'static str) -> Condition {
    let column = || Expr::col(column);
    match link {
        Link::Enterprise => Condition::any()
            .add(column().in_subquery(assigned(ctx)))
            .add(column().in_subquery(joined(ctx)))
            .add_option(enterprises(units, "blk_id").map(|coached| column().in_subquery(coached))),
        Link::Coach => {
            let enterprise = || Expr::col("enterprise_id");
            let through = Condition::any()
                .add(enterprise().in_subquery(assigned(ctx)))
                .add_option(enterprises(units, "unit_id").map(|there| enterprise().in_subquery(there)));
            let coaches = Query::select().column("mentor_id").from("mentor_assignment").cond_where(through).to_owned();
            Condition::any().add(column().in_subquery(coaches))
        }
        Link::Person => Condition::any().add(column().in_subquery(own_persons(ctx))),
        Link::Mentor => Condition::any().add(column().in_subquery(own_mentors(ctx))),
        Link::Member => {
            let mut through = Condition::any().add(Expr::col("enterprise_id").in_subquery(assigned(ctx)));
            if !matches!(units, Units::None) {
                through = through.add(units.named("unit_id"));
            }
            let members = Query::select()
                .column("person_id")
                .from("membership")
                .cond_where(Condition::all().add(Expr::col("archived_at").is_null()).add(through))
                .to_owned();
            Condition::any().add(column().in_subquery(members))
        }
        Link::Learner => {
            let at = |table: &'static str| {
                let there = Condition::all().add(Expr::col("archived_at").is_null()).add(units.named("unit_id"));
                Query::select().column("person_id").from(table).cond_where(there).to_owned()
            };
            // Of no units nothing is found: the condition of no units holds nowhere.
            let tables = ["trainee", "placement", "job_seeker"].into_iter();
            tables.fold(Condition::any(), |any, table| any.add(column().in_subquery(at(table))))
        }
    }
}

/// Enterprises whose column (the unit that has it, the BLK that coaches it) names one of these units; none where there
/// are no units.
fn enterprises(units: &Units, column: &'static str) -> Option<SelectStatement> {
    let those = || Query::select().column("id").from("enterprise").cond_where(units.named(column)).to_owned();
    (!matches!(units, Units::None)).then(those)
}

/// Whether the caller is a mentor to whom the enterprise was assigned on one of these days, both included.
pub async fn assigned_between(
    conn: &impl ConnectionTrait,
    ctx: &Ctx,
    enterprise: Uuid,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<bool> {
    if ctx.actor.kind != ActorKind::Person {
        return Ok(false);
    }
    let rows = mentor_assignment::Entity::find()
        .filter(mentor_assignment::Column::EnterpriseId.eq(enterprise))
        .filter(mentor_assignment::Column::ArchivedAt.is_null())
        .filter(mentor_assignment::Column::FromOn.lte(last))
        .filter(Condition::any().add(Expr::col("to_on").is_null()).add(Expr::col("to_on").gt(first)))
        .filter(mentor_assignment::Column::MentorId.in_subquery(own_mentors(ctx)));
    Ok(rows.count(conn).await? > 0)
}

/// Persons bound to the caller's account. It counts once the account was taken up with its one-time code.
pub(in crate::domain) fn own_persons(ctx: &Ctx) -> SelectStatement {
    // Whoever is signed in by a password has taken up the account: no further look is needed.
    let account = if ctx.actor.kind == ActorKind::Person { ctx.actor.id_or_nil() } else { Uuid::nil() };
    Query::select()
        .column("id")
        .from("person")
        .cond_where(Condition::all().add(Expr::col("account_id").eq(account)).add(Expr::col("archived_at").is_null()))
        .to_owned()
}

fn own_mentors(ctx: &Ctx) -> SelectStatement {
    Query::select()
        .column("id")
        .from("mentor")
        .cond_where(
            Condition::all()
                .add(Expr::col("person_id").in_subquery(own_persons(ctx)))
                .add(Expr::col("archived_at").is_null()),
        )
        .to_owned()
}

/// Enterprises assigned to the caller today. What ends a mentor's service ends the assignments.
fn assigned(ctx: &Ctx) -> SelectStatement {
    Query::select()
        .column("enterprise_id")
        .from("mentor_assignment")
        .cond_where(holding("from_on", "to_on", ctx.today()).add(Expr::col("mentor_id").in_subquery(own_mentors(ctx))))
        .to_owned()
}

/// Enterprises that the caller is a member of.
fn joined(ctx: &Ctx) -> SelectStatement {
    Query::select()
        .column("enterprise_id")
        .from("membership")
        .cond_where(
            holding("joined_on", "left_on", ctx.today()).add(Expr::col("person_id").in_subquery(own_persons(ctx))),
        )
        .to_owned()
}

/// Rows that count on a day, by the columns of their first day and of the day after the last.
pub(in crate::domain) fn holding(from: &'static str, to: &'static str, day: NaiveDate) -> Condition {
    Condition::all()
        .add(Expr::col("archived_at").is_null())
        .add(Expr::col(from).lte(day))
        .add(Condition::any().add(Expr::col(to).is_null()).add(Expr::col(to).gt(day)))
}

/// Whether the caller is a mentor who was assigned to the enterprise on one of the last days, today included.
pub async fn assigned_within(conn: &impl ConnectionTrait, ctx: &Ctx, enterprise: Uuid, days: u64) -> Result<bool> {
    assigned_between(conn, ctx, enterprise, (ctx.today() - Days::new(days), ctx.today())).await
}

/// The condition of rows whose column names an enterprise of which the caller sees the coaching, whatever unit has them.
pub fn about(ctx: &Ctx, column: &'static str) -> Condition {
    let units = units_coached(ctx);
    if matches!(units, Units::All) {
        return Condition::all().add(Expr::col(column).is_not_null());
    }
    let there = enterprises(&units, "unit_id").map(|there| Expr::col(column).in_subquery(there));
    Condition::all().add(linked(ctx, &units, Link::Enterprise, column).add_option(there))
}

/// Whether the caller is a member of the enterprise today.
pub async fn is_member(conn: &impl ConnectionTrait, ctx: &Ctx, enterprise: Uuid) -> Result<bool> {
    if ctx.actor.kind != ActorKind::Person {
        return Ok(false);
    }
    let rows = membership::Entity::find()
        .filter(membership::Column::EnterpriseId.eq(enterprise))
        .filter(holding("joined_on", "left_on", ctx.today()))
        .filter(membership::Column::PersonId.in_subquery(own_persons(ctx)));
    Ok(rows.count(conn).await? > 0)
}

/// The caller's own records as a mentor, in whatever status.
pub async fn own_mentor(conn: &impl ConnectionTrait, ctx: &Ctx) -> Result<Vec<Uuid>> {
    let rows = mentor::Entity::find().filter(mentor::Column::Id.in_subquery(own_mentors(ctx)));
    Ok(rows.all(conn).await?.into_iter().map(|row| row.id).collect())
}

/// The person that the caller's account is bound to.
pub async fn own_person(conn: &impl ConnectionTrait, ctx: &Ctx) -> Result<Option<person::Model>> {
    Ok(person::Entity::find().filter(person::Column::Id.in_subquery(own_persons(ctx))).one(conn).await?)
}

/// The enterprise of a record: its own id where it is one.
pub fn enterprise_of<K: Kept>(row: &K) -> Option<Uuid> {
    if K::KIND == crate::domain::ids::Kind::Enterprise { Some(row.envelope().id) } else { row.enterprise() }
}
