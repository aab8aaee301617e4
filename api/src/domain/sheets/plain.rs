//! Text: separated values and lines of JSON, in whatever encoding it came.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader};
use std::sync::{Arc, Mutex};

use encoding_rs::{Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Bytes, Cell, Line, Read, as_io, cell, refusal, width};
use crate::domain::{Code, Error, Result};

/// Most bytes of a text once it is unpacked.
const MAX_TEXT: u64 = 512 * 1024 * 1024;
/// Most bytes of a line.
const MAX_LINE: u64 = 1024 * 1024;
/// Separators, in the order in which they are preferred.
const SEPARATORS: [u8; 4] = [b';', b'\t', b',', b'|'];

/// Bytes that come to an end, though whoever sent them would go on: all of them, and those of a line.
pub(super) struct Bounded<R> {
    bytes: R,
    left: u64,
    most: u64,
    line: Option<u64>,
}

impl<R: io::Read> Bounded<R> {
    pub(super) fn new(bytes: R, most: u64, line: Option<u64>) -> Self {
        Self { bytes, left: most, most, line }
    }
}

impl<R: io::Read> io::Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(into)?;
        let count = u64::try_from(read).map_err(io::Error::other)?;
        self.left = self
            .left
            .checked_sub(count)
            .ok_or_else(|| as_io(Error::new(Code::TooLarge).with("maxBytes", self.most)))?;
        if let Some(line) = &mut self.line {
            let new = into.get(..read).unwrap_or_default();
            if new.contains(&0) {
                return Err(as_io(super::no_table("berkas biner", "a binary file")));
            }
            let last = new.iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
            *line = match last {
                Some(at) => u64::try_from(read - at).map_err(io::Error::other)?,
                None => *line + count,
            };
            if *line > MAX_LINE {
                return Err(as_io(Error::new(Code::ImportLineLong).with("maxBytes", MAX_LINE)));
            }
        }
        Ok(read)
    }
}

/// UTF-16 as UTF-8.
struct Recoded {
    bytes: Bytes,
    decoder: Decoder,
    ready: io::Cursor<Vec<u8>>,
    over: bool,
}

impl io::Read for Recoded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.ready.read(into)?;
            if read > 0 || self.over || into.is_empty() {
                return Ok(read);
            }
            let mut raw = [0u8; 8 * 1024];
            let count = self.bytes.read(&mut raw)?;
            self.over = count == 0;
            let mut text = String::with_capacity(32 * 1024);
            let _ = self.decoder.decode_to_string(raw.get(..count).unwrap_or_default(), &mut text, self.over);
            self.ready = io::Cursor::new(text.into_bytes());
        }
    }
}

/// A text whose bytes are UTF-8, or of one byte a letter; its first ones beside it.
pub(super) fn utf8(head: &[u8], bytes: Bytes) -> (Bytes, Vec<u8>) {
    let wide = match head {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => None,
    };
    let Some(encoding) = wide else {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).to_vec();
        return (Box::new(Bounded::new(bytes, MAX_TEXT, Some(0))), head);
    };
    let (text, _, _) = encoding.decode(head);
    let head = text.as_bytes().to_vec();
    let decoder = encoding.new_decoder_with_bom_removal();
    let text = Recoded { bytes, decoder, ready: io::Cursor::default(), over: false };
    (Box::new(Bounded::new(text, MAX_TEXT, Some(0))), head)
}

/// The letters of some bytes: UTF-8, or what Windows wrote.
fn letters(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => text,
        None => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// Where lines end that were read and not counted yet.
type Ends = Arc<Mutex<VecDeque<u64>>>;

/// Bytes whose ends of lines are kept: the reader of cells skips blank lines and does not say so.
struct Marked {
    bytes: Bytes,
    at: u64,
    ends: Ends,
}

impl io::Read for Marked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(into)?;
        if let Ok(mut ends) = self.ends.lock() {
            let new = into.iter().take(read).zip(self.at..);
            ends.extend(new.filter(|(byte, _)| **byte == b'\n').map(|(_, at)| at));
        }
        self.at += u64::try_from(read).map_err(io::Error::other)?;
        Ok(read)
    }
}

/// Lines of cells.
pub(super) struct Commas {
    reader: csv::Reader<Marked>,
    ends: Ends,
    /// Lines that ended before the last record did.
    lines: u64,
    record: csv::ByteRecord,
    /// A first line that names the separator, as Excel writes it.
    named: bool,
}

impl Commas {
    pub(super) fn new(text: Bytes, head: &[u8]) -> Self {
        let (separator, named) = separator(head);
        let ends = Ends::default();
        let text = Marked { bytes: text, at: 0, ends: ends.clone() };
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text);
        Self { reader, ends, lines: 0, record: csv::ByteRecord::new(), named }
    }

    /// The line, from 1, in which the last record begins.
    fn number(&mut self) -> u64 {
        let behind = self.reader.position().byte();
        if let Ok(mut ends) = self.ends.lock() {
            // The end of its own line does not count.
            while ends.front().is_some_and(|end| end + 1 < behind) {
                ends.pop_front();
                self.lines += 1;
            }
        }
        let within = self.record.iter().flatten().filter(|byte| **byte == b'\n').count();
        (self.lines + 1).saturating_sub(u64::try_from(within).unwrap_or_default())
    }

    pub(super) fn next(&mut self) -> Option<Result<Read>> {
        loop {
            match self.reader.read_byte_record(&mut self.record) {
                Ok(false) => return None,
                Err(failed) => return Some(Err(broken(failed))),
                Ok(true) => {}
            }
            if std::mem::take(&mut self.named) {
                continue;
            }
            let number = self.number();
            if let Err(wide) = width(self.record.len()) {
                return Some(Err(wide));
            }
            let cells: Result<Vec<Cell>> = self.record.iter().map(|bytes| cell(&letters(bytes))).collect();
            match cells {
                Err(refused) => return Some(Err(refused)),
                Ok(cells) if cells.iter().all(|cell| *cell == Cell::Blank) => {}
                Ok(cells) => return Some(Ok(Read::Line(Line { number, cells }))),
            }
        }
    }
}

fn broken(failed: csv::Error) -> Error {
    match failed.into_kind() {
        csv::ErrorKind::Io(failed) => refusal(failed),
        _ => super::no_table("rusak", "broken"),
    }
}

/// What separates the cells, and whether the first line says it (`sep=;`).
fn separator(head: &[u8]) -> (u8, bool) {
    let first = head.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] = first {
        return (*separator, true);
    }
    // Most often found outside of quotes, in the line that has most of them: titles above the heading have few.
    let count = |separator: u8| {
        let lines = head.split(|byte| *byte == b'\n').take(30);
        let each = lines.map(|line| {
            let mut quoted = false;
            let apart = line.iter().filter(|byte| {
                quoted ^= **byte == b'"';
                !quoted && **byte == separator
            });
            apart.count()
        });
        each.max().unwrap_or_default()
    };
    let best = SEPARATORS.into_iter().rev().max_by_key(|separator| count(*separator));
    (best.filter(|separator| count(*separator) > 0).unwrap_or(b','), false)
}

/// Lines of JSON.
pub(super) struct Lines {
    text: BufReader<Bytes>,
    number: u64,
}

impl Lines {
    pub(super) fn new(text: Bytes) -> Self {
        Self { text: BufReader::new(text), number: 0 }
    }

    pub(super) fn next(&mut self) -> Option<Result<Read>> {
        loop {
            let mut line = Vec::new();
            match self.text.read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Err(failed) => return Some(Err(refusal(failed))),
                Ok(_) => self.number += 1,
            }
            let text = letters(&line);
            let text = text.trim().trim_start_matches('\u{feff}');
            if !text.is_empty() {
                let value = crate::http::parse(text.as_bytes());
                return Some(Ok(Read::Json { number: self.number, value }));
            }
        }
    }
}
