//! Files that callers send: stored by content hash in the data directory, named in the database.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::vault::{hex, random};
use super::{Code, Ctx, Error, Result, Violation};
use crate::config::Settings;

/// Most bytes of one file.
pub const MAX_BYTES: u64 = 10 * 1024 * 1024;
/// What a file may be, by its content and not by its name.
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

/// A file that still comes in after so long came to nothing.
const LEFT: Duration = Duration::from_secs(3_600);

/// A file on disk.
#[derive(Clone, Debug)]
pub struct Stored {
    pub sha256: String,
    pub size: u64,
    pub media_type: String,
}

impl Upload {
    pub async fn begin(ctx: &Ctx) -> Result<Self> {
        let folder = incoming(&ctx.app.settings);
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

fn incoming(settings: &Settings) -> PathBuf {
    settings.files_dir().join("incoming")
}

/// Deletes what was coming in when a service was killed: nobody else does. How many.
pub async fn clear(settings: &Settings) -> Result<usize> {
    let Ok(mut files) = tokio::fs::read_dir(incoming(settings)).await else { return Ok(0) };
    let mut gone = 0;
    while let Some(file) = files.next_entry().await.map_err(Error::internal)? {
        let age = file.metadata().await.ok().and_then(|facts| facts.modified().ok()?.elapsed().ok());
        // One that is gone meanwhile was taken to its place.
        if age.is_some_and(|age| age > LEFT) && tokio::fs::remove_file(file.path()).await.is_ok() {
            gone += 1;
        }
    }
    Ok(gone)
}

/// Work on files, beside the requests.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?.map_err(Error::internal)
}

/// Where a file of a given content lies.
pub fn file_path(root: &Path, sha256: &str) -> PathBuf {
    root.join(sha256.get(..2).unwrap_or("00")).join(sha256)
}

/// A file name without folders and control characters.
pub fn clean_name(name: &str) -> Result<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if name.is_empty() || name.chars().count() > 120 || name.chars().any(char::is_control) {
        return Err(Error::listing(Code::Invalid, vec![Violation::new(Code::FieldFormat, "/name")]));
    }
    Ok(name.to_owned())
}
