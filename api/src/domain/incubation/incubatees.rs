//! Incubatees: how an enterprise enters a cohort, and its baseline.

use chrono::NaiveDate;
use entity::{cohort, enterprise, incubatee, stage_change};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::applicants;
use super::eligibility::{self, Rule};
use super::progress;
use super::stages::Stage;
use crate::domain::access::{self, Action, Place};
use crate::domain::ids::Kind;
use crate::domain::registry::kept::{Held, Link, kept};
use crate::domain::registry::unit_by_id;
use crate::domain::text::Text;
use crate::domain::{Code, Error, Result, Tx, Violation};
use crate::vocab::UnitKind;

kept! {
    incubatee: Incubatee,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepCoaching,
    readers: Coached,
    title: None,
    class: Some("stage"),
    ends: None,
    alone: [],
    refs: [("cohort_id", Kind::Cohort), ("enterprise_id", Kind::Enterprise)],
    span: None,
    fixed: [cohort_id, stage, stage_on, suspended_from, graduated_on],
    hangs: cohort_id of cohort,
    also: [(Link::Enterprise, "enterprise_id")],
    prepare: prepare,
    after: after,
    check(it, checks) {
        checks.code("aidRelation", "aidRelations", &it.aid_relation);
        checks.past("appliedOn", Some(it.applied_on));
    }
}

/// The month of a day, as months are written: `2026-10`.
pub fn month_of(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

async fn prepare(
    tx: &Tx,
    draft: &mut incubatee::Model,
    old: Option<&incubatee::Model>,
    faults: &mut Vec<Violation>,
) -> Result<()> {
    check_baseline(tx, draft, faults);
    match old {
        Some(old) => correct(tx, draft, old, faults).await,
        None => enter(tx, draft, faults).await,
    }
}

/// The months are compared with a corrected baseline anew. A new incubatee has none.
async fn after(tx: &Tx, held: &Held<incubatee::Model>) -> Result<()> {
    if held.row.version == 1 { Ok(()) } else { progress::rebase(tx, &held.row).await }
}

fn check_baseline(tx: &Tx, draft: &incubatee::Model, faults: &mut Vec<Violation>) {
    let money = [draft.baseline_revenue, draft.baseline_costs, draft.baseline_income];
    let Some(month) = &draft.baseline_month else {
        if money.iter().any(Option::is_some) || draft.baseline_workers.is_some() {
            faults.push(Violation::new(Code::FieldRequired, "/baselineMonth"));
        }
        return;
    };
    let well_formed = format!("{month}-01").parse::<NaiveDate>().is_ok_and(|first| month_of(first) == *month);
    let last = month_of(tx.today());
    if !well_formed {
        faults.push(Violation::new(Code::FieldFormat, "/baselineMonth"));
    } else if *month > last {
        faults.push(Violation::new(Code::FieldRange, "/baselineMonth").with("max", last));
    }
}

/// A correction: the enterprise, and why it was let in, stand as they are.
async fn correct(
    tx: &Tx,
    draft: &mut incubatee::Model,
    old: &incubatee::Model,
    faults: &mut Vec<Violation>,
) -> Result<()> {
    let stands = |path: &str| {
        let said = Text::new("Bidang ini tidak berubah sesudah dicatat.", "This field does not change once recorded.");
        Violation::new(Code::FieldRange, path).saying(said)
    };
    if draft.enterprise_id != old.enterprise_id {
        faults.push(stands("/enterpriseId"));
    }
    if draft.override_reason != old.override_reason {
        faults.push(stands("/overrideReason"));
    }
    if draft.applied_on == old.applied_on {
        return Ok(());
    }
    match first_move(tx, old).await? {
        Some(day) if draft.applied_on > day => {
            faults.push(Violation::new(Code::FieldRange, "/appliedOn").with("max", day.to_string()));
        }
        Some(_) => {}
        None => draft.stage_on = Some(draft.applied_on),
    }
    Ok(())
}

/// The day on which it left the stage of the application.
async fn first_move(tx: &Tx, row: &incubatee::Model) -> Result<Option<NaiveDate>> {
    let moves = stage_change::Entity::find()
        .filter(stage_change::Column::IncubateeId.eq(row.id))
        .order_by_asc(stage_change::Column::MovedOn);
    Ok(moves.one(tx.conn()?).await?.map(|change| change.moved_on))
}

/// An application. What stands in its way is said, or set aside by somebody who may.
async fn enter(tx: &Tx, draft: &mut incubatee::Model, faults: &mut Vec<Violation>) -> Result<()> {
    draft.stage = Stage::Applied.as_str().to_owned();
    draft.stage_on = Some(draft.applied_on);
    // Held until the write ends: two that apply at once do not both take the last place.
    let cohort = cohort::Entity::find_by_id(draft.cohort_id).lock_exclusive().one(tx.conn()?).await?;
    let cohort = cohort.ok_or_else(|| Error::new(Code::NotFound))?;
    if draft.override_reason.is_some() {
        let unit = unit_by_id(tx.conn()?, cohort.unit_id).await?;
        tx.require(Action::Override, Some(&Place::from(&unit)))?;
    }
    if let Some(last) = cohort.ends_on.filter(|last| draft.applied_on > *last) {
        faults.push(Violation::new(Code::FieldRange, "/appliedOn").with("max", last.to_string()));
    }
    let mut obstacles: Vec<Violation> = full(tx, &cohort).await?.into_iter().collect();
    let enterprise = enterprise::Entity::find_by_id(draft.enterprise_id).lock_exclusive().one(tx.conn()?).await?;
    if let Some(enterprise) = enterprise {
        if !within_reach(tx, &enterprise, cohort.unit_id).await? {
            faults.push(Violation::new(Code::UnknownCode, "/enterpriseId").with("kind", Kind::Enterprise.name()));
            return Ok(());
        }
        faults.extend(elsewhere(tx, draft).await?);
        let rules: Vec<Rule> = serde_json::from_str(&cohort.eligibility)?;
        obstacles.extend(eligibility::failing(&rules, &applicants::of(tx, &rules, &enterprise, draft).await?));
    }
    if obstacles.is_empty() {
        // There was nothing to set aside.
        draft.override_reason = None;
    } else if draft.override_reason.is_none() {
        faults.extend(obstacles);
    }
    Ok(())
}

/// An enterprise is enrolled by the unit that has or coaches it, or by somebody who keeps it there. Others do not learn
/// of it.
async fn within_reach(tx: &Tx, enterprise: &enterprise::Model, unit: Uuid) -> Result<bool> {
    if enterprise.unit_id == unit || [enterprise.blk_id, enterprise.kawasan_id].contains(&Some(unit)) {
        return Ok(true);
    }
    let home = unit_by_id(tx.conn()?, enterprise.unit_id).await?;
    Ok(access::can(tx, Action::KeepCoaching, Some(&Place::from(&home))))
}

/// The target is the most that a cohort takes; who was rejected or dropped out has left a place.
async fn full(tx: &Tx, cohort: &cohort::Model) -> Result<Option<Violation>> {
    let gone = [Stage::Rejected.as_str(), Stage::DroppedOut.as_str()];
    let there = incubatee::Entity::find()
        .filter(incubatee::Column::CohortId.eq(cohort.id))
        .filter(incubatee::Column::ArchivedAt.is_null())
        .filter(incubatee::Column::Stage.is_not_in(gone));
    let (target, there) = (cohort.target.unwrap_or_default(), there.count(tx.conn()?).await?);
    let full = there >= u64::try_from(target).unwrap_or_default();
    Ok(full.then(|| Violation::new(Code::CohortFull, "").with("target", target).with("incubatees", there)))
}

/// An enterprise is in one incubation at a time.
async fn elsewhere(tx: &Tx, draft: &incubatee::Model) -> Result<Option<Violation>> {
    let finals = Stage::ALL.iter().filter(|stage| stage.is_final()).map(|stage| stage.as_str());
    let unfinished = Condition::all()
        .add(incubatee::Column::EnterpriseId.eq(draft.enterprise_id))
        .add(incubatee::Column::ArchivedAt.is_null())
        .add(incubatee::Column::Stage.is_not_in(finals));
    let found = incubatee::Entity::find().filter(unfinished).count(tx.conn()?).await?;
    let said = Text::new(
        "Usaha ini sedang dalam inkubasi yang belum selesai.",
        "This enterprise is in another incubation that has not ended.",
    );
    Ok((found > 0).then(|| Violation::new(Code::AlreadyExists, "/enterpriseId").saying(said)))
}
