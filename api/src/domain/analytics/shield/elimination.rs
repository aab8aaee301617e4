//! Whether hidden cells follow from the shown ones: linear algebra over all sums of a cube at once, modulo a prime.
//!
//! What is shown is known, so each sum is an equation over its hidden cells. A cell follows from the shown ones when
//! every solution has the same number there; that is, when it is zero in every solution of the equations without their
//! constants. One random such solution tells: a cell that is free is zero in it once in 2^61 times, and is then hidden
//! with more than it needs.

use std::collections::BTreeMap;

use super::pattern::{Cube, Marks};

/// The prime 2^61 - 1.
const PRIME: u128 = (1 << 61) - 1;

/// An equation over hidden cells: their places in the order of elimination, with factors; equal to zero.
type Row = BTreeMap<(usize, usize), u128>;

/// The hidden cells that follow from the shown ones, and may not.
pub fn determined(cube: &Cube, hidden: &Marks) -> Vec<usize> {
    let mut count = vec![0_usize; cube.values.len()];
    for cell in cube.sums.iter().flat_map(super::pattern::Sum::terms) {
        if let Some(times) = count.get_mut(cell) {
            *times += 1;
        }
    }
    // Cells of few sums go first: that keeps the equations short.
    let place = |cell: usize| (count.get(cell).copied().unwrap_or_default(), cell);
    let mut rows: Vec<Row> = Vec::new();
    for sum in &cube.sums {
        let mut row = Row::new();
        if hidden.has(sum.whole) {
            row.insert(place(sum.whole), PRIME - 1);
        }
        for cell in sum.parts.iter().copied().filter(|cell| hidden.has(*cell)) {
            let factor = row.entry(place(cell)).or_default();
            *factor = (*factor + 1) % PRIME;
        }
        row.retain(|_, factor| *factor != 0);
        if !row.is_empty() {
            rows.push(row);
        }
    }
    rows.sort_by_key(BTreeMap::len);
    let solution = solution(echelon(rows));
    // A cell in no equation is free.
    let follows = |cell: &usize| solution.get(&place(*cell)).is_some_and(|value| *value == 0);
    hidden.cells().filter(|cell| cube.is_secret(*cell) && follows(cell)).collect()
}

/// Equations by their first cell, whose factor is one; no other of them begins with it.
fn echelon(rows: Vec<Row>) -> BTreeMap<(usize, usize), Row> {
    let mut pivots: BTreeMap<(usize, usize), Row> = BTreeMap::new();
    for mut row in rows {
        while let Some((lead, factor)) = row.first_key_value().map(|(lead, factor)| (*lead, *factor)) {
            let Some(pivot) = pivots.get(&lead) else {
                let inverse = power(factor, PRIME - 2);
                row.values_mut().for_each(|value| *value = *value * inverse % PRIME);
                pivots.insert(lead, row);
                break;
            };
            for (cell, value) in pivot {
                let term = row.entry(*cell).or_default();
                *term = (*term + (PRIME - factor) * value) % PRIME;
                if *term == 0 {
                    row.remove(cell);
                }
            }
        }
    }
    pivots
}

/// A solution with random numbers where there is a choice.
fn solution(pivots: BTreeMap<(usize, usize), Row>) -> BTreeMap<(usize, usize), u128> {
    let mut values: BTreeMap<(usize, usize), u128> = BTreeMap::new();
    let mut seed = 0_u64;
    for (lead, row) in pivots.into_iter().rev() {
        let mut rest = 0;
        for (cell, factor) in row.into_iter().skip(1) {
            let value = *values.entry(cell).or_insert_with(|| random(&mut seed));
            rest = (rest + factor * value) % PRIME;
        }
        values.insert(lead, (PRIME - rest) % PRIME);
    }
    values
}

fn power(mut base: u128, mut exponent: u128) -> u128 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    result
}

/// The next number of a fixed sequence (SplitMix64): the same cube always hides the same cells.
fn random(seed: &mut u64) -> u128 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *seed;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    u128::from(mixed ^ (mixed >> 31)) % PRIME
}
