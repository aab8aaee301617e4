//! How far the feed has come is seen by everybody: it does not tell a partner whether a NIK is recorded.

use std::collections::HashSet;
use std::time::Duration;

use api::domain::Ctx;
use api::domain::events::feed;
use api::worker::{consents, sequencer};
use entity::{audit, consent_request, event, person};
use sea_orm::EntityTrait;
use serde_json::json;

use super::super::super::steps::count;
use super::super::acts::bank;
use super::asking::{ASK, ASKED, question};
use super::*;

/// A first request: one event, by which the feed moves, and one audit row.
const FIRST: [i64; 3] = [1, 1, 1];
/// One that is repeated: an audit row.
const AGAIN: [i64; 3] = [0, 0, 1];

/// Events, the end of the feed once all that follows from them was told, audit rows.
async fn ends(app: &TestApp) -> [i64; 3] {
    tell(app).await;
    sequencer::run(&app.app).await.unwrap();
    let head = feed::head(&Ctx::system(app.app.clone(), "test")).await.unwrap();
    let (events, audits) = (count::<event::Entity>(app).await, count::<audit::Entity>(app).await);
    [i64::try_from(events).unwrap(), head, i64::try_from(audits).unwrap()]
}

/// By how much they grow when a partner asks for somebody.
async fn grown(app: &TestApp, by: &Caller, number: u32) -> [i64; 3] {
    let before = ends(app).await;
    by.post(ASK, question(&facts(number)["nik"], json!({}))).await.expect(202);
    consents::run(&app.app).await.unwrap();
    let after = ends(app).await;
    [after[0] - before[0], after[1] - before[1], after[2] - before[2]]
}

async fn requests(app: &TestApp) -> Vec<consent_request::Model> {
    consent_request::Entity::find().all(app.app.store.reader()).await.unwrap()
}

/// Ten minutes before the hour.
fn before_the_hour(app: &TestApp) {
    app.clock().set("2026-11-05T02:50:00Z".parse().unwrap());
}

/// The hour has come.
async fn strike(app: &TestApp) {
    app.clock().advance(Duration::from_secs(601));
    consents::run(&app.app).await.unwrap();
}

#[tokio::test]
async fn the_feed_moves_alike_whoever_has_the_nik() {
    let app = TestApp::start().await;
    tell(&app).await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let subject = account(&app, &siti, "siti@usaha.test").await;
    for number in [1, 9] {
        assert_eq!(grown(&app, &bank.machine, number).await, FIRST, "{number}");
        assert_eq!(grown(&app, &bank.machine, number).await, AGAIN, "{number}");
    }
    // Nor does it show that the person said no.
    let asked = rows(&subject, ASKED).await.pop().unwrap();
    subject.post(&format!("{ASKED}/{}/decline", text(&asked, "id")), json!({})).await.expect(200);
    for number in [1, 9] {
        assert_eq!(grown(&app, &bank.machine, number).await, AGAIN, "{number}");
    }
    let kept = requests(&app).await;
    let hashes: HashSet<&str> = kept.iter().map(|row| row.nik_hash.as_deref().unwrap()).collect();
    assert_eq!((kept.len(), hashes.len()), (2, 2));
    for row in person::Entity::find().all(app.app.store.reader()).await.unwrap() {
        assert!(row.nik_hash.is_none_or(|hash| !hashes.contains(hash.as_str())), "one table does not tell of another");
    }

    app.clock().advance(Duration::from_secs(14 * 86_400 + 3_600));
    consents::run(&app.app).await.unwrap();
    assert!(requests(&app).await.iter().all(|row| row.nik_hash.is_none()), "what is over keeps no hash");
    let machine = acts::machine(&app, &bank.client_id, &bank.secret).await;
    for number in [1, 9] {
        assert_eq!(grown(&app, &machine, number).await, FIRST, "{number}");
    }
}

#[tokio::test]
async fn all_who_were_asked_before_the_hour_are_told_at_once_and_once() {
    let app = TestApp::start().await;
    before_the_hour(&app);
    tell(&app).await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    adult(&head, 2).await;
    let subject = account(&app, &siti, "siti@usaha.test").await;
    let ask = async |number| {
        let reply = bank.machine.post(ASK, question(&facts(number)["nik"], json!({}))).await;
        reply.expect(202);
    };
    let told = async || {
        consents::run(&app.app).await.unwrap();
        tell(&app).await;
        (inbox(&subject).await.len(), inbox(&head).await.len())
    };
    for number in [1, 2, 9] {
        ask(number).await;
    }
    assert_eq!(told().await, (0, 0), "not at once");
    strike(&app).await;
    assert_eq!(told().await, (1, 1));
    assert!(requests(&app).await.iter().all(|row| row.told), "nobody's as well");
    adult(&head, 3).await;
    ask(3).await;
    assert_eq!(told().await, (1, 1), "who is asked after the hour waits for the next one");
    app.clock().advance(Duration::from_secs(3_600));
    consents::run(&app.app).await.unwrap();
    assert_eq!(inbox(&app.head().await).await.len(), 2);
}

#[tokio::test]
async fn who_is_recorded_later_is_asked_by_the_request_that_stands() {
    let app = TestApp::start().await;
    before_the_hour(&app);
    tell(&app).await;
    let (head, bank) = (app.head().await, bank(&app).await);
    assert_eq!(grown(&app, &bank.machine, 5).await, FIRST);
    let found = adult(&head, 5).await;
    assert!(rows(&head, ASKED).await.is_empty());
    assert_eq!(grown(&app, &bank.machine, 5).await, AGAIN);
    let asked = rows(&head, ASKED).await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!((&asked[0]["personId"], &asked[0]["version"]), (&found["id"], &json!(1)));
    strike(&app).await;
    assert_eq!(inbox(&head).await, ["CONSENT_REQUESTED"]);
}

#[tokio::test]
async fn two_requests_at_once_are_one_whoever_has_the_nik() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    adult(&head, 1).await;
    for number in [1, 9] {
        let ask = question(&facts(number)["nik"], json!({}));
        let (one, two) = tokio::join!(bank.machine.post(ASK, ask.clone()), bank.teller.post(ASK, ask.clone()));
        assert_eq!((one.status, one.text), (202, two.text.clone()));
        assert_eq!(two.status, 202, "{}", two.text);
    }
    assert_eq!(requests(&app).await.len(), 2);
}
