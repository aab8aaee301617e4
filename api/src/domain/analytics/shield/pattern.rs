//! Which cells of a cube are hidden: pure, the same for the same numbers.
//!
//! Small counts are hidden. With each of them go others, until nothing changes: in each sum of shown and hidden cells
//! never exactly one is hidden (it would be the difference), and what is hidden below a shown total adds up to so much
//! that even the smallest number of each leaves every other one open ([`Hiding::next`]). At last [`elimination`] over
//! all sums at once looks whether a hidden cell still follows from the shown ones, and [`bounds`] whether only one
//! number is left for it; if so one more is hidden.
//!
//! Where one count is part of another, what it leaves of it is a cell as well, though no answer shows it: everybody
//! subtracts. It may follow from the shown ones unless it is small ([`Cube::leave`]).

use std::cmp::Reverse;
use std::collections::{BTreeSet, VecDeque};

use super::{bounds, elimination};

/// The smallest count of persons or enterprises that is shown, but for zero.
pub const LEAST: i64 = 5;

/// Counts, and which of them are sums of which.
#[derive(Clone, Debug, Default)]
pub struct Cube {
    /// Counts, from 0. A place in this list is a cell.
    pub values: Vec<i64>,
    /// Sums of cells.
    pub sums: Vec<Sum>,
    /// For each cell the slices of the cube that it lies in: a regency, a month, a member.
    pub slices: Vec<Vec<usize>>,
    /// Cells that no answer shows: what one count leaves of another.
    pub unsaid: Marks,
}

/// One cell that is the sum of others.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sum {
    /// The sum.
    pub whole: usize,
    /// What it is the sum of.
    pub parts: Vec<usize>,
    /// The term that goes first if one has to: a year to date, which is worth least.
    pub first: Option<usize>,
}

impl Sum {
    /// The whole, then its parts.
    pub fn terms(&self) -> impl Iterator<Item = usize> + '_ {
        std::iter::once(self.whole).chain(self.parts.iter().copied())
    }
}

impl Cube {
    /// The count of a cell.
    pub fn value(&self, cell: usize) -> i64 {
        self.values.get(cell).copied().unwrap_or_default()
    }

    /// Whether nobody may learn the number of a cell that is hidden: of what no answer shows, if it is small.
    pub fn is_secret(&self, cell: usize) -> bool {
        !self.unsaid.has(cell) || (1..LEAST).contains(&self.value(cell))
    }

    /// Adds what one count leaves of another of which it is part. Where it counts none, that is the other one itself;
    /// where it counts more, it is no part.
    pub fn leave(&mut self, whole: usize, part: usize) {
        let (all, some) = (self.value(whole), self.value(part));
        if !(1..=all).contains(&some) {
            return;
        }
        let rest = self.values.len();
        self.values.push(all - some);
        self.slices.push(Vec::new());
        self.unsaid.add(rest);
        self.sums.push(Sum { whole, parts: vec![part, rest], first: None });
    }
}

/// A set of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(Vec<bool>);

impl Marks {
    /// These of so many cells.
    #[cfg(test)]
    pub fn of(count: usize, cells: &[usize]) -> Self {
        Self((0..count).map(|cell| cells.contains(&cell)).collect())
    }

    /// Adds a cell.
    pub fn add(&mut self, cell: usize) {
        if self.0.len() <= cell {
            self.0.resize(cell + 1, false);
        }
        if let Some(mark) = self.0.get_mut(cell) {
            *mark = true;
        }
    }

    /// Whether it holds a cell.
    pub fn has(&self, cell: usize) -> bool {
        self.0.get(cell).copied().unwrap_or_default()
    }

    /// Its cells in order.
    pub fn cells(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().filter_map(|(cell, marked)| marked.then_some(cell))
    }
}

/// The cells to hide.
pub fn hidden(cube: &Cube) -> Marks {
    let mut hiding = Hiding::of(cube);
    // One after the other: each finds those hidden before it, and shares them where it can.
    for (cell, value) in cube.values.iter().enumerate() {
        if (1..LEAST).contains(value) {
            hiding.hide(cell);
        }
    }
    loop {
        let mut found = elimination::determined(cube, &hiding.hidden);
        if found.is_empty() {
            found = bounds::pinned(cube, &hiding.hidden);
        }
        let more: BTreeSet<usize> = found.into_iter().filter_map(|cell| hiding.nearest(cell)).collect();
        if more.is_empty() {
            return hiding.hidden;
        }
        for cell in more {
            hiding.hide(cell);
        }
    }
}

/// What is hidden so far.
struct Hiding<'a> {
    cube: &'a Cube,
    /// For each cell the sums it stands in.
    uses: Vec<Vec<usize>>,
    hidden: Marks,
    /// Hidden cells by slice.
    crowds: Vec<usize>,
}

impl<'a> Hiding<'a> {
    fn of(cube: &'a Cube) -> Self {
        let mut uses = vec![Vec::new(); cube.values.len()];
        for (index, sum) in cube.sums.iter().enumerate() {
            for cell in sum.terms() {
                if let Some(of_cell) = uses.get_mut(cell) {
                    of_cell.push(index);
                }
            }
        }
        let slices = cube.slices.iter().flatten().max().map_or(0, |last| last + 1);
        // What no answer shows is hidden from the beginning.
        let mut hidden = cube.unsaid.clone();
        hidden.0.resize(cube.values.len(), false);
        Self { cube, uses, hidden, crowds: vec![0; slices] }
    }

    fn sums(&self, cell: usize) -> impl Iterator<Item = (usize, &'a Sum)> {
        let cube = self.cube;
        self.uses.get(cell).into_iter().flatten().filter_map(move |index| Some((*index, cube.sums.get(*index)?)))
    }

    fn slices(&self, cell: usize) -> impl Iterator<Item = usize> + use<'a> {
        self.cube.slices.get(cell).into_iter().flatten().copied()
    }

    /// Hides a cell, and others until every sum is content. Running totals come last: where the months are hidden
    /// decides which totals stand between them.
    fn hide(&mut self, cell: usize) {
        let mut open: BTreeSet<(bool, usize)> = BTreeSet::new();
        self.mark(cell);
        open.extend(self.sums(cell).map(|(index, sum)| (sum.first.is_some(), index)));
        while let Some((_, index)) = open.pop_first() {
            // Should the sum want more than one, it is among those that the next one opens.
            let Some(next) = self.cube.sums.get(index).and_then(|sum| self.next(sum)) else { continue };
            self.mark(next);
            open.extend(self.sums(next).map(|(index, sum)| (sum.first.is_some(), index)));
        }
    }

    fn mark(&mut self, cell: usize) {
        let slices: Vec<usize> = self.slices(cell).collect();
        match self.hidden.0.get_mut(cell) {
            Some(mark) if !*mark => *mark = true,
            _ => return,
        }
        for slice in slices {
            if let Some(count) = self.crowds.get_mut(slice) {
                *count += 1;
            }
        }
    }

    /// The cell that this sum wants hidden next. Below a shown total, `n` hidden parts add up to `n + 4` at least: each
    /// of them may then be anything from 1 to 5, as far as this sum tells.
    fn next(&self, sum: &Sum) -> Option<usize> {
        let parts: BTreeSet<usize> = sum.parts.iter().copied().filter(|cell| self.hidden.has(*cell)).collect();
        let part = || self.cheapest(sum.parts.iter().copied());
        if self.hidden.has(sum.whole) {
            return if parts.is_empty() { part() } else { None };
        }
        let together: i64 = parts.iter().map(|cell| self.cube.value(*cell)).sum();
        let count = i64::try_from(parts.len()).unwrap_or(i64::MAX);
        if count == 0 || (count > 1 && together >= count.saturating_add(LEAST - 1)) {
            return None;
        }
        if !parts.iter().any(|cell| self.cube.is_secret(*cell)) {
            return None;
        }
        let first = sum.first.filter(|cell| !self.hidden.has(*cell) && self.cube.value(*cell) > 0);
        Some(first.or_else(part).unwrap_or(sum.whole))
    }

    /// The shown cell whose loss costs least: it stands in the fewest sums where nothing is hidden yet, in slices where
    /// most is hidden, and is the smallest. Never a zero: that zeros are shown is known, so hiding one hides nothing.
    fn cheapest(&self, cells: impl Iterator<Item = usize>) -> Option<usize> {
        let spoils =
            |cell: usize| self.sums(cell).filter(|(_, sum)| !sum.terms().any(|it| self.hidden.has(it))).count();
        let crowd = |cell: usize| -> usize { self.slices(cell).filter_map(|slice| self.crowds.get(slice)).sum() };
        cells
            .filter(|cell| !self.hidden.has(*cell) && self.cube.value(*cell) > 0)
            .min_by_key(|cell| (spoils(*cell), Reverse(crowd(*cell)), self.cube.value(*cell), *cell))
    }

    /// The cheapest shown cell of the sums that are nearest to a hidden one.
    fn nearest(&self, from: usize) -> Option<usize> {
        let mut seen = BTreeSet::from([from]);
        let mut queue = VecDeque::from([from]);
        while let Some(cell) = queue.pop_front() {
            let around = || self.sums(cell).flat_map(|(_, sum)| sum.terms());
            if let Some(found) = self.cheapest(around()) {
                return Some(found);
            }
            queue.extend(around().filter(|other| self.hidden.has(*other) && seen.insert(*other)));
        }
        None
    }
}
