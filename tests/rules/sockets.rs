//! What may be said on a socket, and when.

use api::graphql::ws::Talk;

fn said(talk: &mut Talk, text: &str) -> u16 {
    talk.read(text).err().map_or(0, |(code, _)| code)
}

#[test]
fn each_breach_of_the_protocol_has_its_code() {
    let mut talk = Talk::default();
    let subscribe = r#"{"type":"subscribe","id":"1","payload":{"query":"subscription { changes { position } }"}}"#;
    assert_eq!(said(&mut talk, "{"), 4400);
    assert_eq!(said(&mut talk, subscribe), 4401);
    assert_eq!(said(&mut talk, r#"{"type":"connection_init"}"#), 0);
    assert_eq!(said(&mut talk, r#"{"type":"connection_init"}"#), 4429);
    talk.note(r#"{"type":"connection_ack"}"#);
    assert_eq!(said(&mut talk, subscribe), 0);
    assert_eq!(said(&mut talk, subscribe), 4409);
    assert_eq!(said(&mut talk, r#"{"type":"complete","id":"1"}"#), 0);
    assert_eq!(said(&mut talk, subscribe), 0);
    // The end of the one that was stopped: the second one goes on.
    talk.note(r#"{"type":"complete","id":"1"}"#);
    assert_eq!(said(&mut talk, subscribe), 4409);
    // The end of the second one.
    talk.note(r#"{"type":"complete","id":"1"}"#);
    assert_eq!(said(&mut talk, subscribe), 0);
}

#[test]
fn stopped_subscriptions_count_until_they_have_ended() {
    let mut talk = Talk::default();
    assert_eq!(said(&mut talk, r#"{"type":"connection_init"}"#), 0);
    talk.note(r#"{"type":"connection_ack"}"#);
    let subscribe = r#"{"type":"subscribe","id":"1","payload":{"query":"subscription { changes { position } }"}}"#;
    let mut begun = 0;
    while begun < 100 && said(&mut talk, subscribe) == 0 {
        begun += 1;
        assert_eq!(said(&mut talk, r#"{"type":"complete","id":"1"}"#), 0);
    }
    assert_eq!(begun, 20, "a socket has so many at once, however fast they are stopped");
    assert_eq!(said(&mut talk, subscribe), 4400);
    talk.note(r#"{"type":"complete","id":"1"}"#);
    assert_eq!(said(&mut talk, subscribe), 0);
}
