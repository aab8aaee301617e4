//! Many reports in one call: filed by a machine for its BLKs, or decided by a reviewer.

use super::draft::{self, NewReport};
use super::review::{self, Decision};
use super::{Loaded, submit};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::{Code, Error, Result, Tx};

/// Most reports filed in one call.
pub const MAX_ROWS: usize = 1_000;
/// Most decisions in one call.
pub const MAX_DECISIONS: usize = 200;

/// One report to file; `submit` hands it in at once.
#[derive(Clone, Debug)]
pub struct Row {
    pub report: NewReport,
    pub submit: bool,
    pub acknowledge: Vec<String>,
}

/// What became of a row.
pub type Outcome = std::result::Result<Box<Loaded>, Error>;

/// Files reports. `all`: one refusal refuses all, and the answer lists each. Otherwise each row stands alone.
pub async fn file(tx: &Tx, rows: Vec<Row>, all: bool) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in rows {
        let work = async {
            let report = draft::create(tx, row.report).await?;
            if !row.submit {
                return Ok(report);
            }
            submit::submit(tx, &ids::text(Kind::Report, report.row.id), Expected::Any, &row.acknowledge).await
        };
        outcomes.push(tx.part(work).await.map(Box::new));
    }
    settle(outcomes, all, "/report")
}

/// Decides on reports: report id, version read, decision.
pub async fn decide(tx: &Tx, decisions: Vec<(String, Expected, Decision)>, all: bool) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::with_capacity(decisions.len());
    for (id, expected, decision) in decisions {
        outcomes.push(tx.part(review::decide(tx, &id, expected, decision)).await.map(Box::new));
    }
    settle(outcomes, all, "")
}

/// With `all`, the first failure of our own or any refusal takes the whole call back. `within` is where in its row
/// the refused thing lies.
fn settle(outcomes: Vec<Outcome>, all: bool, within: &str) -> Result<Vec<Outcome>> {
    let failed_here = |e: &Error| matches!(e.code(), Code::Internal | Code::Unavailable);
    if let Some(index) = outcomes.iter().position(|outcome| outcome.as_ref().err().is_some_and(failed_here)) {
        return Err(outcomes
            .into_iter()
            .nth(index)
            .and_then(std::result::Result::err)
            .unwrap_or_else(|| Error::new(Code::Internal)));
    }
    if !all {
        return Ok(outcomes);
    }
    let mut faults = Vec::new();
    for (index, outcome) in outcomes.iter().enumerate() {
        let Err(refused) = outcome else { continue };
        let refused = &refused.0;
        if refused.violations.is_empty() {
            let mut fault = crate::domain::Violation::new(refused.code, format!("/rows/{index}{within}"))
                .saying(refused.detail.clone());
            fault.params = refused.params.clone();
            faults.push(fault);
        }
        for inner in &refused.violations {
            let mut fault = inner.clone();
            fault.path = format!("/rows/{index}{within}{}", inner.path);
            faults.push(fault);
        }
    }
    if faults.is_empty() { Ok(outcomes) } else { Err(Error::listing(Code::Invalid, faults)) }
}
