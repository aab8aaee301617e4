//! What goes out piece by piece comes whole, to callers who ask for it compressed as every browser does.

use std::io::Read;

use axum::http::Request;
use flate2::read::GzDecoder;

use crate::rest::files::acts::{export, id};
use crate::rest::partners::acts::{all_scopes, bank, consent, tenant};
use crate::rest::steps::{at, draft, text};
use crate::support::{Caller, TestApp};

/// Longer than what is sent in one piece.
const PIECES: usize = 200 * 1024;

/// Gets it twice, and it is the same.
async fn comes_whole(caller: &Caller, path: &str) {
    let plain = caller.get(path).await;
    assert_eq!((plain.status, plain.header("content-encoding")), (200, ""), "{path}: {}", plain.text);
    let packed = caller.send(Request::get(path).header("accept-encoding", "gzip"), "", Vec::new()).await;
    assert_eq!((packed.status, packed.header("content-encoding")), (200, "gzip"), "{path}");
    let mut bytes = Vec::new();
    GzDecoder::new(packed.bytes.as_slice()).read_to_end(&mut bytes).unwrap();
    assert!(bytes == plain.bytes, "{path}: {} bytes, not {}", bytes.len(), plain.bytes.len());
}

#[tokio::test]
async fn what_is_compressed_on_its_way_ends_where_it_ends() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (bank, tenant) = (bank(&app).await, tenant(&app, 1).await);
    consent(&head, &tenant.person, &bank, "CREDIT_APPLICATION", &all_scopes("CREDIT_APPLICATION")).await;
    let below = format!("{}/attachments", at(&draft(&head, "2026-10").await));
    let mut paper = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%".to_vec();
    paper.extend(std::iter::repeat_n(b'x', PIECES));
    paper.extend(b"\n%%EOF");
    let paper = head.attach(&below, "DOKUMEN_PENDUKUNG", "a.pdf", None, &paper).await.expect(201);
    let job = export(&app, &head, "/v1/blks", "CSV").await;
    comes_whole(&head, &format!("{below}/{}", text(&paper, "id"))).await;
    comes_whole(&head, &format!("/v1/jobs/{}/file", id(&job))).await;
    comes_whole(&head, "/v1/enterprises.ndjson").await;
    comes_whole(&bank.machine, "/v1/partner/incubatees.csv?purpose=CREDIT_APPLICATION").await;
}
