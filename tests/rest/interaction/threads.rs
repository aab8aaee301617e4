//! Threads and comments: begun, said, edited, deleted, settled; what is refused.

use api::vocab::Role;
use axum::http::Request;
use serde_json::{Value, json};

use super::super::events::{types, walk};
use super::super::kept_steps::{FORUM, faulty, forum, rows};
use super::super::steps::{grant, submitted, text, version};
use super::acts::merged;
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, Reply, TestApp};

/// Begins a thread, whatever comes of it.
pub async fn begin(caller: &Caller, subject: &str, audience: &str, extra: Value) -> Reply {
    let input = json!({"subject": subject, "title": "Daftar hadir", "audience": audience, "body": "Mohon dijelaskan."});
    caller.post("/v1/threads", merged(input, extra)).await
}

/// A thread about [`BLK`].
pub async fn thread(caller: &Caller, audience: &str) -> Value {
    begin(caller, BLK, audience, json!({})).await.expect(201)
}

pub fn at(thread: &Value) -> String {
    format!("/v1/threads/{}", text(thread, "id"))
}

pub fn comment_at(comment: &Value) -> String {
    format!("/v1/comments/{}", text(comment, "id"))
}

/// Adds a comment, whatever comes of it.
pub async fn say(caller: &Caller, thread: &Value, body: &str, extra: Value) -> Reply {
    caller.post(&format!("{}/comments", at(thread)), merged(json!({"body": body}), extra)).await
}

pub async fn comments(caller: &Caller, thread: &Value) -> Vec<Value> {
    rows(caller, &format!("{}/comments", at(thread))).await
}

/// What the comments of a thread say, as somebody sees it.
pub async fn bodies(caller: &Caller, thread: &Value) -> Vec<String> {
    comments(caller, thread).await.iter().map(|comment| comment["body"].as_str().unwrap_or("-").to_owned()).collect()
}

async fn id_of(caller: &Caller) -> Value {
    caller.get("/v1/me").await.expect(200)["id"].clone()
}

#[tokio::test]
async fn a_thread_begins_with_its_first_comment_and_goes_on() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let made = begin(&head, BLK, "BLK", json!({"path": "/contact/phone", "title": "Nomor telepon"})).await.expect(201);
    assert_eq!(
        [&made["subjectKind"], &made["unitCode"], &made["path"], &made["audience"], &made["status"], &made["version"]],
        [&json!("Blk"), &json!(BLK), &json!("/contact/phone"), &json!("BLK"), &json!("OPEN"), &json!(1)]
    );
    assert_eq!(
        (&made["commentCount"], &made["author"]["kind"], &made["partnerId"]),
        (&json!(1), &json!("PERSON"), &Value::Null)
    );
    let said = say(&coordinator, &made, "Sudah diperbaiki.", json!({})).await.expect(201);
    assert_eq!((&said["audience"], &said["threadId"], &said["version"]), (&json!("BLK"), &made["id"], &json!(1)));
    let now = head.get(&at(&made)).await.expect(200);
    assert_eq!((&now["commentCount"], &now["lastCommentAt"], version(&now)), (&json!(2), &said["createdAt"], 1));
    let people: Vec<&Value> = now["participants"].as_array().unwrap().iter().map(|author| &author["id"]).collect();
    assert_eq!(people, [&id_of(&head).await, &id_of(&coordinator).await]);
    assert_eq!(bodies(&head, &made).await, ["Mohon dijelaskan.", "Sudah diperbaiki."]);
    let first = rows(&head, &format!("{}/comments?limit=1", at(&made))).await;
    assert_eq!(first.len(), 1);
    assert_eq!(types(&app, &head, &made).await, ["thread.created"]);
    assert_eq!(types(&app, &head, &said).await, ["comment.created"]);
}

#[tokio::test]
async fn lists_are_filtered_and_paged_newest_first() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let report = submitted(&app, "2026-10").await;
    let on_blk = thread(&head, "BLK").await;
    let on_report = begin(&head, text(&report, "id"), "STAKEHOLDERS", json!({"title": "Angka A03"})).await.expect(201);
    let in_room = begin(&head, "36", "BLK", json!({"body": "Rapat provinsi"})).await.expect(201);
    let elsewhere = begin(&admin, OTHER_BLK, "BLK", json!({})).await.expect(201);
    let ids = |list: &[Value]| -> Vec<String> { list.iter().map(|row| text(row, "id").to_owned()).collect() };
    let wanted = |threads: &[&Value]| -> Vec<String> { threads.iter().map(|row| text(row, "id").to_owned()).collect() };
    for (query, found) in [
        ("", vec![&elsewhere, &in_room, &on_report, &on_blk]),
        ("?subject=BLKK-3602-001", vec![&on_blk]),
        ("?subject=36", vec![&in_room]),
        ("?unit=BLKK-3602-001", vec![&on_report, &on_blk]),
        ("?region=36", vec![&in_room, &on_report, &on_blk]),
        ("?region=36.02", vec![&on_report, &on_blk]),
        ("?audience=STAKEHOLDERS", vec![&on_report]),
        ("?status=RESOLVED", vec![]),
        ("?q=a03", vec![&on_report]),
        ("?q=RAPAT", vec![&in_room]),
        ("?q=100%25", vec![]),
        ("?subject=TIDAK-ADA", vec![]),
    ] {
        assert_eq!(ids(&rows(&admin, &format!("/v1/threads{query}")).await), wanted(&found), "{query}");
    }
    let page = head.get("/v1/threads?limit=2").await.expect(200);
    let next = head.get(&format!("/v1/threads?limit=2&after={}", text(&page["page"], "next"))).await.expect(200);
    let walked: Vec<Value> = [&page, &next].iter().flat_map(|page| page["data"].as_array().unwrap().clone()).collect();
    assert_eq!((ids(&walked), &next["page"]["complete"]), (wanted(&[&in_room, &on_report, &on_blk]), &json!(true)));
    for (query, code) in [("?status=DONE", 422), ("?after=x", 422), ("?subject=3602", 422), ("?limit=501", 422)] {
        assert_eq!(head.get(&format!("/v1/threads{query}")).await.status, code, "{query}");
    }
}

#[tokio::test]
async fn a_text_that_is_too_long_or_says_nothing_is_refused() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let made = thread(&head, "BLK").await;
    let long = "é".repeat(10_001);
    faulty(&say(&head, &made, &long, json!({})).await, &[("FIELD.LENGTH", "/body")]);
    faulty(&begin(&head, BLK, "BLK", json!({"body": long})).await, &[("FIELD.LENGTH", "/body")]);
    faulty(&say(&head, &made, " \n ", json!({})).await, &[("FIELD.REQUIRED", "/body")]);
    faulty(&say(&head, &made, "", json!({})).await, &[("FIELD.LENGTH", "/body")]);
    say(&head, &made, &"é".repeat(10_000), json!({})).await.expect(201);
    let title = json!({"title": "x".repeat(201)});
    faulty(&begin(&head, BLK, "BLK", title).await, &[("FIELD.LENGTH", "/title")]);
    faulty(&begin(&head, BLK, "BLK", json!({"title": " "})).await, &[("FIELD.REQUIRED", "/title")]);
    faulty(&begin(&head, BLK, "SEMUA", json!({})).await, &[("FIELD.UNKNOWN_CODE", "/audience")]);
    faulty(&say(&head, &made, "x", json!({"anu": 1})).await, &[("FIELD.UNKNOWN", "/anu")]);
}

#[tokio::test]
async fn a_path_must_lead_somewhere_in_the_record() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let report = submitted(&app, "2026-10").await;
    let id = text(&report, "id");
    for path in [
        "/values/A03",
        "/values/A03/sex/PEREMPUAN",
        "/values/A03/total",
        "/narrative/kendala",
        "/attachments",
        "/state",
    ] {
        let reply = begin(&head, id, "BLK", json!({"path": path})).await;
        // Attachments are read apart: they are no member of the report.
        let wanted = if path == "/attachments" { 422 } else { 201 };
        assert_eq!(reply.status, wanted, "{path}: {}", reply.text);
    }
    for path in ["/values/Z99", "/values/A03/umur", "/narrative/entah", "/nilai", "/state/x", "/"] {
        faulty(&begin(&head, id, "BLK", json!({"path": path})).await, &[("PATH.UNKNOWN", "/path")]);
    }
    faulty(&begin(&head, BLK, "BLK", json!({"path": "/values/A03"})).await, &[("PATH.UNKNOWN", "/path")]);
    faulty(&begin(&head, "36", "BLK", json!({"path": "/luas"})).await, &[("PATH.UNKNOWN", "/path")]);
    faulty(&begin(&head, BLK, "BLK", json!({"path": "name"})).await, &[("FIELD.FORMAT", "/path")]);
    begin(&head, "36", "BLK", json!({"path": "/name"})).await.expect(201);
}

#[tokio::test]
async fn what_is_not_seen_cannot_be_talked_about() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let draft = super::super::steps::draft(&head, "2026-10").await;
    for (caller, subject) in [
        (&stranger, text(&draft, "id")),
        (&app.coordinator().await, text(&draft, "id")),
        (&head, "rpt_01h455vb4pex5vsknk084sn02q"),
        (&head, "prd_01h455vb4pex5vsknk084sn02q"),
        (&head, "BLKK-9999-001"),
        (&head, "99"),
    ] {
        faulty(&begin(caller, subject, "STAKEHOLDERS", json!({})).await, &[("SUBJECT.UNKNOWN", "/subject")]);
    }
    faulty(&begin(&head, "3602", "BLK", json!({})).await, &[("REGION.CODE_SYSTEM_REQUIRED", "/subject")]);
    begin(&app.anonymous(), BLK, "BLK", json!({})).await.refused(401, "AUTH.REQUIRED");
    let region = head.get("/v1/regions/36").await.expect(200);
    let room = begin(&head, text(&region, "id"), "BLK", json!({})).await.expect(201);
    assert_eq!((&room["regionCode"], &room["subject"], &room["unitId"]), (&json!("36"), &region["id"], &Value::Null));
}

#[tokio::test]
async fn nobody_speaks_to_an_audience_that_he_is_not_in() {
    let app = TestApp::start().await;
    forum(&app.admin().await).await;
    let (head, auditor) = (app.head().await, app.person(Role::Auditor, None, None).await);
    let government = app.person(Role::LocalGovernment, Some("36.02"), None).await;
    let bank = app.person(Role::Partner, None, Some(FORUM)).await;
    let partner = json!({"partner": FORUM});
    for (caller, subject, audience, extra) in [
        (&head, BLK, "INTERNAL", json!({})),
        (&head, KAWASAN, "BLK", json!({})),
        (&head, OTHER_BLK, "STAKEHOLDERS", json!({})),
        (&head, "32", "STAKEHOLDERS", json!({})),
        (&government, BLK, "BLK", json!({})),
        (&government, BLK, "PARTNER", partner.clone()),
        (&bank, BLK, "STAKEHOLDERS", json!({})),
        (&auditor, BLK, "INTERNAL", json!({})),
    ] {
        begin(caller, subject, audience, extra).await.refused(403, "AUDIENCE.DENIED");
    }
    begin(&government, BLK, "STAKEHOLDERS", json!({})).await.expect(201);
    begin(&bank, BLK, "PARTNER", partner.clone()).await.expect(201);
    // An auditor reads what he is shown, and says nothing.
    let internal = thread(&app.admin().await, "INTERNAL").await;
    auditor.get(&at(&internal)).await.expect(200);
    say(&auditor, &internal, "x", json!({})).await.refused(403, "AUDIENCE.DENIED");
    // Within a thread: narrower is fine for those who are in it, wider is no comment of that thread.
    let open = thread(&head, "STAKEHOLDERS").await;
    say(&government, &open, "x", json!({"audience": "BLK"})).await.refused(403, "AUDIENCE.DENIED");
    say(&head, &open, "x", json!({"audience": "INTERNAL"})).await.refused(403, "AUDIENCE.DENIED");
    say(&head, &open, "x", json!({"audience": "BLK"})).await.expect(201);
    let narrow = thread(&head, "BLK").await;
    faulty(
        &say(&head, &narrow, "x", json!({"audience": "STAKEHOLDERS"})).await,
        &[("FIELD.UNKNOWN_CODE", "/audience")],
    );
    for (audience, extra, fault) in [
        ("PARTNER", json!({}), "FIELD.REQUIRED"),
        ("PARTNER", json!({"partner": "BUKAN-APA"}), "FIELD.UNKNOWN_CODE"),
        ("PARTNER", json!({"partner": OTHER_BLK}), "FIELD.UNKNOWN_CODE"),
        ("BLK", partner, "FIELD.FORMAT"),
    ] {
        faulty(&begin(&head, BLK, audience, extra).await, &[(fault, "/partner")]);
    }
}

#[tokio::test]
async fn only_who_sees_a_comment_can_be_named_in_it() {
    let app = TestApp::start().await;
    let (head, coordinator, admin) = (app.head().await, app.coordinator().await, app.admin().await);
    let government = app.person(Role::LocalGovernment, Some("36.02"), None).await;
    let all = [id_of(&head).await, id_of(&government).await, json!("usr_01h455vb4pex5vsknk084sn02q"), json!("blk_x")];
    let refused = begin(&coordinator, BLK, "BLK", json!({"mentions": all})).await;
    faulty(
        &refused,
        &[
            ("FIELD.UNKNOWN_CODE", "/mentions/1"),
            ("FIELD.UNKNOWN_CODE", "/mentions/2"),
            ("FIELD.UNKNOWN_CODE", "/mentions/3"),
        ],
    );
    let made = begin(&coordinator, BLK, "STAKEHOLDERS", json!({"mentions": all[..2]})).await.expect(201);
    assert_eq!(comments(&coordinator, &made).await[0]["mentions"], json!(all[..2]));
    let inside = say(&coordinator, &made, "x", json!({"audience": "INTERNAL", "mentions": [all[0]]})).await;
    faulty(&inside, &[("FIELD.UNKNOWN_CODE", "/mentions/0")]);
    let named = json!({"audience": "INTERNAL", "mentions": [id_of(&admin).await, id_of(&admin).await]});
    let said = say(&coordinator, &made, "x", named).await.expect(201);
    assert_eq!(said["mentions"], json!([id_of(&admin).await]));
    let more = json!({"body": "y", "mentions": [id_of(&admin).await, id_of(&coordinator).await]});
    let edited = coordinator.patch(&comment_at(&said), 1, more).await.expect(200);
    assert_eq!(edited["mentions"], json!([id_of(&admin).await, id_of(&coordinator).await]));
    let beyond = json!({"body": "z", "mentions": [id_of(&head).await]});
    faulty(&coordinator.patch(&comment_at(&said), 2, beyond).await, &[("FIELD.UNKNOWN_CODE", "/mentions/0")]);
}

#[tokio::test]
async fn an_edit_and_a_deletion_leave_a_trace_for_the_author_and_the_inner_circle() {
    let app = TestApp::start().await;
    let (head, operator, coordinator, admin) =
        (app.head().await, app.operator().await, app.coordinator().await, app.admin().await);
    let made = thread(&coordinator, "BLK").await;
    let said = say(&head, &made, "Salah ketik", json!({})).await.expect(201);
    let path = comment_at(&said);
    for other in [&operator, &coordinator, &admin] {
        other.patch(&path, 1, json!({"body": "Bukan kata saya"})).await.refused(403, "ACCESS.DENIED");
    }
    let unread = Request::patch(path.as_str());
    head.send(unread, "application/json", b"{\"body\": \"x\"}".to_vec()).await.refused(428, "PRECONDITION.REQUIRED");
    head.patch(&path, 7, json!({"body": "x"})).await.refused(412, "PRECONDITION.STALE");
    faulty(&head.patch(&path, 1, json!({"body": "  "})).await, &[("FIELD.REQUIRED", "/body")]);
    let edited = head.patch(&path, 1, json!({"body": "Ketikan benar"})).await.expect(200);
    assert_eq!((&edited["body"], version(&edited)), (&json!("Ketikan benar"), 2));
    assert!(edited["editedAt"].is_string() && edited["deletedAt"].is_null());
    for other in [&operator, &coordinator] {
        other.delete_if(&path, 2).await.refused(403, "ACCESS.DENIED");
    }
    let gone = admin.delete_if(&path, 2).await.expect(200);
    assert_eq!((&gone["body"], version(&gone), gone["deletedAt"].is_string()), (&Value::Null, 3, true));
    head.delete_if(&path, 3).await.refused(409, "STATE.ILLEGAL");
    head.patch(&path, 3, json!({"body": "lagi"})).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(bodies(&operator, &made).await, ["Mohon dijelaskan.", "-"]);
    assert_eq!(operator.get(&at(&made)).await.expect(200)["commentCount"], 1);
    assert_eq!(rows(&operator, "/v1/threads?q=ketik").await, Vec::<Value>::new());
    for reader in [&head, &coordinator, &admin] {
        let trace = rows(reader, &format!("{path}/versions")).await;
        let told: Vec<_> = trace.iter().map(|was| (was["version"].clone(), was["body"].clone())).collect();
        let wanted = [(json!(1), json!("Salah ketik")), (json!(2), json!("Ketikan benar")), (json!(3), Value::Null)];
        assert_eq!(told, wanted);
        assert_eq!((&trace[0]["by"]["id"], &trace[2]["by"]["id"]), (&id_of(&head).await, &id_of(&admin).await));
    }
    operator.get(&format!("{path}/versions")).await.refused(403, "ACCESS.DENIED");
    assert_eq!(types(&app, &head, &said).await, ["comment.created", "comment.updated", "comment.deleted"]);
}

#[tokio::test]
async fn a_settled_thread_takes_no_comment_until_it_is_reopened() {
    let app = TestApp::start().await;
    let (head, operator, coordinator) = (app.head().await, app.operator().await, app.coordinator().await);
    let made = thread(&coordinator, "BLK").await;
    let said = say(&operator, &made, "Saya cek", json!({})).await.expect(201);
    let path = at(&made);
    operator.post_if(&format!("{path}/resolve"), 1, json!({})).await.refused(403, "ACCESS.DENIED");
    head.post(&format!("{path}/resolve"), json!({})).await.refused(428, "PRECONDITION.REQUIRED");
    head.post_if(&format!("{path}/resolve"), 9, json!({})).await.refused(412, "PRECONDITION.STALE");
    head.post_if(&format!("{path}/reopen"), 1, json!({})).await.refused(409, "STATE.ILLEGAL");
    let settled = head.post_if(&format!("{path}/resolve"), 1, json!({})).await.expect(200);
    assert_eq!(
        (&settled["status"], version(&settled), &settled["resolvedBy"]["id"]),
        (&json!("RESOLVED"), 2, &id_of(&head).await)
    );
    say(&operator, &made, "Satu lagi", json!({})).await.refused(409, "STATE.ILLEGAL");
    operator.patch(&comment_at(&said), 1, json!({"body": "x"})).await.refused(409, "STATE.ILLEGAL");
    head.post_if(&format!("{path}/resolve"), 2, json!({})).await.refused(409, "STATE.ILLEGAL");
    let open = coordinator.post_if(&format!("{path}/reopen"), 2, json!({})).await.expect(200);
    assert_eq!((&open["status"], version(&open), &open["resolvedBy"]), (&json!("OPEN"), 3, &Value::Null));
    say(&operator, &made, "Satu lagi", json!({})).await.expect(201);
    // The author of a thread settles it, whatever its role.
    let own = thread(&operator, "BLK").await;
    operator.post_if(&format!("{}/resolve", at(&own)), 1, json!({})).await.expect(200);
    assert_eq!(types(&app, &head, &made).await, ["thread.created", "thread.resolved", "thread.reopened"]);
    let auditor = app.person(Role::Auditor, None, None).await;
    auditor.post_if(&format!("{path}/resolve"), 3, json!({})).await.refused(403, "ACCESS.DENIED");
}

#[tokio::test]
async fn a_title_is_changed_by_its_author_and_the_inner_circle() {
    let app = TestApp::start().await;
    let (head, operator, coordinator) = (app.head().await, app.operator().await, app.coordinator().await);
    let made = thread(&operator, "BLK").await;
    head.patch(&at(&made), 1, json!({"title": "Lain"})).await.refused(403, "ACCESS.DENIED");
    operator.patch(&at(&made), 1, json!({"title": "Lain"})).await.expect(200);
    operator.patch(&at(&made), 1, json!({"title": "Lagi"})).await.refused(412, "PRECONDITION.STALE");
    faulty(&operator.patch(&at(&made), 2, json!({"title": " "})).await, &[("FIELD.REQUIRED", "/title")]);
    faulty(
        &operator.patch(&at(&made), 2, json!({"title": "x", "audience": "INTERNAL"})).await,
        &[("FIELD.UNKNOWN", "/audience")],
    );
    let changed = coordinator.patch(&at(&made), 2, json!({"title": "Lagi"})).await.expect(200);
    assert_eq!((&changed["title"], version(&changed)), (&json!("Lagi"), 3));
}

#[tokio::test]
async fn a_repeat_with_the_same_key_says_nothing_twice_and_is_not_given_to_who_lost_sight() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let made = thread(&admin, "BLK").await;
    let (path, body) = (format!("{}/comments", at(&made)), json!({"body": "Sekali saja"}));
    head.post(&format!("{path}?validateOnly=true"), body.clone()).await.expect(200);
    let first = head.post_keyed(&path, "k-1", body.clone()).await.expect(201);
    let again = head.post_keyed(&path, "k-1", body.clone()).await;
    assert_eq!((again.header("idempotency-replayed"), &again.body["id"]), ("true", &first["id"]));
    head.post_keyed(&path, "k-1", json!({"body": "Lain"})).await.refused(422, "IDEMPOTENCY.KEY_REUSED");
    assert_eq!(bodies(&admin, &made).await, ["Mohon dijelaskan.", "Sekali saja"]);
    // The coordinator of the province says something inside, and is then one of the stakeholders alone.
    let person = app.person(Role::LocalGovernment, Some("36"), None).await;
    grant(&app, &person, json!({"role": "COORDINATOR", "region": "36"})).await;
    let open = thread(&admin, "STAKEHOLDERS").await;
    let (path, body) = (format!("{}/comments", at(&open)), json!({"body": "Rahasia", "audience": "INTERNAL"}));
    person.post_keyed(&path, "k-2", body.clone()).await.expect(201);
    let held = rows(&admin, &format!("/v1/role-grants?holder={}", id_of(&person).await.as_str().unwrap())).await;
    let role = held.iter().find(|grant| grant["role"] == "COORDINATOR").unwrap();
    admin.delete(&format!("/v1/role-grants/{}", text(role, "id"))).await.expect(200);
    person.post_keyed(&path, "k-2", body).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn the_feed_tells_of_a_thread_and_not_what_is_said_in_it() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let made = begin(&head, BLK, "BLK", json!({"title": "Judul rahasia", "body": "Isi rahasia"})).await.expect(201);
    let changes = walk(&app, &head, "&kinds=Thread,Comment").await;
    let told: Vec<_> = changes.iter().map(|change| text(change, "type")).collect();
    assert_eq!(told, ["thread.created", "comment.created"]);
    assert!(!format!("{changes:?}").contains("rahasia"));
    assert!(format!("{changes:?}").contains(text(&made, "subject")));
}

/// What GraphQL refuses with: status, code, codes and paths.
fn refusal(reply: &Reply) -> (u64, String, Vec<(String, String)>) {
    let said = &reply.body["errors"][0]["extensions"];
    let faults = said["errors"].as_array().cloned().unwrap_or_default();
    let faults = faults.iter().map(|fault| (text(fault, "code").to_owned(), text(fault, "path").to_owned()));
    (
        said["status"].as_u64().unwrap_or_default(),
        said["code"].as_str().unwrap_or_default().to_owned(),
        faults.collect(),
    )
}

#[tokio::test]
async fn graphql_says_and_refuses_the_same() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let create = "mutation M($input: ThreadInput!) { createThread(input: $input) { id version audience author { kind } commentCount } }";
    let input = |audience: &str, body: &str| json!({"input": {"subject": BLK, "title": "x", "audience": audience, "body": body}});
    let denied = refusal(&head.graphql(create, input("INTERNAL", "x")).await);
    assert_eq!((denied.0, denied.1.as_str()), (403, "AUDIENCE.DENIED"));
    let long = refusal(&head.graphql(create, input("BLK", &"x".repeat(10_001))).await);
    assert_eq!(long.2, [("FIELD.LENGTH".to_owned(), "/body".to_owned())]);
    let made = Caller::data(head.graphql(create, input("STAKEHOLDERS", "Halo")).await)["createThread"].clone();
    assert_eq!((&made["author"]["kind"], &made["commentCount"]), (&json!("PERSON"), &json!(1)));

    let add = "mutation M($thread: ID!, $input: CommentInput!) { createComment(thread: $thread, input: $input) { id version audience body } }";
    let said = json!({"thread": made["id"], "input": {"body": "Hai", "audience": "BLK"}});
    let said = Caller::data(coordinator.graphql(add, said).await)["createComment"].clone();
    let edit = "mutation M($id: ID!, $v: Int!) { updateComment(id: $id, expectedVersion: $v, input: {body: \"Hai semua\"}) { version body versions { body } } }";
    let stale = refusal(&coordinator.graphql(edit, json!({"id": said["id"], "v": 4})).await);
    assert_eq!((stale.0, stale.1.as_str()), (412, "PRECONDITION.STALE"));
    let edited = coordinator.graphql(edit, json!({"id": said["id"], "v": 1})).await;
    let edited = Caller::data(edited)["updateComment"].clone();
    assert_eq!(edited["versions"], json!([{"body": "Hai"}, {"body": "Hai semua"}]));
    let delete = "mutation M($id: ID!) { deleteComment(id: $id, expectedVersion: 2) { version body deletedAt } }";
    let gone = Caller::data(coordinator.graphql(delete, json!({"id": said["id"]})).await)["deleteComment"].clone();
    assert_eq!((&gone["version"], &gone["body"], gone["deletedAt"].is_string()), (&json!(3), &Value::Null, true));

    let step = |name: &str, version: i64| {
        format!("mutation M($id: ID!) {{ {name}(id: $id, expectedVersion: {version}) {{ status version }} }}")
    };
    let id = json!({"id": made["id"]});
    Caller::data(head.graphql(&step("resolveThread", 1), id.clone()).await);
    let illegal = refusal(&head.graphql(add, json!({"thread": made["id"], "input": {"body": "x"}})).await);
    assert_eq!((illegal.0, illegal.1.as_str()), (409, "STATE.ILLEGAL"));
    let open = Caller::data(head.graphql(&step("reopenThread", 2), id.clone()).await)["reopenThread"].clone();
    assert_eq!((&open["status"], &open["version"]), (&json!("OPEN"), &json!(3)));
    let rename =
        "mutation M($id: ID!) { updateThread(id: $id, expectedVersion: 3, input: {title: \"Lain\"}) { title } }";
    assert_eq!(Caller::data(head.graphql(rename, id).await)["updateThread"]["title"], "Lain");
    let page = "{ threads(first: 1, filter: {subject: \"BLKK-3602-001\", status: OPEN, q: \"lain\"}) { totalCount pageInfo { hasNextPage } nodes { title comments(last: 1) { nodes { body deletedAt } } } } }";
    let page = Caller::data(head.graphql(page, json!({})).await)["threads"].clone();
    assert_eq!((&page["totalCount"], &page["nodes"][0]["comments"]["nodes"][0]["body"]), (&json!(1), &Value::Null));
    let anonymous = refusal(&app.anonymous().graphql("{ threads(first: 1) { totalCount } }", json!({})).await);
    assert_eq!((anonymous.0, anonymous.1.as_str()), (401, "AUTH.REQUIRED"));
}
