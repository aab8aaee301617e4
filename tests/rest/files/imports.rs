//! Reports from spreadsheets: what people type is understood, what is wrong comes back with its reason.

use serde_json::{Value, json};

use super::acts::{at_rest, book, counts, fetch, gzip, holds, id, import, refusals, rows, send, sheet, table};
use crate::support::{BLK, OTHER_BLK, TestApp, complete_values};

/// A report of October as a BLK operator types it into Excel and saves it as CSV.
fn typed() -> String {
    format!(
        "\u{feff}Laporan bulan Oktober;;;;\r\n\r\nblk;period;A01 ;C08;narrative.kendala\r\n{BLK} ;Oktober 2026;2;Rp 1.250.000,00;Listrik padam\r\n;;;;\r\n"
    )
}

async fn report(app: &TestApp, period: &str) -> Value {
    let list = app.head().await.get(&format!("/v1/reports?blk={BLK}&template=LAP_BULANAN&period={period}")).await;
    list.expect(200)["data"][0].clone()
}

#[tokio::test]
async fn a_spreadsheet_as_people_type_it_becomes_drafts() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let job = import(&app, &head, "kind=reports&name=laporan.csv", typed().as_bytes()).await;
    assert_eq!((&job["state"], counts(&job), &job["percent"]), (&json!("DONE"), [1, 0, 0], &json!(100)), "{job}");
    assert_eq!((&job["task"], &job["subject"], &job["rows"]), (&json!("IMPORT"), &json!("reports"), &json!(1)));
    let report = report(&app, "2026-10").await;
    assert_eq!(report["state"], "DRAFT");
    assert_eq!((&report["values"]["A01"], &report["values"]["C08"]), (&json!(2), &json!(1_250_000)));
    assert_eq!(report["narrative"]["kendala"], "Listrik padam");
    let row = &rows(&head, &job, "CREATED").await[0];
    assert_eq!((&row["line"], &row["record"]), (&json!(4), &report["id"]), "the line is the one that people see");
}

#[tokio::test]
async fn the_same_file_again_changes_nothing_and_says_so() {
    let app = TestApp::start().await;
    let head = app.head().await;
    import(&app, &head, "kind=reports", typed().as_bytes()).await;
    let before = report(&app, "2026-10").await;
    let job = import(&app, &head, "kind=reports", &gzip(typed().as_bytes())).await;
    assert_eq!((&job["state"], counts(&job)), (&json!("DONE"), [0, 1, 0]), "{job}");
    assert_eq!(report(&app, "2026-10").await, before);
    let other = typed().replace("Rp 1.250.000,00", "Rp 9");
    let job = import(&app, &head, "kind=reports", other.as_bytes()).await;
    assert_eq!(counts(&job), [0, 0, 1]);
    assert_eq!(refusals(&head, &job).await[0].1, "REPORT.ALREADY_EXISTS");
}

#[tokio::test]
async fn rejected_rows_come_back_with_their_reason_and_are_accepted_once_mended() {
    let lines: &[&[&str]] = &[
        &["blk", "period", "A01", "C08"],
        &[BLK, "2026-10", "2", "100"],
        &[BLK, "2026-09", "banyak", "200"],
        &[OTHER_BLK, "2026-09", "1", "300"],
    ];
    for xlsx in [true, false] {
        let app = TestApp::start().await;
        let head = app.head().await;
        let csv = lines.iter().map(|line| line.join(",")).collect::<Vec<_>>().join("\n");
        let bytes = if xlsx { book(lines) } else { csv.into_bytes() };
        let job = import(&app, &head, "kind=reports&name=Laporan%20Bulanan.xlsx", &bytes).await;
        assert_eq!((&job["state"], counts(&job)), (&json!("DONE"), [1, 0, 2]), "{job}");
        let found = refusals(&head, &job).await;
        assert_eq!((found[0].0, found[0].2.as_str()), (3, "/values/A01"), "{found:?}");
        assert_eq!(found[1].1, "RESOURCE.NOT_FOUND", "{found:?}");
        let refused = &rows(&head, &job, "REFUSED").await[0]["faults"][0];
        assert!(refused["column"].as_str().unwrap().starts_with("A01"), "{refused}");
        assert!(!refused["message"].as_str().unwrap().is_empty() && refused["message"] != refused["messageEn"]);

        let file = fetch(&head, &job).await;
        let name = file.header("content-disposition").to_owned();
        assert!(
            name.contains(if xlsx { "Laporan Bulanan-perbaiki.xlsx" } else { "Laporan Bulanan-perbaiki.csv" }),
            "{name}"
        );
        assert_eq!(file.status, 200);
        assert_eq!(file.bytes.len() as i64, job["file"]["bytes"]);
        assert_eq!(job["file"]["sha256"], api::domain::vault::sha256_hex(&file.bytes));
        let mended = if xlsx {
            let cells = sheet(&file.bytes, "Data");
            let texts: Vec<Vec<String>> =
                cells.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect();
            assert_eq!(texts[0][4..], ["Baris", "Alasan"]);
            assert!(texts[1][5].contains("A01") && texts[1][4] == "3", "{texts:?}");
            let mended: Vec<Vec<&str>> = texts[..2]
                .iter()
                .map(|row| row.iter().map(|cell| if cell == "banyak" { "3" } else { cell }).collect())
                .collect();
            book(&mended.iter().map(Vec::as_slice).collect::<Vec<_>>())
        } else {
            let (names, rows) = table(&file);
            assert_eq!((names[4].as_str(), rows.len()), ("Baris", 2));
            file.text.replace("banyak", "3").into_bytes()
        };
        let job = import(&app, &head, "kind=reports", &mended).await;
        assert_eq!(counts(&job), [1, 0, if xlsx { 0 } else { 1 }], "{job}");
    }
}

#[tokio::test]
async fn rejected_rows_that_come_back_twice_have_one_reason() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let file = format!("blk,period,A01\n{BLK},2026-10,x\n");
    let first = fetch(&head, &import(&app, &head, "kind=reports", file.as_bytes()).await).await;
    let second = fetch(&head, &import(&app, &head, "kind=reports", first.text.as_bytes()).await).await;
    assert_eq!(table(&second).0.len(), 5, "{}", second.text);
    assert_eq!(table(&second), table(&first));
}

#[tokio::test]
async fn a_report_to_be_handed_in_is_not_there_as_a_draft() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let row = |submit: bool| {
        let row = json!({"blk": BLK, "period": "2026-10", "values": complete_values(), "submit": submit, "acknowledge": ["A03.NOT_16_PER_PACKAGE"]});
        format!("{row}\n")
    };
    for (submit, expected) in [(false, [1, 0, 0]), (true, [0, 0, 1]), (false, [0, 1, 0])] {
        let job = import(&app, &head, "kind=reports", row(submit).as_bytes()).await;
        assert_eq!(counts(&job), expected, "{submit}: {job}");
    }
    let other = row(true).replace("2026-10", "2026-09");
    for expected in [[1, 0, 0], [0, 1, 0]] {
        assert_eq!(counts(&import(&app, &head, "kind=reports", other.as_bytes()).await), expected);
    }
    assert_eq!(report(&app, "2026-09").await["state"], "SUBMITTED");
}

#[tokio::test]
async fn rows_of_a_job_refuse_what_they_do_not_have() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let path = format!("/v1/jobs/{}/rows", id(&import(&app, &head, "kind=reports", typed().as_bytes()).await));
    for query in ["result=LOST", "limit=501", "after=x", "colour=red"] {
        assert_eq!(head.get(&format!("{path}?{query}")).await.status, 422, "{query}");
        assert_eq!(head.get(&format!("/v1/jobs?{query}")).await.status, 422, "{query}");
    }
    assert_eq!(head.get("/v1/jobs/job_x/rows").await.status, 404);
}

#[tokio::test]
async fn a_look_writes_nothing_and_tells_what_would_be() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let job = import(&app, &head, "kind=reports&mode=validate", typed().as_bytes()).await;
    assert_eq!((&job["state"], counts(&job)), (&json!("DONE"), [1, 0, 0]), "{job}");
    assert_eq!(report(&app, "2026-10").await, Value::Null);
    assert_eq!(rows(&head, &job, "CREATED").await[0]["record"], Value::Null);
    send(&head, "kind=reports&validateOnly=true", typed().as_bytes()).await.expect(200);
    assert_eq!(head.get("/v1/jobs").await.expect(200)["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn with_all_one_refusal_refuses_all() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let file = format!("blk,period,A01\n{BLK},2026-10,1\n{BLK},2026-09,x\n");
    let job = import(&app, &head, "kind=reports&atomicity=all", file.as_bytes()).await;
    assert_eq!((&job["state"], counts(&job)), (&json!("DONE"), [0, 0, 1]), "{job}");
    assert_eq!(rows(&head, &job, "HELD_BACK").await[0]["line"], 2);
    assert_eq!(report(&app, "2026-10").await, Value::Null);
    let job = import(&app, &head, "kind=reports&atomicity=all", file.replace('x', "2").as_bytes()).await;
    assert_eq!(counts(&job), [2, 0, 0], "{job}");
}

#[tokio::test]
async fn the_same_row_twice_is_written_once() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let row = json!({"blk": BLK, "template": "LAP_BULANAN", "period": "2026-10", "values": {"A01": 1}}).to_string();
    let job = import(&app, &head, "kind=reports", format!("{row}\n\n{row}\n").as_bytes()).await;
    assert_eq!(counts(&job), [1, 0, 1], "{job}");
    assert_eq!(refusals(&head, &job).await, [(3, "IMPORT.ROW_TWICE".to_owned(), String::new())]);
    let file = fetch(&head, &job).await;
    let back: Value = serde_json::from_str(file.text.trim()).unwrap();
    assert_eq!((&back["baris"], &back["blk"]), (&json!(3), &json!(BLK)));
    assert!(back["alasan"].as_str().unwrap().contains("baris 1"), "{back}");
}

#[tokio::test]
async fn a_job_is_its_owners_alone() {
    let app = TestApp::start().await;
    let (head, other) = (app.head().await, app.coordinator().await);
    let job = import(&app, &head, "kind=reports", typed().as_bytes()).await;
    let path = format!("/v1/jobs/{}", id(&job));
    for path in [path.clone(), format!("{path}/rows"), format!("{path}/file")] {
        assert_eq!(other.get(&path).await.status, 404, "{path}");
        assert_eq!(app.anonymous().get(&path).await.status, 401, "{path}");
    }
    assert_eq!(other.post(&format!("{path}/cancel"), json!({})).await.status, 404);
    assert_eq!(other.get("/v1/jobs").await.expect(200)["data"], json!([]));
    assert_eq!(send(&app.anonymous(), "kind=reports", typed().as_bytes()).await.status, 401);
    head.post(&format!("{path}/cancel"), json!({})).await.refused(409, "STATE.ILLEGAL");
    let seen = app.head().await.get(&format!("/v1/changes?of={}", id(&job))).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
}

#[tokio::test]
async fn a_job_that_waits_can_be_stopped_and_a_repeat_gets_the_same_job() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let post = || axum::http::Request::post("/v1/imports?kind=reports").header("idempotency-key", "k1");
    let first = head.send(post(), "text/csv", typed().into_bytes()).await.expect(202);
    let again = head.send(post(), "text/csv", typed().into_bytes()).await;
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.expect(202)["id"], first["id"]);
    let stopped = head.post(&format!("/v1/jobs/{}/cancel", id(&first)), json!({})).await.expect(200);
    assert_eq!(stopped["state"], "CANCELLED");
    let job = super::acts::done(&app, &head, &first).await;
    assert_eq!((&job["state"], counts(&job)), (&json!("CANCELLED"), [0, 0, 0]));
    assert_eq!(report(&app, "2026-10").await, Value::Null);
    for _ in 0..5 {
        send(&head, "kind=reports", typed().as_bytes()).await.expect(202);
    }
    send(&head, "kind=reports", typed().as_bytes()).await.refused(409, "QUOTA.FULL");
}

#[tokio::test]
async fn a_file_that_names_persons_lies_sealed_and_is_gone_when_its_job_ends() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let nik = "3602014101900001";
    let file = format!("nik,name,birthDate,sex\n{nik},Siti Rahayu Sealed,1990-01-01,??\n");
    let job = send(&head, &format!("kind=persons&unit={BLK}"), file.as_bytes()).await.expect(202);
    let folder = app.app.settings.files_dir();
    assert!(!holds(&at_rest(&folder), nik), "the file that came in");
    assert!(at_rest(&folder).len() > file.len(), "it is there");
    let job = super::acts::done(&app, &head, &job).await;
    assert_eq!(counts(&job), [0, 0, 1], "{job}");
    assert!(!holds(&at_rest(&app.app.settings.data_dir), nik), "neither the rejected rows nor their reasons");
    assert!(fetch(&head, &job).await.text.contains(nik), "its sender gets it back");
    api::domain::jobs::clear(&api::domain::Ctx::system(app.app.clone(), "test")).await.unwrap();
    let left =
        std::fs::read_dir(folder.join("jobs")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(left.filter(|name| name.ends_with(".source")).count(), 0);
}
