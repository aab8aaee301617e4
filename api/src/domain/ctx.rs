//! Who calls, on what, in which request: the first argument of everything in the domain.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use ipnet::IpNet;
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use uuid::Uuid;

use super::access::Grant;
use super::clock::{local_day, zone};
use super::error::{Code, Error, Result};
use super::patience::Patience;
use super::text::Lang;
use super::tx::Tx;
use crate::app::App;

/// What acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    Anonymous,
    Person,
    Client,
    System,
}

impl ActorKind {
    pub fn as_str(self) -> &'static str {
        match self {
            ActorKind::Anonymous => "ANONYMOUS",
            ActorKind::Person => "PERSON",
            ActorKind::Client => "CLIENT",
            ActorKind::System => "SYSTEM",
        }
    }
}

/// A person, a client, the system itself, or nobody, with the roles it holds at this moment.
#[derive(Clone, Debug)]
pub struct Actor {
    pub kind: ActorKind,
    pub id: Option<Uuid>,
    pub name: String,
    /// The sign-in this request belongs to.
    pub session: Option<Uuid>,
    /// The head in whose name a client files.
    pub on_behalf_of: Option<Uuid>,
    pub grants: Vec<Grant>,
    /// Codes of `consentScopes` to which a client's token is narrowed; none narrows nothing.
    pub scopes: Option<Vec<String>>,
    /// Networks from which a client may call; none is any.
    pub networks: Option<Vec<IpNet>>,
    /// Whether it may send only GraphQL documents that are known of it.
    pub only_persisted: bool,
}

impl Actor {
    pub fn anonymous() -> Self {
        Self {
            kind: ActorKind::Anonymous,
            id: None,
            name: String::new(),
            session: None,
            on_behalf_of: None,
            grants: Vec::new(),
            scopes: None,
            networks: None,
            only_persisted: false,
        }
    }

    /// The service itself: workers and the command line.
    pub fn system() -> Self {
        Self { kind: ActorKind::System, name: "system".to_owned(), ..Self::anonymous() }
    }

    /// The id of a signed-in actor; nil for the system.
    pub fn id_or_nil(&self) -> Uuid {
        self.id.unwrap_or_default()
    }
}

/// Where a request reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reads {
    /// From the primary, unless it asks for figures.
    #[default]
    Undecided,
    /// From the primary.
    Near,
    /// From the replica.
    Far,
}

/// The context of one request.
#[derive(Clone)]
pub struct Ctx {
    pub app: Arc<App>,
    pub actor: Arc<Actor>,
    pub request_id: Arc<str>,
    pub lang: Lang,
    /// Idempotency-Key of the request, if any.
    pub key: Option<Arc<str>>,
    /// Check only: nothing is written.
    pub validate_only: bool,
    /// Whether the caller is to wait longer than usual.
    pub patience: Patience,
    /// Where it reads.
    pub reads: Reads,
}

impl Ctx {
    pub fn new(app: Arc<App>, actor: Actor, request_id: impl Into<Arc<str>>) -> Self {
        Self {
            app,
            actor: Arc::new(actor),
            request_id: request_id.into(),
            lang: Lang::default(),
            key: None,
            validate_only: false,
            patience: Patience::default(),
            reads: Reads::default(),
        }
    }

    /// A context for workers and the command line.
    pub fn system(app: Arc<App>, request_id: &str) -> Self {
        Self::new(app, Actor::system(), request_id)
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// Today in Jakarta: the day of what concerns the nation and no unit.
    pub fn today(&self) -> NaiveDate {
        local_day(self.now(), zone("Asia/Jakarta"))
    }

    /// A new id, sortable by time.
    pub fn new_id(&self) -> Uuid {
        self.app.new_id()
    }

    /// For reads.
    pub fn db(&self) -> &DatabaseConnection {
        let replica = self.app.store.replica().filter(|_| self.reads == Reads::Far);
        replica.map_or_else(|| self.app.store.reader(), |replica| replica.conn())
    }

    /// A read of one moment, where this request reads. End it with a rollback.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction> {
        self.app.store.snapshot_on(self.db()).await
    }

    /// The same request, which reads from the replica if there is one that has what the caller wrote. What was decided
    /// once stays: two answers of one request must not be of two states.
    pub fn for_figures(&self) -> Self {
        let far = self.app.store.replica().is_some_and(|replica| replica.serves(self.actor.id));
        let reads = match self.reads {
            Reads::Undecided if far => Reads::Far,
            Reads::Undecided => Reads::Near,
            decided => decided,
        };
        Self { reads, ..self.clone() }
    }

    fn near(&self) -> Self {
        Self { reads: Reads::Near, ..self.clone() }
    }

    /// Reads figures, from the replica where that will do. What the replica refuses or fails at, the primary is asked:
    /// it may know more, and it may be there.
    pub async fn figures<T, F, Fut>(&self, read: F) -> Result<T>
    where
        F: Fn(Self) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let ctx = self.for_figures();
        if ctx.reads == Reads::Far
            && let Ok(found) = read(ctx).await
        {
            return Ok(found);
        }
        read(self.near()).await
    }

    /// Begins a write. What it reads comes from where it writes.
    pub async fn begin(&self) -> Result<Tx> {
        Tx::begin(self.near()).await
    }

    /// Refuses nobody's requests.
    pub fn require_signed_in(&self) -> Result<()> {
        if self.actor.kind == ActorKind::Anonymous { Err(Error::new(Code::AuthRequired)) } else { Ok(()) }
    }
}

/// The version of a record that the caller read before it decided to change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Any,
    Version(i32),
}

/// Who names no version does not mind which it is.
impl From<Option<i32>> for Expected {
    fn from(version: Option<i32>) -> Self {
        version.map_or(Expected::Any, Expected::Version)
    }
}

impl Expected {
    /// Refuses a change that was decided on an older version.
    pub fn check(self, current: i32) -> Result<()> {
        match self {
            Expected::Any => Ok(()),
            Expected::Version(version) if version == current => Ok(()),
            Expected::Version(_) => Err(Error::new(Code::Stale).with("currentVersion", current)),
        }
    }
}
