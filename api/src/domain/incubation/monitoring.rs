//! Monitoring and evaluation visits (monev): planned, made, followed up (domain.md rows 13 and 67).

use entity::aid;
use entity::monitoring_visit::Model;
use sea_orm::EntityTrait;

use crate::domain::ids::Kind;
use crate::domain::incubation::evidence;
use crate::domain::registry::kept::{Checks, Link, kept};
use crate::domain::text::Text;
use crate::domain::{Code, Result, Tx, Violation};
use crate::vocab::UnitKind;

kept! {
    monitoring_visit: MonitoringVisit,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: Monitor,
    readers: Coached,
    title: Some("purpose"),
    class: Some("on_target"),
    ends: Some("follow_up_due_on"),
    alone: [],
    refs: [("enterprise_id", Kind::Enterprise), ("aid_id", Kind::Aid), ("photo_id", Kind::UnitDocument)],
    span: None,
    fixed: [],
    also: [(Link::Enterprise, "enterprise_id")],
    prepare: prepare,
    check(it, checks) {
        checks.code_if("onTarget", "monevVerdicts", it.on_target.as_deref());
        complete(it, checks);
        ordered(it, checks);
    }
}

/// The photo is theirs. The aid looked at is aid of the unit that is visited and, where an enterprise is named, of that
/// enterprise.
async fn prepare(tx: &Tx, draft: &mut Model, _old: Option<&Model>, faults: &mut Vec<Violation>) -> Result<()> {
    let about = (draft.unit_id, draft.enterprise_id.filter(|id| !id.is_nil()));
    evidence::refuse_foreign(tx, ("/photoId", draft.photo_id), about, faults).await?;
    let Some(id) = draft.aid_id.filter(|id| !id.is_nil()) else {
        return Ok(());
    };
    let found = aid::Entity::find_by_id(id).one(tx.conn()?).await?.filter(|aid| aid.unit_id == draft.unit_id);
    match found {
        None => faults.push(Violation::new(Code::UnknownCode, "/aidId").with("kind", Kind::Aid.name())),
        Some(aid) if draft.enterprise_id.is_some() && draft.enterprise_id != aid.enterprise_id => {
            let fault = Violation::new(Code::UnknownCode, "/aidId").with("kind", Kind::Aid.name());
            let text = Text::new("Bantuan ini bukan milik usaha tersebut.", "This aid is not that enterprise's.");
            faults.push(fault.saying(text));
        }
        Some(_) => {}
    }
    Ok(())
}

/// What goes with what: a visit that took place has findings, and only such a one has a verdict and a follow-up.
fn complete(it: &Model, checks: &mut Checks<'_>) {
    let visited = it.visited_on.is_some();
    if visited && it.findings.is_none() {
        checks.fault(Code::FieldRequired, "findings");
    }
    let said = it.findings.is_some() || it.on_target.is_some() || it.follow_up.is_some();
    if said && !visited {
        checks.say(
            Code::FieldRequired,
            "visitedOn",
            "Temuan, putusan, dan tindak lanjut hanya ada setelah kunjungan terlaksana.",
            "Findings, a verdict and a follow-up are there only once the visit took place.",
        );
    }
    if it.follow_up.is_some() != it.follow_up_due_on.is_some() {
        let missing = if it.follow_up.is_some() { "followUpDueOn" } else { "followUp" };
        checks.fault(Code::FieldRequired, missing);
    }
    // A day without a follow-up is said once, for whichever day is there.
    if it.follow_up_done_on.is_some() && it.follow_up.is_none() && it.follow_up_due_on.is_none() {
        checks.fault(Code::FieldRequired, "followUp");
    }
    if it.latitude.is_some() != it.longitude.is_some() {
        checks.fault(Code::FieldRequired, if it.latitude.is_some() { "longitude" } else { "latitude" });
    }
}

/// The days in their order. A visit may be made before the day it was planned for.
fn ordered(it: &Model, checks: &mut Checks<'_>) {
    checks.past("visitedOn", it.visited_on);
    checks.past("followUpDoneOn", it.follow_up_done_on);
    checks.order(("visitedOn", it.visited_on), ("followUpDueOn", it.follow_up_due_on));
    checks.order(("visitedOn", it.visited_on), ("followUpDoneOn", it.follow_up_done_on));
}
