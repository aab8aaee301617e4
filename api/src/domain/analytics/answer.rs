//! The one way a root is answered: what is asked is checked, then figures, what is hidden of them and where they come
//! from are read in one transaction, so that they agree.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use super::asked::{Asked, Question, Scope, check};
use super::cube::{self, Cells, Source};
use super::{moment, places, publications, shield};
use crate::domain::access::Units;
use crate::domain::sphere::how_many;
use crate::domain::{Ctx, Result};
use crate::vocab::{FigureScope, RegionBasis};

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The figures.
    pub cells: Cells,
    /// Where they come from.
    pub provenance: Provenance,
    /// Whose they are.
    pub scope: Told,
}

/// Where figures come from.
#[derive(Clone, Debug)]
pub struct Provenance {
    /// Position of the feed that they include.
    pub as_of: i64,
    /// When that was; none before the first event.
    pub as_of_at: Option<DateTime<Utc>>,
    /// False while something that counts already has no position: asked again with this position they may differ.
    pub settled: bool,
    /// Last period with an approved report.
    pub data_through: Option<String>,
    /// Approved reports behind them; none where no reports stand behind them.
    pub reports_included: Option<i64>,
    /// Reports expected.
    pub reports_expected: Option<i64>,
    /// Versions of the definitions of the indicators, by code.
    pub definition_versions: Vec<(String, i32)>,
    /// Values that are suppressed.
    pub suppressed_cells: usize,
    /// The region facts count in.
    pub region_basis: RegionBasis,
    /// The publication they are read from.
    pub publication: Option<String>,
    /// Whether the caller asked for its own and has none: nothing stands behind them.
    pub of_nobody: bool,
}

impl Provenance {
    /// Approved reports of those expected in hundredths of a percent; none where none is expected.
    pub fn approved_share(&self) -> Option<i64> {
        share(self.reports_included?, self.reports_expected?)
    }

    /// Whether every report that is expected is approved and counted. Nothing is never complete.
    pub fn is_complete(&self) -> bool {
        let is_nothing = self.of_nobody || self.reports_expected == Some(0);
        !is_nothing && self.reports_included == self.reports_expected
    }
}

/// Part of a whole in hundredths of a percent, rounded; none of nothing: not applicable is not zero.
pub fn share(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| part.saturating_mul(10_000).saturating_add(whole / 2) / whole)
}

/// Whose figures were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Asked for, or what the caller has.
    pub scope: FigureScope,
    /// Units that the caller sees; none for all.
    pub units: Option<i64>,
    /// True when the caller asked for its own and has none: the answer is empty for that reason.
    pub without_rights: bool,
    /// Paths of places in the filter that hold none of these units: nothing is found of them for that reason.
    pub outside: Vec<String>,
}

/// Answers a question. The order: check, scope, guard (before any SQL over facts), cells, hide, provenance. What a
/// publication holds is guarded where it is read: without periods, a question is about the whole of it.
pub async fn answer(ctx: &Ctx, source: &'static Source, question: Question) -> Result<Answer> {
    ctx.figures(|ctx| answer_by(ctx, source, question.clone())).await
}

async fn answer_by(ctx: Ctx, source: &'static Source, question: Question) -> Result<Answer> {
    let asked = check(&ctx, source, question).await?;
    if let Some(slug) = asked.publication.clone() {
        return publications::frozen(&ctx, source, &asked, &slug).await;
    }
    let plan = shield::guard(source, &asked)?;
    let snapshot = ctx.snapshot().await?;
    let answer = read(&ctx, &snapshot, source, &asked, &plan).await;
    snapshot.rollback().await?;
    answer
}

/// The same inside a transaction that is open already: how a publication freezes many answers of one moment.
pub async fn read(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    source: &'static Source,
    asked: &Asked,
    plan: &shield::Plan,
) -> Result<Answer> {
    let cells = cube::cells(conn, source, asked).await?;
    let cells = shield::hide(ctx, conn, source, asked, plan, cells).await?;
    let provenance = provenance(conn, source, asked, &cells).await?;
    let scope = told(conn, asked).await?;
    Ok(Answer { cells, provenance, scope })
}

async fn provenance(conn: &impl ConnectionTrait, source: &Source, asked: &Asked, cells: &Cells) -> Result<Provenance> {
    let (moment, settled) = match &asked.moment {
        Some(moment) => (Some(moment.clone()), moment::is_settled(conn, moment).await?),
        None => moment::now(conn).await?,
    };
    let (mut through, mut included, mut expected) = (None, None, None);
    if let Some(coverage) = source.coverage.filter(|_| !matches!(asked.scope, Scope::Nobody))
        && let Some(row) = conn.query_one(&coverage(asked)).await?
    {
        through = row.try_get_by_index::<Option<String>>(0)?;
        included = row.try_get_by_index::<Option<i64>>(1)?;
        expected = row.try_get_by_index::<Option<i64>>(2)?;
    }
    Ok(Provenance {
        as_of: moment.as_ref().map_or(0, |moment| moment.position),
        as_of_at: moment.and_then(|moment| moment.at),
        settled,
        data_through: through,
        reports_included: included,
        reports_expected: expected,
        definition_versions: asked.extra.indicators.iter().map(|it| (it.code.clone(), it.number)).collect(),
        suppressed_cells: cells.rows.iter().flat_map(|row| &row.hidden).filter(|hidden| **hidden).count(),
        region_basis: asked.basis,
        publication: None,
        of_nobody: matches!(asked.scope, Scope::Nobody),
    })
}

async fn told(conn: &impl ConnectionTrait, asked: &Asked) -> Result<Told> {
    let told = |scope, units, without_rights| Told { scope, units, without_rights, outside: Vec::new() };
    Ok(match &asked.scope {
        Scope::Public => told(FigureScope::Public, None, false),
        Scope::Nobody => told(FigureScope::Mine, Some(0), true),
        Scope::Mine(Units::All) => told(FigureScope::Mine, None, false),
        Scope::Mine(units) => Told {
            outside: places::outside(conn, units, &asked.filter, asked.basis).await?,
            ..told(FigureScope::Mine, how_many(conn, units).await?, false)
        },
    })
}
