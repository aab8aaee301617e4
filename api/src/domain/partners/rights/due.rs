//! What falls due by the hour: requests of data subjects, and incidents of which somebody is still to be told. Whoever
//! handles them is told when a day is left and when the time is over, of each once, however many servers run.

use chrono::{DateTime, Duration, Utc};
use entity::{data_request, incident};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use super::requests;
use crate::domain::access::Action;
use crate::domain::ids::Kind;
use crate::domain::interaction::notices::{Notice, give_all, nationwide};
use crate::domain::record::Record;
use crate::domain::registry::unit_by_id;
use crate::domain::{Ctx, Result, Tx};
use crate::vocab::{DataRequestState, IncidentState};

/// Hours before the end at which somebody is reminded.
const LEFT: i64 = 24;
/// Records of one run; what is left waits for the next.
const MOST: u64 = 200;

/// Tells of what is due. How many records it told of.
pub async fn run(ctx: &Ctx) -> Result<usize> {
    let mut told = 0;
    for id in due_requests(ctx).await? {
        told += usize::from(tell_of_request(ctx, id).await?);
    }
    for id in due_incidents(ctx).await? {
        told += usize::from(tell_of_incident(ctx, id).await?);
    }
    Ok(told)
}

/// What is to be told of something that falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// A day or less is left.
    Left,
    /// The time is over.
    Over,
}

/// What is to be told now, if anything.
fn stage(
    due: DateTime<Utc>,
    reminded: Option<DateTime<Utc>>,
    overdue: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<Stage> {
    if due <= now {
        overdue.is_none().then_some(Stage::Over)
    } else if due <= now + Duration::hours(LEFT) {
        reminded.is_none().then_some(Stage::Left)
    } else {
        None
    }
}

/// Of which something is to be told now, on either table: as [`stage`] says of one.
fn untold(ctx: &Ctx) -> Condition {
    let due = || Expr::col("due_at");
    let over = Condition::all().add(due().lte(ctx.now())).add(Expr::col("overdue_at").is_null());
    let left = Condition::all().add(due().gt(ctx.now())).add(Expr::col("reminded_at").is_null());
    let near = due().lte(ctx.now() + Duration::hours(LEFT));
    Condition::all().add(near).add(Condition::any().add(over).add(left))
}

async fn due_requests(ctx: &Ctx) -> Result<Vec<Uuid>> {
    use data_request::{Column as C, Entity};
    let open = Entity::find().select_only().column(C::Id).filter(C::State.eq(DataRequestState::Open.as_str()));
    let found = open.filter(untold(ctx)).order_by_asc(C::DueAt).limit(MOST);
    Ok(found.into_tuple().all(ctx.db()).await?)
}

/// A request that nobody decided. That it is overdue is an event.
async fn tell_of_request(ctx: &Ctx, id: Uuid) -> Result<bool> {
    let tx = ctx.begin().await?;
    let row = data_request::Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
    let row = row.filter(|row| row.state == DataRequestState::Open.as_str());
    let due = row.and_then(|row| Some((stage(row.due_at, row.reminded_at, row.overdue_at, tx.now())?, row)));
    let Some((stage, mut row)) = due else {
        // Decided meanwhile, or another server was faster.
        tx.rollback().await?;
        return Ok(false);
    };
    let params = json!({"hours": hours(stage), "kind": row.kind});
    tell(&tx, "DATA_REQUEST_DUE", (Kind::DataRequest, id), Some(row.unit_id), params).await?;
    row.reminded_at = row.reminded_at.or(Some(tx.now()));
    if stage == Stage::Over {
        row.overdue_at = Some(tx.now());
        requests::store(&tx, &mut row).await?;
        let unit = unit_by_id(tx.conn()?, row.unit_id).await?;
        requests::note(&tx, &row, &unit, "overdueDataRequest", "dataRequest.overdue").await?;
    } else {
        remember(&tx, id).await?;
        tx.record(Record::audit_only("remindDataRequest", (Kind::DataRequest, id))).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// That somebody was reminded is no change of the request.
async fn remember(tx: &Tx, id: Uuid) -> Result<()> {
    data_request::Entity::update_many()
        .col_expr(data_request::Column::RemindedAt, Expr::value(tx.now()))
        .filter(data_request::Column::Id.eq(id))
        .exec(tx.conn()?)
        .await?;
    Ok(())
}

async fn due_incidents(ctx: &Ctx) -> Result<Vec<Uuid>> {
    use incident::{Column as C, Entity};
    let open = Entity::find().select_only().column(C::Id).filter(C::State.eq(IncidentState::Open.as_str()));
    let found = open.filter(untold(ctx)).order_by_asc(C::DueAt).limit(MOST);
    Ok(found.into_tuple().all(ctx.db()).await?)
}

/// An incident of which the authority or the data subjects were not told.
async fn tell_of_incident(ctx: &Ctx, id: Uuid) -> Result<bool> {
    use incident::{Column as C, Entity};
    let tx = ctx.begin().await?;
    let row = Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
    let row = row.filter(|row| row.state == IncidentState::Open.as_str());
    let stage = row.and_then(|row| stage(row.due_at, row.reminded_at, row.overdue_at, tx.now()));
    let Some(stage) = stage else {
        tx.rollback().await?;
        return Ok(false);
    };
    tell(&tx, "INCIDENT_DUE", (Kind::Incident, id), None, json!({"hours": hours(stage)})).await?;
    let column = if stage == Stage::Over { C::OverdueAt } else { C::RemindedAt };
    Entity::update_many().col_expr(column, Expr::value(tx.now())).filter(C::Id.eq(id)).exec(tx.conn()?).await?;
    tx.record(Record::audit_only("remindIncident", (Kind::Incident, id))).await?;
    tx.commit().await?;
    Ok(true)
}

/// Hours left, as the words of the notice say them.
fn hours(stage: Stage) -> i64 {
    if stage == Stage::Left { LEFT } else { 0 }
}

async fn tell(tx: &Tx, kind: &'static str, subject: (Kind, Uuid), unit: Option<Uuid>, params: Value) -> Result<()> {
    let to = nationwide(tx, tx.conn()?, Action::HandleDataRequests.roles()).await?;
    let notice = |account: Uuid| Notice { account, kind, subject, unit, params: params.clone() };
    give_all(tx, to.into_iter().map(notice).collect()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_is_told_of_once() {
        let at = |hour: i64| DateTime::UNIX_EPOCH + Duration::hours(hour);
        let due = at(72);
        for (now, reminded, overdue, told) in [
            (47, None, None, None),
            (48, None, None, Some(Stage::Left)),
            (49, Some(at(48)), None, None),
            (71, None, None, Some(Stage::Left)),
            (72, Some(at(48)), None, Some(Stage::Over)),
            // Nobody ran in time: only that it is overdue is news.
            (90, None, None, Some(Stage::Over)),
            (90, Some(at(48)), Some(at(72)), None),
        ] {
            assert_eq!(stage(due, reminded, overdue, at(now)), told, "{now}");
        }
    }
}
