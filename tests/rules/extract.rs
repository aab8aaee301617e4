//! What a request says of itself.

use api::auth::extract::{idempotency_key, validate_only};
use axum::http::{HeaderMap, Uri};

#[test]
fn validate_only_is_true_or_false_and_nothing_else() {
    let read = |query: &'static str| validate_only(&Uri::from_static(query));
    assert!(!read("/v1/users").unwrap());
    assert!(read("/v1/users?limit=1&validateOnly=true").unwrap());
    assert!(!read("/v1/users?validateOnly=false").unwrap());
    for wrong in
        ["/v1/users?validateOnly=1", "/v1/users?validateOnly", "/v1/users?validateOnly=true&validateOnly=false"]
    {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_key_may_be_quoted() {
    let mut headers = HeaderMap::new();
    headers.insert("idempotency-key", "\"abc\"".parse().unwrap());
    assert_eq!(idempotency_key(&headers).unwrap().as_deref(), Some("abc"));
}
