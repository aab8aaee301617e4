//! What a file is, told by its first bytes. Its name and its declared type say nothing: people rename files.

use std::io::{Cursor, Read};

use encoding_rs::{UTF_16BE, UTF_16LE};
use flate2::read::MultiGzDecoder;

use super::limits::{Bytes, Limited, MAX_BYTES, MAX_TEXT, Own, other_type, refused};
use super::lines::BYTE_ORDER_MARK;
use super::utf16::Utf16;
use crate::domain::{Code, Error, Result};

/// Bytes that are looked at.
const HEAD: u64 = 4 * 1024;
const GZIP: &[u8] = &[0x1f, 0x8b];

/// A file and what it is.
pub(super) enum Form {
    Csv(Bytes),
    Ndjson(Bytes),
    /// Any ZIP archive; whether it is a workbook says its directory.
    Xlsx(Bytes),
}

/// First bytes of what is not taken, and what it is, in Indonesian and English.
const OTHERS: &[(&[u8], &str, &str)] = &[
    (
        &[0xd0, 0xcf, 0x11, 0xe0],
        "buku kerja Excel lama (.xls) atau berkata sandi; simpan sebagai .xlsx tanpa kata sandi",
        "an old Excel workbook (.xls) or has a password; save it as .xlsx without one",
    ),
    (b"%PDF", "dokumen PDF", "a PDF document"),
    (b"\x89PNG", "gambar PNG", "a PNG image"),
    (&[0xff, 0xd8, 0xff], "gambar JPEG", "a JPEG image"),
    (b"GIF8", "gambar GIF", "a GIF image"),
    (b"7z\xbc\xaf\x27\x1c", "arsip 7z", "a 7z archive"),
    (b"Rar!\x1a", "arsip RAR", "a RAR archive"),
    (b"BZh", "arsip bzip2", "a bzip2 archive"),
    (b"\xfd7zXZ", "arsip xz", "an xz archive"),
    (&[0x28, 0xb5, 0x2f, 0xfd], "arsip zstd", "a zstd archive"),
    (b"{\\rtf", "dokumen RTF", "an RTF document"),
];

/// What a file is. What is packed with gzip is unpacked on the way.
pub(super) fn of(source: Bytes) -> Result<Form> {
    let (head, source) = peeked(Box::new(Limited::new(Own(source), MAX_BYTES)))?;
    if !head.starts_with(GZIP) {
        return plain(&head, source);
    }
    let (head, source) = peeked(Box::new(Limited::new(MultiGzDecoder::new(source), MAX_TEXT)))?;
    if head.starts_with(GZIP) {
        return Err(other_type("gzip di dalam gzip", "gzip within gzip"));
    }
    plain(&head, source)
}

fn peeked(mut source: Bytes) -> Result<(Vec<u8>, Bytes)> {
    let mut head = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut head).map_err(refused)?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(source))))
}

fn plain(head: &[u8], source: Bytes) -> Result<Form> {
    if let Some((_, id, en)) = OTHERS.iter().find(|(sign, _, _)| head.starts_with(sign)) {
        return Err(other_type(id, en));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Form::Xlsx(source));
    }
    let encoding = match head {
        [0xff, 0xfe, ..] => UTF_16LE,
        [0xfe, 0xff, ..] => UTF_16BE,
        _ => return text(head, source),
    };
    let (head, source) = peeked(Box::new(Limited::new(Utf16::new(source, encoding), MAX_TEXT)))?;
    text(&head, source)
}

fn text(head: &[u8], source: Bytes) -> Result<Form> {
    if head.contains(&0) {
        return Err(other_type("bukan teks dan bukan buku kerja Excel", "neither text nor an Excel workbook"));
    }
    let begins = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head).trim_ascii_start();
    match begins {
        [] if (head.len() as u64) < HEAD => Err(Error::new(Code::ImportEmpty)),
        [b'<', ..] => Err(other_type("HTML atau XML, walau namanya mungkin lain", "HTML or XML, whatever its name")),
        // A heading may begin with a bracket; an array goes on otherwise.
        [b'[', rest @ ..] if is_array(rest.trim_ascii_start()) => {
            Err(other_type("satu larik JSON; kirim satu objek setiap baris", "one JSON array; send one object a line"))
        }
        [b'{', rest @ ..] => match rest.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) {
            Some(b'\n') => Err(other_type(
                "JSON yang dipecah menjadi beberapa baris; kirim satu objek setiap baris",
                "JSON spread over several lines; send one object a line",
            )),
            _ => Ok(Form::Ndjson(source)),
        },
        _ => Ok(Form::Csv(source)),
    }
}

fn is_array(rest: &[u8]) -> bool {
    matches!(rest.first(), None | Some(b'{' | b'[' | b'"' | b']'))
}
