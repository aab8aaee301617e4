//! How people write numbers, days, periods and choices, read without a guess: what could mean two things is refused.

mod days;
mod numbers;
mod periods;
mod words;

use serde_json::Value;

use super::Cell;
use crate::domain::{Code, Text};

pub use days::date;
pub use numbers::{decimal, integer, rupiah};
pub use periods::period;
pub use words::{choice, digits, fold, list, text, yes_no};

pub(super) use numbers::rounded;

/// Why a cell cannot be read. What stands in it is not repeated.
#[derive(Clone, Debug, PartialEq)]
pub struct Unreadable {
    /// What kind of fault it is.
    pub code: Code,
    /// What to do about it.
    pub says: Text,
}

/// What a cell holds, or why it cannot be read.
pub type Typed<T> = Result<T, Unreadable>;

impl Unreadable {
    fn new(code: Code, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, says: Text::new(id, en) }
    }

    fn form(id: &str, en: &str) -> Self {
        Self::new(Code::FieldFormat, id, en)
    }
}

/// Whether nothing is said: blank, or one of the dashes that people put where there is nothing.
pub fn is_nothing(cell: &Cell) -> bool {
    match cell {
        Cell::Blank => true,
        Cell::Text(text) => matches!(text.trim(), "" | "-" | "–" | "—" | "--"),
        _ => false,
    }
}

/// Whether it says that what the column asks does not apply here.
pub fn is_not_applicable(cell: &Cell) -> bool {
    let Cell::Text(text) = cell else { return false };
    let text = text.trim();
    text.eq_ignore_ascii_case("n/a") || matches!(fold(text).as_str(), "tidak berlaku" | "not applicable")
}

/// A number as JSON has it; whole ones without a point.
fn number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < numbers::EXACT {
        Value::from(number as i64)
    } else {
        Value::from(number)
    }
}

/// The refusal of what never was a value.
fn broken() -> Unreadable {
    Unreadable::form(
        "Sel ini berisi galat rumus, atau rumus tanpa nilai tersimpan; isi dengan nilainya.",
        "The cell holds an error of a formula, or a formula without a stored value; write the value itself.",
    )
}

fn is_a_day() -> Unreadable {
    Unreadable::new(
        Code::FieldType,
        "Sel ini telah menjadi tanggal; format kolomnya sebagai teks atau angka, lalu isi lagi.",
        "The cell has become a date; format the column as text or numbers, and write it again.",
    )
}
