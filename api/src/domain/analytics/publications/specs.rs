//! Which tables a publication holds: each published combination of each root, for its periods as a whole and by month.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use crate::domain::analytics::asked::{Asked, Extra, Filter, Question, check};
use crate::domain::analytics::cube::Source;
use crate::domain::analytics::dimension::Dimension;
use crate::domain::analytics::shield::published::{self, PUBLISHED, Times};
use crate::domain::analytics::{
    aid, funnel, jobs, kawasans, mentoring, partnerships, parts, rate, series, targets, totals, weaning,
};
use crate::domain::reports::Period;
use crate::domain::{Ctx, Result, templates};
use crate::vocab::{Cadence, Disaggregation, FigureScope};

/// Every root.
static SOURCES: [&Source; 11] = [
    &aid::AID,
    &funnel::FUNNEL,
    &jobs::JOBS,
    &kawasans::KAWASANS,
    &mentoring::MENTORING,
    &partnerships::PARTNERSHIPS,
    &rate::RATE,
    &series::SERIES,
    &targets::TARGETS,
    &totals::TOTALS,
    &weaning::WEANING,
];

/// Combinations of the roots that count neither persons nor enterprises: of all that may be asked, those that are frozen.
const OPEN: [(&str, &[&[Dimension]]); 3] = [
    ("reportingRate", &[&[], &[Dimension::Province], &[Dimension::Regency]]),
    ("targetAttainment", &[&[Dimension::Metric], &[Dimension::Province, Dimension::Metric]]),
    ("weaningOverview", &[&[], &[Dimension::Province], &[Dimension::Regency], &[Dimension::SupportStatus]]),
];

/// A table of a publication. Its name is made of these, with slashes between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// The root.
    pub root: String,
    /// The indicator, or the template; empty for other roots.
    pub about: String,
    /// What it is grouped by, without what follows from the rest.
    pub dimensions: Vec<Dimension>,
    /// The disaggregation; empty for none.
    pub part: String,
    /// By month, or the periods as a whole.
    pub by_month: bool,
}

impl Spec {
    /// `indicatorTotals/A03/PROVINCE/sex/`, `jobAbsorption//PROVINCE,SEX//MONTH`.
    pub fn name(&self) -> String {
        let dimensions: Vec<&str> = self.dimensions.iter().map(|dimension| dimension.as_str()).collect();
        let time = if self.by_month { Dimension::Month.as_str() } else { "" };
        [self.root.as_str(), self.about.as_str(), dimensions.join(",").as_str(), self.part.as_str(), time].join("/")
    }

    /// The table of a name.
    pub fn read(name: &str) -> Option<Self> {
        let words: Vec<&str> = name.split('/').collect();
        let [root, about, dimensions, part, time] = words.as_slice() else { return None };
        let dimensions = dimensions.split(',').filter(|word| !word.is_empty()).map(str::parse::<Dimension>);
        Some(Self {
            root: (*root).to_owned(),
            about: (*about).to_owned(),
            dimensions: dimensions.collect::<Result<_>>().ok()?,
            part: (*part).to_owned(),
            by_month: *time == Dimension::Month.as_str(),
        })
    }

    /// Its source.
    pub fn source(&self) -> Option<&'static Source> {
        SOURCES.into_iter().find(|source| source.root == self.root)
    }

    /// The question that fills it.
    pub async fn asked(&self, ctx: &Ctx, source: &'static Source, periods: &(String, String)) -> Result<Asked> {
        let mut question = Question { scope: Some(FigureScope::Public), ..Question::default() };
        if is_timed(source.root) {
            question.periods = Some(periods.clone());
        }
        let part = Disaggregation::ALL.iter().find(|part| part.code() == self.part).copied();
        let part: Vec<Disaggregation> = part.into_iter().collect();
        match source.root {
            "indicatorTotals" => {
                let codes = [self.about.clone()];
                question.extra = parts::read(ctx, &codes, &part, &mut question.faults).await?;
            }
            "reportingRate" => {
                let template = templates::query::head(ctx.db(), &self.about).await?.id;
                question.extra = Extra { template: Some(template), ..Extra::default() };
            }
            _ => {}
        }
        let determined = self.dimensions.iter().flat_map(|dimension| published::above(source.root, *dimension));
        let mut groups: Vec<Dimension> = self.dimensions.iter().chain(determined).copied().collect();
        groups.extend(question.extra.part.as_ref().map(|part| part.1));
        groups.extend((source.root == "indicatorTotals").then_some(Dimension::Indicator));
        groups.extend(self.by_month.then_some(Dimension::Month));
        let asked = check(ctx, source, question).await?;
        Ok(Asked { groups, filter: Filter::default(), ..asked })
    }
}

/// Whether a root is asked for periods. The others show the day on which they were frozen.
pub fn is_timed(root: &str) -> bool {
    match published::of(root) {
        Some(published) => published.times != Times::Today,
        None => root == "reportingRate",
    }
}

/// The tables of a publication of these periods.
pub async fn all(ctx: &Ctx, periods: (Period, Period)) -> Result<Vec<Spec>> {
    let (from, to) = (periods.0.first_day(), periods.1.last_day());
    let month = |day| Period::containing(Cadence::Monthly, day);
    let months = month(from) != month(to);
    let mut all = Vec::new();
    let mut add = |root: &str, about: &str, dimensions: &[Dimension], part: &str| {
        let dimensions = published::reduced(root, dimensions.iter().copied());
        for by_month in [false, true] {
            if !by_month || (months && is_timed(root) && part.is_empty()) {
                let (root, about, part) = (root.to_owned(), about.to_owned(), part.to_owned());
                all.push(Spec { root, about, dimensions: dimensions.clone(), part, by_month });
            }
        }
    };
    for published in PUBLISHED.iter().filter(|published| published.root != "indicatorTotals") {
        published.combinations.iter().for_each(|dimensions| add(published.root, "", dimensions, ""));
    }
    let rated = distinct(ctx, "standing", "template_id", (from, to)).await?;
    for (root, combinations) in OPEN {
        let abouts = if root == "reportingRate" { rated.clone() } else { vec![String::new()] };
        for about in abouts {
            combinations.iter().for_each(|dimensions| add(root, &about, dimensions, ""));
        }
    }
    let codes = distinct(ctx, "figure", "indicator", (from, to)).await?;
    for indicator in templates::indicators::by_codes(ctx, &codes).await? {
        let definition = &indicator.definition;
        for dimensions in published::of("indicatorTotals").into_iter().flat_map(|it| it.combinations) {
            add("indicatorTotals", &definition.code, dimensions, "");
            if dimensions.iter().all(|dimension| *dimension == Dimension::Province) {
                let known = |part: &&String| Disaggregation::ALL.iter().any(|it| it.code() == **part);
                let parts = definition.dimensions.iter().filter(known);
                parts.for_each(|part| add("indicatorTotals", &definition.code, dimensions, part));
            }
        }
    }
    Ok(all)
}

/// Indicators of figures that hold, or codes of templates of reports that are owed, in these days.
async fn distinct(
    ctx: &Ctx,
    table: &'static str,
    column: &'static str,
    (from, to): (chrono::NaiveDate, chrono::NaiveDate),
) -> Result<Vec<String>> {
    let mut within = Query::select();
    within
        .distinct()
        .column(column)
        .from(table)
        .and_where(Expr::col("to_event").is_null())
        .and_where(Expr::col("period_end").between(from, to));
    let query = if column == "template_id" {
        Query::select().column("code").from("report_template").and_where(Expr::col("id").in_subquery(within)).to_owned()
    } else {
        within
    };
    let mut found = BTreeSet::new();
    for row in ctx.db().query_all(&query).await? {
        found.insert(row.try_get_by_index::<String>(0)?);
    }
    Ok(found.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_found_by_its_name() {
        for name in ["indicatorTotals/A03/PROVINCE/sex/", "jobAbsorption//PROVINCE,SEX//MONTH", "incubationFunnel////"]
        {
            assert_eq!(Spec::read(name).unwrap().name(), name);
            assert!(Spec::read(name).unwrap().source().is_some(), "{name}");
        }
        assert_eq!(Spec::read("jobAbsorption//TEMPAT//"), None);
        assert_eq!(Spec::read("jobAbsorption"), None);
    }

    #[test]
    fn every_root_is_frozen() {
        for source in SOURCES {
            let open = OPEN.iter().any(|(root, _)| *root == source.root);
            assert!(open != published::of(source.root).is_some(), "{}", source.root);
            assert_eq!(open, published::is_open(source), "{}", source.root);
        }
    }
}
