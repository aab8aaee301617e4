//! Cohorts: target, period, who may enter and what each stage asks.

use std::collections::BTreeSet;

use chrono::Months;
use entity::{cohort, incubatee};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::eligibility;
use super::gates::{self, Asks, Gate};
use super::stages::Stage;
use crate::domain::access::{Action, Place};
use crate::domain::ids::Kind;
use crate::domain::registry::kept::{Checks, kept};
use crate::domain::registry::unit_by_id;
use crate::domain::{Code, Result, Tx, Violation};
use crate::vocab::UnitKind;

/// Incubatees aimed at, unless the cohort says otherwise (domain.md row 50).
const TARGET: i32 = 10;
/// Months of incubation, unless the cohort says otherwise.
const MONTHS: i32 = 12;

kept! {
    cohort: Cohort,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepCoaching,
    readers: Coached,
    title: Some("name"),
    class: None,
    ends: Some("ends_on"),
    alone: [],
    refs: [("programme_id", Kind::Programme)],
    span: None,
    fixed: [ends_on],
    prepare: prepare,
    check(it, checks) {
        checks.codes_of("eligibility", "rule", "eligibilityRules", &it.eligibility);
        checks.codes_of("gates", "stage", "incubationStages", &it.gates);
        checks.codes_of("gates", "requirement", "gateRequirements", &it.gates);
        check_gates(it, checks);
        eligibility::check(&it.eligibility, checks);
    }
}

/// Fills in what was left out, and the day it ends.
async fn prepare(
    tx: &Tx,
    draft: &mut cohort::Model,
    old: Option<&cohort::Model>,
    _: &mut Vec<Violation>,
) -> Result<()> {
    draft.target.get_or_insert(TARGET);
    let months = *draft.months.get_or_insert(MONTHS);
    draft.ends_on =
        u32::try_from(months).ok().and_then(|months| draft.starts_on.checked_add_months(Months::new(months)));
    keep_measure(tx, draft, old).await
}

/// Gates of its own, and changes of who may enter and how many once somebody entered, are for those who may set a rule
/// aside: else a unit could open its own gate.
async fn keep_measure(tx: &Tx, draft: &cohort::Model, old: Option<&cohort::Model>) -> Result<()> {
    let loosened = match old {
        Some(old) if old.gates != draft.gates => true,
        Some(old) if (&old.eligibility, old.target) != (&draft.eligibility, draft.target) => {
            let entered = incubatee::Entity::find().filter(incubatee::Column::CohortId.eq(draft.id));
            entered.count(tx.conn()?).await? > 0
        }
        Some(_) => false,
        None => draft.gates != "[]",
    };
    if loosened {
        let unit = unit_by_id(tx.conn()?, draft.unit_id).await?;
        tx.require(Action::Override, Some(&Place::from(&unit)))?;
    }
    Ok(())
}

/// Each gate asks for what its requirement can be held to, and no stage asks twice for the same.
fn check_gates(it: &cohort::Model, checks: &mut Checks<'_>) {
    let gates: Vec<Gate> = serde_json::from_str(&it.gates).unwrap_or_default();
    let mut seen = BTreeSet::new();
    for (index, gate) in gates.iter().enumerate() {
        let field = |name: &str| format!("gates/{index}/{name}");
        if Stage::of(&gate.stage).is_some_and(|stage| !stage.is_gated()) {
            checks.say(
                Code::UnknownCode,
                &field("stage"),
                "Tahap ini tidak memakai syarat.",
                "Nothing is asked before this stage.",
            );
        }
        if !seen.insert((gate.stage.as_str(), gate.requirement.as_str())) {
            checks.fault(Code::FieldDuplicate, &field("requirement"));
        }
        check_gate(gate, &field, checks);
    }
}

fn check_gate(gate: &Gate, field: &impl Fn(&str) -> String, checks: &mut Checks<'_>) {
    let (counted, set, most) = match gates::asks(&gate.requirement) {
        Some(Asks::Nothing) => (None, None, 0),
        Some(Asks::Count(most)) => (Some(most), None, 0),
        Some(Asks::Codes(set)) => (None, Some(set), usize::MAX),
        Some(Asks::Level(set)) => (None, Some(set), 1),
        // The set does not know it: said already.
        None => return,
    };
    let fits = match (counted, gate.count) {
        (Some(most), Some(count)) => count <= most,
        (None, Some(_)) => false,
        (_, None) => true,
    };
    if !fits {
        checks.fault(Code::FieldRange, &field("count"));
    }
    let least = usize::from(set.is_some());
    if gate.codes.len() < least || gate.codes.len() > most {
        checks.fault(Code::FieldLength, &field("codes"));
    }
    for (place, code) in gate.codes.iter().enumerate() {
        if let Some(set) = set {
            checks.code(&field(&format!("codes/{place}")), set, code);
        }
    }
}
