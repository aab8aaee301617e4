//! What people get to fill in, read back.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, SheetVisible, Xlsx, open_workbook_from_rs};

use super::*;
use crate::domain::imports::columns::ImportKind;

fn column(title: &str, holds: Holds, required: bool) -> Column {
    Column {
        at: format!("/{title}"),
        title: Text::new(title, format!("{title} (en)")),
        also: Vec::new(),
        holds,
        required,
        help: Text::new("Bantuan ".repeat(40), "Help"),
        example: "=contoh".to_owned(),
    }
}

fn choices(count: usize) -> Holds {
    let one = |number: usize| (format!("KODE_{number:03}"), Text::new(format!("Pilihan {number}"), "Choice"));
    Holds::Choice((0..count).map(one).collect())
}

fn shape() -> Shape {
    let columns = vec![
        column("Kode BLK", Holds::Text, true),
        column("NIK", Holds::Digits, true),
        column("Tanggal lahir", Holds::Date, false),
        column("Kejuruan", choices(120), true),
        column("Jenis", choices(3), false),
        column("Kejuruan kedua dengan judul yang jauh lebih panjang", choices(120), false),
        column("Aktif", Holds::YesNo, false),
        column("Omzet", Holds::Rupiah, false),
    ];
    Shape { kind: ImportKind::Persons, title: Text::new("Orang", "Persons"), columns }
}

fn cells(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<String>> {
    let text = |cell: &Data| cell.to_string();
    book.worksheet_range(sheet).unwrap().rows().map(|row| row.iter().map(text).collect()).collect()
}

fn opened(shape: &Shape) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(template(shape).unwrap())).unwrap()
}

/// A part of the file as it stands.
fn part(shape: &Shape, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(template(shape).unwrap())).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_sheet_of_data_has_nothing_but_headings() {
    let mut book = opened(&shape());
    let rows = cells(&mut book, "Data");
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0][..4], ["Kode BLK *", "NIK *", "Tanggal lahir", "Kejuruan *"]);
}

#[test]
fn the_sheets_stand_in_order_and_that_of_the_choices_is_hidden() {
    let book = opened(&shape());
    let sheets: Vec<(&str, bool)> = book
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.visible == SheetVisible::Visible))
        .collect();
    assert_eq!(sheets, [("Data", true), ("Petunjuk", true), ("_pilihan", false)]);
}

#[test]
fn each_list_of_choices_stands_once_and_drops_down_where_it_is_asked_for() {
    let mut book = opened(&shape());
    let rows = cells(&mut book, "_pilihan");
    assert_eq!((rows.len(), rows[0].as_slice()), (120, ["KODE_000".to_owned(), "KODE_000".to_owned()].as_slice()));
    assert_eq!(rows[119], ["KODE_119", ""]);
    let data = part(&shape(), "xl/worksheets/sheet1.xml");
    assert_eq!(data.matches("$A$1:$A$120").count(), 2, "{data}");
    assert_eq!(data.matches("$B$1:$B$3").count(), 1);
    for range in ["D2:D1001", "F2:F1001", "G2:G1001"] {
        assert!(data.contains(&format!("sqref=\"{range}\"")), "{range}");
    }
    assert!(data.contains("ya,tidak"));
}

#[test]
fn the_explanations_name_every_column_and_every_choice() {
    let mut book = opened(&shape());
    let rows = cells(&mut book, "Petunjuk");
    let stands = |cell: &str| rows.iter().any(|row| row.iter().any(|own| own == cell));
    for cell in ["Orang", "Persons", "NIK *", "=contoh", "120 pilihan, lihat di bawah", "KODE_119", "Pilihan 7"] {
        assert!(stands(cell), "{cell}");
    }
    assert!(stands("KODE_000 = Pilihan 0\nKODE_001 = Pilihan 1\nKODE_002 = Pilihan 2"));
    assert!(stands("Kejuruan (dan 1 kolom lain)"));
}

#[test]
fn columns_of_digits_are_text_and_no_example_is_a_formula() {
    let styles = part(&shape(), "xl/styles.xml");
    assert!(styles.contains("d mmmm yyyy"), "{styles}");
    for sheet in ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"] {
        assert!(!part(&shape(), sheet).contains("<f>"), "{sheet}");
    }
}

#[test]
fn the_same_shape_gives_the_same_bytes() {
    assert_eq!(template(&shape()).unwrap(), template(&shape()).unwrap());
}

#[test]
fn a_shape_without_choices_has_no_sheet_of_them() {
    let shape = Shape { columns: vec![column("Nama", Holds::Text, true)], ..shape() };
    assert_eq!(opened(&shape).sheet_names(), ["Data", "Petunjuk"]);
}
