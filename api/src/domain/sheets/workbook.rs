//! Workbooks of Excel, cell by cell.

use std::io::{Cursor, Read as _};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::{Cell, Line, Read, cell, no_table, width};
use crate::domain::{Code, Error, Result};

/// Most bytes of all parts, unpacked.
const MAX_PARTS: u64 = 256 * 1024 * 1024;
/// Most bytes of the table of texts, which is read whole.
const MAX_TEXTS: u64 = 64 * 1024 * 1024;
/// How many times its packed size a part may have, and what any may.
const RATIO: u64 = 200;
const SMALL: u64 = 1024 * 1024;
/// Most parts.
const MAX_ENTRIES: usize = 1_000;
/// Lines read ahead.
const AHEAD: usize = 64;
/// Sheets that hold no rows: that of explanations.
const EXPLANATIONS: &str = "Petunjuk";

type Packed = Cursor<Vec<u8>>;

/// The lines of a workbook. calamine reads cells from a workbook that it holds, so both live on a thread of their own.
pub(super) struct Workbook(Receiver<Result<Read>>);

impl Workbook {
    pub(super) fn open(packed: Packed) -> Result<Self> {
        let packed = measured(packed)?;
        let mut book: Xlsx<Packed> = calamine::open_workbook_from_rs(packed).map_err(broken)?;
        let name = sheet(&book).ok_or_else(|| Error::new(Code::ImportEmpty))?;
        let (to, lines) = sync_channel(AHEAD);
        let work = move || {
            if let Err(refused) = read(&mut book, &name, &to) {
                // Whoever does not listen any more needs no reason.
                let _ = to.send(Err(refused));
            }
        };
        std::thread::Builder::new().name("workbook".to_owned()).spawn(work).map_err(Error::internal)?;
        Ok(Self(lines))
    }

    pub(super) fn next(&mut self) -> Option<Result<Read>> {
        self.0.recv().ok()
    }
}

/// The first sheet that people see and fill in.
fn sheet(book: &Xlsx<Packed>) -> Option<String> {
    let sheets = book.sheets_metadata().iter();
    let mut filled = sheets.filter(|sheet| {
        let rows = sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
        rows && !sheet.name.eq_ignore_ascii_case(EXPLANATIONS) && !sheet.name.starts_with('_')
    });
    filled.next().map(|sheet| sheet.name.clone())
}

/// Unpacks every part once, into nothing: what its directory says of a part may be a lie.
fn measured(packed: Packed) -> Result<Packed> {
    let mut archive = ZipArchive::new(packed).map_err(|_| no_table("rusak atau terpotong", "broken or cut off"))?;
    if archive.index_for_name("xl/workbook.xml").is_none() {
        return Err(no_table("arsip ZIP tetapi bukan buku kerja Excel", "a ZIP archive but no Excel workbook"));
    }
    let bomb = || Error::new(Code::ImportBomb).with("maxBytes", MAX_PARTS);
    if archive.len() > MAX_ENTRIES {
        return Err(bomb());
    }
    let mut all = 0;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| no_table("rusak atau terkunci", "broken or locked"))?;
        let texts = part.name().is_ok_and(|name| name.eq_ignore_ascii_case("xl/sharedStrings.xml"));
        let room = part.compressed_size().saturating_mul(RATIO).saturating_add(SMALL);
        let room = room.min(MAX_PARTS - all).min(if texts { MAX_TEXTS } else { MAX_PARTS });
        let size = std::io::copy(&mut part.take(room + 1), &mut std::io::sink())
            .map_err(|_| no_table("rusak atau terpotong", "broken or cut off"))?;
        if size > room {
            return Err(bomb());
        }
        all += size;
    }
    let mut packed = archive.into_inner();
    packed.set_position(0);
    Ok(packed)
}

fn broken(_: impl std::fmt::Display) -> Error {
    no_table("buku kerja Excel yang rusak", "a broken Excel workbook")
}

/// Sends line after line, until nobody listens.
fn read(book: &mut Xlsx<Packed>, name: &str, to: &SyncSender<Result<Read>>) -> Result<()> {
    let mut cells = book.worksheet_cells_reader(name).map_err(broken)?;
    let mut line: Option<Line> = None;
    while let Some(found) = cells.next_cell_with_formula().map_err(broken)? {
        let (row, column) = found.pos;
        let number = u64::from(row) + 1;
        if line.as_ref().is_some_and(|line| line.number != number) && !send(line.take(), to) {
            return Ok(());
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let held = held(&found.value, found.formula.is_some())?;
        if held == Cell::Blank {
            continue;
        }
        width(column.saturating_add(1))?;
        let line = line.get_or_insert_with(|| Line { number, cells: Vec::new() });
        if line.cells.len() <= column {
            line.cells.resize(column + 1, Cell::Blank);
        }
        if let Some(cell) = line.cells.get_mut(column) {
            *cell = held;
        }
    }
    send(line, to);
    Ok(())
}

/// False once nobody listens.
fn send(line: Option<Line>, to: &SyncSender<Result<Read>>) -> bool {
    match line {
        Some(line) if line.cells.iter().any(|cell| *cell != Cell::Blank) => to.send(Ok(Read::Line(line))).is_ok(),
        _ => true,
    }
}

/// A cell as it is shown: of a formula the value that was stored with it.
fn held(value: &DataRef<'_>, formula: bool) -> Result<Cell> {
    Ok(match value {
        DataRef::Empty if formula => Cell::Broken("formula".to_owned()),
        DataRef::Empty => Cell::Blank,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => cell(text)?,
        DataRef::SharedString(text) => cell(text)?,
        DataRef::Bool(yes) => Cell::YesNo(*yes),
        DataRef::DateTime(at) => match at.as_datetime() {
            Some(at) => Cell::Date(at.date()),
            None => Cell::Broken(at.to_string()),
        },
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => cell(text)?,
        DataRef::Error(error) => Cell::Broken(error.to_string()),
    })
}
