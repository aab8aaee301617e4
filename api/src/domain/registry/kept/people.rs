//! Offices and meetings.

use super::kept;
use crate::domain::Code;
use crate::domain::ids::Kind;
use crate::vocab::UnitKind;

kept! {
    appointment: Appointment,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site, UnitKind::Organization],
    keepers: KeepOwnRecords,
    readers: SignedIn,
    title: Some("person_name"),
    class: Some("position"),
    ends: Some("to_on"),
    alone: ["position", "person_name"],
    refs: [("programme_id", Kind::Programme)],
    span: Some(("from_on", "to_on")),
    fixed: [],
    check(it, checks) {
        checks.code("position", "officerPositions", &it.position);
        checks.order(("fromOn", Some(it.from_on)), ("toOn", it.to_on));
    }
}

kept! {
    meeting: Meeting,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site, UnitKind::Organization],
    keepers: KeepMeetings,
    readers: SignedIn,
    title: Some("title"),
    class: Some("kind"),
    ends: Some("to_on"),
    alone: [],
    refs: [("minutes_id", Kind::UnitDocument)],
    span: None,
    fixed: [],
    check(it, checks) {
        checks.code("kind", "meetingKinds", &it.kind);
        checks.codes_of("participants", "role", "participantRoles", &it.participants);
        checks.order(("fromOn", Some(it.from_on)), ("toOn", it.to_on));
    }
}

kept! {
    follow_up: FollowUp,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site, UnitKind::Organization],
    keepers: KeepMeetings,
    readers: SignedIn,
    title: Some("title"),
    class: Some("status"),
    ends: Some("due_on"),
    alone: [],
    refs: [("meeting_id", Kind::Meeting)],
    span: None,
    fixed: [],
    check(it, checks) {
        checks.code("status", "followUpStatuses", &it.status);
        if (it.status == "DONE") != it.done_on.is_some() {
            checks.say(
                Code::FieldRequired,
                "doneOn",
                "Hari selesai disebut bila dan hanya bila statusnya DONE.",
                "The day it was done is named if, and only if, its status is DONE.",
            );
        }
    }
}
