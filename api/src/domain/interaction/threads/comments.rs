//! Comments added, edited and deleted. What they said before is kept.

use entity::{comment, comment_version, thread};
use sea_orm::ActiveModelTrait;
use uuid::Uuid;

use super::subjects::Subject;
use super::{ADMINISTRATORS, Talked, acting, audience, blank, mentions, of_comment, query, refuse, said, sight};
use crate::domain::access;
use crate::domain::ctx::Expected;
use crate::domain::record::insert;
use crate::domain::{Code, Error, Result, Tx, Violation};
use crate::vocab::{Audience, ThreadStatus};

/// Something to say in a thread.
#[derive(Clone, Debug)]
pub struct NewComment {
    pub body: String,
    /// That of the thread, or a narrower one; that of the thread unless given.
    pub audience: Option<Audience>,
    /// Public ids of users.
    pub mentions: Vec<String>,
}

/// What a comment is to say from now on.
#[derive(Clone, Debug)]
pub struct Words {
    pub body: String,
    /// Public ids of users, besides those named before.
    pub mentions: Vec<String>,
}

/// Adds a comment, in an audience that its author is in.
pub async fn add(tx: &Tx, thread: &str, new: NewComment) -> Result<comment::Model> {
    let thread = query::in_write(tx, thread, false).await?;
    let subject = Subject::of(tx.conn()?, &thread).await?;
    let widest: Audience = thread.audience.parse()?;
    let audience = new.audience.unwrap_or(widest);
    sight::require_author(tx, tx.conn()?, &subject, audience, thread.partner_id).await?;
    open(&thread)?;
    let mut faults: Vec<Violation> = blank(&new.body, "/body").into_iter().collect();
    if !audience::within(widest).contains(&audience) {
        let allowed: Vec<&str> = audience::within(widest).iter().map(|audience| audience.as_str()).collect();
        faults.push(Violation::new(Code::UnknownCode, "/audience").with("allowed", allowed));
    }
    let heard = (audience, thread.partner_id);
    let named = mentions::named(tx, &subject, heard, &new.mentions, &mut faults).await?;
    refuse(faults)?;
    let row = draft(tx, &thread, audience, new.body, &named)?;
    insert(comment::ActiveModel::from(row.clone()), tx).await?;
    tx.record(of_comment("createComment", "comment.created", &thread, &row)).await?;
    tx.talked(Talked::Comment(row.id));
    Ok(row)
}

/// A settled thread is reopened first.
fn open(thread: &thread::Model) -> Result<()> {
    if thread.status == ThreadStatus::Open.as_str() {
        return Ok(());
    }
    Err(Error::new(Code::IllegalState).with("status", thread.status.as_str()).with("legalActions", vec!["reopen"]))
}

/// A new comment.
pub(super) fn draft(
    tx: &Tx,
    thread: &thread::Model,
    audience: Audience,
    body: String,
    named: &[Uuid],
) -> Result<comment::Model> {
    let ((author_id, kind), now) = (acting(tx), tx.now());
    Ok(comment::Model {
        id: tx.new_id(),
        thread_id: thread.id,
        body: Some(body),
        audience: audience.as_str().to_owned(),
        unit_id: thread.unit_id,
        region_code: thread.region_code.clone(),
        author_id,
        author_kind: kind.as_str().to_owned(),
        mentions: serde_json::to_string(named)?,
        edited_at: None,
        deleted_at: None,
        deleted_by: None,
        version: 1,
        created_at: now,
        updated_at: now,
    })
}

/// Changes what a comment says: its author alone, while the thread is open.
pub async fn edit(tx: &Tx, id: &str, expected: Expected, words: Words) -> Result<comment::Model> {
    let (thread, row) = said::in_write(tx, id).await?;
    if tx.actor.id != Some(row.author_id) {
        return Err(Error::new(Code::Denied));
    }
    let earlier = standing(&row, expected)?;
    open(&thread)?;
    let mut faults: Vec<Violation> = blank(&words.body, "/body").into_iter().collect();
    let subject = Subject::of(tx.conn()?, &thread).await?;
    let heard = (row.audience.parse()?, thread.partner_id);
    let added = mentions::named(tx, &subject, heard, &words.mentions, &mut faults).await?;
    refuse(faults)?;
    let mut named: Vec<Uuid> = serde_json::from_str(&row.mentions)?;
    let fresh: Vec<Uuid> = added.into_iter().filter(|account| !named.contains(account)).collect();
    named.extend(fresh);
    let mentions = serde_json::to_string(&named)?;
    let next = comment::Model { body: Some(words.body), mentions, edited_at: Some(tx.now()), ..row };
    put(tx, &thread, earlier, next, ("updateComment", "comment.updated")).await
}

/// Takes back what a comment says: its author, or an administrator. That something stood there is still seen.
pub async fn delete(tx: &Tx, id: &str, expected: Expected) -> Result<comment::Model> {
    let (thread, row) = said::in_write(tx, id).await?;
    if tx.actor.id != Some(row.author_id) && !access::holds(tx, ADMINISTRATORS, None) {
        return Err(access::denied(ADMINISTRATORS));
    }
    let earlier = standing(&row, expected)?;
    let (by, _) = acting(tx);
    let gone = comment::Model { body: None, deleted_at: Some(tx.now()), deleted_by: Some(by), ..row };
    put(tx, &thread, earlier, gone, ("deleteComment", "comment.deleted")).await
}

/// What a comment says now, as it will be kept; refuses a stale version, and one that was deleted.
fn standing(row: &comment::Model, expected: Expected) -> Result<comment_version::Model> {
    expected.check(row.version)?;
    let Some(body) = row.body.clone() else {
        return Err(Error::new(Code::IllegalState)
            .saying("Komentar ini sudah dihapus.", "This comment was deleted.")
            .with("legalActions", Vec::<String>::new()));
    };
    Ok(comment_version::Model { comment_id: row.id, version: row.version, body, at: row.updated_at, by: row.author_id })
}

async fn put(
    tx: &Tx,
    thread: &thread::Model,
    earlier: comment_version::Model,
    mut row: comment::Model,
    (action, event): (&str, &str),
) -> Result<comment::Model> {
    row.version += 1;
    row.updated_at = tx.now();
    insert(comment_version::ActiveModel::from(earlier), tx).await?;
    comment::ActiveModel::from(row.clone()).reset_all().update(tx.conn()?).await?;
    tx.record(of_comment(action, event, thread, &row)).await?;
    tx.talked(Talked::Comment(row.id));
    Ok(row)
}
