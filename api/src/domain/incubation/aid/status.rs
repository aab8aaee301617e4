//! The states of aid (domain.md 5.2) and the steps between them: pure, one table.

use chrono::NaiveDate;

use crate::domain::Result;
use crate::domain::access::Action;
use crate::domain::incubation::workflow::lead;
use crate::vocab::Role;

pub const PROPOSED: &str = "PROPOSED";
pub const VERIFIED: &str = "VERIFIED";
pub const APPROVED: &str = "APPROVED";
pub const DISBURSED: &str = "DISBURSED";
pub const IN_USE: &str = "IN_USE";
pub const LPJ_SUBMITTED: &str = "LPJ_SUBMITTED";
pub const LPJ_ACCEPTED: &str = "LPJ_ACCEPTED";
pub const RETURNED: &str = "RETURNED";
pub const BREACH: &str = "BREACH";

/// Days for the account where the scheme names none.
const LPJ_DAYS: u64 = 30;

/// What can be done with aid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Level 1 finds the proposal good.
    Verify,
    /// Level 2 grants it by decree.
    Approve,
    /// It is not granted: archived with the reason, in the state that it had.
    Reject,
    /// It is paid out.
    Disburse,
    /// The goods arrived.
    ReceiveGoods,
    /// It is being spent.
    Use,
    /// It came back, whole or in part.
    Return,
    /// The recipient broke the rules.
    Breach,
    /// Its account was submitted.
    SubmitLpj,
    /// Its account was accepted.
    AcceptLpj,
    /// Its account was sent back.
    SendBackLpj,
}

impl Step {
    /// The steps that callers take; the others follow from the account.
    pub const TAKEN: [Step; 8] = [
        Step::Verify,
        Step::Approve,
        Step::Reject,
        Step::Disburse,
        Step::ReceiveGoods,
        Step::Use,
        Step::Return,
        Step::Breach,
    ];

    /// Its word, as callers say it.
    pub fn word(self) -> &'static str {
        match self {
            Step::Verify => "VERIFY",
            Step::Approve => "APPROVE",
            Step::Reject => "REJECT",
            Step::Disburse => "DISBURSE",
            Step::ReceiveGoods => "RECEIVE_GOODS",
            Step::Use => "USE",
            Step::Return => "RETURN",
            Step::Breach => "BREACH",
            Step::SubmitLpj => "SUBMIT_LPJ",
            Step::AcceptLpj => "ACCEPT_LPJ",
            Step::SendBackLpj => "SEND_BACK_LPJ",
        }
    }

    /// The roles that may take it.
    pub fn roles(self) -> &'static [Role] {
        match self {
            Step::Verify | Step::Reject => {
                &[Role::FknAdmin, Role::MinistryAdmin, Role::MinistryReviewer, Role::Coordinator]
            }
            Step::Approve | Step::Return | Step::Breach | Step::AcceptLpj | Step::SendBackLpj => {
                Action::ReviewAid.roles()
            }
            Step::Disburse => Action::ManageAid.roles(),
            Step::ReceiveGoods | Step::Use | Step::SubmitLpj => Action::KeepAid.roles(),
        }
    }

    /// Its verb in the audit log (`verifyAid`) and its event (`aid.verified`).
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Step::Verify => ("verify", "verified"),
            Step::Approve => ("approve", "approved"),
            Step::Reject => ("reject", "rejected"),
            Step::Disburse => ("disburse", "disbursed"),
            Step::ReceiveGoods => ("receiveGoodsOf", "goodsReceived"),
            Step::Use => ("use", "used"),
            Step::Return => ("return", "returned"),
            Step::Breach => ("breach", "breached"),
            Step::SubmitLpj => ("submitLpjOf", "lpjSubmitted"),
            Step::AcceptLpj => ("acceptLpjOf", "lpjAccepted"),
            Step::SendBackLpj => ("sendBackLpjOf", "lpjSentBack"),
        }
    }
}

/// Where a step leads from a state, if it is legal.
pub fn next(from: &str, step: Step) -> Option<&'static str> {
    match (from, step) {
        (PROPOSED, Step::Verify) => Some(VERIFIED),
        (VERIFIED, Step::Approve) => Some(APPROVED),
        (PROPOSED, Step::Reject) => Some(PROPOSED),
        (VERIFIED, Step::Reject) => Some(VERIFIED),
        // Until money flows a grant can be called off.
        (APPROVED, Step::Reject) => Some(APPROVED),
        (APPROVED, Step::Disburse) => Some(DISBURSED),
        (DISBURSED, Step::ReceiveGoods | Step::Use) | (IN_USE, Step::ReceiveGoods) => Some(IN_USE),
        (DISBURSED | IN_USE, Step::SubmitLpj) => Some(LPJ_SUBMITTED),
        (LPJ_SUBMITTED, Step::AcceptLpj) => Some(LPJ_ACCEPTED),
        (LPJ_SUBMITTED, Step::SendBackLpj) => Some(IN_USE),
        (DISBURSED | IN_USE | LPJ_SUBMITTED | LPJ_ACCEPTED | BREACH, Step::Return) => Some(RETURNED),
        (DISBURSED | IN_USE | LPJ_SUBMITTED | LPJ_ACCEPTED, Step::Breach) => Some(BREACH),
        _ => None,
    }
}

/// As [`next`], but a refusal names the legal steps.
pub fn step(from: &str, step: Step) -> Result<&'static str> {
    lead(from, step, Step::TAKEN, next, Step::word)
}

/// Days from the payment until its account is due: those in which it is spent, then those for the account.
pub fn account_days(execution: Option<i32>, lpj: Option<i32>) -> u64 {
    let days = |days: Option<i32>| days.and_then(|days| u64::try_from(days).ok());
    days(execution).unwrap_or_default() + days(lpj).unwrap_or(LPJ_DAYS)
}

/// By how many days the account is late: aid was paid out, and the day by which its account was due is over.
pub fn late_days(status: &str, due_on: Option<NaiveDate>, today: NaiveDate) -> Option<i64> {
    let owed = matches!(status, DISBURSED | IN_USE);
    due_on.filter(|due| owed && *due < today).map(|due| (today - due).num_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Code;

    const ALL: [&str; 9] =
        [PROPOSED, VERIFIED, APPROVED, DISBURSED, IN_USE, LPJ_SUBMITTED, LPJ_ACCEPTED, RETURNED, BREACH];
    const STEPS: [Step; 11] = [
        Step::Verify,
        Step::Approve,
        Step::Reject,
        Step::Disburse,
        Step::ReceiveGoods,
        Step::Use,
        Step::Return,
        Step::Breach,
        Step::SubmitLpj,
        Step::AcceptLpj,
        Step::SendBackLpj,
    ];

    /// Every legal move: (from, step, to).
    const TABLE: &[(&str, Step, &str)] = &[
        (PROPOSED, Step::Verify, VERIFIED),
        (PROPOSED, Step::Reject, PROPOSED),
        (VERIFIED, Step::Approve, APPROVED),
        (VERIFIED, Step::Reject, VERIFIED),
        (APPROVED, Step::Reject, APPROVED),
        (APPROVED, Step::Disburse, DISBURSED),
        (DISBURSED, Step::ReceiveGoods, IN_USE),
        (IN_USE, Step::ReceiveGoods, IN_USE),
        (DISBURSED, Step::Use, IN_USE),
        (DISBURSED, Step::SubmitLpj, LPJ_SUBMITTED),
        (IN_USE, Step::SubmitLpj, LPJ_SUBMITTED),
        (LPJ_SUBMITTED, Step::AcceptLpj, LPJ_ACCEPTED),
        (LPJ_SUBMITTED, Step::SendBackLpj, IN_USE),
        (DISBURSED, Step::Return, RETURNED),
        (IN_USE, Step::Return, RETURNED),
        (LPJ_SUBMITTED, Step::Return, RETURNED),
        (LPJ_ACCEPTED, Step::Return, RETURNED),
        (BREACH, Step::Return, RETURNED),
        (DISBURSED, Step::Breach, BREACH),
        (IN_USE, Step::Breach, BREACH),
        (LPJ_SUBMITTED, Step::Breach, BREACH),
        (LPJ_ACCEPTED, Step::Breach, BREACH),
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
        let refused = step(APPROVED, Step::Verify).unwrap_err();
        assert_eq!(refused.code(), Code::IllegalState);
        assert_eq!(refused.0.params["allowed"], serde_json::json!(["REJECT", "DISBURSE"]));
        let ended = step(RETURNED, Step::Breach).unwrap_err();
        assert_eq!(ended.0.params["allowed"], serde_json::json!([]));
    }

    #[test]
    fn callers_take_steps_but_not_those_of_the_account() {
        let of_the_account = [Step::SubmitLpj, Step::AcceptLpj, Step::SendBackLpj];
        for act in STEPS {
            assert_eq!(Step::TAKEN.contains(&act), !of_the_account.contains(&act), "{act:?}");
        }
    }

    #[test]
    fn an_account_is_due_once_the_money_is_to_be_spent() {
        assert_eq!(account_days(None, None), 30);
        assert_eq!(account_days(Some(45), None), 75);
        assert_eq!(account_days(Some(30), Some(14)), 44);
        assert_eq!(account_days(None, Some(60)), 60);
    }

    #[test]
    fn an_account_is_late_from_the_day_after_it_was_due() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let late = |status, today| late_days(status, Some(day("2026-12-05")), day(today));
        assert_eq!(late(DISBURSED, "2026-12-05"), None);
        assert_eq!(late(DISBURSED, "2026-12-06"), Some(1));
        assert_eq!(late(IN_USE, "2027-01-05"), Some(31));
        assert_eq!(late(LPJ_SUBMITTED, "2027-01-05"), None);
        assert_eq!(late_days(IN_USE, None, day("2027-01-05")), None);
    }
}
