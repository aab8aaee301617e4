//! Reading by GraphQL.

use std::collections::BTreeSet;

use api::vocab::Role;
use serde_json::{Value, json};

use super::{statements, world};
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, Reply, TestApp, complete_values, report};

/// Most statements for a page of reports with BLK, region path, values and who sent them, whatever its size.
const STATEMENTS: usize = 10;

fn list<'a>(data: &'a Value, pointer: &str) -> &'a Vec<Value> {
    data.pointer(pointer).and_then(Value::as_array).unwrap_or_else(|| panic!("{pointer} in {data}"))
}

async fn read(caller: &Caller, query: &str) -> Value {
    Caller::data(caller.graphql(query, json!({})).await)
}

#[tokio::test]
async fn every_kind_of_record_is_found_by_its_id_alone_and_among_others() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let report = head.post("/v1/reports", report("2026-10", complete_values())).await.expect(201);
    let found = read(
        &app.admin().await,
        &format!(
            r#"{{ blk(code: "{BLK}") {{ id region {{ id }} }} obligations(first: 1, filter: {{unit: "{BLK}"}}) {{ nodes {{ id }} }}
            reportTemplates(first: 1) {{ nodes {{ id }} }} indicators(first: 1) {{ nodes {{ id }} }} }}"#
        ),
    )
    .await;
    let kawasan = head.get(&format!("/v1/kawasans/{KAWASAN}")).await.expect(200);
    let kinds = [
        ("Blk", &found["blk"]["id"]),
        ("Region", &found["blk"]["region"]["id"]),
        ("Report", &report["id"]),
        ("Obligation", &found["obligations"]["nodes"][0]["id"]),
        ("ReportTemplate", &found["reportTemplates"]["nodes"][0]["id"]),
        ("Indicator", &found["indicators"]["nodes"][0]["id"]),
        ("Kawasan", &kawasan["id"]),
    ];
    let mut ids = Vec::new();
    for (kind, id) in kinds {
        let query = "query Q($id: ID!) { node(id: $id) { __typename id } }";
        let data = Caller::data(head.graphql(query, json!({"id": id})).await);
        assert_eq!(data["node"], json!({"__typename": kind, "id": id}));
        ids.push(id.clone());
    }
    ids.insert(2, json!("rpt_01h455vb4pex5vsknk084sn02q"));
    ids.insert(0, json!("nonsense"));
    let query = "query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let data = Caller::data(head.graphql(query, json!({"ids": ids})).await);
    let answered: Vec<&Value> = list(&data, "/nodes").iter().map(|node| &node["id"]).collect();
    let wanted: Vec<Value> = ids
        .iter()
        .map(|id| if id == "nonsense" || id == "rpt_01h455vb4pex5vsknk084sn02q" { Value::Null } else { id.clone() })
        .collect();
    assert_eq!(answered, wanted.iter().collect::<Vec<_>>());
    let many = json!({"ids": vec![ids[1].clone(); 101]});
    assert_eq!(head.graphql(query, many).await.body["errors"][0]["extensions"]["code"], "PAGE.LIMIT");
}

#[tokio::test]
async fn a_record_out_of_scope_is_null_like_one_that_is_missing() {
    let app = TestApp::start().await;
    let filed = app.head().await.post("/v1/reports", report("2026-10", complete_values())).await.expect(201);
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let query = "query Q($id: ID!) { node(id: $id) { id } report(id: $id) { id } nodes(ids: [$id]) { id } }";
    let nothing = json!({"node": null, "report": null, "nodes": [null]});
    for id in [filed["id"].as_str().unwrap(), "rpt_01h455vb4pex5vsknk084sn02q", "nonsense"] {
        assert_eq!(Caller::data(other.graphql(query, json!({"id": id})).await), nothing, "{id}");
    }
    // A draft is nothing to a coordinator.
    let id = filed["id"].as_str().unwrap();
    assert_eq!(Caller::data(app.coordinator().await.graphql(query, json!({"id": id})).await), nothing);
}

#[tokio::test]
async fn a_region_names_those_it_lies_in_from_the_province_down() {
    let app = TestApp::start().await;
    let data = read(
        &app.anonymous(),
        r#"{ regions(first: 2, filter: {q: "pangkalpinang", level: 2}) { totalCount nodes { code name path { code level } parent { code } } } }"#,
    )
    .await;
    let region = &data["regions"]["nodes"][0];
    assert_eq!((region["code"].as_str(), region["parent"]["code"].as_str()), (Some("19.71"), Some("19")));
    assert_eq!(region["path"], json!([{"code": "19", "level": 1}, {"code": "19.71", "level": 2}]));
    let province = read(
        &app.anonymous(),
        r#"{ regions(first: 1, filter: {level: 1}) { totalCount nodes { path { code } parent { code } } } }"#,
    )
    .await;
    assert_eq!(province["regions"]["totalCount"], 38);
    assert_eq!(province["regions"]["nodes"][0], json!({"path": [{"code": "11"}], "parent": null}));
}

#[tokio::test]
async fn the_dashboards_list_of_incubators_is_filtered_counted_and_in_order() {
    let app = TestApp::start().await;
    let more = world::blks(&app, 3, "36.04", "BLKK-3604").await;
    let query = |first: u32, direction: &str| {
        format!(
            "{{ blks(first: {first}, filter: {{ incubatorStatus: {{ eq: ACTIVE }} }}, orderBy: [{{ field: CODE, direction: {direction} }}]) \
            {{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ code region {{ path {{ code name }} }} }} }} }}"
        )
    };
    let mut wanted = vec![BLK.to_owned()];
    wanted.extend(more);
    let data = read(&app.anonymous(), &query(50, "ASC")).await;
    let codes = |data: &Value| -> Vec<String> {
        list(data, "/blks/nodes").iter().map(|blk| blk["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes(&data), wanted);
    assert_eq!((&data["blks"]["totalCount"], &data["blks"]["pageInfo"]["hasNextPage"]), (&json!(4), &json!(false)));
    assert_eq!(data["blks"]["nodes"][1]["region"]["path"][1]["code"], "36.04");
    wanted.reverse();
    let data = read(&app.anonymous(), &query(3, "DESC")).await;
    assert_eq!(codes(&data), wanted[..3]);
    assert_eq!((&data["blks"]["totalCount"], &data["blks"]["pageInfo"]["hasNextPage"]), (&json!(4), &json!(true)));
    let none =
        "{ blks(first: 9, filter: {incubatorStatus: {in: [CANDIDATE, REVOKED]}}) { totalCount nodes { code } } }";
    assert_eq!(read(&app.anonymous(), none).await["blks"], json!({"totalCount": 0, "nodes": []}));
}

#[tokio::test]
async fn a_list_needs_first_or_last_within_1_and_100() {
    let app = TestApp::start().await;
    let head = app.head().await;
    for field in ["blks", "regions", "reports", "obligations", "reportTemplates", "indicators"] {
        for arguments in
            ["", "(first: 0)", "(first: -1)", "(first: 101)", "(last: 0)", "(last: 101)", "(first: 1, last: 1)"]
        {
            let reply = head.graphql(&format!("{{ {field}{arguments} {{ nodes {{ id }} }} }}"), json!({})).await;
            assert_eq!(
                reply.body["errors"][0]["extensions"]["code"], "PAGE.LIMIT",
                "{field}{arguments}: {}",
                reply.text
            );
        }
        for after in ["nonsense", "", "AAAA"] {
            let reply = head
                .graphql(&format!("{{ {field}(first: 1, after: \"{after}\") {{ nodes {{ id }} }} }}"), json!({}))
                .await;
            assert_eq!(reply.body["errors"][0]["extensions"]["code"], "PAGE.CURSOR", "{field} {after}: {}", reply.text);
        }
    }
}

/// Walks a list forwards or backwards; `meanwhile` runs after each page.
async fn walk(
    caller: &Caller,
    field: &str,
    order: &str,
    size: u32,
    forwards: bool,
    mut meanwhile: impl AsyncFnMut(),
) -> Vec<String> {
    let (rows, cursor, more) =
        if forwards { ("first", "after", "hasNextPage") } else { ("last", "before", "hasPreviousPage") };
    let (mut ids, mut at) = (Vec::new(), String::new());
    loop {
        let query = format!(
            "{{ {field}({rows}: {size}{at}{order}) {{ pageInfo {{ {more} startCursor endCursor }} nodes {{ id }} }} }}"
        );
        let data = read(caller, &query).await;
        let page = list(&data, &format!("/{field}/nodes")).iter().map(|node| node["id"].as_str().unwrap().to_owned());
        ids.extend(if forwards { page.collect::<Vec<_>>() } else { page.rev().collect() });
        let info = &data[field]["pageInfo"];
        if info[more] == false {
            return ids;
        }
        let end = if forwards { &info["endCursor"] } else { &info["startCursor"] };
        at = format!(", {cursor}: {end}");
        meanwhile().await;
    }
}

#[tokio::test]
async fn paging_backwards_gives_the_same_rows_as_paging_forwards() {
    let app = TestApp::start().await;
    let blks = world::blks(&app, 5, "36.04", "BLKK-3604").await;
    world::reports(&app, &blks, &["2026-08", "2026-09", "2026-10"]).await;
    let head = app.head().await;
    let lists = [
        ("blks", "", 7),
        ("blks", ", orderBy: {field: NAME, direction: DESC}", 7),
        ("reports", "", 15),
        ("reports", ", orderBy: {field: PERIOD, direction: DESC}", 15),
        ("reports", ", orderBy: {field: SUBMITTED, direction: ASC}", 15),
        ("obligations", "", 0),
        ("reportTemplates", "", 0),
        ("indicators", "", 0),
    ];
    for (field, order, count) in lists {
        let whole = walk(&head, field, order, 100, true, async || {}).await;
        assert!(count == 0 || whole.len() == count, "{field} {order}: {}", whole.len());
        assert!(whole.len() > 4, "{field}");
        for size in [2, 3] {
            let forwards = walk(&head, field, order, size, true, async || {}).await;
            let mut backwards = walk(&head, field, order, size, false, async || {}).await;
            backwards.reverse();
            assert_eq!((&forwards, &backwards), (&whole, &whole), "{field} {order} by {size}");
        }
    }
}

#[tokio::test]
async fn walking_visits_each_row_once_though_rows_are_inserted_meanwhile() {
    let app = TestApp::start().await;
    let blks = world::blks(&app, 8, "36.04", "BLKK-3604").await;
    let before: BTreeSet<String> = world::reports(&app, &blks, &["2026-09"]).await.into_iter().collect();
    for order in ["", ", orderBy: {field: PERIOD, direction: ASC}", ", orderBy: {field: SUBMITTED, direction: DESC}"] {
        let fresh = world::blks(&app, 8, "36.04", &format!("BLKK-{}", order.len())).await;
        let mut fresh = fresh.into_iter();
        let mut insert = async || {
            if let Some(blk) = fresh.next() {
                world::reports(&app, &[blk], &["2026-08", "2026-10"]).await;
            }
        };
        let seen = walk(&app.head().await, "reports", order, 3, true, &mut insert).await;
        let once: BTreeSet<String> = seen.iter().cloned().collect();
        assert_eq!(once.len(), seen.len(), "a row came twice: {order}");
        assert!(before.is_subset(&once), "a row was missed: {order}");
    }
    let (nobody, mut seen, mut n) = (app.anonymous(), BTreeSet::new(), 0);
    let walked = walk(&nobody, "blks", "", 3, true, async || {
        n += 1;
        if n <= 4 {
            world::blks(&app, 1, "36.04", &format!("AAAA-{n}")).await;
            world::blks(&app, 1, "36.04", &format!("ZZZZ-{n}")).await;
        }
    })
    .await;
    assert!(walked.into_iter().all(|id| seen.insert(id)), "a BLK came twice");
}

/// The answer with the statements that it took. Who calls is remembered for two seconds; on a busy machine that may end
/// between two calls, so what took too many is asked again. So is what was not counted at all, as happens where the counter
/// of another test ends at the same moment.
async fn fewest(caller: &Caller, query: &str, most: usize) -> (Reply, usize) {
    for _ in 0..4 {
        caller.graphql("{ __typename }", json!({})).await.expect(200);
        let (reply, statements) = statements::counted(caller.graphql(query, json!({}))).await;
        if (1..=most).contains(&statements) {
            return (reply, statements);
        }
    }
    statements::counted(caller.graphql(query, json!({}))).await
}

#[tokio::test]
async fn a_hundred_reports_with_blk_region_values_and_sender_take_at_most_ten_statements() {
    let app = TestApp::start().await;
    let blks = world::blks(&app, 36, "36.02.01.2002", "BLKK-3604").await;
    let ids = world::reports(&app, &blks, &["2026-08", "2026-09", "2026-10"]).await;
    assert_eq!(ids.len(), 108);
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let report = "id state values value(indicator: \"A03\") { total } template { code number } submittedBy { id name } \
        blk { code region { code name path { code name } } }";
    // The first promise holds as it stands; wider queries may take more, but never more for a longer page.
    let queries: [(usize, usize, String); 7] = [
        (STATEMENTS, 100, format!("reports(first: N) {{ totalCount nodes {{ {report} }} }}")),
        (STATEMENTS, 100, format!("reports(last: N, filter: {{template: \"LAP_BULANAN\", region: \"36\"}}, orderBy: {{field: PERIOD, direction: DESC}}) {{ nodes {{ {report} }} }}")),
        (STATEMENTS, 100, format!("reports(first: N, orderBy: {{field: SUBMITTED, direction: DESC}}) {{ nodes {{ verifiedBy {{ name }} approvedBy {{ name }} {report} }} }}")),
        (15, 30, "blks(first: N) { totalCount nodes { code region { path { code } } latestReports(first: 4) { nodes { id values submittedBy { name } } } } }".to_owned()),
        (15, 30, "blks(first: N) { nodes { code latestReports(first: 2, template: \"LAP_BULANAN\") { nodes { id values blk { name } } } } }".to_owned()),
        (STATEMENTS, 100, "regions(first: N, filter: {level: 3}) { totalCount nodes { name path { name } parent { name } } }".to_owned()),
        (20, 100, format!("obligations(first: N) {{ totalCount nodes {{ id status blk {{ code region {{ name }} }} unit {{ name }} report {{ {report} }} }} }}")),
    ];
    for caller in [&head, &coordinator] {
        for (most, rows, query) in &queries {
            let mut taken = Vec::new();
            for first in [1, 10, *rows] {
                let query = format!("{{ {} }}", query.replacen(": N", &format!(": {first}"), 1));
                let (reply, statements) = fewest(caller, &query, *most).await;
                let data = Caller::data(reply);
                assert!((1..=*most).contains(&statements), "{statements} statements: {query}");
                if query.starts_with("{ reports") {
                    assert_eq!(list(&data, "/reports/nodes").len(), first);
                    assert_eq!(data["reports"]["nodes"][0]["blk"]["region"]["path"][0]["code"], "36");
                    assert_eq!(data["reports"]["nodes"][0]["submittedBy"]["name"], "Orang Uji");
                }
                taken.push(statements);
            }
            println!("{taken:?} statements for 1, 10, {rows} rows: {}", &query[..60.min(query.len())]);
        }
    }
    for count in [1, 100] {
        let query = "query Q($ids: [ID!]!) { nodes(ids: $ids) { id ... on Report { values blk { code } } } }";
        let asked = head.graphql(query, json!({"ids": ids[..count]}));
        let (reply, statements) = statements::counted(asked).await;
        assert_eq!(list(&Caller::data(reply), "/nodes").len(), count);
        println!("{statements:3} statements: nodes of {count}");
        assert!((1..=STATEMENTS).contains(&statements), "{statements} statements for {count} nodes");
    }
}

#[tokio::test]
async fn the_latest_reports_come_newest_period_first() {
    let app = TestApp::start().await;
    let blks = world::blks(&app, 2, "36.04", "BLKK-3604").await;
    world::reports(&app, &blks, &["2026-09", "2026-08", "2026-10"]).await;
    let query =
        "{ blks(first: 9, filter: {q: \"BLKK-3604\"}) { nodes { latestReports(first: 2) { nodes { period } } } } }";
    let data = read(&app.coordinator().await, query).await;
    for blk in list(&data, "/blks/nodes") {
        assert_eq!(blk["latestReports"]["nodes"], json!([{"period": "2026-10"}, {"period": "2026-09"}]));
    }
}

/// `"values":...` as it stands in an answer, up to the key that follows.
fn raw_values<'a>(text: &'a str, next: &str) -> &'a str {
    let start = text.find("\"values\":").unwrap() + "\"values\":".len();
    let end = start + text[start..].find(next).unwrap();
    &text[start..end]
}

#[tokio::test]
async fn values_are_the_same_bytes_on_both_faces() {
    let app = TestApp::start().await;
    let mut values = complete_values();
    values["A05"] = Value::Null;
    values["A07"] = json!({"notApplicable": true});
    values["A08"] = json!(93.5);
    values["C08"] = json!(1_000_000_000_000_000_i64);
    let head = app.head().await;
    let filed = head.post("/v1/reports", report("2026-10", values)).await;
    let id = filed.body["id"].as_str().unwrap_or_else(|| panic!("{}", filed.text)).to_owned();
    let rest = head.get(&format!("/v1/reports/{id}")).await;
    let graph = head.graphql("query Q($id: ID!) { report(id: $id) { values state } }", json!({"id": id})).await;
    let bytes = raw_values(&graph.text, ",\"state\"");
    assert_eq!(bytes, raw_values(&rest.text, ",\"narrative\""));
    assert!(
        bytes.contains("\"C08\":1000000000000000") && bytes.contains("\"A08\":93.5") && bytes.contains("\"A05\":null"),
        "{bytes}"
    );
}

#[tokio::test]
async fn zero_missing_and_not_applicable_are_three_things() {
    let app = TestApp::start().await;
    let mut values = complete_values();
    values["A01"] = json!(0);
    values["A05"] = Value::Null;
    values["A07"] = json!({"notApplicable": true});
    let head = app.head().await;
    let filed = head.post("/v1/reports", report("2026-10", values)).await.expect(201);
    let of = "{ total missing notApplicable parts { dimension member value } }";
    let query = format!(
        r#"query Q($id: ID!) {{ report(id: $id) {{ zero: value(indicator: "A01") {of} missing: value(indicator: "A05") {of}
        never: value(indicator: "A06") {of} notAsked: value(indicator: "A07") {of} split: value(indicator: "A03") {of} text: value(indicator: "ZZZ") {of} }} }}"#
    );
    let data = Caller::data(head.graphql(&query, json!({"id": filed["id"]})).await)["report"].clone();
    let missing = json!({"total": null, "missing": true, "notApplicable": false, "parts": []});
    assert_eq!(data["zero"], json!({"total": 0, "missing": false, "notApplicable": false, "parts": []}));
    assert_eq!((&data["missing"], &data["text"]), (&missing, &missing));
    assert_eq!(data["notAsked"], json!({"total": null, "missing": false, "notApplicable": true, "parts": []}));
    let parts = json!([{"dimension": "sex", "member": "LAKI_LAKI", "value": 15}, {"dimension": "sex", "member": "PEREMPUAN", "value": 17}]);
    assert_eq!(data["split"], json!({"total": 32, "missing": false, "notApplicable": false, "parts": parts}));
}

#[tokio::test]
async fn a_dashboard_sees_that_a_report_exists_but_not_its_values() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let draft = head.post("/v1/reports", report("2026-09", complete_values())).await.expect(201);
    let filed = head.post("/v1/reports", report("2026-10", complete_values())).await.expect(201);
    let id = filed["id"].as_str().unwrap();
    head.post_if(&format!("/v1/reports/{id}/submit"), 1, json!({})).await.expect(200);
    let dashboard = app.machine(Role::Dashboard, None).await;
    let query = "{ reports(first: 9) { totalCount nodes { id state values narrative value(indicator: \"A03\") { total } receipt { number } } } }";
    let reply = dashboard.graphql(query, json!({})).await;
    let withheld = |field: &str| json!({"path": format!("/reports/nodes/0/{field}"), "reason": "ROW_SCOPE_REQUIRED", "unlock": "a role on a scope that holds this unit"});
    let mut redactions = reply.body["extensions"]["redactions"].as_array().unwrap().clone();
    redactions.sort_by_key(Value::to_string);
    assert_eq!(redactions, ["narrative", "value", "values"].map(withheld));
    let seen = Caller::data(reply)["reports"].clone();
    assert_eq!(seen["totalCount"], 1, "a draft is nobody's business: {}", draft["id"]);
    let outline =
        json!({"id": id, "state": "SUBMITTED", "values": null, "narrative": null, "value": null, "receipt": null});
    assert_eq!(seen["nodes"], json!([outline]));
    let details = "query Q($id: ID!) { report(id: $id) { history { reason } } }";
    let reply = dashboard.graphql(details, json!({"id": id})).await;
    assert_eq!(reply.body["errors"][0]["extensions"]["code"], "ACCESS.DENIED", "{}", reply.text);
    let coordinator = app.coordinator().await.graphql(query, json!({})).await;
    assert!(coordinator.body["extensions"]["redactions"].is_null());
    assert_eq!(Caller::data(coordinator)["reports"]["nodes"][0]["value"]["total"], 32);
}

#[tokio::test]
async fn nobody_sees_blks_but_no_reports() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let filed = head.post("/v1/reports", report("2026-10", complete_values())).await.expect(201);
    head.post_if(&format!("/v1/reports/{}/submit", filed["id"].as_str().unwrap()), 1, json!({})).await.expect(200);
    let nobody = app.anonymous();
    let data = read(
        &nobody,
        "{ viewer { id } blks(first: 9) { nodes { code name latestReports(first: 3) { nodes { id } } } } }",
    )
    .await;
    assert_eq!((&data["viewer"], list(&data, "/blks/nodes").len()), (&Value::Null, 2));
    for blk in list(&data, "/blks/nodes") {
        assert_eq!(blk["latestReports"]["nodes"], json!([]));
    }
    for query in [
        "{ reports(first: 1) { nodes { id } } }",
        "{ obligations(first: 1) { nodes { id } } }",
        "{ report(id: \"rpt_01h455vb4pex5vsknk084sn02q\") { id } }",
    ] {
        let reply = nobody.graphql(query, json!({})).await;
        assert_eq!(reply.body["errors"][0]["extensions"]["code"], "AUTH.REQUIRED", "{query}");
    }
    let node = nobody.graphql("query Q($id: ID!) { node(id: $id) { id } }", json!({"id": filed["id"]})).await;
    assert_eq!(Caller::data(node)["node"], Value::Null);
}

#[tokio::test]
async fn the_dashboards_own_query_passes_the_cost_limit() {
    let app = TestApp::start().await;
    let query = "{ blks(first: 50, filter: { incubatorStatus: { eq: ACTIVE } }, orderBy: [{ field: CODE, direction: ASC }]) { \
        totalCount pageInfo { hasNextPage endCursor } nodes { id code name region { path { code name } } \
        latestReports(first: 4) { nodes { period state values } } } } }";
    let reply = app.machine(Role::Dashboard, None).await.graphql(query, json!({})).await;
    let cost = reply.body["extensions"]["cost"].clone();
    assert_eq!(Caller::data(reply)["blks"]["totalCount"], 1);
    assert!(cost["requested"].as_u64().unwrap() * 5 < cost["limit"].as_u64().unwrap(), "{cost}");
}

#[tokio::test]
async fn the_viewer_is_who_calls() {
    let app = TestApp::start().await;
    let data = read(&app.head().await, "{ viewer { email kind roles { role unit { code } } } }").await;
    assert_eq!(data["viewer"]["email"], "head@blk.test");
    assert_eq!(data["viewer"]["roles"], json!([{"role": "BLK_HEAD", "unit": {"code": BLK}}]));
}
