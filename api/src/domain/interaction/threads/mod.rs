//! Threads: everyone around the same record, or in the room of a region. An audience says who takes part; what somebody
//! is not part of is in no list, count, search, event or notice.

pub mod audience;
pub mod comments;
mod mentions;
pub mod query;
pub mod revisions;
pub mod said;
mod sight;
pub mod subjects;
pub mod write;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::domain::ids::{self, Kind};
use crate::domain::record::Record;
use crate::domain::{Code, Ctx, Error, Result, Violation};
use crate::vocab::{AuthorKind, Role};

pub use query::get;
pub use said::get as comment;
pub use sight::{visible, visible_comments};

/// Roles of the inner circle.
const INTERNAL: &[Role] =
    &[Role::FknAdmin, Role::MinistryAdmin, Role::Coordinator, Role::MinistryReviewer, Role::Auditor];
/// Who may delete what others said.
const ADMINISTRATORS: &[Role] = &[Role::FknAdmin, Role::MinistryAdmin];

/// What a write was about: it must still be seen before its answer is given again.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Talked {
    Thread(Uuid),
    Comment(Uuid),
}

impl Talked {
    /// Refuses who no longer sees it.
    pub async fn again(self, ctx: &Ctx) -> Result<()> {
        let there = match self {
            Talked::Thread(id) => {
                let seen = visible(ctx).await?.add(entity::thread::Column::Id.eq(id));
                entity::thread::Entity::find().filter(seen).count(ctx.db()).await?
            }
            Talked::Comment(id) => {
                let seen = visible_comments(ctx).await?.add(entity::comment::Column::Id.eq(id));
                entity::comment::Entity::find().filter(seen).count(ctx.db()).await?
            }
        };
        if there > 0 { Ok(()) } else { Err(Error::new(Code::NotFound)) }
    }
}

/// Who acts, as it is kept with a row.
fn acting(ctx: &Ctx) -> (Uuid, AuthorKind) {
    use crate::domain::ActorKind;
    let kind = match ctx.actor.kind {
        ActorKind::Person => AuthorKind::Person,
        ActorKind::Client => AuthorKind::Client,
        ActorKind::Anonymous | ActorKind::System => AuthorKind::System,
    };
    (ctx.actor.id_or_nil(), kind)
}

/// The event of a thread: what it is about and for whom, not a word of what was said.
fn of_thread<'a>(action: &'a str, event: &'a str, row: &entity::thread::Model) -> Record<'a> {
    let body = json!({"subject": subjects::public_id(row), "audience": row.audience});
    let mut record = Record::new(action, event, (Kind::Thread, row.id), row.version).body(body);
    record.unit = row.unit_id;
    record
}

/// The event of a comment.
fn of_comment<'a>(
    action: &'a str,
    event: &'a str,
    thread: &entity::thread::Model,
    row: &entity::comment::Model,
) -> Record<'a> {
    let body = json!({
        "thread": ids::text(Kind::Thread, thread.id),
        "subject": subjects::public_id(thread),
        "audience": row.audience,
    });
    let mut record = Record::new(action, event, (Kind::Comment, row.id), row.version).body(body);
    record.unit = row.unit_id;
    record
}

/// A text of spaces says nothing.
fn blank(text: &str, path: &str) -> Option<Violation> {
    text.trim().is_empty().then(|| Violation::new(Code::FieldRequired, path))
}

fn refuse(faults: Vec<Violation>) -> Result<()> {
    if faults.is_empty() { Ok(()) } else { Err(Error::listing(Code::Invalid, faults)) }
}
