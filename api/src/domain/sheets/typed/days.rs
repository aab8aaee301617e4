//! Days as people write them: always the day before the month, or the year first.

use chrono::{Datelike, Days, NaiveDate};

use super::{Typed, Unreadable, broken};
use crate::domain::sheets::Cell;

/// Names of months and what people make of them, in Indonesian and English.
const MONTHS: [&[&str]; 12] = [
    &["januari", "january", "jan"],
    &["februari", "february", "pebruari", "feb", "peb"],
    &["maret", "march", "mar", "mrt"],
    &["april", "apr"],
    &["mei", "may"],
    &["juni", "june", "jun"],
    &["juli", "july", "jul"],
    &["agustus", "august", "agu", "agt", "ags", "agust", "aug"],
    &["september", "sep", "sept"],
    &["oktober", "october", "okt", "oct"],
    &["november", "nopember", "nov", "nop"],
    &["desember", "december", "des", "dec"],
];

/// The last day that a spreadsheet knows: 31 December 9999.
const LAST: f64 = 2_958_466.0;

/// A day.
pub fn date(cell: &Cell) -> Typed<NaiveDate> {
    match cell {
        Cell::Date(day) => Ok(*day),
        Cell::Number(number) => serial(*number).ok_or_else(no_day),
        Cell::Text(text) => written(text),
        Cell::Broken(_) => Err(broken()),
        Cell::Blank | Cell::YesNo(_) => Err(no_day()),
    }
}

/// The month of a name, from 1.
pub(super) fn month(name: &str) -> Option<u32> {
    (1..).zip(MONTHS).find(|(_, names)| names.contains(&name)).map(|(month, _)| month)
}

/// A year of four digits, or of two: 00 to 69 are of this century.
pub(super) fn year(text: &str) -> Option<i32> {
    let number: i32 = text.parse().ok().filter(|_| text.bytes().all(|digit| digit.is_ascii_digit()))?;
    match text.len() {
        4 if number > 0 => Some(number),
        2 => Some(if number < 70 { 2000 + number } else { 1900 + number }),
        _ => None,
    }
}

fn no_day() -> Unreadable {
    Unreadable::form(
        "Bukan tanggal yang dikenal; tulis misalnya 3 November 2021, 03/11/2021, atau 2021-11-03 (hari sebelum bulan).",
        "No date that is understood; write for example 3 November 2021, 03/11/2021 or 2021-11-03 (day before month).",
    )
}

/// The day of a spreadsheet's number. Excel counts a 29 February 1900 that never was.
fn serial(number: f64) -> Option<NaiveDate> {
    // Somebody wrote a year alone: it is no day of 1905.
    if !(1.0..LAST).contains(&number) || (1900.0..2200.0).contains(&number) {
        return None;
    }
    let days = number as u64;
    let before = NaiveDate::from_ymd_opt(1899, 12, if days < 60 { 31 } else { 30 })?;
    before.checked_add_days(Days::new(days)).filter(|_| days != 60)
}

fn written(text: &str) -> Typed<NaiveDate> {
    let text = text.trim().trim_start_matches('\'').to_lowercase();
    // A number stored as text.
    if text.len() == 5 && text.bytes().all(|digit| digit.is_ascii_digit()) {
        return text.parse().ok().and_then(serial).ok_or_else(no_day);
    }
    let words: Vec<&str> = untimed(&text)
        .split(|letter: char| letter.is_whitespace() || matches!(letter, '/' | '-' | '–' | '.' | ','))
        .filter(|word| !word.is_empty() && !is_weekday(word))
        .collect();
    let [first, second, third] = words.as_slice() else { return Err(no_day()) };
    let found = if let Some(month) = month(first) {
        of(year(third), Some(month), second)
    } else if first.len() == 4 {
        of(year(first), number_or_name(second), third)
    } else {
        of(year(third), number_or_name(second), first)
    };
    found.ok_or_else(no_day)
}

fn of(year: Option<i32>, month: Option<u32>, day: &str) -> Option<NaiveDate> {
    let day = day.parse().ok().filter(|_| day.len() <= 2)?;
    // Whoever means another century by a two-digit year writes it out.
    NaiveDate::from_ymd_opt(year?, month?, day).filter(|day| (1800..=9999).contains(&day.year()))
}

fn number_or_name(text: &str) -> Option<u32> {
    month(text).or_else(|| text.parse().ok().filter(|_| text.len() <= 2))
}

/// The text without the time of day that spreadsheets put behind.
fn untimed(text: &str) -> &str {
    let clock = text.find(':').unwrap_or(text.len());
    if clock == text.len() {
        return text;
    }
    let before = text.get(..clock).unwrap_or(text).trim_end_matches(|letter: char| letter.is_ascii_digit());
    before.trim_end_matches([' ', 't'])
}

fn is_weekday(word: &str) -> bool {
    let names = ["senin", "selasa", "rabu", "kamis", "jumat", "jum'at", "sabtu", "minggu", "ahad"];
    names.contains(&word)
        || ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn read(text: &str) -> Typed<NaiveDate> {
        date(&Cell::Text(text.to_owned()))
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for text in [
            "2021-11-03",
            "2021/11/3",
            "3 November 2021",
            "3 Nov 2021",
            "03/11/21",
            "3-11-2021",
            "03.11.2021",
            "3/11/2021",
            "3-Nov-21",
            "3 Nopember 2021",
            "November 3, 2021",
            "Nov 3 2021",
            "Rabu, 3 November 2021",
            "2021-11-03 00:00:00",
            "03/11/2021 0:00",
            "2021-11-03T00:00:00Z",
            "3 NOV. 2021",
            "'03/11/2021",
            "44503",
        ] {
            assert_eq!(read(text), Ok(day(2021, 11, 3)), "{text}");
        }
        assert_eq!(date(&Cell::Number(44_503.0)), Ok(day(2021, 11, 3)));
        assert_eq!(date(&Cell::Number(44_503.75)), Ok(day(2021, 11, 3)));
        assert_eq!(date(&Cell::Date(day(2021, 11, 3))), Ok(day(2021, 11, 3)));
    }

    #[test]
    fn months_have_their_names_and_abbreviations() {
        for (name, month) in [
            ("Agu", 8),
            ("Agt", 8),
            ("Agustus", 8),
            ("Aug", 8),
            ("Des", 12),
            ("Mei", 5),
            ("May", 5),
            ("Okt", 10),
            ("Peb", 2),
        ] {
            assert_eq!(read(&format!("17 {name} 2021")), Ok(day(2021, month, 17)), "{name}");
        }
    }

    #[test]
    fn years_of_two_digits_have_their_century() {
        assert_eq!(read("03/11/69"), Ok(day(2069, 11, 3)));
        assert_eq!(read("03/11/70"), Ok(day(1970, 11, 3)));
        assert_eq!(read("03/11/00"), Ok(day(2000, 11, 3)));
    }

    #[test]
    fn what_is_no_day_or_names_the_month_first_is_refused() {
        for text in [
            "11/13/2021",
            "31/02/2021",
            "3/11",
            "November 2021",
            "3 Brumaire 2021",
            "20211103",
            "03/11/021",
            "besok",
            "2021-13-01",
            "0/1/2021",
            "100/1/2021",
            "60",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        for number in [0.0, -1.0, 60.0, 2021.0, 20_211_103.0, f64::NAN] {
            assert!(date(&Cell::Number(number)).is_err(), "{number}");
        }
        assert_eq!(date(&Cell::Number(1.0)), Ok(day(1900, 1, 1)));
        assert_eq!(date(&Cell::Number(61.0)), Ok(day(1900, 3, 1)));
    }
}
