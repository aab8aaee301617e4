//! The registry by GraphQL: walked from a kawasan to the host of a BLK, changed, and at the same cost for any page.

use api::vocab::Role;
use serde_json::{Value, json};

use super::statements;
use crate::support::{BLK, Caller, OTHER_BLK, TestApp};

const AREA: &str = "KWS-UJI-01";
/// Most statements for a page of BLKs with products, officers, host and region, whatever its size.
const STATEMENTS: usize = 24;

const CREATE: &str =
    "mutation M($unit: String!, $input: ProductInput!) { createProduct(unit: $unit, input: $input) { id version } }";
const UPDATE: &str = "mutation M($id: ID!, $version: Int!, $changes: ProductChanges!) {
    updateProduct(id: $id, expectedVersion: $version, changes: $changes) { version name description kbli flagship channels } }";

async fn made(admin: &Caller, path: &str, input: Value) -> Value {
    admin.post(path, input).await.expect(201)
}

/// The ministry's host institution and a kawasan.
async fn host_and_kawasan(admin: &Caller) {
    for (code, kind, parent) in
        [("UJI-MIN", "MINISTRY", Value::Null), ("UJI-PST", "HOST_INSTITUTION", json!("UJI-MIN"))]
    {
        let input = json!({"code": code, "name": format!("Organisasi {code}"), "kind": kind, "scope": "NATIONAL", "country": "ID",
            "region": "36.02", "parentId": parent});
        made(admin, "/v1/organizations", input).await;
    }
    let kawasan = json!({"code": AREA, "name": "Kawasan Uji Satu", "region": "36.02", "regions": ["36.01"], "theme": "AGROFORESTRI", "sinceYear": 2022});
    made(admin, "/v1/kawasans", kawasan).await;
}

/// What a refused GraphQL request says: status, code, paths of the faults.
fn refusal(body: &Value) -> (u64, &str, Vec<&str>) {
    let said = &body["errors"][0]["extensions"];
    let faults = said["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    let paths = faults.iter().map(|fault| fault["path"].as_str().unwrap()).collect();
    (said["status"].as_u64().unwrap_or_else(|| panic!("{body}")), said["code"].as_str().unwrap(), paths)
}

#[tokio::test]
async fn one_query_walks_from_a_kawasan_to_the_host_of_its_blk() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    host_and_kawasan(&admin).await;
    let at = format!("/v1/blks/{BLK}");
    let version = admin.get(&at).await.expect(200)["version"].as_i64().unwrap();
    admin.patch(&at, version, json!({"hostOrganizationId": "UJI-PST"})).await.expect(200);
    let below = |plural: &str| format!("/v1/kawasans/{AREA}/{plural}");
    let enterprise = json!({"name": "Tani Maju", "year": 2022, "sector": "PERTANIAN", "level": "PEMULA", "blkId": BLK});
    let enterprise = made(&admin, &below("enterprises"), enterprise).await;
    made(&admin, &below("chain"), json!({"stage": "HULU", "enterpriseId": enterprise["id"]})).await;
    for (kind, name, gap) in [("SDA", "Hutan", 40), ("SDA", "Mata air", 61), ("SDM", "Pendamping", 10)] {
        made(&admin, &below("resources"), json!({"kind": kind, "name": name, "gapScore": gap})).await;
    }
    let query = "query Q($code: String!) {
        kawasan(code: $code) {
            code region { name } regions { code } missingLinks resourceGaps { kind gapScore resources }
            chain(first: 9) { totalCount nodes { stage blk { code } organization { code } unit { code }
                enterprise { name blk { code hostOrganization { code parent { code } region { path { code } } } } } } }
            enterprises(first: 9) { nodes { name } }
        }
        blks(first: 9, filter: {kawasan: $code}) { nodes { code } }
    }";
    let data = Caller::data(app.anonymous().graphql(query, json!({"code": AREA})).await);
    let kawasan = &data["kawasan"];
    assert_eq!(
        (&kawasan["chain"]["totalCount"], &kawasan["regions"]),
        (&json!(1), &json!([{"code": "36.02"}, {"code": "36.01"}]))
    );
    let host = json!({"code": "UJI-PST", "parent": {"code": "UJI-MIN"}, "region": {"path": [{"code": "36"}, {"code": "36.02"}]}});
    assert_eq!(
        kawasan["chain"]["nodes"][0],
        json!({"stage": "HULU", "blk": null, "organization": null, "unit": {"code": AREA},
            "enterprise": {"name": "Tani Maju", "blk": {"code": BLK, "hostOrganization": host}}})
    );
    assert_eq!(kawasan["missingLinks"], json!(["ON_FARM", "HILIR", "OFF_FARM", "OFF_TAKER"]));
    let gaps = kawasan["resourceGaps"].as_array().unwrap().iter();
    let gap =
        |row: &Value| (row["kind"].as_str().unwrap().to_owned(), row["gapScore"].as_f64(), row["resources"].as_i64());
    let gaps: Vec<_> = gaps.map(gap).collect();
    let none = |kind: &str| (kind.to_owned(), None, Some(0));
    assert_eq!(
        gaps,
        [
            ("SDA".to_owned(), Some(50.5), Some(2)),
            ("SDM".to_owned(), Some(10.0), Some(1)),
            none("INFRASTRUKTUR"),
            none("SOSIAL"),
            none("EKONOMI")
        ]
    );
    assert_eq!(
        (&kawasan["enterprises"]["nodes"], &data["blks"]["nodes"]),
        (&json!([{"name": "Tani Maju"}]), &json!([{"code": BLK}]))
    );
    let missing = Caller::data(app.anonymous().graphql(query, json!({"code": "KWS-TIDAK-ADA"})).await);
    assert_eq!((&missing["kawasan"], &missing["blks"]["nodes"]), (&Value::Null, &json!([])));
}

#[tokio::test]
async fn a_null_takes_a_field_away_and_an_absent_one_stays() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let input =
        json!({"name": "Kopi", "description": "Arabika", "kbli": "10761", "flagship": true, "channels": ["RESELLER"]});
    let product =
        Caller::data(head.graphql(CREATE, json!({"unit": BLK, "input": input})).await)["createProduct"].clone();
    assert_eq!(product["version"], 1);
    let update = async |caller: &Caller, version: i64, changes: Value| {
        caller.graphql(UPDATE, json!({"id": product["id"], "version": version, "changes": changes})).await
    };
    let data = Caller::data(update(&head, 1, json!({"description": null, "channels": []})).await);
    assert_eq!(
        data["updateProduct"],
        json!({"version": 2, "name": "Kopi", "description": null, "kbli": "10761", "flagship": true, "channels": []})
    );
    // The same with the changes written out in the query.
    let written = format!(
        "mutation {{ updateProduct(id: {}, expectedVersion: 2, changes: {{kbli: null, description: \"Robusta\"}}) {{ version description kbli flagship }} }}",
        product["id"]
    );
    let data = Caller::data(head.graphql(&written, json!({})).await);
    assert_eq!(data["updateProduct"], json!({"version": 3, "description": "Robusta", "kbli": null, "flagship": true}));

    let at = format!("/v1/products/{}", product["id"].as_str().unwrap());
    let rest = head.patch(&at, 1, json!({"kbki": "1"})).await.refused(412, "PRECONDITION.STALE");
    let stale = update(&head, 1, json!({"kbki": "1"})).await;
    assert_eq!(refusal(&stale.body), (412, rest["code"].as_str().unwrap(), Vec::new()));
    let wrong = update(&head, 3, json!({"kbli": "107", "name": null})).await;
    let (status, code, mut paths) = refusal(&wrong.body);
    paths.sort_unstable();
    assert_eq!((status, code, paths), (422, "REQUEST.INVALID", vec!["/kbli", "/name"]));
    let abroad = update(&head, 3, json!({"channels": ["EKSPOR"]})).await;
    assert_eq!(refusal(&abroad.body), (422, "REQUEST.INVALID", vec!["/exportCountries"]));
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    assert_eq!(refusal(&update(&other, 3, json!({"name": "X"})).await.body), (403, "ACCESS.DENIED", Vec::new()));
    assert_eq!(
        refusal(&update(&app.anonymous(), 3, json!({"name": "X"})).await.body),
        (401, "AUTH.REQUIRED", Vec::new())
    );
    let read = head.get(&at).await.expect(200);
    assert_eq!((&read["version"], &read["name"], &read["description"]), (&json!(3), &json!("Kopi"), &json!("Robusta")));

    let archive = "mutation M($id: ID!) { archiveProduct(id: $id, expectedVersion: 3) { archivedAt } }";
    let gone = Caller::data(head.graphql(archive, json!({"id": product["id"]})).await);
    assert!(gone["archiveProduct"]["archivedAt"].is_string());
    assert_eq!(refusal(&update(&head, 4, json!({"name": "X"})).await.body), (409, "RESOURCE.ARCHIVED", Vec::new()));
    let list = "{ products(first: 9) { totalCount nodes { id } } }";
    assert_eq!(Caller::data(head.graphql(list, json!({})).await)["products"], json!({"totalCount": 0, "nodes": []}));
}

#[tokio::test]
async fn nobody_sees_products_of_a_blk_but_no_officers_and_assets() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let below = |plural: &str| format!("/v1/blks/{BLK}/{plural}");
    made(&head, &below("products"), json!({"name": "Kopi"})).await;
    made(&head, &below("appointments"), json!({"position": "KEPALA", "personName": "Budi", "fromOn": "2024-01-01"}))
        .await;
    let asset = json!({"name": "Mesin", "assetKind": "MESIN", "quantity": 1, "working": 1, "condition": "BAIK"});
    made(&head, &below("assets"), asset).await;
    let query = format!(
        "{{ blk(code: \"{BLK}\") {{ products(first: 9) {{ totalCount }} officers(first: 9) {{ totalCount }} assets(first: 9) {{ totalCount }} }} }}"
    );
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    for (caller, wanted) in [(&app.anonymous(), [1, 0, 0]), (&other, [1, 1, 0]), (&head, [1, 1, 1])] {
        let blk = Caller::data(caller.graphql(&query, json!({})).await)["blk"].clone();
        assert_eq!(["products", "officers", "assets"].map(|list| blk[list]["totalCount"].as_i64().unwrap()), wanted);
    }
    let refused = app.anonymous().graphql("{ assets(first: 9) { nodes { id } } }", json!({})).await;
    assert_eq!(refusal(&refused.body), (401, "AUTH.REQUIRED", Vec::new()));
}

#[tokio::test]
async fn twenty_blks_with_products_and_officers_take_as_many_statements_as_five() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    host_and_kawasan(&admin).await;
    for n in 1..=20 {
        let code = format!("BLKK-UJI-{n:02}");
        let blk = json!({"code": code, "name": format!("BLK {code}"), "hostType": "PESANTREN", "hostName": "Pesantren Uji",
            "hostOrganizationId": "UJI-PST", "region": "36.02", "establishedYear": 2019, "enrolledOn": "2026-08-01"});
        made(&admin, "/v1/blks", blk).await;
        made(&admin, &format!("/v1/blks/{code}/products"), json!({"name": "Kopi"})).await;
        let officer = json!({"position": "KEPALA", "personName": format!("Kepala {n}"), "fromOn": "2024-01-01"});
        made(&admin, &format!("/v1/blks/{code}/appointments"), officer).await;
        let enterprise =
            json!({"name": format!("Usaha {n}"), "year": 2022, "sector": "KULINER", "level": "PEMULA", "blkId": code});
        let enterprise = made(&admin, &format!("/v1/kawasans/{AREA}/enterprises"), enterprise).await;
        let link = json!({"stage": "HILIR", "enterpriseId": enterprise["id"]});
        made(&admin, &format!("/v1/kawasans/{AREA}/chain"), link).await;
    }
    let blk = "code region { path { code } } hostOrganization { code } products(first: 3) { nodes { name unit { code } } } \
        officers(first: 3) { nodes { personName programme { code } } }";
    let queries = [
        format!("{{ blks(first: N, filter: {{q: \"BLKK-UJI\"}}) {{ totalCount nodes {{ {blk} }} }} }}"),
        format!("{{ chain(first: N) {{ totalCount nodes {{ stage enterprise {{ name blk {{ {blk} }} }} }} }} }}"),
    ];
    for query in &queries {
        let mut taken = Vec::new();
        for first in [5, 20] {
            let query = query.replacen(": N", &format!(": {first}"), 1);
            // Who calls is remembered for two seconds, which a busy machine may need for one call: the least counts.
            let (mut statements, mut data) = (usize::MAX, serde_json::Value::Null);
            for _ in 0..3 {
                let (reply, counted) = statements::counted(admin.graphql(&query, json!({}))).await;
                (statements, data) = (statements.min(counted), Caller::data(reply));
            }
            let list = data.get("blks").unwrap_or(&data["chain"]);
            let nodes = list["nodes"].as_array().unwrap();
            assert_eq!((nodes.len(), &list["totalCount"]), (first, &json!(20)), "{query}");
            for node in nodes {
                let blk = if node["enterprise"].is_null() { node } else { &node["enterprise"]["blk"] };
                assert_eq!(
                    blk["products"]["nodes"],
                    json!([{"name": "Kopi", "unit": {"code": blk["code"]}}]),
                    "{node}"
                );
                assert_eq!(blk["officers"]["nodes"].as_array().map(Vec::len), Some(1), "{node}");
                assert_eq!(blk["hostOrganization"]["code"], "UJI-PST", "{node}");
            }
            taken.push(statements);
        }
        println!("{taken:?} statements for 5 and 20 rows: {query}");
        assert!(taken[0] == taken[1] && (1..=STATEMENTS).contains(&taken[0]), "{taken:?} statements: {query}");
    }
}
