//! What an access token says (RFC 9068).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::keys::audience;
use crate::domain::ids::{self, Kind};
use crate::domain::{Ctx, Result};

/// Seconds an access token lives.
pub const TOKEN_SECONDS: i64 = 900;
/// `client_id` of tokens that people get by signing in.
pub const PEOPLE_CLIENT: &str = "ereporting";

/// Claims of an access token. All are required, apart from `sid`, which only people's tokens have, and `scope`, which
/// narrows those of clients.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub sub: String,
    pub aud: String,
    pub client_id: String,
    /// The sign-in, in its public form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Codes of `consentScopes`, separated by spaces; without it the token has those of its client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
    pub jti: Uuid,
}

/// Whom a token speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearer {
    Person { account: Uuid, session: Uuid },
    Client { client: Uuid, token: Uuid },
}

impl Claims {
    /// Whom the token speaks for; `None` if its claims do not fit together.
    pub fn bearer(&self) -> Option<Bearer> {
        match &self.sid {
            Some(sid) if self.client_id == PEOPLE_CLIENT => Some(Bearer::Person {
                account: ids::expect(Kind::User, &self.sub).ok()?,
                session: ids::expect(Kind::Session, sid).ok()?,
            }),
            None if self.client_id == self.sub => {
                Some(Bearer::Client { client: ids::expect(Kind::Client, &self.sub).ok()?, token: self.jti })
            }
            _ => None,
        }
    }
}

/// Signs a token of 15 minutes.
pub fn issue(
    ctx: &Ctx,
    subject: String,
    client_id: String,
    session: Option<Uuid>,
    scope: Option<String>,
) -> Result<String> {
    let now = ctx.now().timestamp();
    let issuer = &ctx.app.settings.issuer;
    ctx.app.keys.sign_token(&Claims {
        iss: issuer.clone(),
        sub: subject,
        aud: audience(issuer),
        client_id,
        sid: session.map(|id| ids::text(Kind::Session, id)),
        scope,
        iat: now,
        nbf: now,
        exp: now + TOKEN_SECONDS,
        jti: ctx.new_id(),
    })
}
