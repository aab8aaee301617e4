//! The lines of a table as bodies of the single call: which column is which, and what its cells say.

mod body;
mod names;

use serde_json::Value;

use super::columns::{Holds, Shape};
use super::rows::{LINE, REASON};
use crate::domain::sheets::typed::{self, Typed};
use crate::domain::sheets::{Cell, Line, letter};
use crate::domain::text::pointer;
use crate::domain::{Code, Error, Result, Text, Violation};
use body::{Body, steps};
use names::Names;

/// Share of equal pieces, of a hundred, from which a heading looks like another.
const ALIKE: usize = 40;

/// Which column of a file is which column of its kind.
#[derive(Debug)]
pub struct Heading {
    places: Vec<Place>,
}

/// What a column of the file is.
#[derive(Clone, Debug, PartialEq)]
enum Place {
    /// The column of the shape at this index, and where its cells go in the body.
    Known(usize, Vec<String>),
    /// What the service itself wrote beside a refused row.
    Ours,
    /// Nothing stands above it; nothing may stand in it.
    Untitled,
}

/// A heading of a column, as it stands in the file.
struct Title {
    text: String,
    /// The column of the shape.
    found: Option<usize>,
    /// Whether it took the heading that spans it, or that stands above it, to know.
    below: bool,
}

impl Heading {
    /// Finds the heading among the first lines of a file: the line with the most known headings, with the line above it
    /// where headings span several columns. Also gives the index of the first line behind it. Everything that is wrong
    /// with it is told at once.
    pub fn find(shape: &Shape, first: &[Line]) -> Result<(Self, usize)> {
        let names = Names::of(shape);
        let mut best: Option<(usize, usize, Vec<Title>)> = None;
        for (index, line) in first.iter().enumerate() {
            let above = index.checked_sub(1).and_then(|above| first.get(above));
            let titles = titles(&names, above, line);
            let known = titles.iter().filter(|title| title.found.is_some()).count();
            let spanned = titles.iter().any(|title| title.below);
            let better = best.as_ref().is_none_or(|(at, most, _)| {
                // Two lines that know equally much, the lower one by the upper one, are one heading.
                known > *most || (known == *most && spanned && index == at + 1)
            });
            if better && known > 0 {
                best = Some((index, known, titles));
            }
        }
        match best {
            Some((index, known, titles)) if known >= shape.columns.len().clamp(1, 2) => {
                let behind = first.get(index + 1..).unwrap_or_default();
                Ok((Self::of(shape, titles, behind)?, index + 1))
            }
            _ => Err(none_found(shape)),
        }
    }

    fn of(shape: &Shape, titles: Vec<Title>, behind: &[Line]) -> Result<Self> {
        let mut places: Vec<Place> = Vec::with_capacity(titles.len());
        let mut faults: Vec<Violation> = Vec::new();
        let filled =
            |at: usize| behind.iter().any(|line| line.cells.get(at).is_some_and(|cell| !typed::is_nothing(cell)));
        let width = behind.iter().map(|line| line.cells.len()).max().unwrap_or_default().max(titles.len());
        for at in 0..width {
            let title = titles.get(at).filter(|title| !title.text.is_empty());
            let known = title.and_then(|title| title.found).and_then(|index| Some((index, shape.columns.get(index)?)));
            let place = match (title, known) {
                (None, _) if filled(at) => {
                    faults.push(unknown(shape, at, ""));
                    Place::Untitled
                }
                (None, _) => Place::Untitled,
                (Some(title), None) if is_ours(&title.text) => Place::Ours,
                (Some(title), None) => {
                    faults.push(unknown(shape, at, &title.text));
                    Place::Untitled
                }
                (Some(title), Some((index, column))) => {
                    let place = Place::Known(index, steps(&column.at));
                    match places.iter().position(|other| *other == place) {
                        None => place,
                        Some(_) if is_ours(&title.text) => Place::Ours,
                        Some(other) => {
                            faults.push(twice(&column.at, &column.title, other, at));
                            Place::Untitled
                        }
                    }
                }
            };
            places.push(place);
        }
        let is_there = |index: usize| places.iter().any(|place| matches!(place, Place::Known(own, _) if *own == index));
        let missing = shape.columns.iter().enumerate().filter(|(index, column)| column.required && !is_there(*index));
        faults.extend(missing.map(|(_, column)| {
            let said = Text::new(
                format!("Kolom wajib \"{}\" tidak ada.", column.title.id),
                format!("The required column \"{}\" ({}) is missing.", column.title.id, column.title.en),
            );
            Violation::new(Code::ImportHeadingMissing, &column.at).saying(said).with("title", column.title.id.as_str())
        }));
        if faults.is_empty() { Ok(Self { places }) } else { Err(Error::listing(Code::Invalid, faults)) }
    }

    /// The columns of the file with the headings by which they are known without the line above them; none where nothing
    /// stands. What the service itself added is left out.
    pub fn titles(&self, shape: &Shape) -> Vec<(usize, Option<String>)> {
        let title = |(at, place): (usize, &Place)| match place {
            Place::Known(index, _) => Some((at, shape.columns.get(*index).map(|column| column.title.id.clone()))),
            Place::Ours => None,
            Place::Untitled => Some((at, None)),
        };
        self.places.iter().enumerate().filter_map(title).collect()
    }

    /// The body of the single call that a line stands for; none for a line in which nothing is said. Cells that cannot be
    /// read are told all at once, without what stands in them.
    pub fn row(&self, shape: &Shape, line: &Line) -> Result<Option<Value>> {
        let (mut body, mut faults) = (Body::default(), Vec::new());
        for (at, cell) in line.cells.iter().enumerate().filter(|(_, cell)| !typed::is_nothing(cell)) {
            let (index, steps) = match self.places.get(at) {
                Some(Place::Known(index, steps)) => (*index, steps),
                Some(Place::Ours) => continue,
                Some(Place::Untitled) | None => {
                    faults.push(untitled(at));
                    continue;
                }
            };
            let Some(column) = shape.columns.get(index) else { continue };
            if typed::is_not_applicable(cell) && body.not_applicable(steps) {
                continue;
            }
            match value(&column.holds, cell) {
                Ok(value) => body.put(steps, value),
                Err(unreadable) => {
                    let fault = Violation::new(unreadable.code, &column.at).saying(unreadable.says);
                    faults.push(fault.with("column", letter(at)));
                }
            }
        }
        let (fields, contradicted) = body.end();
        faults.extend(contradicted.into_iter().map(|code| {
            let said = Text::new(
                "Tidak berlaku, tetapi ada angka di kolom lain dari indikator ini.",
                "It is said not to apply, but other columns of this indicator hold numbers.",
            );
            Violation::new(Code::FieldFormat, format!("/values/{}", pointer(&code))).saying(said)
        }));
        if !faults.is_empty() {
            return Err(Error::listing(Code::Invalid, faults));
        }
        Ok((!fields.is_empty()).then_some(Value::Object(fields)))
    }
}

/// The headings of a line, with those of the line above where cells of that one span several columns.
fn titles(names: &Names, above: Option<&Line>, line: &Line) -> Vec<Title> {
    let over = above.map_or(&[][..], |above| above.cells.as_slice());
    let (mut titles, mut group) = (Vec::new(), String::new());
    for at in 0..line.cells.len().max(over.len()) {
        let (own, upper) = (shown(line.cells.get(at)), shown(over.get(at)));
        if !upper.is_empty() {
            group.clone_from(&upper);
        }
        let title = if own.is_empty() {
            let found = names.find(&upper);
            // What stands above without being a heading is a title of the whole table.
            Title { text: if found.is_some() { upper } else { String::new() }, found, below: false }
        } else {
            let whole = if group.is_empty() { None } else { names.find(&format!("{group} {own}")) };
            Title { found: whole.or_else(|| names.find(&own)), below: whole.is_some(), text: own }
        };
        titles.push(title);
    }
    // Without a heading of its own a line is none, whatever stands above its blank cells.
    let own = |(title, cell): (&Title, &Cell)| title.found.is_some() && !shown(Some(cell)).is_empty();
    if !titles.iter().zip(&line.cells).any(own) {
        for title in &mut titles {
            title.found = None;
        }
    }
    titles
}

fn shown(cell: Option<&Cell>) -> String {
    cell.and_then(|cell| typed::text(cell).ok()).unwrap_or_default()
}

/// Whether a column is one that the service adds to refused rows.
fn is_ours(text: &str) -> bool {
    let text = typed::fold(text);
    [LINE.0, LINE.1, REASON.0, REASON.1].iter().any(|own| text == typed::fold(own))
}

/// What a cell says, as the body has it.
fn value(holds: &Holds, cell: &Cell) -> Typed<Value> {
    Ok(match holds {
        Holds::Text => Value::from(typed::text(cell)?),
        Holds::Digits => Value::from(typed::digits(cell)?),
        Holds::Integer => Value::from(typed::integer(cell)?),
        Holds::Decimal => typed::decimal(cell)?,
        Holds::Rupiah => Value::from(typed::rupiah(cell)?),
        Holds::Date => Value::from(typed::date(cell)?.to_string()),
        Holds::Period => Value::from(typed::period(cell)?),
        Holds::YesNo => Value::from(typed::yes_no(cell)?),
        Holds::Choice(choices) => Value::from(typed::choice(cell, choices)?),
        Holds::List => Value::from(typed::list(cell)?),
    })
}

fn none_found(shape: &Shape) -> Error {
    let template = format!("/v1/imports/templates/{}.xlsx", shape.kind.as_str());
    Error::new(Code::ImportNoHeading)
        .saying(
            format!("Baris judul kolom tidak ditemukan di 30 baris pertama; pakai templat {template}."),
            format!(
                "No line with the headings of the columns was found among the first 30; use the template {template}."
            ),
        )
        .with("template", template)
}

fn unknown(shape: &Shape, at: usize, text: &str) -> Violation {
    let column = letter(at);
    let fault = Violation::new(Code::ImportHeadingUnknown, "").with("column", column.as_str());
    if text.is_empty() {
        return fault.saying(Text::new(
            format!("Kolom {column} berisi data tetapi tidak berjudul."),
            format!("Column {column} holds data but has no heading."),
        ));
    }
    let Some(near) = names::nearest(shape, text, ALIKE) else {
        return fault.saying(Text::new(
            format!("Judul kolom {column} tidak dikenal; hapus kolomnya, atau pakai judul dari templat."),
            format!(
                "The heading of column {column} is not known; delete the column, or use a heading of the template."
            ),
        ));
    };
    let said = Text::new(
        format!("Judul kolom {column} tidak dikenal; mungkin maksudnya \"{near}\"."),
        format!("The heading of column {column} is not known; perhaps \"{near}\" is meant."),
    );
    fault.saying(said).with("hint", near)
}

fn twice(at: &str, title: &Text, first: usize, second: usize) -> Violation {
    let (first, second) = (letter(first), letter(second));
    let said = Text::new(
        format!("Kolom \"{}\" ada dua kali: {first} dan {second}.", title.id),
        format!("The column \"{}\" is there twice: {first} and {second}.", title.id),
    );
    Violation::new(Code::ImportHeadingTwice, at).saying(said).with("column", second).with("first", first)
}

fn untitled(at: usize) -> Violation {
    let column = letter(at);
    let said = Text::new(
        format!("Sel di kolom {column}, yang tidak berjudul."),
        format!("There is something in column {column}, which has no heading."),
    );
    Violation::new(Code::UnknownField, "").saying(said).with("column", column)
}

#[cfg(test)]
#[path = "reading_test.rs"]
mod tests;
