//! A BLK's reports begin with what its incubatees recorded, and explain where they differ from it.

use serde_json::{Value, json};

use super::super::kept_steps::at as record_at;
use super::super::steps::{act, at, text, version};
use super::mentor_steps::{mentor_since, verdict, visit};
use super::steps::{baseline, cohort, enterprise, incubatee, member, month, move_to, person};
use crate::support::{BLK, Caller, TestApp};

/// The training part of a monthly report, without warnings.
fn training() -> Value {
    json!({"A01": 2, "A02": 41, "A03": 32, "A04": 28, "A05": 2, "A07": 480, "A08": 93.5})
}

/// A report that begins with what is known.
async fn begun(head: &Caller, template: &str, period: &str, values: Value) -> Value {
    let input = json!({"blk": BLK, "template": template, "period": period, "values": values});
    head.post("/v1/reports?prefill=previous", input).await.expect(201)
}

/// An enterprise of a sector.
async fn of_sector(head: &Caller, name: &str, sector: &str) -> Value {
    let input = json!({"unit": BLK, "name": name, "year": 2026, "sector": sector, "level": "PEMULA"});
    head.post("/v1/enterprises", input).await.expect(201)
}

/// An incubatee that entered pre-incubation in March.
async fn coached(head: &Caller, cohort: &Value, enterprise: &Value) -> Value {
    let made = incubatee(head, cohort, enterprise, baseline()).await;
    for (stage, on) in [("SELECTED", "2026-02-15"), ("PRE_INCUBATION", "2026-03-01")] {
        move_to(head, text(&made, "id"), stage, json!({"on": on})).await.expect(200);
    }
    made
}

async fn join(head: &Caller, enterprise: &Value, name: &str, sex: &str, birth: &str) {
    let person = person(head, BLK, name, json!({"sex": sex, "birthDate": birth})).await;
    member(head, enterprise, &person, "ANGGOTA", "2026-01-01").await;
}

#[tokio::test]
async fn a_monthly_report_begins_with_the_records_of_its_month() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let group = cohort(&head, BLK, json!({})).await;
    let (kitchen, farm) = (enterprise(&head, BLK, "Dapur").await, of_sector(&head, "Tani", "PERTANIAN").await);
    let (first, second) = (coached(&head, &group, &kitchen).await, coached(&head, &group, &farm).await);
    incubatee(&head, &group, &enterprise(&head, BLK, "Pendaftar").await, json!({})).await;
    join(&head, &kitchen, "Siti Uji", "PEREMPUAN", "1999-05-01").await;
    join(&head, &farm, "Asep Uji", "LAKI_LAKI", "1980-05-01").await;
    let paid = json!({
        "revenue": 15_000_000, "wages": 900_000,
        "permanentWorkers": [{"sex": "PEREMPUAN", "relation": "DALAM_HUBUNGAN_KERJA", "count": 2}],
        "casualWorkers": [{"sex": "LAKI_LAKI", "relation": "LUAR_HUBUNGAN_KERJA", "disability": true, "count": 1}],
    });
    month(&head, &first, "2026-10", paid).await;
    month(&head, &second, "2026-10", json!({})).await;
    month(&head, &second, "2026-09", json!({})).await;
    let (coach, mentor) = mentor_since(&app, text(&kitchen, "id"), "2026-10-01").await;
    let seen = visit(&coach, &first, &mentor, json!({"visitedOn": "2026-10-28"})).await.expect(201);
    verdict(&coordinator, &seen, "VERIFIED", json!({})).await.expect(200);
    visit(&coach, &first, &mentor, json!({"visitedOn": "2026-10-29"})).await.expect(201);
    // What happens after the month does not change it.
    let aside = json!({"on": "2026-11-02", "reason": "Sakit"});
    move_to(&head, text(&second, "id"), "SUSPENDED", aside).await.expect(200);

    let values = begun(&head, "LAP_BULANAN", "2026-10", json!({})).await["values"].clone();
    let wanted = json!({
        "C01": {"total": 2, "sector": {"KULINER": 1, "PERTANIAN": 1}},
        "C02": {"total": 2, "sex": {"LAKI_LAKI": 1, "PEREMPUAN": 1}, "age": {"AGE_25_34": 1, "AGE_35_54": 1}},
        "C03": {"total": 3, "stage": {"APPLIED": 1, "PRE_INCUBATION": 2}},
        "C06": {"total": 1.67, "duty": {"AKSES_PENDUKUNG": 0.5, "PENGEMBANGAN_USAHA": 1.17}},
        "C07": {"total": 1, "role": {"FASILITATOR": 1, "MOTIVATOR": 1}},
        "C08": {"total": 25_000_000, "sector": {"KULINER": 15_000_000, "PERTANIAN": 10_000_000}},
        "C09": {"total": 3, "sex": {"LAKI_LAKI": 1, "PEREMPUAN": 2}, "disability": {"DISABILITAS": 1, "NON_DISABILITAS": 2},
            "employmentRelation": {"DALAM_HUBUNGAN_KERJA": 2, "LUAR_HUBUNGAN_KERJA": 1}},
    });
    for (code, value) in wanted.as_object().unwrap() {
        assert_eq!(&values[code], value, "{code}");
    }
    assert_eq!(values.as_object().unwrap().len(), 7, "{values}");
}

#[tokio::test]
async fn what_was_not_recorded_is_not_proposed() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let none = begun(&head, "LAP_BULANAN", "2026-09", json!({})).await;
    assert_eq!(none["values"], json!({}));
    let group = cohort(&head, BLK, json!({})).await;
    coached(&head, &group, &enterprise(&head, BLK, "Dapur").await).await;
    let values = begun(&head, "LAP_BULANAN", "2026-10", json!({})).await["values"].clone();
    let wanted = json!({
        "C01": {"total": 1, "sector": {"KULINER": 1}},
        "C03": {"total": 1, "stage": {"PRE_INCUBATION": 1}},
    });
    assert_eq!(values, wanted);
    // What the caller sends stands.
    let typed = begun(&head, "LAP_BULANAN", "2026-08", json!({"C01": 7})).await;
    assert_eq!(typed["values"]["C01"], 7);
}

#[tokio::test]
async fn a_report_explains_where_it_differs_from_the_records() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let group = cohort(&head, BLK, json!({})).await;
    let kitchen = enterprise(&head, BLK, "Dapur").await;
    let tenant = coached(&head, &group, &kitchen).await;
    join(&head, &kitchen, "Siti Uji", "PEREMPUAN", "1999-05-01").await;
    month(&head, &tenant, "2026-10", json!({})).await;
    let mut values = training();
    values["C06"] = json!(2.5);
    values["C07"] = json!(1);
    let draft = begun(&head, "LAP_BULANAN", "2026-10", values).await;
    let known = json!({"acknowledge": ["C01.BELOW_TARGET"]});
    act(&head, &draft, "submit?validateOnly=true", known.clone()).await.expect(200);

    let other = json!({"values": {"C08": 18_500_000, "C09": 4}});
    let draft = head.patch(&at(&draft), version(&draft), other).await.expect(200);
    let refused = act(&head, &draft, "submit", known.clone()).await;
    let wanted = [
        ("C01.BELOW_TARGET", "/values/C01"),
        ("RECORDS.UNEXPLAINED", "/values/C08"),
        ("RECORDS.UNEXPLAINED", "/values/C09"),
    ];
    assert_eq!(refused.faults(), wanted.map(|(code, path)| (code.to_owned(), path.to_owned())), "{}", refused.text);
    let errors = refused.body["errors"].as_array().unwrap();
    let fault = errors.iter().find(|fault| fault["path"] == "/values/C08").unwrap();
    assert_eq!(fault["params"], json!({"filed": 18_500_000, "recorded": 10_000_000}));
    refused.refused(422, "REPORT.INVALID");

    let empty = json!({"narrative": {"penjelasanSelisih": " "}});
    let draft = head.patch(&at(&draft), version(&draft), empty).await.expect(200);
    act(&head, &draft, "submit", known.clone()).await.refused(422, "REPORT.INVALID");
    let told = json!({"narrative": {"penjelasanSelisih": "Satu tenant belum mencatat penjualan pameran."}});
    let draft = head.patch(&at(&draft), version(&draft), told).await.expect(200);
    let submitted = act(&head, &draft, "submit", known).await.expect(200);
    assert_eq!(text(&submitted, "state"), "SUBMITTED");
}

#[tokio::test]
async fn a_quarterly_report_begins_with_results_papers_and_financing() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let group = cohort(&head, BLK, json!({})).await;
    let (kitchen, gone) = (enterprise(&head, BLK, "Dapur").await, of_sector(&head, "Tani", "PERTANIAN").await);
    let tenant = coached(&head, &group, &kitchen).await;
    let left = incubatee(&head, &group, &gone, baseline()).await;
    move_to(&head, text(&left, "id"), "SELECTED", json!({"on": "2026-02-15"})).await.expect(200);
    let out = json!({"on": "2026-08-20", "reasonCode": "MENDAPAT_PEKERJAAN"});
    move_to(&head, text(&left, "id"), "DROPPED_OUT", out).await.expect(200);

    let below = |list: &str| format!("/v1/incubatees/{}/{list}", text(&tenant, "id"));
    let nib = json!({"kind": "NIB", "number": "1234567890123", "issuedOn": "2026-06-01"});
    head.post(&below("certifications"), nib).await.expect(201);
    let contract = json!({"offTakerName": "PT Pembeli", "number": "PKS-1", "product": "Kue", "volume": 100, "volumeUnit": "KG",
        "price": 50_000, "startsOn": "2026-07-01", "endsOn": "2026-12-31", "status": "ACTIVE"});
    head.post(&below("offtake-contracts"), contract.clone()).await.expect(201);
    let mut draft = contract;
    draft["number"] = json!("PKS-2");
    draft["status"] = json!("DRAFT");
    head.post(&below("offtake-contracts"), draft).await.expect(201);
    let lent = |amount: i64| json!({"creditStatus": "CURRENT", "lender": "Bank Uji", "capital": [{"source": "KUR", "amount": amount}]});
    month(&head, &tenant, "2026-06", lent(10_000_000)).await;
    month(&head, &tenant, "2026-08", lent(25_000_000)).await;

    let values = begun(&head, "LAP_TRIWULAN", "2026-Q3", json!({})).await["values"].clone();
    let wanted = json!({
        "C04": {"total": 0},
        "C05": {"total": 1, "sector": {"PERTANIAN": 1}, "dropoutReason": {"MENDAPAT_PEKERJAAN": 1}},
        "C10": {"total": 1, "sector": {"KULINER": 1}},
        "C11": {"total": 1, "financingSource": {"KUR": 1}},
        "C12": {"total": 15_000_000, "financingSource": {"KUR": 15_000_000}},
        "C13": {"total": 1, "sector": {"KULINER": 1}},
    });
    assert_eq!(values, wanted);
}

#[tokio::test]
async fn an_archived_month_no_longer_counts() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let group = cohort(&head, BLK, json!({})).await;
    let tenant = coached(&head, &group, &enterprise(&head, BLK, "Dapur").await).await;
    let made = month(&head, &tenant, "2026-10", json!({})).await;
    head.delete_if(&record_at("progress", &made), 1).await.expect(200);
    let values = begun(&head, "LAP_BULANAN", "2026-10", json!({})).await["values"].clone();
    assert_eq!((values.get("C08"), values.get("C09")), (None, None));
}
