//! What an answer says of what it lacks: empty lists say whose they are, refusals where the fault stands.

use api::vocab::Role;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{BLK, Caller, KAWASAN, Reply, TestApp, complete_values, report};

/// What is said of the scopes of an answer.
async fn scopes(caller: &Caller, query: &str) -> Value {
    let reply = caller.graphql(query, json!({})).await;
    assert!(reply.body["errors"].is_null(), "{}", reply.text);
    reply.body["extensions"]["scopes"].clone()
}

#[tokio::test]
async fn an_empty_list_says_of_how_many_units_it_is() {
    let app = TestApp::start().await;
    let head = app.head().await;
    head.post("/v1/reports", report("2026-10", complete_values())).await.expect(201);
    let reports = "{ mine: reports(first: 5) { totalCount nodes { id } pageInfo { hasNextPage } } }";
    assert_eq!(scopes(&head, reports).await, json!(null));
    let elsewhere = app.person(Role::BlkHead, None, Some("BLKK-3201-001")).await;
    assert_eq!(
        scopes(&elsewhere, reports).await,
        json!([{"path": "/mine", "scope": "MINE", "units": 1, "empty": true}])
    );
    // However little is asked of it.
    for field in ["totalCount", "pageInfo { endCursor }", "edges { cursor }", "nodes { id }"] {
        let told = scopes(&elsewhere, &format!("{{ reports(first: 5) {{ {field} }} }}")).await;
        assert_eq!(told, json!([{"path": "/reports", "scope": "MINE", "units": 1, "empty": true}]), "{field}");
    }
    let coached = "{ incubatees(first: 5) { nodes { id } } persons(first: 5) { nodes { id } } }";
    assert_eq!(
        scopes(&head, coached).await,
        json!([
            {"path": "/incubatees", "scope": "MINE", "units": 1, "empty": true},
            {"path": "/persons", "scope": "MINE", "units": 1, "empty": true},
        ])
    );
    let told = scopes(&app.machine(Role::Dashboard, None).await, coached).await;
    for (at, path) in ["/incubatees", "/persons"].into_iter().enumerate() {
        let entry = &told[at];
        assert_eq!(
            (&entry["path"], &entry["units"], &entry["reason"]),
            (&json!(path), &json!(0), &json!("NO_ROW_RIGHTS")),
            "{told}"
        );
        assert!(entry["unlock"].as_str().is_some_and(|words| !words.is_empty()), "{told}");
    }
    // Below a row too, with its number.
    let below = format!(
        "{{ blks(first: 1, filter: {{q: \"{BLK}\"}}) {{ nodes {{ latestReports(first: 1) {{ nodes {{ id }} }} products(first: 1) {{ nodes {{ id }} }} }} }} }}"
    );
    assert_eq!(
        scopes(&elsewhere, &below).await,
        json!([{"path": "/blks/nodes/0/latestReports", "scope": "MINE", "units": 1, "empty": true}])
    );
    let own = json!([{"path": "/notifications", "scope": "MINE", "empty": true, "reason": "OWN_ROWS_ONLY"}]);
    assert_eq!(scopes(&elsewhere, "{ notifications(first: 1) { nodes { id } } }").await, own);
}

#[tokio::test]
async fn an_empty_list_that_everybody_sees_says_so_and_who_sees_all_needs_no_word() {
    let app = TestApp::start().await;
    let none = "{ blks(first: 5, filter: {q: \"tidak-ada\"}) { nodes { code } } }";
    let public = json!([{"path": "/blks", "scope": "PUBLIC", "units": "ALL", "empty": true}]);
    for caller in [app.anonymous(), app.head().await] {
        assert_eq!(scopes(&caller, none).await, public);
    }
    let admin = app.admin().await;
    for query in [none, "{ reports(first: 5) { nodes { id } } incubatees(first: 5) { totalCount } }"] {
        assert_eq!(scopes(&admin, query).await, json!(null), "{query}");
    }
    // A page beyond the last row is no empty list.
    let all = "{ blks(first: 100) { pageInfo { endCursor } } }";
    let end = Caller::data(app.anonymous().graphql(all, json!({})).await)["blks"]["pageInfo"]["endCursor"].clone();
    let beyond = format!("{{ blks(first: 5, after: {end}) {{ nodes {{ code }} }} }}");
    assert_eq!(scopes(&app.anonymous(), &beyond).await, json!(null));
}

#[tokio::test]
async fn an_empty_table_of_a_saved_query_says_why_it_is() {
    let app = TestApp::start().await;
    let head = app.head().await;
    head.post("/v1/reports", report("2026-10", complete_values())).await.expect(201);
    let body =
        json!({"title": "Laporan", "query": "{ reports(first: 100) { nodes { unitCode period } } }", "public": true});
    let put = Request::put("/v1/saved-queries/laporan");
    let body = body.to_string().into_bytes();
    app.admin().await.send(put, "application/json", body).await.expect(201);
    let full = head.get("/v1/q/laporan.json").await.expect(200);
    assert_eq!((full["data"].as_array().unwrap().len(), &full["extensions"]["scopes"]), (1, &json!(null)));
    let elsewhere = app.person(Role::BlkHead, None, Some("BLKK-3201-001")).await;
    let empty = elsewhere.get("/v1/q/laporan.json").await.expect(200);
    assert_eq!(
        (&empty["data"], &empty["extensions"]["scopes"]),
        (&json!([]), &json!([{"path": "/reports", "scope": "MINE", "units": 1, "empty": true}]))
    );
}

/// Code and path of the only fault of a refused question.
fn fault(reply: &Reply) -> (String, String) {
    let faults = reply.body["errors"][0]["extensions"]["errors"].as_array().cloned().unwrap_or_default();
    assert_eq!(faults.len(), 1, "{}", reply.text);
    let text = |field: &str| faults[0][field].as_str().unwrap_or_default().to_owned();
    (text("code"), text("path"))
}

#[tokio::test]
async fn what_the_schema_does_not_have_is_refused_with_its_path() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let periods = "periods: {from: \"2026\", to: \"2026\"}";
    let rate = |declared: &str, arguments: &str| {
        format!(
            "query{declared} {{ r: reportingRate(template: \"LAP_BULANAN\", {periods}, {arguments}) {{ rows {{ expected }} }} }}"
        )
    };
    let (groups, filter) = (rate("($g: [RateGroup!])", "groupBy: $g"), rate("($f: FigureFilter)", "filter: $f"));
    for (query, variables, code, path) in [
        (rate("", "groupBy: [PROVINCE, NONSENSE]"), json!({}), "FIELD.UNKNOWN_CODE", "/r/groupBy/1"),
        (groups, json!({"g": ["PROVINCE", "MONTH", "DAY"]}), "FIELD.UNKNOWN_CODE", "/r/groupBy/2"),
        (filter.clone(), json!({"f": {"province": [36]}}), "FIELD.TYPE", "/r/filter/province/0"),
        (filter.clone(), json!({"f": {"provinsi": ["36"]}}), "FIELD.UNKNOWN", "/r/filter/provinsi"),
        (filter, json!({"f": {"a/b~c": ["36"]}}), "FIELD.UNKNOWN", "/r/filter/a~1b~0c"),
        (rate("", "warna: 1"), json!({}), "FIELD.UNKNOWN", "/r/warna"),
        (
            "{ reportingRate(template: \"LAP_BULANAN\", periods: {from: \"2026\"}) { rows { expected } } }".to_owned(),
            json!({}),
            "FIELD.REQUIRED",
            "/reportingRate/periods/to",
        ),
        (
            format!("{{ reportingRate({periods}) {{ rows {{ expected }} }} }}"),
            json!({}),
            "FIELD.REQUIRED",
            "/reportingRate/template",
        ),
        ("{ blks(first: 1) { nodes { warna } } }".to_owned(), json!({}), "FIELD.UNKNOWN", "/blks/nodes/warna"),
        (
            "{ blks(first: 1) { nodes { ...F } } } fragment F on Blk { region { warna: color } }".to_owned(),
            json!({}),
            "FIELD.UNKNOWN",
            "/blks/nodes/region/warna",
        ),
    ] {
        let reply = admin.graphql(&query, variables.clone()).await;
        assert_eq!(reply.body["errors"][0]["extensions"]["code"], "QUERY.REFUSED", "{}", reply.text);
        assert_eq!(fault(&reply), (code.to_owned(), path.to_owned()), "{query} {variables}: {}", reply.text);
        assert!(reply.body["errors"][0]["locations"][0]["line"].is_u64(), "{}", reply.text);
    }
}

#[tokio::test]
async fn a_list_of_an_unknown_region_is_refused_on_both_faces() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let refused = [("FIELD.UNKNOWN_CODE".to_owned(), "/region".to_owned())];
    for list in [
        "reports",
        "obligations",
        "users",
        "blks",
        "kawasans",
        "sites",
        "organizations",
        "products",
        "persons",
        "incubatees",
        "threads",
        "matches",
    ] {
        for region in ["99", "36.99"] {
            let reply = admin.get(&format!("/v1/{list}?region={region}")).await;
            assert_eq!((reply.status, reply.faults().as_slice()), (422, &refused[..]), "{list}: {}", reply.text);
        }
        // One where there is nothing is known all the same.
        admin.get(&format!("/v1/{list}?region=94")).await.expect(200);
    }
    let parent = admin.get("/v1/regions?parent=99").await;
    assert_eq!(parent.faults(), [("FIELD.UNKNOWN_CODE".to_owned(), "/parent".to_owned())], "{}", parent.text);
    let feed = app.anonymous().get("/v1/announcements.atom?region=99").await;
    assert_eq!((feed.status, feed.faults().as_slice()), (422, &refused[..]), "{}", feed.text);
    for list in ["reports", "obligations", "blks", "kawasans", "products", "incubatees", "threads", "matches"] {
        let query = format!("{{ {list}(first: 1, filter: {{region: \"99\"}}) {{ totalCount nodes {{ id }} }} }}");
        assert_eq!(fault(&admin.graphql(&query, json!({})).await), refused[0], "{list}");
    }
    // Whether a unit exists is not told by a refusal.
    for unit in ["tidak-ada", KAWASAN] {
        assert_eq!(admin.get(&format!("/v1/reports?unit={unit}")).await.expect(200)["data"], json!([]));
    }
}

#[tokio::test]
async fn a_list_of_a_period_that_is_none_is_refused_on_both_faces() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let refused = [("PERIOD.MALFORMED".to_owned(), "/period".to_owned())];
    for list in ["reports", "obligations"] {
        for wrong in [
            "period=2026-13",
            "period=2026-q3",
            "template=LAP_BULANAN&period=oktober",
            "template=LAP_BULANAN&period=2026-Q3",
        ] {
            let reply = admin.get(&format!("/v1/{list}?{wrong}")).await;
            assert_eq!(
                (reply.status, reply.faults().as_slice()),
                (422, &refused[..]),
                "{list} {wrong}: {}",
                reply.text
            );
        }
        for good in ["period=2031-10", "period=2026-Q3", "period=PKT-1", "template=LAP_PELATIHAN&period=2026-13"] {
            admin.get(&format!("/v1/{list}?{good}")).await.expect(200);
        }
        let query = format!("{{ {list}(first: 1, filter: {{period: \"2026-13\"}}) {{ totalCount nodes {{ id }} }} }}");
        assert_eq!(fault(&admin.graphql(&query, json!({})).await), refused[0], "{list}");
    }
}
