//! Where packages and trainees stand, and where a step leads: pure (domain.md 2.1).

use crate::domain::Result;
use crate::domain::incubation::workflow::lead;
use crate::vocab::{TraineeStep, TrainingStep};

/// Planned; applicants come in.
pub const PLANNED: &str = "PLANNED";
/// Sessions are held.
pub const RUNNING: &str = "RUNNING";
/// Closed with results.
pub const COMPLETED: &str = "COMPLETED";
/// Called off.
pub const CANCELLED: &str = "CANCELLED";

/// Asked for a place.
pub const APPLIED: &str = "APPLIED";
/// Has a place.
pub const ADMITTED: &str = "ADMITTED";
/// Passed.
pub const GRADUATED: &str = "GRADUATED";
/// Did not pass.
pub const FAILED: &str = "FAILED";
/// Left before the end.
pub const WITHDRAWN: &str = "WITHDRAWN";
/// Was turned away.
pub const REFUSED: &str = "REFUSED";

/// Passed the competency test.
pub const COMPETENT: &str = "KOMPETEN";

/// Trainees of one package by the programme's standard (domain.md 2.1).
pub const STANDARD_SIZE: i32 = 16;

/// Where a step leads a package, or 409 with the steps that its status allows.
pub fn package(from: &str, step: TrainingStep) -> Result<&'static str> {
    let next = |from: &str, step| match (from, step) {
        (PLANNED, TrainingStep::Start) => Some(RUNNING),
        (RUNNING, TrainingStep::Complete) => Some(COMPLETED),
        (PLANNED | RUNNING, TrainingStep::Cancel) => Some(CANCELLED),
        _ => None,
    };
    lead(from, step, TrainingStep::ALL.iter().copied(), next, TrainingStep::as_str)
}

/// Where a step leads a trainee, or 409 with the steps that its status allows.
pub fn trainee(from: &str, step: TraineeStep) -> Result<&'static str> {
    let next = |from: &str, step| match (from, step) {
        (APPLIED, TraineeStep::Admit) => Some(ADMITTED),
        (APPLIED, TraineeStep::Refuse) => Some(REFUSED),
        (ADMITTED, TraineeStep::Withdraw) => Some(WITHDRAWN),
        _ => None,
    };
    lead(from, step, TraineeStep::ALL.iter().copied(), next, TraineeStep::as_str)
}

/// Whether a package can no longer change.
pub fn is_over(status: &str) -> bool {
    [COMPLETED, CANCELLED].contains(&status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_begins_once_and_ends_once() {
        let to = |from, step| package(from, step).ok();
        assert_eq!(to(PLANNED, TrainingStep::Start), Some(RUNNING));
        assert_eq!(to(RUNNING, TrainingStep::Complete), Some(COMPLETED));
        assert_eq!(to(PLANNED, TrainingStep::Complete), None);
        assert_eq!(to(RUNNING, TrainingStep::Start), None);
        for step in TrainingStep::ALL {
            assert_eq!((to(COMPLETED, *step), to(CANCELLED, *step)), (None, None));
        }
    }

    #[test]
    fn who_was_refused_or_left_takes_no_further_step() {
        let to = |from, step| trainee(from, step).ok();
        assert_eq!(to(APPLIED, TraineeStep::Admit), Some(ADMITTED));
        assert_eq!(to(APPLIED, TraineeStep::Withdraw), None);
        assert_eq!(to(ADMITTED, TraineeStep::Withdraw), Some(WITHDRAWN));
        for step in TraineeStep::ALL {
            for from in [GRADUATED, FAILED, WITHDRAWN, REFUSED] {
                assert_eq!(to(from, *step), None);
            }
        }
    }
}
