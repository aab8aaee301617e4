//! Offers that match a need, and offers to whoever needs them.

use async_graphql::SimpleObject;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::interaction::commitments::{self, OfferFilter};
use crate::domain::interaction::needs;
use crate::domain::page::{Page, PageRequest};
use crate::domain::{Ctx, Result};
use crate::view::kept::{Commitment, Recorded};

/// An offer that matches a need, and why.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct NeedMatch {
    /// The offer.
    pub commitment: Commitment,
    /// Points; the best comes first. 100 are for an offer that was made to whoever has the need.
    pub score: i32,
    /// What speaks for it: codes of `matchReasons`.
    pub reasons: Vec<String>,
}

/// Offers that match a need, the best first, and whether there are more.
pub async fn matches(ctx: &Ctx, id: &str, limit: u64) -> Result<(Vec<NeedMatch>, bool)> {
    let (found, more) = needs::matching(ctx, id, limit).await?;
    let shown = found.into_iter().map(|one| {
        Ok(NeedMatch {
            score: one.score.points,
            reasons: one.score.reasons.into_iter().map(ToOwned::to_owned).collect(),
            commitment: Commitment::of(one.offer)?,
        })
    });
    Ok((shown.collect::<Result<_>>()?, more))
}

/// Open offers, oldest first.
pub async fn offers(ctx: &Ctx, filter: &OfferFilter, page: &PageRequest) -> Result<Page<Commitment>> {
    commitments::list(ctx, filter, page).await?.try_map(Commitment::of)
}
