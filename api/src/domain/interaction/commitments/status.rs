//! The states of a commitment, the steps between them and whose they are: pure, one table.

use chrono::NaiveDate;

use crate::domain::Result;
use crate::domain::incubation::workflow::lead;

pub const OFFERED: &str = "OFFERED";
pub const ACCEPTED: &str = "ACCEPTED";
pub const DECLINED: &str = "DECLINED";
pub const WITHDRAWN: &str = "WITHDRAWN";
pub const DISPUTED: &str = "DISPUTED";
pub const FULFILLED: &str = "FULFILLED";
pub const LAPSED: &str = "LAPSED";

/// What can be done with a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Whom it is for takes it.
    Accept,
    /// Whom it is for does not want it.
    Decline,
    /// It is taken back before anyone took it.
    Withdraw,
    /// One side says that the other does not keep it.
    Dispute,
    /// The dispute is over, it holds again.
    Settle,
    /// Whom it is for got what was promised.
    Fulfil,
    /// Its time is over; the system sees to it.
    Lapse,
}

/// Whose step it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Offerer,
    Beneficiary,
    Either,
    /// Administrators and the coordinator of the region.
    Arbiter,
    System,
}

impl Step {
    /// The steps that callers take.
    pub const TAKEN: [Step; 6] =
        [Step::Accept, Step::Decline, Step::Withdraw, Step::Dispute, Step::Settle, Step::Fulfil];

    /// Its word, as in the path of REST.
    pub fn word(self) -> &'static str {
        self.names().0
    }

    /// Its verb in the audit log (`acceptCommitment`) and its event (`commitment.accepted`).
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Step::Accept => ("accept", "accepted"),
            Step::Decline => ("decline", "declined"),
            Step::Withdraw => ("withdraw", "withdrawn"),
            Step::Dispute => ("dispute", "disputed"),
            Step::Settle => ("settle", "settled"),
            Step::Fulfil => ("fulfil", "fulfilled"),
            Step::Lapse => ("lapse", "lapsed"),
        }
    }

    pub fn side(self) -> Side {
        match self {
            Step::Accept | Step::Decline | Step::Fulfil => Side::Beneficiary,
            Step::Withdraw => Side::Offerer,
            Step::Dispute => Side::Either,
            Step::Settle => Side::Arbiter,
            Step::Lapse => Side::System,
        }
    }

    /// Whether the other side must learn why.
    pub fn needs_reason(self) -> bool {
        matches!(self, Step::Decline | Step::Dispute | Step::Settle)
    }
}

/// Where a step leads from a state, if it is legal.
pub fn next(from: &str, step: Step) -> Option<&'static str> {
    match (from, step) {
        (OFFERED, Step::Accept) => Some(ACCEPTED),
        (OFFERED, Step::Decline) => Some(DECLINED),
        (OFFERED, Step::Withdraw) => Some(WITHDRAWN),
        (ACCEPTED, Step::Dispute) => Some(DISPUTED),
        (DISPUTED, Step::Settle) => Some(ACCEPTED),
        (ACCEPTED, Step::Fulfil) => Some(FULFILLED),
        (OFFERED | ACCEPTED, Step::Lapse) => Some(LAPSED),
        _ => None,
    }
}

/// As [`next`], but a refusal names the legal steps.
pub fn step(from: &str, step: Step) -> Result<&'static str> {
    lead(from, step, Step::TAKEN, next, Step::word)
}

/// Whether its time is over and it was neither fulfilled nor ended otherwise. `to_on` is the first day on which it no
/// longer holds.
pub fn has_lapsed(state: &str, to_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    next(state, Step::Lapse).is_some() && to_on.is_some_and(|to| to <= today)
}

/// Whether it is one that is to rest on a signed agreement, and its number is not known.
pub fn is_unsigned(kind: &str, state: &str, number: Option<&str>) -> bool {
    matches!(kind, "OFF_TAKE" | "FINANCING") && matches!(state, ACCEPTED | DISPUTED) && number.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Code;

    const ALL: [&str; 7] = [OFFERED, ACCEPTED, DECLINED, WITHDRAWN, DISPUTED, FULFILLED, LAPSED];
    const STEPS: [Step; 7] =
        [Step::Accept, Step::Decline, Step::Withdraw, Step::Dispute, Step::Settle, Step::Fulfil, Step::Lapse];

    /// Every legal move: (from, step, to).
    const TABLE: &[(&str, Step, &str)] = &[
        (OFFERED, Step::Accept, ACCEPTED),
        (OFFERED, Step::Decline, DECLINED),
        (OFFERED, Step::Withdraw, WITHDRAWN),
        (OFFERED, Step::Lapse, LAPSED),
        (ACCEPTED, Step::Dispute, DISPUTED),
        (ACCEPTED, Step::Fulfil, FULFILLED),
        (ACCEPTED, Step::Lapse, LAPSED),
        (DISPUTED, Step::Settle, ACCEPTED),
    ];

    #[test]
    fn every_move_of_the_table_is_legal_and_no_other() {
        for from in ALL {
            for act in STEPS {
                let wanted = TABLE.iter().find(|row| row.0 == from && row.1 == act).map(|row| row.2);
                assert_eq!(next(from, act), wanted, "{from} {act:?}");
            }
        }
    }

    #[test]
    fn a_refusal_names_what_can_be_done() {
        let refused = step(ACCEPTED, Step::Accept).unwrap_err();
        assert_eq!(refused.code(), Code::IllegalState);
        assert_eq!(refused.0.params["allowed"], serde_json::json!(["dispute", "fulfil"]));
        let ended = step(LAPSED, Step::Fulfil).unwrap_err();
        assert_eq!(ended.0.params["allowed"], serde_json::json!([]));
    }

    #[test]
    fn it_lapses_on_the_first_day_on_which_it_no_longer_holds_unless_it_ended_before() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let lapsed = |state, today| has_lapsed(state, Some(day("2026-12-01")), day(today));
        assert!(!lapsed(OFFERED, "2026-11-30"));
        assert!(lapsed(OFFERED, "2026-12-01") && lapsed(ACCEPTED, "2027-05-01"));
        for ended in [DECLINED, WITHDRAWN, DISPUTED, FULFILLED, LAPSED] {
            assert!(!lapsed(ended, "2027-05-01"), "{ended}");
        }
        assert!(!has_lapsed(OFFERED, None, day("2027-05-01")));
    }

    #[test]
    fn what_is_bought_or_financed_is_to_have_an_agreement_once_it_is_accepted() {
        assert!(is_unsigned("OFF_TAKE", ACCEPTED, None) && is_unsigned("FINANCING", DISPUTED, None));
        assert!(!is_unsigned("OFF_TAKE", OFFERED, None));
        assert!(!is_unsigned("OFF_TAKE", ACCEPTED, Some("PKS-1")));
        assert!(!is_unsigned("EQUIPMENT", ACCEPTED, None));
    }
}
