//! A workbook of one sheet, written row by row.

use std::io::{BufWriter, Write};
use std::path::Path;

use rust_xlsxwriter::{Color, Format, FormatAlign, IgnoreError, Workbook, Worksheet, XlsxError};
use serde_json::{Number, Value};

use super::limits::MAX_LETTERS;
use crate::domain::{Code, Error, Result};

/// Most rows of a sheet of Excel, without the heading.
const MOST_ROWS: u32 = 1_048_575;
/// From here on Excel does not keep every digit of a number.
const KEPT_DIGITS: u64 = 1_000_000_000_000_000;
/// Numbers from here on would be shown with an exponent.
const SHOWN_DIGITS: u64 = 10_000_000_000;

/// A workbook on its way.
pub(super) struct Book {
    workbook: Workbook,
    out: BufWriter<Box<dyn Write + Send>>,
    columns: u16,
    /// The row written last; the heading is row 0.
    row: u32,
    /// How long numbers are shown.
    whole: Format,
}

impl Book {
    /// Begins with the heading: bold, in view while one scrolls, with filters once the table is ended.
    pub(super) fn begin(columns: &[String], out: Box<dyn Write + Send>, scratch: &Path) -> Result<Self> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(scratch).map_err(failed)?;
        let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        let bold = Format::new().set_bold().set_background_color(Color::RGB(0xE2EFDA)).set_align(FormatAlign::Top);
        sheet.set_name("Data").map_err(failed)?.set_freeze_panes(1, 0).map_err(failed)?;
        for (column, name) in (0_u16..).zip(columns) {
            sheet.set_column_width(column, width(name)).map_err(failed)?;
            sheet.write_string_with_format(0, column, fit(name), &bold).map_err(failed)?;
        }
        let columns = u16::try_from(columns.len()).map_err(Error::internal)?;
        Ok(Self { workbook, out: BufWriter::new(out), columns, row: 0, whole: Format::new().set_num_format("0") })
    }

    /// Writes a row.
    pub(super) fn row(&mut self, cells: &[Value]) -> Result<()> {
        if self.row >= MOST_ROWS {
            return Err(Error::new(Code::ExportTooMany).with("max", MOST_ROWS));
        }
        self.row += 1;
        let (row, whole) = (self.row, &self.whole);
        let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        for (column, cell) in (0_u16..).zip(cells) {
            let written = match cell {
                Value::Null => continue,
                Value::Bool(yes) => sheet.write_boolean(row, column, *yes),
                Value::Number(number) => write_number(sheet, (row, column), number, whole),
                Value::String(text) => sheet.write_string(row, column, fit(text)),
                list => sheet.write_string(row, column, fit(&list.to_string())),
            };
            written.map_err(failed)?;
        }
        Ok(())
    }

    /// Packs the sheet. Of a large one that takes seconds.
    pub(super) fn end(mut self) -> Result<()> {
        if let Some(last) = self.columns.checked_sub(1) {
            let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
            sheet.autofilter(0, 0, self.row, last).map_err(failed)?;
            // Codes and NIK are texts on purpose: Excel need not warn of each of them.
            sheet.ignore_error_range(0, 0, self.row, last, IgnoreError::NumberStoredAsText).map_err(failed)?;
        }
        self.workbook.save_to_writer(&mut self.out).map_err(failed)?;
        self.out.flush().map_err(Error::internal)
    }
}

fn write_number<'a>(
    sheet: &'a mut Worksheet,
    at: (u32, u16),
    number: &Number,
    whole: &Format,
) -> std::result::Result<&'a mut Worksheet, XlsxError> {
    let size = number.as_i64().map(i64::unsigned_abs).or_else(|| number.as_u64());
    let float = number.as_f64().unwrap_or_default();
    match size {
        Some(size) if size >= KEPT_DIGITS => sheet.write_string(at.0, at.1, number.to_string()),
        Some(size) if size >= SHOWN_DIGITS => sheet.write_number_with_format(at.0, at.1, float, whole),
        _ => sheet.write_number(at.0, at.1, float),
    }
}

/// A text that a cell can hold.
fn fit(text: &str) -> String {
    cut(text, MAX_LETTERS)
}

/// A text of at most so many characters, as UTF-16 counts them; what is too long ends on three dots.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.len() <= most || text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let (mut room, mut cut) = (most.saturating_sub(1), String::new());
    for letter in text.chars() {
        let Some(left) = room.checked_sub(letter.len_utf16()) else { break };
        room = left;
        cut.push(letter);
    }
    cut.push('…');
    cut
}

/// A column is as wide as its name, within reason.
pub(super) fn width(name: &str) -> f64 {
    u32::try_from(name.chars().count() + 4).unwrap_or(u32::MAX).clamp(12, 40).into()
}

pub(super) fn failed(cause: XlsxError) -> Error {
    Error::internal(cause)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_sheet_that_is_full_is_refused() {
        let columns = ["a".to_owned()];
        let mut book = Book::begin(&columns, Box::new(std::io::sink()), &std::env::temp_dir()).unwrap();
        book.row = MOST_ROWS - 1;
        book.row(&[json!(1)]).unwrap();
        assert_eq!(book.row(&[json!(1)]).unwrap_err().code(), Code::ExportTooMany);
    }
}
