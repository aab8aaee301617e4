//! The stages of incubation (domain.md section 5.2) and which may follow which: pure, one table.

use crate::domain::{Code, Error, Result};

use Stage as S;

/// A stage: code of `incubationStages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Applied,
    Selected,
    PreIncubation,
    Incubation,
    PostIncubation,
    Graduated,
    DroppedOut,
    Suspended,
    Rejected,
}

impl Stage {
    pub const ALL: &'static [Stage] = &[
        S::Applied,
        S::Selected,
        S::PreIncubation,
        S::Incubation,
        S::PostIncubation,
        S::Graduated,
        S::DroppedOut,
        S::Suspended,
        S::Rejected,
    ];

    /// The code.
    pub fn as_str(self) -> &'static str {
        match self {
            S::Applied => "APPLIED",
            S::Selected => "SELECTED",
            S::PreIncubation => "PRE_INCUBATION",
            S::Incubation => "INCUBATION",
            S::PostIncubation => "POST_INCUBATION",
            S::Graduated => "GRADUATED",
            S::DroppedOut => "DROPPED_OUT",
            S::Suspended => "SUSPENDED",
            S::Rejected => "REJECTED",
        }
    }

    /// The stage of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|stage| stage.as_str() == code)
    }

    /// Whether nothing follows it.
    pub fn is_final(self) -> bool {
        matches!(self, S::Graduated | S::DroppedOut | S::Rejected)
    }

    /// Whether something may have to be shown before it is entered.
    pub fn is_gated(self) -> bool {
        matches!(self, S::Selected | S::PreIncubation | S::Incubation | S::PostIncubation | S::Graduated)
    }
}

/// The stages that may follow one. Who was suspended returns to the stage it came from, and to no other.
pub fn following(from: Stage, suspended_from: Option<Stage>) -> Vec<Stage> {
    match from {
        S::Applied => vec![S::Selected, S::Rejected],
        S::Selected => vec![S::PreIncubation, S::Rejected, S::DroppedOut],
        S::PreIncubation => vec![S::Incubation, S::DroppedOut, S::Suspended],
        S::Incubation => vec![S::PostIncubation, S::DroppedOut, S::Suspended],
        S::PostIncubation => vec![S::Graduated, S::DroppedOut, S::Suspended],
        S::Suspended => suspended_from.into_iter().chain([S::DroppedOut]).collect(),
        S::Graduated | S::DroppedOut | S::Rejected => Vec::new(),
    }
}

/// Refuses a stage that does not follow, naming those that do.
pub fn step(from: Stage, suspended_from: Option<Stage>, to: Stage) -> Result<()> {
    let allowed: Vec<&str> = following(from, suspended_from).into_iter().map(Stage::as_str).collect();
    if allowed.contains(&to.as_str()) {
        return Ok(());
    }
    let listed = if allowed.is_empty() { "-".to_owned() } else { allowed.join(", ") };
    let (from, to) = (from.as_str(), to.as_str());
    Err(Error::new(Code::IllegalState)
        .saying(
            format!("Dari tahap {from} tidak dapat ke {to}. Yang dapat: {listed}."),
            format!("{to} does not follow {from}. Possible: {listed}."),
        )
        .with("stage", from)
        .with("to", to)
        .with("allowed", allowed))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every move there is; one out of a suspension is in the test of its own.
    const TABLE: &[(S, S)] = &[
        (S::Applied, S::Selected),
        (S::Applied, S::Rejected),
        (S::Selected, S::PreIncubation),
        (S::Selected, S::Rejected),
        (S::Selected, S::DroppedOut),
        (S::PreIncubation, S::Incubation),
        (S::PreIncubation, S::DroppedOut),
        (S::PreIncubation, S::Suspended),
        (S::Incubation, S::PostIncubation),
        (S::Incubation, S::DroppedOut),
        (S::Incubation, S::Suspended),
        (S::PostIncubation, S::Graduated),
        (S::PostIncubation, S::DroppedOut),
        (S::PostIncubation, S::Suspended),
        (S::Suspended, S::DroppedOut),
    ];

    #[test]
    fn what_the_table_names_is_possible_and_every_other_move_is_refused() {
        for from in S::ALL {
            for to in S::ALL {
                let named = TABLE.contains(&(*from, *to));
                let done = step(*from, None, *to);
                assert_eq!(done.is_ok(), named, "{from:?} {to:?}");
                if let Err(refused) = done {
                    assert_eq!(refused.code(), Code::IllegalState);
                }
            }
        }
    }

    #[test]
    fn a_suspension_ends_where_it_began() {
        for came_from in [S::PreIncubation, S::Incubation, S::PostIncubation] {
            for to in S::ALL {
                let fits = *to == came_from || *to == S::DroppedOut;
                assert_eq!(step(S::Suspended, Some(came_from), *to).is_ok(), fits, "{came_from:?} {to:?}");
            }
        }
    }

    #[test]
    fn nothing_follows_a_final_stage_and_something_follows_every_other() {
        for stage in S::ALL {
            assert_eq!(following(*stage, None).is_empty(), stage.is_final(), "{stage:?}");
            assert_eq!(S::of(stage.as_str()), Some(*stage));
        }
        assert_eq!(S::of("NOPE"), None);
    }
}
