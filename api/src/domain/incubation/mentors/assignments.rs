//! Which mentor coaches which enterprise, and from when to when.

use chrono::NaiveDate;
use entity::{enterprise, mentor, mentor_assignment, mentor_batch};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{intake, status};
use crate::domain::access::{Action, Place};
use crate::domain::incubation::coached;
use crate::domain::registry::kept::{Held, Kept, list, ops};
use crate::domain::registry::units;
use crate::domain::text::Text;
use crate::domain::{Code, Error, Result, Tx, Violation};

/// Computes how well mentor and enterprise match, and holds the assignment to the mentor's training.
pub async fn prepare(
    tx: &Tx,
    draft: &mut mentor_assignment::Model,
    old: Option<&mentor_assignment::Model>,
    faults: &mut Vec<Violation>,
) -> Result<()> {
    let mentor = intake::found(tx, draft.mentor_id).await?;
    draft.match_percent = percent(&list::<String>(&draft.needs), &list::<String>(&mentor.competencies));
    if old.is_none() {
        require_enterprise(tx, draft.enterprise_id).await?;
    }
    if lengthens(draft, old) && !status::ASSIGNABLE.contains(&mentor.status.as_str()) {
        return Err(Error::new(Code::NotTrained).with("status", mentor.status));
    }
    if old.is_none_or(|old| old.from_on != draft.from_on) {
        faults.extend(too_early(tx, draft, &mentor).await?);
    }
    if old.is_some_and(|old| !draft.enterprise_id.is_nil() && old.enterprise_id != draft.enterprise_id) {
        let said = Text::new(
            "Usahanya tidak dapat diganti; akhiri penugasan ini dan buat yang baru.",
            "The enterprise does not change; end this assignment and make a new one.",
        );
        faults.push(Violation::new(Code::IllegalState, "/enterpriseId").saying(said));
    }
    Ok(())
}

/// The first assignment makes a trained mentor an assigned one.
pub async fn after(tx: &Tx, held: &Held<mentor_assignment::Model>) -> Result<()> {
    let mentor = intake::found(tx, held.row.mentor_id).await?;
    if mentor.status != status::TRAINED {
        return Ok(());
    }
    let mut row = mentor.clone();
    row.status = status::ASSIGNED.to_owned();
    row.status_on = Some(tx.today());
    row.advance(tx);
    let mentor = Held { row: mentor, unit: held.unit.clone() };
    ops::put(tx, mentor, row, "assign", "assigned").await.map(drop)
}

/// An assignment opens the enterprise's coaching to the mentor: it takes the right to keep mentors there too.
async fn require_enterprise(tx: &Tx, enterprise: Uuid) -> Result<()> {
    let Some(enterprise) = enterprise::Entity::find_by_id(enterprise).one(tx.conn()?).await? else {
        // It named nothing, which is a fault already.
        return Ok(());
    };
    let unit = units::unit_by_id(tx.conn()?, enterprise.unit_id).await?;
    tx.require(Action::KeepMentors, Some(&Place::from(&unit)))
}

/// Whether the mentor will be assigned for longer than before.
fn lengthens(draft: &mentor_assignment::Model, old: Option<&mentor_assignment::Model>) -> bool {
    match (old.map(|old| old.to_on), draft.to_on) {
        (None, _) => true,
        (Some(before), now) => before.unwrap_or(NaiveDate::MAX) < now.unwrap_or(NaiveDate::MAX),
    }
}

/// The assignment begins before the training ended.
async fn too_early(tx: &Tx, draft: &mentor_assignment::Model, mentor: &mentor::Model) -> Result<Option<Violation>> {
    let batch = mentor_batch::Entity::find_by_id(mentor.batch_id).one(tx.conn()?).await?;
    let earliest = trained_on(batch.and_then(|batch| batch.training_ends_on), mentor.status_on);
    Ok(earliest
        .filter(|earliest| draft.from_on < *earliest)
        .map(|earliest| Violation::new(Code::FieldRange, "/fromOn").with("min", earliest.to_string())))
}

/// The day on which the training was over: that of the batch, or earlier for who passed before it.
fn trained_on(training_ends_on: Option<NaiveDate>, status_on: Option<NaiveDate>) -> Option<NaiveDate> {
    training_ends_on.map(|ends| status_on.map_or(ends, |since| since.min(ends)))
}

/// How many of a hundred needs the mentor can help with; all where none are named.
fn percent(needs: &[String], competencies: &[String]) -> i32 {
    if needs.is_empty() {
        return 100;
    }
    let met = needs.iter().filter(|need| competencies.contains(need)).count();
    i32::try_from((met * 100 + needs.len() / 2) / needs.len()).unwrap_or_default()
}

/// Assignments that hold on a day.
pub(super) fn holding(day: NaiveDate) -> Condition {
    coached::holding("from_on", "to_on", day)
}

/// Whether a mentor is assigned to an enterprise on a day.
pub(super) async fn is_assigned(
    conn: &impl ConnectionTrait,
    mentor: Uuid,
    enterprise: Uuid,
    day: NaiveDate,
) -> Result<bool> {
    let rows = mentor_assignment::Entity::find()
        .filter(holding(day))
        .filter(mentor_assignment::Column::MentorId.eq(mentor))
        .filter(mentor_assignment::Column::EnterpriseId.eq(enterprise));
    Ok(rows.count(conn).await? > 0)
}

/// Ends what a mentor is assigned to from a day on.
pub(super) async fn end_all(tx: &Tx, mentor: &Held<mentor::Model>, on: NaiveDate) -> Result<()> {
    use mentor_assignment::Column;
    let open = mentor_assignment::Entity::find()
        .filter(Column::MentorId.eq(mentor.row.id))
        .filter(Column::ArchivedAt.is_null())
        .filter(Condition::any().add(Column::ToOn.is_null()).add(Column::ToOn.gt(on)))
        .order_by_asc(Column::Id);
    for old in open.all(tx.conn()?).await? {
        let mut row = old.clone();
        row.to_on = Some(on.max(old.from_on));
        row.advance(tx);
        ops::put(tx, Held { row: old, unit: mentor.unit.clone() }, row, "end", "ended").await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    #[test]
    fn the_match_is_the_share_of_needs_that_are_met() {
        let can = codes(&["PEMASARAN", "KEUANGAN"]);
        assert_eq!(percent(&[], &can), 100);
        assert_eq!(percent(&codes(&["PEMASARAN"]), &can), 100);
        assert_eq!(percent(&codes(&["PEMASARAN", "KEUANGAN", "LEGALITAS"]), &can), 67);
        assert_eq!(percent(&codes(&["LEGALITAS"]), &can), 0);
        assert_eq!(percent(&codes(&["LEGALITAS"]), &[]), 0);
    }

    #[test]
    fn who_passed_early_may_begin_early() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        assert_eq!(trained_on(day("2026-08-01"), day("2026-08-03")), day("2026-08-01"));
        assert_eq!(trained_on(day("2026-08-01"), day("2026-07-20")), day("2026-07-20"));
        assert_eq!(trained_on(None, day("2026-07-20")), None);
    }
}
