//! `/graphql/ws`: subscriptions by the protocol graphql-transport-ws. The library speaks it; what comes in is looked at
//! first, so that each breach of the protocol closes the socket with the code that the protocol names.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_graphql::http::{ClientMessage, WebSocket, WebSocketProtocols as Protocols, WsMessage};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Data, Executor, Request, Response as Answer};
use axum::Extension;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket as Socket, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use futures_util::stream::{BoxStream, StreamExt};
use tokio::sync::mpsc;

use super::asked::Asked;
use super::loaders::{Loaders, Redactions, Replayed};
use super::passes::Passes;
use super::{Schema, bounds, error, order};
use crate::app::App;
use crate::auth::extract::{Peer, admitted, bearer};
use crate::domain::{ActorKind, Code, Ctx, Error, Lang, Result};
use crate::http::{RequestId, language};

const PROTOCOL: &str = "graphql-transport-ws";
/// `connection_init` must have come after this.
const INIT: Duration = Duration::from_secs(10);
/// Sockets of this process.
const SOCKETS: usize = 2_000;
/// Subscriptions of one socket.
const MOST: usize = 20;
/// How often token and rights are looked at, and a sign of life is sent.
const LOOK: Duration = Duration::from_secs(1);
/// Whoever does not take what is sent within this is gone.
const SEND: Duration = Duration::from_secs(5);
/// Longest message.
const LENGTH: usize = 128 * 1024;

/// Takes over the connection.
pub async fn connect(
    State(app): State<Arc<App>>,
    Extension(schema): Extension<Schema>,
    id: Option<Extension<RequestId>>,
    Peer(from): Peer,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let live = Live {
        app,
        schema,
        lang: language(&headers),
        from,
        request_id: id.map_or_else(|| Arc::from("-"), |id| id.0.0.clone()),
        session: Arc::default(),
    };
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let upgrade = upgrade.protocols([PROTOCOL]).max_message_size(LENGTH).max_frame_size(LENGTH);
    upgrade.on_upgrade(move |socket| live.serve(socket, token))
}

/// Who is at the other end, with the token that says so.
#[derive(Clone)]
struct Session {
    ctx: Ctx,
    token: Arc<str>,
}

/// What a socket needs to answer.
#[derive(Clone)]
struct Live {
    app: Arc<App>,
    schema: Schema,
    lang: Lang,
    /// Address of the other end.
    from: Option<IpAddr>,
    request_id: Arc<str>,
    session: Arc<Mutex<Option<Session>>>,
}

/// What the answers of a subscription need.
struct Pending {
    redactions: Redactions,
    document: ExecutableDocument,
    operation: Option<String>,
}

/// Sends, unless the other side has stopped taking anything.
async fn send(socket: &mut Socket, message: Message) -> Option<()> {
    tokio::time::timeout(SEND, socket.send(message)).await.ok()?.ok()
}

/// Why a socket is closed.
pub type End = (u16, &'static str);

impl Live {
    async fn serve(self, mut socket: Socket, header: Option<String>) {
        let _counted = self.app.sockets.subscribe();
        let end = if self.app.sockets.receiver_count() > SOCKETS {
            Some((1013, "Try again later"))
        } else if socket.protocol().is_some() {
            self.talk(&mut socket, header).await
        } else {
            Some((4406, "Subprotocol not acceptable"))
        };
        if let Some((code, reason)) = end {
            let _ = send(&mut socket, Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
        }
    }

    /// Until one side ends it; how it is to be closed, unless that is done.
    async fn talk(&self, socket: &mut Socket, header: Option<String>) -> Option<End> {
        let (inbox, messages) = mpsc::channel(MOST);
        let messages = futures_util::stream::unfold(messages, |mut messages| async move {
            messages.recv().await.map(|message| (message, messages))
        });
        let live = self.clone();
        let init = move |payload: serde_json::Value| async move { live.init(&payload, header).await };
        let answers = WebSocket::from_message_stream(self.clone(), Box::pin(messages), Protocols::GraphQLWS);
        let mut answers = Box::pin(answers.on_connection_init(init));
        let (mut looks, mut talk) = (tokio::time::interval(LOOK), Talk::default());
        let opened = tokio::time::Instant::now();
        loop {
            tokio::select! {
                // Only what can be passed on is read: this task alone takes from the inbox as well.
                heard = socket.recv(), if inbox.capacity() > 0 => match heard {
                    Some(Ok(Message::Text(text))) => match talk.read(text.as_str()) {
                        Ok(message) => inbox.try_send(Ok(message)).ok()?,
                        Err(end) => return Some(end),
                    },
                    Some(Ok(Message::Binary(_))) => return Some((4400, "Messages are text")),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                },
                said = answers.next() => match said? {
                    WsMessage::Text(text) => {
                        talk.note(&text);
                        send(socket, Message::text(text)).await?;
                    }
                    // The library closes only what could not begin.
                    WsMessage::Close(..) => return Some((4403, "Forbidden")),
                },
                _ = looks.tick() => {
                    if let Some(end) = self.ended(talk.acknowledged, opened.elapsed()).await {
                        return Some(end);
                    }
                    send(socket, Message::Ping(Vec::new().into())).await?;
                }
            }
        }
    }

    /// Signs in with the token of `connection_init`, or with that of the request.
    async fn init(&self, payload: &serde_json::Value, header: Option<String>) -> async_graphql::Result<Data> {
        let named = |name: &str| payload.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
        let value = named("authorization").or_else(|| named("Authorization")).or(header).unwrap_or_default();
        let token: Arc<str> = bearer(value.as_bytes())?.into();
        let actor = admitted(&self.app, &token, self.from).await?;
        let mut ctx = Ctx::system(self.app.clone(), &self.request_id);
        (ctx.actor, ctx.lang) = (actor, self.lang);
        if let Ok(mut session) = self.session.lock() {
            *session = Some(Session { ctx, token });
        }
        Ok(Data::default())
    }

    fn session(&self) -> Option<Session> {
        self.session.lock().ok()?.clone()
    }

    /// Whether the socket must end: nobody signed in, the token ended, rights changed, the service stops.
    async fn ended(&self, acknowledged: bool, age: Duration) -> Option<End> {
        if self.app.draining.load(std::sync::atomic::Ordering::Relaxed) {
            return Some((1001, "Going away"));
        }
        let Some(session) = self.session().filter(|_| acknowledged) else {
            return (age > INIT).then_some((4408, "Connection initialisation timeout"));
        };
        let before = &session.ctx.actor;
        match admitted(&self.app, &session.token, self.from).await {
            Ok(actor) if actor.grants == before.grants && actor.scopes == before.scopes => None,
            Ok(_) => Some((4403, "Forbidden: rights have changed")),
            Err(refused) if refused.code() == Code::AddressDenied => Some((4403, "Forbidden: not from this address")),
            Err(refused) if refused.code().class() == crate::domain::error::Class::Unauthenticated => {
                Some((4403, "Forbidden: the token has ended"))
            }
            // The database is away, most likely. Clients take 1011 for final.
            Err(_) => Some((1013, "Try again later")),
        }
    }

    /// The request with all that its fields need, if it is a subscription; and what its answers need.
    fn prepare(&self, request: Request) -> Result<(Request, Pending)> {
        let session = self.session().filter(|session| session.ctx.actor.kind != ActorKind::Anonymous);
        let ctx = session.ok_or_else(|| Error::new(Code::AuthRequired))?.ctx;
        if ctx.actor.only_persisted {
            return Err(Error::new(Code::NotPersisted));
        }
        let asked = Asked::of(&request);
        let document = bounds::subscription(&asked)?;
        let redactions = Redactions::default();
        let mut request = request
            .data(Loaders::new(&ctx, &Passes::at_once()))
            .data(redactions.clone())
            .data(Replayed::default())
            .data(ctx);
        request.set_parsed_query(document.clone());
        Ok((request, Pending { redactions, document, operation: asked.operation }))
    }

    fn finish(&self, mut answer: Answer, pending: &Pending) -> Answer {
        let errors = std::mem::take(&mut answer.errors);
        answer.errors = errors.into_iter().map(|one| error::finish(one, self.lang, &self.request_id)).collect();
        order::as_asked(&mut answer.data, &pending.document, pending.operation.as_deref());
        match pending.redactions.take() {
            Some(withheld) => answer.extension("redactions", withheld),
            None => answer,
        }
    }

    fn refuse(&self, refused: Error) -> Answer {
        let mut said = async_graphql::ServerError::new(refused.0.detail.get(self.lang), None);
        said.source = Some(Arc::new(refused));
        Answer::from_errors(vec![error::finish(said, self.lang, &self.request_id)])
    }
}

#[async_graphql::async_trait::async_trait]
impl Executor for Live {
    async fn execute(&self, _request: Request) -> Answer {
        self.refuse(bounds::only_subscriptions())
    }

    fn execute_stream(&self, request: Request, _session: Option<Arc<Data>>) -> BoxStream<'static, Answer> {
        let live = self.clone();
        match self.prepare(request) {
            Ok((request, pending)) => {
                let answers = self.schema.execute_stream(request);
                answers.map(move |answer| live.finish(answer, &pending)).boxed()
            }
            Err(refused) => futures_util::stream::once(async move { live.refuse(refused) }).boxed(),
        }
    }
}

/// Where a conversation stands.
#[derive(Default)]
pub struct Talk {
    began: bool,
    acknowledged: bool,
    running: HashSet<String>,
    /// Stopped by the client, and not yet ended by the library: they count, and their id may be taken again.
    ending: Vec<String>,
}

impl Talk {
    /// A message of the client, if it may come now.
    pub fn read(&mut self, text: &str) -> std::result::Result<ClientMessage, End> {
        let message = ClientMessage::from_bytes(text).map_err(|_| (4400, "Invalid message"))?;
        match &message {
            ClientMessage::ConnectionInit { .. } if std::mem::replace(&mut self.began, true) => {
                return Err((4429, "Too many initialisation requests"));
            }
            ClientMessage::Start { .. } if !self.acknowledged => return Err((4401, "Unauthorized")),
            ClientMessage::Start { .. } if self.running.len() + self.ending.len() >= MOST => {
                return Err((4400, "Too many subscriptions"));
            }
            ClientMessage::Start { id, .. } if !self.running.insert(id.clone()) => {
                return Err((4409, "Subscriber already exists"));
            }
            ClientMessage::Stop { id } => self.ending.extend(self.running.take(id)),
            ClientMessage::ConnectionTerminate => return Err((4400, "Invalid message")),
            _ => {}
        }
        Ok(message)
    }

    /// Notes what a message of the server says of where the conversation stands.
    pub fn note(&mut self, text: &str) {
        #[derive(serde::Deserialize)]
        struct Said<'a> {
            r#type: &'a str,
            #[serde(default)]
            id: Option<String>,
        }
        if let Ok(said) = serde_json::from_str::<Said<'_>>(text) {
            match (said.r#type, said.id) {
                ("connection_ack", _) => self.acknowledged = true,
                ("complete", Some(id)) => match self.ending.iter().position(|ending| *ending == id) {
                    Some(at) => drop(self.ending.swap_remove(at)),
                    None => drop(self.running.take(&id)),
                },
                _ => {}
            }
        }
    }
}
