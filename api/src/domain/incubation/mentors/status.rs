//! Which steps a mentor may take from which status: the one table (domain.md section 5.2, TksStatus).

use crate::vocab::MentorStep;

/// Applied, or was put forward.
pub const APPLIED: &str = "APPLIED";
/// Has one of the batch's places.
pub const SELECTED: &str = "SELECTED";
/// Is being trained.
pub const IN_TRAINING: &str = "IN_TRAINING";
/// Passed the training.
pub const TRAINED: &str = "TRAINED";
/// Coaches enterprises. The first assignment brings it about, no step.
pub const ASSIGNED: &str = "ASSIGNED";
/// Served to the end.
pub const COMPLETED: &str = "COMPLETED";
/// Is followed as an alumnus.
pub const ALUMNI: &str = "ALUMNI";
/// Was not taken, did not pass, or was dismissed.
pub const TERMINATED: &str = "TERMINATED";

/// Statuses that take one of the batch's places.
pub const PLACED: [&str; 6] = [SELECTED, IN_TRAINING, TRAINED, ASSIGNED, COMPLETED, ALUMNI];
/// Statuses in which a mentor may be assigned.
pub const ASSIGNABLE: [&str; 2] = [TRAINED, ASSIGNED];
/// Statuses of those who served to the end.
pub const SERVED: [&str; 2] = [COMPLETED, ALUMNI];

/// The status after a step; none where the step is not possible.
pub fn after(status: &str, step: MentorStep) -> Option<&'static str> {
    match (step, status) {
        (MentorStep::Select, APPLIED) => Some(SELECTED),
        (MentorStep::Reject, APPLIED | SELECTED) => Some(TERMINATED),
        (MentorStep::StartTraining, SELECTED) => Some(IN_TRAINING),
        (MentorStep::Pass, IN_TRAINING) => Some(TRAINED),
        (MentorStep::Fail, IN_TRAINING) => Some(TERMINATED),
        (MentorStep::Complete, TRAINED | ASSIGNED) => Some(COMPLETED),
        (MentorStep::BecomeAlumnus, COMPLETED) => Some(ALUMNI),
        (MentorStep::Terminate, APPLIED | SELECTED | IN_TRAINING | TRAINED | ASSIGNED | COMPLETED) => Some(TERMINATED),
        _ => None,
    }
}

/// The steps that are possible from a status.
pub fn allowed(status: &str) -> Vec<&'static str> {
    MentorStep::ALL.iter().filter(|step| after(status, **step).is_some()).map(|step| step.as_str()).collect()
}

/// The result of the training that a step brings.
pub fn training_result(step: MentorStep) -> Option<&'static str> {
    match step {
        MentorStep::Pass => Some("LULUS"),
        MentorStep::Fail => Some("TIDAK_LULUS"),
        _ => None,
    }
}

/// The event of a step: `mentor.<event>`.
pub fn event(step: MentorStep) -> &'static str {
    match step {
        MentorStep::Select => "selected",
        MentorStep::Reject => "rejected",
        MentorStep::StartTraining => "trainingStarted",
        MentorStep::Pass => "passed",
        MentorStep::Fail => "failed",
        MentorStep::Complete => "completed",
        MentorStep::BecomeAlumnus => "becameAlumnus",
        MentorStep::Terminate => "terminated",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&str; 8] = [APPLIED, SELECTED, IN_TRAINING, TRAINED, ASSIGNED, COMPLETED, ALUMNI, TERMINATED];

    #[test]
    fn a_mentor_goes_from_application_to_alumnus() {
        let way = [
            (APPLIED, MentorStep::Select, SELECTED),
            (SELECTED, MentorStep::StartTraining, IN_TRAINING),
            (IN_TRAINING, MentorStep::Pass, TRAINED),
            (ASSIGNED, MentorStep::Complete, COMPLETED),
            (COMPLETED, MentorStep::BecomeAlumnus, ALUMNI),
        ];
        for (from, step, to) in way {
            assert_eq!(after(from, step), Some(to), "{from} {step}");
        }
    }

    #[test]
    fn no_step_is_skipped() {
        assert_eq!(after(APPLIED, MentorStep::StartTraining), None);
        assert_eq!(after(SELECTED, MentorStep::Pass), None);
        assert_eq!(after(IN_TRAINING, MentorStep::Complete), None);
        assert_eq!(after(TRAINED, MentorStep::BecomeAlumnus), None);
    }

    #[test]
    fn what_is_final_stays() {
        for last in [ALUMNI, TERMINATED] {
            assert_eq!(allowed(last), Vec::<&str>::new());
        }
        for status in ALL.iter().filter(|status| ![ALUMNI, TERMINATED].contains(status)) {
            assert_eq!(after(status, MentorStep::Terminate), Some(TERMINATED), "{status}");
        }
    }

    #[test]
    fn a_refusal_names_the_steps_that_are_possible() {
        assert_eq!(allowed(APPLIED), ["SELECT", "REJECT", "TERMINATE"]);
        assert_eq!(allowed(SELECTED), ["REJECT", "START_TRAINING", "TERMINATE"]);
        assert_eq!(allowed(IN_TRAINING), ["PASS", "FAIL", "TERMINATE"]);
        assert!(!PLACED.contains(&APPLIED) && !PLACED.contains(&TERMINATED));
    }

    #[test]
    fn nobody_is_assigned_by_a_step() {
        for status in ALL {
            assert!(MentorStep::ALL.iter().all(|step| after(status, *step) != Some(ASSIGNED)), "{status}");
        }
    }
}
