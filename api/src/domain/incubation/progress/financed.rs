//! What enterprises obtained from lenders, as far as their months show it: pure.

use std::collections::BTreeMap;

use entity::progress;

use super::rules::Part;
use crate::domain::registry::kept::list;

/// Sources that lend and are paid back: codes of `capitalSources`.
const LENDERS: &[&str] = &["KUR", "KREDIT_KOMERSIAL", "PUMK_BUMN", "KOPERASI", "FINTECH"];
/// Credit statuses of which a disbursement came before.
const PAID_OUT: &[&str] = &["DISBURSED", "CURRENT", "IN_ARREARS", "PAID_OFF"];
/// The status of the month in which it came.
const DISBURSED: &str = "DISBURSED";

/// Whole rupiah by source, obtained in the months from the first on. `months` are those of one enterprise, oldest
/// first, with some before. Capital is what there is at the end of a month, so what was obtained is by how much it
/// rose. Where no month was recorded before, it is an old credit unless it was disbursed in that very month.
pub(super) fn obtained(months: &[&progress::Model], first: &str) -> BTreeMap<String, i64> {
    let mut obtained: BTreeMap<String, i64> = BTreeMap::new();
    let mut earlier: Option<Vec<Part>> = None;
    for row in months {
        let capital: Vec<Part> = list(&row.capital);
        let status = row.credit_status.as_deref().unwrap_or_default();
        if row.month.as_str() >= first && PAID_OUT.contains(&status) {
            for part in capital.iter().filter(|part| LENDERS.contains(&part.code.as_str())) {
                let before = match &earlier {
                    Some(parts) => amount_of(parts, &part.code),
                    None if status == DISBURSED => 0,
                    None => part.amount,
                };
                if part.amount > before {
                    *obtained.entry(part.code.clone()).or_default() += part.amount - before;
                }
            }
        }
        earlier = Some(capital);
    }
    obtained
}

fn amount_of(parts: &[Part], source: &str) -> i64 {
    parts.iter().filter(|part| part.code == source).map(|part| part.amount).sum()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::incubation::progress::rules::tests::sound;

    fn month(month: &str, status: Option<&str>, source: &str, amount: i64) -> progress::Model {
        progress::Model {
            month: month.to_owned(),
            credit_status: status.map(str::to_owned),
            capital: json!([{"source": source, "amount": amount}, {"source": "MODAL_SENDIRI", "amount": 1}])
                .to_string(),
            ..sound()
        }
    }

    fn found(months: &[progress::Model]) -> Vec<(String, i64)> {
        obtained(&months.iter().collect::<Vec<_>>(), "2026-07").into_iter().collect()
    }

    #[test]
    fn a_rise_in_lent_capital_was_obtained() {
        let months = [
            month("2026-06", Some("CURRENT"), "KUR", 10),
            month("2026-07", Some("CURRENT"), "KUR", 8),
            month("2026-08", Some("CURRENT"), "KUR", 20),
            month("2026-09", Some("CURRENT"), "PUMK_BUMN", 5),
        ];
        assert_eq!(found(&months), [("KUR".to_owned(), 12), ("PUMK_BUMN".to_owned(), 5)]);
    }

    #[test]
    fn an_old_credit_is_not_obtained_when_it_is_first_recorded() {
        assert!(found(&[month("2026-07", Some("CURRENT"), "KUR", 10)]).is_empty());
        assert_eq!(found(&[month("2026-07", Some("DISBURSED"), "KUR", 10)]), [("KUR".to_owned(), 10)]);
    }

    #[test]
    fn own_capital_and_what_was_not_paid_out_are_no_financing() {
        let before = month("2026-06", None, "KELUARGA", 1);
        assert!(found(&[before.clone(), month("2026-07", Some("CURRENT"), "KELUARGA", 10)]).is_empty());
        assert!(found(&[before.clone(), month("2026-07", Some("APPROVED"), "KUR", 10)]).is_empty());
        assert!(found(&[before, month("2026-07", None, "KUR", 10)]).is_empty());
    }
}
