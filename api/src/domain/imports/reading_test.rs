//! Lines as people fill them in, read by the columns of a kind.

use serde_json::json;

use super::*;
use crate::domain::imports::columns::{Column, ImportKind};

fn column(at: &str, title: &str, holds: Holds) -> Column {
    Column {
        at: at.to_owned(),
        title: Text::new(title, format!("{title} (en)")),
        also: Vec::new(),
        holds,
        required: false,
        help: Text::default(),
        example: String::new(),
    }
}

fn shape() -> Shape {
    let columns = vec![
        Column { required: true, ..column("/blk", "Kode BLK", Holds::Text) },
        Column { required: true, also: vec!["Bulan".to_owned()], ..column("/period", "Periode", Holds::Period) },
        column("/values/A03", "A03 Jumlah peserta", Holds::Integer),
        column("/values/A03/sex/LAKI_LAKI", "A03 Jumlah peserta: laki-laki", Holds::Integer),
        column("/values/A03/sex/PEREMPUAN", "A03 Jumlah peserta: perempuan", Holds::Integer),
        column("/values/A04/sex/LAKI_LAKI", "A04 Lulusan: laki-laki", Holds::Integer),
        column("/values/C08", "C08 Omzet (Rp)", Holds::Rupiah),
        column("/nihil", "Nihil", Holds::YesNo),
        column("/eventOn", "Tanggal kejadian", Holds::Date),
        column("/acknowledge", "Peringatan diakui", Holds::List),
        column("/nik", "NIK", Holds::Digits),
    ];
    Shape { kind: ImportKind::Reports, title: Text::new("Laporan", "Reports"), columns }
}

fn line(number: u64, cells: &[&str]) -> Line {
    let cell = |text: &&str| if text.is_empty() { Cell::Blank } else { Cell::Text((*text).to_owned()) };
    Line { number, cells: cells.iter().map(cell).collect() }
}

fn found(lines: &[Line]) -> (Heading, usize) {
    Heading::find(&shape(), lines).unwrap()
}

fn faults(lines: &[Line]) -> Vec<(String, Value)> {
    let refused = Heading::find(&shape(), lines).unwrap_err();
    let fault = |fault: &Violation| (fault.code.clone(), fault.params.get("column").cloned().unwrap_or_default());
    refused.0.violations.iter().map(fault).collect()
}

fn read(heading: &[&str], cells: &[&str]) -> Result<Option<Value>> {
    let lines = [line(1, heading)];
    found(&lines).0.row(&shape(), &line(2, cells))
}

#[test]
fn a_heading_is_found_below_whatever_stands_above_it() {
    let lines = [
        line(1, &["LAPORAN BULANAN"]),
        line(2, &["BLK Komunitas", "", "2026"]),
        line(4, &["Kode BLK *", " PERIODE\n(bulan)", "C08  omzet"]),
        line(5, &["BLKK-1", "Okt-26", "1.250.000"]),
    ];
    let (heading, behind) = found(&lines);
    assert_eq!(behind, 3);
    let row = heading.row(&shape(), &lines[3]).unwrap().unwrap();
    assert_eq!(row, json!({"blk": "BLKK-1", "period": "2026-10", "values": {"C08": 1_250_000}}));
}

#[test]
fn columns_are_known_by_title_other_names_and_place() {
    for names in [
        ["kode blk", "bulan", "c08 omzet (rp)"],
        ["Kode BLK (en)", "Periode (en)", "C08 OMZET"],
        ["blk", "period", "values.C08"],
        ["/blk", "/period", "C08"],
    ] {
        let row = read(&names, &["BLKK-1", "2026-10", "5"]).unwrap().unwrap();
        assert_eq!(row, json!({"blk": "BLKK-1", "period": "2026-10", "values": {"C08": 5}}), "{names:?}");
    }
}

#[test]
fn a_heading_of_two_lines_is_read_as_one() {
    let upper = line(1, &["Kode BLK", "Periode", "A03 Jumlah peserta", "", "A04 Lulusan", "C08 Omzet (Rp)"]);
    let lower = line(2, &["", "", "Laki-laki", "Perempuan", "Laki-laki"]);
    let cells = line(3, &["BLKK-1", "2026-10", "13", "17", "9", "500"]);
    let (heading, behind) = found(&[upper, lower, cells.clone()]);
    assert_eq!(behind, 2);
    let values = json!({
        "A03": {"sex": {"LAKI_LAKI": 13, "PEREMPUAN": 17}}, "A04": {"sex": {"LAKI_LAKI": 9}}, "C08": 500
    });
    let row = heading.row(&shape(), &cells).unwrap().unwrap();
    assert_eq!(row, json!({"blk": "BLKK-1", "period": "2026-10", "values": values}));
    // The same columns are known by one line alone.
    let titles = heading.titles(&shape());
    let titles: Vec<&str> = titles.iter().filter_map(|(_, title)| title.as_deref()).collect();
    assert_eq!(found(&[line(1, &titles)]).0.row(&shape(), &cells).unwrap().unwrap(), row);
}

#[test]
fn rows_that_came_back_with_a_reason_are_read_as_they_are() {
    let heading = ["Kode BLK", "Periode", "Baris", "Alasan", "Baris", "Reason"];
    let row = read(&heading, &["BLKK-1", "2026-10", "7", "Periode salah", "8", "x"]).unwrap().unwrap();
    assert_eq!(row, json!({"blk": "BLKK-1", "period": "2026-10"}));
}

#[test]
fn everything_that_is_wrong_with_a_heading_is_told_at_once() {
    let lines = [line(1, &["Kode BLK", "C08 Omset", "Kode BLK", "Warna"])];
    assert_eq!(
        faults(&lines),
        [
            ("IMPORT.HEADING_UNKNOWN".to_owned(), json!("B")),
            ("IMPORT.HEADING_TWICE".to_owned(), json!("C")),
            ("IMPORT.HEADING_UNKNOWN".to_owned(), json!("D")),
            ("IMPORT.HEADING_MISSING".to_owned(), Value::Null),
        ]
    );
    let refused = Heading::find(&shape(), &lines).unwrap_err();
    assert_eq!(refused.0.violations[0].params["hint"], "C08 Omzet (Rp)");
    assert!(!refused.0.violations[2].params.contains_key("hint"));
    // Which of the two laki-laki is meant, nobody knows.
    let lines = [line(1, &["Kode BLK", "Periode", "Laki-laki"])];
    assert_eq!(faults(&lines), [("IMPORT.HEADING_UNKNOWN".to_owned(), json!("C"))]);
}

#[test]
fn a_file_without_a_heading_names_the_template() {
    for lines in [vec![], vec![line(1, &["BLKK-1", "2026-10", "5"])], vec![line(1, &["Kode BLK", "BLKK-1"])]] {
        let refused = Heading::find(&shape(), &lines).unwrap_err();
        assert_eq!(refused.code(), Code::ImportNoHeading);
        assert_eq!(refused.0.params["template"], "/v1/imports/templates/reports.xlsx");
    }
}

#[test]
fn a_column_without_a_heading_must_be_empty() {
    let heading = line(1, &["Kode BLK", "", "Periode"]);
    let data = line(2, &["BLKK-1", "", "2026-10"]);
    assert!(Heading::find(&shape(), &[heading.clone(), data]).is_ok());
    let lines = [heading.clone(), line(2, &["BLKK-1", "catatan", "2026-10"])];
    assert_eq!(faults(&lines), [("IMPORT.HEADING_UNKNOWN".to_owned(), json!("B"))]);
    let (heading, _) = found(&[heading]);
    let refused = heading.row(&shape(), &line(9, &["BLKK-1", "", "2026-10", "catatan"])).unwrap_err();
    assert_eq!(refused.0.violations[0].params["column"], "D");
}

#[test]
fn blank_cells_and_dashes_say_nothing() {
    let heading = ["Kode BLK", "Periode", "C08", "Nihil"];
    assert_eq!(read(&heading, &["BLKK-1", "-", "", "–"]).unwrap(), Some(json!({"blk": "BLKK-1"})));
    assert_eq!(read(&heading, &["", "-", "—"]).unwrap(), None);
}

#[test]
fn cells_become_what_the_single_call_takes() {
    let heading = ["Kode BLK", "Periode", "A03", "C08", "Nihil", "Tanggal kejadian", "Peringatan diakui", "NIK"];
    let cells =
        ["BLKK-1", "Oktober 2026", "tidak berlaku", "Rp 1.250.000,00", "ya", "03/11/21", "A; B", "3602 0123 4567 8901"];
    let row = read(&heading, &cells).unwrap().unwrap();
    let wanted = json!({
        "blk": "BLKK-1", "period": "2026-10", "values": {"A03": {"notApplicable": true}, "C08": 1_250_000}, "nihil": true,
        "eventOn": "2021-11-03", "acknowledge": ["A", "B"], "nik": "3602012345678901"
    });
    assert_eq!(row, wanted);
}

#[test]
fn every_cell_that_cannot_be_read_is_told_with_its_column_and_without_its_value() {
    let heading = ["Kode BLK", "Periode", "C08", "Nihil", "NIK"];
    let refused = read(&heading, &["BLKK-1", "kapan-kapan", "rahasia", "ya", "3,60201E+15"]).unwrap_err();
    let told: Vec<_> =
        refused.0.violations.iter().map(|fault| (fault.path.as_str(), &fault.params["column"])).collect();
    assert_eq!(told, [("/period", &json!("B")), ("/values/C08", &json!("C")), ("/nik", &json!("E"))]);
    assert!(!format!("{:?}", refused.0.violations).contains("rahasia"));
}
