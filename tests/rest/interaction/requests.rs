//! What is asked of a unit, its answer, and the step of a report that waits for it.

use api::vocab::Role;
use serde_json::{Value, json};

use super::super::kept_steps::{at, faulty, product, rows};
use super::super::steps::{act, text, version};
use super::acts::{agrees, events, merged, refusal, take, titles};
use crate::support::{BLK, Caller, OTHER_BLK, Reply, TestApp, complete_values, report};

async fn ask(caller: &Caller, extra: Value) -> Reply {
    let input = json!({"unit": BLK, "kind": "DOCUMENT", "title": "BAST peralatan", "dueOn": "2026-11-20"});
    caller.post("/v1/requests", merged(input, extra)).await
}

async fn step(caller: &Caller, request: &Value, step: &str, body: Value) -> Reply {
    take(caller, "requests", request, step, body).await
}

async fn document(caller: &Caller, unit: &str) -> Value {
    let input = json!({"kind": "BAST", "title": "BAST"});
    caller.post(&format!("/v1/blks/{unit}/documents"), input).await.expect(201)
}

#[tokio::test]
async fn who_reviews_asks_and_who_sees_the_reports_reads() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    ask(&app.anonymous(), json!({})).await.refused(401, "AUTH.REQUIRED");
    ask(&head, json!({})).await.refused(403, "ACCESS.DENIED");
    ask(&app.person(Role::Coordinator, Some("32"), None).await, json!({})).await.refused(403, "ACCESS.DENIED");
    let made = ask(&coordinator, json!({"text": "Berita acara tahun 2019."})).await.expect(201);
    assert_eq!((&made["state"], &made["stateOn"]), (&json!("OPEN"), &json!("2026-11-05")));
    let path = at("requests", &made);
    for (caller, wanted) in [
        (&head, 200),
        (&app.person(Role::Stakeholder, Some("36"), None).await, 200),
        (&app.person(Role::BlkHead, None, Some(OTHER_BLK)).await, 404),
        (&app.anonymous(), 401),
    ] {
        assert_eq!(caller.get(&path).await.status, wanted);
    }
    for list in ["/v1/requests?kind=OPEN&endsBefore=2026-11-21&q=bast", &format!("/v1/blks/{BLK}/requests")] {
        assert_eq!(titles(&head, list).await, ["BAST peralatan"], "{list}");
    }
    head.patch(&path, 1, json!({"dueOn": "2026-12-20"})).await.refused(403, "ACCESS.DENIED");
    let later = coordinator.patch(&path, 1, json!({"dueOn": "2026-11-25"})).await.expect(200);
    assert_eq!(version(&later), 2);
    coordinator.delete_if(&path, 2).await.expect(200);
    assert_eq!(titles(&head, "/v1/requests").await, [""; 0]);
    assert_eq!(events(&app, "request.created").await, 1);
}

#[tokio::test]
async fn all_faults_of_a_request_are_said_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let wrong = json!({"kind": "HADIAH", "dueOn": "2026-11-04", "reportId": "rpt_01h455vb4pex5vsknk084sn02q", "about": "nonsense"});
    faulty(
        &ask(&admin, wrong).await,
        &[
            ("FIELD.OUT_OF_RANGE", "/dueOn"),
            ("FIELD.UNKNOWN_CODE", "/kind"),
            ("FIELD.UNKNOWN_CODE", "/reportId"),
            ("SUBJECT.UNKNOWN", "/about"),
        ],
    );
    // A report of another unit, a record that the asker does not see.
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let input = json!({"blk": OTHER_BLK, "template": "LAP_BULANAN", "period": "2026-10", "values": {}});
    let theirs = other.post("/v1/reports", input).await.expect(201);
    faulty(&ask(&admin, json!({"reportId": theirs["id"]})).await, &[("FIELD.UNKNOWN_CODE", "/reportId")]);
    let hidden = document(&other, OTHER_BLK).await;
    let coordinator = app.coordinator().await;
    faulty(&ask(&coordinator, json!({"about": hidden["id"]})).await, &[("SUBJECT.UNKNOWN", "/about")]);
    let coffee = product(&app.head().await, BLK, "Kopi", "10761").await;
    ask(&coordinator, json!({"about": coffee["id"]})).await.expect(201);
}

#[tokio::test]
async fn the_unit_answers_and_who_asked_accepts_or_returns() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let made = ask(&coordinator, json!({})).await.expect(201);
    let path = at("requests", &made);
    step(&coordinator, &made, "answer", json!({"text": "Ini"})).await.refused(403, "ACCESS.DENIED");
    other.post_if(&format!("{path}/answer"), 1, json!({"text": "Ini"})).await.refused(404, "RESOURCE.NOT_FOUND");
    head.post(&format!("{path}/answer"), json!({"text": "Ini"})).await.refused(428, "PRECONDITION.REQUIRED");
    head.post_if(&format!("{path}/answer"), 4, json!({"text": "Ini"})).await.refused(412, "PRECONDITION.STALE");
    faulty(&step(&head, &made, "answer", json!({})).await, &[("FIELD.REQUIRED", "/text")]);
    let theirs = document(&other, OTHER_BLK).await;
    faulty(
        &step(&head, &made, "answer", json!({"documentId": theirs["id"]})).await,
        &[("FIELD.UNKNOWN_CODE", "/documentId")],
    );
    step(&coordinator, &made, "accept", json!({})).await.refused(409, "STATE.ILLEGAL");
    let first = step(&head, &made, "answer", json!({"text": "Menyusul"})).await.expect(200);
    assert_eq!(
        [&first["state"], &first["answer"], &first["answeredOn"]],
        [&json!("ANSWERED"), &json!("Menyusul"), &json!("2026-11-05")]
    );
    step(&head, &made, "accept", json!({})).await.refused(403, "ACCESS.DENIED");
    faulty(&step(&coordinator, &made, "return", json!({})).await, &[("REASON.REQUIRED", "/reason")]);
    let back = step(&coordinator, &made, "return", json!({"reason": "Mana dokumennya?"})).await.expect(200);
    assert_eq!((text(&back, "state"), text(&back, "stateReason")), ("OPEN", "Mana dokumennya?"));
    let own = document(&head, BLK).await;
    let answered = step(&head, &made, "answer", json!({"documentId": own["id"]})).await.expect(200);
    assert_eq!((&answered["answerDocumentId"], &answered["answer"]), (&own["id"], &Value::Null));
    coordinator.patch(&path, version(&answered), json!({"title": "X"})).await.refused(409, "STATE.ILLEGAL");
    step(&coordinator, &made, "accept", json!({})).await.expect(200);
    step(&coordinator, &made, "withdraw", json!({})).await.refused(409, "STATE.ILLEGAL");
    for (name, times) in [("answered", 2), ("returned", 1), ("accepted", 1), ("withdrawn", 0)] {
        assert_eq!(events(&app, &format!("request.{name}")).await, times, "{name}");
    }
}

#[tokio::test]
async fn what_the_steps_promise_is_what_they_then_do() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let everyone = [&head, &coordinator, &app.admin().await, &app.reviewer().await, &app.operator().await];
    let made = ask(&coordinator, json!({})).await.expect(201);
    let body = |action: &str| if action == "answer" { json!({"text": "Ini"}) } else { json!({"reason": "Sebab"}) };
    for (by, next) in
        [(&head, ""), (&head, "answer"), (&coordinator, "return"), (&head, "answer"), (&coordinator, "accept")]
    {
        if !next.is_empty() {
            step(by, &made, next, body(next)).await.expect(200);
        }
        for caller in everyone {
            agrees(caller, "requests", &made, body).await;
        }
    }
    app.anonymous().get(&format!("{}/steps", at("requests", &made))).await.refused(401, "AUTH.REQUIRED");
}

/// The monthly report from December on, with steps that wait for requests.
async fn with_blocks(admin: &Caller, blocks: Value) -> Reply {
    let first = admin.get("/v1/report-templates/LAP_BULANAN/versions/1").await.expect(200);
    assert_eq!(first["definition"]["requestsBlock"], json!([]));
    let definition = merged(first["definition"].clone(), json!({"effectiveFrom": null, "requestsBlock": blocks}));
    admin.post("/v1/report-templates/LAP_BULANAN/versions", definition).await
}

#[tokio::test]
async fn a_step_that_cannot_wait_and_a_kind_that_is_none_are_refused() {
    let app = TestApp::start().await;
    let blocks = json!([
        {"kind": "DOCUMENT", "action": "fly"}, {"kind": "SIHIR", "action": "approve"}, {"kind": "VISIT", "action": "approve"},
        {"kind": "VISIT", "action": "approve"}, {"kind": "DATA", "action": "edit"},
    ]);
    let refused = with_blocks(&app.admin().await, blocks).await;
    faulty(
        &refused,
        &[
            ("FIELD.DUPLICATE", "/requestsBlock/3"),
            ("FIELD.UNKNOWN_CODE", "/requestsBlock/0/action"),
            ("FIELD.UNKNOWN_CODE", "/requestsBlock/1/kind"),
            ("FIELD.UNKNOWN_CODE", "/requestsBlock/4/action"),
        ],
    );
    refused.refused(422, "TEMPLATE.INVALID");
}

#[tokio::test]
async fn approval_waits_for_the_document_that_was_asked_for_where_the_template_says_so() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft = with_blocks(&admin, json!([{"kind": "DOCUMENT", "action": "approve"}])).await.expect(201);
    let publish = "/v1/report-templates/LAP_BULANAN/versions/2/publish";
    admin.post_if(publish, version(&draft), json!({"effectiveFrom": "2026-12-01"})).await.expect(200);
    app.clock().set("2027-01-05T02:00:00Z".parse().unwrap());
    let (head, coordinator, reviewer) = (app.head().await, app.coordinator().await, app.reviewer().await);
    let begun = head.post("/v1/reports", report("2026-12", complete_values())).await.expect(201);
    assert_eq!(begun["templateVersion"], 2);
    let sent = act(&head, &begun, "submit", json!({})).await.expect(200);
    let due = json!({"dueOn": "2027-01-20", "reportId": sent["id"]});
    // Neither a visit nor a document that has nothing to do with the report holds it up.
    ask(&coordinator, merged(due.clone(), json!({"kind": "VISIT"}))).await.expect(201);
    ask(&coordinator, json!({"dueOn": "2027-01-20"})).await.expect(201);
    let asked = ask(&coordinator, due).await.expect(201);
    assert_eq!(rows(&head, &format!("/v1/requests?of={}", text(&sent, "id"))).await.len(), 2);
    let in_review = act(&coordinator, &sent, "start-review", json!({})).await.expect(200);
    let verified = act(&coordinator, &in_review, "verify", json!({})).await.expect(200);
    let refused = act(&reviewer, &verified, "approve", json!({})).await.refused(409, "REQUEST.OPEN");
    assert_eq!(refused["params"]["requests"], json!([asked["id"]]));
    let approval = async || {
        let seen = reviewer.get(&super::super::steps::at(&verified)).await.expect(200);
        let actions = seen["allowedActions"].as_array().unwrap().clone();
        actions.into_iter().find(|entry| entry["action"] == "approve").unwrap()
    };
    let promised = approval().await;
    assert_eq!((&promised["allowed"], &promised["blockers"][0]["code"]), (&json!(false), &json!("REQUEST.OPEN")));
    let query = "mutation M($id: ID!, $version: Int!) { approveReport(id: $id, expectedVersion: $version) { state } }";
    let by_graphql = reviewer.graphql(query, json!({"id": verified["id"], "version": verified["version"]})).await;
    assert_eq!(refusal(&by_graphql), (409, "REQUEST.OPEN".to_owned(), vec![]));
    step(&head, &asked, "answer", json!({"text": "Terlampir"})).await.expect(200);
    assert_eq!(approval().await["allowed"], true);
    step(&coordinator, &asked, "return", json!({"reason": "Tidak terbaca"})).await.expect(200);
    act(&reviewer, &verified, "approve", json!({})).await.refused(409, "REQUEST.OPEN");
    step(&coordinator, &asked, "withdraw", json!({})).await.expect(200);
    act(&reviewer, &verified, "approve", json!({})).await.expect(200);
}

#[tokio::test]
async fn the_same_by_graphql() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let create = "mutation M($unit: String!, $input: RequestInput!) { createRequest(unit: $unit, input: $input) { id state version unit { code } } }";
    let input = json!({"kind": "VISIT", "title": "Kunjungan", "dueOn": "2026-11-20"});
    let refused = head.graphql(create, json!({"unit": BLK, "input": input})).await;
    assert_eq!(refusal(&refused), (403, "ACCESS.DENIED".to_owned(), vec![]));
    let past = merged(input.clone(), json!({"dueOn": "2026-01-01", "kind": "X"}));
    let refused = coordinator.graphql(create, json!({"unit": BLK, "input": past})).await;
    assert_eq!(refusal(&refused), (422, "REQUEST.INVALID".to_owned(), vec!["/dueOn".to_owned(), "/kind".to_owned()]));
    let data = Caller::data(coordinator.graphql(create, json!({"unit": BLK, "input": input})).await);
    let made = data["createRequest"].clone();
    assert_eq!(made["unit"]["code"], BLK);
    let act = |name: &str, version: i64, input: &str| {
        format!(
            "mutation {{ {name}(id: {}, expectedVersion: {version}, input: {{{input}}}) {{ state version }} }}",
            made["id"]
        )
    };
    let nobody = app.anonymous().graphql(&act("answerRequest", 1, "text: \"Ya\""), json!({})).await;
    assert_eq!(refusal(&nobody), (401, "AUTH.REQUIRED".to_owned(), vec![]));
    let empty = head.graphql(&act("answerRequest", 1, ""), json!({})).await;
    assert_eq!(refusal(&empty), (422, "REQUEST.INVALID".to_owned(), vec!["/text".to_owned()]));
    for (caller, name, version, input) in [
        (&head, "answerRequest", 1, "text: \"Ya\""),
        (&coordinator, "returnRequest", 2, "reason: \"Kapan?\""),
        (&head, "answerRequest", 3, "text: \"Besok\""),
        (&coordinator, "acceptRequest", 4, ""),
    ] {
        Caller::data(caller.graphql(&act(name, version, input), json!({})).await);
    }
    let late = coordinator.graphql(&act("withdrawRequest", 5, ""), json!({})).await;
    assert_eq!(refusal(&late), (409, "STATE.ILLEGAL".to_owned(), vec![]));
    let query = "query Q($id: ID!) { requestSteps(id: $id) { state allowedActions { action allowed } } node(id: $id) { ... on Request { answer report { id } } } }";
    let data = Caller::data(head.graphql(query, json!({"id": made["id"]})).await);
    assert_eq!(
        (&data["requestSteps"]["state"], &data["node"]),
        (&json!("ACCEPTED"), &json!({"answer": "Besok", "report": null}))
    );
}
