//! The offers that match a need, the best first.

use std::cmp::Reverse;
use std::collections::HashMap;

use entity::{commitment, enterprise, need};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Condition, EntityTrait};
use uuid::Uuid;

use super::score::{Offered, Score, Wanted, score};
use crate::domain::interaction::commitments::{is_for, offers};
use crate::domain::interaction::places::holding_in;
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::{Ctx, Result};

/// Offers that are judged, the newest first.
const MOST: u64 = 1_000;

/// An offer with what speaks for it.
#[derive(Clone, Debug)]
pub struct Match {
    pub offer: Held<commitment::Model>,
    pub score: Score,
}

/// Offers of the kind that is needed, made to whoever needs it or to nobody in particular, that hold where the unit
/// lies; at most so many, and whether there are more.
pub async fn matching(ctx: &Ctx, id: &str, limit: u64) -> Result<(Vec<Match>, bool)> {
    let need: Held<need::Model> = ops::get(ctx, id).await?;
    let wanted = wanted(ctx, &need).await?;
    let rows = commitment::Model::find(ctx.db(), candidates(ctx, &need, &wanted), Some(MOST), true).await?;
    let mut ranked: Vec<(commitment::Model, Score)> = rows
        .into_iter()
        .map(|row| {
            let judged = score(&wanted, &offered(&row, &need));
            (row, judged)
        })
        .collect();
    ranked.sort_by_key(|(row, score)| (Reverse(score.points), row.id));
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = ranked.len() > most;
    ranked.truncate(most);
    let mut scores: HashMap<Uuid, Score> = ranked.iter().map(|(row, score)| (row.id, score.clone())).collect();
    let offers = ops::with_units(ctx.db(), ranked.into_iter().map(|(row, _)| row).collect()).await?;
    let matches = offers.into_iter().map(|offer| {
        let score = scores.remove(&offer.row.id).unwrap_or_default();
        Match { offer, score }
    });
    Ok((matches.collect(), more))
}

/// What the need asks for; its sector is that of its enterprise where it names none.
async fn wanted(ctx: &Ctx, need: &Held<need::Model>) -> Result<Wanted> {
    let sector = match (&need.row.sector, need.row.enterprise_id) {
        (None, Some(id)) => enterprise::Entity::find_by_id(id).one(ctx.db()).await?.map(|of| of.sector),
        (named, _) => named.clone(),
    };
    Ok(Wanted {
        region: need.unit.region_code.clone(),
        sector,
        skills: serde_json::from_str(&need.row.skills)?,
        amount: need.row.amount,
    })
}

fn candidates(ctx: &Ctx, need: &Held<need::Model>, wanted: &Wanted) -> Condition {
    let unit = need.unit.id;
    let mut made_to =
        Condition::any().add(offers::open()).add(Expr::col("blk_id").eq(unit)).add(Expr::col("kawasan_id").eq(unit));
    if let Some(enterprise) = need.row.enterprise_id {
        made_to = made_to.add(Expr::col("enterprise_id").eq(enterprise));
    }
    let all = offers::standing(ctx)
        .add(Expr::col("kind").eq(need.row.kind.as_str()))
        .add(made_to)
        .add(holding_in("region_code", &wanted.region));
    all.add_option(wanted.sector.as_deref().map(offers::of_sector))
}

fn offered(row: &commitment::Model, need: &Held<need::Model>) -> Offered {
    Offered {
        named: is_for(row, need.unit.id, need.row.enterprise_id),
        region: row.region_code.clone(),
        sector: row.sector.clone(),
        skills: serde_json::from_str(&row.skills).unwrap_or_default(),
        amount: row.amount,
    }
}
