//! Who is in which audience, on every path: lists, reads, counts, search, GraphQL, feed, inbox, writes.

use std::collections::BTreeSet;

use api::vocab::Role;
use serde_json::{Value, json};

use super::super::events::walk;
use super::super::incubation::mentor_steps::{mentor, organization, tenant};
use super::super::incubation::steps::cohort;
use super::super::kept_steps::{FORUM, forum, rows};
use super::super::steps::{grant, text};
use super::acts::{enterprise, offer};
use super::threads::{at, begin, bodies, comment_at, comments, say};
use crate::support::{BLK, Caller, OTHER_BLK, TestApp};

const AUDIENCES: [&str; 4] = ["INTERNAL", "BLK", "STAKEHOLDERS", "PARTNER"];
const OF_THE_BLK: &[&str] = &["BLK", "STAKEHOLDERS", "PARTNER"];
const AROUND: &[&str] = &["STAKEHOLDERS"];
const PARTNER: &[&str] = &["PARTNER"];
const NOBODY: &[&str] = &[];

/// Somebody with the audiences that it is in around [`BLK`]; the partner is [`FORUM`].
struct Party {
    name: &'static str,
    caller: Caller,
    hears: &'static [&'static str],
}

fn party(name: &'static str, caller: Caller, hears: &'static [&'static str]) -> Party {
    Party { name, caller, hears }
}

async fn parties(app: &TestApp) -> Vec<Party> {
    let other_bank = text(&organization(&app.admin().await, "BANK").await, "code").to_owned();
    vec![
        party("administrator", app.admin().await, &AUDIENCES),
        party("ministry", app.person(Role::MinistryAdmin, None, None).await, &AUDIENCES),
        party("reviewer", app.reviewer().await, &AUDIENCES),
        party("auditor", app.person(Role::Auditor, None, None).await, &AUDIENCES),
        party("coordinator", app.coordinator().await, &AUDIENCES),
        party("head", app.head().await, OF_THE_BLK),
        party("operator", app.operator().await, OF_THE_BLK),
        party("system of the BLK", app.machine(Role::BlkOperator, Some(BLK)).await, OF_THE_BLK),
        party("local government", app.person(Role::LocalGovernment, Some("36.02"), None).await, AROUND),
        party("university", app.person(Role::University, Some("36"), None).await, AROUND),
        party("stakeholder", app.person(Role::Stakeholder, Some("36"), None).await, AROUND),
        party("bank", app.person(Role::Partner, None, Some(FORUM)).await, PARTNER),
        party("system of the bank", app.machine(Role::Partner, Some(FORUM)).await, PARTNER),
        party("officer of the bank", app.person(Role::Stakeholder, None, Some(FORUM)).await, PARTNER),
        party("other bank", app.person(Role::Partner, None, Some(&other_bank)).await, NOBODY),
        party("coordinator elsewhere", app.person(Role::Coordinator, Some("32"), None).await, NOBODY),
        party("head elsewhere", app.person(Role::BlkHead, None, Some(OTHER_BLK)).await, NOBODY),
        party("government elsewhere", app.person(Role::LocalGovernment, Some("36.03"), None).await, NOBODY),
        party("mentor", app.person(Role::Mentor, None, Some(BLK)).await, NOBODY),
        party("dashboard", app.machine(Role::Dashboard, None).await, NOBODY),
    ]
}

/// A text that stands in one thread alone.
fn secret(audience: &str) -> String {
    format!("kalimat{}", audience.to_lowercase())
}

/// One thread of each audience about [`BLK`].
async fn of_each(admin: &Caller) -> Vec<Value> {
    let mut made = Vec::new();
    for audience in AUDIENCES {
        let partner = (audience == "PARTNER").then_some(FORUM);
        let extra = json!({"partner": partner, "body": secret(audience), "title": format!("Ihwal {audience}")});
        made.push(begin(admin, BLK, audience, extra).await.expect(201));
    }
    made
}

fn ids(list: &[Value]) -> BTreeSet<String> {
    list.iter().map(|row| text(row, "id").to_owned()).collect()
}

#[tokio::test]
async fn a_thread_is_seen_by_its_audience_and_found_by_nobody_else() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let threads = of_each(&admin).await;
    for Party { name, caller, hears } in parties(&app).await {
        let seen: Vec<&Value> = threads.iter().filter(|thread| hears.contains(&text(thread, "audience"))).collect();
        let wanted: BTreeSet<String> = seen.iter().map(|thread| text(thread, "id").to_owned()).collect();
        for list in ["/v1/threads", "/v1/threads?subject=BLKK-3602-001", "/v1/threads?region=36", "/v1/threads?q=ihwal"]
        {
            assert_eq!(ids(&rows(&caller, list).await), wanted, "{name}: {list}");
        }
        for thread in &threads {
            let (audience, id) = (text(thread, "audience"), text(thread, "id"));
            let said = format!("{name}: {audience}");
            let there = hears.contains(&audience);
            let status = if there { 200 } else { 404 };
            assert_eq!(caller.get(&at(thread)).await.status, status, "{said}");
            assert_eq!(caller.get(&format!("{}/comments", at(thread))).await.status, status, "{said}");
            let found = rows(&caller, &format!("/v1/threads?q={}", secret(audience))).await;
            assert_eq!(found.len(), usize::from(there), "{said}");
            let first = comments(&admin, thread).await.remove(0);
            assert_eq!(caller.get(&comment_at(&first)).await.status, status, "{said}");
            let query = format!(
                "{{ node(id: \"{id}\") {{ id }} thread(id: \"{id}\") {{ title }} comment(id: \"{}\") {{ body }} }}",
                text(&first, "id")
            );
            let data = Caller::data(caller.graphql(&query, json!({})).await);
            assert!(["node", "thread", "comment"].iter().all(|field| data[field].is_null() != there), "{said}: {data}");
            if !there {
                for (path, body) in [("comments", json!({"body": "x"})), ("resolve", json!({})), ("reopen", json!({}))]
                {
                    let reply = caller.post_if(&format!("{}/{path}", at(thread)), 1, body).await;
                    assert_eq!(reply.status, 404, "{said}: {path}");
                }
                assert_eq!(caller.patch(&at(thread), 1, json!({"title": "x"})).await.status, 404, "{said}");
                for call in ["", "/versions"] {
                    assert_eq!(caller.get(&format!("{}{call}", comment_at(&first))).await.status, 404, "{said}");
                }
                assert_eq!(caller.patch(&comment_at(&first), 1, json!({"body": "x"})).await.status, 404, "{said}");
                assert_eq!(caller.delete_if(&comment_at(&first), 1).await.status, 404, "{said}");
            }
            for history in [id, text(&first, "id")] {
                caller.get(&format!("/v1/history/{history}")).await.refused(404, "RESOURCE.NOT_FOUND");
            }
        }
        let query = "{ threads(first: 50) { totalCount nodes { id commentCount comments(first: 5) { totalCount nodes { body } } } } }";
        let data = Caller::data(caller.graphql(query, json!({})).await)["threads"].clone();
        assert_eq!(data["totalCount"], wanted.len(), "{name}");
        assert_eq!(ids(data["nodes"].as_array().unwrap()), wanted, "{name}");
        let changes = walk(&app, &caller, "&kinds=Thread,Comment").await;
        let told: BTreeSet<String> = changes
            .iter()
            .filter(|change| change["kind"] == "Thread")
            .map(|change| text(change, "object").to_owned())
            .collect();
        assert_eq!((told, changes.len()), (wanted.clone(), 2 * wanted.len()), "{name}");
    }
}

#[tokio::test]
async fn an_internal_comment_cannot_be_found_by_the_blk_on_any_path() {
    let app = TestApp::start().await;
    let (admin, head, coordinator) = (app.admin().await, app.head().await, app.coordinator().await);
    forum(&admin).await;
    let thread = begin(&head, BLK, "STAKEHOLDERS", json!({"body": "umum"})).await.expect(201);
    let before = head.get(&at(&thread)).await.expect(200);
    let inside = say(&coordinator, &thread, "bisikan", json!({"audience": "INTERNAL"})).await.expect(201);
    let blk = say(&coordinator, &thread, "urusan blk", json!({"audience": "BLK"})).await.expect(201);
    let after = head.get(&at(&thread)).await.expect(200);
    // The head sees one more; nothing of it tells of the other.
    assert_eq!((&before["commentCount"], &after["commentCount"]), (&json!(1), &json!(2)));
    assert_eq!((&after["lastCommentAt"], &after["version"]), (&blk["createdAt"], &before["version"]));
    assert_eq!(after["updatedAt"], before["updatedAt"]);
    for Party { name, caller, hears } in parties(&app).await {
        let wanted: Vec<&str> = [("STAKEHOLDERS", "umum"), ("INTERNAL", "bisikan"), ("BLK", "urusan blk")]
            .into_iter()
            .filter(|(audience, _)| hears.contains(audience))
            .map(|(_, body)| body)
            .collect();
        // A bank that is not named takes no part at all.
        let wanted = if hears.contains(&"STAKEHOLDERS") { wanted } else { Vec::new() };
        if wanted.is_empty() {
            caller.get(&at(&thread)).await.refused(404, "RESOURCE.NOT_FOUND");
        } else {
            assert_eq!(bodies(&caller, &thread).await, wanted, "{name}");
            let shown = caller.get(&at(&thread)).await.expect(200);
            assert_eq!(shown["commentCount"], wanted.len(), "{name}");
            let people = shown["participants"].as_array().unwrap().len();
            assert_eq!(people, if wanted.len() == 1 { 1 } else { 2 }, "{name}");
        }
        let there = wanted.contains(&"bisikan");
        assert_eq!(caller.get(&comment_at(&inside)).await.status, if there { 200 } else { 404 }, "{name}");
        assert_eq!(rows(&caller, "/v1/threads?q=bisikan").await.len(), usize::from(there), "{name}");
        let changes = walk(&app, &caller, "&kinds=Comment").await;
        assert_eq!(changes.len(), wanted.len(), "{name}");
        let id = text(&inside, "id");
        assert_eq!(changes.iter().any(|change| change["object"] == id), there, "{name}");
        let query = format!(
            "{{ node(id: \"{id}\") {{ id }} thread(id: \"{}\") {{ commentCount participants {{ id }} comments(first: 9) {{ totalCount nodes {{ body }} }} }} }}",
            text(&thread, "id")
        );
        let answer = caller.graphql(&query, json!({})).await;
        assert_eq!(answer.text.contains("bisikan"), there, "{name}: {}", answer.text);
        if !wanted.is_empty() {
            assert_eq!(answer.body["data"]["thread"]["comments"]["totalCount"], wanted.len(), "{name}");
        }
        if !there {
            for (method, path) in [("PATCH", ""), ("DELETE", ""), ("GET", "/versions")] {
                let request =
                    axum::http::Request::builder().method(method).uri(format!("{}{path}", comment_at(&inside)));
                let reply = caller
                    .send(request.header("if-match", "\"1\""), "application/json", b"{\"body\":\"x\"}".to_vec())
                    .await;
                assert_eq!(reply.status, 404, "{name}: {method} {path}");
            }
        }
    }
    // An edit and a deletion of it are as silent.
    let edited = coordinator.patch(&comment_at(&inside), 1, json!({"body": "bisikan lain"})).await.expect(200);
    coordinator.delete_if(&comment_at(&edited), 2).await.expect(200);
    assert_eq!(head.get(&at(&thread)).await.expect(200), after);
    assert_eq!(walk(&app, &head, "&kinds=Comment").await.len(), 2);
}

#[tokio::test]
async fn whoever_sees_the_coaching_takes_part_in_what_is_said_about_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let cohort = cohort(&admin, BLK, json!({})).await;
    let (enterprise, incubatee) = tenant(&admin, &cohort, "Aster").await;
    let (other, _) = tenant(&admin, &cohort, "Bakung").await;
    let (coach, _) = mentor(&app, text(&enterprise, "id")).await;
    let (other_coach, _) = mentor(&app, text(&other, "id")).await;
    let anybody = app.person(Role::Stakeholder, Some("32"), None).await;
    for subject in [&incubatee, &enterprise] {
        let subject = text(subject, "id");
        let open = begin(&coach, subject, "STAKEHOLDERS", json!({})).await.expect(201);
        begin(&coach, subject, "BLK", json!({})).await.refused(403, "AUDIENCE.DENIED");
        let narrow = begin(&app.head().await, subject, "BLK", json!({})).await.expect(201);
        say(&app.head().await, &open, "Terima kasih", json!({})).await.expect(201);
        say(&app.head().await, &open, "Untuk kami saja", json!({"audience": "BLK"})).await.expect(201);
        assert_eq!(bodies(&coach, &open).await, ["Mohon dijelaskan.", "Terima kasih"], "{subject}");
        coach.get(&at(&narrow)).await.refused(404, "RESOURCE.NOT_FOUND");
        // Enterprises are public; what is said about one is not.
        for stranger in [&other_coach, &anybody] {
            stranger.get(&at(&open)).await.refused(404, "RESOURCE.NOT_FOUND");
        }
    }
}

#[tokio::test]
async fn the_room_of_a_province_is_open_to_those_who_lie_in_it() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let regency = app.person(Role::Coordinator, Some("36.02"), None).await;
    let village = app.person(Role::LocalGovernment, Some("36.02.01.2002"), None).await;
    let elsewhere = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let room = begin(&head, "36", "STAKEHOLDERS", json!({"body": "Selamat datang"})).await.expect(201);
    for (caller, status) in [(&coordinator, 200), (&regency, 200), (&village, 200), (&elsewhere, 404)] {
        assert_eq!(caller.get(&at(&room)).await.status, status);
    }
    say(&village, &room, "Halo", json!({})).await.expect(201);
    say(&coordinator, &room, "Untuk koordinator provinsi", json!({"audience": "INTERNAL"})).await.expect(201);
    say(&regency, &room, "x", json!({"audience": "INTERNAL"})).await.refused(403, "AUDIENCE.DENIED");
    say(&regency, &room, "Untuk BLK", json!({"audience": "BLK"})).await.expect(201);
    assert_eq!(bodies(&head, &room).await, ["Selamat datang", "Halo", "Untuk BLK"]);
    assert_eq!(bodies(&regency, &room).await, ["Selamat datang", "Halo", "Untuk BLK"]);
    assert_eq!(bodies(&village, &room).await, ["Selamat datang", "Halo"]);
    assert_eq!(bodies(&coordinator, &room).await.len(), 4);
    assert_eq!(rows(&head, "/v1/threads?subject=36").await.len(), 1);
    begin(&village, "36.03", "STAKEHOLDERS", json!({})).await.refused(403, "AUDIENCE.DENIED");
}

#[tokio::test]
async fn a_role_that_ends_ends_the_sight_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let person = app.person(Role::LocalGovernment, Some("36"), None).await;
    grant(&app, &person, json!({"role": "COORDINATOR", "region": "36"})).await;
    let thread = begin(&admin, BLK, "INTERNAL", json!({})).await.expect(201);
    person.get(&at(&thread)).await.expect(200);
    let me = person.get("/v1/me").await.expect(200);
    let held = rows(&admin, &format!("/v1/role-grants?holder={}", text(&me, "id"))).await;
    let role = held.iter().find(|grant| grant["role"] == "COORDINATOR").unwrap();
    admin.delete(&format!("/v1/role-grants/{}", text(role, "id"))).await.expect(200);
    person.get(&at(&thread)).await.refused(404, "RESOURCE.NOT_FOUND");
    assert_eq!(walk(&app, &person, "&kinds=Thread").await, Vec::<Value>::new());
}

#[tokio::test]
async fn whom_a_commitment_to_an_enterprise_is_for_talks_about_it() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    forum(&admin).await;
    let its = enterprise(&head, BLK, "Kopi Lebak").await;
    let given = offer(&admin, "Modal", json!({"enterpriseId": its["id"]})).await.expect(201);
    let begun = begin(&head, text(&given, "id"), "BLK", json!({"body": "Kapan?"})).await.expect(201);
    assert_eq!(comments(&head, &begun).await.len(), 1);
    assert_eq!(ids(&rows(&head, "/v1/threads").await).len(), 1);
}
