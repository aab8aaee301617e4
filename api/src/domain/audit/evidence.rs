//! What can be proved to somebody who has a head: that an entry is below it, that a later head goes on from it, that the
//! latest entries are as they were written.

use entity::{audit, audit_head, audit_seal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::tiles::Leaves;
use super::tree::{self, Hash};
use super::verify::{Verdict, recent};
use super::{head, proof};
use crate::domain::access::{self, Action};
use crate::domain::record::canonical;
use crate::domain::{Code, Ctx, Error, Result, Text, Violation};

/// Entries that are looked at when the caller names no number.
pub const SOME: i64 = 1_000;
/// Most entries that are looked at while a caller waits.
pub const MOST: i64 = 10_000;

/// That an entry is below a head.
#[derive(Clone, Debug)]
pub struct Inclusion {
    pub entry: audit::Model,
    /// The entry as it was hashed.
    pub content: String,
    pub leaf: Hash,
    pub seq: i64,
    pub head: audit_head::Model,
    pub path: Vec<Hash>,
}

/// That the log of one size begins with that of another.
#[derive(Clone, Debug)]
pub struct Consistency {
    pub from: (i64, Hash),
    pub to: (i64, Hash),
    pub path: Vec<Hash>,
}

/// Proves that an entry is below the head of a size, the newest unless one is named. Who may not read what others did has
/// what it did itself proved.
pub async fn inclusion(ctx: &Ctx, id: &str, size: Option<i64>) -> Result<Inclusion> {
    ctx.require_signed_in()?;
    let missing = || Error::new(Code::NotFound);
    let id: Uuid = id.parse().map_err(|_| missing())?;
    let found = audit::Entity::find_by_id(id).one(ctx.db()).await?;
    let all = access::can(ctx, Action::ReadAudit, None);
    let entry = found.filter(|entry| all || entry.actor_id == ctx.actor.id).ok_or_else(missing)?;
    let seal = audit_seal::Entity::find().filter(audit_seal::Column::AuditId.eq(id)).one(ctx.db()).await?;
    let seq = seal.ok_or_else(|| Error::new(Code::AuditUnsealed).after(1))?.seq;
    let head = head_above(ctx, seq, size).await?;
    let content = canonical(&entry)?;
    let leaf: Hash = Sha256::new().chain_update([0]).chain_update(&content).finalize().into();
    let (index, size) = (place(seq - 1)?, place(head.size)?);
    let path = Leaves::below(ctx, &head).await?.roots(proof::inclusion(index, size)).await?;
    // An entry that was edited gives another leaf: what proves nothing is not given.
    if proof::root_of(leaf, index, size, &path) != tree::read(&head.root) {
        return Err(Error::new(Code::AuditBroken));
    }
    Ok(Inclusion { entry, content, leaf, seq, head, path })
}

async fn head_above(ctx: &Ctx, seq: i64, size: Option<i64>) -> Result<audit_head::Model> {
    let Some(size) = size else { return head(ctx.db()).await?.ok_or_else(|| Error::new(Code::AuditBroken)) };
    let found = audit_head::Entity::find_by_id(size).one(ctx.db()).await?;
    found.filter(|head| head.size >= seq).ok_or_else(|| {
        let said = Text::new(
            "Tidak ada kepala log dengan ukuran ini di atas entri tersebut.",
            "There is no head of this size above the entry.",
        );
        refused(Violation::new(Code::FieldRange, "/size").with("min", seq).saying(said))
    })
}

/// Proves that the log of `to` entries, the newest head unless named, begins with that of `from`.
pub async fn consistency(ctx: &Ctx, from: i64, to: Option<i64>) -> Result<Consistency> {
    ctx.require_signed_in()?;
    let head = head(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let to = to.unwrap_or(head.size);
    within("/to", to, 1, head.size)?;
    within("/from", from, 1, to)?;
    let (old, new) = (place(from)?, place(to)?);
    let mut leaves = Leaves::below(ctx, &head).await?;
    let path = leaves.roots(proof::consistency(old, new)).await?;
    let (first, second) = (leaves.root(0..old).await?, leaves.root(0..new).await?);
    Ok(Consistency { from: (from, first), to: (to, second), path })
}

/// Looks at the latest entries: the first place looked at, and what was found.
pub async fn check(ctx: &Ctx, last: Option<i64>) -> Result<(i64, Verdict)> {
    access::require(ctx, Action::ReadAudit, None)?;
    let last = last.unwrap_or(SOME);
    within("/last", last, 1, MOST)?;
    recent(ctx, last).await
}

fn place(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(Error::internal)
}

fn within(path: &str, number: i64, min: i64, max: i64) -> Result<()> {
    if (min..=max).contains(&number) {
        return Ok(());
    }
    Err(refused(Violation::new(Code::FieldRange, path).with("min", min).with("max", max)))
}

fn refused(fault: Violation) -> Error {
    Error::listing(Code::Invalid, vec![fault])
}
