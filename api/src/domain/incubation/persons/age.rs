//! Ages, in whole years on a day.

use chrono::NaiveDate;

/// Whoever is younger needs a guardian (UU 27/2022, articles 25 and 26).
const OF_AGE: i32 = 18;

/// Whole years on a day; negative where the birth lies after it.
pub fn age_on(birth: NaiveDate, on: NaiveDate) -> i32 {
    on.years_since(birth).and_then(|years| i32::try_from(years).ok()).unwrap_or(-1)
}

/// Whether somebody is under 18 on a day.
pub fn is_minor(birth: NaiveDate, on: NaiveDate) -> bool {
    age_on(birth, on) < OF_AGE
}

/// Code of `ageBands` on a day; none below 15.
pub fn age_band(birth: NaiveDate, on: NaiveDate) -> Option<&'static str> {
    match age_on(birth, on) {
        15..=24 => Some("AGE_15_24"),
        25..=34 => Some("AGE_25_34"),
        35..=54 => Some("AGE_35_54"),
        55.. => Some("AGE_55_PLUS"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_is_full_on_the_birthday_and_not_a_day_before() {
        let birth = day("2008-11-05");
        assert_eq!((age_on(birth, day("2026-11-04")), age_on(birth, day("2026-11-05"))), (17, 18));
        assert!(is_minor(birth, day("2026-11-04")) && !is_minor(birth, day("2026-11-05")));
        assert_eq!(age_on(birth, day("2008-11-04")), -1);
        assert_eq!(age_on(day("2004-02-29"), day("2026-02-28")), 21);
        assert_eq!(age_on(day("2004-02-29"), day("2026-03-01")), 22);
    }

    #[test]
    fn bands_meet_without_a_gap() {
        let on = day("2026-11-05");
        for (years, band) in [
            (14, None),
            (15, Some("AGE_15_24")),
            (24, Some("AGE_15_24")),
            (25, Some("AGE_25_34")),
            (34, Some("AGE_25_34")),
            (35, Some("AGE_35_54")),
            (54, Some("AGE_35_54")),
            (55, Some("AGE_55_PLUS")),
            (99, Some("AGE_55_PLUS")),
        ] {
            let birth = NaiveDate::from_ymd_opt(2026 - years, 11, 5).unwrap();
            assert_eq!(age_band(birth, on), band, "{years}");
        }
    }
}
