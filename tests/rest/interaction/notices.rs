//! Who is told of what, who is not, and what one does with one's inbox.

use api::domain::Ctx;
use api::domain::ids::{self, Kind};
use api::domain::interaction::notices::{self, Notice, preferences};
use api::domain::record::Record;
use api::vocab::Role;
use api::worker::{notify, sequencer};
use axum::http::Request;
use entity::notification;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::events::walk;
use super::super::kept_steps::{faulty, forum, rows};
use super::super::steps::{act, approved, count, in_review, owed, text, version};
use super::acts::{offer, refusal, stakeholder, take};
use super::threads::{at, comment_at, say, thread};
use crate::support::{BLK, Caller, OTHER_BLK, TestApp};

const PREFERENCES: &str = "/v1/me/notification-preferences";

/// Positions what happened and tells of it. How many notices there were.
async fn tell(app: &TestApp) -> usize {
    sequencer::run(&app.app).await.unwrap();
    notify::run(&app.app).await.unwrap()
}

/// A service that tells of what happens from now on.
async fn telling() -> TestApp {
    let app = TestApp::start().await;
    assert_eq!(tell(&app).await, 0);
    app
}

/// Kinds of what somebody was told, the newest first.
pub async fn told(caller: &Caller) -> Vec<String> {
    let rows = rows(caller, "/v1/notifications?limit=100").await;
    rows.iter().map(|row| text(row, "kind").to_owned()).collect()
}

async fn id_of(caller: &Caller) -> Value {
    caller.get("/v1/me").await.expect(200)["id"].clone()
}

async fn unread(caller: &Caller) -> i64 {
    caller.get("/v1/notifications/unread-count").await.expect(200)["count"].as_i64().unwrap()
}

/// Gives somebody so many notices of requests.
async fn give(app: &TestApp, to: &Caller, count: usize) {
    let account = ids::expect(Kind::User, id_of(to).await.as_str().unwrap()).unwrap();
    let tx = Ctx::system(app.app.clone(), "test").begin().await.unwrap();
    for _ in 0..count {
        let subject = (Kind::Request, tx.new_id());
        let params = json!({"step": "created", "due": "2026-11-20"});
        let notice = Notice { account, kind: "REQUEST", subject, unit: None, params };
        assert_ne!(notices::give(&tx, notice).await.unwrap(), Uuid::nil());
    }
    tx.record(Record::audit_only("test", (Kind::User, account))).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_comment_is_told_to_whom_it_names_and_to_who_took_part_before() {
    let app = telling().await;
    let (head, operator, coordinator) = (app.head().await, app.operator().await, app.coordinator().await);
    let made = thread(&head, "BLK").await;
    say(&coordinator, &made, "Baik.", json!({})).await.expect(201);
    let named = json!({"mentions": [id_of(&operator).await]});
    let last = say(&head, &made, "Tolong lengkapi.", named).await.expect(201);
    assert_eq!(tell(&app).await, 3);
    assert_eq!(told(&head).await, ["COMMENT"]);
    assert_eq!(told(&coordinator).await, ["COMMENT"]);
    assert_eq!(told(&operator).await, ["MENTION"]);
    let row = &rows(&operator, "/v1/notifications").await[0];
    assert_eq!((&row["subject"], &row["subjectKind"], &row["unitCode"]), (&last["id"], &json!("Comment"), &json!(BLK)));
    assert!(!row.to_string().contains("lengkapi"), "what was said stays in the thread: {row}");
    assert_eq!(tell(&app).await, 0, "nobody is told twice");
}

#[tokio::test]
async fn whom_an_edit_names_is_told_and_whom_it_named_before_is_not_told_again() {
    let app = telling().await;
    let (head, operator, coordinator) = (app.head().await, app.operator().await, app.coordinator().await);
    let made = thread(&head, "BLK").await;
    let said = say(&head, &made, "Tolong.", json!({"mentions": [id_of(&operator).await]})).await.expect(201);
    assert_eq!(tell(&app).await, 1);
    let all = json!({"body": "Tolong segera.", "mentions": [id_of(&operator).await, id_of(&coordinator).await]});
    head.patch(&comment_at(&said), 1, all).await.expect(200);
    assert_eq!(tell(&app).await, 1);
    assert_eq!(
        (told(&operator).await, told(&coordinator).await),
        (vec!["MENTION".to_owned()], vec!["MENTION".to_owned()])
    );
    head.patch(&comment_at(&said), 2, json!({"body": "Tolong hari ini."})).await.expect(200);
    assert_eq!(tell(&app).await, 0);
}

#[tokio::test]
async fn an_internal_comment_reaches_the_blk_on_no_path() {
    let app = telling().await;
    let (head, operator) = (app.head().await, app.operator().await);
    let (coordinator, reviewer) = (app.coordinator().await, app.reviewer().await);
    let made = thread(&head, "BLK").await;
    for caller in [&operator, &reviewer] {
        say(caller, &made, "Saya ikut.", json!({})).await.expect(201);
    }
    tell(&app).await;
    let before = (told(&head).await, unread(&head).await, told(&operator).await);
    let secret = say(&coordinator, &made, "Jangan disetujui.", json!({"audience": "INTERNAL"})).await.expect(201);
    assert_eq!(tell(&app).await, 1);
    assert_eq!(told(&reviewer).await, ["COMMENT"]);
    assert_eq!((told(&head).await, unread(&head).await, told(&operator).await), before);
    let about = ids::expect(Kind::Comment, text(&secret, "id")).unwrap();
    let given = notification::Entity::find().filter(notification::Column::SubjectId.eq(about));
    assert_eq!(given.count(app.app.store.reader()).await.unwrap(), 1);
    assert_eq!(walk(&app, &head, "&types=notification.created").await.len(), before.0.len());
    let query = "{ unreadNotificationCount notifications(first: 50) { totalCount nodes { subject } } }";
    let seen = Caller::data(head.graphql(query, json!({})).await);
    assert_eq!(seen["unreadNotificationCount"], json!(before.1));
    assert!(!seen.to_string().contains(text(&secret, "id")), "{seen}");
}

#[tokio::test]
async fn the_end_of_a_talk_is_told_to_who_took_part() {
    let app = telling().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let made = thread(&head, "BLK").await;
    say(&coordinator, &made, "Selesai.", json!({})).await.expect(201);
    head.post_if(&format!("{}/resolve", at(&made)), 1, json!({})).await.expect(200);
    tell(&app).await;
    assert_eq!(told(&coordinator).await, ["THREAD_RESOLVED"]);
    assert_eq!(told(&head).await, ["COMMENT"]);
}

#[tokio::test]
async fn the_way_of_a_report_is_told_to_the_side_that_did_not_act() {
    let app = telling().await;
    let (head, operator, coordinator) = (app.head().await, app.operator().await, app.coordinator().await);
    let elsewhere = app.person(Role::Coordinator, Some("32"), None).await;
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    approved(&app, "2026-10").await;
    tell(&app).await;
    assert_eq!(told(&coordinator).await, ["REPORT_SUBMITTED"]);
    for decided in [&head, &operator] {
        assert_eq!(told(decided).await, ["REPORT_DECIDED", "REPORT_DECIDED"]);
    }
    for stranger in [&elsewhere, &other] {
        assert_eq!(told(stranger).await, [""; 0]);
    }
    let titles: Vec<String> =
        rows(&head, "/v1/notifications").await.iter().map(|row| text(row, "title").to_owned()).collect();
    assert_eq!(titles, ["Laporan LAP_BULANAN 2026-10 disetujui", "Laporan LAP_BULANAN 2026-10 diverifikasi"]);
}

#[tokio::test]
async fn a_report_that_is_sent_back_is_told_to_the_blk() {
    let app = telling().await;
    let report = in_review(&app, "2026-10").await;
    let items = json!({"reason": "Periksa", "items": [{"path": "/values/A03", "note": "Periksa"}]});
    act(&app.coordinator().await, &report, "request-revision", items).await.expect(200);
    tell(&app).await;
    let head = app.head().await;
    let row = rows(&head, "/v1/notifications?kind=REVISION_REQUESTED").await.remove(0);
    assert_eq!((&row["subject"], &row["subjectKind"]), (&report["id"], &json!("Report")));
    assert_eq!(rows(&app.coordinator().await, "/v1/notifications?kind=REVISION_REQUESTED").await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_request_is_told_to_the_unit_and_its_answer_to_who_asked() {
    let app = telling().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let ask = json!({"unit": BLK, "kind": "DOCUMENT", "title": "BAST peralatan", "dueOn": "2026-11-20"});
    let made = coordinator.post("/v1/requests", ask).await.expect(201);
    tell(&app).await;
    assert_eq!((told(&head).await, told(&coordinator).await.len()), (vec!["REQUEST".to_owned()], 0));
    assert!(text(&rows(&head, "/v1/notifications").await[0], "text").contains("2026-11-20"));
    take(&head, "requests", &made, "answer", json!({"text": "Terlampir"})).await.expect(200);
    tell(&app).await;
    assert_eq!((told(&head).await.len(), told(&coordinator).await), (1, vec!["REQUEST".to_owned()]));
    assert_eq!(text(&rows(&coordinator, "/v1/notifications").await[0], "title"), "Permintaan dijawab");
}

#[tokio::test]
async fn a_commitment_is_told_to_the_other_side() {
    let app = telling().await;
    forum(&app.admin().await).await;
    let (head, bank) = (app.head().await, stakeholder(&app).await);
    offer(&bank, "Terbuka", json!({})).await.expect(201);
    let made = offer(&bank, "Magang", json!({"blkId": BLK})).await.expect(201);
    tell(&app).await;
    assert_eq!((told(&head).await, told(&bank).await.len()), (vec!["COMMITMENT".to_owned()], 0));
    take(&head, "commitments", &made, "accept", json!({})).await.expect(200);
    tell(&app).await;
    assert_eq!((told(&head).await.len(), told(&bank).await), (1, vec!["COMMITMENT".to_owned()]));
}

#[tokio::test]
async fn moved_deadlines_and_decided_changes_are_told_to_the_blk() {
    let app = telling().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let flood = json!({"target": {"region": "36.02", "template": "LAP_BULANAN", "period": "2026-10"}, "until": "2026-11-15", "reason": "Banjir"});
    app.coordinator().await.post("/v1/obligations/extend", flood).await.expect(200);
    let ask = json!({"changes": {"name": "BLK Baru"}, "reason": "Yayasan berganti nama."});
    let asked = head.post(&format!("/v1/blks/{BLK}/change-requests"), ask).await.expect(201);
    let approve = format!("/v1/change-requests/{}/approve", text(&asked, "id"));
    admin.post_if(&approve, version(&asked), json!({})).await.expect(200);
    tell(&app).await;
    assert_eq!(told(&head).await, ["CHANGE_REQUEST", "OBLIGATION_CHANGED"]);
    let moved = rows(&head, "/v1/notifications?kind=OBLIGATION_CHANGED").await.remove(0);
    let row = owed(&head, "template=LAP_BULANAN&period=2026-10").await;
    assert_eq!(moved["subject"], row["id"]);
    assert!(text(&moved, "text").contains("2026-11-15"), "{moved}");
}

#[tokio::test]
async fn two_servers_tell_of_an_event_once() {
    let app = telling().await;
    let made = thread(&app.head().await, "BLK").await;
    say(&app.coordinator().await, &made, "Baik.", json!({})).await.expect(201);
    sequencer::run(&app.app).await.unwrap();
    let (one, two) = tokio::join!(notify::run(&app.app), notify::run(&app.app));
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    assert_eq!(count::<notification::Entity>(&app).await, 1);
}

#[tokio::test]
async fn an_inbox_is_walked_newest_first_and_filtered() {
    let app = TestApp::start().await;
    let head = app.head().await;
    give(&app, &head, 5).await;
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = head.get(&format!("/v1/notifications?limit=2{after}")).await.expect(200);
        seen.extend(page["data"].as_array().unwrap().iter().map(|row| text(row, "id").to_owned()));
        let Some(next) = page["page"]["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    let mut sorted = seen.clone();
    sorted.sort_by(|one, other| other.cmp(one));
    assert_eq!((seen.len(), &seen), (5, &sorted));
    head.post(&format!("/v1/notifications/{}/read", seen[0]), json!({})).await.expect(200);
    for (filter, wanted) in [("unread=true", 4), ("unread=false", 1), ("kind=REQUEST", 5), ("kind=MENTION", 0)] {
        assert_eq!(rows(&head, &format!("/v1/notifications?{filter}")).await.len(), wanted, "{filter}");
    }
    faulty(&head.get("/v1/notifications?kind=ENTAH").await, &[("FIELD.UNKNOWN_CODE", "/kind")]);
    faulty(&head.get("/v1/notifications?entah=1").await, &[("FIELD.FORMAT", "")]);
    head.get("/v1/notifications?after=x").await.refused(422, "PAGE.CURSOR");
}

#[tokio::test]
async fn what_was_read_is_read_once_and_tells_its_owner_alone() {
    let app = TestApp::start().await;
    let (head, operator) = (app.head().await, app.operator().await);
    give(&app, &head, 3).await;
    let ids: Vec<String> =
        rows(&head, "/v1/notifications").await.iter().map(|row| text(row, "id").to_owned()).collect();
    let one = format!("/v1/notifications/{}", ids[2]);
    assert_eq!(head.get(&one).await.expect(200)["readAt"], Value::Null);
    head.post(&format!("{one}/read?validateOnly=true"), json!({})).await.expect(200);
    assert_eq!(unread(&head).await, 3);
    let read = head.post(&format!("{one}/read"), json!({})).await.expect(200);
    assert!(text(&read, "readAt").starts_with("2026-11-05T02:0") && version(&read) == 2, "{read}");
    let again = head.post(&format!("{one}/read"), json!({})).await.expect(200);
    assert_eq!((unread(&head).await, version(&again)), (2, 2));
    // Up to the second one: the newest stays unread.
    let marked = head.post("/v1/notifications/read-all", json!({"upTo": ids[1]})).await.expect(200);
    assert_eq!((&marked["count"], &marked["unread"]), (&json!(1), &json!(1)));
    faulty(&head.post("/v1/notifications/read-all", json!({"upTo": "kemarin"})).await, &[("FIELD.FORMAT", "/upTo")]);
    let marked = head.post("/v1/notifications/read-all", json!({})).await.expect(200);
    assert_eq!((&marked["count"], unread(&head).await), (&json!(1), 0));
    let types: Vec<String> = walk(&app, &head, "&kinds=Notification")
        .await
        .iter()
        .map(|change| format!("{} {}", text(change, "type"), change["version"]))
        .collect();
    assert_eq!(types[..3], ["notification.created 1"; 3]);
    assert_eq!(types[3..], ["notification.read 2"; 3]);
    assert_eq!(walk(&app, &operator, "&kinds=Notification").await.len(), 0);
    assert_eq!(walk(&app, &app.admin().await, "&kinds=Notification").await.len(), 0);
}

#[tokio::test]
async fn nobody_reads_the_inbox_of_another_not_even_an_administrator() {
    let app = TestApp::start().await;
    let head = app.head().await;
    give(&app, &head, 1).await;
    let id = text(&rows(&head, "/v1/notifications").await[0], "id").to_owned();
    for other in [app.admin().await, app.operator().await, app.machine(Role::BlkOperator, Some(BLK)).await] {
        assert_eq!(told(&other).await, [""; 0]);
        assert_eq!(unread(&other).await, 0);
        other.get(&format!("/v1/notifications/{id}")).await.refused(404, "RESOURCE.NOT_FOUND");
        other.post(&format!("/v1/notifications/{id}/read"), json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
        other.post("/v1/notifications/read-all", json!({})).await.expect(200);
        let query = "query N($id: ID!) { notification(id: $id) { id } node(id: $id) { id } notifications(first: 9) { totalCount } }";
        let seen = Caller::data(other.graphql(query, json!({"id": id})).await);
        assert_eq!(seen, json!({"notification": null, "node": null, "notifications": {"totalCount": 0}}));
    }
    assert_eq!(unread(&head).await, 1);
    app.anonymous().get("/v1/notifications").await.refused(401, "AUTH.REQUIRED");
    app.anonymous().post(&format!("/v1/notifications/{id}/read"), json!({})).await.refused(401, "AUTH.REQUIRED");
}

#[tokio::test]
async fn words_are_in_the_language_of_the_reader_with_english_beside_it() {
    let app = TestApp::start().await;
    let head = app.head().await;
    give(&app, &head, 1).await;
    let row = &rows(&head, "/v1/notifications").await[0];
    assert_eq!((text(row, "title"), text(row, "titleEn")), ("Permintaan baru", "New request"));
    let request = Request::get("/v1/notifications").header("accept-language", "en");
    let row = head.send(request, "", Vec::new()).await.expect(200)["data"][0].clone();
    assert_eq!((text(&row, "title"), text(&row, "titleEn")), ("New request", "New request"));
    assert!(text(&row, "text").starts_with("Request for"), "{row}");
}

#[tokio::test]
async fn graphql_reads_and_marks_as_rest_does() {
    let app = TestApp::start().await;
    let head = app.head().await;
    give(&app, &head, 3).await;
    let query = "{ notifications(first: 2, filter: {unread: true}) { totalCount pageInfo { hasNextPage endCursor } nodes { id kind title readAt version } } }";
    let list = Caller::data(head.graphql(query, json!({})).await)["notifications"].clone();
    assert_eq!((&list["totalCount"], &list["pageInfo"]["hasNextPage"]), (&json!(3), &json!(true)));
    let rest = rows(&head, "/v1/notifications").await;
    assert_eq!((&list["nodes"][0]["id"], &list["nodes"][1]["id"]), (&rest[0]["id"], &rest[1]["id"]));
    let id = &list["nodes"][0]["id"];
    let mark = "mutation M($id: ID!) { markNotificationRead(id: $id) { id version readAt } }";
    let read = Caller::data(head.graphql(mark, json!({"id": id})).await)["markNotificationRead"].clone();
    assert_eq!((&read["id"], &read["version"]), (id, &json!(2)));
    let all = "mutation { markAllNotificationsRead { count unread } }";
    let marked = Caller::data(head.graphql(all, json!({})).await)["markAllNotificationsRead"].clone();
    assert_eq!(marked, json!({"count": 2, "unread": 0}));
    let other = app.operator().await.graphql(mark, json!({"id": id})).await;
    assert_eq!(refusal(&other).1, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn every_kind_of_notice_is_a_code_with_a_label() {
    let app = TestApp::start().await;
    let set = app.anonymous().get("/v1/reference/notificationKinds").await.expect(200);
    let mut codes: Vec<&str> = set["codes"].as_array().unwrap().iter().map(|code| text(code, "code")).collect();
    codes.sort_unstable();
    let mut known: Vec<&str> = preferences::KINDS.iter().map(|known| known.code).collect();
    known.sort_unstable();
    assert_eq!(codes, known);
}

/// The channels of one kind: inbox, e-mail, phone.
fn channels(preferences: &Value, kind: &str) -> [bool; 3] {
    let all = preferences["preferences"].as_array().unwrap();
    let one = all.iter().find(|one| one["kind"] == kind).unwrap_or_else(|| panic!("{kind} in {preferences}"));
    ["inbox", "email", "phone"].map(|channel| one[channel].as_bool().unwrap())
}

#[tokio::test]
async fn preferences_are_replaced_as_a_whole_and_a_mention_stays() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let before = head.get(PREFERENCES).await.expect(200);
    assert_eq!(version(&before), 0);
    assert_eq!(channels(&before, "REQUEST"), [true, true, true]);
    assert_eq!(channels(&before, "COMMENT"), [true, false, false]);
    let choose =
        |kind: &str, inbox: bool, email: bool| json!({"kind": kind, "inbox": inbox, "email": email, "phone": false});
    let chosen = json!({"preferences": [choose("REQUEST", true, false), choose("MENTION", true, false)]});
    let request = Request::put(PREFERENCES);
    head.send(request, "application/json", chosen.to_string().into_bytes()).await.refused(428, "PRECONDITION.REQUIRED");
    head.put(PREFERENCES, 3, chosen.clone()).await.refused(412, "PRECONDITION.STALE");
    let after = head.put(PREFERENCES, 0, chosen).await.expect(200);
    assert_eq!((version(&after), channels(&after, "REQUEST")), (1, [true, false, false]));
    assert_eq!(head.get(PREFERENCES).await.expect(200), after);
    let other = head.put(PREFERENCES, 1, json!({"preferences": [choose("COMMENT", false, true)]})).await.expect(200);
    assert_eq!((version(&other), channels(&other, "COMMENT")), (2, [false, true, false]));
    assert_eq!(channels(&other, "REQUEST"), [true, true, true], "what is not named has its defaults again");
    let wrong = json!({"preferences": [choose("ENTAH", true, true), choose("MENTION", false, true), choose("COMMENT", true, true), choose("COMMENT", true, true)]});
    faulty(
        &head.put(PREFERENCES, 2, wrong).await,
        &[
            ("FIELD.DUPLICATE", "/preferences/3/kind"),
            ("FIELD.OUT_OF_RANGE", "/preferences/1/inbox"),
            ("FIELD.UNKNOWN_CODE", "/preferences/0/kind"),
        ],
    );
    faulty(
        &head.put(PREFERENCES, 2, json!({"preferences": [{"kind": "REQUEST", "inbox": "ya"}]})).await,
        &[
            ("FIELD.REQUIRED", "/preferences/0/email"),
            ("FIELD.REQUIRED", "/preferences/0/phone"),
            ("FIELD.TYPE", "/preferences/0/inbox"),
        ],
    );
    app.machine(Role::BlkOperator, Some(BLK)).await.get(PREFERENCES).await.refused(403, "ACCESS.DENIED");
    app.anonymous().get(PREFERENCES).await.refused(401, "AUTH.REQUIRED");
}

#[tokio::test]
async fn graphql_sets_preferences_as_rest_does() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let set = "mutation M($version: Int!, $kind: String!) { setNotificationPreferences(expectedVersion: $version, input: {preferences: [{kind: $kind, inbox: false, email: false, phone: false}]}) { version } }";
    let stale = head.graphql(set, json!({"version": 4, "kind": "REQUEST"})).await;
    assert_eq!(refusal(&stale).1, "PRECONDITION.STALE");
    let unknown = head.graphql(set, json!({"version": 0, "kind": "ENTAH"})).await;
    assert_eq!(refusal(&unknown), (422, "REQUEST.INVALID".to_owned(), vec!["/preferences/0/kind".to_owned()]));
    let done = Caller::data(head.graphql(set, json!({"version": 0, "kind": "REQUEST"})).await);
    assert_eq!(done["setNotificationPreferences"]["version"], 1);
    let query = "{ notificationPreferences { version preferences { kind inbox email phone alwaysInInbox } } }";
    let mine = Caller::data(head.graphql(query, json!({})).await)["notificationPreferences"].clone();
    assert_eq!(mine, head.get(PREFERENCES).await.expect(200));
    assert_eq!(channels(&mine, "REQUEST"), [false; 3]);
}

#[tokio::test]
async fn what_somebody_turned_off_does_not_come_in() {
    let app = telling().await;
    let (head, operator, coordinator) = (app.head().await, app.operator().await, app.coordinator().await);
    let off = json!({"preferences": [
        {"kind": "COMMENT", "inbox": false, "email": false, "phone": false},
        {"kind": "MENTION", "inbox": true, "email": false, "phone": false},
        {"kind": "REQUEST", "inbox": false, "email": true, "phone": false},
    ]});
    head.put(PREFERENCES, 0, off).await.expect(200);
    let made = thread(&head, "BLK").await;
    say(&coordinator, &made, "Baik.", json!({})).await.expect(201);
    say(&coordinator, &made, "Anda?", json!({"mentions": [id_of(&head).await]})).await.expect(201);
    let ask = json!({"unit": BLK, "kind": "DOCUMENT", "title": "BAST", "dueOn": "2026-11-20"});
    coordinator.post("/v1/requests", ask).await.expect(201);
    tell(&app).await;
    assert_eq!((told(&head).await, unread(&head).await), (vec!["MENTION".to_owned()], 1));
    assert_eq!(told(&operator).await, ["REQUEST"]);
    // Only by mail: nothing in the inbox, nothing in the feed.
    let hidden = notification::Entity::find().filter(notification::Column::Inbox.eq(false));
    let hidden = hidden.all(app.app.store.reader()).await.unwrap();
    assert_eq!((hidden.len(), hidden[0].kind.as_str(), hidden[0].mail_state.as_str()), (1, "REQUEST", "DUE"));
    assert_eq!(walk(&app, &head, "&types=notification.created").await.len(), 1);
}
