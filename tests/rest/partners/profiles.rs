//! What is made of a record: the signed profile, the columns of SIKP and of PUMK. Nothing is in them that was not
//! consented to.

use std::collections::BTreeSet;

use api::domain::people::keys::{verify_offline, verify_profile_offline};
use chrono::DateTime;
use serde_json::{Value, json};

use super::super::incubation::steps::{member, person};
use super::super::kept_steps::{faulty, rows};
use super::super::steps::{text, version};
use super::acts::{
    Bank, all_scopes, bank, complete, consent, consent_with, delivered, edit, partner, tenant, withdraw,
};
use super::gate::published;
use crate::support::{BLK, Caller, Reply, TestApp};

const CREDIT: &str = "CREDIT_APPLICATION";
const BUMN: &str = "BUMN_PARTNERSHIP";

/// The columns of the first tenant, as a bank sends them to SIKP.
const SIKP: &str = concat!(
    r#"{"nik":"3602014201800002","nmr_registry":null,"nama":"Orang Uji 1","tgl_lahir":"02011980","jns_kelamin":"2","#,
    r#""maritas_sts":"1","pendidikan":"3","pekerjaan":"8","alamat":"Kampung Uji 1 RT 01","kode_kabkota":"3602","#,
    r#""kode_pos":"42391","npwp":"0900000000000001","mulai_usaha":"15022024","alamat_usaha":null,"#,
    r#""ijin_usaha":"9120000000001","modal_usaha":"2000001","jml_pekerja":"4","jml_kredit":null,"is_linkage":null,"#,
    r#""linkage":null,"no_hp":"081270000001","uraian_agunan":null,"is_subsidized":null,"subsidi_sebelumnya":null,"#,
    r#""omset":"30003003","jns_debitur":null}"#
);
/// What is a bank's own to fill in or to look at, in the order of the columns.
const OF_BANK: [&str; 11] = [
    "nmr_registry",
    "pendidikan",
    "pekerjaan",
    "alamat_usaha",
    "jml_kredit",
    "is_linkage",
    "linkage",
    "uraian_agunan",
    "is_subsidized",
    "subsidi_sebelumnya",
    "jns_debitur",
];

fn at(subject: &Value, what: &str, purpose: &str) -> String {
    format!("/v1/partner/incubatees/{}/{what}?purpose={purpose}", text(subject, "subject"))
}

async fn sikp(by: &Caller, subject: &Value) -> Value {
    by.get(&at(subject, "sikp-candidate", CREDIT)).await.expect(200)
}

/// Columns with a readiness code, in their order.
fn not_ready(candidate: &Value, code: &str) -> Vec<String> {
    let all = candidate["readiness"].as_array().unwrap().iter();
    all.filter(|one| one["code"] == code).map(|one| text(one, "field").to_owned()).collect()
}

/// Columns that say something.
pub fn filled(candidate: &Value) -> BTreeSet<&str> {
    let all = candidate["candidate"].as_object().unwrap().iter();
    all.filter(|(_, value)| !value.is_null()).map(|(name, _)| name.as_str()).collect()
}

async fn keys(app: &TestApp) -> Value {
    app.anonymous().get("/.well-known/jwks.json").await.expect(200)
}

/// The first tenant with all its papers consents to all that a bank may have for credit.
async fn applicant(app: &TestApp, bank: &Bank) -> Value {
    let who = tenant(app, 1).await;
    complete(app, &who, 1).await;
    consent(&app.head().await, &who.person, bank, CREDIT, &all_scopes(CREDIT)).await
}

#[tokio::test]
async fn a_profile_is_the_record_signed_and_verifies_with_the_published_keys_alone() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    let given = applicant(&app, &bank).await;
    for caller in [&bank.teller, &bank.machine] {
        let reply = caller.get(&at(&given, "profile", CREDIT)).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, "application/jose"), "{}", reply.text);
        assert_eq!(reply.header("cache-control"), "no-store");
        let claims = verify_profile_offline(&reply.text, &keys(&app).await).unwrap();
        let said = ["iss", "aud", "sub", "purpose", "consent"].map(|claim| text(&claims, claim).to_owned());
        assert_eq!(said[..2], ["https://ereporting.test", "ORG-BANK"]);
        assert_eq!(said[2..], [text(&given, "subject"), CREDIT, text(&given, "id")]);
        let (issued, until) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
        assert_eq!(until - issued, 24 * 60 * 60);
        assert!((0..60).contains(&(app.app.clock.now().timestamp() - issued)), "{issued}");
        let path = format!("/v1/partner/incubatees/{}?purpose={CREDIT}", text(&given, "subject"));
        assert_eq!(claims["incubatee"], caller.get(&path).await.expect(200));
        assert_eq!(text(&claims["incubatee"], "nik"), "3602014201800002");
    }
    assert_eq!(delivered(&app, "PROFILE").await, 2);
    let query = "query($id: ID!) { partnerProfile(id: $id, purpose: \"CREDIT_APPLICATION\") }";
    let data = Caller::data(bank.teller.graphql(query, json!({"id": given["subject"]})).await);
    verify_profile_offline(text(&data, "partnerProfile"), &keys(&app).await).unwrap();
}

#[tokio::test]
async fn a_profile_fails_after_one_changed_byte_and_is_no_receipt() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    let who = tenant(&app, 1).await;
    let given = consent(&app.head().await, &who.person, &bank, CREDIT, &["IDENTITY_BASIC"]).await;
    let (signed, keys) = (bank.teller.get(&at(&given, "profile", CREDIT)).await.text, keys(&app).await);
    for place in (0..signed.len()).step_by(5) {
        let mut changed = signed.as_bytes().to_vec();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(verify_profile_offline(&changed, &keys).is_err(), "byte {place}");
    }
    assert!(verify_offline(&signed, &keys).is_err());
    app.anonymous().post("/v1/receipts/verify", json!({"jws": signed})).await.refused(422, "RECEIPT.INVALID");
}

#[tokio::test]
async fn a_profile_does_not_outlive_the_consent() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    let who = tenant(&app, 1).await;
    let short = json!({"expiresAt": "2026-11-05T04:00:00Z"});
    let given = consent_with(&app.head().await, &who.person, &bank, CREDIT, &["IDENTITY_BASIC"], short).await;
    let signed = bank.teller.get(&at(&given, "profile", CREDIT)).await.text;
    let claims = verify_profile_offline(&signed, &keys(&app).await).unwrap();
    let end: DateTime<chrono::Utc> = "2026-11-05T04:00:00Z".parse().unwrap();
    assert_eq!(claims["exp"].as_i64(), Some(end.timestamp()));
}

#[tokio::test]
async fn a_candidate_has_the_shape_of_sikp_to_the_last_byte() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    let given = applicant(&app, &bank).await;
    let reply = bank.machine.get(&at(&given, "sikp-candidate", CREDIT)).await;
    let wanted = format!("\"candidate\":{SIKP},\"readiness\":[");
    assert!(reply.text.contains(&wanted), "{}\n{wanted}", reply.text);
    let candidate = reply.expect(200);
    assert_eq!((&candidate["id"], &candidate["consentId"]), (&given["subject"], &given["id"]));
    assert_eq!(not_ready(&candidate, "BANK"), OF_BANK);
    assert_eq!(candidate["readiness"].as_array().unwrap().len(), OF_BANK.len(), "{candidate}");
    assert_eq!(delivered(&app, "SIKP").await, 1);
    let query = "query($id: ID!) { sikpCandidate(id: $id, purpose: \"CREDIT_APPLICATION\") \
        { id candidate { nik tgl_lahir kode_kabkota jml_pekerja jml_kredit } readiness { field code } } }";
    let data = Caller::data(bank.teller.graphql(query, json!({"id": given["subject"]})).await);
    let columns = json!({
        "nik": "3602014201800002", "tgl_lahir": "02011980", "kode_kabkota": "3602", "jml_pekerja": "4",
        "jml_kredit": null
    });
    assert_eq!(data["sikpCandidate"]["candidate"], columns);
    assert_eq!(not_ready(&data["sikpCandidate"], "BANK"), OF_BANK);
}

#[tokio::test]
async fn readiness_tells_what_is_missing_from_what_would_be_refused() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let who = tenant(&app, 1).await;
    let given = consent(&head, &who.person, &bank, CREDIT, &all_scopes(CREDIT)).await;
    let candidate = sikp(&bank.teller, &given).await;
    assert_eq!(not_ready(&candidate, "MISSING"), ["ijin_usaha"]);
    assert_eq!(not_ready(&candidate, "INVALID"), [""; 0]);

    let odd = json!({"name": "A", "address": "RT1", "occupation": "ASN", "npwp": null, "maritalStatus": null});
    edit(&head, &format!("/v1/persons/{}", who.person), odd).await;
    let months = rows(&head, &format!("/v1/incubatees/{}/progress", who.incubatee)).await;
    let last = months.iter().max_by_key(|month| text(month, "month")).unwrap();
    let poor = json!({"capital": [{"source": "MODAL_SENDIRI", "amount": 99_999}]});
    head.patch(&format!("/v1/progress/{}", text(last, "id")), version(last), poor).await.expect(200);
    let candidate = sikp(&bank.teller, &given).await;
    assert_eq!(not_ready(&candidate, "MISSING"), ["maritas_sts", "npwp", "ijin_usaha"]);
    assert_eq!(not_ready(&candidate, "INVALID"), ["nama", "pekerjaan", "alamat", "modal_usaha"]);
    // What would be refused is shown: the bank has it, and sees what to ask.
    let columns = &candidate["candidate"];
    assert_eq!(
        [&columns["nama"], &columns["pekerjaan"], &columns["alamat"], &columns["modal_usaha"]],
        [&json!("A"), &json!("1"), &json!("RT1"), &json!("99999")]
    );
    let english = axum::http::Request::get(at(&given, "sikp-candidate", CREDIT)).header("accept-language", "en");
    let said = bank.teller.send(english, "", Vec::new()).await.expect(200);
    let of = |said: &Value, field: &str| {
        let found = said["readiness"].as_array().unwrap().iter().find(|one| one["field"] == field);
        text(found.unwrap(), "message").to_owned()
    };
    assert_eq!(of(&said, "modal_usaha"), "It would be refused: capital of at least Rp100,000.");
    assert_eq!(of(&candidate, "modal_usaha"), "Nilai ini akan ditolak: modal paling sedikit Rp100.000.");
}

#[tokio::test]
async fn of_a_member_who_does_not_speak_for_the_group_no_business_is_shown() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let who = tenant(&app, 1).await;
    let facts = json!({"sex": "LAKI_LAKI", "birthDate": "1985-03-04"});
    let other = person(&head, BLK, "Anggota Uji", facts).await;
    member(&head, &json!({"id": who.enterprise}), &other, "ANGGOTA", "2026-01-01").await;
    let given = consent(&head, text(&other, "id"), &bank, CREDIT, &all_scopes(CREDIT)).await;
    let candidate = sikp(&bank.teller, &given).await;
    assert_eq!(filled(&candidate), BTreeSet::from(["jns_kelamin", "nama", "tgl_lahir"]));
    let withheld = not_ready(&candidate, "NOT_CONSENTED");
    assert_eq!(withheld, ["mulai_usaha", "ijin_usaha", "modal_usaha", "jml_pekerja", "omset"]);
    let whole = candidate.to_string();
    assert!(whole.contains("tidak mewakili") && !whole.contains("Orang Uji 1"), "{whole}");
}

/// Columns of SIKP that each scope opens.
fn opened(scope: &str) -> BTreeSet<&'static str> {
    BTreeSet::from_iter(match scope {
        "IDENTITY_BASIC" => vec!["nama", "tgl_lahir", "jns_kelamin", "maritas_sts", "pendidikan", "pekerjaan"],
        "IDENTITY_NIK" => vec!["nik", "npwp"],
        "CONTACT" => vec!["no_hp"],
        "ADDRESS" => vec!["alamat", "kode_kabkota", "kode_pos"],
        "BUSINESS_PROFILE" => vec!["mulai_usaha"],
        "BUSINESS_LEGAL" => vec!["ijin_usaha"],
        "FINANCE_REVENUE" => vec!["omset"],
        "FINANCE_CAPITAL" => vec!["modal_usaha"],
        "WORKERS_COUNT" => vec!["jml_pekerja"],
        _ => vec![],
    })
}

/// Fields of a record by scope, as everybody can read it, of all that partners ever get of one person.
async fn fields(app: &TestApp) -> Vec<(String, Vec<String>)> {
    let purposes = ["CREDIT_PROSPECTING", CREDIT, BUMN, "OFFTAKE_SOURCING"];
    let ours: BTreeSet<&str> = purposes.into_iter().flat_map(all_scopes).collect();
    let all = published(app).await.into_iter().filter(|(code, _)| ours.contains(code.as_str()));
    all.map(|(code, fields)| (code, fields.iter().map(|field| field.replace('.', "/")).collect())).collect()
}

#[tokio::test]
async fn with_consent_to_one_scope_alone_nothing_of_another_is_in_any_profile() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let who = tenant(&app, 1).await;
    complete(&app, &who, 1).await;
    let fields = fields(&app).await;
    for scope in all_scopes(CREDIT) {
        let given = consent(&head, &who.person, &bank, CREDIT, &[scope]).await;
        let candidate = sikp(&bank.teller, &given).await;
        assert_eq!(filled(&candidate), opened(scope), "{scope}");
        assert_eq!(not_ready(&candidate, "MISSING"), [""; 0], "{scope}: {candidate}");
        let signed = bank.teller.get(&at(&given, "profile", CREDIT)).await.text;
        let record = verify_profile_offline(&signed, &keys(&app).await).unwrap()["incubatee"].clone();
        let own = &fields.iter().find(|(code, _)| code == scope).unwrap().1;
        for field in fields.iter().flat_map(|(_, names)| names).filter(|field| !own.contains(field)) {
            let there = record.pointer(&format!("/{field}")).is_some_and(|value| !value.is_null());
            assert!(!there, "{field} with {scope}: {record}");
        }
        let some = own.iter().any(|field| record.pointer(&format!("/{field}")).is_some_and(|value| !value.is_null()));
        assert!(some, "{scope}: {record}");
    }
}

#[tokio::test]
async fn candidates_come_in_pages_as_the_records_do() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    for number in [1, 2] {
        let who = tenant(&app, number).await;
        consent(&head, &who.person, &bank, CREDIT, &all_scopes(CREDIT)).await;
        consent(&head, &who.person, &bank, "CREDIT_PROSPECTING", &["PROSPECT_SUMMARY"]).await;
    }
    let path = format!("/v1/partner/sikp-candidates?purpose={CREDIT}");
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = bank.machine.get(&format!("{path}&limit=1{after}")).await.expect(200);
        seen.extend(page["data"].as_array().unwrap().iter().map(|row| text(row, "id").to_owned()));
        match page["page"]["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    let listed = rows(&bank.machine, &format!("/v1/partner/incubatees?purpose={CREDIT}")).await;
    assert_eq!(seen, listed.iter().map(|row| text(row, "id").to_owned()).collect::<Vec<_>>());
    assert_eq!(seen.len(), 2);
    let query = "{ sikpCandidates(purpose: \"CREDIT_APPLICATION\", first: 2) { nodes { id candidate { nama } } } }";
    let data = Caller::data(bank.teller.graphql(query, json!({})).await);
    let names: BTreeSet<&str> = data["sikpCandidates"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| text(&node["candidate"], "nama"))
        .collect();
    assert_eq!(names, BTreeSet::from(["Orang Uji 1", "Orang Uji 2"]));
    let other = "/v1/partner/incubatees?purpose=CREDIT_PROSPECTING&limit=1";
    let foreign = bank.machine.get(other).await.expect(200)["page"]["next"].as_str().unwrap().to_owned();
    for cursor in ["bm9uc2Vuc2U", foreign.as_str()] {
        bank.machine.get(&format!("{path}&after={cursor}")).await.refused(422, "PAGE.CURSOR");
    }
    bank.machine.get(&format!("{path}&limit=501")).await.refused(422, "PAGE.LIMIT");
}

#[tokio::test]
async fn a_bumn_gets_what_a_partnership_may_have_and_nothing_else() {
    let app = TestApp::start().await;
    let bumn = partner(&app, "BUMN", "ORG-BUMN", &[BUMN]).await;
    let who = tenant(&app, 2).await;
    let given = consent(&app.head().await, &who.person, &bumn, BUMN, &all_scopes(BUMN)).await;
    let candidate = bumn.machine.get(&at(&given, "pumk-candidate", BUMN)).await.expect(200);
    let wanted = json!({
        "kode_mitra": null, "nama": "Orang Uji 2", "nik": null, "npwp": null, "jenis_kelamin": "L",
        "tanggal_lahir": "1980-01-03", "alamat": null, "telepon": "081270000002", "nama_usaha": "Usaha Uji 2",
        "sektor": "KULINER", "bidang_usaha": "10761", "tahun_mulai_usaha": "2024", "jumlah_tenaga_kerja": null,
        "omzet_bulanan": "10002002", "aset_usaha": null, "status": "CALON",
    });
    assert_eq!(candidate["candidate"], wanted);
    let withheld = not_ready(&candidate, "NOT_CONSENTED");
    assert_eq!(withheld, ["nik", "npwp", "alamat", "jumlah_tenaga_kerja", "aset_usaha"]);
    assert_eq!(not_ready(&candidate, "BUMN"), ["kode_mitra"]);
    assert_eq!(delivered(&app, "PUMK").await, 1);
    let query =
        "query($id: ID!) { pumkCandidate(id: $id, purpose: \"BUMN_PARTNERSHIP\") { candidate { nama_usaha nik } } }";
    let data = Caller::data(bumn.teller.graphql(query, json!({"id": given["subject"]})).await);
    assert_eq!(data["pumkCandidate"]["candidate"], json!({"nama_usaha": "Usaha Uji 2", "nik": null}));
    // A band is no amount.
    let given = consent(&app.head().await, &who.person, &bumn, BUMN, &["FINANCE_REVENUE_BAND"]).await;
    let candidate = bumn.machine.get(&at(&given, "pumk-candidate", BUMN)).await.expect(200);
    assert_eq!(filled(&candidate), BTreeSet::from(["status"]));
}

/// Each of the three profiles of a subject.
async fn each(by: &Caller, subject: &str, query: &str) -> Vec<Reply> {
    let mut replies = Vec::new();
    for what in ["profile", "sikp-candidate", "pumk-candidate"] {
        replies.push(by.get(&format!("/v1/partner/incubatees/{subject}/{what}{query}")).await);
    }
    replies
}

#[tokio::test]
async fn without_purpose_role_or_consent_there_is_no_profile() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let bumn = partner(&app, "BUMN", "ORG-BUMN", &[BUMN]).await;
    let who = tenant(&app, 1).await;
    let given = consent(&head, &who.person, &bank, CREDIT, &all_scopes(CREDIT)).await;
    let subject = text(&given, "subject");
    for reply in each(&bank.teller, subject, "").await {
        reply.refused(422, "PURPOSE.REQUIRED");
    }
    for reply in each(&bank.teller, subject, "?purpose=KREDIT").await {
        faulty(&reply, &[("FIELD.UNKNOWN_CODE", "/purpose")]);
    }
    for reply in each(&bank.teller, subject, "?purpose=BUMN_PARTNERSHIP").await {
        reply.refused(403, "PURPOSE.DENIED");
    }
    for reply in each(&head, subject, "?purpose=CREDIT_APPLICATION").await {
        reply.refused(403, "ACCESS.DENIED");
    }
    // Each has its purpose: SIKP is for credit, PUMK for a partnership.
    faulty(&bank.teller.get(&at(&given, "pumk-candidate", CREDIT)).await, &[("FIELD.UNKNOWN_CODE", "/purpose")]);
    let prospecting = at(&given, "sikp-candidate", "CREDIT_PROSPECTING");
    faulty(&bank.teller.get(&prospecting).await, &[("FIELD.UNKNOWN_CODE", "/purpose")]);
    let bulk = "/v1/partner/sikp-candidates";
    bank.teller.get(bulk).await.refused(422, "PURPOSE.REQUIRED");
    let wrong = bank.teller.get(&format!("{bulk}?purpose=CREDIT_PROSPECTING")).await;
    faulty(&wrong, &[("FIELD.UNKNOWN_CODE", "/purpose")]);
    // Somebody else's subject, and what is no subject, are not found; nor is one whose consent ended.
    bumn.teller.get(&at(&given, "profile", BUMN)).await.refused(404, "RESOURCE.NOT_FOUND");
    for nobody in ["sub_01h455vb4pex5vsknk084sn02q", who.person.as_str(), "nonsense"] {
        let path = format!("/v1/partner/incubatees/{nobody}/profile?purpose={CREDIT}");
        bank.teller.get(&path).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    withdraw(&head, &given).await;
    for what in ["profile", "sikp-candidate"] {
        bank.machine.get(&at(&given, what, CREDIT)).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    assert!(rows(&bank.machine, &format!("{bulk}?purpose={CREDIT}")).await.is_empty());
    assert_eq!(delivered(&app, "PROFILE").await, 0);
}
