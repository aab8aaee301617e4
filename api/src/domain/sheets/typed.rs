//! Numbers, days, periods and choices as people write them. Pure.

use chrono::{Datelike, Duration, NaiveDate};

use super::Cell;
use crate::domain::Text;

/// Why a cell cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is no number, day, period or choice at all.
    Kind,
    /// A number with places where whole ones are asked for.
    Places,
    /// `1.250`: a thousand and more, or one and a quarter.
    Ambiguous,
    /// Digits of a number that the spreadsheet has lost.
    Lost,
    /// An error of the spreadsheet, or a formula without its value.
    Broken,
}

type Taken<T> = Result<T, Unread>;

/// Days of Excel are counted from here (its first year has a leap day that never was).
const EXCEL: Option<NaiveDate> = NaiveDate::from_ymd_opt(1899, 12, 30);
const MONTHS: [&[&str]; 12] = [
    &["januari", "january", "jan"],
    &["februari", "february", "feb", "peb"],
    &["maret", "march", "mar"],
    &["april", "apr"],
    &["mei", "may"],
    &["juni", "june", "jun"],
    &["juli", "july", "jul"],
    &["agustus", "august", "agu", "agt", "ags", "aug"],
    &["september", "sep", "sept"],
    &["oktober", "october", "okt", "oct"],
    &["november", "nov", "nop", "nopember"],
    &["desember", "december", "des", "dec"],
];
const YES: &[&str] = &["ya", "y", "yes", "true", "benar", "1", "x", "v", "✓", "✔"];
const NO: &[&str] = &["tidak", "t", "tdk", "no", "n", "false", "salah", "0"];

/// Whether a cell says nothing: blank, or a dash in its place.
pub fn is_blank(cell: &Cell) -> bool {
    match cell {
        Cell::Blank => true,
        Cell::Text(text) => matches!(bare(text), "" | "-" | "–" | "—"),
        _ => false,
    }
}

/// A text without the apostrophe that makes a spreadsheet take it for one.
pub fn bare(text: &str) -> &str {
    text.strip_prefix('\'').unwrap_or(text).trim()
}

/// Any cell as text.
pub fn text(cell: &Cell) -> Taken<String> {
    Ok(match cell {
        Cell::Blank => String::new(),
        // An apostrophe before what could be a formula was put there when it was exported.
        Cell::Text(text) => match text.strip_prefix('\'') {
            Some(rest) if rest.trim_start().starts_with(['=', '+', '-', '@']) => rest.to_owned(),
            _ => text.clone(),
        },
        Cell::Number(number) => plain(*number),
        Cell::Date(day) => day.to_string(),
        Cell::YesNo(yes) => if *yes { "ya" } else { "tidak" }.to_owned(),
        Cell::Broken(_) => return Err(Unread::Broken),
    })
}

fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { number.to_string() }
}

/// A text of digits, though the spreadsheet may have made a number of it.
pub fn digits(cell: &Cell) -> Taken<String> {
    match cell {
        Cell::Number(number) if number.fract() != 0.0 || *number < 0.0 => Err(Unread::Kind),
        Cell::Number(number) if *number >= 1e15 => Err(Unread::Lost),
        Cell::Number(number) => Ok(format!("{number:.0}")),
        other => {
            let text = text(other)?;
            let text = bare(&text);
            // 3.60201E+15: what a spreadsheet leaves of a long number that it saved as text.
            if text.contains(['E', 'e']) && text.replace(',', ".").parse::<f64>().is_ok() {
                return Err(Unread::Lost);
            }
            let numeric = text.chars().all(|letter| letter.is_ascii_digit() || " .-+()".contains(letter));
            let is_code = text.chars().filter(char::is_ascii_digit).count() >= 8 && numeric;
            let kept = |letter: &char| letter.is_ascii_digit() || *letter == '+';
            Ok(if is_code { text.chars().filter(kept).collect() } else { text.to_owned() })
        }
    }
}

/// A whole number.
pub fn integer(cell: &Cell) -> Taken<i64> {
    match number(cell, false)? {
        (whole, 0) => Ok(whole),
        _ => Err(Unread::Places),
    }
}

/// Whole rupiah; sen are not rounded away.
pub fn rupiah(cell: &Cell) -> Taken<i64> {
    let Cell::Text(text) = cell else { return integer(cell) };
    let lower = bare(text).to_lowercase();
    let amount = lower.strip_prefix("rp").or_else(|| lower.strip_prefix("idr")).unwrap_or(&lower);
    let amount = amount.trim_start_matches(['.', ' ', '\u{a0}']);
    let amount = amount.strip_suffix(",-").or_else(|| amount.strip_suffix(".-")).unwrap_or(amount);
    integer(&Cell::Text(amount.to_owned()))
}

/// A number in hundredths: at most two places.
pub fn decimal(cell: &Cell) -> Taken<f64> {
    let (whole, hundredths) = match cell {
        Cell::Text(text) => {
            let bare = bare(text);
            number(&Cell::Text(bare.strip_suffix('%').unwrap_or(bare).trim_end().to_owned()), true)?
        }
        other => number(other, true)?,
    };
    let sign = if whole < 0 || hundredths < 0 { -1.0 } else { 1.0 };
    Ok(sign * (whole.unsigned_abs() as f64 + f64::from(hundredths.unsigned_abs()) / 100.0))
}

/// The whole part and hundredths of a number. `places`: whether it may have places, so that a lone separator is in doubt.
fn number(cell: &Cell, places: bool) -> Taken<(i64, i32)> {
    match cell {
        Cell::Number(number) => of_float(*number),
        Cell::Text(text) => of_text(bare(text), places),
        Cell::Broken(_) => Err(Unread::Broken),
        _ => Err(Unread::Kind),
    }
}

fn of_float(number: f64) -> Taken<(i64, i32)> {
    if !number.is_finite() || number.abs() > 9e15 {
        return Err(Unread::Kind);
    }
    let hundredths = (number * 100.0).round();
    // 0.1 + 0.2 of a formula is 0.3 to whoever typed it.
    if (hundredths / 100.0 - number).abs() > 1e-9 * number.abs().max(1.0) {
        return Err(Unread::Places);
    }
    let all = hundredths as i64;
    Ok((all / 100, i32::try_from(all % 100).unwrap_or_default()))
}

fn of_text(text: &str, places: bool) -> Taken<(i64, i32)> {
    let (negative, text) = match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(inner) => (true, inner.trim()),
        None => match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        },
    };
    let text: String = text.chars().filter(|letter| !matches!(letter, ' ' | '\u{a0}' | '\'' | '’')).collect();
    if text.is_empty() || !text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',')) {
        return Err(Unread::Kind);
    }
    let (whole, fraction) = split(&text, places)?;
    let whole: i64 = whole.parse().map_err(|_| Unread::Kind)?;
    let fraction = fraction.trim_end_matches('0');
    let hundredths = match fraction.len() {
        0 => 0,
        1 => fraction.parse::<i32>().map_err(|_| Unread::Kind)? * 10,
        2 => fraction.parse().map_err(|_| Unread::Kind)?,
        _ => return Err(Unread::Places),
    };
    Ok(if negative { (-whole, -hundredths) } else { (whole, hundredths) })
}

/// Digits before and behind the decimal sign.
fn split(text: &str, places: bool) -> Taken<(String, String)> {
    let signs: Vec<char> = text.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    let Some(last) = signs.last().copied() else { return Ok((text.to_owned(), String::new())) };
    let (before, behind) = text.rsplit_once(last).ok_or(Unread::Kind)?;
    let mixed = signs.iter().any(|sign| *sign != last);
    let grouped = |part: &str, sign: char| {
        let mut groups = part.split(sign);
        let first = groups.next().unwrap_or_default();
        !first.is_empty() && first.len() <= 3 && groups.all(|group| group.len() == 3)
    };
    if mixed {
        // The last sign is the decimal one and stands once; the other groups thousands.
        let other = signs.iter().find(|sign| **sign != last).copied().ok_or(Unread::Kind)?;
        if before.contains(last) || behind.is_empty() || !grouped(before, other) {
            return Err(Unread::Kind);
        }
        return Ok((before.replace(other, ""), behind.to_owned()));
    }
    if signs.len() > 1 {
        return if grouped(text, last) { Ok((text.replace(last, ""), String::new())) } else { Err(Unread::Kind) };
    }
    match behind.len() {
        3 if grouped(text, last) && !before.starts_with('0') => {
            // 1.250 in a column that may have places.
            if places { Err(Unread::Ambiguous) } else { Ok((text.replace(last, ""), String::new())) }
        }
        0 => Err(Unread::Kind),
        _ if before.is_empty() => Err(Unread::Kind),
        _ => Ok((before.to_owned(), behind.to_owned())),
    }
}

/// A day. Of `03/11/21` the day comes first.
pub fn date(cell: &Cell) -> Taken<NaiveDate> {
    match cell {
        Cell::Date(day) => Ok(*day),
        Cell::Number(number) if number.fract() == 0.0 && (1.0..=110_000.0).contains(number) => {
            EXCEL.and_then(|first| first.checked_add_signed(Duration::days(*number as i64))).ok_or(Unread::Kind)
        }
        Cell::Text(text) => day(bare(text)).ok_or(Unread::Kind),
        Cell::Broken(_) => Err(Unread::Broken),
        _ => Err(Unread::Kind),
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    // A moment of a spreadsheet: the day is what counts.
    let text = text.split_once('T').map_or(text, |(day, _)| day);
    let text = text.strip_suffix(" 00:00:00").unwrap_or(text);
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ', ',']).filter(|part| !part.is_empty()).collect();
    // Senin, 3 November 2021.
    let parts = match parts.as_slice() {
        [weekday, rest @ ..] if rest.len() == 3 && weekday.chars().all(char::is_alphabetic) => rest,
        all => all,
    };
    let [first, second, third] = parts else { return None };
    if first.len() == 4 {
        return NaiveDate::from_ymd_opt(first.parse().ok()?, month(second)?, third.parse().ok()?);
    }
    NaiveDate::from_ymd_opt(year(third)?, month(second)?, first.parse().ok()?)
}

/// A month by its number or name.
fn month(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse::<u32>() {
        return (1..=12).contains(&number).then_some(number);
    }
    let name = text.to_lowercase();
    let at = MONTHS.iter().position(|names| names.contains(&name.as_str()))?;
    u32::try_from(at + 1).ok()
}

/// A year of four digits, or of two: 70 to 99 are of the last century.
fn year(text: &str) -> Option<i32> {
    let number: i32 = text.strip_prefix(['\'', '’']).unwrap_or(text).parse().ok()?;
    match text.len() {
        4 => Some(number),
        2 if number < 70 => Some(2000 + number),
        2 => Some(1900 + number),
        _ => None,
    }
}

/// A period as the contract writes it. What is none is handed on as it stands: whoever knows the template says what it
/// must be.
pub fn period(cell: &Cell) -> Taken<String> {
    match cell {
        Cell::Date(day) => Ok(format!("{:04}-{:02}", day.year(), day.month())),
        Cell::Broken(_) => Err(Unread::Broken),
        other => {
            let text = text(other)?;
            Ok(period_of(bare(&text)).unwrap_or(text))
        }
    }
}

fn period_of(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(['-', '/', ' ', '.', ',']).filter(|word| !word.is_empty()).collect();
    let four = |word: &str| (word.len() == 4).then(|| word.parse::<i32>().ok()).flatten();
    match words.as_slice() {
        [only] => four(only).map(|year| format!("{year:04}")),
        [first, second] => {
            let (year, other) = match four(first) {
                Some(year) => (year, *second),
                None => (year(second)?, *first),
            };
            if let Some(part) = other.strip_prefix(['q', 's']).filter(|part| part.len() == 1) {
                let letter = if other.starts_with('q') { 'Q' } else { 'S' };
                return Some(format!("{year:04}-{letter}{part}"));
            }
            month(other).map(|month| format!("{year:04}-{month:02}"))
        }
        [kind, number, last] => {
            let letter = match *kind {
                "triwulan" | "tw" | "kuartal" | "quarter" => 'Q',
                "semester" | "smt" | "sem" => 'S',
                _ => return None,
            };
            let number = match *number {
                "1" | "i" => 1,
                "2" | "ii" => 2,
                "3" | "iii" => 3,
                "4" | "iv" => 4,
                _ => return None,
            };
            Some(format!("{:04}-{letter}{number}", year(last)?))
        }
        _ => None,
    }
}

/// Yes or no.
pub fn yes_no(cell: &Cell) -> Taken<bool> {
    if let Cell::YesNo(yes) = cell {
        return Ok(*yes);
    }
    let text = text(cell)?.to_lowercase();
    let text = bare(&text);
    if YES.contains(&text) {
        Ok(true)
    } else if NO.contains(&text) {
        Ok(false)
    } else {
        Err(Unread::Kind)
    }
}

/// The code of a choice, by itself or by its label. What is none is handed on: the rule that knows the codes says which
/// there are.
pub fn choice(cell: &Cell, choices: &[(String, Text)]) -> Taken<String> {
    let text = text(cell)?;
    let wanted = fold(bare(&text));
    // "LULUS - Lulus" is what a list that shows both leaves behind.
    let first = fold(bare(&text).split([' ', '-', '–']).next().unwrap_or_default());
    let by = |wanted: &str| {
        let says = |(code, label): &&(String, Text)| {
            fold(code) == wanted || fold(&label.id) == wanted || fold(&label.en) == wanted
        };
        choices.iter().find(says).map(|(code, _)| code.clone())
    };
    // L and P of a list: one choice alone begins so.
    let short = || {
        let begins =
            |(code, label): &&(String, Text)| [code, &label.id].iter().any(|name| fold(name).starts_with(&wanted));
        let mut all = choices.iter().filter(begins);
        let one = all.next().filter(|_| !wanted.is_empty() && wanted.chars().count() <= 3)?;
        all.next().is_none().then(|| one.0.clone())
    };
    Ok(by(&wanted).or_else(|| by(&first)).or_else(short).unwrap_or_else(|| bare(&text).to_owned()))
}

/// A text as headings and choices are compared: letters and digits alone, without case and accents.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(unaccented).filter(|letter| letter.is_alphanumeric()).collect()
}

fn unaccented(letter: char) -> char {
    match letter {
        'à'..='å' => 'a',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn whole_numbers_as_people_write_them() {
        for (text, number) in [
            ("1250000", 1_250_000),
            ("1.250.000", 1_250_000),
            ("1,250,000", 1_250_000),
            ("1 250 000", 1_250_000),
            ("1.250.000,00", 1_250_000),
            ("1,250,000.00", 1_250_000),
            ("1.250", 1_250),
            ("'007", 7),
            ("(500)", -500),
            ("-5", -5),
            ("+5", 5),
        ] {
            assert_eq!(integer(&t(text)), Ok(number), "{text}");
        }
        for text in ["banyak", "2 juta", "1.2.3", "12,34,567", "=1+1", "1.", ".", "1.250.00", "10^3", "1e5"] {
            assert!(integer(&t(text)).is_err(), "{text}");
        }
        assert_eq!(integer(&t("12,5")), Err(Unread::Places));
        assert_eq!((integer(&Cell::Number(7.0)), integer(&Cell::Number(7.5))), (Ok(7), Err(Unread::Places)));
        assert_eq!(integer(&Cell::Broken("#REF!".to_owned())), Err(Unread::Broken));
    }

    #[test]
    fn rupiah_as_people_write_it() {
        for text in ["Rp 1.250.000,00", "Rp1.250.000", "Rp. 1.250.000,-", "IDR 1,250,000", "1250000", "rp 1.250.000.-"]
        {
            assert_eq!(rupiah(&t(text)), Ok(1_250_000), "{text}");
        }
        assert_eq!(rupiah(&t("Rp 1.250,50")), Err(Unread::Places));
        assert_eq!(rupiah(&t("Rp 1.250")), Ok(1_250));
        assert_eq!(rupiah(&Cell::Number(18_500_000.0)), Ok(18_500_000));
    }

    #[test]
    fn decimals_as_people_write_them() {
        for (text, number) in [
            ("12,5", 12.5),
            ("12.5", 12.5),
            ("12,5 %", 12.5),
            ("93.50", 93.5),
            ("0,125", f64::NAN),
            ("1.250,75", 1250.75),
        ] {
            match decimal(&t(text)) {
                Ok(found) => assert!((found - number).abs() < 1e-9, "{text}"),
                Err(why) => assert!(number.is_nan() && why == Unread::Places, "{text}"),
            }
        }
        assert_eq!(decimal(&t("1.250")), Err(Unread::Ambiguous));
        assert_eq!(decimal(&Cell::Number(0.1 + 0.2)), Ok(0.3));
        assert_eq!(decimal(&t("-0,5")), Ok(-0.5));
    }

    #[test]
    fn days_as_people_write_them() {
        for text in [
            "2021-11-03",
            "3 November 2021",
            "3 Nov 2021",
            "03/11/21",
            "3-11-2021",
            "03.11.2021",
            "Rabu, 3 November 2021",
            "3 Nopember 2021",
            "2021-11-03T00:00:00",
            "2021-11-03 00:00:00",
        ] {
            assert_eq!(date(&t(text)), Ok(d("2021-11-03")), "{text}");
        }
        assert_eq!(date(&t("17 Agt 1995")), Ok(d("1995-08-17")));
        assert_eq!(date(&t("1/2/85")), Ok(d("1985-02-01")));
        assert_eq!(date(&Cell::Number(44_503.0)), Ok(d("2021-11-03")));
        for text in ["31/13/2021", "2021", "kemarin", "30 Februari 2021", "11/2021"] {
            assert_eq!(date(&t(text)), Err(Unread::Kind), "{text}");
        }
    }

    #[test]
    fn periods_as_people_write_them() {
        for (text, period_text) in [
            ("2026-10", "2026-10"),
            ("10/2026", "2026-10"),
            ("Oktober 2026", "2026-10"),
            ("Okt-26", "2026-10"),
            ("October 2026", "2026-10"),
            ("2026-Q3", "2026-Q3"),
            ("Triwulan III 2026", "2026-Q3"),
            ("TW 3 2026", "2026-Q3"),
            ("2026-S2", "2026-S2"),
            ("Semester 2 2026", "2026-S2"),
            ("2026", "2026"),
            ("lusa", "lusa"),
        ] {
            assert_eq!(period(&t(text)).as_deref(), Ok(period_text), "{text}");
        }
        assert_eq!(period(&Cell::Date(d("2026-10-01"))).as_deref(), Ok("2026-10"));
        assert_eq!(period(&Cell::Number(2026.0)).as_deref(), Ok("2026"));
    }

    #[test]
    fn digits_are_kept_and_lost_ones_are_told() {
        for text in ["3602014101900001", "3602 0141 0190 0001", "36.020141.0190-0001", "'3602014101900001"] {
            assert_eq!(digits(&t(text)).as_deref(), Ok("3602014101900001"), "{text}");
        }
        assert_eq!(digits(&Cell::Number(81_234_567_890.0)).as_deref(), Ok("81234567890"));
        assert_eq!(digits(&t("+62 812-3456-7890")).as_deref(), Ok("+6281234567890"));
        assert_eq!(digits(&Cell::Number(3_602_014_101_900_001.0)), Err(Unread::Lost));
        assert_eq!(digits(&t("3,60201E+15")), Err(Unread::Lost));
        assert_eq!(digits(&t("BLKK-3602-001")).as_deref(), Ok("BLKK-3602-001"));
    }

    #[test]
    fn choices_yes_and_no() {
        let choices = [
            ("LAKI_LAKI".to_owned(), Text::new("Laki-laki", "Male")),
            ("PEREMPUAN".to_owned(), Text::new("Perempuan", "Female")),
        ];
        for text in ["LAKI_LAKI", "laki-laki", "Laki Laki", "male", "LAKI_LAKI – Laki-laki", "L", "l", "lak"] {
            assert_eq!(choice(&t(text), &choices).as_deref(), Ok("LAKI_LAKI"), "{text}");
        }
        assert_eq!(choice(&t("lain"), &choices).as_deref(), Ok("lain"));
        assert_eq!(
            (yes_no(&t("Ya")), yes_no(&t("✓")), yes_no(&t("TIDAK")), yes_no(&Cell::YesNo(true))),
            (Ok(true), Ok(true), Ok(false), Ok(true))
        );
        assert!(yes_no(&t("mungkin")).is_err());
        assert!(is_blank(&t("-")) && is_blank(&Cell::Blank) && !is_blank(&t("0")));
    }
}
