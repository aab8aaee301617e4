//! What must be shown before a stage is entered, and what of it is missing: pure.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::stages::Stage;
use crate::domain::text::Text;
use crate::domain::{Code, Violation};

/// Something that a cohort asks for before a stage is entered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gate {
    /// Code of `incubationStages`.
    pub stage: String,
    /// Code of `gateRequirements`.
    pub requirement: String,
    /// How many, where it is counted.
    pub count: Option<i32>,
    /// Which ones, where they are named.
    #[serde(default)]
    pub codes: Vec<String>,
}

/// What a requirement is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// That it is there.
    Nothing,
    /// A number, at most this one.
    Count(i32),
    /// Codes of a set.
    Codes(&'static str),
    /// One code of an ordered set, or a later one.
    Level(&'static str),
}

/// What the requirement of a code is held to.
pub fn asks(requirement: &str) -> Option<Asks> {
    Some(match requirement {
        "BASELINE" => Asks::Nothing,
        "MILESTONES" => Asks::Codes("milestones"),
        "DOCUMENTS" => Asks::Codes("documentKinds"),
        "CERTIFICATIONS" => Asks::Codes("certifications"),
        "VISITS" => Asks::Count(1_000),
        "PROGRESS_MONTHS" => Asks::Count(120),
        "READINESS" => Asks::Count(100),
        "BOOKKEEPING" => Asks::Level("bookkeepingLevels"),
        _ => return None,
    })
}

/// The gates of a cohort that names none: stage, requirement, count, codes.
const DEFAULTS: &[(Stage, &str, Option<i32>, &[&str])] = &[
    (Stage::PreIncubation, "BASELINE", None, &[]),
    (Stage::Incubation, "MILESTONES", None, &["RENCANA_USAHA"]),
    (Stage::PostIncubation, "VISITS", Some(4), &[]),
    (Stage::PostIncubation, "BOOKKEEPING", None, &["MANUAL"]),
    (Stage::PostIncubation, "PROGRESS_MONTHS", Some(3), &[]),
    (Stage::Graduated, "CERTIFICATIONS", None, &["NIB"]),
    (Stage::Graduated, "MILESTONES", None, &["PENJUALAN_PERTAMA"]),
    (Stage::Graduated, "PROGRESS_MONTHS", Some(6), &[]),
];

/// The gates that hold for a cohort: its own, or the defaults.
pub fn in_force(stored: &str) -> serde_json::Result<Vec<Gate>> {
    let own: Vec<Gate> = serde_json::from_str(stored)?;
    if !own.is_empty() {
        return Ok(own);
    }
    let defaults = DEFAULTS.iter().map(|(stage, requirement, count, codes)| Gate {
        stage: stage.as_str().to_owned(),
        requirement: (*requirement).to_owned(),
        count: *count,
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
    });
    Ok(defaults.collect())
}

/// What an incubatee has shown by a day.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Fields of the baseline that are empty.
    pub unrecorded: Vec<String>,
    /// Milestones reached.
    pub milestones: BTreeSet<String>,
    /// Kinds of documents that the move names as evidence.
    pub documents: BTreeSet<String>,
    /// Kinds of certificates that hold.
    pub certificates: BTreeSet<String>,
    /// Verified visits.
    pub visits: i32,
    /// Months of progress.
    pub months: i32,
    /// Last level of bookkeeping that was filed.
    pub bookkeeping: Option<String>,
    /// Last readiness score that was filed.
    pub readiness: Option<i32>,
}

/// A requirement that is not met.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    pub requirement: String,
    /// What is lacking, where it has codes.
    pub codes: Vec<String>,
    pub needed: Value,
    pub found: Value,
}

/// What is missing before a stage may be entered. `levels` are those of bookkeeping, lowest first.
pub fn missing(gates: &[Gate], to: Stage, shown: &Shown, levels: &[String]) -> Vec<Missing> {
    let asked = gates.iter().filter(|gate| gate.stage == to.as_str());
    asked.filter_map(|gate| lacking(gate, shown, levels)).collect()
}

fn lacking(gate: &Gate, shown: &Shown, levels: &[String]) -> Option<Missing> {
    match gate.requirement.as_str() {
        "BASELINE" => {
            let lacks = !shown.unrecorded.is_empty();
            lacks.then(|| unmet(gate, shown.unrecorded.clone(), json!(true), json!(false)))
        }
        "MILESTONES" => named(gate, &shown.milestones),
        "DOCUMENTS" => named(gate, &shown.documents),
        "CERTIFICATIONS" => named(gate, &shown.certificates),
        "VISITS" => counted(gate, shown.visits),
        "PROGRESS_MONTHS" => counted(gate, shown.months),
        "READINESS" => counted(gate, shown.readiness.unwrap_or_default()),
        "BOOKKEEPING" => level(gate, shown.bookkeeping.as_deref(), levels),
        // A code that was added to the set and means nothing here yet is never met.
        _ => Some(unmet(gate, gate.codes.clone(), json!(gate.count), Value::Null)),
    }
}

fn unmet(gate: &Gate, codes: Vec<String>, needed: Value, found: Value) -> Missing {
    Missing { requirement: gate.requirement.clone(), codes, needed, found }
}

fn named(gate: &Gate, there: &BTreeSet<String>) -> Option<Missing> {
    let (found, lacks): (Vec<String>, Vec<String>) = gate.codes.iter().cloned().partition(|code| there.contains(code));
    (!lacks.is_empty()).then(|| unmet(gate, lacks, json!(gate.codes), json!(found)))
}

fn counted(gate: &Gate, found: i32) -> Option<Missing> {
    let needed = gate.count.unwrap_or(1);
    (found < needed).then(|| unmet(gate, Vec::new(), json!(needed), json!(found)))
}

fn level(gate: &Gate, found: Option<&str>, levels: &[String]) -> Option<Missing> {
    let rank = |code: &str| levels.iter().position(|level| level == code);
    let needed = gate.codes.first()?;
    let reached = found.and_then(rank).is_some_and(|found| rank(needed).is_some_and(|needed| found >= needed));
    (!reached).then(|| unmet(gate, vec![needed.clone()], json!(needed), json!(found)))
}

impl Missing {
    /// The same as a violation of a move.
    pub fn violation(&self) -> Violation {
        Violation::new(Code::Gate, "/to")
            .with("requirement", self.requirement.as_str())
            .with("codes", self.codes.clone())
            .with("needed", self.needed.clone())
            .with("found", self.found.clone())
            .saying(self.sentence())
    }

    /// The same as words, for the record of an override: `MILESTONES:RENCANA_USAHA`, `VISITS:4`.
    pub fn words(&self) -> Vec<String> {
        if self.codes.is_empty() {
            return vec![format!("{}:{}", self.requirement, self.needed)];
        }
        self.codes.iter().map(|code| format!("{}:{code}", self.requirement)).collect()
    }

    fn sentence(&self) -> Text {
        let (codes, needed) = (self.codes.join(", "), &self.needed);
        let found = self.found.as_str().map_or_else(|| self.found.to_string(), str::to_owned);
        let (id, en) = match self.requirement.as_str() {
            "BASELINE" => (format!("Data awal belum dicatat: {codes}."), format!("The baseline lacks {codes}.")),
            "MILESTONES" => (format!("Tonggak belum tercapai: {codes}."), format!("Milestones not reached: {codes}.")),
            "DOCUMENTS" => (
                format!("Sebutkan dokumen jenis ini sebagai bukti (evidence): {codes}."),
                format!("Name documents of these kinds as evidence: {codes}."),
            ),
            "CERTIFICATIONS" => (
                format!("Legalitas atau sertifikat yang berlaku belum ada: {codes}."),
                format!("No certificate that holds: {codes}."),
            ),
            "VISITS" => (
                format!("Kunjungan pendampingan terverifikasi: {found} dari {needed}."),
                format!("Verified mentoring visits: {found} of {needed}."),
            ),
            "PROGRESS_MONTHS" => (
                format!("Laporan perkembangan: {found} dari {needed} bulan."),
                format!("Months of progress: {found} of {needed}."),
            ),
            "READINESS" => {
                (format!("Skor kesiapan: {found} dari {needed}."), format!("Readiness score: {found} of {needed}."))
            }
            "BOOKKEEPING" if self.found.is_null() => (
                format!("Pencatatan keuangan belum dilaporkan; paling rendah {codes}."),
                format!("No level of bookkeeping was filed; at least {codes} is needed."),
            ),
            "BOOKKEEPING" => (
                format!("Pencatatan keuangan {found}; paling rendah {codes}."),
                format!("Bookkeeping is at {found}; at least {codes} is needed."),
            ),
            other => (format!("Belum terpenuhi: {other}."), format!("Not met: {other}.")),
        };
        Text::new(id, en)
    }
}

#[cfg(test)]
#[path = "gates_test.rs"]
mod tests;
