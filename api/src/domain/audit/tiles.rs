//! Roots of parts of the tree. Those of full trees of 4,096 leaves are remembered, since they never change: a proof reads
//! a few thousand leaves however long the log is.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use entity::{audit_head, audit_seal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::sync::Mutex;

use super::tree::{self, Hash, Tree};
use crate::domain::{Code, Ctx, Error, Result};

/// Height of a tile.
const LEVEL: u32 = 12;
/// Leaves of a tile.
const TILE: u64 = 1 << LEVEL;

/// Roots of the full tiles of the log, the first first.
#[derive(Default)]
pub struct Tiles(Mutex<Vec<Hash>>);

/// The leaves below a head.
pub(super) struct Leaves<'a> {
    ctx: &'a Ctx,
    size: u64,
    tiles: Vec<Hash>,
    /// Leaves of tiles, by where they begin.
    read: HashMap<u64, Vec<Hash>>,
}

impl<'a> Leaves<'a> {
    /// Refused where they do not give the root that was signed: nothing would be proved with them.
    pub(super) async fn below(ctx: &'a Ctx, head: &audit_head::Model) -> Result<Self> {
        let size = u64::try_from(head.size).map_err(Error::internal)?;
        let mut leaves = Self { ctx, size, tiles: full(ctx, size / TILE).await?, read: HashMap::new() };
        let root = leaves.root(0..size).await?;
        if tree::read(&head.root) == Some(root) { Ok(leaves) } else { Err(Error::new(Code::AuditBroken)) }
    }

    /// Roots of ranges that are trees of their own.
    pub(super) async fn roots(&mut self, ranges: Vec<Range<u64>>) -> Result<Vec<Hash>> {
        let mut roots = Vec::with_capacity(ranges.len());
        for range in ranges {
            roots.push(self.root(range).await?);
        }
        Ok(roots)
    }

    /// The root of a range that is a tree of its own: within a tile, or from the beginning of one on.
    pub(super) async fn root(&mut self, range: Range<u64>) -> Result<Hash> {
        let (mut tree, mut at) = (Tree::default(), range.start);
        while at < range.end {
            let tile = usize::try_from(at / TILE).map_err(Error::internal)?;
            if let Some(root) = self.tiles.get(tile)
                && at.is_multiple_of(TILE)
                && at + TILE <= range.end
            {
                tree.add(*root, LEVEL);
                at += TILE;
                continue;
            }
            let end = range.end.min(at - at % TILE + TILE);
            self.part(at..end).await?.iter().for_each(|leaf| tree.push(*leaf));
            at = end;
        }
        Ok(tree.hash())
    }

    /// Some leaves of one tile.
    async fn part(&mut self, part: Range<u64>) -> Result<&[Hash]> {
        let start = part.start - part.start % TILE;
        if let Entry::Vacant(free) = self.read.entry(start) {
            free.insert(stored(self.ctx, start..self.size.min(start + TILE)).await?);
        }
        let from = usize::try_from(part.start - start).map_err(Error::internal)?;
        let to = usize::try_from(part.end - start).map_err(Error::internal)?;
        self.read.get(&start).and_then(|leaves| leaves.get(from..to)).ok_or_else(|| Error::new(Code::AuditBroken))
    }
}

/// Roots of so many full tiles. One caller at a time makes those that are missing; what was made is kept, though the
/// caller goes away meanwhile.
async fn full(ctx: &Ctx, count: u64) -> Result<Vec<Hash>> {
    let count = usize::try_from(count).map_err(Error::internal)?;
    let mut known = ctx.app.audit_tiles.0.lock().await;
    while known.len() < count {
        let start = u64::try_from(known.len()).map_err(Error::internal)? * TILE;
        let mut tree = Tree::default();
        stored(ctx, start..start + TILE).await?.into_iter().for_each(|leaf| tree.push(leaf));
        known.push(tree.hash());
    }
    Ok(known.iter().take(count).copied().collect())
}

/// Leaves as they were sealed; places are counted from 1.
async fn stored(ctx: &Ctx, range: Range<u64>) -> Result<Vec<Hash>> {
    use audit_seal::Column;
    let from = i64::try_from(range.start).map_err(Error::internal)?;
    let to = i64::try_from(range.end).map_err(Error::internal)?;
    let texts: Vec<String> = audit_seal::Entity::find()
        .select_only()
        .column(Column::LeafHash)
        .filter(Column::Seq.gt(from))
        .filter(Column::Seq.lte(to))
        .order_by_asc(Column::Seq)
        .into_tuple()
        .all(ctx.db())
        .await?;
    let leaves = texts.iter().map(|text| tree::read(text)).collect::<Option<Vec<Hash>>>();
    let whole = leaves.filter(|leaves| u64::try_from(leaves.len()).is_ok_and(|count| count == range.end - range.start));
    whole.ok_or_else(|| Error::new(Code::AuditBroken))
}
