//! What a change of a package would upset: sessions that were held, results, and trainees who are elsewhere on other days.

use chrono::NaiveDate;
use entity::training_package::Model;
use entity::{trainee, training_session};
use uuid::Uuid;

use super::{attendance, status, trainees};
use crate::domain::{Code, Result, Tx, Violation};

/// Everything that would no longer fit. The package is held until the write ends: what comes meanwhile sees the change.
pub(super) async fn upset(tx: &Tx, old: &Model, draft: &Model) -> Result<Vec<Violation>> {
    super::locked(tx, old.id).await?;
    let (sessions, rows) = attendance::parts(tx.conn()?, &[old.id]).await?;
    if (old.from_on, old.to_on) != (draft.from_on, draft.to_on) {
        keep_apart(tx, &rows, draft).await?;
    }
    let mut faults = sessions_outside(&sessions, draft);
    faults.extend(results_before(&rows, draft));
    Ok(faults)
}

/// Other days cannot put its trainees into two packages at the same time.
async fn keep_apart(tx: &Tx, rows: &[trainee::Model], draft: &Model) -> Result<()> {
    let admitted = rows.iter().filter(|row| row.status == status::ADMITTED);
    let mut people: Vec<Uuid> = admitted.map(|row| row.person_id).collect();
    // In one order, whoever else holds some of them.
    people.sort_unstable();
    for person in people {
        trainees::require_free(tx, person, draft).await?;
    }
    Ok(())
}

/// Its days and its lesson hours hold every session.
fn sessions_outside(sessions: &[training_session::Model], draft: &Model) -> Vec<Violation> {
    let mut faults = Vec::new();
    let days = || sessions.iter().map(|session| session.held_on);
    if let Some(first) = days().min().filter(|first| *first < draft.from_on) {
        faults.push(Violation::new(Code::FieldRange, "/fromOn").with("max", first.to_string()));
    }
    if let Some(last) = days().max().filter(|last| *last > draft.to_on) {
        faults.push(Violation::new(Code::FieldRange, "/toOn").with("min", last.to_string()));
    }
    let held: i32 = sessions.iter().map(|session| session.lesson_hours).sum();
    if held > draft.lesson_hours {
        faults.push(Violation::new(Code::FieldRange, "/lessonHours").with("min", held));
    }
    faults
}

/// Results, tests and certificates are not before its last day.
fn results_before(rows: &[trainee::Model], draft: &Model) -> Option<Violation> {
    let ended = rows.iter().filter(|row| [status::GRADUATED, status::FAILED].contains(&row.status.as_str()));
    let days = ended.flat_map(|row| [row.ended_on, row.tested_on, row.certified_on]).flatten();
    let first: Option<NaiveDate> = days.min().filter(|first| *first < draft.to_on);
    first.map(|first| Violation::new(Code::FieldRange, "/toOn").with("max", first.to_string()))
}
