//! Someone who calls the service.

use axum::body::{Body, BodyDataStream};
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request};
use axum::response::Response;
use serde_json::{Value, json};
use tower::ServiceExt;

#[derive(Clone)]
pub struct Caller {
    router: axum::Router,
    token: Option<String>,
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    /// The body as JSON, null when it is none.
    pub body: Value,
    pub text: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Fails with the body when the status is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.body
    }

    /// Fails with the body when the refusal is another.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.text);
        self.body
    }

    /// Codes and paths of every violation, sorted.
    pub fn faults(&self) -> Vec<(String, String)> {
        let all = self.body["errors"].as_array().cloned().unwrap_or_default();
        let text = |fault: &Value, field: &str| fault[field].as_str().unwrap_or_default().to_owned();
        let mut faults: Vec<_> = all.iter().map(|fault| (text(fault, "code"), text(fault, "path"))).collect();
        faults.sort();
        faults
    }
}

impl Caller {
    pub fn new(router: axum::Router, token: Option<String>) -> Self {
        Self { router, token }
    }

    /// What is answered, its body yet to be read.
    async fn answer(&self, builder: Builder, kind: &str, body: Vec<u8>) -> Response {
        let mut builder = builder;
        if let Some(token) = &self.token {
            builder = builder.header("authorization", format!("Bearer {token}"));
        }
        if !kind.is_empty() {
            builder = builder.header("content-type", kind);
        }
        let request = builder.body(Body::from(body)).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn send(&self, builder: Builder, kind: &str, body: Vec<u8>) -> Reply {
        let response = self.answer(builder, kind, body).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), 64 << 20).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Reply { status, headers, body, text, bytes: bytes.to_vec() }
    }

    /// A GET that is answered with 200: its body, to be taken piece by piece.
    pub async fn open(&self, path: &str) -> BodyDataStream {
        let response = self.answer(Request::get(path), "", Vec::new()).await;
        assert_eq!(response.status().as_u16(), 200);
        response.into_body().into_data_stream()
    }

    async fn json(&self, builder: Builder, body: Value) -> Reply {
        self.send(builder, "application/json", body.to_string().into_bytes()).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path), "", Vec::new()).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Request::delete(path), "", Vec::new()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.json(Request::post(path), body).await
    }

    /// With `If-Match`.
    pub async fn post_if(&self, path: &str, version: i64, body: Value) -> Reply {
        self.json(Request::post(path).header("if-match", format!("\"{version}\"")), body).await
    }

    pub async fn patch(&self, path: &str, version: i64, body: Value) -> Reply {
        self.json(Request::patch(path).header("if-match", format!("\"{version}\"")), body).await
    }

    pub async fn put(&self, path: &str, version: i64, body: Value) -> Reply {
        self.json(Request::put(path).header("if-match", format!("\"{version}\"")), body).await
    }

    pub async fn delete_if(&self, path: &str, version: i64) -> Reply {
        self.send(Request::delete(path).header("if-match", format!("\"{version}\"")), "", Vec::new()).await
    }

    /// With an `Idempotency-Key`.
    pub async fn post_keyed(&self, path: &str, key: &str, body: Value) -> Reply {
        self.json(Request::post(path).header("idempotency-key", key), body).await
    }

    pub async fn form(&self, path: &str, body: &str) -> Reply {
        self.send(Request::post(path), "application/x-www-form-urlencoded", body.as_bytes().to_vec()).await
    }

    /// A file as multipart/form-data.
    pub async fn attach(&self, path: &str, kind: &str, name: &str, sha256: Option<&str>, bytes: &[u8]) -> Reply {
        let mut body = format!("--x\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n").into_bytes();
        if let Some(sha256) = sha256 {
            body.extend(format!("--x\r\ncontent-disposition: form-data; name=\"sha256\"\r\n\r\n{sha256}\r\n").bytes());
        }
        body.extend(
            format!("--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").bytes(),
        );
        body.extend(bytes);
        body.extend(b"\r\n--x--\r\n");
        self.send(Request::post(path), "multipart/form-data; boundary=x", body).await
    }

    /// A GraphQL request; the answer as a whole.
    pub async fn graphql(&self, query: &str, variables: Value) -> Reply {
        self.post("/graphql", json!({"query": query, "variables": variables})).await
    }

    /// `data` of a GraphQL answer without errors.
    #[track_caller]
    pub fn data(reply: Reply) -> Value {
        assert!(reply.body["errors"].is_null(), "{}", reply.text);
        reply.body["data"].clone()
    }
}
