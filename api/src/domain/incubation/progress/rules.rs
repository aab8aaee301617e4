//! What the fields of a month must satisfy among themselves: pure.

use std::collections::HashSet;
use std::hash::Hash;

use chrono::NaiveDate;
use entity::progress;
use serde::Deserialize;

use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::list;
use crate::domain::reports::Period;
use crate::domain::templates::definition::AMOUNT_LIMIT;
use crate::domain::text::Text;
use crate::domain::{Code, Violation};
use crate::vocab::Cadence;

/// First month that can be recorded.
const FIRST: &str = "2015-01";
/// The channel that names a country.
const EXPORT: &str = "EKSPOR";
/// Credit statuses without a lender.
const UNLENT: &[&str] = &["NONE", "APPLIED", "REJECTED"];

/// Paid workers of one sex and employment relation.
#[derive(Clone, Debug, Deserialize)]
pub struct Workers {
    pub sex: String,
    pub relation: String,
    #[serde(default)]
    pub disability: bool,
    pub count: i64,
}

/// Money by what it came from or through.
#[derive(Clone, Debug, Deserialize)]
pub struct Part {
    /// Code of the capital source or of the sales channel.
    #[serde(alias = "source", alias = "channel")]
    pub code: String,
    pub amount: i64,
    #[serde(default)]
    pub country: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Innovation {
    #[serde(default)]
    evidence_id: Option<String>,
}

/// Paid workers, permanent and casual.
pub fn paid(it: &progress::Model) -> Vec<Workers> {
    let mut all: Vec<Workers> = list(&it.permanent_workers);
    all.extend(list::<Workers>(&it.casual_workers));
    all
}

/// How many paid workers.
pub fn paid_count(it: &progress::Model) -> i64 {
    paid(it).iter().map(|workers| workers.count).sum()
}

/// P03: revenue less costs, and the declared adjustments.
pub fn profit(it: &progress::Model) -> i64 {
    it.revenue - it.costs + it.adjustments.unwrap_or_default()
}

/// By how many percent an amount differs from a base, to two places; none without a base.
pub fn change(now: i64, base: Option<i64>) -> Option<f64> {
    let base = base.filter(|base| *base > 0)?;
    Some(((now - base) as f64 / base as f64 * 10_000.0).round() / 100.0)
}

/// Whether revenue fell by more than half.
pub fn is_shock(before: i64, now: i64) -> bool {
    i128::from(now) * 2 < i128::from(before)
}

/// The month, unless it lies in the future or before anything was coached.
pub fn month(text: &str, today: NaiveDate, faults: &mut Vec<Violation>) -> Option<Period> {
    let last = today.format("%Y-%m").to_string();
    if text < FIRST || text > last.as_str() {
        faults.push(Violation::new(Code::FieldRange, "/month").with("min", FIRST).with("max", last));
        return None;
    }
    let month = Period::parse(Cadence::Monthly, text).ok();
    if month.is_none() {
        faults.push(Violation::new(Code::FieldFormat, "/month"));
    }
    month
}

/// Everything that is wrong with a month in itself.
pub fn faults(it: &progress::Model) -> Vec<Violation> {
    let mut faults = Vec::new();
    nothing_earned(it, &mut faults);
    money(it, &mut faults);
    people(it, &mut faults);
    credit(it, &mut faults);
    for (index, innovation) in list::<Innovation>(&it.innovations).iter().enumerate() {
        let is_document = |id: &String| matches!(ids::parse(id), Some((Kind::UnitDocument, _)));
        if innovation.evidence_id.as_ref().is_some_and(|id| !is_document(id)) {
            let fault = Violation::new(Code::UnknownCode, format!("/innovations/{index}/evidenceId"));
            faults.push(fault.with("kind", Kind::UnitDocument.name()));
        }
    }
    faults
}

fn nothing_earned(it: &progress::Model, faults: &mut Vec<Violation>) {
    if (it.revenue == 0) != it.zero_reason.is_some() {
        let said = Text::new(
            "Alasan disebut bila dan hanya bila omzetnya 0.",
            "A reason is given if, and only if, the revenue is 0.",
        );
        faults.push(Violation::new(Code::FieldRequired, "/zeroReason").saying(said));
    }
}

fn money(it: &progress::Model, faults: &mut Vec<Violation>) {
    if profit(it).abs() > AMOUNT_LIMIT {
        faults.push(Violation::new(Code::FieldRange, "/adjustments"));
    }
    let sales: Vec<Part> = list(&it.sales);
    let sum: i128 = sales.iter().map(|part| i128::from(part.amount)).sum();
    let apart = (sum - i128::from(it.revenue)).abs() * 100;
    if !sales.is_empty() && apart > i128::from(it.revenue) {
        let sum = i64::try_from(sum).unwrap_or(i64::MAX);
        faults.push(Violation::new(Code::SumMismatch, "/sales").with("sum", sum).with("revenue", it.revenue));
    }
    for (index, part) in sales.iter().enumerate() {
        if part.code == EXPORT && part.country.is_none() {
            faults.push(Violation::new(Code::FieldRequired, format!("/sales/{index}/country")));
        }
    }
    let capital: Vec<Part> = list(&it.capital);
    repeated(sales.iter().map(|part| &part.code), |index| format!("/sales/{index}/channel"), faults);
    repeated(capital.iter().map(|part| &part.code), |index| format!("/capital/{index}/source"), faults);
}

fn people(it: &progress::Model, faults: &mut Vec<Violation>) {
    for (field, stored) in [("permanentWorkers", &it.permanent_workers), ("casualWorkers", &it.casual_workers)] {
        let rows: Vec<Workers> = list(stored);
        let keys = rows.iter().map(|row| (&row.sex, &row.relation, row.disability));
        repeated(keys, |index| format!("/{field}/{index}"), faults);
    }
    let (paid, wages) = (paid_count(it), it.wages.unwrap_or_default());
    if (paid > 0) != (wages > 0) {
        let said = Text::new(
            "Upah lebih dari 0 bila dan hanya bila ada pekerja dibayar.",
            "Wages are above 0 if, and only if, there are paid workers.",
        );
        let code = if paid > 0 { Code::FieldRequired } else { Code::FieldRange };
        faults.push(Violation::new(code, "/wages").with("paidWorkers", paid).saying(said));
    }
    let most = paid + i64::from(it.family_workers.unwrap_or_default());
    if it.insured_workers.is_some_and(|insured| i64::from(insured) > most) {
        faults.push(Violation::new(Code::FieldRange, "/insuredWorkers").with("max", most));
    }
}

fn credit(it: &progress::Model, faults: &mut Vec<Violation>) {
    if it.credit_status.as_deref().is_some_and(|status| !UNLENT.contains(&status)) && it.lender.is_none() {
        faults.push(Violation::new(Code::FieldRequired, "/lender"));
    }
    if let (Some(limit), Some(owed)) = (it.credit_limit, it.credit_outstanding)
        && owed > limit
    {
        faults.push(Violation::new(Code::FieldRange, "/creditOutstanding").with("max", limit));
    }
}

/// Each key once.
fn repeated<K: Eq + Hash>(keys: impl Iterator<Item = K>, path: impl Fn(usize) -> String, faults: &mut Vec<Violation>) {
    let mut seen = HashSet::new();
    for (index, key) in keys.enumerate() {
        if !seen.insert(key) {
            faults.push(Violation::new(Code::FieldDuplicate, path(index)));
        }
    }
}

#[cfg(test)]
#[path = "rules_test.rs"]
pub(super) mod tests;
