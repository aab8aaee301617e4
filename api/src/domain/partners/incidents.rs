//! Failures to protect personal data (UU 27/2022, article 46): registered, told to the authority and to the data
//! subjects within 72 hours, closed. Whom one concerns is read from the log of deliveries.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Duration, Utc};
use entity::{client, incident, person, unit};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use crate::domain::access::{self, Action};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::workflow::Possible;
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::record::{Record, insert};
use crate::domain::registry::{refs, units};
use crate::domain::{Code, Ctx, Error, Result, Text, Tx, Violation};
use crate::view::partners::incidents::IncidentInput;
use crate::vocab::IncidentState;

/// Hours within which authority and data subjects are told, from when it was found out.
pub const HOURS: i64 = 72;

/// An incident with what it names.
#[derive(Clone, Debug)]
pub struct Known {
    pub row: incident::Model,
    pub partner: Option<unit::Model>,
    pub client: Option<client::Model>,
    /// How many people were in what was delivered.
    pub subjects: i64,
}

/// Somebody whose data were in what was delivered.
#[derive(Clone, Debug)]
pub struct Affected {
    pub person: person::Model,
    pub unit: unit::Model,
    pub deliveries: i64,
    pub first_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
}

/// What can be done with an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Notify,
    Close,
}

impl Step {
    pub const ALL: [Step; 2] = [Step::Notify, Step::Close];

    /// Its word, as in the path of REST.
    pub fn word(self) -> &'static str {
        match self {
            Step::Notify => "notify",
            Step::Close => "close",
        }
    }
}

/// What the caller sees, on table `incident`: all of them, or none.
pub fn visible(ctx: &Ctx) -> Condition {
    if access::can(ctx, Action::ReadDataRequests, None) {
        return Condition::all();
    }
    Condition::all().add(Expr::value(1).eq(0))
}

/// Registers an incident.
pub async fn report(tx: &Tx, input: IncidentInput) -> Result<Known> {
    tx.require(Action::HandleDataRequests, None)?;
    let (partner, client) = check(tx, &input).await?;
    let row = incident::Model {
        id: tx.new_id(),
        title: input.title,
        what: input.what,
        partner_id: partner,
        client_id: client,
        began_at: input.began_at,
        ended_at: input.ended_at,
        discovered_at: input.discovered_at,
        due_at: input.discovered_at + Duration::hours(HOURS),
        reminded_at: None,
        overdue_at: None,
        agency_notified_at: None,
        subjects_notified_at: None,
        closed_at: None,
        outcome: None,
        state: IncidentState::Open.as_str().to_owned(),
        reported_by: tx.actor.id_or_nil(),
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    insert(incident::ActiveModel::from(row.clone()), tx).await?;
    note(tx, &row, "createIncident", "incident.created").await?;
    one(tx.conn()?, row).await
}

/// The incident that is to be changed: 404, 412, 409.
pub async fn for_change(tx: &Tx, id: &str, expected: Expected) -> Result<Known> {
    let row = held(tx, id, expected).await?;
    one(tx.conn()?, row).await
}

/// Puts what is said now in the place of what was said.
pub async fn change(tx: &Tx, old: incident::Model, input: IncidentInput) -> Result<Known> {
    let (partner_id, client_id) = check(tx, &input).await?;
    let mut row = incident::Model {
        title: input.title,
        what: input.what,
        partner_id,
        client_id,
        began_at: input.began_at,
        ended_at: input.ended_at,
        discovered_at: input.discovered_at,
        due_at: input.discovered_at + Duration::hours(HOURS),
        ..old
    };
    store(tx, &mut row).await?;
    note(tx, &row, "updateIncident", "incident.updated").await?;
    one(tx.conn()?, row).await
}

/// Writes down that the authority, or the data subjects, were told. Once both were, it is notified.
pub async fn notify(
    tx: &Tx,
    id: &str,
    expected: Expected,
    agency: Option<DateTime<Utc>>,
    subjects: Option<DateTime<Utc>>,
) -> Result<Known> {
    let mut row = held(tx, id, expected).await?;
    let mut faults = Vec::new();
    if agency.is_none() && subjects.is_none() {
        faults.push(Violation::new(Code::FieldRequired, "/agencyNotifiedAt"));
    }
    for (path, at) in [("/agencyNotifiedAt", agency), ("/subjectsNotifiedAt", subjects)] {
        if at.is_some_and(|at| at > tx.now() || at < row.discovered_at) {
            faults.push(Violation::new(Code::FieldRange, path).with("min", row.discovered_at.to_rfc3339()));
        }
    }
    refuse(faults)?;
    row.agency_notified_at = agency.or(row.agency_notified_at);
    row.subjects_notified_at = subjects.or(row.subjects_notified_at);
    if row.agency_notified_at.is_some() && row.subjects_notified_at.is_some() {
        row.state = IncidentState::Notified.as_str().to_owned();
    }
    store(tx, &mut row).await?;
    note(tx, &row, "notifyIncident", "incident.notified").await?;
    one(tx.conn()?, row).await
}

/// Closes an incident, with what came of it.
pub async fn close(tx: &Tx, id: &str, expected: Expected, outcome: String) -> Result<Known> {
    let mut row = held(tx, id, expected).await?;
    if outcome.trim().is_empty() {
        return Err(Error::field(Code::FieldRequired, "/outcome"));
    }
    row.state = IncidentState::Closed.as_str().to_owned();
    row.closed_at = Some(tx.now());
    row.outcome = Some(outcome);
    store(tx, &mut row).await?;
    note(tx, &row, "closeIncident", "incident.closed").await?;
    one(tx.conn()?, row).await
}

/// The incident, locked for this write, if the caller sees it and it is not closed.
async fn held(tx: &Tx, id: &str, expected: Expected) -> Result<incident::Model> {
    tx.require_signed_in()?;
    let id = ids::expect(Kind::Incident, id)?;
    let row = incident::Entity::find_by_id(id).filter(visible(tx)).lock_exclusive().one(tx.conn()?).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    tx.require(Action::HandleDataRequests, None)?;
    expected.check(row.version)?;
    hinder(&row)?;
    Ok(row)
}

/// What is closed stays as it is: 409.
fn hinder(row: &incident::Model) -> Result<()> {
    if row.state == IncidentState::Closed.as_str() {
        return Err(Error::new(Code::IllegalState).with("state", row.state.clone()));
    }
    Ok(())
}

/// What can be done with it now.
pub fn possible(ctx: &Ctx, row: &incident::Model) -> Vec<Possible> {
    let blocker = || access::require(ctx, Action::HandleDataRequests, None).and_then(|()| hinder(row)).err();
    Step::ALL.into_iter().map(|step| Possible { word: step.word(), blocker: blocker() }).collect()
}

fn refuse(faults: Vec<Violation>) -> Result<()> {
    if faults.is_empty() { Ok(()) } else { Err(Error::listing(Code::Invalid, faults)) }
}

/// What is wrong with what is said, and what it names.
async fn check(tx: &Tx, input: &IncidentInput) -> Result<(Option<Uuid>, Option<Uuid>)> {
    let mut faults = Vec::new();
    if input.discovered_at > tx.now() {
        faults.push(Violation::new(Code::FieldRange, "/discoveredAt").with("max", tx.now().to_rfc3339()));
    }
    if input.began_at > input.discovered_at {
        let said = Text::new("Kejadian mendahului penemuannya.", "It began before it was found out.");
        faults.push(Violation::new(Code::FieldRange, "/beganAt").saying(said));
    }
    if input.ended_at.is_some_and(|at| at < input.began_at || at > tx.now()) {
        faults.push(Violation::new(Code::FieldRange, "/endedAt").with("min", input.began_at.to_rfc3339()));
    }
    let partner = match &input.partner {
        Some(named) => partner(tx, named, &mut faults).await?,
        None => None,
    };
    let client = match &input.client {
        Some(named) => machine(tx, named, &mut faults).await?,
        None => None,
    };
    refuse(faults)?;
    Ok((partner, client))
}

async fn partner(tx: &Tx, named: &str, faults: &mut Vec<Violation>) -> Result<Option<Uuid>> {
    let found = refs::resolve(tx, Kind::Organization, named).await?;
    if found.is_none() {
        faults.push(Violation::new(Code::UnknownCode, "/partner").with("kind", Kind::Organization.name()));
    }
    Ok(found)
}

async fn machine(tx: &Tx, named: &str, faults: &mut Vec<Violation>) -> Result<Option<Uuid>> {
    let found = match ids::expect(Kind::Client, named) {
        Ok(id) => client::Entity::find_by_id(id).one(tx.conn()?).await?,
        Err(_) => None,
    };
    if found.is_none() {
        faults.push(Violation::new(Code::UnknownCode, "/client").with("kind", Kind::Client.name()));
    }
    Ok(found.map(|client| client.id))
}

async fn store(tx: &Tx, row: &mut incident::Model) -> Result<()> {
    row.version += 1;
    row.updated_at = tx.now();
    incident::ActiveModel::from(row.clone()).reset_all().update(tx.conn()?).await?;
    Ok(())
}

async fn note(tx: &Tx, row: &incident::Model, action: &str, event: &str) -> Result<()> {
    let body = json!({"state": row.state});
    tx.record(Record::new(action, event, (Kind::Incident, row.id), row.version).body(body)).await?;
    Ok(())
}

fn wanted(ctx: &Ctx, state: Option<IncidentState>) -> Result<Condition> {
    ctx.require_signed_in()?;
    let state = state.map(|state| incident::Column::State.eq(state.as_str()));
    Ok(visible(ctx).add_option(state))
}

/// A page of incidents, oldest first; in one state.
pub async fn list(ctx: &Ctx, state: Option<IncidentState>, page: &PageRequest) -> Result<Page<Known>> {
    let rows = page.by_id(incident::Entity::find().filter(wanted(ctx, state)?), incident::Column::Id)?;
    let known = whole(ctx.db(), rows.all(ctx.db()).await?).await?;
    Ok(Page::cut(known, page, |known| Cursor::new("", known.row.id.to_string())))
}

/// How many there are in a state.
pub async fn count(ctx: &Ctx, state: Option<IncidentState>) -> Result<u64> {
    Ok(incident::Entity::find().filter(wanted(ctx, state)?).count(ctx.db()).await?)
}

/// One incident, or 404.
pub async fn get(ctx: &Ctx, id: &str) -> Result<Known> {
    one(ctx.db(), seen(ctx, id).await?).await
}

/// The row of one, or 404.
async fn seen(ctx: &Ctx, id: &str) -> Result<incident::Model> {
    ctx.require_signed_in()?;
    let row = incident::Entity::find_by_id(ids::expect(Kind::Incident, id)?).filter(wanted(ctx, None)?);
    row.one(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))
}

async fn one(conn: &impl ConnectionTrait, row: incident::Model) -> Result<Known> {
    whole(conn, vec![row]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

async fn whole(conn: &impl ConnectionTrait, rows: Vec<incident::Model>) -> Result<Vec<Known>> {
    let partners = units::mapped(conn, rows.iter().filter_map(|row| row.partner_id)).await?;
    let clients: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.client_id).collect();
    let clients = client::Entity::find().filter(client::Column::Id.is_in(clients)).all(conn).await?;
    let clients: HashMap<Uuid, client::Model> = clients.into_iter().map(|client| (client.id, client)).collect();
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let subjects = people_in(conn, &row).await?;
        let partner = row.partner_id.and_then(|id| partners.get(&id).cloned());
        let client = row.client_id.and_then(|id| clients.get(&id).cloned());
        all.push(Known { row, partner, client, subjects });
    }
    Ok(all)
}

/// The people in what was delivered while it lasted: to its partner, to its client; where it names neither, to anybody.
fn delivered(row: &incident::Model) -> SelectStatement {
    let (delivery, subject) = ("access_delivery", "access_subject");
    let at = || Expr::col((delivery, "at"));
    let mut during = Condition::all().add(at().gte(row.began_at));
    during = during.add_option(row.ended_at.map(|ended| at().lte(ended)));
    during = during.add_option(row.partner_id.map(|id| Expr::col((delivery, "partner_id")).eq(id)));
    let of_client = |id: Uuid| {
        Condition::all()
            .add(Expr::col((delivery, "actor_kind")).eq("CLIENT"))
            .add(Expr::col((delivery, "actor_id")).eq(id))
    };
    during = during.add_option(row.client_id.map(of_client));
    Query::select()
        .from(subject)
        .inner_join(delivery, Expr::col((delivery, "id")).equals((subject, "delivery_id")))
        .cond_where(during)
        .to_owned()
}

async fn people_in(conn: &impl ConnectionTrait, row: &incident::Model) -> Result<i64> {
    let mut select = delivered(row);
    select.expr(Expr::expr(Func::count_distinct(Expr::col(("access_subject", "person_id")))));
    let found = conn.query_one(&select).await?;
    Ok(found.map(|found| found.try_get_by_index::<i64>(0)).transpose()?.unwrap_or_default())
}

/// A page of the people whose data were in what was delivered, by their ids. That they were read is written down.
pub async fn subjects(ctx: &Ctx, id: &str, page: &PageRequest) -> Result<Page<Affected>> {
    let row = seen(ctx, id).await?;
    let person = ("access_subject", "person_id");
    let at = || Expr::col(("access_delivery", "at"));
    let mut select = delivered(&row);
    select
        .column(person)
        .expr(Expr::expr(Func::count(Expr::col(("access_subject", "delivery_id")))))
        .expr(Expr::expr(Func::min(at())))
        .expr(Expr::expr(Func::max(at())))
        .group_by_col(person)
        .order_by(person, if page.reversed() { Order::Desc } else { Order::Asc })
        .limit(page.limit + 1);
    if let Some(after) = &page.after {
        let id: Uuid = after.id.parse().map_err(|_| Error::new(Code::PageCursor))?;
        let column = Expr::col(person);
        select.and_where(if page.reversed() { column.lt(id) } else { column.gt(id) });
    }
    let mut found = Vec::new();
    for row in ctx.db().query_all(&select).await? {
        found.push((
            row.try_get_by_index::<Uuid>(0)?,
            row.try_get_by_index::<i64>(1)?,
            row.try_get_by_index::<DateTime<Utc>>(2)?,
            row.try_get_by_index::<DateTime<Utc>>(3)?,
        ));
    }
    let page = Page::cut(found, page, |(person, ..)| Cursor::new("", person.to_string()));
    let tx = ctx.begin().await?;
    tx.record(Record::audit_only("readIncidentSubjects", (Kind::Incident, row.id))).await?;
    tx.commit().await?;
    named(ctx, page).await
}

type Counted = (Uuid, i64, DateTime<Utc>, DateTime<Utc>);

/// Adds the people and their units.
async fn named(ctx: &Ctx, page: Page<Counted>) -> Result<Page<Affected>> {
    let ids: Vec<Uuid> = page.items.iter().map(|(_, (person, ..))| *person).collect();
    let people = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(ctx.db()).await?;
    let units = units::mapped(ctx.db(), people.iter().map(|person| person.unit_id)).await?;
    let people: HashMap<Uuid, person::Model> = people.into_iter().map(|person| (person.id, person)).collect();
    page.try_map(|(id, deliveries, first_at, last_at)| {
        let missing = || Error::new(Code::NotFound);
        let person = people.get(&id).cloned().ok_or_else(missing)?;
        let unit = units.get(&person.unit_id).cloned().ok_or_else(missing)?;
        Ok(Affected { person, unit, deliveries, first_at, last_at })
    })
}

/// How many people were in what was delivered.
pub async fn count_subjects(ctx: &Ctx, id: &str) -> Result<u64> {
    let row = seen(ctx, id).await?;
    Ok(u64::try_from(people_in(ctx.db(), &row).await?).unwrap_or_default())
}
