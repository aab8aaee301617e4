//! Columns of somebody else's system, filled from a record, and what is not ready in them: pure.

use chrono::NaiveDate;
use serde_json::Value;

use crate::domain::reference::CodeSets;
use crate::domain::{Lang, Text};
use crate::view::partners::profiles::Readiness;
use crate::view::partners::pulls::{PartnerIncubatee, PartnerWorkers};

/// It is not recorded.
const MISSING: &str = "MISSING";
/// The system that takes it refuses this value.
const INVALID: &str = "INVALID";
/// The partner does not get it.
const NOT_CONSENTED: &str = "NOT_CONSENTED";
/// It is the bank's own to fill in, or to look at.
pub(super) const BANK: &str = "BANK";

/// What a system asks of a column: whether a value will do, and in words.
pub(super) struct Rule {
    pub holds: fn(&str) -> bool,
    pub id: &'static str,
    pub en: &'static str,
}

/// Anything will do.
pub(super) const ANY: Rule = Rule { holds: |_| true, id: "", en: "" };

/// Fills columns, one after the other, and notes what is not ready.
pub(super) struct Desk<'a> {
    record: &'a PartnerIncubatee,
    lang: Lang,
    found: Vec<Readiness>,
}

impl<'a> Desk<'a> {
    pub fn new(record: &'a PartnerIncubatee, lang: Lang) -> Self {
        Self { record, lang, found: Vec::new() }
    }

    pub fn into_found(self) -> Vec<Readiness> {
        self.found
    }

    /// A column with the field of the record that it is made of. What is refused is shown all the same: the partner has
    /// it, and sees what to ask.
    pub fn fill(&mut self, column: &str, from: &str, value: Option<String>, rule: &Rule) -> Option<String> {
        match &value {
            None => self.lacking(column, from),
            Some(value) if !(rule.holds)(value) => self.refused(column, rule),
            Some(_) => {}
        }
        value
    }

    /// A column that holds a code of another system, `key` in the facts of our code. One that nobody has confirmed yet
    /// is given, and is for the bank to look at.
    pub fn translate(
        &mut self,
        column: &str,
        from: &str,
        code: Option<&str>,
        (codes, set, key): (&CodeSets, &str, &str),
        rule: &Rule,
    ) -> Option<String> {
        let Some(code) = code else {
            self.lacking(column, from);
            return None;
        };
        let meta = codes.get(set).and_then(|set| set.entry(code)?.meta.clone()).unwrap_or_default();
        let theirs = meta.get(key).and_then(Value::as_str).map(ToOwned::to_owned);
        match &theirs {
            // It is recorded, and the other system has no word for it or takes none of it.
            None => self.refused(column, rule),
            Some(theirs) if !(rule.holds)(theirs) => self.refused(column, rule),
            Some(_) if meta.get(format!("{key}Confirmed")) == Some(&Value::Bool(false)) => {
                let said = Text::new(
                    format!("Kode dari {code} belum dikonfirmasi; cocokkan dengan tabel rujukan Anda."),
                    format!("The code of {code} is not confirmed; hold it against your reference table."),
                );
                self.note(column, BANK, &said);
            }
            Some(_) => {}
        }
        theirs
    }

    /// A column that only the partner itself knows: of a bank, or of a BUMN.
    pub fn own(&mut self, column: &str, whose: &str) -> Option<String> {
        let said = match whose {
            "BUMN" => Text::new("Diisi oleh BUMN.", "For the BUMN to fill in."),
            _ => Text::new("Diisi oleh bank.", "For the bank to fill in."),
        };
        self.note(column, whose, &said);
        None
    }

    fn refused(&mut self, column: &str, rule: &Rule) {
        let said =
            Text::new(format!("Nilai ini akan ditolak: {}", rule.id), format!("It would be refused: {}", rule.en));
        self.note(column, INVALID, &said);
    }

    fn lacking(&mut self, column: &str, from: &str) {
        let withheld = self.record.redactions.iter().find(|withheld| covers(&withheld.path, from));
        let (code, said) = why(withheld.map(|withheld| withheld.code.as_str()));
        self.note(column, code, &said);
    }

    fn note(&mut self, column: &str, code: &str, said: &Text) {
        let message = said.get(self.lang).to_owned();
        self.found.push(Readiness { field: column.to_owned(), code: code.to_owned(), message });
    }
}

/// Whether a field lies at this place or below it.
fn covers(withheld: &str, field: &str) -> bool {
    field.strip_prefix(withheld).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Why a field is null, by the redaction that names it.
fn why(withheld: Option<&str>) -> (&'static str, Text) {
    match withheld {
        None => (
            MISSING,
            Text::new("Belum tercatat; tanyakan kepada pemohon.", "It is not recorded yet; ask the applicant."),
        ),
        Some("NOT_RECORDED") => {
            (MISSING, Text::new("Tidak ada usaha yang sedang diinkubasi.", "No enterprise in incubation is recorded."))
        }
        Some("PURPOSE") => (
            NOT_CONSENTED,
            Text::new(
                "Tujuan, perjanjian, atau klien Anda tidak mencakupnya.",
                "Your purpose, agreement or client does not have it.",
            ),
        ),
        Some("NOT_REPRESENTATIVE") => (
            NOT_CONSENTED,
            Text::new("Pemohon tidak mewakili usahanya.", "The applicant does not speak for the enterprise."),
        ),
        Some("FREQUENCY") => (
            NOT_CONSENTED,
            Text::new(
                "Sudah dibaca sesering yang disetujui; baca lagi nanti.",
                "It was read as often as the consent allows; read again later.",
            ),
        ),
        Some(_) => {
            (NOT_CONSENTED, Text::new("Pemohon tidak menyetujui pembagiannya.", "The applicant did not consent to it."))
        }
    }
}

/// A day as SIKP writes it.
pub(super) fn ddmmyyyy(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.format("%d%m%Y").to_string())
}

/// A mobile number as it is dialled in the country.
pub(super) fn dialled(phone: Option<&str>) -> Option<String> {
    phone.map(|phone| phone.strip_prefix("+62").map_or_else(|| phone.to_owned(), |rest| format!("0{rest}")))
}

/// All who work in a business, where any of it is said.
pub(super) fn workers(workers: Option<&PartnerWorkers>) -> Option<String> {
    let counted = workers.map(|all| [all.permanent, all.casual, all.unpaid_family])?;
    let known: Vec<i64> = counted.into_iter().flatten().map(i64::from).collect();
    (!known.is_empty()).then(|| known.iter().sum::<i64>().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redaction_covers_its_field_and_what_lies_below() {
        assert!(covers("/enterprise", "/enterprise/nib") && covers("/nik", "/nik"));
        assert!(!covers("/enterprise/nib", "/enterprise") && !covers("/nik", "/nikx"));
    }

    #[test]
    fn what_is_not_consented_is_told_from_what_is_not_recorded() {
        let codes = |withheld: Option<&str>| why(withheld).0;
        assert_eq!((codes(None), codes(Some("NOT_RECORDED"))), (MISSING, MISSING));
        for withheld in ["SCOPE", "PURPOSE", "NOT_REPRESENTATIVE", "FREQUENCY"] {
            assert_eq!(codes(Some(withheld)), NOT_CONSENTED, "{withheld}");
        }
    }

    #[test]
    fn days_and_numbers_have_the_form_of_the_other_system() {
        assert_eq!(ddmmyyyy("1995-08-07".parse().ok()).as_deref(), Some("07081995"));
        assert_eq!(dialled(Some("+6281270000001")).as_deref(), Some("081270000001"));
        let some = PartnerWorkers { permanent: Some(2), casual: None, unpaid_family: Some(1) };
        assert_eq!(workers(Some(&some)).as_deref(), Some("3"));
        assert_eq!((workers(Some(&PartnerWorkers::default())), workers(None)), (None, None));
    }
}
