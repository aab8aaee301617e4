//! Writing by GraphQL: the main job, keys, checks without writing.

use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{BLK, Caller, Reply, TestApp, complete_values};

const CREATE: &str =
    "mutation M($input: CreateReportInput!) { createReport(input: $input) { id state version values } }";

fn input(period: &str, values: Value) -> Value {
    json!({"input": {"blk": BLK, "template": "LAP_BULANAN", "period": period, "values": values}})
}

/// One mutation of a report: `name(id, expectedVersion, ...)`.
async fn act(caller: &Caller, name: &str, id: &Value, version: i64, more: &str) -> Reply {
    let query = format!(
        "mutation M($id: ID!) {{ {name}(id: $id, expectedVersion: {version}{more}) {{ id state version onTime officialVersion contentVersion receipt {{ jws sha256 number }} revisionItems {{ id path status }} }} }}"
    );
    caller.graphql(&query, json!({"id": id})).await
}

async fn done(caller: &Caller, name: &str, id: &Value, version: i64, more: &str) -> Value {
    Caller::data(act(caller, name, id, version, more).await)[name].clone()
}

#[track_caller]
fn refused(reply: &Reply, status: u16, code: &str) -> Value {
    let said = reply.body["errors"][0]["extensions"].clone();
    assert_eq!((said["status"].as_u64(), said["code"].as_str()), (Some(status.into()), Some(code)), "{}", reply.text);
    said
}

async fn keyed(caller: &Caller, key: &str, query: &str, variables: Value) -> Reply {
    let body = json!({"query": query, "variables": variables}).to_string().into_bytes();
    caller.send(Request::post("/graphql").header("idempotency-key", key), "application/json", body).await
}

#[tokio::test]
async fn a_report_travels_from_obligation_to_approval_and_amendment_by_graphql_alone() {
    let app = TestApp::start().await;
    let (head, coordinator, reviewer) = (app.head().await, app.coordinator().await, app.reviewer().await);
    let owed = format!(
        "{{ obligations(first: 20, filter: {{blk: \"{BLK}\", template: \"LAP_BULANAN\", statuses: [OPEN]}}) {{ nodes {{ period dueAt daysLeft late status report {{ id }} }} }} }}"
    );
    let data = Caller::data(head.graphql(&owed, json!({})).await);
    let october =
        data["obligations"]["nodes"].as_array().unwrap().iter().find(|row| row["period"] == "2026-10").unwrap().clone();
    let due = chrono::DateTime::parse_from_rfc3339(october["dueAt"].as_str().unwrap()).unwrap();
    assert_eq!(due.to_utc().to_rfc3339(), "2026-11-10T16:59:59+00:00");
    assert_eq!((&october["daysLeft"], &october["late"], &october["report"]), (&json!(5), &json!(false), &Value::Null));

    let mut values = complete_values();
    values["A03"] = json!({"total": 30, "sex": {"LAKI_LAKI": 13, "PEREMPUAN": 16}});
    let draft = Caller::data(head.graphql(CREATE, input("2026-10", values)).await)["createReport"].clone();
    let id = &draft["id"];
    assert_eq!((&draft["state"], &draft["version"]), (&json!("DRAFT"), &json!(1)));

    let said = refused(&act(&head, "submitReport", id, 1, "").await, 422, "REPORT.INVALID");
    let mut paths: Vec<&str> = said["errors"].as_array().unwrap().iter().map(|e| e["path"].as_str().unwrap()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["/values/A03", "/values/A03/sex"]);
    let mended = r#", input: {values: {A03: {total: 30, sex: {LAKI_LAKI: 13, PEREMPUAN: 17}}}}"#;
    assert_eq!(done(&head, "editReport", id, 1, mended).await["version"], 2);
    refused(&act(&head, "submitReport", id, 2, "").await, 422, "REPORT.UNACKNOWLEDGED");
    let submitted = done(&head, "submitReport", id, 2, r#", acknowledge: ["A03.NOT_16_PER_PACKAGE"]"#).await;
    assert_eq!((&submitted["state"], &submitted["onTime"]), (&json!("SUBMITTED"), &json!(true)));
    let verified =
        app.anonymous().post("/v1/receipts/verify", json!({"jws": submitted["receipt"]["jws"]})).await.expect(200);
    assert_eq!(verified["statement"]["sha256"], submitted["receipt"]["sha256"]);

    assert_eq!(done(&head, "withdrawReport", id, 3, "").await["state"], "DRAFT");
    done(&head, "submitReport", id, 4, r#", acknowledge: ["A03.NOT_16_PER_PACKAGE"]"#).await;
    done(&coordinator, "startReportReview", id, 5, "").await;
    let revision = r#", reason: "Periksa A03", items: [{path: "/values/A03", note: "Cocokkan dengan daftar hadir"}]"#;
    let sent_back = done(&coordinator, "requestReportRevision", id, 6, revision).await;
    assert_eq!(sent_back["state"], "REVISION_REQUESTED");
    let again = r#", acknowledge: ["A03.NOT_16_PER_PACKAGE"]"#;
    refused(&act(&head, "submitReport", id, 7, again).await, 409, "REVISION.OPEN_ITEMS");
    let item = sent_back["revisionItems"][0]["id"].as_str().unwrap();
    let answered =
        done(&head, "answerRevisionItem", id, 7, &format!(r#", item: "{item}", answer: "Sudah cocok""#)).await;
    assert_eq!(answered["revisionItems"][0]["status"], "ANSWERED");
    done(&head, "submitReport", id, 8, again).await;
    done(&coordinator, "startReportReview", id, 9, "").await;
    done(&coordinator, "verifyReport", id, 10, "").await;
    let approved = done(&reviewer, "approveReport", id, 11, r#", reason: "Baik""#).await;
    assert_eq!((&approved["state"], approved["officialVersion"].is_i64()), (&json!("APPROVED"), true));

    let data = Caller::data(head.graphql(&owed.replace("statuses: [OPEN]", "period: \"2026-10\""), json!({})).await);
    assert_eq!(
        (&data["obligations"]["nodes"][0]["status"], &data["obligations"]["nodes"][0]["report"]["id"]),
        (&json!("DONE"), id)
    );
    let amended = done(&head, "amendReport", id, 12, r#", reason: "Salah ketik""#).await;
    assert_eq!((&amended["state"], &amended["officialVersion"]), (&json!("DRAFT"), &approved["officialVersion"]));
    let shown = "query Q($id: ID!) { report(id: $id) { state values } }";
    let seen = Caller::data(coordinator.graphql(shown, json!({"id": id})).await);
    assert_eq!(seen["report"]["values"]["A03"]["sex"]["PEREMPUAN"], 17);

    let history = "query Q($id: ID!) { report(id: $id) { history { action from to reason } versions { number official superseded } diff { changes { path } } allowedActions { action allowed blockers { code } } } }";
    let told = Caller::data(head.graphql(history, json!({"id": id})).await)["report"].clone();
    let actions: Vec<&str> =
        told["history"].as_array().unwrap().iter().map(|step| step["action"].as_str().unwrap()).collect();
    assert_eq!(
        actions,
        [
            "create",
            "submit",
            "withdraw",
            "submit",
            "start-review",
            "request-revision",
            "submit",
            "start-review",
            "verify",
            "approve",
            "amend"
        ]
    );
    let allowed = |name: &str| {
        told["allowedActions"].as_array().unwrap().iter().find(|a| a["action"] == name).unwrap()["allowed"].clone()
    };
    assert_eq!((allowed("submit"), allowed("approve")), (json!(true), json!(false)));
}

#[tokio::test]
async fn a_reviewer_rejects_by_graphql_and_the_head_amends() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let draft = Caller::data(head.graphql(CREATE, input("2026-09", complete_values())).await)["createReport"].clone();
    let id = &draft["id"];
    let late = done(&head, "submitReport", id, 1, "").await;
    assert_eq!(late["onTime"], false);
    done(&coordinator, "startReportReview", id, 2, "").await;
    assert_eq!(done(&coordinator, "rejectReport", id, 3, r#", reason: "Bukan bulan ini""#).await["state"], "REJECTED");
    assert_eq!(done(&head, "amendReport", id, 4, "").await["contentVersion"], 2);
}

#[tokio::test]
async fn an_extension_and_a_waiver_by_graphql_change_what_is_owed() {
    let app = TestApp::start().await;
    let coordinator = app.coordinator().await;
    let ask = |period: &str, reason: &str, what: &str| {
        format!(
            "mutation {{ {what}(target: {{region: \"36.02\", template: \"LAP_BULANAN\", period: \"{period}\"}}, reason: \"{reason}\"{}) {{ count ids }} }}",
            if what == "extendObligations" { ", until: \"2026-11-20\"" } else { "" }
        )
    };
    let extended = Caller::data(coordinator.graphql(&ask("2026-10", "Banjir", "extendObligations"), json!({})).await);
    assert_eq!(extended["extendObligations"]["count"], 1);
    let waived = Caller::data(coordinator.graphql(&ask("2026-09", "Banjir", "waiveObligations"), json!({})).await);
    assert_eq!(waived["waiveObligations"]["count"], 1);
    let owed = format!(
        "{{ obligations(first: 9, filter: {{blk: \"{BLK}\", template: \"LAP_BULANAN\"}}) {{ nodes {{ period status extended }} }} }}"
    );
    let rows = Caller::data(coordinator.graphql(&owed, json!({})).await)["obligations"]["nodes"].clone();
    assert!(
        rows.as_array().unwrap().contains(&json!({"period": "2026-10", "status": "OPEN", "extended": true})),
        "{rows}"
    );
    assert!(
        rows.as_array().unwrap().contains(&json!({"period": "2026-09", "status": "WAIVED", "extended": false})),
        "{rows}"
    );
    refused(&coordinator.graphql(&ask("2026-08", "", "waiveObligations"), json!({})).await, 422, "REQUEST.INVALID");
    refused(
        &app.head().await.graphql(&ask("2026-08", "Banjir", "waiveObligations"), json!({})).await,
        403,
        "ACCESS.DENIED",
    );
}

#[tokio::test]
async fn a_keyed_mutation_that_is_repeated_writes_once() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let first = keyed(&head, "key-1", CREATE, input("2026-10", complete_values())).await;
    let again = keyed(&head, "key-1", CREATE, input("2026-10", complete_values())).await;
    assert_eq!(Caller::data(first), Caller::data(again));
    refused(&keyed(&head, "key-1", CREATE, input("2026-09", complete_values())).await, 422, "IDEMPOTENCY.KEY_REUSED");
    refused(&keyed(&head, "key-2", CREATE, input("2026-10", complete_values())).await, 409, "REPORT.ALREADY_EXISTS");
    let id = head.get("/v1/reports").await.expect(200)["data"][0]["id"].clone();
    let submit = format!("mutation {{ submitReport(id: {id}, expectedVersion: 1) {{ state receipt {{ number }} }} }}");
    let first = keyed(&head, "key-3", &submit, json!({})).await;
    assert_eq!(Caller::data(keyed(&head, "key-3", &submit, json!({})).await), Caller::data(first));
}

#[tokio::test]
async fn a_key_of_one_face_is_spent_on_the_other() {
    let app = TestApp::start().await;
    let head = app.head().await;
    Caller::data(keyed(&head, "key-1", CREATE, input("2026-10", json!({}))).await);
    let other = json!({"blk": BLK, "template": "LAP_BULANAN", "period": "2026-09"});
    head.post_keyed("/v1/reports", "key-1", other).await.refused(422, "IDEMPOTENCY.KEY_REUSED");
}

#[tokio::test]
async fn two_mutation_fields_under_one_key_are_refused_and_neither_runs() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let one = |name: &str, period: &str| {
        format!(
            "{name}: createReport(input: {{blk: \"{BLK}\", template: \"LAP_BULANAN\", period: \"{period}\"}}) {{ id }}"
        )
    };
    let two = format!("{} {}", one("a", "2026-09"), one("b", "2026-10"));
    for query in [
        format!("mutation {{ {two} }}"),
        format!("mutation {{ ... on Mutation {{ {two} }} }}"),
        format!("mutation {{ ...F }} fragment F on Mutation {{ {two} }}"),
        format!("mutation {{ ...F }} fragment F on Mutation {{ ...G }} fragment G on Mutation {{ ... {{ {two} }} }}"),
    ] {
        refused(&keyed(&head, "key-1", &query, json!({})).await, 400, "QUERY.REFUSED");
        assert_eq!(head.get("/v1/reports").await.expect(200)["data"], json!([]), "{query}");
    }
    // Without a key each field is a write of its own.
    let data = Caller::data(head.graphql(&format!("mutation {{ {two} }}"), json!({})).await);
    assert_ne!(data["a"]["id"], data["b"]["id"]);
}

#[tokio::test]
async fn a_check_answers_as_the_write_would_and_writes_nothing() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let check = CREATE.replace("input: $input", "input: $input, validateOnly: true");
    let data = Caller::data(head.graphql(&check, input("2026-10", complete_values())).await);
    assert_eq!(data["createReport"]["state"], "DRAFT");
    assert_eq!(head.get("/v1/reports").await.expect(200)["data"], json!([]));
    refused(&head.graphql(&check, input("2026-11", complete_values())).await, 422, "PERIOD.NOT_OPEN");
    // A check under a key neither spends the key nor needs it.
    Caller::data(keyed(&head, "key-1", &check, input("2026-10", complete_values())).await);
    let draft =
        Caller::data(keyed(&head, "key-1", CREATE, input("2026-10", complete_values())).await)["createReport"].clone();
    let submitted = done(&head, "submitReport", &draft["id"], 1, ", validateOnly: true").await;
    assert_eq!(submitted["state"], "SUBMITTED");
    let now = Caller::data(
        head.graphql("query Q($id: ID!) { report(id: $id) { state version } }", json!({"id": draft["id"]})).await,
    );
    assert_eq!(now["report"], json!({"state": "DRAFT", "version": 1}));
}

#[tokio::test]
async fn bad_input_is_refused_with_its_path_and_nothing_is_written() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let cases = [
        (json!({"A01": -1}), "VALUE.OUT_OF_RANGE", "/values/A01"),
        (json!({"A01": "dua"}), "VALUE.TYPE", "/values/A01"),
        (json!({"A08": 1.234}), "VALUE.PRECISION", "/values/A08"),
        (json!({"Z99": 1}), "VALUE.UNKNOWN_INDICATOR", "/values/Z99"),
        (json!({"A03": {"total": 1, "sex": {"LAIN": 1}}}), "VALUE.UNKNOWN_MEMBER", "/values/A03/sex/LAIN"),
        (json!({"A03": {"total": 1, "warna": {"X": 1}}}), "VALUE.UNKNOWN_DIMENSION", "/values/A03/warna"),
        (json!({"A01\0": 1}), "TEXT.NUL", "/values"),
        (json!({"A01": "\0"}), "TEXT.NUL", "/values/A01"),
        (json!({"C08": 9_223_372_036_854_775_807_i64}), "VALUE.OUT_OF_RANGE", "/values/C08"),
        (json!({"C08": 1e300}), "VALUE.TYPE", "/values/C08"),
    ];
    for (values, code, path) in cases {
        let reply = head.graphql(CREATE, input("2026-10", values.clone())).await;
        let said = reply.body["errors"][0]["extensions"]["errors"][0].clone();
        println!("{values}: {said}");
        assert_eq!(
            (said["code"].as_str(), said["path"].as_str()),
            (Some(code), Some(path)),
            "{values}: {}",
            reply.text
        );
    }
    for values in [json!([]), json!("text"), json!(1)] {
        let reply = head.graphql(CREATE, input("2026-10", values)).await;
        assert!(reply.body["errors"][0]["extensions"]["status"].as_u64().unwrap() < 500, "{}", reply.text);
        assert!(reply.body["data"].is_null());
    }
    for (period, code) in [
        ("2026-13", "PERIOD.MALFORMED"),
        ("2026-11", "PERIOD.NOT_OPEN"),
        ("2020-01", "REPORT.NOT_OWED"),
        ("", "PERIOD.MALFORMED"),
    ] {
        let reply = head.graphql(CREATE, input(period, json!({}))).await;
        let said = &reply.body["errors"][0]["extensions"];
        assert!(said["code"] == code || said["errors"][0]["code"] == code, "{period}: {}", reply.text);
    }
    assert_eq!(head.get("/v1/reports").await.expect(200)["data"], json!([]));
}
