//! What nobody in particular may do: only what is listed here.

use axum::http::Request;
use serde_json::{Value, json};

use crate::support::TestApp;

/// Operations that anyone may call.
pub const PUBLIC: &[&str] = &[
    "applyAsMentor",
    "getActivity",
    "getAidScheme",
    "getAnnouncement",
    "getAnnouncementsAtom",
    "getAward",
    "getBlk",
    "getChainLink",
    "getEnrolment",
    "getEnterprise",
    "getIndicator",
    "getJwks",
    "getKawasan",
    "getKawasanResource",
    "getMentorBatch",
    "getOauthMetadata",
    "getOrganization",
    "getPotential",
    "getPrivacyNotice",
    "getProduct",
    "getProgramme",
    "getPublication",
    "getPublicationFigures",
    "getReferenceSet",
    "getRegion",
    "getRegistration",
    "getRegistrySummary",
    "getRegulation",
    "getReportTemplate",
    "getReportTemplateRules",
    "getReportTemplateSchema",
    "getReportTemplateVersion",
    "getSavedQuery",
    "getSite",
    "getTarget",
    "issueToken",
    "listActivities",
    "listActivitiesOfBlk",
    "listActivitiesOfKawasan",
    "listActivitiesOfOrganization",
    "listActivitiesOfSite",
    "listAidSchemes",
    "listAidSchemesOfOrganization",
    "listAnnouncements",
    "listAnnouncementsOfOrganization",
    "listAwards",
    "listAwardsOfBlk",
    "listBlks",
    "listChain",
    "listChainOfKawasan",
    "listEnrolments",
    "listEnrolmentsOfBlk",
    "listEnterprises",
    "listEnterprisesOfBlk",
    "listEnterprisesOfKawasan",
    "listEnterprisesOfSite",
    "listEventTypes",
    "listIndicators",
    "listKawasans",
    "listMentorBatches",
    "listMentorBatchesOfKawasan",
    "listMentorBatchesOfOrganization",
    "listOrganizations",
    "listPotentials",
    "listPotentialsOfBlk",
    "listPotentialsOfKawasan",
    "listPotentialsOfSite",
    "listPrivacyNotices",
    "listProducts",
    "listProductsOfBlk",
    "listProductsOfKawasan",
    "listProductsOfSite",
    "listProgrammes",
    "listProgrammesOfOrganization",
    "listPublicationDifferences",
    "listPublications",
    "listReferenceSets",
    "listRegionChanges",
    "listRegions",
    "listRegistrations",
    "listRegistrationsOfBlk",
    "listRegulations",
    "listRegulationsOfOrganization",
    "listReportTemplates",
    "listResources",
    "listResourcesOfKawasan",
    "listSavedQueries",
    "listSites",
    "listTargets",
    "listTargetsOfBlk",
    "listTargetsOfKawasan",
    "listTargetsOfOrganization",
    "listTargetsOfSite",
    "listUnitStatuses",
    "readImportTemplate",
    "refreshSession",
    "requestPasswordReset",
    "revokeToken",
    "setPassword",
    "signIn",
    "streamEnterprises",
    "verifyReceipt",
];

/// Method, path with something in its gaps, and name of every operation.
fn operations() -> Vec<(String, String, String)> {
    let document = serde_json::to_value(api::rest::document()).unwrap();
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path: Vec<&str> = path
            .split('/')
            .map(|part| match part {
                "{n}" => "1",
                "{code}" => "LAP_BULANAN",
                "{set}" => "vocations",
                gap if gap.starts_with('{') => "BLKK-3602-001",
                other => other,
            })
            .collect();
        for (method, operation) in methods.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap().to_owned();
            all.push((method.to_uppercase(), path.join("/"), name));
        }
    }
    all
}

#[tokio::test]
async fn without_a_token_only_what_is_public_answers() {
    let app = TestApp::start().await;
    let operations = operations();
    assert!(operations.len() > 70, "{}", operations.len());
    for (method, path, name) in &operations {
        let request = Request::builder().method(method.as_str()).uri(path).header("if-match", "\"1\"");
        let reply = app.anonymous().send(request, "application/json", b"{}".to_vec()).await;
        assert!(reply.status < 500, "{name}: {}", reply.text);
        if !PUBLIC.contains(&name.as_str()) {
            // An answer to HEAD has no body.
            let code = if method == "HEAD" { None } else { Some("AUTH.REQUIRED") };
            assert_eq!((reply.status, reply.body["code"].as_str()), (401, code), "{name}: {}", reply.text);
            assert!(reply.header("www-authenticate").starts_with("Bearer"), "{name}");
        } else if method == "GET" {
            assert!(reply.status == 200 || reply.status == 404 || reply.status == 422, "{name}: {}", reply.text);
        }
    }
    for name in PUBLIC {
        assert!(operations.iter().any(|(_, _, operation)| operation == name), "{name} is no operation");
    }
}

#[tokio::test]
async fn a_token_that_is_none_opens_nothing() {
    let app = TestApp::start().await;
    let forged = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.";
    for (method, path, name) in operations() {
        if PUBLIC.contains(&name.as_str()) {
            continue;
        }
        let request = Request::builder().method(method.as_str()).uri(&path).header("if-match", "\"1\"");
        let reply = app.bearer(forged).send(request, "application/json", b"{}".to_vec()).await;
        let code = if method == "HEAD" { None } else { Some("AUTH.INVALID_TOKEN") };
        assert_eq!((reply.status, reply.body["code"].as_str()), (401, code), "{name}: {}", reply.text);
    }
}

#[tokio::test]
async fn a_stranger_with_an_account_reaches_no_report_and_no_person() {
    let app = TestApp::start().await;
    let report = super::steps::submitted(&app, "2026-10").await;
    let stranger = app.person(api::vocab::Role::Stakeholder, Some("32"), None).await;
    let at = super::steps::at(&report);
    for gap in ["", "/versions", "/diff", "/history", "/receipt", "/receipt/content", "/revision-items", "/attachments"]
    {
        stranger.get(&format!("{at}{gap}")).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    for list in ["/v1/reports", "/v1/users", "/v1/role-grants", "/v1/clients", "/v1/obligations?region=36"] {
        let reply = stranger.get(list).await;
        assert!(reply.status == 403 || reply.body["data"] == json!([]), "{list}: {}", reply.text);
    }
    assert_ne!(report["id"], Value::Null);
}
