//! Whether hidden cells follow from the shown ones by their bounds: a hidden count is 1 at least (zero is shown), what
//! one count leaves of another is 0 at least, and no part is more than its whole.

use super::pattern::{Cube, Marks, Sum};

/// More than any count.
const MUCH: i64 = 1 << 40;
/// Rounds of narrowing; what takes longer is no longer done by hand.
const ROUNDS: usize = 40;

/// Least and most that a cell can be.
type Bounds = (i64, i64);

/// The hidden cells of which only one number is possible, though nobody may know it.
pub fn pinned(cube: &Cube, hidden: &Marks) -> Vec<usize> {
    let least = |cell: usize| i64::from(!cube.unsaid.has(cell));
    let bound = |(cell, value): (usize, &i64)| if hidden.has(cell) { (least(cell), MUCH) } else { (*value, *value) };
    let mut bounds: Vec<Bounds> = cube.values.iter().enumerate().map(bound).collect();
    // What counts once in several parts does not add up, and narrows nothing.
    let exact = |sum: &&Sum| cube.value(sum.whole) == sum.parts.iter().map(|cell| cube.value(*cell)).sum::<i64>();
    let sums: Vec<&Sum> =
        cube.sums.iter().filter(exact).filter(|sum| sum.terms().any(|cell| hidden.has(cell))).collect();
    for _ in 0..ROUNDS {
        let mut changed = false;
        for sum in &sums {
            changed |= narrow(&mut bounds, sum);
        }
        if !changed {
            break;
        }
    }
    let is_pinned = |cell: &usize| bounds.get(*cell).is_some_and(|(least, most)| least >= most);
    hidden.cells().filter(|cell| cube.is_secret(*cell)).filter(is_pinned).collect()
}

fn narrow(bounds: &mut [Bounds], sum: &Sum) -> bool {
    let of = |bounds: &[Bounds], cell: usize| bounds.get(cell).copied().unwrap_or((0, MUCH));
    let (least, most) = sum.parts.iter().map(|cell| of(bounds, *cell)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let whole = of(bounds, sum.whole);
    let mut changed = tighten(bounds, sum.whole, (least, most));
    for cell in &sum.parts {
        let part = of(bounds, *cell);
        changed |= tighten(bounds, *cell, (whole.0 - (most - part.1), whole.1 - (least - part.0)));
    }
    changed
}

fn tighten(bounds: &mut [Bounds], cell: usize, (least, most): Bounds) -> bool {
    let Some(bound) = bounds.get_mut(cell) else { return false };
    let next = (bound.0.max(least), bound.1.min(most));
    let changed = next != *bound;
    *bound = next;
    changed
}
