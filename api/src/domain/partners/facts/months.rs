//! What a business did in the last twelve months that were recorded: one statement.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::progress::{Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::Share;
use crate::domain::incubation::progress::assurance::{Assured, level_of};
use crate::domain::partners::scopes::{self, Field};
use crate::domain::{Ctx, Result, Tx};
use crate::view::Rupiah;
use crate::view::kept::{CapitalPart, Production, Workers};
use crate::view::partners::pulls::{
    PartnerCapacity, PartnerCapital, PartnerFinance, PartnerIncubatee, PartnerMonth, PartnerWorkers,
};

/// Months that are given at most.
const MOST: i32 = 12;
/// Fields within `finance`.
const FINANCE: &[Field] =
    &[Field::FinanceRevenueBand, Field::FinanceRevenue, Field::FinanceCapital, Field::FinanceAssets];
/// Fields within `workers`.
const WORKERS: &[Field] = &[Field::WorkersPermanent, Field::WorkersCasual, Field::WorkersUnpaidFamily];

/// A month, as far as partners may be given any of it.
#[derive(Clone, Debug, FromQueryResult)]
struct Month {
    enterprise_id: Uuid,
    month: String,
    revenue: i64,
    costs: i64,
    production: String,
    permanent_workers: String,
    casual_workers: String,
    family_workers: Option<i32>,
    capital: String,
    assets: Option<i64>,
    assurance: String,
}

impl Month {
    fn permanent(&self) -> Result<i32> {
        counted(&self.permanent_workers)
    }

    fn casual(&self) -> Result<i32> {
        counted(&self.casual_workers)
    }

    fn shown(&self) -> Result<PartnerMonth> {
        let assured: Vec<Assured> = serde_json::from_str(&self.assurance)?;
        Ok(PartnerMonth {
            month: self.month.clone(),
            amount: Rupiah(self.revenue),
            costs: Rupiah(self.costs),
            workers: self.permanent()?.saturating_add(self.casual()?),
            assurance: level_of(&assured, "revenue").as_str().to_owned(),
        })
    }
}

/// How many a stored list of workers counts.
pub(in crate::domain::partners) fn counted(workers: &str) -> Result<i32> {
    let workers: Vec<Workers> = serde_json::from_str(workers)?;
    Ok(workers.iter().map(|part| part.count).fold(0, i32::saturating_add))
}

/// The last months by enterprise, oldest first.
pub(super) struct Months(HashMap<Uuid, Vec<Month>>);

impl Months {
    pub(super) async fn read(tx: &Tx, shares: &[Share<'_>]) -> Result<Self> {
        let mut found: HashMap<Uuid, Vec<Month>> = HashMap::new();
        let Some(wanted) = wanted(shares) else { return Ok(Self(found)) };
        let ranked = Entity::find()
            .select_only()
            .column(Column::Id)
            .expr_as(Expr::cust("ROW_NUMBER() OVER (PARTITION BY enterprise_id ORDER BY month DESC)"), "place")
            .filter(wanted)
            .filter(Column::ArchivedAt.is_null())
            .into_query();
        let last = Query::select()
            .column("id")
            .from_subquery(ranked, "ranked")
            .and_where(Expr::col("place").lte(MOST))
            .to_owned();
        let columns = [
            Column::EnterpriseId,
            Column::Month,
            Column::Revenue,
            Column::Costs,
            Column::Production,
            Column::PermanentWorkers,
            Column::CasualWorkers,
            Column::FamilyWorkers,
            Column::Capital,
            Column::Assets,
            Column::Assurance,
        ];
        let rows = Entity::find()
            .select_only()
            .columns(columns)
            .filter(Column::Id.in_subquery(last))
            .order_by_asc(Column::Month)
            .into_model::<Month>()
            .all(tx.conn()?)
            .await?;
        for row in rows {
            found.entry(row.enterprise_id).or_default().push(row);
        }
        Ok(Self(found))
    }

    pub(super) fn fill(&self, ctx: &Ctx, share: &Share<'_>, record: &mut PartnerIncubatee) -> Result<()> {
        if !share.verdict.given.iter().any(|field| field.of_months()) {
            return Ok(());
        }
        let consent = &share.subject.consent;
        let (first, last) = scopes::months(consent.data_from, consent.data_to);
        let within = |month: &&Month| scopes::within(month.month.as_str(), first.as_deref(), last.as_deref());
        let group = share.subject.enterprise.as_ref();
        let all = group.and_then(|group| self.0.get(&group.id)).map(Vec::as_slice).unwrap_or_default();
        let months: Vec<&Month> = all.iter().filter(within).collect();
        let Some(latest) = months.last() else { return Ok(()) };
        record.data_through = Some(latest.month.clone());
        let began = group.and_then(|group| group.started_on);
        record.business_age_band = share.keep(Field::BusinessAge, || age_band(ctx, began?, &latest.month));
        bands(ctx, share, &months, latest, record)?;
        if share.any(FINANCE) {
            record.finance = Some(finance(ctx, share, &months, latest)?);
        }
        if share.any(WORKERS) {
            let (permanent, casual) = (latest.permanent()?, latest.casual()?);
            record.workers = Some(PartnerWorkers {
                permanent: share.keep(Field::WorkersPermanent, || Some(permanent)),
                casual: share.keep(Field::WorkersCasual, || Some(casual)),
                unpaid_family: share.keep(Field::WorkersUnpaidFamily, || latest.family_workers),
            });
        }
        if share.has(Field::Capacity) {
            let made: Vec<Production> = serde_json::from_str(&latest.production)?;
            let made = made.into_iter();
            let capacity =
                made.map(|made| PartnerCapacity { product: made.product, quantity: made.volume, unit: made.unit });
            record.capacity = Some(capacity.collect());
        }
        Ok(())
    }
}

/// Months of the enterprises of which something is asked that depends on them: up to the last one that each consent
/// lets see. None where nothing is asked.
fn wanted(shares: &[Share<'_>]) -> Option<Condition> {
    let mut groups: BTreeMap<Option<String>, Vec<Uuid>> = BTreeMap::new();
    for share in shares.iter().filter(|share| share.verdict.given.iter().any(|field| field.of_months())) {
        if let Some(group) = &share.subject.enterprise {
            let (_, last) = scopes::months(None, share.subject.consent.data_to);
            groups.entry(last).or_default().push(group.id);
        }
    }
    let each = groups.into_iter().map(|(last, ids)| {
        let until = last.map(|last| Column::Month.lte(last));
        Condition::all().add(Column::EnterpriseId.is_in(ids)).add_option(until)
    });
    let each: Vec<Condition> = each.collect();
    (!each.is_empty()).then(|| each.into_iter().fold(Condition::any(), Condition::add))
}

/// How large a business is, in bands.
fn bands(ctx: &Ctx, share: &Share<'_>, months: &[&Month], latest: &Month, record: &mut PartnerIncubatee) -> Result<()> {
    record.revenue_band = share.keep(Field::RevenueBand, || revenue_band(ctx, months));
    if share.has(Field::WorkersBand) {
        let paid = i64::from(latest.permanent()?.saturating_add(latest.casual()?));
        record.workers_band = ctx.app.codes.get("workersBands").and_then(|set| scopes::band(&set, paid));
    }
    Ok(())
}

/// The band of the age of a business. Its first day is public: the age in months would lead from a record to a name.
fn age_band(ctx: &Ctx, began: NaiveDate, through: &str) -> Option<String> {
    let months = scopes::age_months(began, through)?;
    scopes::band(ctx.app.codes.get("businessAgeBands")?.as_ref(), i64::from(months))
}

/// The band of the mean of the months.
fn revenue_band(ctx: &Ctx, months: &[&Month]) -> Option<String> {
    let mean = scopes::mean(months.iter().map(|month| month.revenue))?;
    scopes::band(ctx.app.codes.get("revenueBands")?.as_ref(), mean)
}

fn finance(ctx: &Ctx, share: &Share<'_>, months: &[&Month], latest: &Month) -> Result<PartnerFinance> {
    let mut finance = PartnerFinance {
        revenue_band: share.keep(Field::FinanceRevenueBand, || revenue_band(ctx, months)),
        assets: share.keep(Field::FinanceAssets, || latest.assets.map(Rupiah)),
        ..PartnerFinance::default()
    };
    if share.has(Field::FinanceRevenue) {
        finance.revenue = Some(months.iter().map(|month| month.shown()).collect::<Result<_>>()?);
    }
    if share.has(Field::FinanceCapital) {
        let parts: Vec<CapitalPart> = serde_json::from_str(&latest.capital)?;
        let parts = parts.into_iter().map(|part| PartnerCapital { source: part.source, amount: part.amount });
        finance.capital = Some(parts.collect());
    }
    Ok(finance)
}
