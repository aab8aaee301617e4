//! What data subjects ask for: asked by the subject itself or in its name, decided within 72 hours by whoever handles
//! such requests. What is carried out stands in [`super::restrict`] and [`super::erase`].

use std::collections::{BTreeSet, HashMap};

use chrono::Duration;
use entity::{data_request, person, unit};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{erase, required, restrict};
use crate::domain::access::{self, Action, Units, units_of};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::persons;
use crate::domain::incubation::workflow::Possible;
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::partners::consents;
use crate::domain::record::{Record, insert};
use crate::domain::registry::kept::{Held, ops};
use crate::domain::registry::{find_unit, public_id, unit_by_id, units};
use crate::domain::text::is_blank;
use crate::domain::{Code, Ctx, Error, Result, Text, Tx, Violation};
use crate::vocab::{DataRequestKind, DataRequestState, UnitKind};

/// Hours within which a request is decided.
pub const HOURS: i64 = 72;

/// A request to make.
#[derive(Clone)]
pub struct New {
    pub kind: DataRequestKind,
    /// What it is about, in the subject's words.
    pub text: Option<String>,
    /// Id or code of the organization that an objection is about.
    pub partner: Option<String>,
    /// Id of the person; the caller's own unless given.
    pub person: Option<String>,
}

/// Which requests a list holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<DataRequestState>,
    pub kind: Option<DataRequestKind>,
    /// Public id of a person.
    pub person: Option<String>,
}

/// A request with what it names, and its texts as far as their key is there.
#[derive(Clone)]
pub struct Asked {
    pub row: data_request::Model,
    pub person: person::Model,
    pub unit: unit::Model,
    pub partner: Option<unit::Model>,
    pub text: Option<String>,
    pub note: Option<String>,
}

/// How a request is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Complete,
    Refuse,
}

impl Verdict {
    pub const ALL: [Verdict; 2] = [Verdict::Complete, Verdict::Refuse];

    fn names(self) -> (&'static str, &'static str, DataRequestState) {
        match self {
            Verdict::Complete => ("completeDataRequest", "dataRequest.done", DataRequestState::Done),
            Verdict::Refuse => ("refuseDataRequest", "dataRequest.refused", DataRequestState::Refused),
        }
    }

    /// Its word, as in the path of REST.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Complete => "complete",
            Verdict::Refuse => "refuse",
        }
    }
}

/// Requests that the caller sees, on table `data_request`: those of its own person, those that it made, those that ask
/// it to correct a record of its unit, and all of them where it handles or audits them.
pub fn visible(ctx: &Ctx) -> Condition {
    if access::can(ctx, Action::ReadDataRequests, None) {
        return Condition::all();
    }
    let actor = ctx.actor.id_or_nil();
    let own = Query::select().column("id").from("person").and_where(Expr::col("account_id").eq(actor)).to_owned();
    let any = Condition::any().add(Expr::col("person_id").in_subquery(own)).add(Expr::col("requested_by").eq(actor));
    Condition::all().add(any.add_option(to_correct(ctx)))
}

/// What is to be corrected by who keeps the coaching of the unit that recorded the person; none for everybody else.
fn to_correct(ctx: &Ctx) -> Option<Condition> {
    let units = units_of(ctx, Action::KeepCoaching.roles());
    let corrections = Condition::all().add(Expr::col("kind").eq(DataRequestKind::Rectify.as_str()));
    (!matches!(units, Units::None)).then(|| corrections.add(units.named("unit_id")))
}

/// Asks, for the caller's own person or, where the caller keeps the coaching there, for another.
pub async fn ask(tx: &Tx, new: New) -> Result<Asked> {
    tx.require_signed_in()?;
    let on_behalf = match &new.person {
        Some(id) => !is_own(tx, id).await?,
        None => false,
    };
    let subject = match new.person.as_deref().filter(|_| on_behalf) {
        Some(id) => represented(tx, id).await?,
        None => required(tx.conn()?, tx).await?.id,
    };
    // Held: of two who ask for the same at once, one is told that it was asked already.
    let Held { row: person, unit } = persons::rights::locked(tx, subject).await?;
    let mut faults = Vec::new();
    let partner = partner(tx, &new, &mut faults).await?;
    refuse_second(tx, &new, &person, partner.as_ref()).await?;
    if new.kind == DataRequestKind::Rectify && is_blank(new.text.as_deref()) {
        faults.push(Violation::new(Code::FieldRequired, "/text"));
    }
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    let (id, now) = (tx.new_id(), tx.now());
    let row = data_request::Model {
        id,
        unit_id: unit.id,
        person_id: person.id,
        kind: new.kind.as_str().to_owned(),
        text_enc: sealed(tx, person.id, &place("text_enc", id), new.text.as_deref()).await?,
        partner_id: partner.as_ref().map(|partner| partner.id),
        state: DataRequestState::Open.as_str().to_owned(),
        on_behalf,
        requested_by: tx.actor.id_or_nil(),
        requested_by_kind: tx.actor.kind.as_str().to_owned(),
        due_at: now + Duration::hours(HOURS),
        reminded_at: None,
        overdue_at: None,
        decided_at: None,
        decided_by: None,
        note_enc: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    insert(data_request::ActiveModel::from(row.clone()), tx).await?;
    note(tx, &row, &unit, "createDataRequest", "dataRequest.created").await?;
    Ok(Asked { row, person, unit, partner, text: new.text, note: None })
}

async fn is_own(tx: &Tx, id: &str) -> Result<bool> {
    let own = super::own_person(tx.conn()?, tx).await?;
    Ok(own.is_some_and(|own| ids::text(Kind::Person, own.id) == id))
}

/// Somebody for whom the caller may ask: it keeps the coaching of a unit that coaches the person.
async fn represented(tx: &Tx, id: &str) -> Result<Uuid> {
    let held = ops::seen::<person::Model>(tx, tx.conn()?, id).await?;
    consents::speak(tx, &held.row).await?;
    if held.row.erased_at.is_some() {
        return Err(Error::new(Code::Archived));
    }
    Ok(held.row.id)
}

/// The organization that an objection names.
async fn partner(tx: &Tx, new: &New, faults: &mut Vec<Violation>) -> Result<Option<unit::Model>> {
    let Some(named) = &new.partner else { return Ok(None) };
    if new.kind != DataRequestKind::Object {
        let said = Text::new("Hanya keberatan (OBJECT) yang menyebut mitra.", "Only an objection (OBJECT) names one.");
        faults.push(Violation::new(Code::FieldRange, "/partner").saying(said));
        return Ok(None);
    }
    let found = find_unit(tx.conn()?, named).await?.filter(|unit| unit.kind == UnitKind::Organization.as_str());
    if found.is_none() {
        faults.push(Violation::new(Code::UnknownCode, "/partner").with("kind", Kind::Organization.name()));
    }
    Ok(found)
}

/// What is asked for once is not asked for again while nobody has decided it.
async fn refuse_second(tx: &Tx, new: &New, person: &person::Model, partner: Option<&unit::Model>) -> Result<()> {
    use data_request::{Column as C, Entity};
    let same = match partner {
        Some(partner) => C::PartnerId.eq(partner.id),
        None => C::PartnerId.is_null(),
    };
    let other = Entity::find()
        .filter(C::PersonId.eq(person.id))
        .filter(C::Kind.eq(new.kind.as_str()))
        .filter(C::State.eq(DataRequestState::Open.as_str()))
        .filter(same)
        .one(tx.conn()?)
        .await?;
    match other {
        Some(other) => Err(Error::new(Code::AlreadyExists).with("id", ids::text(Kind::DataRequest, other.id))),
        None => Ok(()),
    }
}

/// Decides a request, and carries out what was asked for. Nobody decides its own.
pub async fn decide(tx: &Tx, id: &str, expected: Expected, verdict: Verdict, said: Option<String>) -> Result<Asked> {
    tx.require_signed_in()?;
    let missing = || Error::new(Code::NotFound);
    let found = || -> Result<_> { Ok(data_request::Entity::find_by_id(ids::expect(Kind::DataRequest, id)?)) };
    let seen = found()?.filter(visible(tx)).one(tx.conn()?).await?.ok_or_else(missing)?;
    // The person first, then its requests: in this order everybody holds them.
    let subject = persons::rights::locked(tx, seen.person_id).await?;
    let mut row = found()?.lock_exclusive().one(tx.conn()?).await?.ok_or_else(missing)?;
    permit(tx, &row, &subject.row)?;
    tx.require(Action::HandleDataRequests, None)?;
    expected.check(row.version)?;
    hinder(tx.conn()?, &row, &subject.row, verdict).await?;
    if verdict == Verdict::Refuse && is_blank(said.as_deref()) {
        return Err(Error::field(Code::ReasonRequired, "/note"));
    }
    let subject = match verdict {
        Verdict::Complete => carry_out(tx, &row, subject).await?,
        Verdict::Refuse => subject,
    };
    let gone = subject.row.erased_at.is_some();
    let said = said.filter(|_| !gone);
    // Of who was erased no text stays, not even this one.
    row.text_enc = row.text_enc.filter(|_| !gone);
    row.note_enc = sealed(tx, row.person_id, &place("note_enc", row.id), said.as_deref()).await?;
    end(tx, &mut row, &subject.unit, verdict).await?;
    whole(tx, tx.conn()?, vec![row]).await?.pop().ok_or_else(missing)
}

/// Writes down how a request was decided.
async fn end(tx: &Tx, row: &mut data_request::Model, unit: &unit::Model, verdict: Verdict) -> Result<()> {
    let (action, event, state) = verdict.names();
    row.state = state.as_str().to_owned();
    row.decided_at = Some(tx.now());
    row.decided_by = tx.actor.id;
    store(tx, row).await?;
    note(tx, row, unit, action, event).await
}

/// Whether the caller may decide this one: 403.
fn permit(ctx: &Ctx, row: &data_request::Model, subject: &person::Model) -> Result<()> {
    access::require(ctx, Action::HandleDataRequests, None)?;
    let actor = ctx.actor.id;
    if actor.is_some() && (subject.account_id == actor || actor == Some(row.requested_by)) {
        return Err(Error::new(Code::SamePerson)
            .saying("Tidak seorang pun memutus permintaannya sendiri.", "Nobody decides a request of its own."));
    }
    Ok(())
}

/// What stands in the way now: 409.
async fn hinder(
    conn: &impl ConnectionTrait,
    row: &data_request::Model,
    subject: &person::Model,
    verdict: Verdict,
) -> Result<()> {
    if row.state != DataRequestState::Open.as_str() {
        return Err(Error::new(Code::IllegalState).with("state", row.state.clone()).with("step", verdict.word()));
    }
    if verdict == Verdict::Complete && row.kind == DataRequestKind::Erase.as_str() {
        erase::refuse_held(conn, subject).await?;
    }
    Ok(())
}

async fn carry_out(tx: &Tx, row: &data_request::Model, subject: Held<person::Model>) -> Result<Held<person::Model>> {
    match row.kind.parse::<DataRequestKind>()? {
        DataRequestKind::Erase => erase::erase(tx, subject, row.id).await,
        DataRequestKind::Restrict => restrict::restrict(tx, subject).await,
        DataRequestKind::Object => {
            consents::withdraw_all(tx, subject.row.id, row.partner_id, restrict::OBJECTED).await?;
            Ok(subject)
        }
        // Somebody does these: a copy is handed out, a record is corrected.
        DataRequestKind::Access | DataRequestKind::Rectify => Ok(subject),
    }
}

/// Stores the next version.
pub(super) async fn store(tx: &Tx, row: &mut data_request::Model) -> Result<()> {
    row.version += 1;
    row.updated_at = tx.now();
    data_request::ActiveModel::from(row.clone()).reset_all().update(tx.conn()?).await?;
    Ok(())
}

/// Audit and event; neither says what was written.
pub(super) async fn note(
    tx: &Tx,
    row: &data_request::Model,
    unit: &unit::Model,
    action: &str,
    event: &str,
) -> Result<()> {
    let body = json!({"unit": public_id(unit), "kind": row.kind, "state": row.state});
    let record = Record::new(action, event, (Kind::DataRequest, row.id), row.version);
    tx.record(record.unit(row.unit_id).body(body)).await?;
    Ok(())
}

fn place(column: &str, id: Uuid) -> String {
    format!("data_request|{column}|{id}")
}

async fn sealed(tx: &Tx, person: Uuid, place: &str, text: Option<&str>) -> Result<Option<String>> {
    match text {
        Some(text) => persons::seal_text(tx, person, place, text).await.map(Some),
        None => Ok(None),
    }
}

fn wanted(ctx: &Ctx, filter: &Filter) -> Result<Condition> {
    use data_request::Column as C;
    ctx.require_signed_in()?;
    let mut all = visible(ctx);
    if let Some(state) = filter.state {
        all = all.add(C::State.eq(state.as_str()));
    }
    if let Some(kind) = filter.kind {
        all = all.add(C::Kind.eq(kind.as_str()));
    }
    if let Some(person) = &filter.person {
        let id = ids::expect(Kind::Person, person).map_err(|_| Error::field(Code::FieldFormat, "/person"))?;
        all = all.add(C::PersonId.eq(id));
    }
    Ok(all)
}

/// A page of requests, the one due first before the others.
pub async fn list(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<Asked>> {
    let wanted = data_request::Entity::find().filter(wanted(ctx, filter)?);
    // Each has the same time: in the order in which they came in they fall due.
    let rows = page.by_id(wanted, data_request::Column::Id)?;
    let asked = whole(ctx, ctx.db(), rows.all(ctx.db()).await?).await?;
    Ok(Page::cut(asked, page, |asked| Cursor::new("", asked.row.id.to_string())))
}

/// How many a filter finds.
pub async fn count(ctx: &Ctx, filter: &Filter) -> Result<u64> {
    Ok(data_request::Entity::find().filter(wanted(ctx, filter)?).count(ctx.db()).await?)
}

/// One request, or 404.
pub async fn get(ctx: &Ctx, id: &str) -> Result<Asked> {
    let all = wanted(ctx, &Filter::default())?;
    let row = data_request::Entity::find_by_id(ids::expect(Kind::DataRequest, id)?).filter(all).one(ctx.db()).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    whole(ctx, ctx.db(), vec![row]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// Adds what they name: a few statements for any number.
pub(super) async fn whole(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    rows: Vec<data_request::Model>,
) -> Result<Vec<Asked>> {
    let ids: BTreeSet<Uuid> = rows.iter().map(|row| row.person_id).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let keys = persons::keys(ctx, conn, &ids).await?;
    let people = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(conn).await?;
    let people: HashMap<Uuid, person::Model> = people.into_iter().map(|row| (row.id, row)).collect();
    let named: Vec<Uuid> = rows.iter().flat_map(|row| [Some(row.unit_id), row.partner_id]).flatten().collect();
    let units = units::mapped(conn, named.into_iter()).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let (Some(person), Some(unit)) = (people.get(&row.person_id), units.get(&row.unit_id)) else { continue };
        let open = |column: &str, text: &Option<String>| match (text, keys.get(&row.person_id)) {
            (Some(text), Some(key)) => persons::open_text(key, &place(column, row.id), text).map(Some),
            _ => Ok(None),
        };
        let (text, note) = (open("text_enc", &row.text_enc)?, open("note_enc", &row.note_enc)?);
        let partner = row.partner_id.and_then(|id| units.get(&id).cloned());
        all.push(Asked { person: person.clone(), unit: unit.clone(), partner, text, note, row });
    }
    Ok(all)
}

/// How it may be decided now, and what stands in the caller's way.
pub async fn possible(ctx: &Ctx, conn: &impl ConnectionTrait, asked: &Asked) -> Result<Vec<Possible>> {
    let mut all = Vec::with_capacity(Verdict::ALL.len());
    for verdict in Verdict::ALL {
        let outcome = match permit(ctx, &asked.row, &asked.person) {
            Ok(()) => hinder(conn, &asked.row, &asked.person, verdict).await,
            refused => refused,
        };
        all.push(Possible::of(verdict.word(), outcome)?);
    }
    Ok(all)
}

/// The requests of a person that nobody decided, but for one.
pub(super) async fn open_of(tx: &Tx, person: Uuid, except: Uuid) -> Result<Vec<data_request::Model>> {
    use data_request::{Column as C, Entity};
    let open = Entity::find()
        .filter(C::PersonId.eq(person))
        .filter(C::State.eq(DataRequestState::Open.as_str()))
        .filter(C::Id.ne(except))
        .order_by_asc(C::Id)
        .lock_exclusive();
    Ok(open.all(tx.conn()?).await?)
}

/// Closes a request that has nothing left to be about.
pub(super) async fn close(tx: &Tx, mut row: data_request::Model) -> Result<()> {
    let unit = unit_by_id(tx.conn()?, row.unit_id).await?;
    (row.text_enc, row.note_enc) = (None, None);
    end(tx, &mut row, &unit, Verdict::Complete).await
}
