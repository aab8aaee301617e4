//! Units: what BLKs, kawasans, sites and organizations have in common.

use chrono::NaiveDate;
use entity::unit;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::domain::access::Action;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::record::{Record, insert};
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

/// One unit by its public id or its code.
pub async fn unit_by_ref(conn: &impl ConnectionTrait, id_or_code: &str) -> Result<unit::Model> {
    let found = match ids::parse(id_or_code) {
        Some((kind, id)) => unit::Entity::find_by_id(id).one(conn).await?.filter(|unit| kind_of(unit) == kind),
        // PostgreSQL would refuse the character that SQLite merely does not find.
        None if id_or_code.contains('\0') => None,
        None => unit::Entity::find().filter(unit::Column::Code.eq(id_or_code)).one(conn).await?,
    };
    found.ok_or_else(|| Error::new(Code::NotFound))
}

/// One unit of a kind by its public id or its code.
pub async fn unit_of_kind(ctx: &Ctx, kind: UnitKind, id_or_code: &str) -> Result<unit::Model> {
    let unit = unit_by_ref(ctx.db(), id_or_code).await?;
    if unit.kind == kind.as_str() { Ok(unit) } else { Err(Error::new(Code::NotFound)) }
}

/// The unit a filter names, as a set; one that does not exist is an empty set, as one that is out of scope would be.
pub async fn named_unit(ctx: &Ctx, id_or_code: Option<&str>) -> Result<Option<Vec<Uuid>>> {
    let Some(wanted) = id_or_code else { return Ok(None) };
    match unit_by_ref(ctx.db(), wanted).await {
        Ok(unit) => Ok(Some(vec![unit.id])),
        Err(e) if e.code() == Code::NotFound => Ok(Some(Vec::new())),
        Err(e) => Err(e),
    }
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
    let mut rows = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(1_000) {
        rows.extend(unit::Entity::find().filter(unit::Column::Id.is_in(chunk.iter().copied())).all(ctx.db()).await?);
    }
    Ok(rows)
}

/// The same inside a write.
pub(super) async fn by_ids_on(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<unit::Model>> {
    Ok(unit::Entity::find().filter(unit::Column::Id.is_in(ids)).all(conn).await?)
}

/// Units of one kind, in the order of their codes.
pub async fn list(ctx: &Ctx, kind: UnitKind, page: &PageRequest) -> Result<Page<unit::Model>> {
    let mut query = unit::Entity::find().filter(unit::Column::Kind.eq(kind.as_str()));
    if let Some(after) = &page.after {
        let code = unit::Column::Code;
        query = query.filter(if page.reversed() { code.lt(&after.id) } else { code.gt(&after.id) });
    }
    let order = if page.reversed() { sea_orm::Order::Desc } else { sea_orm::Order::Asc };
    let rows = query.order_by(unit::Column::Code, order).limit(page.limit + 1).all(ctx.db()).await?;
    Ok(Page::cut(rows, page, |row| Cursor::new("", &row.code)))
}

/// A unit to be recorded.
#[derive(Clone, Debug)]
pub struct NewUnit {
    pub kind: UnitKind,
    /// 3 to 40 capitals, digits, dots and hyphens; unique over all units.
    pub code: String,
    pub name: String,
    /// Code or id of the region it lies in.
    pub region: String,
    /// First day of its duty to report.
    pub enrolled_on: NaiveDate,
    /// True for demonstration data.
    pub synthetic: bool,
}

/// Records a kawasan, a site or an organization.
pub async fn create_unit(tx: &Tx, new: NewUnit) -> Result<unit::Model> {
    tx.require(Action::ManageRegistry, None)?;
    if new.kind == UnitKind::Blk {
        return Err(Error::internal(anyhow::anyhow!("a BLK is made by create_blk")));
    }
    let unit = save(tx, new, Vec::new()).await?;
    tx.record(Record::new("createUnit", "unit.created", (kind_of(&unit), unit.id), 1).unit(unit.id)).await?;
    Ok(unit)
}

/// Checks and inserts the row that every kind of unit has. `faults` are those found already: all are said at once.
pub(super) async fn save(tx: &Tx, new: NewUnit, mut faults: Vec<Violation>) -> Result<unit::Model> {
    faults.extend(check(&new));
    let region = match regions::find(tx.conn()?, &new.region).await {
        Ok(region) => Some(region),
        Err(e) if e.code() == Code::CodeSystem => {
            faults.push(Violation::new(Code::CodeSystem, "/region"));
            None
        }
        Err(e) if e.code() == Code::NotFound => {
            faults.push(Violation::new(Code::UnknownCode, "/region"));
            None
        }
        Err(e) => return Err(e),
    };
    let Some(region) = region.filter(|_| faults.is_empty()) else {
        return Err(Error::listing(Code::Invalid, faults));
    };
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
        phone: None,
        email: None,
        website: None,
        address: None,
        archived_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    insert(unit::ActiveModel::from(row.clone()), tx).await?;
    Ok(row)
}

fn check(new: &NewUnit) -> Vec<Violation> {
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
