//! Three years of every enterprise, for a long history: what it earned before its cohort began, entered from its books.

use super::cohorts::Ground;
use super::course::Course;
use super::scene::{Scene, hang};
use super::{figures, months};
use crate::domain::Result;
use crate::view::kept::ProgressInput;

/// Months before the demonstration's year; with its twelve they make three years.
const BEFORE: u32 = 24;
/// Months of that year.
const YEAR: u32 = 12;
/// Enterprises of one transaction: some hundred rows.
const TENANTS: usize = 5;

/// The months of a unit's enterprises that are not recorded yet. Of those whom the cohort refused nothing is known.
pub(super) async fn run(scene: &Scene<'_>, ground: &Ground) -> Result<()> {
    for tenants in ground.tenants.chunks(TENANTS) {
        let tx = scene.ctx.begin().await?;
        scene.on(scene.days.day(YEAR + 1, 5));
        let keeper = scene.keeper(&tx, &ground.unit);
        for tenant in tenants.iter().filter(|tenant| tenant.course != Course::Rejected) {
            for back in unrecorded(tenant.course) {
                let name = scene.days.before(back).format("%Y-%m").to_string();
                let facts = figures::before(tenant, ground.index, back, &name);
                hang::<ProgressInput>(&keeper, &tenant.incubatee, &facts).await?;
            }
        }
        drop(keeper);
        months::end(tx).await?;
    }
    Ok(())
}

/// How many months before the last full one, the oldest first: all months until the first that was recorded.
fn unrecorded(course: Course) -> impl Iterator<Item = u32> {
    let months = course.months();
    let since = if months.is_empty() { 0 } else { YEAR + 1 - months.start };
    (since..BEFORE + YEAR).rev()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_month_is_missing_between_the_books_and_the_first_that_was_recorded() {
        use Course::{Applied, Coached, Exemplary, Graduated, LeftEarly, Newcomer, Preparing, Suspended, Weaned};
        for course in [Applied, Preparing, Coached, Newcomer, Suspended, LeftEarly, Weaned, Graduated, Exemplary] {
            let recorded = course.months().map(|month| YEAR - month);
            let all: Vec<u32> = unrecorded(course).chain(recorded).collect();
            let whole: Vec<u32> = (0..BEFORE + YEAR).rev().take(all.len()).collect();
            assert_eq!(all, whole, "{course:?}");
        }
    }
}
