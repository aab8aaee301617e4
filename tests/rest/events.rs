//! The feed of changes as callers read it: who sees what, filters, refusals, both faces.

use std::collections::BTreeSet;

use api::vocab::Role;
use api::worker::sequencer;
use serde_json::{Value, json};

use super::kept_steps::{at, faulty, product};
use super::steps::{approved, draft, text};
use crate::support::{BLK, Caller, OTHER_BLK, PASSWORD, TestApp};

/// Everything that a caller sees, page by page.
pub async fn walk(app: &TestApp, caller: &Caller, query: &str) -> Vec<Value> {
    sequencer::run(&app.app).await.unwrap();
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = caller.get(&format!("/v1/changes?limit=100{query}{after}")).await.expect(200);
        all.extend(page["data"].as_array().unwrap().iter().cloned());
        if page["page"]["complete"] == true {
            return all;
        }
        after = format!("&after={}", text(&page["page"], "next"));
    }
}

/// The cursor of this moment.
pub async fn now(app: &TestApp, caller: &Caller) -> String {
    sequencer::run(&app.app).await.unwrap();
    let page = caller.get("/v1/changes?after=latest").await.expect(200);
    assert_eq!((&page["data"], &page["page"]["complete"]), (&json!([]), &json!(true)));
    text(&page["page"], "next").to_owned()
}

/// Types of the changes of a record that a caller sees.
pub async fn types(app: &TestApp, caller: &Caller, record: &Value) -> Vec<String> {
    let changes = walk(app, caller, &format!("&of={}", text(record, "id"))).await;
    changes.iter().map(|change| text(change, "type").to_owned()).collect()
}

#[tokio::test]
async fn a_change_tells_of_its_record_and_not_what_it_holds() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let cursor = now(&app, &head).await;
    let made = product(&head, BLK, "Kopi bubuk", "10761").await;
    let told = walk(&app, &head, &format!("&of={}", text(&made, "id"))).await;
    assert_eq!(told.len(), 1);
    let change = &told[0];
    assert_eq!(
        (text(change, "type"), text(change, "kind"), &change["object"]),
        ("product.created", "Product", &made["id"])
    );
    assert_eq!((&change["version"], &change["previousVersion"]), (&json!(1), &Value::Null));
    assert_eq!((&change["deleted"], text(change, "actor")), (&json!(false), "PERSON"));
    let blk = head.get(&format!("/v1/blks/{BLK}")).await.expect(200);
    assert_eq!((&change["unit"], &change["body"]), (&blk["id"], &json!({"unit": blk["id"]})));
    assert!(text(change, "id").starts_with("evt_") && !change.to_string().contains("Kopi"), "{change}");
    let since = head.get(&format!("/v1/changes?after={cursor}")).await.expect(200);
    assert_eq!(since["data"], json!(told));
    assert_eq!(since["page"]["next"], change["cursor"]);

    let changed = head.patch(&at("products", &made), 1, json!({"name": "Kopi"})).await.expect(200);
    head.delete_if(&at("products", &made), changed["version"].as_i64().unwrap()).await.expect(200);
    let told = walk(&app, &head, &format!("&of={}", text(&made, "id"))).await;
    let told: Vec<_> =
        told.iter().map(|change| (text(change, "type"), &change["previousVersion"], &change["deleted"])).collect();
    let wanted = [
        ("product.created", &Value::Null, &json!(false)),
        ("product.updated", &json!(1), &json!(false)),
        ("product.archived", &json!(2), &json!(true)),
    ];
    assert_eq!(told, wanted);
}

#[tokio::test]
async fn drafts_are_for_those_who_see_them() {
    let app = TestApp::start().await;
    let (head, reviewer) = (app.head().await, app.reviewer().await);
    let report = draft(&head, "2026-10").await;
    assert_eq!(types(&app, &head, &report).await, ["report.created"]);
    assert!(types(&app, &reviewer, &report).await.is_empty());
    super::steps::act(&head, &report, "submit", json!({})).await.expect(200);
    assert!(types(&app, &reviewer, &report).await.contains(&"report.submitted".to_owned()));
    let other = app.person(Role::BlkOperator, None, Some(OTHER_BLK)).await;
    assert!(types(&app, &other, &report).await.is_empty());

    let admin = app.admin().await;
    let mut definition =
        admin.get("/v1/report-templates/LAP_BULANAN/versions/1").await.expect(200)["definition"].clone();
    definition["effectiveFrom"] = Value::Null;
    admin.post("/v1/report-templates/LAP_BULANAN/versions", definition).await.expect(201);
    assert_eq!(walk(&app, &admin, "&types=template.drafted").await.len(), 1);
    assert!(walk(&app, &head, "&types=template.drafted").await.is_empty());
}

#[tokio::test]
async fn coached_records_are_for_their_blk_and_for_the_person_itself() {
    let app = TestApp::start().await;
    let (head, anonymous) = (app.head().await, app.anonymous());
    let siti = head.post("/v1/persons", json!({"unit": BLK, "name": "Siti"})).await.expect(201);
    let budi = head.post("/v1/persons", json!({"unit": BLK, "name": "Budi"})).await.expect(201);
    let invitation = json!({"email": "siti@usaha.test", "delivery": "RETURN"});
    let invited = head.post(&format!("{}/invitations", at("persons", &siti)), invitation).await.expect(201);
    let set = json!({"code": invited["invitation"]["code"], "password": PASSWORD});
    assert_eq!(anonymous.post("/v1/passwords", set).await.status, 204);
    let own = app.login("siti@usaha.test", PASSWORD).await;
    let other = app.person(Role::BlkOperator, None, Some(OTHER_BLK)).await;

    for record in [&siti, &budi] {
        assert!(types(&app, &head, record).await.contains(&"person.created".to_owned()));
        assert!(types(&app, &other, record).await.is_empty());
    }
    assert_eq!(types(&app, &own, &siti).await, ["person.created", "person.invited"]);
    assert!(types(&app, &own, &budi).await.is_empty());
    assert!(walk(&app, &other, "&kinds=Person").await.is_empty());
    let me = own.get("/v1/me").await.expect(200)["id"].clone();
    assert!(walk(&app, &own, "&kinds=User").await.iter().all(|change| change["object"] == me));
    assert!(!walk(&app, &own, "&kinds=User").await.is_empty());
}

#[tokio::test]
async fn filters_narrow_the_feed_on_both_faces() {
    let app = TestApp::start().await;
    let (admin, report) = (app.admin().await, approved(&app, "2026-10").await);
    let id = text(&report, "id");
    let all = walk(&app, &admin, "").await;
    let of = |keep: &dyn Fn(&Value) -> bool| -> Vec<Value> { all.iter().filter(|one| keep(one)).cloned().collect() };
    let blk = admin.get(&format!("/v1/blks/{BLK}")).await.expect(200)["id"].clone();
    for (query, wanted) in [
        (
            "&types=report.submitted,report.approved".to_owned(),
            of(&|one| one["type"] == "report.submitted" || one["type"] == "report.approved"),
        ),
        ("&kinds=Report,Obligation".to_owned(), of(&|one| one["kind"] == "Report" || one["kind"] == "Obligation")),
        (format!("&of={id}"), of(&|one| one["object"] == report["id"])),
        (format!("&unit={BLK}"), of(&|one| one["unit"] == blk)),
        (format!("&unit={BLK}&kinds=Report&types=report.verified"), of(&|one| one["type"] == "report.verified")),
    ] {
        assert!(!wanted.is_empty(), "{query}");
        assert_eq!(walk(&app, &admin, &query).await, wanted, "{query}");
    }
    let query = "query C($of: ID, $types: [String!]!) { changes(first: 100, filter: {of: $of, types: $types}) {
        nodes { position cursor id type kind object version previousVersion deleted unit actor body } next complete } }";
    let told = Caller::data(admin.graphql(query, json!({"of": id, "types": ["report.approved"]})).await);
    let mut wanted = of(&|one| one["type"] == "report.approved");
    for change in &mut wanted {
        // The faces write times in different words.
        change.as_object_mut().unwrap().remove("at");
    }
    assert_eq!(told["changes"]["nodes"], json!(wanted));
    assert_eq!(told["changes"]["complete"], json!(true));
    let rest = "query C($after: String) { changes(first: 5, after: $after) { nodes { position } next complete } }";
    let rest = Caller::data(admin.graphql(rest, json!({"after": told["changes"]["next"]})).await);
    assert_eq!(rest["changes"], json!({"nodes": [], "next": told["changes"]["next"], "complete": true}));
}

#[tokio::test]
async fn what_is_asked_wrongly_is_refused_with_every_fault() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let list = |query: &str| format!("/v1/changes?{query}");
    app.anonymous().get("/v1/changes").await.refused(401, "AUTH.REQUIRED");
    for wrong in ["limit=0", "limit=501"] {
        admin.get(&list(wrong)).await.refused(422, "PAGE.LIMIT");
    }
    let other = admin.get("/v1/blks?limit=1").await.expect(200)["page"]["next"].clone();
    for wrong in ["x", "bm9wZQ", "Y2hhbmdlCi0x", other.as_str().unwrap()] {
        admin.get(&list(&format!("after={wrong}"))).await.refused(422, "PAGE.CURSOR");
    }
    let unknown = admin.get(&list("types=report.submitted,report.exploded")).await;
    faulty(&unknown, &[("EVENT.TYPE_UNKNOWN", "/types/1")]);
    unknown.refused(422, "EVENT.TYPE_UNKNOWN");
    let wanted = [
        ("EVENT.TYPE_UNKNOWN", "/types/0"),
        ("FIELD.FORMAT", "/of"),
        ("FIELD.UNKNOWN_CODE", "/kinds/0"),
        ("FIELD.UNKNOWN_CODE", "/unit"),
    ];
    faulty(&admin.get(&list("types=x&kinds=report,Blk&of=x&unit=BLKK-0000-000")).await, &wanted);
    assert_eq!(admin.get(&list("since=2026")).await.status, 422);
    assert_eq!(admin.get(&list("types=x%00")).await.status, 422);
    for query in
        ["{ changes { next } }", "{ changes(first: 101) { next } }", "{ changes(first: 1, after: \"x\") { next } }"]
    {
        let refused = admin.graphql(query, json!({})).await;
        let code = &refused.body["errors"][0]["extensions"]["code"];
        assert!(code == "PAGE.LIMIT" || code == "PAGE.CURSOR", "{}", refused.text);
    }
    let nobody = app.anonymous().graphql("{ changes(first: 1) { next } }", json!({})).await;
    assert_eq!(nobody.body["errors"][0]["extensions"]["code"], "AUTH.REQUIRED", "{}", nobody.text);
}

#[tokio::test]
async fn the_types_of_events_are_one_list_for_callers_and_for_webhooks() {
    let app = TestApp::start().await;
    let listed = app.anonymous().get("/v1/event-types").await.expect(200);
    let names = |rows: &Value| -> BTreeSet<String> {
        rows.as_array().unwrap().iter().map(|row| text(row, "type").to_owned()).collect()
    };
    let mut types = names(&listed["data"]);
    assert!(types.contains("report.submitted") && types.contains("comment.deleted"), "{types:?}");
    let told = Caller::data(app.anonymous().graphql("{ eventTypes { type about { id en } } }", json!({})).await);
    assert_eq!(told["eventTypes"], listed["data"]);
    types.insert("ping".to_owned());
    let document = serde_json::to_value(api::rest::document()).unwrap();
    let webhooks = document["webhooks"].as_object().unwrap();
    assert_eq!(webhooks.keys().cloned().collect::<BTreeSet<String>>(), types);
    let body = &webhooks["report.submitted"]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(body, "#/components/schemas/WebhookEvent");
    let fields = document["components"]["schemas"]["WebhookEventData"]["properties"].as_object().unwrap();
    let fields: BTreeSet<&str> = fields.keys().map(String::as_str).collect();
    assert_eq!(fields, BTreeSet::from(["id", "kind", "position", "previousVersion", "unit", "version"]));
}
