//! What is asked of a cube: as it comes ([`Question`]), and checked ([`Asked`]).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use sea_orm::DatabaseBackend;

use super::cube::Source;
use super::dimension::Dimension;
use super::moment::{self, Moment};
use super::{members, parts};
use crate::domain::access::Units;
use crate::domain::clock::{local_day, zone};
use crate::domain::reports::Period;
use crate::domain::{Code, Ctx, Error, Result, Violation};
use crate::vocab::{FigureScope, RegionBasis};

/// Most months of one question.
const MOST_MONTHS: i32 = 120;
/// Most codes of one filter.
const MOST_CODES: usize = 100;

/// A question as it comes, unchecked.
#[derive(Clone, Debug)]
pub struct Question {
    /// By what it is grouped.
    pub groups: Vec<Dimension>,
    /// First and last period, both included.
    pub periods: Option<(String, String)>,
    /// To what it is narrowed.
    pub filter: Filter,
    /// The region a fact counts in.
    pub basis: RegionBasis,
    /// A position of the feed, or a time.
    pub as_of: Option<String>,
    /// Whose figures; none for what the caller has.
    pub scope: Option<FigureScope>,
    /// Frozen figures instead of live ones: the slug of a publication.
    pub publication: Option<String>,
    /// What only this root knows, checked already.
    pub extra: Extra,
    /// What was found wrong with it.
    pub faults: Vec<Violation>,
}

impl Default for Question {
    fn default() -> Self {
        Self {
            groups: Vec::new(),
            periods: None,
            filter: Filter::default(),
            basis: RegionBasis::AsReported,
            as_of: None,
            scope: None,
            publication: None,
            extra: Extra::default(),
            faults: Vec::new(),
        }
    }
}

/// A question, checked: groups without doubles and known to the source, periods in order and of ten years at most,
/// codes that exist and do not contradict each other.
#[derive(Clone, Debug)]
pub struct Asked {
    /// By what it is grouped.
    pub groups: Vec<Dimension>,
    /// First and last day.
    pub periods: Option<(NaiveDate, NaiveDate)>,
    /// The periods that were named.
    pub spans: Option<(Period, Period)>,
    /// To what it is narrowed.
    pub filter: Filter,
    /// The region a fact counts in.
    pub basis: RegionBasis,
    /// The position of the feed whose figures are asked for; none for those that hold now.
    pub as_of: Option<i64>,
    /// The same as the moment it stands for.
    pub moment: Option<Moment>,
    /// Which rows count.
    pub scope: Scope,
    /// The publication that is read.
    pub publication: Option<String>,
    /// What only this root knows.
    pub extra: Extra,
    /// The database that is asked: JSON functions differ.
    pub backend: DatabaseBackend,
    /// Today, or the day of the position asked for: what holds, what is overdue, which month is over.
    pub today: NaiveDate,
}

/// Which rows count.
#[derive(Clone, Debug)]
pub enum Scope {
    /// Those of the nation, shielded.
    Public,
    /// Those of the units that the caller sees, as they are.
    Mine(Units),
    /// None: the caller asked for its own and has none.
    Nobody,
}

/// Codes by dimension: a fact counts if it has one of the codes, in each dimension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter(BTreeMap<Dimension, Vec<String>>);

impl Filter {
    /// A filter of these codes; what is none does not narrow.
    pub fn of(codes: impl IntoIterator<Item = (Dimension, Option<Vec<String>>)>) -> Self {
        Self(codes.into_iter().filter_map(|(dimension, codes)| Some((dimension, codes?))).collect())
    }

    /// The codes of a dimension; empty where it does not narrow.
    pub fn get(&self, dimension: Dimension) -> &[String] {
        self.0.get(&dimension).map(Vec::as_slice).unwrap_or_default()
    }

    /// Each dimension that narrows.
    pub fn each(&self) -> impl Iterator<Item = (Dimension, &[String])> {
        self.0.iter().map(|(dimension, codes)| (*dimension, codes.as_slice()))
    }

    /// Whether nothing narrows.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What only some roots know. Each root adds what it needs.
#[derive(Clone, Debug, Default)]
pub struct Extra {
    /// reportingRate: the template.
    pub template: Option<uuid::Uuid>,
    /// indicatorTotals: what is totalled.
    pub indicators: Vec<parts::Totalled>,
    /// indicatorTotals: the disaggregation, as the reports name it, and the dimension that shows it.
    pub part: Option<(String, Dimension)>,
    /// indicatorTotals: which version of which periodic template asks which indicator.
    pub asks: Vec<(uuid::Uuid, i32, String)>,
}

/// Checks a question; every fault at once.
pub async fn check(ctx: &Ctx, source: &Source, question: Question) -> Result<Asked> {
    let Question { groups, periods, filter, basis, as_of, scope, publication, extra, mut faults } = question;
    check_groups(source, &groups, &mut faults);
    let spans = periods.as_ref().and_then(|periods| check_periods(periods, &mut faults));
    check_filter(source, &filter, &mut faults);
    members::check(ctx, &filter, basis, &mut faults).await?;
    let moment = match as_of {
        Some(_) if !source.bitemporal || publication.is_some() => {
            // A later change would change the answer: what is frozen has a name.
            faults.push(Violation::new(Code::FieldRange, "/asOf").with("use", "publication"));
            None
        }
        Some(text) => moment::resolve(ctx, &text, &mut faults).await?,
        None => None,
    };
    if moment.is_some() {
        let part = extra.part.as_ref().map(|(_, dimension)| *dimension);
        check_lasting(&groups, &filter, part, &mut faults);
    }
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    let days = spans.map(|(from, to): (Period, Period)| (from.first_day(), to.last_day()));
    // Asked again later, a past position has the same day: what was over by then is what is shown.
    let then = moment.as_ref().and_then(|moment| moment.at);
    let today = then.map_or_else(|| ctx.today(), |at| local_day(at, zone("Asia/Jakarta")));
    Ok(Asked {
        scope: scope_of(ctx, source, scope),
        groups,
        periods: days,
        spans,
        filter,
        basis,
        as_of: moment.as_ref().map(|moment| moment.position),
        moment,
        publication,
        extra,
        backend: ctx.app.store.backend(),
        today,
    })
}

fn check_groups(source: &Source, groups: &[Dimension], faults: &mut Vec<Violation>) {
    let mut seen = BTreeSet::new();
    for (at, dimension) in groups.iter().enumerate() {
        let path = format!("/groupBy/{at}");
        if source.axis(*dimension).is_none() {
            faults.push(Violation::new(Code::UnknownCode, path).with("allowed", names(source)));
        } else if !seen.insert(*dimension) {
            faults.push(Violation::new(Code::FieldDuplicate, path));
        }
    }
}

fn names(source: &Source) -> Vec<&'static str> {
    source.axes.iter().map(|axis| axis.dimension.as_str()).collect()
}

fn check_periods((from, to): &(String, String), faults: &mut Vec<Violation>) -> Option<(Period, Period)> {
    let (first, last) = (Period::read(from), Period::read(to));
    for (period, path) in [(first, "/periods/from"), (last, "/periods/to")] {
        if period.is_none() {
            faults.push(Violation::new(Code::PeriodMalformed, path));
        }
    }
    let (first, last) = first.zip(last)?;
    let (begins, ends) = (first.first_day(), last.last_day());
    if begins > ends {
        faults.push(Violation::new(Code::FieldRange, "/periods").with("from", from.as_str()).with("to", to.as_str()));
        return None;
    }
    let months = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default();
    if months(ends) - months(begins) >= MOST_MONTHS {
        faults.push(Violation::new(Code::FieldRange, "/periods").with("maxMonths", MOST_MONTHS));
        return None;
    }
    Some((first, last))
}

fn check_filter(source: &Source, filter: &Filter, faults: &mut Vec<Violation>) {
    for (dimension, codes) in filter.each() {
        let path = format!("/filter/{}", dimension.field());
        if source.axis(dimension).is_none() {
            faults.push(Violation::new(Code::UnknownField, path).with("allowed", names(source)));
        } else if codes.is_empty() || codes.len() > MOST_CODES {
            // An empty list would find nothing, or everything: neither is what somebody means.
            faults.push(Violation::new(Code::FieldLength, path).with("min", 1).with("max", MOST_CODES));
        }
    }
}

/// As of a past position only what is recorded with its time can be asked; what else is known of a unit (its host, its
/// vocations, its programmes) is known as it is today, and would change the answer later.
fn check_lasting(groups: &[Dimension], filter: &Filter, part: Option<Dimension>, faults: &mut Vec<Violation>) {
    let lasting = |dimension: Dimension| {
        let of_then = [Dimension::Province, Dimension::Regency, Dimension::Blk, Dimension::Indicator];
        dimension.is_time() || part == Some(dimension) || of_then.contains(&dimension)
    };
    let groups = groups.iter().enumerate().map(|(at, dimension)| (*dimension, format!("/groupBy/{at}")));
    let filters = filter.each().map(|(dimension, _)| (dimension, format!("/filter/{}", dimension.field())));
    for (_, path) in groups.chain(filters).filter(|(dimension, _)| !lasting(*dimension)) {
        faults.push(Violation::new(Code::FieldRange, path).with("withAsOf", false).with("use", "publication"));
    }
}

fn scope_of(ctx: &Ctx, source: &Source, wanted: Option<FigureScope>) -> Scope {
    match (wanted, (source.rights)(ctx)) {
        (Some(FigureScope::Public), _) | (None, Units::None) => Scope::Public,
        (Some(FigureScope::Mine), Units::None) => Scope::Nobody,
        (_, units) => Scope::Mine(units),
    }
}
