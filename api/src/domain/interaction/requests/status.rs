//! The states of a request and the steps between them: pure, one table.

use crate::domain::Result;
use crate::domain::access::Action;
use crate::domain::incubation::workflow::lead;
use crate::vocab::{Role, UnitKind};

pub const OPEN: &str = "OPEN";
pub const ANSWERED: &str = "ANSWERED";
pub const ACCEPTED: &str = "ACCEPTED";
pub const WITHDRAWN: &str = "WITHDRAWN";

/// What can be done with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The unit answers.
    Answer,
    /// The answer is good.
    Accept,
    /// The answer does not do: it is open again.
    Return,
    /// Nobody needs it any more.
    Withdraw,
}

impl Step {
    pub const ALL: [Step; 4] = [Step::Answer, Step::Accept, Step::Return, Step::Withdraw];

    /// Its word, as in the path of REST.
    pub fn word(self) -> &'static str {
        self.names().0
    }

    /// Its verb in the audit log (`answerRequest`) and its event (`request.answered`).
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Step::Answer => ("answer", "answered"),
            Step::Accept => ("accept", "accepted"),
            Step::Return => ("return", "returned"),
            Step::Withdraw => ("withdraw", "withdrawn"),
        }
    }

    /// The roles that may take it: whoever speaks for the unit answers, whoever may ask does the rest.
    pub fn roles(self, unit: &str) -> &'static [Role] {
        match self {
            Step::Answer if unit == UnitKind::Blk.as_str() => Action::KeepOwnRecords.roles(),
            Step::Answer if unit == UnitKind::Organization.as_str() => Action::KeepOffers.roles(),
            Step::Answer => Action::KeepKawasan.roles(),
            Step::Accept | Step::Return | Step::Withdraw => Action::AskRequests.roles(),
        }
    }
}

/// Where a step leads from a state, if it is legal.
pub fn next(from: &str, step: Step) -> Option<&'static str> {
    match (from, step) {
        (OPEN, Step::Answer) => Some(ANSWERED),
        (ANSWERED, Step::Accept) => Some(ACCEPTED),
        (ANSWERED, Step::Return) => Some(OPEN),
        (OPEN | ANSWERED, Step::Withdraw) => Some(WITHDRAWN),
        _ => None,
    }
}

/// As [`next`], but a refusal names the legal steps.
pub fn step(from: &str, step: Step) -> Result<&'static str> {
    lead(from, step, Step::ALL, next, Step::word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_move_of_the_table_is_legal_and_no_other() {
        let table = [
            (OPEN, Step::Answer, ANSWERED),
            (OPEN, Step::Withdraw, WITHDRAWN),
            (ANSWERED, Step::Accept, ACCEPTED),
            (ANSWERED, Step::Return, OPEN),
            (ANSWERED, Step::Withdraw, WITHDRAWN),
        ];
        for from in [OPEN, ANSWERED, ACCEPTED, WITHDRAWN] {
            for act in Step::ALL {
                let wanted = table.iter().find(|row| row.0 == from && row.1 == act).map(|row| row.2);
                assert_eq!(next(from, act), wanted, "{from} {act:?}");
            }
        }
    }

    #[test]
    fn a_refusal_names_what_can_be_done() {
        let refused = step(ANSWERED, Step::Answer).unwrap_err();
        assert_eq!(refused.0.params["allowed"], serde_json::json!(["accept", "return", "withdraw"]));
    }

    #[test]
    fn who_speaks_for_the_unit_answers() {
        assert!(Step::Answer.roles("BLK").contains(&Role::BlkHead));
        assert!(!Step::Answer.roles("ORGANIZATION").contains(&Role::BlkHead));
        assert!(Step::Answer.roles("KAWASAN").contains(&Role::University));
        assert!(!Step::Accept.roles("BLK").contains(&Role::BlkHead));
    }
}
