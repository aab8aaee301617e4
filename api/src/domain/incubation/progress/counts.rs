//! Members of an enterprise in a month, by sex and age band: coarse counters for figures, since birth dates are
//! encrypted. They follow the memberships that held on the last day of that month.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{enterprise, incubatee, membership, progress};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::recount::{self, Recounted};
use crate::domain::access::{Place, sees_coaching};
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::persons::{self, Known};
use crate::domain::registry::kept::{Filter, ops};
use crate::domain::reports::Period;
use crate::domain::{Code, Ctx, Error, Result, Tx};
use crate::vocab::Cadence;

/// Members of one sex and age band.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberCount {
    /// Code of `sexes`; none where it is not known.
    pub sex: Option<String>,
    /// Code of `ageBands`; none where the birth date is not known, and below 15.
    pub age_band: Option<String>,
    pub count: i32,
}

/// Who was when a member of some enterprises, and what is counted of them.
pub(super) struct Members {
    spans: Vec<membership::Model>,
    known: HashMap<Uuid, Known>,
}

impl Members {
    /// All members, past and present.
    pub(super) async fn of(conn: &impl ConnectionTrait, ctx: &Ctx, enterprises: &[Uuid]) -> Result<Self> {
        let spans = membership::Entity::find()
            .filter(membership::Column::EnterpriseId.is_in(enterprises.iter().copied()))
            .filter(membership::Column::ArchivedAt.is_null())
            .all(conn)
            .await?;
        let people: BTreeSet<Uuid> = spans.iter().map(|span| span.person_id).collect();
        let people: Vec<Uuid> = people.into_iter().collect();
        let known = persons::known(conn, ctx, &people).await?;
        Ok(Self { spans, known })
    }

    /// The persons who were members on a day, each once.
    fn persons(&self, day: NaiveDate) -> BTreeSet<Uuid> {
        let held = |span: &&membership::Model| span.joined_on <= day && span.left_on.is_none_or(|left| left > day);
        self.spans.iter().filter(held).map(|span| span.person_id).collect()
    }

    /// Whether one of the members of a day was erased since a month was counted: nobody knows that age any more, and
    /// the month stays as it was counted.
    fn forgot(&self, day: NaiveDate, counted_at: DateTime<Utc>) -> bool {
        let erased_at = |person: &Uuid| self.known.get(person).and_then(|known| known.erased_at);
        self.persons(day).iter().any(|person| erased_at(person).is_some_and(|at| at > counted_at))
    }

    /// Members on a day by sex and age band.
    pub(super) fn on(&self, day: NaiveDate) -> Vec<MemberCount> {
        let mut counts: BTreeMap<(Option<String>, Option<&'static str>), i32> = BTreeMap::new();
        for person in self.persons(day) {
            let known = self.known.get(&person);
            let sex = known.and_then(|known| known.sex.clone());
            let band = known.and_then(|known| known.birth).and_then(|birth| persons::age_band(birth, day));
            *counts.entry((sex, band)).or_default() += 1;
        }
        let count = |((sex, band), count): ((Option<String>, Option<&str>), i32)| MemberCount {
            sex,
            age_band: band.map(str::to_owned),
            count,
        };
        counts.into_iter().map(count).collect()
    }
}

/// The members of a month as they are stored with it.
pub(super) async fn stored(
    tx: &Tx,
    draft: &progress::Model,
    old: Option<&progress::Model>,
    month: Period,
) -> Result<String> {
    let members = Members::of(tx.conn()?, tx, &[draft.enterprise_id]).await?;
    match old.filter(|old| members.forgot(month.last_day(), old.created_at)) {
        Some(old) => Ok(old.member_counts.clone()),
        None => Ok(serde_json::to_string(&members.on(month.last_day()))?),
    }
}

/// Members of an enterprise in a month, for a caller who sees its coaching.
pub async fn get(ctx: &Ctx, id: &str, month: &str) -> Result<Vec<MemberCount>> {
    ctx.require_signed_in()?;
    let held = ops::get::<enterprise::Model>(ctx, id).await?;
    let of = Some(ids::text(Kind::Enterprise, held.row.id));
    let filter = Filter { of, archived: true, ..Filter::default() };
    // Whoever sees it as somebody's tenant or through a membership of its people sees how many there are.
    let sees = sees_coaching(ctx, &Place::from(&held.unit))
        || ops::count::<incubatee::Model>(ctx, &filter).await? > 0
        || ops::count::<membership::Model>(ctx, &filter).await? > 0;
    if !sees {
        return Err(Error::new(Code::NotFound));
    }
    let month = Period::parse(Cadence::Monthly, month).map_err(|_| Error::field(Code::FieldFormat, "/month"))?;
    Ok(Members::of(ctx.db(), ctx, &[held.row.id]).await?.on(month.last_day()))
}

/// Counts the members of recorded months anew after a membership or a person changed: from the month of a day on, or
/// of all months.
pub async fn refresh(tx: &Tx, enterprise: Uuid, from: Option<NaiveDate>) -> Result<()> {
    let mut months = progress::Entity::find()
        .filter(progress::Column::EnterpriseId.eq(enterprise))
        .filter(progress::Column::ArchivedAt.is_null());
    if let Some(from) = from {
        months = months.filter(progress::Column::Month.gte(from.format("%Y-%m").to_string()));
    }
    // Held until the write ends: whoever writes a month at this moment is not overwritten.
    let months = months.order_by_asc(progress::Column::Id).lock_exclusive().all(tx.conn()?).await?;
    if months.is_empty() {
        return Ok(());
    }
    let members = Members::of(tx.conn()?, tx, &[enterprise]).await?;
    let mut recounted: Vec<Recounted> = Vec::with_capacity(months.len());
    for old in months {
        let Some(month) = Period::read(&old.month) else { continue };
        if members.forgot(month.last_day(), old.created_at) {
            continue;
        }
        let member_counts = serde_json::to_string(&members.on(month.last_day()))?;
        recounted.push((old.clone(), progress::Model { member_counts, ..old }));
    }
    recount::store(tx, recounted).await
}

/// Counts the members anew wherever a person is or was one, after the sex or the birth date was corrected.
pub async fn follow_person(tx: &Tx, person: Uuid) -> Result<()> {
    let spans = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(person))
        .filter(membership::Column::ArchivedAt.is_null())
        .all(tx.conn()?)
        .await?;
    for span in spans {
        refresh(tx, span.enterprise_id, Some(span.joined_on)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span(person: u128, joined_on: &str, left_on: Option<&str>) -> membership::Model {
        let at = chrono::DateTime::UNIX_EPOCH;
        membership::Model {
            id: Uuid::nil(),
            unit_id: Uuid::nil(),
            enterprise_id: Uuid::nil(),
            person_id: Uuid::from_u128(person),
            office: "ANGGOTA".to_owned(),
            joined_on: day(joined_on),
            left_on: left_on.map(day),
            leave_reason: None,
            archived_at: None,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    fn known(sex: Option<&str>, birth: Option<&str>) -> Known {
        Known { sex: sex.map(str::to_owned), birth: birth.map(day), disabled: false, guarded: false, erased_at: None }
    }

    fn count(sex: Option<&str>, age_band: Option<&str>, count: i32) -> MemberCount {
        MemberCount { sex: sex.map(str::to_owned), age_band: age_band.map(str::to_owned), count }
    }

    #[test]
    fn a_month_that_counts_somebody_who_was_erased_since_stays_as_it_was_counted() {
        let (before, at) = (chrono::DateTime::UNIX_EPOCH, "2026-05-01T00:00:00Z".parse().unwrap());
        let gone = Known { erased_at: Some(at), ..known(Some("PEREMPUAN"), None) };
        let members = Members {
            spans: vec![span(1, "2026-01-01", Some("2026-04-01"))],
            known: [(Uuid::from_u128(1), gone)].into(),
        };
        assert!(members.forgot(day("2026-01-31"), before));
        assert!(!members.forgot(day("2026-04-30"), before), "no member any more");
        assert!(!members.forgot(day("2026-01-31"), at), "counted without the age");
    }

    #[test]
    fn members_are_those_of_the_day_with_their_age_on_it() {
        let members = Members {
            spans: vec![
                span(1, "2026-01-01", None),
                span(2, "2026-01-01", Some("2026-03-31")),
                span(3, "2026-03-31", None),
                span(3, "2026-01-01", Some("2026-01-15")),
            ],
            known: [
                (Uuid::from_u128(1), known(Some("PEREMPUAN"), Some("2001-03-31"))),
                (Uuid::from_u128(2), known(Some("PEREMPUAN"), Some("2001-05-01"))),
                (Uuid::from_u128(3), known(None, None)),
            ]
            .into(),
        };
        let (young, older) = (Some("AGE_15_24"), Some("AGE_25_34"));
        assert!(members.on(day("2025-12-31")).is_empty());
        assert_eq!(members.on(day("2026-02-28")), [count(Some("PEREMPUAN"), young, 2)]);
        assert_eq!(members.on(day("2026-03-31")), [count(None, None, 1), count(Some("PEREMPUAN"), older, 1)]);
    }
}
