//! A page of changes: the next stretch of the feed, or every subject once more.

use std::collections::HashMap;

use chrono::{DateTime, Timelike, Utc};
use entity::event;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::due::{self, Due};
use super::parts;
use super::place::Place;
use super::touched::{self, Stretch};
use crate::domain::ids::{self, Kind};
use crate::domain::partners::gate::{Gate, Subject};
use crate::domain::{Ctx, Result, Tx};
use crate::view::partners::changes::{PartnerChange, PartnerChanges};
use crate::view::partners::pulls::PartnerIncubatee;
use crate::vocab::PartnerChangeType;

/// Events looked at in one call.
const EVENTS: u64 = 2_000;
/// Most positions walked in one call.
const WINDOW: i64 = 100_000;

/// Somebody reads a page.
pub(super) struct Reader<'a> {
    pub ctx: &'a Ctx,
    pub gate: Gate,
    /// Position of the last event when it began.
    pub head: i64,
    pub limit: u64,
}

impl Reader<'_> {
    /// Goes along the feed.
    pub(super) async fn follow(&self, place: Place) -> Result<PartnerChanges> {
        let (stretch, reached) = self.stretch(&place).await?;
        let touched = stretch.subjects(self.ctx, &self.gate, &place).await?;
        let mut due = due::of(self.ctx, &self.gate, touched).await?;
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = due.len() > limit;
        due.truncate(limit);
        let next = match due.last() {
            Some(last) if more => Place { position: last.mark.position, subject: Some(last.subject), ..place },
            _ => Place::after(reached, place.given),
        };
        let nodes = self.told(due, &next.given).await?;
        Ok(PartnerChanges { nodes, next: self.cursor(&next), complete: !more && reached >= self.head })
    }

    /// Tells every subject once more, in the order of their ids. What ended meanwhile comes as the walk goes on.
    pub(super) async fn anew(&self, place: Place, after: Option<Uuid>) -> Result<PartnerChanges> {
        let tx = self.ctx.begin().await?;
        let subjects = self.gate.page(&tx, after, self.limit).await?;
        let Some(last) = subjects.last().map(Subject::id) else {
            tx.rollback().await?;
            let next = Place { anew: None, ..place };
            let complete = next.subject.is_none() && next.position >= self.head;
            return Ok(PartnerChanges { nodes: Vec::new(), next: self.cursor(&next), complete });
        };
        let (ids, now): (Vec<Uuid>, DateTime<Utc>) = (subjects.iter().map(Subject::id).collect(), tx.now());
        let mut records = by_id(self.delivered(tx, subjects).await?);
        let at = |subject: Uuid| Place { anew: Some(Some(subject)), ..place.clone() };
        let nodes = ids.into_iter().filter_map(|subject| {
            let record = records.remove(&ids::text(Kind::Subject, subject))?;
            Some(self.node((subject, now), PartnerChangeType::Upsert, &at(subject), Some(record)))
        });
        Ok(PartnerChanges { nodes: nodes.collect(), next: self.cursor(&at(last)), complete: false })
    }

    /// The next events, and the position up to which nothing else is of interest.
    async fn stretch(&self, place: &Place) -> Result<(Stretch, i64)> {
        use event::Column as C;
        let until = self.head.min(place.position.saturating_add(WINDOW)).max(place.position);
        // An event of which some were told is looked at once more.
        let from = if place.subject.is_some() { place.position - 1 } else { place.position };
        let rows = event::Entity::find()
            .filter(C::Position.gt(from))
            .filter(C::Position.lte(until))
            .filter(C::ObjectKind.is_in(touched::kinds()))
            .order_by_asc(C::Position)
            .limit(EVENTS)
            .all(self.ctx.db())
            .await?;
        let edits = parts::edits(self.ctx, &rows).await?;
        let mut stretch = Stretch::default();
        let all = stretch.take(&rows, &edits);
        let full = u64::try_from(rows.len()).is_ok_and(|count| count == EVENTS);
        let reached = if all && !full { until } else { stretch.reached };
        Ok((stretch, reached))
    }

    /// What is due, with the records that the gate gives now. Who is lost since has an event to come, and so has who may
    /// not be read before the next window: they are told of then.
    async fn told(&self, due: Vec<Due>, given: &str) -> Result<Vec<PartnerChange>> {
        let wanted: Vec<Uuid> =
            due.iter().filter(|one| one.kind == PartnerChangeType::Upsert).map(|one| one.subject).collect();
        let mut records = if wanted.is_empty() { HashMap::new() } else { self.records(&wanted).await? };
        let nodes = due.into_iter().filter_map(|one| {
            let record = match one.kind {
                PartnerChangeType::Upsert => Some(records.remove(&ids::text(Kind::Subject, one.subject))?),
                PartnerChangeType::Delete | PartnerChangeType::ConsentLost => None,
            };
            let place = Place { subject: Some(one.subject), ..Place::after(one.mark.position, given.to_owned()) };
            Some(self.node((one.subject, one.mark.at), one.kind, &place, record))
        });
        Ok(nodes.collect())
    }

    async fn records(&self, subjects: &[Uuid]) -> Result<HashMap<String, PartnerIncubatee>> {
        let tx = self.ctx.begin().await?;
        let subjects = self.gate.some(&tx, subjects).await?;
        if subjects.is_empty() {
            tx.rollback().await?;
            return Ok(HashMap::new());
        }
        Ok(by_id(self.delivered(tx, subjects).await?))
    }

    /// The records of those who may be read now; the others are owed.
    async fn delivered(&self, tx: Tx, subjects: Vec<Subject>) -> Result<Vec<PartnerIncubatee>> {
        let records = self.gate.deliver_open(&tx, subjects).await?.into_inner();
        // All of them wait, and did so before.
        if tx.is_recorded() {
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        Ok(records)
    }

    fn node(
        &self,
        (subject, at): (Uuid, DateTime<Utc>),
        kind: PartnerChangeType,
        place: &Place,
        record: Option<PartnerIncubatee>,
    ) -> PartnerChange {
        let id = ids::text(Kind::Subject, subject).into();
        PartnerChange { r#type: kind, id, position: self.cursor(place), at: minute(at), record }
    }

    fn cursor(&self, place: &Place) -> String {
        place.cursor(self.gate.partner(), self.gate.purpose())
    }
}

/// The minute in which something happened: the second could be matched with what others saw happen.
fn minute(at: DateTime<Utc>) -> DateTime<Utc> {
    at.with_second(0).and_then(|at| at.with_nanosecond(0)).unwrap_or(at)
}

fn by_id(records: Vec<PartnerIncubatee>) -> HashMap<String, PartnerIncubatee> {
    records.into_iter().map(|record| (record.id.to_string(), record)).collect()
}
