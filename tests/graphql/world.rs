//! Many BLKs, all with the same head, and many reports of theirs.

use serde_json::{Value, json};

use crate::support::{TestApp, complete_values};

/// Codes of new BLKs of Lebak's neighbours, in order; the head of the tests heads them all.
pub async fn blks(app: &TestApp, count: usize, region: &str, prefix: &str) -> Vec<String> {
    let admin = app.admin().await;
    let heads = admin.get("/v1/users?role=BLK_HEAD").await.expect(200);
    let is_ours = |user: &&Value| user["email"] == "head@blk.test";
    let head = heads["data"].as_array().unwrap().iter().find(is_ours).unwrap()["id"].clone();
    let mut codes = Vec::new();
    for n in 1..=count {
        let code = format!("{prefix}-{n:03}");
        let blk = json!({"code": code, "name": format!("BLK {code}"), "hostType": "PESANTREN", "hostName": "Uji", "region": region,
            "establishedYear": 2019, "enrolledOn": "2026-08-01", "incubatorStatus": "ACTIVE"});
        admin.post("/v1/blks", blk).await.expect(201);
        let grant = json!({"holder": head, "role": "BLK_HEAD", "blk": code});
        admin.post("/v1/role-grants", grant).await.expect(201);
        codes.push(code);
    }
    codes
}

/// Submitted reports of these BLKs for these months; their ids.
pub async fn reports(app: &TestApp, blks: &[String], periods: &[&str]) -> Vec<String> {
    let row = |blk: &String, period: &&str| json!({"submit": true, "acknowledge": [], "report": {"blk": blk, "template": "LAP_BULANAN", "period": period, "values": complete_values()}});
    let rows: Vec<Value> = blks.iter().flat_map(|blk| periods.iter().map(move |period| row(blk, period))).collect();
    let filed = app.head().await.post("/v1/reports/batch", json!({"rows": rows})).await.expect(200);
    let results = filed["results"].as_array().unwrap();
    results.iter().map(|result| result["report"]["id"].as_str().unwrap().to_owned()).collect()
}
