//! What a workbook holds, before a library unpacks it: a few bytes may stand for gigabytes.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::limits::{MIB, damaged, other_type, too_large};
use super::scan::Scan;
use crate::domain::{Error, Result};

/// Most parts. Excel makes some ten, and one for each sheet and picture.
const MOST_PARTS: usize = 10_000;
/// Most bytes of all parts, unpacked.
const MOST_BYTES: u64 = 256 * MIB;
/// Most bytes of the texts that cells share.
const MOST_SHARED: u64 = 64 * MIB;
/// How many times larger than packed a part may be, beyond a mebibyte. Sheets are some twenty times.
const MOST_TIMES: u64 = 200;
/// How a part is named in the directory of an archive.
const ENTRY: &[u8] = b"PK\x01\x02";

/// Refuses what is no workbook, or would be too large. The directory is asked first; then each part is unpacked piece by
/// piece and thrown away, since a directory may lie.
pub(super) fn check(bytes: &[u8]) -> Result<()> {
    // Without this the directory itself could take all memory.
    if bytes.windows(ENTRY.len()).filter(|window| *window == ENTRY).count() > MOST_PARTS {
        return Err(bomb());
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let (mut names, mut all) = (Vec::new(), 0_u64);
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|_| damaged())?;
        let name = part.name().map_err(|_| damaged())?.replace('\\', "/").to_ascii_lowercase();
        all = all.saturating_add(part.size());
        if part.size() > most(&name, part.compressed_size()) || all > MOST_BYTES {
            return Err(bomb());
        }
        names.push(name);
    }
    is_workbook(&names)?;
    let mut left = MOST_BYTES;
    for (index, name) in names.iter().enumerate() {
        left = unpack(&mut archive, index, name, left)?;
    }
    Ok(())
}

fn most(name: &str, packed: u64) -> u64 {
    let most = packed.saturating_mul(MOST_TIMES).saturating_add(MIB);
    if name.ends_with("sharedstrings.xml") { most.min(MOST_SHARED) } else { most }
}

fn is_workbook(names: &[String]) -> Result<()> {
    let has = |start: &str| names.iter().any(|name| name.starts_with(start));
    if names.iter().any(|name| name.starts_with("xl/workbook") && name.ends_with(".xml")) {
        return Ok(());
    }
    Err(if has("xl/") {
        other_type("buku kerja biner (.xlsb); simpan sebagai .xlsx", "a binary workbook (.xlsb); save it as .xlsx")
    } else if has("word/") {
        other_type("dokumen Word", "a Word document")
    } else if has("ppt/") {
        other_type("presentasi PowerPoint", "a PowerPoint presentation")
    } else if has("content.xml") {
        other_type("dokumen OpenDocument (.ods); simpan sebagai .xlsx", "an OpenDocument file (.ods); save it as .xlsx")
    } else {
        other_type("arsip ZIP; kirim berkas di dalamnya", "a ZIP archive; send the file that is in it")
    })
}

/// Unpacks a part to look at it. Gives how many bytes the others may have.
fn unpack(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize, name: &str, mut left: u64) -> Result<u64> {
    let mut part = archive.by_index(index).map_err(|_| damaged())?;
    let mut room = most(name, part.compressed_size());
    let (mut scan, mut buffer, mut first) = (None, vec![0; 64 * 1024], true);
    loop {
        let count = part.read(&mut buffer).map_err(|_| damaged())?;
        let bytes = buffer.get(..count).unwrap_or_default();
        if bytes.is_empty() {
            return Ok(left);
        }
        (room, left) = match (room.checked_sub(count as u64), left.checked_sub(count as u64)) {
            (Some(room), Some(left)) => (room, left),
            _ => return Err(bomb()),
        };
        if std::mem::take(&mut first) && is_markup(name, bytes) {
            scan = Some(Scan::default());
        }
        if let Some(scan) = &mut scan {
            scan.take(bytes)?;
        }
    }
}

/// Pictures are not looked at; whatever calls itself markup, or looks like it, is.
fn is_markup(name: &str, bytes: &[u8]) -> bool {
    let named = name.ends_with(".xml") || name.ends_with(".rels");
    named || bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_start().starts_with(b"<")
}

fn bomb() -> Error {
    too_large(
        "Buku kerja ini terlalu besar setelah dibuka (paling banyak 256 MiB, dan 200 kali ukuran padatnya).",
        "This workbook is too large once unpacked (at most 256 MiB, and 200 times its packed size).",
    )
}
