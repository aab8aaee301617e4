//! Texts as cells: what nobody sees is taken away.

use super::Cell;
use super::limits::{MAX_LETTERS, cell_too_long};
use crate::domain::Result;

/// A formula of a workbook without a value: a program wrote the file, and nobody opened it since.
pub(super) const UNKEPT: &str = "#RUMUS!";
/// What spreadsheets show instead of a value.
const ERRORS: [&str; 9] = ["#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A", "#NULL!", "#NUM!", "#SPILL!", UNKEPT];
/// With what a formula begins, which the service and careful people lead by an apostrophe.
const FORMULA: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// Behind these a spreadsheet may begin another cell.
const SPLIT: &[char] = &[';', '\t', '\r', '\n'];
/// These before a formula do not hide it.
const HIDING: &[char] = &[' ', '"'];

/// A text as a cell.
pub(super) fn cell(text: &str, line: u64, column: usize) -> Result<Cell> {
    let text = shown(text);
    if text.is_empty() {
        return Ok(Cell::Blank);
    }
    if text.len() > MAX_LETTERS && text.chars().count() > MAX_LETTERS {
        return Err(cell_too_long(line, letter(column)));
    }
    if text.starts_with('#') && ERRORS.contains(&text.as_str()) {
        return Ok(Cell::Broken(text));
    }
    Ok(Cell::Text(text))
}

/// A text without the space and the invisible letters around it, without the apostrophes that only keep a spreadsheet from
/// taking it for something else, and with plain spaces.
fn shown(text: &str) -> String {
    let text = if text.contains('\'') { bare(text) } else { text.to_owned() };
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || is_hidden(letter));
    text.chars().map(|letter| if is_space(letter) { ' ' } else { letter }).collect()
}

/// Takes back what [`crate::view::csv`] puts before whatever could be a formula, and what people put before digits.
fn bare(text: &str) -> String {
    let (mut plain, mut rest, mut first) = (String::with_capacity(text.len()), text, true);
    loop {
        if let Some(behind) = rest.strip_prefix('\'') {
            let formula = behind.trim_start_matches(HIDING).starts_with(FORMULA);
            let leads = first && behind.starts_with(|next: char| next.is_ascii_digit() || "\t\r\n".contains(next));
            if formula || leads {
                rest = behind;
            }
        }
        first = false;
        let Some(at) = rest.find(SPLIT) else { break };
        // Each of them is one byte.
        let (cell, others) = rest.split_at(at + 1);
        plain.push_str(cell);
        rest = others;
    }
    plain + rest
}

/// Letters that take no place: joiners, marks of direction, the mark of byte order.
fn is_hidden(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Spaces that do not break, or are of another width.
fn is_space(letter: char) -> bool {
    matches!(letter, '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// The letters by which a spreadsheet names a column; the first is 0.
pub fn letter(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_nobody_sees_is_taken_away() {
        for text in ["  Siti ", "\u{a0}Siti\u{a0}", "\u{200b}Siti\u{feff}", "\tSiti\r\n"] {
            assert_eq!(shown(text), "Siti", "{text:?}");
        }
        assert_eq!(shown("Siti\u{a0}Aminah"), "Siti Aminah");
        for blank in ["", "   ", "\u{a0}", "\u{200b}\u{feff}", "'\t"] {
            assert_eq!(cell(blank, 1, 0).unwrap(), Cell::Blank, "{blank:?}");
        }
    }

    #[test]
    fn an_apostrophe_that_keeps_a_spreadsheet_off_is_no_part_of_the_text() {
        assert_eq!(shown("'3602012345678901"), "3602012345678901");
        for text in ["=1+1", "+62812", "-5", "@x", "a;=1", "a\n=1", "\"=1\"", "a;b;-c"] {
            assert_eq!(shown(&crate::view::csv::cell(&json!(text))), text, "{text}");
        }
        for text in ["'Aisyah", "Jum'at", "a'b;c", "Rock 'n' roll"] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn an_error_of_a_spreadsheet_is_no_text() {
        assert_eq!(cell(" #REF! ", 1, 0).unwrap(), Cell::Broken("#REF!".to_owned()));
        assert_eq!(cell("#1", 1, 0).unwrap(), Cell::Text("#1".to_owned()));
    }

    #[test]
    fn a_cell_holds_as_many_letters_as_in_excel() {
        assert!(cell(&"é".repeat(MAX_LETTERS), 1, 0).is_ok());
        let refused = cell(&"a".repeat(MAX_LETTERS + 1), 7, 27).unwrap_err();
        assert_eq!(refused.0.params["column"], "AB");
        assert_eq!(refused.0.params["line"], 7);
    }

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letter(column), letters);
        }
    }
}
