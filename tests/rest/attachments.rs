//! Files of a report.

use std::path::Path;

use api::domain::vault::sha256_hex;
use serde_json::{Value, json};

use super::steps::{act, at, draft, in_review, read, submitted, text, version};
use crate::support::{BLK, Caller, TestApp};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00";

/// Files anywhere below a folder.
fn files(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries.flatten().map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { 1 }).sum()
}

fn stored(app: &TestApp) -> usize {
    files(&app.app.settings.files_dir())
}

async fn names(caller: &Caller, report: &Value) -> Vec<String> {
    let list = caller.get(&format!("{}/attachments", at(report))).await.expect(200);
    list["data"].as_array().unwrap().iter().map(|file| text(file, "name").to_owned()).collect()
}

#[tokio::test]
async fn the_type_of_a_file_is_found_from_its_content() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let path = format!("{}/attachments", at(&draft(&head, "2026-10").await));
    let pdf = head.attach(&path, "DOKUMEN_PENDUKUNG", "hadir.png", None, PDF).await.expect(201);
    let png = head.attach(&path, "FOTO_KEGIATAN", "foto.exe", None, PNG).await.expect(201);
    assert_eq!((text(&pdf, "mediaType"), text(&png, "mediaType")), ("application/pdf", "image/png"));
    assert_eq!((text(&pdf, "sha256"), pdf["size"].as_u64()), (sha256_hex(PDF).as_str(), Some(PDF.len() as u64)));
}

#[tokio::test]
async fn a_damaged_file_is_refused_and_nothing_is_left() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let draft = draft(&head, "2026-10").await;
    let path = format!("{}/attachments", at(&draft));
    let damaged = head.attach(&path, "LAINNYA", "a.pdf", Some(&sha256_hex(b"other")), PDF).await;
    assert_eq!(damaged.faults(), [("ATTACHMENT.HASH_MISMATCH".into(), "/sha256".into())]);
    assert_eq!(damaged.status, 422);
    assert_eq!((stored(&app), names(&head, &draft).await.len()), (0, 0));
    head.attach(&path, "LAINNYA", "a.pdf", Some(&sha256_hex(PDF).to_uppercase()), PDF).await.expect(201);
    assert_eq!(stored(&app), 1);
}

#[tokio::test]
async fn other_types_are_refused_and_nothing_is_left() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let path = format!("{}/attachments", at(&draft(&head, "2026-10").await));
    for (name, bytes) in [
        ("a.pdf", b"MZ\x90\x00 a program".as_slice()),
        ("a.png", b"<html><script>alert(1)</script></html>"),
        ("a.xlsx", b"PK\x03\x04 a zip"),
        ("empty.pdf", b""),
    ] {
        head.attach(&path, "LAINNYA", name, None, bytes).await.refused(415, "MEDIA.UNSUPPORTED");
    }
    assert_eq!(stored(&app), 0);
    // A photo is not a document, though both are files.
    head.attach(&path, "FOTO_KEGIATAN", "a.pdf", None, PDF).await.refused(415, "MEDIA.UNSUPPORTED");
}

#[tokio::test]
async fn ten_megabytes_fit_and_eleven_do_not() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let path = format!("{}/attachments", at(&draft(&head, "2026-10").await));
    let file = |size: usize| [PDF, &vec![b'x'; size - PDF.len()]].concat();
    for size in [11 << 20, (10 << 20) + 1] {
        head.attach(&path, "LAINNYA", "besar.pdf", None, &file(size)).await.refused(413, "BODY.TOO_LARGE");
    }
    assert_eq!(stored(&app), 0);
    head.attach(&path, "LAINNYA", "besar.pdf", None, &file(10 << 20)).await.expect(201);
}

#[tokio::test]
async fn what_is_downloaded_is_what_was_uploaded() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let path = format!("{}/attachments", at(&draft(&head, "2026-10").await));
    let file = head.attach(&path, "LAINNYA", "hadir.pdf", None, PDF).await.expect(201);
    let got = head.get(&format!("{path}/{}", text(&file, "id"))).await;
    assert_eq!((got.status, got.text.as_bytes()), (200, PDF));
    assert_eq!((got.header("content-type"), got.header("content-disposition")), ("application/pdf", "attachment"));
    app.coordinator().await.get(&format!("{path}/{}", text(&file, "id"))).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn one_name_stands_for_one_file() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let path = format!("{}/attachments", at(&draft(&head, "2026-10").await));
    head.attach(&path, "LAINNYA", "a.pdf", None, PDF).await.expect(201);
    head.attach(&path, "LAINNYA", "../../a.pdf", None, PDF).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    let unknown = head.attach(&path, "ENTAH", "b.pdf", None, PDF).await;
    assert_eq!(unknown.faults(), [("FIELD.UNKNOWN_CODE".into(), "/kind".into())]);
}

#[tokio::test]
async fn only_so_many_files_of_a_kind_fit() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let path = format!("{}/attachments", at(&draft(&head, "2026-10").await));
    for number in 0..5 {
        head.attach(&path, "FOTO_KEGIATAN", &format!("{number}.png"), None, PNG).await.expect(201);
    }
    head.attach(&path, "FOTO_KEGIATAN", "5.png", None, PNG).await.refused(422, "ATTACHMENT.TOO_MANY");
}

#[tokio::test]
async fn a_file_taken_off_stays_with_the_version_that_was_submitted() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let begun = draft(&head, "2026-10").await;
    let path = format!("{}/attachments", at(&begun));
    let file = head.attach(&path, "LAINNYA", "hadir.pdf", None, PDF).await.expect(201);
    let begun = read(&head, &begun).await;
    let sent = act(&head, &begun, "submit", json!({})).await.expect(200);
    let coordinator = app.coordinator().await;
    let sent = act(&coordinator, &sent, "start-review", json!({})).await.expect(200);
    let back = act(&coordinator, &sent, "request-revision", json!({"reason": "x"})).await.expect(200);
    assert_eq!(names(&head, &back).await, ["hadir.pdf"]);
    head.delete_if(&format!("{path}/{}", text(&file, "id")), version(&back)).await.expect(200);
    assert_eq!((names(&head, &back).await.len(), names(&coordinator, &back).await), (0, vec!["hadir.pdf".to_owned()]));
    coordinator.get(&format!("{path}/{}", text(&file, "id"))).await;
    let receipt = coordinator.get(&format!("{}/receipt/content", at(&back))).await;
    assert_eq!(sha256_hex(receipt.text.as_bytes()), text(&sent["receipt"], "sha256"));
}

#[tokio::test]
async fn taking_a_file_off_needs_the_version_that_was_read() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let path = format!("{}/attachments", at(&draft(&head, "2026-10").await));
    let file = head.attach(&path, "LAINNYA", "a.pdf", None, PDF).await.expect(201);
    let file = format!("{path}/{}", text(&file, "id"));
    head.delete(&file).await.refused(428, "PRECONDITION.REQUIRED");
    head.delete_if(&file, 1).await.refused(412, "PRECONDITION.STALE");
    head.delete_if(&file, 2).await.expect(200);
    head.get(&file).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn a_submitted_report_takes_no_files() {
    let app = TestApp::start().await;
    let report = submitted(&app, "2026-10").await;
    let path = format!("{}/attachments", at(&report));
    app.head().await.attach(&path, "LAINNYA", "a.pdf", None, PDF).await.refused(409, "STATE.ILLEGAL");
    let report = in_review(&app, "2026-09").await;
    let path = format!("{}/attachments", at(&report));
    app.coordinator().await.attach(&path, "LAINNYA", "a.pdf", None, PDF).await.refused(403, "ACCESS.DENIED");
    assert_eq!(stored(&app), 0);
}

#[tokio::test]
async fn a_required_file_blocks_submission_until_it_is_there() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let body = json!({"blk": BLK, "template": "LAP_PELATIHAN", "event": "PKT-01", "eventOn": "2026-11-02"});
    let draft = head.post("/v1/reports", body).await.expect(201);
    let missing = ("ATTACHMENT.REQUIRED".to_owned(), "/attachments".to_owned());
    let refused = act(&head, &draft, "submit", json!({})).await;
    assert!(refused.faults().contains(&missing), "{}", refused.text);
    head.attach(&format!("{}/attachments", at(&draft)), "DAFTAR_HADIR", "hadir.pdf", None, PDF).await.expect(201);
    let draft = read(&head, &draft).await;
    let refused = act(&head, &draft, "submit", json!({})).await;
    assert_eq!(refused.status, 422);
    assert!(!refused.faults().contains(&missing), "{}", refused.text);
}
