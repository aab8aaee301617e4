//! Numbers. Points and commas mean thousands to some and decimals to others: what could be both is refused where both are
//! possible, and is taken for thousands where only whole numbers are asked for.

use serde_json::Value;

use super::{Typed, Unreadable, broken, is_a_day, number};
use crate::domain::Code;
use crate::domain::sheets::Cell;

/// From here on a number of a spreadsheet has lost digits: it keeps fifteen.
pub(super) const EXACT: f64 = 1e15;

/// What a column asks for.
#[derive(Clone, Copy, PartialEq)]
enum Asked {
    Integer,
    Decimal,
    Rupiah,
}

/// A whole number.
pub fn integer(cell: &Cell) -> Typed<i64> {
    whole(cell, Asked::Integer)
}

/// Whole rupiah. Sen are refused, not rounded away.
pub fn rupiah(cell: &Cell) -> Typed<i64> {
    whole(cell, Asked::Rupiah)
}

/// A number, as JSON has it.
pub fn decimal(cell: &Cell) -> Typed<Value> {
    if let Cell::Number(number) = cell {
        return Ok(super::number(rounded(*number)));
    }
    let amount = amount(written(cell)?, Asked::Decimal)?;
    let text = format!("{}.{}", amount.whole, if amount.part.is_empty() { "0" } else { &amount.part });
    let size: f64 = text.parse().map_err(|_| no_number())?;
    Ok(number(if amount.negative && size != 0.0 { -size } else { size }))
}

/// A number with the fifteen digits that spreadsheets show: 0.3, where 0.1 and 0.2 were added.
pub fn rounded(number: f64) -> f64 {
    format!("{number:.14e}").parse().unwrap_or(number)
}

/// A number as people see it, without an exponent.
pub(super) fn shown(number: f64) -> Typed<String> {
    if number.abs() < EXACT { Ok(rounded(number).to_string()) } else { Err(lost()) }
}

pub(super) fn lost() -> Unreadable {
    Unreadable::form(
        "Tersimpan sebagai angka sehingga angka terakhirnya hilang; format kolom sebagai teks, lalu isi lagi.",
        "It is stored as a number, so its last digits are lost; format the column as text, and write it again.",
    )
}

fn whole(cell: &Cell, asked: Asked) -> Typed<i64> {
    let parts = || match asked {
        Asked::Rupiah => Unreadable::form("Rupiah bulat, tanpa sen.", "Whole rupiah, without sen."),
        _ => Unreadable::form("Harus bilangan bulat.", "It must be a whole number."),
    };
    if let Cell::Number(number) = cell {
        let number = rounded(*number);
        return match number.abs() < EXACT {
            false => Err(lost()),
            true if number.fract() != 0.0 => Err(parts()),
            true => Ok(number as i64),
        };
    }
    let amount = amount(written(cell)?, asked)?;
    if amount.part.bytes().any(|digit| digit != b'0') {
        return Err(parts());
    }
    let too_large = |_| Unreadable::new(Code::FieldRange, "Bilangan ini terlalu besar.", "The number is too large.");
    let size: i64 = amount.whole.parse().map_err(too_large)?;
    Ok(if amount.negative { -size } else { size })
}

fn written(cell: &Cell) -> Typed<&str> {
    match cell {
        Cell::Text(text) => Ok(text),
        Cell::Date(_) => Err(is_a_day()),
        Cell::Broken(_) => Err(broken()),
        Cell::Blank | Cell::Number(_) | Cell::YesNo(_) => Err(no_number()),
    }
}

fn no_number() -> Unreadable {
    Unreadable::new(
        Code::FieldType,
        "Bukan bilangan; tulis angkanya saja, misalnya 1250000 atau 1.250.000.",
        "No number; write digits alone, for example 1250000 or 1.250.000.",
    )
}

fn ambiguous() -> Unreadable {
    Unreadable::form(
        "Dapat berarti ribuan atau desimal; tulis tanpa titik ribuan (1250), atau dengan angka desimal lain (1,25).",
        "It could be thousands or decimals; write it without separators (1250), or with other decimals (1,25).",
    )
}

/// The digits of a number, before and behind its decimal separator.
struct Amount {
    negative: bool,
    whole: String,
    part: String,
}

fn amount(text: &str, asked: Asked) -> Typed<Amount> {
    let text = text.to_lowercase();
    let (negative, bare) = signed(&text, asked).ok_or_else(no_number)?;
    let bare: String = bare.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect();
    let known = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | ' ');
    if !bare.chars().all(known) || !bare.ends_with(|last: char| last.is_ascii_digit()) {
        return Err(no_number());
    }
    let (whole, part) = match point(&bare, asked)? {
        Some(at) => (bare.get(..at).unwrap_or_default(), bare.get(at + 1..).unwrap_or_default()),
        None => (bare.as_str(), ""),
    };
    let whole = joined(whole).ok_or_else(no_number)?;
    if !part.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(no_number());
    }
    let whole = if whole.is_empty() && !part.is_empty() { "0".to_owned() } else { whole };
    Ok(Amount { negative, whole, part: part.to_owned() })
}

/// Takes sign, currency and percent away.
fn signed(text: &str, asked: Asked) -> Option<(bool, &str)> {
    let (mut rest, mut negative) = (text.trim().trim_start_matches('\''), false);
    loop {
        let before = rest;
        rest = rest.trim();
        let inner = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        if let Some(inner) = inner.or_else(|| rest.strip_prefix(['-', '−', '–'])) {
            if negative {
                return None;
            }
            (rest, negative) = (inner, true);
        }
        rest = rest.strip_prefix('+').unwrap_or(rest);
        if asked == Asked::Rupiah {
            rest = ["rp.", "rp", "idr"].iter().find_map(|sign| rest.strip_prefix(*sign)).unwrap_or(rest);
            rest = [",--", ",-", ".-", ",="].iter().find_map(|end| rest.strip_suffix(*end)).unwrap_or(rest);
        }
        if asked == Asked::Decimal {
            rest = rest.strip_suffix('%').unwrap_or(rest);
        }
        if rest == before {
            return Some((negative, rest));
        }
    }
}

/// Where the decimal separator stands, if there is one.
fn point(text: &str, asked: Asked) -> Typed<Option<usize>> {
    let count = |sign: char| text.matches(sign).count();
    let Some(last) = text.rfind(['.', ',']) else { return Ok(None) };
    let sign = if text.get(last..).is_some_and(|rest| rest.starts_with('.')) { '.' } else { ',' };
    let other = if sign == '.' { ',' } else { '.' };
    if count(other) > 0 {
        return if count(sign) == 1 { Ok(Some(last)) } else { Err(no_number()) };
    }
    if count(sign) > 1 {
        return Ok(None);
    }
    let (before, behind) = (text.get(..last).unwrap_or_default(), text.len() - last - 1);
    let could_be_thousands = behind == 3 && (1..=3).contains(&before.len()) && before != "0" && count(' ') == 0;
    match asked {
        _ if !could_be_thousands => Ok(Some(last)),
        Asked::Decimal => Err(ambiguous()),
        Asked::Integer | Asked::Rupiah => Ok(None),
    }
}

/// Digits without what separates thousands; none where that does not stand at thousands.
fn joined(text: &str) -> Option<String> {
    let Some(separator) = text.chars().find(|letter| !letter.is_ascii_digit()) else { return Some(text.to_owned()) };
    let groups: Vec<&str> = text.split(separator).collect();
    let (first, others) = groups.split_first()?;
    let digits = |group: &&str| group.bytes().all(|digit| digit.is_ascii_digit());
    let fits = (1..=3).contains(&first.len()) && others.iter().all(|group| group.len() == 3);
    (fits && groups.iter().all(digits)).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn whole_numbers_are_read_as_people_write_them() {
        for text in
            ["1250000", "1.250.000", "1,250,000", "1 250 000", "1.250.000,00", "1,250,000.00", "'1250000", "+1250000"]
        {
            assert_eq!(integer(&said(text)), Ok(1_250_000), "{text}");
        }
        for (text, number) in
            [("1.250", 1_250), ("1,250", 1_250), ("0", 0), ("-5", -5), ("(500)", -500), ("12,0", 12), ("007", 7)]
        {
            assert_eq!(integer(&said(text)), Ok(number), "{text}");
        }
        assert_eq!(integer(&Cell::Number(16.0)), Ok(16));
        assert_eq!(integer(&Cell::Number(16.000_000_000_000_004)), Ok(16));
    }

    #[test]
    fn rupiah_are_whole() {
        for text in [
            "1.250.000",
            "1,250,000",
            "1250000",
            "1.250.000,00",
            "Rp 1.250.000,00",
            "Rp. 1.250.000,-",
            "rp1.250.000",
            "Rp\u{a0}1.250.000",
            "IDR 1,250,000",
            "Rp 1.250.000,--",
        ] {
            assert_eq!(rupiah(&said(text)), Ok(1_250_000), "{text}");
        }
        for text in ["-Rp 500", "Rp -500", "(500)", "Rp (500)", "(Rp 500)", "−500"] {
            assert_eq!(rupiah(&said(text)), Ok(-500), "{text}");
        }
        for text in [
            "1.250.000,50",
            "1250000.5",
            "12,5",
            "2 juta",
            "1,5jt",
            "Rp",
            "",
            "--5",
            "1.25.000",
            "1.2500.000",
            "1,25E+06",
            "5.",
        ] {
            assert!(rupiah(&said(text)).is_err(), "{text}");
        }
        assert!(rupiah(&Cell::Number(1250.5)).is_err());
        assert_eq!(rupiah(&said("99999999999999999999")).unwrap_err().code, Code::FieldRange);
    }

    #[test]
    fn decimals_are_read_where_they_mean_one_thing() {
        for (text, number) in [
            ("12,5", json!(12.5)),
            ("12.5", json!(12.5)),
            ("12,5 %", json!(12.5)),
            ("12.50%", json!(12.5)),
            ("1.250,5", json!(1250.5)),
            ("1,250.50", json!(1250.5)),
            ("1.250,000", json!(1250)),
            ("1250,500", json!(1250.5)),
            ("1 250,125", json!(1250.125)),
            ("0,125", json!(0.125)),
            (",5", json!(0.5)),
            ("1.250.000", json!(1_250_000)),
            ("-0,5", json!(-0.5)),
            ("12", json!(12)),
        ] {
            assert_eq!(decimal(&said(text)), Ok(number), "{text}");
        }
        for text in ["1.250", "12,125", "1,250.000.00", "1.2,3.4", "dua belas", "12,5 persen", "1.250.00"] {
            assert!(decimal(&said(text)).is_err(), "{text}");
        }
        assert_eq!(decimal(&Cell::Number(0.1 + 0.2)), Ok(json!(0.3)));
        assert_eq!(decimal(&Cell::Number(12.0)), Ok(json!(12)));
    }

    #[test]
    fn what_is_no_number_is_told_without_repeating_it() {
        for cell in [said("Siti"), Cell::YesNo(true), Cell::Broken("#REF!".to_owned())] {
            let told = integer(&cell).unwrap_err();
            assert!(!told.says.id.contains("Siti"));
        }
        assert!(integer(&Cell::Number(3.602_012_345_678_901e15)).is_err());
        assert!(integer(&Cell::Number(1.5)).is_err());
    }
}
