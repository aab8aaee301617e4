//! Who received aid: reads its account, whichever version. And when that account is due.

use serde_json::{Value, json};

use super::super::kept_steps::{at, rows};
use super::super::steps::text;
use super::aid_steps::{
    account, act, approved, born, disbursement, document, draft, paid, propose, scheme, take, tkm_2026, to_person,
};
use super::steps::merged;
use crate::support::{Caller, PASSWORD, TestApp};

/// A person, signed in: invited by the head, the code taken up.
async fn signed_in(app: &TestApp, head: &Caller, person: &Value, email: &str) -> Caller {
    let invitations = format!("/v1/persons/{}/invitations", person.as_str().unwrap());
    let invited = head.post(&invitations, json!({"email": email, "delivery": "RETURN"})).await.expect(201);
    let code = json!({"code": invited["invitation"]["code"], "password": PASSWORD});
    assert_eq!(app.anonymous().post("/v1/passwords", code).await.status, 204);
    let caller = app.login(email, PASSWORD).await;
    assert_eq!(&caller.get("/v1/me/person").await.expect(200)["id"], person);
    caller
}

#[tokio::test]
async fn who_received_aid_reads_its_account_and_changes_nothing() {
    let app = TestApp::start().await;
    let (head, aid) = (app.head().await, paid(&app).await);
    let siti = signed_in(&app, &head, &aid["personId"], "siti@usaha.test").await;
    assert!(rows(&siti, "/v1/lpj").await.is_empty());
    let receipt = document(&head, "KUITANSI", true).await;
    let lpj = draft(&head, &aid, account(&receipt)).await.expect(201);
    assert_eq!(lpj["personId"], aid["personId"]);
    let here = at("lpj", &lpj);
    assert_eq!(siti.get(&here).await.expect(200), head.get(&here).await.expect(200));
    assert_eq!(rows(&siti, &format!("{}/lpj", at("aids", &aid))).await.len(), 1);
    assert_eq!(rows(&siti, &format!("/v1/lpj?of={}", text(&lpj, "personId"))).await.len(), 1);
    let page = siti.get(&format!("{here}/print")).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    siti.patch(&here, 1, json!({"returned": 0})).await.refused(403, "ACCESS.DENIED");
    siti.delete_if(&here, 1).await.refused(403, "ACCESS.DENIED");
    siti.post_if(&format!("{here}/submit"), 1, json!({})).await.refused(403, "ACCESS.DENIED");
    let query = "{ lpj(first: 5) { totalCount nodes { id person { id name } } } }";
    let seen = Caller::data(siti.graphql(query, json!({})).await);
    let node = json!({"id": lpj["id"], "person": {"id": aid["personId"], "name": "Siti"}});
    assert_eq!(seen["lpj"], json!({"totalCount": 1, "nodes": [node]}));
}

#[tokio::test]
async fn every_version_of_an_account_stays_the_recipients() {
    let app = TestApp::start().await;
    let (head, aid) = (app.head().await, paid(&app).await);
    let siti = signed_in(&app, &head, &aid["personId"], "siti@usaha.test").await;
    let first = draft(&head, &aid, account(&document(&head, "KUITANSI", true).await)).await.expect(201);
    let first = head.patch(&at("lpj", &first), 1, json!({"bizhubId": "BZ-1"})).await.expect(200);
    act(&head, &first, "submit", json!({})).await.expect(200);
    let reason = json!({"decision": "SEND_BACK", "reason": "Kuitansi tidak terbaca"});
    let back = act(&app.reviewer().await, &first, "decide", reason).await.expect(200);
    assert_eq!((text(&back, "state"), &back["personId"]), ("SENT_BACK", &aid["personId"]));
    let second = draft(&head, &aid, account(&document(&head, "KUITANSI", true).await)).await.expect(201);
    assert_eq!((&second["number"], &second["personId"]), (&json!(2), &aid["personId"]));
    let states: Vec<Value> = rows(&siti, "/v1/lpj").await.iter().map(|lpj| lpj["state"].clone()).collect();
    assert_eq!(states, ["SENT_BACK", "DRAFT"]);
}

#[tokio::test]
async fn another_person_does_not_find_the_account() {
    let app = TestApp::start().await;
    let (head, aid) = (app.head().await, paid(&app).await);
    let lpj = draft(&head, &aid, json!({})).await.expect(201);
    let other = born(&head, "Ani", "1996-05-17").await;
    let ani = signed_in(&app, &head, &other["id"], "ani@usaha.test").await;
    let here = at("lpj", &lpj);
    ani.get(&here).await.refused(404, "RESOURCE.NOT_FOUND");
    ani.get(&format!("{here}/print")).await.refused(404, "RESOURCE.NOT_FOUND");
    ani.patch(&here, 1, json!({"returned": 0})).await.refused(404, "RESOURCE.NOT_FOUND");
    assert!(rows(&ani, "/v1/lpj").await.is_empty());
}

#[tokio::test]
async fn an_account_is_due_once_the_days_for_spending_are_over() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let scheme = scheme(&admin, merged(tkm_2026(), json!({"executionDays": 45}))).await;
    let siti = born(&head, "Siti", "1996-05-17").await;
    let aid = propose(&head, to_person(&scheme, &siti)).await.expect(201);
    approved(&app, &aid).await;
    // 5 November, 45 days to spend it, 30 for the account.
    let paid = take(&admin, &aid, "DISBURSE", disbursement()).await.expect(200);
    assert_eq!((text(&paid, "disbursedOn"), text(&paid, "lpjDueOn")), ("2026-11-05", "2027-01-19"));
}
