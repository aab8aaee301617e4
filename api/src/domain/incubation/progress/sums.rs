//! What the records of incubation say for the C indicators of a report.

use chrono::NaiveDate;
use entity::mentoring_visit;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::counts::Members;
use super::tenants::{self, Tenant};
use super::trade::{self, Active};
use super::values::{Parts, counted, hours, length, tally, value};
use crate::domain::incubation::stages::Stage;
use crate::domain::registry::kept::list;
use crate::domain::reports::Period;
use crate::domain::{Ctx, Result};

/// Status of a visit that counts.
const VERIFIED: &str = "VERIFIED";

/// Values by indicator, as far as the records of a unit show them. Where the unit has no incubatees there are none,
/// and where nothing of a kind was recorded its indicators are left out: who types them goes on typing.
pub async fn of_unit(conn: &impl ConnectionTrait, ctx: &Ctx, unit: Uuid, period: Period) -> Result<Map<String, Value>> {
    let (first, last) = (period.first_day(), period.last_day());
    let mut values = Map::new();
    let tenants = tenants::by_day(conn, unit, last).await?;
    if tenants.is_empty() {
        return Ok(values);
    }
    let active: Active<'_> = tenants
        .iter()
        .filter(|tenant| tenant.is_active())
        .map(|tenant| (tenant.enterprise, tenant.sector.as_str()))
        .collect();
    stages(&tenants, &active, first, &mut values);
    visits(conn, unit, first, last, &mut values).await?;
    if !active.is_empty() {
        people(conn, ctx, &active, last, &mut values).await?;
        trade::months(conn, &active, first, last, &mut values).await?;
        trade::papers(conn, &active, last, &mut values).await?;
    }
    Ok(values)
}

/// C01, C03: who there was on the last day. C04, C05: who graduated and who left within the period.
fn stages(tenants: &[Tenant], active: &Active<'_>, first: NaiveDate, values: &mut Map<String, Value>) {
    values.insert("C01".to_owned(), tally("sector", active.values().copied()));
    values.insert("C03".to_owned(), tally("stage", tenants.iter().map(|tenant| tenant.stage.as_str())));
    let mut graduated = Vec::new();
    let (mut left, mut reasons) = (Vec::new(), Vec::new());
    for tenant in tenants {
        for step in tenant.moves.iter().filter(|step| step.moved_on >= first) {
            match Stage::of(&step.to_stage) {
                Some(Stage::Graduated) => graduated.push(tenant.sector.as_str()),
                Some(Stage::DroppedOut) => {
                    left.push(tenant.sector.as_str());
                    reasons.extend(step.reason_code.as_deref());
                }
                _ => {}
            }
        }
    }
    values.insert("C04".to_owned(), tally("sector", graduated));
    // Parts that do not make up the whole are not proposed.
    let reasons = if reasons.len() == left.len() { counted(reasons) } else { Parts::new() };
    let total = length(left.len());
    values.insert("C05".to_owned(), value(total, &[("sector", counted(left)), ("dropoutReason", reasons)]));
}

/// C02: members on the last day; a person in two enterprises is one person.
async fn people(
    conn: &impl ConnectionTrait,
    ctx: &Ctx,
    active: &Active<'_>,
    last: NaiveDate,
    values: &mut Map<String, Value>,
) -> Result<()> {
    let enterprises: Vec<Uuid> = active.keys().copied().collect();
    let counts = Members::of(conn, ctx, &enterprises).await?.on(last);
    let (mut total, mut sexes, mut ages) = (0, Parts::new(), Parts::new());
    for one in &counts {
        let count = i64::from(one.count);
        total += count;
        for (parts, member) in [(&mut sexes, &one.sex), (&mut ages, &one.age_band)] {
            if let Some(member) = member {
                *parts.entry(member.clone()).or_default() += count;
            }
        }
    }
    if total > 0 {
        let whole = |parts: Parts| if parts.values().sum::<i64>() == total { parts } else { Parts::new() };
        values.insert("C02".to_owned(), value(total, &[("sex", whole(sexes)), ("age", whole(ages))]));
    }
    Ok(())
}

/// C06, C07: verified visits of the period, where visits were recorded.
async fn visits(
    conn: &impl ConnectionTrait,
    unit: Uuid,
    first: NaiveDate,
    last: NaiveDate,
    values: &mut Map<String, Value>,
) -> Result<()> {
    let all = mentoring_visit::Entity::find()
        .filter(mentoring_visit::Column::UnitId.eq(unit))
        .filter(mentoring_visit::Column::ArchivedAt.is_null())
        .filter(mentoring_visit::Column::VisitedOn.between(first, last))
        .all(conn)
        .await?;
    if all.is_empty() {
        return Ok(());
    }
    let verified: Vec<_> = all.iter().filter(|visit| visit.status == VERIFIED).collect();
    let (mut minutes, mut duties, mut roles) = (0, Parts::new(), Parts::new());
    for visit in &verified {
        minutes += i64::from(visit.minutes);
        for spent in list::<Spent>(&visit.duties) {
            *duties.entry(spent.duty).or_default() += spent.minutes;
        }
        for role in list::<String>(&visit.roles) {
            *roles.entry(role).or_default() += 1;
        }
    }
    values.insert("C06".to_owned(), hours(minutes, duties));
    values.insert("C07".to_owned(), value(length(verified.len()), &[("role", roles)]));
    Ok(())
}

/// Minutes given to a duty.
#[derive(Deserialize)]
struct Spent {
    duty: String,
    minutes: i64,
}
