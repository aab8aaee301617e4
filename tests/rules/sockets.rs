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
    talk.note(r#"{"type":"complete","id":"1"}"#);
    assert_eq!(said(&mut talk, subscribe), 0);
}
