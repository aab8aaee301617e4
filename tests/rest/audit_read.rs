//! The audit log as those read it who look after it, and what proves to them that it is whole.

use api::domain::audit::proof::{is_consistent, root_of};
use api::domain::audit::tree::{Hash, read};
use api::domain::many;
use api::domain::record::leaf_hash;
use api::vocab::Role;
use api::worker;
use entity::{audit, audit_head, audit_seal};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::audit_chain::{sealed, unprotect};
use super::kept_steps::rows;
use super::steps::{draft, text};
use crate::support::{Caller, TestApp};

async fn heads(app: &TestApp) -> Vec<audit_head::Model> {
    let all = audit_head::Entity::find().order_by_asc(audit_head::Column::Size);
    all.all(app.app.store.reader()).await.unwrap()
}

async fn auditor(app: &TestApp) -> Caller {
    app.person(Role::Auditor, None, None).await
}

fn hashes(value: &Value) -> Vec<Hash> {
    value.as_array().unwrap().iter().map(|hash| read(hash.as_str().unwrap()).unwrap()).collect()
}

fn number(body: &Value, field: &str) -> u64 {
    body[field].as_u64().unwrap_or_else(|| panic!("{field} in {body}"))
}

/// Checks a proof of an entry as somebody would who has only the head's JWS and the public keys.
#[track_caller]
fn holds(app: &TestApp, proof: &Value) {
    let leaf: Hash = Sha256::new().chain_update([0]).chain_update(text(proof, "content")).finalize().into();
    assert_eq!(read(text(proof, "leafHash")), Some(leaf), "{proof}");
    let said = app.app.keys.verify_audit_head(text(&proof["head"], "jws")).unwrap();
    assert_eq!((&said["size"], &said["root"]), (&proof["head"]["size"], &proof["head"]["root"]));
    let root = root_of(leaf, number(proof, "seq") - 1, number(&said, "size"), &hashes(&proof["path"]));
    assert_eq!(root, read(text(&said, "root")), "{proof}");
}

#[tokio::test]
async fn who_looks_after_it_reads_it_newest_first_and_narrowed() {
    let app = sealed().await;
    let report = draft(&app.head().await, "2026-10").await;
    for role in [Role::FknAdmin, Role::MinistryAdmin, Role::Auditor, Role::DataProtectionOfficer] {
        let caller = app.person(role, None, None).await;
        let all = rows(&caller, "/v1/audit?limit=500").await;
        let times: Vec<&str> = all.iter().map(|entry| text(entry, "id")).collect();
        assert!(all.len() > 12 && times.is_sorted_by(|one, next| one > next), "{role:?}: {times:?}");
    }
    let caller = auditor(&app).await;
    let made = rows(&caller, &format!("/v1/audit?object={}", text(&report, "id"))).await;
    assert_eq!((made.len(), text(&made[0], "action"), &made[0]["seq"]), (1, "createReport", &Value::Null));
    assert!(text(&made[0]["actor"], "id").starts_with("usr_") && text(&made[0], "id").starts_with("aud_"));
    assert!(made[0].get("detail").is_none() && made[0].get("detailEnc").is_none(), "{}", made[0]);
    let by = rows(&caller, &format!("/v1/audit?action=createReport&actor={}", text(&made[0]["actor"], "id"))).await;
    assert!(by.len() == 3 && by.iter().all(|entry| entry["actor"] == made[0]["actor"]), "{by:?}");
    assert!(by[1]["seq"].is_u64() && by[2]["seq"].is_u64(), "{by:?}");
    let at = text(&made[0], "at");
    assert!(rows(&caller, &format!("/v1/audit?until={at}&object={}", text(&report, "id"))).await.is_empty());
    assert_eq!(rows(&caller, &format!("/v1/audit?from={at}&object={}", text(&report, "id"))).await.len(), 1);
    let first = caller.get("/v1/audit?limit=2").await.expect(200);
    let second = caller.get(&format!("/v1/audit?limit=2&after={}", text(&first["page"], "next"))).await.expect(200);
    assert!(text(&second["data"][0], "id") < text(&first["data"][1], "id"));
}

#[tokio::test]
async fn nobody_else_reads_it() {
    let app = sealed().await;
    let entry = rows(&auditor(&app).await, "/v1/audit?action=createReport").await.remove(0);
    let proof = format!("/v1/audit/entries/{}/proof", text(&entry, "id"));
    for caller in [app.head().await, app.coordinator().await, app.reviewer().await] {
        for path in ["/v1/audit", "/v1/audit/verify", &proof] {
            caller.get(path).await.refused(403, "ACCESS.DENIED");
        }
    }
    for path in ["/v1/audit", "/v1/audit/verify", "/v1/audit/consistency?from=1", &proof] {
        app.anonymous().get(path).await.refused(401, "AUTH.REQUIRED");
    }
    let caller = auditor(&app).await;
    caller.get("/v1/audit?actor=blk_1").await.refused(422, "REQUEST.INVALID");
    caller.get("/v1/audit?from=yesterday").await.refused(422, "REQUEST.INVALID");
    caller.get("/v1/audit/verify?last=0").await.refused(422, "REQUEST.INVALID");
    caller.get("/v1/audit/verify?last=10001").await.refused(422, "REQUEST.INVALID");
}

#[tokio::test]
async fn an_entry_is_proved_against_each_head_above_it() {
    let app = sealed().await;
    let (caller, report) = (auditor(&app).await, draft(&app.head().await, "2026-10").await);
    let made = rows(&caller, &format!("/v1/audit?object={}", text(&report, "id"))).await.remove(0);
    let proof = format!("/v1/audit/entries/{}/proof", text(&made, "id"));
    caller.get(&proof).await.refused(409, "AUDIT.UNSEALED");
    let before = heads(&app).await.pop().unwrap().size;
    worker::audit::run(&app.app, false).await.unwrap();
    holds(&app, &caller.get(&proof).await.expect(200));
    caller.get(&format!("{proof}?size={before}")).await.refused(422, "REQUEST.INVALID");
    let heads = heads(&app).await;
    let mut proved = 0;
    for entry in rows(&caller, "/v1/audit?limit=500").await.iter().filter(|entry| entry["seq"].is_u64()) {
        let seq = i64::try_from(number(entry, "seq")).unwrap();
        for head in heads.iter().filter(|head| head.size >= seq) {
            let path = format!("/v1/audit/entries/{}/proof?size={}", text(entry, "id"), head.size);
            let given = caller.get(&path).await.expect(200);
            assert_eq!((given["seq"].as_i64(), &given["leafHash"]), (Some(seq), &entry["leafHash"]));
            holds(&app, &given);
            proved += 1;
        }
    }
    assert!(proved > 24, "{proved}");
    let stranger = format!("/v1/audit/entries/{}/proof", text(&made, "id").replace("aud_", "evt_"));
    caller.get(&stranger).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn each_head_goes_on_from_those_before_it() {
    let app = sealed().await;
    let heads = heads(&app).await;
    let newest = app.anonymous().get("/v1/audit/head").await.expect(200);
    let last = heads.last().unwrap();
    assert_eq!((newest["size"].as_i64(), text(&newest, "jws")), (Some(last.size), last.jws.as_str()));
    let known = app.anonymous().get("/.well-known/jwks.json").await.expect(200);
    assert!(known["keys"].as_array().unwrap().iter().any(|key| key["kid"] == newest["kid"]), "{newest}");
    // Anybody with an account may ask.
    let caller = app.head().await;
    let told = |head: &audit_head::Model| (u64::try_from(head.size).unwrap(), read(&head.root).unwrap());
    for (index, to) in heads.iter().enumerate() {
        for from in &heads[..=index] {
            let path = format!("/v1/audit/consistency?from={}&to={}", from.size, to.size);
            let proof = caller.get(&path).await.expect(200);
            assert_eq!((text(&proof, "fromRoot"), text(&proof, "toRoot")), (from.root.as_str(), to.root.as_str()));
            assert!(is_consistent(told(from), told(to), &hashes(&proof["path"])), "{proof}");
        }
    }
    let newest = caller.get("/v1/audit/consistency?from=1").await.expect(200);
    assert_eq!(newest["to"].as_i64(), Some(last.size));
    for wrong in ["from=0".to_owned(), format!("from={}", last.size + 1), "from=2&to=1".to_owned(), String::new()] {
        caller.get(&format!("/v1/audit/consistency?{wrong}")).await.refused(422, "REQUEST.INVALID");
    }
}

#[tokio::test]
async fn a_log_of_many_entries_is_proved_too() {
    let app = sealed().await;
    let model = audit::Entity::find().one(app.app.store.reader()).await.unwrap().unwrap();
    let copy = || {
        let mut copy = audit::Model { id: app.app.new_id(), ..model.clone() };
        copy.leaf_hash = leaf_hash(&copy).unwrap();
        copy
    };
    let many: Vec<audit::Model> = std::iter::repeat_with(copy).take(9_000).collect();
    many::insert(&many, app.app.store.migrator()).await.unwrap();
    assert!(worker::audit::run(&app.app, true).await.unwrap() >= 9_000);
    let (caller, heads) = (auditor(&app).await, heads(&app).await);
    // In the first part of the tree, on its edge, and in the last.
    for index in [0, 4_090, 8_999] {
        let id = api::domain::ids::text(api::domain::ids::Kind::AuditEntry, many[index].id);
        for size in ["".to_owned(), format!("?size={}", heads.last().unwrap().size)] {
            holds(&app, &caller.get(&format!("/v1/audit/entries/{id}/proof{size}")).await.expect(200));
        }
    }
    let (first, last) = (&heads[0], heads.last().unwrap());
    let proof = caller.get(&format!("/v1/audit/consistency?from={}", first.size)).await.expect(200);
    let told = |head: &audit_head::Model| (u64::try_from(head.size).unwrap(), read(&head.root).unwrap());
    assert!(is_consistent(told(first), told(last), &hashes(&proof["path"])), "{proof}");
    let verdict = caller.get("/v1/audit/verify?last=10").await.expect(200);
    assert!(verdict["whole"] == true && number(&verdict, "entries") >= 10, "{verdict}");
    assert!(number(&verdict, "entries") < 9_000 && number(&verdict, "from") > 1, "{verdict}");
}

#[tokio::test]
async fn what_was_edited_is_found_and_not_proved() {
    let app = sealed().await;
    let conn = app.app.store.migrator();
    unprotect(conn).await;
    let caller = auditor(&app).await;
    assert_eq!(caller.get("/v1/audit/verify").await.expect(200)["whole"], true);
    let heads = heads(&app).await;
    let last = audit_seal::Entity::find_by_id(heads[2].size).one(conn).await.unwrap().unwrap();
    let edit = audit::Entity::update_many().col_expr(audit::Column::Action, Expr::value("nothing"));
    edit.filter(audit::Column::Id.eq(last.audit_id)).exec(conn).await.unwrap();
    let verdict = caller.get("/v1/audit/verify?last=1").await.expect(200);
    let id = api::domain::ids::text(api::domain::ids::Kind::AuditEntry, last.audit_id);
    assert_eq!(verdict["whole"], false);
    assert_eq!((verdict["from"].as_i64(), &verdict["bad"]["seq"]), (Some(heads[1].size + 1), &json!(last.seq)));
    assert_eq!((&verdict["bad"]["entry"], &verdict["bad"]["fault"]), (&json!(id), &json!("EDITED")));
    caller.get(&format!("/v1/audit/entries/{id}/proof")).await.refused(409, "AUDIT.BROKEN");
    // The places are as they were: other entries are proved still.
    let other = api::domain::ids::text(
        api::domain::ids::Kind::AuditEntry,
        audit_seal::Entity::find_by_id(1_i64).one(conn).await.unwrap().unwrap().audit_id,
    );
    holds(&app, &caller.get(&format!("/v1/audit/entries/{other}/proof")).await.expect(200));
    let forged = audit_seal::Entity::update_many().col_expr(audit_seal::Column::LeafHash, Expr::value("00".repeat(32)));
    forged.filter(audit_seal::Column::Seq.eq(1)).exec(conn).await.unwrap();
    caller.get("/v1/audit/consistency?from=1").await.refused(409, "AUDIT.BROKEN");
    // What lies before the head below is believed here; the command looks at all of it.
    let edit = audit_seal::Entity::delete_many().filter(audit_seal::Column::Seq.eq(heads[1].size));
    edit.exec(conn).await.unwrap();
    let verdict = caller.get("/v1/audit/verify?last=1").await.expect(200);
    assert_eq!((&verdict["bad"]["seq"], &verdict["bad"]["fault"]), (&json!(heads[1].size), &json!("MOVED")));
}

#[tokio::test]
async fn graphql_shows_the_same() {
    let app = TestApp::start().await;
    let ask = "{ auditHead { size root jws kid } }";
    assert_eq!(Caller::data(app.anonymous().graphql(ask, json!({})).await)["auditHead"], Value::Null);
    app.anonymous().get("/v1/audit/head").await.refused(404, "RESOURCE.NOT_FOUND");
    worker::audit::run(&app.app, true).await.unwrap();
    let head = app.anonymous().get("/v1/audit/head").await.expect(200);
    let told = Caller::data(app.anonymous().graphql(ask, json!({})).await)["auditHead"].clone();
    assert_eq!((&told["size"], &told["jws"], &told["kid"]), (&head["size"], &head["jws"], &head["kid"]));
    draft(&app.head().await, "2026-10").await;
    let list = "query($filter: AuditFilter, $after: String) { auditEntries(filter: $filter, first: 1, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes { id seq action actor { id } objectId leafHash } } }";
    let caller = auditor(&app).await;
    let page = Caller::data(caller.graphql(list, json!({"filter": {"action": "createReport"}})).await);
    let (page, rest) = (page["auditEntries"].clone(), rows(&caller, "/v1/audit?action=createReport").await);
    assert_eq!((page["totalCount"].as_u64(), rest.len()), (Some(1), 1));
    for field in ["id", "seq", "action", "objectId", "leafHash"] {
        assert_eq!(page["nodes"][0][field], rest[0][field], "{field}");
    }
    let refused = app.head().await.graphql(list, json!({})).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "ACCESS.DENIED", "{}", refused.text);
    let refused = app.anonymous().graphql(list, json!({})).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "AUTH.REQUIRED", "{}", refused.text);
}
