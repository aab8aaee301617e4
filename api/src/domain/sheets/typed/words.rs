//! Texts, texts of digits, choices, lists, and yes or no.

use super::numbers::{lost, shown};
use super::{Typed, Unreadable, broken, is_a_day};
use crate::domain::sheets::Cell;
use crate::domain::{Code, Text};

/// Any text. What the spreadsheet made of it is taken back, where nothing of it is lost.
pub fn text(cell: &Cell) -> Typed<String> {
    match cell {
        Cell::Blank => Ok(String::new()),
        Cell::Text(text) => Ok(text.clone()),
        Cell::Number(number) => shown(*number),
        Cell::Date(day) => Ok(day.to_string()),
        Cell::YesNo(yes) => Ok(if *yes { "ya" } else { "tidak" }.to_owned()),
        Cell::Broken(_) => Err(broken()),
    }
}

/// A text of digits: NIK, phone, postal code. Space, points and dashes between digits are taken away; any other text is
/// left as it is, for whoever knows what it should be.
pub fn digits(cell: &Cell) -> Typed<String> {
    match cell {
        Cell::Number(number) if number.fract() != 0.0 || *number < 0.0 => Err(Unreadable::form(
            "Harus berupa angka tanpa pecahan; format kolom sebagai teks.",
            "It must be digits alone; format the column as text.",
        )),
        Cell::Date(_) => Err(is_a_day()),
        Cell::YesNo(_) => Err(Unreadable::new(Code::FieldType, "Harus berupa angka.", "It must be digits.")),
        Cell::Text(text) => {
            let text = text.trim().trim_start_matches('\'');
            if is_scientific(text) {
                return Err(lost());
            }
            let apart = |letter: char| letter.is_whitespace() || matches!(letter, '.' | '-' | '–');
            let joined: String = text.chars().filter(|letter| !apart(*letter)).collect();
            let bare = joined.strip_prefix('+').unwrap_or(&joined);
            let all = !bare.is_empty() && bare.bytes().all(|digit| digit.is_ascii_digit());
            Ok(if all { joined } else { text.to_owned() })
        }
        other => super::text(other),
    }
}

/// Whether a spreadsheet shortened a long number: `3,60201E+15`.
fn is_scientific(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['e', 'E']) else { return false };
    let power = power.strip_prefix('+').unwrap_or(power);
    let number = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    number(power) && number(&digits.replace(['.', ','], ""))
}

/// Ya or tidak.
pub fn yes_no(cell: &Cell) -> Typed<bool> {
    let said = match cell {
        Cell::YesNo(yes) => Some(*yes),
        Cell::Number(number) if *number == 1.0 => Some(true),
        Cell::Number(number) if *number == 0.0 => Some(false),
        Cell::Text(text) => match text.trim().to_lowercase().as_str() {
            "ya" | "y" | "yes" | "true" | "benar" | "1" | "x" | "v" | "✓" | "✔" | "√" => Some(true),
            "tidak" | "t" | "tdk" | "no" | "n" | "false" | "salah" | "0" => Some(false),
            _ => None,
        },
        Cell::Broken(_) => return Err(broken()),
        _ => None,
    };
    said.ok_or_else(|| Unreadable::new(Code::FieldType, "Tulis ya atau tidak.", "Write ya or tidak (yes or no)."))
}

/// The code of a choice, which was named by its code or its label in either language. Of two choices the first letter is
/// enough: L or P.
pub fn choice(cell: &Cell, choices: &[(String, Text)]) -> Typed<String> {
    let said = text(cell)?;
    // Nothing to choose from: whoever knows the codes checks it.
    if choices.is_empty() || choices.iter().any(|(code, _)| *code == said) {
        return Ok(said);
    }
    let said = fold(&said);
    let first = said.chars().count() == 1 && choices.len() == 2;
    let names = |name: &str| {
        let name = fold(name);
        name == said || (first && name.starts_with(&said))
    };
    let mut found = choices.iter().filter(|(code, _)| names(code)).map(|(code, _)| code).collect::<Vec<_>>();
    if found.is_empty() {
        found =
            choices.iter().filter(|(_, label)| names(&label.id) || names(&label.en)).map(|(code, _)| code).collect();
    }
    match found.as_slice() {
        [code] => Ok((*code).clone()),
        _ => Err(Unreadable::new(
            Code::UnknownCode,
            "Bukan salah satu pilihan kolom ini; lihat lembar Petunjuk.",
            "None of the choices of this column; see the sheet Petunjuk.",
        )),
    }
}

/// Several texts, separated by semicolons or standing below each other.
pub fn list(cell: &Cell) -> Typed<Vec<String>> {
    let said = text(cell)?;
    let texts = said.split([';', '\n']).map(str::trim).filter(|text| !text.is_empty());
    Ok(texts.map(str::to_owned).collect())
}

/// A text as it is compared: small letters without accents, words without punctuation. `LAKI_LAKI` and `Laki-laki` are
/// one.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase).filter_map(plain) {
        match letter.is_alphanumeric() {
            true => folded.push(letter),
            false if folded.ends_with(' ') || folded.is_empty() => {}
            false => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// A small letter without its accent; none where it is an accent alone, or a mark between letters of one word.
fn plain(letter: char) -> Option<char> {
    Some(match letter {
        '\u{300}'..='\u{36f}' | '\'' | '’' | '‘' | '`' => return None,
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' => 'a',
        'ç' | 'č' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'ē' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'ī' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ō' => 'o',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn said(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    fn sexes() -> Vec<(String, Text)> {
        vec![
            ("LAKI_LAKI".to_owned(), Text::new("Laki-laki", "Male")),
            ("PEREMPUAN".to_owned(), Text::new("Perempuan", "Female")),
        ]
    }

    #[test]
    fn digits_are_what_was_typed_or_refused() {
        for text in [
            "3602012345678901",
            "'3602012345678901",
            "3602 0123 4567 8901",
            "36.02.01.234567.8901",
            "3602-0123-4567-8901",
        ] {
            assert_eq!(digits(&said(text)).as_deref(), Ok("3602012345678901"), "{text}");
        }
        assert_eq!(digits(&said("+62 812-3456")).as_deref(), Ok("+628123456"));
        assert_eq!(digits(&said("0812 (ibu)")).as_deref(), Ok("0812 (ibu)"));
        assert_eq!(digits(&Cell::Number(6_281_234_567.0)).as_deref(), Ok("6281234567"));
        for cell in [
            Cell::Number(3_602_012_345_678_901.0),
            Cell::Number(1e20),
            Cell::Number(12.5),
            Cell::Number(-5.0),
            Cell::Date(NaiveDate::MIN),
            said("3,60201E+15"),
            said("3.6E15"),
            Cell::Broken("#N/A".to_owned()),
        ] {
            assert!(digits(&cell).is_err(), "{cell:?}");
        }
    }

    #[test]
    fn a_text_is_what_was_seen() {
        for (cell, seen) in [
            (said("Siti"), "Siti"),
            (Cell::Number(36.02), "36.02"),
            (Cell::Number(1_250_000.0), "1250000"),
            (Cell::Number(0.000_001), "0.000001"),
            (Cell::YesNo(true), "ya"),
        ] {
            assert_eq!(text(&cell).as_deref(), Ok(seen));
        }
        assert!(text(&Cell::Number(3_602_012_345_678_901.0)).is_err());
    }

    #[test]
    fn yes_and_no_have_many_words() {
        for word in ["ya", "Y", "YES", "true", "1", "x", "V", "✓"] {
            assert_eq!(yes_no(&said(word)), Ok(true), "{word}");
        }
        for word in ["tidak", "T", "no", "FALSE", "0"] {
            assert_eq!(yes_no(&said(word)), Ok(false), "{word}");
        }
        assert_eq!((yes_no(&Cell::YesNo(false)), yes_no(&Cell::Number(1.0))), (Ok(false), Ok(true)));
        assert!(yes_no(&said("mungkin")).is_err() && yes_no(&Cell::Number(2.0)).is_err());
    }

    #[test]
    fn a_choice_is_named_by_code_or_label() {
        for word in ["LAKI_LAKI", "laki-laki", "Laki Laki", "male", "L", "m"] {
            assert_eq!(choice(&said(word), &sexes()).as_deref(), Ok("LAKI_LAKI"), "{word}");
        }
        assert_eq!(choice(&said("P"), &sexes()).as_deref(), Ok("PEREMPUAN"));
        assert_eq!(choice(&said("pria"), &sexes()).unwrap_err().code, Code::UnknownCode);
        assert_eq!(choice(&said("X1"), &[]).as_deref(), Ok("X1"));
        let alike = [("A".to_owned(), Text::new("Lain", "Other")), ("B".to_owned(), Text::new("Lain", "Else"))];
        assert!(choice(&said("lain"), &alike).is_err());
        let numbered = [("1".to_owned(), Text::new("Satu", "One"))];
        assert_eq!(choice(&Cell::Number(1.0), &numbered).as_deref(), Ok("1"));
    }

    #[test]
    fn lists_are_separated_by_semicolons_or_lines() {
        assert_eq!(list(&said("A; B ;;C\nD")).unwrap(), ["A", "B", "C", "D"]);
    }

    #[test]
    fn texts_fold_alike() {
        for text in ["Café  No. 1*", "CAFE no 1", "cafe\u{301}\nNo-1"] {
            assert_eq!(fold(text), "cafe no 1", "{text}");
        }
        assert_eq!(fold("Jum'at"), "jumat");
    }
}
