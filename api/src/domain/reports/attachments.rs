//! Files of a report: stored by content hash in the data directory, named and versioned in the database.

use std::path::{Path, PathBuf};

use entity::{attachment, report};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::draft::touch;
use super::{Loaded, query, rights};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::record::{Record, insert};
use crate::domain::vault::{hex, random};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::ReportAction;

/// Most bytes of one attachment.
pub const MAX_BYTES: u64 = 10 * 1024 * 1024;
/// What an attachment may be, by its content and not by its name.
pub const MEDIA_TYPES: &[&str] = &[
    "application/pdf",
    "image/jpeg",
    "image/png",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
];

/// A file on its way to disk: hashed, sniffed and bounded while it streams.
pub struct Upload {
    path: PathBuf,
    file: tokio::fs::File,
    hash: Sha256,
    size: u64,
    head: Vec<u8>,
    kept: bool,
}

/// A file on disk.
#[derive(Clone, Debug)]
pub struct Stored {
    pub sha256: String,
    pub size: u64,
    pub media_type: String,
}

impl Upload {
    pub async fn begin(ctx: &Ctx) -> Result<Self> {
        let folder = ctx.app.settings.files_dir().join("incoming");
        tokio::fs::create_dir_all(&folder).await.map_err(Error::internal)?;
        let path = folder.join(hex(&random::<16>()));
        let file = tokio::fs::File::create(&path).await.map_err(Error::internal)?;
        Ok(Self { path, file, hash: Sha256::new(), size: 0, head: Vec::new(), kept: false })
    }

    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.size += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.size > MAX_BYTES {
            return Err(Error::new(Code::TooLarge).with("maxBytes", MAX_BYTES));
        }
        self.hash.update(bytes);
        let wanted = 8_192usize.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(wanted));
        self.file.write_all(bytes).await.map_err(Error::internal)
    }

    /// Moves the file to its place. It is durable before the row that names it is written.
    pub async fn finish(mut self, ctx: &Ctx, expected_sha256: Option<&str>) -> Result<Stored> {
        let sha256 = hex(&self.hash.clone().finalize());
        if expected_sha256.is_some_and(|expected| !expected.eq_ignore_ascii_case(&sha256)) {
            return Err(Error::field(Code::AttachmentHash, "/sha256"));
        }
        let media_type = infer::get(&self.head).map(|kind| kind.mime_type()).filter(|kind| MEDIA_TYPES.contains(kind));
        let Some(media_type) = media_type else {
            return Err(Error::new(Code::UnsupportedMedia).with("allowed", MEDIA_TYPES));
        };
        self.file.sync_all().await.map_err(Error::internal)?;
        let place = file_path(&ctx.app.settings.files_dir(), &sha256);
        if let Some(folder) = place.parent() {
            tokio::fs::create_dir_all(folder).await.map_err(Error::internal)?;
            tokio::fs::rename(&self.path, &place).await.map_err(Error::internal)?;
            tokio::fs::File::open(folder).await.map_err(Error::internal)?.sync_all().await.map_err(Error::internal)?;
        }
        self.kept = true;
        Ok(Stored { sha256, size: self.size, media_type: media_type.to_owned() })
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if !self.kept {
            // A refused upload leaves nothing behind.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Where a file of a given content lies.
pub fn file_path(root: &Path, sha256: &str) -> PathBuf {
    root.join(sha256.get(..2).unwrap_or("00")).join(sha256)
}

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
    let row = attachment::Model {
        id: tx.new_id(),
        report_id: report.row.id,
        from_version: report.row.current_version,
        to_version: None,
        kind: kind.to_owned(),
        name,
        media_type: stored.media_type,
        size: i64::try_from(stored.size).unwrap_or(i64::MAX),
        sha256: stored.sha256,
        uploaded_by: tx.actor.id_or_nil(),
        created_at: tx.now(),
    };
    insert(attachment::ActiveModel::from(row.clone()), tx).await?;
    touch(tx, &mut report).await?;
    tx.record(
        Record::new("attachToReport", "report.edited", (Kind::Report, report.row.id), report.row.version)
            .unit(report.unit.id),
    )
    .await?;
    Ok(row)
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

/// A file name without folders and control characters.
fn clean_name(name: &str) -> Result<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if name.is_empty() || name.chars().count() > 120 || name.chars().any(char::is_control) {
        return Err(Error::listing(Code::Invalid, vec![Violation::new(Code::FieldFormat, "/name")]));
    }
    Ok(name.to_owned())
}
