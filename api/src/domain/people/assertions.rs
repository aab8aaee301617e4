//! Assertions: a client proves itself with a JWT that it signed, instead of a secret (RFC 7523, `private_key_jwt`).

use entity::client;
use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::{Validation, decode, decode_header};
use sea_orm::EntityTrait;
use serde::Deserialize;

use super::{actor, client_input, client_keys, clients};
use crate::domain::ids::{self, Kind};
use crate::domain::record::Record;
use crate::domain::vault::sha256_hex;
use crate::domain::{Code, Ctx, Result};
use crate::view::clients::PublicJwk;

/// The only type of assertion (RFC 7523 section 2.2).
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Bytes of an assertion.
const LONGEST: usize = 8_192;
/// Characters of its id.
const LONGEST_ID: usize = 255;
/// Seconds that it may live from now on.
const AHEAD_SECONDS: i64 = 300;
/// Clocks of other machines may differ by this much.
const LEEWAY_SECONDS: i64 = 30;

/// What an assertion says. Times may have fractions (RFC 7519).
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    exp: f64,
    nbf: Option<f64>,
    iat: Option<f64>,
    jti: String,
}

/// The client that an assertion proves; an assertion proves once. `named` is the id that the request gives beside it.
pub(super) async fn prove(ctx: &Ctx, named: Option<&str>, assertion: &str) -> Result<Option<client::Model>> {
    // Who it claims to be only says whose key is to be taken.
    let claimed = if assertion.len() <= LONGEST { insecure_decode_claims::<Claims>(assertion).ok() } else { None };
    let Some(id) = claimed.map(|claims| claims.sub).filter(|id| named.is_none_or(|named| named == id)) else {
        return Ok(None);
    };
    let Ok(row) = ids::expect(Kind::Client, &id) else {
        return Ok(None);
    };
    let client = client::Entity::find_by_id(row).one(ctx.db()).await?.filter(|client| actor::in_force(ctx, client));
    let Some((client, key)) = client.and_then(|client| client_input::key(&client).map(|key| (client, key))) else {
        return Ok(None);
    };
    match verified(ctx, &key, &id, assertion) {
        Some(claims) => Ok(spend(ctx, &client, &claims).await?.then_some(client)),
        None => Ok(None),
    }
}

/// The claims of an assertion that this key signed, for us, and for now.
fn verified(ctx: &Ctx, key: &PublicJwk, id: &str, assertion: &str) -> Option<Claims> {
    // `none` and what else is not known does not even parse.
    let header = decode_header(assertion).ok()?;
    let another = header.kid.as_deref().zip(key.kid.as_deref()).is_some_and(|(named, kid)| named != kid);
    if another || header.crit.is_some() {
        return None;
    }
    let verifier = client_keys::verifier(key, header.alg)?;
    let issuer = &ctx.app.settings.issuer;
    let mut rules = Validation::new(header.alg);
    rules.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
    rules.set_issuer(&[id]);
    rules.sub = Some(id.to_owned());
    rules.set_audience(&[issuer.clone(), format!("{issuer}/oauth/token")]);
    // Times are compared below with the service's own clock.
    rules.validate_exp = false;
    let claims = decode::<Claims>(assertion, &verifier, &rules).ok()?.claims;
    let now = ctx.now().timestamp();
    let (earliest, latest) = ((now - LEEWAY_SECONDS) as f64, (now + LEEWAY_SECONDS) as f64);
    let times = claims.exp > earliest
        && claims.exp <= latest + AHEAD_SECONDS as f64
        && [claims.nbf, claims.iat].into_iter().flatten().all(|from| from <= latest);
    let named = (1..=LONGEST_ID).contains(&claims.jti.chars().count());
    // The rules would take a list of issuers too.
    (times && named && claims.iss == id).then_some(claims)
}

/// Marks an assertion as used, until it would have ended anyhow; false if it was used before, on whatever server.
async fn spend(ctx: &Ctx, client: &client::Model, claims: &Claims) -> Result<bool> {
    let tx = clients::as_client(ctx, client).begin().await?;
    let name = format!("assertion|{}|{}", client.id, sha256_hex(claims.jti.as_bytes()));
    match clients::mark(&tx, ("assertion|", name), claims.exp as i64, 2 * LEEWAY_SECONDS).await {
        Ok(()) => {}
        Err(again) if again.code() == Code::AlreadyExists => {
            tx.rollback().await?;
            return Ok(false);
        }
        Err(failed) => return Err(failed),
    }
    tx.record(Record::audit_only("proveClient", (Kind::Client, client.id))).await?;
    tx.commit().await?;
    Ok(true)
}
