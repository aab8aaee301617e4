//! What a query may cost: told before it runs, paid before anything is read.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::Request;
use serde_json::{Value, json};

use super::statements;
use crate::support::{Caller, Reply, TestApp};

const OFFICE: &str = "203.0.113.7:40000";
const OTHER: &str = "203.0.113.8:40000";
const PAGE: &str = "{ blks(first: 100) { nodes { code name } } }";

async fn ask(caller: &Caller, peer: Option<&str>, header: Option<&str>, body: &Value) -> Reply {
    let mut request = Request::post("/graphql").header("accept", "application/graphql-response+json");
    if let Some(peer) = peer {
        request = request.extension(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
    }
    if let Some(value) = header {
        request = request.header("graphql-cost-only", value);
    }
    caller.send(request, "application/json", body.to_string().into_bytes()).await
}

fn cost(reply: &Reply) -> u64 {
    reply.body["extensions"]["cost"]["requested"].as_u64().unwrap_or_else(|| panic!("{}", reply.text))
}

#[tokio::test]
async fn the_cost_alone_is_told_without_running_anything() {
    let app = TestApp::start().await;
    let (nobody, query) = (app.anonymous(), json!({"query": PAGE}));
    let ran = ask(&nobody, None, None, &query).await;
    assert!(ran.body["data"]["blks"].is_object(), "{}", ran.text);
    let asked = json!({"query": PAGE, "extensions": {"costOnly": true}});
    for (header, body) in [(None, &asked), (Some("1"), &query), (Some("true"), &query)] {
        let (told, statements) = statements::counted(ask(&nobody, None, header, body)).await;
        assert_eq!((told.status, statements, cost(&told)), (200, 0, cost(&ran)), "{}", told.text);
        assert!(told.body.get("data").is_none() && told.body.get("errors").is_none(), "{}", told.text);
    }
    let no = json!({"query": PAGE, "extensions": {"costOnly": false}});
    assert!(ask(&nobody, None, Some("0"), &no).await.body["data"].is_object());
    let wrong = json!({"query": PAGE, "extensions": {"costOnly": "ya"}});
    assert_eq!(ask(&nobody, None, None, &wrong).await.status, 400);
}

#[tokio::test]
async fn everybody_may_look_up_what_is_left_to_spend() {
    let app = TestApp::start_with(|settings| {
        settings.points_per_minute = 60_000;
        settings.partner_per_minute = 7;
    })
    .await;
    let (head, path) = (app.head().await, "/v1/me/limits");
    let before = head.get(path).await.expect(200);
    assert_eq!((&before["queryPoints"], &before["partnerCalls"]), (&json!(50_000), &json!(7)));
    assert_eq!(before["points"]["limit"], 60_000);
    // A thousand points come back in a second: what is spent here takes more than half a minute.
    let dear =
        "{ blks(first: 100) { nodes { latestReports(first: 60) { nodes { id state version period values } } } } }";
    let spent = cost(&ask(&head, None, None, &json!({"query": dear})).await);
    let after = head.get(path).await.expect(200);
    let left = |answer: &Value| answer["points"]["remaining"].as_u64().unwrap();
    assert!(spent > 30_000 && left(&after) < left(&before), "{spent}: {before} {after}");
    assert!(after["points"]["resetSeconds"].as_u64().unwrap() > 0);
    app.anonymous().get(path).await.refused(401, "AUTH.REQUIRED");
    let query = json!({"query": "{ limits { queryPoints points { limit remaining resetSeconds } partnerCalls } }"});
    let told = Caller::data(ask(&head, None, None, &query).await)["limits"].clone();
    assert_eq!(
        (&told["queryPoints"], &told["partnerCalls"], &told["points"]["limit"]),
        (&json!(50_000), &json!(7), &json!(60_000))
    );
    assert!(told["points"]["remaining"].is_u64() && told["points"]["resetSeconds"].is_u64(), "{told}");
    let nobody = ask(&app.anonymous(), None, None, &query).await;
    assert_eq!(nobody.body["errors"][0]["extensions"]["code"], "AUTH.REQUIRED", "{}", nobody.text);
    let unbounded = TestApp::start_with(|settings| settings.points_per_minute = 0).await;
    let answer = unbounded.head().await.get(path).await.expect(200);
    assert!(answer["points"].is_null() && answer["partnerCalls"].is_null(), "{answer}");
}

#[tokio::test]
async fn a_mutation_whose_cost_is_asked_changes_nothing() {
    let app = TestApp::start().await;
    let mutation = r#"mutation { createReport(input: {blk: "BLKK-3602-001", template: "LAP_BULANAN", period: "2026-10"}) { id } }"#;
    let body = json!({"query": mutation, "extensions": {"costOnly": true}});
    let told = ask(&app.head().await, None, None, &body).await;
    assert!(told.status == 200 && told.body.get("data").is_none(), "{}", told.text);
    assert_eq!(app.head().await.get("/v1/reports").await.expect(200)["data"], json!([]));
}

#[tokio::test]
async fn what_is_too_dear_is_refused_and_told_what_it_would_cost() {
    let app = TestApp::start().await;
    let text =
        "{ blks(first: 100) { nodes { latestReports(first: 100) { nodes { id state version period values } } } } }";
    for extensions in [json!({}), json!({"costOnly": true})] {
        let body = json!({"query": text, "extensions": extensions});
        let (reply, statements) = statements::counted(ask(&app.anonymous(), None, None, &body)).await;
        let said = &reply.body["errors"][0]["extensions"];
        assert_eq!(
            (reply.status, said["code"].as_str(), statements),
            (400, Some("QUERY.REFUSED"), 0),
            "{}",
            reply.text
        );
        assert_eq!(
            (said["params"]["limit"].as_u64(), reply.body["extensions"]["cost"]["remaining"].as_u64()),
            (Some(50_000), Some(0))
        );
        assert!(cost(&reply) > 50_000 && said["params"]["cost"] == json!(cost(&reply)), "{}", reply.text);
    }
}

#[tokio::test]
async fn fragments_that_double_each_other_are_refused_at_once() {
    let app = TestApp::start().await;
    let ten = |n: usize| format!("...F{n} ").repeat(10);
    let bomb: String = (0..20).map(|n| format!("fragment F{n} on Region {{ {} }} ", ten(n + 1))).collect();
    let text = format!("{{ regions(first: 1) {{ nodes {{ ...F0 }} }} }} {bomb} fragment F20 on Region {{ code }}");
    let (caller, body) = (app.anonymous(), json!({"query": text}));
    let (reply, statements) = statements::counted(ask(&caller, None, None, &body)).await;
    assert_eq!((reply.status, statements), (400, 0), "{}", reply.text);
    assert_eq!(reply.body["errors"][0]["extensions"]["code"], "QUERY.REFUSED");
    // Naming one fragment often is no crime.
    let fields = "a: code b: name ".to_owned() + &"...F ".repeat(50);
    let text = format!("{{ regions(first: 1) {{ nodes {{ {fields} }} }} }} fragment F on Region {{ level }}");
    assert!(ask(&app.anonymous(), None, None, &json!({"query": text})).await.body["data"].is_object());
}

#[tokio::test]
async fn values_within_values_are_refused_before_the_parser_calls_itself_for_each() {
    let app = TestApp::start().await;
    let (nobody, many) = (app.anonymous(), 20_000);
    let lists = format!("{}1{}", "[".repeat(many), "]".repeat(many));
    for text in [
        format!("{{ blks(first: {lists}) {{ totalCount }} }}"),
        format!("{{ blks(first: {}1{}) {{ totalCount }} }}", "{a: ".repeat(many), "}".repeat(many)),
        format!("query($a: {}Int{}) {{ __typename }}", "[".repeat(many), "]".repeat(many)),
        format!("query($a: Int = {lists}) {{ __typename }}"),
        // To the parser an empty string, a string, and lists: no block string, for it has no end.
        format!("{{ blks(first: [\"\"\"x\" {lists}]) {{ totalCount }} }}"),
    ] {
        let (reply, statements) = statements::counted(ask(&nobody, None, None, &json!({"query": text}))).await;
        let said = &reply.body["errors"][0]["extensions"]["code"];
        assert_eq!((reply.status, said.as_str(), statements), (400, Some("QUERY.REFUSED"), 0), "{}", reply.text);
    }
    // A text may hold whatever it likes.
    let text = format!("{{ blks(first: 1, filter: {{q: \"tidak ada {}\"}}) {{ totalCount }} }}", "[".repeat(150));
    let reply = ask(&nobody, None, None, &json!({"query": text})).await;
    assert_eq!(reply.body["data"]["blks"]["totalCount"], 0, "{}", reply.text);
}

#[tokio::test]
async fn pages_whose_cost_would_go_beyond_the_largest_number_are_too_dear() {
    let app = TestApp::start().await;
    // 65,536 four times within each other is 2^64, which a number of 64 bits takes for nothing.
    let within = |inner: &str| format!("blk {{ latestReports(first: 65536) {{ nodes {{ {inner} }} }} }}");
    let three = within(&within(&within("id")));
    let text = format!("{{ reports(first: 65536) {{ nodes {{ {three} }} }} }}");
    let (reply, statements) = statements::counted(ask(&app.anonymous(), None, None, &json!({"query": text}))).await;
    let said = &reply.body["errors"][0]["extensions"]["code"];
    assert_eq!((reply.status, said.as_str(), statements), (400, Some("QUERY.REFUSED"), 0), "{}", reply.text);
    assert!(cost(&reply) > 50_000, "{}", reply.text);
}

#[tokio::test]
async fn a_query_asks_for_some_figures_and_not_for_a_hundred() {
    let app = TestApp::start().await;
    let rate = r#"reportingRate(template: "LAP_BULANAN", periods: {from: "2026", to: "2026"}) { rows { expected } }"#;
    let text = |count: usize| -> String { (0..count).map(|n| format!("a{n}: {rate} ")).collect() };
    let few = ask(&app.anonymous(), None, None, &json!({"query": format!("{{ {} }}", text(3))})).await;
    assert!(few.body["data"]["a2"].is_object() && cost(&few) > 3_000, "{}", few.text);
    let many = json!({"query": format!("{{ {} }}", text(100))});
    let (many, statements) = statements::counted(ask(&app.anonymous(), None, None, &many)).await;
    assert_eq!((many.status, statements), (400, 0), "{}", many.text);
}

#[tokio::test]
async fn a_caller_has_a_budget_of_points_and_is_told_what_is_left() {
    let app = TestApp::start_with(|settings| settings.points_per_minute = 1_000).await;
    let (head, coordinator, query) = (app.head().await, app.coordinator().await, json!({"query": PAGE}));
    let first = ask(&head, None, None, &query).await;
    let price = cost(&first);
    assert!(price > 200 && price < 500, "{price}");
    assert_eq!(
        (first.status, first.header("ratelimit-limit"), first.header("ratelimit-policy")),
        (200, "1000", "\"points\";q=1000;w=60")
    );
    let left: u64 = first.header("ratelimit-remaining").parse().unwrap();
    assert!((1_000 - price..1_000 - price + 60).contains(&left), "{left}");
    assert!(first.header("ratelimit").starts_with("\"points\";r="), "{:?}", first.headers);
    let mut refused = None;
    for _ in 0..6 {
        let (reply, statements) = statements::counted(ask(&head, None, None, &query)).await;
        if reply.status == 429 {
            refused = Some((reply, statements));
            break;
        }
    }
    let (refused, statements) = refused.unwrap();
    let said = &refused.body["errors"][0]["extensions"];
    assert_eq!(
        (said["code"].as_str(), said["status"].as_u64(), refused.body.get("data")),
        (Some("LIMIT.EXCEEDED"), Some(429), None)
    );
    assert!(statements <= 4, "only who calls was looked up: {statements}");
    assert!(
        refused.header("retry-after").parse::<u64>().is_ok_and(|wait| (1..=60).contains(&wait)),
        "{:?}",
        refused.headers
    );
    // To ask what it costs is free, and somebody else's budget is another.
    assert_eq!(ask(&head, None, Some("1"), &query).await.status, 200);
    assert_eq!(ask(&coordinator, None, None, &query).await.status, 200);
    // A cheap one still fits.
    assert_eq!(ask(&head, None, None, &json!({"query": "{ __typename }"})).await.status, 200);
}

#[tokio::test]
async fn strangers_pay_by_their_address_and_only_what_runs_is_paid() {
    let app = TestApp::start_with(|settings| settings.anonymous_points_per_minute = 400).await;
    let (nobody, query) = (app.anonymous(), json!({"query": PAGE}));
    let bad = json!({"query": "{ blks(first: 100) { nodes { nothing } } }"});
    assert_eq!(ask(&nobody, Some(OFFICE), None, &bad).await.status, 400);
    assert_eq!(ask(&nobody, Some(OFFICE), None, &query).await.status, 200);
    let late = ask(&nobody, Some(OFFICE), None, &query).await;
    assert_eq!((late.status, late.header("content-type")), (429, "application/graphql-response+json; charset=utf-8"));
    // Both limits of strangers are told: requests and points.
    let policies: Vec<&str> =
        late.headers.get_all("ratelimit-policy").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(policies, ["\"points\";q=400;w=60", "\"requests\";q=120;w=60"]);
    assert_eq!(ask(&nobody, Some(OTHER), None, &query).await.status, 200);
    for _ in 0..3 {
        assert_eq!(ask(&nobody, Some("127.0.0.1:40000"), None, &query).await.status, 200);
    }
}

#[tokio::test]
async fn what_is_deprecated_is_told_with_its_place() {
    let app = TestApp::start().await;
    let totals = r#"periods: {from: "2026-10", to: "2026-10"}, groupBy: []"#;
    let old = format!(
        "{{ angka: indicatorTotals(indicators: [\"A03\"], {totals}) {{ rows {{ ...F }} }} }} fragment F on IndicatorTotalRow {{ kode: indicatorCode }}"
    );
    let reply = app.anonymous().graphql(&old, json!({})).await;
    let told = &reply.body["extensions"]["deprecations"];
    assert_eq!(told[0]["path"], "/angka/rows/kode", "{}", reply.text);
    assert!(told[0]["reason"].as_str().unwrap().contains("indicator"), "{told}");
    assert_eq!(told.as_array().unwrap().len(), 1);
    let new = format!("{{ indicatorTotals(indicators: [\"A03\"], {totals}) {{ rows {{ indicator {{ code }} }} }} }}");
    assert_eq!(app.anonymous().graphql(&new, json!({})).await.body["extensions"].get("deprecations"), None);
}
