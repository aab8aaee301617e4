//! The file of a job: who may fetch it, and until when.

use std::path::PathBuf;

use super::sealed::Key;
use super::{by_id, is_going, key, result, rights};
use crate::domain::{Code, Ctx, Error, Result};
use crate::vocab::SheetFormat;

/// A file that may be fetched now.
#[derive(Clone)]
pub struct Fetched {
    /// Where it lies, sealed.
    pub path: PathBuf,
    /// Its key.
    pub key: Key,
    /// How it is called.
    pub name: String,
    /// Its form.
    pub format: SheetFormat,
    /// Its bytes.
    pub bytes: i64,
    /// Its SHA-256, hex.
    pub sha256: String,
}

/// The file of one of the caller's own jobs.
pub async fn fetch(ctx: &Ctx, id: &str) -> Result<Fetched> {
    let row = by_id(ctx, id).await?;
    if is_going(&row)? {
        return Err(Error::new(Code::ExportPending).after(2));
    }
    let (Some(name), Some(format), Some(sha256)) = (row.file_name.clone(), &row.file_format, row.file_sha256.clone())
    else {
        return Err(Error::new(Code::NotFound));
    };
    // Made with rights that the caller has no more, or other ones: it may ask for it anew.
    if rights(ctx, &ctx.actor) != row.rights_hash {
        return Err(Error::new(Code::Expired));
    }
    Ok(Fetched {
        path: result(&ctx.app.settings, row.id),
        key: key(ctx, row.id, "file_key_enc", row.file_key_enc.as_deref())?,
        name,
        format: format.parse()?,
        bytes: row.file_bytes,
        sha256,
    })
}
