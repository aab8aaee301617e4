//! `GET .../steps` agrees with what the service then does, for every caller, in every state; and refusals come in their
//! order.

use api::vocab::Role;
use serde_json::{Value, json};

use super::super::kept_steps::{at, faulty, rows};
use super::super::steps::{grant, text, version};
use super::aid_steps::{account, act, document, draft, propose, proposed, scheme, take, ten, tkm_2023, to_group};
use super::mentor_steps::{self, applicant, assign, batch, mentor, step, tenant, verdict, visit};
use super::steps::{cohort, enterprise, member, merged, month, person};
use crate::support::{BLK, Caller, OTHER_BLK, Reply, TestApp};

type Named = (&'static str, Caller);
/// A step, where it is sent and what is sent.
type Try = (&'static str, &'static str, Value);

async fn everyone(app: &TestApp) -> Vec<Named> {
    vec![
        ("admin", app.admin().await),
        ("head", app.head().await),
        ("operator", app.operator().await),
        ("coordinator", app.coordinator().await),
        ("coordinator of another region", app.person(Role::Coordinator, Some("32"), None).await),
        ("reviewer", app.reviewer().await),
        ("university", app.person(Role::University, None, Some(BLK)).await),
        ("local government", app.person(Role::LocalGovernment, Some("36"), None).await),
        ("auditor", app.person(Role::Auditor, None, None).await),
        ("head of another BLK", app.person(Role::BlkHead, None, Some(OTHER_BLK)).await),
    ]
}

fn pairs(list: &Value) -> Vec<(String, String)> {
    let all = list.as_array().unwrap().iter();
    let mut pairs: Vec<_> = all.map(|one| (text(one, "code").to_owned(), text(one, "path").to_owned())).collect();
    pairs.sort();
    pairs
}

/// What a trial was refused for, as blockers say it; nothing where it would have been done.
fn refusal(reply: &Reply) -> Vec<(String, String)> {
    if reply.status == 200 {
        return Vec::new();
    }
    let faults = reply.faults();
    if faults.is_empty() { vec![(text(&reply.body, "code").to_owned(), String::new())] } else { faults }
}

/// Asks everyone what may be done, tries it without writing, and says who was allowed what.
async fn agrees(callers: &[Named], record: &str, tries: &[Try], status: &str) -> Vec<String> {
    let mut allowed = Vec::new();
    for (who, caller) in callers {
        let told = caller.get(&format!("{record}/steps")).await;
        if told.status == 404 {
            caller.get(record).await.refused(404, "RESOURCE.NOT_FOUND");
            for (_, path, body) in tries {
                let tried = caller.post_if(&format!("{record}/{path}?validateOnly=true"), 1, body.clone()).await;
                tried.refused(404, "RESOURCE.NOT_FOUND");
            }
            continue;
        }
        let told = told.expect(200);
        assert_eq!((text(&told, "status"), record.ends_with(text(&told, "id"))), (status, true), "{told}");
        let actions = told["allowedActions"].as_array().unwrap();
        assert_eq!(actions.len(), tries.len(), "{told}");
        for (entry, (action, path, body)) in actions.iter().zip(tries) {
            assert_eq!(text(entry, "action"), *action);
            let to = format!("{record}/{path}?validateOnly=true");
            let tried = caller.post_if(&to, version(&told), body.clone()).await;
            let promised = pairs(&entry["blockers"]);
            assert_eq!(entry["allowed"], promised.is_empty(), "{who} {status} {action}: {entry}");
            assert_eq!(refusal(&tried), promised, "{who} {status} {action}: {}", tried.text);
            if promised.is_empty() {
                allowed.push(format!("{who}: {action}"));
            }
        }
    }
    allowed
}

fn mentor_tries() -> Vec<Try> {
    let words = ["SELECT", "REJECT", "START_TRAINING", "PASS", "FAIL", "COMPLETE", "BECOME_ALUMNUS", "TERMINATE"];
    words.into_iter().map(|word| (word, "steps", json!({"step": word, "reason": "Sebab"}))).collect()
}

#[tokio::test]
async fn of_a_mentor_what_is_promised_is_what_is_done_from_applicant_to_alumnus() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let batch = batch(&admin, json!({"quota": 1})).await;
    let group = enterprise(&admin, BLK, "Saluyu").await;
    let (someone, other) = (person(&admin, BLK, "Satu", json!({})).await, person(&admin, BLK, "Dua", json!({})).await);
    let first = applicant(&admin, &batch, &someone).await.expect(201);
    let second = applicant(&admin, &batch, &other).await.expect(201);
    let mut callers = everyone(&app).await;
    let (here, tries) = (at("mentors", &first), mentor_tries());
    let allowed = agrees(&callers, &here, &tries, "APPLIED").await;
    assert_eq!(allowed, ["admin: SELECT", "admin: REJECT", "admin: TERMINATE"]);
    step(&admin, &first, "SELECT", json!({})).await.expect(200);
    callers.push(("mentor", mentor_steps::account(&app, &admin, &someone).await));
    agrees(&callers, &here, &tries, "SELECTED").await;
    // The batch has no place left.
    let allowed = agrees(&callers, &at("mentors", &second), &tries, "APPLIED").await;
    assert_eq!(allowed, ["admin: REJECT", "admin: TERMINATE"]);
    for (next, status) in [("START_TRAINING", "IN_TRAINING"), ("PASS", "TRAINED")] {
        step(&admin, &first, next, json!({})).await.expect(200);
        agrees(&callers, &here, &tries, status).await;
    }
    assign(&admin, &first, text(&group, "id"), json!({})).await.expect(201);
    agrees(&callers, &here, &tries, "ASSIGNED").await;
    step(&admin, &first, "COMPLETE", json!({})).await.expect(200);
    agrees(&callers, &here, &tries, "COMPLETED").await;
    step(&admin, &first, "BECOME_ALUMNUS", json!({})).await.expect(200);
    assert_eq!(agrees(&callers, &here, &tries, "ALUMNI").await, Vec::<String>::new());
    step(&admin, &second, "TERMINATE", json!({"reason": "Mundur"})).await.expect(200);
    agrees(&callers, &at("mentors", &second), &tries, "TERMINATED").await;
}

#[tokio::test]
async fn of_an_archived_mentor_no_step_is_promised() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let batch = batch(&admin, json!({})).await;
    let someone = person(&admin, BLK, "Satu", json!({})).await;
    let made = applicant(&admin, &batch, &someone).await.expect(201);
    let here = at("mentors", &made);
    assert_eq!(admin.delete_if(&here, version(&made)).await.status / 100, 2);
    assert_eq!(agrees(&everyone(&app).await, &here, &mentor_tries(), "APPLIED").await, Vec::<String>::new());
    let told = admin.get(&format!("{here}/steps")).await.expect(200);
    assert_eq!(text(&told["allowedActions"][0]["blockers"][0], "code"), "RESOURCE.ARCHIVED");
}

#[tokio::test]
async fn of_a_visit_what_is_promised_is_what_is_done() {
    let app = TestApp::start().await;
    let (admin, coordinator) = (app.admin().await, app.coordinator().await);
    let cohort = cohort(&admin, BLK, json!({})).await;
    let (group, incubatee) = tenant(&admin, &cohort, "Aster").await;
    let (caller, coach) = mentor(&app, text(&group, "id")).await;
    let first = visit(&caller, &incubatee, &coach, json!({})).await.expect(201);
    let second = visit(&caller, &incubatee, &coach, json!({"visitedOn": "2026-11-03"})).await.expect(201);
    let mut callers = everyone(&app).await;
    callers.push(("mentor", caller.clone()));
    let tries = ["VERIFIED", "REFUSED"].map(|word| (word, "verdicts", json!({"verdict": word, "note": "Dicek"})));
    let here = at("visits", &first);
    let allowed = agrees(&callers, &here, &tries, "RECORDED").await;
    let verified: Vec<&str> = allowed.iter().filter_map(|one| one.strip_suffix(": VERIFIED")).collect();
    assert_eq!(verified, ["admin", "coordinator", "university"]);
    // A mentor who coordinates as well does not verify the own visit.
    grant(&app, &caller, json!({"role": "COORDINATOR", "region": "36"})).await;
    agrees(&callers, &here, &tries, "RECORDED").await;
    let told = caller.get(&format!("{here}/steps")).await.expect(200);
    assert_eq!(text(&told["allowedActions"][0]["blockers"][0], "code"), "ACCESS.SAME_PERSON");
    verdict(&coordinator, &first, "VERIFIED", json!({})).await.expect(200);
    assert_eq!(agrees(&callers, &here, &tries, "VERIFIED").await, Vec::<String>::new());
    verdict(&coordinator, &second, "REFUSED", json!({"note": "Salah"})).await.expect(200);
    assert_eq!(agrees(&callers, &at("visits", &second), &tries, "REFUSED").await, Vec::<String>::new());
}

/// Aid to a group of ten that was paid out, and the group.
async fn granted(app: &TestApp) -> (Value, Value) {
    let (admin, head) = (app.admin().await, app.head().await);
    let (scheme, group) = (scheme(&admin, tkm_2023()).await, ten(&head, "Sehate Kompak").await);
    let aid = propose(&head, to_group(&scheme, &group)).await.expect(201);
    take(&app.coordinator().await, &aid, "VERIFY", json!({})).await.expect(200);
    let approval = json!({"amount": 20_000_000, "decreeNumber": "SK-1/2023"});
    take(&app.reviewer().await, &aid, "APPROVE", approval).await.expect(200);
    let payment = json!({"on": "2026-11-05", "amount": 20_000_000, "bankCode": "009", "accountNumber": "1234567890"});
    take(&admin, &aid, "DISBURSE", payment).await.expect(200);
    (aid, group)
}

/// A whole account of the twenty million.
async fn whole(head: &Caller) -> Value {
    let lines = json!({"returned": 0, "lines": [
        {"line": "ALAT", "item": "Mesin giling", "planned": 12_000_000, "realised": 12_000_000},
        {"line": "BAHAN", "item": "Biji kopi", "planned": 8_000_000, "realised": 8_000_000},
    ]});
    merged(account(&document(head, "KUITANSI", true).await), lines)
}

fn lpj_tries() -> [Try; 3] {
    [
        ("SUBMIT", "submit", json!({})),
        ("ACCEPT", "decide", json!({"decision": "ACCEPT"})),
        ("SEND_BACK", "decide", json!({"decision": "SEND_BACK", "reason": "Sebab"})),
    ]
}

#[tokio::test]
async fn of_an_account_what_is_promised_is_what_is_done() {
    let app = TestApp::start().await;
    let (admin, head, reviewer) = (app.admin().await, app.head().await, app.reviewer().await);
    let (aid, group) = granted(&app).await;
    let mut callers = everyone(&app).await;
    callers.push(("mentor", mentor(&app, text(&group, "id")).await.0));
    let tries = lpj_tries();
    let lpj = draft(&head, &aid, json!({})).await.expect(201);
    let here = at("lpj", &lpj);
    // What it lacks is told beforehand.
    assert_eq!(agrees(&callers, &here, &tries, "DRAFT").await, Vec::<String>::new());
    let told = head.get(&format!("{here}/steps")).await.expect(200);
    assert!(pairs(&told["allowedActions"][0]["blockers"]).contains(&("FIELD.REQUIRED".into(), "/evidence".into())));
    head.patch(&here, version(&lpj), whole(&head).await).await.expect(200);
    let allowed = agrees(&callers, &here, &tries, "DRAFT").await;
    let submit = ["admin: SUBMIT", "head: SUBMIT", "operator: SUBMIT", "university: SUBMIT", "mentor: SUBMIT"];
    assert_eq!(allowed, submit);
    act(&admin, &lpj, "submit", json!({})).await.expect(200);
    // Who submitted it does not decide it.
    let allowed = agrees(&callers, &here, &tries, "SUBMITTED").await;
    assert_eq!(allowed, ["reviewer: ACCEPT", "reviewer: SEND_BACK"]);
    act(&reviewer, &lpj, "decide", json!({"decision": "SEND_BACK", "reason": "Kurang rinci"})).await.expect(200);
    assert_eq!(agrees(&callers, &here, &tries, "SENT_BACK").await, Vec::<String>::new());
    let next = draft(&head, &aid, whole(&head).await).await.expect(201);
    act(&head, &next, "submit", json!({})).await.expect(200);
    act(&reviewer, &next, "decide", json!({"decision": "ACCEPT"})).await.expect(200);
    assert_eq!(agrees(&callers, &at("lpj", &next), &tries, "ACCEPTED").await, Vec::<String>::new());
}

#[tokio::test]
async fn an_account_of_aid_that_was_breached_goes_no_further() {
    let app = TestApp::start().await;
    let (head, reviewer) = (app.head().await, app.reviewer().await);
    let (aid, _) = granted(&app).await;
    let lpj = draft(&head, &aid, whole(&head).await).await.expect(201);
    take(&reviewer, &aid, "BREACH", json!({"reason": "Alat dijual"})).await.expect(200);
    let allowed = agrees(&everyone(&app).await, &at("lpj", &lpj), &lpj_tries(), "DRAFT").await;
    assert_eq!(allowed, Vec::<String>::new());
}

/// Somebody in two groups of the BLK, and the case of it.
async fn case(app: &TestApp) -> (Value, Value) {
    let admin = app.admin().await;
    let siti = person(&admin, BLK, "Siti", json!({})).await;
    let (one, other) = (enterprise(&admin, BLK, "Canoli").await, enterprise(&admin, BLK, "Saluyu").await);
    member(&admin, &one, &siti, "KETUA", "2026-01-01").await;
    member(&admin, &other, &siti, "ANGGOTA", "2026-03-01").await;
    let cases = rows(&admin, "/v1/duplicate-cases").await;
    let [case] = cases.as_slice() else { panic!("{cases:?}") };
    (case.clone(), other)
}

#[tokio::test]
async fn of_a_duplicate_case_what_is_promised_is_what_is_done() {
    let app = TestApp::start().await;
    let (case, group) = case(&app).await;
    let mut callers = everyone(&app).await;
    callers.push(("mentor", mentor(&app, text(&group, "id")).await.0));
    let tries = ["JUSTIFIED", "DUPLICATE"].map(|word| (word, "decide", json!({"decision": word, "reason": "Sebab"})));
    let here = at("duplicate-cases", &case);
    let allowed = agrees(&callers, &here, &tries, "OPEN").await;
    let justified: Vec<&str> = allowed.iter().filter_map(|one| one.strip_suffix(": JUSTIFIED")).collect();
    assert_eq!(justified, ["admin", "coordinator", "reviewer"]);
    let decision = json!({"decision": "JUSTIFIED", "reason": "Pindah kelompok"});
    app.coordinator().await.post_if(&format!("{here}/decide"), version(&case), decision).await.expect(200);
    assert_eq!(agrees(&callers, &here, &tries, "JUSTIFIED").await, Vec::<String>::new());
}

#[tokio::test]
async fn graphql_tells_the_same() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (case, group) = case(&app).await;
    let (caller, coach) = mentor(&app, text(&group, "id")).await;
    let cohort = cohort(&admin, BLK, json!({})).await;
    let (aster, incubatee) = tenant(&admin, &cohort, "Aster").await;
    assign(&admin, &coach, text(&aster, "id"), json!({})).await.expect(201);
    let made = visit(&caller, &incubatee, &coach, json!({})).await.expect(201);
    let query = "query Q($mentor: ID!, $visit: ID!, $case: ID!) {
        mentorSteps(id: $mentor) { status version allowedActions { action allowed blockers { code path } } }
        mentoringVisitSteps(id: $visit) { status version allowedActions { action allowed blockers { code path } } }
        duplicateCaseSteps(id: $case) { status version allowedActions { action allowed blockers { code path } } } }";
    let variables = json!({"mentor": coach["id"], "visit": made["id"], "case": case["id"]});
    let told = Caller::data(app.coordinator().await.graphql(query, variables.clone()).await);
    let by_rest = [("mentorSteps", at("mentors", &coach)), ("mentoringVisitSteps", at("visits", &made))];
    for (field, here) in by_rest.into_iter().chain([("duplicateCaseSteps", at("duplicate-cases", &case))]) {
        let rest = app.coordinator().await.get(&format!("{here}/steps")).await.expect(200);
        assert_eq!((&told[field]["status"], &told[field]["version"]), (&rest["status"], &rest["version"]), "{field}");
        let (one, other) = (told[field]["allowedActions"].as_array(), rest["allowedActions"].as_array());
        for (one, other) in one.unwrap().iter().zip(other.unwrap()) {
            assert_eq!((&one["action"], &one["allowed"]), (&other["action"], &other["allowed"]), "{field}");
            assert_eq!(pairs(&one["blockers"]), pairs(&other["blockers"]), "{field}");
        }
    }
    let code = |reply: Reply| reply.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
    let one = "query Q($id: ID!) { lpjSteps(id: $id) { status } }";
    let aid_account = json!({"id": "lpj_01h455vb4pex5vsknk084sn02q"});
    assert_eq!(code(admin.graphql(one, aid_account).await), "RESOURCE.NOT_FOUND");
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    assert_eq!(code(stranger.graphql(query, variables.clone()).await), "RESOURCE.NOT_FOUND");
    assert_eq!(code(app.anonymous().graphql(query, variables).await), "AUTH.REQUIRED");
}

/// An unknown word is nothing that a stranger hears of (404), nor who may not take a step (403), nor who read an old
/// version (412).
async fn judged_last(app: &TestApp, path: &str, body: Value, fault: &str, may: &Caller, sees: &Caller, denied: &str) {
    app.anonymous().post_if(path, 1, body.clone()).await.refused(401, "AUTH.REQUIRED");
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    stranger.post_if(path, 1, body.clone()).await.refused(404, "RESOURCE.NOT_FOUND");
    sees.post_if(path, 1, body.clone()).await.refused(403, denied);
    may.post_if(path, 99, body.clone()).await.refused(412, "PRECONDITION.STALE");
    let record = path.rsplit_once('/').unwrap().0;
    let now = version(&may.get(record).await.expect(200));
    faulty(&may.post_if(path, now, body).await, &[("FIELD.UNKNOWN_CODE", fault)]);
}

#[tokio::test]
async fn an_unknown_step_of_aid_is_refused_last() {
    let app = TestApp::start().await;
    let path = format!("{}/steps", at("aids", &proposed(&app).await));
    let auditor = app.person(Role::Auditor, None, None).await;
    // Each role that takes any of the steps is told of the word.
    for may in [app.coordinator().await, app.head().await, app.admin().await] {
        judged_last(&app, &path, json!({"step": "DANCE"}), "/step", &may, &auditor, "ACCESS.DENIED").await;
    }
}

#[tokio::test]
async fn an_unknown_decision_on_an_account_is_refused_last() {
    let app = TestApp::start().await;
    let (head, reviewer) = (app.head().await, app.reviewer().await);
    let (aid, _) = granted(&app).await;
    let lpj = draft(&head, &aid, whole(&head).await).await.expect(201);
    act(&head, &lpj, "submit", json!({})).await.expect(200);
    let (path, word) = (format!("{}/decide", at("lpj", &lpj)), json!({"decision": "PERHAPS"}));
    // Who submits accounts does not decide them.
    judged_last(&app, &path, word, "/decision", &reviewer, &head, "ACCESS.DENIED").await;
}

#[tokio::test]
async fn an_unknown_step_of_a_mentor_is_refused_last() {
    let app = TestApp::start().await;
    let (admin, reviewer) = (app.admin().await, app.reviewer().await);
    let batch = batch(&admin, json!({})).await;
    let someone = person(&admin, BLK, "Satu", json!({})).await;
    let made = applicant(&admin, &batch, &someone).await.expect(201);
    let (path, word) = (format!("{}/steps", at("mentors", &made)), json!({"step": "SKIP"}));
    judged_last(&app, &path, word.clone(), "/step", &admin, &reviewer, "ACCESS.DENIED").await;
    let mutation = "mutation M($id: ID!, $input: MentorStepInput!) { stepMentor(id: $id, expectedVersion: 1, input: $input) { status } }";
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    for (caller, code) in [(&stranger, "RESOURCE.NOT_FOUND"), (&reviewer, "ACCESS.DENIED"), (&admin, "REQUEST.INVALID")]
    {
        let reply = caller.graphql(mutation, json!({"id": made["id"], "input": word})).await;
        assert_eq!(reply.body["errors"][0]["extensions"]["code"], code, "{}", reply.text);
    }
}

#[tokio::test]
async fn an_unknown_level_is_refused_last_and_with_every_other_fault() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let cohort = cohort(&head, BLK, json!({})).await;
    let (group, incubatee) = tenant(&head, &cohort, "Dapur Lebak").await;
    let filed = month(&head, &incubatee, "2026-10", json!({})).await;
    let (path, word) = (format!("{}/assurances", at("progress", &filed)), json!({"level": "SURE"}));
    let auditor = app.person(Role::Auditor, None, None).await;
    let coach = mentor(&app, text(&group, "id")).await.0;
    for may in [&head, &coach] {
        judged_last(&app, &path, word.clone(), "/level", may, &auditor, "ASSURANCE.DENIED").await;
    }
    let more = merged(word, json!({"fields": ["profit"], "evidence": ["nope"]}));
    let all = ["/evidence/0", "/fields/0", "/level"].map(|place| ("FIELD.UNKNOWN_CODE", place));
    faulty(&head.post_if(&path, version(&filed), more).await, &all);
}

#[tokio::test]
async fn who_may_not_is_told_so_before_the_version_and_the_state() {
    let app = TestApp::start().await;
    let (admin, head, aid) = (app.admin().await, app.head().await, granted(&app).await.0);
    let lpj = draft(&head, &aid, whole(&head).await).await.expect(201);
    act(&admin, &lpj, "submit", json!({})).await.expect(200);
    let decide = format!("{}/decide", at("lpj", &lpj));
    // Who submitted it is refused as such, however old the version.
    admin.post_if(&decide, 99, json!({"decision": "ACCEPT"})).await.refused(403, "ACCESS.SAME_PERSON");
    head.post_if(&decide, 99, json!({"decision": "ACCEPT"})).await.refused(403, "ACCESS.DENIED");
    let reviewer = app.reviewer().await;
    reviewer.post_if(&decide, 99, json!({"decision": "SEND_BACK"})).await.refused(412, "PRECONDITION.STALE");
    take(&reviewer, &aid, "BREACH", json!({"reason": "Alat dijual"})).await.expect(200);
    // The state comes before what is missing in the input.
    act(&reviewer, &lpj, "decide", json!({"decision": "SEND_BACK"})).await.refused(409, "STATE.ILLEGAL");
}
