//! Many rows in one call, each in a savepoint of its own.

use std::future::Future;

use super::{Code, Error, Result, Tx, Violation};

/// Most rows of one call.
pub const MAX_ROWS: usize = 1_000;

/// Carries out rows, in order; a refused one takes back only what it wrote itself. `all`: one refusal refuses all, and
/// the answer lists each. `within` is where in its row the refused thing lies.
pub async fn carry_out<R, T, F, Fut>(tx: &Tx, rows: Vec<R>, all: bool, within: &str, work: F) -> Result<Vec<Result<T>>>
where
    F: Fn(R) -> Fut,
    Fut: Future<Output = Result<T>>,
{
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in rows {
        let outcome = tx.part(work(row)).await;
        let failed = outcome.as_ref().err().is_some_and(failed_here);
        outcomes.push(outcome);
        if failed {
            // No further row has a chance, and on SQLite none may be tried: the transaction may be gone.
            break;
        }
    }
    settle(outcomes, all, within)
}

/// A failure of our own is no refusal of a row.
fn failed_here(error: &Error) -> bool {
    matches!(error.code(), Code::Internal | Code::Unavailable)
}

/// The first failure of our own takes the whole call back; with `all`, any refusal does.
fn settle<T>(mut outcomes: Vec<Result<T>>, all: bool, within: &str) -> Result<Vec<Result<T>>> {
    if let Some(index) = outcomes.iter().position(|outcome| outcome.as_ref().err().is_some_and(failed_here))
        && let Err(failed) = outcomes.swap_remove(index)
    {
        return Err(failed);
    }
    if !all {
        return Ok(outcomes);
    }
    let mut faults = Vec::new();
    for (index, outcome) in outcomes.iter().enumerate() {
        if let Err(refused) = outcome {
            faults.extend(in_the_call(refused, &format!("/rows/{index}{within}")));
        }
    }
    if faults.is_empty() { Ok(outcomes) } else { Err(Error::listing(Code::Invalid, faults)) }
}

/// What is wrong with a row, with its place in the call. A refusal without violations is one itself.
pub(super) fn in_the_call(refused: &Error, place: &str) -> Vec<Violation> {
    let refused = &refused.0;
    if refused.violations.is_empty() {
        let mut fault = Violation::new(refused.code, place).saying(refused.detail.clone());
        fault.params = refused.params.clone();
        return vec![fault];
    }
    let at = |inner: &Violation| Violation { path: format!("{place}{}", inner.path), ..inner.clone() };
    refused.violations.iter().map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes() -> Vec<Result<u8>> {
        let fault = Error::listing(Code::Invalid, vec![Violation::new(Code::FieldRange, "/age")]);
        vec![Ok(1), Err(fault), Err(Error::new(Code::Denied))]
    }

    #[test]
    fn each_row_stands_alone_or_all_fall_with_the_first() {
        assert_eq!(settle(outcomes(), false, "").unwrap().iter().filter(|row| row.is_ok()).count(), 1);
        let refused = settle(outcomes(), true, "/report").unwrap_err();
        let paths: Vec<_> = refused.0.violations.iter().map(|fault| (fault.code.as_str(), &*fault.path)).collect();
        assert_eq!(paths, [("FIELD.OUT_OF_RANGE", "/rows/1/report/age"), ("ACCESS.DENIED", "/rows/2/report")]);
    }

    #[test]
    fn a_failure_of_our_own_is_no_refusal_of_a_row() {
        let mut rows = outcomes();
        rows.push(Err(Error::new(Code::Unavailable)));
        assert_eq!(settle(rows, false, "").unwrap_err().code(), Code::Unavailable);
    }
}
