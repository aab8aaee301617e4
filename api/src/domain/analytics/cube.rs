//! Cubes: tables of facts, with what can be asked of them, and the one statement that counts their cells.

use sea_orm::sea_query::{Expr, ExprTrait, Func, SelectStatement};
use sea_orm::{Condition, ConnectionTrait, DbErr};

pub use super::asked::{Asked, Extra, Filter, Question, Scope};
use super::dimension::Dimension;
use super::totals;
use crate::domain::access::Units;
use crate::domain::{Code, Ctx, Error, Result, Violation};

/// Most rows of one answer.
pub const MOST_ROWS: usize = 10_000;

/// A table of facts, with what can be asked of it. Each root has one.
pub struct Source {
    /// The root in GraphQL: `reportingRate`.
    pub root: &'static str,
    /// FROM, joins and WHERE of scope, periods and point in time: no columns, no filter by codes (the engine adds it by
    /// the keys). `wanted` are the dimensions whose keys are used: join what only they need when they are among them.
    pub rows: fn(&Asked, wanted: &[Dimension]) -> SelectStatement,
    /// What it can be grouped and filtered by.
    pub axes: &'static [Axis],
    /// What it counts.
    pub measures: &'static [Measure],
    /// Measures that count some of those that another one counts in the same row, with the nearest such one. What they
    /// leave of it is a count too, and shielded as one.
    pub subsets: &'static [(&'static str, &'static str)],
    /// Units whose single records the caller sees.
    pub rights: fn(&Ctx) -> Units,
    /// Whether it can be asked as of a past position.
    pub bitemporal: bool,
    /// The reports behind the figures, for the provenance: one row `through` (text, last period with an approved
    /// report), `included`, `expected` (bigint). None where no reports stand behind it.
    pub coverage: Option<fn(&Asked) -> SelectStatement>,
}

impl Source {
    /// The axis of a dimension.
    pub fn axis(&self, dimension: Dimension) -> Option<&'static Axis> {
        self.axes.iter().find(|axis| axis.dimension == dimension)
    }

    /// A measure by its name.
    pub fn measure(&self, name: &str) -> Option<&'static Measure> {
        self.measures.iter().find(|measure| measure.name == name)
    }

    /// Each measure with each of those of which it counts some, near and far.
    pub fn pairs(&self) -> Vec<(&'static str, &'static str)> {
        let mut pairs = self.subsets.to_vec();
        let mut at = 0;
        while let Some((part, whole)) = pairs.get(at).copied() {
            let further = self.subsets.iter().filter(|(of, _)| *of == whole).map(|(_, whole)| (part, *whole));
            let fresh: Vec<_> = further.filter(|pair| !pairs.contains(pair)).collect();
            pairs.extend(fresh);
            at += 1;
        }
        pairs
    }
}

/// A dimension of a source.
#[derive(Clone, Copy)]
pub struct Axis {
    /// Which.
    pub dimension: Dimension,
    /// Text expression of its key: MONTH `2026-10`, PROVINCE `36`, REGENCY `36.02`, units and programmes their codes.
    pub key: fn(&Asked) -> Expr,
    /// Of what has several members (a BLK its vocations): whether one of these is among them. Then `rows` joins the
    /// members only where they are grouped by, and a fact counts for each of its members.
    pub among: Option<fn(&Asked, &[String]) -> Condition>,
}

impl Axis {
    /// A fact has one member, or none.
    pub const fn one(dimension: Dimension, key: fn(&Asked) -> Expr) -> Self {
        Self { dimension, key, among: None }
    }

    /// A fact has any number of members.
    pub const fn several(
        dimension: Dimension,
        key: fn(&Asked) -> Expr,
        among: fn(&Asked, &[String]) -> Condition,
    ) -> Self {
        Self { dimension, key, among: Some(among) }
    }
}

/// A number of each cell.
pub struct Measure {
    /// Its name in answers.
    pub name: &'static str,
    /// Aggregate, bigint: see [`sum`] and [`count`].
    pub expr: fn() -> Expr,
    /// What it counts.
    pub counts: Counts,
}

/// What a measure counts, and with it whether small numbers are hidden from those without row rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// BLKs, reports, rupiah of units: never suppressed.
    Units,
    /// People.
    Persons,
    /// Enterprises.
    Enterprises,
    /// A sum that hangs on another measure of the source: hidden when that is.
    With(&'static str),
    /// What the indicator of the row counts: see [`super::parts::Totalled::counts`].
    OfIndicator,
}

/// Sum of an expression as bigint, 0 where there is nothing.
pub fn sum(inner: Expr) -> Expr {
    Func::coalesce([inner.sum().cast_as("bigint"), Expr::cust("0")]).into()
}

/// Number of rows for which a condition, written as SQL over the columns of the source, holds.
pub fn count(condition: &str) -> Expr {
    Expr::cust(format!("CAST(COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0) AS bigint)"))
}

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cells {
    /// The dimensions of the keys, as asked.
    pub groups: Vec<Dimension>,
    /// The names of the values.
    pub measures: Vec<&'static str>,
    /// By their keys, those without a member last.
    pub rows: Vec<Cell>,
}

impl Cells {
    /// The place of a measure in the values of each row.
    pub fn place(&self, measure: &str) -> Option<usize> {
        self.measures.iter().position(|name| *name == measure)
    }

    /// Sorts the rows by their keys.
    pub fn sort(&mut self) {
        let order = |cell: &Cell| -> Vec<(bool, String)> {
            cell.keys.iter().map(|key| (key.is_none(), key.clone().unwrap_or_default())).collect()
        };
        self.rows.sort_by_cached_key(order);
    }
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// Keys by `groups`.
    pub keys: Vec<Option<String>>,
    /// Numbers by `measures`; none where nothing is known.
    pub values: Vec<Option<i64>>,
    /// Which of them are suppressed; their values are none.
    pub hidden: Vec<bool>,
}

/// Counts the cells, in one statement; in two where what is missing is counted beside what is there.
pub async fn cells(conn: &impl ConnectionTrait, source: &Source, asked: &Asked) -> Result<Cells> {
    let mut found = counted(conn, source, asked).await?;
    if let Some(asked_of) = totals::beside(source, asked) {
        found = totals::with_missing(found, counted(conn, asked_of, &totals::without_part(asked)).await?);
    }
    if found.rows.len() > MOST_ROWS {
        let fault = Violation::new(Code::FieldRange, "/groupBy").with("maxRows", MOST_ROWS);
        return Err(Error::listing(Code::Invalid, vec![fault]));
    }
    found.sort();
    Ok(found)
}

async fn counted(conn: &impl ConnectionTrait, source: &Source, asked: &Asked) -> Result<Cells> {
    let mut found = Cells {
        groups: asked.groups.clone(),
        measures: source.measures.iter().map(|measure| measure.name).collect(),
        rows: Vec::new(),
    };
    if matches!(asked.scope, Scope::Nobody) {
        return Ok(found);
    }
    let (keys, all) = (found.groups.len(), found.groups.len() + found.measures.len());
    for row in conn.query_all(&statement(source, asked)?).await? {
        let keys: std::result::Result<_, DbErr> = (0..keys).map(|at| row.try_get_by_index(at)).collect();
        let values: std::result::Result<Vec<Option<i64>>, DbErr> =
            (found.groups.len()..all).map(|at| row.try_get_by_index(at)).collect();
        let values = values?;
        found.rows.push(Cell { keys: keys?, hidden: vec![false; values.len()], values });
    }
    Ok(found)
}

/// The rows that count, with the filter: no columns.
pub fn narrowed(source: &Source, asked: &Asked) -> SelectStatement {
    let mut wanted = asked.groups.clone();
    let mut within = Condition::all();
    // What the source does not know was refused by the check.
    let known = asked.filter.each().filter_map(|(dimension, codes)| Some((source.axis(dimension)?, codes)));
    for (axis, codes) in known {
        within = match axis.among {
            // Grouped by its members, only those asked for are shown.
            Some(among) if !asked.groups.contains(&axis.dimension) => within.add(among(asked, codes)),
            _ => {
                wanted.push(axis.dimension);
                within.add((axis.key)(asked).is_in(codes.iter().map(String::as_str)))
            }
        };
    }
    wanted.sort_unstable();
    wanted.dedup();
    let mut query = (source.rows)(asked, &wanted);
    query.cond_where(within);
    query
}

/// The statement of the cells: keys `k0..`, then values `m0..`.
pub fn statement(source: &Source, asked: &Asked) -> Result<SelectStatement> {
    let mut query = narrowed(source, asked);
    for (at, dimension) in asked.groups.iter().enumerate() {
        let Some(axis) = source.axis(*dimension) else {
            return Err(Error::internal(anyhow::anyhow!("{} has no {dimension}", source.root)));
        };
        // By the name of the column: each use of an expression would bind its values anew, and PostgreSQL would take
        // them for different expressions. No table has a column of such a name.
        let name = format!("k{at}");
        query.expr_as((axis.key)(asked), name.clone()).group_by_col(name);
    }
    for (at, measure) in source.measures.iter().enumerate() {
        query.expr_as((measure.expr)(), format!("m{at}"));
    }
    query.limit(u64::try_from(MOST_ROWS).unwrap_or_default() + 1);
    Ok(query)
}
