//! The ministry's statistic equals a plain count of the records, for those who see them.

use api::domain::Ctx;
use api::domain::reports::Period;
use api::domain::training::statistic;
use api::vocab::Role;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use super::class::closed;
use crate::support::{BLK, Caller, OTHER_BLK, TestApp};

const OCTOBER: &str = "/v1/statistics/training-participation.json?month=2026-10";
const COLUMNS: &str = "tahun,bulan,penyelenggara,tipe_lembaga,jenis_kelamin,provinsi,kejuruan,status_kelulusan,jumlah";

#[tokio::test]
async fn the_statistic_of_a_month_equals_a_plain_count() {
    let app = TestApp::start().await;
    closed(&app).await;
    let ctx = Ctx::system(app.app.clone(), "test");
    let lines = statistic::month(&ctx, Period::read("2026-10").unwrap()).await.unwrap();
    let db = app.app.store.reader();
    let sql = "SELECT COUNT(*) AS n FROM trainee JOIN person ON person.id = trainee.person_id \
               WHERE trainee.status IN ('GRADUATED', 'FAILED', 'WITHDRAWN') AND person.sex = ";
    for (sex, code) in [("PEREMPUAN", "2"), ("LAKI_LAKI", "1")] {
        let query = Statement::from_string(db.get_database_backend(), format!("{sql}'{sex}'"));
        let counted: i64 = db.query_one_raw(query).await.unwrap().unwrap().try_get("", "n").unwrap();
        assert_eq!(lines.iter().filter(|line| line.sex == code).map(|line| line.count).sum::<i64>(), counted);
    }
    let said: Vec<_> = lines.iter().map(|line| (line.sex.as_str(), line.result.as_str(), line.count)).collect();
    // Who failed and who left are one row there.
    assert_eq!(said, [("1", "2", 2), ("2", "1", 1)]);
    let first = &lines[0];
    assert_eq!((first.year, first.month, first.organizer.as_str(), first.institution.as_str()), (2026, 10, "1", "7"));
    assert_eq!((first.province.as_str(), first.vocation.as_str()), ("36", "Menjahit dan fesyen"));
    assert!(statistic::month(&ctx, Period::read("2026-11").unwrap()).await.unwrap().is_empty());
}

#[tokio::test]
async fn only_who_sees_the_trainees_gets_the_statistic() {
    let app = TestApp::start().await;
    closed(&app).await;
    let seen = app.coordinator().await.get(OCTOBER).await.expect(200);
    assert_eq!(seen["data"].as_array().map(Vec::len), Some(2), "{seen}");
    assert_eq!(seen["data"][0]["jumlah"], json!(2));
    for (role, unit, rows) in [(Role::BlkOperator, BLK, 2), (Role::BlkHead, OTHER_BLK, 0)] {
        let caller = app.person(role, None, Some(unit)).await;
        let seen = caller.get(OCTOBER).await.expect(200);
        assert_eq!(seen["data"].as_array().map(Vec::len), Some(rows), "{seen}");
    }
    app.anonymous().get(OCTOBER).await.refused(401, "AUTH.REQUIRED");
    for caller in [app.machine(Role::Dashboard, None).await, app.person(Role::Stakeholder, Some("36"), None).await] {
        caller.get(OCTOBER).await.refused(403, "ACCESS.DENIED");
    }
}

#[tokio::test]
async fn both_faces_and_the_table_give_the_same_rows() {
    let app = TestApp::start().await;
    closed(&app).await;
    let (coordinator, csv) = (app.coordinator().await, OCTOBER.replace(".json", ".csv"));
    let rows = coordinator.get(OCTOBER).await.expect(200)["data"].clone();
    let query = "query($month: String!) { trainingParticipation(month: $month) { tahun bulan penyelenggara tipe_lembaga jenis_kelamin provinsi kejuruan status_kelulusan jumlah } }";
    let asked = async |caller: &Caller, month: &str| caller.graphql(query, json!({"month": month})).await;
    assert_eq!(Caller::data(asked(&coordinator, "2026-10").await)["trainingParticipation"], rows);
    let table = coordinator.get(&csv).await;
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let line = |row: &Value| COLUMNS.split(',').map(|column| text(&row[column])).collect::<Vec<_>>().join(",");
    let lines: Vec<String> =
        std::iter::once(COLUMNS.to_owned()).chain(rows.as_array().unwrap().iter().map(line)).collect();
    assert_eq!(
        (table.status, table.text.lines().collect::<Vec<_>>()),
        (200, lines.iter().map(String::as_str).collect())
    );
    // What is no month is refused with its path, and who sees no trainees gets nothing on either face.
    for month in ["2026-13", "2026-Q4", "Oktober"] {
        for path in [OCTOBER, csv.as_str()] {
            let refused = coordinator.get(&path.replace("2026-10", month)).await;
            assert_eq!(
                (refused.status, refused.faults()),
                (422, vec![("FIELD.FORMAT".to_owned(), "/month".to_owned())])
            );
        }
        let refused = asked(&coordinator, month).await;
        assert_eq!(refused.body["errors"][0]["extensions"]["errors"][0]["path"], "/month", "{}", refused.text);
    }
    app.anonymous().get(&csv).await.refused(401, "AUTH.REQUIRED");
    let dashboard = app.machine(Role::Dashboard, None).await;
    dashboard.get(&csv).await.refused(403, "ACCESS.DENIED");
    for (caller, code) in [(app.anonymous(), "AUTH.REQUIRED"), (dashboard, "ACCESS.DENIED")] {
        let refused = asked(&caller, "2026-10").await;
        assert_eq!(refused.body["errors"][0]["extensions"]["code"], code, "{}", refused.text);
    }
}
