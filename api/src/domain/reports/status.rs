//! The report's state machine (contract section 5): pure, one table.

use crate::domain::{Code, Error, Result};
use crate::vocab::ReportAction as A;
use crate::vocab::ReportState as S;

/// Where an action leads from a state, if it is legal. `levels` are the template's review levels.
pub fn next(from: S, action: A, levels: i32) -> Option<S> {
    match (from, action) {
        (S::Draft | S::RevisionRequested, A::Edit) => Some(from),
        (S::Draft | S::RevisionRequested, A::Submit) => Some(S::Submitted),
        (S::Submitted, A::Withdraw) => Some(S::Draft),
        (S::Submitted, A::StartReview) => Some(S::InReview),
        (S::InReview | S::Verified, A::RequestRevision) => Some(S::RevisionRequested),
        (S::InReview | S::Verified, A::Reject) => Some(S::Rejected),
        (S::InReview, A::Verify) if levels >= 2 => Some(S::Verified),
        (S::InReview, A::Approve) if levels < 2 => Some(S::Approved),
        (S::Verified, A::Approve) => Some(S::Approved),
        (S::Approved | S::Rejected | S::Locked, A::Amend) => Some(S::Draft),
        _ => None,
    }
}

/// As [`next`], but a refusal names the legal actions.
pub fn step(from: S, action: A, levels: i32) -> Result<S> {
    next(from, action, levels).ok_or_else(|| {
        let legal: Vec<&str> =
            A::ALL.iter().filter(|a| next(from, **a, levels).is_some()).map(|a| a.as_str()).collect();
        let listed = if legal.is_empty() { "-".to_owned() } else { legal.join(", ") };
        Error::new(Code::IllegalState)
            .saying(
                format!("Tindakan `{action}` tidak dapat dilakukan pada keadaan {from}. Yang dapat: {listed}."),
                format!("`{action}` is not possible in state {from}. Possible: {listed}."),
            )
            .with("state", from.as_str())
            .with("action", action.as_str())
            .with("legalActions", legal)
    })
}

/// The review level that decides in a state: 1 until it is verified, then 2.
pub fn level(from: S) -> i32 {
    if from == S::Verified { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contract section 5, row by row: (from, action, levels, to).
    const TABLE: &[(S, A, i32, S)] = &[
        (S::Draft, A::Edit, 2, S::Draft),
        (S::RevisionRequested, A::Edit, 2, S::RevisionRequested),
        (S::Draft, A::Submit, 2, S::Submitted),
        (S::RevisionRequested, A::Submit, 2, S::Submitted),
        (S::Submitted, A::Withdraw, 2, S::Draft),
        (S::Submitted, A::StartReview, 2, S::InReview),
        (S::InReview, A::RequestRevision, 2, S::RevisionRequested),
        (S::Verified, A::RequestRevision, 2, S::RevisionRequested),
        (S::InReview, A::Reject, 2, S::Rejected),
        (S::Verified, A::Reject, 2, S::Rejected),
        (S::InReview, A::Verify, 2, S::Verified),
        (S::Verified, A::Approve, 2, S::Approved),
        (S::Approved, A::Amend, 2, S::Draft),
        (S::Rejected, A::Amend, 2, S::Draft),
        (S::Locked, A::Amend, 2, S::Draft),
    ];

    #[test]
    fn every_pair_of_the_contract_is_legal_and_every_other_is_refused() {
        for from in S::ALL {
            for action in A::ALL {
                let wanted = TABLE.iter().find(|row| row.0 == *from && row.1 == *action).map(|row| row.3);
                assert_eq!(next(*from, *action, 2), wanted, "{from} {action}");
            }
        }
    }

    #[test]
    fn with_one_level_approval_follows_review_at_once() {
        assert_eq!(next(S::InReview, A::Approve, 1), Some(S::Approved));
        assert_eq!(next(S::InReview, A::Verify, 1), None);
        assert_eq!(next(S::InReview, A::Approve, 2), None);
    }
}
