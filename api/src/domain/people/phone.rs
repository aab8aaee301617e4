//! Indonesian mobile numbers.

use crate::domain::{Code, Error, Result};

/// Writes a mobile number as `+628...`: takes `0812-3456-7890`, `62812...`, `+62 812 ...` and `812...`.
pub fn normalise(text: &str) -> Result<String> {
    let refuse = || Error::field(Code::PhoneInvalid, "/phone");
    let mut digits = String::new();
    for (index, c) in text.trim().chars().enumerate() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if index == 0 => {}
            ' ' | '-' | '.' | '(' | ')' => {}
            _ => return Err(refuse()),
        }
    }
    let national = ["62", "0"].iter().find_map(|prefix| digits.strip_prefix(prefix)).unwrap_or(&digits);
    let national = national.strip_prefix('0').unwrap_or(national);
    if national.starts_with('8') && (9..=12).contains(&national.len()) {
        Ok(format!("+62{national}"))
    } else {
        Err(refuse())
    }
}

/// A number as others see it: `+62812****789`.
pub fn mask(e164: &str) -> String {
    let head: String = e164.chars().take(6).collect();
    let tail: String = e164.chars().skip(e164.chars().count().saturating_sub(3)).collect();
    format!("{head}****{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_spellings_of_a_number_are_one_number() {
        for text in [
            "0812-3456-7890",
            "+62 812 3456 7890",
            "6281234567890",
            "81234567890",
            "(0812) 3456.7890",
            "+62 0812 34567890",
        ] {
            assert_eq!(normalise(text).unwrap(), "+6281234567890", "{text}");
        }
    }

    #[test]
    fn what_is_no_indonesian_mobile_number_is_refused() {
        for text in ["", "0215551234", "+1 202 555 0100", "0812", "0812345678901234", "08123456789x", "08+12345678"] {
            assert_eq!(normalise(text).unwrap_err().0.violations[0].code, "PHONE.INVALID", "{text}");
        }
    }

    #[test]
    fn a_masked_number_shows_its_operator_and_its_end() {
        assert_eq!(mask("+6281234567789"), "+62812****789");
    }
}
