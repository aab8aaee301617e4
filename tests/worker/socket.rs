//! Somebody who subscribes, by the protocol graphql-transport-ws.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{ClientRequestBuilder, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::support::Server;

/// The subprotocol.
pub const PROTOCOL: &str = "graphql-transport-ws";
/// Whatever is waited for comes within this, also on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits for something that must come.
pub async fn within<T>(what: &str, work: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| panic!("not within {PATIENCE:?}: {what}"))
}

/// A connection.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Connects, and says nothing yet.
    pub async fn open(server: &Server, protocol: Option<&str>) -> Self {
        let address = format!("ws://127.0.0.1:{}/graphql/ws", server.port).parse().unwrap();
        let mut request = ClientRequestBuilder::new(address);
        if let Some(protocol) = protocol {
            request = request.with_sub_protocol(protocol);
        }
        Self(within("a connection", connect_async(request)).await.unwrap().0)
    }

    /// Connects and signs in.
    pub async fn signed_in(server: &Server, token: &str) -> Self {
        let mut socket = Self::open(server, Some(PROTOCOL)).await;
        socket.sign_in(token).await;
        assert_eq!(socket.hear().await, json!({"type": "connection_ack"}));
        socket
    }

    pub async fn sign_in(&mut self, token: &str) {
        let payload = json!({"authorization": format!("Bearer {token}")});
        self.say(&json!({"type": "connection_init", "payload": payload})).await;
    }

    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({"query": query, "variables": variables});
        self.say(&json!({"type": "subscribe", "id": id, "payload": payload})).await;
    }

    pub async fn say(&mut self, message: &Value) {
        self.send(Message::text(message.to_string())).await;
    }

    /// Something that need not be a message of the protocol.
    pub async fn send(&mut self, message: Message) {
        within("a message leaves", self.0.send(message)).await.unwrap();
    }

    /// What comes next: a message, or the code and reason with which the service closes.
    async fn heard(&mut self) -> Result<Value, (u16, String)> {
        let socket = &mut self.0;
        let message = async {
            loop {
                match socket.next().await {
                    Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(text.as_str()).unwrap()),
                    Some(Ok(Message::Close(Some(frame)))) => {
                        return Err((frame.code.into(), frame.reason.as_str().to_owned()));
                    }
                    // Signs of life.
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    other => panic!("the connection broke: {other:?}"),
                }
            }
        };
        within("a message comes", message).await
    }

    /// The next message.
    pub async fn hear(&mut self) -> Value {
        self.heard().await.unwrap_or_else(|end| panic!("closed: {end:?}"))
    }

    /// The next value of a subscription, which must be the next message.
    pub async fn next(&mut self, id: &str) -> Value {
        let said = self.hear().await;
        assert_eq!((&said["type"], &said["id"]), (&json!("next"), &json!(id)), "{said}");
        assert!(said["payload"]["errors"].is_null(), "{said}");
        said["payload"]["data"].as_object().and_then(|data| data.values().next()).unwrap().clone()
    }

    /// The code with which a subscription is refused. It is over then.
    pub async fn refusal(&mut self, id: &str) -> String {
        let (said, over) = (self.hear().await, self.hear().await);
        assert_eq!((&said["type"], &said["id"]), (&json!("next"), &json!(id)), "{said}");
        assert_eq!(over, json!({"type": "complete", "id": id}), "after {said}");
        said["payload"]["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{said}")).to_owned()
    }

    /// Code and reason with which the service closes, whatever it says before.
    pub async fn end(&mut self) -> (u16, String) {
        let end = async {
            loop {
                if let Err(end) = self.heard().await {
                    return end;
                }
            }
        };
        within("the service closes", end).await
    }

    pub async fn close(mut self) {
        let _ = within("the connection is closed", self.0.close(None)).await;
    }
}
