//! SIGTERM: told first, then answered, then gone.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{self, BLK, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_says_that_it_leaves_answers_what_it_took_and_ends_well() {
    let (dir, database) = support::prepared().await;
    let mut server = Server::start(&dir, &database, &[]).await;
    let token = server.sign_in("head@blk.test").await;
    server.ask_to_stop();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let (status, told) = server.call("GET", "/readyz", "", &Value::Null).await.unwrap();
    assert_eq!((status, &told["params"]["reasons"]), (503, &json!(["draining"])));
    let report = json!({"blk": BLK, "template": "LAP_INSIDENTAL", "event": "A", "values": {"N01": "LAINNYA", "N02": 1},
        "narrative": {"kronologi": "Uji"}});
    let (status, filed) = server.call("POST", "/v1/reports", &token, &report).await.unwrap();
    assert_eq!(status, 201, "{filed}");
    assert_eq!(server.ended(Duration::from_secs(25)).await, Some(0));
    let server = Server::start(&dir, &database, &[]).await;
    let path = format!("/v1/reports/{}", filed["id"].as_str().unwrap());
    assert_eq!(server.call("GET", &path, &token, &Value::Null).await.unwrap().0, 200);
    drop(server);
    let _ = std::fs::remove_dir_all(dir);
}
