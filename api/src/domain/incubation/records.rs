//! What hangs on an incubatee: its moves, milestones, problems, contracts, and what became of it.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::Code;
use crate::domain::ids::Kind;
use crate::domain::registry::kept::{Checks, Link, kept};
use crate::vocab::UnitKind;

kept! {
    stage_change: StageChange,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepCoaching,
    readers: Coached,
    title: None,
    class: Some("to_stage"),
    ends: None,
    alone: [],
    refs: [("incubatee_id", Kind::Incubatee), ("enterprise_id", Kind::Enterprise)],
    span: None,
    fixed: [incubatee_id, enterprise_id],
    hangs: incubatee_id of incubatee,
    also: [(Link::Enterprise, "enterprise_id")],
    inherits: [enterprise_id],
    settled(_it) { true }
    check(it, checks) {
        checks.code_if("fromStage", "incubationStages", it.from_stage.as_deref());
        checks.code("toStage", "incubationStages", &it.to_stage);
        checks.code_if("reasonCode", "dropoutReasons", it.reason_code.as_deref());
    }
}

kept! {
    milestone: Milestone,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepCoaching,
    readers: Coached,
    title: Some("title"),
    class: Some("code"),
    ends: Some("due_on"),
    alone: [],
    refs: [("incubatee_id", Kind::Incubatee), ("enterprise_id", Kind::Enterprise), ("evidence_id", Kind::UnitDocument)],
    span: None,
    fixed: [incubatee_id, enterprise_id],
    hangs: incubatee_id of incubatee,
    also: [(Link::Enterprise, "enterprise_id")],
    inherits: [enterprise_id],
    mentored: true,
    check(it, checks) {
        checks.code("code", "milestones", &it.code);
        checks.past("achievedOn", it.achieved_on);
    }
}

kept! {
    problem: Problem,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepCoaching,
    readers: Coached,
    title: Some("title"),
    class: Some("status"),
    ends: Some("due_on"),
    alone: [],
    refs: [("incubatee_id", Kind::Incubatee), ("enterprise_id", Kind::Enterprise)],
    span: None,
    fixed: [incubatee_id, enterprise_id],
    hangs: incubatee_id of incubatee,
    also: [(Link::Enterprise, "enterprise_id")],
    inherits: [enterprise_id],
    mentored: true,
    check(it, checks) {
        checks.code("origin", "problemOrigins", &it.origin);
        checks.code("category", "problemCategories", &it.category);
        checks.code("severity", "severityLevels", &it.severity);
        checks.code("status", "problemStatuses", &it.status);
        checks.past("resolvedOn", it.resolved_on);
        if (it.status == "RESOLVED") != it.resolved_on.is_some() {
            checks.say(
                Code::FieldRequired,
                "resolvedOn",
                "Hari selesai disebut bila dan hanya bila statusnya RESOLVED.",
                "The day it was solved is named if, and only if, its status is RESOLVED.",
            );
        }
        check_actions(&it.actions, checks);
    }
}

/// A day on which something was done about a problem.
#[derive(Deserialize)]
struct Action {
    on: NaiveDate,
}

/// Nothing was done in the future.
fn check_actions(stored: &str, checks: &mut Checks<'_>) {
    let actions: Vec<Action> = serde_json::from_str(stored).unwrap_or_default();
    for (index, action) in actions.iter().enumerate() {
        checks.past(&format!("actions/{index}/on"), Some(action.on));
    }
}

kept! {
    offtake_contract: OfftakeContract,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepCoaching,
    readers: Coached,
    title: Some("product"),
    class: Some("status"),
    ends: Some("ends_on"),
    alone: [],
    refs: [
        ("incubatee_id", Kind::Incubatee),
        ("enterprise_id", Kind::Enterprise),
        ("off_taker_id", Kind::Organization),
        ("document_id", Kind::UnitDocument)
    ],
    span: None,
    fixed: [incubatee_id, enterprise_id],
    hangs: incubatee_id of incubatee,
    also: [(Link::Enterprise, "enterprise_id")],
    inherits: [enterprise_id],
    mentored: true,
    check(it, checks) {
        checks.code("status", "contractStatuses", &it.status);
        checks.order(("startsOn", Some(it.starts_on)), ("endsOn", Some(it.ends_on)));
        if it.off_taker_id.is_some() == it.off_taker_name.is_some() {
            checks.say(
                Code::FieldRequired,
                "offTakerId",
                "Sebutkan tepat satu: offTakerId atau offTakerName.",
                "Name exactly one of offTakerId, offTakerName.",
            );
        }
        // What counts as an active contract has a number and dates (C13).
        if it.status == "ACTIVE" && it.number.is_none() {
            checks.fault(Code::FieldRequired, "number");
        }
        let hundredths = it.volume * 100.0;
        if (hundredths - hundredths.round()).abs() > 1e-6 {
            checks.fault(Code::ValuePrecision, "volume");
        }
    }
}

kept! {
    survival_check: SurvivalCheck,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepCoaching,
    readers: Coached,
    title: None,
    class: Some("status"),
    ends: Some("due_on"),
    alone: [],
    refs: [("incubatee_id", Kind::Incubatee), ("enterprise_id", Kind::Enterprise)],
    span: None,
    fixed: [incubatee_id, enterprise_id, months, due_on],
    hangs: incubatee_id of incubatee,
    also: [(Link::Enterprise, "enterprise_id")],
    inherits: [enterprise_id],
    mentored: true,
    check(it, checks) {
        checks.code_if("status", "survivalStatuses", it.status.as_deref());
        checks.past("checkedOn", it.checked_on);
        // Whoever looks early has not seen whether it survives.
        checks.order(("dueOn", it.due_on), ("checkedOn", it.checked_on));
        if it.status.is_some() != it.checked_on.is_some() {
            checks.fault(Code::FieldRequired, if it.status.is_some() { "checkedOn" } else { "status" });
        }
    }
}
