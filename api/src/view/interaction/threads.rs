//! Threads and their comments as callers see and send them.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::paths::has_path;
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::interaction::threads::comments::{self, NewComment, Words};
use crate::domain::interaction::threads::query::{self, Talk};
use crate::domain::interaction::threads::said::{self, Said, Wording};
use crate::domain::interaction::threads::subjects;
use crate::domain::interaction::threads::write::{self, NewThread};
use crate::domain::{Code, Error, Result, Tx, registry};
use crate::vocab::{Audience, AuthorKind, ThreadStatus};

/// Who said or did something.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Author {
    /// Id (`usr_...` or `cli_...`); null for the service itself.
    #[schema(value_type = Option<String>)]
    pub id: Option<ID>,
    /// Name.
    pub name: String,
    /// A person, a machine, or the service itself.
    pub kind: AuthorKind,
}

impl From<query::Author> for Author {
    fn from(author: query::Author) -> Self {
        let id = match author.kind {
            AuthorKind::Person => Some(ids::text(Kind::User, author.id)),
            AuthorKind::Client => Some(ids::text(Kind::Client, author.id)),
            AuthorKind::System => None,
        };
        Self { id: id.map(ID::from), name: author.name, kind: author.kind }
    }
}

/// A thread: a talk about a record, or in the room of a region. Counts, times and participants are those of the
/// comments that you see.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Thread {
    /// Id (`thr_...`).
    #[schema(value_type = String)]
    pub id: ID,
    /// Id of the record or region that it is about.
    #[schema(value_type = String)]
    pub subject: ID,
    /// Kind of that: `Report`, `Incubatee`, `Region`.
    #[schema(example = "Report")]
    pub subject_kind: String,
    /// Kemendagri code of the region whose room it is in; null for a thread about a record.
    pub region_code: Option<String>,
    /// Id of the unit that the record concerns; null in the room of a region.
    #[schema(value_type = Option<String>)]
    pub unit_id: Option<ID>,
    /// Code of that unit.
    pub unit_code: Option<String>,
    /// JSON Pointer of the field that it is about; null for the whole record.
    #[schema(example = "/values/A03")]
    pub path: Option<String>,
    /// What it is about.
    pub title: String,
    /// Who takes part.
    pub audience: Audience,
    /// Id of the organization, where the audience is PARTNER.
    #[schema(value_type = Option<String>)]
    pub partner_id: Option<ID>,
    /// Where it stands.
    pub status: ThreadStatus,
    /// Who resolved it.
    pub resolved_by: Option<Author>,
    /// When.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Id of the revision item that it stands for (`rvi_...`).
    #[schema(value_type = Option<String>)]
    pub revision_item_id: Option<ID>,
    /// Who began it.
    pub author: Author,
    /// Who spoke in it, in the order in which they joined.
    pub participants: Vec<Author>,
    /// Comments, without deleted ones.
    pub comment_count: i64,
    /// When the last of them was added.
    pub last_comment_at: Option<DateTime<Utc>>,
    /// Version of this record, for If-Match and `expectedVersion`. Comments do not raise it.
    pub version: i32,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When its title or status last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<Talk> for Thread {
    fn from(talk: Talk) -> Self {
        let row = talk.row;
        Self {
            id: ids::text(Kind::Thread, row.id).into(),
            subject: subjects::public_id(&row).into(),
            subject_kind: row.subject_kind.unwrap_or_else(|| Kind::Region.name().to_owned()),
            region_code: row.region_code,
            unit_id: talk.unit.as_ref().map(|unit| registry::public_id(unit).into()),
            unit_code: talk.unit.map(|unit| unit.code),
            path: row.path,
            title: row.title,
            audience: row.audience.parse().unwrap_or(Audience::Internal),
            partner_id: row.partner_id.map(|id| ids::text(Kind::Organization, id).into()),
            status: row.status.parse().unwrap_or(ThreadStatus::Open),
            resolved_by: talk.resolved_by.map(Author::from),
            resolved_at: row.resolved_at,
            revision_item_id: row.revision_item_id.map(|id| ids::text(Kind::RevisionItem, id).into()),
            author: talk.author.into(),
            participants: talk.participants.into_iter().map(Author::from).collect(),
            comment_count: talk.comments,
            last_comment_at: talk.last_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A comment in a thread. What was deleted still stands in its place, without its words.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Comment {
    /// Id (`cmt_...`).
    #[schema(value_type = String)]
    pub id: ID,
    /// Id of the thread.
    #[schema(value_type = String)]
    pub thread_id: ID,
    /// What was said: plain text. Null once it was deleted.
    pub body: Option<String>,
    /// Who sees it: the audience of the thread, or a narrower one.
    pub audience: Audience,
    /// Who said it.
    pub author: Author,
    /// Ids of the users that it names.
    #[schema(value_type = Vec<String>)]
    pub mentions: Vec<ID>,
    /// When it was last edited.
    pub edited_at: Option<DateTime<Utc>>,
    /// When it was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
    /// Version of this record, for If-Match and `expectedVersion`.
    pub version: i32,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<Said> for Comment {
    fn from(said: Said) -> Self {
        let (thread_id, row) = (said.thread_id(), said.row);
        Self {
            id: ids::text(Kind::Comment, row.id).into(),
            thread_id: thread_id.into(),
            body: row.body,
            audience: row.audience.parse().unwrap_or(Audience::Internal),
            author: said.author.into(),
            mentions: said.mentions.into_iter().map(|id| ids::text(Kind::User, id).into()).collect(),
            edited_at: row.edited_at,
            deleted_at: row.deleted_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// What a comment said from some time on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct CommentVersion {
    /// Version of the comment.
    pub version: i32,
    /// What it said; null in the version in which it was deleted.
    pub body: Option<String>,
    /// From when.
    pub at: DateTime<Utc>,
    /// Who wrote or deleted it.
    pub by: Author,
}

impl From<Wording> for CommentVersion {
    fn from(wording: Wording) -> Self {
        Self { version: wording.version, body: wording.body, at: wording.at, by: wording.by.into() }
    }
}

/// A new thread with its first comment.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ThreadInput {
    /// What it is about: the id of a record that you see, the code of a BLK, kawasan, site or organization, or a region
    /// (code or id) for a thread in its room.
    #[schema(min_length = 1, max_length = 100, example = "36")]
    pub subject: String,
    /// JSON Pointer of the field that it is about.
    #[schema(pattern = "^/", max_length = 200, example = "/values/A03")]
    pub path: Option<String>,
    /// What it is about, in short.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// Who takes part; you must be one of them.
    pub audience: Audience,
    /// Id or code of the organization; with the audience PARTNER alone.
    #[schema(max_length = 100)]
    pub partner: Option<String>,
    /// The first comment: plain text.
    #[schema(min_length = 1, max_length = 10000)]
    pub body: String,
    /// Ids of users who are to be told; each must be one of the audience.
    #[schema(max_items = 20, value_type = Vec<String>)]
    #[graphql(default)]
    #[serde(default)]
    pub mentions: Vec<ID>,
}

/// Another title for a thread.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ThreadTitleInput {
    /// What it is about, in short.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
}

/// A new comment.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommentInput {
    /// What to say: plain text.
    #[schema(min_length = 1, max_length = 10000)]
    pub body: String,
    /// Who is to see it: the audience of the thread unless given, or a narrower one that you are in.
    pub audience: Option<Audience>,
    /// Ids of users who are to be told; each must be one of the audience.
    #[schema(max_items = 20, value_type = Vec<String>)]
    #[graphql(default)]
    #[serde(default)]
    pub mentions: Vec<ID>,
}

/// Other words for a comment.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommentBodyInput {
    /// What it is to say.
    #[schema(min_length = 1, max_length = 10000)]
    pub body: String,
    /// Ids of users to be named besides those named before; each must be one of the audience, and is told now.
    #[schema(max_items = 20, value_type = Vec<String>)]
    #[graphql(default)]
    #[serde(default)]
    pub mentions: Vec<ID>,
}

fn texts(ids: Vec<ID>) -> Vec<String> {
    ids.into_iter().map(|id| id.0).collect()
}

/// Begins a thread.
pub async fn create(tx: &Tx, input: ThreadInput) -> Result<Thread> {
    let new = NewThread {
        subject: input.subject,
        path: input.path,
        title: input.title,
        audience: input.audience,
        partner: input.partner,
        body: input.body,
        mentions: texts(input.mentions),
    };
    shown(tx, write::create(tx, new, has_path).await?).await
}

/// Gives a thread another title.
pub async fn rename(tx: &Tx, id: &str, expected: Expected, input: ThreadTitleInput) -> Result<Thread> {
    shown(tx, write::rename(tx, id, expected, input.title).await?).await
}

/// Settles a thread.
pub async fn resolve(tx: &Tx, id: &str, expected: Expected) -> Result<Thread> {
    shown(tx, write::resolve(tx, id, expected).await?).await
}

/// Opens a settled thread again.
pub async fn reopen(tx: &Tx, id: &str, expected: Expected) -> Result<Thread> {
    shown(tx, write::reopen(tx, id, expected).await?).await
}

/// Adds a comment.
pub async fn add(tx: &Tx, thread: &str, input: CommentInput) -> Result<Comment> {
    let new = NewComment { body: input.body, audience: input.audience, mentions: texts(input.mentions) };
    said(tx, comments::add(tx, thread, new).await?).await
}

/// Gives a comment other words.
pub async fn edit(tx: &Tx, id: &str, expected: Expected, input: CommentBodyInput) -> Result<Comment> {
    let words = Words { body: input.body, mentions: texts(input.mentions) };
    said(tx, comments::edit(tx, id, expected, words).await?).await
}

/// Takes back what a comment says.
pub async fn delete(tx: &Tx, id: &str, expected: Expected) -> Result<Comment> {
    said(tx, comments::delete(tx, id, expected).await?).await
}

async fn shown(tx: &Tx, row: entity::thread::Model) -> Result<Thread> {
    let found = query::talks(tx, tx.conn()?, vec![row]).await?.into_iter().next();
    found.map(Thread::from).ok_or_else(|| Error::new(Code::NotFound))
}

async fn said(tx: &Tx, row: entity::comment::Model) -> Result<Comment> {
    let found = said::with_authors(tx, vec![row]).await?.into_iter().next();
    found.map(Comment::from).ok_or_else(|| Error::new(Code::NotFound))
}
