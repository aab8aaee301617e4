//! Words and numbers as Indonesian papers write them, and as HTML holds them.

use chrono::{Datelike, NaiveDate};

use crate::domain::text::escape;

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

/// `Rp 1.500.000`.
pub fn rupiah(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3 + 5);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    format!("{}Rp {grouped}", if amount < 0 { "-" } else { "" })
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
    fn days_have_the_names_of_their_months() {
        assert_eq!(date("2026-11-05".parse().ok()), "5 November 2026");
        assert_eq!(date("2027-01-31".parse().ok()), "31 Januari 2027");
        assert_eq!(date(None), "–");
    }
}
