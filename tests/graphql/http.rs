//! GraphQL over HTTP: what the foundation's draft asks of a server (the 61 audits of the npm package `graphql-http`
//! 1.22, named here by their ids), and what keeps a query small.

use axum::http::Request;
use serde_json::{Value, json};

use super::statements;
use crate::support::{BLK, Caller, Reply, TestApp};

const NEW: &str = "application/graphql-response+json";
const OLD: &str = "application/json";

async fn post(caller: &Caller, accept: &str, body: &Value) -> Reply {
    raw(caller, accept, OLD, &body.to_string()).await
}

async fn raw(caller: &Caller, accept: &str, kind: &str, body: &str) -> Reply {
    let mut builder = Request::post("/graphql");
    if !accept.is_empty() {
        builder = builder.header("accept", accept);
    }
    caller.send(builder, kind, body.as_bytes().to_vec()).await
}

async fn get(caller: &Caller, accept: &str, pairs: &[(&str, &str)]) -> Reply {
    let query: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let builder = Request::get(format!("/graphql?{}", query.join("&"))).header("accept", accept);
    caller.send(builder, "", Vec::new()).await
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn query(text: &str) -> Value {
    json!({"query": text})
}

/// The code of the one error, which carries no data.
#[track_caller]
fn refused(reply: &Reply, status: u16, code: &str) {
    let found = reply.body["errors"][0]["extensions"]["code"].as_str();
    assert_eq!((reply.status, found), (status, Some(code)), "{}", reply.text);
    assert!(reply.body.get("data").is_none(), "{}", reply.text);
}

/// 22EB 4655 47DE 80D8 82A3 78D5 2C94 03D4 34A2 13EE.
#[tokio::test]
async fn the_answer_has_the_media_type_that_was_asked_for_and_is_utf8() {
    let app = TestApp::start().await;
    for (accept, kind) in [
        (NEW, NEW),
        (OLD, OLD),
        ("*/*", OLD),
        ("", OLD),
        ("application/json;q=0.5, application/graphql-response+json", NEW),
    ] {
        let reply = post(&app.anonymous(), accept, &query("{ __typename }")).await;
        assert_eq!(reply.header("content-type"), format!("{kind}; charset=utf-8"), "{accept}");
        assert_eq!(reply.header("cache-control"), "no-store", "{accept}");
        assert_eq!(reply.expect(200)["data"], json!({"__typename": "Query"}));
    }
}

/// BF61 9ABE.
#[tokio::test]
async fn a_body_is_json_in_utf8_and_nothing_else() {
    let app = TestApp::start().await;
    let body = query("{ __type(name: \"Run🏃Swim🏊\") { name } }").to_string();
    raw(&app.anonymous(), OLD, "application/json; charset=utf-8", &body).await.expect(200);
    for kind in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
    ] {
        refused(&raw(&app.anonymous(), NEW, kind, &body).await, 415, "MEDIA.UNSUPPORTED");
    }
    let packed = Request::post("/graphql").header("content-encoding", "gzip");
    refused(&app.anonymous().send(packed, OLD, body.into_bytes()).await, 415, "MEDIA.UNSUPPORTED");
}

/// 5A70 D6D5 6A70.
#[tokio::test]
async fn a_query_may_come_by_get_with_variables() {
    let app = TestApp::start().await;
    let text = "query Type($name: String!) { __type(name: $name) { name } }";
    for accept in [NEW, OLD, "*/*"] {
        get(&app.anonymous(), accept, &[("query", "{ __typename }")]).await.expect(200);
        let variables = r#"{"name":"Blk"}"#;
        let pairs = [("query", text), ("variables", variables), ("operationName", "Type"), ("extensions", "{}")];
        let reply = get(&app.anonymous(), accept, &pairs).await.expect(200);
        assert_eq!((reply["data"]["__type"]["name"].as_str(), &reply["errors"]), (Some("Blk"), &Value::Null));
        refused(
            &get(&app.anonymous(), accept, &[("query", text), ("variables", "[1]")]).await,
            400,
            "REQUEST.MALFORMED",
        );
        refused(&get(&app.anonymous(), accept, &[("query", text), ("variables", "{")]).await, 400, "REQUEST.MALFORMED");
        refused(&get(&app.anonymous(), accept, &[]).await, 400, "REQUEST.MALFORMED");
    }
}

/// 9C48.
#[tokio::test]
async fn a_mutation_by_get_is_refused_and_does_nothing() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let write = format!(
        r#"mutation {{ createReport(input: {{blk: "{BLK}", template: "LAP_BULANAN", period: "2026-10"}}) {{ id }} }}"#
    );
    for text in ["mutation { __typename }", &write, "query A { __typename } mutation B { __typename }"] {
        for accept in [NEW, OLD] {
            let reply = get(&head, accept, &[("query", text), ("operationName", "B")]).await;
            refused(&reply, 405, "REQUEST.METHOD_NOT_ALLOWED");
            assert_eq!(reply.header("allow"), "POST");
        }
    }
    assert_eq!(head.get("/v1/reports").await.expect(200)["data"], json!([]));
    for method in ["PUT", "PATCH", "DELETE"] {
        let reply = head.send(Request::builder().method(method).uri("/graphql"), "", Vec::new()).await;
        assert_eq!(reply.status, 405, "{method}");
    }
}

/// A5BF 423L LKJ0-3 6C00-3 4760-3 58B0-3 B6DC BCF8 B7N8 8764 3E3A.
#[tokio::test]
async fn a_request_of_the_wrong_shape_is_400_whatever_media_type_is_asked_for() {
    let app = TestApp::start().await;
    let mut wrong = vec![
        String::new(),
        "{ \"not a JSON".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        json!([query("{ __typename }")]).to_string(),
        json!({"notquery": "{ __typename }"}).to_string(),
        json!({"qeury": "{ __typename }"}).to_string(),
        json!({"query": null}).to_string(),
    ];
    for value in [json!({"obj": "ect"}), json!(0), json!(false), json!(["array"])] {
        wrong.push(json!({"query": value}).to_string());
        wrong.push(json!({"query": "{ __typename }", "operationName": value}).to_string());
    }
    for value in [json!("string"), json!(0), json!(false), json!(["array"])] {
        wrong.push(json!({"query": "{ __typename }", "variables": value}).to_string());
        wrong.push(json!({"query": "{ __typename }", "extensions": value}).to_string());
    }
    for body in wrong {
        for accept in [NEW, OLD, ""] {
            refused(&raw(&app.anonymous(), accept, OLD, &body).await, 400, "REQUEST.MALFORMED");
        }
    }
}

/// 8161 B8B3 94B0-2 0220-2 2EA1 28B9 428F 1B7A.
#[tokio::test]
async fn parameters_may_be_null_and_of_their_own_type() {
    let app = TestApp::start().await;
    let typed = "query Type($name: String!) { __type(name: $name) { name } }";
    for accept in [NEW, OLD] {
        for body in [
            json!({"query": "query Query { __typename }", "operationName": "Query"}),
            json!({"query": "{ __typename }", "variables": null}),
            json!({"query": "{ __typename }", "operationName": null}),
            json!({"query": "{ __typename }", "extensions": null}),
            json!({"query": typed, "variables": {"name": "sometype"}}),
            json!({"query": "{ __typename }", "extensions": {"some": "value"}}),
        ] {
            let reply = post(&app.anonymous(), accept, &body).await.expect(200);
            assert_eq!(reply["errors"], Value::Null, "{body}");
        }
    }
}

/// 572B FDE2 7B9B 865D 556A D586 51FE 74FF 5E5B 86EE.
#[tokio::test]
async fn a_query_that_cannot_run_has_no_data_and_is_400_under_the_new_media_type() {
    let app = TestApp::start().await;
    for body in [
        query("{"),
        query("{ 8f31403dfe404bccbb0e835f2629c6a7 }"),
        query("{ noSuchField }"),
        json!({"query": "query CoerceFailure($id: ID!) { __typename }", "variables": {"id": null}}),
        json!({"query": "query A { __typename } query B { __typename }"}),
        json!({"query": "query A { __typename } query B { __typename }", "operationName": "C"}),
        json!({"query": "query A { __typename }", "operationName": "B"}),
        query("subscription { __typename }"),
        query(""),
        query("fragment F on Query { __typename }"),
    ] {
        for (accept, status) in [(NEW, 400), (OLD, 200)] {
            let reply = post(&app.anonymous(), accept, &body).await;
            assert_eq!(reply.status, status, "{accept} {body}: {}", reply.text);
            assert!(reply.body.get("data").is_none() && reply.body["errors"].is_array(), "{body}: {}", reply.text);
            assert!(reply.body["errors"][0]["extensions"]["code"].is_string(), "{}", reply.text);
        }
    }
}

#[tokio::test]
async fn the_operation_named_is_the_one_that_runs() {
    let app = TestApp::start().await;
    let text = "query A { __typename } query B { b: __typename }";
    let reply = post(&app.anonymous(), NEW, &json!({"query": text, "operationName": "B"})).await.expect(200);
    assert_eq!(reply["data"], json!({"b": "Query"}));
}

#[tokio::test]
async fn a_failure_of_one_field_keeps_the_status_200_and_the_other_fields() {
    let app = TestApp::start().await;
    let text = r#"{ __typename regions(first: 101) { totalCount } node(id: "nonsense") { id } }"#;
    for accept in [NEW, OLD] {
        let reply = post(&app.head().await, accept, &query(text)).await.expect(200);
        assert_eq!(reply["errors"][0]["extensions"]["code"], "PAGE.LIMIT");
        assert_eq!(reply["errors"][0]["path"], json!(["regions"]));
        assert!(reply.as_object().unwrap().contains_key("data"), "{reply}");
    }
}

#[tokio::test]
async fn a_bad_token_is_401_in_the_shape_of_graphql_with_a_code() {
    let app = TestApp::start().await;
    let reply = post(&app.bearer("nonsense"), NEW, &query("{ __typename }")).await;
    refused(&reply, 401, "AUTH.INVALID_TOKEN");
    assert_eq!(reply.body["errors"][0]["extensions"]["status"], 401);
    assert_eq!(reply.header("www-authenticate"), "Bearer");
    let reply = app.anonymous().graphql("{ reports(first: 1) { nodes { id } } }", json!({})).await;
    assert_eq!(reply.body["errors"][0]["extensions"]["code"], "AUTH.REQUIRED");
    let said = &reply.body["errors"][0]["extensions"];
    assert!(said["requestId"].is_string() && said["detailEn"].is_string() && said["errors"].is_array(), "{said}");
    assert_eq!(said["requestId"], reply.header("x-request-id"));
}

#[tokio::test]
async fn the_language_asked_for_decides_the_message() {
    let app = TestApp::start().await;
    let ask = |lang: &'static str| {
        let request = Request::post("/graphql").header("accept-language", lang);
        let body = query("{ reports(first: 1) { nodes { id } } }").to_string().into_bytes();
        let caller = app.anonymous();
        async move { caller.send(request, OLD, body).await.body["errors"][0].clone() }
    };
    let (id, en) = (ask("id").await, ask("en").await);
    assert_ne!(id["message"], en["message"]);
    assert_eq!(id["extensions"]["detailEn"], en["message"]);
}

#[tokio::test]
async fn a_body_of_5_mb_is_413() {
    let app = TestApp::start().await;
    let body = json!({"query": "{ __typename }", "variables": {"a": "x".repeat(5 << 20)}});
    refused(&post(&app.anonymous(), NEW, &body).await, 413, "BODY.TOO_LARGE");
}

fn deep(levels: usize) -> String {
    format!("{{ blks(first: 1) {{ nodes {{ region {} code {} }} }} }}", "{ parent ".repeat(levels), "}".repeat(levels))
        .replace("region { parent", "region { parent")
}

#[tokio::test]
async fn a_query_over_a_limit_is_refused_before_any_sql() {
    let app = TestApp::start().await;
    let caller = app.anonymous();
    let aliases: String = (0..50_000).map(|n| format!("a{n}:__typename ")).collect();
    let some_aliases: String = (0..101).map(|n| format!("a{n}: __typename ")).collect();
    let nested_aliases: String = (0..101).map(|n| format!("a{n}: code ")).collect();
    let fields = "code ".repeat(3_000);
    let bomb: String = (0..30).map(|n| format!("fragment F{n} on Region {{ ...F{} ...F{} }} ", n + 1, n + 1)).collect();
    let directives = "@include(if: true) ".repeat(6);
    for text in [
        format!("{{ {aliases} }}"),
        format!("{{ {some_aliases} }}"),
        format!("{{ blks(first: 1) {{ nodes {{ {nested_aliases} }} }} }}"),
        format!("{{ blks(first: 1) {{ nodes {{ {fields} }} }} }}"),
        "__typename ".repeat(101),
        deep(30),
        deep(5_000),
        format!("{{ blks(first: {}1{}) {{ totalCount }} }}", "[".repeat(4_000), "]".repeat(4_000)),
        format!("{{ __typename {} }}", "{ a ".repeat(5_000)),
        format!("{{ blks(first: 1) {{ nodes {{ region {{ ...F0 }} }} }} }} {bomb} fragment F30 on Region {{ code }}"),
        "{ blks(first: 1) { nodes { region { ...F } } } } fragment F on Region { parent { ...F } }".to_owned(),
        "{ blks(first: 100) { nodes { latestReports(first: 100) { nodes { id state version period values } } } } }"
            .to_owned(),
        format!("{{ blks(first: 1) {{ nodes {{ code {directives} }} }} }}"),
        "{ blks(first: 1) @nonsense { nodes { code } } }".to_owned(),
        format!("{{ __typename {} }}", "#".repeat(200_000)),
    ] {
        let (reply, statements) = statements::counted(post(&caller, NEW, &query(&text))).await;
        let start: String = text.chars().take(80).collect();
        assert_eq!((reply.status, reply.body.get("data")), (400, None), "{start}: {}", reply.text);
        assert_eq!(reply.body["errors"][0]["extensions"]["code"], "QUERY.REFUSED", "{start}");
        assert_eq!(statements, 0, "{start}");
        assert!(reply.text.len() < 5_000, "{start} is answered by {} bytes", reply.text.len());
    }
}

#[tokio::test]
async fn negative_and_huge_page_sizes_do_not_lower_the_cost() {
    let app = TestApp::start().await;
    for first in [-1, 0, 101, i32::MAX, i32::MIN] {
        let text =
            format!("{{ blks(first: {first}) {{ nodes {{ latestReports(first: {first}) {{ nodes {{ id }} }} }} }} }}");
        let (reply, statements) = statements::counted(post(&app.anonymous(), OLD, &query(&text))).await;
        let code = reply.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
        assert!(code == "PAGE.LIMIT" || code == "QUERY.REFUSED", "{first}: {}", reply.text);
        assert_eq!(statements, 0, "{first}");
    }
}

#[tokio::test]
async fn a_wrong_name_is_not_answered_with_the_right_one() {
    let app = TestApp::start().await;
    for text in ["{ blkz { id } }", "{ blks(frist: 1) { nodes { id } } }", "{ blks(first: 1) { nodes { nmae } } }"] {
        let reply = post(&app.anonymous(), OLD, &query(text)).await;
        let message = reply.body["errors"][0]["message"].as_str().unwrap();
        assert!(!message.contains("Did you mean"), "{message}");
    }
}

#[tokio::test]
async fn a_long_message_is_cut() {
    let app = TestApp::start().await;
    for text in [format!("{{ {} }}", "x".repeat(40_000)), format!("{{ {} ", "y ".repeat(1_000)), "\u{1}".repeat(50_000)]
    {
        let reply = post(&app.anonymous(), OLD, &query(&text)).await;
        let message = reply.body["errors"][0]["message"].as_str().unwrap();
        assert!(message.chars().count() <= 200 && reply.text.len() < 3_000, "{}", reply.text);
    }
}

const INTROSPECTION: &str = "query IntrospectionQuery { __schema { queryType { name } mutationType { name } subscriptionType { name } \
    types { ...FullType } directives { name description locations args { ...InputValue } } } } \
    fragment FullType on __Type { kind name description specifiedByURL fields(includeDeprecated: true) { name description \
    args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } inputFields { ...InputValue } \
    interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } \
    possibleTypes { ...TypeRef } } \
    fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue } \
    fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name \
    ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";

#[tokio::test]
async fn the_introspection_query_of_graphiql_passes_the_limits() {
    let app = TestApp::start().await;
    let data = Caller::data(app.anonymous().graphql(INTROSPECTION, json!({})).await);
    let types = data["__schema"]["types"].as_array().unwrap();
    assert!(types.iter().any(|one| one["name"] == "Report"));
}

#[tokio::test]
async fn introspection_and_the_explorer_can_be_switched_off() {
    let app = TestApp::start_with(|settings| settings.explorer = false).await;
    let reply = app.anonymous().graphql(INTROSPECTION, json!({})).await;
    assert!(!reply.text.contains("latestReports"), "{}", reply.text);
    assert!(reply.body["data"]["__schema"].is_null());
    assert_eq!(app.anonymous().get("/graphiql").await.status, 404);
    app.anonymous().graphql("{ blks(first: 1) { nodes { code } } }", json!({})).await.expect(200);
}

#[tokio::test]
async fn every_answer_tells_its_cost() {
    let app = TestApp::start().await;
    let head = app.head().await;
    for text in [
        "{ __typename }",
        "{ blks(first: 2) { nodes { code } } }",
        r#"{ node(id: "rpt_nonsense") { id } }"#,
        "{ regions(first: 1000) { nodes { id } } }",
        r#"mutation { createReport(input: {blk: "X", template: "LAP_BULANAN"}) { id } }"#,
    ] {
        let reply = post(&head, NEW, &query(text)).await;
        let cost = &reply.body["extensions"]["cost"];
        let number = |name: &str| cost[name].as_u64().unwrap_or_else(|| panic!("{name}: {}", reply.text));
        assert_eq!(number("requested") + number("remaining"), number("limit"));
        assert!(number("requested") > 0 || !text.contains("blks"), "{text}");
    }
}

#[tokio::test]
async fn a_nul_in_a_variable_is_refused_like_in_rest() {
    let app = TestApp::start().await;
    let (head, text) = (app.head().await, "query Q($q: String) { blks(first: 1, filter: {q: $q}) { nodes { code } } }");
    for q in ["\0", "a\0b"] {
        let reply = head.graphql(text, json!({"q": q})).await;
        assert_eq!(reply.body["errors"][0]["extensions"]["status"], 422, "{}", reply.text);
    }
    for text in [
        "query Q($q: ID!) { node(id: $q) { id } }",
        "query Q($q: ID!) { report(id: $q) { id } }",
        "query Q($q: String!) { blk(code: $q) { id } }",
        "query Q($q: String!) { reports(first: 1, filter: {blk: $q}) { nodes { id } } }",
        "query Q($q: String!) { reports(first: 1, filter: {template: $q}) { nodes { id } } }",
        "query Q($q: String!) { reports(first: 1, filter: {period: $q}) { nodes { id } } }",
        "query Q($q: String!) { reports(first: 1, filter: {region: $q}) { nodes { id } } }",
        "query Q($q: String!) { obligations(first: 1, filter: {region: $q}) { nodes { id } } }",
        "query Q($q: String!) { obligations(first: 1, filter: {period: $q}) { nodes { id } } }",
        "query Q($q: String!) { blks(first: 1, filter: {region: $q}) { nodes { id } } }",
        "query Q($q: String!) { blks(first: 1, filter: {kind: $q, vocation: $q}) { nodes { id } } }",
        "query Q($q: String!) { regions(first: 1, filter: {q: $q}) { nodes { id } } }",
        "query Q($q: String!) { regions(first: 1, filter: {parent: $q}) { nodes { id } } }",
        "query Q($q: String!) { regions(first: 1, after: $q) { nodes { id } } }",
        "query Q($q: String!) { reports(first: 1, after: $q) { nodes { id } } }",
        "query Q($q: String!) { obligations(first: 1, after: $q) { nodes { id } } }",
        "query Q($q: String!) { blks(last: 1, before: $q) { nodes { id } } }",
    ] {
        for q in ["\0", "a\0b", "rpt_", "💥", "%", "_", "'; DROP TABLE report; --", "AAAA", "Cg", &"9".repeat(5_000)]
        {
            let reply = head.graphql(text, json!({"q": q})).await;
            let code = &reply.body["errors"][0]["extensions"]["code"];
            assert!(
                reply.status < 500 && code != "INTERNAL" && code != "SERVICE.UNAVAILABLE",
                "{text} {q:?}: {}",
                reply.text
            );
        }
    }
}
