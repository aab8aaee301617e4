//! Units of every kind with what their kind adds: a BLK's host and vocations, a kawasan's theme, an organization's
//! kind. What is done with them is the same.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::future::Future;

use chrono::NaiveDate;
use entity::{unit, unit_region};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::kept::Checks;
use super::kept::ops::difference;
use super::placements;
use super::units::{self, NewUnit, kind_of};
use crate::domain::access::{self, Action, Place, in_region};
use crate::domain::clock::{local_day, zone};
use crate::domain::ctx::Expected;
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::record::{Record, insert};
use crate::domain::reference::regions;
use crate::domain::text::fold_name;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::UnitKind;

/// What a kind of unit has beyond a unit.
pub trait Part: Clone + Send + Sync + 'static {
    const UNIT: UnitKind;
    /// The type's name: `create<NAME>`, `<name>.created`.
    const NAME: &'static str;
    /// Fields that the unit's own people change; all others only the forum and the ministry.
    const OPEN: &'static [&'static str];

    fn unit_id(&self) -> Uuid;
    fn belong_to(&mut self, unit: Uuid);
    fn facts(&self) -> Map<String, Value>;
    fn check(&self, checks: &mut Checks<'_>);
    /// The region that it serves, beside the one it lies in.
    fn serves(&self) -> Option<&str>;
    /// Units whose class (kind, theme) is one of these.
    fn classed(codes: &[String]) -> SelectStatement;
    fn insert(self, tx: &Tx) -> impl Future<Output = Result<()>> + Send;
    fn replace(self, tx: &Tx) -> impl Future<Output = Result<()>> + Send;
    fn of_units<C: ConnectionTrait>(conn: &C, units: &[Uuid]) -> impl Future<Output = Result<Vec<Self>>> + Send;
}

/// A unit with its part.
#[derive(Clone, Debug)]
pub struct Whole<P> {
    pub unit: unit::Model,
    pub part: P,
    /// Further regions that it spans.
    pub regions: Vec<String>,
}

impl<P: Part> Whole<P> {
    /// All fields with their public names, for the history.
    fn facts(&self) -> Map<String, Value> {
        let unit = &self.unit;
        let mut facts = self.part.facts();
        let common = json!({
            "code": unit.code, "name": unit.name, "region": unit.region_code, "phone": unit.phone, "email": unit.email,
            "website": unit.website, "address": unit.address, "regions": self.regions, "enrolledOn": unit.enrolled_on,
            "archivedAt": unit.archived_at,
        });
        if let Value::Object(common) = common {
            facts.extend(common);
        }
        facts
    }
}

/// Which units of a kind are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of a name or the beginning of a code.
    pub q: Option<String>,
    /// A region with all below it: units that lie in it or span some of it.
    pub region: Option<String>,
    /// Codes of the kind or theme.
    pub class: Vec<String>,
    /// Archived ones too.
    pub archived: bool,
}

fn wanted<P: Part>(filter: &Filter) -> Result<sea_orm::Select<unit::Entity>> {
    let mut query = unit::Entity::find().filter(unit::Column::Kind.eq(P::UNIT.as_str()));
    if !filter.archived {
        query = query.filter(unit::Column::ArchivedAt.is_null());
    }
    if let Some(q) = &filter.q {
        query = query.filter(units::named_like(q)?);
    }
    if let Some(region) = &filter.region {
        let code = regions::filter_code(region, "/region")?;
        let spans = sea_orm::sea_query::Query::select()
            .column("unit_id")
            .from("unit_region")
            .cond_where(in_region("region_code", &code))
            .to_owned();
        let inside = in_region("region_code", &code).add(Expr::col("id").in_subquery(spans));
        query = query.filter(inside);
    }
    if !filter.class.is_empty() {
        query = query.filter(unit::Column::Id.in_subquery(P::classed(&filter.class)));
    }
    Ok(query)
}

/// A page of units, by code.
pub async fn list<P: Part>(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<Whole<P>>> {
    let mut query = wanted::<P>(filter)?;
    if let Some(after) = &page.after {
        let code = unit::Column::Code;
        query = query.filter(if page.reversed() { code.lt(&after.id) } else { code.gt(&after.id) });
    }
    let order = if page.reversed() { sea_orm::Order::Desc } else { sea_orm::Order::Asc };
    let rows = query.order_by(unit::Column::Code, order).limit(page.limit + 1).all(ctx.db()).await?;
    if rows.is_empty() {
        regions::refuse_unknown(ctx, filter.region.as_deref(), "/region").await?;
    }
    let rows = complete(ctx.db(), rows).await?;
    Ok(Page::cut(rows, page, |row: &Whole<P>| Cursor::new("", &row.unit.code)))
}

/// How many units a filter finds.
pub async fn count<P: Part>(ctx: &Ctx, filter: &Filter) -> Result<u64> {
    use sea_orm::PaginatorTrait;
    Ok(wanted::<P>(filter)?.count(ctx.db()).await?)
}

/// One unit by its id or code, or 404.
pub async fn get<P: Part>(ctx: &Ctx, id_or_code: &str) -> Result<Whole<P>> {
    one(ctx.db(), id_or_code).await
}

/// Units by their ids.
pub async fn by_ids<P: Part>(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Whole<P>>> {
    complete(ctx.db(), units::units_by_ids(ctx, ids).await?).await
}

async fn one<P: Part>(conn: &impl ConnectionTrait, id_or_code: &str) -> Result<Whole<P>> {
    let unit = units::unit_by_ref(conn, id_or_code).await?;
    complete(conn, vec![unit]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

async fn complete<P: Part>(conn: &impl ConnectionTrait, rows: Vec<unit::Model>) -> Result<Vec<Whole<P>>> {
    let ids: Vec<Uuid> = rows.iter().map(|unit| unit.id).collect();
    let parts = P::of_units(conn, &ids).await?;
    let mut parts: HashMap<Uuid, P> = parts.into_iter().map(|part| (part.unit_id(), part)).collect();
    let mut spans: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in unit_region::Entity::find().filter(unit_region::Column::UnitId.is_in(ids)).all(conn).await? {
        spans.entry(row.unit_id).or_default().push(row.region_code);
    }
    Ok(rows
        .into_iter()
        .filter_map(|unit| {
            let part = parts.remove(&unit.id)?;
            let mut regions = spans.remove(&unit.id).unwrap_or_default();
            regions.sort();
            Some(Whole { unit, part, regions })
        })
        .collect())
}

/// Checks the part and the further regions; the faults of the unit itself are found by `units::save`.
async fn check<P: Part>(
    tx: &Tx,
    part: &P,
    spans: &[String],
    faults: Vec<Violation>,
) -> Result<(BTreeSet<String>, Vec<Violation>)> {
    let mut checks = Checks::new(tx, faults);
    part.check(&mut checks);
    let mut faults = checks.into_faults();
    let mut codes = BTreeSet::new();
    for (index, region) in spans.iter().enumerate() {
        let found = regions::named(tx.conn()?, region, &format!("/regions/{index}"), &mut faults).await?;
        codes.extend(found.map(|region| region.code));
    }
    if let Some(served) = part.serves() {
        regions::named(tx.conn()?, served, "/servesRegion", &mut faults).await?;
    }
    Ok((codes, faults))
}

/// Says every fault of a unit that is to be changed, without changing it.
pub async fn refuse_faults<P: Part>(tx: &Tx, new: &NewUnit, part: &P, faults: Vec<Violation>) -> Result<()> {
    let (_, faults) = check(tx, part, &new.regions, faults).await?;
    units::check(tx, new, faults).await.map(drop)
}

async fn span(tx: &Tx, unit: Uuid, codes: &[String]) -> Result<()> {
    for code in codes {
        insert(unit_region::ActiveModel { unit_id: Set(unit), region_code: Set(code.clone()) }, tx).await?;
    }
    Ok(())
}

/// Records a unit. `faults` are those found already: all are said at once.
pub async fn create<P: Part>(tx: &Tx, new: NewUnit, mut part: P, faults: Vec<Violation>) -> Result<Whole<P>> {
    tx.require(Action::ManageRegistry, None)?;
    let (codes, faults) = check(tx, &part, &new.regions, faults).await?;
    let unit = units::save(tx, NewUnit { kind: P::UNIT, ..new }, faults).await?;
    part.belong_to(unit.id);
    part.clone().insert(tx).await?;
    let whole = Whole { unit, part, regions: codes.into_iter().collect() };
    span(tx, whole.unit.id, &whole.regions).await?;
    let facts = whole.facts().into_iter().filter(|(_, value)| !value.is_null());
    note(tx, &whole, "create", "created", facts.map(|(name, to)| (name, json!({ "to": to }))).collect()).await?;
    Ok(whole)
}

/// The unit that is to be changed, as it is now.
pub async fn for_change<P: Part>(tx: &Tx, id_or_code: &str, expected: Expected) -> Result<Whole<P>> {
    let whole: Whole<P> = one(tx.conn()?, id_or_code).await?;
    tx.require(Action::KeepOwnRecords, Some(&Place::from(&whole.unit)))?;
    expected.check(whole.unit.version)?;
    if whole.unit.archived_at.is_some() {
        return Err(Error::new(Code::Archived));
    }
    Ok(whole)
}

/// Puts a unit in the place of its earlier self. A new region holds from `moved_on`, or from today.
pub async fn change<P: Part>(
    tx: &Tx,
    old: Whole<P>,
    new: NewUnit,
    mut part: P,
    faults: Vec<Violation>,
    moved_on: Option<NaiveDate>,
) -> Result<Whole<P>> {
    let (codes, faults) = check(tx, &part, &new.regions, faults).await?;
    let region = units::check(tx, &new, faults).await?;
    part.belong_to(old.unit.id);
    let mut unit = unit::Model {
        search_name: fold_name(&new.name),
        code: new.code,
        name: new.name,
        phone: new.phone,
        email: new.email,
        website: new.website,
        address: new.address,
        enrolled_on: new.enrolled_on,
        region_code: region.code.clone(),
        timezone: region.timezone.clone(),
        version: old.unit.version + 1,
        updated_at: tx.now(),
        ..old.unit.clone()
    };
    let whole = Whole { unit: unit.clone(), part, regions: codes.into_iter().collect() };
    let changes = difference(&old.facts(), &whole.facts());
    let fields: Vec<&str> = changes.keys().map(String::as_str).collect();
    guard::<P>(tx, &old.unit, &fields)?;
    if region.code != old.unit.region_code {
        let from = moved_on.unwrap_or_else(|| local_day(tx.now(), zone(&old.unit.timezone)));
        let placed = placements::place(tx, &old.unit, &region.code, &region.timezone, from, None).await?;
        // The move is an event of its own, with a version of its own.
        (unit.region_code, unit.timezone, unit.version) = (placed.region_code, placed.timezone, placed.version + 1);
    }
    let whole = Whole { unit, ..whole };
    whole.part.clone().replace(tx).await?;
    if whole.regions != old.regions {
        unit_region::Entity::delete_many()
            .filter(unit_region::Column::UnitId.eq(whole.unit.id))
            .exec(tx.conn()?)
            .await?;
        span(tx, whole.unit.id, &whole.regions).await?;
    }
    unit::ActiveModel::from(whole.unit.clone()).reset_all().update(tx.conn()?).await?;
    note(tx, &whole, "update", "updated", changes).await?;
    Ok(whole)
}

/// A unit's own people change its contact and equipment; the rest they ask of the forum.
pub fn guard<P: Part>(tx: &Tx, unit: &unit::Model, fields: &[&str]) -> Result<()> {
    let place = Place::from(unit);
    let guarded: Vec<&&str> = fields.iter().filter(|field| !P::OPEN.contains(field)).collect();
    if guarded.is_empty() || access::can(tx, Action::ManageRegistry, Some(&place)) {
        return Ok(());
    }
    let faults = guarded.into_iter().map(|field| Violation::new(Code::AskForum, format!("/{field}"))).collect();
    Err(Error::listing(Code::AskForum, faults))
}

/// Takes a unit out of all lists. What it filed stays; it owes nothing from today.
pub async fn archive<P: Part>(tx: &Tx, id_or_code: &str, expected: Expected) -> Result<Whole<P>> {
    let old: Whole<P> = for_change(tx, id_or_code, expected).await?;
    tx.require(Action::ManageRegistry, Some(&Place::from(&old.unit)))?;
    let mut whole = old.clone();
    whole.unit.archived_at = Some(tx.now());
    whole.unit.closed_on = Some(local_day(tx.now(), zone(&whole.unit.timezone)));
    whole.unit.version += 1;
    whole.unit.updated_at = tx.now();
    unit::ActiveModel::from(whole.unit.clone()).reset_all().update(tx.conn()?).await?;
    let changes = difference(&old.facts(), &whole.facts());
    note(tx, &whole, "archive", "archived", changes).await?;
    Ok(whole)
}

async fn note<P: Part>(
    tx: &Tx,
    whole: &Whole<P>,
    action: &str,
    event: &str,
    changes: Map<String, Value>,
) -> Result<()> {
    let (action, event) = (format!("{action}{}", P::NAME), format!("{}.{event}", P::NAME.to_lowercase()));
    let fields: BTreeMap<&str, ()> = changes.keys().map(|field| (field.as_str(), ())).collect();
    let fields: Vec<&str> = fields.into_keys().collect();
    let detail = Value::Object(changes.clone()).to_string();
    let object = (kind_of(&whole.unit), whole.unit.id);
    let record = Record::new(&action, &event, object, whole.unit.version);
    tx.record(record.unit(whole.unit.id).fields(&fields).detail(detail)).await?;
    Ok(())
}

/// Makes an entity the part of a kind of unit.
macro_rules! part {
    (
        $table:ident: $kind:ident, $name:literal, class $class:ident, open $open:expr, refs $refs:expr,
        $(serves $serves:ident,)?
        check($it:ident, $checks:ident) $rules:block
    ) => {
        impl Part for entity::$table::Model {
            const UNIT: UnitKind = UnitKind::$kind;
            const NAME: &'static str = $name;
            const OPEN: &'static [&'static str] = $open;

            fn unit_id(&self) -> Uuid {
                self.unit_id
            }

            fn belong_to(&mut self, unit: Uuid) {
                self.unit_id = unit;
            }

            fn facts(&self) -> Map<String, Value> {
                super::kept::facts_of(self, &["unit_id"], $refs)
            }

            fn check(&self, $checks: &mut Checks<'_>) {
                let $it = self;
                $rules
            }

            fn serves(&self) -> Option<&str> {
                let served: &[Option<&str>] = &[$(self.$serves.as_deref())?];
                served.iter().flatten().next().copied()
            }

            fn classed(codes: &[String]) -> SelectStatement {
                use sea_orm::QueryTrait;
                entity::$table::Entity::find()
                    .select_only()
                    .column(entity::$table::Column::UnitId)
                    .filter(entity::$table::Column::$class.is_in(codes))
                    .into_query()
            }

            async fn insert(self, tx: &Tx) -> Result<()> {
                insert(entity::$table::ActiveModel::from(self), tx).await
            }

            async fn replace(self, tx: &Tx) -> Result<()> {
                let row = entity::$table::ActiveModel::from(self).reset_all();
                entity::$table::Entity::update(row).exec(tx.conn()?).await?;
                Ok(())
            }

            async fn of_units<C: ConnectionTrait>(conn: &C, units: &[Uuid]) -> Result<Vec<Self>> {
                let mut rows = Vec::with_capacity(units.len());
                for chunk in units.chunks(1_000) {
                    let of = entity::$table::Column::UnitId.is_in(chunk.iter().copied());
                    rows.extend(entity::$table::Entity::find().filter(of).all(conn).await?);
                }
                Ok(rows)
            }
        }
    };
}

const CONTACT: &[&str] = &["phone", "email", "website", "address"];

part! {
    organization: Organization, "Organization", class Kind, open CONTACT,
    refs &[("parent_id", crate::domain::ids::Kind::Organization)], serves serves_region,
    check(it, checks) {
        checks.code("kind", "organizationKinds", &it.kind);
        checks.code("scope", "organizationScopes", &it.scope);
        checks.code("country", "countries", &it.country);
        checks.order(("validFrom", it.valid_from), ("validTo", it.valid_to));
    }
}

part! {
    kawasan: Kawasan, "Kawasan", class Theme, open CONTACT, refs &[],
    check(it, checks) {
        checks.code("theme", "kawasanThemes", &it.theme);
        checks.code_if("communityType", "communityTypes", it.community_type.as_deref());
        if it.until_year.is_some_and(|until| until < it.since_year) {
            checks.fault(Code::FieldRange, "untilYear");
        }
    }
}

part! {
    site: Site, "Site", class SiteKind, open CONTACT,
    refs &[("programme_id", crate::domain::ids::Kind::Programme), ("kawasan_id", crate::domain::ids::Kind::Kawasan), ("blk_id", crate::domain::ids::Kind::Blk)],
    check(it, checks) {
        checks.code("siteKind", "siteKinds", &it.site_kind);
        checks.codes_of("pillars", "pillar", "desmigratifPillars", &it.pillars);
        if it.until_year.is_some_and(|until| until < it.since_year) {
            checks.fault(Code::FieldRange, "untilYear");
        }
    }
}

part! {
    blk: Blk, "Blk", class Kind,
    open &["phone", "email", "website", "address", "workstations", "latitude", "longitude"],
    refs &[("host_organization_id", crate::domain::ids::Kind::Organization)],
    check(it, checks) {
        checks.code("kind", "blkKinds", &it.kind);
        checks.code("hostType", "hostTypes", &it.host_type);
        checks.codes("vocations", "vocations", &it.vocations);
        if it.latitude.is_some() != it.longitude.is_some() {
            checks.fault(Code::FieldRequired, if it.latitude.is_some() { "longitude" } else { "latitude" });
        }
        if it.handed_over_on.is_some_and(|day| chrono::Datelike::year(&day) < it.established_year) {
            checks.say(
                Code::FieldRange,
                "handedOverOn",
                "Serah terima tidak mungkin sebelum tahun pembangunan.",
                "It cannot be handed over before the year it was built.",
            );
        }
    }
}
