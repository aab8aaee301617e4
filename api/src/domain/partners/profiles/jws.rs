//! A record as a signed statement (compact JWS), which whoever holds it verifies with `/.well-known/jwks.json`, as
//! receipts are.

use chrono::Duration;
use serde_json::json;

use crate::domain::{Ctx, Result};
use crate::view::partners::pulls::PartnerIncubatee;

/// Hours for which a profile may be relied on.
const HOURS: i64 = 24;

/// The profile of a record for an organization with this code. It does not outlive the consent.
pub(super) fn sign(ctx: &Ctx, partner: &str, record: &PartnerIncubatee) -> Result<String> {
    let now = ctx.now();
    let until = (now + Duration::hours(HOURS)).min(record.consent_expires_at);
    ctx.app.keys.sign_profile(&json!({
        "iss": ctx.app.settings.issuer,
        "aud": partner,
        "sub": record.id.as_str(),
        "iat": now.timestamp(),
        "exp": until.timestamp(),
        "purpose": record.purpose,
        "consent": record.consent_id.as_str(),
        "incubatee": serde_json::to_value(record)?,
    }))
}
