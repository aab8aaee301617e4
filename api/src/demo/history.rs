//! Months of reports, each taken through the same operations that callers use, by the people who may.

use chrono::{DateTime, Duration, Utc};
use entity::unit;
use indicatif::ProgressBar;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use super::accounts::Made;
use super::content;
use super::units::Units;
use crate::app::App;
use crate::domain::access::Scope;
use crate::domain::clock::{local_day, zone};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::obligations;
use crate::domain::reports::draft::{self, NewReport, Why};
use crate::domain::reports::review::{self, Decision, NewItem};
use crate::domain::reports::{Period, submit};
use crate::domain::{Code, Ctx, Error, Result, Tx};
use crate::vocab::{Cadence, ReportAction, Role};

/// Reports of one transaction. SQLite keeps a journal in memory while a savepoint is open and walks it at each
/// statement: long transactions grow slow.
const CHUNK: usize = 20;

/// How far a report got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Nothing,
    Draft,
    Submitted,
    InReview,
    SentBack,
    Rejected,
    Verified,
    Approved,
    Amended,
}

/// The month before this one, in Jakarta.
pub fn latest_period(app: &App) -> String {
    let today = local_day(app.clock.now(), zone("Asia/Jakarta"));
    Period::containing(Cadence::Monthly, today).map(|period| period.previous().to_string()).unwrap_or_default()
}

pub async fn make(ctx: &Ctx, units: &Units, made: &Made, months: u32, bar: &ProgressBar) -> Result<()> {
    let now = ctx.now();
    let mut rng = SmallRng::seed_from_u64(7);
    let mut known = Vec::new();
    let Some(mut period) = Period::containing(Cadence::Monthly, units.since) else {
        return Ok(());
    };
    bar.set_message("reports");
    bar.set_length(u64::from(months) * u64::try_from(units.blks.len()).unwrap_or_default());
    bar.set_position(0);
    for month in 0..months {
        let opens = obligations::opens_at(period.last_day(), "Asia/Jakarta");
        let ends = (opens + Duration::days(14)).min(now);
        ctx.app.clock.set(opens + Duration::minutes(1));
        obligations::open::open_due(ctx).await?;
        let last = month + 1 == months;
        let clock = |part: f64| moment(opens, ends, part);
        let plan: Vec<(usize, Fate)> =
            units.blks.iter().enumerate().map(|(index, _)| (index, fate(&mut rng, index, last))).collect();
        for chunk in plan.chunks(CHUNK) {
            act(ctx, units, made, period, chunk, (&mut rng, &mut known), &clock).await?;
            bar.inc(u64::try_from(chunk.len()).unwrap_or_default());
        }
        period = period.next();
    }
    ctx.app.clock.reset();
    obligations::open::open_due(ctx).await?;
    while review::lock_due(ctx).await? > 0 {}
    Ok(())
}

/// A moment between the opening of a period and the end of its filing time.
fn moment(opens: DateTime<Utc>, ends: DateTime<Utc>, part: f64) -> DateTime<Utc> {
    let seconds = (ends - opens).num_seconds().max(10);
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a part of two weeks in seconds"
    )]
    let offset = (seconds as f64 * part) as i64;
    opens + Duration::seconds(offset)
}

/// Older months are mostly approved; the latest is under way. The first BLK keeps its latest report unfiled.
fn fate(rng: &mut SmallRng, index: usize, last: bool) -> Fate {
    if index == 0 {
        return if last { Fate::Nothing } else { Fate::Approved };
    }
    let draw: u32 = rng.random_range(0..100);
    let bounds: &[(u32, Fate)] = if last {
        &[
            (22, Fate::Nothing),
            (34, Fate::Draft),
            (54, Fate::Submitted),
            (62, Fate::InReview),
            (67, Fate::SentBack),
            (70, Fate::Rejected),
            (80, Fate::Verified),
            (100, Fate::Approved),
        ]
    } else {
        &[
            (8, Fate::Nothing),
            (10, Fate::Draft),
            (13, Fate::Submitted),
            (15, Fate::SentBack),
            (16, Fate::Rejected),
            (18, Fate::Verified),
            (98, Fate::Approved),
            (100, Fate::Amended),
        ]
    };
    bounds.iter().find(|(bound, _)| draw < *bound).map_or(Fate::Nothing, |(_, fate)| *fate)
}

async fn act(
    ctx: &Ctx,
    units: &Units,
    made: &Made,
    period: Period,
    plan: &[(usize, Fate)],
    (rng, known): (&mut SmallRng, &mut Vec<String>),
    clock: &impl Fn(f64) -> DateTime<Utc>,
) -> Result<()> {
    let tx = ctx.begin().await?;
    let mut filed: Vec<(String, Fate)> = Vec::new();
    for (index, fate) in plan {
        let Some(unit) = units.blks.get(*index).filter(|_| *fate != Fate::Nothing) else {
            continue;
        };
        let late = rng.random_range(0..100) < 12;
        ctx.app.clock.set(clock(if late { 0.78 } else { 0.35 + rng.random_range(0.0..0.3) }));
        let values = content::monthly(rng, super::units::is_incubator(*index));
        if let Some(id) = file(&tx, made, unit, period, values, *fate, known).await? {
            filed.push((id, *fate));
        }
    }
    for (id, fate) in &filed {
        ctx.app.clock.set(clock(0.85));
        decide(&tx, made, id, *fate).await?;
    }
    tx.commit().await
}

async fn file(
    tx: &Tx,
    made: &Made,
    unit: &unit::Model,
    period: Period,
    values: serde_json::Map<String, serde_json::Value>,
    fate: Fate,
    known: &mut Vec<String>,
) -> Result<Option<String>> {
    let act_as = |id, role| made.acting(tx, id, role, Scope::Unit(unit.id));
    let narrative = if values.contains_key("C01") { content::explanation() } else { serde_json::Map::new() };
    let new = NewReport {
        unit: unit.code.clone(),
        template: "LAP_BULANAN".to_owned(),
        period: Some(period.to_string()),
        values,
        narrative,
        ..NewReport::default()
    };
    let report = match draft::create(&act_as(made.operator, Role::BlkOperator), new).await {
        Ok(report) => report,
        // A BLK that is not in operation owes nothing.
        Err(e) if e.code() == Code::NotOwed => return Ok(None),
        Err(e) => return Err(e),
    };
    let id = ids::text(Kind::Report, report.row.id);
    if fate > Fate::Draft {
        let head = act_as(made.head, Role::BlkHead);
        // Whoever files every month knows the warnings; one that is new is read and acknowledged.
        if let Err(refused) = submit::submit(&head, &id, Expected::Any, known).await {
            known.extend(warned(refused)?);
            submit::submit(&head, &id, Expected::Any, known).await?;
        }
    }
    Ok(Some(id))
}

/// Codes of the warnings that a submission must acknowledge.
fn warned(error: Error) -> Result<Vec<String>> {
    if error.code() == Code::Unacknowledged {
        Ok(error.0.violations.iter().map(|warning| warning.code.clone()).collect())
    } else {
        Err(error)
    }
}

async fn decide(tx: &Tx, made: &Made, id: &str, fate: Fate) -> Result<()> {
    let nation = |id, role| made.acting(tx, id, role, Scope::Nation);
    let coordinator = nation(made.coordinator, Role::Coordinator);
    let reviewer = nation(made.reviewer, Role::MinistryReviewer);
    if fate <= Fate::Submitted {
        return Ok(());
    }
    review::decide(&coordinator, id, Expected::Any, Decision::new(ReportAction::StartReview)).await?;
    let reason = |text: &str| Why { code: None, text: Some(text.to_owned()) };
    match fate {
        Fate::SentBack => {
            let items = vec![NewItem {
                path: "/values/A03".to_owned(),
                note: "Jumlah peserta tidak cocok dengan daftar hadir.".to_owned(),
            }];
            let decision = Decision {
                action: ReportAction::RequestRevision,
                why: reason("Angka peserta perlu diperiksa."),
                items,
            };
            review::decide(&coordinator, id, Expected::Any, decision).await?;
        }
        Fate::Rejected => {
            let decision =
                Decision { why: reason("Laporan ini milik BLK lain."), ..Decision::new(ReportAction::Reject) };
            review::decide(&coordinator, id, Expected::Any, decision).await?;
        }
        Fate::Verified | Fate::Approved | Fate::Amended => {
            review::decide(&coordinator, id, Expected::Any, Decision::new(ReportAction::Verify)).await?;
        }
        _ => {}
    }
    if fate >= Fate::Approved {
        review::decide(&reviewer, id, Expected::Any, Decision::new(ReportAction::Approve)).await?;
    }
    if fate == Fate::Amended {
        let head = nation(made.head, Role::BlkHead);
        review::amend(&head, id, Expected::Any, reason("Salah ketik jumlah lulusan.")).await?;
    }
    Ok(())
}
