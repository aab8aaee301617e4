//! Who reads training, and who keeps it.

use api::vocab::Role;
use serde_json::{Value, json};

use super::super::incubation::mentor_steps::mentor;
use super::super::incubation::steps::{enterprise, person};
use super::super::kept_steps::{at, faulty, rows};
use super::super::partners::acts::partner;
use super::steps::{Learner, PACKAGES, begun, class, graduated, learner, of, package, passed, place, session, text};
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, TestApp};

/// A caller, and what of a BLK's training is seen: its packages, the people in them; and whether it is kept.
struct Who {
    name: &'static str,
    caller: Caller,
    packages: bool,
    people: bool,
    keeps: bool,
}

fn who(name: &'static str, caller: Caller, [packages, people, keeps]: [bool; 3]) -> Who {
    Who { name, caller, packages, people, keeps }
}

async fn everyone(app: &TestApp) -> Vec<Who> {
    let (all, reads, nothing) = ([true; 3], [true, true, false], [false; 3]);
    let group = enterprise(&app.head().await, BLK, "Dapur Lebak").await;
    vec![
        who("admin", app.admin().await, all),
        who("ministry", app.person(Role::MinistryAdmin, None, None).await, all),
        who("head", app.head().await, all),
        who("operator", app.operator().await, all),
        who("machine of the BLK", app.machine(Role::BlkHead, Some(BLK)).await, all),
        who("coordinator", app.coordinator().await, reads),
        who("reviewer", app.reviewer().await, reads),
        who("auditor", app.person(Role::Auditor, None, None).await, reads),
        who("local government", app.person(Role::LocalGovernment, Some("36.02"), None).await, reads),
        who("university", app.person(Role::University, None, Some(BLK)).await, reads),
        who("stakeholder", app.person(Role::Stakeholder, Some("36"), None).await, [true, false, false]),
        who("officer", app.person(Role::DataProtectionOfficer, None, None).await, [false, true, false]),
        who("head of another BLK", app.person(Role::BlkHead, None, Some(OTHER_BLK)).await, nothing),
        who("coordinator of another region", app.person(Role::Coordinator, Some("32"), None).await, nothing),
        who("mentor of its enterprise", mentor(app, text(&group, "id")).await.0, nothing),
        who("partner", partner(app, "BANK", "ORG-BANK-UJI", &["CREDIT_APPLICATION"]).await.teller, nothing),
        who("dashboard", app.machine(Role::Dashboard, None).await, nothing),
    ]
}

/// One record of each kind, by the path that reads it: of packages, and of the people in them.
struct Scene {
    class: Value,
    trainee: Value,
    session: Value,
    packages: Vec<String>,
    people: Vec<String>,
}

async fn scene(head: &Caller) -> Scene {
    let (class, all) = begun(head, "JAHIT-2026-01", 1).await;
    graduated(head, "JAHIT-2026-02", 1).await;
    let session = session(head, &class, json!({})).await.expect(201);
    let siti = person(head, BLK, "Siti", json!({})).await;
    let placed = place(head, &siti["id"], json!({})).await.expect(201);
    let seeking = json!({"unit": BLK, "personId": siti["id"], "wanted": "Penjahit", "registeredOn": "2026-11-02",
        "consentedOn": "2026-11-02", "consentChannel": "FORM"});
    let seeker = head.post("/v1/job-seekers", seeking).await.expect(201);
    let look = rows(head, "/v1/alumni-traces").await.remove(0);
    let trainee = all[0].record();
    let here = at("training-packages", &class);
    Scene {
        packages: vec![here.clone(), format!("{here}/steps"), at("training-sessions", &session)],
        people: vec![
            at("trainees", &trainee),
            format!("{}/steps", at("trainees", &trainee)),
            at("placements", &placed),
            at("job-seekers", &seeker),
            at("alumni-traces", &look),
        ],
        class,
        trainee,
        session,
    }
}

#[tokio::test]
async fn packages_are_read_with_the_reports_of_a_blk_and_people_with_its_coaching() {
    let app = TestApp::start().await;
    let Scene { class, packages, people, .. } = scene(&app.head().await).await;
    for Who { name, caller, packages: sees, people: knows, .. } in everyone(&app).await {
        let seen = |allowed: bool| if allowed { 200 } else { 404 };
        for (paths, allowed) in [(&packages, sees), (&people, knows)] {
            for path in paths {
                assert_eq!(caller.get(path).await.status, seen(allowed), "{name}: {path}");
            }
        }
        let register = caller.get(&of(&class, "attendance")).await;
        assert_eq!(register.status, seen(sees && knows), "{name}: {}", register.text);
        assert_eq!(rows(&caller, PACKAGES).await.len(), if sees { 2 } else { 0 }, "{name}");
        for list in ["trainees", "alumni-traces"] {
            let found = rows(&caller, &format!("/v1/{list}")).await.len();
            assert_eq!(found, if knows { 2 } else { 0 }, "{name}: {list}");
        }
    }
    for path in packages.iter().chain(&people).chain([&of(&class, "attendance")]) {
        app.anonymous().get(path).await.refused(401, "AUTH.REQUIRED");
    }
    for list in ["training-packages", "trainees", "training-sessions", "training-needs", "placements", "job-seekers"] {
        app.anonymous().get(&format!("/v1/{list}")).await.refused(401, "AUTH.REQUIRED");
    }
}

#[tokio::test]
async fn the_blk_keeps_its_training_and_nobody_else_does() {
    let app = TestApp::start().await;
    let Scene { class: running, trainee, session, packages, people } = scene(&app.head().await).await;
    let learner_of = Learner { trainee: trainee["id"].clone(), person: Value::Null };
    let below = [
        (of(&running, "steps"), json!({"step": "CANCEL", "reason": "Sebab"})),
        (of(&running, "rosters"), json!({"rows": [learner(5, json!({}))]})),
        (of(&running, "results"), json!({"rows": [passed(&learner_of, json!({}))]})),
        (of(&running, "sessions"), json!({"heldOn": "2026-09-03", "lessonHours": 8, "topic": "Pola"})),
        (format!("{}/attendance", at("training-sessions", &session)), json!({"rows": [{"trainee": trainee["id"]}]})),
    ];
    let of_trainee = json!({"step": "WITHDRAW", "on": "2026-10-01", "reasonCode": "LAINNYA"});
    let at_trainee = format!("{}/steps", at("trainees", &trainee));
    for Who { name, caller, packages: sees, people: knows, keeps } in everyone(&app).await {
        let wanted = |sees: bool| match (keeps, sees) {
            (true, _) => 200,
            (false, true) => 403,
            (false, false) => 404,
        };
        for (path, body) in &below {
            let now = caller.get(&packages[0]).await.body["version"].as_i64().unwrap_or(1);
            let tried = caller.post_if(&format!("{path}?validateOnly=true"), now, body.clone()).await;
            assert_eq!(tried.status, wanted(sees), "{name}: {path}: {}", tried.text);
        }
        let now = caller.get(&people[0]).await.body["version"].as_i64().unwrap_or(1);
        let tried = caller.post_if(&format!("{at_trainee}?validateOnly=true"), now, of_trainee.clone()).await;
        assert_eq!(tried.status, wanted(knows), "{name}: {}", tried.text);
        let changes = [json!({"position": "Mandor"}), json!({"wanted": "Apa saja"}), json!({"note": "Pindah"})];
        for (path, change) in people[2..].iter().zip(changes) {
            let tried = caller.patch(&format!("{path}?validateOnly=true"), 1, change).await;
            assert_eq!(tried.status, wanted(knows), "{name}: {path}: {}", tried.text);
        }
        // That there is a BLK is known to all.
        let made = caller.post(&format!("{PACKAGES}?validateOnly=true"), class("JAHIT-2026-09", json!({}))).await;
        assert_eq!(made.status, if keeps { 200 } else { 403 }, "{name}: {}", made.text);
    }
    for (path, body) in &below {
        app.anonymous().post_if(path, 1, body.clone()).await.refused(401, "AUTH.REQUIRED");
    }
    app.anonymous().post_if(&at_trainee, 1, of_trainee).await.refused(401, "AUTH.REQUIRED");
}

#[tokio::test]
async fn a_blk_keeps_no_training_at_another_and_a_kawasan_none_at_all() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    head.post(PACKAGES, class("JAHIT-2026-01", json!({"unit": OTHER_BLK}))).await.refused(403, "ACCESS.DENIED");
    let kawasan = class("JAHIT-2026-01", json!({"unit": KAWASAN}));
    let refused = admin.post(PACKAGES, kawasan).await;
    faulty(&refused, &[("FIELD.UNKNOWN_CODE", "/unit")]);
    package(&admin, "JAHIT-2026-01", json!({"unit": OTHER_BLK})).await;
    assert!(rows(&head, PACKAGES).await.is_empty());
    // The code is one within a BLK, not in the nation.
    package(&head, "JAHIT-2026-01", json!({})).await;
}
