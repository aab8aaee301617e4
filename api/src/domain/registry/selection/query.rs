//! Reading candidates and their scores.

use std::collections::{BTreeSet, HashMap};

use entity::{client, selection_candidate, selection_round, selection_score};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::Candidate;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::registry::units;
use crate::domain::{Code, Ctx, Error, Result};

/// A round by its id or code.
pub async fn round(ctx: &Ctx, id_or_code: &str) -> Result<selection_round::Model> {
    ctx.require_signed_in()?;
    named(id_or_code)?.one(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// A page of the candidates of a round, in the order of their nomination.
pub async fn candidates(ctx: &Ctx, round: Uuid, stage: Option<&str>, page: &PageRequest) -> Result<Page<Candidate>> {
    let mut query = of_round(ctx, round, stage)?;
    let id = selection_candidate::Column::Id;
    if let Some(after) = &page.after {
        let last: Uuid = after.id.parse().map_err(|_| Error::new(Code::PageCursor))?;
        query = query.filter(if page.reversed() { id.lt(last) } else { id.gt(last) });
    }
    let order = if page.reversed() { Order::Desc } else { Order::Asc };
    let rows = query.order_by(id, order).limit(page.limit + 1).all(ctx.db()).await?;
    let rows = with_units(ctx.db(), rows).await?;
    Ok(Page::cut(rows, page, |found| Cursor::new("", found.row.id.to_string())))
}

/// How many candidates a round has.
pub async fn count(ctx: &Ctx, round: Uuid, stage: Option<&str>) -> Result<u64> {
    Ok(of_round(ctx, round, stage)?.count(ctx.db()).await?)
}

fn of_round(ctx: &Ctx, round: Uuid, stage: Option<&str>) -> Result<Select<selection_candidate::Entity>> {
    ctx.require_signed_in()?;
    let query = selection_candidate::Entity::find().filter(selection_candidate::Column::RoundId.eq(round));
    match stage {
        Some(stage) if !ctx.app.codes.has("selectionStages", stage, ctx.today()) => {
            Err(Error::field(Code::UnknownCode, "/stage"))
        }
        Some(stage) => Ok(query.filter(selection_candidate::Column::Stage.eq(stage))),
        None => Ok(query),
    }
}

/// One candidate by its public id.
pub async fn candidate(ctx: &Ctx, id: &str) -> Result<Candidate> {
    ctx.require_signed_in()?;
    found(ctx.db(), id).await
}

/// The same, in a write too.
pub(super) async fn found(conn: &impl ConnectionTrait, id: &str) -> Result<Candidate> {
    let id = ids::expect(Kind::SelectionCandidate, id)?;
    let rows = selection_candidate::Entity::find_by_id(id).all(conn).await?;
    with_units(conn, rows).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// The scores of many candidates, oldest first.
pub async fn scores_of(
    conn: &impl ConnectionTrait,
    candidates: &[Uuid],
) -> Result<HashMap<Uuid, Vec<selection_score::Model>>> {
    let mut scores = HashMap::<Uuid, Vec<selection_score::Model>>::new();
    for chunk in candidates.chunks(1_000) {
        let rows = selection_score::Entity::find()
            .filter(selection_score::Column::CandidateId.is_in(chunk.iter().copied()))
            .order_by_asc(selection_score::Column::RecordedAt)
            .order_by_asc(selection_score::Column::Criterion);
        for row in rows.all(conn).await? {
            scores.entry(row.candidate_id).or_default().push(row);
        }
    }
    Ok(scores)
}

/// The public ids of those who scored: persons, and machines that hold the right.
pub async fn assessors(conn: &impl ConnectionTrait, actors: &BTreeSet<Uuid>) -> Result<HashMap<Uuid, String>> {
    let machines = client::Entity::find().filter(client::Column::Id.is_in(actors.iter().copied())).all(conn).await?;
    let machines: BTreeSet<Uuid> = machines.into_iter().map(|row| row.id).collect();
    let kind = |id: &Uuid| if machines.contains(id) { Kind::Client } else { Kind::User };
    Ok(actors.iter().map(|id| (*id, ids::text(kind(id), *id))).collect())
}

/// Candidates with their units, in the same order.
pub(super) async fn with_units(
    conn: &impl ConnectionTrait,
    rows: Vec<selection_candidate::Model>,
) -> Result<Vec<Candidate>> {
    let units = units::mapped(conn, rows.iter().map(|row| row.unit_id)).await?;
    let whole = |row: selection_candidate::Model| Some(Candidate { unit: units.get(&row.unit_id)?.clone(), row });
    Ok(rows.into_iter().filter_map(whole).collect())
}

/// The round that an id or a code names.
pub(super) fn named(id_or_code: &str) -> Result<Select<selection_round::Entity>> {
    match ids::parse(id_or_code) {
        Some((Kind::SelectionRound, id)) => Ok(selection_round::Entity::find_by_id(id)),
        None if !id_or_code.contains('\0') => Ok(selection_round::Entity::find()
            .filter(selection_round::Column::Code.eq(id_or_code))
            .filter(selection_round::Column::ArchivedAt.is_null())),
        _ => Err(Error::new(Code::NotFound)),
    }
}
