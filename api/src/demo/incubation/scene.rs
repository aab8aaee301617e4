//! What all parts of this demonstration share: who acts, on which day, and how a record is made of facts.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Datelike, Days, Duration, Months, NaiveDate, NaiveTime, Utc};
use entity::unit;
use serde_json::Value;

use crate::demo::accounts::Made;
use crate::domain::access::Scope;
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::{Ctx, Result, Tx};
use crate::view::kept::Facts;
use crate::view::shape;
use crate::vocab::{Role, UnitKind};

/// Where every record that can say so says that it comes from.
pub(in crate::demo) const SOURCE: &str = "SINTETIS: data peragaan";

/// Who acts, and on which days.
pub(in crate::demo) struct Scene<'a> {
    pub ctx: &'a Ctx,
    pub made: &'a Made,
    pub days: Calendar,
    /// People recorded so far; each gets a number, and everything about it comes from that.
    people: AtomicUsize,
}

impl<'a> Scene<'a> {
    pub(in crate::demo) fn new(ctx: &'a Ctx, made: &'a Made) -> Self {
        Self::numbered(ctx, made, 1)
    }

    /// The same where the numbers of people begin elsewhere: nobody is to be somebody of another part.
    pub(in crate::demo) fn numbered(ctx: &'a Ctx, made: &'a Made, first: usize) -> Self {
        Self { ctx, made, days: Calendar::of(ctx), people: AtomicUsize::new(first) }
    }

    /// The number of the next person.
    pub(in crate::demo) fn number(&self) -> usize {
        self.people.fetch_add(1, Ordering::Relaxed)
    }

    /// Sets the clock to the morning of a day.
    pub(in crate::demo) fn on(&self, day: NaiveDate) {
        self.ctx.app.clock.set(self.days.morning(day));
    }

    /// The same write by those who keep the coaching of a unit: the operator of a BLK, elsewhere the service itself.
    pub(in crate::demo) fn keeper(&self, tx: &Tx, unit: &unit::Model) -> Tx {
        if unit.kind == UnitKind::Blk.as_str() {
            return self.made.acting(tx, self.made.operator, Role::BlkOperator, Scope::Unit(unit.id));
        }
        tx.acting((**tx).clone())
    }

    /// By the head of a BLK.
    pub(in crate::demo) fn head(&self, tx: &Tx, unit: &unit::Model) -> Tx {
        self.made.acting(tx, self.made.head, Role::BlkHead, Scope::Unit(unit.id))
    }

    /// By the mentor of the first incubator.
    pub(in crate::demo) fn mentor(&self, tx: &Tx, unit: &unit::Model) -> Tx {
        self.made.acting(tx, self.made.mentor, Role::Mentor, Scope::Unit(unit.id))
    }

    /// By the ministry's administrator.
    pub(in crate::demo) fn admin(&self, tx: &Tx) -> Tx {
        self.made.acting(tx, self.made.ministry_admin, Role::MinistryAdmin, Scope::Nation)
    }

    /// By a coordinator.
    pub(in crate::demo) fn coordinator(&self, tx: &Tx) -> Tx {
        self.made.acting(tx, self.made.coordinator, Role::Coordinator, Scope::Nation)
    }

    /// By the ministry's reviewer.
    pub(in crate::demo) fn reviewer(&self, tx: &Tx) -> Tx {
        self.made.acting(tx, self.made.reviewer, Role::MinistryReviewer, Scope::Nation)
    }
}

/// The days of the demonstration, reckoned from the day on which it is loaded.
#[derive(Clone, Copy, Debug)]
pub(in crate::demo) struct Calendar {
    now: DateTime<Utc>,
    today: NaiveDate,
    /// First day of the cohorts, twelve months before the last full month.
    begins: NaiveDate,
}

impl Calendar {
    fn of(ctx: &Ctx) -> Self {
        Self::at(ctx.now(), ctx.today())
    }

    /// As of a moment, on its day in Jakarta.
    pub(in crate::demo) fn at(now: DateTime<Utc>, today: NaiveDate) -> Self {
        let month = today.with_day(1).unwrap_or(today);
        let begins = month.checked_sub_months(Months::new(13)).unwrap_or(month);
        Self { now, today, begins }
    }

    /// First day of a month after the cohorts began; the twelfth is the last full one.
    pub(in crate::demo) fn month(&self, after: u32) -> NaiveDate {
        self.begins.checked_add_months(Months::new(after)).unwrap_or(self.begins)
    }

    /// First day of a month that lies so many months before the last full one.
    pub(in crate::demo) fn before(&self, back: u32) -> NaiveDate {
        let last = self.month(12);
        last.checked_sub_months(Months::new(back)).unwrap_or(last)
    }

    /// A day of such a month, counted from 1.
    pub(in crate::demo) fn day(&self, after: u32, day: u64) -> NaiveDate {
        self.month(after) + Days::new(day.saturating_sub(1))
    }

    /// The month before the cohorts began, as months are written.
    pub(in crate::demo) fn baseline(&self) -> String {
        self.begins.checked_sub_months(Months::new(1)).unwrap_or(self.begins).format("%Y-%m").to_string()
    }

    /// So many days ago.
    pub(in crate::demo) fn ago(&self, days: u64) -> NaiveDate {
        self.today - Days::new(days)
    }

    /// Nine in the morning in Jakarta; never later than now.
    fn morning(&self, day: NaiveDate) -> DateTime<Utc> {
        (day.and_time(NaiveTime::MIN).and_utc() + Duration::hours(2)).min(self.now)
    }
}

/// A day that exists.
pub(in crate::demo) fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// One of some words.
pub(in crate::demo) fn pick<'a>(words: &[&'a str], number: usize) -> &'a str {
    words.get(number % words.len().max(1)).copied().unwrap_or_default()
}

/// Records something about a unit that is at hand: the rules are those of every caller, but the unit is not looked up
/// again for each of thousands.
pub(in crate::demo) async fn record<F: Facts>(tx: &Tx, unit: &unit::Model, facts: &Value) -> Result<Held<F::Row>> {
    let mut faults = Vec::new();
    let draft = shape::check::<F>(facts)?.draft(tx, &mut faults).await?;
    ops::create(tx, unit.clone(), draft, faults).await
}

/// Records something about a record that is at hand.
pub(in crate::demo) async fn hang<F: Facts>(
    tx: &Tx,
    parent: &Held<<F::Row as Kept>::Parent>,
    facts: &Value,
) -> Result<Held<F::Row>> {
    let mut faults = Vec::new();
    let draft = shape::check::<F>(facts)?.draft(tx, &mut faults).await?;
    ops::create_below(tx, parent.clone(), draft, faults).await
}
