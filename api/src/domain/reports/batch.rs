//! Many reports in one call: filed by a machine for its BLKs, or decided by a reviewer.

use super::draft::{self, NewReport};
use super::review::{self, Decision};
use super::{Loaded, submit};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::{Result, Tx, batch};

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
pub type Outcome = Result<Box<Loaded>>;

/// Files reports. `all`: one refusal refuses all, and the answer lists each. Otherwise each row stands alone.
pub async fn file(tx: &Tx, rows: Vec<Row>, all: bool) -> Result<Vec<Outcome>> {
    let work = move |row: Row| async move {
        let report = draft::create(tx, row.report).await?;
        if !row.submit {
            return Ok(Box::new(report));
        }
        let id = ids::text(Kind::Report, report.row.id);
        submit::submit(tx, &id, Expected::Any, &row.acknowledge).await.map(Box::new)
    };
    batch::carry_out(tx, rows, all, "/report", work).await
}

/// Decides on reports: report id, version read, decision.
pub async fn decide(tx: &Tx, decisions: Vec<(String, Expected, Decision)>, all: bool) -> Result<Vec<Outcome>> {
    let work = move |(id, expected, decision): (String, Expected, Decision)| async move {
        review::decide(tx, &id, expected, decision).await.map(Box::new)
    };
    batch::carry_out(tx, decisions, all, "", work).await
}
