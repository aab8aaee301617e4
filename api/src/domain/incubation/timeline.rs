//! What happened to an incubatee, day by day, as far as the caller may read it.

use chrono::NaiveDate;
use entity::{aid, certification, incubatee, mentoring_visit, milestone, offtake_contract, outcome, stage_change};

use super::mentors::visits;
use super::stages::Stage;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{MAX_LIMIT, PageRequest};
use crate::domain::registry::kept::{Filter, Held, Kept, ops};
use crate::domain::{Ctx, Result, training};

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Happening {
    pub on: NaiveDate,
    /// What it is, of an incubatee: `APPLICATION`, `STAGE_CHANGE`, `MILESTONE`, `VISIT`, `CERTIFICATION`, `AID`,
    /// `OFFTAKE_CONTRACT`, `OUTCOME`, `TRAINING` (a member graduated). What it is of a person stands in
    /// [`crate::domain::training::timeline`].
    pub kind: &'static str,
    /// Public id of its record.
    pub id: String,
    pub title: String,
}

/// All of it, in the order of days.
pub async fn of(ctx: &Ctx, id: &str) -> Result<Vec<Happening>> {
    let held = ops::get::<incubatee::Model>(ctx, id).await?;
    let (own, its) = (id, ids::text(Kind::Enterprise, held.row.enterprise_id));
    let mut all = vec![Happening {
        on: held.row.applied_on,
        kind: "APPLICATION",
        id: own.to_owned(),
        title: label(ctx, "incubationStages", Stage::Applied.as_str()),
    }];
    let moved = rows(ctx, own, &[], "STAGE_CHANGE", |row: &stage_change::Model| {
        Some((row.moved_on, label(ctx, "incubationStages", &row.to_stage)))
    });
    all.extend(moved.await?);
    let reached = rows(ctx, own, &[], "MILESTONE", |row: &milestone::Model| {
        let title = row.title.clone().unwrap_or_else(|| label(ctx, "milestones", &row.code));
        Some((row.achieved_on?, title))
    });
    all.extend(reached.await?);
    let visited = rows(ctx, own, &[visits::VERIFIED], "VISIT", |row: &mentoring_visit::Model| {
        Some((row.visited_on, row.place.clone()))
    });
    all.extend(visited.await?);
    let sold = rows(ctx, own, &[], "OFFTAKE_CONTRACT", |row: &offtake_contract::Model| {
        Some((row.starts_on, row.product.clone()))
    });
    all.extend(sold.await?);
    let certified = rows(ctx, &its, &[], "CERTIFICATION", |row: &certification::Model| {
        Some((row.issued_on?, label(ctx, "certifications", &row.kind)))
    });
    all.extend(certified.await?);
    let aided =
        rows(ctx, &its, &[], "AID", |row: &aid::Model| Some((row.disbursed_on.or(row.status_on)?, row.title.clone())));
    all.extend(aided.await?);
    let followed = rows(ctx, own, &[], "OUTCOME", |row: &outcome::Model| {
        Some((row.happened_on, label(ctx, "partnerOutcomes", &row.outcome)))
    });
    all.extend(followed.await?);
    all.extend(training::timeline::of_members(ctx, &its).await?);
    // Stable: on one day, moves come before what else happened.
    all.sort_by_key(|happening| happening.on);
    Ok(all)
}

/// The label of a code in the caller's language.
pub(in crate::domain) fn label(ctx: &Ctx, set: &str, code: &str) -> String {
    ctx.app.codes.label(set, code).map_or_else(|| code.to_owned(), |label| label.get(ctx.lang).to_owned())
}

/// Records of a kind that name another, each with its day and title; one without a day has not happened.
pub(in crate::domain) async fn rows<K: Kept>(
    ctx: &Ctx,
    of: &str,
    class: &[&str],
    kind: &'static str,
    told: impl Fn(&K) -> Option<(NaiveDate, String)> + Send,
) -> Result<Vec<Happening>> {
    let found = naming::<K>(ctx, of, class).await?;
    let told = found.iter().filter_map(|held| {
        let (on, title) = told(&held.row)?;
        Some(Happening { on, kind, id: ids::text(K::KIND, held.row.envelope().id), title })
    });
    Ok(told.collect())
}

/// Records of a kind that name another, as far as the caller may read them.
pub(in crate::domain) async fn naming<K: Kept>(ctx: &Ctx, of: &str, class: &[&str]) -> Result<Vec<Held<K>>> {
    let class = class.iter().map(|code| (*code).to_owned()).collect();
    let filter = Filter { of: Some(of.to_owned()), class, ..Filter::default() };
    // An incubation of five years has fewer of each kind than a page holds, and so has a life of work.
    let page = PageRequest::new(Some(MAX_LIMIT), None)?;
    let found = ops::list::<K>(ctx, &filter, &page).await?;
    Ok(found.items.into_iter().map(|(_, held)| held).collect())
}
