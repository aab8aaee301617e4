//! Who calls through a proxy.

use std::net::IpAddr;

use api::server::proxies::Trusted;
use axum::http::{HeaderMap, HeaderValue};

/// The caller that is found, of a request from `peer` with these `X-Forwarded-For` lines; `10.0.0.0/8` are our proxies.
fn caller(peer: &str, lines: &[&str]) -> String {
    let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
    caller_of(peer, &lines)
}

/// The same of lines that may be no text.
fn caller_of(peer: &str, lines: &[&[u8]]) -> String {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append("x-forwarded-for", HeaderValue::from_bytes(line).unwrap());
    }
    let trusted = Trusted::shared(vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()]);
    trusted.caller(peer.parse::<IpAddr>().unwrap(), &headers).to_string()
}

#[test]
fn a_proxy_of_ours_says_who_calls() {
    assert_eq!(caller("10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
    assert_eq!(caller("::ffff:10.0.0.1", &["203.0.113.9:4711"]), "203.0.113.9");
    assert_eq!(caller("::1", &["2001:db8::7"]), "2001:db8::7");
    assert_eq!(caller("10.0.0.1", &["203.0.113.9, 10.2.0.1", "10.3.0.1"]), "203.0.113.9", "proxy behind proxy");
    assert_eq!(caller("10.0.0.1", &[]), "10.0.0.1", "it says nothing");
}

#[test]
fn a_stranger_says_nothing_that_is_believed() {
    assert_eq!(caller("198.51.100.1", &["203.0.113.9"]), "198.51.100.1");
    // What the caller sent itself stands before what the proxy heard.
    assert_eq!(caller("10.0.0.1", &["203.0.113.9, 198.51.100.1"]), "198.51.100.1");
    assert_eq!(caller("10.0.0.1", &["203.0.113.9", "198.51.100.1"]), "198.51.100.1");
    for nonsense in ["", "unknown", "203.0.113.9;", "203.0.113.9, x"] {
        assert_eq!(caller("10.0.0.1", &[nonsense]), "10.0.0.1", "{nonsense}");
    }
}

#[test]
fn what_cannot_be_read_hides_nothing_and_says_nothing() {
    // The caller sent two lines of its own; the proxy added its address to the second one.
    assert_eq!(caller_of("10.0.0.1", &[b"203.0.113.9", b"\xe9\xff, 198.51.100.1"]), "198.51.100.1");
    // Nobody said who came before what cannot be read.
    assert_eq!(caller_of("10.0.0.1", &[b"203.0.113.9", b"\xe9"]), "10.0.0.1");
    assert_eq!(caller_of("10.0.0.1", &[b"203.0.113.9, \xe9, 10.2.0.1"]), "10.2.0.1");
    assert_eq!(caller_of("10.0.0.1", &[b"203.0.113.9\xe9"]), "10.0.0.1");
    assert_eq!(caller_of("10.0.0.1", &["kantor é, 198.51.100.1".as_bytes()]), "198.51.100.1");
}
