//! A report as a page to print.

use api::vocab::Role;
use serde_json::json;

use crate::support::{BLK, OTHER_BLK, TestApp, complete_values};

#[tokio::test]
async fn a_report_is_printed_with_what_was_filed_and_its_receipt() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let mut values = complete_values();
    values["C08"] = json!(18_500_000);
    let report = json!({"blk": BLK, "template": "LAP_BULANAN", "period": "2026-10", "values": values,
        "narrative": {"kendala": "<script>alert(1)</script> & listrik"}});
    let report = head.post("/v1/reports", report).await.expect(201);
    let id = report["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/reports/{id}/print");
    let draft = head.get(&path).await;
    assert_eq!((draft.status, draft.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(draft.header("content-security-policy").starts_with("default-src 'none'"));
    assert!(draft.text.contains("DRAF – belum dikirim") && !draft.text.contains("Tanda terima"));
    for part in [
        BLK,
        "Oktober 2026",
        "Rp 18.500.000",
        "Perempuan 17",
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; listrik",
        &id,
    ] {
        assert!(draft.text.contains(part), "{part}: {}", draft.text);
    }
    assert!(!draft.text.contains("<script"));
    assert_eq!(app.anonymous().get(&path).await.status, 401);
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    assert_eq!(stranger.get(&path).await.status, 404);

    let submitted =
        head.post_if(&format!("/v1/reports/{id}/submit"), 1, json!({"acknowledge": ["A03.NOT_16_PER_PACKAGE"]})).await;
    let submitted = submitted.expect(200);
    let printed = head.get(&path).await.text;
    assert!(!printed.contains("DRAF"));
    for part in ["number", "sha256", "jws"] {
        let said = submitted["receipt"][part].as_str().unwrap();
        assert!(printed.contains(said), "{part}");
    }
    assert!(printed.contains("5 November 2026, pukul 09.") && printed.contains(" WIB (tepat waktu)"), "{printed}");
    assert_eq!(head.get("/v1/reports/rpt_01h455vb4pex5vsknk084sn02q/print").await.status, 404);
}
