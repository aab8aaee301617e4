//! What may follow what: outcomes that a partner reports, and the steps of a dispute about one. Pure, two tables.

use crate::domain::incubation::workflow::lead;
use crate::domain::{Code, Error, Result};

pub const CONTACTED: &str = "CONTACTED";
pub const APPROVED: &str = "APPROVED";
pub const DISBURSED: &str = "DISBURSED";
pub const DECLINED: &str = "DECLINED";

pub const RECORDED: &str = "RECORDED";
pub const DISPUTED: &str = "DISPUTED";
pub const UPHELD: &str = "UPHELD";
pub const CORRECTED: &str = "CORRECTED";

/// Where partner and applicant stand with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// They talk, or have not begun.
    Open,
    /// The partner has declined and not come back since.
    Closed,
}

/// Where an outcome leads; none where it cannot follow.
fn next(phase: Phase, outcome: &str) -> Option<Phase> {
    match (phase, outcome) {
        (_, DECLINED) => Some(Phase::Closed),
        (_, CONTACTED) => Some(Phase::Open),
        (Phase::Closed, DISBURSED) => None,
        (phase, _) => Some(phase),
    }
}

/// Refuses an outcome that cannot follow those before it, the earliest first (409): who was declined is contacted anew
/// before money is paid out. What was recorded once is taken as it stands.
pub fn follows<'a>(before: impl IntoIterator<Item = &'a str>, outcome: &str) -> Result<()> {
    let phase = before.into_iter().fold(Phase::Open, |phase, outcome| next(phase, outcome).unwrap_or(phase));
    if next(phase, outcome).is_some() {
        return Ok(());
    }
    let refused = Error::new(Code::IllegalState).saying(
        "Sesudah DECLINED, catat CONTACTED yang baru sebelum DISBURSED.",
        "After DECLINED, record a new CONTACTED before DISBURSED.",
    );
    Err(refused.with("outcome", outcome).with("needs", CONTACTED))
}

/// Whether an outcome names its amount.
pub fn needs_amount(outcome: &str) -> bool {
    matches!(outcome, APPROVED | DISBURSED)
}

/// Whether an outcome says why.
pub fn needs_reason(outcome: &str) -> bool {
    outcome == DECLINED
}

/// What is done about an outcome that somebody holds to be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The unit of the incubatee says that it is wrong.
    Dispute,
    /// It was right.
    Uphold,
    /// It was wrong, and is put right.
    Correct,
}

impl Step {
    pub const ALL: [Step; 3] = [Step::Dispute, Step::Uphold, Step::Correct];

    /// Its word, as in the path of REST.
    pub fn word(self) -> &'static str {
        self.names().0
    }

    /// Its verb in the audit log (`disputeOutcome`) and its event (`outcome.disputed`).
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Step::Dispute => ("dispute", "disputed"),
            Step::Uphold => ("uphold", "upheld"),
            Step::Correct => ("correct", "corrected"),
        }
    }
}

/// Where a step leads from a state, if it is legal. What was upheld or corrected stands.
fn leads(from: &str, step: Step) -> Option<&'static str> {
    match (from, step) {
        (RECORDED, Step::Dispute) => Some(DISPUTED),
        (DISPUTED, Step::Uphold) => Some(UPHELD),
        (DISPUTED, Step::Correct) => Some(CORRECTED),
        _ => None,
    }
}

/// As [`leads`], but a refusal names the legal steps.
pub fn step(from: &str, step: Step) -> Result<&'static str> {
    lead(from, step, Step::ALL, leads, Step::word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTCOMES: [&str; 5] = [CONTACTED, "OFFERED", APPROVED, DISBURSED, DECLINED];

    #[test]
    fn every_outcome_may_come_first_and_only_money_waits_after_a_refusal() {
        for outcome in OUTCOMES {
            assert!(follows([], outcome).is_ok(), "{outcome}");
            assert_eq!(follows([CONTACTED, DECLINED], outcome).is_ok(), outcome != DISBURSED, "{outcome}");
            assert!(follows([DECLINED, "OFFERED", CONTACTED], outcome).is_ok(), "{outcome}");
        }
        for (before, possible) in [
            (vec![DECLINED, "OFFERED", APPROVED], false),
            (vec![DECLINED, CONTACTED, DECLINED], false),
            (vec![DECLINED, CONTACTED, "OFFERED"], true),
            (vec![DISBURSED, DISBURSED], true),
            // What stands there against the rule does not open the way for more.
            (vec![DECLINED, DISBURSED], false),
        ] {
            assert_eq!(follows(before.clone(), DISBURSED).is_ok(), possible, "{before:?}");
        }
        let refused = follows([DECLINED], DISBURSED).unwrap_err();
        assert_eq!((refused.code(), &refused.0.params["needs"]), (Code::IllegalState, &serde_json::json!(CONTACTED)));
    }

    #[test]
    fn every_move_of_the_table_is_legal_and_no_other() {
        let table = [
            (RECORDED, Step::Dispute, DISPUTED),
            (DISPUTED, Step::Uphold, UPHELD),
            (DISPUTED, Step::Correct, CORRECTED),
        ];
        for from in [RECORDED, DISPUTED, UPHELD, CORRECTED] {
            for act in Step::ALL {
                let wanted = table.iter().find(|row| row.0 == from && row.1 == act).map(|row| row.2);
                assert_eq!(leads(from, act), wanted, "{from} {act:?}");
            }
        }
        let refused = step(DISPUTED, Step::Dispute).unwrap_err();
        assert_eq!(refused.0.params["allowed"], serde_json::json!(["uphold", "correct"]));
    }

    #[test]
    fn amounts_and_reasons_are_asked_where_they_say_something() {
        let asking = |asks: fn(&str) -> bool| OUTCOMES.into_iter().filter(|one| asks(one)).collect::<Vec<_>>();
        assert_eq!(asking(needs_amount), [APPROVED, DISBURSED]);
        assert_eq!(asking(needs_reason), [DECLINED]);
    }
}
