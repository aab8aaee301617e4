//! Files of a backup: copied and hashed in one go, durable before anything names them.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use indicatif::ProgressBar;
use sha2::{Digest, Sha256};

use super::{Entry, Manifest};
use crate::cli::make_private;
use crate::domain::vault::hex;

/// Where the files lie in a backup.
pub(super) const FILES: &str = "files";

/// Attachments, each by its place below `root`. What is under way, exports and files of jobs are not among them: they
/// are gone within a day.
pub(super) fn attachments(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let is_hex = |name: &str, length: usize| name.len() == length && name.bytes().all(|b| b.is_ascii_hexdigit());
    let mut found = Vec::new();
    for folder in names(root)?.iter().filter(|name| is_hex(name, 2)) {
        let stored = names(&root.join(folder))?;
        let stored = stored.iter().filter(|name| is_hex(name, 64) && name.starts_with(folder.as_str()));
        found.extend(stored.map(|name| Path::new(folder).join(name)));
    }
    Ok(found)
}

/// Names in a folder, in order; none where it is missing.
pub(super) fn names(folder: &Path) -> anyhow::Result<Vec<String>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<std::io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

/// Attachments whose content is not what their name says.
pub(super) fn damaged(manifest: &Manifest) -> impl Iterator<Item = &Path> {
    let files = manifest.files.iter().skip(1);
    files.filter(|file| !file.path.ends_with(&file.sha256)).map(|file| file.path.as_path())
}

/// Bytes and SHA-256 of a file.
pub(super) fn hash(path: &Path, bar: &ProgressBar) -> anyhow::Result<(u64, String)> {
    pass(path, &mut std::io::sink(), bar)
}

/// Copies a file to a place that only its owner may read. It appears there whole, or not at all.
pub(super) fn copy(from: &Path, to: &Path, bar: &ProgressBar) -> anyhow::Result<(u64, String)> {
    let folder = to.parent().context("a file without a folder")?;
    make_private(folder)?;
    let mut unfinished = to.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let mut out = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    let copied = pass(from, &mut out, bar)?;
    out.sync_all()?;
    std::fs::rename(&unfinished, to)?;
    sync(folder)?;
    Ok(copied)
}

/// Makes the names in a folder, or the bytes of a file, durable.
pub(super) fn sync(path: &Path) -> anyhow::Result<()> {
    Ok(File::open(path)?.sync_all()?)
}

fn pass(from: &Path, to: &mut impl Write, bar: &ProgressBar) -> anyhow::Result<(u64, String)> {
    let mut file = File::open(from).with_context(|| from.display().to_string())?;
    let (mut bytes, mut hash, mut piece) = (0, Sha256::new(), vec![0; 256 * 1024]);
    loop {
        let read = file.read(&mut piece).with_context(|| from.display().to_string())?;
        let Some(read) = piece.get(..read).filter(|read| !read.is_empty()) else {
            return Ok((bytes, hex(&hash.finalize())));
        };
        hash.update(read);
        to.write_all(read)?;
        bytes += u64::try_from(read.len())?;
        bar.inc(u64::try_from(read.len())?);
    }
}

/// Looks whether every file is there as it was saved.
pub(super) fn verify(folder: &Path, manifest: &Manifest, bar: &ProgressBar) -> anyhow::Result<()> {
    bar.set_length(manifest.files.iter().map(|file| file.bytes).sum());
    bar.set_message("looking through the backup");
    for Entry { path, bytes, sha256 } in &manifest.files {
        let (found, hash) = hash(&folder.join(path), bar)?;
        ensure!(found == *bytes && hash == *sha256, "{} is not as it was saved", path.display());
    }
    Ok(())
}
