//! How well an offer matches a need: pure.

use std::collections::BTreeSet;

/// Points of an offer that was made to whoever needs it by name: it comes first, whatever else.
const NAMED: i32 = 100;
const SAME_REGENCY: i32 = 40;
const SAME_PROVINCE: i32 = 30;
const NATIONWIDE: i32 = 10;
const SECTOR: i32 = 25;
/// All skills that are asked for; some of them count for their part.
const SKILLS: i32 = 20;
/// The whole amount; a part of it counts for its part.
const AMOUNT: i32 = 15;

/// What is needed, and where.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Code of the region in which the unit lies.
    pub region: String,
    pub sector: Option<String>,
    pub skills: Vec<String>,
    pub amount: Option<i64>,
}

/// What is offered, and where.
#[derive(Clone, Debug, Default)]
pub struct Offered {
    /// Whether it was made to whoever has the need.
    pub named: bool,
    /// Code of the region in which it holds; none is everywhere.
    pub region: Option<String>,
    pub sector: Option<String>,
    pub skills: Vec<String>,
    pub amount: Option<i64>,
}

/// Points, and codes of `matchReasons`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    pub points: i32,
    pub reasons: Vec<&'static str>,
}

impl Score {
    fn add(&mut self, points: i32, reason: &'static str) {
        self.points += points;
        self.reasons.push(reason);
    }
}

/// Judges an offer of the kind that is needed.
pub fn score(wanted: &Wanted, offered: &Offered) -> Score {
    let mut score = Score::default();
    if offered.named {
        score.add(NAMED, "NAMED");
    }
    match offered.region.as_deref() {
        None => score.add(NATIONWIDE, "NATIONWIDE"),
        Some(region) if same(region, &wanted.region, 2) => score.add(SAME_REGENCY, "SAME_REGENCY"),
        Some(region) if same(region, &wanted.region, 1) => score.add(SAME_PROVINCE, "SAME_PROVINCE"),
        Some(_) => {}
    }
    if wanted.sector.is_some() && wanted.sector == offered.sector {
        score.add(SECTOR, "SECTOR");
    }
    let asked: BTreeSet<&String> = wanted.skills.iter().collect();
    let brought = offered.skills.iter().filter(|skill| asked.contains(skill)).collect::<BTreeSet<_>>().len();
    if brought > 0 {
        score.add(part(SKILLS, brought, asked.len()), "SKILLS");
    }
    match (wanted.amount, offered.amount) {
        (Some(needed), Some(given)) if given >= needed => score.add(AMOUNT, "AMOUNT"),
        (Some(needed), Some(given)) if needed > 0 => {
            score.points += part(AMOUNT, usize::try_from(given).unwrap_or(0), usize::try_from(needed).unwrap_or(1));
        }
        _ => {}
    }
    score
}

/// Whether two codes name the same region down to a level: 1 the province, 2 the regency.
fn same(one: &str, other: &str, levels: usize) -> bool {
    let head = |code: &str| code.split('.').take(levels).map(ToOwned::to_owned).collect::<Vec<_>>();
    let (one, other) = (head(one), head(other));
    one.len() == levels && one == other
}

/// So much of the points as `have` is of `of`, rounded down.
fn part(points: i32, have: usize, of: usize) -> i32 {
    let whole = i64::from(points).saturating_mul(i64::try_from(have).unwrap_or(i64::MAX));
    let share = whole / i64::try_from(of).unwrap_or(i64::MAX).max(1);
    i32::try_from(share).unwrap_or(points).min(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Wanted {
        Wanted {
            region: "36.02.01.2002".into(),
            sector: Some("KULINER".into()),
            skills: vec!["PEMASARAN".into(), "PRODUKSI".into()],
            amount: Some(10_000_000),
        }
    }

    fn judged(offered: Offered) -> (i32, Vec<&'static str>) {
        let score = score(&wanted(), &offered);
        (score.points, score.reasons)
    }

    #[test]
    fn the_nearer_an_offer_holds_the_better() {
        let at = |region: Option<&str>| judged(Offered { region: region.map(Into::into), ..Offered::default() });
        assert_eq!(at(Some("36.02")), (40, vec!["SAME_REGENCY"]));
        assert_eq!(at(Some("36.02.01")), (40, vec!["SAME_REGENCY"]));
        assert_eq!(at(Some("36")), (30, vec!["SAME_PROVINCE"]));
        assert_eq!(at(Some("36.03")), (30, vec!["SAME_PROVINCE"]));
        assert_eq!(at(None), (10, vec!["NATIONWIDE"]));
        assert_eq!(at(Some("32.01")), (0, vec![]));
    }

    #[test]
    fn what_was_made_to_whoever_needs_it_comes_before_everything_else() {
        let best = Offered {
            named: false,
            region: Some("36.02".into()),
            sector: Some("KULINER".into()),
            skills: wanted().skills,
            amount: Some(10_000_000),
        };
        assert_eq!(judged(best.clone()), (100, vec!["SAME_REGENCY", "SECTOR", "SKILLS", "AMOUNT"]));
        assert_eq!(judged(Offered { named: true, ..best }).0, 200);
        assert_eq!(judged(Offered { named: true, ..Offered::default() }), (110, vec!["NAMED", "NATIONWIDE"]));
    }

    #[test]
    fn a_part_of_the_skills_and_of_the_amount_counts_for_its_part() {
        let some = |skills: &[&str], amount: i64| {
            let skills = skills.iter().map(|skill| (*skill).to_owned()).collect();
            judged(Offered { skills, amount: Some(amount), ..Offered::default() })
        };
        assert_eq!(some(&["PEMASARAN"], 0), (20, vec!["NATIONWIDE", "SKILLS"]));
        assert_eq!(some(&["PEMASARAN", "PEMASARAN"], 0), (20, vec!["NATIONWIDE", "SKILLS"]));
        assert_eq!(some(&["PEMASARAN", "PRODUKSI", "MODAL"], 0), (30, vec!["NATIONWIDE", "SKILLS"]));
        assert_eq!(some(&["MODAL"], 4_000_000), (16, vec!["NATIONWIDE"]));
        assert_eq!(some(&[], 10_000_000), (25, vec!["NATIONWIDE", "AMOUNT"]));
    }

    #[test]
    fn what_is_not_asked_for_is_not_counted() {
        let wanted = Wanted { region: "36.02".into(), ..Wanted::default() };
        let rich = Offered {
            sector: Some("KULINER".into()),
            skills: vec!["MODAL".into()],
            amount: Some(5),
            ..Offered::default()
        };
        assert_eq!(score(&wanted, &rich), Score { points: 10, reasons: vec!["NATIONWIDE"] });
    }
}
