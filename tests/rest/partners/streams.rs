//! Answers that go out piece by piece: nothing is read ahead, and who may no longer read gets no more of them.

use std::time::Duration;

use api::worker::exports;
use axum::body::BodyDataStream;
use entity::{access_delivery, consent, person};
use futures_util::StreamExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::super::incubation::steps::person as recorded;
use super::super::steps::text;
use super::acts::{Bank, bank, client, consent as consented, facts, machine, token};
use super::changes::CREDIT;
use crate::support::{BLK, TestApp};

const TABLE: &str = "/v1/partner/incubatees.csv?purpose=CREDIT_APPLICATION";

/// A person whose consent the head records, and 500 copies of both: a table has a second page then. What is given of
/// them is nothing that is sealed.
async fn many(app: &TestApp, bank: &Bank) {
    let head = app.head().await;
    let someone = recorded(&head, BLK, "", facts(1)).await;
    let given = consented(&head, text(&someone, "id"), bank, CREDIT, &["BUSINESS_PROFILE"]).await;
    let turn = app.app.store.begin().await.unwrap();
    let txn = turn.txn().unwrap();
    let id = api::domain::ids::parse(text(&given, "id")).unwrap().1;
    let first = consent::Entity::find_by_id(id).one(txn).await.unwrap().unwrap();
    let owner = person::Entity::find_by_id(first.person_id).one(txn).await.unwrap().unwrap();
    let (mut people, mut consents) = (Vec::new(), Vec::new());
    for _ in 0..500 {
        let copy = person::Model { id: app.app.new_id(), nik_hash: None, account_id: None, ..owner.clone() };
        let (id, subject_id) = (app.app.new_id(), app.app.new_id());
        let given = consent::Model { id, subject_id, person_id: copy.id, ..first.clone() };
        people.push(person::ActiveModel::from(copy));
        consents.push(consent::ActiveModel::from(given));
    }
    for part in people.chunks(100) {
        person::Entity::insert_many(part.to_vec()).exec_without_returning(txn).await.unwrap();
    }
    for part in consents.chunks(100) {
        consent::Entity::insert_many(part.to_vec()).exec_without_returning(txn).await.unwrap();
    }
    turn.commit().await.unwrap();
}

/// Persons in each page that was written down, in the order of the pages.
async fn pages(app: &TestApp) -> Vec<i32> {
    let found = access_delivery::Entity::find().filter(access_delivery::Column::Channel.eq("CSV"));
    let found = found.order_by_asc(access_delivery::Column::Id).all(app.app.store.reader()).await.unwrap();
    found.into_iter().map(|row| row.subjects).collect()
}

/// Lines of the next piece; none where it is refused.
async fn lines(table: &mut BodyDataStream) -> Option<usize> {
    let piece = table.next().await.unwrap().ok()?;
    Some(String::from_utf8(piece.to_vec()).unwrap().lines().count())
}

#[tokio::test]
async fn a_table_is_read_page_by_page_as_it_is_taken() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    many(&app, &bank).await;
    let mut whole = bank.machine.open(TABLE).await;
    assert_eq!(pages(&app).await, [500]);
    assert_eq!(lines(&mut whole).await, Some(1 + 500));
    // The second page is not read before somebody takes it.
    assert_eq!(pages(&app).await, [500]);
    assert_eq!(lines(&mut whole).await, Some(1));
    assert!(whole.next().await.is_none());
    assert_eq!(pages(&app).await, [500, 1]);
}

#[tokio::test]
async fn a_table_breaks_off_when_its_caller_may_no_longer_read_as_before() {
    let app = TestApp::start().await;
    let (bank, admin) = (bank(&app).await, app.admin().await);
    many(&app, &bank).await;
    let changes = [Some(json!({"scopes": ["CONTACT"]})), Some(json!({"allowedIps": ["203.0.113.0/24"]})), None];
    for change in changes {
        let made = client(&admin, &bank.code, json!({})).await;
        let caller = machine(&app, text(&made, "clientId"), text(&made, "clientSecret")).await;
        let (at, before) = (format!("/v1/clients/{}", text(&made, "id")), pages(&app).await.len());
        let mut table = caller.open(TABLE).await;
        let done = match &change {
            Some(change) => admin.patch(&at, 1, change.clone()).await,
            None => admin.post(&format!("{at}/revoke"), json!({})).await,
        };
        assert_eq!(done.status, 200, "{}", done.text);
        // What was read before goes out; the second page is neither read nor sent, and nobody takes the table for whole.
        assert_eq!(lines(&mut table).await, Some(1 + 500));
        assert_eq!(lines(&mut table).await, None, "{change:?}");
        assert_eq!(pages(&app).await.len(), before + 1, "{change:?}");
    }
}

#[tokio::test]
async fn a_file_breaks_off_when_its_token_is_revoked() {
    let app = TestApp::start().await;
    let (bank, head) = (bank(&app).await, app.head().await);
    let someone = recorded(&head, BLK, "", facts(1)).await;
    consented(&head, text(&someone, "id"), &bank, CREDIT, &["CONTACT"]).await;
    let asked = bank.machine.post("/v1/partner/exports", json!({"purpose": CREDIT})).await.expect(202);
    assert_eq!(exports::run(&app.app).await.unwrap(), 1);
    // As if a great many had consented: it goes out in several pieces.
    let folder = app.app.settings.files_dir().join("exports");
    let place = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    std::fs::write(place, vec![7u8; 300 * 1024]).unwrap();
    let path = format!("/v1/partner/exports/{}/file", text(&asked, "id"));
    let token = token(&app, &bank.client_id, &bank.secret).await;
    let mut going = [bank.machine.open(&path).await, app.bearer(&token).open(&path).await];
    for body in &mut going {
        assert_eq!(body.next().await.unwrap().unwrap().len(), 64 * 1024);
    }
    let form = format!("token={token}&client_id={}&client_secret={}", bank.client_id, bank.secret);
    let revoked = app.anonymous().form("/oauth/revoke", &form).await;
    assert_eq!(revoked.status, 200, "{}", revoked.text);
    // It is looked after every few seconds.
    tokio::time::sleep(Duration::from_millis(3_100)).await;
    let [kept, ended] = &mut going;
    assert_eq!(kept.next().await.unwrap().unwrap().len(), 64 * 1024);
    assert!(ended.next().await.unwrap().is_err());
}
