//! Periods as people write them, given as the API has them: `2026-10`, `2026-Q3`, `2026-S2`, `2026`.

use chrono::{Datelike, NaiveDate};

use super::days::{date, month, year};
use super::{Typed, Unreadable, broken};
use crate::domain::Code;
use crate::domain::sheets::Cell;

/// Words that say nothing more.
const FILLING: [&str; 6] = ["ke", "bulan", "tahun", "month", "year", "periode"];

/// A period. A day is taken for its month.
pub fn period(cell: &Cell) -> Typed<String> {
    match cell {
        Cell::Date(day) => Ok(of_day(*day)),
        Cell::Number(number) if number.fract() == 0.0 && (1900.0..2200.0).contains(number) => {
            Ok(format!("{number:.0}"))
        }
        Cell::Text(text) => {
            written(text).or_else(|| date(cell).ok().filter(|_| text.len() > 5).map(of_day)).ok_or_else(no_period)
        }
        Cell::Broken(_) => Err(broken()),
        Cell::Blank | Cell::Number(_) | Cell::YesNo(_) => Err(no_period()),
    }
}

fn of_day(day: NaiveDate) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

fn no_period() -> Unreadable {
    Unreadable::new(
        Code::PeriodMalformed,
        "Bukan periode yang dikenal; tulis misalnya 2026-10, Oktober 2026, 2026-Q3, Semester 2 2026, atau 2026.",
        "No period that is understood; write for example 2026-10, October 2026, 2026-Q3, Semester 2 2026 or 2026.",
    )
}

fn written(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('\'').to_lowercase();
    let words = words(&text);
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !FILLING.contains(word)).collect();
    match words.as_slice() {
        [only] => long_year(only).map(|year| year.to_string()),
        [first, second] => {
            let (name, of) = if long_year(first).is_some() { (second, first) } else { (first, second) };
            let (number, of) = match month(name) {
                Some(number) => (number, year(of)?),
                None => (name.parse().ok().filter(|_| name.len() <= 2)?, long_year(of)?),
            };
            (1..=12).contains(&number).then(|| format!("{of:04}-{number:02}"))
        }
        [of, kind, number] if long_year(of).is_some() => part(kind, number, of),
        [kind, number, of] => part(kind, number, of),
        _ => None,
    }
}

/// A quarter or half of a year.
fn part(kind: &str, number: &str, of: &str) -> Option<String> {
    let (letter, most) = match kind {
        "q" | "tw" | "triwulan" | "kuartal" | "kwartal" | "quarter" | "trimester" => ('Q', 4),
        "s" | "smt" | "sem" | "semester" => ('S', 2),
        _ => return None,
    };
    let number = match number {
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        digits => digits.parse().ok()?,
    };
    (1..=most).contains(&number).then_some(())?;
    Some(format!("{:04}-{letter}{number}", year(of)?))
}

fn long_year(text: &str) -> Option<i32> {
    year(text).filter(|_| text.len() == 4)
}

/// Runs of letters and runs of digits.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for letter in text.chars() {
        let kind = letter.is_alphanumeric().then(|| letter.is_ascii_digit());
        match words.last_mut() {
            Some(word) if kind.is_some() && kind == before => word.push(letter),
            _ if kind.is_some() => words.push(letter.to_string()),
            _ => {}
        }
        before = kind;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Typed<String> {
        period(&Cell::Text(text.to_owned()))
    }

    #[test]
    fn a_period_is_read_as_people_write_it() {
        for (texts, period) in [
            (
                &[
                    "2026-10",
                    "10/2026",
                    "10-2026",
                    "2026/10",
                    "Oktober 2026",
                    "Okt-26",
                    "OKT 2026",
                    "oct 2026",
                    "2026 Oktober",
                    "Bulan Oktober 2026",
                    "01/10/2026",
                    "1 Oktober 2026",
                    "'2026-10",
                ][..],
                "2026-10",
            ),
            (
                &[
                    "2026-Q3",
                    "Q3 2026",
                    "Triwulan III 2026",
                    "TW 3 2026",
                    "TW3-2026",
                    "triwulan ke-3 2026",
                    "Triwulan III Tahun 2026",
                ][..],
                "2026-Q3",
            ),
            (&["2026-S2", "Semester 2 2026", "Semester II 2026", "S2 2026"][..], "2026-S2"),
            (&["2026", "Tahun 2026"][..], "2026"),
            (&["2026-1", "Jan 2026", "Januari-2026"][..], "2026-01"),
        ] {
            for text in texts {
                assert_eq!(read(text).as_deref(), Ok(period), "{text}");
            }
        }
        assert_eq!(period(&Cell::Number(2026.0)).as_deref(), Ok("2026"));
        let day = NaiveDate::from_ymd_opt(2026, 10, 26).unwrap();
        assert_eq!(period(&Cell::Date(day)).as_deref(), Ok("2026-10"));
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "2026-13",
            "13/2026",
            "2026-Q5",
            "2026-S3",
            "10/26",
            "Oktober",
            "Brumaire 2026",
            "44503",
            "26",
            "",
            "2026-Q",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(period(&Cell::Number(44_503.0)).is_err());
        assert!(period(&Cell::YesNo(true)).is_err());
    }
}
