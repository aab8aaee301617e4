//! What is personal or secret lies nowhere in plain and comes back in no refusal.

use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};
use serde_json::json;

use crate::support::{BLK, PASSWORD, TestApp};

/// Every row of every table as text. On SQLite also the bytes of its files, journal included.
pub async fn everything(app: &TestApp) -> String {
    let db = app.app.store.migrator();
    let backend = db.get_database_backend();
    if backend == DatabaseBackend::Sqlite {
        let file = PathBuf::from(app.database().trim_start_matches("sqlite://"));
        let names = ["", "-wal", "-shm"].map(|end| format!("{}{end}", file.display()));
        let bytes = names.iter().filter_map(|name| std::fs::read(Path::new(name)).ok()).flatten().collect::<Vec<u8>>();
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let list = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT IN ('region', 'seaql_migrations')";
    let mut text = String::new();
    for table in db.query_all_raw(Statement::from_string(backend, list)).await.unwrap() {
        let table: String = table.try_get_by_index(0).unwrap();
        let rows = db
            .query_all_raw(Statement::from_string(backend, format!("SELECT to_jsonb(t)::text FROM \"{table}\" t")))
            .await
            .unwrap();
        for row in rows {
            text += &row.try_get_by_index::<String>(0).unwrap();
        }
    }
    text
}

#[tokio::test]
async fn phones_passwords_codes_and_secrets_are_not_in_the_database() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let operator = json!({"name": "Budi", "email": "budi@blk.test", "phone": "0813 2222 3333", "grants": [{"role": "BLK_OPERATOR", "blk": BLK}], "delivery": "RETURN"});
    let invited = head.post("/v1/users", operator).await.expect(201);
    let code = invited["invitation"]["code"].as_str().unwrap().to_owned();
    let client =
        admin.post("/v1/clients", json!({"name": "Dasbor", "grants": [{"role": "DASHBOARD"}]})).await.expect(201);
    let secret =
        client["clientSecret"].as_str().or(client["secret"].as_str()).unwrap_or_else(|| panic!("{client}")).to_owned();
    let pair =
        app.anonymous().post("/v1/sessions", json!({"login": "head@blk.test", "password": PASSWORD})).await.expect(201);
    let refresh = pair["refreshToken"].as_str().unwrap().to_owned();
    let access = pair["accessToken"].as_str().unwrap().to_owned();
    let again = app.anonymous().post("/v1/sessions/refresh", json!({"refreshToken": refresh})).await;
    assert!(again.status < 300, "{}", again.text);
    let next = again.body["refreshToken"].as_str().unwrap().to_owned();
    let keyed = json!({"name": "Siti", "email": "siti@blk.test", "phone": "0857 4444 5555", "grants": [{"role": "BLK_OPERATOR", "blk": BLK}], "delivery": "RETURN"});
    let siti = head.post_keyed("/v1/users", "key-1", keyed).await.expect(201);
    let kept = siti["invitation"]["code"].as_str().unwrap().to_owned();

    let text = everything(&app).await;
    assert!(text.contains(BLK) && text.contains("budi@blk.test"), "the look itself does not see");
    let plain = |code: &str| code.replace('-', "");
    for hidden in [
        "6281234567789",
        "81234567789",
        "0812-3456-7789",
        "81322223333",
        "0813 2222 3333",
        "85744445555",
        PASSWORD,
        &secret,
        &refresh,
        &next,
        &access,
        &code,
        &kept,
        &plain(&code),
        &plain(&kept),
    ] {
        let place = text.find(hidden);
        assert!(
            place.is_none(),
            "`{hidden}` lies in the database in plain: {:?}",
            place.map(|at| text[at.saturating_sub(100)..].chars().take(250).collect::<String>())
        );
    }
}

#[tokio::test]
async fn a_refusal_does_not_say_personal_values_back() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let user = |name: &str, email: &str, phone: &str| json!({"name": name, "email": email, "phone": phone, "grants": [{"role": "BLK_OPERATOR", "blk": BLK}], "delivery": "RETURN"});
    let new = json!({"code": "KODE-RAHASIA-1", "password": "budi-rahasia"});
    let replies = [
        head.post("/v1/users", user("Rahasia Wati", "rahasia.wati", "0813-9876-5432-1111")).await,
        head.post("/v1/users", user("Rahasia Wati", "rahasia@wati.test", "rahasia-98765432")).await,
        head.post("/v1/users", user("Rahasia\0Wati", "rahasia@wati.test", "081398765432")).await,
        head.post("/v1/users", user("Rahasia Wati", "head@blk.test", "081398765432")).await,
        head.post("/v1/users", user("Rahasia Wati", "rahasia@wati.test", "0812-3456-7789")).await,
        head.post("/v1/users", json!({"name": ["Rahasia Wati"], "email": {"rahasia@wati.test": 1}, "phone": 81_398_765_432_i64, "grants": []})).await,
        head.post("/v1/users", json!({"name": "Rahasia ".repeat(200), "email": "rahasia@wati.test"})).await,
        app.anonymous().post("/v1/sessions", json!({"login": "rahasia@wati.test", "password": "rahasia-98765432"})).await,
        app.anonymous().post("/v1/passwords", new).await,
        app.anonymous().form("/oauth/token", "grant_type=client_credentials&client_id=cli_rahasia&client_secret=rahasia98765432").await,
    ];
    for reply in replies {
        assert!((400..500).contains(&reply.status), "{}", reply.text);
        let lower = reply.text.to_lowercase();
        for hidden in ["rahasia", "wati", "98765432", "81398765432", "34567789", "3456-7789"] {
            assert!(!lower.contains(hidden), "`{hidden}` comes back: {}", reply.text);
        }
    }
    let input = "mutation M($input: CreateReportInput!) { createReport(input: $input) { id } }";
    let reply = head
        .graphql(input, json!({"input": {"blk": "Rahasia", "template": 98_765_432, "nik": "3602010101800001"}}))
        .await;
    assert!(!reply.text.contains("3602010101800001"), "{}", reply.text);
}

/// What the service says when it is started so.
fn said(dir: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> (bool, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ereporting"));
    command.current_dir(dir).args(arguments).arg("--data-dir").arg(dir).env("EREPORTING_LOG", "trace");
    for (name, value) in settings {
        command.env(name, value);
    }
    let done = command.output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[tokio::test]
async fn a_password_in_an_address_is_never_said_and_a_weak_secret_is_refused() {
    let (dir, _) = crate::support::empty().await;
    let secret = "kuda-rahasia-42";
    for (name, address) in [
        // Nobody answers there; a scheme that there is not; what is no address; a file that cannot be.
        ("EREPORTING_DATABASE_URL", format!("postgres://app:{secret}@127.0.0.1:1/lapor")),
        ("EREPORTING_DATABASE_URL", format!("mysql://app:{secret}@127.0.0.1:1/lapor")),
        ("EREPORTING_DATABASE_URL", format!("postgres://app:{secret}@127.0.0.1:port/lapor")),
        ("EREPORTING_DATABASE_URL", format!("{secret}@127.0.0.1")),
        ("EREPORTING_SMTP_URL", format!("http://app:{secret}@127.0.0.1:1")),
        ("EREPORTING_GATEWAY_TOKEN", secret[..8].to_owned()),
    ] {
        let (done, said) = said(&dir, &["migrate"], &[(name, &address)]);
        assert!(!done && !said.is_empty(), "{name}: {said}");
        for hidden in [secret, &secret[..8]] {
            assert!(!said.contains(hidden), "`{hidden}` is said: {said}");
        }
    }
    for key in ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "kunci", ""] {
        std::fs::write(dir.join("master.key"), key).unwrap();
        let (done, said) = said(&dir, &["migrate"], &[]);
        assert!(!done && said.contains("master.key"), "{key}: {said}");
        assert!(key.is_empty() || !said.contains(key), "{said}");
    }
    let _ = std::fs::remove_dir_all(dir);
}
