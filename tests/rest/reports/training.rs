//! Reports begin with the records of training, and explain where they differ from them.

use serde_json::{Value, json};

use super::super::kept_steps::rows;
use super::super::steps::{act, at, owed, text, version};
use super::class::{CODE, closed};
use crate::support::{BLK, Caller, TestApp, complete_values};

async fn begun(head: &Caller, template: &str, period: &str, values: Value) -> Value {
    let input = json!({"blk": BLK, "template": template, "period": period, "values": values});
    head.post("/v1/reports?prefill=previous", input).await.expect(201)
}

#[track_caller]
fn say(values: &Value, wanted: &Value) {
    for (code, value) in wanted.as_object().unwrap() {
        assert_eq!(&values[code], value, "{code}");
    }
    assert_eq!(values.as_object().unwrap().len(), wanted.as_object().unwrap().len(), "{values}");
}

#[tokio::test]
async fn a_monthly_report_begins_with_the_packages_of_its_month() {
    let app = TestApp::start().await;
    closed(&app).await;
    let head = app.head().await;
    let october = begun(&head, "LAP_BULANAN", "2026-10", json!({})).await["values"].clone();
    say(
        &october,
        &json!({
            "A01": {"total": 1, "vocation": {"MENJAHIT": 1}},
            "A02": {"total": 4, "sex": {"LAKI_LAKI": 2, "PEREMPUAN": 2}, "disability": {"NON_DISABILITAS": 4},
                "age": {"AGE_15_24": 2, "AGE_25_34": 1, "AGE_35_54": 1}},
            "A03": {"total": 3, "sex": {"LAKI_LAKI": 2, "PEREMPUAN": 1}, "disability": {"NON_DISABILITAS": 3},
                "age": {"AGE_15_24": 1, "AGE_25_34": 1, "AGE_35_54": 1}, "vocation": {"MENJAHIT": 3}},
            "A04": {"total": 1, "sex": {"PEREMPUAN": 1}, "disability": {"NON_DISABILITAS": 1}, "vocation": {"MENJAHIT": 1}},
            "A05": {"total": 1, "sex": {"LAKI_LAKI": 1}},
            "A07": {"total": 12, "vocation": {"MENJAHIT": 12}},
            // Four of five: three were due at the first session, two at the second.
            "A08": 80,
        }),
    );
    // Nothing had begun by then.
    assert_eq!(begun(&head, "LAP_BULANAN", "2026-09", json!({})).await["values"], json!({}));
}

#[tokio::test]
async fn a_monthly_report_explains_where_it_differs_from_the_packages() {
    let app = TestApp::start().await;
    closed(&app).await;
    let head = app.head().await;
    let mut values = complete_values();
    values.as_object_mut().unwrap().retain(|code, _| code.starts_with('C'));
    let draft = begun(&head, "LAP_BULANAN", "2026-10", values).await;
    let known = json!({"acknowledge": ["A03.NOT_16_PER_PACKAGE"]});
    act(&head, &draft, "submit?validateOnly=true", known.clone()).await.expect(200);
    let other = json!({"values": {"A04": 2, "A08": 91.5}});
    let draft = head.patch(&at(&draft), version(&draft), other).await.expect(200);
    let refused = act(&head, &draft, "submit", known.clone()).await;
    let unexplained: Vec<_> =
        refused.faults().into_iter().filter(|(code, _)| code == "RECORDS.UNEXPLAINED").map(|(_, path)| path).collect();
    assert_eq!(unexplained, ["/values/A04", "/values/A08"], "{}", refused.text);
    refused.refused(422, "REPORT.INVALID");
    let told = json!({"narrative": {"penjelasanSelisih": "Satu peserta lulus pada ujian ulang."}});
    let draft = head.patch(&at(&draft), version(&draft), told).await.expect(200);
    act(&head, &draft, "submit", known).await.expect(200);
}

#[tokio::test]
async fn the_report_of_a_completed_package_begins_with_its_records() {
    let app = TestApp::start().await;
    closed(&app).await;
    let head = app.head().await;
    let owed = owed(&head, &format!("blk={BLK}&template=LAP_PELATIHAN")).await;
    assert_eq!(text(&owed, "status"), "OPEN", "{owed}");
    let input = json!({"blk": BLK, "template": "LAP_PELATIHAN", "event": CODE, "eventOn": "2026-10-19"});
    let draft = head.post("/v1/reports?prefill=previous", input.clone()).await.expect(201);
    say(
        &draft["values"],
        &json!({
            "A02": {"total": 4, "sex": {"LAKI_LAKI": 2, "PEREMPUAN": 2}, "disability": {"NON_DISABILITAS": 4},
                "age": {"AGE_15_24": 2, "AGE_25_34": 1, "AGE_35_54": 1}},
            "A03": {"total": 3, "sex": {"LAKI_LAKI": 2, "PEREMPUAN": 1}, "disability": {"NON_DISABILITAS": 3},
                "age": {"AGE_15_24": 1, "AGE_25_34": 1, "AGE_35_54": 1}, "vocation": {"MENJAHIT": 3}},
            "A04": {"total": 1, "sex": {"PEREMPUAN": 1}, "disability": {"NON_DISABILITAS": 1}, "vocation": {"MENJAHIT": 1}},
            "A05": {"total": 1, "sex": {"LAKI_LAKI": 1}},
            "A06": {"total": 1, "sex": {"PEREMPUAN": 1}, "vocation": {"MENJAHIT": 1}},
            "A07": {"total": 12, "vocation": {"MENJAHIT": 12}},
            "A08": 80,
            "T01": 40,
            "T02": 2,
            "T03": {"total": 1, "sex": {"PEREMPUAN": 1}},
            "T04": {"total": 40_000_000},
            "T05": {"total": 38_500_000},
            "T06": "APBN",
            "T07": {"total": 2, "sex": {"LAKI_LAKI": 1, "PEREMPUAN": 1}},
            "T08": {"total": 1, "sex": {"LAKI_LAKI": 1}},
            "T09": {"total": 1, "sex": {"PEREMPUAN": 1}},
        }),
    );
    let pdf = b"%PDF-1.4\n%%EOF\n";
    head.attach(&format!("{}/attachments", at(&draft)), "DAFTAR_HADIR", "hadir.pdf", None, pdf).await.expect(201);
    let known = json!({"acknowledge": ["A03.NOT_16_IN_PACKAGE"]});
    let other = json!({"values": {"T05": 39_000_000, "T06": "CSR"}});
    let draft = head.get(&at(&draft)).await.expect(200);
    let draft = head.patch(&at(&draft), version(&draft), other).await.expect(200);
    let refused = act(&head, &draft, "submit", known.clone()).await;
    let faults: Vec<_> = refused.faults().into_iter().filter(|(code, _)| code == "RECORDS.UNEXPLAINED").collect();
    assert_eq!(faults.iter().map(|(_, path)| path.as_str()).collect::<Vec<_>>(), ["/values/T05", "/values/T06"]);
    let told = json!({"narrative": {"penjelasanSelisih": "Sebagian dibayar mitra."}});
    let draft = head.patch(&at(&draft), version(&draft), told).await.expect(200);
    act(&head, &draft, "submit", known).await.expect(200);
}

#[tokio::test]
async fn the_number_of_another_event_proposes_nothing() {
    let app = TestApp::start().await;
    closed(&app).await;
    let head = app.head().await;
    let input = json!({"blk": BLK, "template": "LAP_PELATIHAN", "event": "LAIN-01", "eventOn": "2026-10-19"});
    let draft = head.post("/v1/reports?prefill=previous", input).await.expect(201);
    assert_eq!(draft["values"], json!({}));
}

#[tokio::test]
async fn quarters_begin_with_tests_and_halves_with_what_became_of_alumni() {
    let app = TestApp::start().await;
    let class = closed(&app).await;
    app.clock().set("2027-01-05T02:00:00Z".parse().unwrap());
    let head = app.head().await;
    let quarter = begun(&head, "LAP_TRIWULAN", "2026-Q4", json!({})).await["values"].clone();
    assert_eq!(quarter["A06"], json!({"total": 1, "sex": {"PEREMPUAN": 1}, "vocation": {"MENJAHIT": 1}}));
    // Nobody was looked at in that half-year.
    assert_eq!(begun(&head, "LAP_SEMESTER", "2026-S2", json!({})).await["values"].get("B04"), None);

    app.clock().set("2027-07-05T02:00:00Z".parse().unwrap());
    let head = app.head().await;
    let looks = rows(&head, &format!("/v1/trainees/{}/alumni-traces", class.trainees[0])).await;
    let look = looks.iter().find(|look| look["months"] == 6).unwrap();
    let seen = json!({"status": "SELF_EMPLOYED", "tracedOn": "2027-05-03", "relation": "LUAR_HUBUNGAN_KERJA", "sector": "FESYEN"});
    head.patch(&format!("/v1/alumni-traces/{}", text(look, "id")), version(look), seen).await.expect(200);
    let half = begun(&head, "LAP_SEMESTER", "2027-S1", json!({})).await["values"].clone();
    assert_eq!(half["B01"], json!({"total": 0}));
    let wanted =
        json!({"total": 1, "sex": {"PEREMPUAN": 1}, "disability": {"NON_DISABILITAS": 1}, "sector": {"FESYEN": 1}});
    assert_eq!(half["B02"], wanted);
    assert_eq!((&half["B03"], &half["B04"]), (&json!({"total": 0}), &json!(1)));
}
