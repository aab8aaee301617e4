//! Notices by mail and by phone: in the language of the account, one letter for all, tried again until they arrive.

use std::time::Duration;

use api::vocab::Role;
use api::worker::{notify, post, sequencer};
use entity::notification;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::receiver::{Answer, Receiver};
use crate::support::{BLK, Caller, TestApp};

const TOKEN: &str = "rahasia-gerbang";

async fn tell(app: &TestApp) -> usize {
    sequencer::run(&app.app).await.unwrap();
    notify::run(&app.app).await.unwrap()
}

/// A service that tells from now on, and reaches phones through this gateway.
async fn telling(gateway: Option<&Receiver>) -> TestApp {
    let url = gateway.map(Receiver::url);
    let app = TestApp::start_with(|settings| {
        settings.gateway_url = url;
        settings.gateway_token = Some(TOKEN.to_owned());
    })
    .await;
    tell(&app).await;
    app
}

/// Sends what is due. How many notices have nothing left to send.
async fn send(app: &TestApp) -> usize {
    post::run(&app.app).await.unwrap()
}

/// Asks something of the BLK: its head is told by mail and by phone.
async fn ask(app: &TestApp, title: &str) {
    let request = json!({"unit": BLK, "kind": "DOCUMENT", "title": title, "dueOn": "2026-11-20"});
    app.coordinator().await.post("/v1/requests", request).await.expect(201);
    tell(app).await;
}

/// The letters that were written.
fn letters(app: &TestApp) -> Vec<String> {
    let files = std::fs::read_dir(app.app.settings.data_dir.join("mail")).unwrap().flatten();
    let letters = files.filter(|file| file.path().extension().is_some_and(|kind| kind == "eml"));
    letters.map(|file| plain(&std::fs::read_to_string(file.path()).unwrap())).collect()
}

/// A letter without the breaks that quoted-printable puts into long lines.
fn plain(letter: &str) -> String {
    letter.replace("=\r\n", "").replace("\r\n", "\n")
}

async fn rows(app: &TestApp) -> Vec<notification::Model> {
    notification::Entity::find().all(app.app.store.reader()).await.unwrap()
}

async fn speak(app: &TestApp, who: &Caller, language: &str) {
    let me = who.get("/v1/me").await.expect(200);
    let path = format!("/v1/users/{}", me["id"].as_str().unwrap());
    let admin = app.admin().await;
    let version = admin.get(&path).await.expect(200)["version"].as_i64().unwrap();
    admin.patch(&path, version, json!({"language": language})).await.expect(200);
}

#[tokio::test]
async fn what_is_due_together_is_one_letter_in_the_language_of_the_account() {
    let app = telling(None).await;
    let operator = app.operator().await;
    speak(&app, &operator, "en").await;
    tell(&app).await;
    ask(&app, "BAST peralatan").await;
    ask(&app, "Daftar hadir").await;
    assert_eq!((send(&app).await, send(&app).await), (4, 0));
    let letters = letters(&app);
    assert_eq!(letters.len(), 2, "one for the head, one for the operator");
    let of = |address: &str| letters.iter().find(|letter| letter.contains(address)).unwrap().as_str();
    let id = of("To: head@blk.test");
    assert!(id.contains("Subject: 2 pemberitahuan e-Reporting") && id.contains("Yth. Orang Uji,"), "{id}");
    assert_eq!(id.matches("dijawab paling lambat 2026-11-20").count(), 2, "{id}");
    let en = letters.iter().find(|letter| letter.contains("Dear Orang Uji,")).unwrap();
    assert!(en.contains("Subject: 2 notifications of e-Reporting") && !en.contains("Permintaan"), "{en}");
    assert!(letters.iter().all(|letter| !letter.contains("BAST") && !letter.contains("hadir")), "no words of others");
    assert!(rows(&app).await.iter().all(|row| row.mail_state == "SENT" && row.phone_state == "NONE"));
}

#[tokio::test]
async fn what_nobody_wants_by_mail_is_not_sent() {
    let app = telling(None).await;
    let head = app.head().await;
    let off = json!({"preferences": [{"kind": "REQUEST", "inbox": true, "email": false, "phone": true}]});
    head.put("/v1/me/notification-preferences", 0, off).await.expect(200);
    ask(&app, "BAST").await;
    assert_eq!((send(&app).await, letters(&app).len()), (0, 0));
    let row = rows(&app).await.remove(0);
    assert_eq!((row.mail_state.as_str(), row.phone_state.as_str(), row.next_at), ("NONE", "NONE", None), "no gateway");
}

#[tokio::test]
async fn the_gateway_gets_each_message_once_more_after_it_failed() {
    let gateway = Receiver::start(|number| Answer::Status(if number == 0 { 500 } else { 202 })).await;
    let app = telling(Some(&gateway)).await;
    ask(&app, "BAST").await;
    assert_eq!(send(&app).await, 0, "the phone is left");
    let row = rows(&app).await.remove(0);
    assert_eq!((row.mail_state.as_str(), row.phone_state.as_str(), row.attempts), ("SENT", "DUE", 1));
    assert_eq!(row.last_error.as_deref(), Some("GATEWAY_ERROR"));
    assert_eq!((send(&app).await, gateway.count()), (0, 1), "not before a minute has passed");
    app.clock().advance(Duration::from_secs(61));
    assert_eq!((send(&app).await, gateway.count(), letters(&app).len()), (1, 2, 1));
    let row = rows(&app).await.remove(0);
    assert_eq!((row.mail_state.as_str(), row.phone_state.as_str(), row.next_at), ("SENT", "SENT", None));
    let seen = gateway.seen();
    let message = seen[1].json();
    let told = app.head().await.get("/v1/notifications").await.expect(200)["data"][0].clone();
    assert_eq!((&message["id"], &message["to"]), (&told["id"], &json!("+6281234567789")));
    assert_eq!(message["text"], json!(format!("{}. {}", str(&told["title"]), str(&told["text"]))));
    assert_eq!((seen[1].header("authorization"), seen[0].json()), (format!("Bearer {TOKEN}").as_str(), message));
    assert_eq!((send(&app).await, gateway.count()), (0, 2));
}

fn str(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn a_gateway_that_is_not_there_holds_up_no_mail_and_is_given_up_after_six_attempts() {
    let gone = Receiver::start(|_| Answer::Status(200)).await;
    let app = telling(Some(&gone)).await;
    drop(gone);
    ask(&app, "BAST").await;
    for pause in [61, 301, 1_801, 7_201, 21_601] {
        assert_eq!(send(&app).await, 0);
        app.clock().advance(Duration::from_secs(pause));
    }
    assert_eq!((send(&app).await, letters(&app).len()), (1, 1));
    let row = rows(&app).await.remove(0);
    assert_eq!((row.mail_state.as_str(), row.phone_state.as_str(), row.attempts), ("SENT", "FAILED", 6));
    assert_eq!(row.last_error.as_deref(), Some("GATEWAY_UNREACHABLE"));
}

#[tokio::test]
async fn two_servers_send_what_is_due_once() {
    let gateway = Receiver::start(|_| Answer::Status(200)).await;
    let app = telling(Some(&gateway)).await;
    ask(&app, "BAST").await;
    let (one, two) = tokio::join!(post::run(&app.app), post::run(&app.app));
    assert_eq!((one.unwrap() + two.unwrap(), gateway.count(), letters(&app).len()), (1, 1, 1));
}

#[tokio::test]
async fn a_server_that_died_while_sending_leaves_it_to_the_next() {
    use api::domain::Ctx;
    use api::domain::interaction::notices::delivery::claim;
    let app = telling(None).await;
    ask(&app, "BAST").await;
    let ctx = Ctx::system(app.app.clone(), "test");
    assert_eq!(claim(&ctx).await.unwrap().len(), 1, "claimed, and never sent");
    assert_eq!(send(&app).await, 0);
    app.clock().advance(Duration::from_secs(601));
    assert_eq!((send(&app).await, letters(&app).len()), (1, 1));
}

#[tokio::test]
async fn who_was_deactivated_meanwhile_is_not_written_to() {
    let app = telling(None).await;
    let operator = app.person(Role::BlkOperator, None, Some(BLK)).await;
    let me = operator.get("/v1/me").await.expect(200);
    ask(&app, "BAST").await;
    let path = format!("/v1/users/{}", str(&me["id"]));
    let admin = app.admin().await;
    let version = admin.get(&path).await.expect(200)["version"].as_i64().unwrap();
    admin.post_if(&format!("{path}/deactivate"), version, json!({})).await.expect(200);
    assert_eq!((send(&app).await, letters(&app).len()), (2, 1), "the head alone gets a letter");
    let rows = rows(&app).await;
    let failed = rows.iter().find(|row| row.mail_state == "FAILED").unwrap();
    assert_eq!((failed.last_error.as_deref(), failed.next_at), (Some("NO_ADDRESS"), None));
}
