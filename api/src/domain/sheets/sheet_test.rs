//! Files as people send them, in real bytes.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::domain::{Code, Error};

fn open(bytes: impl Into<Vec<u8>>) -> Result<Sheet> {
    Sheet::open(Cursor::new(bytes.into()))
}

fn lines(bytes: impl Into<Vec<u8>>) -> Vec<Line> {
    let line = |read: Result<Read>| match read.unwrap() {
        Read::Line(line) => line,
        Read::Json { .. } => panic!("a record"),
    };
    open(bytes).unwrap().map(line).collect()
}

/// Why a file is refused, at once or on the way.
fn refusal(bytes: impl Into<Vec<u8>>) -> Error {
    match open(bytes) {
        Err(refused) => refused,
        Ok(sheet) => sheet.filter_map(Result::err).next().expect("a refusal"),
    }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook with one sheet of this markup, and these further parts.
fn workbook(sheet: &str, others: &[(&str, &[u8])]) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |of: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"rId1\" Type=\"{office}/{of}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns:r=\"{office}\"><sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let sheet = format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>");
    let (root, own) = (relations("officeDocument", "xl/workbook.xml"), relations("worksheet", "worksheets/sheet1.xml"));
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", own.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend_from_slice(others);
    archive(&parts)
}

#[test]
fn a_text_is_read_in_whatever_encoding_it_comes() {
    let text_of = |bytes: Vec<u8>| lines(bytes).into_iter().map(|line| line.cells).collect::<Vec<_>>();
    let wanted = vec![vec![text("Kode"), text("Nama")], vec![text("A"), text("Café")]];
    let plain = "Kode;Nama\r\nA;Café\r\n";
    let utf16 = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| {
        mark.into_iter().chain(plain.encode_utf16().flat_map(unit)).collect::<Vec<u8>>()
    };
    for bytes in [
        plain.as_bytes().to_vec(),
        format!("\u{feff}{plain}").into_bytes(),
        b"Kode;Nama\r\nA;Caf\xe9\r\n".to_vec(),
        utf16([0xff, 0xfe], u16::to_le_bytes),
        utf16([0xfe, 0xff], u16::to_be_bytes),
        gzip(plain.as_bytes()),
    ] {
        assert_eq!(text_of(bytes), wanted);
    }
}

#[test]
fn records_of_json_are_read_line_by_line_and_a_broken_one_stands_alone() {
    let sheet = open("\u{feff}{\"a\": 1}\n\n{\"a\": \n[1]\n{\"a\": 2}").unwrap();
    assert_eq!(sheet.form(), SheetFormat::Ndjson);
    let read: Vec<(u64, Option<Value>)> = sheet
        .map(|read| match read.unwrap() {
            Read::Json { number, value } => (number, value.ok()),
            Read::Line(_) => panic!("a line"),
        })
        .collect();
    assert_eq!(read, [(1, Some(json!({"a": 1}))), (3, None), (4, None), (5, Some(json!({"a": 2})))]);
}

#[test]
fn what_a_file_is_says_its_content() {
    let zip = |name: &str| archive(&[(name, b"x")]);
    for (bytes, said) in [
        (b"%PDF-1.7\n".to_vec(), "PDF"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "PNG"),
        (vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1], "xls"),
        (b"<html><table><tr><td>1</td></tr></table>".to_vec(), "HTML"),
        (b"[{\"a\": 1}]".to_vec(), "one object a line"),
        (b"{\n  \"a\": 1\n}\n".to_vec(), "one object a line"),
        (b"{\\rtf1 x}".to_vec(), "RTF"),
        (b"a\0b\0".to_vec(), "neither"),
        (zip("content.xml"), "OpenDocument"),
        (zip("word/document.xml"), "Word"),
        (zip("xl/workbook.bin"), "xlsb"),
        (zip("data.csv"), "ZIP"),
        (gzip(&gzip(b"a,b\n1,2\n")), "gzip within gzip"),
    ] {
        let refused = refusal(bytes);
        assert_eq!(refused.code(), Code::ImportFileType, "{said}");
        assert!(refused.0.detail.en.contains(said), "{said}: {}", refused.0.detail.en);
    }
    for empty in ["", " \n\r\n", "\u{feff}"] {
        assert_eq!(refusal(empty).code(), Code::ImportEmpty);
    }
}

#[test]
fn the_first_sheet_that_people_fill_in_is_read() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Petunjuk").unwrap().write_string(0, 0, "baca dahulu").unwrap();
    book.add_worksheet().set_name("_pilihan").unwrap().write_string(0, 0, "A").unwrap();
    book.add_worksheet().set_name("Lama").unwrap().set_hidden(true).write_string(0, 0, "lama").unwrap();
    let data = book.add_worksheet().set_name("Isian").unwrap();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let percent = Format::new().set_num_format("0.0%");
    data.write_string(1, 0, " Siti\u{a0}").unwrap();
    data.write_number(1, 1, 1_250_000.0).unwrap();
    data.write_datetime_with_format(1, 2, ExcelDateTime::from_ymd(2021, 11, 3).unwrap(), &day).unwrap();
    data.write_boolean(1, 3, true).unwrap();
    data.write_number_with_format(1, 5, 0.125, &percent).unwrap();
    data.write_formula(4, 0, Formula::new("=1+1").set_result("2")).unwrap();
    data.write_formula(4, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let sheet = open(bytes.clone()).unwrap();
    assert_eq!(sheet.form(), SheetFormat::Xlsx);
    let lines = lines(gzip(&bytes));
    assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 5]);
    let day = NaiveDate::from_ymd_opt(2021, 11, 3).unwrap();
    let first = vec![
        text("Siti"),
        Cell::Number(1_250_000.0),
        Cell::Date(day),
        Cell::YesNo(true),
        Cell::Blank,
        Cell::Number(12.5),
    ];
    assert_eq!(lines[0].cells, first);
    assert_eq!(lines[1].cells[0], Cell::Number(2.0));
    assert_eq!(lines[1].cells[1], Cell::Broken("#DIV/0!".to_owned()));
}

#[test]
fn a_formula_without_a_value_is_told_and_not_taken_for_blank() {
    let cells = "<row r=\"1\"><c r=\"A1\"><f>1+1</f></c><c r=\"B1\"><f>1+1</f><v>2</v></c><c r=\"C1\"/></row>";
    assert_eq!(lines(workbook(cells, &[]))[0].cells, [Cell::Broken("#RUMUS!".to_owned()), Cell::Number(2.0)]);
}

#[test]
fn a_formula_in_every_cell_is_read_by_its_values() {
    let row = |row: usize| {
        let cells: String =
            (0..50).map(|at| format!("<c r=\"{}{row}\"><f>ROW()</f><v>{row}</v></c>", letter(at))).collect();
        format!("<row r=\"{row}\">{cells}</row>")
    };
    let lines = lines(workbook(&(1..=2_000).map(row).collect::<String>(), &[]));
    assert_eq!((lines.len(), lines[1_999].cells.len()), (2_000, 50));
    assert_eq!(lines[1_999].cells[49], Cell::Number(2_000.0));
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let zeros = vec![b' '; 4 * 1024 * 1024];
    let large = refusal(workbook("", &[("xl/worksheets/sheet2.xml", &zeros)]));
    assert_eq!(large.code(), Code::ImportTooLarge);
    let shared = b"<sst uniqueCount=\"999999999999\"><si><t>a</t></si></sst>";
    assert_eq!(refusal(workbook("", &[("xl/sharedStrings.xml", shared)])).code(), Code::ImportTooLarge);
    // A directory that tells less than there is.
    let mut lies = workbook("", &[("xl/worksheets/sheet2.xml", &zeros)]);
    let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    for at in 0..lies.len() - 4 {
        if lies[at..at + 4] == size {
            lies[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
        }
    }
    assert!(matches!(refusal(lies).code(), Code::ImportTooLarge | Code::ImportDamaged));
    // Text that unpacks without an end: blank lines are not held.
    let endless = gzip(&vec![b'\n'; 2 * 1024 * 1024]);
    assert!(lines([gzip(b"a,b\n"), endless].concat()).len() == 1);
}

#[test]
fn too_many_columns_rows_and_letters_are_refused_with_their_number() {
    let cells: String = (0..1_000).map(|at| format!("<c r=\"{}3\"><v>1</v></c>", letter(at))).collect();
    let wide = refusal(workbook(&format!("<row r=\"3\">{cells}</row>"), &[]));
    assert_eq!((wide.code(), &wide.0.params["columns"]), (Code::ImportTooWide, &json!(1_000)));
    let many = refusal("a\n".repeat(200_001));
    assert_eq!((many.code(), &many.0.params["maxRows"]), (Code::ImportTooLarge, &json!(200_000)));
    let long = refusal(format!("a,b\n1,{}\n", "x".repeat(32_768)));
    assert_eq!((long.code(), &long.0.params["column"]), (Code::ImportTooLarge, &json!("B")));
}

#[test]
fn a_damaged_file_is_refused_and_never_read_in_half() {
    let packed = gzip("a,b\n1,2\n".repeat(10_000).as_bytes());
    assert_eq!(refusal(packed[..packed.len() - 20].to_vec()).code(), Code::ImportDamaged);
    let book = workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", &[]);
    assert_eq!(refusal(book[..book.len() / 2].to_vec()).code(), Code::ImportDamaged);
    // Rows that go back, and markup that ends in the midst of a row.
    let back = "<row r=\"5\"><c r=\"A5\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>";
    assert_eq!(refusal(workbook(back, &[])).code(), Code::ImportDamaged);
    let failing = std::io::Read::chain(&b"a,b\n1,2\n"[..], Broken);
    let sheet = Sheet::open(failing);
    assert!(sheet.is_err_and(|failed| failed.code() == Code::Internal));
}

/// A store that fails.
struct Broken;

impl std::io::Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("disk"))
    }
}
