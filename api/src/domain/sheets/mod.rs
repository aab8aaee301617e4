//! Tables as files: CSV, XLSX and NDJSON, read line by line and written row by row.
//!
//! What a file is says its content, never its name. Whatever it holds, reading it takes bounded memory: what is packed is
//! measured before it is unpacked, and no line, cell or sheet is longer than said here.

mod plain;
pub mod template;
mod template_words;
pub mod typed;
mod workbook;
pub mod write;
mod write_xlsx;

use std::io::{BufReader, Cursor, Read as _};

use chrono::NaiveDate;
use flate2::read::MultiGzDecoder;
use serde_json::Value;

use self::plain::{Bounded, Commas, Lines};
use self::workbook::Workbook;
use crate::domain::{Code, Error, Result, Text};

/// Most bytes of a file as it is sent.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Most rows.
pub const MAX_ROWS: u64 = 200_000;
/// Most columns.
pub const MAX_COLUMNS: usize = 500;
/// Most characters of a cell: as many as Excel has.
pub const MAX_CELL: usize = 32_767;
/// Bytes by which a file is recognised.
const HEAD: usize = 64 * 1024;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// A text, without space around it.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// Yes or no.
    YesNo(bool),
    /// An error of the spreadsheet (`#REF!`), or a formula whose value is not in the file.
    Broken(String),
}

/// A line of cells.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number as people see it in the file, from 1.
    pub number: u64,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// What a file gives, one after the other.
#[derive(Debug)]
pub enum Read {
    /// A line that is not blank.
    Line(Line),
    /// A row of JSON, or why it is none.
    Json {
        /// Its line, from 1.
        number: u64,
        /// The row.
        value: Result<Value>,
    },
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetForm {
    /// Separated by commas, semicolons, tabs or bars.
    Csv,
    /// A workbook.
    Xlsx,
    /// A row of JSON a line.
    Ndjson,
}

/// A file that is being read. It blocks, so it belongs on a thread for that.
pub struct Sheet {
    form: SheetForm,
    source: Source,
    rows: u64,
}

enum Source {
    Commas(Box<Commas>),
    Lines(Box<Lines>),
    Workbook(Workbook),
    Over,
}

type Bytes = Box<dyn std::io::Read + Send>;

impl Sheet {
    /// Opens a file.
    pub fn open(bytes: impl std::io::Read + Send + 'static) -> Result<Self> {
        let packed: Bytes = Box::new(Bounded::new(bytes, MAX_BYTES, None));
        let (head, rest) = peek(packed)?;
        if !head.starts_with(&[0x1f, 0x8b]) {
            return Self::unpacked(&head, rest);
        }
        let (head, rest) = peek(Box::new(MultiGzDecoder::new(rest)))?;
        if head.starts_with(&[0x1f, 0x8b]) {
            return Err(no_table("gzip di dalam gzip", "gzip within gzip"));
        }
        Self::unpacked(&head, rest)
    }

    fn unpacked(head: &[u8], bytes: Bytes) -> Result<Self> {
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            let mut whole = Vec::new();
            Bounded::new(bytes, MAX_BYTES, None).read_to_end(&mut whole).map_err(refusal)?;
            let book = Workbook::open(Cursor::new(whole))?;
            return Ok(Self { form: SheetForm::Xlsx, source: Source::Workbook(book), rows: 0 });
        }
        if let Some((id, en)) = known(head) {
            return Err(no_table(id, en));
        }
        let (text, head) = plain::utf8(head, bytes);
        let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
        let (form, source) = match first {
            Some(b'{') => (SheetForm::Ndjson, Source::Lines(Box::new(Lines::new(text)))),
            Some(b'[') => {
                return Err(no_table(
                    "satu larik JSON; kirim satu objek per baris",
                    "one JSON array; send one object a line",
                ));
            }
            Some(b'<') => return Err(no_table("HTML atau XML", "HTML or XML")),
            _ => (SheetForm::Csv, Source::Commas(Box::new(Commas::new(text, &head)))),
        };
        Ok(Self { form, source, rows: 0 })
    }

    /// What it is.
    pub fn form(&self) -> SheetForm {
        self.form
    }
}

impl Iterator for Sheet {
    type Item = Result<Read>;

    fn next(&mut self) -> Option<Result<Read>> {
        let read = match &mut self.source {
            Source::Commas(lines) => lines.next(),
            Source::Lines(lines) => lines.next(),
            Source::Workbook(book) => book.next(),
            Source::Over => None,
        }?;
        self.rows += 1;
        let read = match read {
            Ok(_) if self.rows > MAX_ROWS => Err(Error::new(Code::ImportTooLong).with("max", MAX_ROWS)),
            other => other,
        };
        if read.is_err() {
            // Nothing behind a broken place can be trusted.
            self.source = Source::Over;
        }
        Some(read)
    }
}

/// The first bytes of a file, and all of it again.
fn peek(mut bytes: Bytes) -> Result<(Vec<u8>, Bytes)> {
    let mut head = Vec::with_capacity(HEAD);
    let taken = u64::try_from(HEAD).unwrap_or(u64::MAX);
    (&mut bytes).take(taken).read_to_end(&mut head).map_err(refusal)?;
    Ok((head.clone(), Box::new(BufReader::new(Cursor::new(head).chain(bytes)))))
}

/// What a file is that is no table, in both languages.
fn known(head: &[u8]) -> Option<(&'static str, &'static str)> {
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Some((
            "buku kerja Excel lama (.xls); simpan sebagai .xlsx",
            "an old Excel workbook (.xls); save it as .xlsx",
        ));
    }
    let found = infer::get(head)?;
    match found.mime_type() {
        "application/pdf" => Some(("PDF", "a PDF")),
        "text/html" | "text/xml" => Some(("HTML atau XML", "HTML or XML")),
        mime if mime.starts_with("text/") => None,
        mime if mime.starts_with("image/") => Some(("gambar", "an image")),
        _ => Some(("berkas biner", "a binary file")),
    }
}

/// The refusal of what is no table.
fn no_table(id: &str, en: &str) -> Error {
    Error::new(Code::ImportFileType).saying(
        format!("Berkas ini {id}. Yang diterima: CSV, XLSX, atau NDJSON, boleh dikompresi dengan gzip."),
        format!("This file is {en}. CSV, XLSX and NDJSON are accepted, compressed with gzip if you like."),
    )
}

/// A failure to read: a refusal of ours that came as one, or a file that is broken.
fn refusal(failed: std::io::Error) -> Error {
    let kind = failed.kind();
    match failed.into_inner().map(|inner| inner.downcast::<Error>()) {
        Some(Ok(refused)) => *refused,
        // Ours lie sealed; what came from outside may be cut off or garbled.
        _ if kind == std::io::ErrorKind::NotFound => Error::new(Code::Expired),
        _ => no_table("rusak atau terpotong", "broken or cut off"),
    }
}

/// A refusal on its way through readers.
fn as_io(refused: Error) -> std::io::Error {
    std::io::Error::other(refused)
}

/// The cell of a text.
fn cell(text: &str) -> Result<Cell> {
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || INVISIBLE.contains(&letter));
    if text.is_empty() {
        return Ok(Cell::Blank);
    }
    if text.chars().count() > MAX_CELL {
        return Err(Error::new(Code::ImportCellLong).with("max", MAX_CELL));
    }
    Ok(Cell::Text(text.to_owned()))
}

/// What nobody sees: zero-width letters and the mark of byte order.
const INVISIBLE: [char; 5] = ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}'];

/// Refuses lines of too many cells.
fn width(columns: usize) -> Result<()> {
    if columns <= MAX_COLUMNS {
        return Ok(());
    }
    Err(Error::new(Code::ImportTooWide).with("max", MAX_COLUMNS).with("columns", columns).saying(
        Text::new(format!("Berkas memuat {columns} kolom; paling banyak {MAX_COLUMNS}."), String::new()).id,
        format!("The file has {columns} columns; {MAX_COLUMNS} at most."),
    ))
}

#[cfg(test)]
mod tests;
