//! The transcript of a mentor: what was done, as far as it was verified.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::{mentor, mentor_assignment, mentor_batch, mentoring_visit};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::visits::{REFUSED, VERIFIED, duties};
use crate::domain::registry::kept::{Held, list, ops};
use crate::domain::{Code, Ctx, Error, Result};

/// A mentor, the batch, and the sums.
#[derive(Clone, Debug)]
pub struct Transcript {
    pub mentor: Held<mentor::Model>,
    pub batch: mentor_batch::Model,
    pub figures: Figures,
}

/// The sums of a transcript. Minutes, roles and duties are those of verified visits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub recorded: u32,
    pub verified: u32,
    pub refused: u32,
    pub minutes: i64,
    pub by_duty: BTreeMap<String, i64>,
    pub by_role: BTreeMap<String, u32>,
    /// Enterprises with a verified visit.
    pub enterprises: usize,
    /// First day of the first assignment.
    pub from: Option<NaiveDate>,
    /// Day on which the last assignment ended; none while one holds.
    pub to: Option<NaiveDate>,
}

/// The transcript of a mentor whom the caller sees.
pub async fn transcript(ctx: &Ctx, id: &str) -> Result<Transcript> {
    let mentor: Held<mentor::Model> = ops::get(ctx, id).await?;
    let batch = mentor_batch::Entity::find_by_id(mentor.row.batch_id).one(ctx.db()).await?;
    let visits = mentoring_visit::Entity::find()
        .filter(mentoring_visit::Column::MentorId.eq(mentor.row.id))
        .filter(mentoring_visit::Column::ArchivedAt.is_null())
        .all(ctx.db())
        .await?;
    let assignments = mentor_assignment::Entity::find()
        .filter(mentor_assignment::Column::MentorId.eq(mentor.row.id))
        .filter(mentor_assignment::Column::ArchivedAt.is_null())
        .all(ctx.db())
        .await?;
    let mut figures = reckon(&visits);
    (figures.from, figures.to) = served(&assignments);
    Ok(Transcript { mentor, batch: batch.ok_or_else(|| Error::new(Code::NotFound))?, figures })
}

fn reckon(visits: &[mentoring_visit::Model]) -> Figures {
    let mut sums = Figures::default();
    let mut enterprises = BTreeSet::new();
    for visit in visits {
        sums.recorded += 1;
        if visit.status == REFUSED {
            sums.refused += 1;
        }
        if visit.status != VERIFIED {
            continue;
        }
        sums.verified += 1;
        sums.minutes += i64::from(visit.minutes);
        enterprises.insert(visit.enterprise_id);
        for spent in duties(visit) {
            *sums.by_duty.entry(spent.duty).or_default() += i64::from(spent.minutes);
        }
        for role in list::<String>(&visit.roles) {
            *sums.by_role.entry(role).or_default() += 1;
        }
    }
    sums.enterprises = enterprises.len();
    sums
}

/// From the first assignment to the last; open while one of them is.
fn served(assignments: &[mentor_assignment::Model]) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let from = assignments.iter().map(|row| row.from_on).min();
    let open = assignments.iter().any(|row| row.to_on.is_none());
    let to = assignments.iter().filter_map(|row| row.to_on).max();
    (from, to.filter(|_| !open))
}

/// Minutes as hours with two decimals.
pub fn hours(minutes: i64) -> f64 {
    // Exact: a mentor's minutes are far below 2^53.
    #[expect(clippy::cast_precision_loss, reason = "minutes of one mentor fit a float exactly")]
    let minutes = minutes as f64;
    (minutes / 60.0 * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn visit(status: &str, enterprise: u128, minutes: i32) -> mentoring_visit::Model {
        let (id, at) = (Uuid::nil(), chrono::DateTime::UNIX_EPOCH);
        mentoring_visit::Model {
            id,
            unit_id: id,
            incubatee_id: id,
            enterprise_id: Uuid::from_u128(enterprise),
            status: status.to_owned(),
            verified_on: None,
            verdict_note: None,
            client_id: None,
            mentor_id: id,
            visited_on: NaiveDate::default(),
            minutes,
            place: "Balai desa".to_owned(),
            latitude: None,
            longitude: None,
            roles: r#"["MOTIVATOR","MEDIATOR"]"#.to_owned(),
            duties: r#"[{"duty":"PENGEMBANGAN_USAHA","minutes":50}]"#.to_owned(),
            problems: None,
            actions: None,
            innovation_note: None,
            photo_id: None,
            archived_at: None,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn only_verified_visits_count_in_hours() {
        let sums =
            reckon(&[visit(VERIFIED, 1, 70), visit(VERIFIED, 1, 30), visit("RECORDED", 2, 500), visit(REFUSED, 3, 9)]);
        assert_eq!((sums.recorded, sums.verified, sums.refused, sums.enterprises), (4, 2, 1, 1));
        assert_eq!((sums.minutes, sums.by_duty["PENGEMBANGAN_USAHA"], sums.by_role["MEDIATOR"]), (100, 100, 2));
        assert_eq!(hours(sums.minutes), 1.67);
    }
}
