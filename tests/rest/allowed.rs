//! `allowedActions` agrees with what the service then does: for every role, in every state, for every action.

use api::domain::{Ctx, reports::review::lock_due};
use api::vocab::Role;
use axum::http::Request;
use serde_json::{Value, json};

use super::steps::{act, at, draft, grant, in_review, text, version};
use crate::support::{BLK, Caller, OTHER_BLK, Reply, TestApp};

async fn everyone(app: &TestApp) -> Vec<(&'static str, Caller)> {
    let both = app.person(Role::BlkOperator, None, Some(BLK)).await;
    grant(app, &both, json!({"role": "COORDINATOR", "region": "36.02"})).await;
    vec![
        ("head", app.head().await),
        ("operator", app.operator().await),
        ("coordinator", app.coordinator().await),
        ("coordinator of another region", app.person(Role::Coordinator, Some("32"), None).await),
        ("reviewer", app.reviewer().await),
        ("operator and coordinator", both),
        ("forum", app.admin().await),
        ("ministry", app.person(Role::MinistryAdmin, None, None).await),
        ("auditor", app.person(Role::Auditor, None, None).await),
        ("local government", app.person(Role::LocalGovernment, Some("36.02"), None).await),
        ("university", app.person(Role::University, None, Some(OTHER_BLK)).await),
        ("machine of the BLK", app.machine(Role::BlkHead, Some(BLK)).await),
        ("dashboard", app.machine(Role::Dashboard, None).await),
    ]
}

/// Tries an action without writing.
async fn attempt(caller: &Caller, report: &Value, version: i64, action: &str, acknowledge: &Value) -> Reply {
    if action == "edit" {
        let request =
            Request::patch(format!("{}?validateOnly=true", at(report))).header("if-match", format!("\"{version}\""));
        return caller.send(request, "application/json", br#"{"values": {}}"#.to_vec()).await;
    }
    let body = match action {
        "submit" => json!({"acknowledge": acknowledge}),
        _ => json!({"reason": "Sebab"}),
    };
    caller.post_if(&format!("{}/{action}?validateOnly=true", at(report)), version, body).await
}

async fn agrees(app: &TestApp, report: &Value, state: &str) {
    let mut allowed = Vec::new();
    for (who, caller) in everyone(app).await {
        let seen = caller.get(&at(report)).await;
        if seen.status == 404 {
            for action in [
                "edit",
                "submit",
                "withdraw",
                "start-review",
                "verify",
                "request-revision",
                "approve",
                "reject",
                "amend",
            ] {
                attempt(&caller, report, version(report), action, &json!([])).await.refused(404, "RESOURCE.NOT_FOUND");
            }
            continue;
        }
        let seen = seen.expect(200);
        assert_eq!(text(&seen, "state"), state);
        for entry in seen["allowedActions"].as_array().unwrap() {
            let action = text(entry, "action");
            let tried = attempt(&caller, report, version(&seen), action, &entry["acknowledge"]).await;
            let promised = entry["blockers"][0]["code"].as_str();
            assert_eq!(entry["allowed"], promised.is_none(), "{who} {state} {action}: {entry}");
            // A blocker is what the refusal lists, or else its code.
            let given = tried.body["errors"][0]["code"].as_str().or(tried.body["code"].as_str());
            assert_eq!(given, promised, "{who} {state} {action}: {}", tried.text);
            if given.is_none() {
                allowed.push(format!("{who}: {action}"));
            }
        }
    }
    assert!(!allowed.is_empty(), "nobody may do anything in {state}");
}

#[tokio::test]
async fn on_the_way_to_approval_and_the_lock_what_is_promised_is_what_is_done() {
    let app = TestApp::start().await;
    let (head, coordinator, reviewer) = (app.head().await, app.coordinator().await, app.reviewer().await);
    let report = draft(&head, "2026-10").await;
    agrees(&app, &report, "DRAFT").await;
    let report = act(&head, &report, "submit", json!({})).await.expect(200);
    agrees(&app, &report, "SUBMITTED").await;
    let report = act(&coordinator, &report, "start-review", json!({})).await.expect(200);
    agrees(&app, &report, "IN_REVIEW").await;
    let report = act(&coordinator, &report, "verify", json!({})).await.expect(200);
    agrees(&app, &report, "VERIFIED").await;
    let report = act(&reviewer, &report, "approve", json!({})).await.expect(200);
    agrees(&app, &report, "APPROVED").await;
    app.clock().set("2027-11-01T02:00:00Z".parse().unwrap());
    lock_due(&Ctx::system(app.app.clone(), "test")).await.unwrap();
    agrees(&app, &report, "LOCKED").await;
}

#[tokio::test]
async fn off_the_way_too() {
    let app = TestApp::start().await;
    let coordinator = app.coordinator().await;
    let report = in_review(&app, "2026-10").await;
    let ask = json!({"reason": "x", "items": [{"path": "/values/A03", "note": "Periksa"}]});
    act(&coordinator, &report, "request-revision", ask).await.expect(200);
    agrees(&app, &report, "REVISION_REQUESTED").await;
    let report = in_review(&app, "2026-09").await;
    act(&coordinator, &report, "reject", json!({"reason": "x"})).await.expect(200);
    agrees(&app, &report, "REJECTED").await;
}

#[tokio::test]
async fn a_draft_with_faults_and_warnings_says_what_stands_in_the_way() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let mut values = crate::support::complete_values();
    values["A04"] = Value::Null;
    let report = head.post("/v1/reports", crate::support::report("2026-10", values)).await.expect(201);
    agrees(&app, &report, "DRAFT").await;
}
