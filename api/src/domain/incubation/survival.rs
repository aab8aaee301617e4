//! Looks at a graduate 6, 12 and 24 months on (P22): whether it still works, with how many people.

use chrono::{Months, NaiveDate};
use entity::{incubatee, survival_check};
use uuid::Uuid;

use crate::domain::registry::kept::{Held, ops};
use crate::domain::{Result, Tx};

/// Months after graduation at which one looks.
const AFTER: [u32; 3] = [6, 12, 24];

/// Makes the checks that will fall due. They are nobody's to make by hand.
pub async fn plan(tx: &Tx, held: &Held<incubatee::Model>, graduated_on: NaiveDate) -> Result<()> {
    for (months, due_on) in due(graduated_on) {
        let check = survival_check::Model {
            id: Uuid::nil(),
            unit_id: held.unit.id,
            incubatee_id: held.row.id,
            enterprise_id: held.row.enterprise_id,
            months,
            due_on,
            status: None,
            checked_on: None,
            workers: None,
            revenue: None,
            note: None,
            archived_at: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        ops::create(tx, held.unit.clone(), check, Vec::new()).await?;
    }
    Ok(())
}

/// Months since graduation, and the day on which they have passed.
fn due(graduated_on: NaiveDate) -> Vec<(i32, Option<NaiveDate>)> {
    let each = AFTER.iter().map(|months| {
        let day = graduated_on.checked_add_months(Months::new(*months));
        (i32::try_from(*months).unwrap_or_default(), day)
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_fall_due_half_a_year_a_year_and_two_years_on() {
        let day = |text: &str| Some(text.parse().unwrap());
        let found = due("2026-08-31".parse().unwrap());
        assert_eq!(found, [(6, day("2027-02-28")), (12, day("2027-08-31")), (24, day("2028-08-31"))]);
    }
}
