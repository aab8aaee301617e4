//! BLKs: community vocational training centres.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{blk, unit, unit_status};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use super::parts::{self, Whole};
use super::statuses::{self, Change, Statuses};
use super::units::{self, NewUnit};
use crate::domain::access::{Action, in_region};
use crate::domain::clock::{local_day, zone};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::reference::regions;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::{StatusAspect, UnitKind};

/// A BLK with its statuses of today.
#[derive(Clone, Debug)]
pub struct Blk {
    pub unit: unit::Model,
    pub blk: blk::Model,
    pub statuses: Statuses,
}

/// Months from handover to weaning (domain.md row 47).
pub const WEANING_MONTHS: u32 = 24;

impl Blk {
    /// The day on which its weaning falls due: two years after its handover.
    pub fn weaning_due_on(&self) -> Option<NaiveDate> {
        self.blk.handed_over_on?.checked_add_months(chrono::Months::new(WEANING_MONTHS))
    }

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
    /// Code of `blkDesignations`.
    pub designation: Vec<String>,
    /// Code of a kawasan: BLKs that coach an enterprise of it or stand in its value chain.
    pub kawasan: Option<String>,
    /// Weaning falls due before this day, and the BLK is not weaned.
    pub weaning_due_before: Option<NaiveDate>,
    /// Archived ones too.
    pub archived: bool,
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
    if rows.is_empty() {
        regions::refuse_unknown(ctx, filter.region.as_deref(), "/region").await?;
    }
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
    if !filter.archived {
        query = query.filter(unit::Column::ArchivedAt.is_null());
    }
    if let Some(q) = &filter.q {
        query = query.filter(units::named_like(q)?);
    }
    if let Some(region) = &filter.region {
        query = query.filter(in_region("region_code", &regions::filter_code(region, "/region")?));
    }
    if let Some(kawasan) = &filter.kawasan {
        query = query.filter(unit::Column::Id.in_subquery(of_kawasan(kawasan)));
    }
    let today = ctx.today();
    for (aspect, wanted, set, path) in [
        (StatusAspect::Operation, &filter.operation_status, "blkStatuses", "/operationStatus"),
        (StatusAspect::Support, &filter.support_status, "supportStatuses", "/supportStatus"),
        (StatusAspect::Incubator, &filter.incubator_status, "incubatorStatuses", "/incubatorStatus"),
        (StatusAspect::Designation, &filter.designation, "blkDesignations", "/designation"),
    ] {
        if wanted.iter().any(|status| !ctx.app.codes.has(set, status, today)) {
            return Err(Error::field(Code::UnknownCode, path));
        }
        if !wanted.is_empty() {
            query = query.filter(unit::Column::Id.in_subquery(with_status(aspect, wanted, today)));
        }
    }
    if let Some(day) = filter.weaning_due_before {
        let weaned = ["DISAPIH".to_owned(), "MANDIRI".to_owned()];
        let weaned = with_status(StatusAspect::Support, &weaned, today);
        query = query.filter(unit::Column::Id.not_in_subquery(weaned)).filter(unit::Column::Id.in_subquery(due(day)));
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

/// BLKs that coach an enterprise of a kawasan or stand in its value chain.
fn of_kawasan(code: &str) -> sea_orm::sea_query::SelectStatement {
    let kawasan = Query::select().column("id").from("unit").and_where(Expr::col("code").eq(code)).to_owned();
    let blks = |table: &'static str| {
        Query::select()
            .column("blk_id")
            .from(table)
            .and_where(Expr::col("unit_id").in_subquery(kawasan.clone()))
            .and_where(Expr::col("blk_id").is_not_null())
            .and_where(Expr::col("archived_at").is_null())
            .to_owned()
    };
    blks("enterprise").union(sea_orm::sea_query::UnionType::Distinct, blks("chain_link")).to_owned()
}

/// BLKs whose weaning falls due before a day: two years after their handover (domain.md row 47).
fn due(before: NaiveDate) -> sea_orm::sea_query::SelectStatement {
    let handed_over = before.checked_sub_months(chrono::Months::new(WEANING_MONTHS)).unwrap_or_default();
    with_facts(Condition::all().add(blk::Column::HandedOverOn.lt(handed_over)))
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
    let today = ctx.today();
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

/// A BLK to be recorded, with its first statuses.
#[derive(Clone, Debug)]
pub struct NewBlk {
    pub unit: NewUnit,
    pub part: blk::Model,
    /// Code of `blkStatuses`, `supportStatuses`, `incubatorStatuses`; they hold from the first day of its duty.
    pub operation_status: String,
    pub support_status: Option<String>,
    pub incubator_status: Option<String>,
    /// Code of `blkDesignations`.
    pub designation: Option<String>,
}

/// Records a BLK with its first statuses.
pub async fn create_blk(tx: &Tx, new: NewBlk, mut faults: Vec<Violation>) -> Result<Blk> {
    tx.require(Action::ManageRegistry, None)?;
    let changes = first_statuses(&new);
    for (change, field) in &changes {
        faults.extend(statuses::code_fault(tx, change, field));
    }
    let whole = parts::create(tx, new.unit, new.part, faults).await?;
    for (change, _) in &changes {
        statuses::begin(tx, whole.unit.id, change).await?;
    }
    with_statuses(tx, whole).await
}

/// A changed BLK with the statuses of today.
pub async fn with_statuses(tx: &Tx, whole: Whole<blk::Model>) -> Result<Blk> {
    let today = local_day(tx.now(), zone(&whole.unit.timezone));
    let statuses = statuses::statuses_at(tx.conn()?, whole.unit.id, today).await?;
    Ok(Blk { unit: whole.unit, blk: whole.part, statuses })
}

fn first_statuses(new: &NewBlk) -> Vec<(Change, &'static str)> {
    let from_on = new.unit.enrolled_on;
    let change = |aspect, status: &str| Change { aspect, status: status.to_owned(), from_on, reason: None };
    let mut changes = vec![(change(StatusAspect::Operation, &new.operation_status), "/operationStatus")];
    changes
        .extend(new.support_status.as_deref().map(|status| (change(StatusAspect::Support, status), "/supportStatus")));
    changes.extend(
        new.incubator_status.as_deref().map(|status| (change(StatusAspect::Incubator, status), "/incubatorStatus")),
    );
    changes
        .extend(new.designation.as_deref().map(|status| (change(StatusAspect::Designation, status), "/designation")));
    changes
}
