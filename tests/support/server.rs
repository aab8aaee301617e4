//! The real binary over a prepared database: to be killed, or to stand beside another one.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::PASSWORD;

/// A running server. Dropped, it is killed.
pub struct Server {
    child: Child,
    pub port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Server {
    /// Starts it with further settings and waits until it is ready. What it logs is added to `log` in the folder.
    pub async fn start(dir: &Path, database: &str, settings: &[(&str, &str)]) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let log = std::fs::OpenOptions::new().create(true).append(true).open(dir.join("log")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ereporting"));
        command
            .current_dir(dir)
            .args(["serve", "--migrate", "--listen", &format!("127.0.0.1:{port}"), "--data-dir"])
            .arg(dir);
        if database.starts_with("postgres") {
            command.args(["--database-url", database]);
        }
        command.env("EREPORTING_LOG", "info").env("EREPORTING_ISSUER", "https://ereporting.test");
        for (name, value) in settings {
            command.env(name, value);
        }
        let child = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let server = Self { child, port };
        for _ in 0..1_200 {
            if server.call("GET", "/readyz", "", &Value::Null).await.is_some_and(|(status, _)| status == 200) {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the server does not answer: {}", std::fs::read_to_string(dir.join("log")).unwrap_or_default())
    }

    /// SIGKILL: no handler of ours runs.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// SIGTERM: it lets what runs come to its end.
    pub fn ask_to_stop(&self) {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Waits until it has ended: its exit status.
    pub async fn ended(&mut self, within: Duration) -> Option<i32> {
        let begun = std::time::Instant::now();
        while begun.elapsed() < within {
            if let Ok(Some(status)) = self.child.try_wait() {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        None
    }

    pub async fn call(&self, method: &str, path: &str, token: &str, body: &Value) -> Option<(u16, Value)> {
        call(self.port, method, path, token, body).await
    }

    /// A form that anybody may send.
    pub async fn form(&self, path: &str, form: &str) -> Option<(u16, Value)> {
        exchange(self.port, "POST", path, "content-type: application/x-www-form-urlencoded\r\n", form).await
    }

    /// A file that somebody sends.
    pub async fn file(&self, path: &str, token: &str, bytes: &str) -> Option<(u16, Value)> {
        let headers = format!("content-type: application/octet-stream\r\nauthorization: Bearer {token}\r\n");
        exchange(self.port, "POST", path, &headers, bytes).await
    }

    /// An access token.
    pub async fn sign_in(&self, email: &str) -> String {
        let (_, pair) =
            self.call("POST", "/v1/sessions", "", &json!({"login": email, "password": PASSWORD})).await.unwrap();
        pair["accessToken"].as_str().unwrap_or_else(|| panic!("{pair}")).to_owned()
    }
}

/// One call over a connection of its own; none when no whole answer came.
pub async fn call(port: u16, method: &str, path: &str, token: &str, body: &Value) -> Option<(u16, Value)> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut headers = String::new();
    if !body.is_empty() {
        headers += "content-type: application/json\r\n";
    }
    if !token.is_empty() {
        headers += &format!("authorization: Bearer {token}\r\n");
    }
    exchange(port, method, path, &headers, &body).await
}

/// Sends a request with further lines of its head, and reads the whole answer.
async fn exchange(port: u16, method: &str, path: &str, headers: &str, body: &str) -> Option<(u16, Value)> {
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}"
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
    if length?.parse() != Ok(body.len()) {
        return None;
    }
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}
