//! What proves to those who read the audit log, or kept a head of it, that it is whole.

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
    for stranger in ["evt_1".to_owned(), app.app.new_id().to_string()] {
        caller.get(&format!("/v1/audit/entries/{stranger}/proof")).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    // Who did it may ask, and nobody else without the right.
    holds(&app, &app.head().await.get(&proof).await.expect(200));
    app.coordinator().await.get(&proof).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn each_head_goes_on_from_those_before_it() {
    let app = sealed().await;
    let heads = heads(&app).await;
    let newest = app.head().await.get("/v1/audit/head").await.expect(200);
    let last = heads.last().unwrap();
    assert_eq!((newest["size"].as_i64(), text(&newest, "jws")), (Some(last.size), last.jws.as_str()));
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
        let id = many[index].id;
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
    let id = last.audit_id.to_string();
    assert_eq!(verdict["whole"], false);
    assert_eq!((verdict["from"].as_i64(), &verdict["bad"]["seq"]), (Some(heads[1].size + 1), &json!(last.seq)));
    assert_eq!((&verdict["bad"]["entry"], &verdict["bad"]["fault"]), (&json!(id), &json!("EDITED")));
    caller.get(&format!("/v1/audit/entries/{id}/proof")).await.refused(409, "AUDIT.BROKEN");
    // The places are as they were: other entries are proved still.
    let other = audit_seal::Entity::find_by_id(1_i64).one(conn).await.unwrap().unwrap().audit_id;
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
async fn the_latest_entries_are_looked_at_for_those_who_may_read_all() {
    let app = sealed().await;
    for role in [Role::FknAdmin, Role::MinistryAdmin, Role::Auditor, Role::DataProtectionOfficer] {
        let verdict = app.person(role, None, None).await.get("/v1/audit/verify").await.expect(200);
        assert_eq!((&verdict["whole"], &verdict["bad"]), (&json!(true), &Value::Null), "{role:?}");
    }
    for caller in [app.head().await, app.coordinator().await, app.reviewer().await] {
        caller.get("/v1/audit/verify").await.refused(403, "ACCESS.DENIED");
    }
    for path in ["/v1/audit/verify", "/v1/audit/consistency?from=1"] {
        app.anonymous().get(path).await.refused(401, "AUTH.REQUIRED");
    }
    let caller = auditor(&app).await;
    for wrong in ["last=0", "last=10001", "last=x", "first=1"] {
        caller.get(&format!("/v1/audit/verify?{wrong}")).await.refused(422, "REQUEST.INVALID");
    }
}
