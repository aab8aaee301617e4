//! What is set of a client: checked, and in the form in which it is kept.

use chrono::{DateTime, Utc};
use entity::client::Model;
use serde::de::DeserializeOwned;

use super::{client_keys, networks};
use crate::domain::{Code, Ctx, Error, Result, Violation};
use crate::view::clients::{ClientInput, PublicJwk};

/// The set of codes that scopes are taken from.
const SCOPES: &str = "consentScopes";

/// What is set of a client, as columns.
pub(super) struct Columns {
    name: String,
    expires_at: Option<DateTime<Utc>>,
    public_jwk: Option<String>,
    allowed_ips: Option<String>,
    scopes: Option<String>,
    only_persisted: bool,
}

impl Columns {
    /// Puts them into a row.
    pub(super) fn lay(self, row: &mut Model) {
        row.name = self.name;
        row.expires_at = self.expires_at;
        row.public_jwk = self.public_jwk;
        row.allowed_ips = self.allowed_ips;
        row.scopes = self.scopes;
        row.only_persisted = self.only_persisted;
    }
}

/// Everything that is wrong with what was sent is said at once. `end` is the time at which the client ends already: it
/// may have passed, a new one may not.
pub(super) fn checked(ctx: &Ctx, input: ClientInput, end: Option<DateTime<Utc>>) -> Result<Columns> {
    let mut faults = Vec::new();
    let name = input.name.trim();
    if name.is_empty() || name.chars().count() > 200 {
        faults.push(Violation::new(Code::FieldLength, "/name"));
    }
    if input.expires_at.is_some_and(|at| at <= ctx.now() && input.expires_at != end) {
        faults.push(Violation::new(Code::FieldRange, "/expiresAt"));
    }
    if let Some(key) = &input.public_jwk {
        client_keys::check(key, &mut faults);
    }
    let allowed = input.allowed_ips.as_ref().map(|list| networks::checked(list, &mut faults));
    let scopes = input.scopes.as_ref().map(|list| known(ctx, list, &mut faults));
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    Ok(Columns {
        name: name.to_owned(),
        expires_at: input.expires_at,
        public_jwk: input.public_jwk.as_ref().map(serde_json::to_string).transpose()?,
        allowed_ips: allowed.as_ref().map(serde_json::to_string).transpose()?,
        scopes: scopes.map(serde_json::to_string).transpose()?,
        only_persisted: input.only_persisted,
    })
}

/// The scopes of a list; each is known, and stands there once.
fn known<'a>(ctx: &Ctx, list: &'a [String], faults: &mut Vec<Violation>) -> &'a [String] {
    for (index, scope) in list.iter().enumerate() {
        let path = format!("/scopes/{index}");
        if list.iter().position(|other| other == scope) != Some(index) {
            faults.push(Violation::new(Code::FieldDuplicate, path));
        } else if !ctx.app.codes.has(SCOPES, scope, ctx.today()) {
            faults.push(Violation::new(Code::UnknownCode, path).with("set", SCOPES));
        }
    }
    list
}

/// What is set now.
pub(super) fn of(row: &Model) -> ClientInput {
    ClientInput {
        name: row.name.clone(),
        expires_at: row.expires_at,
        public_jwk: key(row),
        allowed_ips: row.allowed_ips.as_deref().map(read),
        scopes: scopes(row),
        only_persisted: row.only_persisted,
    }
}

/// Its public key.
pub(super) fn key(row: &Model) -> Option<PublicJwk> {
    serde_json::from_str(row.public_jwk.as_deref()?).ok()
}

/// The scopes to which it is limited.
pub(super) fn scopes(row: &Model) -> Option<Vec<String>> {
    row.scopes.as_deref().map(read)
}

/// A list as it is kept; a damaged one holds nothing, and so allows nothing.
fn read<T: DeserializeOwned>(text: &str) -> Vec<T> {
    serde_json::from_str(text).unwrap_or_default()
}

/// What a token is narrowed to by what the client asks for, separated by spaces; nothing asked narrows nothing. A scope
/// that is not known, or not the client's, is refused.
pub fn narrowed(ctx: &Ctx, client: &Model, asked: &str) -> Result<Option<Vec<String>>> {
    let own = scopes(client);
    let mut wanted: Vec<String> = Vec::new();
    for scope in asked.split_ascii_whitespace() {
        let granted = match &own {
            Some(own) => own.iter().any(|known| known == scope),
            None => ctx.app.codes.has(SCOPES, scope, ctx.today()),
        };
        if !granted {
            return Err(Error::new(Code::ScopeExcess));
        }
        if !wanted.iter().any(|known| known == scope) {
            wanted.push(scope.to_owned());
        }
    }
    Ok((!wanted.is_empty()).then_some(wanted))
}

/// The scopes of a caller: those of the client, narrowed by those of its token.
pub(super) fn effective(own: Option<Vec<String>>, token: Option<&str>) -> Option<Vec<String>> {
    let Some(token) = token else {
        return own;
    };
    let asked = token.split_ascii_whitespace().map(ToOwned::to_owned);
    Some(match own {
        Some(own) => asked.filter(|scope| own.contains(scope)).collect(),
        None => asked.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_never_has_more_than_its_client() {
        let owned = |list: &[&str]| -> Vec<String> { list.iter().map(|scope| (*scope).to_owned()).collect() };
        let both = || Some(owned(&["CONTACT", "ADDRESS"]));
        assert_eq!(effective(None, None), None);
        assert_eq!(effective(both(), None), both());
        assert_eq!(effective(None, Some("CONTACT")), Some(owned(&["CONTACT"])));
        // Taken away from the client since, it is taken away from the token.
        assert_eq!(effective(both(), Some("CONTACT IDENTITY_NIK")), Some(owned(&["CONTACT"])));
        assert_eq!(effective(Some(Vec::new()), Some("CONTACT")), Some(Vec::new()));
    }
}
