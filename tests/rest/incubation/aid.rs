//! Schemes of aid, and aid from its proposal until it is used or comes back.

use api::domain::ids;
use api::vocab::Role;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::super::kept_steps::{at, faulty, rows};
use super::super::steps::{count, text, version};
use super::aid_steps::{
    ACCOUNT, approval, approved, born, disbursement, document, events, group, paid, propose, proposed, record_scheme,
    scheme, status, take, ten, tkm_2023, tkm_2026, to_group, to_person,
};
use super::steps::{merged, person};
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, TestApp};

const MISFIT: &str = "AID.SCHEME_MISMATCH";

#[tokio::test]
async fn every_kind_of_aid_has_its_own_parameters() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let kind = |kind: &str, parameters: Value| {
        let code = format!("UJI-{}", kind.replace('_', "-"));
        merged(tkm_2026(), json!({"code": code, "kind": kind, "parameters": parameters}))
    };
    let missing = ("FIELD.REQUIRED", "/parameters");
    faulty(&record_scheme(&admin, kind("PADAT_KARYA", json!([]))).await, &[missing, missing]);
    faulty(&record_scheme(&admin, kind("PENDAMPINGAN", json!([]))).await, &[missing]);
    faulty(
        &record_scheme(&admin, kind("PENDAMPINGAN", json!([{"name": "hours", "value": "banyak"}]))).await,
        &[("FIELD.FORMAT", "/parameters/0/value")],
    );
    faulty(
        &record_scheme(&admin, kind("PENEMPATAN", json!([{"name": "relation", "value": "LAIN"}]))).await,
        &[("FIELD.UNKNOWN_CODE", "/parameters/0/value")],
    );
    let days =
        json!([{"name": "people", "value": "30", "unit": "orang"}, {"name": "days", "value": "15", "unit": "hari"}]);
    for (name, parameters) in [
        ("PADAT_KARYA", days),
        ("PENDAMPINGAN", json!([{"name": "hours", "value": "40", "unit": "jam"}])),
        ("PENEMPATAN", json!([{"name": "relation", "value": "DALAM_HUBUNGAN_KERJA"}])),
        ("WIRAUSAHA_DISABILITAS", json!([])),
        ("TTG", json!([])),
        ("SARANA", json!([])),
        ("PERALATAN", json!([])),
        ("OPERASIONAL", json!([])),
    ] {
        scheme(&admin, kind(name, parameters)).await;
    }
    // What can be asked for is public.
    assert_eq!(rows(&app.anonymous(), "/v1/aid-schemes").await.len(), 8);
    record_scheme(&app.head().await, tkm_2026()).await.refused(403, "ACCESS.DENIED");
}

#[tokio::test]
async fn all_faults_of_a_scheme_are_said_at_once() {
    let app = TestApp::start().await;
    let wrong = json!({
        "kind": "SIHIR", "minMembers": 11, "minAge": 56,
        "split": [{"line": "ALAT", "percent": 60}, {"line": "ALAT", "percent": 30}, {"line": "EMAS", "percent": 1}],
        "parameters": [{"name": "upah", "value": "1"}, {"name": "upah", "value": "2"}],
    });
    let refused = record_scheme(&app.admin().await, merged(tkm_2023(), wrong)).await;
    let all = [
        ("FIELD.DUPLICATE", "/parameters/1/name"),
        ("FIELD.DUPLICATE", "/split/1/line"),
        ("FIELD.OUT_OF_RANGE", "/maxAge"),
        ("FIELD.OUT_OF_RANGE", "/maxMembers"),
        ("FIELD.UNKNOWN_CODE", "/kind"),
        ("FIELD.UNKNOWN_CODE", "/split/2/line"),
        ("VALUE.SUM_MISMATCH", "/split"),
    ];
    faulty(&refused, &all);
    assert_eq!(count::<entity::aid_scheme::Entity>(&app).await, 0);
}

#[tokio::test]
async fn a_group_of_ten_is_proposed_for_tkm_2023() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let (scheme, ten) = (scheme(&admin, tkm_2023()).await, ten(&head, "Saluyu").await);
    let aid = propose(&head, to_group(&scheme, &ten)).await.expect(201);
    assert_eq!((text(&aid, "status"), text(&aid, "statusOn")), ("PROPOSED", "2026-11-05"));
    assert_eq!((&aid["members"], &aid["amountRequested"]), (&json!(10), &json!(20_000_000)));
    assert_eq!(events(&app, "aid.created").await, 1);
    // Who sees the coaching of the unit sees its aid; nobody else does.
    app.coordinator().await.get(&at("aids", &aid)).await.expect(200);
    let far = app.person(Role::Coordinator, Some("32"), None).await;
    far.get(&at("aids", &aid)).await.refused(404, "RESOURCE.NOT_FOUND");
    take(&admin, &aid, "DISBURSE", disbursement()).await.refused(409, "STATE.ILLEGAL");
    app.anonymous().get(&at("aids", &aid)).await.refused(401, "AUTH.REQUIRED");
}

#[tokio::test]
async fn what_does_not_fit_the_scheme_is_said_at_once_and_set_aside_with_a_reason() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let scheme = scheme(&admin, tkm_2023()).await;
    let pair = group(&head, "Canoli", &[json!("1960-01-01"), Value::Null]).await;
    let plan = json!([{"line": "ALAT", "item": "Mesin", "amount": 21_000_000}]);
    let wrong = merged(to_group(&scheme, &pair), json!({"amountRequested": 21_000_000, "plan": plan}));
    let refused = propose(&head, wrong.clone()).await;
    let all = [
        (MISFIT, "/amountRequested"),
        (MISFIT, "/enterpriseId"),
        (MISFIT, "/enterpriseId"),
        (MISFIT, "/plan"),
        (MISFIT, "/plan"),
    ];
    faulty(&refused, &all);
    let age = refused.body["errors"].as_array().unwrap().iter().find(|fault| fault["params"]["rule"] == "age").unwrap();
    let expected = json!({"rule": "age", "min": 17, "max": 55, "outside": 1, "unknown": 1});
    assert_eq!(age["params"], expected, "no one is named");
    assert_eq!(count::<entity::aid::Entity>(&app).await, 0);

    let reason = json!({"overrideReason": "Kelompok rintisan atas arahan Dirjen"});
    propose(&head, merged(wrong.clone(), reason.clone())).await.refused(403, "ACCESS.DENIED");
    // Sums are no matter of the scheme.
    let short = merged(merged(wrong.clone(), reason.clone()), json!({"amountRequested": 20_500_000}));
    faulty(&propose(&admin, short).await, &[("VALUE.SUM_MISMATCH", "/plan")]);
    let aid = propose(&admin, merged(wrong, reason)).await.expect(201);
    assert_eq!((text(&aid, "status"), &aid["members"]), ("PROPOSED", &json!(2)));
    // The reason covers what it was given for: a new title, not other sums.
    let aid = head.patch(&at("aids", &aid), 1, json!({"title": "Roti Canoli"})).await.expect(200);
    let more =
        json!({"amountRequested": 22_000_000, "plan": [{"line": "ALAT", "item": "Mesin", "amount": 22_000_000}]});
    faulty(&head.patch(&at("aids", &aid), 2, more).await, &all);
}

#[tokio::test]
async fn a_plan_sums_to_what_is_asked_for() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let scheme = scheme(&admin, tkm_2026()).await;
    let siti = born(&head, "Siti", "1996-05-17").await;
    let asked = to_person(&scheme, &siti);
    let less = merged(asked.clone(), json!({"amountRequested": 4_999_999}));
    faulty(&propose(&head, less).await, &[("VALUE.SUM_MISMATCH", "/plan")]);
    let nothing = merged(asked.clone(), json!({"amountRequested": 0, "plan": []}));
    faulty(&propose(&head, nothing).await, &[("FIELD.OUT_OF_RANGE", "/amountRequested")]);
    let negative = merged(asked, json!({"amountRequested": -1}));
    faulty(&propose(&head, negative).await, &[("FIELD.OUT_OF_RANGE", "/amountRequested")]);
}

#[tokio::test]
async fn aid_names_whom_its_scheme_is_for() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let for_persons = scheme(&admin, tkm_2026()).await;
    let group = group(&head, "Saluyu", &[]).await;
    let swapped = merged(
        to_group(&for_persons, &group),
        json!({"amountRequested": 1, "plan": [{"line": "ALAT", "item": "X", "amount": 1}]}),
    );
    faulty(&propose(&head, swapped).await, &[(MISFIT, "/enterpriseId"), ("FIELD.REQUIRED", "/personId")]);
    // A unit proposes for its own people; others look missing.
    let birth = json!({"birthDate": "1996-05-17"});
    let elsewhere = person(&admin, OTHER_BLK, "Budi", birth).await;
    faulty(&propose(&head, to_person(&for_persons, &elsewhere)).await, &[("FIELD.UNKNOWN_CODE", "/personId")]);
    propose(&admin, to_person(&for_persons, &elsewhere)).await.expect(201);
    let unknown = merged(to_person(&for_persons, &elsewhere), json!({"schemeId": "ads_01h455vb4pex5vsknk084sn02q"}));
    faulty(&propose(&admin, unknown).await, &[("FIELD.UNKNOWN_CODE", "/schemeId")]);

    let for_blks = merged(
        tkm_2026(),
        json!({"code": "OP-2026", "kind": "OPERASIONAL", "beneficiary": "BLK", "minAge": null, "maxAge": null}),
    );
    let for_blks = scheme(&admin, for_blks).await;
    let mut own = to_person(&for_blks, &elsewhere);
    faulty(&propose(&admin, own.clone()).await, &[(MISFIT, "/personId")]);
    own["personId"] = Value::Null;
    assert_eq!(propose(&head, own.clone()).await.expect(201)["members"], Value::Null);
    own["unit"] = json!(KAWASAN);
    faulty(&propose(&admin, own).await, &[(MISFIT, "/schemeId")]);
}

#[tokio::test]
async fn aid_for_persons_with_disabilities_reaches_nobody_else() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let input = json!({"code": "WD-2026", "kind": "WIRAUSAHA_DISABILITAS"});
    let scheme = scheme(&admin, merged(tkm_2026(), input)).await;
    let without = born(&head, "Siti", "1996-05-17").await;
    faulty(&propose(&head, to_person(&scheme, &without)).await, &[(MISFIT, "/personId")]);
    let birth = json!({"birthDate": "1996-05-17", "disability": ["SENSORIK"]});
    let with = person(&head, BLK, "Budi", birth).await;
    propose(&head, to_person(&scheme, &with)).await.expect(201);
}

#[tokio::test]
async fn a_full_quota_and_a_closed_scheme_take_no_more() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let scheme = scheme(&admin, merged(tkm_2026(), json!({"quota": 1}))).await;
    let (siti, budi) = (born(&head, "Siti", "1996-05-17").await, born(&head, "Budi", "1990-01-01").await);
    let first = propose(&head, to_person(&scheme, &siti)).await.expect(201);
    faulty(&propose(&head, to_person(&scheme, &budi)).await, &[(MISFIT, "/schemeId")]);
    take(&app.coordinator().await, &first, "REJECT", json!({"reason": "Sudah menerima"})).await.expect(200);
    propose(&head, to_person(&scheme, &budi)).await.expect(201);

    app.clock().set("2027-01-01T02:00:00Z".parse().unwrap());
    let head = app.head().await;
    let late = propose(&head, to_person(&scheme, &siti)).await;
    faulty(&late, &[(MISFIT, "/schemeId"), (MISFIT, "/schemeId")]);
}

#[tokio::test]
async fn aid_goes_from_proposal_to_use_through_many_hands() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let aid = proposed(&app).await;
    let here = format!("{}/steps", at("aids", &aid));
    head.post(&here, json!({"step": "VERIFY"})).await.refused(428, "PRECONDITION.REQUIRED");
    head.post_if(&here, 1, json!({"step": "VERIFY"})).await.refused(403, "ACCESS.DENIED");
    let coordinator = app.coordinator().await;
    coordinator.post_if(&here, 9, json!({"step": "VERIFY"})).await.refused(412, "PRECONDITION.STALE");
    let early = take(&app.reviewer().await, &aid, "APPROVE", approval()).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(early["params"]["allowed"], json!(["VERIFY", "REJECT"]));
    let checked = coordinator.post_if(&format!("{here}?validateOnly=true"), 1, json!({"step": "VERIFY"})).await;
    assert_eq!((text(&checked.expect(200), "status"), events(&app, "aid.verified").await), ("VERIFIED", 0));

    // Who verified does not approve.
    let reviewer = app.reviewer().await;
    let verified = take(&reviewer, &aid, "VERIFY", json!({"reason": "Berkas lengkap"})).await.expect(200);
    assert_eq!((text(&verified, "status"), text(&verified, "statusNote")), ("VERIFIED", "Berkas lengkap"));
    take(&reviewer, &aid, "APPROVE", approval()).await.refused(403, "ACCESS.SAME_PERSON");
    take(&coordinator, &aid, "APPROVE", approval()).await.refused(403, "ACCESS.DENIED");
    let approved = take(&app.reviewer().await, &aid, "APPROVE", approval()).await.expect(200);
    assert_eq!((text(&approved, "status"), text(&approved, "decreeNumber")), ("APPROVED", "SK-7/2026"));
    assert_eq!(approved["amountApproved"], 5_000_000);

    take(&head, &aid, "DISBURSE", disbursement()).await.refused(403, "ACCESS.DENIED");
    let paid = take(&admin, &aid, "DISBURSE", disbursement()).await.expect(200);
    assert_eq!((text(&paid, "disbursedOn"), text(&paid, "lpjDueOn")), ("2026-11-05", "2026-12-05"));
    assert_eq!((&paid["disbursedAmount"], text(&paid, "bankCode")), (&json!(5_000_000), "002"));

    let (bast, letter) = (document(&head, "BAST", false).await, document(&head, "SK", false).await);
    let goods = |document: &Value| json!({"on": "2026-11-05", "bastId": document["id"]});
    faulty(&take(&head, &aid, "RECEIVE_GOODS", goods(&letter)).await, &[("FIELD.UNKNOWN_CODE", "/bastId")]);
    let in_use = take(&head, &aid, "RECEIVE_GOODS", goods(&bast)).await.expect(200);
    assert_eq!((text(&in_use, "status"), text(&in_use, "goodsReceivedOn")), ("IN_USE", "2026-11-05"));
    assert_eq!(in_use["bastId"], bast["id"]);
    take(&head, &aid, "USE", json!({})).await.refused(409, "STATE.ILLEGAL");
    for event in ["aid.verified", "aid.approved", "aid.disbursed", "aid.goodsReceived"] {
        assert_eq!(events(&app, event).await, 1, "{event}");
    }
}

#[tokio::test]
async fn an_account_number_is_sealed_and_never_shown() {
    let app = TestApp::start().await;
    let (admin, aid) = (app.admin().await, paid(&app).await);
    let here = at("aids", &aid);
    let history = admin.get(&format!("/v1/history/{}", text(&aid, "id"))).await;
    for reply in [admin.get(&here).await, history, admin.get(&format!("{here}/steps")).await] {
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert!(!reply.text.contains(ACCOUNT), "{}", reply.text);
    }
    let (_, id) = ids::parse(text(&aid, "id")).unwrap();
    let row = entity::aid::Entity::find_by_id(id).one(app.app.store.reader()).await.unwrap().unwrap();
    let sealed = row.bank_account_enc.unwrap();
    assert!(!sealed.contains(ACCOUNT));
    let plain = app.app.vault.open(&format!("aid|bank_account_enc|{id}"), &sealed).unwrap();
    assert_eq!(plain, ACCOUNT.as_bytes());
}

#[tokio::test]
async fn a_step_needs_what_it_says_and_takes_nothing_else() {
    let app = TestApp::start().await;
    let (admin, coordinator) = (app.admin().await, app.coordinator().await);
    let aid = proposed(&app).await;
    faulty(&take(&coordinator, &aid, "DANCE", json!({})).await, &[("FIELD.UNKNOWN_CODE", "/step")]);
    let more = json!({"amount": 1, "accountNumber": ACCOUNT, "on": "2026-11-06"});
    faulty(
        &take(&coordinator, &aid, "VERIFY", more).await,
        &[("FIELD.OUT_OF_RANGE", "/on"), ("FIELD.UNKNOWN", "/accountNumber"), ("FIELD.UNKNOWN", "/amount")],
    );
    faulty(&take(&coordinator, &aid, "REJECT", json!({})).await, &[("REASON.REQUIRED", "/reason")]);
    take(&coordinator, &aid, "VERIFY", json!({})).await.expect(200);
    let reviewer = app.reviewer().await;
    faulty(
        &take(&reviewer, &aid, "APPROVE", json!({})).await,
        &[("FIELD.REQUIRED", "/amount"), ("FIELD.REQUIRED", "/decreeNumber")],
    );
    let too_much = merged(approval(), json!({"amount": 5_000_001, "on": "2026-11-04"}));
    faulty(
        &take(&reviewer, &aid, "APPROVE", too_much).await,
        &[("FIELD.OUT_OF_RANGE", "/amount"), ("FIELD.OUT_OF_RANGE", "/on")],
    );
    take(&reviewer, &aid, "APPROVE", merged(approval(), json!({"amount": 4_000_000}))).await.expect(200);
    let bare = json!({"amount": 4_000_001});
    faulty(
        &take(&admin, &aid, "DISBURSE", bare).await,
        &[
            ("FIELD.OUT_OF_RANGE", "/amount"),
            ("FIELD.REQUIRED", "/accountNumber"),
            ("FIELD.REQUIRED", "/bankCode"),
            ("FIELD.REQUIRED", "/on"),
        ],
    );
    let letters = json!({"on": "2026-11-05", "amount": 4_000_000, "bankCode": "BRI", "accountNumber": "7004-5566-77"});
    let refused = take(&admin, &aid, "DISBURSE", letters).await;
    faulty(&refused, &[("FIELD.FORMAT", "/accountNumber"), ("FIELD.FORMAT", "/bankCode")]);
    assert!(!refused.text.contains("7004-5566-77"), "{}", refused.text);
    assert_eq!(status(&admin, &aid).await, "APPROVED");
}

#[tokio::test]
async fn an_undecided_duplicate_stops_the_verification() {
    let app = TestApp::start().await;
    let (admin, head, coordinator) = (app.admin().await, app.head().await, app.coordinator().await);
    let scheme = scheme(&admin, tkm_2026()).await;
    let siti = born(&head, "Siti", "1996-05-17").await;
    let first = propose(&head, to_person(&scheme, &siti)).await.expect(201);
    let second = propose(&head, to_person(&scheme, &siti)).await.expect(201);
    let cases = rows(&coordinator, "/v1/duplicate-cases").await;
    let [case] = cases.as_slice() else { panic!("{cases:?}") };
    assert_eq!((text(case, "kind"), text(case, "firstRecord")), ("SAME_AID_YEAR", text(&first, "id")));
    assert_eq!((text(case, "secondRecord"), &case["fiscalYear"]), (text(&second, "id"), &json!(2026)));
    for aid in [&first, &second] {
        take(&coordinator, aid, "VERIFY", json!({})).await.refused(409, "DUPLICATE.UNDECIDED");
    }
    let decide = format!("{}/decide", at("duplicate-cases", case));
    let decision = json!({"decision": "JUSTIFIED", "reason": "Usaha kedua di lokasi lain"});
    coordinator.post_if(&decide, version(case), decision).await.expect(200);
    take(&coordinator, &second, "VERIFY", json!({})).await.expect(200);
    assert_eq!(rows(&coordinator, "/v1/duplicate-cases").await.len(), 1);
}

#[tokio::test]
async fn a_rejected_proposal_leaves_the_lists_with_its_reason() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let aid = proposed(&app).await;
    let rejected = take(&coordinator, &aid, "REJECT", json!({"reason": "Bukan usaha baru"})).await.expect(200);
    assert_eq!((text(&rejected, "status"), text(&rejected, "statusNote")), ("PROPOSED", "Bukan usaha baru"));
    assert!(rejected["archivedAt"].is_string());
    assert_eq!(rows(&head, "/v1/aids").await, Vec::<Value>::new());
    assert_eq!(rows(&head, "/v1/aids?archived=true").await.len(), 1);
    take(&coordinator, &aid, "VERIFY", json!({})).await.refused(409, "RESOURCE.ARCHIVED");
    assert_eq!(events(&app, "aid.rejected").await, 1);
}

#[tokio::test]
async fn a_breach_and_money_that_came_back_are_recorded() {
    let app = TestApp::start().await;
    let (aid, reviewer) = (paid(&app).await, app.reviewer().await);
    take(&app.head().await, &aid, "BREACH", json!({"reason": "X"})).await.refused(403, "ACCESS.DENIED");
    faulty(&take(&reviewer, &aid, "BREACH", json!({})).await, &[("REASON.REQUIRED", "/reason")]);
    let breached = take(&reviewer, &aid, "BREACH", json!({"reason": "Alat dijual"})).await.expect(200);
    assert_eq!((text(&breached, "status"), text(&breached, "statusNote")), ("BREACH", "Alat dijual"));
    let too_much = take(&reviewer, &aid, "RETURN", json!({"amount": 5_000_001})).await;
    faulty(&too_much, &[("FIELD.OUT_OF_RANGE", "/amount")]);
    let returned = take(&reviewer, &aid, "RETURN", json!({"amount": 2_000_000})).await.expect(200);
    assert_eq!((text(&returned, "status"), &returned["returnedAmount"]), ("RETURNED", &json!(2_000_000)));
    let ended = take(&reviewer, &aid, "BREACH", json!({"reason": "X"})).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(ended["params"]["allowed"], json!([]));
}

#[tokio::test]
async fn a_proposal_changes_until_it_is_verified_but_not_its_recipient() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let aid = proposed(&app).await;
    let here = at("aids", &aid);
    let other = scheme(&admin, merged(tkm_2026(), json!({"code": "TKM-LAIN"}))).await;
    let budi = born(&head, "Budi", "1990-01-01").await;
    let moved = head.patch(&here, 1, json!({"schemeId": other["id"], "personId": budi["id"]})).await;
    faulty(&moved, &[("FIELD.OUT_OF_RANGE", "/personId"), ("FIELD.OUT_OF_RANGE", "/schemeId")]);
    let titled = head.patch(&here, 1, json!({"title": "Warung Berkah"})).await.expect(200);
    assert_eq!((text(&titled, "title"), text(&titled, "status")), ("Warung Berkah", "PROPOSED"));
    assert_eq!(head.patch(&here, 2, json!({"status": "APPROVED"})).await.status, 422);
    take(&app.coordinator().await, &aid, "VERIFY", json!({})).await.expect(200);
    head.patch(&here, 3, json!({"title": "Lain"})).await.refused(409, "STATE.ILLEGAL");
    head.delete_if(&here, 3).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn aid_whose_account_is_late_is_found_and_says_by_how_many_days() {
    let app = TestApp::start().await;
    let aid = paid(&app).await;
    let steps = format!("{}/steps", at("aids", &aid));
    let now = app.head().await.get(&steps).await.expect(200);
    assert_eq!((text(&now, "presentStatus"), &now["lateDays"]), ("DISBURSED", &Value::Null));
    app.clock().set("2026-12-10T02:00:00Z".parse().unwrap());
    let head = app.head().await;
    let late = head.get(&steps).await.expect(200);
    assert_eq!((text(&late, "status"), text(&late, "presentStatus")), ("DISBURSED", "LPJ_DUE"));
    assert_eq!((text(&late, "lpjDueOn"), &late["lateDays"]), ("2026-12-05", &json!(5)));
    assert_eq!(rows(&head, "/v1/aids?endsBefore=2026-12-05").await.len(), 0);
    assert_eq!(rows(&head, "/v1/aids?endsBefore=2026-12-06&kind=DISBURSED,IN_USE").await.len(), 1);
}

/// The steps that a caller may take, as it is told.
async fn told(caller: &Caller, aid: &Value) -> Vec<String> {
    let steps = caller.get(&format!("{}/steps", at("aids", aid))).await.expect(200);
    let actions = steps["allowedActions"].as_array().unwrap().iter().filter(|action| action["allowed"] == true);
    actions.map(|action| text(action, "action").to_owned()).collect()
}

#[tokio::test]
async fn what_may_be_done_is_told_as_it_is() {
    let app = TestApp::start().await;
    let (admin, head, coordinator) = (app.admin().await, app.head().await, app.coordinator().await);
    let aid = proposed(&app).await;
    assert_eq!(told(&coordinator, &aid).await, ["VERIFY", "REJECT"]);
    assert_eq!(told(&head, &aid).await, Vec::<String>::new());
    let reviewer = app.reviewer().await;
    take(&reviewer, &aid, "VERIFY", json!({})).await.expect(200);
    assert_eq!(told(&reviewer, &aid).await, ["REJECT"]);
    assert_eq!(told(&admin, &aid).await, ["APPROVE", "REJECT"]);
    let steps = reviewer.get(&format!("{}/steps", at("aids", &aid))).await.expect(200);
    let approve = &steps["allowedActions"][1];
    assert_eq!((text(approve, "action"), text(&approve["blockers"][0], "code")), ("APPROVE", "ACCESS.SAME_PERSON"));
    take(&admin, &aid, "APPROVE", approval()).await.expect(200);
    take(&admin, &aid, "DISBURSE", disbursement()).await.expect(200);
    assert_eq!(told(&head, &aid).await, ["RECEIVE_GOODS", "USE"]);
    app.anonymous().get(&format!("{}/steps", at("aids", &aid))).await.refused(401, "AUTH.REQUIRED");
}

#[tokio::test]
async fn graphql_takes_the_same_steps() {
    let app = TestApp::start().await;
    let aid = proposed(&app).await;
    let step = "mutation M($id: ID!, $version: Int!, $input: AidStepInput!, $only: Boolean!) {
        stepAid(id: $id, expectedVersion: $version, input: $input, validateOnly: $only) { status version statusOn } }";
    let send = async |caller: &Caller, version: i64, input: Value, only: bool| {
        caller.graphql(step, json!({"id": aid["id"], "version": version, "input": input, "only": only})).await
    };
    let code = |body: &Value| body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    assert_eq!(code(&send(&head, 1, json!({"step": "VERIFY"}), false).await.body), "ACCESS.DENIED");
    assert_eq!(code(&send(&coordinator, 2, json!({"step": "VERIFY"}), false).await.body), "PRECONDITION.STALE");
    assert_eq!(code(&send(&coordinator, 1, json!({"step": "USE"}), false).await.body), "ACCESS.DENIED");
    let form = send(&coordinator, 1, json!({"step": "VERIFY", "accountNumber": "12 34"}), false).await;
    assert_eq!(code(&form.body), "REQUEST.INVALID");
    for (only, times) in [(true, 0), (false, 1)] {
        let done = Caller::data(send(&coordinator, 1, json!({"step": "VERIFY"}), only).await);
        assert_eq!(done["stepAid"], json!({"status": "VERIFIED", "version": 2, "statusOn": "2026-11-05"}));
        assert_eq!(events(&app, "aid.verified").await, times);
    }
    let query = "query Q($id: ID!) { aidSteps(id: $id) { presentStatus lateDays allowedActions { action allowed } } }";
    let told = Caller::data(coordinator.graphql(query, json!({"id": aid["id"]})).await);
    assert_eq!(text(&told["aidSteps"], "presentStatus"), "VERIFIED");
    assert_eq!(told["aidSteps"]["allowedActions"][2], json!({"action": "REJECT", "allowed": true}));
}

#[tokio::test]
async fn an_approved_grant_can_be_called_off_until_money_flows() {
    let app = TestApp::start().await;
    let (aid, reviewer) = (proposed(&app).await, app.reviewer().await);
    approved(&app, &aid).await;
    let off = take(&reviewer, &aid, "REJECT", json!({"reason": "Anggaran dipotong"})).await.expect(200);
    assert_eq!((text(&off, "status"), off["archivedAt"].is_string()), ("APPROVED", true));
}

#[tokio::test]
async fn what_was_decided_to_be_a_duplicate_is_only_rejected() {
    let app = TestApp::start().await;
    let (admin, head, coordinator) = (app.admin().await, app.head().await, app.coordinator().await);
    let scheme = scheme(&admin, tkm_2026()).await;
    let siti = born(&head, "Siti", "1996-05-17").await;
    let first = propose(&head, to_person(&scheme, &siti)).await.expect(201);
    let second = propose(&head, to_person(&scheme, &siti)).await.expect(201);
    let cases = rows(&coordinator, "/v1/duplicate-cases").await;
    let decide = format!("{}/decide", at("duplicate-cases", &cases[0]));
    let decision = json!({"decision": "DUPLICATE", "reason": "Orang dan usaha yang sama"});
    coordinator.post_if(&decide, version(&cases[0]), decision).await.expect(200);
    take(&coordinator, &second, "VERIFY", json!({})).await.refused(409, "STATE.ILLEGAL");
    take(&coordinator, &second, "REJECT", json!({"reason": "Ganda"})).await.expect(200);
    take(&coordinator, &first, "VERIFY", json!({})).await.expect(200);
}

#[tokio::test]
async fn the_coordinator_does_not_call_off_what_the_ministry_approved() {
    let app = TestApp::start().await;
    let aid = proposed(&app).await;
    approved(&app, &aid).await;
    let reason = json!({"reason": "Berubah pikiran"});
    take(&app.coordinator().await, &aid, "REJECT", reason.clone()).await.refused(403, "ACCESS.DENIED");
    take(&app.reviewer().await, &aid, "REJECT", reason).await.expect(200);
}

#[tokio::test]
async fn goods_are_received_once_even_when_aid_is_in_use() {
    let app = TestApp::start().await;
    let (head, aid) = (app.head().await, paid(&app).await);
    take(&head, &aid, "USE", json!({})).await.expect(200);
    let bast = document(&head, "BAST", false).await;
    let goods = json!({"on": "2026-11-05", "bastId": bast["id"]});
    let received = take(&head, &aid, "RECEIVE_GOODS", goods.clone()).await.expect(200);
    assert_eq!((text(&received, "status"), text(&received, "goodsReceivedOn")), ("IN_USE", "2026-11-05"));
    take(&head, &aid, "RECEIVE_GOODS", goods).await.refused(409, "STATE.ILLEGAL");
}
