//! What cannot be understood is refused with a stable code and a place, never with a failure of our own, and nothing
//! is written.

use axum::http::Request;
use serde_json::json;

use super::steps::{at, count, draft, submitted, text};
use crate::support::{Caller, Reply, TestApp};

const JSON: &str = "application/json";

async fn post(caller: &Caller, path: &str, body: &str) -> Reply {
    let request = Request::post(path).header("if-match", "\"1\"");
    caller.send(request, JSON, body.as_bytes().to_vec()).await
}

/// A path, a body, and what is wrong: status, code, place of the first fault.
type Case<'a> = (&'a str, &'a str, u16, &'a str, &'a str);

/// Sends each case, checks its refusal, and that nothing was written.
async fn refuses(app: &TestApp, caller: &Caller, cases: &[Case<'_>]) {
    let before = (count::<entity::audit::Entity>(app).await, count::<entity::report::Entity>(app).await);
    for (path, body, status, code, place) in cases {
        let reply = match path.strip_prefix("PATCH ") {
            Some(path) => {
                let request = Request::patch(path).header("if-match", "\"1\"");
                caller.send(request, JSON, body.as_bytes().to_vec()).await
            }
            None => post(caller, path, body).await,
        };
        let short: String = body.chars().take(200).collect();
        assert_eq!(reply.status, *status, "{path} {short}: {}", reply.text);
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path} {short}");
        let first = reply.faults().into_iter().next();
        let (found, at) = first.unwrap_or_else(|| (text(&reply.body, "code").to_owned(), String::new()));
        assert_eq!((found.as_str(), at.as_str()), (*code, *place), "{path} {short}: {}", reply.text);
    }
    let after = (count::<entity::audit::Entity>(app).await, count::<entity::report::Entity>(app).await);
    assert_eq!(before, after);
}

#[tokio::test]
async fn a_body_that_is_not_json_is_malformed() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let deep = "[".repeat(500);
    let cases: Vec<Case> = [
        "{",
        "}",
        "null x",
        "{\"blk\":}",
        "{'blk':1}",
        "{\"blk\":\"\\ud800\"}",
        "{\"values\":{\"A01\":1e400}}",
        "{\"values\":{\"A01\":NaN}}",
        "{\"values\":{\"A01\":01}}",
        "{\"blk\":\"a\tb\"}",
        "\u{feff}{}",
        &deep,
        "blk=BLKK-3602-001",
    ]
    .into_iter()
    .flat_map(|body| {
        ["/v1/reports", "/v1/reports/batch", "/v1/reports/decisions", "/v1/users", "/v1/obligations/extend"]
            .map(|path| (path, body, 400, "REQUEST.MALFORMED", ""))
    })
    .collect();
    refuses(&app, &head, &cases).await;
    let bytes = head.send(Request::post("/v1/reports"), JSON, b"{\"blk\":\"\xff\xfe\"}".to_vec()).await;
    bytes.refused(400, "REQUEST.MALFORMED");
}

#[tokio::test]
async fn fields_of_a_new_report_are_checked() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let long = format!(r#"{{"blk":"{}","template":"LAP_BULANAN","period":"2026-10"}}"#, "x".repeat(101));
    let with =
        |fields: &str| format!(r#"{{"blk":"BLKK-3602-001","template":"LAP_BULANAN","period":"2026-10",{fields}}}"#);
    let event = |fields: &str| format!(r#"{{"blk":"BLKK-3602-001","template":"LAP_PELATIHAN",{fields}}}"#);
    let bodies = [
        ("[]".to_owned(), "FIELD.TYPE", ""),
        ("\"text\"".to_owned(), "FIELD.TYPE", ""),
        ("null".to_owned(), "FIELD.TYPE", ""),
        (with(r#""x":1"#), "FIELD.UNKNOWN", "/x"),
        (with(r#""a/b~c":1"#), "FIELD.UNKNOWN", "/a~1b~0c"),
        (r#"{"blk":5,"template":"LAP_BULANAN","period":"2026-10"}"#.to_owned(), "FIELD.TYPE", "/blk"),
        (long, "FIELD.LENGTH", "/blk"),
        (with(r#""values":[]"#), "FIELD.TYPE", "/values"),
        (with(r#""values":null"#), "FIELD.TYPE", "/values"),
        (with(r#""nihil":"ya""#), "FIELD.TYPE", "/nihil"),
        (with(r#""narrative":{"kendala":5}"#), "FIELD.TYPE", "/narrative/kendala"),
        (with(r#""narrative":{"entah":"x"}"#), "NARRATIVE.UNKNOWN", "/narrative/entah"),
        (with(r#""narrative":{"kendala":"a\u0000b"}"#), "TEXT.NUL", "/narrative/kendala"),
        (with(r#""values":{"A\u0000":1}"#), "TEXT.NUL", "/values"),
        (with(r#""values":{"F05":"\u0000"}"#), "TEXT.NUL", "/values/F05"),
        (with(r#""values":{"A01":1e300}"#), "VALUE.TYPE", "/values/A01"),
        (with(r#""values":{"A01":99999999999999999999}"#), "VALUE.TYPE", "/values/A01"),
        (with(r#""values":{"A01":9223372036854775807}"#), "VALUE.OUT_OF_RANGE", "/values/A01"),
        (with(r#""values":{"A01":-9223372036854775808}"#), "VALUE.OUT_OF_RANGE", "/values/A01"),
        (with(r#""values":{"C08":1000000000000001}"#), "VALUE.OUT_OF_RANGE", "/values/C08"),
        (with(r#""values":{"A08":100.01}"#), "VALUE.OUT_OF_RANGE", "/values/A08"),
        (with(r#""values":{"A08":1e-7}"#), "VALUE.PRECISION", "/values/A08"),
        (with(r#""values":{"A01":[1]}"#), "VALUE.TYPE", "/values/A01"),
        (with(r#""values":{"A01":true}"#), "VALUE.TYPE", "/values/A01"),
        (with(r#""values":{"A01":{"notApplicable":false}}"#), "VALUE.TYPE", "/values/A01"),
        (with(r#""values":{"A01":{"notApplicable":true,"total":1}}"#), "VALUE.TYPE", "/values/A01"),
        (with(r#""values":{"A03":{"sex":5}}"#), "VALUE.TYPE", "/values/A03/sex"),
        (with(r#""values":{"A03":{"sex":{"LAKI_LAKI":{}}}}"#), "VALUE.TYPE", "/values/A03/sex/LAKI_LAKI"),
        (with(r#""values":{"":1}"#), "VALUE.UNKNOWN_INDICATOR", "/values/"),
        (with(r#""values":{"a01":1}"#), "VALUE.UNKNOWN_INDICATOR", "/values/a01"),
        (with(r#""eventOn":"2026-02-30""#), "FIELD.FORMAT", "/eventOn"),
        (with(r#""eventOn":"kemarin""#), "FIELD.FORMAT", "/eventOn"),
        (with(r#""eventOn":20261101"#), "FIELD.TYPE", "/eventOn"),
        (event(r#""event":"PKT-1","eventOn":"9999-12-31""#), "PERIOD.NOT_OPEN", "/eventOn"),
        (event(r#""event":"PKT-1","eventOn":"0001-01-01""#), "REPORT.NOT_OWED", ""),
        (event(r#""event":"  ","eventOn":"2026-11-01""#), "FIELD.LENGTH", "/event"),
        (event(r#""eventOn":"2026-11-01""#), "FIELD.REQUIRED", "/event"),
        (event(r#""period":"2026-10""#), "PERIOD.MALFORMED", "/period"),
    ];
    let cases: Vec<Case> =
        bodies.iter().map(|(body, code, place)| ("/v1/reports", &**body, 422, *code, *place)).collect();
    refuses(&app, &head, &cases).await;
}

#[tokio::test]
async fn changes_steps_and_decisions_are_checked() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let report = at(&draft(&head, "2026-10").await);
    let (patch, submit, amend) = (format!("PATCH {report}"), format!("{report}/submit"), format!("{report}/amend"));
    let long = format!(r#"{{"reason":"{}"}}"#, "x".repeat(2_001));
    let decide =
        |fields: &str| format!(r#"{{"rows":[{{"report":"rpt_x","expectedVersion":1,"action":"verify"{fields}}}]}}"#);
    let batch = |fields: &str| format!(r#"{{"rows":[{{"report":{{"template":"x"}}{fields}}}]}}"#);
    let (bad_action, nul) = (decide(r#","action":"approve!""#), decide(r#","reason":"\u0000""#));
    let (unknown, wrong) = (decide(r#","x":1"#), batch(r#","submit":"ya""#));
    let inner = batch(r#","report":{"template":5}"#);
    let cases: &[Case] = &[
        (&patch, r#"{"x":1}"#, 422, "FIELD.UNKNOWN", "/x"),
        (&patch, r#"{"state":"APPROVED"}"#, 422, "FIELD.UNKNOWN", "/state"),
        (&patch, r#"{"values":{"A99":null}}"#, 422, "VALUE.UNKNOWN_INDICATOR", "/values/A99"),
        (&patch, r#"{"values":5}"#, 422, "FIELD.TYPE", "/values"),
        (&patch, r#"{"nihil":5}"#, 422, "FIELD.TYPE", "/nihil"),
        (&submit, r#"{"acknowledge":"A03"}"#, 422, "FIELD.TYPE", "/acknowledge"),
        (&submit, r#"{"acknowledge":[5]}"#, 422, "FIELD.TYPE", "/acknowledge/0"),
        (&submit, r#"{"acknowledge":["\u0000"]}"#, 422, "TEXT.NUL", "/acknowledge/0"),
        (&submit, r#"{"force":true}"#, 422, "FIELD.UNKNOWN", "/force"),
        (&amend, &long, 422, "FIELD.LENGTH", "/reason"),
        (&amend, "{}", 409, "STATE.ILLEGAL", ""),
        ("/v1/reports/decisions", "{}", 422, "FIELD.REQUIRED", "/rows"),
        ("/v1/reports/decisions", r#"{"rows":[]}"#, 422, "FIELD.LENGTH", "/rows"),
        ("/v1/reports/decisions", r#"{"rows":[{}]}"#, 422, "FIELD.REQUIRED", "/rows/0/action"),
        ("/v1/reports/decisions", r#"{"rows":[5]}"#, 422, "FIELD.TYPE", "/rows/0"),
        ("/v1/reports/decisions", &bad_action, 422, "FIELD.UNKNOWN_CODE", "/rows/0/action"),
        ("/v1/reports/decisions", &nul, 422, "TEXT.NUL", "/rows/0/reason"),
        ("/v1/reports/decisions", &unknown, 422, "FIELD.UNKNOWN", "/rows/0/x"),
        ("/v1/reports/decisions", &decide(""), 422, "RESOURCE.NOT_FOUND", "/rows/0"),
        (
            "/v1/reports/decisions",
            r#"{"rows":[{"report":"rpt_x","expectedVersion":99999999999,"action":"verify"}]}"#,
            422,
            "FIELD.OUT_OF_RANGE",
            "/rows/0/expectedVersion",
        ),
        (
            "/v1/reports/decisions",
            r#"{"rows":[{"report":"rpt_x","expectedVersion":1.5,"action":"verify"}]}"#,
            422,
            "FIELD.TYPE",
            "/rows/0/expectedVersion",
        ),
        (
            "/v1/reports/batch",
            r#"{"atomicity":"some","rows":[{"report":{}}]}"#,
            422,
            "FIELD.UNKNOWN_CODE",
            "/atomicity",
        ),
        ("/v1/reports/batch", &wrong, 422, "FIELD.TYPE", "/rows/0/submit"),
        ("/v1/reports/batch", &inner, 422, "FIELD.TYPE", "/rows/0/report/template"),
        ("/v1/receipts/verify", "{}", 422, "FIELD.REQUIRED", "/jws"),
        ("/v1/receipts/verify", r#"{"jws":5}"#, 422, "FIELD.TYPE", "/jws"),
    ];
    refuses(&app, &head, cases).await;
}

#[tokio::test]
async fn users_units_and_obligations_are_checked() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let user = |fields: &str| {
        format!(
            r#"{{"name":"Ani","delivery":"RETURN","email":"ani@blk.test","grants":[{{"role":"BLK_OPERATOR","blk":"BLKK-3602-001"}}]{fields}}}"#
        )
    };
    let bodies = [
        ("/v1/users", "{}".to_owned()),
        ("/v1/users", user(r#","x":1"#)),
        ("/v1/users", user(r#","email":"not a mail""#)),
        ("/v1/users", user(r#","phone":"12""#)),
        ("/v1/users", user(r#","name":"A\u0000""#)),
        ("/v1/users", user(r#","name":"""#)),
        ("/v1/users", user(r#","grants":[{"role":"KING"}]"#)),
        ("/v1/users", user(r#","grants":[{"role":"BLK_HEAD","region":"36"}]"#)),
        ("/v1/users", user(r#","grants":[{"role":"BLK_HEAD","blk":"TIDAK-ADA"}]"#)),
        ("/v1/users", user(r#","grants":[{"role":"COORDINATOR","region":"3602"}]"#)),
        ("/v1/users", user(r#","delivery":"PIGEON""#)),
        ("/v1/role-grants", r#"{"holder":"usr_x","role":"AUDITOR"}"#.to_owned()),
        ("/v1/role-grants", r#"{"role":"AUDITOR"}"#.to_owned()),
        ("/v1/clients", r#"{"name":""}"#.to_owned()),
        ("/v1/blks", "{}".to_owned()),
        ("/v1/kawasans", r#"{"code":"K","name":"x","region":"36.02","enrolledOn":"2026-01-01"}"#.to_owned()),
        ("/v1/kawasans", r#"{"code":"KWS-1","name":"x","region":"36.02","enrolledOn":"2026-13-01"}"#.to_owned()),
        ("/v1/obligations/extend", "{}".to_owned()),
        ("/v1/obligations/extend", r#"{"target":{},"until":"2026-12-01","reason":"x"}"#.to_owned()),
        ("/v1/obligations/extend", r#"{"target":{"region":"36"},"until":"2026-02-30","reason":"x"}"#.to_owned()),
        ("/v1/obligations/extend", r#"{"target":{"region":"36"},"until":"+262142-12-31","reason":"x"}"#.to_owned()),
        ("/v1/obligations/extend", r#"{"target":{"region":"36"},"until":"2026-12-01","reason":""}"#.to_owned()),
        (
            "/v1/obligations/extend",
            r#"{"target":{"region":"36","template":"X"},"until":"2026-12-01","reason":"x"}"#.to_owned(),
        ),
        ("/v1/obligations/waive", r#"{"target":{"obligations":[5]},"reason":"x"}"#.to_owned()),
        ("/v1/obligations/waive", r#"{"target":{"region":"36\u0000"},"reason":"x"}"#.to_owned()),
        ("/v1/obligations/waive", r#"{"target":{"region":"36","x":1},"reason":"x"}"#.to_owned()),
        ("/v1/report-templates", "{}".to_owned()),
        ("/v1/indicators", r#"{"validFrom":"2026-01-01","definition":{}}"#.to_owned()),
    ];
    let before = count::<entity::audit::Entity>(&app).await;
    for (path, body) in &bodies {
        let reply = post(&admin, path, body).await;
        assert_eq!(reply.status, 422, "{path} {body}: {}", reply.text);
        let faults = reply.faults();
        assert!(
            !faults.is_empty() && faults.iter().all(|(code, _)| code.contains('.')),
            "{path} {body}: {}",
            reply.text
        );
    }
    let named = post(&admin, "/v1/obligations/waive", r#"{"target":{"obligations":["x"]},"reason":"x"}"#).await;
    named.refused(404, "RESOURCE.NOT_FOUND");
    assert_eq!(count::<entity::audit::Entity>(&app).await, before);
}

#[tokio::test]
async fn parameters_and_cursors_are_checked() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let cursor = |text: &str| {
        use base64::Engine;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
    };
    let id = "00000000-0000-0000-0000-000000000000";
    let mut queries: Vec<String> = Vec::new();
    for list in
        ["reports", "obligations", "users", "role-grants", "clients", "blks", "regions", "kawasans", "organizations"]
    {
        for query in [
            "unknown=1",
            "limit=0",
            "limit=501",
            "limit=-1",
            "limit=x",
            "limit=99999999999999999999",
            "after=%25%25",
            "after=zzz",
        ] {
            queries.push(format!("/v1/{list}?{query}"));
        }
    }
    for query in [
        "reports?state=NOPE",
        "reports?awaiting=you",
        "reports?orderBy=NOPE",
        "reports?template=NOPE",
        "reports?region=3602",
        "reports?blk=%00",
        "reports?period=%00",
        "obligations?status=NOPE",
        "obligations?late=maybe",
        "obligations?template=NOPE",
        "obligations?region=%00",
        "users?role=KING",
        "users?status=NOPE",
        "users?q=%00",
        "regions?level=9",
        "regions?level=x",
        "regions?asOf=2026-13-01",
        "regions?asOf=%2B99999-01-01",
        "regions?q=%00",
        "blks?establishedYear=x",
        "blks?orderBy=NOPE",
        "blks?incubatorStatus=NOPE",
    ] {
        queries.push(format!("/v1/{query}"));
    }
    for (list, key) in [
        ("reports?orderBy=PERIOD", "-262143-01-01"),
        ("reports?orderBy=PERIOD", "x"),
        ("reports?orderBy=SUBMITTED", "x"),
        ("obligations?limit=1", "x"),
    ] {
        queries.push(format!("/v1/{list}&after={}", cursor(&format!("{key}\n{id}"))));
    }
    queries.push(format!("/v1/reports?after={}", cursor("\nnot-an-id")));
    for query in queries {
        let reply = admin.get(&query).await;
        let short: String = reply.text.chars().take(300).collect();
        assert_eq!(reply.status, 422, "{query}: {short}");
        assert!(text(&reply.body, "code").contains('.'), "{query}: {short}");
    }
}

#[tokio::test]
async fn a_path_that_names_nothing_is_missing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let report = at(&draft(&app.head().await, "2026-10").await);
    for path in [
        "/v1/reports/1",
        "/v1/reports/rpt_",
        "/v1/reports/rpt_zzzzzzzzzzzzzzzzzzzzzzzzzz",
        "/v1/reports/usr_01h455vb4pex5vsknk084sn02q",
        "/v1/reports/%00",
        "/v1/reports/%27%20OR%201=1",
        "/v1/obligations/x",
        "/v1/users/x",
        "/v1/clients/x",
        "/v1/blks/TIDAK-ADA",
        "/v1/report-templates/NOPE",
        "/v1/report-templates/LAP_BULANAN/versions/99",
        "/v1/indicators/Z99",
        "/v1/reference/x",
        "/v1/nothing",
        &format!("{report}/attachments/x"),
        &format!("{report}/receipt"),
    ] {
        admin.get(path).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    for path in [
        "/v1/report-templates/LAP_BULANAN/versions/x",
        "/v1/report-templates/LAP_BULANAN/versions/99999999999",
        "/v1/reports/%FF",
        "/v1/report-templates/LAP_BULANAN/versions/-1",
    ] {
        let reply = admin.get(path).await;
        assert!(
            (400..500).contains(&reply.status) && reply.body["code"].is_string(),
            "{path}: {} {}",
            reply.status,
            reply.text
        );
    }
    let diff = admin.get(&format!("{report}/diff?from=x")).await;
    assert_eq!(diff.faults(), [("FIELD.FORMAT".into(), "/from".into())]);
    admin.get(&format!("{report}/diff?from=99")).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn bodies_have_a_size_a_type_and_no_coding() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let report = at(&submitted(&app, "2026-09").await);
    let big = format!("{{\"x\":\"{}\"}}", "x".repeat(5 << 20)).into_bytes();
    for (caller, path) in [
        (&head, "/v1/reports"),
        (&head, "/v1/users"),
        (&admin, "/v1/obligations/extend"),
        (&app.anonymous(), "/v1/sessions"),
    ] {
        caller.send(Request::post(path), JSON, big.clone()).await.refused(413, "BODY.TOO_LARGE");
    }
    for kind in ["text/plain", "application/xml", "application/x-www-form-urlencoded", "", "application/jsonx"] {
        head.send(Request::post("/v1/reports"), kind, b"{}".to_vec()).await.refused(415, "MEDIA.UNSUPPORTED");
    }
    let coded = Request::post("/v1/reports").header("content-encoding", "gzip");
    head.send(coded, JSON, b"{}".to_vec()).await.refused(415, "MEDIA.UNSUPPORTED");
    let plain = head.send(Request::post(format!("{report}/attachments")), JSON, b"{}".to_vec()).await;
    assert!((400..500).contains(&plain.status), "{}", plain.text);
}

#[tokio::test]
async fn odd_headers_and_methods_are_refused() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let report = at(&draft(&head, "2026-10").await);
    for tag in ["x", "\"x\"", "\"99999999999\"", ""] {
        let request = Request::patch(&report).header("if-match", tag);
        head.send(request, JSON, br#"{"values":{"A01":1}}"#.to_vec()).await.refused(412, "PRECONDITION.STALE");
    }
    let put = head.put(&report, 1, json!({})).await;
    assert_eq!((put.status, text(&put.body, "code")), (405, "REQUEST.METHOD_NOT_ALLOWED"));
    assert!(put.header("allow").contains("PATCH"), "{:?}", put.headers);
    let odd = head.post("/v1/reports?validateOnly=perhaps", json!({})).await;
    assert_eq!(odd.status, 422, "{}", odd.text);
    let none = app.anonymous().send(Request::get("/v1/me").header("authorization", "Basic abc"), "", Vec::new()).await;
    assert_eq!(none.status, 401, "{}", none.text);
}
