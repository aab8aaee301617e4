//! Files that come piece by piece.

use axum::http::Request;
use base64::Engine;
use serde_json::json;

use super::acts::{counts, done, id, send};
use crate::support::{BLK, Caller, Reply, TestApp};

async fn begin(caller: &Caller, length: usize, name: &str) -> Reply {
    let name = base64::engine::general_purpose::STANDARD.encode(name);
    let request = Request::post("/v1/uploads")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", length)
        .header("upload-metadata", format!("filename {name},x"));
    caller.send(request, "", Vec::new()).await
}

async fn patch(caller: &Caller, place: &str, offset: usize, bytes: &[u8]) -> Reply {
    let request = Request::patch(place).header("tus-resumable", "1.0.0").header("upload-offset", offset);
    caller.send(request, "application/offset+octet-stream", bytes.to_vec()).await
}

async fn ask(caller: &Caller, place: &str) -> Reply {
    caller.send(Request::head(place), "", Vec::new()).await
}

#[tokio::test]
async fn a_file_that_was_cut_off_goes_on_where_it_ended() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let blanks = "\n".repeat(200_000);
    let file = format!("blk,period,A01{blanks}{BLK},2026-10,2\n").into_bytes();
    let begun = begin(&head, file.len(), "besar.csv").await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    let place = begun.header("location").to_owned();
    assert_eq!((begun.header("upload-offset"), begun.header("tus-resumable")), ("0", "1.0.0"));
    let half = file.len() / 2;
    let reply = patch(&head, &place, 0, &file[..half]).await;
    assert_eq!((reply.status, reply.header("upload-offset")), (204, half.to_string().as_str()), "{}", reply.text);
    let known = ask(&head, &place).await;
    assert_eq!((known.status, known.header("upload-offset")), (200, half.to_string().as_str()));
    assert_eq!(known.header("upload-length"), file.len().to_string());
    let refused = patch(&head, &place, 0, &file).await.refused(409, "UPLOAD.OFFSET");
    assert_eq!(refused["params"]["offset"], json!(half), "{refused}");
    let query = format!("kind=reports&upload={}", begun.body["id"].as_str().unwrap());
    send(&head, &query, b"").await.refused(409, "UPLOAD.INCOMPLETE");
    assert_eq!(patch(&head, &place, half, &file[half..]).await.status, 204);
    for (mode, expected) in [("validate", [1, 0, 0]), ("commit", [1, 0, 0]), ("commit", [0, 1, 0])] {
        let job = send(&head, &format!("{query}&mode={mode}"), b"").await.expect(202);
        let job = done(&app, &head, &job).await;
        assert_eq!(counts(&job), expected, "{job}");
    }
    assert_eq!(head.delete(&place).await.status, 204);
    assert_eq!(ask(&head, &place).await.status, 404);
}

#[tokio::test]
async fn an_upload_refuses_what_it_cannot_take() {
    let app = TestApp::start().await;
    let (head, other) = (app.head().await, app.coordinator().await);
    assert_eq!(begin(&app.anonymous(), 10, "a").await.status, 401);
    begin(&head, 65 * 1024 * 1024, "a").await.refused(413, "BODY.TOO_LARGE");
    let none = head.send(Request::post("/v1/uploads"), "", Vec::new()).await;
    assert_eq!(none.faults(), [("FIELD.REQUIRED".to_owned(), "/Upload-Length".to_owned())]);
    let request = Request::post("/v1/uploads").header("tus-resumable", "0.2.0").header("upload-length", 3);
    assert_eq!(head.send(request, "", Vec::new()).await.status, 412);
    let begun = begin(&head, 10, "a.csv").await;
    let place = begun.header("location").to_owned();
    for path in [&place] {
        assert_eq!(ask(&other, path).await.status, 404);
        assert_eq!(patch(&other, path, 0, b"x").await.status, 404);
        assert_eq!(other.delete(path).await.status, 404);
    }
    patch(&head, &place, 0, &[b'x'; 11]).await.refused(413, "BODY.TOO_LARGE");
    assert_eq!(ask(&head, &place).await.header("upload-offset"), "0", "nothing of it was kept");
    assert_eq!(head.send(Request::patch(&place).header("upload-offset", 0), "text/csv", vec![1]).await.status, 415);
    let own = format!("kind=reports&upload={}", begun.body["id"].as_str().unwrap());
    assert_eq!(send(&other, &own, b"").await.status, 404);
    for _ in 0..9 {
        assert_eq!(begin(&head, 1, "a").await.status, 201);
    }
    begin(&head, 1, "a").await.refused(409, "QUOTA.FULL");
}

#[tokio::test]
async fn a_large_file_is_sent_to_the_uploads() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let refused = send(&head, "kind=reports", &vec![b' '; 5 * 1024 * 1024 + 1]).await.refused(413, "BODY.TOO_LARGE");
    assert!(refused["detail"].as_str().unwrap().contains("/v1/uploads"), "{refused}");
    let job = begin(&head, 3, "x.csv").await;
    assert!(!id(&job.body).is_empty());
}
