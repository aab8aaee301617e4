//! What happened to a person, day by day: training, aid, incubation, work. A person is one across all of them, and each
//! record is told of only as far as the caller may read it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::{
    aid, alumni_trace, enterprise, incubatee, job_seeker, membership, person, placement, stage_change, trainee,
    training_package,
};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::status;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::stages::Stage;
use crate::domain::incubation::timeline::{Happening, label, naming, rows};
use crate::domain::page::{MAX_LIMIT, PageRequest};
use crate::domain::registry::kept::{Held, ops};
use crate::domain::{Ctx, Result};

/// First day of a membership, and the day after its last.
type Span = (NaiveDate, Option<NaiveDate>);

/// All of it, in the order of days, for who sees the person. What it is: `TRAINING_APPLICATION`, `TRAINING_ADMISSION`,
/// `TRAINING_RESULT`, `COMPETENCY_TEST`, `CERTIFICATE`, `ALUMNI_TRACE`, `AID`, `MEMBERSHIP`, `MEMBERSHIP_END`,
/// `APPLICATION`, `STAGE_CHANGE`, `JOB_SEEKING`, `PLACEMENT`, `PLACEMENT_END`.
pub async fn of_person(ctx: &Ctx, id: &str) -> Result<Vec<Happening>> {
    ops::get::<person::Model>(ctx, id).await?;
    let trained = naming::<trainee::Model>(ctx, id, &[]).await?;
    let titles = titles(ctx, &trained).await?;
    let mut all: Vec<Happening> = trained.iter().flat_map(|held| of_trainee(ctx, &held.row, &titles)).collect();
    let traced = rows(ctx, id, &[], "ALUMNI_TRACE", |row: &alumni_trace::Model| {
        Some((row.traced_on?, label(ctx, "traceOutcomes", row.status.as_deref()?)))
    });
    all.extend(traced.await?);
    all.extend(aided(ctx, id).await?);
    all.extend(of_enterprises(ctx, id).await?);
    all.extend(of_work(ctx, id).await?);
    // Stable: on one day, training comes before what it led to.
    all.sort_by_key(|happening| happening.on);
    Ok(all)
}

/// Trainings that members of an enterprise passed: `TRAINING`.
pub async fn of_members(ctx: &Ctx, enterprise: &str) -> Result<Vec<Happening>> {
    let members = naming::<membership::Model>(ctx, enterprise, &[]).await?;
    let members: BTreeSet<Uuid> = members.into_iter().map(|held| held.row.person_id).collect();
    let graduates = ops::visible::<trainee::Model>(ctx)?
        .add(Expr::col("person_id").is_in(members))
        .add(Expr::col("status").eq(status::GRADUATED))
        .add(Expr::col("archived_at").is_null());
    let found = ops::page_of::<trainee::Model>(ctx, graduates, &PageRequest::new(Some(MAX_LIMIT), None)?).await?;
    let found: Vec<Held<trainee::Model>> = found.items.into_iter().map(|(_, held)| held).collect();
    let titles = titles(ctx, &found).await?;
    let passed = found.iter().filter_map(|held| {
        let title = titles.get(&held.row.package_id).cloned();
        told(&held.row, "TRAINING", held.row.ended_on, title.unwrap_or_else(|| reached(ctx, &held.row)))
    });
    Ok(passed.collect())
}

/// Titles of packages. Whoever sees a trainee is told what it was trained in.
async fn titles(ctx: &Ctx, trained: &[Held<trainee::Model>]) -> Result<HashMap<Uuid, String>> {
    let ids: BTreeSet<Uuid> = trained.iter().map(|held| held.row.package_id).collect();
    let found: Vec<(Uuid, String)> = training_package::Entity::find()
        .select_only()
        .column(training_package::Column::Id)
        .column(training_package::Column::Title)
        .filter(training_package::Column::Id.is_in(ids))
        .into_tuple()
        .all(ctx.db())
        .await?;
    Ok(found.into_iter().collect())
}

/// What happened in one training.
fn of_trainee(ctx: &Ctx, row: &trainee::Model, titles: &HashMap<Uuid, String>) -> Vec<Happening> {
    let package = titles.get(&row.package_id).map(String::as_str);
    let stands = |code: &str| titled(label(ctx, "traineeStatuses", code), package);
    let test = row.test_result.as_deref().map(|code| titled(label(ctx, "competencyResults", code), package));
    let over = row.status != status::APPLIED && row.status != status::ADMITTED;
    let certified = row.certificate_number.as_ref().and(row.certified_on.or(row.ended_on));
    let all = [
        told(row, "TRAINING_APPLICATION", Some(row.applied_on), stands(status::APPLIED)),
        told(row, "TRAINING_ADMISSION", row.admitted_on, stands(status::ADMITTED)),
        told(row, "TRAINING_RESULT", row.ended_on.filter(|_| over), titled(reached(ctx, row), package)),
        told(row, "COMPETENCY_TEST", row.tested_on, test.unwrap_or_default()),
        told(row, "CERTIFICATE", certified, package.map_or_else(|| reached(ctx, row), str::to_owned)),
    ];
    all.into_iter().flatten().collect()
}

/// Where a trainee stands, in the caller's language.
fn reached(ctx: &Ctx, row: &trainee::Model) -> String {
    label(ctx, "traineeStatuses", &row.status)
}

/// What is said, and of what.
fn titled(said: String, of: Option<&str>) -> String {
    match of {
        Some(of) => format!("{said}: {of}"),
        None => said,
    }
}

fn told(row: &trainee::Model, kind: &'static str, on: Option<NaiveDate>, title: String) -> Option<Happening> {
    Some(Happening { on: on?, kind, id: ids::text(Kind::Trainee, row.id), title })
}

/// Aid that was given to a person or an enterprise.
async fn aided(ctx: &Ctx, of: &str) -> Result<Vec<Happening>> {
    let paid = |row: &aid::Model| Some((row.disbursed_on.or(row.status_on)?, row.title.clone()));
    rows(ctx, of, &[], "AID", paid).await
}

/// Its memberships, and what happened to each enterprise on the days on which it was a member.
async fn of_enterprises(ctx: &Ctx, person: &str) -> Result<Vec<Happening>> {
    let members = naming::<membership::Model>(ctx, person, &[]).await?;
    let mut spans: BTreeMap<Uuid, Vec<Span>> = BTreeMap::new();
    for held in &members {
        spans.entry(held.row.enterprise_id).or_default().push((held.row.joined_on, held.row.left_on));
    }
    let known: Vec<Uuid> = spans.keys().copied().collect();
    let named = ops::by_ids::<enterprise::Model>(ctx, &known).await?;
    let names: HashMap<Uuid, String> = named.into_iter().map(|held| (held.row.id, held.row.name)).collect();
    let mut all: Vec<Happening> = members.iter().flat_map(|held| of_membership(ctx, &held.row, &names)).collect();
    for (enterprise, spans) in &spans {
        let its = incubated(ctx, &ids::text(Kind::Enterprise, *enterprise)).await?;
        all.extend(its.into_iter().filter(|happening| spans.iter().any(|span| within(*span, happening.on))));
    }
    Ok(all)
}

/// Whether a day lies within a membership.
fn within((joined, left): Span, on: NaiveDate) -> bool {
    joined <= on && left.is_none_or(|left| on < left)
}

fn of_membership(ctx: &Ctx, row: &membership::Model, names: &HashMap<Uuid, String>) -> Vec<Happening> {
    let title = titled(label(ctx, "membershipRoles", &row.office), names.get(&row.enterprise_id).map(String::as_str));
    let left = row.left_on.filter(|left| *left <= ctx.today());
    let told = |kind: &'static str, on: NaiveDate| {
        let id = ids::text(Kind::Membership, row.id);
        Happening { on, kind, id, title: title.clone() }
    };
    let ended = left.map(|left| told("MEMBERSHIP_END", left));
    [Some(told("MEMBERSHIP", row.joined_on)), ended].into_iter().flatten().collect()
}

/// What happened to an enterprise in incubation, and the aid to it.
async fn incubated(ctx: &Ctx, enterprise: &str) -> Result<Vec<Happening>> {
    let stage = |code: &str| label(ctx, "incubationStages", code);
    let mut all = rows(ctx, enterprise, &[], "APPLICATION", |row: &incubatee::Model| {
        Some((row.applied_on, stage(Stage::Applied.as_str())))
    })
    .await?;
    let moved = rows(ctx, enterprise, &[], "STAGE_CHANGE", |row: &stage_change::Model| {
        Some((row.moved_on, stage(&row.to_stage)))
    });
    all.extend(moved.await?);
    all.extend(aided(ctx, enterprise).await?);
    Ok(all)
}

/// Looking for work, and finding it.
async fn of_work(ctx: &Ctx, person: &str) -> Result<Vec<Happening>> {
    let mut all =
        rows(ctx, person, &[], "JOB_SEEKING", |row: &job_seeker::Model| Some((row.registered_on, row.wanted.clone())))
            .await?;
    let begun =
        rows(ctx, person, &[], "PLACEMENT", |row: &placement::Model| Some((row.started_on, row.position.clone())));
    all.extend(begun.await?);
    let ended =
        rows(ctx, person, &[], "PLACEMENT_END", |row: &placement::Model| Some((row.ended_on?, row.position.clone())));
    all.extend(ended.await?);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_before_or_after_a_membership_did_not_happen_to_the_member() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let span = (day("2026-02-01"), Some(day("2026-05-01")));
        let told = ["2026-01-31", "2026-02-01", "2026-04-30", "2026-05-01"].map(|on| within(span, day(on)));
        assert_eq!(told, [false, true, true, false]);
        assert!(within((day("2026-02-01"), None), day("2030-01-01")));
    }
}
