//! Patterns that are kept: what is hidden of a cube is found once and serves every query, until anything changes.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use super::lattice::{self, Key, Lattice};
use super::pattern;
use super::published::Published;
use crate::domain::analytics::asked::{Asked, Extra};
use crate::domain::analytics::cube::Source;
use crate::domain::analytics::parts::Totalled;
use crate::domain::ctx::Reads;
use crate::domain::{Ctx, Error, Result};

/// Hidden cells that are kept together, of all patterns.
const MOST_CELLS: u64 = 500_000;

/// What is hidden of one cube.
#[derive(Debug, Default)]
pub struct Pattern {
    measures: Vec<&'static str>,
    hidden: HashMap<Key, Vec<bool>>,
}

impl Pattern {
    /// Whether a count of a cell is hidden.
    pub fn hides(&self, key: &Key, measure: &str) -> bool {
        let place = self.measures.iter().position(|name| *name == measure);
        let hidden = self.hidden.get(key).zip(place).and_then(|(hidden, place)| hidden.get(place));
        hidden.copied().unwrap_or_default()
    }

    fn of(lattice: Lattice) -> Self {
        let Lattice { keys, measures, cube } = lattice;
        let marks = pattern::hidden(&cube);
        let width = measures.len();
        let mut hidden: HashMap<Key, Vec<bool>> = HashMap::new();
        for (place, key) in keys.into_iter().enumerate() {
            let of_cell: Vec<bool> = (0..width).map(|at| marks.has(place * width + at)).collect();
            if of_cell.contains(&true) {
                hidden.insert(key, of_cell);
            }
        }
        Self { measures, hidden }
    }
}

/// A cube: a root, what it is asked about, a year, and the state of the data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Name {
    root: &'static str,
    indicator: Option<(String, i32)>,
    year: Option<i32>,
    /// Events committed so far. They only grow, so the same number is the same data.
    events: i64,
    /// Whether the replica has said so. Of two that were committed at once, one may be seen first here and the other there.
    far: bool,
    as_of: Option<i64>,
    today: NaiveDate,
}

/// The patterns of this process.
pub struct Kept(moka::future::Cache<Name, Arc<Pattern>>);

impl Default for Kept {
    fn default() -> Self {
        let weight = |_: &Name, pattern: &Arc<Pattern>| u32::try_from(pattern.hidden.len() + 1).unwrap_or(u32::MAX);
        let kept = moka::future::Cache::builder().weigher(weight).max_capacity(MOST_CELLS);
        Self(kept.time_to_live(Duration::from_mins(10)).build())
    }
}

/// The pattern of a root for one indicator, if it counts indicators, and one year, if it knows time.
pub async fn pattern_of(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    (source, published): (&'static Source, &'static Published),
    asked: &Asked,
    indicator: Option<&Totalled>,
    year: Option<i32>,
) -> Result<Arc<Pattern>> {
    let name = Name {
        root: source.root,
        indicator: indicator.map(|it| (it.code.clone(), it.number)),
        year,
        events: events(conn).await?,
        far: ctx.reads == Reads::Far,
        as_of: asked.as_of,
        today: asked.today,
    };
    let extra = Extra { indicators: indicator.cloned().into_iter().collect(), part: None, ..asked.extra.clone() };
    let asked = Asked { extra, ..asked.clone() };
    let made = async {
        let lattice = lattice::build(conn, source, published, &asked, year).await?;
        // Elimination takes its time: not on a thread that answers others.
        let pattern = tokio::task::spawn_blocking(move || Pattern::of(lattice)).await.map_err(Error::internal)?;
        Ok::<_, Error>(Arc::new(pattern))
    };
    ctx.app.shields.0.try_get_with(name, made).await.map_err(|shared: Arc<Error>| Error::new(shared.code()))
}

/// How many events are committed: positions have no gaps, and some still wait for theirs.
async fn events(conn: &impl ConnectionTrait) -> Result<i64> {
    let last = Query::select().expr(Expr::cust("COALESCE(MAX(position), 0)")).from("event").to_owned();
    let waiting = Query::select()
        .expr(Expr::cust("COUNT(*)"))
        .from("event")
        .and_where(Expr::col("position").is_null())
        .to_owned();
    let mut events = 0;
    for query in [last, waiting] {
        let row = conn.query_one(&query).await?;
        events += row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?.unwrap_or_default();
    }
    Ok(events)
}
