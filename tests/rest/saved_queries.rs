//! Saved queries: kept under a slug, held to schema and limits, run as tables with the rights of whoever asks.

use api::domain::Ctx;
use api::domain::queries::write::MOST;
use api::domain::reference::decrees::{self, Decree};
use api::domain::seed;
use api::vocab::Role;
use axum::http::Request;
use axum::http::request::Builder;
use serde_json::{Value, json};

use super::steps::{self, version};
use crate::support::{BLK, Caller, Reply, TestApp};

/// A list of BLKs by region.
fn blks() -> Value {
    json!({
        "title": "BLK per wilayah",
        "query": "query($region: String) { blks(first: 1, filter: {region: $region}) { totalCount nodes { code name region { path { code } } incubatorStatus } } }",
        "parameters": [{"name": "region", "type": "STRING"}],
        "public": true,
    })
}

/// Reports that the caller sees.
fn reports() -> Value {
    json!({"title": "Laporan", "query": "{ reports(first: 100) { nodes { unitCode period state } } }"})
}

async fn put(caller: &Caller, slug: &str, body: &Value) -> Reply {
    let request = Request::put(format!("/v1/saved-queries/{slug}"));
    caller.send(request, "application/json", body.to_string().into_bytes()).await
}

fn if_none_match(path: &str, tag: &str) -> Builder {
    Request::get(path).header("if-none-match", tag)
}

async fn asked_again(caller: &Caller, path: &str, tag: &str) -> Reply {
    caller.send(if_none_match(path, tag), "", Vec::new()).await
}

#[tokio::test]
async fn a_query_is_saved_read_changed_and_deleted() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let saved = put(&admin, "blk-wilayah", &blks()).await.expect(201);
    assert_eq!((&saved["slug"], &saved["rows"], version(&saved)), (&json!("blk-wilayah"), &json!("blks.nodes"), 1));
    let read = app.anonymous().get("/v1/saved-queries/blk-wilayah").await;
    assert!(read.header("etag").starts_with("\"1-"), "{:?}", read.headers);
    assert_eq!(read.expect(200)["query"], saved["query"]);
    let path = "/v1/saved-queries/blk-wilayah";
    let changed = json!({"title": "Lain", "query": blks()["query"], "parameters": blks()["parameters"]});
    put(&admin, "blk-wilayah", &changed).await.refused(428, "PRECONDITION.REQUIRED");
    admin.put(path, 7, changed.clone()).await.refused(412, "PRECONDITION.STALE");
    let any = Request::put("/v1/saved-queries/tidak-ada").header("if-match", "*");
    let any = admin.send(any, "application/json", changed.to_string().into_bytes()).await;
    any.refused(412, "PRECONDITION.STALE");
    let now = admin.put(path, 1, changed.clone()).await.expect(200);
    assert_eq!((&now["title"], &now["public"], version(&now)), (&json!("Lain"), &json!(false), 2));
    // The same once more changes nothing.
    assert_eq!(version(&admin.put(path, 2, changed).await.expect(200)), 2);
    // It is public no more.
    app.anonymous().get(path).await.refused(404, "RESOURCE.NOT_FOUND");
    admin.delete(path).await.refused(428, "PRECONDITION.REQUIRED");
    admin.delete_if(path, 2).await.expect(200);
    admin.get(path).await.refused(404, "RESOURCE.NOT_FOUND");
    admin.get("/v1/q/blk-wilayah.json").await.refused(404, "RESOURCE.NOT_FOUND");
    // The slug is free again.
    assert_eq!(version(&put(&admin, "blk-wilayah", &blks()).await.expect(201)), 1);
    let events = api::worker::sequencer::run(&app.app).await.unwrap();
    assert!(events > 0);
    let changes = admin.get("/v1/changes?kinds=SavedQuery").await.expect(200);
    let types: Vec<&str> =
        changes["data"].as_array().unwrap().iter().map(|one| one["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["savedQuery.created", "savedQuery.updated", "savedQuery.deleted", "savedQuery.created"]);
}

#[tokio::test]
async fn graphql_saves_and_deletes_as_rest_does() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let save = "mutation S($input: SavedQueryInput!, $at: Int) { putSavedQuery(slug: \"laporan-saya\", input: $input, expectedVersion: $at) { slug rows version owner variables parameters { name type default } } }";
    let input = json!({"title": "Laporan", "query": "query($state: [ReportState!], $n: Int!) { r: reports(first: 5, filter: {states: $state}) { nodes { state } } blks(first: $n) { totalCount } }",
        "rows": "r.nodes", "variables": {"n": 1}, "parameters": [{"name": "state", "type": "LIST", "default": "APPROVED"}]});
    let saved = Caller::data(head.graphql(save, json!({"input": input})).await)["putSavedQuery"].clone();
    assert_eq!(
        (&saved["rows"], &saved["variables"], &saved["parameters"][0]["type"]),
        (&json!("r.nodes"), &json!({"n": 1}), &json!("LIST"))
    );
    let again = head.graphql(save, json!({"input": input})).await;
    assert_eq!(again.body["errors"][0]["extensions"]["code"], "PRECONDITION.REQUIRED", "{}", again.text);
    let listed = "{ savedQueries(first: 10) { nodes { slug } } savedQuery(slug: \"laporan-saya\") { title } }";
    let seen = Caller::data(head.graphql(listed, json!({})).await);
    assert!(seen["savedQueries"]["nodes"].as_array().unwrap().contains(&json!({"slug": "laporan-saya"})), "{seen}");
    let others = Caller::data(app.coordinator().await.graphql(listed, json!({})).await);
    assert!(others["savedQuery"].is_null() && !others.to_string().contains("laporan-saya"), "{others}");
    let delete = "mutation { deleteSavedQuery(slug: \"laporan-saya\", expectedVersion: 1) { version archivedAt } }";
    assert_eq!(Caller::data(head.graphql(delete, json!({})).await)["deleteSavedQuery"]["version"], 2);
}

#[tokio::test]
async fn every_fault_of_a_saved_query_is_said_with_its_path() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let q = |query: &str| json!({"title": "x", "query": query});
    for (body, faults) in [
        (q("{ blks(first: 1) { nodes { nothing } } }"), vec![("QUERY.REFUSED", "/query")]),
        (q("{ blks(first: 1"), vec![("QUERY.REFUSED", "/query")]),
        (q("{ blks(first: 1, filter: {q: \"a\\u0000\"}) { nodes { code } } }"), vec![("TEXT.NUL", "/query")]),
        (
            json!({"title": "x", "query": "query($q: String) { blks(first: 1, filter: {q: $q}) { nodes { code } } }",
                "variables": {"q": "x".repeat(20_001)}}),
            vec![("FIELD.LENGTH", "/variables")],
        ),
        (q("mutation { submitReport(id: \"x\", expectedVersion: 1) { id } }"), vec![("QUERY.REFUSED", "/query")]),
        (q("query A { __typename } query B { __typename }"), vec![("QUERY.REFUSED", "/query")]),
        (
            q(
                "{ blks(first: 100) { nodes { latestReports(first: 100) { nodes { id state version period values } } } } }",
            ),
            vec![("QUERY.REFUSED", "/query")],
        ),
        (q("{ blks(last: 5) { nodes { code } } }"), vec![("QUERY.REFUSED", "/query")]),
        (
            q("query($n: Int!) { blks(first: $n) { nodes { code } } }"),
            vec![("QUERY.REFUSED", "/query"), ("FIELD.REQUIRED", "/variables/n")],
        ),
        (q("{ blk(code: \"x\") { code } }"), vec![("FIELD.TYPE", "/rows")]),
        (
            q("{ a: blks(first: 1) { nodes { code } } b: blks(first: 1) { nodes { code } } }"),
            vec![("FIELD.REQUIRED", "/rows")],
        ),
        (
            json!({"title": " ", "query": "{ blks(first: 1) { nodes { code } } }", "rows": "blks.edges"}),
            vec![("FIELD.LENGTH", "/title"), ("FIELD.UNKNOWN_CODE", "/rows")],
        ),
        (
            json!({"title": "x", "query": "{ blks(first: 1) { nodes { latestReports(first: 1) { nodes { id } } } } }", "rows": "blks.nodes.latestReports.nodes"}),
            vec![("FIELD.TYPE", "/rows")],
        ),
        (
            json!({"title": "x", "query": "query($r: String!, $f: BlkFilter) { blks(first: 1, filter: $f) { nodes { code } } regions(first: 1, filter: {q: $r}) { totalCount } }",
                "rows": "blks.nodes", "variables": {"z": 1}, "parameters": [{"name": "f", "type": "STRING"}, {"name": "y", "type": "INT", "default": "satu"}]}),
            vec![
                ("FIELD.REQUIRED", "/variables/r"),
                ("FIELD.TYPE", "/parameters/0/type"),
                ("FIELD.TYPE", "/parameters/1/default"),
                ("FIELD.UNKNOWN", "/variables/z"),
                ("FIELD.UNKNOWN_CODE", "/parameters/1/name"),
            ],
        ),
    ] {
        let reply = put(&admin, "uji", &body).await;
        assert_eq!(reply.status, 422, "{body}: {}", reply.text);
        let mut found = reply.faults();
        found.dedup();
        let faults: Vec<(String, String)> =
            faults.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect();
        for fault in &faults {
            assert!(found.contains(fault), "{body}: {fault:?} is not in {found:?}");
        }
        assert!(found.iter().all(|fault| faults.contains(fault)), "{body}: {found:?}");
    }
    for slug in ["A", "a", "Uji", "uji.json", "uji_1", "-uji", "uji%00"] {
        let reply = put(&admin, slug, &reports()).await;
        assert_eq!(
            (reply.status, reply.faults()),
            (422, vec![("FIELD.FORMAT".to_owned(), "/slug".to_owned())]),
            "{slug}: {}",
            reply.text
        );
    }
    put(&admin, "uji", &json!({"title": "x", "query": "{ __typename }", "owner": "x"}))
        .await
        .refused(422, "REQUEST.INVALID");
}

#[tokio::test]
async fn a_query_belongs_to_who_saved_it() {
    let app = TestApp::start().await;
    let (head, coordinator, admin) = (app.head().await, app.coordinator().await, app.admin().await);
    put(&head, "milik-kepala", &reports()).await.expect(201);
    let path = "/v1/saved-queries/milik-kepala";
    coordinator.get(path).await.refused(404, "RESOURCE.NOT_FOUND");
    coordinator.get("/v1/q/milik-kepala.csv").await.refused(404, "RESOURCE.NOT_FOUND");
    coordinator.delete_if(path, 1).await.refused(404, "RESOURCE.NOT_FOUND");
    // The slug is taken, though who it is stays unsaid.
    put(&coordinator, "milik-kepala", &reports()).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    // A head does not speak to the public.
    let mut public = reports();
    public["public"] = json!(true);
    head.put(path, 1, public.clone()).await.refused(403, "ACCESS.DENIED");
    // Rights go before versions.
    head.put(path, 7, public.clone()).await.refused(403, "ACCESS.DENIED");
    // An administrator sees all, and opens it.
    assert_eq!(admin.put(path, 1, public).await.expect(200)["owner"], admin_of(&head).await);
    coordinator.get(path).await.expect(200);
    coordinator.delete_if(path, 2).await.refused(403, "ACCESS.DENIED");
    let shipped = head.get("/v1/saved-queries/rekap-kabupaten").await.expect(200);
    assert!(shipped["owner"].is_null());
    head.delete_if("/v1/saved-queries/rekap-kabupaten", 1).await.refused(403, "ACCESS.DENIED");
    app.anonymous().get("/v1/saved-queries/rekap-kabupaten").await.refused(404, "RESOURCE.NOT_FOUND");
}

async fn admin_of(caller: &Caller) -> Value {
    caller.get("/v1/me").await.expect(200)["id"].clone()
}

#[tokio::test]
async fn an_owner_has_room_for_so_many_and_reads_them_page_by_page() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let slugs: Vec<String> = (0..MOST).map(|number| format!("laporan-{number}")).collect();
    for slug in &slugs {
        put(&head, slug, &reports()).await.expect(201);
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = head.get(&format!("/v1/saved-queries?limit=90{after}")).await.expect(200);
        seen.extend(page["data"].as_array().unwrap().iter().map(|one| steps::text(one, "slug").to_owned()));
        let Some(next) = page["page"]["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    // Between them are those that came with the service.
    seen.retain(|slug| slug.starts_with("laporan-"));
    assert_eq!(seen, slugs);
    for (query, code) in [("limit=0", "PAGE.LIMIT"), ("limit=501", "PAGE.LIMIT"), ("after=x", "PAGE.CURSOR")] {
        head.get(&format!("/v1/saved-queries?{query}")).await.refused(422, code);
    }
    put(&head, "satu-lagi", &reports()).await.refused(409, "QUOTA.FULL");
    // Others have room of their own. A change takes none, and one that is deleted makes some.
    put(&coordinator, "satu-lagi", &reports()).await.expect(201);
    let path = format!("/v1/saved-queries/{}", slugs[0]);
    head.put(&path, 1, json!({"title": "Lain", "query": reports()["query"]})).await.expect(200);
    head.delete_if(&path, 2).await.expect(200);
    put(&head, "dua-lagi", &reports()).await.expect(201);
}

#[tokio::test]
async fn a_table_holds_all_rows_in_each_form() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for n in 1..=4 {
        let mut blk = steps::new_blk(&format!("BLKK-3602-90{n}"), "36.02");
        blk["name"] = json!(format!("=SUM({n})"));
        admin.post("/v1/blks", blk).await.expect(201);
    }
    put(&admin, "blk-wilayah", &blks()).await.expect(201);
    let json = app.anonymous().get("/v1/q/blk-wilayah.json?region=36.02").await;
    assert_eq!(json.header("content-type"), "application/json");
    let rows = json.body["data"].as_array().unwrap();
    // `first: 1` bounds a page, and not the table.
    assert_eq!((rows.len(), &json.body["page"]), (5, &json!({"next": null, "complete": true})), "{}", json.text);
    assert_eq!(json.body["about"]["blks"]["totalCount"], 5);
    assert!(json.body["about"]["blks"].get("endOfSavedPage").is_none());
    let first = rows.iter().find(|row| row["code"] == BLK).unwrap();
    assert_eq!(first["region.path.code"], "36 | 36.02 | 36.02.01 | 36.02.01.2002");
    let csv = app.anonymous().get("/v1/q/blk-wilayah.csv?region=36.02").await;
    let lines: Vec<&str> = csv.text.split("\r\n").collect();
    assert_eq!((lines.len(), lines[0]), (7, "code,name,region.path.code,incubatorStatus"), "{}", csv.text);
    assert!(lines.iter().any(|line| line.starts_with("BLKK-3602-901,'=SUM(1),36 | 36.02,")), "{}", csv.text);
    assert!(csv.header("content-disposition").starts_with("attachment; filename=\"blk-wilayah.csv\""));
    let lines = app.anonymous().get("/v1/q/blk-wilayah.ndjson?region=36.02").await;
    let read: Vec<Value> = lines.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(&read, rows);
    let page = app.anonymous().get("/v1/q/blk-wilayah.html?region=36.02").await;
    assert!(
        page.text.contains("<td>=SUM(1)</td>") && page.header("content-security-policy").contains("default-src 'none'"),
        "{}",
        page.text
    );
    let none = app.anonymous().get("/v1/q/blk-wilayah.csv?region=96.71").await;
    assert_eq!((none.status, none.text.as_str()), (200, "code,name,region.path.code,incubatorStatus\r\n"));
    for wrong in ["blk-wilayah", "blk-wilayah.xlsx", "blk-wilayah.", ".csv", "tidak-ada.csv"] {
        admin.get(&format!("/v1/q/{wrong}")).await.refused(404, "RESOURCE.NOT_FOUND");
    }
}

#[tokio::test]
async fn parameters_are_checked_with_their_names() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body = json!({"title": "x", "query": "query($q: String!, $late: Boolean) { blks(first: 9, filter: {q: $q}) { nodes { code } } obligations(first: 1, filter: {late: $late}) { totalCount } }",
        "rows": "blks.nodes", "parameters": [{"name": "q", "type": "STRING"}, {"name": "late", "type": "BOOLEAN", "default": "true"}]});
    put(&admin, "uji", &body).await.expect(201);
    let reply = admin.get("/v1/q/uji.json?late=ya&lain=1&lain=2").await;
    let said = |code: &str, path: &str| (code.to_owned(), path.to_owned());
    assert_eq!(
        (reply.status, reply.faults()),
        (422, vec![said("FIELD.REQUIRED", "/q"), said("FIELD.TYPE", "/late"), said("FIELD.UNKNOWN", "/lain")])
    );
    let twice = admin.get("/v1/q/uji.json?q=a&q=b").await;
    assert_eq!(twice.faults(), vec![said("FIELD.DUPLICATE", "/q")]);
    assert_eq!(admin.get("/v1/q/uji.json?q=%00").await.faults(), vec![said("TEXT.NUL", "/q")]);
    assert_eq!(admin.get("/v1/q/uji.json?q=@besok").await.faults(), vec![said("FIELD.FORMAT", "/q")]);
    admin.get("/v1/q/uji.json?q=BLKK").await.expect(200);
}

#[tokio::test]
async fn a_table_shows_what_the_caller_may_see_and_not_what_its_owner_may() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    steps::submitted(&app, "2026-10").await;
    let mut public = reports();
    public["public"] = json!(true);
    put(&admin, "laporan", &public).await.expect(201);
    assert_eq!(
        head.get("/v1/q/laporan.json").await.expect(200)["data"],
        json!([{"unitCode": BLK, "period": "2026-10", "state": "SUBMITTED"}])
    );
    let stranger = app.person(Role::Stakeholder, Some("32"), None).await;
    assert_eq!(stranger.get("/v1/q/laporan.json").await.expect(200)["data"], json!([]));
    // Nobody in particular sees no reports at all, and is asked who it is in both ways.
    let nobody = app.anonymous().get("/v1/q/laporan.json").await;
    let ways: Vec<&str> = nobody.headers.get_all("www-authenticate").iter().map(|way| way.to_str().unwrap()).collect();
    assert!(ways.len() == 2 && ways[0] == "Bearer" && ways[1].starts_with("Basic realm="), "{ways:?}");
    nobody.refused(401, "AUTH.REQUIRED");
    // One that is private looks like one that is not there.
    for path in ["/v1/q/rekap-kabupaten.csv", "/v1/q/tidak-ada.csv"] {
        app.anonymous().get(path).await.refused(401, "AUTH.REQUIRED");
    }
}

#[tokio::test]
async fn a_table_that_is_the_same_is_not_sent_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    put(&admin, "blk-wilayah", &blks()).await.expect(201);
    api::worker::sequencer::run(&app.app).await.unwrap();
    let (nobody, path) = (app.anonymous(), "/v1/q/blk-wilayah.csv?region=36.02");
    let first = nobody.get(path).await;
    let tag = first.header("etag").to_owned();
    assert!(first.status == 200 && tag.starts_with('"') && tag.len() == 66, "{tag}");
    let asked = asked_again(&nobody, path, &tag);
    let (same, statements) = crate::graphql::statements::counted(asked).await;
    assert_eq!((same.status, same.text.as_str(), same.header("etag")), (304, "", tag.as_str()));
    assert!(statements <= 2, "only the query and the head of the feed were read: {statements}");
    // Other parameters, another form and another caller are other tables.
    let other = asked_again(&nobody, "/v1/q/blk-wilayah.csv?region=96.71", &tag).await;
    assert!(other.status == 200 && !other.text.contains(BLK) && other.header("etag") != tag, "{}", other.text);
    assert_eq!(asked_again(&nobody, "/v1/q/blk-wilayah.json?region=36.02", &tag).await.status, 200);
    // A change elsewhere: made anew, and the same. A change of what it shows: sent.
    admin.post("/v1/blks", steps::new_blk("BLKK-3201-901", "32.01")).await.expect(201);
    assert_eq!(asked_again(&nobody, path, &tag).await.status, 304);
    admin.post("/v1/blks", steps::new_blk("BLKK-3602-901", "36.02")).await.expect(201);
    let now = asked_again(&nobody, path, &tag).await;
    assert!(now.status == 200 && now.text.contains("BLKK-3602-901") && now.header("etag") != tag, "{}", now.text);
    // Also when the query itself changes.
    let tag = now.header("etag").to_owned();
    let mut changed = blks();
    changed["query"] = json!("query($region: String) { blks(first: 1, filter: {region: $region}) { nodes { code } } }");
    admin.put("/v1/saved-queries/blk-wilayah", 1, changed).await.expect(200);
    assert_eq!(asked_again(&nobody, path, &tag).await.status, 200);
}

#[tokio::test]
async fn a_decree_of_regions_makes_tables_anew_though_no_record_changed() {
    let app = TestApp::start().await;
    let named = json!({"title": "x", "public": true, "query": "{ blks(first: 1) { nodes { code region { path { name } } } } }"});
    put(&app.admin().await, "blk-nama", &named).await.expect(201);
    api::worker::sequencer::run(&app.app).await.unwrap();
    let (nobody, path) = (app.anonymous(), "/v1/q/blk-nama.csv");
    let tag = nobody.get(path).await.header("etag").to_owned();
    assert_eq!(asked_again(&nobody, path, &tag).await.status, 304);
    let mut rows = seed::regions().unwrap();
    rows.iter_mut().find(|row| row.code == "36.02").unwrap().name = "Kabupaten Banten Kidul".to_owned();
    let effective_on = "2026-11-01".parse().unwrap();
    let decree = Decree { name: "Kepmendagri uji".to_owned(), effective_on, rows, successors: Vec::new() };
    let applied = decrees::apply(&Ctx::system(app.app.clone(), "test"), decree).await.unwrap();
    assert_eq!(applied.moved, 0, "no unit moves, so there is no event");
    let now = asked_again(&nobody, path, &tag).await;
    assert!(now.status == 200 && now.text.contains("Banten Kidul"), "{}: {}", now.status, now.text);
}

#[tokio::test]
async fn a_table_that_is_too_much_for_the_memory_is_refused() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let long =
        json!({"title": "x", "query": format!("{{ blks(first: 1) {{ nodes {{ code }} }} }} # {}", "x".repeat(19_900))});
    for number in 0..18 {
        put(&head, &format!("panjang-{number}"), &long).await.expect(201);
    }
    // Eighteen documents, each a hundred times.
    let aliases: String = (0..100).map(|n| format!("a{n}: query ")).collect();
    let all = json!({"title": "x", "query": format!("{{ savedQueries(first: 1) {{ nodes {{ {aliases} }} }} }}")});
    put(&head, "semua", &all).await.expect(201);
    let reply = head.get("/v1/q/semua.csv").await;
    assert_eq!((reply.status, reply.faults()), (422, vec![("FIELD.OUT_OF_RANGE".to_owned(), String::new())]));
    assert_eq!(reply.body["errors"][0]["params"]["maxBytes"], 32 * 1024 * 1024);
}

#[tokio::test]
async fn a_table_that_was_right_for_somebody_with_fewer_rights_is_made_anew() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    let mut public = reports();
    public["public"] = json!(true);
    put(&admin, "laporan", &public).await.expect(201);
    steps::submitted(&app, "2026-10").await;
    let before = operator.get("/v1/q/laporan.csv").await;
    let other = app.person(Role::BlkOperator, None, Some(crate::support::OTHER_BLK)).await;
    let seen = asked_again(&other, "/v1/q/laporan.csv", before.header("etag")).await;
    assert_eq!((seen.status, seen.text.as_str()), (200, "unitCode,period,state\r\n"));
}

#[tokio::test]
async fn a_table_costs_points_as_its_query_does() {
    let app = TestApp::start_with(|settings| settings.points_per_minute = 1_000).await;
    let admin = app.admin().await;
    put(&admin, "laporan", &reports()).await.expect(201);
    let first = admin.get("/v1/q/laporan.csv").await;
    assert_eq!((first.status, first.header("ratelimit-limit")), (200, "1000"), "{:?}", first.headers);
    let mut last = first;
    for _ in 0..5 {
        last = admin.get("/v1/q/laporan.json").await;
        if last.status == 429 {
            break;
        }
    }
    assert!(
        !last.header("retry-after").is_empty() && last.header("ratelimit").starts_with("\"points\";r="),
        "{:?}",
        last.headers
    );
    last.refused(429, "LIMIT.EXCEEDED");
}
