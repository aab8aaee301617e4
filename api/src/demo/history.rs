//! Months of reports. All of a month go through the rules and leave the rows of the operations that callers use, but in
//! few statements ([`crate::domain::reports::bulk`]); what was sent back or amended goes through the operations.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use entity::unit;
use indicatif::ProgressBar;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use super::accounts::Made;
use super::fates::{Fate, fate};
use super::periodic;
use super::units::{Units, is_incubator};
use crate::app::App;
use crate::domain::access::Scope;
use crate::domain::clock::{local_day, zone};
use crate::domain::ctx::Expected;
use crate::domain::files::Upload;
use crate::domain::ids::{self, Kind};
use crate::domain::obligations;
use crate::domain::reports::Period;
use crate::domain::reports::bulk::{Attached, Bulk, Cast, Journey, Opened};
use crate::domain::reports::draft::Why;
use crate::domain::reports::period::months_of;
use crate::domain::reports::review::{self, Decision, NewItem};
use crate::domain::templates::Template;
use crate::domain::{Ctx, Result, Tx};
use crate::vocab::{Cadence, ReportAction, Role, UnitKind};
use crate::worker::sequencer;

/// Reports of one transaction that goes through the operations. SQLite keeps a journal in memory while a savepoint is
/// open and walks it at each statement: long transactions of many statements grow slow.
const CHUNK: usize = 20;
/// The last months, in which reports are in every state. Their events get their places in the feed with all others that
/// the demonstration loads, in the order of time; those of older months get theirs as they are written.
pub const RECENT: u32 = 3;
/// The file that every annual report must have: one grey point.
const PHOTO: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\
    \x90wS\xde\0\0\0\x0cIDATx\x9cchhh\0\0\x03\x04\x01\x81K\xd3\xd2\x10\0\0\0\0IEND\xaeB`\x82";

/// The month before this one, in Jakarta.
pub fn latest_period(app: &App) -> String {
    let today = local_day(app.clock.now(), zone("Asia/Jakarta"));
    Period::containing(Cadence::Monthly, today).map(|period| period.previous().to_string()).unwrap_or_default()
}

/// Loads all months, and leaves the clock where it was.
pub async fn make(ctx: &Ctx, units: &Units, made: &Made, months: u32, bar: &ProgressBar) -> Result<()> {
    let plan = plan(ctx, units, months).await?;
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

/// What is due with the end of a month.
struct Month {
    ends: NaiveDate,
    /// Months between it and the last one.
    age: u32,
    due: Vec<(Arc<Template>, Period)>,
}

/// The months of the history with the periods that end in each: of months, and of quarters, half-years and years.
async fn plan(ctx: &Ctx, units: &Units, months: u32) -> Result<Vec<Month>> {
    let published = ctx.app.templates.all_published(ctx.db()).await?;
    let of_blks = published
        .iter()
        .filter(|one| one.definition.subject == UnitKind::Blk && months_of(one.definition.cadence).is_some());
    let codes: BTreeSet<String> = of_blks.map(|one| one.code.clone()).collect();
    let mut plan = Vec::new();
    let mut month = Period::containing(Cadence::Monthly, units.since);
    for age in (0..months).rev() {
        let Some(this) = month else { break };
        let mut due = Vec::new();
        for code in &codes {
            let Some(template) = ctx.app.templates.in_force(ctx.db(), code, this.last_day()).await? else { continue };
            let period = Period::containing(template.definition.cadence, this.last_day());
            due.extend(period.filter(|period| period.last_day() == this.last_day()).map(|period| (template, period)));
        }
        plan.push(Month { ends: this.last_day(), age, due });
        month = Some(this.next());
    }
    Ok(plan)
}

/// A photo, stored.
async fn photo(ctx: &Ctx) -> Result<Attached> {
    let mut upload = Upload::begin(ctx).await?;
    upload.write(PHOTO).await?;
    let stored = upload.finish(ctx, None).await?;
    Ok(Attached { kind: "FOTO_GEDUNG".to_owned(), name: "gedung-sintetis.png".to_owned(), stored })
}

/// The days on which reports of a period are filed and decided: until some days after the deadline, and within a month,
/// so that the feed keeps the order of time.
struct Window {
    opens: DateTime<Utc>,
    ends: DateTime<Utc>,
}

impl Window {
    fn of(template: &Template, ends: NaiveDate, now: DateTime<Utc>) -> Self {
        let opens = obligations::opens_at(ends, "Asia/Jakarta");
        let days = template.definition.due_after_days.unwrap_or(10) * 7 / 5;
        Self { opens, ends: (opens + Duration::days(days.min(27))).min(now) }
    }

    /// A moment in it.
    fn at(&self, part: f64) -> DateTime<Utc> {
        let seconds = (self.ends - self.opens).num_seconds().max(10);
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a part of four weeks in seconds"
        )]
        let offset = (seconds as f64 * part) as i64;
        self.opens + Duration::seconds(offset)
    }
}

/// A report that goes on.
struct Later {
    id: String,
    fate: Fate,
    at: DateTime<Utc>,
    /// What is found wrong with it.
    path: &'static str,
}

/// A load on its way.
struct Load<'a> {
    ctx: &'a Ctx,
    units: &'a Units,
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
                self.file(&mut opened, (template.as_ref(), unit, index), fate, &window).await?;
                bar.inc(1);
            }
            self.bulk.close(opened);
        }
        self.bulk.write(old).await?;
        self.go_on().await
    }

    async fn file(
        &mut self,
        opened: &mut Opened,
        (template, unit, index): (&Template, &unit::Model, usize),
        fate: Fate,
        window: &Window,
    ) -> Result<()> {
        let Some(to) = fate.state() else { return Ok(()) };
        let vocation = self.units.vocations.get(index).map_or("LAINNYA", String::as_str);
        let Some(said) = periodic::of(&template.code, &mut self.rng, is_incubator(index), vocation) else {
            return Ok(());
        };
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

    /// What was sent back, and what is amended.
    async fn go_on(&mut self) -> Result<()> {
        let later = std::mem::take(&mut self.later);
        for chunk in later.chunks(CHUNK) {
            let tx = self.ctx.begin().await?;
            for report in chunk {
                self.ctx.app.clock.set(report.at);
                self.one_goes_on(&tx, report).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    async fn one_goes_on(&self, tx: &Tx, Later { id, fate, path, .. }: &Later) -> Result<()> {
        let acting = |who, role| self.made.acting(tx, who, role, Scope::Nation);
        let reason = |text: &str| Why { code: None, text: Some(text.to_owned()) };
        if *fate == Fate::Amended {
            let head = acting(self.made.head, Role::BlkHead);
            review::amend(&head, id, Expected::Any, reason("Salah ketik jumlah lulusan.")).await?;
            return Ok(());
        }
        let items = vec![NewItem {
            path: (*path).to_owned(),
            note: "Jumlah peserta tidak cocok dengan daftar hadir.".to_owned(),
        }];
        let why = reason("Angka peserta perlu diperiksa.");
        let decision = Decision { action: ReportAction::RequestRevision, why, items };
        let coordinator = acting(self.made.coordinator, Role::Coordinator);
        review::decide(&coordinator, id, Expected::Any, decision).await.map(drop)
    }
}
