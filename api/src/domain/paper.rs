//! Words and numbers as Indonesian papers write them, and as HTML holds them.

use chrono::{Datelike, NaiveDate};

use crate::domain::text::escape;

const STYLE: &str = include_str!("paper.css");

const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

/// A whole page, which loads nothing from elsewhere. The title is escaped already.
pub fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
}

/// `Rp 1.500.000`.
pub fn rupiah(amount: i64) -> String {
    format!("{}Rp {}", if amount < 0 { "-" } else { "" }, grouped(amount.unsigned_abs()))
}

/// `1.500.000`.
pub fn grouped(amount: u64) -> String {
    let digits = amount.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3 + 5);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1.250,5`.
pub fn number(value: f64) -> String {
    let hundredths = (value.abs() * 100.0).round() as u64;
    let places = format!("{:02}", hundredths % 100);
    let places = places.trim_end_matches('0');
    let places = if places.is_empty() { String::new() } else { format!(",{places}") };
    format!("{}{}{places}", if value < 0.0 { "-" } else { "" }, grouped(hundredths / 100))
}

/// `Oktober 2026`, `Triwulan III 2026`, `Semester II 2026`; whatever else as it stands.
pub fn period(text: &str) -> String {
    let Some((year, part)) = text.split_once('-') else { return text.to_owned() };
    let month =
        part.parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)).filter(|_| part.len() == 2);
    match (month, part) {
        (Some(month), _) => format!("{month} {year}"),
        (None, "Q1" | "S1") => format!("{} I {year}", if part.starts_with('Q') { "Triwulan" } else { "Semester" }),
        (None, "Q2" | "S2") => format!("{} II {year}", if part.starts_with('Q') { "Triwulan" } else { "Semester" }),
        (None, "Q3") => format!("Triwulan III {year}"),
        (None, "Q4") => format!("Triwulan IV {year}"),
        _ => text.to_owned(),
    }
}

/// `5 November 2026`.
pub fn date(day: Option<NaiveDate>) -> String {
    let Some(day) = day else { return "–".to_owned() };
    let month = usize::try_from(day.month0()).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

/// Text as it was written, with its lines.
pub fn text(written: &str) -> String {
    format!("<div class=\"text\">{}</div>", escape(written.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_in_indonesia() {
        for (amount, text) in [
            (0, "Rp 0"),
            (999, "Rp 999"),
            (1_000, "Rp 1.000"),
            (1_500_000, "Rp 1.500.000"),
            (20_000_000, "Rp 20.000.000"),
            (-250_000, "-Rp 250.000"),
            (1_000_000_000_000_000, "Rp 1.000.000.000.000.000"),
        ] {
            assert_eq!(rupiah(amount), text);
        }
    }

    #[test]
    fn numbers_and_periods_are_written_as_in_indonesia() {
        for (value, text) in [(0.0, "0"), (1250.5, "1.250,5"), (93.25, "93,25"), (-7.0, "-7"), (0.05, "0,05")] {
            assert_eq!(number(value), text);
        }
        for (text, words) in [
            ("2026-10", "Oktober 2026"),
            ("2026-Q3", "Triwulan III 2026"),
            ("2026-S2", "Semester II 2026"),
            ("2026", "2026"),
            ("2026-001", "2026-001"),
        ] {
            assert_eq!(period(text), words);
        }
    }

    #[test]
    fn days_have_the_names_of_their_months() {
        assert_eq!(date("2026-11-05".parse().ok()), "5 November 2026");
        assert_eq!(date("2027-01-31".parse().ok()), "31 Januari 2027");
        assert_eq!(date(None), "–");
    }
}
