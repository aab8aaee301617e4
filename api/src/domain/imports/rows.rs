//! The rows of a sealed file, one after the other: read beside the requests, some at a time, never the whole file.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::columns::Shape;
use super::reading::Heading;
use crate::domain::jobs::sealed::{Key, Reader};
use crate::domain::sheets::write::Writer;
use crate::domain::sheets::{Cell, Line, Read, Sheet};
use crate::domain::{Code, Error, Result, Text, Violation};
use crate::vocab::SheetFormat;

/// Rows handed over at a time, and bytes of them: a row may be a mebibyte.
const ROWS: usize = 100;
const WEIGHT: usize = 1024 * 1024;
/// Lines among which the heading is looked for.
const FIRST: usize = 30;
/// Headings of what the service itself adds to refused rows; they are left out when the rows come back.
pub(super) const LINE: (&str, &str) = ("Baris", "Row");
pub(super) const REASON: (&str, &str) = ("Alasan", "Reason");

/// A row: its line, and the body of the single call, or why it cannot be read.
pub type Row = (u64, Result<Value>);

/// Rows on their way.
pub struct Rows {
    from: mpsc::Receiver<Vec<Row>>,
    reading: Option<JoinHandle<Result<()>>>,
}

impl Rows {
    /// Begins to read a file.
    pub fn open(path: PathBuf, key: Key, shape: Arc<Shape>) -> Self {
        let (to, from) = mpsc::channel(2);
        let send = move |rows| to.blocking_send(rows).is_ok();
        let reading = tokio::task::spawn_blocking(move || read(&path, key, &shape, send));
        Self { from, reading: Some(reading) }
    }

    /// The next rows; none after the last ones. What is wrong with all of the file comes once, and then nothing.
    pub async fn next(&mut self) -> Option<Result<Vec<Row>>> {
        if let Some(rows) = self.from.recv().await {
            return Some(Ok(rows));
        }
        // That nothing comes any more is no end: whoever read must say so.
        match self.reading.take()?.await {
            Ok(Ok(())) => None,
            Ok(Err(refused)) => Some(Err(refused)),
            Err(broken) => Some(Err(Error::internal(broken))),
        }
    }
}

/// What a file is, if its heading can be understood. Most of what is wrong with a file is found here, before a job is
/// made of it.
pub async fn first_look(path: PathBuf, key: Key, shape: Arc<Shape>) -> Result<SheetFormat> {
    let look = move || {
        let sheet = open(&path, key)?;
        let form = sheet.form();
        let mut lines = Lines::begin(sheet, &shape)?;
        match lines.next() {
            None => Err(Error::new(Code::ImportEmpty)),
            Some(read) => read.map(|_| form),
        }
    };
    tokio::task::spawn_blocking(look).await.map_err(Error::internal)?
}

fn open(path: &std::path::Path, key: Key) -> Result<Sheet> {
    Sheet::open(Reader::open(path, key).map_err(Error::internal)?)
}

fn read(path: &std::path::Path, key: Key, shape: &Shape, mut send: impl FnMut(Vec<Row>) -> bool) -> Result<()> {
    let mut lines = Lines::begin(open(path, key)?, shape)?;
    let (mut rows, mut held, mut some) = (Vec::with_capacity(ROWS), 0, false);
    while let Some(read) = lines.next() {
        let (number, row) = match read? {
            Read::Json { number, value } => (number, value.map(bare)),
            Read::Line(line) => match lines.row(shape, &line) {
                Ok(None) => continue,
                Ok(Some(row)) => (line.number, Ok(row)),
                Err(refused) => (line.number, Err(refused)),
            },
        };
        some = true;
        held += row.as_ref().map_or(0, weight);
        rows.push((number, row));
        if rows.len() == ROWS || held >= WEIGHT {
            held = 0;
            if !send(std::mem::replace(&mut rows, Vec::with_capacity(ROWS))) {
                return Ok(());
            }
        }
    }
    if !some {
        return Err(Error::new(Code::ImportEmpty));
    }
    if !rows.is_empty() {
        send(rows);
    }
    Ok(())
}

/// Bytes of a row, about.
pub(crate) fn weight(row: &Value) -> usize {
    match row {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(fields) => fields.iter().map(|(name, value)| name.len() + weight(value)).sum(),
        _ => 8,
    }
}

/// A row of JSON without what the service added to it when it was refused.
fn bare(mut row: Value) -> Value {
    if let Value::Object(fields) = &mut row {
        for name in [LINE.0, REASON.0] {
            fields.remove(&name.to_lowercase());
        }
    }
    row
}

/// The lines of a sheet behind its heading.
struct Lines {
    sheet: Sheet,
    heading: Option<Heading>,
    /// Lines that were read in search of the heading.
    ahead: std::vec::IntoIter<Line>,
    /// The heading of each column with its place, but for those that the service itself added.
    titles: Vec<(usize, String)>,
}

impl Lines {
    fn begin(mut sheet: Sheet, shape: &Shape) -> Result<Self> {
        if sheet.form() == SheetFormat::Ndjson {
            return Ok(Self { sheet, heading: None, ahead: Vec::new().into_iter(), titles: Vec::new() });
        }
        let mut first = Vec::new();
        while first.len() < FIRST {
            match sheet.next() {
                Some(Ok(Read::Line(line))) => first.push(line),
                Some(Ok(Read::Json { .. })) | None => break,
                Some(Err(refused)) => return Err(refused),
            }
        }
        let (heading, behind) = Heading::find(shape, &first)?;
        let own =
            behind.checked_sub(1).and_then(|at| first.get(at)).map(|line| line.cells.as_slice()).unwrap_or_default();
        // What was read with the group above it stands by itself when it comes back.
        let titles = heading.titles(shape).into_iter().map(|(at, title)| match title {
            Some(title) => (at, title),
            None => (at, own.get(at).map(text).unwrap_or_default()),
        });
        let titles = titles.collect();
        first.drain(..behind.min(first.len()));
        Ok(Self { sheet, heading: Some(heading), ahead: first.into_iter(), titles })
    }

    fn next(&mut self) -> Option<Result<Read>> {
        match self.ahead.next() {
            Some(line) => Some(Ok(Read::Line(line))),
            None => self.sheet.next(),
        }
    }

    fn row(&self, shape: &Shape, line: &Line) -> Result<Option<Value>> {
        match &self.heading {
            Some(heading) => heading.row(shape, line),
            None => Err(Error::internal(anyhow::anyhow!("a line without a heading"))),
        }
    }
}

/// Writes the rejected rows of a file once more, as they came, with the reason beside each: what its sender mends and
/// sends again. `reasons`: line and reason, in the order of the file.
pub fn rejected(
    path: &std::path::Path,
    key: Key,
    shape: &Shape,
    out: Box<dyn std::io::Write + Send>,
    scratch: &std::path::Path,
    mut reasons: impl FnMut() -> Option<(u64, String)>,
) -> Result<SheetFormat> {
    let mut lines = Lines::begin(open(path, key)?, shape)?;
    let format = lines.sheet.form();
    let titles = lines.titles.iter().map(|(_, title)| title.clone()).chain([LINE.0.to_owned(), REASON.0.to_owned()]);
    let mut writer = Writer::begin(format, &titles.collect::<Vec<_>>(), out, scratch)?;
    let mut wanted = reasons();
    while let Some((number, reason)) = &wanted {
        let Some(read) = lines.next() else { break };
        match read? {
            Read::Line(line) if line.number == *number => {
                let own = lines.titles.iter().map(|(at, _)| line.cells.get(*at).map(plain).unwrap_or_default());
                writer.row(&own.chain([json!(number), json!(reason)]).collect::<Vec<_>>())?;
            }
            Read::Json { number: at, value } if at == *number => {
                let mut row = value.unwrap_or_else(|_| json!({}));
                if let Value::Object(fields) = &mut row {
                    fields.insert(LINE.0.to_lowercase(), json!(number));
                    fields.insert(REASON.0.to_lowercase(), json!(reason));
                }
                writer.object(&row)?;
            }
            _ => continue,
        }
        wanted = reasons();
    }
    writer.end()?;
    Ok(format)
}

fn text(cell: &Cell) -> String {
    match plain(cell) {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A cell as it is written back.
fn plain(cell: &Cell) -> Value {
    match cell {
        Cell::Blank => Value::Null,
        Cell::Text(text) | Cell::Broken(text) => json!(text),
        // A whole number stays one: 1250000 and not 1250000.0.
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => json!(*number as i64),
        Cell::Number(number) => json!(number),
        Cell::Date(day) => json!(day.to_string()),
        Cell::YesNo(yes) => json!(if *yes { "ya" } else { "tidak" }),
    }
}

/// The refusal of a row that equals an earlier one.
pub(crate) fn twice(first: u64) -> Error {
    let fault = Violation::new(Code::ImportRowTwice, "")
        .with("first", first)
        .saying(Text::new(format!("Baris ini sama dengan baris {first}."), format!("This row equals row {first}.")));
    Error::listing(Code::Invalid, vec![fault])
}
