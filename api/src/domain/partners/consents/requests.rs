//! A partner asks somebody for a consent. It learns nothing by it: neither whether the NIK is recorded, nor what the
//! person said. Only what is granted comes to it, as a consent.
//!
//! The feed of all that happens tells everybody how far it has come. So a request leaves the same rows, audit and events
//! whether anybody has the NIK or nobody: the first one, one that is repeated, and one that lapses. What only a person
//! brings about (a notice, an answer) does not come with it: see [`super::hourly`].

use chrono::Duration;
use entity::consent_request::{ActiveModel, Column, Entity, Model};
use entity::{consent, person, unit};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{query, rights, rules, steps, terms};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::persons::{self, nik};
use crate::domain::incubation::workflow::Possible;
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::partners::gate::{Channel, Gate};
use crate::domain::partners::scopes::Purpose;
use crate::domain::record::Record;
use crate::domain::registry::units;
use crate::domain::text::trimmed;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::view::partners::consents::ConsentRequestInput;

/// Days within which it can be answered.
pub const VALID_DAYS: i64 = 14;
/// As what a NIK is hashed here: no other table has that hash.
const NIK: &str = "consent_request";
/// It waits for an answer.
pub(super) const OPEN: &str = "OPEN";
/// A consent answered it.
const GRANTED: &str = "GRANTED";
/// The person said no.
const DECLINED: &str = "DECLINED";
/// Nobody answered in time.
const EXPIRED: &str = "EXPIRED";
/// Every state of a request.
const STATES: [&str; 4] = [OPEN, GRANTED, DECLINED, EXPIRED];

/// A request with who asks.
#[derive(Debug)]
pub struct Asked {
    /// The row.
    pub row: Model,
    /// The organization that asks.
    pub partner: unit::Model,
    /// How the caller can answer it now, and what stands in the way.
    pub possible: Vec<Possible>,
}

/// What the caller sees, on table `consent_request`: whom it speaks for. Nobody sees one that found nobody, the partner
/// none at all.
pub fn visible(ctx: &Ctx) -> Condition {
    query::about_persons(ctx).add(Expr::col("person_id").is_not_null())
}

/// The organization that may ask for a purpose, as the gate admits it: before the write begins, for the gate writes
/// down whom it refuses.
pub async fn admit(ctx: &Ctx, purpose: &str) -> Result<Uuid> {
    let extract = Purpose::read(&ctx.app.codes, purpose).is_some_and(|purpose| purpose.is_deidentified());
    let channel = if extract { Channel::Research } else { Channel::Lookup };
    Ok(Gate::open(ctx, Some(purpose), channel).await?.partner())
}

/// Asks whoever has the NIK, or nobody. The caller has passed the gate for the purpose, as `partner`. Who was asked is
/// not asked again before the request is over, whatever it said.
pub async fn ask(tx: &Tx, partner: Uuid, input: ConsentRequestInput) -> Result<()> {
    let mut faults = Vec::new();
    let purpose = terms::purpose(tx, &input.purpose, &mut faults);
    let agreed = terms::agreement(tx, tx.conn()?, partner, &input.purpose).await?;
    let known = |scope: &str| tx.app.codes.has("consentScopes", scope, tx.today());
    faults.extend(rules::scopes(&input.scopes, known, purpose.as_ref(), agreed.as_ref()));
    let nik = nik::parse(&input.nik)
        .map_err(|reason| faults.push(Violation::new(Code::NikInvalid, "/nik").with("reason", reason)));
    let Some(nik) = nik.ok().filter(|_| faults.is_empty()) else {
        return Err(Error::listing(Code::Invalid, faults));
    };
    let person = askable(tx, nik.digits()).await?;
    let nik_hash = tx.app.vault.blind_index(NIK, nik.digits());
    let same = (partner, input.purpose.clone(), nik_hash.clone());
    if let Some(row) = standing(tx, &same).await? {
        return again(tx, row, person).await;
    }
    let row = Model {
        id: tx.new_id(),
        unit_id: person.as_ref().map_or(partner, |person| person.unit_id),
        person_id: person.as_ref().map(|person| person.id),
        nik_hash: Some(nik_hash),
        partner_id: partner,
        purpose: input.purpose,
        scopes: serde_json::to_string(&rules::sorted(input.scopes))?,
        note: trimmed(input.note),
        requested_by: tx.actor.id_or_nil(),
        status: OPEN.to_owned(),
        told: false,
        expires_at: tx.now() + Duration::days(VALID_DAYS),
        decided_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    if put(tx, &row).await? {
        tx.record(record(&row, "requestConsent", "consentRequest.created")).await?;
        return Ok(());
    }
    let faster = standing(tx, &same).await?.ok_or_else(|| Error::new(Code::Unavailable).after(1))?;
    again(tx, faster, person).await
}

/// Stores a request; false where another one at the same moment was faster.
async fn put(tx: &Tx, row: &Model) -> Result<bool> {
    let once = OnConflict::columns([Column::PartnerId, Column::Purpose, Column::NikHash]).do_nothing().to_owned();
    let insert = Entity::insert(ActiveModel::from(row.clone())).on_conflict(once);
    match insert.exec_without_returning(tx.conn()?).await {
        Ok(0) | Err(sea_orm::DbErr::RecordNotInserted) => Ok(false),
        Ok(_) => Ok(true),
        Err(failed) => Err(failed.into()),
    }
}

/// The request of a partner for a purpose and a NIK that is not over, answered or not; one that was granted stands no
/// longer. Of one that is over the hash makes room; that its time is over is written down in its hour.
async fn standing(tx: &Tx, (partner, purpose, hash): &(Uuid, String, String)) -> Result<Option<Model>> {
    let same = Entity::find()
        .filter(Column::PartnerId.eq(*partner))
        .filter(Column::Purpose.eq(purpose.as_str()))
        .filter(Column::NikHash.eq(hash.as_str()))
        .lock_exclusive();
    let Some(row) = same.one(tx.conn()?).await? else {
        return Ok(None);
    };
    if row.expires_at > tx.now() {
        return Ok(Some(row));
    }
    let freed = ActiveModel { id: Set(row.id), nik_hash: Set(None), ..Default::default() };
    Entity::update(freed).exec(tx.conn()?).await?;
    Ok(None)
}

/// Asked again while the first request stands. Who was recorded since is asked by that one, in whose place nobody was;
/// nobody has seen it so far, so that there is nothing to tell of.
async fn again(tx: &Tx, row: Model, person: Option<person::Model>) -> Result<()> {
    if let Some(person) = person.filter(|_| row.person_id.is_none()) {
        let change = ActiveModel {
            id: Set(row.id),
            unit_id: Set(person.unit_id),
            person_id: Set(Some(person.id)),
            told: Set(false),
            ..Default::default()
        };
        Entity::update(change).exec(tx.conn()?).await?;
    }
    tx.record(Record::audit_only("requestConsent", (Kind::ConsentRequest, row.id))).await?;
    Ok(())
}

/// Who can be asked, locked, so that two requests at once are one.
async fn askable(tx: &Tx, nik: &str) -> Result<Option<person::Model>> {
    let Some(found) = persons::with_nik(tx, tx.conn()?, nik).await? else {
        return Ok(None);
    };
    let found = person::Entity::find_by_id(found.id).lock_exclusive().one(tx.conn()?).await?;
    let free =
        |row: &person::Model| row.archived_at.is_none() && row.erased_at.is_none() && row.restricted_at.is_none();
    Ok(found.filter(free))
}

/// Why a consent cannot answer this request; none where it can.
pub(super) async fn unanswerable(tx: &Tx, id: &str, whom: (Uuid, Uuid, &str)) -> Result<Option<Violation>> {
    let fault = |code| Some(Violation::new(code, "/requestId"));
    let found = match ids::expect(Kind::ConsentRequest, id) {
        Ok(id) => Entity::find_by_id(id).filter(visible(tx)).one(tx.conn()?).await?,
        Err(_) => None,
    };
    let (person, partner, purpose) = whom;
    let fits = |row: &Model| row.person_id == Some(person) && row.partner_id == partner && row.purpose == purpose;
    let Some(row) = found.filter(fits) else {
        return Ok(fault(Code::UnknownCode));
    };
    Ok(answered(tx, &row))
}

/// Why a consent answers a request no longer; none where it can.
pub(super) fn answered(ctx: &Ctx, row: &Model) -> Option<Violation> {
    (state(ctx, row) != OPEN).then(|| Violation::new(Code::IllegalState, "/requestId"))
}

/// Refuses an answer to a request that is not open (409).
pub(super) fn waits(ctx: &Ctx, row: &Model) -> Result<()> {
    if state(ctx, row) == OPEN { Ok(()) } else { Err(Error::new(Code::IllegalState).with("status", state(ctx, row))) }
}

/// A consent answers whatever its partner asked the person for that purpose, by whichever NIK it had then.
pub(super) async fn fulfil(tx: &Tx, given: &consent::Model) -> Result<()> {
    let waiting = Entity::find()
        .filter(Column::PersonId.eq(given.person_id))
        .filter(Column::PartnerId.eq(given.partner_id))
        .filter(Column::Purpose.eq(given.purpose.as_str()))
        .filter(Column::Status.eq(OPEN))
        .filter(Column::ExpiresAt.gt(tx.now()))
        .order_by_asc(Column::Id)
        .lock_exclusive();
    for row in waiting.all(tx.conn()?).await? {
        decide(tx, row, GRANTED, "grantConsent", "consentRequest.granted").await?;
    }
    Ok(())
}

/// Says no. The partner is not told.
pub async fn decline(tx: &Tx, id: &str, expected: Expected) -> Result<Asked> {
    tx.require_signed_in()?;
    let id = ids::expect(Kind::ConsentRequest, id)?;
    let row = Entity::find_by_id(id).filter(visible(tx)).lock_exclusive().one(tx.conn()?).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    let person = person::Entity::find_by_id(row.person_id.unwrap_or_default()).one(tx.conn()?).await?;
    rights::speak(tx, &person.ok_or_else(|| Error::new(Code::NotFound))?).await?;
    expected.check(row.version)?;
    waits(tx, &row)?;
    let row = decide(tx, row, DECLINED, "declineConsentRequest", "consentRequest.declined").await?;
    tx.record(Record::audit_only("declineConsentRequest", (Kind::ConsentRequest, row.id))).await?;
    with_partners(tx, tx.conn()?, vec![row]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// Writes down that the time of a request is over. Whether it was.
pub(super) async fn lapse(ctx: &Ctx, id: Uuid) -> Result<bool> {
    let tx = ctx.begin().await?;
    let row = Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
    let Some(row) = row.filter(|row| row.status == OPEN && row.expires_at <= tx.now()) else {
        tx.rollback().await?;
        return Ok(false);
    };
    decide(&tx, row, EXPIRED, "expireConsentRequest", "consentRequest.expired").await?;
    tx.record(Record::audit_only("expireConsentRequest", (Kind::ConsentRequest, id))).await?;
    tx.commit().await?;
    Ok(true)
}

/// Ends a request, and tells of it. The audit row is that of the operation from which it follows. One that was declined
/// stands until its time is over: asked again it must look as if nobody had answered.
async fn decide(tx: &Tx, mut row: Model, status: &str, action: &str, event: &str) -> Result<Model> {
    if status != DECLINED {
        row.nik_hash = None;
    }
    row.status = status.to_owned();
    row.decided_at = Some(tx.now());
    row.version += 1;
    row.updated_at = tx.now();
    Entity::update(ActiveModel::from(row.clone()).reset_all()).exec(tx.conn()?).await?;
    tx.announce(record(&row, action, event)).await?;
    Ok(row)
}

fn record<'a>(row: &Model, action: &'a str, event: &'a str) -> Record<'a> {
    let body = json!({"purpose": row.purpose});
    Record::new(action, event, (Kind::ConsentRequest, row.id), row.version).unit(row.unit_id).body(body)
}

/// The state as it is at this moment.
fn state<'a>(ctx: &Ctx, row: &'a Model) -> &'a str {
    if row.status == OPEN && row.expires_at <= ctx.now() { EXPIRED } else { &row.status }
}

/// A page of the requests that the caller sees, newest first.
pub async fn list(ctx: &Ctx, status: Option<&str>, page: &PageRequest) -> Result<Page<Asked>> {
    let page = &PageRequest { descending: true, ..page.clone() };
    let wanted = Entity::find().filter(wanted(ctx, status)?);
    let rows = page.by_id(wanted, Column::Id)?.all(ctx.db()).await?;
    let asked = with_partners(ctx, ctx.db(), rows).await?;
    Ok(Page::cut(asked, page, |asked| Cursor::new("", asked.row.id.to_string())))
}

/// How many requests there are.
pub async fn count(ctx: &Ctx, status: Option<&str>) -> Result<u64> {
    Ok(Entity::find().filter(wanted(ctx, status)?).count(ctx.db()).await?)
}

/// One request that the caller sees.
pub async fn get(ctx: &Ctx, id: &str) -> Result<Asked> {
    ctx.require_signed_in()?;
    let id = ids::expect(Kind::ConsentRequest, id)?;
    let row = Entity::find_by_id(id).filter(visible(ctx)).one(ctx.db()).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    with_partners(ctx, ctx.db(), vec![row]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

fn wanted(ctx: &Ctx, status: Option<&str>) -> Result<Condition> {
    ctx.require_signed_in()?;
    let open = || Condition::all().add(Column::Status.eq(OPEN));
    let of = match status {
        None => None,
        Some(OPEN) => Some(open().add(Column::ExpiresAt.gt(ctx.now()))),
        Some(EXPIRED) => {
            let late = open().add(Column::ExpiresAt.lte(ctx.now()));
            Some(Condition::any().add(Column::Status.eq(EXPIRED)).add(late))
        }
        Some(other) if STATES.contains(&other) => Some(Condition::all().add(Column::Status.eq(other))),
        Some(_) => {
            let fault = Violation::new(Code::UnknownCode, "/status").with("allowed", STATES.to_vec());
            return Err(Error::listing(Code::Invalid, vec![fault]));
        }
    };
    Ok(visible(ctx).add_option(of))
}

/// Rows with who asks and the state of this moment, in the same order.
async fn with_partners(ctx: &Ctx, conn: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Asked>> {
    let partners = units::mapped(conn, rows.iter().map(|row| row.partner_id)).await?;
    let mut possible = steps::of_requests(ctx, conn, &rows).await?;
    let asked = rows.into_iter().filter_map(|row| {
        let partner = partners.get(&row.partner_id)?.clone();
        let status = state(ctx, &row).to_owned();
        let possible = possible.remove(&row.id).unwrap_or_default();
        Some(Asked { row: Model { status, ..row }, partner, possible })
    });
    Ok(asked.collect())
}
