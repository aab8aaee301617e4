//! Assessments and selection rounds.

use super::kept;
use crate::domain::Code;
use crate::domain::ids::Kind;
use crate::vocab::UnitKind;

kept! {
    assessment: Assessment,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: Assess,
    readers: Scoped,
    title: Some("instrument"),
    class: Some("readiness_level"),
    ends: None,
    alone: [],
    refs: [("assessor_id", Kind::Organization), ("document_id", Kind::UnitDocument)],
    span: None,
    fixed: [],
    check(it, checks) {
        checks.code_if("readinessLevel", "readinessLevels", it.readiness_level.as_deref());
        if it.assessed_on > checks.today() {
            checks.fault(Code::FieldRange, "assessedOn");
        }
    }
}

kept! {
    selection_round: SelectionRound,
    owners: [UnitKind::Organization],
    keepers: ManageRegistry,
    readers: SignedIn,
    title: Some("name"),
    class: Some("subject_kind"),
    ends: None,
    alone: [],
    refs: [("programme_id", Kind::Programme), ("study_id", Kind::UnitDocument)],
    span: None,
    fixed: [decree_number, decided_on],
    settled(it) { it.decided_on.is_some() }
    check(it, checks) {
        checks.code("subjectKind", "selectionSubjects", &it.subject_kind);
        let criteria: Vec<serde_json::Value> = serde_json::from_str(&it.criteria).unwrap_or_default();
        let weight = |criterion: &serde_json::Value| criterion.get("weight").and_then(serde_json::Value::as_i64);
        let code = |criterion: &serde_json::Value| {
            criterion.get("code").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
        };
        if criteria.iter().filter_map(weight).sum::<i64>() != 100 {
            checks.say(
                Code::FieldRange,
                "criteria",
                "Bobot kriteria harus berjumlah 100.",
                "The weights of the criteria sum to 100.",
            );
        }
        let codes: std::collections::BTreeSet<String> = criteria.iter().map(code).collect();
        if codes.len() != criteria.len() {
            checks.fault(Code::FieldDuplicate, "criteria");
        }
        if it.select_count > it.longlist_size {
            checks.fault(Code::FieldRange, "selectCount");
        }
    }
}
