//! Somebody who receives webhooks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use serde_json::Value;
use tokio::task::JoinHandle;

/// What arrived.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Attempt {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What is answered.
#[derive(Clone, Debug)]
pub enum Answer {
    Status(u16),
    /// With one header.
    With(u16, &'static str, String),
    /// Nothing, ever.
    Silence,
}

/// A receiver on this machine. Dropped, it is gone.
pub struct Receiver {
    pub port: u16,
    seen: Arc<Mutex<Vec<Attempt>>>,
    task: JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Receiver {
    /// `answer` is asked with the number of the attempt, from 0.
    pub async fn start(answer: impl Fn(usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen: Arc<Mutex<Vec<Attempt>>> = Arc::default();
        let (kept, answer) = (seen.clone(), Arc::new(answer));
        let router = Router::new().fallback(move |request: Request| {
            let (kept, answer) = (kept.clone(), answer.clone());
            async move {
                let attempt = read(request).await;
                let number = {
                    let mut kept = kept.lock().unwrap();
                    kept.push(attempt);
                    kept.len() - 1
                };
                respond(answer(number)).await
            }
        });
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self { port, seen, task }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    /// The entry of the setting `webhook_allow`.
    pub fn place(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn seen(&self) -> Vec<Attempt> {
        self.seen.lock().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

async fn read(request: Request) -> Attempt {
    let path = request.uri().path().to_owned();
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap();
    Attempt { path, headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

async fn respond(answer: Answer) -> Response {
    let (status, header) = match answer {
        Answer::Status(status) => (status, None),
        Answer::With(status, name, value) => (status, Some((name, value))),
        Answer::Silence => {
            tokio::time::sleep(Duration::from_secs(3_600)).await;
            (200, None)
        }
    };
    let mut response = Response::builder().status(status);
    if let Some((name, value)) = header {
        response = response.header(name, value);
    }
    response.body(Body::from("thanks")).unwrap()
}
