//! How much of a file is taken, and how it is refused. Nothing is ever held in memory, or unpacked, beyond these.

use std::io::{self, Read};

use crate::domain::{Code, Error};

/// A kibibyte times itself.
pub(super) const MIB: u64 = 1024 * 1024;
/// Most bytes of a file as it is sent.
pub const MAX_BYTES: u64 = 64 * MIB;
/// Most bytes of text, unpacked.
pub(super) const MAX_TEXT: u64 = 512 * MIB;
/// Most lines with something in them, the heading among them.
pub(super) const MAX_ROWS: u64 = 200_000;
/// Most columns.
pub(super) const MAX_COLUMNS: usize = 500;
/// Most letters of a cell: as many as Excel takes.
pub(super) const MAX_LETTERS: usize = 32_767;
/// Most bytes of a line, all of its cells together.
pub(super) const MAX_LINE: usize = 1024 * 1024;

/// Bytes that somebody sent.
pub(super) type Bytes = Box<dyn Read + Send>;

/// Bytes that come from our own store: what fails there is no fault of the file.
pub(super) struct Own(pub(super) Bytes);

impl Read for Own {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(|failed| match failed.kind() {
            io::ErrorKind::Interrupted => failed,
            _ => io::Error::other(Error::internal(failed)),
        })
    }
}

/// Bytes that end with a refusal where there are too many.
pub(super) struct Limited<R> {
    inner: R,
    left: u64,
    most: u64,
}

impl<R> Limited<R> {
    pub(super) fn new(inner: R, most: u64) -> Self {
        Self { inner, left: most, most }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(too_many_bytes(self.most))),
        }
        Ok(read)
    }
}

/// Why reading failed: our refusal, our own failure, or a file that is not what it seems.
pub(super) fn refused(failed: io::Error) -> Error {
    failed.downcast::<Error>().unwrap_or_else(|_| damaged())
}

/// A file that cannot be read to its end.
pub(super) fn damaged() -> Error {
    Error::new(Code::ImportDamaged)
}

/// A file of another kind.
pub(super) fn other_type(id: &str, en: &str) -> Error {
    Error::new(Code::ImportFileType).saying(
        format!("Berkas ini {id}. Yang diterima: XLSX, CSV, dan NDJSON, boleh dimampatkan dengan gzip."),
        format!("This file is {en}. XLSX, CSV and NDJSON are taken, also compressed with gzip."),
    )
}

/// A file with something too large in it.
pub(super) fn too_large(id: impl Into<String>, en: impl Into<String>) -> Error {
    Error::new(Code::ImportTooLarge).saying(id, en)
}

pub(super) fn too_many_bytes(most: u64) -> Error {
    let mib = most / MIB;
    too_large(
        format!("Isi berkas melebihi {mib} MiB; bagi menjadi beberapa berkas."),
        format!("The file holds more than {mib} MiB; split it into several."),
    )
    .with("maxBytes", most)
}

pub(super) fn too_many_rows() -> Error {
    too_large(
        format!("Berkas memuat lebih dari {MAX_ROWS} baris; bagi menjadi beberapa berkas."),
        format!("The file has more than {MAX_ROWS} rows; split it into several."),
    )
    .with("maxRows", MAX_ROWS)
}

pub(super) fn too_wide(line: u64, columns: usize) -> Error {
    Error::new(Code::ImportTooWide)
        .saying(
            format!("Baris {line} memiliki {columns} kolom; paling banyak {MAX_COLUMNS}."),
            format!("Line {line} has {columns} columns; at most {MAX_COLUMNS} are taken."),
        )
        .with("line", line)
        .with("columns", columns)
        .with("maxColumns", MAX_COLUMNS)
}

pub(super) fn line_too_long(line: u64) -> Error {
    too_large(
        format!("Baris {line} lebih panjang dari 1 MiB; mungkin sebuah tanda kutip tidak ditutup."),
        format!("Line {line} is longer than 1 MiB; perhaps a quotation mark was never closed."),
    )
    .with("line", line)
}

pub(super) fn cell_too_long(line: u64, column: String) -> Error {
    too_large(
        format!("Sel {column}{line} memuat lebih dari {MAX_LETTERS} huruf."),
        format!("Cell {column}{line} holds more than {MAX_LETTERS} characters."),
    )
    .with("line", line)
    .with("column", column)
}
