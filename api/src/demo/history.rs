//! Months of reports. All of a month go through the rules and leave the rows of the operations that callers use, but in
//! few statements ([`crate::domain::reports::bulk`]); what was sent back or amended goes through the operations.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Duration, Utc};
use entity::unit;
use indicatif::ProgressBar;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

use super::accounts::Made;
use super::fates::{Fate, RECENT, fate};
use super::onward::{self, Later};
use super::periodic;
use super::plan::{self, Month, Window};
use super::units::{Units, is_incubator};
use crate::domain::access::Scope;
use crate::domain::files::Upload;
use crate::domain::ids::{self, Kind};
use crate::domain::obligations;
use crate::domain::reports::Period;
use crate::domain::reports::bulk::{Attached, Bulk, Cast, Journey, Opened};
use crate::domain::reports::review;
use crate::domain::templates::Template;
use crate::domain::training::sums;
use crate::domain::{Ctx, Result};
use crate::vocab::Role;
use crate::worker::sequencer;

/// The file that every annual report must have: one grey point.
const PHOTO: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\
    \x90wS\xde\0\0\0\x0cIDATx\x9cchhh\0\0\x03\x04\x01\x81K\xd3\xd2\x10\0\0\0\0IEND\xaeB`\x82";

/// Loads all months, and leaves the clock where it was. `trained` are the BLKs that keep their training here.
pub async fn make(
    ctx: &Ctx,
    (units, trained): (&Units, &HashSet<Uuid>),
    made: &Made,
    months: u32,
    bar: &ProgressBar,
) -> Result<()> {
    let plan = plan::months(ctx, units, months).await?;
    let count: usize = plan.iter().map(|month| month.due.len() * units.blks.len()).sum();
    bar.set_message("reports");
    bar.set_length(u64::try_from(count).unwrap_or_default());
    bar.set_position(0);
    if months > RECENT {
        sequencer::run_at_once(&ctx.app).await?;
    }
    let cast = Cast {
        author: Arc::new(made.actor(made.operator, Role::BlkOperator, Scope::Nation)),
        head: Arc::new(made.actor(made.head, Role::BlkHead, Scope::Nation)),
        coordinator: Arc::new(made.actor(made.coordinator, Role::Coordinator, Scope::Nation)),
        reviewer: Arc::new(made.actor(made.reviewer, Role::MinistryReviewer, Scope::Nation)),
    };
    let mut load = Load {
        ctx,
        units,
        trained,
        made,
        now: ctx.now(),
        rng: SmallRng::seed_from_u64(7),
        bulk: Bulk::new(ctx, cast).await?,
        photo: photo(ctx).await?,
        later: Vec::new(),
    };
    for month in &plan {
        bar.set_message(format!("reports of {}", month.ends.format("%Y-%m")));
        load.month(month, bar).await?;
    }
    ctx.app.clock.reset();
    obligations::open::open_due(ctx).await?;
    lock_all(ctx).await
}

async fn lock_all(ctx: &Ctx) -> Result<()> {
    while review::lock_due(ctx).await? > 0 {}
    Ok(())
}

/// A photo, stored.
async fn photo(ctx: &Ctx) -> Result<Attached> {
    let mut upload = Upload::begin(ctx).await?;
    upload.write(PHOTO).await?;
    let stored = upload.finish(ctx, None).await?;
    Ok(Attached { kind: "FOTO_GEDUNG".to_owned(), name: "gedung-sintetis.png".to_owned(), stored })
}

/// A load on its way.
struct Load<'a> {
    ctx: &'a Ctx,
    units: &'a Units,
    trained: &'a HashSet<Uuid>,
    made: &'a Made,
    now: DateTime<Utc>,
    rng: SmallRng,
    bulk: Bulk,
    photo: Attached,
    /// What goes on through the operations.
    later: Vec<Later>,
}

impl Load<'_> {
    async fn month(&mut self, month: &Month, bar: &ProgressBar) -> Result<()> {
        let begin = obligations::opens_at(month.ends, "Asia/Jakarta") + Duration::minutes(1);
        let old = month.age >= RECENT;
        self.ctx.app.clock.set(begin);
        lock_all(self.ctx).await?;
        if old {
            sequencer::run_at_once(&self.ctx.app).await?;
        }
        for (template, period) in &month.due {
            self.ctx.app.clock.set(begin);
            let mut opened = self.bulk.open(template, *period).await?;
            let window = Window::of(template, month.ends, self.now);
            let units = self.units;
            for (index, unit) in units.blks.iter().enumerate() {
                // The head of the credentials has something to file for the last period of every template.
                let latest = period.next().last_day() >= self.now.date_naive().with_day(1).unwrap_or_default();
                let fate = if latest && index == 0 { Fate::Nothing } else { fate(&mut self.rng, index, month.age) };
                self.file(&mut opened, (template.as_ref(), *period), (unit, index), fate, &window).await?;
                bar.inc(1);
            }
            self.bulk.close(opened);
        }
        self.bulk.write(old).await?;
        onward::go_on(self.ctx, self.made, &std::mem::take(&mut self.later)).await
    }

    async fn file(
        &mut self,
        opened: &mut Opened,
        (template, period): (&Template, Period),
        (unit, index): (&unit::Model, usize),
        fate: Fate,
        window: &Window,
    ) -> Result<()> {
        let Some(to) = fate.state() else { return Ok(()) };
        let vocation = self.units.vocations.get(index).map_or("LAINNYA", String::as_str);
        let Some(mut said) = periodic::of(&template.code, &mut self.rng, is_incubator(index), vocation) else {
            return Ok(());
        };
        // The months of the first stay as they are drawn, and explained: which warnings the next one meets is known.
        let drawn = index == 0 && template.code == "LAP_BULANAN";
        if self.trained.contains(&unit.id) && !drawn {
            periodic::agree(&mut said.0, sums::of_unit(self.ctx.db(), self.ctx, unit.id, period).await?);
        }
        let late = self.rng.random_range(0..100) < 12;
        let spread: f64 = self.rng.random_range(0.0..0.3);
        let part = if late { 0.78 } else { 0.35 + spread };
        let needs_photo = template.definition.attachments.iter().any(|file| file.required);
        let journey = Journey {
            values: said.0,
            narrative: said.1,
            files: needs_photo.then(|| self.photo.clone()).into_iter().collect(),
            filed_at: window.at(part),
            decided_at: window.at(0.85),
            to,
            reason: Some("Laporan ini milik BLK lain.".to_owned()).filter(|_| fate == Fate::Rejected),
        };
        let filed = self.bulk.file(opened, unit, journey).await?;
        if let Some(id) = filed.filter(|_| fate.goes_on()) {
            let path = if template.code == "LAP_BULANAN" { "/values/A03" } else { "/values" };
            self.later.push(Later { id: ids::text(Kind::Report, id), fate, at: window.at(0.86), path });
        }
        Ok(())
    }
}
