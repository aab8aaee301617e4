//! The same act by REST and by GraphQL: the same refusal, the same state, the same events.

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::{BLK, Caller, OTHER_BLK, Reply, TestApp, complete_values};

#[derive(Clone, Copy, PartialEq, Debug)]
enum Face {
    Rest,
    Graphql,
}

/// What came of an act: status, code, codes and paths of the violations; or the state reached.
#[derive(Debug, PartialEq)]
enum Outcome {
    Done(String),
    Refused(u64, String, Vec<(String, String)>),
}

/// One act on a report, as both faces write it.
struct Act {
    rest: &'static str,
    graphql: &'static str,
    /// REST's body; its members are GraphQL's arguments.
    body: Value,
}

fn act(rest: &'static str, graphql: &'static str, body: Value) -> Act {
    Act { rest, graphql, body }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            format!(
                "{{{}}}",
                fields.iter().map(|(name, value)| format!("{name}: {}", literal(value))).collect::<Vec<_>>().join(", ")
            )
        }
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        plain => plain.to_string(),
    }
}

fn outcome(face: Face, reply: &Reply) -> Outcome {
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{}", reply.text)).to_owned();
    let said = if face == Face::Rest { &reply.body } else { &reply.body["errors"][0]["extensions"] };
    if said["code"].is_null() {
        let state = if face == Face::Rest {
            &reply.body["state"]
        } else {
            &reply.body["data"].as_object().unwrap().values().next().unwrap()["state"]
        };
        return Outcome::Done(text(state));
    }
    assert!(reply.body["data"].is_null(), "{}", reply.text);
    let mut faults: Vec<_> =
        said["errors"].as_array().unwrap().iter().map(|e| (text(&e["code"]), text(&e["path"]))).collect();
    faults.sort();
    Outcome::Refused(said["status"].as_u64().unwrap(), text(&said["code"]), faults)
}

async fn create(face: Face, caller: &Caller, blk: &str, period: &str, values: &Value) -> Reply {
    let input = json!({"blk": blk, "template": "LAP_BULANAN", "period": period, "values": values});
    match face {
        Face::Rest => caller.post("/v1/reports", input).await,
        Face::Graphql => {
            let query = "mutation M($input: CreateReportInput!) { createReport(input: $input) { id state } }";
            caller.graphql(query, json!({"input": input})).await
        }
    }
}

async fn take(face: Face, caller: &Caller, id: &str, version: i64, act: &Act) -> Reply {
    match face {
        Face::Rest if act.rest.is_empty() => {
            caller.patch(&format!("/v1/reports/{id}"), version, act.body.clone()).await
        }
        Face::Rest => caller.post_if(&format!("/v1/reports/{id}/{}", act.rest), version, act.body.clone()).await,
        Face::Graphql => {
            let mut arguments: String = match act.graphql {
                "editReport" => format!(", input: {}", literal(&act.body)),
                _ => act
                    .body
                    .as_object()
                    .unwrap()
                    .iter()
                    .map(|(name, value)| format!(", {name}: {}", literal(value)))
                    .collect(),
            };
            arguments.insert_str(0, &format!("id: \"{id}\", expectedVersion: {version}"));
            caller.graphql(&format!("mutation {{ {}({arguments}) {{ state }} }}", act.graphql), json!({})).await
        }
    }
}

/// Events of the whole service, oldest first: type, record's version, names in the payload.
async fn events(app: &TestApp) -> Vec<(String, i64, Vec<String>)> {
    let store = &app.app.store;
    let sql = "SELECT type, CAST(object_version AS BIGINT), body FROM event WHERE type LIKE 'report.%' ORDER BY id";
    let rows = store.reader().query_all_raw(Statement::from_string(store.backend(), sql)).await.unwrap();
    let names =
        |body: String| serde_json::from_str::<Value>(&body).unwrap().as_object().unwrap().keys().cloned().collect();
    rows.iter()
        .map(|row| {
            (
                row.try_get_by_index(0).unwrap(),
                row.try_get_by_index(1).unwrap(),
                names(row.try_get_by_index(2).unwrap()),
            )
        })
        .collect()
}

async fn audits(app: &TestApp) -> Vec<String> {
    let store = &app.app.store;
    let sql = "SELECT action FROM audit WHERE object_kind = 'report' ORDER BY id";
    let rows = store.reader().query_all_raw(Statement::from_string(store.backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// Everything that can be done or refused, in one order; what came of each.
async fn story(app: &TestApp, face: Face) -> Vec<(&'static str, Outcome)> {
    let (head, operator, coordinator, reviewer) =
        (app.head().await, app.operator().await, app.coordinator().await, app.reviewer().await);
    let other = app.person(api::vocab::Role::BlkHead, None, Some(OTHER_BLK)).await;
    let nobody = app.anonymous();
    let mut told = Vec::new();
    let mut wrong = complete_values();
    wrong["A03"] = json!({"total": 30, "sex": {"LAKI_LAKI": 13, "PEREMPUAN": 16}});

    macro_rules! note {
        ($what:literal, $reply:expr) => {{
            let reply: Reply = $reply;
            told.push(($what, outcome(face, &reply)));
            reply
        }};
    }
    note!("nobody creates", create(face, &nobody, BLK, "2026-10", &wrong).await);
    note!("a stranger creates", create(face, &other, BLK, "2026-10", &wrong).await);
    note!("a reviewer creates", create(face, &coordinator, BLK, "2026-10", &wrong).await);
    note!("for a BLK that is not there", create(face, &head, "BLKK-0000-000", "2026-10", &wrong).await);
    note!("with a malformed period", create(face, &head, BLK, "10-2026", &wrong).await);
    note!("before the period is over", create(face, &head, BLK, "2026-11", &wrong).await);
    note!(
        "with unknown indicators and wrong values",
        create(face, &head, BLK, "2026-10", &json!({"Z99": 1, "A01": "dua", "A08": 1.234, "A02": "\0"})).await
    );
    note!("with bad values", create(face, &head, BLK, "2026-10", &json!({"Z99": 1, "A01": "dua", "A08": 1.234})).await);
    let made = note!("the head creates", create(face, &head, BLK, "2026-10", &wrong).await);
    note!("a second one", create(face, &head, BLK, "2026-10", &wrong).await);
    let id = if face == Face::Rest { &made.body["id"] } else { &made.body["data"]["createReport"]["id"] };
    let id = id.as_str().unwrap();

    macro_rules! step {
        ($what:literal, $caller:expr, $id:expr, $version:literal, $act:expr) => {
            note!($what, take(face, $caller, $id, $version, &$act).await)
        };
    }
    let edit = |values: Value| act("", "editReport", json!({"values": values}));
    let submit = |codes: &[&str]| act("submit", "submitReport", json!({"acknowledge": codes}));
    let plain = |rest: &'static str, graphql: &'static str| act(rest, graphql, json!({}));
    let mended = json!({"A03": {"total": 30, "sex": {"LAKI_LAKI": 13, "PEREMPUAN": 17}}});
    step!("nobody submits", &nobody, id, 1, submit(&[]));
    step!("a stranger edits", &other, id, 1, edit(mended.clone()));
    step!("a record that is not there", &head, "rpt_01h455vb4pex5vsknk084sn02q", 1, submit(&[]));
    step!("an id that is none", &head, "nonsense", 1, submit(&[]));
    step!("another kind of id", &head, "blk_01h455vb4pex5vsknk084sn02q", 1, submit(&[]));
    step!("an operator submits", &operator, id, 1, submit(&[]));
    step!("a stale edit", &head, id, 7, edit(mended.clone()));
    step!("an invalid report is submitted", &head, id, 1, submit(&[]));
    step!("an edit with bad values", &head, id, 1, edit(json!({"A01": -1, "Z99": 2})));
    step!("an operator edits", &operator, id, 1, edit(mended));
    step!("an unacknowledged warning", &head, id, 2, submit(&[]));
    step!("another warning acknowledged", &head, id, 2, submit(&["A01.OTHER"]));
    step!("approved as a draft", &reviewer, id, 2, plain("approve", "approveReport"));
    step!("a draft before review", &coordinator, id, 2, plain("start-review", "startReportReview"));
    step!("submitted", &head, id, 2, submit(&["A03.NOT_16_PER_PACKAGE"]));
    step!("submitted again", &head, id, 3, submit(&["A03.NOT_16_PER_PACKAGE"]));
    step!("edited after", &head, id, 3, edit(json!({"A01": 2})));
    step!("withdrawn by an operator", &operator, id, 3, plain("withdraw", "withdrawReport"));
    step!("withdrawn", &head, id, 3, act("withdraw", "withdrawReport", json!({"reason": "Keliru"})));
    step!("submitted after all", &head, id, 4, submit(&["A03.NOT_16_PER_PACKAGE"]));
    step!("verified before review", &coordinator, id, 5, plain("verify", "verifyReport"));
    step!("review begins", &coordinator, id, 5, plain("start-review", "startReportReview"));
    step!("withdrawn in review", &head, id, 6, plain("withdraw", "withdrawReport"));
    step!("the head reviews", &head, id, 6, plain("verify", "verifyReport"));
    step!("level 2 at level 1", &reviewer, id, 6, plain("verify", "verifyReport"));
    step!("approved before level 2", &reviewer, id, 6, plain("approve", "approveReport"));
    step!("rejected without a reason", &coordinator, id, 6, act("reject", "rejectReport", json!({"reason": " "})));
    step!(
        "revision with faults",
        &coordinator,
        id,
        6,
        act(
            "request-revision",
            "requestReportRevision",
            json!({"reason": "", "reasonCode": "NONSENSE", "items": [{"path": "/nowhere", "note": ""}]})
        )
    );
    step!(
        "revision",
        &coordinator,
        id,
        6,
        act(
            "request-revision",
            "requestReportRevision",
            json!({"reason": "Periksa", "items": [{"path": "/values/A03", "note": "Cocokkan"}]})
        )
    );
    step!("an open item", &head, id, 7, submit(&["A03.NOT_16_PER_PACKAGE"]));
    let items = head.get(&format!("/v1/reports/{id}/revision-items")).await.expect(200);
    let item = items["data"][0]["id"].as_str().unwrap();
    let (rest, answer): (&'static str, _) =
        (Box::leak(format!("revision-items/{item}/answer").into_boxed_str()), json!({"answer": "Sudah"}));
    let by_graphql = if face == Face::Rest { answer.clone() } else { json!({"answer": "Sudah", "item": item}) };
    step!("answered", &head, id, 7, act(rest, "answerRevisionItem", by_graphql));
    step!("resubmitted", &head, id, 8, submit(&["A03.NOT_16_PER_PACKAGE"]));
    step!("reviewed again", &coordinator, id, 9, plain("start-review", "startReportReview"));
    step!("verified", &coordinator, id, 10, plain("verify", "verifyReport"));
    step!("verified twice", &coordinator, id, 11, plain("verify", "verifyReport"));
    step!("level 1 at level 2", &coordinator, id, 11, act("reject", "rejectReport", json!({"reason": "Tidak"})));
    step!("approved", &reviewer, id, 11, plain("approve", "approveReport"));
    step!("rejected after approval", &reviewer, id, 12, act("reject", "rejectReport", json!({"reason": "Tidak"})));
    step!("amended", &head, id, 12, act("amend", "amendReport", json!({"reason": "Salah ketik"})));
    told
}

#[tokio::test]
async fn every_act_ends_alike_on_both_faces_and_leaves_the_same_events() {
    let (rest_app, graphql_app) = (TestApp::start().await, TestApp::start().await);
    let rest = story(&rest_app, Face::Rest).await;
    let graphql = story(&graphql_app, Face::Graphql).await;
    for (by_rest, by_graphql) in rest.iter().zip(&graphql) {
        println!("{by_rest:?}");
        assert_eq!(by_rest, by_graphql);
    }
    let wanted = [
        ("nobody creates", 401, "AUTH.REQUIRED"),
        ("a stranger creates", 404, "RESOURCE.NOT_FOUND"),
        ("a reviewer creates", 403, "ACCESS.DENIED"),
        ("for a BLK that is not there", 404, "RESOURCE.NOT_FOUND"),
        ("a second one", 409, "REPORT.ALREADY_EXISTS"),
        ("an id that is none", 404, "RESOURCE.NOT_FOUND"),
        ("a stranger edits", 404, "RESOURCE.NOT_FOUND"),
        ("an operator submits", 403, "ACCESS.DENIED"),
        ("a stale edit", 412, "PRECONDITION.STALE"),
        ("an invalid report is submitted", 422, "REPORT.INVALID"),
        ("an unacknowledged warning", 422, "REPORT.UNACKNOWLEDGED"),
        ("approved as a draft", 404, "RESOURCE.NOT_FOUND"),
        ("submitted again", 409, "STATE.ILLEGAL"),
        ("edited after", 409, "STATE.ILLEGAL"),
        ("the head reviews", 403, "ACCESS.DENIED"),
        ("rejected without a reason", 422, "REQUEST.INVALID"),
        ("an open item", 409, "REVISION.OPEN_ITEMS"),
        ("verified twice", 403, "ACCESS.DENIED"),
        ("rejected after approval", 403, "ACCESS.DENIED"),
    ];
    for (what, status, code) in wanted {
        let found = &rest.iter().find(|(name, _)| *name == what).unwrap().1;
        assert!(matches!(found, Outcome::Refused(s, c, _) if (*s, c.as_str()) == (status, code)), "{what}: {found:?}");
    }
    let (by_rest, by_graphql) = (events(&rest_app).await, events(&graphql_app).await);
    assert_eq!(by_rest, by_graphql);
    assert_eq!(audits(&rest_app).await, audits(&graphql_app).await);
    let types: Vec<&str> = by_rest.iter().map(|(kind, ..)| kind.as_str()).collect();
    println!("{types:?}");
    assert_eq!(
        types.len(),
        rest.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Done(_))).count(),
        "one event for each act, none for a refusal"
    );
}

#[tokio::test]
async fn a_report_begun_on_one_face_goes_on_on_the_other() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let made = create(Face::Rest, &head, BLK, "2026-10", &complete_values()).await.expect(201);
    let id = made["id"].as_str().unwrap();
    let again = create(Face::Graphql, &head, BLK, "2026-10", &complete_values()).await;
    assert_eq!(again.body["errors"][0]["extensions"]["params"]["report"], id);
    let submit = act("submit", "submitReport", json!({}));
    Caller::data(take(Face::Graphql, &head, id, 1, &submit).await);
    let refused = take(Face::Rest, &head, id, 2, &submit).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(refused["params"]["legalActions"], json!(["withdraw", "start-review"]));
}

#[tokio::test]
async fn a_reader_gets_the_same_words_on_both_faces() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let made = create(Face::Rest, &head, BLK, "2026-10", &complete_values()).await.expect(201);
    let id = made["id"].as_str().unwrap();
    let fields = [
        "id",
        "unitCode",
        "unitKind",
        "templateVersion",
        "period",
        "event",
        "state",
        "version",
        "contentVersion",
        "officialVersion",
        "values",
        "narrative",
        "nihil",
        "nihilReason",
        "onTime",
        "acknowledged",
    ];
    let query = format!("query Q($id: ID!) {{ report(id: $id) {{ {} createdAt }} }}", fields.join(" "));
    let graphql = Caller::data(head.graphql(&query, json!({"id": id})).await)["report"].clone();
    let rest = head.get(&format!("/v1/reports/{id}")).await.expect(200);
    for field in fields {
        assert_eq!(rest[field], graphql[field], "{field}");
    }
    let time = |value: &Value| chrono::DateTime::parse_from_rfc3339(value.as_str().unwrap()).unwrap();
    assert_eq!(time(&rest["createdAt"]), time(&graphql["createdAt"]));
}
