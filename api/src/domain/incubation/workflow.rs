//! Records that go from state to state, step by step. Who may take a step and what stands in the way is said once: the
//! operation that takes it and the list of what the caller may do (`allowedActions`) ask the same functions.

use std::future::Future;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::coached;
use crate::domain::access::{self, Place};
use crate::domain::ctx::Expected;
use crate::domain::error::Class;
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::Role;

/// A kind of record with steps.
pub trait Workflow: Kept {
    /// One of its steps.
    type Step: Copy + Send + Sync + 'static;
    /// The steps that callers take, in order.
    const STEPS: &'static [Self::Step];

    /// The state that it is in.
    fn state(&self) -> &str;

    /// The word of a step, as callers say it.
    fn word(step: Self::Step) -> &'static str;

    /// The roles that may take a step.
    fn roles(step: Self::Step) -> &'static [Role];

    /// Whether the mentor who is assigned to its enterprise takes the step too.
    fn is_the_mentors(_step: Self::Step) -> bool {
        false
    }

    /// Refuses a caller whose role would do (403): who did an earlier step, for example.
    fn forbid<C: ConnectionTrait>(
        _conn: &C,
        _ctx: &Ctx,
        _held: &Held<Self>,
        _step: Self::Step,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Refuses a step that cannot be taken now (409), or for which the record lacks something (422); whatever is sent
    /// with it is not looked at.
    fn hinder<C: ConnectionTrait>(
        conn: &C,
        ctx: &Ctx,
        held: &Held<Self>,
        step: Self::Step,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// A step, and what stands in the caller's way.
#[derive(Debug)]
pub struct Possible {
    /// Its word.
    pub word: &'static str,
    /// The refusal that it would get; none where it may be taken.
    pub blocker: Option<Error>,
}

impl Possible {
    /// A step with what it would come to. A failure of our own says nothing of the step.
    pub fn of<T>(word: &'static str, outcome: Result<T>) -> Result<Self> {
        match outcome {
            Ok(_) => Ok(Self { word, blocker: None }),
            Err(failed) if matches!(failed.class(), Class::Internal | Class::Unavailable) => Err(failed),
            Err(refused) => Ok(Self { word, blocker: Some(refused) }),
        }
    }
}

/// Where a step leads from a state by a table of moves, or the refusal that names those of `steps` that the state allows.
pub fn lead<S: Copy>(
    from: &str,
    step: S,
    steps: impl IntoIterator<Item = S>,
    next: fn(&str, S) -> Option<&'static str>,
    word: fn(S) -> &'static str,
) -> Result<&'static str> {
    next(from, step).ok_or_else(|| {
        let allowed: Vec<&str> = steps.into_iter().filter(|step| next(from, *step).is_some()).map(word).collect();
        Error::new(Code::IllegalState).with("state", from).with("step", word(step)).with("allowed", allowed)
    })
}

/// Every step of a record, with what stands in the caller's way now.
pub async fn possible<W: Workflow>(ctx: &Ctx, held: &Held<W>) -> Result<Vec<Possible>> {
    let mut all = Vec::with_capacity(W::STEPS.len());
    for step in W::STEPS.iter().copied() {
        all.push(Possible::of(W::word(step), judge(ctx.db(), ctx, held, Expected::Any, step).await)?);
    }
    Ok(all)
}

/// The record that is to take a step, or the first refusal in the order of the contract: 404, 403, 412, 409, 422.
pub async fn begin<W: Workflow>(tx: &Tx, id: &str, expected: Expected, step: W::Step) -> Result<Held<W>> {
    let held: Held<W> = ops::seen(tx, tx.conn()?, id).await?;
    match judge(tx.conn()?, tx, &held, expected, step).await? {
        Some(enterprise) => tx.as_mentor_of(enterprise, W::LATE_DAYS),
        None => tx.require_roles(W::roles(step), Some(&Place::from(&held.unit)))?,
    }
    Ok(held)
}

/// As [`begin`], where the caller says by a word which of these steps it is; `path` is where the word stands.
pub async fn begin_by_word<W: Workflow>(
    tx: &Tx,
    id: &str,
    expected: Expected,
    (path, word): (&str, &str),
    among: &[W::Step],
) -> Result<(Held<W>, W::Step)> {
    let step = among.iter().copied().find(|step| W::word(*step) == word);
    if let Some(step) = step {
        return Ok((begin::<W>(tx, id, expected, step).await?, step));
    }
    // What no step is called is content: only who may take one of the steps, and now, is told of it.
    let held: Held<W> = ops::seen(tx, tx.conn()?, id).await?;
    right(tx.conn()?, tx, &held, among).await?;
    ops::current(&held, expected)?;
    let words: Vec<&str> = among.iter().map(|step| W::word(*step)).collect();
    Err(Error::listing(Code::Invalid, vec![Violation::new(Code::UnknownCode, path).with("allowed", words)]))
}

/// Refuses a step to the caller, if need be. The answer is the right by which it may be taken, as [`right`] says it.
async fn judge<W: Workflow>(
    conn: &impl ConnectionTrait,
    ctx: &Ctx,
    held: &Held<W>,
    expected: Expected,
    step: W::Step,
) -> Result<Option<Uuid>> {
    let right = right(conn, ctx, held, &[step]).await?;
    W::forbid(conn, ctx, held, step).await?;
    ops::current(held, expected)?;
    W::hinder(conn, ctx, held, step).await?;
    Ok(right)
}

/// By what right the caller takes one of these steps: the enterprise whose mentor it is, or none where a role will do.
async fn right<W: Workflow>(
    conn: &impl ConnectionTrait,
    ctx: &Ctx,
    held: &Held<W>,
    steps: &[W::Step],
) -> Result<Option<Uuid>> {
    let mut roles: Vec<Role> = Vec::new();
    for role in steps.iter().flat_map(|step| W::roles(*step)) {
        if !roles.contains(role) {
            roles.push(*role);
        }
    }
    let Err(refused) = access::require_roles(ctx, &roles, Some(&Place::from(&held.unit))) else {
        return Ok(None);
    };
    let mentored = steps.iter().any(|step| W::is_the_mentors(*step));
    if let Some(enterprise) = held.row.enterprise().filter(|_| mentored)
        && coached::assigned_within(conn, ctx, enterprise, W::LATE_DAYS).await?
    {
        return Ok(Some(enterprise));
    }
    Err(refused)
}
