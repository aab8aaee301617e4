//! Results of the enterprises that an organization supports by what it committed itself to: no person, no rupiah. It is
//! written down as a delivery of nobody. The results of a business of one person are that person's data: it is not
//! here, and comes with a consent only.

use std::collections::{BTreeSet, HashMap};

use entity::{commitment, enterprise, incubatee, progress, unit};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::PARTNERSHIP;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::enterprises::SOLE;
use crate::domain::interaction::commitments::status;
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::partners::facts::counted;
use crate::domain::partners::gate::{Channel, Delivered, Gate};
use crate::domain::partners::log;
use crate::domain::{Code, Ctx, Error, Result, Tx};
use crate::view::partners::profiles::SupportedEnterprise;
use crate::view::partners::pulls::PartnerUnit;
use crate::vocab::UnitKind;

/// What cursors of this list say: one of another list is none.
const LIST: &str = "supported";

/// An enterprise with the commitments to it, the oldest first; its place in the list is that of the oldest.
struct Support {
    enterprise: Uuid,
    commitments: Vec<Uuid>,
}

/// What an enterprise reported: how many months, and what the last of them says.
struct Reported {
    months: i32,
    month: String,
    growth: Option<f64>,
    permanent: String,
    casual: String,
}

/// A page of the enterprises that the caller's organization supports.
pub async fn supported(ctx: &Ctx, page: &PageRequest) -> Result<Delivered<Page<SupportedEnterprise>>> {
    let gate = Gate::open(ctx, Some(PARTNERSHIP), Channel::Supported).await?;
    let after = match page.after.as_ref().map(last).transpose() {
        Err(refused) => return Err(log::refused(ctx, Channel::Supported, refused).await),
        Ok(after) => after,
    };
    let tx = ctx.begin().await?;
    let given = gate.deliver(&tx, Vec::new(), None).await?;
    let mut these = supports(&tx, gate.partner()).await?;
    these.retain(|support| after.is_none_or(|after| support.commitments.first().is_some_and(|first| *first > after)));
    these.truncate(usize::try_from(page.limit).unwrap_or(usize::MAX).saturating_add(1));
    let cut = Page::cut(these, page, place);
    let shown = shown(&tx, cut).await?;
    tx.commit().await?;
    Ok(given.map(|_| shown))
}

/// The commitment after which a page begins.
fn last(cursor: &Cursor) -> Result<Uuid> {
    let place = cursor.id.parse().ok().filter(|_| cursor.key == LIST);
    place.ok_or_else(|| Error::new(Code::PageCursor))
}

fn place(support: &Support) -> Cursor {
    Cursor::new(LIST, support.commitments.first().map(Uuid::to_string).unwrap_or_default())
}

/// All groups that an organization supports, in the order of its commitments: two ids of each, of which it has hundreds
/// at most.
async fn supports(tx: &Tx, partner: Uuid) -> Result<Vec<Support>> {
    // Where no form is named it is a group.
    let group = Condition::any().add(Expr::col("form").is_null()).add(Expr::col("form").ne(SOLE));
    let there = Query::select()
        .column("id")
        .from("enterprise")
        .and_where(Expr::col("archived_at").is_null())
        .cond_where(group)
        .to_owned();
    let rows: Vec<(Uuid, Option<Uuid>)> = commitment::Entity::find()
        .select_only()
        .column(commitment::Column::Id)
        .column(commitment::Column::EnterpriseId)
        .filter(commitment::Column::UnitId.eq(partner))
        .filter(commitment::Column::State.is_in([status::ACCEPTED, status::FULFILLED]))
        .filter(commitment::Column::EnterpriseId.in_subquery(there))
        .filter(commitment::Column::ArchivedAt.is_null())
        .order_by_asc(commitment::Column::Id)
        .into_tuple()
        .all(tx.conn()?)
        .await?;
    let (mut all, mut places): (Vec<Support>, HashMap<Uuid, usize>) = (Vec::new(), HashMap::new());
    for (id, enterprise) in rows {
        let Some(enterprise) = enterprise else { continue };
        match places.get(&enterprise).and_then(|place| all.get_mut(*place)) {
            Some(known) => known.commitments.push(id),
            None => {
                places.insert(enterprise, all.len());
                all.push(Support { enterprise, commitments: vec![id] });
            }
        }
    }
    Ok(all)
}

/// What is said of the enterprises of a page.
async fn shown(tx: &Tx, page: Page<Support>) -> Result<Page<SupportedEnterprise>> {
    let wanted: Vec<Uuid> = page.items.iter().map(|(_, support)| support.enterprise).collect();
    let rows = enterprise::Entity::find().filter(enterprise::Column::Id.is_in(wanted.iter().copied()));
    let rows: HashMap<Uuid, enterprise::Model> =
        rows.all(tx.conn()?).await?.into_iter().map(|row| (row.id, row)).collect();
    let (stages, reported) = (stages(tx, &wanted).await?, reported(tx, &wanted).await?);
    // The BLK that coaches it; where none is named, the BLK that has it.
    let coaches: BTreeSet<Uuid> = rows.values().map(|row| row.blk_id.unwrap_or(row.unit_id)).collect();
    let coaches = unit::Entity::find()
        .filter(unit::Column::Id.is_in(coaches))
        .filter(unit::Column::Kind.eq(UnitKind::Blk.as_str()))
        .all(tx.conn()?)
        .await?;
    let coaches: HashMap<Uuid, unit::Model> = coaches.into_iter().map(|unit| (unit.id, unit)).collect();
    let mut items = Vec::with_capacity(page.items.len());
    for (cursor, support) in page.items {
        let Some(row) = rows.get(&support.enterprise) else { continue };
        let reported = reported.get(&row.id);
        let coach = coaches.get(&row.blk_id.unwrap_or(row.unit_id));
        let said = SupportedEnterprise {
            name: row.name.clone(),
            commitments: support.commitments.iter().map(|id| ids::text(Kind::Commitment, *id).into()).collect(),
            stage: stages.get(&row.id).cloned(),
            months_reported: reported.map(|reported| reported.months).unwrap_or_default(),
            data_through: reported.map(|reported| reported.month.clone()),
            growth: reported.and_then(|reported| reported.growth),
            workers: reported.map(Reported::workers).transpose()?,
            blk: coach.map(|unit| PartnerUnit { code: unit.code.clone(), name: unit.name.clone() }),
        };
        items.push((cursor, said));
    }
    Ok(Page { items, more: page.more })
}

/// Where each stands: the incubatee applied for last.
async fn stages(tx: &Tx, enterprises: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    let rows: Vec<(Uuid, String)> = incubatee::Entity::find()
        .select_only()
        .column(incubatee::Column::EnterpriseId)
        .column(incubatee::Column::Stage)
        .filter(incubatee::Column::EnterpriseId.is_in(enterprises.iter().copied()))
        .filter(incubatee::Column::ArchivedAt.is_null())
        .order_by_asc(incubatee::Column::AppliedOn)
        .order_by_asc(incubatee::Column::Id)
        .into_tuple()
        .all(tx.conn()?)
        .await?;
    // Of several the last one stays.
    Ok(rows.into_iter().collect())
}

impl Reported {
    /// Paid workers of the last month.
    fn workers(&self) -> Result<i32> {
        Ok(counted(&self.permanent)?.saturating_add(counted(&self.casual)?))
    }
}

/// What each reported.
async fn reported(tx: &Tx, enterprises: &[Uuid]) -> Result<HashMap<Uuid, Reported>> {
    let rows: Vec<(Uuid, String, Option<f64>, String, String)> = progress::Entity::find()
        .select_only()
        .column(progress::Column::EnterpriseId)
        .column(progress::Column::Month)
        .column(progress::Column::Growth)
        .column(progress::Column::PermanentWorkers)
        .column(progress::Column::CasualWorkers)
        .filter(progress::Column::EnterpriseId.is_in(enterprises.iter().copied()))
        .filter(progress::Column::ArchivedAt.is_null())
        .order_by_asc(progress::Column::Month)
        .into_tuple()
        .all(tx.conn()?)
        .await?;
    let mut all: HashMap<Uuid, Reported> = HashMap::new();
    for (id, month, growth, permanent, casual) in rows {
        let months = all.get(&id).map_or(0, |before| before.months) + 1;
        all.insert(id, Reported { months, month, growth, permanent, casual });
    }
    Ok(all)
}
