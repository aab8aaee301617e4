//! What is to be told of subjects that were touched: put, or delete.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{consent, person};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::CHUNK;
use super::touched::{Mark, Touch};
use crate::domain::partners::consents::ACTIVE;
use crate::domain::partners::gate::Gate;
use crate::domain::partners::scopes::{Field, Scopes};
use crate::domain::{Ctx, Result};
use crate::vocab::PartnerChangeType;

/// What is to be told of one subject.
pub(super) struct Due {
    pub mark: Mark,
    pub subject: Uuid,
    pub kind: PartnerChangeType,
}

/// What is to be told of the subjects that were touched, in the order of the feed.
pub(super) async fn of(ctx: &Ctx, gate: &Gate, touched: HashMap<Uuid, Touch>) -> Result<Vec<Due>> {
    let ids: Vec<Uuid> = touched.keys().copied().collect();
    let given = given(ctx, gate, &ids).await?;
    let gone = touched.iter().filter(|(id, touch)| !given.contains_key(*id) && touch.may_end());
    let gone: Vec<Uuid> = gone.map(|(id, _)| *id).collect();
    let lost = lost(ctx, &gone).await?;
    let due = touched.into_iter().filter_map(|(subject, touch)| {
        let (mark, kind) = match given.get(&subject) {
            Some(fields) => (touch.seen(fields)?, PartnerChangeType::Upsert),
            None => {
                let lost = lost.get(&subject)?;
                (touch.ending(lost.holds)?, lost.kind)
            }
        };
        Some(Due { mark, subject, kind })
    });
    let mut due: Vec<Due> = due.collect();
    due.sort_unstable_by_key(|one| (one.mark, one.subject));
    Ok(due)
}

/// Those of the subjects of whom there is a record now, with the fields that the gate may give of each: what the person
/// consented to and agreement, purpose and client allow. An event that changes nothing of these is not told.
async fn given(ctx: &Ctx, gate: &Gate, subjects: &[Uuid]) -> Result<HashMap<Uuid, BTreeSet<Field>>> {
    let mut found = HashMap::new();
    for chunk in subjects.chunks(CHUNK) {
        let rows: Vec<(Uuid, String)> = consent::Entity::find()
            .select_only()
            .columns([consent::Column::SubjectId, consent::Column::Scopes])
            .filter(gate.valid(ctx))
            .filter(consent::Column::SubjectId.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(ctx.db())
            .await?;
        for (subject, scopes) in rows {
            let consented: Scopes = serde_json::from_str(&scopes)?;
            found.insert(subject, gate.grants.fields(consented.intersection(&gate.allowed)));
        }
    }
    Ok(found)
}

/// Somebody of whom there is no record any more.
struct Lost {
    kind: PartnerChangeType,
    /// A consent holds still: it is the person who left.
    holds: bool,
}

/// How those of whom there is no record are told of, as far as they were delivered before.
async fn lost(ctx: &Ctx, subjects: &[Uuid]) -> Result<HashMap<Uuid, Lost>> {
    use consent::Column as C;
    let mut found = HashMap::new();
    let now = ctx.now();
    let before = Query::select()
        .expr(Expr::value(1))
        .from("access_subject")
        .and_where(Expr::col(("access_subject", "consent_id")).equals(("consent", "id")))
        .to_owned();
    for chunk in subjects.chunks(CHUNK) {
        let these = || consent::Entity::find().filter(C::SubjectId.is_in(chunk.iter().copied())).select_only();
        let delivered: Vec<Uuid> =
            these().column(C::SubjectId).filter(Expr::exists(before.clone())).into_tuple().all(ctx.db()).await?;
        let held: Vec<(Uuid, Uuid, String, DateTime<Utc>)> =
            these().columns([C::SubjectId, C::PersonId, C::Status, C::ExpiresAt]).into_tuple().all(ctx.db()).await?;
        let erased: Vec<Uuid> = person::Entity::find()
            .select_only()
            .column(person::Column::Id)
            .filter(person::Column::Id.is_in(held.iter().map(|(_, person, ..)| *person)))
            .filter(person::Column::ErasedAt.is_not_null())
            .into_tuple()
            .all(ctx.db())
            .await?;
        let (delivered, erased) = (HashSet::<Uuid>::from_iter(delivered), HashSet::<Uuid>::from_iter(erased));
        for (subject, person, status, expires_at) in held.into_iter().filter(|row| delivered.contains(&row.0)) {
            let holds = status == ACTIVE && expires_at > now;
            let lost = found.entry(subject).or_insert(Lost { kind: PartnerChangeType::ConsentLost, holds: false });
            lost.holds |= holds;
            if holds || erased.contains(&person) {
                lost.kind = PartnerChangeType::Delete;
            }
        }
    }
    Ok(found)
}
