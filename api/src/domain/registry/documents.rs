//! The files of documents of the register.

use std::path::PathBuf;

use entity::unit_document::Model;

use super::kept::{Held, Kept, ops};
use crate::domain::ctx::Expected;
use crate::domain::files::{Stored, clean_name, file_path};
use crate::domain::{Code, Ctx, Error, Result, Tx};

/// Whether the caller may put a file in, before a byte is read.
pub async fn may_put(ctx: &Ctx, id: &str) -> Result<()> {
    ops::may_change::<Model>(ctx, id).await
}

/// Makes a stored file the file of a document. The one before it is found in the history by its hash.
pub async fn put_file(tx: &Tx, id: &str, expected: Expected, name: &str, stored: Stored) -> Result<Held<Model>> {
    let old: Held<Model> = ops::for_change(tx, id, expected).await?;
    let mut row = old.row.clone();
    row.file_name = Some(clean_name(name)?);
    row.media_type = Some(stored.media_type);
    row.size = Some(i64::try_from(stored.size).unwrap_or(i64::MAX));
    row.sha256 = Some(stored.sha256);
    row.advance(tx);
    ops::put(tx, old, row, "putFile", "fileStored").await
}

/// The file of a document that the caller may read.
#[derive(Clone, Debug)]
pub struct File {
    pub path: PathBuf,
    pub name: String,
    pub media_type: String,
    pub size: i64,
}

/// The file of a document, or 404.
pub async fn open(ctx: &Ctx, id: &str) -> Result<File> {
    let row = ops::get::<Model>(ctx, id).await?.row;
    let (Some(name), Some(media_type), Some(size), Some(sha256)) =
        (row.file_name, row.media_type, row.size, row.sha256)
    else {
        return Err(Error::new(Code::NotFound));
    };
    Ok(File { path: file_path(&ctx.app.settings.files_dir(), &sha256), name, media_type, size })
}
