//! Moments of the feed: figures are asked as of a position, or of a time that stands for one.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use uuid::Uuid;

use crate::domain::{Code, Ctx, Result, Violation};

/// A position of the feed.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// The position.
    pub position: i64,
    /// When its event was; none before the first one.
    pub at: Option<DateTime<Utc>>,
    /// The time that was asked for, as the greatest id of it; none when a position was.
    until: Option<Uuid>,
}

/// What `asOf` stands for: digits a position, else a time. What lies ahead is a fault, since the answer could not be
/// given again.
pub async fn resolve(ctx: &Ctx, text: &str, faults: &mut Vec<Violation>) -> Result<Option<Moment>> {
    let path = "/asOf";
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        let (last, _) = now(ctx.db()).await?;
        let last = last.map_or(0, |moment| moment.position);
        let position = text.parse::<i64>().ok().filter(|position| *position <= last);
        let Some(position) = position else {
            faults.push(Violation::new(Code::FieldRange, path).with("max", last.to_string()));
            return Ok(None);
        };
        let at = at(ctx.db(), position).await?;
        return Ok(Some(Moment { position, at, until: None }));
    }
    let Ok(time) = DateTime::parse_from_rfc3339(text) else {
        faults.push(Violation::new(Code::FieldFormat, path));
        return Ok(None);
    };
    let time = time.with_timezone(&Utc);
    if time > ctx.now() {
        faults.push(Violation::new(Code::FieldRange, path).with("max", ctx.now().to_rfc3339()));
        return Ok(None);
    }
    let until = greatest_id(time);
    let last = Query::select()
        .columns(["position", "at"])
        .from("event")
        .and_where(Expr::col("id").lte(until))
        .and_where(Expr::col("position").is_not_null())
        .order_by("id", Order::Desc)
        .limit(1)
        .to_owned();
    let found = ctx.db().query_one(&last).await?;
    let Some(row) = found else {
        return Ok(Some(Moment { position: 0, at: None, until: Some(until) }));
    };
    let (position, at) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    Ok(Some(Moment { position, at: Some(at), until: Some(until) }))
}

/// The last position, and whether everything that is committed has one. None before the first event.
pub async fn now(conn: &impl ConnectionTrait) -> Result<(Option<Moment>, bool)> {
    let last = Query::select()
        .columns(["position", "at"])
        .from("event")
        .and_where(Expr::col("position").is_not_null())
        .order_by("position", Order::Desc)
        .limit(1)
        .to_owned();
    let moment = match conn.query_one(&last).await? {
        Some(row) => {
            Some(Moment { position: row.try_get_by_index(0)?, at: Some(row.try_get_by_index(1)?), until: None })
        }
        None => None,
    };
    Ok((moment, !is_waiting(conn, None).await?))
}

/// Whether nothing of that time still waits for its position. What was asked by its position is settled.
pub async fn is_settled(conn: &impl ConnectionTrait, moment: &Moment) -> Result<bool> {
    match moment.until {
        None => Ok(true),
        until => Ok(!is_waiting(conn, until).await?),
    }
}

async fn is_waiting(conn: &impl ConnectionTrait, until: Option<Uuid>) -> Result<bool> {
    let mut waiting = Query::select();
    waiting.expr(Expr::cust("1")).from("event").and_where(Expr::col("position").is_null()).limit(1);
    if let Some(until) = until {
        waiting.and_where(Expr::col("id").lte(until));
    }
    Ok(conn.query_one(&waiting).await?.is_some())
}

async fn at(conn: &impl ConnectionTrait, position: i64) -> Result<Option<DateTime<Utc>>> {
    let at = Query::select().column("at").from("event").and_where(Expr::col("position").eq(position)).to_owned();
    let row = conn.query_one(&at).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}

/// Ids of events begin with their time: the greatest that one of this time, or an earlier one, can have.
fn greatest_id(time: DateTime<Utc>) -> Uuid {
    let millis = u128::try_from(time.timestamp_millis()).unwrap_or_default();
    Uuid::from_u128((millis << 80) | ((1 << 80) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_a_time_is_not_greater_than_the_greatest_of_it() {
        let time: DateTime<Utc> = "2026-10-05T12:00:00.123Z".parse().unwrap();
        let id = |millis: i64| {
            let at = uuid::Timestamp::from_unix_time(
                u64::try_from(millis.div_euclid(1_000)).unwrap(),
                u32::try_from(millis.rem_euclid(1_000)).unwrap() * 1_000_000,
                0,
                0,
            );
            Uuid::new_v7(at)
        };
        assert!(id(time.timestamp_millis()) <= greatest_id(time));
        assert!(id(time.timestamp_millis() + 1) > greatest_id(time));
    }
}
