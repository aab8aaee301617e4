//! Steps that the tests of mentors share: an intake, a trained mentor with an account, an assignment, a visit.

use serde_json::{Value, json};

use super::super::steps::{text, version};
use super::steps::{baseline, incubatee, merged, person};
use crate::support::{BLK, Caller, PASSWORD, Reply, TestApp};

/// A code that nothing else has.
fn fresh(head: &str) -> String {
    let tail = api::domain::vault::hex(&api::domain::vault::random::<4>());
    format!("{head}-{}", tail.to_uppercase())
}

/// An organization of a kind.
pub async fn organization(admin: &Caller, kind: &str) -> Value {
    let code = fresh("ORG");
    let input = json!({"code": code, "name": format!("Organisasi {code}"), "kind": kind, "scope": "NATIONAL", "country": "ID", "region": "31.71"});
    admin.post("/v1/organizations", input).await.expect(201)
}

/// A batch of TKS of the ministry, trained from March to August 2026, whose call is open in November.
pub async fn batch(admin: &Caller, extra: Value) -> Value {
    let ministry = organization(admin, "MINISTRY").await;
    let input = json!({
        "unit": ministry["code"], "code": fresh("TKS"), "kind": "TKS", "name": "TKS 2026", "year": 2026, "quota": 664,
        "callOpensOn": "2026-11-01", "callClosesOn": "2026-11-30", "trainingStartsOn": "2026-03-01",
    });
    admin.post("/v1/mentor-batches", merged(input, extra)).await.expect(201)
}

/// Somebody who applies to a batch, put forward by an administrator.
pub async fn applicant(admin: &Caller, batch: &Value, person: &Value) -> Reply {
    let input = json!({"personId": person["id"], "competencies": ["PEMASARAN", "KEUANGAN"]});
    admin.post(&format!("/v1/mentor-batches/{}/mentors", text(batch, "id")), input).await
}

/// A step, with the version that is read just before.
pub async fn step(caller: &Caller, mentor: &Value, step: &str, extra: Value) -> Reply {
    let at = format!("/v1/mentors/{}", text(mentor, "id"));
    let now = caller.get(&at).await.expect(200);
    caller.post_if(&format!("{at}/steps"), version(&now), merged(json!({"step": step}), extra)).await
}

/// A mentor of a new batch who passed the training today.
pub async fn trained(admin: &Caller, name: &str) -> (Value, Value) {
    let batch = batch(admin, json!({})).await;
    let person = person(admin, BLK, name, json!({})).await;
    let mut mentor = applicant(admin, &batch, &person).await.expect(201);
    for next in ["SELECT", "START_TRAINING", "PASS"] {
        mentor = step(admin, &mentor, next, json!({})).await.expect(200);
    }
    (person, mentor)
}

/// An assignment since 1 October 2026, whatever comes of it.
pub async fn assign(admin: &Caller, mentor: &Value, enterprise_id: &str, extra: Value) -> Reply {
    let input = json!({"enterpriseId": enterprise_id, "fromOn": "2026-10-01"});
    admin.post(&format!("/v1/mentors/{}/assignments", text(mentor, "id")), merged(input, extra)).await
}

/// The person signed in as a mentor: invited, the code taken up.
pub async fn account(app: &TestApp, admin: &Caller, person: &Value) -> Caller {
    let email = format!("{}@mentor.test", fresh("m").to_lowercase());
    let input = json!({"email": email, "role": "MENTOR", "delivery": "RETURN"});
    let invited = admin.post(&format!("/v1/persons/{}/invitations", text(person, "id")), input).await.expect(201);
    let code = text(&invited["invitation"], "code");
    let set = app.anonymous().post("/v1/passwords", json!({"code": code, "password": PASSWORD})).await;
    assert_eq!(set.status, 204, "{}", set.text);
    app.login(&email, PASSWORD).await
}

/// A mentor, signed in, who coaches an enterprise since a day; and the record.
pub async fn mentor_since(app: &TestApp, enterprise_id: &str, from_on: &str) -> (Caller, Value) {
    let admin = app.admin().await;
    let (person, mentor) = trained(&admin, "Pendamping Uji").await;
    assign(&admin, &mentor, enterprise_id, json!({"fromOn": from_on})).await.expect(201);
    let caller = account(app, &admin, &person).await;
    let mentor = admin.get(&format!("/v1/mentors/{}", text(&mentor, "id"))).await.expect(200);
    (caller, mentor)
}

/// A mentor, signed in, who coaches an enterprise since 1 October 2026; and the record.
pub async fn mentor(app: &TestApp, enterprise_id: &str) -> (Caller, Value) {
    mentor_since(app, enterprise_id, "2026-10-01").await
}

/// An enterprise of [`BLK`] in a cohort, with its baseline: the enterprise and the incubatee.
pub async fn tenant(admin: &Caller, cohort: &Value, name: &str) -> (Value, Value) {
    let enterprise = super::steps::enterprise(admin, BLK, name).await;
    let incubatee = incubatee(admin, cohort, &enterprise, baseline()).await;
    (enterprise, incubatee)
}

/// A visit of yesterday, 100 minutes, whatever comes of it.
pub async fn visit(caller: &Caller, incubatee: &Value, mentor: &Value, extra: Value) -> Reply {
    let input = json!({
        "mentorId": mentor["id"], "visitedOn": "2026-11-04", "minutes": 100, "place": "Balai desa",
        "roles": ["MOTIVATOR", "FASILITATOR"],
        "duties": [{"duty": "PENGEMBANGAN_USAHA", "minutes": 70}, {"duty": "AKSES_PENDUKUNG", "minutes": 30}],
    });
    caller.post(&format!("/v1/incubatees/{}/visits", text(incubatee, "id")), merged(input, extra)).await
}

/// A verdict on a visit as it was read.
pub async fn verdict(caller: &Caller, visit: &Value, verdict: &str, extra: Value) -> Reply {
    let at = format!("/v1/visits/{}/verdicts", text(visit, "id"));
    caller.post_if(&at, version(visit), merged(json!({"verdict": verdict}), extra)).await
}
