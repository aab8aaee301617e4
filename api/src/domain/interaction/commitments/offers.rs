//! Offers that still stand, for whoever looks for one.

use entity::commitment;
use sea_orm::Condition;
use sea_orm::sea_query::{Expr, ExprTrait};

use super::{status, visible};
use crate::domain::interaction::places::holding_in;
use crate::domain::page::{Page, PageRequest};
use crate::domain::reference::regions;
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::{Ctx, Result};

/// Which offers are looked for.
#[derive(Clone, Debug, Default)]
pub struct OfferFilter {
    /// Codes of `offerKinds`.
    pub kinds: Vec<String>,
    /// Code or id of a region in which it must hold.
    pub region: Option<String>,
    /// Code of `sectors`; what is for no sector in particular is found too.
    pub sector: Option<String>,
}

/// Offers to nobody in particular.
pub fn open() -> Condition {
    ["blk_id", "kawasan_id", "enterprise_id"]
        .into_iter()
        .fold(Condition::all(), |all, column| all.add(Expr::col(column).is_null()))
}

/// Offers that the caller sees, not taken up yet, whose time is not over.
pub fn standing(ctx: &Ctx) -> Condition {
    let in_time = Condition::any().add(Expr::col("to_on").is_null()).add(Expr::col("to_on").gt(ctx.today()));
    visible(ctx).add(Expr::col("archived_at").is_null()).add(Expr::col("state").eq(status::OFFERED)).add(in_time)
}

/// Open offers, oldest first.
pub async fn list(ctx: &Ctx, filter: &OfferFilter, page: &PageRequest) -> Result<Page<Held<commitment::Model>>> {
    let all = wanted(ctx, filter)?;
    // Offers for the nation would be found in any region, known or not.
    regions::refuse_unknown(ctx, filter.region.as_deref(), "/region").await?;
    ops::page_of(ctx, all, page).await
}

/// How many open offers a filter finds.
pub async fn count(ctx: &Ctx, filter: &OfferFilter) -> Result<u64> {
    commitment::Model::count(ctx.db(), wanted(ctx, filter)?).await
}

fn wanted(ctx: &Ctx, filter: &OfferFilter) -> Result<Condition> {
    ctx.require_signed_in()?;
    let mut all = standing(ctx).add(open());
    if !filter.kinds.is_empty() {
        all = all.add(Expr::col("kind").is_in(filter.kinds.iter().map(String::as_str)));
    }
    if let Some(region) = &filter.region {
        all = all.add(holding_in("region_code", &regions::filter_code(region, "/region")?));
    }
    if let Some(sector) = &filter.sector {
        all = all.add(of_sector(sector));
    }
    Ok(all)
}

/// Offers for a sector, or for all.
pub fn of_sector(sector: &str) -> Condition {
    let any = Condition::any().add(Expr::col("sector").is_null()).add(Expr::col("sector").eq(sector));
    Condition::all().add(any)
}
