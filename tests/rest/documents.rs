//! The files of documents of the register.

use std::path::Path;

use api::domain::vault::sha256_hex;
use api::vocab::Role;
use axum::http::Request;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::steps::{text, version};
use crate::support::{BLK, Caller, Reply, TestApp};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00";

async fn document(head: &Caller) -> Value {
    let input = json!({"kind": "SK", "title": "SK Pendirian"});
    head.post(&format!("/v1/blks/{BLK}/documents"), input).await.expect(201)
}

fn at(document: &Value) -> String {
    format!("/v1/documents/{}", text(document, "id"))
}

/// One field of a form; a file if it has a name.
type Field<'a> = (&'a str, Option<&'a str>, &'a [u8]);

fn form(fields: &[Field<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, file, content) in fields {
        let file = file.map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
        body.extend(format!("--x\r\ncontent-disposition: form-data; name=\"{field}\"{file}\r\n\r\n").bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    body
}

async fn put(caller: &Caller, document: &Value, version: i64, fields: &[Field<'_>]) -> Reply {
    let request = Request::put(format!("{}/file", at(document))).header("if-match", format!("\"{version}\""));
    caller.send(request, "multipart/form-data; boundary=x", form(fields)).await
}

/// Files anywhere below a folder.
fn files(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries.flatten().map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { 1 }).sum()
}

#[tokio::test]
async fn what_is_downloaded_is_what_was_put_in() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let document = document(&head).await;
    let file = format!("{}/file", at(&document));
    head.get(&file).await.refused(404, "RESOURCE.NOT_FOUND");
    let hash = sha256_hex(PDF);
    let fields: [Field; 2] = [("sha256", None, hash.as_bytes()), ("file", Some("../SK 1.pdf"), PDF)];
    let stored = put(&head, &document, 1, &fields).await.expect(200);
    assert_eq!((text(&stored, "fileName"), text(&stored, "mediaType")), ("SK 1.pdf", "application/pdf"));
    assert_eq!((text(&stored, "sha256"), stored["size"].as_u64()), (&*hash, Some(PDF.len() as u64)));
    assert_eq!((version(&stored), text(&stored, "title")), (2, "SK Pendirian"));
    let got = head.get(&file).await;
    assert_eq!((got.status, got.text.as_bytes(), got.header("content-type")), (200, PDF, "application/pdf"));
    assert!(got.header("content-disposition").starts_with("attachment; filename=\"SK 1.pdf\""), "{:?}", got.headers);
    let events = entity::event::Entity::find().filter(entity::event::Column::Type.eq("unitDocument.fileStored"));
    assert_eq!(events.count(app.app.store.reader()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_file_stays_through_edits_and_gives_way_to_the_next() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let document = document(&head).await;
    put(&head, &document, 1, &[("file", Some("a.pdf"), PDF)]).await.expect(200);
    let edited = head.patch(&at(&document), 2, json!({"title": "SK Baru"})).await.expect(200);
    assert_eq!((text(&edited, "fileName"), text(&edited, "title")), ("a.pdf", "SK Baru"));
    let fixed = head.patch(&at(&document), 3, json!({"fileName": "b.pdf"})).await;
    assert_eq!(fixed.status, 422, "{}", fixed.text);
    let next = put(&head, &document, 3, &[("file", Some("b.png"), PNG)]).await.expect(200);
    assert_eq!((text(&next, "fileName"), text(&next, "mediaType"), version(&next)), ("b.png", "image/png", 4));
}

#[tokio::test]
async fn a_file_needs_the_version_that_was_read() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let document = document(&head).await;
    let fields: [Field; 1] = [("file", Some("a.pdf"), PDF)];
    let bare = Request::put(format!("{}/file", at(&document)));
    let bare = head.send(bare, "multipart/form-data; boundary=x", form(&fields)).await;
    bare.refused(428, "PRECONDITION.REQUIRED");
    put(&head, &document, 2, &fields).await.refused(412, "PRECONDITION.STALE");
    put(&head, &document, 1, &fields).await.expect(200);
    put(&head, &document, 1, &fields).await.refused(412, "PRECONDITION.STALE");
    head.delete_if(&at(&document), 2).await.expect(200);
    put(&head, &document, 3, &fields).await.refused(409, "RESOURCE.ARCHIVED");
    assert_eq!(head.get(&format!("{}/file", at(&document))).await.status, 200);
}

#[tokio::test]
async fn a_repeat_with_the_same_key_is_replayed() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let document = document(&head).await;
    let send = async || {
        let request = Request::put(format!("{}/file", at(&document)));
        let request = request.header("if-match", "\"1\"").header("idempotency-key", "f-1");
        head.send(request, "multipart/form-data; boundary=x", form(&[("file", Some("a.pdf"), PDF)])).await
    };
    let (first, again) = (send().await, send().await);
    assert_eq!((again.status, again.header("idempotency-replayed"), &again.body), (200, "true", &first.body));
}

#[tokio::test]
async fn what_is_no_file_of_a_document_is_refused_and_nothing_is_left() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let document = document(&head).await;
    let damaged = sha256_hex(b"other");
    for (fields, code, path) in [
        (
            vec![("sha256", None, damaged.as_bytes()), ("file", Some("a.pdf"), PDF)],
            "ATTACHMENT.HASH_MISMATCH",
            "/sha256",
        ),
        (vec![("kind", None, b"SK".as_slice()), ("file", Some("a.pdf"), PDF)], "FIELD.UNKNOWN", "/kind"),
        (vec![("sha256", None, damaged.as_bytes())], "FIELD.REQUIRED", "/file"),
    ] {
        let refused = put(&head, &document, 1, &fields).await;
        assert_eq!((refused.status, refused.faults()), (422, vec![(code.to_owned(), path.to_owned())]));
    }
    let program = put(&head, &document, 1, &[("file", Some("a.pdf"), b"MZ\x90\x00 a program".as_slice())]).await;
    program.refused(415, "MEDIA.UNSUPPORTED");
    let large = [PDF, &vec![b'x'; 10 << 20]].concat();
    put(&head, &document, 1, &[("file", Some("a.pdf"), large.as_slice())]).await.refused(413, "BODY.TOO_LARGE");
    assert_eq!(files(&app.app.settings.files_dir()), 0);
    assert_eq!(version(&head.get(&at(&document)).await.expect(200)), 1);
}

#[tokio::test]
async fn a_file_is_seen_by_who_sees_the_document_and_put_in_by_who_keeps_it() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let document = document(&head).await;
    let fields: [Field; 1] = [("file", Some("a.pdf"), PDF)];
    put(&head, &document, 1, &fields).await.expect(200);
    let file = format!("{}/file", at(&document));
    let coordinator = app.coordinator().await;
    assert_eq!(coordinator.get(&file).await.text.as_bytes(), PDF);
    put(&coordinator, &document, 2, &fields).await.refused(403, "ACCESS.DENIED");
    let stranger = app.person(Role::Coordinator, Some("32"), None).await;
    stranger.get(&file).await.refused(404, "RESOURCE.NOT_FOUND");
    put(&stranger, &document, 2, &fields).await.refused(404, "RESOURCE.NOT_FOUND");
    app.anonymous().get(&file).await.refused(401, "AUTH.REQUIRED");
    put(&app.anonymous(), &document, 2, &fields).await.refused(401, "AUTH.REQUIRED");
}
