//! Whose rows a list holds, so that an empty one can say why it is.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, Query};

use super::access::{Sight, Units, units_coached, units_seen};
use super::{Ctx, Result};

/// To what a list is narrowed for its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sphere {
    /// To nothing: all who may ask see the same rows.
    Everybody,
    /// To units of which the caller sees at least that reports exist.
    Outlined,
    /// To units whose reports the caller reads.
    Reported,
    /// To units whose coaching the caller sees.
    Coached,
    /// To what is the caller's own, or addressed to it.
    Own,
}

impl Sphere {
    /// The units to which it is narrowed; none where it is not narrowed by units.
    pub fn units(self, ctx: &Ctx) -> Option<Units> {
        match self {
            Sphere::Everybody | Sphere::Own => None,
            Sphere::Outlined => Some(units_seen(ctx, Sight::Outline)),
            Sphere::Reported => Some(units_seen(ctx, Sight::Submitted)),
            Sphere::Coached => Some(units_coached(ctx)),
        }
    }

    /// Whether the caller sees all there is: then nothing is empty for want of rights. Of what is not narrowed by units,
    /// whoever sees those of the nation needs no word.
    pub fn is_whole(self, ctx: &Ctx) -> bool {
        let units = self.units(ctx).unwrap_or_else(|| units_seen(ctx, Sight::Outline));
        matches!(units, Units::All)
    }
}

/// How many units these are; none for all.
pub async fn how_many(conn: &impl ConnectionTrait, units: &Units) -> Result<Option<i64>> {
    match units {
        Units::All => Ok(None),
        Units::None => Ok(Some(0)),
        Units::Where(_) => {
            let mut count = Query::select();
            count.expr(Expr::cust("COUNT(*)")).from("unit").cond_where(units.named("id"));
            let row = conn.query_one(&count).await?;
            Ok(Some(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default()))
        }
    }
}
