//! Threads begun, renamed, resolved and reopened.

use entity::{comment, thread};
use sea_orm::ActiveModelTrait;
use uuid::Uuid;

use super::audience::Circle;
use super::subjects::{self, HasPath, Subject};
use super::{Talked, acting, blank, comments, mentions, of_comment, of_thread, query, refuse, sight};
use crate::domain::access;
use crate::domain::ctx::Expected;
use crate::domain::record::insert;
use crate::domain::registry::units;
use crate::domain::text::Text;
use crate::domain::{Code, Error, Result, Tx, Violation};
use crate::vocab::{Audience, Role, ThreadStatus, UnitKind};

/// A thread with its first comment.
#[derive(Clone, Debug)]
pub struct NewThread {
    /// Id of a record, code of a unit, code or id of a region.
    pub subject: String,
    /// JSON Pointer into the record.
    pub path: Option<String>,
    pub title: String,
    pub audience: Audience,
    /// Id or code of the organization, where the audience is PARTNER.
    pub partner: Option<String>,
    pub body: String,
    /// Public ids of users.
    pub mentions: Vec<String>,
}

/// Begins a thread about a record that the caller sees, in an audience that it is in.
pub async fn create(tx: &Tx, new: NewThread, known: HasPath) -> Result<thread::Model> {
    tx.require_signed_in()?;
    let conn = tx.conn()?;
    let mut faults: Vec<Violation> = blank(&new.title, "/title").into_iter().chain(blank(&new.body, "/body")).collect();
    let Some(subject) = subjects::named(tx, conn, &new.subject).await? else {
        faults.push(Violation::new(Code::SubjectUnknown, "/subject"));
        return Err(Error::listing(Code::Invalid, faults));
    };
    let partner = partner(tx, &new, &mut faults).await?;
    sight::require_author(tx, conn, &subject, new.audience, partner).await?;
    if subject.is_archived() {
        return Err(Error::new(Code::Archived));
    }
    if let Some(path) = &new.path
        && !subjects::has_path(tx, conn, &subject, path, known).await?
    {
        faults.push(Violation::new(Code::PathUnknown, "/path"));
    }
    let named = mentions::named(tx, &subject, (new.audience, partner), &new.mentions, &mut faults).await?;
    refuse(faults)?;
    let row = draft(tx, &subject, new.path, new.title, (new.audience, partner));
    let first = comments::draft(tx, &row, new.audience, new.body, &named)?;
    store(tx, &row, &first).await?;
    tx.talked(Talked::Comment(first.id));
    Ok(row)
}

/// The organization that a thread is for; what is wrong with it is added to the faults.
async fn partner(tx: &Tx, new: &NewThread, faults: &mut Vec<Violation>) -> Result<Option<Uuid>> {
    let fault = match (new.audience == Audience::Partner, &new.partner) {
        (false, None) => return Ok(None),
        (false, Some(_)) => Violation::new(Code::FieldFormat, "/partner")
            .saying(Text::new("Hanya untuk kalangan PARTNER.", "Only with the audience PARTNER.")),
        (true, None) => Violation::new(Code::FieldRequired, "/partner"),
        (true, Some(text)) => match units::unit_by_ref(tx.conn()?, text).await {
            Ok(unit) if unit.kind == UnitKind::Organization.as_str() && unit.archived_at.is_none() => {
                return Ok(Some(unit.id));
            }
            Ok(_) => Violation::new(Code::UnknownCode, "/partner"),
            Err(e) if e.code() == Code::NotFound => Violation::new(Code::UnknownCode, "/partner"),
            Err(e) => return Err(e),
        },
    };
    faults.push(fault);
    Ok(None)
}

/// A new thread.
pub(super) fn draft(
    tx: &Tx,
    subject: &Subject,
    path: Option<String>,
    title: String,
    (audience, partner_id): (Audience, Option<Uuid>),
) -> thread::Model {
    let ((created_by, kind), now) = (acting(tx), tx.now());
    let record = subject.record();
    thread::Model {
        id: tx.new_id(),
        subject_kind: record.map(|(kind, _)| kind.name().to_owned()),
        subject_id: record.map(|(_, id)| id),
        region_code: subject.room().map(ToOwned::to_owned),
        unit_id: subject.unit(),
        path,
        title,
        audience: audience.as_str().to_owned(),
        partner_id,
        status: ThreadStatus::Open.as_str().to_owned(),
        resolved_by: None,
        resolved_by_kind: None,
        resolved_at: None,
        revision_item_id: None,
        created_by,
        created_by_kind: kind.as_str().to_owned(),
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

async fn store(tx: &Tx, row: &thread::Model, first: &comment::Model) -> Result<()> {
    insert(thread::ActiveModel::from(row.clone()), tx).await?;
    insert(comment::ActiveModel::from(first.clone()), tx).await?;
    tx.record(of_thread("createThread", "thread.created", row)).await?;
    tx.announce(of_comment("createThread", "comment.created", row, first)).await
}

/// Gives a thread another title: its author, or the inner circle.
pub async fn rename(tx: &Tx, id: &str, expected: Expected, title: String) -> Result<thread::Model> {
    let row = query::in_write(tx, id, true).await?;
    permit(tx, &row, &[]).await?;
    expected.check(row.version)?;
    refuse(blank(&title, "/title").into_iter().collect())?;
    put(tx, thread::Model { title, ..row }, ("updateThread", "thread.updated")).await
}

/// Settles a thread: its author, the inner circle, the head of the unit.
pub async fn resolve(tx: &Tx, id: &str, expected: Expected) -> Result<thread::Model> {
    let row = at(tx, id, expected, ThreadStatus::Open, "reopen").await?;
    let (by, kind) = acting(tx);
    let settled = thread::Model {
        status: ThreadStatus::Resolved.as_str().to_owned(),
        resolved_by: Some(by),
        resolved_by_kind: Some(kind.as_str().to_owned()),
        resolved_at: Some(tx.now()),
        ..row
    };
    put(tx, settled, ("resolveThread", "thread.resolved")).await
}

/// Opens a settled thread again.
pub async fn reopen(tx: &Tx, id: &str, expected: Expected) -> Result<thread::Model> {
    let row = at(tx, id, expected, ThreadStatus::Resolved, "resolve").await?;
    let open = thread::Model {
        status: ThreadStatus::Open.as_str().to_owned(),
        resolved_by: None,
        resolved_by_kind: None,
        resolved_at: None,
        ..row
    };
    put(tx, open, ("reopenThread", "thread.reopened")).await
}

/// A thread that stands where a step begins.
async fn at(tx: &Tx, id: &str, expected: Expected, status: ThreadStatus, legal: &str) -> Result<thread::Model> {
    let row = query::in_write(tx, id, true).await?;
    permit(tx, &row, &[Role::BlkHead]).await?;
    expected.check(row.version)?;
    if row.status == status.as_str() {
        return Ok(row);
    }
    Err(Error::new(Code::IllegalState).with("status", row.status).with("legalActions", vec![legal]))
}

/// The author of a thread may, the inner circle may (but for those who only read), and these roles on its unit.
async fn permit(tx: &Tx, row: &thread::Model, roles: &[Role]) -> Result<()> {
    if tx.actor.id == Some(row.created_by) {
        return Ok(());
    }
    let subject = Subject::of(tx.conn()?, row).await?;
    let inner = sight::circle(&sight::speaking(tx), &subject).await? == Some(Circle::Internal);
    let held = subject.place().is_some_and(|place| access::holds(tx, roles, Some(place)));
    if inner || held { Ok(()) } else { Err(access::denied(&[super::INTERNAL, roles].concat())) }
}

async fn put(tx: &Tx, mut row: thread::Model, (action, event): (&str, &str)) -> Result<thread::Model> {
    row.version += 1;
    row.updated_at = tx.now();
    thread::ActiveModel::from(row.clone()).reset_all().update(tx.conn()?).await?;
    tx.record(of_thread(action, event, &row)).await?;
    tx.talked(Talked::Thread(row.id));
    Ok(row)
}
