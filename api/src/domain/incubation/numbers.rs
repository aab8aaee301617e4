//! Numbers of legal ids and certificates: what each looks like (domain.md 3.1). A number is never said back: it may be
//! a person's.

use crate::domain::Code;
use crate::domain::registry::kept::Checks;
use crate::domain::text::Text;

/// What is wrong with a certificate.
#[derive(Clone, Debug, PartialEq)]
struct Wrong {
    code: Code,
    field: &'static str,
    says: Text,
}

/// The kind may be kept with an enterprise, and its number has the form of the kind.
pub fn certificate(kind: &str, number: &str, checks: &mut Checks<'_>) {
    if let Some(wrong) = wrong(kind, number) {
        checks.say(wrong.code, wrong.field, &wrong.says.id, &wrong.says.en);
    }
}

/// BPJPH prints `ID` and 17 digits on a halal certificate, but older ones count too; BPOM MD, trademarks and SNI are
/// printed in many ways: nothing is asked of them.
fn wrong(kind: &str, number: &str) -> Option<Wrong> {
    let form = |id: &str, en: &str| Wrong { code: Code::NumberFormat, field: "number", says: Text::new(id, en) };
    match kind {
        "NPWP" => Some(Wrong {
            code: Code::UnknownCode,
            field: "kind",
            says: Text::new(
                "NPWP dicatat pada orangnya: NPWP orang pribadi sama dengan NIK.",
                "An NPWP is kept with the person: that of a natural person is the NIK.",
            ),
        }),
        "NIB" if !is_nib(number) => Some(form("NIB terdiri atas 13 angka.", "A NIB has 13 digits.")),
        "P_IRT" if !is_pirt(number) => Some(form(
            "Nomor P-IRT terdiri atas 15 angka, yang pertama 1 sampai 8, misalnya 2063602010001-29.",
            "A P-IRT number has 15 digits, the first 1 to 8, for example 2063602010001-29.",
        )),
        _ => None,
    }
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `^\d{13}$`
pub fn is_nib(number: &str) -> bool {
    digits(number, 13)
}

/// `^[1-8]\d{12}-?\d{2}$`: packaging, food, regency, product, producer, year of expiry.
pub fn is_pirt(number: &str) -> bool {
    let (first, year) = match number.split_once('-') {
        Some(parts) => parts,
        None => number.split_at_checked(13).unwrap_or_default(),
    };
    digits(first, 13) && digits(year, 2) && matches!(first.as_bytes().first(), Some(b'1'..=b'8'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nib_has_13_digits() {
        assert!(is_nib("9120304871234"));
        for bad in ["", "912030487123", "91203048712345", "912030487123X", "9120 30487123"] {
            assert!(!is_nib(bad), "{bad}");
        }
    }

    #[test]
    fn a_pirt_number_has_15_digits_with_or_without_a_hyphen() {
        for good in ["2063602010001-29", "206360201000129", "8063602010001-29"] {
            assert!(is_pirt(good), "{good}");
        }
        let bad = [
            "",
            "-",
            "0063602010001-29",
            "9063602010001-29",
            "2063602010001-2",
            "206360201000-129",
            "2063602010001--29",
            "20636020100012",
            "2063602010001-2é",
        ];
        for bad in bad {
            assert!(!is_pirt(bad), "{bad}");
        }
    }

    #[test]
    fn an_npwp_is_refused_whatever_it_looks_like() {
        let wrong = wrong("NPWP", "3602010101010001").unwrap();
        assert_eq!((wrong.code, wrong.field), (Code::UnknownCode, "kind"));
        assert!(!wrong.says.id.contains("3602") && !wrong.says.en.contains("3602"));
    }

    #[test]
    fn kinds_without_a_form_are_free() {
        for kind in ["HALAL", "BPOM_MD", "MEREK", "SNI", "SERTIFIKAT_KOMPETENSI", "LAIN"] {
            assert_eq!(wrong(kind, "apa saja"), None, "{kind}");
        }
        for kind in ["NIB", "P_IRT"] {
            assert_eq!(wrong(kind, "apa saja").map(|wrong| wrong.field), Some("number"), "{kind}");
        }
    }
}
