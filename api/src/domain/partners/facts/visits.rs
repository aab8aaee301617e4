//! Who visited a business: one statement.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::mentoring_visit::{Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Share, enterprises};
use crate::domain::partners::scopes::{self, Field};
use crate::domain::{Result, Tx};
use crate::view::partners::pulls::{PartnerIncubatee, PartnerMentoring};

/// Fields that are read from visits.
const VISITS: &[Field] = &[
    Field::MentoringVerified,
    Field::Mentored,
    Field::MentoringVisits,
    Field::MentoringHours,
    Field::MentoringSince,
    Field::MentoringLastVisit,
];
/// Fields within `mentoring`.
const MENTORING: &[Field] =
    &[Field::Mentored, Field::MentoringVisits, Field::MentoringHours, Field::MentoringSince, Field::MentoringLastVisit];

/// Day and minutes of a verified visit.
type Visit = (NaiveDate, i32);

/// Verified visits by enterprise, in the order of their days.
pub(super) struct Visits(HashMap<Uuid, Vec<Visit>>);

impl Visits {
    pub(super) async fn read(tx: &Tx, shares: &[Share<'_>]) -> Result<Self> {
        let (groups, mut found) = (enterprises(shares, VISITS), HashMap::<Uuid, Vec<Visit>>::new());
        if groups.is_empty() {
            return Ok(Self(found));
        }
        let rows: Vec<(Uuid, NaiveDate, i32)> = Entity::find()
            .select_only()
            .columns([Column::EnterpriseId, Column::VisitedOn, Column::Minutes])
            .filter(Column::EnterpriseId.is_in(groups))
            .filter(Column::ArchivedAt.is_null())
            .filter(Column::Status.eq("VERIFIED"))
            .order_by_asc(Column::VisitedOn)
            .into_tuple()
            .all(tx.conn()?)
            .await?;
        for (group, day, minutes) in rows {
            found.entry(group).or_default().push((day, minutes));
        }
        Ok(Self(found))
    }

    /// Verified visits within the period of the consent.
    pub(super) fn fill(&self, share: &Share<'_>, record: &mut PartnerIncubatee) {
        let Some(group) = share.subject.enterprise.as_ref() else { return };
        let (from, to) = (share.subject.consent.data_from, share.subject.consent.data_to);
        let all = self.0.get(&group.id).map(Vec::as_slice).unwrap_or_default();
        let visits: Vec<&Visit> = all.iter().filter(|(day, _)| scopes::within(*day, from, to)).collect();
        let minutes: i32 = visits.iter().map(|(_, minutes)| *minutes).sum();
        let verified = !visits.is_empty();
        record.mentoring_verified = share.keep(Field::MentoringVerified, || Some(verified));
        record.mentoring = share.any(MENTORING).then(|| PartnerMentoring {
            verified: share.keep(Field::Mentored, || Some(verified)),
            visits: share.keep(Field::MentoringVisits, || i32::try_from(visits.len()).ok()),
            hours: share.keep(Field::MentoringHours, || Some(hours(minutes))),
            since: share.keep(Field::MentoringSince, || visits.first().map(|(day, _)| *day)),
            last_visit_on: share.keep(Field::MentoringLastVisit, || visits.last().map(|(day, _)| *day)),
        });
    }
}

/// Minutes as hours, to two places.
fn hours(minutes: i32) -> f64 {
    (f64::from(minutes) / 60.0 * 100.0).round() / 100.0
}
