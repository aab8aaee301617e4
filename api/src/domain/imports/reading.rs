//! From the lines of a sheet to the bodies of single calls: which heading is which column, and what each cell says.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use super::columns::{Column, Holds, Shape};
use super::rows::{LINE, REASON};
use crate::domain::sheets::typed::{self, Unread, fold};
use crate::domain::sheets::{Cell, Line};
use crate::domain::{Code, Error, Result, Text, Violation};

/// What the whole of a group is called below it.
const TOTALS: [&str; 2] = ["jumlah", "total"];
/// How alike a heading must be to a known one to be named as what was meant.
const ALIKE: f64 = 0.7;

/// Which column each cell of a line belongs to.
#[derive(Debug)]
pub struct Heading {
    /// Index into the columns of the shape, by the place of the cell.
    columns: BTreeMap<usize, usize>,
}

impl Heading {
    /// Finds the heading among the first lines: the one in which most cells are known. Also how many lines end with it.
    pub fn find(shape: &Shape, first: &[Line]) -> Result<(Heading, usize)> {
        let names = names(shape);
        let least = shape.columns.len().min(2);
        let known = |index: usize| {
            let above = index.checked_sub(1).and_then(|above| first.get(above));
            let line = first.get(index)?;
            Some(headings(line, above).filter(|title| column(&names, title).is_some()).count())
        };
        let counts = (0..first.len()).filter_map(|index| Some((known(index)?, index)));
        // Of equal ones the first: a row may hold a word that is a heading.
        let best = counts.max_by_key(|(count, index)| (*count, std::cmp::Reverse(*index)));
        let Some((_, index)) = best.filter(|(count, _)| *count >= least) else { return Err(none(shape)) };
        let above = index.checked_sub(1).and_then(|above| first.get(above));
        let line = first.get(index).ok_or_else(|| none(shape))?;
        Self::read(shape, &names, line, above).map(|heading| (heading, index + 1))
    }

    fn read(shape: &Shape, names: &HashMap<String, usize>, line: &Line, above: Option<&Line>) -> Result<Heading> {
        let (mut columns, mut taken, mut faults) = (BTreeMap::new(), HashMap::new(), Vec::new());
        for title in headings(line, above) {
            let ours = [LINE.0, LINE.1, REASON.0, REASON.1];
            if ours.iter().any(|own| fold(own) == fold(&title.own)) {
                continue;
            }
            let place = title.place;
            let Some(found) = column(names, &title) else {
                // What stands above a blank cell may be a title of the sheet.
                if !title.blank {
                    faults.push(unknown(shape, place, &title.own));
                }
                continue;
            };
            if let Some(before) = taken.insert(found, place) {
                let fault = Violation::new(Code::ImportHeadingTwice, at(shape, found));
                faults.push(fault.with("column", letter(place)).with("first", letter(before)));
            }
            columns.insert(place, found);
        }
        let required =
            shape.columns.iter().enumerate().filter(|(index, column)| column.required && !taken.contains_key(index));
        faults.extend(required.map(|(_, column)| {
            Violation::new(Code::ImportHeadingMissing, column.at.clone())
                .with("heading", column.title.id.clone())
                .saying(Text::new(
                    format!("Kolom \"{}\" tidak ada.", column.title.id),
                    format!("The column \"{}\" is missing.", column.title.id),
                ))
        }));
        if faults.is_empty() { Ok(Heading { columns }) } else { Err(Error::listing(Code::ImportHeading, faults)) }
    }

    /// The body of the single call that a line stands for; none of a blank one. All that cannot be read comes at once.
    pub fn row(&self, shape: &Shape, line: &Line) -> Result<Option<Value>> {
        let (mut body, mut faults) = (Value::Object(Map::new()), Vec::new());
        for (place, index) in &self.columns {
            let (Some(cell), Some(column)) = (line.cells.get(*place), shape.columns.get(*index)) else { continue };
            if typed::is_blank(cell) {
                continue;
            }
            match value(column, cell) {
                Ok(value) => put(&mut body, &column.at, value),
                Err(why) => faults.push(fault(column, *place, why)),
            }
        }
        if !faults.is_empty() {
            return Err(Error::listing(Code::Invalid, faults));
        }
        let blank = body.as_object().is_none_or(Map::is_empty);
        Ok((!blank).then_some(body))
    }
}

/// Names by which columns are known, folded.
fn names(shape: &Shape) -> HashMap<String, usize> {
    let mut names = HashMap::new();
    for (index, column) in shape.columns.iter().enumerate() {
        let dotted = column.at.trim_start_matches('/').replace('/', ".");
        for name in [&column.title.id, &column.title.en, &dotted] {
            names.entry(fold(&bare(name))).or_insert(index);
        }
    }
    // By a shorter name only what it names alone: the last step of one pointer may be that of another.
    let mut short: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, column) in shape.columns.iter().enumerate() {
        let last = column.at.rsplit('/').next().unwrap_or_default().to_owned();
        for name in column.also.iter().chain([&last]) {
            let named = short.entry(fold(&bare(name))).or_default();
            if !named.contains(&index) {
                named.push(index);
            }
        }
    }
    for (name, columns) in short {
        if let [one] = columns.as_slice() {
            names.entry(name).or_insert(*one);
        }
    }
    names.remove("");
    names
}

/// A heading without what stands in brackets, and without the mark of what is required.
fn bare(title: &str) -> String {
    let mut depth = 0_u32;
    let kept = title.chars().filter(|letter| {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    });
    kept.collect()
}

/// A heading, and what stands above it.
struct Title {
    place: usize,
    /// What it says itself; of a blank cell what stands above it, as a cell that was merged downwards.
    own: String,
    /// The group above it: a cell that was merged to the right stands in its first place alone.
    group: String,
    /// Whether its own cell is blank.
    blank: bool,
}

/// Headings of a line.
fn headings<'a>(line: &'a Line, above: Option<&'a Line>) -> impl Iterator<Item = Title> + 'a {
    let width = line.cells.len().max(above.map_or(0, |above| above.cells.len()));
    let mut group = String::new();
    (0..width).filter_map(move |place| {
        let over = above.and_then(|above| above.cells.get(place));
        if let Some(Cell::Text(title)) = over {
            group.clone_from(title);
        }
        let own = line.cells.get(place).and_then(|cell| typed::text(cell).ok()).unwrap_or_default();
        let blank = own.is_empty();
        let own = if blank { over.and_then(|over| typed::text(over).ok()).unwrap_or_default() } else { own };
        (!own.is_empty()).then(|| Title { place, own, group: group.clone(), blank })
    })
}

fn column(names: &HashMap<String, usize>, title: &Title) -> Option<usize> {
    let by = |text: &str| names.get(&fold(&bare(text))).copied();
    let Title { own, group, .. } = title;
    let whole = TOTALS.contains(&fold(own).as_str()).then(|| by(group)).flatten();
    by(own).or_else(|| by(&format!("{group} {own}"))).or(whole).or_else(|| names.get(&fold(own)).copied())
}

fn at(shape: &Shape, column: usize) -> String {
    shape.columns.get(column).map(|column| column.at.clone()).unwrap_or_default()
}

/// The letter of a column: A, B, .. AA.
fn letter(place: usize) -> String {
    let (mut rest, mut letters) = (place + 1, Vec::new());
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

fn unknown(shape: &Shape, place: usize, title: &str) -> Violation {
    let short: String = title.chars().take(60).collect();
    let alike = |column: &&Column| strsim::normalized_damerau_levenshtein(&fold(&column.title.id), &fold(title));
    let nearest =
        shape.columns.iter().max_by(|a, b| alike(a).total_cmp(&alike(b))).filter(|column| alike(column) >= ALIKE);
    let fault =
        Violation::new(Code::ImportHeadingUnknown, "").with("column", letter(place)).with("heading", short.clone());
    let letter = letter(place);
    match nearest {
        Some(column) => fault.with("nearest", column.title.id.clone()).saying(Text::new(
            format!("Kolom {letter} \"{short}\" tidak dikenal; mungkin \"{}\".", column.title.id),
            format!("Column {letter} \"{short}\" is not known; \"{}\" perhaps.", column.title.id),
        )),
        None => fault.saying(Text::new(
            format!("Kolom {letter} \"{short}\" tidak dikenal."),
            format!("Column {letter} \"{short}\" is not known."),
        )),
    }
}

/// No line is a heading.
fn none(shape: &Shape) -> Error {
    let template = format!("/v1/imports/templates/{}.xlsx", shape.kind.as_str());
    Error::new(Code::ImportNoHeading).with("template", template.clone()).saying(
        format!("Baris judul kolom tidak ditemukan. Pakai templat: {template}"),
        format!("No line of headings was found. Take the template: {template}"),
    )
}

/// What a cell says.
fn value(column: &Column, cell: &Cell) -> std::result::Result<Value, Unread> {
    if column.at.starts_with("/values/")
        && let Cell::Text(text) = cell
        && ["tidak berlaku", "n/a", "not applicable"].contains(&text.to_lowercase().as_str())
    {
        return Ok(json!({"notApplicable": true}));
    }
    Ok(match &column.holds {
        Holds::Text => json!(typed::text(cell)?),
        Holds::Digits => json!(typed::digits(cell)?),
        Holds::Integer => json!(typed::integer(cell)?),
        Holds::Decimal => {
            let number = typed::decimal(cell)?;
            // A whole one is written as a whole one, as callers write it.
            if number.fract() == 0.0 { json!(number as i64) } else { json!(number) }
        }
        Holds::Rupiah => json!(typed::rupiah(cell)?),
        Holds::Date => json!(typed::date(cell)?.to_string()),
        Holds::Period => json!(typed::period(cell)?),
        Holds::YesNo => json!(typed::yes_no(cell)?),
        Holds::Choice(choices) => json!(typed::choice(cell, choices)?),
        Holds::List => {
            let text = typed::text(cell)?;
            let each = text.split([';', '\n']).map(str::trim).filter(|one| !one.is_empty());
            json!(each.collect::<Vec<_>>())
        }
    })
}

/// Puts a value where its pointer says. A total beside its parts stands among them.
fn put(body: &mut Value, pointer: &str, value: Value) {
    let steps: Vec<String> =
        pointer.trim_start_matches('/').split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    let Some((last, within)) = steps.split_last() else { return };
    let mut place = body;
    for step in within {
        let Some(fields) = fields(place) else { return };
        place = fields.entry(step.clone()).or_insert_with(|| Value::Object(Map::new()));
    }
    let Some(fields) = fields(place) else { return };
    match fields.get_mut(last) {
        Some(Value::Object(parts)) if !value.is_object() => {
            parts.insert("total".to_owned(), value);
        }
        _ => {
            fields.insert(last.clone(), value);
        }
    }
}

/// The fields of a value; a lone total becomes one of them.
fn fields(place: &mut Value) -> Option<&mut Map<String, Value>> {
    if !place.is_object() {
        let total = std::mem::take(place);
        *place = json!({"total": total});
    }
    place.as_object_mut()
}

fn fault(column: &Column, place: usize, why: Unread) -> Violation {
    let (code, id, en) = match (why, &column.holds) {
        (Unread::Lost, _) => (
            Code::FieldFormat,
            "tersimpan sebagai angka sehingga digit terakhirnya hilang; ubah format kolom menjadi teks lalu ketik ulang",
            "is stored as a number and has lost its last digits; make the column text and type it again",
        ),
        (Unread::Ambiguous, _) => (
            Code::FieldFormat,
            "tidak jelas: ribuan atau desimal? Tulis 1250 atau 1,25",
            "is in doubt: thousands or decimals? Write 1250 or 1,25",
        ),
        (Unread::Broken, _) => {
            (Code::FieldType, "berisi kesalahan atau rumus tanpa nilai", "holds an error or a formula without a value")
        }
        (Unread::Places, Holds::Rupiah) => (Code::FieldFormat, "harus rupiah bulat", "must be whole rupiah"),
        (Unread::Places, Holds::Integer) => (Code::FieldFormat, "harus bilangan bulat", "must be a whole number"),
        (Unread::Places, _) => (Code::FieldFormat, "paling banyak dua desimal", "may have two places at most"),
        (Unread::Kind, Holds::Date) => (
            Code::FieldFormat,
            "bukan tanggal; tulis misalnya 3 November 2021",
            "is no day; write 3 November 2021, say",
        ),
        (Unread::Kind, Holds::YesNo) => (Code::FieldType, "harus ya atau tidak", "must be ya or tidak"),
        (Unread::Kind, Holds::Rupiah) => (Code::FieldType, "bukan jumlah rupiah", "is no amount of rupiah"),
        (Unread::Kind, _) => (Code::FieldType, "bukan angka", "is no number"),
    };
    let told = Text::new(format!("{} {id}.", column.title.id), format!("{} {en}.", column.title.en));
    Violation::new(code, column.at.clone()).with("column", letter(place)).saying(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::imports::columns::ImportKind;

    fn column_of(at: &str, title: &str, holds: Holds, required: bool) -> Column {
        let title = Text::new(title, format!("{title} in English"));
        Column {
            at: at.to_owned(),
            title,
            also: Vec::new(),
            holds,
            required,
            help: Text::default(),
            example: String::new(),
        }
    }

    fn shape() -> Shape {
        let columns = vec![
            column_of("/blk", "Kode BLK", Holds::Digits, true),
            column_of("/period", "Periode", Holds::Period, true),
            column_of("/values/A03", "A03 Peserta", Holds::Integer, false),
            column_of("/values/A03/sex/PEREMPUAN", "A03 Peserta: Perempuan", Holds::Integer, false),
            column_of("/values/C08", "C08 Pendapatan (rupiah)", Holds::Rupiah, false),
        ];
        Shape { kind: ImportKind::Reports, title: Text::default(), columns }
    }

    fn line(number: u64, cells: &[&str]) -> Line {
        let cell = |text: &&str| if text.is_empty() { Cell::Blank } else { Cell::Text((*text).to_owned()) };
        Line { number, cells: cells.iter().map(cell).collect() }
    }

    #[test]
    fn a_heading_is_found_below_titles_and_known_by_several_names() {
        let lines = [
            line(1, &["Laporan Bulanan"]),
            line(3, &["KODE blk *", "period", "A03", "A03 Peserta – Perempuan", "C08 Pendapatan", "Baris"]),
        ];
        let (heading, behind) = Heading::find(&shape(), &lines).unwrap();
        assert_eq!((behind, heading.columns.len()), (2, 5));
        let row = heading.row(&shape(), &line(4, &["X", "Okt-26", "30", "17", "Rp 1.000", "3"])).unwrap().unwrap();
        assert_eq!(
            row,
            json!({"blk": "X", "period": "2026-10", "values": {"A03": {"total": 30, "sex": {"PEREMPUAN": 17}}, "C08": 1_000}})
        );
        let row = heading.row(&shape(), &line(5, &["X", "-", "30", "", "n/a"])).unwrap().unwrap();
        assert_eq!(row, json!({"blk": "X", "values": {"A03": 30, "C08": {"notApplicable": true}}}));
        assert_eq!(heading.row(&shape(), &line(6, &["", "-"])).unwrap(), None);
    }

    #[test]
    fn a_heading_of_two_lines_is_read_with_the_group_above() {
        let lines = [line(1, &["Kode BLK", "Periode", "A03 Peserta", ""]), line(2, &["", "", "Jumlah", "Perempuan"])];
        let (heading, behind) = Heading::find(&shape(), &lines).unwrap();
        assert_eq!(behind, 2);
        assert_eq!(heading.columns, BTreeMap::from([(0, 0), (1, 1), (2, 2), (3, 3)]));
    }

    #[test]
    fn all_that_is_wrong_with_a_heading_comes_at_once() {
        let refused = Heading::find(&shape(), &[line(1, &["blk", "A03", "A03", "A03 Pesrta", "Warna"])]).unwrap_err();
        let found: Vec<_> = refused
            .0
            .violations
            .iter()
            .map(|fault| (fault.code.as_str(), fault.params.get("column").cloned()))
            .collect();
        assert_eq!(
            found,
            [
                ("IMPORT.HEADING_TWICE", Some(json!("C"))),
                ("IMPORT.HEADING_UNKNOWN", Some(json!("D"))),
                ("IMPORT.HEADING_UNKNOWN", Some(json!("E"))),
                ("IMPORT.HEADING_MISSING", None),
            ]
        );
        assert_eq!(refused.0.violations[1].params["nearest"], "A03 Peserta");
        let refused = Heading::find(&shape(), &[line(1, &["satu", "dua"])]).unwrap_err();
        assert!(refused.0.detail.id.contains("/v1/imports/templates/reports.xlsx"));
    }

    #[test]
    fn what_cannot_be_read_is_told_without_what_it_says() {
        let (heading, _) = Heading::find(&shape(), &[line(1, &["blk", "period", "A03", "C08"])]).unwrap();
        let refused = heading.row(&shape(), &line(2, &["3,60201E+15", "2026-10", "banyak", "Rp 1,50"])).unwrap_err();
        let found: Vec<_> = refused.0.violations.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(found, ["/blk", "/values/A03", "/values/C08"]);
        assert!(!format!("{:?}", refused.0.violations).contains("banyak"));
        assert_eq!(
            (letter(0), letter(25), letter(26), letter(701)),
            ("A".into(), "Z".into(), "AA".into(), "ZZ".into())
        );
    }
}
