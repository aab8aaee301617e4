//! The real server at its most talkative: no personal value of anybody stands in what it prints, in what it keeps, or
//! in what it refuses.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{self, BLK, PASSWORD};

/// A girl born on 28 March 2011, of Malingping. Synthetic.
const NIK: &str = "3602016803119001";
/// The same without its last digit: no NIK, and as personal.
const SHORT: &str = "360201680311900";
const PHONE: &str = "0813-7777-4321";
const NPWP: &str = "01.234.567.8-901.000";
const BORN: &str = "2011-03-28";

/// What must be nowhere, in each form in which it could be written. `SHORT` begins the whole NIK as well.
const PLANTED: [&str; 10] = [
    SHORT,
    PHONE,
    "81377774321",
    NPWP,
    "012345678901000",
    BORN,
    "Kampung Rahasia Tujuh",
    "Wali Tersembunyi",
    "0813-8888-4321",
    "81388884321",
];

fn girl() -> Value {
    json!({"unit": BLK, "name": "Siti Terbuka", "sex": "PEREMPUAN", "nik": NIK, "npwp": NPWP, "birthDate": BORN,
        "phone": PHONE, "address": "Kampung Rahasia Tujuh", "region": "36.02.01", "guardian": guardian()})
}

fn guardian() -> Value {
    json!({"name": "Wali Tersembunyi", "relation": "Ibu", "phone": "0813-8888-4321", "consented": true})
}

/// A call as it is sent. Headers end with a line break each.
struct Ask {
    method: &'static str,
    path: String,
    headers: &'static str,
    body: String,
}

fn ask(method: &'static str, path: impl Into<String>, body: impl ToString) -> Ask {
    Ask { method, path: path.into(), headers: "", body: body.to_string() }
}

fn graphql(query: impl Into<String>, variables: &Value) -> Ask {
    ask("POST", "/graphql", json!({"query": query.into(), "variables": variables}))
}

/// The real binary, whose outputs are files of its data folder. Dropped, it is killed.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    async fn start(dir: &Path, database: &str) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ereporting"));
        command
            .current_dir(dir)
            .args(["serve", "--migrate", "--listen", &format!("127.0.0.1:{port}"), "--data-dir"])
            .arg(dir);
        if database.starts_with("postgres") {
            command.args(["--database-url", database]);
        }
        let child = command
            .env("EREPORTING_LOG", "trace")
            .env("EREPORTING_ISSUER", "https://ereporting.test")
            .stdout(File::create(dir.join("out.log")).unwrap())
            .stderr(File::create(dir.join("err.log")).unwrap())
            .spawn()
            .unwrap();
        let server = Self { child, port };
        for _ in 0..1_200 {
            if server.call("", &ask("GET", "/readyz", "")).await.is_some_and(|(status, _)| status == 200) {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server does not answer")
    }

    /// Status and body, over a connection of its own.
    async fn call(&self, token: &str, ask: &Ask) -> Option<(u16, String)> {
        let Ask { method, path, headers, body } = ask;
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n{headers}",
            body.len()
        );
        if !token.is_empty() {
            head += &format!("authorization: Bearer {token}\r\n");
        }
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.ok()?;
        stream.write_all(format!("{head}\r\n{body}").as_bytes()).await.ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok()?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
    }

    /// The body of what must succeed.
    async fn done(&self, token: &str, ask: &Ask) -> Value {
        let (status, body) = self.call(token, ask).await.unwrap();
        assert!((200..300).contains(&status), "{} {}: {status} {body}", ask.method, ask.path);
        serde_json::from_str(&body).unwrap()
    }
}

/// Calls that are refused, each with something personal in it; `other` is another person.
fn refused(other: &str) -> Vec<Ask> {
    let person = |extra: Value| {
        let mut input = json!({"unit": BLK, "name": "Budi"});
        input.as_object_mut().unwrap().extend(extra.as_object().cloned().unwrap());
        ask("POST", "/v1/persons", input)
    };
    let mut taken = ask(
        "PATCH",
        format!("/v1/persons/{other}"),
        json!({"nik": NIK, "birthDate": BORN, "sex": "PEREMPUAN", "guardian": guardian()}),
    );
    taken.headers = "if-match: \"1\"\r\n";
    let whole = girl().to_string();
    vec![
        // Of the wrong form, type, length; said twice; in fields that there are not.
        person(json!({"nik": SHORT, "phone": format!("{PHONE}-9999-1111"), "npwp": format!("{NPWP}-9")})),
        person(json!({"nik": 3_602_016_803_119_001_i64, "birthDate": format!("{BORN}T00:00:00"), "phone": [PHONE]})),
        person(json!({"nick": NIK, "alamat": "Kampung Rahasia Tujuh", "guardian": "Wali Tersembunyi"})),
        person(json!({"nik": NIK})),
        person(json!({"nik": NIK, "birthDate": "1990-01-01", "confirm": ["NIK.MISMATCH"]})),
        person(json!({"birthDate": BORN, "sex": "Kampung Rahasia Tujuh"})),
        taken,
        ask("POST", "/v1/persons", whole.get(..whole.len() - 1).unwrap()),
        ask("POST", "/v1/persons/find", json!({"nik": SHORT})),
        // In the address.
        ask("GET", format!("/v1/persons?nik={NIK}"), ""),
        ask("GET", format!("/v1/persons?archived={NIK}"), ""),
        ask("GET", format!("/v1/persons?limit={NIK}"), ""),
        ask("GET", format!("/v1/persons/{NIK}"), ""),
        ask("POST", "/v1/sessions", json!({"login": PHONE, "password": "bukan-kata-sandinya"})),
        // Inlined in a query: of the wrong syntax, type, name, value.
        graphql(format!("{{ persons(first: 1, filter: {{q: \"{NIK}\"}} {{ totalCount }} }}"), &json!({})),
        graphql(format!("{{ persons(first: \"{NIK}\") {{ totalCount }} }}"), &json!({})),
        graphql(format!("{{ persons(first: 1, filter: {{nik: \"{NIK}\"}}) {{ totalCount }} }}"), &json!({})),
        graphql(format!("mutation {{ createPerson(unit: \"{BLK}\", input: \"{NIK}\") {{ id }} }}"), &json!({})),
        graphql(
            format!("mutation {{ createPerson(unit: \"{BLK}\", input: {{name: \"B\", nik: \"{SHORT}\"}}) {{ id }} }}"),
            &json!({}),
        ),
        graphql(
            format!("mutation {{ invitePerson(id: \"{other}\", input: {{role: \"{NIK}\"}}) {{ role }} }}"),
            &json!({}),
        ),
        graphql(
            "mutation M($input: PersonInput!) { createPerson(unit: \"X\", input: $input) { id } }",
            &json!({"input": NIK}),
        ),
        graphql("{ __typename }", &json!(NIK)),
    ]
}

/// Calls that succeed and hold something personal.
fn accepted() -> Vec<Ask> {
    vec![
        ask("GET", format!("/v1/persons?q={NIK}"), ""),
        ask("GET", format!("/graphql?query=%7Bperson(id:%22{NIK}%22)%7Bname%7D%7D"), ""),
        ask("POST", "/v1/persons/find", json!({"nik": NIK})),
        graphql(format!("{{ persons(first: 1, filter: {{q: \"{PHONE}\"}}) {{ totalCount }} }}"), &json!({})),
        graphql(format!("mutation {{ findPerson(nik: \"{NIK}\") {{ id }} }}"), &json!({})),
    ]
}

/// Every file of a folder and of those in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[track_caller]
fn holds_nothing_planted(place: &str, text: &str) {
    for planted in PLANTED {
        let found = text.find(planted);
        let around = found.map(|at| String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(120)..]).into_owned());
        let around: Option<String> = around.map(|text| text.chars().take(250).collect());
        assert!(found.is_none(), "`{planted}` stands in {place}: {around:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_personal_value_is_logged_kept_in_plain_or_said_back() {
    let (dir, database) = support::prepared().await;
    let server = Server::start(&dir, &database).await;
    let login = ask("POST", "/v1/sessions", json!({"login": "head@blk.test", "password": PASSWORD}));
    let token = server.done("", &login).await["accessToken"].as_str().unwrap().to_owned();
    let mut keyed = ask("POST", "/v1/persons", girl());
    keyed.headers = "idempotency-key: kunci-1\r\n";
    let made = server.done(&token, &keyed).await;
    assert_eq!((&made["birthDate"], &made["nikMasked"]), (&json!(BORN), &json!("3602**********01")));
    let other = server.done(&token, &ask("POST", "/v1/persons", json!({"unit": BLK, "name": "Ani"}))).await;
    for ask in accepted() {
        server.done(&token, &ask).await;
    }
    for ask in refused(other["id"].as_str().unwrap()) {
        let (status, body) = server.call(&token, &ask).await.unwrap();
        let what = format!("the answer {status} to {} {} {}", ask.method, ask.path, ask.body);
        assert!(status < 500 && body.contains("\"errors\":["), "{what}: {body}");
        holds_nothing_planted(&what, &body);
    }
    drop(server);

    let log = std::fs::read_to_string(dir.join("err.log")).unwrap();
    assert!(log.contains("DEBUG") && log.contains("/v1/persons"), "the log itself says nothing");
    let mut seen = String::new();
    for file in files(&dir) {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        holds_nothing_planted(&file.display().to_string(), &text);
        if text.contains("Siti Terbuka") {
            seen += &file.display().to_string();
        }
    }
    // Names are not sealed: who finds them has looked where the rest could be.
    assert!(!seen.is_empty() || database.starts_with("postgres"), "the look itself does not see");
    let _ = std::fs::remove_dir_all(dir);
}
