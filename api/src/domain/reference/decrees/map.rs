//! Where the regions went, and with them the units.

use std::collections::HashMap;

use super::Decree;
use crate::domain::reference::regions;

/// Where the regions went.
pub(super) struct Map {
    /// Codes that hold from the decree on, with their zones.
    pub(super) zones: HashMap<String, String>,
    /// Old code to its successors.
    pub(super) pairs: HashMap<String, Vec<String>>,
}

/// What becomes of a unit.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Its region holds on.
    Stay,
    /// It lies in this region now.
    Move(String),
    /// Its region ceased or was split, and no pair says where it went.
    Unknown,
}

impl Map {
    pub(super) fn new(decree: &Decree) -> Self {
        let zones = decree.rows.iter().map(|row| (row.code.clone(), row.timezone.clone())).collect();
        let mut pairs = HashMap::<String, Vec<String>>::new();
        for (old, new) in &decree.successors {
            let all = pairs.entry(old.clone()).or_default();
            if !all.contains(new) {
                all.push(new.clone());
            }
        }
        Self { zones, pairs }
    }

    /// What becomes of a unit in this region. A pair that names its code decides; a code that holds on stays; else
    /// the nearest region above it that has one successor decides.
    pub(super) fn step(&self, code: &str) -> Step {
        let target = match self.pairs.get(code).map(Vec::as_slice) {
            Some([new]) => new.clone(),
            Some(_) => return Step::Unknown,
            None if self.zones.contains_key(code) => return Step::Stay,
            None => match self.above(code) {
                Some(new) => new,
                None => return Step::Unknown,
            },
        };
        if target == code { Step::Stay } else { Step::Move(target) }
    }

    fn above(&self, code: &str) -> Option<String> {
        let path = regions::path_codes(code);
        let (old, new) = path.iter().rev().find_map(|old| Some((old, self.pairs.get(old)?)))?;
        let [new] = new.as_slice() else { return None };
        let below = format!("{new}{}", code.strip_prefix(old.as_str())?);
        Some(if self.zones.contains_key(&below) { below } else { new.clone() })
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::seed::RegionRow;

    #[test]
    fn the_nearest_pair_decides_where_a_unit_goes() {
        let row = |code: &str| RegionRow {
            code: code.to_owned(),
            level: 1,
            kind: String::new(),
            parent_code: None,
            name: String::new(),
            timezone: "Asia/Jakarta".to_owned(),
            postal_code: None,
        };
        let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        let decree = Decree {
            name: "uji".to_owned(),
            effective_on: NaiveDate::default(),
            rows: ["36.02", "36.02.02.2002", "36.05", "36.05.01", "36.05.01.2001", "36.05.03.2001"].map(row).to_vec(),
            successors: vec![
                pair("36.02", "36.02"),
                pair("36.02", "36.05"),
                pair("36.02.01.2002", "36.05.01.2001"),
                pair("36.02.03", "36.05.03"),
                pair("36.02.04", "36.05"),
            ],
        };
        let map = Map::new(&decree);
        let to = |code: &str| Step::Move(code.to_owned());
        for (code, step) in [
            ("36.02.01.2002", to("36.05.01.2001")),
            ("36.02.02.2002", Step::Stay),
            ("36.02.03.2001", to("36.05.03.2001")),
            ("36.02.04.2001", to("36.05")),
            ("36.02.01.2003", Step::Unknown),
            ("36.02", Step::Unknown),
            ("11.01", Step::Unknown),
        ] {
            assert_eq!(map.step(code), step, "{code}");
        }
    }
}
