//! Computed columns of months: recounted where something else changed, with a version, a history and an event of their
//! own; left alone where they come out the same.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::super::kept_steps::{at, rows};
use super::super::steps::{text, version};
use super::aid_steps::events;
use super::mentor_steps::tenant;
use super::steps::{cohort, month, person};
use crate::support::{BLK, Caller, TestApp};

const RECOUNTED: &str = "progress.recounted";

async fn read(caller: &Caller, month: &Value) -> Value {
    caller.get(&at("progress", month)).await.expect(200)
}

/// Versions of these months as they are now.
async fn versions(caller: &Caller, months: &[Value]) -> Vec<i64> {
    let mut all = Vec::with_capacity(months.len());
    for month in months {
        all.push(version(&read(caller, month).await));
    }
    all
}

/// An enterprise in a cohort, and its months.
async fn begun(head: &Caller, months: &[&str]) -> (Value, Value, Vec<Value>) {
    let (group, tenant) = tenant(head, &cohort(head, BLK, json!({})).await, "Dapur Lebak").await;
    let mut filed = Vec::with_capacity(months.len());
    for name in months {
        filed.push(month(head, &tenant, name, json!({"ownerIncome": 3_000_000})).await);
    }
    (group, tenant, filed)
}

#[tokio::test]
async fn a_membership_recorded_late_recounts_the_months_it_reaches_and_no_other() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (group, _, months) = begun(&head, &["2026-07", "2026-08", "2026-09"]).await;
    let siti = person(&head, BLK, "Siti Uji", json!({"sex": "PEREMPUAN", "birthDate": "1999-05-01"})).await;
    let joined = json!({"personId": siti["id"], "office": "ANGGOTA", "joinedOn": "2026-08-10", "leftOn": "2026-09-01"});
    let joined = head.post(&format!("{}/members", at("enterprises", &group)), joined).await.expect(201);
    assert_eq!((versions(&head, &months).await, events(&app, RECOUNTED).await), (vec![1, 2, 1], 1));
    let one = json!([{"sex": "PEREMPUAN", "ageBand": "AGE_25_34", "count": 1}]);
    assert_eq!(read(&head, &months[1]).await["memberCounts"], one);

    let history = rows(&head, &format!("/v1/history/{}", text(&months[1], "id"))).await;
    let actions: Vec<&str> = history.iter().map(|entry| text(entry, "action")).collect();
    assert_eq!(actions, ["recountProgress", "createProgress"]);
    assert_eq!(history[0]["changes"], json!([{"field": "memberCounts", "from": [], "to": one}]));
    let event = entity::event::Entity::find()
        .filter(entity::event::Column::Type.eq(RECOUNTED))
        .order_by_desc(entity::event::Column::Id);
    let event = event.one(app.app.store.reader()).await.unwrap().unwrap();
    assert_eq!((event.object_id.as_str(), event.object_version), (text(&months[1], "id"), 2));
    assert!(!event.body.contains("PEREMPUAN"), "{}", event.body);
    // Whoever read the month before does not write over it.
    head.patch(&at("progress", &months[1]), 1, json!({"customers": 9})).await.refused(412, "PRECONDITION.STALE");

    // Another office counts nobody anew; another last day does, and so does taking the membership away.
    let here = at("members", &joined);
    head.patch(&here, 1, json!({"office": "SEKRETARIS"})).await.expect(200);
    assert_eq!((versions(&head, &months).await, events(&app, RECOUNTED).await), (vec![1, 2, 1], 1));
    head.patch(&here, 2, json!({"leftOn": null})).await.expect(200);
    assert_eq!((versions(&head, &months).await, events(&app, RECOUNTED).await), (vec![1, 2, 2], 2));
    head.delete_if(&here, 3).await.expect(200);
    assert_eq!((versions(&head, &months).await, events(&app, RECOUNTED).await), (vec![1, 3, 3], 4));
    assert_eq!(read(&head, &months[1]).await["memberCounts"], json!([]));
}

#[tokio::test]
async fn a_corrected_baseline_recounts_the_months_that_come_out_otherwise() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, tenant, months) = begun(&head, &["2026-08", "2026-09", "2026-10"]).await;
    head.delete_if(&at("progress", &months[0]), 1).await.expect(200);
    let here = at("incubatees", &tenant);
    head.patch(&here, 1, json!({"note": "Pindah alamat", "baselineCosts": 1_000_000})).await.expect(200);
    assert_eq!((versions(&head, &months).await, events(&app, RECOUNTED).await), (vec![2, 1, 1], 0));
    let corrected = json!({"baselineRevenue": 20_000_000, "baselineIncome": 1_000_000});
    head.patch(&format!("{here}?validateOnly=true"), 2, corrected.clone()).await.expect(200);
    assert_eq!(events(&app, RECOUNTED).await, 0);
    head.patch(&here, 2, corrected).await.expect(200);
    // What was archived stands as it was.
    assert_eq!((versions(&head, &months).await, events(&app, RECOUNTED).await), (vec![2, 2, 2], 2));
    let now = read(&head, &months[2]).await;
    assert_eq!((&now["growth"], &now["incomeChange"]), (&json!(-50.0), &json!(200.0)));
    let history = rows(&head, &format!("/v1/history/{}", text(&now, "id"))).await;
    let fields: Vec<&str> =
        history[0]["changes"].as_array().unwrap().iter().map(|change| text(change, "field")).collect();
    assert_eq!((text(&history[0], "action"), fields), ("recountProgress", vec!["growth", "incomeChange"]));
}
