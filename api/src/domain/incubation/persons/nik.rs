//! The number of an identity card (NIK) and of a taxpayer (NPWP), as domain.md 3.1 says: pure. A NIK keeps the region
//! of its first issue for life, so whether that region is known today says nothing about the number.

use chrono::{Datelike, NaiveDate};

/// A NIK of sound form: `PPKKCC DDMMYY SSSS`, where a woman's day is raised by 40.
#[derive(Clone, PartialEq, Eq)]
pub struct Nik {
    digits: String,
    day: u32,
    month: u32,
    /// The last two digits; the century is not said.
    year: i32,
    female: bool,
}

/// Reads a NIK; the refusal says in one word what is wrong.
pub fn parse(text: &str) -> Result<Nik, &'static str> {
    let digits = text.trim();
    if digits.len() != 16 || !digits.bytes().all(|b| b.is_ascii_digit()) || digits.starts_with('0') {
        return Err("FORM");
    }
    let number = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let (Some(day), Some(month), Some(year)) = (number(6, 8), number(8, 10), number(10, 12)) else {
        return Err("FORM");
    };
    let female = day > 40;
    let day = if female { day - 40 } else { day };
    let year = i32::try_from(year).unwrap_or_default();
    let exists = |century: i32| NaiveDate::from_ymd_opt(century + year, month, day).is_some();
    if !exists(1900) && !exists(2000) {
        return Err("BIRTH_DATE");
    }
    if number(12, 16) == Some(0) {
        return Err("SERIAL");
    }
    Ok(Nik { digits: digits.to_owned(), day, month, year, female })
}

impl Nik {
    /// The sixteen digits.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// Whether it is of this sex (`sexes`); a word that the number cannot speak of agrees.
    pub fn agrees_with_sex(&self, sex: &str) -> bool {
        match sex {
            "LAKI_LAKI" => !self.female,
            "PEREMPUAN" => self.female,
            _ => true,
        }
    }

    /// Whether it holds this birth date.
    pub fn agrees_with_birth(&self, birth: NaiveDate) -> bool {
        (birth.day(), birth.month(), birth.year().rem_euclid(100)) == (self.day, self.month, self.year)
    }

    /// Codes of the regency and of the district that issued it.
    pub fn regions(&self) -> [String; 2] {
        let part = |from: usize, to: usize| self.digits.get(from..to).unwrap_or_default();
        let regency = format!("{}.{}", part(0, 2), part(2, 4));
        let district = format!("{regency}.{}", part(4, 6));
        [regency, district]
    }
}

/// A NIK as it is shown: `3602**********01`.
pub fn mask(digits: &str) -> String {
    let (head, tail) = (digits.get(..4).unwrap_or_default(), digits.get(digits.len().saturating_sub(2)..));
    format!("{head}**********{}", tail.unwrap_or_default())
}

/// An NPWP in its form of 16 digits: the old one of 15 gets a 0 in front; one that does not begin with 0 is a NIK.
pub fn npwp(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '.' | '-' | ' ')).collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match digits.len() {
        15 => Some(format!("0{digits}")),
        16 if digits.starts_with('0') || parse(&digits).is_ok() => Some(digits),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str) -> Option<&'static str> {
        parse(text).err()
    }

    #[test]
    fn the_form_the_day_and_the_serial_decide() {
        for (text, wrong) in [
            ("3602011708959001", None),
            (" 3602015708959001 ", None),
            ("3602012902009001", None),
            ("3602012902049001", None),
            ("9109011708959001", None),
            ("0602011708959001", Some("FORM")),
            ("360201170895900", Some("FORM")),
            ("36020117089590011", Some("FORM")),
            ("36020117O8959001", Some("FORM")),
            ("", Some("FORM")),
            ("3602010008959001", Some("BIRTH_DATE")),
            ("3602014008959001", Some("BIRTH_DATE")),
            ("3602013208959001", Some("BIRTH_DATE")),
            ("3602017208959001", Some("BIRTH_DATE")),
            ("3602011713959001", Some("BIRTH_DATE")),
            ("3602011700959001", Some("BIRTH_DATE")),
            ("3602012902019001", Some("BIRTH_DATE")),
            ("3602013102959001", Some("BIRTH_DATE")),
            ("3602011708950000", Some("SERIAL")),
        ] {
            assert_eq!(reason(text), wrong, "{text}");
        }
    }

    #[test]
    fn a_womans_day_is_raised_by_forty() {
        let (man, woman) = (parse("3602011708959001").unwrap(), parse("3602015708959001").unwrap());
        assert!(man.agrees_with_sex("LAKI_LAKI") && !man.agrees_with_sex("PEREMPUAN"));
        assert!(woman.agrees_with_sex("PEREMPUAN") && !woman.agrees_with_sex("LAKI_LAKI"));
        let birth: NaiveDate = "1995-08-17".parse().unwrap();
        assert!(man.agrees_with_birth(birth) && woman.agrees_with_birth(birth));
        assert!(!woman.agrees_with_birth(birth.succ_opt().unwrap()));
        // The century is not in the number.
        assert!(parse("3602011708059001").unwrap().agrees_with_birth("2005-08-17".parse().unwrap()));
    }

    #[test]
    fn it_names_the_regions_that_issued_it() {
        assert_eq!(parse("3602011708959001").unwrap().regions(), ["36.02", "36.02.01"]);
    }

    #[test]
    fn a_mask_shows_the_regency_and_two_digits() {
        assert_eq!(mask("3602011708959001"), "3602**********01");
    }

    #[test]
    fn a_taxpayers_number_has_sixteen_digits_in_the_end() {
        assert_eq!(npwp("01.234.567.8-901.000").unwrap(), "0012345678901000");
        assert_eq!(npwp("0012345678901000").unwrap(), "0012345678901000");
        assert_eq!(npwp("3602011708959001").unwrap(), "3602011708959001");
        for wrong in ["", "3602013208959001", "12345678901234", "01.234.567.8-901.00x", "00123456789010001"] {
            assert_eq!(npwp(wrong), None, "{wrong}");
        }
    }
}
