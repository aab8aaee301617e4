//! Programmes: what they rest on, what they do, what they aim at, and who is enrolled.

use super::kept;
use crate::domain::Code;
use crate::domain::ids::Kind;
use crate::vocab::UnitKind;

kept! {
    enrolment: Enrolment,
    owners: [UnitKind::Blk],
    keepers: ManageRegistry,
    readers: Public,
    title: None,
    class: Some("outcome"),
    ends: Some("ended_on"),
    alone: ["programme_id"],
    refs: [("programme_id", Kind::Programme)],
    span: Some(("enrolled_on", "ended_on")),
    fixed: [],
    check(it, checks) {
        checks.code_if("outcome", "enrolmentOutcomes", it.outcome.as_deref());
        checks.order(("enrolledOn", Some(it.enrolled_on)), ("endedOn", it.ended_on));
        if it.outcome.is_some() && it.ended_on.is_none() {
            checks.fault(Code::FieldRequired, "endedOn");
        }
    }
}

kept! {
    regulation: Regulation,
    owners: [UnitKind::Organization],
    keepers: ManageRegistry,
    readers: Public,
    title: Some("title"),
    class: Some("status"),
    ends: None,
    alone: [],
    refs: [],
    span: None,
    fixed: [],
    check(it, checks) {
        checks.code("status", "regulationStatuses", &it.status);
    }
}

kept! {
    programme: Programme,
    owners: [UnitKind::Organization],
    keepers: ManageRegistry,
    readers: Public,
    title: Some("name"),
    class: Some("model"),
    ends: Some("to_on"),
    alone: [],
    refs: [("regulation_id", Kind::Regulation)],
    span: None,
    fixed: [],
    check(it, checks) {
        checks.code("model", "programmeModels", &it.model);
        checks.code_if("pattern", "programmePatterns", it.pattern.as_deref());
        checks.codes("policyTags", "nineLeaps", &it.policy_tags);
        checks.codes("agendas", "agendas", &it.agendas);
        checks.codes("priorityAreas", "priorityAreas", &it.priority_areas);
        checks.codes("contextTags", "programmeContexts", &it.context_tags);
        checks.codes("fundingSources", "fundingSources", &it.funding_sources);
        checks.order(("fromOn", Some(it.from_on)), ("toOn", it.to_on));
    }
}

kept! {
    activity: Activity,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site, UnitKind::Organization],
    keepers: ManageRegistry,
    readers: Public,
    title: Some("title"),
    class: Some("agenda"),
    ends: Some("to_on"),
    alone: [],
    refs: [("programme_id", Kind::Programme)],
    span: None,
    fixed: [],
    check(it, checks) {
        checks.code("agenda", "agendas", &it.agenda);
        checks.code("pillar", "programmePillars", &it.pillar);
        checks.code_if("serviceType", "serviceTypes", it.service_type.as_deref());
        checks.code_if("fundingSource", "fundingSources", it.funding_source.as_deref());
        checks.order(("fromOn", Some(it.from_on)), ("toOn", it.to_on));
    }
}

kept! {
    target: Target,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site, UnitKind::Organization],
    keepers: ManageRegistry,
    readers: Public,
    title: Some("metric"),
    class: None,
    ends: None,
    alone: [],
    refs: [("programme_id", Kind::Programme)],
    span: None,
    fixed: [],
    check(_it, _checks) {}
}
