//! The Merkle tree of RFC 9162, as far as it takes to append leaves and to name the root: the roots of the full trees that
//! stand side by side, largest first.

use sha2::{Digest, Sha256};

use crate::domain::vault::hex;

/// SHA-256.
pub type Hash = [u8; 32];

/// A tree that only grows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    size: u64,
    peaks: Vec<Hash>,
}

impl Tree {
    /// The tree of so many leaves, from its kept peaks; none where they cannot be of it.
    pub fn read(size: u64, peaks: &str) -> Option<Self> {
        let peaks = peaks.split(',').filter(|text| !text.is_empty()).map(read).collect::<Option<Vec<Hash>>>()?;
        (peaks.len() == usize::try_from(size.count_ones()).ok()?).then_some(Self { size, peaks })
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// The peaks, to be kept.
    pub fn peaks(&self) -> String {
        self.peaks.iter().map(|peak| hex(peak)).collect::<Vec<_>>().join(",")
    }

    /// Appends the hash of a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.add(leaf, 0);
    }

    /// Appends a full tree of `2^level` leaves by its root. It must begin where such a tree can.
    pub fn add(&mut self, root: Hash, level: u32) {
        debug_assert_eq!(self.size % (1 << level), 0, "a full tree begins at a multiple of its size");
        let (mut hash, mut full) = (root, self.size >> level);
        // Two trees of one size become one.
        while full & 1 == 1 {
            hash = self.peaks.pop().map_or(hash, |left| node(&left, &hash));
            full >>= 1;
        }
        self.peaks.push(hash);
        self.size += 1 << level;
    }

    /// The root.
    pub fn hash(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let last = peaks.next().copied().unwrap_or_else(|| Sha256::digest(b"").into());
        peaks.fold(last, |right, left| node(left, &right))
    }

    /// The root, hex.
    pub fn root(&self) -> String {
        hex(&self.hash())
    }
}

/// What stands above two hashes.
pub(super) fn node(left: &Hash, right: &Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update([1u8]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

/// 32 bytes in hex.
pub fn read(text: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    if text.len() != 2 * hash.len() {
        return None;
    }
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Leaves and roots of the tests of Certificate Transparency.
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
    const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn its_roots_are_those_of_the_known_vectors_and_it_goes_on_from_kept_peaks() {
        let mut tree = Tree::default();
        assert_eq!(tree.root(), ROOTS[0]);
        for (leaf, root) in LEAVES.iter().zip(&ROOTS[1..]) {
            tree = Tree::read(tree.size(), &tree.peaks()).unwrap();
            tree.push(Sha256::new().chain_update([0]).chain_update(leaf).finalize().into());
            assert_eq!(&tree.root(), root, "{} leaves", tree.size());
        }
        assert_eq!((tree.size(), tree.peaks().len()), (8, 64));
    }

    #[test]
    fn a_full_tree_may_be_appended_by_its_root() {
        let leaf = |leaf: &&[u8]| -> Hash { Sha256::new().chain_update([0]).chain_update(leaf).finalize().into() };
        let (mut one_by_one, mut left, mut together) = (Tree::default(), Tree::default(), Tree::default());
        LEAVES[..7].iter().map(leaf).for_each(|leaf| one_by_one.push(leaf));
        LEAVES[..4].iter().map(leaf).for_each(|leaf| left.push(leaf));
        together.add(left.hash(), 2);
        LEAVES[4..7].iter().map(leaf).for_each(|leaf| together.push(leaf));
        assert_eq!((together.root().as_str(), &together), (ROOTS[7], &one_by_one));
    }

    #[test]
    fn peaks_of_another_size_are_none() {
        let one = ROOTS[1];
        assert!(Tree::read(3, one).is_none() && Tree::read(4, one).is_some() && Tree::read(0, "").is_some());
        assert!(Tree::read(1, "6e34").is_none() && Tree::read(1, &one.replace('6', "x")).is_none());
    }
}
