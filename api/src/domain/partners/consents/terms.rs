//! What a consent is for: partner, purpose, and what they agreed.

use entity::{organization, unit};
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::rules::Agreed;
use crate::domain::clock::{start_of_day, zone};
use crate::domain::partners::agreements;
use crate::domain::partners::scopes::{Purpose, Scopes};
use crate::domain::registry::find_unit;
use crate::domain::{Code, Ctx, Result, Tx, Violation};
use crate::view::partners::consents::ConsentInput;
use crate::vocab::UnitKind;

/// What the consent is for, as far as it is known.
pub(super) struct Target {
    pub partner: Option<(unit::Model, organization::Model)>,
    pub purpose: Option<Purpose>,
    pub agreed: Option<Agreed>,
}

/// Partner (by its id or code), purpose and what they agreed.
pub(super) async fn target(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    (named, code): (&str, &str),
    faults: &mut Vec<Violation>,
) -> Result<Target> {
    let purpose = purpose(ctx, code, faults);
    let partner = partner(conn, named).await?;
    if partner.is_none() {
        faults.push(Violation::new(Code::UnknownCode, "/partner"));
    }
    let mut agreed = None;
    if let (Some((unit, organization)), Some(purpose)) = (&partner, &purpose) {
        if !purpose.partner_kinds.contains(&organization.kind) {
            let fault = Violation::new(Code::PurposeDenied, "/partner");
            faults.push(fault.with("partnerKinds", purpose.partner_kinds.clone()));
        }
        agreed = agreement(ctx, conn, unit.id, code).await?;
        if agreed.is_none() {
            faults.push(Violation::new(Code::AgreementInactive, "/partner"));
        }
    }
    Ok(Target { partner, purpose, agreed })
}

/// What is known of a purpose. One that rests on a public task takes no consent.
pub(super) fn purpose(ctx: &Ctx, code: &str, faults: &mut Vec<Violation>) -> Option<Purpose> {
    let holds = ctx.app.codes.has("consentPurposes", code, ctx.today());
    let Some(purpose) = Purpose::read(&ctx.app.codes, code).filter(|_| holds) else {
        faults.push(Violation::new(Code::UnknownCode, "/purpose").with("set", "consentPurposes"));
        return None;
    };
    if !purpose.by_consent {
        faults.push(Violation::new(Code::PurposeDenied, "/purpose"));
    }
    Some(purpose)
}

/// The organization with an id or a code.
async fn partner(conn: &impl ConnectionTrait, named: &str) -> Result<Option<(unit::Model, organization::Model)>> {
    let may_be = |unit: &unit::Model| unit.kind == UnitKind::Organization.as_str() && unit.archived_at.is_none();
    let Some(unit) = find_unit(conn, named).await?.filter(may_be) else {
        return Ok(None);
    };
    let organization = organization::Entity::find_by_id(unit.id).one(conn).await?;
    Ok(organization.map(|organization| (unit, organization)))
}

/// What the agreements of a partner that hold today give for a purpose; none where none does.
pub(super) async fn agreement(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    partner: Uuid,
    purpose: &str,
) -> Result<Option<Agreed>> {
    let mut found: Option<Agreed> = None;
    for row in agreements::in_force(ctx, conn, partner).await? {
        let purposes: Vec<String> = serde_json::from_str(&row.purposes)?;
        if !purposes.iter().any(|one| one == purpose) {
            continue;
        }
        let scopes: Scopes = serde_json::from_str(&row.scopes)?;
        let until = start_of_day(row.to_on, zone("Asia/Jakarta"));
        let known = found.get_or_insert_with(|| Agreed { scopes: Scopes::new(), until });
        known.scopes.extend(scopes);
        known.until = std::cmp::max(known.until, until);
    }
    Ok(found)
}

/// Codes that stand for themselves.
pub(super) fn codes(tx: &Tx, input: &ConsentInput, faults: &mut Vec<Violation>) {
    for (set, field, code) in [
        ("consentFrequencies", "frequency", &input.frequency),
        ("consentChannels", "channel", &input.channel),
        ("communicationModes", "communicationMode", &input.communication_mode),
    ] {
        if code.as_ref().is_some_and(|code| !tx.app.codes.has(set, code, tx.today())) {
            faults.push(Violation::new(Code::UnknownCode, format!("/{field}")).with("set", set));
        }
    }
    if !["id", "en"].contains(&input.language.as_str()) {
        faults.push(Violation::new(Code::UnknownCode, "/language").with("allowed", vec!["id", "en"]));
    }
}
