//! Each kind of file: what it brings is what the single call makes, and the same file again changes nothing.

use serde_json::{Value, json};

use super::super::incubation::mentor_steps::{mentor, tenant};
use super::super::incubation::steps::{cohort, person};
use super::super::training::steps::{learners, package, session, step};
use super::acts::{counts, import, refusals, rows};
use crate::support::{BLK, Caller, TestApp};

/// A CSV as a spreadsheet saves it.
fn csv(lines: &[&str]) -> Vec<u8> {
    lines.join("\r\n").into_bytes()
}

/// Imports a file twice: all of it is made, then all of it is there.
async fn twice(app: &TestApp, caller: &Caller, query: &str, file: &[u8], made: i64) -> Vec<Value> {
    let job = import(app, caller, query, file).await;
    let told = refusals(caller, &job).await;
    assert_eq!((&job["state"], counts(&job)), (&json!("DONE"), [made, 0, 0]), "{query}: {job} {told:?}");
    let created = rows(caller, &job, "CREATED").await;
    let again = import(app, caller, query, file).await;
    let told = refusals(caller, &again).await;
    assert_eq!(counts(&again), [0, made, 0], "{query}: {again} {told:?}");
    let existing: Vec<Value> = rows(caller, &again, "EXISTING").await.iter().map(|row| row["record"].clone()).collect();
    assert_eq!(existing, created.iter().map(|row| row["record"].clone()).collect::<Vec<_>>(), "{query}");
    created
}

async fn record(caller: &Caller, plural: &str, row: &Value) -> Value {
    caller.get(&format!("/v1/{plural}/{}", row["record"].as_str().unwrap())).await.expect(200)
}

#[tokio::test]
async fn blks_and_organizations() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let file = csv(&[
        "code;name;hostType;hostName;region;establishedYear;enrolledOn;vocations;workstations",
        "BLKK-3602-801;BLK Sinar;PESANTREN;Pesantren Sinar;36.02;2.019;1 Agustus 2026;MENJAHIT;16",
        "BLKK-3602-802;BLK Fajar;PESANTREN;Pesantren Fajar;36.02;2020;01/08/26;;-",
    ]);
    let made = twice(&app, &admin, "kind=blks", &file, 2).await;
    let blk = record(&admin, "blks", &made[0]).await;
    assert_eq!(
        (&blk["code"], &blk["establishedYear"], &blk["enrolledOn"]),
        (&json!("BLKK-3602-801"), &json!(2019), &json!("2026-08-01"))
    );
    assert_eq!((&blk["vocations"], &blk["workstations"]), (&json!(["MENJAHIT"]), &json!(16)));
    let other = String::from_utf8(file).unwrap().replace("BLK Sinar", "BLK Lain");
    let job = import(&app, &admin, "kind=blks", other.as_bytes()).await;
    assert_eq!(counts(&job), [0, 1, 1], "other content is no repeat");
    assert_eq!(refusals(&admin, &job).await[0].1, "RESOURCE.ALREADY_EXISTS");
    let head = app.head().await;
    let job = import(&app, &head, "kind=blks", other.replace("801", "803").as_bytes()).await;
    assert_eq!((counts(&job)[0], counts(&job)[2] > 0), (0, true), "who may not record BLKs does not by a file: {job}");

    let file = csv(&["code,name,kind,region,scope,country", "ORG-801,Universitas Uji,UNIVERSITY,36.02,NATIONAL,ID"]);
    let made = twice(&app, &admin, "kind=organizations", &file, 1).await;
    assert_eq!(record(&admin, "organizations", &made[0]).await["name"], "Universitas Uji");
}

#[tokio::test]
async fn invitations_of_users() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let file = csv(&["name,email,role,blk", &format!("Siti Operator,siti.operator@blk.test,BLK_OPERATOR,{BLK}")]);
    let made = twice(&app, &admin, "kind=users", &file, 1).await;
    let user = record(&admin, "users", &made[0]).await;
    assert_eq!((&user["email"], &user["status"]), (&json!("siti.operator@blk.test"), &json!("INVITED")));
    assert_eq!(user["invitation"], Value::Null, "no one-time code is shown");
    let job = import(
        &app,
        &app.coordinator().await,
        "kind=users",
        &csv(&["name,email,role,region", "Jahat,j@x.test,FKN_ADMIN,36"]),
    )
    .await;
    assert_eq!(counts(&job), [0, 0, 1], "{job}");
}

#[tokio::test]
async fn persons_and_enterprises() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let file = csv(&[
        "Nama;NIK;Jenis Kelamin;Tgl Lahir;No HP;Kode BLK",
        &format!("Siti Aminah;3602014502900001;P;05/02/90;0812-3456-7890;{BLK}"),
        &format!("Asep Tanpa NIK;-;L;3 Maret 1988;;{BLK}"),
    ]);
    let made = twice(&app, &head, "kind=persons", &file, 2).await;
    let siti = record(&head, "persons", &made[0]).await;
    assert_eq!((&siti["name"], &siti["sex"]), (&json!("Siti Aminah"), &json!("PEREMPUAN")), "{siti}");
    let lost = csv(&["name,nik,unit", &format!("Siti,\"3,60201E+15\",{BLK}")]);
    let job = import(&app, &head, "kind=persons", &lost).await;
    assert_eq!(refusals(&head, &job).await, [(2, "FIELD.FORMAT".to_owned(), "/nik".to_owned())]);

    let file = csv(&[
        "enterprise.name,enterprise.year,enterprise.sector,enterprise.level,person.name,person.nik,person.birthDate,person.sex,office,joinedOn",
        "Dapur Aminah,2026,KULINER,PEMULA,Siti Aminah,3602014502900001,1990-02-05,PEREMPUAN,KETUA,2026-10-01",
    ]);
    let made = twice(&app, &head, &format!("kind=enterprises&unit={BLK}"), &file, 1).await;
    assert_eq!(record(&head, "enterprises", &made[0]).await["name"], "Dapur Aminah");
}

#[tokio::test]
async fn trainees_and_attendance() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let class = package(&head, "PKT-801", json!({})).await;
    let of = class["id"].as_str().unwrap();
    let file = csv(&[
        "person.name;person.nik;person.birthDate;person.sex;origin;appliedOn;admittedOn",
        "Siti Aminah;3602014502900001;1990-02-05;PEREMPUAN;UMUM;20/08/26;25 Agustus 2026",
    ]);
    twice(&app, &head, &format!("kind=trainees&of={of}"), &file, 1).await;
    learners(&head, &class, 1).await;
    step(&head, &class, "START", json!({"on": "2026-09-01"})).await.expect(200);
    let held = session(&head, &class, json!({})).await.expect(201);
    let of = held["id"].as_str().unwrap();
    let file = csv(&["nik,hours", "3602014502900001,6"]);
    twice(&app, &head, &format!("kind=attendance&of={of}"), &file, 1).await;
    let register =
        head.get(&format!("/v1/training-packages/{}/attendance", class["id"].as_str().unwrap())).await.expect(200);
    assert!(register["trainees"].as_array().unwrap().iter().any(|row| row["hours"] == 6), "{register}");
    let job = import(
        &app,
        &head,
        &format!("kind=attendance&of={of}"),
        &csv(&["nik,hours", "3602014502900001,9", "3602019999999999,1"]),
    )
    .await;
    assert_eq!(counts(&job), [0, 0, 2], "more hours than the session has, and nobody of the package: {job}");
}

#[tokio::test]
async fn progress_and_visits() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let cohort = cohort(&admin, BLK, json!({})).await;
    let (enterprise, incubatee) = tenant(&admin, &cohort, "Dapur").await;
    let of = incubatee["id"].as_str().unwrap();
    let line = json!({"incubatee": of, "month": "2026-10", "revenue": 10_000_000, "costs": 6_000_000, "sales": [{"channel": "LANGSUNG", "amount": 10_000_000}]});
    let made = twice(&app, &head, "kind=progress", format!("{line}\n").as_bytes(), 1).await;
    assert_eq!(record(&head, "progress", &made[0]).await["revenue"], 10_000_000);

    let (coach, mentor) = mentor(&app, enterprise["id"].as_str().unwrap()).await;
    let file = csv(&[
        "mentorId,visitedOn,minutes,place,roles",
        &format!("{},4 November 2026,100,Balai desa,MOTIVATOR; FASILITATOR", mentor["id"].as_str().unwrap()),
    ]);
    let made = twice(&app, &coach, &format!("kind=visits&of={of}"), &file, 1).await;
    let visit = record(&coach, "visits", &made[0]).await;
    assert_eq!((&visit["visitedOn"], &visit["minutes"]), (&json!("2026-11-04"), &json!(100)));
}

#[tokio::test]
async fn what_the_caller_may_not_keep_is_refused_row_by_row() {
    let app = TestApp::start().await;
    let stranger = app.person(api::vocab::Role::BlkHead, None, Some(crate::support::OTHER_BLK)).await;
    let admin = app.admin().await;
    person(
        &admin,
        BLK,
        "Siti Aminah",
        json!({"nik": "3602014502900001", "birthDate": "1990-02-05", "sex": "PEREMPUAN"}),
    )
    .await;
    let file =
        csv(&["name,nik,birthDate,sex,unit", &format!("Siti Aminah,3602014502900001,1990-02-05,PEREMPUAN,{BLK}")]);
    let job = import(&app, &stranger, "kind=persons", &file).await;
    assert_eq!(counts(&job), [0, 0, 1], "neither made nor said to be there: {job}");
}
