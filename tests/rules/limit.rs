//! How many requests an address without a token has.

use api::server::limit::{Anonymous, Standing};

const OFFICE: &str = "203.0.113.7";

fn take(limit: &Anonymous, address: &str) -> Option<Standing> {
    limit.take(address.parse().unwrap())
}

#[test]
fn half_a_minute_of_requests_may_come_at_once_and_no_more() {
    let limit = Anonymous::shared(120);
    let first = take(&limit, OFFICE).unwrap();
    assert_eq!(first, Standing { limit: 120, remaining: 59, reset: 1, wait: None });
    // What is given back meanwhile is at most a few.
    let taken = (0..80).filter_map(|_| take(&limit, OFFICE)).filter(|standing| standing.wait.is_none()).count();
    assert!((59..70).contains(&taken), "{taken}");
    let late = take(&limit, OFFICE).unwrap();
    assert_eq!((late.remaining, late.reset, late.wait), (0, 30, Some(1)));
    assert_eq!(take(&limit, "203.0.113.8").unwrap().wait, None);
}

#[test]
fn a_network_is_one_caller_and_this_machine_is_none() {
    let limit = Anonymous::shared(2);
    assert_eq!(take(&limit, "2001:db8:1:2::1").unwrap().wait, None);
    assert!(take(&limit, "2001:db8:1:2:3::4").unwrap().wait.is_some());
    assert_eq!(take(&limit, "2001:db8:1:3::1").unwrap().wait, None);
    for here in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
        assert_eq!(take(&limit, here), None, "{here}");
    }
    assert_eq!(take(&limit, "::ffff:203.0.113.7").unwrap().wait, None);
    assert!(take(&limit, OFFICE).unwrap().wait.is_some());
    assert_eq!(take(&Anonymous::shared(0), OFFICE), None);
}
