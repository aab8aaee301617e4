//! The workbooks to fill in.

use calamine::Data;

use super::acts::{counts, import, sheet};
use crate::support::{BLK, TestApp};

const KINDS: [&str; 10] = [
    "reports",
    "blks",
    "organizations",
    "users",
    "persons",
    "enterprises",
    "trainees",
    "attendance",
    "progress",
    "visits",
];

#[tokio::test]
async fn each_kind_has_a_workbook_that_explains_itself() {
    let app = TestApp::start().await;
    let head = app.head().await;
    for kind in KINDS {
        let file = head.get(&format!("/v1/imports/templates/{kind}.xlsx")).await;
        assert_eq!(file.status, 200, "{kind}: {}", file.text);
        let names = &sheet(&file.bytes, "Data")[0];
        assert!(names.len() >= 2 && names.iter().all(|name| matches!(name, Data::String(_))), "{kind}: {names:?}");
        assert!(names.iter().any(|name| name.to_string().ends_with('*')), "{kind}: what is required is marked");
        let told: String = sheet(&file.bytes, "Petunjuk").iter().flatten().map(ToString::to_string).collect();
        for name in names {
            let name = name.to_string();
            assert!(told.contains(name.trim_end_matches([' ', '*'])), "{kind}: {name}");
        }
        let again = head.get(&format!("/v1/imports/templates/{kind}.xlsx")).await;
        assert_eq!(again.bytes, file.bytes, "{kind}: the same each time");
        assert_eq!(head.get(&format!("/v1/imports/templates/{kind}.csv")).await.status, 404);
    }
    assert_eq!(head.get("/v1/imports/templates/cars.xlsx").await.status, 404);
    assert_eq!(head.get("/v1/imports/templates/reports.xlsx?template=NOTHING").await.status, 422);
    let other = head.get("/v1/imports/templates/reports.xlsx?template=LAP_INSIDENTAL").await;
    assert!(sheet(&other.bytes, "Data")[0].iter().any(|name| name.to_string().starts_with("N01")));
}

#[tokio::test]
async fn a_workbook_that_is_filled_in_is_imported_as_it_is() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let file = head.get("/v1/imports/templates/reports.xlsx").await;
    let names: Vec<String> = sheet(&file.bytes, "Data")[0].iter().map(ToString::to_string).collect();
    let mut book = rust_xlsxwriter::Workbook::new();
    let data = book.add_worksheet().set_name("Data").unwrap();
    for (column, name) in names.iter().enumerate() {
        let column = u16::try_from(column).unwrap();
        data.write_string(0, column, name).unwrap();
        match name.trim_end_matches([' ', '*']) {
            "Kode BLK" => data.write_string(1, column, BLK).unwrap(),
            "Periode" => data.write_string(1, column, "Oktober 2026").unwrap(),
            name if name.starts_with("A01") && !name.contains(':') => data.write_number(1, column, 2).unwrap(),
            _ => data.write_blank(1, column, &rust_xlsxwriter::Format::new()).unwrap(),
        };
    }
    book.add_worksheet().set_name("Petunjuk").unwrap().write_string(0, 0, "Cara mengisi").unwrap();
    let job = import(&app, &head, "kind=reports", &book.save_to_buffer().unwrap()).await;
    assert_eq!(counts(&job), [1, 0, 0], "{job}");
    let list = head.get(&format!("/v1/reports?blk={BLK}&template=LAP_BULANAN&period=2026-10")).await.expect(200);
    assert_eq!(list["data"][0]["values"]["A01"], 2, "{names:?}");
}
