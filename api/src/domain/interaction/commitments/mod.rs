//! Commitments (domain.md rows 20 and 72): what an organization offers an enterprise, a BLK or a kawasan, or whoever
//! needs it, from the offer to its end. Partnerships come of them.

pub(super) mod offers;
mod partnerships;
pub mod status;
mod steps;

use entity::commitment::Model;
use entity::enterprise;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Condition, ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::places;
use crate::domain::access::{Scope, Sight, Units, units_seen};
use crate::domain::ids::Kind;
use crate::domain::incubation::coached;
use crate::domain::registry::kept::{Checks, kept};
use crate::domain::{Code, Ctx, Result, Tx, Violation};
use crate::vocab::{Role, UnitKind};

pub use offers::{OfferFilter, count, list};
pub use status::Step;
pub use steps::{Given, lapse_due, possible, step};

kept! {
    commitment: Commitment,
    owners: [UnitKind::Organization],
    keepers: KeepOffers,
    readers: Offered,
    title: Some("title"),
    class: Some("kind"),
    ends: Some("to_on"),
    alone: [],
    refs: [("blk_id", Kind::Blk), ("kawasan_id", Kind::Kawasan), ("enterprise_id", Kind::Enterprise)],
    span: None,
    fixed: [state, state_on, state_reason],
    prepare: prepare,
    // What was accepted is what counts.
    settled(it) { it.state != status::OFFERED }
    check(it, checks) {
        checks.code("kind", "offerKinds", &it.kind);
        checks.code_if("sector", "sectors", it.sector.as_deref());
        checks.codes("skills", "mentorCompetencies", &it.skills);
        checks.order(("fromOn", Some(it.from_on)), ("toOn", it.to_on));
        if [it.blk_id, it.kawasan_id, it.enterprise_id].iter().flatten().count() > 1 {
            checks.say(
                Code::FieldRange,
                "blkId",
                "Sebutkan paling banyak satu: blkId, kawasanId, atau enterpriseId.",
                "Name at most one of blkId, kawasanId, enterpriseId.",
            );
        }
        if it.kind == "FINANCING" && it.amount.is_none() {
            checks.fault(Code::FieldRequired, "amount");
        }
        quantified(checks, it.quantity.is_some(), it.quantity_unit.is_some());
        agreed(checks, it.agreement_kind.as_deref(), it.agreement_number.as_deref());
        checks.past("agreedOn", it.agreed_on);
    }
}

kept! {
    partnership: Partnership,
    owners: [UnitKind::Blk, UnitKind::Kawasan],
    keepers: KeepKawasan,
    readers: SignedIn,
    title: Some("description"),
    class: Some("partner_kind"),
    ends: Some("to_on"),
    alone: ["partner_id", "agreement_number"],
    refs: [
        ("partner_id", Kind::Organization),
        ("document_id", Kind::UnitDocument),
        ("commitment_id", Kind::Commitment)
    ],
    span: Some(("from_on", "to_on")),
    fixed: [],
    prepare: partnerships::prepare,
    check(it, checks) {
        checks.code("partnerKind", "partnerKinds", &it.partner_kind);
        checks.codes("benefits", "benefitTypes", &it.benefits);
        checks.order(("fromOn", Some(it.from_on)), ("toOn", it.to_on));
        agreed(checks, it.agreement_kind.as_deref(), it.agreement_number.as_deref());
    }
}

/// An offer begins as one, on the day it is made.
async fn prepare(tx: &Tx, draft: &mut Model, old: Option<&Model>, faults: &mut Vec<Violation>) -> Result<()> {
    if old.is_none() {
        draft.state = status::OFFERED.to_owned();
        draft.state_on = tx.today();
    }
    places::settle(tx, &mut draft.region_code, faults).await
}

/// A quantity has a unit, and the other way round.
pub(super) fn quantified(checks: &mut Checks<'_>, quantity: bool, unit: bool) {
    if quantity != unit {
        checks.fault(Code::FieldRequired, if quantity { "quantityUnit" } else { "quantity" });
    }
}

/// An agreement has a kind; its number alone says nothing.
fn agreed(checks: &mut Checks<'_>, kind: Option<&str>, number: Option<&str>) {
    checks.code_if("agreementKind", "agreementKinds", kind);
    if number.is_some() && kind.is_none() {
        checks.fault(Code::FieldRequired, "agreementKind");
    }
}

/// What the caller may read of commitments: those of organizations and units whose reports it sees, those to
/// enterprises whose coaching it sees, those of its own organization, and what is open to whoever needs it.
pub fn visible(ctx: &Ctx) -> Condition {
    let seen = units_seen(ctx, Sight::Submitted);
    if matches!(seen, Units::All) {
        return Condition::all();
    }
    let mut any = Condition::any().add(offers::open()).add(coached::about(ctx, "enterprise_id"));
    if !matches!(seen, Units::None) {
        for column in ["unit_id", "blk_id", "kawasan_id"] {
            any = any.add(seen.named(column));
        }
    }
    // A partner sees no reports, not even those of its own organization.
    for grant in ctx.actor.grants.iter().filter(|grant| grant.role == Role::Partner) {
        if let Scope::Unit(unit) = grant.scope {
            any = any.add(Expr::col("unit_id").eq(unit));
        }
    }
    // Wrapped: what is added to this must hold as well, not instead.
    Condition::all().add(any)
}

/// Whether it is offered to nobody in particular.
pub fn is_open(row: &Model) -> bool {
    row.blk_id.is_none() && row.kawasan_id.is_none() && row.enterprise_id.is_none()
}

/// The units whose people act for whom it is for: the unit itself; of an enterprise, the one that has it and the BLK that
/// coaches it. None of an open offer.
pub async fn beneficiaries(conn: &impl ConnectionTrait, row: &Model) -> Result<Vec<Uuid>> {
    if let Some(unit) = row.blk_id.or(row.kawasan_id) {
        return Ok(vec![unit]);
    }
    let Some(id) = row.enterprise_id else {
        return Ok(Vec::new());
    };
    let found = enterprise::Entity::find_by_id(id).one(conn).await?;
    Ok(found.iter().flat_map(places::of_enterprise).collect())
}

/// Whether it is for this unit, or for this enterprise.
pub(super) fn is_for(row: &Model, unit: Uuid, enterprise: Option<Uuid>) -> bool {
    row.blk_id == Some(unit)
        || row.kawasan_id == Some(unit)
        || (enterprise.is_some() && row.enterprise_id == enterprise)
}
