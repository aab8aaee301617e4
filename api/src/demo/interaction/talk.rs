//! A talk: a thread with what is said in it.

use async_graphql::ID;
use uuid::Uuid;

use super::cast::{Cast, Voice};
use crate::domain::ids::{self, Kind};
use crate::domain::{Result, Tx};
use crate::view::interaction::threads::{self, CommentInput, ThreadInput};
use crate::vocab::Audience;

/// Minutes between two comments.
const PAUSE: i64 = 75;

/// Something that is said.
#[derive(Clone, Debug)]
pub(super) struct Said<'a> {
    by: Voice<'a>,
    text: &'a str,
    audience: Option<Audience>,
    mentions: Vec<Uuid>,
}

impl<'a> Said<'a> {
    /// To all who take part.
    pub(super) fn new(by: Voice<'a>, text: &'a str) -> Self {
        Self { by, text, audience: None, mentions: Vec::new() }
    }

    /// To the inner circle alone.
    pub(super) fn internal(self) -> Self {
        Self { audience: Some(Audience::Internal), ..self }
    }

    /// To all, and to one account by name.
    pub(super) fn to(self, account: Uuid) -> Self {
        Self { mentions: vec![account], ..self }
    }

    fn mentions(&self) -> Vec<ID> {
        self.mentions.iter().map(|account| ids::text(Kind::User, *account).into()).collect()
    }
}

/// A thread and all that is said in it on its day.
#[derive(Clone, Debug)]
pub(super) struct Talk<'a> {
    pub subject: String,
    pub path: Option<&'a str>,
    pub title: &'a str,
    pub audience: Audience,
    /// Code of the organization, where the audience is PARTNER.
    pub partner: Option<&'a str>,
    /// So many days ago.
    pub days: u64,
    pub said: Vec<Said<'a>>,
}

/// Begins a talk with the first that is said, and says the rest. The id of the thread.
pub(super) async fn hold(cast: &Cast<'_>, tx: &Tx, talk: Talk<'_>) -> Result<String> {
    let mut said = (0i64..).zip(talk.said);
    let Some((_, first)) = said.next() else { return Ok(String::new()) };
    cast.at(talk.days, 0);
    let input = ThreadInput {
        subject: talk.subject,
        path: talk.path.map(ToOwned::to_owned),
        title: talk.title.to_owned(),
        audience: talk.audience,
        partner: talk.partner.map(ToOwned::to_owned),
        mentions: first.mentions(),
        body: first.text.to_owned(),
    };
    let thread = threads::create(&cast.by(tx, first.by), input).await?.id.0;
    for (place, next) in said {
        cast.at(talk.days, PAUSE * place);
        say(cast, tx, &thread, next).await?;
    }
    Ok(thread)
}

/// Says something in a thread.
pub(super) async fn say(cast: &Cast<'_>, tx: &Tx, thread: &str, said: Said<'_>) -> Result<()> {
    let input = CommentInput { mentions: said.mentions(), body: said.text.to_owned(), audience: said.audience };
    threads::add(&cast.by(tx, said.by), thread, input).await.map(drop)
}
