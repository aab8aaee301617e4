//! BLKs: community vocational training centres.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{blk, unit, unit_status};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use super::statuses::{self, Change, Statuses};
use super::units::{self, NewUnit};
use crate::domain::access::{Action, in_region};
use crate::domain::clock::{local_day, zone};
use crate::domain::ids::Kind;
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::record::{Record, insert};
use crate::domain::reference::regions;
use crate::domain::text::fold_name;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::{StatusAspect, UnitKind};

/// A BLK with its statuses of today.
#[derive(Clone, Debug)]
pub struct Blk {
    pub unit: unit::Model,
    pub blk: blk::Model,
    pub statuses: Statuses,
}

impl Blk {
    /// Codes of its vocations.
    pub fn vocations(&self) -> Vec<String> {
        serde_json::from_str(&self.blk.vocations).unwrap_or_default()
    }
}

/// Which BLKs are asked for. Statuses are those of today; an empty list asks for nothing in particular.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of a name or the beginning of a code.
    pub q: Option<String>,
    /// A region with all below it: code or id.
    pub region: Option<String>,
    pub operation_status: Vec<String>,
    pub support_status: Vec<String>,
    pub incubator_status: Vec<String>,
    /// Code of `blkKinds`.
    pub kind: Option<String>,
    /// Code of `vocations`.
    pub vocation: Option<String>,
    pub established_year: Option<i32>,
}

/// By what BLKs are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderBy {
    #[default]
    Code,
    Name,
}

impl OrderBy {
    fn key(self, unit: &unit::Model) -> String {
        match self {
            OrderBy::Code => String::new(),
            OrderBy::Name => unit.search_name.clone(),
        }
    }
}

/// A page of BLKs.
pub async fn list(ctx: &Ctx, filter: &Filter, order: OrderBy, page: &PageRequest) -> Result<Page<Blk>> {
    let mut query = filtered(ctx, filter)?;
    if let Some(after) = &page.after {
        query = query.filter(beyond(order, after, page.reversed()));
    }
    let direction = if page.reversed() { Order::Desc } else { Order::Asc };
    if order == OrderBy::Name {
        query = query.order_by(unit::Column::SearchName, direction.clone());
    }
    let rows = query.order_by(unit::Column::Code, direction).limit(page.limit + 1).all(ctx.db()).await?;
    let rows = complete(ctx, rows).await?;
    Ok(Page::cut(rows, page, |row| Cursor::new(order.key(&row.unit), &row.unit.code)))
}

/// How many BLKs the filter finds.
pub async fn count(ctx: &Ctx, filter: &Filter) -> Result<u64> {
    use sea_orm::PaginatorTrait;
    Ok(filtered(ctx, filter)?.count(ctx.db()).await?)
}

/// Rows that come after the cursor's, in the direction walked.
fn beyond(order: OrderBy, after: &Cursor, reversed: bool) -> Condition {
    let past = |column: unit::Column, value: &str| if reversed { column.lt(value) } else { column.gt(value) };
    let code = past(unit::Column::Code, &after.id);
    match order {
        OrderBy::Code => Condition::all().add(code),
        OrderBy::Name => Condition::any()
            .add(past(unit::Column::SearchName, &after.key))
            .add(Condition::all().add(unit::Column::SearchName.eq(&after.key)).add(code)),
    }
}

fn filtered(ctx: &Ctx, filter: &Filter) -> Result<Select<unit::Entity>> {
    let mut query = unit::Entity::find().filter(unit::Column::Kind.eq(UnitKind::Blk.as_str()));
    if let Some(q) = &filter.q {
        let folded = fold_name(q);
        if folded.is_empty() {
            return Err(Error::field(Code::FieldFormat, "/q"));
        }
        let code = q.trim().to_uppercase().replace(['%', '_', '\\'], "");
        query = query.filter(unit::Column::SearchName.contains(&folded).or(unit::Column::Code.starts_with(&code)));
    }
    if let Some(region) = &filter.region {
        let code = regions::code_of(region).map_err(|e| {
            Error::field(if e.code() == Code::CodeSystem { Code::CodeSystem } else { Code::UnknownCode }, "/region")
        })?;
        query = query.filter(in_region("region_code", &code));
    }
    let today = local_day(ctx.now(), zone("Asia/Jakarta"));
    for (aspect, wanted, set, path) in [
        (StatusAspect::Operation, &filter.operation_status, "blkStatuses", "/operationStatus"),
        (StatusAspect::Support, &filter.support_status, "supportStatuses", "/supportStatus"),
        (StatusAspect::Incubator, &filter.incubator_status, "incubatorStatuses", "/incubatorStatus"),
    ] {
        if wanted.iter().any(|status| !ctx.app.codes.has(set, status, today)) {
            return Err(Error::field(Code::UnknownCode, path));
        }
        if !wanted.is_empty() {
            query = query.filter(unit::Column::Id.in_subquery(with_status(aspect, wanted, today)));
        }
    }
    let own = own_facts(filter);
    Ok(if own.is_empty() { query } else { query.filter(unit::Column::Id.in_subquery(with_facts(own))) })
}

fn with_status(aspect: StatusAspect, wanted: &[String], on: NaiveDate) -> sea_orm::sea_query::SelectStatement {
    unit_status::Entity::find()
        .select_only()
        .column(unit_status::Column::UnitId)
        .filter(unit_status::Column::Aspect.eq(aspect.as_str()))
        .filter(unit_status::Column::Status.is_in(wanted))
        .filter(statuses::holding(on))
        .into_query()
}

fn own_facts(filter: &Filter) -> Condition {
    let mut own = Condition::all();
    if let Some(kind) = &filter.kind {
        own = own.add(blk::Column::Kind.eq(kind));
    }
    if let Some(vocation) = &filter.vocation {
        // Codes hold no wildcard but the underscore, which LIKE would read as any letter.
        let pattern = format!("%\"{}\"%", vocation.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        own = own.add(Expr::col(blk::Column::Vocations).like(sea_orm::sea_query::LikeExpr::new(pattern).escape('\\')));
    }
    if let Some(year) = filter.established_year {
        own = own.add(blk::Column::EstablishedYear.eq(year));
    }
    own
}

fn with_facts(own: Condition) -> sea_orm::sea_query::SelectStatement {
    blk::Entity::find().select_only().column(blk::Column::UnitId).filter(own).into_query()
}

/// Adds to each unit what makes it a BLK, keeping the order.
async fn complete(ctx: &Ctx, units: Vec<unit::Model>) -> Result<Vec<Blk>> {
    let ids: Vec<Uuid> = units.iter().map(|unit| unit.id).collect();
    let mut facts = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(1_000) {
        let rows = blk::Entity::find().filter(blk::Column::UnitId.is_in(chunk.iter().copied())).all(ctx.db()).await?;
        facts.extend(rows.into_iter().map(|row| (row.unit_id, row)));
    }
    let today = local_day(ctx.now(), zone("Asia/Jakarta"));
    let mut statuses = statuses::statuses_on(ctx.db(), &ids, today).await?;
    Ok(units
        .into_iter()
        .filter_map(|unit| {
            let blk = facts.remove(&unit.id)?;
            let statuses = statuses.remove(&unit.id).unwrap_or_default();
            Some(Blk { unit, blk, statuses })
        })
        .collect())
}

/// These BLKs, in no particular order.
pub async fn blks_by_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Blk>> {
    let units = units::units_by_ids(ctx, ids).await?;
    complete(ctx, units.into_iter().filter(|unit| unit.kind == UnitKind::Blk.as_str()).collect()).await
}

/// One BLK by its id or code.
pub async fn blk_by_ref(ctx: &Ctx, id_or_code: &str) -> Result<Blk> {
    let unit = units::unit_by_ref(ctx.db(), id_or_code).await?;
    complete(ctx, vec![unit]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// A BLK to be recorded.
#[derive(Clone, Debug)]
pub struct NewBlk {
    pub code: String,
    pub name: String,
    /// Code of `blkKinds`.
    pub kind: String,
    /// Code of `hostTypes`.
    pub host_type: String,
    pub host_name: String,
    /// Code or id of its region.
    pub region: String,
    pub established_year: i32,
    pub handed_over_on: Option<NaiveDate>,
    /// Codes of `vocations`.
    pub vocations: Vec<String>,
    /// First day of its duty to report; its first statuses hold from here.
    pub enrolled_on: NaiveDate,
    /// Code of `blkStatuses`, `supportStatuses`, `incubatorStatuses`.
    pub operation_status: String,
    pub support_status: Option<String>,
    pub incubator_status: Option<String>,
    pub synthetic: bool,
}

/// Records a BLK with its first statuses.
pub async fn create_blk(tx: &Tx, new: NewBlk) -> Result<Blk> {
    tx.require(Action::ManageRegistry, None)?;
    let faults = check(tx, &new);
    let unit = units::save(
        tx,
        NewUnit {
            kind: UnitKind::Blk,
            code: new.code.clone(),
            name: new.name.clone(),
            region: new.region.clone(),
            enrolled_on: new.enrolled_on,
            synthetic: new.synthetic,
        },
        faults,
    )
    .await?;
    for change in first_statuses(&new) {
        statuses::begin(tx, unit.id, &change).await?;
    }
    let blk = blk::Model {
        unit_id: unit.id,
        kind: new.kind,
        host_type: new.host_type,
        host_name: new.host_name,
        established_year: new.established_year,
        handed_over_on: new.handed_over_on,
        vocations: serde_json::to_string(&new.vocations)?,
        host_organization_id: None,
        workstations: None,
        latitude: None,
        longitude: None,
    };
    insert(blk::ActiveModel::from(blk.clone()), tx).await?;
    tx.record(Record::new("createBlk", "blk.created", (Kind::Blk, unit.id), 1).unit(unit.id)).await?;
    let today = local_day(tx.now(), zone(&unit.timezone));
    let statuses = statuses::statuses_at(tx.conn()?, unit.id, today).await?;
    Ok(Blk { unit, blk, statuses })
}

fn first_statuses(new: &NewBlk) -> Vec<Change> {
    let change =
        |aspect, status: &str| Change { aspect, status: status.to_owned(), from_on: new.enrolled_on, reason: None };
    let mut changes = vec![change(StatusAspect::Operation, &new.operation_status)];
    changes.extend(new.support_status.as_deref().map(|status| change(StatusAspect::Support, status)));
    changes.extend(new.incubator_status.as_deref().map(|status| change(StatusAspect::Incubator, status)));
    changes
}

/// Every fault of a new BLK at once.
fn check(ctx: &Ctx, new: &NewBlk) -> Vec<Violation> {
    let mut faults = Vec::new();
    let mut known = |set: &str, code: &str, path: String| {
        if !ctx.app.codes.has(set, code, new.enrolled_on) {
            faults.push(Violation::new(Code::UnknownCode, path).with("set", set));
        }
    };
    known("blkKinds", &new.kind, "/kind".to_owned());
    known("hostTypes", &new.host_type, "/hostType".to_owned());
    for (index, vocation) in new.vocations.iter().enumerate() {
        known("vocations", vocation, format!("/vocations/{index}"));
    }
    known("blkStatuses", &new.operation_status, "/operationStatus".to_owned());
    if let Some(status) = &new.support_status {
        known("supportStatuses", status, "/supportStatus".to_owned());
    }
    if let Some(status) = &new.incubator_status {
        known("incubatorStatuses", status, "/incubatorStatus".to_owned());
    }
    if !(2010..=2100).contains(&new.established_year) {
        faults.push(Violation::new(Code::FieldRange, "/establishedYear").with("min", 2010).with("max", 2100));
    }
    if new.host_name.trim().is_empty() || new.host_name.chars().count() > 200 {
        faults.push(Violation::new(Code::FieldLength, "/hostName").with("min", 1).with("max", 200));
    }
    if new.vocations.len() > 23 {
        faults.push(Violation::new(Code::FieldLength, "/vocations").with("max", 23));
    }
    faults
}
