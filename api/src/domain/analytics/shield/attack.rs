//! Attacks on random cubes with what anybody sees of them: sums, shown cells, and that hidden ones are not zero.

use std::collections::{BTreeMap, BTreeSet};

use super::bounds;
use super::calendar::{Span, published};
use super::pattern::{Cube, LEAST, Marks, Sum, hidden};

/// The next number of a sequence, below a bound.
fn below(seed: &mut u64, bound: u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed % bound
}

/// A cube of regencies in provinces, of members of a dimension and of months in quarters and years to date.
fn drawn((provinces, regencies, members, months): (u64, u64, u64, u32), mut draw: impl FnMut() -> u64) -> Cube {
    let mut cells: BTreeMap<(String, String, Span), i64> = BTreeMap::new();
    for province in 0..provinces {
        for regency in 0..regencies {
            for member in 0..members {
                for month in 1..=months {
                    let value = i64::try_from(draw()).unwrap();
                    let places = ["".to_owned(), format!("{province}"), format!("{province}.{regency}")];
                    let times = published(months).into_iter().filter(|span| (span.first..=span.last).contains(&month));
                    let times: Vec<Span> = times.collect();
                    for place in &places {
                        for time in &times {
                            for member in [String::new(), format!("{member}")] {
                                *cells.entry((place.clone(), member, *time)).or_default() += value;
                            }
                        }
                    }
                }
            }
        }
    }
    let names: Vec<_> = cells.keys().cloned().collect();
    let find = |place: &str, member: &str, time: &Span| {
        names.iter().position(|name| (name.0.as_str(), name.1.as_str(), &name.2) == (place, member, time)).unwrap()
    };
    let mut sums = BTreeSet::new();
    for (whole, (place, member, time)) in names.iter().enumerate() {
        if place.is_empty() {
            let parts = (0..provinces).map(|p| find(&p.to_string(), member, time)).collect();
            sums.insert(Sum { whole, parts, first: None });
        } else if !place.contains('.') {
            let parts = (0..regencies).map(|r| find(&format!("{place}.{r}"), member, time)).collect();
            sums.insert(Sum { whole, parts, first: None });
        }
        if member.is_empty() {
            let parts = (0..members).map(|m| find(place, &m.to_string(), time)).collect();
            sums.insert(Sum { whole, parts, first: None });
        }
        for (parts, first) in time.sums() {
            let of = |time: &Span| find(place, member, time);
            let first = first.as_ref().map(of);
            sums.insert(Sum { whole, parts: parts.iter().map(of).collect(), first });
        }
    }
    let mut slices: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let slices = names.iter().map(|(place, member, time)| {
        let ways = [place.clone(), member.clone(), format!("{time:?}")].into_iter().enumerate();
        ways.map(|(way, name)| {
            let next = slices.len();
            *slices.entry((way, name)).or_insert(next)
        })
        .collect()
    });
    let slices = slices.collect();
    Cube { values: cells.into_values().collect(), sums: sums.into_iter().collect(), slices, ..Cube::default() }
}

/// A cube of two counts of each cell, the second of some of those that the first one counts.
fn drawn_with_some(shape: (u64, u64, u64, u32), seed: &mut u64) -> Cube {
    let mut drawn_of_all = Vec::new();
    let all = drawn(shape, || {
        let value = if below(seed, 2) == 0 { below(seed, 40) } else { below(seed, 8) };
        drawn_of_all.push(value);
        value
    });
    let mut of_all = drawn_of_all.into_iter();
    let some = drawn(shape, || {
        let all = of_all.next().unwrap();
        if below(seed, 3) == 0 { below(seed, all + 1) } else { all.saturating_sub(below(seed, 4)) }
    });
    let width = all.values.len();
    let moved = |sum: Sum| {
        let parts = sum.parts.into_iter().map(|part| part + width).collect();
        Sum { whole: sum.whole + width, parts, first: sum.first.map(|first| first + width) }
    };
    let mut cube = Cube {
        values: [all.values, some.values].concat(),
        sums: all.sums.into_iter().chain(some.sums.into_iter().map(moved)).collect(),
        slices: [all.slices, some.slices].concat(),
        ..Cube::default()
    };
    (0..width).for_each(|cell| cube.leave(cell, cell + width));
    cube
}

/// Numbers modulo a prime other than that of the audit.
const PRIME: i128 = 2_147_483_647;

fn inverse(of: i128) -> i128 {
    let (mut result, mut base, mut exponent) = (1, of, PRIME - 2);
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    result
}

/// What Gauss and Jordan find: solves all sums for the hidden cells, densely, and gives each cell with its number.
fn solved(cube: &Cube, hidden: &Marks) -> Vec<(usize, i128)> {
    let unknown: Vec<usize> = hidden.cells().collect();
    let width = unknown.len();
    let mut rows: Vec<Vec<i128>> = Vec::new();
    for sum in &cube.sums {
        let mut row = vec![0; width + 1];
        for (cell, sign) in std::iter::once((sum.whole, -1)).chain(sum.parts.iter().map(|part| (*part, 1))) {
            match unknown.iter().position(|other| *other == cell) {
                Some(column) => row[column] += sign,
                None => row[width] -= sign * i128::from(cube.value(cell)),
            }
        }
        rows.push(row.into_iter().map(|value| value.rem_euclid(PRIME)).collect());
    }
    let mut done = 0;
    for column in 0..width {
        let Some(found) = (done..rows.len()).find(|row| rows[*row][column] != 0) else { continue };
        rows.swap(done, found);
        let factor = inverse(rows[done][column]);
        rows[done].iter_mut().for_each(|value| *value = *value * factor % PRIME);
        let pivot = rows[done].clone();
        for (index, row) in rows.iter_mut().enumerate() {
            let times = row[column];
            if index != done && times != 0 {
                row.iter_mut().zip(&pivot).for_each(|(value, of)| *value = (*value - times * of).rem_euclid(PRIME));
            }
        }
        done += 1;
    }
    let alone = |row: &&Vec<i128>| row[..width].iter().filter(|value| **value != 0).count() == 1;
    let cell = |row: &Vec<i128>| (unknown[row[..width].iter().position(|value| *value != 0).unwrap()], row[width]);
    rows.iter().filter(alone).map(cell).collect()
}

fn assert_shielded(cube: &Cube) {
    let hidden = hidden(cube);
    for (cell, value) in cube.values.iter().enumerate().filter(|(cell, _)| !cube.unsaid.has(*cell)) {
        assert!(!(1..LEAST).contains(value) || hidden.has(cell), "{cell} shows {value}");
        assert!(*value != 0 || !hidden.has(cell), "{cell} hides a zero");
    }
    let mut found = solved(cube, &hidden);
    found.retain(|(cell, _)| cube.is_secret(*cell));
    assert_eq!(found, [], "{cube:?}");
    for sum in &cube.sums {
        let parts: Vec<usize> = sum.parts.iter().copied().filter(|cell| hidden.has(*cell)).collect();
        if !parts.is_empty() && !parts.iter().any(|cell| cube.is_secret(*cell)) {
            continue;
        }
        let together: i64 = parts.iter().map(|cell| cube.value(*cell)).sum();
        assert_ne!(sum.terms().filter(|cell| hidden.has(*cell)).count(), 1, "{sum:?}");
        assert!(hidden.has(sum.whole) || parts.is_empty() || together >= LEAST, "{sum:?} hides {together}");
        // Each hidden part may be small and may be large, as far as its sum tells.
        let others = i64::try_from(parts.len()).unwrap() - 1;
        assert!(hidden.has(sum.whole) || parts.is_empty() || together - others >= LEAST, "{sum:?} pins its parts");
    }
}

fn cube<const N: usize, const M: usize>(values: [i64; N], sums: [(usize, &[usize]); M]) -> Cube {
    let sums = sums.into_iter().map(|(whole, parts)| Sum { whole, parts: parts.to_vec(), first: None });
    Cube { values: values.to_vec(), sums: sums.collect(), ..Cube::default() }
}

#[test]
fn no_cell_of_a_random_cube_follows_from_the_shown_ones() {
    let mut seed = 7;
    for round in 0..60 {
        let shape = (1 + round % 3, 1 + round % 4, 1 + round % 3, 1 + u32::try_from(round % 5).unwrap());
        let most = 4 + below(&mut seed, 60);
        let draw = || if below(&mut seed, 3) == 0 { below(&mut seed, most) } else { below(&mut seed, 8) };
        assert_shielded(&drawn(shape, draw));
    }
}

#[test]
fn no_few_that_a_count_leaves_of_another_follow_from_the_shown_ones() {
    let mut seed = 11;
    let (mut left, mut shown) = (0, 0);
    for round in 0..60 {
        let cube = drawn_with_some((1 + round % 3, 1 + round % 3, 1 + round % 2, 1), &mut seed);
        assert_shielded(&cube);
        let hidden = hidden(&cube);
        left += cube.unsaid.cells().filter(|cell| cube.is_secret(*cell)).count();
        shown += (0..cube.values.len()).filter(|cell| !hidden.has(*cell)).count();
    }
    assert!(left > 100 && shown > 100, "{left} small differences, {shown} shown");
}

#[test]
fn of_two_counts_with_a_small_difference_one_is_hidden() {
    let both = |all: i64, some: i64| {
        let mut cube = cube([all, some], []);
        cube.leave(0, 1);
        cube
    };
    // Two of seven do not report.
    assert_eq!(hidden(&both(7, 5)), Marks::of(3, &[1, 2]));
    // Of five that are shown, who is hidden would be few.
    assert_eq!(hidden(&both(5, 3)), Marks::of(3, &[0, 1, 2]));
    // Many, all or none of them do: the difference is no secret.
    assert_eq!(hidden(&both(20, 10)), Marks::of(3, &[2]));
    assert_eq!(hidden(&both(7, 7)), Marks::of(3, &[2]));
    assert_eq!(hidden(&both(7, 0)), Marks::of(2, &[]));
}

#[test]
fn what_a_count_is_at_least_does_not_give_away_its_neighbour() {
    // Nine enterprises in two places, of whom eight in the first one are known to report: the other has but one.
    let mut cube = cube([19, 8, 1, 10, 8], [(0, &[1, 2, 3])]);
    cube.leave(1, 4);
    assert_eq!(bounds::pinned(&cube, &Marks::of(6, &[1, 2, 5])), [1, 2]);
    assert_shielded(&cube);
    assert_eq!(bounds::pinned(&cube, &hidden(&cube)), Vec::<usize>::new());
}

#[test]
fn the_attack_finds_what_is_hidden_carelessly() {
    // Two provinces of two regencies: one small cell each, hidden alone.
    let cube = cube([33, 13, 20, 3, 10, 20], [(0, &[1, 2]), (1, &[3, 4]), (2, &[5])]);
    let careless = Marks::of(6, &[3]);
    assert_eq!(solved(&cube, &careless), [(3, 3)]);
    // With its sibling it is safe.
    assert_eq!(hidden(&cube), Marks::of(6, &[3, 4]));
}

#[test]
fn an_only_part_is_hidden_with_its_whole() {
    let cube = cube([43, 3, 40, 3, 40], [(0, &[1, 2]), (1, &[3]), (2, &[4])]);
    assert_eq!(hidden(&cube), Marks::of(5, &[1, 2, 3, 4]));
}

#[test]
fn what_adds_up_to_a_small_number_takes_another_with_it() {
    // Five persons in five places: each hidden place would be known to hold one.
    let ones = cube([25, 1, 1, 1, 1, 1, 20], [(0, &[1, 2, 3, 4, 5, 6])]);
    assert_eq!(hidden(&ones), Marks::of(7, &[1, 2, 3, 4, 5, 6]));
    let all = cube([5, 1, 1, 1, 1, 1], [(0, &[1, 2, 3, 4, 5])]);
    assert_eq!(hidden(&all), Marks::of(6, &[0, 1, 2, 3, 4, 5]));
}

#[test]
fn large_counts_and_zeros_are_shown() {
    let cube = cube([15, 5, 10, 0, 0], [(0, &[1, 2, 3, 4])]);
    assert_eq!(hidden(&cube), Marks::of(5, &[]));
}

#[test]
fn a_few_small_counts_do_not_take_the_nation_with_them() {
    let mut seed = 5;
    // All counts are large but for one in a hundred.
    let draw = || if below(&mut seed, 100) == 0 { 1 + below(&mut seed, 4) } else { 10 + below(&mut seed, 90) };
    let cube = drawn((4, 5, 2, 12), draw);
    let hidden = hidden(&cube);
    let small = cube.values.iter().filter(|value| (1..LEAST).contains(value)).count();
    // Three ways to add up: eight cells or a little more shield each.
    let count = hidden.cells().count();
    assert!(small > 0 && count <= 20 * small, "{count} for {small} of {}", cube.values.len());
    assert_eq!(solved(&cube, &hidden), []);
}
