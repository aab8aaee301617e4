//! Subscriptions over the real listener: what arrives, at whom, in which order, and how a socket ends.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use api::config::Settings;
use api::domain::events::feed::cursor as cursor_of;
use api::vocab::Role;
use api::worker::{notify, sequencer};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::socket::{PROTOCOL, Socket, within};
use crate::support::{self, BLK, OTHER_BLK, Server};

const HEAD: &str = "head@blk.test";
const OTHER_HEAD: &str = "other@blk.test";
const OPERATOR: &str = "operator@blk.test";
const COORDINATOR: &str = "coordinator@fkn.test";

const CHANGES: &str = "subscription S($after: String, $filter: ChangeFilter) { \
    changes(after: $after, filter: $filter) { position cursor type kind object version } }";
const REPORTS: &str = "subscription S($after: String) { \
    reportChanged(after: $after) { change { type cursor } report { id state } } }";
const THREADS: &str = "subscription S($after: String) { \
    threadUpdated(after: $after) { change { type } thread { id } comment { id } } }";
const INBOX: &str = "subscription S($after: String) { \
    notificationAdded(after: $after) { cursor notification { kind subject } } }";

/// A prepared database in which these people are too. What is there has its place in the feed and was told of.
async fn prepared(people: &[(&str, Role, &str)]) -> (PathBuf, String) {
    let (dir, database) = support::prepared().await;
    let settings = Settings {
        data_dir: dir.clone(),
        database_url: database.starts_with("postgres").then(|| database.clone()),
        ..Settings::default()
    };
    let app = support::open(settings).await;
    for &(email, role, unit) in people {
        support::account(&app, email, role, None, Some(unit)).await;
    }
    sequencer::run(&app).await.unwrap();
    notify::run(&app).await.unwrap();
    app.store.close().await;
    (dir, database)
}

fn text<'a>(of: &'a Value, field: &str) -> &'a str {
    of[field].as_str().unwrap_or_else(|| panic!("{field} in {of}"))
}

/// Creates something.
async fn create(server: &Server, token: &str, path: &str, body: Value) -> Value {
    let (status, made) = within(path, server.call("POST", path, token, &body)).await.unwrap();
    assert_eq!(status, 201, "{path}: {made}");
    made
}

async fn read(server: &Server, token: &str, path: &str) -> Value {
    let (status, found) = within(path, server.call("GET", path, token, &Value::Null)).await.unwrap();
    assert_eq!(status, 200, "{path}: {found}");
    found
}

/// A report about an event.
fn report(event: &str) -> Value {
    json!({"blk": BLK, "template": "LAP_INSIDENTAL", "event": event, "values": {"N01": "LAINNYA", "N02": 1},
        "narrative": {"kronologi": "Uji"}})
}

/// Begins a report. Its id.
async fn draft(server: &Server, token: &str, event: &str) -> String {
    text(&create(server, token, "/v1/reports", report(event)).await, "id").to_owned()
}

/// A thread about a BLK.
fn thread(subject: &str, audience: &str, mentions: &[&Value]) -> Value {
    json!({"subject": subject, "title": "Daftar hadir", "audience": audience, "body": "Mohon.", "mentions": mentions})
}

fn only(kinds: &[&str]) -> Value {
    json!({"kinds": kinds})
}

/// Changes of these kinds, from the first one on.
fn all(kinds: &[&str]) -> Value {
    json!({"after": cursor_of(0), "filter": only(kinds)})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscriber_hears_of_each_change_once_and_goes_on_after_a_break_where_it_was() {
    let (dir, database) = prepared(&[]).await;
    let server = Server::start(&dir, &database, &[]).await;
    let head = server.sign_in(HEAD).await;
    let mut socket = Socket::signed_in(&server, &head).await;
    socket.subscribe("a", CHANGES, json!({"filter": only(&["Report"])})).await;
    // Without a cursor it begins when it is taken up, a moment after it was asked for.
    let mut begun = Vec::new();
    let first = within("the first change", async {
        loop {
            let event = format!("A-{}", begun.len());
            begun.push(draft(&server, &head, &event).await);
            if let Ok(change) = tokio::time::timeout(Duration::from_secs(1), socket.next("a")).await {
                return change;
            }
        }
    })
    .await;
    let position = first["position"].as_i64().unwrap();
    assert_eq!((text(&first, "cursor"), text(&first, "type")), (cursor_of(position).as_str(), "report.created"));
    assert_eq!((text(&first, "kind"), &first["version"]), ("Report", &json!(1)));
    let mut last = first;
    let at = begun.iter().position(|id| *id == text(&last, "object")).unwrap();
    for id in &begun[at + 1..] {
        last = socket.next("a").await;
        assert_eq!(text(&last, "object"), id);
    }

    // Ended by the subscriber: another one on the same socket hears what comes then, and this one nothing.
    socket.say(&json!({"type": "complete", "id": "a"})).await;
    assert_eq!(socket.hear().await, json!({"type": "complete", "id": "a"}));
    socket.subscribe("b", CHANGES, json!({"after": last["cursor"], "filter": only(&["Report"])})).await;
    for event in ["B-1", "B-2"] {
        let id = draft(&server, &head, event).await;
        last = socket.next("b").await;
        assert_eq!(text(&last, "object"), id);
    }

    // Gone for a while.
    socket.close().await;
    let mut missed = Vec::new();
    for event in ["C-1", "C-2", "C-3"] {
        missed.push(draft(&server, &head, event).await);
    }
    let mut socket = Socket::signed_in(&server, &head).await;
    socket.subscribe("a", CHANGES, json!({"after": last["cursor"], "filter": only(&["Report"])})).await;
    for id in &missed {
        last = socket.next("a").await;
        assert_eq!(text(&last, "object"), id);
    }
    let next = draft(&server, &head, "C-4").await;
    last = socket.next("a").await;
    assert_eq!(text(&last, "object"), next, "none comes twice");

    // The same with the record: as it stands, once for each of its changes.
    let mut socket = Socket::signed_in(&server, &head).await;
    socket.subscribe("r", REPORTS, json!({"after": last["cursor"]})).await;
    let rows = json!({"rows": [{"submit": true, "report": report("D-1")}]});
    let (_, filed) = server.call("POST", "/v1/reports/batch", &head, &rows).await.unwrap();
    let submitted = &filed["results"][0]["report"]["id"];
    assert!(submitted.is_string(), "{filed}");
    let after = json!(draft(&server, &head, "D-2").await);
    for (step, id, state) in [
        ("report.created", submitted, "SUBMITTED"),
        ("report.submitted", submitted, "SUBMITTED"),
        ("report.created", &after, "DRAFT"),
    ] {
        let told = socket.next("r").await;
        assert_eq!((text(&told["change"], "type"), &told["report"]), (step, &json!({"id": id, "state": state})));
    }
    drop(server);
    let _ = std::fs::remove_dir_all(dir);
}

/// The next notice of what was said. Of deadlines the service tells by itself, as the day wants it.
async fn told(inbox: &mut Socket) -> Value {
    loop {
        let notice = inbox.next("s").await;
        if !text(&notice["notification"], "kind").ends_with("_DUE") {
            return notice;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_subscriber_hears_what_it_may_see_and_nothing_else() {
    let (dir, database) = prepared(&[(OTHER_HEAD, Role::BlkHead, OTHER_BLK)]).await;
    let server = Server::start(&dir, &database, &[]).await;
    let (head, coordinator) = (server.sign_in(HEAD).await, server.sign_in(COORDINATOR).await);
    let other = server.sign_in(OTHER_HEAD).await;
    let mut sockets = Vec::new();
    for (token, query, variables) in [
        (&head, CHANGES, all(&["Report", "Thread", "Comment"])),
        (&other, CHANGES, all(&["Report", "Thread", "Comment"])),
        (&head, THREADS, json!({"after": cursor_of(0)})),
        (&head, INBOX, json!({"after": cursor_of(0)})),
        (&coordinator, INBOX, json!({"after": cursor_of(0)})),
    ] {
        let mut socket = Socket::signed_in(&server, token).await;
        socket.subscribe("s", query, variables).await;
        sockets.push(socket);
    }
    let [at_head, at_other, threads, inbox_of_head, inbox_of_coordinator] = &mut sockets[..] else { unreachable!() };

    let me = read(&server, &head, "/v1/me").await["id"].clone();
    let they = read(&server, &coordinator, "/v1/me").await["id"].clone();
    let report = json!(draft(&server, &head, "E-1").await);
    create(&server, &coordinator, "/v1/threads", thread(BLK, "INTERNAL", &[])).await;
    let talk = create(&server, &coordinator, "/v1/threads", thread(BLK, "BLK", &[&me])).await;
    let comments = format!("/v1/threads/{}/comments", text(&talk, "id"));
    let inside = json!({"body": "Jangan disetujui.", "audience": "INTERNAL"});
    create(&server, &coordinator, &comments, inside).await;
    let answer = create(&server, &head, &comments, json!({"body": "Sudah.", "mentions": [they]})).await;
    let thanks = create(&server, &coordinator, &comments, json!({"body": "Baik."})).await;
    let own = create(&server, &other, "/v1/threads", thread(OTHER_BLK, "BLK", &[])).await;

    let listed = read(&server, &head, &comments).await;
    let first = &listed["data"][0]["id"];
    let wanted = [
        ("report.created", &report),
        ("thread.created", &talk["id"]),
        ("comment.created", first),
        ("comment.created", &answer["id"]),
        ("comment.created", &thanks["id"]),
    ];
    for (step, id) in wanted {
        let change = at_head.next("s").await;
        assert_eq!((text(&change, "type"), &change["object"]), (step, id), "nothing of inside comes between");
    }
    for (step, id) in &wanted[1..] {
        let told = threads.next("s").await;
        let comment = if *step == "thread.created" { Value::Null } else { json!({"id": id}) };
        let update = json!({"change": {"type": step}, "thread": {"id": talk["id"]}, "comment": comment});
        assert_eq!(told, update, "each once");
    }
    // Whoever heads another BLK hears of its own thread first: of all the rest nothing.
    let change = at_other.next("s").await;
    assert_eq!((text(&change, "type"), &change["object"]), ("thread.created", &own["id"]));

    // Who is named is told, and nobody else. The second in the inbox of the head shows that nothing came between.
    let of_coordinator = told(inbox_of_coordinator).await;
    let of_head = [told(inbox_of_head).await, told(inbox_of_head).await];
    let notice = |kind: &str, subject: &Value| json!({"kind": kind, "subject": subject});
    assert_eq!(of_coordinator["notification"], notice("MENTION", &answer["id"]));
    assert_eq!(of_head[0]["notification"], notice("MENTION", first));
    assert_eq!(of_head[1]["notification"], notice("COMMENT", &thanks["id"]));
    let cursors = of_head.iter().map(|notice| text(notice, "cursor")).collect::<BTreeSet<_>>();
    assert_eq!(cursors.len(), 2);
    drop(server);
    let _ = std::fs::remove_dir_all(dir);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_that_breaks_the_protocol_or_loses_its_right_is_closed_with_the_code_of_it() {
    let (dir, database) = prepared(&[(OPERATOR, Role::BlkOperator, BLK)]).await;
    let server = Server::start(&dir, &database, &[]).await;
    let head = server.sign_in(HEAD).await;
    let mut socket = Socket::open(&server, None).await;
    assert_eq!(socket.end().await.0, 4406, "no subprotocol");
    let subscribe = json!({"type": "subscribe", "id": "s", "payload": {"query": CHANGES}});
    for (what, message, code) in [
        ("a subscription first", Message::text(subscribe.to_string()), 4401),
        ("no JSON", Message::text("{"), 4400),
        ("no message of the protocol", Message::text(r#"{"type": "start-up"}"#), 4400),
        ("bytes", Message::binary(vec![1_u8]), 4400),
        ("no token", Message::text(r#"{"type": "connection_init"}"#), 4403),
    ] {
        let mut socket = Socket::open(&server, Some(PROTOCOL)).await;
        socket.send(message).await;
        assert_eq!(socket.end().await.0, code, "{what}");
    }
    let mut socket = Socket::open(&server, Some(PROTOCOL)).await;
    socket.sign_in(&head[..head.len() - 4]).await;
    assert_eq!(socket.end().await.0, 4403, "a broken token");
    let mut socket = Socket::signed_in(&server, &head).await;
    socket.sign_in(&head).await;
    assert_eq!(socket.end().await.0, 4429, "signed in twice");
    let mut socket = Socket::signed_in(&server, &head).await;
    socket.say(&subscribe).await;
    socket.say(&subscribe).await;
    assert_eq!(socket.end().await.0, 4409, "an id that is taken");

    // What is refused ends itself, not the socket.
    let nowhere = "subscription { threadUpdated(id: \"thr_01h455vb4pex5vsknk084sn02q\") { thread { id } } }";
    let mut socket = Socket::signed_in(&server, &head).await;
    for (query, code) in [
        ("{ me { id } }", "QUERY.REFUSED"),
        ("mutation { markAllNotificationsRead { count } }", "QUERY.REFUSED"),
        ("subscription { changes { id } again: changes { id } }", "QUERY.REFUSED"),
        ("subscription { changes { secret } }", "QUERY.REFUSED"),
        ("subscription { changes(after: \"x\") { id } }", "PAGE.CURSOR"),
        ("subscription { changes(filter: {types: [\"report.vanished\"]}) { id } }", "EVENT.TYPE_UNKNOWN"),
        (nowhere, "RESOURCE.NOT_FOUND"),
    ] {
        socket.subscribe("q", query, json!({})).await;
        assert_eq!(socket.refusal("q").await, code, "{query}");
    }
    socket.say(&json!({"type": "ping"})).await;
    assert_eq!(socket.hear().await, json!({"type": "pong"}));

    // The right to listen goes with the sign-in, and with the roles that it was given for.
    let (leaving, operator) = (server.sign_in(HEAD).await, server.sign_in(OPERATOR).await);
    let mut staying = Socket::signed_in(&server, &head).await;
    let mut signed_out = Socket::signed_in(&server, &leaving).await;
    let mut without_role = Socket::signed_in(&server, &operator).await;
    for socket in [&mut signed_out, &mut without_role] {
        socket.say(&subscribe).await;
    }
    // 204 has no body, and no length that this caller could check.
    assert!(server.call("DELETE", "/v1/sessions/current", &leaving, &Value::Null).await.is_none());
    assert_eq!(signed_out.end().await, (4403, "Forbidden: the token has ended".to_owned()));
    let admin = server.sign_in("admin@fkn.test").await;
    let me = read(&server, &operator, "/v1/me").await;
    let grants = read(&server, &admin, &format!("/v1/role-grants?holder={}", text(&me, "id"))).await;
    let grant = format!("/v1/role-grants/{}", text(&grants["data"][0], "id"));
    let (status, ended) = server.call("DELETE", &grant, &admin, &Value::Null).await.unwrap();
    assert_eq!(status, 200, "{ended}");
    assert_eq!(without_role.end().await, (4403, "Forbidden: rights have changed".to_owned()));
    staying.say(&json!({"type": "ping"})).await;
    assert_eq!(staying.hear().await, json!({"type": "pong"}), "another sign-in of the head goes on");

    // Much at once is answered, one after the other.
    let mut socket = Socket::open(&server, Some(PROTOCOL)).await;
    socket.sign_in(&head).await;
    for _ in 0..60 {
        socket.say(&json!({"type": "ping"})).await;
    }
    assert_eq!(socket.hear().await, json!({"type": "connection_ack"}));
    for _ in 0..60 {
        assert_eq!(socket.hear().await, json!({"type": "pong"}));
    }
    drop(server);
    let _ = std::fs::remove_dir_all(dir);
}

/// A token of a machine.
async fn token_of(server: &Server, client: &Value) -> String {
    let (id, secret) = (text(client, "clientId"), text(client, "clientSecret"));
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let (_, token) = server.form("/oauth/token", &form).await.unwrap();
    text(&token, "access_token").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_socket_of_a_client_ends_when_its_networks_no_longer_hold_it() {
    let (dir, database) = prepared(&[]).await;
    let server = Server::start(&dir, &database, &[]).await;
    let admin = server.sign_in("admin@fkn.test").await;
    let new = json!({"name": "Sistem bank", "grants": [{"role": "DASHBOARD"}], "allowedIps": ["127.0.0.1"]});
    let client = create(&server, &admin, "/v1/clients", new).await;
    let token = token_of(&server, &client).await;
    let mut socket = Socket::signed_in(&server, &token).await;
    let mutation = "mutation M($id: ID!) {
        updateClient(id: $id, expectedVersion: 1, changes: {allowedIps: [\"203.0.113.0/24\"]}) { version } }";
    let body = json!({"query": mutation, "variables": {"id": client["id"]}});
    let (status, changed) = server.call("POST", "/graphql", &admin, &body).await.unwrap();
    assert_eq!((status, &changed["data"]["updateClient"]["version"]), (200, &json!(2)), "{changed}");
    assert_eq!(socket.end().await, (4403, "Forbidden: not from this address".to_owned()));
    let mut again = Socket::open(&server, Some(PROTOCOL)).await;
    again.sign_in(&token).await;
    assert_eq!(again.end().await.0, 4403, "it does not begin either");
    drop(server);
    let _ = std::fs::remove_dir_all(dir);
}

/// Two servers where the database is PostgreSQL. SQLite has one: both sockets are at it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn subscribers_at_two_servers_hear_the_same_in_the_same_order_and_on_sqlite_at_two_sockets() {
    let (dir, database) = prepared(&[]).await;
    let one = Server::start(&dir, &database, &[]).await;
    let other = match database.starts_with("postgres") {
        true => Some(Server::start(&dir, &database, &[]).await),
        false => None,
    };
    let two = other.as_ref().unwrap_or(&one);
    let head = one.sign_in(HEAD).await;
    let mut first = Socket::signed_in(&one, &head).await;
    let mut second = Socket::signed_in(two, &head).await;
    for socket in [&mut first, &mut second] {
        socket.subscribe("s", CHANGES, all(&["Report"])).await;
    }
    let (mut made, mut heard) = (BTreeSet::new(), Vec::new());
    for round in 0..10 {
        // At the same time, so that they are not committed in the order in which they were begun.
        let (here, there) = (format!("F-{round}-1"), format!("F-{round}-2"));
        let (here, there) = tokio::join!(draft(&one, &head, &here), draft(two, &head, &there));
        made.extend([here, there]);
    }
    for _ in 0..20 {
        let (here, there) = (first.next("s").await, second.next("s").await);
        assert_eq!(here, there);
        heard.push(here);
    }
    let positions: Vec<i64> = heard.iter().map(|change| change["position"].as_i64().unwrap()).collect();
    assert!(positions.windows(2).all(|pair| pair[0] < pair[1]), "{positions:?}");
    assert_eq!(heard.iter().map(|change| text(change, "object").to_owned()).collect::<BTreeSet<_>>(), made);
    drop((other, one));
    let _ = std::fs::remove_dir_all(dir);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_says_so_to_its_subscribers() {
    let (dir, database) = prepared(&[]).await;
    let server = Server::start(&dir, &database, &[]).await;
    let head = server.sign_in(HEAD).await;
    let mut socket = Socket::signed_in(&server, &head).await;
    server.ask_to_stop();
    assert_eq!(socket.end().await, (1001, "Going away".to_owned()));
}
