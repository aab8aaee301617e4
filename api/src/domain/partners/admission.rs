//! Who may come to the gate, and for what: the role, the purpose, the agreement, no deletion overdue.

use std::sync::Arc;

use entity::{agreement, consent, organization};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::gate::{Channel, Gate};
use super::scopes::{self, Grants, Purpose, Scopes};
use super::{agreements, consents, log};
use crate::domain::ids::{self, Kind};
use crate::domain::{Code, Ctx, Error, Result, Violation};

/// Consents that a refusal of a suspended partner names at most.
const NAMED: u64 = 20;

/// The gate for a caller, or the first thing that stands in its way.
pub(super) async fn admit(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    purpose: Option<&str>,
    channel: Channel,
) -> Result<Gate> {
    ctx.require_signed_in()?;
    // Who acts for two organizations must not get what one of them may see.
    let partner = consents::partner_of(ctx)?;
    let code = purpose.filter(|code| !code.is_empty()).ok_or_else(|| Error::new(Code::PurposeRequired))?;
    let purpose = Purpose::read(&ctx.app.codes, code).ok_or_else(|| {
        let fault = Violation::new(Code::UnknownCode, "/purpose").with("set", "consentPurposes");
        Error::listing(Code::Invalid, vec![fault])
    })?;
    let (agreement, agreed) = agreed(ctx, conn, partner, code).await?;
    fits(conn, partner, &purpose, channel).await?;
    suspended(ctx, conn, partner).await?;
    let client: Option<Scopes> = ctx.actor.scopes.as_ref().map(|scopes| scopes.iter().cloned().collect());
    Ok(Gate {
        partner,
        purpose: code.to_owned(),
        agreement,
        actor: (ctx.actor.kind, ctx.actor.id_or_nil()),
        channel,
        allowed: scopes::allowed(&agreed, &purpose.scopes, client.as_ref()),
        grants: Arc::new(Grants::read(&ctx.app.codes)),
    })
}

/// Refuses whoever acts for partners of which none has an agreement in force: it can call nothing, though it may be owner
/// of what it asks for. The refusal is written down. Who acts for none is judged elsewhere.
pub(super) async fn covered(ctx: &Ctx, channel: Channel) -> Result<()> {
    let partners = consents::partners_of(ctx);
    if partners.is_empty() {
        return Ok(());
    }
    for partner in partners {
        if !agreements::in_force(ctx, ctx.db(), partner).await?.is_empty() {
            return Ok(());
        }
    }
    Err(log::refused(ctx, channel, Error::new(Code::AgreementInactive)).await)
}

/// The latest agreement in force that covers the purpose, and the scopes of all that do.
pub(super) async fn agreed(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    partner: Uuid,
    purpose: &str,
) -> Result<(Uuid, Scopes)> {
    let held = agreements::in_force(ctx, conn, partner).await?;
    if held.is_empty() {
        return Err(Error::new(Code::AgreementInactive));
    }
    let (mut latest, mut scopes): (Option<agreement::Model>, Scopes) = (None, Scopes::new());
    for row in held {
        let purposes: Vec<String> = serde_json::from_str(&row.purposes)?;
        if purposes.iter().any(|covered| covered == purpose) {
            scopes.extend(serde_json::from_str::<Vec<String>>(&row.scopes)?);
            let order = |row: &agreement::Model| (row.from_on, row.id);
            latest = latest.filter(|other| order(other) > order(&row)).or(Some(row));
        }
    }
    let latest = latest.ok_or_else(|| Error::new(Code::PurposeDenied))?;
    Ok((latest.id, scopes))
}

/// The purpose is one for such organizations, rests on consents, and is pursued by this path: what names nobody leaves
/// as an extract only, and nothing else does.
async fn fits(conn: &impl ConnectionTrait, partner: Uuid, purpose: &Purpose, channel: Channel) -> Result<()> {
    let found = organization::Entity::find_by_id(partner).one(conn).await?;
    let kind = found.map(|row| row.kind).unwrap_or_default();
    let by_extract = channel == Channel::Research;
    if purpose.partner_kinds.contains(&kind) && purpose.by_consent && purpose.is_deidentified() == by_extract {
        Ok(())
    } else {
        Err(Error::new(Code::PurposeDenied))
    }
}

/// Refuses a partner that has not said in time that it deleted what it had to delete.
async fn suspended(ctx: &Ctx, conn: &impl ConnectionTrait, partner: Uuid) -> Result<()> {
    let overdue: Vec<Uuid> = consent::Entity::find()
        .select_only()
        .column(consent::Column::Id)
        .filter(consent::Column::PartnerId.eq(partner))
        .filter(consent::Column::AcknowledgedAt.is_null())
        .filter(consent::Column::AckDueAt.lte(ctx.now()))
        .order_by_asc(consent::Column::AckDueAt)
        .limit(NAMED)
        .into_tuple()
        .all(conn)
        .await?;
    if overdue.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = overdue.into_iter().map(|id| ids::text(Kind::Consent, id)).collect();
    Err(Error::new(Code::PartnerSuspended).with("consents", named))
}
