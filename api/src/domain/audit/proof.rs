//! Proofs of RFC 9162: which hashes show that an entry is below a head, and that one head goes on from another, and how
//! they are checked. Pure; leaves are counted from 0, as there.

use std::ops::Range;

use super::tree::{Hash, node};

/// The ranges of leaves whose roots show that a leaf is in the tree of so many, the nearest first (RFC 9162 2.1.3.1).
pub fn inclusion(index: u64, size: u64) -> Vec<Range<u64>> {
    let (mut whole, mut path) = (0..size, Vec::new());
    while whole.end - whole.start > 1 {
        let middle = split(&whole);
        if index < middle {
            path.push(middle..whole.end);
            whole.end = middle;
        } else {
            path.push(whole.start..middle);
            whole.start = middle;
        }
    }
    path.reverse();
    path
}

/// The ranges of leaves whose roots show that the tree of `to` leaves begins with the tree of `from`, which is 1 at
/// least (RFC 9162 2.1.4.1).
pub fn consistency(from: u64, to: u64) -> Vec<Range<u64>> {
    let (mut whole, mut path, mut known) = (0..to, Vec::new(), true);
    while from != whole.end {
        let middle = split(&whole);
        if from <= middle {
            path.push(middle..whole.end);
            whole.end = middle;
        } else {
            path.push(whole.start..middle);
            (whole.start, known) = (middle, false);
        }
    }
    if !known {
        path.push(whole);
    }
    path.reverse();
    path
}

/// Where a tree of at least two leaves is divided: behind the largest full tree that leaves something.
fn split(range: &Range<u64>) -> u64 {
    range.start + (range.end - range.start).next_power_of_two() / 2
}

/// The root that a leaf and its path give (RFC 9162 2.1.3.2); none where the path is of another length.
pub fn root_of(leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    let (mut at, mut last, mut root) = (index, size.checked_sub(1).filter(|last| index <= *last)?, leaf);
    for beside in path {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            root = node(beside, &root);
            climb(&mut at, &mut last, |at| at & 1 == 0 && at != 0);
        } else {
            root = node(&root, beside);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    (last == 0).then_some(root)
}

/// Whether a path shows that the second tree, by size and root, begins with the first (RFC 9162 2.1.4.2).
pub fn is_consistent(from: (u64, Hash), to: (u64, Hash), path: &[Hash]) -> bool {
    if from.0 == 0 || from.0 >= to.0 {
        return from.0 != 0 && from == to && path.is_empty();
    }
    // A full tree stands in its own path, which therefore leaves it out.
    let (start, path) = match path.split_first() {
        _ if from.0.is_power_of_two() => (from.1, path),
        Some((start, path)) => (*start, path),
        None => return false,
    };
    let (mut at, mut last) = (from.0 - 1, to.0 - 1);
    climb(&mut at, &mut last, |at| at & 1 == 1);
    let (mut old, mut new) = (start, start);
    for beside in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            (old, new) = (node(beside, &old), node(beside, &new));
            climb(&mut at, &mut last, |at| at & 1 == 0 && at != 0);
        } else {
            new = node(&new, beside);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && (old, new) == (from.1, to.1)
}

/// Goes up while it holds.
fn climb(at: &mut u64, last: &mut u64, holds: impl Fn(u64) -> bool) {
    while holds(*at) {
        (*at, *last) = (*at >> 1, *last >> 1);
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::super::tree::{Tree, read};
    use super::*;

    /// Leaves of the tests of Certificate Transparency.
    const LEAVES: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    const A: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
    const B: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
    const C: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
    const D: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
    const E: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
    const F: &str = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
    const G: &str = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
    const H: &str = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
    const I: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

    fn leaf(data: &[u8]) -> Hash {
        Sha256::new().chain_update([0]).chain_update(data).finalize().into()
    }

    fn root(leaves: &[Hash], range: &Range<u64>) -> Hash {
        let mut tree = Tree::default();
        let within = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
        leaves[within].iter().for_each(|leaf| tree.push(*leaf));
        tree.hash()
    }

    fn roots(leaves: &[Hash], ranges: &[Range<u64>]) -> Vec<Hash> {
        ranges.iter().map(|range| root(leaves, range)).collect()
    }

    fn known(texts: &[&str]) -> Vec<Hash> {
        texts.iter().map(|text| read(text).unwrap()).collect()
    }

    #[test]
    fn paths_are_those_of_the_known_vectors() {
        let leaves: Vec<Hash> = LEAVES.iter().map(|data| leaf(data)).collect();
        for (index, size, path) in
            [(0, 1, vec![]), (0, 8, vec![A, B, C]), (5, 8, vec![D, E, F]), (2, 3, vec![G]), (1, 5, vec![H, B, D])]
        {
            assert_eq!(roots(&leaves, &inclusion(index, size)), known(&path), "leaf {index} of {size}");
        }
        for (from, to, path) in [(1, 1, vec![]), (1, 8, vec![A, B, C]), (6, 8, vec![I, E, F]), (2, 5, vec![B, D])] {
            assert_eq!(roots(&leaves, &consistency(from, to)), known(&path), "from {from} to {to}");
        }
    }

    #[test]
    fn each_leaf_is_proved_in_its_place_and_no_other() {
        let leaves: Vec<Hash> = (0..40u8).map(|number| leaf(&[number])).collect();
        for size in 1..=40 {
            let whole = root(&leaves, &(0..size));
            for index in 0..size {
                let (own, path) = (leaves[usize::try_from(index).unwrap()], roots(&leaves, &inclusion(index, size)));
                assert_eq!(root_of(own, index, size, &path), Some(whole), "leaf {index} of {size}");
                assert_ne!(root_of(leaf(b"other"), index, size, &path), Some(whole));
                assert_ne!(root_of(own, index, size, &[&path[..], &[own]].concat()), Some(whole));
                for other in (0..size).filter(|other| *other != index) {
                    assert_ne!(root_of(own, other, size, &path), Some(whole), "leaf {index} of {size} at {other}");
                }
            }
            assert_eq!(root_of(leaves[0], size, size, &[]), None);
        }
    }

    #[test]
    fn a_tree_goes_on_from_each_smaller_one_and_from_no_other() {
        let leaves: Vec<Hash> = (0..40u8).map(|number| leaf(&[number])).collect();
        for to in 1..=40 {
            let new = (to, root(&leaves, &(0..to)));
            for from in 1..=to {
                let (old, path) = ((from, root(&leaves, &(0..from))), roots(&leaves, &consistency(from, to)));
                assert!(is_consistent(old, new, &path), "from {from} to {to}");
                assert!(!is_consistent((from, leaf(b"other")), new, &path), "from {from} to {to}");
                assert!(!is_consistent(old, (to, leaf(b"other")), &path), "from {from} to {to}");
                if let Some((_, short)) = path.split_last() {
                    assert!(!is_consistent(old, new, short), "from {from} to {to}");
                }
            }
            assert!(!is_consistent((0, new.1), new, &[]) && !is_consistent((to + 1, new.1), new, &[]));
        }
    }
}
