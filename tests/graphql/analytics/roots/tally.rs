//! Counting anew, in Rust and not in SQL: facts with their keys, and the cells they make.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use api::domain::analytics::{Cells, Dimension};
use uuid::Uuid;

/// A record that counts.
#[derive(Clone, Debug, Default)]
pub struct Fact {
    /// Whose right to see it counts.
    pub unit: Uuid,
    /// Members by dimension; none where it has none.
    pub keys: HashMap<Dimension, Vec<String>>,
    /// Its month, or its year where that is all it has.
    pub month: Option<String>,
    /// What it adds to the measures.
    pub adds: HashMap<&'static str, Adds>,
}

/// What a fact adds to a measure.
#[derive(Clone, Debug)]
pub enum Adds {
    /// To a sum that is 0 where there is nothing.
    Number(i64),
    /// To a sum that is unknown where nothing is known.
    Known(Option<i64>),
    /// One of different ones.
    Item(Option<Uuid>),
    /// To the mean of the months.
    Monthly(i64),
}

/// A question of the tally.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub groups: Vec<Dimension>,
    pub filter: Vec<(Dimension, Vec<String>)>,
    /// First and last month.
    pub months: Option<(String, String)>,
}

pub type Tally = BTreeMap<Vec<Option<String>>, BTreeMap<&'static str, Option<i64>>>;

/// The month and what it lies in.
pub fn stretch(dimension: Dimension, month: &str) -> String {
    let (year, number) = (&month[..4], month.get(5..7).map(|number| number.parse::<u32>().unwrap()));
    match (dimension, number) {
        (Dimension::Month, Some(_)) => month.to_owned(),
        (Dimension::Quarter, Some(number)) => format!("{year}-Q{}", number.div_ceil(3)),
        (Dimension::Half, Some(number)) => format!("{year}-S{}", number.div_ceil(6)),
        _ => year.to_owned(),
    }
}

impl Fact {
    pub fn key(&mut self, dimension: Dimension, member: Option<impl Into<String>>) {
        self.keys.insert(dimension, member.into_iter().map(Into::into).collect());
    }

    fn members(&self, dimension: Dimension) -> Vec<String> {
        if dimension.is_time() {
            return self.month.iter().map(|month| stretch(dimension, month)).collect();
        }
        self.keys.get(&dimension).cloned().unwrap_or_default()
    }

    fn is_within(&self, wanted: &Wanted) -> bool {
        let Some((from, to)) = &wanted.months else { return true };
        self.month.as_ref().is_some_and(|month| {
            let length = month.len();
            (&from[..length]..=&to[..length]).contains(&month.as_str())
        })
    }

    /// The cells it counts in.
    fn cells(&self, wanted: &Wanted) -> Vec<Vec<Option<String>>> {
        let narrow =
            |dimension: Dimension| wanted.filter.iter().find(|(of, _)| *of == dimension).map(|(_, codes)| codes);
        if wanted.filter.iter().any(|(of, codes)| !self.members(*of).iter().any(|member| codes.contains(member))) {
            return Vec::new();
        }
        let mut cells: Vec<Vec<Option<String>>> = vec![Vec::new()];
        for group in &wanted.groups {
            let members = self.members(*group);
            let shown: Vec<Option<String>> = match narrow(*group) {
                Some(codes) => members.into_iter().filter(|member| codes.contains(member)).map(Some).collect(),
                None if members.is_empty() => vec![None],
                None => members.into_iter().map(Some).collect(),
            };
            cells = cells
                .iter()
                .flat_map(|cell| shown.iter().map(move |key| [cell.clone(), vec![key.clone()]].concat()))
                .collect();
        }
        cells
    }
}

/// The cells of a question.
pub fn tally(facts: &[Fact], measures: &[&'static str], wanted: &Wanted) -> Tally {
    let mut cells: BTreeMap<Vec<Option<String>>, Vec<&Fact>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.is_within(wanted)) {
        for cell in fact.cells(wanted) {
            cells.entry(cell).or_default().push(fact);
        }
    }
    if wanted.groups.is_empty() {
        // One row, though nothing may be in it.
        cells.entry(Vec::new()).or_default();
    }
    let totals = |of: &[&Fact]| -> BTreeMap<&'static str, Option<i64>> {
        measures.iter().map(|measure| (*measure, total(of, measure))).collect()
    };
    cells.iter().map(|(cell, of)| (cell.clone(), totals(of))).collect()
}

/// None where it is not known what kind of measure it is: nothing is in the cell.
fn total(facts: &[&Fact], measure: &str) -> Option<i64> {
    let (mut sum, mut known) = (0_i64, false);
    let (mut items, mut months) = (BTreeSet::<Uuid>::new(), BTreeSet::new());
    let (mut is_item, mut is_mean) = (false, false);
    for adds in facts.iter().filter_map(|fact| Some((fact, fact.adds.get(measure)?))) {
        match adds {
            (_, Adds::Number(number)) => {
                known = true;
                sum += number;
            }
            (_, Adds::Known(number)) => {
                known |= number.is_some();
                sum += number.unwrap_or_default();
            }
            (_, Adds::Item(item)) => {
                is_item = true;
                items.extend(item.iter().copied());
            }
            (fact, Adds::Monthly(number)) => {
                is_mean = true;
                sum += number;
                months.insert(fact.month.clone());
            }
        }
    }
    if is_item {
        return Some(i64::try_from(items.len()).unwrap());
    }
    if is_mean {
        let count = i64::try_from(months.len()).unwrap();
        return Some((2 * sum + count).div_euclid(2 * count));
    }
    known.then_some(sum)
}

/// What the service answered, in the same form.
pub fn answered(cells: &Cells) -> Tally {
    let row = |cell: &api::domain::analytics::Cell| {
        assert!(cell.hidden.iter().all(|hidden| !hidden), "{cell:?}");
        (cell.keys.clone(), cells.measures.iter().copied().zip(cell.values.iter().copied()).collect())
    };
    cells.rows.iter().map(row).collect()
}
