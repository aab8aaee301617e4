//! CSV as people have it: any separator, any encoding, quotes that do not quite fit. Lines are counted as an editor shows
//! them, and none is longer than can be held, which the reader of the `csv` crate does not promise.

use std::collections::VecDeque;

use super::cells::cell;
use super::limits::{Bytes, MAX_COLUMNS, MAX_LINE, line_too_long, too_wide};
use super::lines::Lines;
use super::{Cell, Line, Read};
use crate::domain::{Code, Error, Result};

/// What separates cells, the likeliest first.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// Lines by which the separator is told.
const FIRST: usize = 20;

/// The lines of a file.
pub(super) struct Csv {
    lines: Lines,
    /// Lines that were read ahead.
    first: VecDeque<(u64, String)>,
    separator: char,
}

impl Csv {
    pub(super) fn open(bytes: Bytes) -> Result<Self> {
        let mut lines = Lines::new(bytes);
        let mut first = VecDeque::new();
        let mut said = None;
        while first.len() < FIRST {
            let Some((number, text)) = lines.next()? else { break };
            match separator_line(&text) {
                Some(separator) if number == 1 => said = Some(separator),
                _ => first.push_back((number, text)),
            }
        }
        let separator = said.unwrap_or_else(|| likeliest(first.iter().map(|(_, text)| text.as_str())));
        Ok(Self { lines, first, separator })
    }

    fn text(&mut self) -> Result<Option<(u64, String)>> {
        match self.first.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next(),
        }
    }

    fn line(&mut self) -> Result<Option<Line>> {
        loop {
            let Some((number, text)) = self.text()? else { return Ok(None) };
            let (mut fields, mut bytes) = (Fields::new(self.separator), text.len());
            fields.take(&text);
            while fields.within == Within::Quotes {
                let Some((_, text)) = self.text()? else { return Err(unclosed(number)) };
                bytes += text.len() + 1;
                if bytes > MAX_LINE {
                    return Err(line_too_long(number));
                }
                fields.field.push('\n');
                fields.take(&text);
            }
            let cells = fields.cells(number)?;
            if !cells.is_empty() {
                return Ok(Some(Line { number, cells }));
            }
        }
    }
}

impl Iterator for Csv {
    type Item = Result<Read>;

    fn next(&mut self) -> Option<Self::Item> {
        self.line().transpose().map(|line| line.map(Read::Line))
    }
}

fn unclosed(line: u64) -> Error {
    let said = (
        format!("Tanda kutip yang dibuka pada baris {line} tidak pernah ditutup."),
        format!("A quotation mark that opens in line {line} is never closed."),
    );
    Error::new(Code::ImportDamaged).saying(said.0, said.1).with("line", line)
}

/// The separator that Excel is told by a first line `sep=;`.
fn separator_line(text: &str) -> Option<char> {
    let text = text.trim_matches([' ', '"']);
    let mut letters = text.get(..4).filter(|name| name.eq_ignore_ascii_case("sep=")).and(text.get(4..))?.chars();
    letters.next().filter(|_| letters.next().is_none())
}

/// The separator that stands in the most lines equally often.
fn likeliest<'a>(lines: impl Iterator<Item = &'a str> + Clone) -> char {
    let standing = |separator: char| {
        let counts: Vec<usize> = lines.clone().map(|text| count(text, separator)).filter(|count| *count > 0).collect();
        let alike = |count: &usize| counts.iter().filter(|other| *other == count).count();
        counts.iter().map(|count| (alike(count), *count)).max().unwrap_or_default()
    };
    let mut best = (SEPARATORS[0], (0, 0));
    for separator in SEPARATORS {
        let standing = standing(separator);
        if standing > best.1 {
            best = (separator, standing);
        }
    }
    best.0
}

/// How often a separator stands in a line outside quotes.
fn count(text: &str, separator: char) -> usize {
    let mut quoted = false;
    let outside = |letter: &char| {
        quoted ^= *letter == '"';
        !quoted && *letter == separator
    };
    text.chars().filter(outside).count()
}

/// Where in a line the reader is.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    /// Before the first letter of a cell.
    Begin,
    Cell,
    Quotes,
}

/// The cells of a line while it is read.
struct Fields {
    separator: char,
    done: Vec<String>,
    field: String,
    within: Within,
}

impl Fields {
    fn new(separator: char) -> Self {
        Self { separator, done: Vec::new(), field: String::new(), within: Within::Begin }
    }

    fn take(&mut self, text: &str) {
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            match self.within {
                Within::Quotes if letter == '"' => {
                    if letters.next_if_eq(&'"').is_some() {
                        self.field.push('"');
                    } else {
                        self.within = Within::Cell;
                    }
                }
                Within::Quotes => self.field.push(letter),
                _ if letter == self.separator => {
                    self.done.push(std::mem::take(&mut self.field));
                    self.within = Within::Begin;
                }
                Within::Begin if letter == '"' => {
                    self.field.clear();
                    self.within = Within::Quotes;
                }
                _ => {
                    self.field.push(letter);
                    if !letter.is_whitespace() {
                        self.within = Within::Cell;
                    }
                }
            }
        }
    }

    /// The cells as far as there is something in them.
    fn cells(mut self, line: u64) -> Result<Vec<Cell>> {
        self.done.push(self.field);
        let mut cells = Vec::with_capacity(self.done.len().min(MAX_COLUMNS));
        let (mut wide, mut blanks) = (0, 0);
        for (column, text) in self.done.iter().enumerate() {
            match cell(text, line, column)? {
                Cell::Blank => blanks += 1,
                cell => {
                    wide = column + 1;
                    if wide <= MAX_COLUMNS {
                        cells.extend(std::iter::repeat_n(Cell::Blank, blanks));
                        cells.push(cell);
                    }
                    blanks = 0;
                }
            }
        }
        if wide > MAX_COLUMNS { Err(too_wide(line, wide)) } else { Ok(cells) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(u64, Vec<String>)>> {
        let lines = Csv::open(Box::new(std::io::Cursor::new(text.as_bytes().to_vec())))?;
        let shown = |cell: &Cell| match cell {
            Cell::Text(text) => text.clone(),
            _ => "·".to_owned(),
        };
        lines
            .map(|read| match read? {
                Read::Line(line) => Ok((line.number, line.cells.iter().map(shown).collect())),
                Read::Json { .. } => unreachable!(),
            })
            .collect()
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        read(text).unwrap().into_iter().map(|(_, cells)| cells).collect()
    }

    #[test]
    fn the_separator_is_told_by_the_lines() {
        for text in [
            "Kode;Omzet\nA;1.250,00\nB;2,5\n",
            "Kode,Omzet\nA,\"1.250,00\"\nB,\"2,5\"\n",
            "Kode\tOmzet\nA\t1.250,00\nB\t2,5\n",
            "Kode|Omzet\nA|1.250,00\nB|2,5\n",
            "sep=;\nKode;Omzet\nA;1.250,00\nB;2,5\n",
        ] {
            assert_eq!(cells(text), [["Kode", "Omzet"], ["A", "1.250,00"], ["B", "2,5"]], "{text}");
        }
        // What is said wins over what seems.
        assert_eq!(cells("SEP=|\na,b|c\n"), [["a,b", "c"]]);
        assert_eq!(cells("Nama\nSiti\n"), [["Nama"], ["Siti"]]);
    }

    #[test]
    fn quotes_hold_separators_lines_and_quotes() {
        let text = "a,b\n\"Jl. Mawar, 3\nRT 1\",\"CV \"\"Maju\"\"\"\nToko \"A\", \"x\" \n";
        assert_eq!(cells(text), [["a", "b"], ["Jl. Mawar, 3\nRT 1", "CV \"Maju\""], ["Toko \"A\"", "x"]]);
    }

    #[test]
    fn lines_are_numbered_as_an_editor_shows_them() {
        let text = "\u{feff}a;b\r\n\r\n;;\r\n\"1\r\n2\";3\r\n4;5;;\r\n";
        let read = read(text).unwrap();
        let numbers: Vec<u64> = read.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 4, 6]);
        assert_eq!(read[2].1, ["4", "5"]);
    }

    #[test]
    fn a_quote_that_never_closes_and_a_thousand_columns_are_refused() {
        assert_eq!(read("a,b\n\"c,d\n").unwrap_err().code(), Code::ImportDamaged);
        let endless = format!("a,b\n\"{}", "c,d\n".repeat(400_000));
        assert_eq!(read(&endless).unwrap_err().code(), Code::ImportTooLarge);
        let wide = read(&vec!["a"; 1_000].join(",")).unwrap_err();
        assert_eq!((wide.code(), &wide.0.params["columns"]), (Code::ImportTooWide, &serde_json::json!(1_000)));
        // Separators alone are no columns.
        assert_eq!(cells(&format!("a{}\n", ",".repeat(1_000))), [["a"]]);
    }
}
