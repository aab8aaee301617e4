//! What a change of a package would upset: sessions that were held, and results.

use chrono::NaiveDate;
use entity::training_package::Model;
use entity::{trainee, training_session};

use super::{attendance, status};
use crate::domain::{Code, Result, Tx, Violation};

/// Everything that would no longer fit. The package is held until the write ends: what comes meanwhile sees the change.
pub(super) async fn upset(tx: &Tx, old: &Model, draft: &Model) -> Result<Vec<Violation>> {
    super::locked(tx, old.id).await?;
    let (sessions, rows) = attendance::parts(tx.conn()?, &[old.id]).await?;
    let mut faults = sessions_outside(&sessions, draft);
    faults.extend(results_before(&rows, draft));
    Ok(faults)
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
