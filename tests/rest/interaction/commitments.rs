//! What is offered, to whom, and what becomes of it; partnerships.

use api::domain::Ctx;
use api::domain::interaction::commitments::lapse_due;
use api::vocab::Role;
use axum::http::Request;
use serde_json::{Value, json};

use super::super::incubation::mentor_steps::organization;
use super::super::kept_steps::{FORUM, at, faulty, forum, rows};
use super::super::steps::{text, version};
use super::acts::{
    agrees, attempt, enterprise, events, keyed, member, merged, offer, refusal, stakeholder, take, titles,
};
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, Reply, TestApp};

async fn step(caller: &Caller, commitment: &Value, step: &str, body: Value) -> Reply {
    take(caller, "commitments", commitment, step, body).await
}

async fn state(caller: &Caller, commitment: &Value) -> String {
    text(&caller.get(&at("commitments", commitment)).await.expect(200), "state").to_owned()
}

#[tokio::test]
async fn an_organization_offers_changes_and_takes_away() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let (stakeholder, head) = (stakeholder(&app).await, app.head().await);
    offer(&app.anonymous(), "Magang", json!({})).await.refused(401, "AUTH.REQUIRED");
    offer(&head, "Magang", json!({})).await.refused(403, "ACCESS.DENIED");
    let far = app.person(Role::LocalGovernment, Some("36"), None).await;
    offer(&far, "Magang", json!({})).await.refused(403, "ACCESS.DENIED");
    faulty(&offer(&admin, "Magang", json!({"unit": BLK})).await, &[("FIELD.UNKNOWN_CODE", "/unit")]);
    let made = offer(&stakeholder, "Magang", json!({"skills": ["PRODUKSI"], "regionCode": "36.02"})).await.expect(201);
    assert_eq!(
        [&made["state"], &made["stateOn"], &made["regionCode"], &made["version"], &made["unitCode"]],
        [&json!("OFFERED"), &json!("2026-11-05"), &json!("36.02"), &json!(1), &json!(FORUM)]
    );
    let path = at("commitments", &made);
    let unread = Request::patch(path.as_str());
    stakeholder.send(unread, "application/json", b"{}".to_vec()).await.refused(428, "PRECONDITION.REQUIRED");
    stakeholder.patch(&path, 7, json!({"capacity": 8})).await.refused(412, "PRECONDITION.STALE");
    head.patch(&path, 1, json!({"capacity": 8})).await.refused(403, "ACCESS.DENIED");
    let changed = stakeholder.patch(&path, 1, json!({"capacity": 8, "regionCode": null})).await.expect(200);
    assert_eq!(
        (&changed["capacity"], &changed["regionCode"], version(&changed), &changed["state"]),
        (&json!(8), &Value::Null, 2, &json!("OFFERED"))
    );
    for list in
        ["/v1/commitments?kind=TRAINING_PLACE", "/v1/organizations/ORG-UJI/commitments", "/v1/commitments?q=mag"]
    {
        assert_eq!(titles(&stakeholder, list).await, ["Magang"], "{list}");
    }
    stakeholder.delete_if(&path, 2).await.expect(200);
    assert_eq!(titles(&stakeholder, "/v1/commitments").await, [""; 0]);
    assert_eq!(events(&app, "commitment.created").await + events(&app, "commitment.updated").await, 2);
    step(&stakeholder, &made, "withdraw", json!({})).await.refused(409, "RESOURCE.ARCHIVED");
}

#[tokio::test]
async fn a_partner_offers_once_though_it_asks_twice() {
    let app = TestApp::start().await;
    forum(&app.admin().await).await;
    let bank = app.person(Role::Partner, None, Some(FORUM)).await;
    let input = json!({"unit": FORUM, "kind": "FINANCING", "title": "KUR", "fromOn": "2026-11-01", "amount": 25_000_000, "blkId": BLK});
    bank.post("/v1/commitments?validateOnly=true", input.clone()).await.expect(200);
    let first = bank.post_keyed("/v1/commitments", "k-1", input.clone()).await.expect(201);
    let again = bank.post_keyed("/v1/commitments", "k-1", input).await;
    assert_eq!((again.header("idempotency-replayed"), &again.body["id"]), ("true", &first["id"]));
    assert_eq!(titles(&bank, "/v1/commitments").await, ["KUR"]);
}

#[tokio::test]
async fn all_faults_of_an_offer_are_said_at_once() {
    let app = TestApp::start().await;
    forum(&app.admin().await).await;
    let stakeholder = stakeholder(&app).await;
    let wrong = json!({
        "kind": "HADIAH", "sector": "SIHIR", "skills": ["MODAL", "MODAL", "SULAP"], "blkId": BLK, "kawasanId": KAWASAN,
        "fromOn": "2026-11-02", "toOn": "2026-11-01", "quantity": 2.5, "regionCode": "99.99", "agreementNumber": "1",
        "agreedOn": "2026-11-06",
    });
    faulty(
        &offer(&stakeholder, "Magang", wrong).await,
        &[
            ("FIELD.DUPLICATE", "/skills/1"),
            ("FIELD.OUT_OF_RANGE", "/agreedOn"),
            ("FIELD.OUT_OF_RANGE", "/blkId"),
            ("FIELD.OUT_OF_RANGE", "/toOn"),
            ("FIELD.REQUIRED", "/agreementKind"),
            ("FIELD.REQUIRED", "/quantityUnit"),
            ("FIELD.UNKNOWN_CODE", "/kind"),
            ("FIELD.UNKNOWN_CODE", "/regionCode"),
            ("FIELD.UNKNOWN_CODE", "/sector"),
            ("FIELD.UNKNOWN_CODE", "/skills/2"),
        ],
    );
    faulty(
        &offer(&stakeholder, "KUR", json!({"kind": "FINANCING", "blkId": KAWASAN})).await,
        &[("FIELD.REQUIRED", "/amount"), ("FIELD.UNKNOWN_CODE", "/blkId")],
    );
    faulty(
        &offer(&stakeholder, "", json!({"capacity": 0, "agreementNumber": "x".repeat(61), "state": "ACCEPTED"})).await,
        &[
            ("FIELD.LENGTH", "/agreementNumber"),
            ("FIELD.LENGTH", "/title"),
            ("FIELD.OUT_OF_RANGE", "/capacity"),
            ("FIELD.UNKNOWN", "/state"),
        ],
    );
}

#[tokio::test]
async fn an_offer_is_read_by_both_sides_and_an_open_one_by_all_who_sign_in() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let group = enterprise(&admin, BLK, "Saluyu").await;
    let mut made = Vec::new();
    for (title, extra) in [
        ("blk", json!({"blkId": BLK})),
        ("enterprise", json!({"enterpriseId": group["id"]})),
        ("kawasan", json!({"kawasanId": KAWASAN})),
        ("open", json!({})),
        ("other", json!({"blkId": OTHER_BLK})),
    ] {
        made.push(offer(&admin, title, extra).await.expect(201));
    }
    let (siti, _) = member(&app, &group).await;
    let other = text(&organization(&admin, "BANK").await, "code").to_owned();
    let everything = ["blk", "enterprise", "kawasan", "open", "other"];
    let readers: [(&str, Caller, &[&str]); 9] = [
        ("forum", admin, &everything),
        ("stakeholder", stakeholder(&app).await, &everything),
        ("partner", app.person(Role::Partner, None, Some(FORUM)).await, &everything),
        ("head", app.head().await, &["blk", "enterprise", "open"]),
        ("coordinator", app.coordinator().await, &["blk", "enterprise", "kawasan", "open"]),
        ("head elsewhere", app.person(Role::BlkHead, None, Some(OTHER_BLK)).await, &["open", "other"]),
        ("member", siti, &["enterprise", "open"]),
        ("partner elsewhere", app.person(Role::Partner, None, Some(&other)).await, &["open"]),
        ("anybody", app.person(Role::Mentor, None, None).await, &["open"]),
    ];
    for (who, caller, wanted) in readers {
        assert_eq!(titles(&caller, "/v1/commitments").await, wanted, "{who}");
        for (commitment, title) in made.iter().zip(everything) {
            let status = caller.get(&at("commitments", commitment)).await.status;
            assert_eq!(status == 200, wanted.contains(&title), "{who} {title}: {status}");
        }
    }
    app.anonymous().get("/v1/commitments").await.refused(401, "AUTH.REQUIRED");
    app.anonymous().get(&at("commitments", &made[3])).await.refused(401, "AUTH.REQUIRED");
    let of_blk = format!("/v1/commitments?of={}", made[0]["blkId"].as_str().unwrap());
    assert_eq!(titles(&app.head().await, &of_blk).await, ["blk"]);
}

#[tokio::test]
async fn whom_it_is_for_accepts_and_confirms_and_either_side_disputes() {
    let app = TestApp::start().await;
    forum(&app.admin().await).await;
    let (stakeholder, head, coordinator) = (stakeholder(&app).await, app.head().await, app.coordinator().await);
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let made = offer(&stakeholder, "Magang", json!({"blkId": BLK})).await.expect(201);
    let path = at("commitments", &made);
    step(&other, &made, "accept", json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
    other.post_if(&format!("{path}/accept"), 1, json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
    step(&stakeholder, &made, "accept", json!({})).await.refused(403, "ACCESS.DENIED");
    head.post(&format!("{path}/accept"), json!({})).await.refused(428, "PRECONDITION.REQUIRED");
    head.post_if(&format!("{path}/accept"), 5, json!({})).await.refused(412, "PRECONDITION.STALE");
    step(&head, &made, "fulfil", json!({})).await.refused(409, "STATE.ILLEGAL");
    faulty(
        &step(&head, &made, "accept", json!({"on": "2026-11-06", "agreementNumber": "7", "agreedOn": "2026-11-06"}))
            .await,
        &[("FIELD.OUT_OF_RANGE", "/agreedOn"), ("FIELD.OUT_OF_RANGE", "/on"), ("FIELD.REQUIRED", "/agreementKind")],
    );
    let agreement = json!({"agreementKind": "PKS", "agreementNumber": "PKS-7/2026", "agreedOn": "2026-11-05"});
    attempt(&head, &format!("{path}/accept"), 1, agreement.clone()).await.expect(200);
    assert_eq!(state(&head, &made).await, "OFFERED");
    let accepted = step(&head, &made, "accept", agreement).await.expect(200);
    assert_eq!(
        [&accepted["state"], &accepted["agreementNumber"], &accepted["version"]],
        [&json!("ACCEPTED"), &json!("PKS-7/2026"), &json!(2)]
    );
    step(&stakeholder, &made, "withdraw", json!({})).await.refused(409, "STATE.ILLEGAL");
    stakeholder.patch(&path, 2, json!({"capacity": 1})).await.refused(409, "STATE.ILLEGAL");
    stakeholder.delete_if(&path, 2).await.refused(409, "STATE.ILLEGAL");
    faulty(&step(&stakeholder, &made, "dispute", json!({})).await, &[("REASON.REQUIRED", "/reason")]);
    faulty(
        &step(&head, &made, "dispute", json!({"reason": "x", "agreementNumber": "8"})).await,
        &[("FIELD.UNKNOWN", "/agreementNumber")],
    );
    let why = json!({"reason": "Tempatnya tidak ada."});
    let disputed = step(&stakeholder, &made, "dispute", why.clone()).await.expect(200);
    assert_eq!((text(&disputed, "state"), text(&disputed, "stateReason")), ("DISPUTED", "Tempatnya tidak ada."));
    step(&head, &made, "settle", why.clone()).await.refused(403, "ACCESS.DENIED");
    step(&app.person(Role::Coordinator, Some("32"), None).await, &made, "settle", why.clone())
        .await
        .refused(404, "RESOURCE.NOT_FOUND");
    step(&coordinator, &made, "settle", why).await.expect(200);
    step(&coordinator, &made, "fulfil", json!({})).await.refused(403, "ACCESS.DENIED");
    let done = step(&head, &made, "fulfil", json!({"on": "2026-11-05"})).await.expect(200);
    assert_eq!((text(&done, "state"), version(&done)), ("FULFILLED", 5));
    for name in ["created", "accepted", "disputed", "settled", "fulfilled"] {
        assert_eq!(events(&app, &format!("commitment.{name}")).await, 1, "{name}");
    }
}

#[tokio::test]
async fn an_offer_is_declined_or_withdrawn_before_it_is_accepted() {
    let app = TestApp::start().await;
    forum(&app.admin().await).await;
    let (stakeholder, head) = (stakeholder(&app).await, app.head().await);
    let made = offer(&stakeholder, "Magang", json!({"blkId": BLK})).await.expect(201);
    faulty(&step(&head, &made, "decline", json!({"reason": " "})).await, &[("REASON.REQUIRED", "/reason")]);
    step(&head, &made, "withdraw", json!({})).await.refused(403, "ACCESS.DENIED");
    step(&head, &made, "decline", json!({"reason": "Terlalu jauh"})).await.expect(200);
    step(&stakeholder, &made, "withdraw", json!({})).await.refused(409, "STATE.ILLEGAL");
    let made = offer(&stakeholder, "Mesin", json!({"kind": "EQUIPMENT", "kawasanId": KAWASAN})).await.expect(201);
    step(&stakeholder, &made, "withdraw", json!({})).await.expect(200);
    assert_eq!(state(&stakeholder, &made).await, "WITHDRAWN");
    let body = json!({"reason": "x", "colour": "hijau"});
    faulty(&step(&stakeholder, &made, "withdraw", body).await, &[("FIELD.UNKNOWN", "/colour")]);
}

#[tokio::test]
async fn an_open_offer_is_accepted_once_it_says_whom_it_is_for() {
    let app = TestApp::start().await;
    forum(&app.admin().await).await;
    let (stakeholder, head) = (stakeholder(&app).await, app.head().await);
    let made = offer(&stakeholder, "Magang", json!({})).await.expect(201);
    step(&head, &made, "accept", json!({})).await.refused(403, "ACCESS.DENIED");
    step(&stakeholder, &made, "accept", json!({})).await.refused(409, "STATE.ILLEGAL");
    stakeholder.patch(&at("commitments", &made), 1, json!({"blkId": BLK})).await.expect(200);
    step(&head, &made, "accept", json!({})).await.expect(200);
}

#[tokio::test]
async fn a_member_accepts_for_its_enterprise_as_long_as_it_is_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let group = enterprise(&admin, BLK, "Saluyu").await;
    let (siti, membership) = member(&app, &group).await;
    let made = offer(&admin, "Off-take", json!({"kind": "OFF_TAKE", "enterpriseId": group["id"]})).await.expect(201);
    let path = format!("{}/accept", at("commitments", &made));
    siti.post_if(&format!("{}/withdraw", at("commitments", &made)), 1, json!({})).await.refused(403, "ACCESS.DENIED");
    let first = keyed(&siti, &path, 1, "k-1", json!({})).await.expect(200);
    assert_eq!(first["state"], "ACCEPTED");
    let again = keyed(&siti, &path, 1, "k-1", json!({})).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (200, "true"));
    // Whoever coaches it acts for it as well.
    agrees(&app.head().await, "commitments", &made, |_| json!({"reason": "Sebab"})).await;
    let steps = siti.get(&format!("{}/steps", at("commitments", &made))).await.expect(200);
    assert_eq!(
        (&steps["warnings"][0]["path"], &steps["open"]),
        (&json!("/agreementNumber"), &json!(false)),
        "off-take without an agreement is warned of"
    );
    admin.patch(&at("members", &membership), 1, json!({"leftOn": "2026-11-05"})).await.expect(200);
    keyed(&siti, &path, 1, "k-1", json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
    siti.get(&at("commitments", &made)).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn what_nobody_fulfilled_in_its_time_lapses_by_itself() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let head = app.head().await;
    let until = |title: &'static str| {
        let admin = admin.clone();
        async move { offer(&admin, title, json!({"blkId": BLK, "toOn": "2026-12-01"})).await.expect(201) }
    };
    let (offered, accepted, fulfilled, disputed) =
        (until("a").await, until("b").await, until("c").await, until("d").await);
    let endless = offer(&admin, "e", json!({"blkId": BLK})).await.expect(201);
    for one in [&accepted, &fulfilled, &disputed] {
        step(&head, one, "accept", json!({})).await.expect(200);
    }
    step(&head, &fulfilled, "fulfil", json!({})).await.expect(200);
    step(&head, &disputed, "dispute", json!({"reason": "x"})).await.expect(200);
    let ctx = Ctx::system(app.app.clone(), "test");
    // 30 November, one minute to midnight in Jakarta; then a minute after.
    app.clock().set("2026-11-30T16:59:00Z".parse().unwrap());
    assert_eq!(lapse_due(&ctx).await.unwrap(), 0);
    app.clock().set("2026-11-30T17:01:00Z".parse().unwrap());
    assert_eq!(lapse_due(&ctx).await.unwrap(), 2);
    assert_eq!(lapse_due(&ctx).await.unwrap(), 0);
    let admin = app.admin().await;
    for (one, wanted) in [
        (&offered, "LAPSED"),
        (&accepted, "LAPSED"),
        (&fulfilled, "FULFILLED"),
        (&disputed, "DISPUTED"),
        (&endless, "OFFERED"),
    ] {
        assert_eq!(state(&admin, one).await, wanted, "{}", one["title"]);
    }
    assert_eq!(events(&app, "commitment.lapsed").await, 2);
    let lapsed = admin.get(&at("commitments", &accepted)).await.expect(200);
    assert_eq!((&lapsed["stateOn"], version(&lapsed)), (&json!("2026-12-01"), 3));
    step(&app.head().await, &accepted, "fulfil", json!({})).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn what_the_steps_promise_is_what_they_then_do() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let made = offer(&admin, "Magang", json!({"blkId": BLK})).await.expect(201);
    let everyone = [&admin, &head, &coordinator, &stakeholder(&app).await, &app.operator().await];
    for (by, next) in [(&admin, ""), (&head, "accept"), (&head, "dispute"), (&coordinator, "settle"), (&head, "fulfil")]
    {
        if !next.is_empty() {
            step(by, &made, next, json!({"reason": "Sebab"})).await.expect(200);
        }
        for caller in everyone {
            agrees(caller, "commitments", &made, |_| json!({"reason": "Sebab"})).await;
        }
    }
    let open = offer(&admin, "Terbuka", json!({})).await.expect(201);
    for caller in everyone {
        agrees(caller, "commitments", &open, |_| json!({"reason": "Sebab"})).await;
    }
    let steps = format!("{}/steps", at("commitments", &made));
    app.anonymous().get(&steps).await.refused(401, "AUTH.REQUIRED");
    app.person(Role::Mentor, None, None).await.get(&steps).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn the_same_by_graphql() {
    let app = TestApp::start().await;
    forum(&app.admin().await).await;
    let (stakeholder, head) = (stakeholder(&app).await, app.head().await);
    let create = "mutation M($unit: String!, $input: CommitmentInput!) { createCommitment(unit: $unit, input: $input) { id state version blk { code } unit { code } } }";
    let input = json!({"kind": "OFF_TAKE", "title": "Kopi", "fromOn": "2026-11-01", "blkId": BLK, "quantity": 2.5, "quantityUnit": "ton"});
    let refused = head.graphql(create, json!({"unit": FORUM, "input": input})).await;
    assert_eq!(refusal(&refused), (403, "ACCESS.DENIED".to_owned(), vec![]));
    let wrong = merged(input.clone(), json!({"quantityUnit": null, "toOn": "2026-01-01"}));
    let refused = stakeholder.graphql(create, json!({"unit": FORUM, "input": wrong})).await;
    assert_eq!(
        refusal(&refused),
        (422, "REQUEST.INVALID".to_owned(), vec!["/quantityUnit".to_owned(), "/toOn".to_owned()])
    );
    let data = Caller::data(stakeholder.graphql(create, json!({"unit": FORUM, "input": input})).await);
    let made = data["createCommitment"].clone();
    assert_eq!((&made["blk"]["code"], &made["unit"]["code"]), (&json!(BLK), &json!(FORUM)));
    let act = |name: &str, version: i64, input: &str| {
        format!(
            "mutation {{ {name}(id: {}, expectedVersion: {version}, input: {{{input}}}) {{ state version }} }}",
            made["id"]
        )
    };
    let nobody = app.anonymous().graphql(&act("acceptCommitment", 1, ""), json!({})).await;
    assert_eq!(refusal(&nobody), (401, "AUTH.REQUIRED".to_owned(), vec![]));
    let stale = head.graphql(&act("acceptCommitment", 9, ""), json!({})).await;
    assert_eq!(refusal(&stale), (412, "PRECONDITION.STALE".to_owned(), vec![]));
    let done = Caller::data(head.graphql(&act("acceptCommitment", 1, ""), json!({})).await);
    assert_eq!(done["acceptCommitment"], json!({"state": "ACCEPTED", "version": 2}));
    let unsaid = stakeholder.graphql(&act("disputeCommitment", 2, ""), json!({})).await;
    assert_eq!(refusal(&unsaid), (422, "REQUEST.INVALID".to_owned(), vec!["/reason".to_owned()]));
    let late = stakeholder.graphql(&act("withdrawCommitment", 2, ""), json!({})).await;
    assert_eq!(refusal(&late), (409, "STATE.ILLEGAL".to_owned(), vec![]));
    for (caller, name, version) in [
        (&stakeholder, "disputeCommitment", 2),
        (&app.coordinator().await, "settleCommitment", 3),
        (&head, "fulfilCommitment", 4),
    ] {
        Caller::data(caller.graphql(&act(name, version, "reason: \"Sebab\""), json!({})).await);
    }
    let query = "query Q($id: ID!) { commitmentSteps(id: $id) { state open warnings { path } allowedActions { action allowed } } node(id: $id) { ... on Commitment { state } } commitments(first: 9, filter: {kind: [\"OFF_TAKE\"]}) { totalCount } }";
    let data = Caller::data(head.graphql(query, json!({"id": made["id"]})).await);
    assert_eq!(
        (&data["commitmentSteps"]["state"], &data["node"]["state"], &data["commitments"]["totalCount"]),
        (&json!("FULFILLED"), &json!("FULFILLED"), &json!(1))
    );
    assert_eq!(data["commitmentSteps"]["allowedActions"].as_array().map(Vec::len), Some(6));
    let declined = stakeholder.graphql(&act("declineCommitment", 5, "reason: \"x\""), json!({})).await;
    assert_eq!(refusal(&declined), (403, "ACCESS.DENIED".to_owned(), vec![]));
}

#[tokio::test]
async fn a_partnership_says_who_benefits_and_how() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let bank = json!({"code": "ORG-BANK", "name": "Bank Uji", "kind": "BANK", "scope": "NATIONAL", "country": "ID", "region": "31.71"});
    admin.post("/v1/organizations", bank).await.expect(201);
    let (head, stakeholder) = (app.head().await, stakeholder(&app).await);
    let given = offer(&stakeholder, "Magang", json!({"blkId": BLK})).await.expect(201);
    let list = format!("/v1/blks/{BLK}/partnerships");
    let input = json!({"partnerId": FORUM, "partnerKind": "UNIVERSITY", "benefits": ["PELATIHAN", "SDM"], "agreementKind": "PKS",
        "agreementNumber": "PKS-1", "fromOn": "2026-01-01", "toOn": "2026-12-01", "commitmentId": given["id"], "description": "Magang"});
    stakeholder.post(&list, input.clone()).await.refused(403, "ACCESS.DENIED");
    let made = head.post(&list, input.clone()).await.expect(201);
    assert_eq!(made["benefits"], json!(["PELATIHAN", "SDM"]));
    let with = |extra: Value| merged(input.clone(), extra);
    faulty(&head.post(&list, input.clone()).await, &[("DATES.OVERLAP", "/fromOn")]);
    head.post(&list, with(json!({"fromOn": "2026-12-01", "toOn": null}))).await.expect(201);
    head.post(&list, with(json!({"agreementNumber": "PKS-2"}))).await.expect(201);
    faulty(
        &head.post(&list, with(json!({"partnerId": "ORG-BANK", "partnerKind": "SIHIR", "benefits": ["UANG"], "agreementKind": null, "toOn": "2025-01-01"}))).await,
        &[
            ("FIELD.OUT_OF_RANGE", "/toOn"),
            ("FIELD.REQUIRED", "/agreementKind"),
            ("FIELD.UNKNOWN_CODE", "/benefits/0"),
            ("FIELD.UNKNOWN_CODE", "/commitmentId"),
            ("FIELD.UNKNOWN_CODE", "/partnerKind"),
        ],
    );
    faulty(&head.post(&list, with(json!({"benefits": []}))).await, &[("FIELD.LENGTH", "/benefits")]);
    app.anonymous().get("/v1/partnerships").await.refused(401, "AUTH.REQUIRED");
    assert_eq!(rows(&stakeholder, "/v1/partnerships?kind=UNIVERSITY&q=MAGANG").await.len(), 3);
    let of_bank =
        format!("/v1/partnerships?of={}", text(&admin.get("/v1/organizations/ORG-BANK").await.expect(200), "id"));
    assert_eq!(rows(&stakeholder, &of_bank).await.len(), 0);
    let query = format!(
        "{{ blk(code: \"{BLK}\") {{ partnerships(first: 9) {{ totalCount nodes {{ benefits partner {{ code }} commitment {{ title }} }} }} }} }}"
    );
    let data = Caller::data(head.graphql(&query, json!({})).await);
    let found = &data["blk"]["partnerships"];
    assert_eq!(found["totalCount"], 3);
    assert_eq!(
        found["nodes"][0],
        json!({"benefits": ["PELATIHAN", "SDM"], "partner": {"code": FORUM}, "commitment": {"title": "Magang"}})
    );
    assert_eq!(events(&app, "partnership.created").await, 3);
}
