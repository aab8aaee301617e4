//! What a reviewer asks to be mended is a thread too: opened with the item, answered in it, settled with the report.

use std::collections::HashMap;

use entity::{comment, revision_item, thread};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::subjects::Subject;
use super::{acting, comments, of_comment, of_thread, visible, write};
use crate::domain::ids::Kind;
use crate::domain::record::insert;
use crate::domain::reports::Loaded;
use crate::domain::{Ctx, Result, Tx};
use crate::vocab::{Audience, ThreadStatus};

/// Characters of a title.
const TITLE: usize = 200;

/// Opens a thread for each item; the note is its first comment. Few statements, however many items.
pub async fn open(tx: &Tx, report: &Loaded, items: &[revision_item::Model]) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    let subject = Subject::Record { kind: Kind::Report, id: report.row.id, place: report.place(), archived: false };
    let (mut threads, mut notes) = (Vec::with_capacity(items.len()), Vec::with_capacity(items.len()));
    for item in items {
        let mut row = write::draft(tx, &subject, Some(item.path.clone()), title(&item.note), (Audience::Blk, None));
        row.revision_item_id = Some(item.id);
        notes.push(comments::draft(tx, &row, Audience::Blk, item.note.clone(), &[])?);
        threads.push(row);
    }
    let rows = threads.iter().cloned().map(thread::ActiveModel::from);
    thread::Entity::insert_many(rows).exec_without_returning(tx.conn()?).await?;
    let rows = notes.iter().cloned().map(comment::ActiveModel::from);
    comment::Entity::insert_many(rows).exec_without_returning(tx.conn()?).await?;
    let begun = threads.iter().map(|row| of_thread("createThread", "thread.created", row));
    let said = threads.iter().zip(&notes).map(|(row, note)| of_comment("createThread", "comment.created", row, note));
    tx.announce_all(&begun.chain(said).collect::<Vec<_>>()).await
}

/// The first line of a note, cut to a title.
fn title(note: &str) -> String {
    let line = note.trim().lines().next().unwrap_or_default().trim();
    if line.chars().count() <= TITLE {
        return line.to_owned();
    }
    line.chars().take(TITLE - 1).chain(['…']).collect()
}

/// Says the answer to an item in its thread, settled or not.
pub async fn answer(tx: &Tx, item: Uuid, text: &str) -> Result<()> {
    let found = thread::Entity::find().filter(thread::Column::RevisionItemId.eq(item)).one(tx.conn()?).await?;
    // Items of earlier releases have none.
    let Some(thread) = found else { return Ok(()) };
    let row = comments::draft(tx, &thread, Audience::Blk, text.to_owned(), &[])?;
    insert(comment::ActiveModel::from(row.clone()), tx).await?;
    tx.announce(of_comment("createComment", "comment.created", &thread, &row)).await
}

/// Settles what is still open of a report: it was handed in again, or decided.
pub async fn settle(tx: &Tx, report: Uuid) -> Result<()> {
    let open = thread::Entity::find()
        .filter(thread::Column::SubjectId.eq(report))
        .filter(thread::Column::RevisionItemId.is_not_null())
        .filter(thread::Column::Status.eq(ThreadStatus::Open.as_str()));
    let mut rows = open.lock_exclusive().all(tx.conn()?).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let ((by, kind), now) = (acting(tx), tx.now());
    thread::Entity::update_many()
        .col_expr(thread::Column::Status, Expr::value(ThreadStatus::Resolved.as_str()))
        .col_expr(thread::Column::ResolvedBy, Expr::value(by))
        .col_expr(thread::Column::ResolvedByKind, Expr::value(kind.as_str()))
        .col_expr(thread::Column::ResolvedAt, Expr::value(now))
        .col_expr(thread::Column::UpdatedAt, Expr::value(now))
        .col_expr(thread::Column::Version, Expr::col(thread::Column::Version).add(1))
        .filter(thread::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx.conn()?)
        .await?;
    for row in &mut rows {
        row.version += 1;
        tx.announce(of_thread("resolveThread", "thread.resolved", row)).await?;
    }
    Ok(())
}

/// The threads of revision items, as far as the caller sees them.
pub async fn of_items(ctx: &Ctx, items: &[revision_item::Model]) -> Result<HashMap<Uuid, Uuid>> {
    if items.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Option<Uuid>, Uuid)> = thread::Entity::find()
        .select_only()
        .columns([thread::Column::RevisionItemId, thread::Column::Id])
        .filter(thread::Column::RevisionItemId.is_in(items.iter().map(|item| item.id)))
        .filter(visible(ctx).await?)
        .into_tuple()
        .all(ctx.db())
        .await?;
    Ok(rows.into_iter().filter_map(|(item, thread)| Some((item?, thread))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_first_line_of_a_note_cut_to_its_length() {
        assert_eq!(title("  Daftar hadir 30\nLihat lampiran."), "Daftar hadir 30");
        assert_eq!(title(&"a".repeat(200)).chars().count(), 200);
        let long = title(&"é".repeat(201));
        assert_eq!(long.chars().count(), 200);
        assert!(long.ends_with('…'));
    }
}
