//! Looks at the whole audit log, some entries at a time, and names the first that is not as it was written.

use std::collections::HashMap;

use entity::{audit, audit_head, audit_seal};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::seal::mac;
use super::tree::{self, Tree};
use crate::domain::record::leaf_hash;
use crate::domain::{Ctx, Result, Text};

/// Entries in memory at a time.
const SOME: u64 = 5_000;

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The entry says something else than when it was sealed.
    Edited,
    /// The entry is gone.
    Deleted,
    /// Its place was changed, taken by another, or taken out.
    Moved,
    /// A head that was signed names more entries than there are.
    Truncated,
    /// From here on entries are not those that a signed head speaks of.
    Rewritten,
    /// A head was taken out, changed, or is not signed by this service.
    Head,
}

impl Fault {
    /// The word and a sentence.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Fault::Edited => ("EDITED", "the entry is not what it was when it was sealed"),
            Fault::Deleted => ("DELETED", "the entry is gone"),
            Fault::Moved => ("MOVED", "its place was changed, taken by another, or taken out"),
            Fault::Truncated => ("TRUNCATED", "a signed head names this entry and it is not there"),
            Fault::Rewritten => ("REWRITTEN", "from here on entries are not those that a signed head speaks of"),
            Fault::Head => ("HEAD", "the head above it was taken out, changed, or is not signed by this service"),
        }
    }

    /// The sentence in both languages.
    pub fn text(self) -> Text {
        let id = match self {
            Fault::Edited => "entri ini bukan lagi seperti saat disegel",
            Fault::Deleted => "entri ini hilang",
            Fault::Moved => "nomor urutnya diubah, ditempati entri lain, atau dihapus",
            Fault::Truncated => "kepala yang ditandatangani menyebut entri ini, tetapi entrinya tidak ada",
            Fault::Rewritten => "mulai dari sini entri bukan yang disebut kepala yang ditandatangani",
            Fault::Head => "kepala di atasnya dihapus, diubah, atau tidak ditandatangani layanan ini",
        };
        Text::new(id, self.words().1)
    }
}

/// The first bad entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// Its place.
    pub seq: i64,
    /// The entry, where the place still names one.
    pub audit_id: Option<Uuid>,
    pub fault: Fault,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Entries with a place that were looked at.
    pub entries: i64,
    /// Heads, those from elsewhere included.
    pub heads: usize,
    /// Entries that have no place yet: those of the last second, where the service runs.
    pub waiting: i64,
    pub bad: Option<Bad>,
}

/// What a signed head says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub size: i64,
    pub root: String,
    /// Size of the head before it.
    pub previous: i64,
}

/// Reads a signed head: a JWS, or JSON with it under `jws`. None where this service did not sign it.
pub fn read_head(ctx: &Ctx, text: &str) -> Option<Head> {
    let inside = serde_json::from_str::<Value>(text).ok();
    let jws = inside.as_ref().and_then(|value| value.get("jws")).and_then(Value::as_str).unwrap_or(text);
    let said = ctx.app.keys.verify_audit_head(jws)?;
    let number = |name: &str| said.get(name).and_then(Value::as_i64);
    Some(Head { size: number("size")?, root: said.get("root")?.as_str()?.to_owned(), previous: number("previous")? })
}

/// Looks at all entries, at the heads of the database, and at heads that were kept `elsewhere`. `seen` hears how many
/// entries were looked at, and how many there are.
pub async fn verify(ctx: &Ctx, mut elsewhere: Vec<Head>, seen: &(dyn Fn(i64, i64) + Sync)) -> Result<Verdict> {
    elsewhere.sort_by_key(|head| head.size);
    walked(Walk { elsewhere, ..Walk::new(ctx) }, seen).await
}

/// Looks at the latest entries, at least so many if there are as many, from the nearest head below them on: what was said
/// before is believed to that head. The first place looked at, and what was found.
pub async fn recent(ctx: &Ctx, last: i64) -> Result<(i64, Verdict)> {
    let newest = super::head(ctx.db()).await?.map_or(0, |head| head.size);
    let below = audit_head::Entity::find()
        .filter(audit_head::Column::Size.lte(newest.saturating_sub(last)))
        .order_by_desc(audit_head::Column::Size)
        .one(ctx.db())
        .await?;
    let mut walk = Walk::new(ctx);
    let Some(below) = below else { return Ok((1, walked(walk, &|_, _| {}).await?)) };
    let bad = walk.begin(&below).await?;
    let verdict = match bad {
        Some(_) => Verdict { entries: 0, heads: 1, waiting: 0, bad },
        None => walked(walk, &|_, _| {}).await?,
    };
    Ok((below.size + 1, verdict))
}

async fn walked(mut walk: Walk<'_>, seen: &(dyn Fn(i64, i64) + Sync)) -> Result<Verdict> {
    let (ctx, first) = (walk.ctx, walk.place());
    let all = audit_seal::Entity::find().count(ctx.db()).await?;
    let log = audit::Entity::find().count(ctx.db()).await?;
    let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let mut bad = None;
    while bad.is_none() {
        // Asked for before the places: what it speaks of must be among them, however fast entries come meanwhile.
        let newest = super::head(ctx.db()).await?.map_or(0, |head| head.size);
        let next = audit_seal::Entity::find().filter(audit_seal::Column::Seq.gt(walk.place()));
        let seals = next.order_by_asc(audit_seal::Column::Seq).limit(SOME).all(ctx.db()).await?;
        if seals.is_empty() {
            bad = walk.end(newest);
            break;
        }
        bad = walk.some(seals).await?;
        seen(walk.place(), signed(all));
    }
    let waiting = signed(log).saturating_sub(signed(all)).max(0);
    Ok(Verdict { entries: walk.place() - first, heads: walk.heads, waiting, bad })
}

struct Walk<'a> {
    ctx: &'a Ctx,
    tree: Tree,
    /// That of the last place.
    mac: String,
    /// Entries that a head has confirmed.
    proved: i64,
    heads: usize,
    elsewhere: Vec<Head>,
}

impl<'a> Walk<'a> {
    /// From the first entry on.
    fn new(ctx: &'a Ctx) -> Self {
        Self { ctx, tree: Tree::default(), mac: String::new(), proved: 0, heads: 0, elsewhere: Vec::new() }
    }

    /// From a head on, if it is a sound one.
    async fn begin(&mut self, head: &audit_head::Model) -> Result<Option<Bad>> {
        let bad = |fault| Ok(Some(Bad { seq: head.size, audit_id: None, fault }));
        let tree = u64::try_from(head.size).ok().and_then(|size| Tree::read(size, &head.peaks));
        let said = read_head(self.ctx, &head.jws).map(|said| (said.size, said.root));
        let Some(tree) = tree.filter(|tree| tree.root() == head.root) else { return bad(Fault::Head) };
        if said != Some((head.size, head.root.clone())) {
            return bad(Fault::Head);
        }
        let Some(seal) = audit_seal::Entity::find_by_id(head.size).one(self.ctx.db()).await? else {
            return bad(Fault::Moved);
        };
        (self.tree, self.mac, self.proved, self.heads) = (tree, seal.mac, head.size, 1);
        Ok(None)
    }

    /// The place that was looked at last.
    fn place(&self) -> i64 {
        i64::try_from(self.tree.size()).unwrap_or(i64::MAX)
    }

    async fn some(&mut self, seals: Vec<audit_seal::Model>) -> Result<Option<Bad>> {
        let ids: Vec<Uuid> = seals.iter().map(|seal| seal.audit_id).collect();
        let entries = audit::Entity::find().filter(audit::Column::Id.is_in(ids)).all(self.ctx.db()).await?;
        let entries: HashMap<Uuid, audit::Model> = entries.into_iter().map(|entry| (entry.id, entry)).collect();
        let (first, last) = (self.place(), seals.last().map_or(0, |seal| seal.seq));
        let heads = audit_head::Entity::find()
            .filter(audit_head::Column::Size.gt(first))
            .filter(audit_head::Column::Size.lte(last))
            .order_by_asc(audit_head::Column::Size)
            .all(self.ctx.db())
            .await?;
        let mut heads = heads.into_iter().peekable();
        for seal in seals {
            if let Some(bad) = self.entry(&seal, entries.get(&seal.audit_id))? {
                return Ok(Some(bad));
            }
            while let Some(head) = heads.next_if(|head| head.size <= self.place()) {
                if let Some(bad) = self.head(&head) {
                    return Ok(Some(bad));
                }
            }
            if let Some(bad) = self.head_from_elsewhere() {
                return Ok(Some(bad));
            }
        }
        Ok(None)
    }

    fn entry(&mut self, seal: &audit_seal::Model, entry: Option<&audit::Model>) -> Result<Option<Bad>> {
        let bad = |seq, fault| Ok(Some(Bad { seq, audit_id: Some(seal.audit_id), fault }));
        let seq = self.place() + 1;
        if seal.seq != seq || seal.mac != mac(self.ctx, seal, &self.mac) {
            return bad(seq, Fault::Moved);
        }
        let Some(entry) = entry else { return bad(seq, Fault::Deleted) };
        // The hash in the row is looked at too: the next tree is made of it.
        if leaf_hash(entry)? != seal.leaf_hash || entry.leaf_hash != seal.leaf_hash {
            return bad(seq, Fault::Edited);
        }
        self.tree.push(tree::read(&seal.leaf_hash).unwrap_or_default());
        self.mac.clone_from(&seal.mac);
        Ok(None)
    }

    /// A head of the database.
    fn head(&mut self, row: &audit_head::Model) -> Option<Bad> {
        self.heads += 1;
        let said = read_head(self.ctx, &row.jws);
        let (size, proved) = (self.place(), self.proved);
        let sound = said.is_some_and(|said| {
            (said.size, said.root.as_str(), said.previous) == (row.size, row.root.as_str(), proved) && row.size == size
        });
        if !sound || row.peaks != self.tree.peaks() {
            return Some(Bad { seq: row.size, audit_id: None, fault: Fault::Head });
        }
        if row.root != self.tree.root() {
            return Some(Bad { seq: proved + 1, audit_id: None, fault: Fault::Rewritten });
        }
        self.proved = row.size;
        None
    }

    /// Heads that were kept elsewhere, as far as the walk has come.
    fn head_from_elsewhere(&mut self) -> Option<Bad> {
        while self.elsewhere.first().is_some_and(|head| head.size <= self.place()) {
            let head = self.elsewhere.remove(0);
            self.heads += 1;
            if head.size == self.place() && head.root != self.tree.root() {
                return Some(Bad { seq: 1, audit_id: None, fault: Fault::Rewritten });
            }
        }
        None
    }

    /// Whether heads speak of more than there is, or the last entries have none.
    fn end(&self, newest: i64) -> Option<Bad> {
        let size = self.place();
        if newest > size || !self.elsewhere.is_empty() {
            return Some(Bad { seq: size + 1, audit_id: None, fault: Fault::Truncated });
        }
        (self.proved != size).then_some(Bad { seq: size, audit_id: None, fault: Fault::Head })
    }
}
