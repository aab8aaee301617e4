//! What plans and accounts add up to: pure.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::{Code, Violation};

/// A part of how aid is to be spent.
#[derive(Clone, Debug, Deserialize)]
pub struct Part {
    pub line: String,
    pub percent: i64,
}

/// A line of a budget (RAB).
#[derive(Clone, Debug, Deserialize)]
pub struct Planned {
    pub line: String,
    pub amount: i64,
}

/// A line of an account.
#[derive(Clone, Debug, Deserialize)]
pub struct Realised {
    pub line: String,
    pub item: String,
    pub planned: i64,
    pub realised: i64,
}

/// A sum that cannot overflow: a hundred lines of 10^15 each, times a hundred.
pub fn sum(amounts: impl Iterator<Item = i64>) -> i128 {
    amounts.map(i128::from).sum()
}

/// The amounts do not sum to what they should.
pub fn unbalanced(path: &str, amounts: impl Iterator<Item = i64>, expected: i64) -> Option<Violation> {
    let sum = sum(amounts);
    (sum != i128::from(expected)).then(|| {
        let sum = i64::try_from(sum).unwrap_or(i64::MAX);
        Violation::new(Code::SumMismatch, path).with("sum", sum).with("expected", expected)
    })
}

/// A key of the items of a list is said twice.
pub fn repeated<'a>(keys: impl Iterator<Item = &'a str>, field: &str, key: &str) -> Vec<Violation> {
    let mut seen = BTreeSet::new();
    let again = keys.enumerate().filter(|(_, said)| !seen.insert(*said));
    again.map(|(index, _)| Violation::new(Code::FieldDuplicate, format!("/{field}/{index}/{key}"))).collect()
}

/// The lines of a plan whose share is more than one percentage point away from that of the scheme. Money on a line that
/// the scheme does not name has a share of 0 there. A scheme without a split leaves the plan free.
pub fn off_split(split: &[Part], plan: &[Planned]) -> Vec<Violation> {
    let total = sum(plan.iter().map(|item| item.amount));
    if split.is_empty() || total == 0 {
        return Vec::new();
    }
    let named = split.iter().map(|part| part.line.as_str());
    let lines: BTreeSet<&str> = named.chain(plan.iter().map(|item| item.line.as_str())).collect();
    let off = |line: &str| {
        let percent = split.iter().find(|part| part.line == line).map_or(0, |part| part.percent);
        let spent = sum(plan.iter().filter(|item| item.line == line).map(|item| item.amount));
        let away = (spent * 100 - i128::from(percent) * total).abs();
        (away > total).then(|| {
            let share = i64::try_from(spent * 100 / total).unwrap_or(100);
            Violation::new(Code::SchemeMismatch, "/plan")
                .with("rule", "split")
                .with("line", line)
                .with("percent", percent)
                .with("share", share)
        })
    };
    lines.into_iter().filter_map(off).collect()
}

/// What is realised and returned does not sum to what was received.
pub fn unaccounted(lines: &[Realised], returned: i64, received: i64) -> Option<Violation> {
    let spent = lines.iter().map(|line| line.realised);
    unbalanced("/lines", spent.chain([returned]), received).map(|fault| fault.with("returned", returned))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn split(parts: &[(&str, i64)]) -> Vec<Part> {
        parts.iter().map(|(line, percent)| Part { line: (*line).to_owned(), percent: *percent }).collect()
    }

    fn plan(items: &[(&str, i64)]) -> Vec<Planned> {
        items.iter().map(|(line, amount)| Planned { line: (*line).to_owned(), amount: *amount }).collect()
    }

    fn off(parts: &[(&str, i64)], items: &[(&str, i64)]) -> Vec<String> {
        let faults = off_split(&split(parts), &plan(items));
        faults.iter().filter_map(|fault| fault.params.get("line")?.as_str()).map(ToOwned::to_owned).collect()
    }

    #[test]
    fn a_plan_keeps_the_split_within_one_percentage_point() {
        let tkm = [("ALAT", 60), ("BAHAN", 40)];
        assert!(off(&tkm, &[("ALAT", 12_000_000), ("BAHAN", 8_000_000)]).is_empty());
        assert!(off(&tkm, &[("ALAT", 7_000_000), ("BAHAN", 8_000_000), ("ALAT", 5_000_000)]).is_empty());
        // 61 and 39 percent are just within, one rupiah more is not.
        assert!(off(&tkm, &[("ALAT", 12_200_000), ("BAHAN", 7_800_000)]).is_empty());
        assert_eq!(off(&tkm, &[("ALAT", 12_200_001), ("BAHAN", 7_799_999)]), ["ALAT", "BAHAN"]);
        assert_eq!(off(&tkm, &[("ALAT", 20_000_000)]), ["ALAT", "BAHAN"]);
        assert_eq!(off(&tkm, &[("ALAT", 12_000_000), ("LAINNYA", 8_000_000)]), ["BAHAN", "LAINNYA"]);
        assert!(off(&[], &[("LAINNYA", 20_000_000)]).is_empty());
        assert!(off(&tkm, &[]).is_empty());
    }

    #[test]
    fn an_account_covers_what_was_received() {
        let lines = [("ALAT", 11_500_000), ("BAHAN", 8_000_000)].map(|(line, realised)| Realised {
            line: line.to_owned(),
            item: "Barang".to_owned(),
            planned: 0,
            realised,
        });
        assert_eq!(unaccounted(&lines, 500_000, 20_000_000), None);
        let fault = unaccounted(&lines, 0, 20_000_000).unwrap();
        assert_eq!((fault.code.as_str(), fault.path.as_str()), (Code::SumMismatch.as_str(), "/lines"));
        assert_eq!((&fault.params["sum"], &fault.params["expected"]), (&json!(19_500_000), &json!(20_000_000)));
    }

    #[test]
    fn sums_do_not_overflow() {
        let most = 1_000_000_000_000_000;
        assert!(unbalanced("/plan", [i64::MAX, i64::MAX].into_iter(), most).is_some());
        assert!(off(&[("ALAT", 100)], &[("ALAT", most); 100]).is_empty());
    }
}
