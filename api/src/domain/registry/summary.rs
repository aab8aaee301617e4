//! What the public may count, and how far a BLK lives on its own revenue.

use std::collections::{BTreeMap, HashMap};

use entity::{blk, figure, unit};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::kept::Kept;
use crate::domain::access::{self, Place, Sight};
use crate::domain::{Ctx, Result};
use crate::vocab::UnitKind;

/// Counts of the public registry.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    pub blks: u64,
    pub kawasans: u64,
    pub organizations: u64,
    pub sites: u64,
    pub programmes: u64,
    pub enterprises: u64,
    pub products: u64,
    /// BLKs by code of the province.
    pub by_province: BTreeMap<String, i64>,
    /// BLKs by year in which they were built.
    pub by_year: BTreeMap<i32, i64>,
    /// BLKs by code of the vocation; one with two vocations counts in both.
    pub by_vocation: BTreeMap<String, i64>,
}

fn counted(kind: UnitKind) -> Condition {
    Condition::all().add(unit::Column::Kind.eq(kind.as_str())).add(unit::Column::ArchivedAt.is_null())
}

async fn units(db: &DatabaseConnection, kind: UnitKind) -> Result<u64> {
    Ok(unit::Entity::find().filter(counted(kind)).count(db).await?)
}

async fn records<K: Kept>(db: &DatabaseConnection) -> Result<u64> {
    K::count(db, Condition::all().add(Expr::col("archived_at").is_null())).await
}

/// Counts of today.
pub async fn counts(ctx: &Ctx) -> Result<Summary> {
    let db = ctx.db();
    // As text: PostgreSQL would take bound positions in SELECT and in GROUP BY for two different expressions.
    let province = Expr::cust("SUBSTR(region_code, 1, 2)");
    let by_province: Vec<(String, i64)> = unit::Entity::find()
        .select_only()
        .expr_as(province.clone(), "province")
        .expr_as(unit::Column::Id.count(), "count")
        .filter(counted(UnitKind::Blk))
        .group_by(province)
        .into_tuple()
        .all(db)
        .await?;
    let living = || {
        let blks = sea_orm::QueryTrait::into_query(
            unit::Entity::find().select_only().column(unit::Column::Id).filter(counted(UnitKind::Blk)),
        );
        blk::Entity::find().select_only().filter(blk::Column::UnitId.in_subquery(blks))
    };
    let by_year: Vec<(i32, i64)> = living()
        .column(blk::Column::EstablishedYear)
        .expr_as(blk::Column::UnitId.count(), "count")
        .group_by(blk::Column::EstablishedYear)
        .into_tuple()
        .all(db)
        .await?;
    let by_list: Vec<(String, i64)> = living()
        .column(blk::Column::Vocations)
        .expr_as(blk::Column::UnitId.count(), "count")
        .group_by(blk::Column::Vocations)
        .into_tuple()
        .all(db)
        .await?;
    let mut by_vocation = BTreeMap::new();
    for (list, count) in by_list {
        for vocation in serde_json::from_str::<Vec<String>>(&list)? {
            *by_vocation.entry(vocation).or_default() += count;
        }
    }
    Ok(Summary {
        blks: units(db, UnitKind::Blk).await?,
        kawasans: units(db, UnitKind::Kawasan).await?,
        organizations: units(db, UnitKind::Organization).await?,
        sites: units(db, UnitKind::Site).await?,
        programmes: records::<entity::programme::Model>(db).await?,
        enterprises: records::<entity::enterprise::Model>(db).await?,
        products: records::<entity::product::Model>(db).await?,
        by_province: by_province.into_iter().collect(),
        by_year: by_year.into_iter().collect(),
        by_vocation,
    })
}

/// Own revenue against operating cost (indicators D03 and D04) over the latest four approved quarters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Independence {
    /// Whole rupiah.
    pub own_revenue: i64,
    /// Whole rupiah.
    pub operating_cost: i64,
    /// First and last of the quarters.
    pub from: String,
    pub to: String,
}

impl Independence {
    /// Own revenue as a percentage of operating cost, two places; none without cost.
    pub fn ratio(&self) -> Option<f64> {
        if self.operating_cost == 0 {
            return None;
        }
        let hundredths = i128::from(self.own_revenue) * 10_000 / i128::from(self.operating_cost);
        i32::try_from(hundredths).ok().map(|hundredths| f64::from(hundredths) / 100.0)
    }
}

/// The independence of these BLKs, as far as the caller sees their reports and such were approved.
pub async fn independence(ctx: &Ctx, blks: &[Uuid]) -> Result<HashMap<Uuid, Independence>> {
    let seen = super::units::units_by_ids(ctx, blks).await?;
    let seen = seen.iter().filter(|unit| access::sight(ctx, &Place::from(*unit)) >= Sight::Submitted);
    let seen: Vec<Uuid> = seen.map(|unit| unit.id).collect();
    let rows = figure::Entity::find()
        .filter(figure::Column::UnitId.is_in(seen))
        .filter(figure::Column::Indicator.is_in(["D03", "D04"]))
        .filter(figure::Column::Dimension.eq(""))
        .filter(figure::Column::ToEvent.is_null())
        .order_by_desc(figure::Column::PeriodEnd)
        .all(ctx.db())
        .await?;
    let mut quarters: HashMap<Uuid, Vec<String>> = HashMap::new();
    let mut found: HashMap<Uuid, Independence> = HashMap::new();
    for row in rows {
        let known = quarters.entry(row.unit_id).or_default();
        if !known.contains(&row.occurrence) {
            if known.len() == 4 {
                continue;
            }
            known.push(row.occurrence.clone());
        }
        let sums = found.entry(row.unit_id).or_default();
        let amount = row.amount.unwrap_or_default();
        if row.indicator == "D03" { sums.own_revenue += amount } else { sums.operating_cost += amount }
    }
    for (unit, sums) in &mut found {
        let known = quarters.get(unit);
        sums.to = known.and_then(|all| all.first()).cloned().unwrap_or_default();
        sums.from = known.and_then(|all| all.last()).cloned().unwrap_or_default();
    }
    Ok(found)
}
