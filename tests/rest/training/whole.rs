//! One package from the need that it answers to certificates, its report, a placement and an application to a cohort.

use serde_json::{Value, json};

use super::super::incubation::steps::{cohort, enterprise};
use super::super::kept_steps::{at, record, rows};
use super::super::steps::{act, at as at_report, owed};
use super::steps::{
    Learner, PACKAGES, attend, class, counts, learners, of, passed, place, results, session, step, take, text, trainee,
    version,
};
use crate::support::{BLK, Caller, TestApp};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF";
const CODE: &str = "JAHIT-2026-01";

/// What a package is planned from.
struct Plan {
    need: Value,
    teacher: Value,
    package: Value,
}

/// A need of the BLK, and the package that answers it, with an instructor and a budget.
async fn planned(head: &Caller) -> Plan {
    let need = json!({"unit": BLK, "vocation": "MENJAHIT", "title": "Menjahit seragam", "people": 16, "identifiedOn": "2026-07-01"});
    let need = head.post("/v1/training-needs", need).await.expect(201);
    let teacher = json!({"personName": "Ibu Rina", "sex": "PEREMPUAN", "vocation": "MENJAHIT", "fromOn": "2020-01-06"});
    let teacher = record(head, "instructors", BLK, teacher).await.expect(201);
    let extra = json!({"needs": [need["id"]], "instructors": [teacher["id"]], "budget": 40_000_000, "curriculum": "SKKNI 305/2016"});
    let package = head.post(PACKAGES, class(CODE, extra)).await.expect(201);
    Plan { need, teacher, package }
}

/// Five sessions of eight hours; the last of the class misses the fifth, and its neighbour left after the third.
async fn held(head: &Caller, plan: &Plan, all: &[Learner]) {
    for (index, day) in ["2026-09-02", "2026-09-09", "2026-09-16", "2026-10-01", "2026-10-15"].into_iter().enumerate() {
        let topic = format!("Pertemuan {}", index + 1);
        let extra = json!({"heldOn": day, "topic": topic, "instructorId": plan.teacher["id"]});
        let made = session(head, &plan.package, extra).await.expect(201);
        if index == 3 {
            let left = json!({"on": "2026-09-20", "reasonCode": "PINDAH_DOMISILI"});
            take(head, "trainees", &all[15].record(), "WITHDRAW", left).await.expect(200);
        }
        let there = if index < 3 { 16 } else { 15 };
        let hours = |number: usize| if index == 4 && number == 14 { json!(0) } else { Value::Null };
        let rows = (0..there).map(|number| json!({"trainee": all[number].trainee, "hours": hours(number)})).collect();
        let done = attend(head, &made, rows).await.expect(200);
        assert_eq!(done["recorded"], there, "{done}");
    }
}

/// Fourteen passed, twelve of them competent; one did not.
async fn ended(head: &Caller, package: &Value, all: &[Learner]) {
    let test = |number: usize| match number {
        0..12 => json!({"testedOn": "2026-10-31", "testResult": "KOMPETEN", "testNumber": format!("BNSP-{number}")}),
        12 => json!({"testedOn": "2026-10-31", "testResult": "BELUM_KOMPETEN"}),
        _ => json!({}),
    };
    let mut rows: Vec<Value> = (0..14).map(|number| passed(&all[number], test(number))).collect();
    rows.push(json!({"trainee": all[14].trainee, "result": "TIDAK_LULUS"}));
    assert_eq!(counts(&results(head, package, rows).await.expect(200)), [Some(15), Some(0), Some(0)]);
}

/// The total of an indicator.
fn total(values: &Value, code: &str) -> Option<f64> {
    if values[code].is_object() { values[code]["total"].as_f64() } else { values[code].as_f64() }
}

#[tokio::test]
async fn one_package_goes_from_plan_to_certificates_its_report_a_placement_and_a_cohort() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let plan = planned(&head).await;
    let Plan { need, package, .. } = &plan;
    let all = learners(&head, package, 16).await;
    let running = step(&head, package, "START", json!({"on": "2026-09-01"})).await.expect(200);
    assert_eq!((text(&running, "status"), version(&running)), ("RUNNING", 2));
    held(&head, &plan, &all).await;
    let register = head.get(&of(package, "attendance")).await.expect(200);
    assert_eq!((&register["sessions"], &register["hours"]), (&json!(5), &json!(40)));
    assert_eq!(register["trainees"].as_array().unwrap().len(), 16);
    let spent = json!({"spent": 38_500_000});
    head.patch(&at("training-packages", package), 2, spent).await.expect(200);
    ended(&head, package, &all).await;
    let over = step(&head, package, "COMPLETE", json!({})).await.expect(200);
    assert_eq!((text(&over, "status"), text(&over, "completedOn")), ("COMPLETED", "2026-11-05"));

    // Certificates, the need that was met, looks to come.
    let first = trainee(&head, &all[0]).await;
    assert_eq!((text(&first, "status"), text(&first, "testNumber")), ("GRADUATED", "BNSP-0"));
    assert!(text(&first, "certificateNumber").starts_with("SERT-"), "{first}");
    let met = head.get(&at("training-needs", need)).await.expect(200);
    assert_eq!((text(&met, "status"), &met["packageId"]), ("MET", &package["id"]));
    assert_eq!(rows(&head, &format!("/v1/alumni-traces?of={}&limit=500", text(package, "id"))).await.len(), 28);

    // Its report falls due in fourteen days, and begins with what was recorded.
    let due = owed(&head, "template=LAP_PELATIHAN").await;
    assert_eq!((text(&due, "event"), text(&due, "dueAt")), (CODE, "2026-11-19T16:59:59Z"));
    let report = json!({"blk": BLK, "template": "LAP_PELATIHAN", "event": CODE});
    let report = head.post("/v1/reports?prefill=previous", report).await.expect(201);
    let values = &report["values"];
    let wanted = [
        ("A02", 16.0),
        ("A03", 16.0),
        ("A04", 14.0),
        ("A05", 1.0),
        ("A06", 12.0),
        ("A07", 40.0),
        ("A08", 98.72),
        ("T01", 40.0),
        ("T02", 5.0),
        ("T03", 14.0),
        ("T04", 40_000_000.0),
        ("T05", 38_500_000.0),
        ("T07", 13.0),
        ("T08", 16.0),
        ("T09", 1.0),
    ];
    for (code, value) in wanted {
        assert_eq!(total(values, code), Some(value), "{code} of {values}");
    }
    assert_eq!(values["T06"], "APBN");
    let path = format!("{}/attachments", at_report(&report));
    head.attach(&path, "DAFTAR_HADIR", "hadir.pdf", None, PDF).await.expect(201);
    let now = head.get(&at_report(&report)).await.expect(200);
    let submitted = act(&head, &now, "submit", json!({})).await.expect(200);
    assert_eq!((text(&submitted, "state"), &submitted["onTime"]), ("SUBMITTED", &json!(true)));
    assert_eq!(text(&owed(&head, "template=LAP_PELATIHAN").await, "status"), "SUBMITTED");

    // One finds work, another brings a business into a cohort: each is one person throughout.
    let work = json!({"traineeId": all[1].trainee, "service": "TRAINING"});
    place(&head, &all[1].person, work).await.expect(201);
    let cohort = cohort(&head, BLK, json!({})).await;
    let group = enterprise(&head, BLK, "Busana Lebak").await;
    let asked = json!({"cohort": cohort["id"], "aidRelation": "PLANNED",
        "enterprise": {"name": "Busana Lebak", "year": 2026, "sector": "KULINER", "level": "PEMULA"}});
    let applied = head.post(&format!("{}/applications", at("trainees", &all[0].record())), asked).await.expect(201);
    assert_eq!((&applied["person"], &applied["enterprise"]), (&all[0].person, &group["id"]));
    let timeline = async |learner: &Learner| -> Vec<String> {
        let told = rows(&head, &format!("/v1/persons/{}/timeline", learner.person.as_str().unwrap())).await;
        told.iter().map(|entry| text(entry, "kind").to_owned()).collect()
    };
    let trained = ["TRAINING_APPLICATION", "TRAINING_ADMISSION", "TRAINING_RESULT", "COMPETENCY_TEST", "CERTIFICATE"];
    assert_eq!(timeline(&all[0]).await, [&trained[..], &["MEMBERSHIP", "APPLICATION"]].concat());
    assert_eq!(timeline(&all[1]).await, [&trained[..], &["PLACEMENT"]].concat());
}

#[tokio::test]
async fn the_reports_of_the_months_say_what_was_recorded_in_them() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let plan = planned(&head).await;
    let all = learners(&head, &plan.package, 16).await;
    step(&head, &plan.package, "START", json!({"on": "2026-09-01"})).await.expect(200);
    held(&head, &plan, &all).await;
    ended(&head, &plan.package, &all).await;
    let begun = async |period: &str| -> Value {
        let input = json!({"blk": BLK, "template": "LAP_BULANAN", "period": period});
        head.post("/v1/reports?prefill=previous", input).await.expect(201)["values"].clone()
    };
    let (september, october) = (begun("2026-09").await, begun("2026-10").await);
    for (code, value) in [("A01", 1.0), ("A02", 16.0), ("A03", 16.0), ("A05", 1.0), ("A07", 24.0)] {
        assert_eq!(total(&september, code), Some(value), "{code} of {september}");
    }
    for (code, value) in [("A04", 14.0), ("A07", 16.0)] {
        assert_eq!(total(&october, code), Some(value), "{code} of {october}");
    }
}
