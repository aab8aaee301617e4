//! What an enterprise does from month to month (domain.md section 6.2): recorded, checked, attested, summed.

pub mod assurance;
pub mod counts;
mod financed;
mod levels;
mod recount;
mod rules;
pub mod series;
pub mod sums;
mod tenants;
mod trade;
pub(in crate::domain) mod values;

use entity::{incubatee, progress};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::access::{self, Action, Place};
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::coached;
use crate::domain::registry::kept::{Link, kept};
use crate::domain::registry::unit_by_id;
use crate::domain::reports::Period;
use crate::domain::text::Text;
use crate::domain::{Code, Error, Result, Tx, Violation};
use crate::vocab::UnitKind;

kept! {
    progress: Progress,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepCoaching,
    readers: Coached,
    title: None,
    class: Some("month"),
    ends: None,
    alone: [],
    refs: [("incubatee_id", Kind::Incubatee), ("enterprise_id", Kind::Enterprise)],
    span: None,
    fixed: [incubatee_id, enterprise_id, profit, growth, income_change, assurance, member_counts],
    hangs: incubatee_id of incubatee,
    also: [(Link::Enterprise, "enterprise_id")],
    inherits: [enterprise_id],
    mentored: true,
    prepare: prepare,
    check(it, checks) {
        checks.code_if("zeroReason", "nihilReasons", it.zero_reason.as_deref());
        checks.code_if("bookkeeping", "bookkeepingLevels", it.bookkeeping.as_deref());
        checks.code_if("creditStatus", "creditStatuses", it.credit_status.as_deref());
        checks.code_if("shock", "shockCodes", it.shock.as_deref());
        checks.codes_of("production", "unit", "productUnits", &it.production);
        checks.codes_of("permanentWorkers", "sex", "sexes", &it.permanent_workers);
        checks.codes_of("permanentWorkers", "relation", "employmentRelations", &it.permanent_workers);
        checks.codes_of("casualWorkers", "sex", "sexes", &it.casual_workers);
        checks.codes_of("casualWorkers", "relation", "employmentRelations", &it.casual_workers);
        checks.codes_of("capital", "source", "capitalSources", &it.capital);
        checks.codes_of("sales", "channel", "salesChannels", &it.sales);
        checks.codes_of("sales", "country", "countries", &it.sales);
    }
}

/// Computes what is computed, and holds the month to the months before it.
async fn prepare(
    tx: &Tx,
    draft: &mut progress::Model,
    old: Option<&progress::Model>,
    faults: &mut Vec<Violation>,
) -> Result<()> {
    draft.profit = rules::profit(draft);
    draft.assurance = match old {
        Some(old) => assurance::after_edit(old, draft)?,
        None => "[]".to_owned(),
    };
    if old.is_none() {
        draft.member_counts = "[]".to_owned();
    }
    if old.is_some_and(|old| old.month != draft.month) {
        let said =
            Text::new("Bulannya tetap; catat bulan lain tersendiri.", "The month stays; record another by itself.");
        faults.push(Violation::new(Code::FieldRange, "/month").saying(said));
        return Ok(());
    }
    faults.extend(rules::faults(draft));
    let Some(month) = rules::month(&draft.month, tx.today(), faults) else {
        return Ok(());
    };
    permit_month(tx, draft, month).await?;
    refuse_second(tx, draft).await?;
    draft.member_counts = counts::stored(tx, draft, old, month).await?;
    if let Some(tenant) = incubatee::Entity::find_by_id(draft.incubatee_id).one(tx.conn()?).await? {
        compare(draft, &tenant);
        let before = before(tx, draft, month, &tenant).await?;
        faults.extend(before.and_then(|before| unexplained_fall(draft, before)));
    }
    Ok(())
}

/// A mentor writes the months in which the enterprise was assigned to it; those who keep it there write all.
async fn permit_month(tx: &Tx, draft: &progress::Model, month: Period) -> Result<()> {
    let unit = unit_by_id(tx.conn()?, draft.unit_id).await?;
    if access::can(tx, Action::KeepCoaching, Some(&Place::from(&unit))) {
        return Ok(());
    }
    if coached::assigned_between(tx.conn()?, tx, draft.enterprise_id, (month.first_day(), month.last_day())).await? {
        return Ok(());
    }
    Err(Error::new(Code::NotAssigned).saying(
        "Pendamping hanya mencatat bulan selama ia ditugaskan.",
        "A mentor records the months of the assignment only.",
    ))
}

/// Sets a month beside the baseline.
fn compare(row: &mut progress::Model, tenant: &incubatee::Model) {
    row.growth = rules::change(row.revenue, tenant.baseline_revenue);
    row.income_change = row.owner_income.and_then(|income| rules::change(income, tenant.baseline_income));
}

/// One record for each enterprise and month, whichever cohort it was in.
async fn refuse_second(tx: &Tx, draft: &progress::Model) -> Result<()> {
    let other = progress::Entity::find()
        .filter(progress::Column::EnterpriseId.eq(draft.enterprise_id))
        .filter(progress::Column::Month.eq(draft.month.as_str()))
        .filter(progress::Column::ArchivedAt.is_null())
        .filter(progress::Column::Id.ne(draft.id))
        .one(tx.conn()?)
        .await?;
    let Some(other) = other else {
        return Ok(());
    };
    let id = ids::text(Kind::Progress, other.id);
    Err(Error::new(Code::AlreadyExists)
        .saying(
            format!("Bulan ini sudah tercatat: {id}. Perbaiki catatan itu dengan PATCH."),
            format!("This month is recorded already: {id}. Correct that record with PATCH."),
        )
        .with("id", id))
}

/// Revenue of the month before, or of the baseline where that month was not recorded. A baseline says nothing about
/// months before it.
async fn before(tx: &Tx, draft: &progress::Model, month: Period, tenant: &incubatee::Model) -> Result<Option<i64>> {
    let previous = progress::Entity::find()
        .filter(progress::Column::EnterpriseId.eq(draft.enterprise_id))
        .filter(progress::Column::Month.eq(month.previous().to_string()))
        .filter(progress::Column::ArchivedAt.is_null())
        .one(tx.conn()?)
        .await?;
    let later = tenant.baseline_month.as_deref().is_none_or(|baseline| baseline < draft.month.as_str());
    Ok(previous.map(|row| row.revenue).or(tenant.baseline_revenue.filter(|_| later)))
}

fn unexplained_fall(draft: &progress::Model, before: i64) -> Option<Violation> {
    let fault = || Violation::new(Code::ShockRequired, "/shock").with("before", before).with("now", draft.revenue);
    (draft.shock.is_none() && rules::is_shock(before, draft.revenue)).then(fault)
}

/// Compares all months of an incubatee with its baseline anew, after the baseline was corrected.
pub async fn rebase(tx: &Tx, tenant: &incubatee::Model) -> Result<()> {
    let months = progress::Entity::find()
        .filter(progress::Column::IncubateeId.eq(tenant.id))
        .filter(progress::Column::ArchivedAt.is_null())
        .order_by_asc(progress::Column::Id)
        .lock_exclusive();
    let compared = months.all(tx.conn()?).await?.into_iter().map(|old| {
        let mut new = old.clone();
        compare(&mut new, tenant);
        (old, new)
    });
    recount::store(tx, compared.collect()).await
}
