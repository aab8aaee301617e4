//! Tables as files: CSV, XLSX and NDJSON.

mod cells;
mod csv;
mod form;
mod limits;
mod lines;
mod ndjson;
mod parts;
mod scan;
pub mod template;
mod template_words;
pub mod typed;
mod utf16;
pub mod write;
mod write_xlsx;
mod xlsx;

use chrono::NaiveDate;
use serde_json::Value;

use super::Result;
use crate::vocab::SheetFormat;
use form::Form;

pub use cells::letter;
pub use limits::MAX_BYTES;

/// What a cell holds, as the person who filled it in saw it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// A text without the space around it; all that a CSV file knows.
    Text(String),
    /// A number of a workbook. Its form is gone; a percentage is what was seen: 12.5 for 12.5 %.
    Number(f64),
    /// A day of a workbook.
    Date(NaiveDate),
    /// A box of a workbook: TRUE or FALSE.
    YesNo(bool),
    /// An error such as #REF!, or a formula whose value was never stored.
    Broken(String),
}

/// A line of a table with something in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// As people see it in the file, from 1. Each is larger than the one before.
    pub number: u64,
    /// Its cells; blank ones at the end are left out.
    pub cells: Vec<Cell>,
}

/// What a file gives, one after the other.
#[derive(Debug)]
pub enum Read {
    /// A line of a table.
    Line(Line),
    /// A record of NDJSON.
    Json {
        /// Its line, from 1.
        number: u64,
        /// The object, or why there is none.
        value: Result<Value>,
    },
}

/// A file that somebody sent, read line by line. What it is says its content, never its name. It blocks while it reads,
/// so it belongs on a thread for that.
pub struct Sheet {
    form: SheetFormat,
    reads: Box<dyn Iterator<Item = Result<Read>> + Send>,
    rows: u64,
    ended: bool,
}

impl Sheet {
    /// Looks what the file is, and refuses it where nothing of it could be read.
    pub fn open(bytes: impl std::io::Read + Send + 'static) -> Result<Self> {
        let (form, reads): (_, Box<dyn Iterator<Item = Result<Read>> + Send>) = match form::of(Box::new(bytes))? {
            Form::Csv(bytes) => (SheetFormat::Csv, Box::new(csv::Csv::open(bytes)?)),
            Form::Xlsx(bytes) => (SheetFormat::Xlsx, Box::new(xlsx::Cells::open(bytes)?)),
            Form::Ndjson(bytes) => (SheetFormat::Ndjson, Box::new(ndjson::Records::open(bytes))),
        };
        Ok(Self { form, reads, rows: 0, ended: false })
    }

    /// What the file is.
    pub fn form(&self) -> SheetFormat {
        self.form
    }
}

impl Iterator for Sheet {
    type Item = Result<Read>;

    /// The next line. After a refusal nothing comes any more.
    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.reads.next();
        self.rows += 1;
        self.ended = !matches!(next, Some(Ok(_))) || self.rows > limits::MAX_ROWS;
        match next {
            Some(Ok(_)) if self.ended => Some(Err(limits::too_many_rows())),
            next => next,
        }
    }
}

#[cfg(test)]
#[path = "sheet_test.rs"]
mod tests;
