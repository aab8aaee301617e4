//! Files of a report: named and versioned in the database.

use std::path::PathBuf;

use entity::{attachment, report};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::draft::touch;
use super::{Loaded, query, rights};
use crate::domain::ctx::Expected;
use crate::domain::files::{Stored, clean_name, file_path};
use crate::domain::ids::{self, Kind};
use crate::domain::record::{Record, insert};
use crate::domain::{Code, Ctx, Error, Result, Tx};
use crate::vocab::ReportAction;

/// Files that belong to a version of a report's content.
pub async fn of_version(
    conn: &impl ConnectionTrait,
    row: &report::Model,
    number: i32,
) -> Result<Vec<attachment::Model>> {
    use attachment::Column as C;
    Ok(attachment::Entity::find()
        .filter(C::ReportId.eq(row.id))
        .filter(C::FromVersion.lte(number))
        .filter(Condition::any().add(C::ToVersion.is_null()).add(C::ToVersion.gte(number)))
        .order_by_asc(C::Id)
        .all(conn)
        .await?)
}

/// Whether the caller may attach, before a byte is read.
pub async fn may_attach(ctx: &Ctx, id: &str) -> Result<Loaded> {
    let report = query::one(ctx, id).await?;
    match rights::blockers(ctx, &report, ReportAction::Edit).into_iter().next() {
        Some(refused) => Err(refused),
        None => Ok(report),
    }
}

/// Names a stored file as an attachment.
pub async fn attach(tx: &Tx, id: &str, kind: &str, name: &str, stored: Stored) -> Result<attachment::Model> {
    let mut report = query::for_write(tx, id).await?;
    rights::allow(tx, &report, ReportAction::Edit)?;
    let name = clean_name(name)?;
    let rule = report.template.definition.attachments.iter().find(|rule| rule.kind == kind);
    if rule.is_none() && kind != "LAINNYA" {
        return Err(Error::field(Code::UnknownCode, "/kind"));
    }
    let files = of_version(tx.conn()?, &report.row, report.row.current_version).await?;
    let max = rule.map_or(10, |rule| usize::try_from(rule.max).unwrap_or(10));
    if files.iter().filter(|file| file.kind == kind).count() >= max {
        return Err(Error::new(Code::AttachmentCount).with("max", max));
    }
    if let Some(rule) = rule
        && !rule.media_types.is_empty()
        && !rule.media_types.contains(&stored.media_type)
    {
        return Err(Error::new(Code::UnsupportedMedia).with("allowed", rule.media_types.clone()));
    }
    if files.iter().any(|file| file.name == name) {
        return Err(Error::new(Code::AlreadyExists).with("name", name));
    }
    let row = named(tx, &report, kind, name, stored);
    insert(attachment::ActiveModel::from(row.clone()), tx).await?;
    touch(tx, &mut report).await?;
    tx.record(told(&report)).await?;
    Ok(row)
}

/// A stored file as an attachment of the version being worked on.
pub(super) fn named(ctx: &Ctx, report: &Loaded, kind: &str, name: String, stored: Stored) -> attachment::Model {
    attachment::Model {
        id: ctx.new_id(),
        report_id: report.row.id,
        from_version: report.row.current_version,
        to_version: None,
        kind: kind.to_owned(),
        name,
        media_type: stored.media_type,
        size: i64::try_from(stored.size).unwrap_or(i64::MAX),
        sha256: stored.sha256,
        uploaded_by: ctx.actor.id_or_nil(),
        created_at: ctx.now(),
    }
}

/// What others hear of an attachment.
pub(super) fn told(report: &Loaded) -> Record<'static> {
    Record::new("attachToReport", "report.edited", (Kind::Report, report.row.id), report.row.version)
        .unit(report.unit.id)
}

/// Takes a file off the version being worked on. Submitted versions keep it.
pub async fn detach(tx: &Tx, id: &str, file: &str, expected: Expected) -> Result<Loaded> {
    let mut report = query::for_write(tx, id).await?;
    rights::permit(tx, &report, ReportAction::Edit)?;
    expected.check(report.row.version)?;
    rights::possible(&report, ReportAction::Edit)?;
    let file = ids::expect(Kind::Attachment, file)?;
    let found = attachment::Entity::find_by_id(file)
        .one(tx.conn()?)
        .await?
        .filter(|row| row.report_id == report.row.id && row.to_version.is_none());
    let found = found.ok_or_else(|| Error::new(Code::NotFound))?;
    if found.from_version == report.row.current_version {
        attachment::Entity::delete_by_id(found.id).exec(tx.conn()?).await?;
    } else {
        let row = attachment::ActiveModel {
            id: Set(found.id),
            to_version: Set(Some(report.row.current_version - 1)),
            ..Default::default()
        };
        row.update(tx.conn()?).await?;
    }
    touch(tx, &mut report).await?;
    tx.record(
        Record::new("detachFromReport", "report.edited", (Kind::Report, report.row.id), report.row.version)
            .unit(report.unit.id),
    )
    .await?;
    Ok(report)
}

/// A file that the caller may read, with its place on disk.
pub async fn open(ctx: &Ctx, id: &str, file: &str) -> Result<(attachment::Model, PathBuf)> {
    let report = query::one(ctx, id).await?;
    if !query::sees_values(ctx, &report) {
        return Err(Error::new(Code::Denied));
    }
    let file = ids::expect(Kind::Attachment, file)?;
    let seen = of_version(ctx.db(), &report.row, report.content.number).await?;
    let found = seen.into_iter().find(|row| row.id == file).ok_or_else(|| Error::new(Code::NotFound))?;
    let path = file_path(&ctx.app.settings.files_dir(), &found.sha256);
    Ok((found, path))
}
