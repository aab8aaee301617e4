//! Documents about an enterprise: its mentor puts them in and names them; they are seen as its coaching.

use api::vocab::Role;
use axum::http::Request;
use serde_json::{Value, json};

use super::super::kept_steps::{at, faulty, rows};
use super::super::steps::{text, version};
use super::aid_steps;
use super::mentor_steps::{mentor, tenant, visit};
use super::steps::{cohort, enterprise, member, move_to, person};
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, PASSWORD, Reply, TestApp};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00";

/// The photo of an activity, without its file.
fn photo() -> Value {
    json!({"kind": "FOTO_KEGIATAN", "title": "Kunjungan"})
}

/// A photo about an enterprise, found by itself or by its incubatee; whatever comes of it.
async fn add(caller: &Caller, folder: &str, of: &Value) -> Reply {
    caller.post(&format!("{}/documents", at(folder, of)), photo()).await
}

/// Puts the file of a document in, with the version as it was read.
async fn put_file(caller: &Caller, document: &Value) -> Reply {
    let mut form = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"kunjungan.png\"\r\n\r\n".to_vec();
    form.extend(PNG);
    form.extend(b"\r\n--x--\r\n");
    let request = Request::put(format!("{}/file", at("documents", document)));
    let request = request.header("if-match", format!("\"{}\"", version(document)));
    caller.send(request, "multipart/form-data; boundary=x", form).await
}

/// An enterprise in a cohort of [`BLK`], its incubatee, and the mentor who coaches it since 1 October 2026.
async fn coached(app: &TestApp) -> (Value, Value, Caller, Value) {
    let admin = app.admin().await;
    let cohort = cohort(&admin, BLK, json!({})).await;
    let (aster, incubatee) = tenant(&admin, &cohort, "Aster").await;
    let (caller, coach) = mentor(app, text(&aster, "id")).await;
    (aster, incubatee, caller, coach)
}

/// A member of an enterprise, signed in.
async fn joined(app: &TestApp, enterprise: &Value) -> Caller {
    let head = app.head().await;
    let siti = person(&head, BLK, "Siti", json!({})).await;
    member(&head, enterprise, &siti, "KETUA", "2026-01-01").await;
    let input = json!({"email": "siti@usaha.test", "delivery": "RETURN"});
    let invited = head.post(&format!("{}/invitations", at("persons", &siti)), input).await.expect(201);
    let set = json!({"code": invited["invitation"]["code"], "password": PASSWORD});
    assert_eq!(app.anonymous().post("/v1/passwords", set).await.status, 204);
    app.login("siti@usaha.test", PASSWORD).await
}

#[tokio::test]
async fn a_mentor_puts_a_photo_in_and_names_it_in_its_visit() {
    let app = TestApp::start().await;
    let (aster, incubatee, caller, coach) = coached(&app).await;
    let bare = add(&caller, "incubatees", &incubatee).await.expect(201);
    assert_eq!((&bare["enterpriseId"], text(&bare, "unitCode")), (&aster["id"], BLK));
    let stored = put_file(&caller, &bare).await.expect(200);
    assert_eq!((text(&stored, "fileName"), text(&stored, "mediaType")), ("kunjungan.png", "image/png"));
    assert_eq!(caller.get(&format!("{}/file", at("documents", &stored))).await.status, 200);
    let made = visit(&caller, &incubatee, &coach, json!({"photoId": stored["id"]})).await.expect(201);
    assert_eq!(made["photoId"], stored["id"]);
    let renamed = caller.patch(&at("documents", &stored), 2, json!({"title": "Balai desa"})).await.expect(200);
    assert_eq!((text(&renamed, "title"), &renamed["enterpriseId"]), ("Balai desa", &aster["id"]));
    let head = app.head().await;
    for list in [
        format!("{}/documents", at("enterprises", &aster)),
        format!("{}/documents", at("incubatees", &incubatee)),
        format!("/v1/blks/{BLK}/documents"),
        format!("/v1/documents?of={}", text(&aster, "id")),
    ] {
        for reader in [&caller, &head] {
            assert_eq!(rows(reader, &list).await.len(), 1, "{list}");
        }
    }
    // The rest of the register is for who keeps it.
    caller.post(&format!("/v1/blks/{BLK}/documents"), photo()).await.refused(403, "ACCESS.DENIED");
    let plain = aid_steps::document(&head, "SK", false).await;
    put_file(&caller, &plain).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn the_mentor_of_another_enterprise_reaches_none_of_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let cohort = cohort(&admin, BLK, json!({})).await;
    let (aster, of_aster) = tenant(&admin, &cohort, "Aster").await;
    let (bakung, _) = tenant(&admin, &cohort, "Bakung").await;
    let (caller, _) = mentor(&app, text(&aster, "id")).await;
    let (other, _) = mentor(&app, text(&bakung, "id")).await;
    let bare = add(&caller, "enterprises", &aster).await.expect(201);
    let stored = put_file(&caller, &bare).await.expect(200);
    let here = at("documents", &stored);
    for path in [here.clone(), format!("{here}/file")] {
        other.get(&path).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    other.patch(&here, 2, json!({"title": "Lain"})).await.refused(404, "RESOURCE.NOT_FOUND");
    other.delete_if(&here, 2).await.refused(404, "RESOURCE.NOT_FOUND");
    put_file(&other, &stored).await.refused(404, "RESOURCE.NOT_FOUND");
    add(&other, "incubatees", &of_aster).await.refused(404, "RESOURCE.NOT_FOUND");
    // Enterprises are public: this one is there for everybody, and its documents are not.
    add(&other, "enterprises", &aster).await.refused(403, "ACCESS.DENIED");
    assert!(rows(&other, &format!("{}/documents", at("enterprises", &aster))).await.is_empty());
    for folder in ["enterprises", "incubatees"] {
        let of = if folder == "enterprises" { &aster } else { &of_aster };
        add(&app.anonymous(), folder, of).await.refused(401, "AUTH.REQUIRED");
        let list = format!("{}/documents", at(folder, of));
        app.anonymous().get(&list).await.refused(401, "AUTH.REQUIRED");
    }
}

#[tokio::test]
async fn a_photo_is_put_in_up_to_fourteen_days_after_the_assignment() {
    let app = TestApp::start().await;
    let (aster, incubatee, caller, coach) = coached(&app).await;
    let admin = app.admin().await;
    let list = rows(&admin, &format!("{}/assignments", at("mentors", &coach))).await;
    let assignment = at("assignments", &list[0]);
    let ended = json!({"toOn": "2026-10-23"});
    let ended = admin.patch(&assignment, version(&list[0]), ended).await.expect(200);
    let bare = add(&caller, "incubatees", &incubatee).await.expect(201);
    let stored = put_file(&caller, &bare).await.expect(200);
    let last = json!({"visitedOn": "2026-10-22", "photoId": stored["id"]});
    visit(&caller, &incubatee, &coach, last).await.expect(201);
    // It is written still, and no longer read.
    caller.get(&at("documents", &stored)).await.refused(404, "RESOURCE.NOT_FOUND");
    assert!(rows(&caller, "/v1/documents").await.is_empty());
    let earlier = json!({"toOn": "2026-10-22"});
    admin.patch(&assignment, version(&ended), earlier).await.expect(200);
    add(&caller, "incubatees", &incubatee).await.refused(404, "RESOURCE.NOT_FOUND");
    add(&caller, "enterprises", &aster).await.refused(403, "ACCESS.DENIED");
    put_file(&caller, &stored).await.refused(404, "RESOURCE.NOT_FOUND");
    caller.patch(&at("documents", &stored), 2, json!({"title": "Lain"})).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn what_is_about_an_enterprise_is_coaching_and_the_rest_goes_with_the_reports() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let saluyu = enterprise(&head, BLK, "Saluyu").await;
    let siti = joined(&app, &saluyu).await;
    let about = add(&head, "enterprises", &saluyu).await.expect(201);
    let plain = aid_steps::document(&head, "SK", false).await;
    let stakeholder = app.person(Role::Stakeholder, Some("36"), None).await;
    let officer = app.person(Role::DataProtectionOfficer, None, None).await;
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    for (who, caller, seen) in [
        ("head", &head, [true, true]),
        ("coordinator", &coordinator, [true, true]),
        ("member", &siti, [true, false]),
        ("stakeholder", &stakeholder, [false, true]),
        ("data protection officer", &officer, [true, false]),
        ("stranger", &stranger, [false, false]),
    ] {
        for (document, seen) in [&about, &plain].into_iter().zip(seen) {
            let reply = caller.get(&at("documents", document)).await;
            assert_eq!(reply.status, if seen { 200 } else { 404 }, "{who}: {}", reply.text);
        }
        let all = rows(caller, &format!("/v1/documents?unit={BLK}")).await;
        assert_eq!(all.len(), seen.iter().filter(|seen| **seen).count(), "{who}");
        let below = rows(caller, &format!("{}/documents", at("enterprises", &saluyu))).await;
        assert_eq!(below.len(), usize::from(seen[0]), "{who}");
    }
    put_file(&siti, &about).await.refused(403, "ACCESS.DENIED");
    put_file(&coordinator, &about).await.refused(403, "ACCESS.DENIED");
}

#[tokio::test]
async fn the_photo_of_a_visit_is_of_its_unit_or_about_its_enterprise() {
    let app = TestApp::start().await;
    let (aster, incubatee, caller, coach) = coached(&app).await;
    let (admin, reviewer) = (app.admin().await, app.reviewer().await);
    let bakung = enterprise(&admin, BLK, "Bakung").await;
    let foreign = admin.post(&format!("/v1/blks/{OTHER_BLK}/documents"), photo()).await.expect(201);
    let of_unit = admin.post(&format!("/v1/blks/{BLK}/documents"), photo()).await.expect(201);
    let about = add(&admin, "enterprises", &aster).await.expect(201);
    let about_another = add(&admin, "enterprises", &bakung).await.expect(201);
    let monev = |photo: &Value| json!({"unit": BLK, "purpose": "Monev", "plannedOn": "2026-11-03", "enterpriseId": aster["id"], "photoId": photo["id"]});
    for elsewhere in [&foreign, &about_another] {
        let wanted = [("FIELD.UNKNOWN_CODE", "/photoId")];
        let named = json!({"photoId": elsewhere["id"]});
        faulty(&visit(&caller, &incubatee, &coach, named).await, &wanted);
        faulty(&reviewer.post("/v1/monitoring-visits", monev(elsewhere)).await, &wanted);
    }
    for there in [&of_unit, &about] {
        visit(&caller, &incubatee, &coach, json!({"photoId": there["id"]})).await.expect(201);
        reviewer.post("/v1/monitoring-visits", monev(there)).await.expect(201);
    }
}

#[tokio::test]
async fn a_university_keeps_the_register_of_its_kawasan() {
    let app = TestApp::start().await;
    let university = app.person(Role::University, None, Some(KAWASAN)).await;
    let register = format!("/v1/kawasans/{KAWASAN}/documents");
    let made = university.post(&register, photo()).await.expect(201);
    assert_eq!(made["enterpriseId"], Value::Null);
    put_file(&university, &made).await.expect(200);
    let cangkir = enterprise(&app.admin().await, KAWASAN, "Cangkir").await;
    add(&university, "enterprises", &cangkir).await.expect(201);
    assert_eq!(rows(&university, &register).await.len(), 2);
    university.post(&format!("/v1/blks/{BLK}/documents"), photo()).await.refused(403, "ACCESS.DENIED");
    app.coordinator().await.post(&register, photo()).await.refused(403, "ACCESS.DENIED");
}

#[tokio::test]
async fn evidence_of_a_move_has_its_file_and_is_about_no_other_enterprise() {
    let app = TestApp::start().await;
    let (_, incubatee, caller, _) = coached(&app).await;
    let head = app.head().await;
    let bakung = enterprise(&head, BLK, "Bakung").await;
    let bare = add(&caller, "incubatees", &incubatee).await.expect(201);
    let another = add(&head, "enterprises", &bakung).await.expect(201);
    let another = put_file(&head, &another).await.expect(200);
    let id = text(&incubatee, "id");
    let refused = move_to(&head, id, "SELECTED", json!({"evidence": [bare["id"], another["id"]]})).await;
    faulty(&refused, &[("ATTACHMENT.REQUIRED", "/evidence/0"), ("FIELD.UNKNOWN_CODE", "/evidence/1")]);
    put_file(&caller, &bare).await.expect(200);
    move_to(&head, id, "SELECTED", json!({"evidence": [bare["id"]]})).await.expect(200);
    let changes = rows(&head, &format!("{}/stage-changes", at("incubatees", &incubatee))).await;
    assert_eq!(changes[0]["evidence"], json!([bare["id"]]));
}

#[tokio::test]
async fn graphql_puts_a_document_in_by_the_same_rules() {
    let app = TestApp::start().await;
    let (aster, _, caller, _) = coached(&app).await;
    let create =
        "mutation M($of: ID!, $input: UnitDocumentInput!) { createUnitDocumentForEnterprise(of: $of, input: $input) {
        id version enterpriseId enterprise { name documents(first: 5) { totalCount nodes { title } } } } }";
    let variables = json!({"of": aster["id"], "input": photo()});
    let made = Caller::data(caller.graphql(create, variables.clone()).await)["createUnitDocumentForEnterprise"].clone();
    assert_eq!((&made["enterpriseId"], &made["enterprise"]["name"]), (&aster["id"], &json!("Aster")));
    let documents = json!({"totalCount": 1, "nodes": [{"title": "Kunjungan"}]});
    assert_eq!(made["enterprise"]["documents"], documents);
    let refused = app.coordinator().await.graphql(create, variables).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "ACCESS.DENIED", "{}", refused.text);
    let change = "mutation U($id: ID!, $changes: UnitDocumentChanges!) { updateUnitDocument(id: $id, expectedVersion: 1, changes: $changes) {
        version title enterpriseId } }";
    let changes = json!({"id": made["id"], "changes": {"title": "Balai desa"}});
    let changed = Caller::data(caller.graphql(change, changes).await);
    let wanted = json!({"version": 2, "title": "Balai desa", "enterpriseId": aster["id"]});
    assert_eq!(changed["updateUnitDocument"], wanted);
    let list = "query L($of: ID!) { documents(first: 5, filter: {of: $of}) { totalCount } enterprises(first: 5) { nodes { documents(first: 5) { totalCount } } } }";
    let stakeholder = app.person(Role::Stakeholder, Some("36"), None).await;
    for (reader, count) in [(&caller, 1), (&stakeholder, 0)] {
        let seen = Caller::data(reader.graphql(list, json!({"of": aster["id"]})).await);
        assert_eq!(seen["documents"]["totalCount"], json!(count));
        assert_eq!(seen["enterprises"]["nodes"][0]["documents"]["totalCount"], json!(count));
    }
}
