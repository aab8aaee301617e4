//! Accounts of aid (LPJ): drafted, submitted with their evidence, decided, printed.

use api::domain::vault::sha256_hex;
use api::vocab::Role;
use serde_json::{Map, Value, json};

use super::super::kept_steps::{at, faulty, rows};
use super::super::steps::{text, version};
use super::aid_steps::{
    account, act, approval, disbursement, document, draft, events, paid, propose, proposed, scheme, status, take, ten,
    tkm_2023, to_group,
};
use super::steps::merged;
use crate::support::{BLK, Caller, OTHER_BLK, TestApp};

/// A whole draft for aid that was paid out: the aid and its account.
async fn drafted(app: &TestApp) -> (Value, Value) {
    let (head, aid) = (app.head().await, paid(app).await);
    let receipt = document(&head, "KUITANSI", true).await;
    let lpj = draft(&head, &aid, account(&receipt)).await.expect(201);
    (aid, lpj)
}

/// The hash of what a record shows.
fn hash(lpj: &Value) -> String {
    let fields = [
        "aidId",
        "number",
        "sections",
        "lines",
        "returned",
        "evidence",
        "signatories",
        "decreeNumber",
        "decreeOn",
        "bizhubId",
    ];
    let content: Map<String, Value> = fields.into_iter().map(|field| (field.to_owned(), lpj[field].clone())).collect();
    sha256_hex(&serde_json_canonicalizer::to_vec(&Value::Object(content)).unwrap())
}

#[tokio::test]
async fn an_account_is_submitted_whole_and_accepted() {
    let app = TestApp::start().await;
    let (head, reviewer) = (app.head().await, app.reviewer().await);
    let (aid, lpj) = drafted(&app).await;
    assert_eq!((text(&lpj, "state"), &lpj["number"], &lpj["sha256"]), ("DRAFT", &json!(1), &Value::Null));
    let submit = format!("{}/submit", at("lpj", &lpj));
    head.post(&submit, json!({})).await.refused(428, "PRECONDITION.REQUIRED");
    head.post_if(&submit, 9, json!({})).await.refused(412, "PRECONDITION.STALE");
    let checked = head.post_if(&format!("{submit}?validateOnly=true"), 1, json!({})).await.expect(200);
    assert_eq!((text(&checked, "state"), events(&app, "lpj.submitted").await), ("SUBMITTED", 0));
    let done = act(&head, &lpj, "submit", json!({})).await.expect(200);
    assert_eq!((text(&done, "state"), text(&done, "submittedOn")), ("SUBMITTED", "2026-11-05"));
    assert_eq!((&done["onTime"], text(&done, "sha256")), (&json!(true), hash(&done).as_str()));
    assert_eq!(text(&done["evidence"][0], "sha256").len(), 64);
    assert_eq!(status(&head, &aid).await, "LPJ_SUBMITTED");

    // What was submitted stands.
    head.patch(&at("lpj", &lpj), version(&done), json!({"returned": 0})).await.refused(409, "STATE.ILLEGAL");
    head.delete_if(&at("lpj", &lpj), version(&done)).await.refused(409, "STATE.ILLEGAL");
    act(&head, &lpj, "submit", json!({})).await.refused(409, "STATE.ILLEGAL");
    act(&head, &lpj, "decide", json!({"decision": "ACCEPT"})).await.refused(403, "ACCESS.DENIED");
    faulty(
        &act(&reviewer, &lpj, "decide", json!({"decision": "PERHAPS"})).await,
        &[("FIELD.UNKNOWN_CODE", "/decision")],
    );
    let accepted = act(&reviewer, &lpj, "decide", json!({"decision": "ACCEPT"})).await.expect(200);
    assert_eq!((text(&accepted, "state"), text(&accepted, "sha256")), ("ACCEPTED", text(&done, "sha256")));
    let ended = head.get(&at("aids", &aid)).await.expect(200);
    assert_eq!((text(&ended, "status"), &ended["returnedAmount"]), ("LPJ_ACCEPTED", &json!(100_000)));
    draft(&head, &aid, json!({})).await.refused(409, "STATE.ILLEGAL");
    for event in ["lpj.submitted", "lpj.accepted", "aid.lpjSubmitted", "aid.lpjAccepted"] {
        assert_eq!(events(&app, event).await, 1, "{event}");
    }
}

#[tokio::test]
async fn what_an_account_lacks_is_said_at_once_and_nothing_is_written() {
    let app = TestApp::start().await;
    let (head, aid) = (app.head().await, paid(&app).await);
    let one = json!({"sections": [{"code": "HASIL", "text": " "}], "lines": [{"line": "ALAT", "item": "X", "planned": 1, "realised": 1}]});
    let lpj = draft(&head, &aid, one).await.expect(201);
    let refused = act(&head, &lpj, "submit", json!({})).await;
    let section = ("FIELD.REQUIRED", "/sections");
    let mut all = vec![("FIELD.REQUIRED", "/evidence")];
    all.extend([section; 6]);
    all.extend([("FIELD.REQUIRED", "/signatories"), ("VALUE.SUM_MISMATCH", "/lines")]);
    faulty(&refused, &all);
    let sum = refused.body["errors"].as_array().unwrap().iter().find(|fault| fault["path"] == "/lines").unwrap();
    assert_eq!(sum["params"], json!({"sum": 1, "expected": 5_000_000, "returned": 0}));
    assert_eq!(status(&head, &aid).await, "DISBURSED");
    // A draft is held to its code sets and says nothing twice.
    let twice = json!({"code": "HASIL", "text": "Ada"});
    let wrong = json!({"sections": [twice, twice, {"code": "LAIN", "text": "X"}]});
    faulty(
        &head.patch(&at("lpj", &lpj), 1, wrong).await,
        &[("FIELD.DUPLICATE", "/sections/1/code"), ("FIELD.UNKNOWN_CODE", "/sections/2/code")],
    );
}

#[tokio::test]
async fn evidence_has_its_file_in_the_register_of_the_unit() {
    let app = TestApp::start().await;
    let (admin, head, aid) = (app.admin().await, app.head().await, paid(&app).await);
    let (whole, bare) = (document(&head, "KUITANSI", true).await, document(&head, "BUKU_KAS", false).await);
    let input = json!({"kind": "KUITANSI", "title": "Kuitansi lain"});
    let foreign = admin.post(&format!("/v1/blks/{OTHER_BLK}/documents"), input).await.expect(201);
    let item = |document: &Value| json!({"documentId": document["id"], "kind": "KUITANSI"});
    let damaged = merged(item(&whole), json!({"sha256": "0".repeat(64)}));
    let evidence = json!({"evidence": [damaged, item(&bare), item(&foreign)]});
    let lpj = draft(&head, &aid, merged(account(&whole), evidence)).await.expect(201);
    faulty(
        &act(&head, &lpj, "submit", json!({})).await,
        &[
            ("ATTACHMENT.HASH_MISMATCH", "/evidence/0/sha256"),
            ("ATTACHMENT.REQUIRED", "/evidence/1/documentId"),
            ("FIELD.UNKNOWN_CODE", "/evidence/2/documentId"),
        ],
    );
    let mended = json!({"evidence": [item(&whole)]});
    head.patch(&at("lpj", &lpj), 1, mended).await.expect(200);
    let done = act(&head, &lpj, "submit", json!({})).await.expect(200);
    assert_eq!(done["evidence"][0]["sha256"], whole["sha256"]);
}

#[tokio::test]
async fn aid_is_accounted_for_once_it_was_paid_in_one_version_at_a_time() {
    let app = TestApp::start().await;
    let (head, aid) = (app.head().await, proposed(&app).await);
    draft(&head, &aid, json!({})).await.refused(409, "STATE.ILLEGAL");
    take(&app.coordinator().await, &aid, "VERIFY", json!({})).await.expect(200);
    take(&app.reviewer().await, &aid, "APPROVE", approval()).await.expect(200);
    draft(&head, &aid, json!({})).await.refused(409, "STATE.ILLEGAL");
    take(&app.admin().await, &aid, "DISBURSE", disbursement()).await.expect(200);
    let first = draft(&head, &aid, json!({})).await.expect(201);
    let refused = draft(&head, &aid, json!({})).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    assert_eq!(refused["params"]["id"], first["id"]);
    // A draft that is taken away makes room; its number is not given again.
    head.delete_if(&at("lpj", &first), 1).await.expect(200);
    assert_eq!(draft(&head, &aid, json!({})).await.expect(201)["number"], 2);
    draft(&app.coordinator().await, &aid, json!({})).await.refused(403, "ACCESS.DENIED");
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    draft(&stranger, &aid, json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn an_account_sent_back_is_followed_by_the_next_version() {
    let app = TestApp::start().await;
    let (head, reviewer) = (app.head().await, app.reviewer().await);
    let (aid, lpj) = drafted(&app).await;
    act(&reviewer, &lpj, "decide", json!({"decision": "ACCEPT"})).await.refused(409, "STATE.ILLEGAL");
    act(&head, &lpj, "submit", json!({})).await.expect(200);
    faulty(&act(&reviewer, &lpj, "decide", json!({"decision": "SEND_BACK"})).await, &[("REASON.REQUIRED", "/reason")]);
    let reason = json!({"decision": "SEND_BACK", "reason": "Kuitansi tidak terbaca"});
    let back = act(&reviewer, &lpj, "decide", reason).await.expect(200);
    assert_eq!((text(&back, "state"), text(&back, "decisionNote")), ("SENT_BACK", "Kuitansi tidak terbaca"));
    assert_eq!(status(&head, &aid).await, "IN_USE");
    act(&head, &lpj, "submit", json!({})).await.refused(409, "STATE.ILLEGAL");
    let receipt = document(&head, "KUITANSI", true).await;
    let next = draft(&head, &aid, account(&receipt)).await.expect(201);
    assert_eq!(next["number"], 2);
    act(&head, &next, "submit", json!({})).await.expect(200);
    let accepted = act(&reviewer, &next, "decide", json!({"decision": "ACCEPT"})).await.expect(200);
    assert_eq!(text(&accepted, "state"), "ACCEPTED");
    assert_eq!(rows(&head, &format!("{}/lpj", at("aids", &aid))).await.len(), 2);
}

#[tokio::test]
async fn who_submitted_an_account_does_not_decide_it() {
    let app = TestApp::start().await;
    let (admin, (_, lpj)) = (app.admin().await, drafted(&app).await);
    act(&admin, &lpj, "submit", json!({})).await.expect(200);
    act(&admin, &lpj, "decide", json!({"decision": "ACCEPT"})).await.refused(403, "ACCESS.SAME_PERSON");
    act(&app.reviewer().await, &lpj, "decide", json!({"decision": "ACCEPT"})).await.expect(200);
}

#[tokio::test]
async fn an_account_after_its_day_is_late() {
    let app = TestApp::start().await;
    let (_, lpj) = drafted(&app).await;
    app.clock().set("2026-12-05T16:59:00Z".parse().unwrap());
    let head = app.head().await;
    let in_time = head.post_if(&format!("{}/submit?validateOnly=true", at("lpj", &lpj)), 1, json!({})).await;
    assert_eq!(in_time.expect(200)["onTime"], true);
    // The day ends where the BLK lies, at 17:00 UTC.
    app.clock().set("2026-12-05T17:01:00Z".parse().unwrap());
    let late = act(&app.head().await, &lpj, "submit", json!({})).await.expect(200);
    assert_eq!((&late["onTime"], text(&late, "submittedOn")), (&json!(false), "2026-12-06"));
}

#[tokio::test]
async fn an_account_is_printed_with_its_approval_page_attachments_and_hashes() {
    let app = TestApp::start().await;
    let (head, aid) = (app.head().await, paid(&app).await);
    let receipt = document(&head, "KUITANSI", true).await;
    let mut whole = account(&receipt);
    whole["sections"][2]["text"] = json!("Omzet naik <img src=x onerror=alert(1)> & \"berkembang\"");
    whole["signatories"][0]["name"] = json!("Siti <script>alert(1)</script>");
    let lpj = draft(&head, &aid, whole).await.expect(201);
    let here = format!("{}/print", at("lpj", &lpj));
    let page = head.get(&here).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.text.contains("belum disampaikan"), "{}", page.text);
    let done = act(&head, &lpj, "submit", json!({})).await.expect(200);
    let page = head.get(&here).await;
    assert!(page.header("content-security-policy").starts_with("default-src 'none';"), "{:?}", page.headers);
    for said in [
        "size: A4",
        "Laporan Pertanggungjawaban",
        "Lembar Pengesahan",
        "Bab I. Pendahuluan",
        "Bab VI. Penutup",
        "Daftar Lampiran",
        "Warung Siti",
        "TKM Pemula 2026",
        BLK,
        "Rp 5.000.000",
        "Rp 4.900.000",
        "Rp 100.000",
        "5 November 2026",
        "SK-7/2026",
        "Kepala BLK",
        "Tepat waktu",
        "&lt;img src=x onerror=alert(1)&gt; &amp; &quot;berkembang&quot;",
        "Siti &lt;script&gt;",
        text(&done, "sha256"),
        text(&done["evidence"][0], "sha256"),
        text(&receipt, "id"),
    ] {
        assert!(page.text.contains(said), "`{said}` is not in {}", page.text);
    }
    for absent in ["belum disampaikan", "<script", "<img", "<link", "url(", "@import", "http://", "https://"] {
        assert!(!page.text.contains(absent), "`{absent}` is in {}", page.text);
    }
    app.anonymous().get(&here).await.refused(401, "AUTH.REQUIRED");
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    stranger.get(&here).await.refused(404, "RESOURCE.NOT_FOUND");
    assert_eq!(app.coordinator().await.get(&here).await.status, 200);
}

#[tokio::test]
async fn the_account_of_a_group_names_the_group() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let (scheme, group) = (scheme(&admin, tkm_2023()).await, ten(&head, "Sehate Kompak").await);
    let aid = propose(&head, to_group(&scheme, &group)).await.expect(201);
    take(&app.coordinator().await, &aid, "VERIFY", json!({})).await.expect(200);
    let granted = json!({"amount": 20_000_000, "decreeNumber": "SK-1/2023"});
    take(&app.reviewer().await, &aid, "APPROVE", granted).await.expect(200);
    let payment = json!({"on": "2026-11-05", "amount": 20_000_000, "bankCode": "009", "accountNumber": "1234567890"});
    take(&admin, &aid, "DISBURSE", payment).await.expect(200);
    let receipt = document(&head, "KUITANSI", true).await;
    let lines = json!({"returned": 0, "lines": [
        {"line": "ALAT", "item": "Mesin giling", "planned": 12_000_000, "realised": 12_500_000},
        {"line": "BAHAN", "item": "Biji kopi", "planned": 8_000_000, "realised": 7_500_000},
    ]});
    let lpj = draft(&head, &aid, merged(account(&receipt), lines)).await.expect(201);
    assert_eq!(lpj["enterpriseId"], group["id"]);
    let done = act(&head, &lpj, "submit", json!({})).await.expect(200);
    let page = head.get(&format!("{}/print", at("lpj", &done))).await;
    assert!(page.text.contains("Sehate Kompak") && page.text.contains("-Rp 500.000"), "{}", page.text);
}

#[tokio::test]
async fn graphql_submits_and_decides_by_the_same_rules() {
    let app = TestApp::start().await;
    let (head, (_, lpj)) = (app.head().await, drafted(&app).await);
    let submit = "mutation M($id: ID!, $version: Int!) { submitLpj(id: $id, expectedVersion: $version) { state version onTime sha256 } }";
    let decide = "mutation M($id: ID!, $version: Int!, $input: LpjDecisionInput!) {
        decideLpj(id: $id, expectedVersion: $version, input: $input) { state decisionNote } }";
    let code = |body: &Value| body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
    let stale = head.graphql(submit, json!({"id": lpj["id"], "version": 4})).await;
    assert_eq!(code(&stale.body), "PRECONDITION.STALE");
    let done = Caller::data(head.graphql(submit, json!({"id": lpj["id"], "version": 1})).await);
    let done = &done["submitLpj"];
    assert_eq!((text(done, "state"), &done["version"], &done["onTime"]), ("SUBMITTED", &json!(2), &json!(true)));
    let input = json!({"decision": "SEND_BACK", "reason": "Kurang rinci"});
    let variables = json!({"id": lpj["id"], "version": 2, "input": input});
    assert_eq!(code(&head.graphql(decide, variables.clone()).await.body), "ACCESS.DENIED");
    let back = Caller::data(app.reviewer().await.graphql(decide, variables).await);
    assert_eq!(back["decideLpj"], json!({"state": "SENT_BACK", "decisionNote": "Kurang rinci"}));
}
