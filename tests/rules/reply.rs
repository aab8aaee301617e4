//! Answers as they go out.

use api::domain::page::{Cursor, Page};
use api::rest::reply::{List, PageEnd, list};

#[tokio::test]
async fn rows_written_piece_by_piece_are_the_list_that_the_contract_shows() {
    let long = "a".repeat(64 * 1024);
    let texts = ["satu".to_owned(), "dua \"kutip\"".to_owned(), long.clone(), "tiga".to_owned(), long];
    for count in 0..=texts.len() {
        let rows: Vec<String> = texts[..count].to_vec();
        let items = rows.iter().map(|row| (Cursor::new("", row.len().to_string()), row.clone())).collect();
        let page = Page { items, more: count > 0 };
        let whole = List { data: rows, page: PageEnd { next: page.next(), complete: !page.more } };
        let answer = list(page);
        let length = answer.headers()["content-length"].to_str().unwrap().to_owned();
        let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        assert_eq!(bytes, serde_json::to_vec(&whole).unwrap());
        assert_eq!(length, bytes.len().to_string());
    }
}
