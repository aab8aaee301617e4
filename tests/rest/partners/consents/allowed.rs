//! What a consent and a request for one say that their caller may do is what the server then permits.

use std::time::Duration;

use api::vocab::Role;
use serde_json::json;

use super::super::super::incubation::mentor_steps::organization;
use super::super::acts::{agreement, bank};
use super::asking::{ASK, ASKED, question};
use super::*;

/// What stands in the way of a step: the codes of its blockers; none where it is allowed.
fn blockers(record: &Value, step: &str) -> Option<Vec<String>> {
    let all = record["allowedActions"].as_array().unwrap_or_else(|| panic!("{record}"));
    let one = all.iter().find(|one| one["action"] == step).unwrap_or_else(|| panic!("{step} in {record}"));
    let codes: Vec<String> =
        one["blockers"].as_array().unwrap().iter().map(|blocker| text(blocker, "code").to_owned()).collect();
    assert_eq!(one["allowed"], json!(codes.is_empty()), "{record}");
    (!codes.is_empty()).then_some(codes)
}

/// The codes of a refusal as blockers say them; none where it was none.
fn refusals(reply: &Reply) -> Option<Vec<String>> {
    if reply.status < 300 {
        return None;
    }
    let faults: Vec<String> = reply.faults().into_iter().map(|(code, _)| code).collect();
    Some(if faults.is_empty() { vec![text(&reply.body, "code").to_owned()] } else { faults })
}

/// What is shown of a consent is what the steps answer; which of them may be taken.
async fn of_consent(who: &Caller, consent: &Value) -> (bool, bool) {
    let shown = who.get(&at(consent)).await.expect(200);
    let listed = rows(who, CONSENTS).await.into_iter().find(|row| row["id"] == consent["id"]).unwrap();
    assert_eq!(shown["allowedActions"], listed["allowedActions"]);
    let mut may = Vec::new();
    for (step, path) in [("withdraw", "withdraw"), ("issueCode", "codes")] {
        let tried = who.post(&format!("{}/{path}?validateOnly=true", at(consent)), json!({})).await;
        assert_eq!(blockers(&shown, step), refusals(&tried), "{step}: {}", tried.text);
        may.push(blockers(&shown, step).is_none());
    }
    (may[0], may[1])
}

#[tokio::test]
async fn a_consent_shows_its_steps_as_the_server_then_permits_them() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let subject = account(&app, &siti, "siti@usaha.test").await;
    let officer = app.person(Role::DataProtectionOfficer, None, None).await;
    let made = granted(&head, &siti, &bank, json!({"expiresAt": "2026-11-05T02:10:00Z"})).await;
    for (who, may) in [
        (&head, (true, true)),
        (&subject, (true, true)),
        (&app.admin().await, (true, true)),
        (&officer, (true, false)),
        (&app.coordinator().await, (false, false)),
    ] {
        assert_eq!(of_consent(who, &made).await, may);
    }
    app.clock().set("2026-11-05T02:10:00Z".parse().unwrap());
    // Over, though nobody has written that down yet.
    assert_eq!(of_consent(&head, &made).await, (false, false));
    let next = granted(&head, &siti, &bank, json!({})).await;
    assert_eq!((of_consent(&subject, &next).await, of_consent(&subject, &made).await), ((true, true), (false, false)));
    let ended = withdraw(&subject, &next).await.expect(200);
    assert_eq!(blockers(&ended, "withdraw"), Some(vec!["STATE.ILLEGAL".to_owned()]));
    assert_eq!(of_consent(&subject, &next).await, (false, false));
    let query = "query Q($id: ID!) { consent(id: $id) { allowedActions { action allowed blockers { code } } } }";
    let told = Caller::data(subject.graphql(query, json!({"id": next["id"]})).await);
    let no = |step: &str| json!({"action": step, "allowed": false, "blockers": [{"code": "STATE.ILLEGAL"}]});
    assert_eq!(told["consent"]["allowedActions"], json!([no("withdraw"), no("issueCode")]));
}

/// What is shown of a request is what the steps answer; which of them may be taken.
async fn of_request(who: &Caller, request: &Value, input: &Value) -> (bool, bool) {
    let here = format!("{ASKED}/{}", text(request, "id"));
    let shown = who.get(&here).await.expect(200);
    let grant = who.post(&format!("{CONSENTS}?validateOnly=true"), input.clone()).await;
    let decline = who.post(&format!("{here}/decline?validateOnly=true"), json!({})).await;
    for (step, tried) in [("grant", &grant), ("decline", &decline)] {
        assert_eq!(blockers(&shown, step), refusals(tried), "{step}: {}", tried.text);
    }
    (grant.status < 300, decline.status < 300)
}

#[tokio::test]
async fn a_request_shows_how_it_can_be_answered() {
    let app = TestApp::start().await;
    let (admin, head, bank) = (app.admin().await, app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let subject = account(&app, &siti, "siti@usaha.test").await;
    bank.machine.post(ASK, question(&facts(1)["nik"], json!({}))).await.expect(202);
    let asked = rows(&head, ASKED).await.pop().unwrap();
    let evidence = document(&head, "BUKTI_PERSETUJUAN", true).await;
    let extra = json!({"requestId": asked["id"]});
    let mine = own(&bank.code, extra.clone());
    let theirs = for_whom(&siti, &bank.code, merged(extra, json!({"documentId": evidence["id"]})));
    assert_eq!(of_request(&subject, &asked, &mine).await, (true, true));
    assert_eq!(of_request(&head, &asked, &theirs).await, (true, true));
    assert_eq!(of_request(&app.coordinator().await, &asked, &theirs).await, (false, false));
    // Who pulls for the bank declines in the name of whom it coaches, but does not sign.
    super::super::super::steps::grant(&app, &head, json!({"role": "PARTNER", "unit": bank.code})).await;
    assert_eq!(of_request(&app.head().await, &asked, &theirs).await, (false, true));
    let said = subject.post(&format!("{ASKED}/{}/decline", text(&asked, "id")), json!({})).await.expect(200);
    assert_eq!(blockers(&said, "decline"), Some(vec!["STATE.ILLEGAL".to_owned()]));
    assert_eq!(of_request(&subject, &asked, &mine).await, (false, false));

    // Nothing can be given to who has no agreement any more.
    let other = organization(&admin, "BANK").await;
    let code = text(&other, "code");
    let held = agreement(&admin, code, &[APPLICATION], json!({"number": "AGR-9"})).await;
    let teller = app.person(Role::Partner, None, Some(code)).await;
    teller.post(ASK, question(&facts(1)["nik"], json!({}))).await.expect(202);
    admin.delete_if(&format!("/v1/agreements/{}", text(&held, "id")), 1).await.expect(200);
    let open = rows(&subject, &format!("{ASKED}?status=OPEN")).await.pop().unwrap();
    let mine = own(code, json!({"requestId": open["id"]}));
    assert_eq!(of_request(&subject, &open, &mine).await, (false, true));
    assert_eq!(blockers(&open, "grant"), Some(vec!["AGREEMENT.INACTIVE".to_owned()]));
    app.clock().advance(Duration::from_secs(15 * 86_400));
    let late = app.login("siti@usaha.test", crate::support::PASSWORD).await;
    assert_eq!(
        blockers(&late.get(&format!("{ASKED}/{}", text(&open, "id"))).await.expect(200), "decline").unwrap().len(),
        1
    );
}
