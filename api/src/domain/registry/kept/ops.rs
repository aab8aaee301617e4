//! What is done with kept records, whatever their kind.

use chrono::NaiveDate;
use entity::unit;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{Condition, ConnectionTrait};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Checks, Envelope, Kept, Readers};
use crate::domain::access::{self, Place, Sight, units_seen};
use crate::domain::ctx::Expected;
use crate::domain::ids;
use crate::domain::incubation::coached;
use crate::domain::interaction::{announcements, commitments};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::record::Record;
use crate::domain::reference::regions;
use crate::domain::registry::units;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::Role;

/// A record with the unit that owns it.
#[derive(Clone, Debug)]
pub struct Held<K> {
    pub row: K,
    pub unit: unit::Model,
}

/// Which records are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of these units.
    pub units: Option<Vec<Uuid>>,
    /// Of units in a region: code or id.
    pub region: Option<String>,
    /// Codes of the column that classes the kind.
    pub class: Vec<String>,
    /// Part of the name or title.
    pub q: Option<String>,
    /// Public id of a record that it refers to: a programme, a meeting.
    pub of: Option<String>,
    /// Ends or falls due before this day.
    pub ends_before: Option<NaiveDate>,
    /// Archived ones too.
    pub archived: bool,
}

/// What the caller may read of a kind.
pub(crate) fn visible<K: Kept>(ctx: &Ctx) -> Result<Condition> {
    if !matches!(K::READERS, Readers::Public | Readers::Addressed) {
        ctx.require_signed_in()?;
    }
    Ok(match K::READERS {
        Readers::Scoped if !K::ALSO.is_empty() => coached::scoped::<K>(ctx),
        Readers::Scoped => units_seen(ctx, Sight::Submitted).named("unit_id"),
        Readers::Coached => coached::visible::<K>(ctx),
        Readers::Offered => commitments::visible(ctx),
        Readers::Addressed => announcements::visible(ctx),
        _ => Condition::all(),
    })
}

/// Refuses those who may read nothing of a kind, before anything is looked up.
pub fn admit<K: Kept>(ctx: &Ctx) -> Result<()> {
    visible::<K>(ctx).map(drop)
}

fn wanted<K: Kept>(ctx: &Ctx, filter: &Filter) -> Result<Condition> {
    let mut all = visible::<K>(ctx)?;
    if !filter.archived {
        all = all.add(Expr::col("archived_at").is_null());
    }
    if let Some(units) = &filter.units {
        all = all.add(Expr::col("unit_id").is_in(units.iter().copied()));
    }
    if let Some(region) = &filter.region {
        let code = regions::filter_code(region, "/region")?;
        let inside = access::Units::of(access::in_region("region_code", &code));
        all = all.add(inside.named("unit_id"));
    }
    if let Some(q) = &filter.q {
        let title = K::TITLE.ok_or_else(|| Error::field(Code::UnknownField, "/q"))?;
        let plain = q.trim().to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = sea_orm::sea_query::LikeExpr::new(format!("%{plain}%")).escape('\\');
        all = all.add(Expr::expr(Func::lower(Expr::col(title))).like(like));
    }
    if !filter.class.is_empty() {
        let column = K::CLASS.ok_or_else(|| Error::field(Code::UnknownField, "/kind"))?;
        all = all.add(Expr::col(column).is_in(filter.class.iter().map(String::as_str)));
    }
    if let Some(day) = filter.ends_before {
        let column = K::ENDS.ok_or_else(|| Error::field(Code::UnknownField, "/endsBefore"))?;
        all = all.add(Expr::col(column).lt(day));
    }
    if let Some(of) = &filter.of {
        all = all.add(referring::<K>(of)?);
    }
    Ok(all)
}

fn referring<K: Kept>(of: &str) -> Result<Condition> {
    let (kind, id) = ids::parse(of).ok_or_else(|| Error::field(Code::FieldFormat, "/of"))?;
    let columns: Vec<&str> = K::REFS.iter().filter(|(_, to)| *to == kind).map(|(column, _)| *column).collect();
    if columns.is_empty() {
        return Err(Error::field(Code::UnknownCode, "/of"));
    }
    Ok(columns.into_iter().fold(Condition::any(), |any, column| any.add(Expr::col(column).eq(id))))
}

/// A page of records, oldest first.
pub async fn list<K: Kept>(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<Held<K>>> {
    let page = page_of(ctx, wanted::<K>(ctx, filter)?, page).await?;
    if page.items.is_empty() {
        regions::refuse_unknown(ctx, filter.region.as_deref(), "/region").await?;
    }
    Ok(page)
}

/// A page of the records that fulfil a condition, oldest first. What the caller may read is the condition's.
pub async fn page_of<K: Kept>(ctx: &Ctx, mut all: Condition, page: &PageRequest) -> Result<Page<Held<K>>> {
    if let Some(after) = &page.after {
        let id: Uuid = after.id.parse().map_err(|_| Error::new(Code::PageCursor))?;
        let column = Expr::col("id");
        all = all.add(if page.reversed() { column.lt(id) } else { column.gt(id) });
    }
    let rows = K::find(ctx.db(), all, Some(page.limit + 1), page.reversed()).await?;
    let held = with_units(ctx.db(), rows).await?;
    Ok(Page::cut(held, page, |held| Cursor::new("", held.row.envelope().id.to_string())))
}

/// How many records a filter finds.
pub async fn count<K: Kept>(ctx: &Ctx, filter: &Filter) -> Result<u64> {
    K::count(ctx.db(), wanted::<K>(ctx, filter)?).await
}

/// Records by their ids, as far as the caller may read them.
pub async fn by_ids<K: Kept>(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Held<K>>> {
    let all = visible::<K>(ctx)?.add(Expr::col("id").is_in(ids.iter().copied()));
    with_units(ctx.db(), K::find(ctx.db(), all, None, false).await?).await
}

/// All records of these units that are not archived, oldest first, as far as the caller may read them. Where the
/// caller may read none of a kind there are none.
pub async fn of_units<K: Kept>(ctx: &Ctx, units: &[Uuid]) -> Result<Vec<Held<K>>> {
    let filter = Filter { units: Some(units.to_vec()), ..Filter::default() };
    match wanted::<K>(ctx, &filter) {
        Ok(all) => with_units(ctx.db(), K::find(ctx.db(), all, None, false).await?).await,
        Err(refused) if refused.code() == Code::AuthRequired => Ok(Vec::new()),
        Err(refused) => Err(refused),
    }
}

/// All records that hang on these and are not archived, oldest first, as far as the caller may read them.
pub async fn hanging_on<K: Kept>(ctx: &Ctx, parents: &[Uuid]) -> Result<Vec<Held<K>>> {
    let Some(column) = K::HANGS.filter(|_| ctx.require_signed_in().is_ok()) else {
        return Ok(Vec::new());
    };
    let all = wanted::<K>(ctx, &Filter::default())?.add(Expr::col(column).is_in(parents.iter().copied()));
    with_units(ctx.db(), K::find(ctx.db(), all, None, false).await?).await
}

/// One record by its public id, or 404.
pub async fn get<K: Kept>(ctx: &Ctx, id: &str) -> Result<Held<K>> {
    seen(ctx, ctx.db(), id).await
}

/// As [`get`], for who wants to keep another kind there: a mentor still reaches it on the days that kind grants.
pub async fn get_for<K: Kept, R: Kept>(ctx: &Ctx, id: &str) -> Result<Held<R>> {
    reached::<K, R>(ctx, ctx.db(), id).await
}

/// As [`get`], by a connection: within a write, the one that sees its own rows.
pub async fn seen<K: Kept>(ctx: &Ctx, conn: &impl ConnectionTrait, id: &str) -> Result<Held<K>> {
    let all = visible::<K>(ctx)?.add(Expr::col("id").eq(ids::expect(K::KIND, id)?));
    let found = with_units(conn, K::find(conn, all, None, false).await?).await?;
    found.into_iter().next().ok_or_else(|| Error::new(Code::NotFound))
}

/// Rows with the units that own them, in the same order.
pub async fn with_units<K: Kept>(conn: &impl ConnectionTrait, rows: Vec<K>) -> Result<Vec<Held<K>>> {
    let units = units::mapped(conn, rows.iter().map(|row| row.envelope().unit_id)).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let unit = units.get(&row.envelope().unit_id)?.clone();
            Some(Held { row, unit })
        })
        .collect())
}

/// The unit that will own a new record, if the caller may keep such records there.
pub async fn owner<K: Kept>(tx: &Tx, id_or_code: &str) -> Result<unit::Model> {
    let unit = units::unit_by_ref(tx.conn()?, id_or_code).await?;
    tx.require(K::KEEPERS, Some(&Place::from(&unit)))?;
    suits::<K>(&unit)?;
    Ok(unit)
}

/// The record that a new one will hang on, if the caller may.
pub async fn parent<K: Kept>(tx: &Tx, id: &str) -> Result<Held<K::Parent>> {
    let held = reached::<K, K::Parent>(tx, tx.conn()?, id).await?;
    permit::<K>(tx, &held.unit, coached::enterprise_of(&held.row)).await?;
    if held.row.envelope().archived_at.is_some() {
        return Err(Error::new(Code::Archived));
    }
    suits::<K>(&held.unit)?;
    Ok(held)
}

/// A record that the caller sees, or whose mentor no longer sees it but did within the days that a kind grants.
async fn reached<K: Kept, R: Kept>(ctx: &Ctx, conn: &impl ConnectionTrait, id: &str) -> Result<Held<R>> {
    let unseen = match seen::<R>(ctx, conn, id).await {
        Err(unseen) if unseen.code() == Code::NotFound && K::LATE_DAYS > 0 => unseen,
        other => return other,
    };
    let wanted = Condition::all().add(Expr::col("id").eq(ids::expect(R::KIND, id)?));
    let found: Vec<Held<R>> = with_units(conn, R::find(conn, wanted, Some(1), false).await?).await?;
    if let Some(held) = found.into_iter().next()
        && let Some(enterprise) = coached::enterprise_of(&held.row)
        && coached::assigned_within(conn, ctx, enterprise, K::LATE_DAYS).await?
    {
        return Ok(held);
    }
    Err(unseen)
}

/// Refuses those who neither keep the kind at the unit nor are the mentor of the enterprise, where mentors keep it. It
/// says which enterprise where the right is the mentor's.
async fn entitled<K: Kept>(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    unit: &unit::Model,
    enterprise: Option<Uuid>,
) -> Result<Option<Uuid>> {
    let place = Place::from(unit);
    // Who keeps it needs no look at assignments.
    if let (true, Some(enterprise)) = (K::MENTORED && !access::can(ctx, K::KEEPERS, Some(&place)), enterprise)
        && coached::assigned_within(conn, ctx, enterprise, K::LATE_DAYS).await?
    {
        return Ok(Some(enterprise));
    }
    access::require(ctx, K::KEEPERS, Some(&place))?;
    Ok(None)
}

/// As [`entitled`], and remembers the right for a replay.
async fn permit<K: Kept>(tx: &Tx, unit: &unit::Model, enterprise: Option<Uuid>) -> Result<()> {
    match entitled::<K>(tx, tx.conn()?, unit, enterprise).await? {
        Some(enterprise) => {
            tx.as_mentor_of(enterprise, K::LATE_DAYS);
            Ok(())
        }
        None => tx.require(K::KEEPERS, Some(&Place::from(unit))),
    }
}

/// Whether the caller may change a record, before a write begins: 404, 403.
pub async fn may_change<K: Kept>(ctx: &Ctx, id: &str) -> Result<()> {
    let held = reached::<K, K>(ctx, ctx.db(), id).await?;
    entitled::<K>(ctx, ctx.db(), &held.unit, held.row.enterprise()).await.map(drop)
}

fn suits<K: Kept>(unit: &unit::Model) -> Result<()> {
    if unit.archived_at.is_some() {
        return Err(Error::new(Code::Archived));
    }
    if !K::OWNERS.iter().any(|kind| kind.as_str() == unit.kind) {
        let kinds: Vec<&str> = K::OWNERS.iter().map(|kind| kind.as_str()).collect();
        return Err(Error::listing(
            Code::Invalid,
            vec![Violation::new(Code::UnknownCode, "/unit").with("allowed", kinds)],
        ));
    }
    Ok(())
}

/// Records something about a unit. `faults` are those found already: all are said at once. Nobody's rights are asked
/// here; [`owner`] and [`parent`] ask them.
pub async fn create<K: Kept>(tx: &Tx, unit: unit::Model, mut draft: K, mut faults: Vec<Violation>) -> Result<Held<K>> {
    let now = tx.now();
    draft.seal(Envelope {
        id: tx.new_id(),
        unit_id: unit.id,
        archived_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    });
    draft.prepare(tx, None, &mut faults).await?;
    check(tx, &draft, faults).await?;
    draft.clone().insert(tx).await?;
    let held = Held { row: draft, unit };
    let facts = held.row.facts().into_iter().filter(|(_, value)| !value.is_null());
    let changes = facts.map(|(name, to)| (name, json!({ "to": to }))).collect();
    note(tx, &held, "create", "created", changes).await?;
    K::after(tx, &held).await?;
    Ok(held)
}

/// Records something about a record that exists, in its unit.
pub async fn create_below<K: Kept>(
    tx: &Tx,
    parent: Held<K::Parent>,
    mut draft: K,
    faults: Vec<Violation>,
) -> Result<Held<K>> {
    draft.hang(&parent.row);
    draft.inherit(&parent.row);
    create(tx, parent.unit, draft, faults).await
}

/// The record that is to be changed, if the caller may.
pub async fn for_change<K: Kept>(tx: &Tx, id: &str, expected: Expected) -> Result<Held<K>> {
    let held = reached::<K, K>(tx, tx.conn()?, id).await?;
    permit::<K>(tx, &held.unit, held.row.enterprise()).await?;
    current(&held, expected)?;
    if held.row.is_settled() {
        return Err(Error::new(Code::IllegalState));
    }
    Ok(held)
}

/// The record that is to take a step, if the caller holds one of the roles at its unit.
pub async fn for_step<K: Kept>(tx: &Tx, id: &str, expected: Expected, roles: &[Role]) -> Result<Held<K>> {
    let held: Held<K> = seen(tx, tx.conn()?, id).await?;
    tx.require_roles(roles, Some(&Place::from(&held.unit)))?;
    current(&held, expected)?;
    Ok(held)
}

/// Refuses a version that is not the one that was read (412), and what is archived (409).
pub fn current<K: Kept>(held: &Held<K>, expected: Expected) -> Result<()> {
    expected.check(held.row.envelope().version)?;
    if held.row.envelope().archived_at.is_some() { Err(Error::new(Code::Archived)) } else { Ok(()) }
}

/// Puts a record in the place of its earlier self.
pub async fn change<K: Kept>(tx: &Tx, old: Held<K>, mut draft: K, mut faults: Vec<Violation>) -> Result<Held<K>> {
    draft.keep_fixed(&old.row);
    draft.seal(old.row.envelope().next(tx));
    draft.prepare(tx, Some(&old.row), &mut faults).await?;
    check(tx, &draft, faults).await?;
    let held = put(tx, old, draft, "update", "updated").await?;
    K::after(tx, &held).await?;
    Ok(held)
}

/// Stores a changed record with its history; its rules were checked.
pub async fn put<K: Kept>(tx: &Tx, old: Held<K>, new: K, action: &str, event: &str) -> Result<Held<K>> {
    new.clone().replace(tx).await?;
    let changes = difference(&old.row.facts(), &new.facts());
    let held = Held { row: new, unit: old.unit };
    note(tx, &held, action, event, changes).await?;
    Ok(held)
}

/// Takes a record out of all lists. Nothing is lost: it is still found by its id.
pub async fn archive<K: Kept>(tx: &Tx, id: &str, expected: Expected) -> Result<Held<K>> {
    let old: Held<K> = for_change(tx, id, expected).await?;
    let mut row = old.row.clone();
    row.seal(Envelope { archived_at: Some(tx.now()), ..row.envelope().next(tx) });
    let held = put(tx, old, row, "archive", "archived").await?;
    K::after(tx, &held).await?;
    Ok(held)
}

async fn check<K: Kept>(tx: &Tx, draft: &K, faults: Vec<Violation>) -> Result<()> {
    let mut checks = Checks::new(tx, faults);
    draft.check(&mut checks);
    let mut faults = checks.into_faults();
    if faults.is_empty() && overlaps(tx, draft).await? {
        let (from, _) = K::SPAN.unwrap_or(("from_on", "to_on"));
        faults.push(Violation::new(Code::Overlap, format!("/{}", super::camel(from))));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::listing(Code::Invalid, faults)) }
}

/// Whether another record of the unit that says the same holds on some of the same days.
async fn overlaps<K: Kept>(tx: &Tx, draft: &K) -> Result<bool> {
    let (Some((from, to)), Some(starts)) = (K::SPAN, K::SPAN.and_then(|(from, _)| draft.column(from))) else {
        return Ok(false);
    };
    let envelope = draft.envelope();
    let mut others = Condition::all()
        .add(Expr::col("id").ne(envelope.id))
        .add(Expr::col("archived_at").is_null())
        .add(Expr::col(to).is_null().or(Expr::col(to).gt(starts)));
    // What hangs on another record is alone there, whatever the unit.
    if draft.parent().is_none() {
        others = others.add(Expr::col("unit_id").eq(envelope.unit_id));
    }
    for column in K::ALONE {
        if let Some(value) = draft.column(column) {
            others = others.add(Expr::col(*column).eq(value));
        }
    }
    if let Some(sea_orm::Value::ChronoDate(Some(ends))) = draft.column(to) {
        others = others.add(Expr::col(from).lt(ends));
    }
    Ok(!K::find(tx.conn()?, others, Some(1), false).await?.is_empty())
}

/// The fields that differ, from what to what.
pub fn difference(before: &Map<String, Value>, after: &Map<String, Value>) -> Map<String, Value> {
    let changed = after.iter().filter(|(name, value)| before.get(*name) != Some(*value));
    changed
        .map(|(name, to)| (name.clone(), json!({"from": before.get(name).unwrap_or(&Value::Null), "to": to})))
        .collect()
}

/// Audit with the changed fields, and the event.
async fn note<K: Kept>(tx: &Tx, held: &Held<K>, action: &str, event: &str, changes: Map<String, Value>) -> Result<()> {
    let envelope = held.row.envelope();
    let mut name = K::NAME.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    let (action, event) = (format!("{action}{}", K::NAME), format!("{name}.{event}"));
    let fields: Vec<&str> = changes.keys().map(String::as_str).collect();
    let told =
        |(name, change): (&String, &Value)| (name.clone(), if K::NAMES_ONLY { json!({}) } else { change.clone() });
    let detail = Value::Object(changes.iter().map(told).collect()).to_string();
    let record = Record::new(&action, &event, (K::KIND, envelope.id), envelope.version)
        .unit(envelope.unit_id)
        .fields(&fields)
        .detail(detail)
        .body(json!({"unit": units::public_id(&held.unit)}));
    tx.record(record).await?;
    Ok(())
}
