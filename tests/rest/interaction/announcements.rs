//! Who reads which announcement, and the feed of the public ones.

use std::time::Duration;

use api::domain::Ctx;
use api::domain::interaction::announcements::publish_due;
use api::vocab::Role;
use atom_syndication::Feed;
use axum::http::Request;
use serde_json::{Value, json};

use super::super::kept_steps::{FORUM, at, faulty, forum};
use super::super::steps::version;
use super::acts::{events, merged, refusal, titles};
use crate::support::{BLK, Caller, OTHER_BLK, Reply, TestApp};

const FEED: &str = "/v1/announcements.atom";

async fn announce(caller: &Caller, title: &str, extra: Value) -> Reply {
    let input = json!({"unit": FORUM, "title": title, "body": format!("Isi {title}"), "audience": "PUBLIC", "publishedOn": "2026-11-01"});
    caller.post("/v1/announcements", merged(input, extra)).await
}

/// One for each audience, in and outside of region 36, before and after its days.
async fn board(admin: &Caller) -> Vec<Value> {
    let mut made = Vec::new();
    for (title, extra) in [
        ("publik", json!({})),
        ("publik 36", json!({"regionCode": "36"})),
        ("publik 32", json!({"regionCode": "32.01"})),
        ("pengguna", json!({"audience": "USERS"})),
        ("pengguna 36", json!({"audience": "USERS", "regionCode": "36"})),
        ("pengguna 32", json!({"audience": "USERS", "regionCode": "32"})),
        ("kepala", json!({"audience": "ROLES", "roles": ["BLK_HEAD", "BLK_OPERATOR"]})),
        ("kepala 32", json!({"audience": "ROLES", "roles": ["BLK_HEAD"], "regionCode": "32.01"})),
        ("koordinator", json!({"audience": "ROLES", "roles": ["COORDINATOR"]})),
        ("besok", json!({"publishedOn": "2026-11-06"})),
        ("kemarin", json!({"expiresOn": "2026-11-05"})),
    ] {
        made.push(announce(admin, title, extra).await.expect(201));
    }
    made
}

async fn feed(caller: &Caller, path: &str) -> (Reply, Feed) {
    let reply = caller.get(path).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/atom+xml"), "{}", reply.text);
    let feed = Feed::read_from(reply.text.as_bytes()).unwrap();
    (reply, feed)
}

fn entries(feed: &Feed) -> Vec<String> {
    feed.entries().iter().map(|entry| entry.title().as_str().to_owned()).collect()
}

#[tokio::test]
async fn what_was_written_for_tomorrow_is_told_of_tomorrow_and_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let made = announce(&admin, "besok", json!({"publishedOn": "2026-11-06"})).await.expect(201);
    let gone = announce(&admin, "batal", json!({"publishedOn": "2026-11-06"})).await.expect(201);
    admin.delete_if(&at("announcements", &gone), 1).await.expect(200);
    assert_eq!(made["announcedOn"], Value::Null);
    let ctx = Ctx::system(app.app.clone(), "test");
    assert_eq!(publish_due(&ctx).await.unwrap(), 0);
    app.clock().advance(Duration::from_secs(86_400));
    assert_eq!((publish_due(&ctx).await.unwrap(), publish_due(&ctx).await.unwrap()), (1, 0));
    let shown = app.anonymous().get(&at("announcements", &made)).await.expect(200);
    assert_eq!((&shown["announcedOn"], version(&shown)), (&json!("2026-11-06"), 2));
    assert_eq!(events(&app, "announcement.published").await, 1);
    let now = announce(&app.admin().await, "kini", json!({"publishedOn": "2026-11-06"})).await.expect(201);
    assert_eq!((&now["announcedOn"], publish_due(&ctx).await.unwrap()), (&json!("2026-11-06"), 0));
}

#[tokio::test]
async fn each_reads_what_is_addressed_to_it_from_its_first_day_to_its_last() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let made = board(&admin).await;
    let public = ["publik", "publik 32", "publik 36"];
    let readers: [(&str, Caller, &[&str]); 8] = [
        ("nobody", app.anonymous(), &[]),
        ("head", app.head().await, &["kepala", "pengguna", "pengguna 36"]),
        (
            "head elsewhere",
            app.person(Role::BlkHead, None, Some(OTHER_BLK)).await,
            &["kepala", "kepala 32", "pengguna", "pengguna 32"],
        ),
        ("coordinator", app.coordinator().await, &["koordinator", "pengguna", "pengguna 36"]),
        ("city", app.person(Role::LocalGovernment, Some("36.02"), None).await, &["pengguna", "pengguna 36"]),
        ("operator", app.operator().await, &["kepala", "pengguna", "pengguna 36"]),
        ("reviewer", app.reviewer().await, &["pengguna", "pengguna 32", "pengguna 36"]),
        (
            "coordinator of the forum's region",
            app.person(Role::Coordinator, Some("31"), None).await,
            &["besok", "kemarin", "kepala", "kepala 32", "koordinator", "pengguna", "pengguna 32", "pengguna 36"],
        ),
    ];
    for (who, caller, own) in readers {
        let mut wanted = [own, public.as_slice()].concat();
        wanted.sort_unstable();
        assert_eq!(titles(&caller, "/v1/announcements").await, wanted, "{who}");
        assert_eq!(titles(&caller, &format!("/v1/organizations/{FORUM}/announcements")).await, wanted, "{who}");
        for announcement in &made {
            let status = caller.get(&at("announcements", announcement)).await.status;
            let seen = wanted.contains(&announcement["title"].as_str().unwrap());
            assert_eq!(status, if seen { 200 } else { 404 }, "{who} {}", announcement["title"]);
        }
    }
    assert_eq!(titles(&admin, "/v1/announcements").await.len(), 11);
    app.clock().set("2026-11-06T02:00:00Z".parse().unwrap());
    assert!(titles(&app.anonymous(), "/v1/announcements").await.contains(&"besok".to_owned()));
}

#[tokio::test]
async fn the_feed_holds_public_ones_alone_the_newest_first() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    board(&admin).await;
    let english = json!({"publishedOn": "2026-11-04", "title": "Rakor & \"Rembuk\" <1>", "body": "Baris\u{1} satu\n& dua",
        "titleEn": "Meeting", "bodyEn": "Line one", "link": "https://example.test/a?b=1&c=2"});
    let latest = announce(&admin, "x", english).await.expect(201);
    let anonymous = app.anonymous();
    let (reply, read) = feed(&anonymous, FEED).await;
    assert_eq!(entries(&read), ["Rakor & \"Rembuk\" <1>", "publik 32", "publik 36", "publik"]);
    for hidden in ["pengguna", "kepala", "koordinator", "besok", "kemarin"] {
        assert!(!reply.text.contains(hidden), "{hidden}: {}", reply.text);
    }
    let first = &read.entries()[0];
    assert_eq!(first.content().and_then(|content| content.value()), Some("Baris satu\n& dua"));
    assert!(first.id().starts_with("urn:uuid:"), "{}", first.id());
    let links: Vec<&str> = first.links().iter().map(|link| link.href()).collect();
    let here = format!("https://ereporting.test{}", at("announcements", &latest));
    assert_eq!(links, [here.as_str(), "https://example.test/a?b=1&c=2"]);
    assert_eq!(read.id(), format!("https://ereporting.test{FEED}"));
    assert_eq!(first.published().unwrap().to_utc().to_rfc3339(), "2026-11-03T17:00:00+00:00");
    assert!(read.entries().iter().all(|entry| entry.updated() <= read.updated()));
    // Whoever signs in gets no more here than anyone.
    assert_eq!(entries(&feed(&admin, FEED).await.1), entries(&read));
    let request = Request::get(FEED).header("accept-language", "en");
    let english = anonymous.send(request, "", Vec::new()).await;
    let english = Feed::read_from(english.text.as_bytes()).unwrap();
    assert_eq!(entries(&english), ["Meeting", "publik 32", "publik 36", "publik"]);
}

#[tokio::test]
async fn the_feed_is_asked_for_a_region_and_only_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    board(&admin).await;
    let anonymous = app.anonymous();
    for (region, wanted) in [
        ("36.02", vec!["publik 36", "publik"]),
        ("32", vec!["publik 32", "publik"]),
        ("32.01.01", vec!["publik 32", "publik"]),
        ("11", vec!["publik"]),
    ] {
        assert_eq!(entries(&feed(&anonymous, &format!("{FEED}?region={region}")).await.1), wanted, "{region}");
    }
    let undotted = anonymous.get(&format!("{FEED}?region=3602")).await;
    assert_eq!(
        (undotted.status, undotted.faults()),
        (422, vec![("REGION.CODE_SYSTEM_REQUIRED".into(), "/region".into())])
    );
    assert_eq!(anonymous.get(&format!("{FEED}?colour=hijau")).await.status, 422);
    let tag = anonymous.get(FEED).await.header("etag").to_owned();
    let again = async || anonymous.send(Request::get(FEED).header("if-none-match", tag.as_str()), "", Vec::new()).await;
    let unchanged = again().await;
    assert_eq!((unchanged.status, unchanged.text.as_str(), unchanged.header("etag")), (304, "", tag.as_str()));
    announce(&admin, "baru", json!({})).await.expect(201);
    assert_eq!(again().await.status, 200);
    assert!(entries(&feed(&anonymous, FEED).await.1).contains(&"baru".to_owned()));
}

#[tokio::test]
async fn who_announces_says_to_whom() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    announce(&app.anonymous(), "x", json!({})).await.refused(401, "AUTH.REQUIRED");
    for stranger in [&head, &coordinator] {
        announce(stranger, "x", json!({})).await.refused(403, "ACCESS.DENIED");
    }
    faulty(&announce(&admin, "x", json!({"unit": BLK})).await, &[("FIELD.UNKNOWN_CODE", "/unit")]);
    let wrong = json!({"audience": "SEMUA", "roles": ["KEPALA"], "titleEn": "x", "regionCode": "99", "expiresOn": "2026-10-01"});
    faulty(
        &announce(&admin, "x", wrong).await,
        &[
            ("FIELD.OUT_OF_RANGE", "/expiresOn"),
            ("FIELD.REQUIRED", "/bodyEn"),
            ("FIELD.REQUIRED", "/roles"),
            ("FIELD.UNKNOWN_CODE", "/audience"),
            ("FIELD.UNKNOWN_CODE", "/regionCode"),
            ("FIELD.UNKNOWN_CODE", "/roles/0"),
        ],
    );
    faulty(&announce(&admin, "x", json!({"audience": "ROLES"})).await, &[("FIELD.REQUIRED", "/roles")]);
    faulty(
        &announce(&admin, "", json!({"body": "x".repeat(10_001), "link": "ftp://x"})).await,
        &[("FIELD.FORMAT", "/link"), ("FIELD.LENGTH", "/body"), ("FIELD.LENGTH", "/title")],
    );
    let made = announce(&app.person(Role::Coordinator, Some("31"), None).await, "Rakor", json!({})).await.expect(201);
    let path = at("announcements", &made);
    head.patch(&path, 1, json!({"title": "X"})).await.refused(403, "ACCESS.DENIED");
    let changed = admin.patch(&path, 1, json!({"audience": "USERS"})).await.expect(200);
    assert_eq!(version(&changed), 2);
    app.anonymous().get(&path).await.refused(404, "RESOURCE.NOT_FOUND");
    admin.delete_if(&path, 2).await.expect(200);
    assert_eq!(titles(&admin, "/v1/announcements").await, [""; 0]);
    for name in ["created", "updated", "archived"] {
        assert_eq!(events(&app, &format!("announcement.{name}")).await, 1, "{name}");
    }
}

#[tokio::test]
async fn the_same_by_graphql() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let made = board(&admin).await;
    let list = "{ announcements(first: 20) { totalCount nodes { title unit { code } } } }";
    let count = async |caller: &Caller| {
        Caller::data(caller.graphql(list, json!({})).await)["announcements"]["totalCount"].as_i64().unwrap()
    };
    assert_eq!((count(&app.anonymous()).await, count(&app.head().await).await, count(&admin).await), (3, 6, 11));
    let node = "query Q($id: ID!) { node(id: $id) { id } }";
    let hidden = Caller::data(app.anonymous().graphql(node, json!({"id": made[3]["id"]})).await);
    assert_eq!(hidden["node"], Value::Null);
    let below = format!("{{ organization(code: \"{FORUM}\") {{ announcements(first: 20) {{ totalCount }} }} }}");
    let data = Caller::data(app.anonymous().graphql(&below, json!({})).await);
    assert_eq!(data["organization"]["announcements"]["totalCount"], 3);
    let create = "mutation M($unit: String!, $input: AnnouncementInput!) { createAnnouncement(unit: $unit, input: $input) { id } }";
    let input = json!({"title": "x", "body": "x", "audience": "ROLES", "publishedOn": "2026-11-05"});
    let refused = admin.graphql(create, json!({"unit": FORUM, "input": input})).await;
    assert_eq!(refusal(&refused), (422, "REQUEST.INVALID".to_owned(), vec!["/roles".to_owned()]));
    let refused = app.head().await.graphql(create, json!({"unit": FORUM, "input": input})).await;
    assert_eq!(refusal(&refused), (403, "ACCESS.DENIED".to_owned(), vec![]));
}
