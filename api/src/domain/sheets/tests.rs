use super::*;

fn reads(bytes: &[u8]) -> (SheetForm, Vec<Result<Read>>) {
    let sheet = Sheet::open(Cursor::new(bytes.to_vec())).unwrap();
    (sheet.form(), sheet.collect())
}

fn lines(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
    let text = |cell: &Cell| typed::text(cell).unwrap_or_else(|why| format!("{why:?}"));
    let each = reads(bytes).1.into_iter().map(|read| match read.unwrap() {
        Read::Line(line) => (line.number, line.cells.iter().map(text).collect()),
        Read::Json { number, value } => (number, vec![value.unwrap().to_string()]),
    });
    each.collect()
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

#[test]
fn separators_quotes_and_blank_lines() {
    for separator in [";", ",", "\t", "|"] {
        let text = ["nama;nilai", "", "\"Toko; \"\"Maju\"\"\";  5 ", ";"].join("\n").replace(';', separator);
        let quoted = format!("Toko{separator} \"Maju\"");
        assert_eq!(lines(text.as_bytes()), [(1, row(&["nama", "nilai"])), (3, row(&[&quoted, "5"]))], "{separator}");
    }
    assert_eq!(lines(b"sep=|\r\na|b;c\r\n"), [(2, row(&["a", "b;c"]))]);
    assert_eq!(lines(b"Laporan, bulan ini\na;b;c\n1,5;2;3\n")[2].1, row(&["1,5", "2", "3"]));
}

#[test]
fn encodings() {
    assert_eq!(lines("\u{feff}é;ü\n".as_bytes())[0].1, row(&["é", "ü"]));
    assert_eq!(lines(b"caf\xe9;\x93x\x94\nkue;1\n")[0].1, row(&["café", "\u{201c}x\u{201d}"]));
    let mixed = [&b"a;b\nku\xc3\xa9;1\ncaf\xe9;2\n"[..]].concat();
    assert_eq!(lines(&mixed)[1..], [(2, row(&["kué", "1"])), (3, row(&["café", "2"]))]);
    for little in [true, false] {
        let units = "\u{feff}nama;nilai\nkué;1\n".encode_utf16();
        let bytes: Vec<u8> =
            units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect();
        assert_eq!(lines(&bytes)[1].1, row(&["kué", "1"]));
    }
}

#[test]
fn workbooks() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("Petunjuk").unwrap().write_string(0, 0, "Cara").unwrap();
    let sheet = book.add_worksheet().set_name("Data").unwrap();
    let day = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    sheet.write_string(1, 0, " nama ").unwrap();
    sheet.write_number(3, 0, 7.0).unwrap();
    sheet.write_boolean(3, 1, true).unwrap();
    sheet
        .write_datetime_with_format(3, 2, rust_xlsxwriter::ExcelDateTime::from_ymd(2021, 11, 3).unwrap(), &day)
        .unwrap();
    sheet.write_formula(3, 4, rust_xlsxwriter::Formula::new("=1+1").set_result("2")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(reads(&bytes).0, SheetForm::Xlsx);
    assert_eq!(lines(&bytes), [(2, row(&["nama"])), (4, row(&["7", "ya", "2021-11-03", "", "2"]))]);
}

#[test]
fn lines_of_json_say_which_is_none() {
    let (form, all) = reads(b"{\"a\": 1}\n\n{\"a\": \n[1]\n");
    assert_eq!(form, SheetForm::Ndjson);
    let told: Vec<(u64, bool)> = all
        .into_iter()
        .map(|read| match read.unwrap() {
            Read::Json { number, value } => (number, value.is_ok()),
            Read::Line(line) => panic!("{line:?}"),
        })
        .collect();
    assert_eq!(told, [(1, true), (3, false), (4, true)]);
}

#[test]
fn what_is_too_much_is_refused_once() {
    let wide = vec!["k"; 501].join(";");
    let code = |bytes: &[u8]| reads(bytes).1.into_iter().find_map(std::result::Result::err).unwrap().code();
    assert_eq!(code(wide.as_bytes()), Code::ImportTooWide);
    assert_eq!(code(format!("a;b\n{};1\n", "x".repeat(40_000)).as_bytes()), Code::ImportCellLong);
    assert_eq!(code(&[b'0'; 3 * 1024 * 1024]), Code::ImportLineLong);
    assert_eq!(code(&"1;2\n".repeat(200_001).into_bytes()), Code::ImportTooLong);
    let refused = |bytes: &[u8]| Sheet::open(Cursor::new(bytes.to_vec())).err().unwrap();
    for bytes in [&b"%PDF-1.7"[..], b"<html>", b"[1]", b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"] {
        assert_eq!(refused(bytes).code(), Code::ImportFileType, "{bytes:?}");
    }
}
