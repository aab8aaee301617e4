//! XLSX: the cells of a sheet as they stream by, on a thread of their own, since what reads them holds the workbook.

use std::collections::HashSet;
use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Style, Xlsx, XlsxCellReader, XlsxError};
use chrono::NaiveDate;

use super::cells::{UNKEPT, cell};
use super::limits::{
    Bytes, Limited, MAX_BYTES, MAX_COLUMNS, MAX_LINE, damaged, line_too_long, other_type, refused, too_wide,
};
use super::typed::rounded;
use super::{Cell, Line, Read, parts};
use crate::domain::{Code, Error, Result};

type Book = Xlsx<Cursor<Vec<u8>>>;
/// Some lines on their way, or why there are no more.
type Batch = Result<Vec<Line>>;

/// Lines, and bytes of their texts, that are handed over at a time.
const LINES: usize = 64;
const WEIGHT: usize = 256 * 1024;
/// The sheet of explanations of our own files.
const EXPLANATIONS: &str = "petunjuk";
/// Most formulas without a value that are told cell by cell.
const MOST_UNKEPT: usize = 100_000;

/// The lines of a workbook's first sheet of data.
pub(super) struct Cells {
    from: Receiver<Batch>,
    ready: std::vec::IntoIter<Line>,
}

impl Cells {
    pub(super) fn open(bytes: Bytes) -> Result<Self> {
        let mut all = Vec::new();
        Limited::new(bytes, MAX_BYTES).read_to_end(&mut all).map_err(refused)?;
        parts::check(&all)?;
        let (to, from) = sync_channel(1);
        let work = move || {
            // A workbook at which the library stumbles is a damaged one; lines must not end as if they were all.
            let ended = catch_unwind(AssertUnwindSafe(|| read(all, &to))).unwrap_or_else(|_| Err(damaged()));
            if let Err(refused) = ended {
                // Whoever does not listen any more needs no reason.
                let _ = to.send(Err(refused));
            }
        };
        std::thread::Builder::new().name("sheet".to_owned()).spawn(work).map_err(Error::internal)?;
        // The first message says that the workbook could be opened.
        let first = from.recv().unwrap_or_else(|_| Err(damaged()))?;
        Ok(Self { from, ready: first.into_iter() })
    }
}

impl Iterator for Cells {
    type Item = Result<Read>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(line) = self.ready.next() {
                return Some(Ok(Read::Line(line)));
            }
            match self.from.recv() {
                Ok(Ok(some)) => self.ready = some.into_iter(),
                Ok(Err(refused)) => return Some(Err(refused)),
                Err(_) => return None,
            }
        }
    }
}

/// Reads the sheet and hands its lines over. Ends early where nobody takes them.
fn read(bytes: Vec<u8>, to: &SyncSender<Batch>) -> Result<()> {
    let mut book: Book = Xlsx::new(Cursor::new(bytes)).map_err(failed)?;
    let name = sheet(&book)?;
    let unkept = unkept(book.worksheet_cells_reader(&name).map_err(failed)?)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(failed)?;
    let percents: Vec<bool> = cells.styles().iter().map(is_percent).collect();
    let mut rows = Rows { to, some: Vec::new(), weight: 0, row: None };
    if to.send(Ok(Vec::new())).is_err() {
        return Ok(());
    }
    while let Some((found, style)) = cells.next_cell_with_style_id().map_err(failed)? {
        let (row, column) = found.get_position();
        let (line, at) = (u64::from(row) + 1, usize::try_from(column).unwrap_or(usize::MAX));
        let value = match found.get_value() {
            DataRef::Empty if unkept.contains(&(row, column)) => Cell::Broken(UNKEPT.to_owned()),
            value => seen(value, percents.get(style).copied().unwrap_or_default(), line, at)?,
        };
        if value != Cell::Blank && !rows.put(line, at, value)? {
            return Ok(());
        }
    }
    rows.end()
}

/// The first sheet that people see and fill in.
fn sheet(book: &Book) -> Result<String> {
    let own = |name: &str| name.starts_with('_') || name.trim().to_lowercase() == EXPLANATIONS;
    let mut sheets = book.sheets_metadata().iter();
    let found = sheets
        .find(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible && !own(&sheet.name));
    found.map(|sheet| sheet.name.clone()).ok_or_else(|| Error::new(Code::ImportEmpty))
}

/// Where formulas stand without the value that somebody saw.
fn unkept(mut cells: XlsxCellReader<'_, Cursor<Vec<u8>>>) -> Result<HashSet<(u32, u32)>> {
    let mut found = HashSet::new();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(failed)? {
        if cell.formula.is_some() && cell.value == DataRef::Empty {
            found.insert(cell.pos);
        }
        if found.len() > MOST_UNKEPT {
            return Err(Error::new(Code::ImportDamaged).saying(
                "Rumus di berkas ini tidak punya nilai tersimpan; buka di Excel, simpan, lalu kirim lagi.",
                "The formulas of this file have no stored values; open it in Excel, save it, and send it again.",
            ));
        }
    }
    Ok(found)
}

/// Whether a cell of this style shows its number times a hundred.
fn is_percent(style: &Style) -> bool {
    let code = style.number_format.as_ref().map_or("", |format| format.format_code.as_str());
    // What stands in quotes is shown as it is.
    code.split('"').step_by(2).any(|part| part.replace("\\%", "").contains('%'))
}

/// A value as it was seen.
fn seen(value: &DataRef<'_>, percent: bool, line: u64, column: usize) -> Result<Cell> {
    Ok(match value {
        DataRef::Empty => Cell::Blank,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) if !number.is_finite() => Cell::Broken("#NUM!".to_owned()),
        DataRef::Float(number) => Cell::Number(if percent { rounded(number * 100.0) } else { *number }),
        DataRef::String(text) | DataRef::DurationIso(text) => cell(text, line, column)?,
        DataRef::SharedString(text) => cell(text, line, column)?,
        DataRef::Bool(yes) => Cell::YesNo(*yes),
        DataRef::DateTime(time) => day(*time),
        DataRef::DateTimeIso(text) => match text.get(..10).map(str::parse::<NaiveDate>) {
            Some(Ok(day)) => Cell::Date(day),
            _ => cell(text, line, column)?,
        },
        DataRef::Error(error) => Cell::Broken(error.to_string()),
    })
}

/// A day; what shows a time of day or a duration is a number.
fn day(time: ExcelDateTime) -> Cell {
    let number = time.as_f64();
    if time.is_duration() || !(1.0..2_958_466.0).contains(&number) {
        return Cell::Number(number);
    }
    time.as_datetime().map_or(Cell::Number(number), |time| Cell::Date(time.date()))
}

/// Cells on their way to lines.
struct Rows<'a> {
    to: &'a SyncSender<Batch>,
    some: Vec<Line>,
    /// Bytes of texts in `some`.
    weight: usize,
    row: Option<Row>,
}

struct Row {
    line: Line,
    bytes: usize,
    /// Columns beyond those that are kept.
    wide: usize,
}

impl Rows<'_> {
    /// Takes a cell. False where nobody takes lines any more.
    fn put(&mut self, line: u64, column: usize, value: Cell) -> Result<bool> {
        if self.row.as_ref().is_some_and(|row| row.line.number != line) && !self.close(line)? {
            return Ok(false);
        }
        let row =
            self.row.get_or_insert_with(|| Row { line: Line { number: line, cells: Vec::new() }, bytes: 0, wide: 0 });
        if let Cell::Text(text) | Cell::Broken(text) = &value {
            row.bytes += text.len();
        }
        if row.bytes > MAX_LINE {
            return Err(line_too_long(line));
        }
        row.wide = row.wide.max(column.saturating_add(1));
        if column < MAX_COLUMNS {
            let cells = &mut row.line.cells;
            if cells.len() <= column {
                cells.resize(column + 1, Cell::Blank);
            }
            if let Some(cell) = cells.get_mut(column) {
                *cell = value;
            }
        }
        Ok(true)
    }

    /// Ends a line; the next one must come behind it.
    fn close(&mut self, next: u64) -> Result<bool> {
        let Some(row) = self.row.take() else { return Ok(true) };
        if next <= row.line.number {
            return Err(damaged());
        }
        if row.wide > MAX_COLUMNS {
            return Err(too_wide(row.line.number, row.wide));
        }
        self.weight += row.bytes;
        self.some.push(row.line);
        if self.some.len() < LINES && self.weight < WEIGHT {
            return Ok(true);
        }
        self.weight = 0;
        Ok(self.to.send(Ok(std::mem::take(&mut self.some))).is_ok())
    }

    fn end(mut self) -> Result<()> {
        if self.close(u64::MAX)? && !self.some.is_empty() {
            // Whoever does not listen any more needs no lines.
            let _ = self.to.send(Ok(self.some));
        }
        Ok(())
    }
}

/// What the library says of a workbook, as a refusal.
fn failed(failed: XlsxError) -> Error {
    match failed {
        XlsxError::Password => other_type("dilindungi kata sandi", "protected by a password"),
        // An error that the library does not know: where it stands is lost.
        XlsxError::CellError(_) => Error::new(Code::ImportDamaged).saying(
            "Sebuah sel berisi galat rumus (#...!); perbaiki rumusnya, lalu kirim lagi.",
            "A cell holds an error of a formula (#...!); mend the formula and send the file again.",
        ),
        _ => damaged(),
    }
}
