//! Files that are not what they say, or more than they seem: a clear answer, and nothing half-written.

use std::io::Write;

use serde_json::json;

use super::acts::{book, counts, gzip, import, refusals, send};
use crate::support::{BLK, TestApp};

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[tokio::test]
async fn what_is_no_table_is_refused_whatever_its_name() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let old_excel = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600][..]].concat();
    let files: [(&str, Vec<u8>); 8] = [
        ("pdf", b"%PDF-1.7\n1 0 obj".to_vec()),
        ("png", [&b"\x89PNG\r\n\x1a\n"[..], &[0; 40][..]].concat()),
        ("xls", old_excel),
        ("zip", zip(&[("a.txt", b"x")])),
        ("html", b"<!DOCTYPE html><html><table><tr><td>blk</td></tr></table></html>".to_vec()),
        ("gzip in gzip", gzip(&gzip(b"blk,period\n"))),
        ("array", b"[{\"blk\": \"x\"}]".to_vec()),
        ("binary", (0..=255).cycle().take(4_000).collect()),
    ];
    for (what, bytes) in files {
        let reply = send(&head, "kind=reports&name=laporan.xlsx", &bytes).await;
        assert!([413, 415, 422].contains(&reply.status), "{what}: {}", reply.text);
        assert!(
            reply.body["code"].as_str().unwrap().starts_with("IMPORT.") || reply.text.contains("IMPORT."),
            "{what}: {}",
            reply.text
        );
        assert!(!reply.body["detailEn"].as_str().unwrap().is_empty(), "{what}");
    }
    send(&head, "kind=reports", b"").await.refused(422, "IMPORT.EMPTY");
    send(&head, "kind=reports", b"blk,period,A01\n").await.refused(422, "IMPORT.EMPTY");
    send(&head, "kind=cars", b"x").await.expect(422);
    assert_eq!(send(&head, "kind=reports&upload=upl_x", b"").await.status, 404);
    assert_eq!(head.get("/v1/jobs").await.expect(200)["data"], json!([]), "no job was made of any");
}

#[tokio::test]
async fn bombs_are_never_unpacked() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let nothing = vec![b'0'; 300 * 1024 * 1024];
    let bomb = zip(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &nothing)]);
    assert!(bomb.len() < 5 * 1024 * 1024);
    let reply = send(&head, "kind=reports", &bomb).await;
    assert_eq!(reply.status, 413, "{}", reply.text);
    assert!(reply.text.contains("IMPORT."), "{}", reply.text);
    // A line that never ends, of 300 MB.
    let reply = send(&head, "kind=reports", &gzip(&nothing)).await;
    assert_eq!(reply.status, 413, "{}", reply.text);
}

#[tokio::test]
async fn a_sheet_that_is_too_wide_or_has_headings_nobody_knows_is_refused_with_all_of_them() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let wide = (0..1_000).map(|n| format!("k{n}")).collect::<Vec<_>>().join(",");
    let reply = send(&head, "kind=reports", format!("{wide}\n").as_bytes()).await;
    assert!(reply.text.contains("IMPORT.TOO_WIDE"), "{}", reply.text);
    let reply = send(&head, "kind=reports", b"blk,period,A01,warna,A01\nx,y,1,merah,2\n").await;
    let mut codes: Vec<String> = reply.faults().into_iter().map(|(code, _)| code).collect();
    codes.sort();
    assert_eq!(
        (reply.status, codes),
        (422, vec!["IMPORT.HEADING_TWICE".to_owned(), "IMPORT.HEADING_UNKNOWN".to_owned()])
    );
    let reply = send(&head, "kind=reports", b"satu,dua\n1,2\n").await;
    assert!(reply.text.contains("/v1/imports/templates/reports.xlsx"), "{}", reply.text);
}

#[tokio::test]
async fn formulas_and_mixed_encodings_are_rows_like_any_other() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let mut file =
        format!("blk,period,A01,narrative.kendala\n{BLK},2026-10,=1+1,=cmd|' /C calc'!A0\n{BLK},2026-09,2,caf")
            .into_bytes();
    file.extend([0xe9, b'\n']);
    file.extend(format!("{BLK},2026-08,3,kué\n").as_bytes());
    let job = import(&app, &head, "kind=reports", &file).await;
    assert_eq!(counts(&job), [2, 0, 1], "{job}");
    assert_eq!(refusals(&head, &job).await[0].2, "/values/A01");
    let list = head.get(&format!("/v1/reports?blk={BLK}&template=LAP_BULANAN")).await.expect(200);
    let told: Vec<&str> =
        list["data"].as_array().unwrap().iter().filter_map(|row| row["narrative"]["kendala"].as_str()).collect();
    assert!(told.contains(&"café") && told.contains(&"kué"), "{told:?}");
}

#[tokio::test]
async fn many_rejected_rows_each_have_their_reason() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let mut file = "blk,period,A01\n".to_owned();
    for row in 0..3_000 {
        file.push_str(&format!("{BLK},2026-10,x{row}\n"));
    }
    let job = import(&app, &head, "kind=reports", file.as_bytes()).await;
    assert_eq!((counts(&job), &job["rows"]), ([0, 0, 3_000], &json!(3_000)), "{job}");
    let (_, rows) = super::acts::table(&super::acts::fetch(&head, &job).await);
    assert_eq!(rows.len(), 3_000);
    assert!(rows.iter().all(|row| row.last().unwrap().contains("A01")));
    let more = book(&[&["blk", "period", "A01"], &[BLK, "2026-10", "7"]]);
    assert_eq!(counts(&import(&app, &head, "kind=reports&mode=validate", &more).await), [1, 0, 0]);
}
