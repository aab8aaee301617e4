//! What is made of a record behind the gate: a signed profile, the columns of SIKP and of PUMK. Nothing is read here but
//! what was delivered, so nothing can be in it that was not consented to.

mod jws;
mod lookup;
mod pumk;
mod readiness;
mod sikp;
mod supported;

use super::gate::{Channel, Delivered, Gate};
use super::{consents, log, pulls};
use crate::domain::page::{Page, PageRequest};
use crate::domain::registry::unit_by_id;
use crate::domain::{Code, Ctx, Error, Result, Violation};
use crate::view::partners::profiles::{PumkCandidate, SikpCandidate};

pub use lookup::{Wanted, lookup};
pub use supported::supported;

/// SIKP takes candidates for credit.
const CREDIT: &str = "CREDIT_APPLICATION";
/// What a BUMN knows its partner enterprises for.
const PARTNERSHIP: &str = "BUMN_PARTNERSHIP";

/// The record of a subject as a signed statement (compact JWS).
pub async fn profile(ctx: &Ctx, purpose: Option<&str>, id: &str) -> Result<Delivered<String>> {
    let record = pulls::one(ctx, purpose, id, Channel::Profile).await?;
    let partner = unit_by_id(ctx.db(), consents::partner_of(ctx)?).await?;
    record.try_map(|record| jws::sign(ctx, &partner.code, &record))
}

/// A subject in the columns of SIKP.
pub async fn sikp(ctx: &Ctx, purpose: Option<&str>, id: &str) -> Result<Delivered<SikpCandidate>> {
    only(ctx, purpose, Channel::Sikp, CREDIT).await?;
    let record = pulls::one(ctx, purpose, id, Channel::Sikp).await?;
    Ok(record.map(|record| sikp::candidate(&ctx.app.codes, ctx.lang, &record)))
}

/// A page of all subjects in the columns of SIKP.
pub async fn sikp_page(ctx: &Ctx, purpose: Option<&str>, page: &PageRequest) -> Result<Delivered<Page<SikpCandidate>>> {
    only(ctx, purpose, Channel::Sikp, CREDIT).await?;
    let records = pulls::page(ctx, purpose, page, Channel::Sikp).await?;
    Ok(records.map(|page| page.map(|record| sikp::candidate(&ctx.app.codes, ctx.lang, &record))))
}

/// A subject in the columns of a BUMN.
pub async fn pumk(ctx: &Ctx, purpose: Option<&str>, id: &str) -> Result<Delivered<PumkCandidate>> {
    only(ctx, purpose, Channel::Pumk, PARTNERSHIP).await?;
    let record = pulls::one(ctx, purpose, id, Channel::Pumk).await?;
    Ok(record.map(|record| pumk::candidate(&ctx.app.codes, ctx.lang, &record)))
}

/// Refuses every purpose but one: the gate first says whether the caller may come for it at all.
async fn only(ctx: &Ctx, purpose: Option<&str>, channel: Channel, wanted: &str) -> Result<()> {
    if purpose == Some(wanted) {
        return Ok(());
    }
    Gate::open(ctx, purpose, channel).await?;
    let fault = Violation::new(Code::UnknownCode, "/purpose").with("allowed", vec![wanted]);
    Err(log::refused(ctx, channel, Error::listing(Code::Invalid, vec![fault])).await)
}
