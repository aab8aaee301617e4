//! Units: what BLKs, kawasans, sites and organizations have in common.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::{region, unit};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::ids::{self, Kind};
use crate::domain::record::insert;
use crate::domain::reference::regions;
use crate::domain::text::fold_name;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::UnitKind;

/// The id prefix of a unit.
pub fn kind_of(unit: &unit::Model) -> Kind {
    match unit.kind.as_str() {
        "KAWASAN" => Kind::Kawasan,
        "SITE" => Kind::Site,
        "ORGANIZATION" => Kind::Organization,
        _ => Kind::Blk,
    }
}

/// The public id of a unit: `blk_...`, `kws_...`.
pub fn public_id(unit: &unit::Model) -> String {
    ids::text(kind_of(unit), unit.id)
}

/// One unit by its stored id.
pub async fn unit_by_id(conn: &impl ConnectionTrait, id: Uuid) -> Result<unit::Model> {
    unit::Entity::find_by_id(id).one(conn).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// The unit with a public id or a code, if there is one.
pub async fn find_unit(conn: &impl ConnectionTrait, id_or_code: &str) -> Result<Option<unit::Model>> {
    Ok(match ids::parse(id_or_code) {
        Some((kind, id)) => unit::Entity::find_by_id(id).one(conn).await?.filter(|unit| kind_of(unit) == kind),
        // PostgreSQL would refuse the character that SQLite merely does not find.
        None if id_or_code.contains('\0') => None,
        None => unit::Entity::find().filter(unit::Column::Code.eq(id_or_code)).one(conn).await?,
    })
}

/// One unit by its public id or its code.
pub async fn unit_by_ref(conn: &impl ConnectionTrait, id_or_code: &str) -> Result<unit::Model> {
    find_unit(conn, id_or_code).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// One unit of a kind by its public id or its code.
pub async fn unit_of_kind(ctx: &Ctx, kind: UnitKind, id_or_code: &str) -> Result<unit::Model> {
    let unit = unit_by_ref(ctx.db(), id_or_code).await?;
    if unit.kind == kind.as_str() { Ok(unit) } else { Err(Error::new(Code::NotFound)) }
}

/// The unit a filter names, as a set; one that does not exist is an empty set, as one that is out of scope would be.
pub async fn named_unit(ctx: &Ctx, id_or_code: Option<&str>) -> Result<Option<Vec<Uuid>>> {
    let Some(wanted) = id_or_code else { return Ok(None) };
    Ok(Some(find_unit(ctx.db(), wanted).await?.map(|unit| unit.id).into_iter().collect()))
}

/// The template a filter names by code or id.
pub async fn named_template(ctx: &Ctx, code_or_id: Option<&str>) -> Result<Option<Uuid>> {
    let Some(wanted) = code_or_id else { return Ok(None) };
    match crate::domain::templates::query::head(ctx.db(), wanted).await {
        Ok(head) => Ok(Some(head.id)),
        Err(e) if e.code() == Code::NotFound => Err(Error::field(Code::UnknownCode, "/template")),
        Err(e) => Err(e),
    }
}

/// These units, in no particular order.
pub async fn units_by_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<unit::Model>> {
    by_ids_on(ctx.db(), ids).await
}

async fn by_ids_on(conn: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<unit::Model>> {
    let mut rows = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(1_000) {
        rows.extend(unit::Entity::find().filter(unit::Column::Id.is_in(chunk.iter().copied())).all(conn).await?);
    }
    Ok(rows)
}

/// These units by their ids, each read once.
pub(in crate::domain) async fn mapped(
    conn: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, unit::Model>> {
    let ids: Vec<Uuid> = ids.collect::<BTreeSet<_>>().into_iter().collect();
    Ok(by_ids_on(conn, &ids).await?.into_iter().map(|unit| (unit.id, unit)).collect())
}

/// Whose name holds a text, or whose code begins with it.
pub(super) fn named_like(q: &str) -> Result<Condition> {
    let folded = fold_name(q);
    if folded.is_empty() {
        return Err(Error::field(Code::FieldFormat, "/q"));
    }
    let code = q.trim().to_uppercase().replace(['%', '_', '\\'], "");
    let by_name = Condition::any().add(unit::Column::SearchName.contains(&folded));
    Ok(if code.is_empty() { by_name } else { by_name.add(unit::Column::Code.starts_with(&code)) })
}

/// What every kind of unit is recorded with.
#[derive(Clone, Debug)]
pub struct NewUnit {
    pub kind: UnitKind,
    /// 3 to 40 capitals, digits, dots and hyphens; unique over all units.
    pub code: String,
    pub name: String,
    /// Code or id of the region it lies in.
    pub region: String,
    /// Codes of further regions that it spans.
    pub regions: Vec<String>,
    /// First day of its duty to report.
    pub enrolled_on: NaiveDate,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
    pub address: Option<String>,
    /// True for demonstration data.
    pub synthetic: bool,
}

impl NewUnit {
    /// A unit of which no contact is known.
    pub fn plain(kind: UnitKind, code: &str, name: &str, region: &str, enrolled_on: NaiveDate) -> Self {
        Self {
            kind,
            code: code.to_owned(),
            name: name.to_owned(),
            region: region.to_owned(),
            regions: Vec::new(),
            enrolled_on,
            phone: None,
            email: None,
            website: None,
            address: None,
            synthetic: false,
        }
    }
}

/// Checks and inserts the row that every kind of unit has. `faults` are those found already: all are said at once.
pub(super) async fn save(tx: &Tx, new: NewUnit, faults: Vec<Violation>) -> Result<unit::Model> {
    let region = check(tx, &new, faults).await?;
    let row = unit::Model {
        id: tx.new_id(),
        kind: new.kind.as_str().to_owned(),
        search_name: fold_name(&new.name),
        code: new.code,
        name: new.name,
        region_code: region.code,
        timezone: region.timezone,
        enrolled_on: new.enrolled_on,
        closed_on: None,
        synthetic: new.synthetic,
        phone: new.phone,
        email: new.email,
        website: new.website,
        address: new.address,
        archived_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    insert(unit::ActiveModel::from(row.clone()), tx).await?;
    Ok(row)
}

/// The region of a unit, if nothing is wrong with the unit. A BLK lies in a regency or below.
pub(super) async fn check(tx: &Tx, new: &NewUnit, mut faults: Vec<Violation>) -> Result<region::Model> {
    faults.extend(shape(new));
    let region = regions::named(tx.conn()?, &new.region, "/region", &mut faults).await?;
    if new.kind == UnitKind::Blk && region.as_ref().is_some_and(|region| region.level < 2) {
        faults.push(Violation::new(Code::RegionLevel, "/region").with("min", 2));
    }
    match region {
        Some(region) if faults.is_empty() => Ok(region),
        _ => Err(Error::listing(Code::Invalid, faults)),
    }
}

fn shape(new: &NewUnit) -> Vec<Violation> {
    let mut faults = Vec::new();
    let plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
    if !(3..=40).contains(&new.code.len()) || !new.code.bytes().all(plain) {
        faults.push(Violation::new(Code::FieldFormat, "/code").with("pattern", "^[A-Z0-9.-]{3,40}$"));
    }
    if new.name.trim().is_empty() || new.name.chars().count() > 200 {
        faults.push(Violation::new(Code::FieldLength, "/name").with("min", 1).with("max", 200));
    }
    if !(2000..=2100).contains(&chrono::Datelike::year(&new.enrolled_on)) {
        faults
            .push(Violation::new(Code::FieldRange, "/enrolledOn").with("min", "2000-01-01").with("max", "2100-12-31"));
    }
    faults
}

/// Raises the version of a unit whose facts have changed.
pub(super) async fn touch(tx: &Tx, unit: unit::Model) -> Result<unit::Model> {
    let version = unit.version + 1;
    let mut row = unit::ActiveModel::from(unit);
    row.version = Set(version);
    row.updated_at = Set(tx.now());
    Ok(row.update(tx.conn()?).await?)
}
