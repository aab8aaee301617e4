//! What was gathered: rows of every table that a report leaves something in.

use std::collections::HashMap;

use entity::{attachment, audit, event, figure, obligation, report, report_transition, report_version, standing};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::domain::events::positions;
use crate::domain::record::{self, Record};
use crate::domain::{Ctx, Result, many};

/// Rows on their way.
#[derive(Default)]
pub(super) struct Rows {
    pub obligations: Vec<obligation::Model>,
    pub reports: Vec<report::Model>,
    pub versions: Vec<report_version::Model>,
    pub transitions: Vec<report_transition::Model>,
    pub attachments: Vec<attachment::Model>,
    pub figures: Vec<figure::Model>,
    pub standings: Vec<standing::Model>,
    audits: Vec<audit::Model>,
    events: Vec<event::Model>,
}

impl Rows {
    /// As `Tx::record`: the audit row and the event row, which have one id.
    pub(super) fn record(&mut self, ctx: &Ctx, record: &Record<'_>) -> Result<Uuid> {
        let (id, at) = (ctx.new_id(), ctx.now());
        self.audits.push(record::audit(ctx, (id, at), record)?);
        self.events.extend(record::event(ctx, (id, at), record));
        Ok(id)
    }

    /// As `Tx::announce`: the event alone.
    pub(super) fn announce(&mut self, ctx: &Ctx, record: &Record<'_>) -> Uuid {
        let (id, at) = (ctx.new_id(), ctx.now());
        self.events.extend(record::event(ctx, (id, at), record));
        id
    }

    /// Writes all of it in one transaction.
    pub(super) async fn write(mut self, ctx: &Ctx, placed: bool) -> Result<()> {
        if self.audits.is_empty() {
            return Ok(());
        }
        let tx = ctx.begin().await?;
        let conn = tx.conn()?;
        if placed {
            self.place(conn).await?;
        }
        many::insert(&self.obligations, conn).await?;
        many::insert(&self.reports, conn).await?;
        many::insert(&self.versions, conn).await?;
        many::insert(&self.transitions, conn).await?;
        many::insert(&self.attachments, conn).await?;
        many::insert(&self.audits, conn).await?;
        many::insert(&self.events, conn).await?;
        many::insert(&self.figures, conn).await?;
        many::insert(&self.standings, conn).await?;
        tx.mark_recorded();
        tx.commit().await
    }

    /// What the sequencer would do: the events are numbered on by their ids, which sort by time, and figures and
    /// standings get the places of the events with which they came and ceased.
    async fn place(&mut self, conn: &impl ConnectionTrait) -> Result<()> {
        let mut last = positions::last(conn).await?;
        self.events.sort_unstable_by_key(|event| event.id);
        let mut places = HashMap::with_capacity(self.events.len());
        for event in &mut self.events {
            last += 1;
            event.position = Some(last);
            places.insert(event.id, last);
        }
        for figure in &mut self.figures {
            figure.from_position = places.get(&figure.from_event).copied();
        }
        for standing in &mut self.standings {
            standing.from_position = places.get(&standing.from_event).copied();
            standing.to_position = standing.to_event.and_then(|event| places.get(&event).copied());
        }
        Ok(())
    }
}
