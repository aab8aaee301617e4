//! What gates ask, case by case.

use super::*;

const LEVELS: [&str; 4] = ["TIDAK_ADA", "MANUAL", "APLIKASI", "LENGKAP"];

fn lacks(gates: &[Gate], to: Stage, shown: &Shown) -> Vec<String> {
    let levels = LEVELS.map(str::to_owned);
    missing(gates, to, shown, &levels).iter().flat_map(Missing::words).collect()
}

fn gate(requirement: &str, count: Option<i32>, codes: &[&str]) -> Gate {
    let codes = codes.iter().map(|code| (*code).to_owned()).collect();
    Gate { stage: "GRADUATED".to_owned(), requirement: requirement.to_owned(), count, codes }
}

fn set(codes: &[&str]) -> BTreeSet<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

#[test]
fn a_cohort_without_gates_has_the_defaults() {
    let gates = in_force("[]").unwrap();
    let unrecorded = vec!["baselineMonth".to_owned(), "baselineRevenue".to_owned()];
    let nothing = Shown { unrecorded, ..Shown::default() };
    for (to, wanted) in [
        (Stage::Selected, vec![]),
        (Stage::PreIncubation, vec!["BASELINE:baselineMonth", "BASELINE:baselineRevenue"]),
        (Stage::Incubation, vec!["MILESTONES:RENCANA_USAHA"]),
        (Stage::PostIncubation, vec!["VISITS:4", "BOOKKEEPING:MANUAL", "PROGRESS_MONTHS:3"]),
        (Stage::Graduated, vec!["CERTIFICATIONS:NIB", "MILESTONES:PENJUALAN_PERTAMA", "PROGRESS_MONTHS:6"]),
        (Stage::DroppedOut, vec![]),
    ] {
        assert_eq!(lacks(&gates, to, &nothing), wanted, "{to:?}");
    }
    let own = r#"[{"stage":"GRADUATED","requirement":"VISITS","count":2,"codes":[]}]"#;
    assert_eq!(in_force(own).unwrap(), [gate("VISITS", Some(2), &[])]);
}

#[test]
fn each_requirement_is_met_by_what_it_asks_and_by_nothing_less() {
    let with = |change: fn(&mut Shown)| {
        let mut shown = Shown::default();
        change(&mut shown);
        shown
    };
    let cases: Vec<(Gate, Shown, Shown)> = vec![
        (gate("VISITS", Some(4), &[]), with(|it| it.visits = 3), with(|it| it.visits = 4)),
        (gate("VISITS", None, &[]), with(|_| {}), with(|it| it.visits = 1)),
        (gate("PROGRESS_MONTHS", Some(6), &[]), with(|it| it.months = 5), with(|it| it.months = 7)),
        (gate("READINESS", Some(70), &[]), with(|it| it.readiness = Some(69)), with(|it| it.readiness = Some(70))),
        (gate("READINESS", Some(70), &[]), with(|_| {}), with(|it| it.readiness = Some(100))),
        (
            gate("BOOKKEEPING", None, &["APLIKASI"]),
            with(|it| it.bookkeeping = Some("MANUAL".to_owned())),
            with(|it| it.bookkeeping = Some("LENGKAP".to_owned())),
        ),
        (gate("BOOKKEEPING", None, &["MANUAL"]), with(|_| {}), with(|it| it.bookkeeping = Some("MANUAL".to_owned()))),
        (
            gate("CERTIFICATIONS", None, &["NIB", "HALAL"]),
            with(|it| it.certificates = set(&["NIB"])),
            with(|it| it.certificates = set(&["NIB", "HALAL", "SNI"])),
        ),
        (
            gate("DOCUMENTS", None, &["RAB"]),
            with(|it| it.documents = set(&["SK"])),
            with(|it| it.documents = set(&["RAB"])),
        ),
        (
            gate("BASELINE", None, &[]),
            with(|it| it.unrecorded = vec!["baselineMonth".to_owned()]),
            with(|it| it.unrecorded.clear()),
        ),
    ];
    for (asked, less, enough) in cases {
        assert_eq!(lacks(std::slice::from_ref(&asked), Stage::Graduated, &less).len(), 1, "{asked:?}");
        assert!(lacks(std::slice::from_ref(&asked), Stage::Graduated, &enough).is_empty(), "{asked:?}");
    }
}

#[test]
fn what_is_missing_is_named_with_what_was_found() {
    let asked = [gate("CERTIFICATIONS", None, &["NIB", "HALAL"]), gate("VISITS", Some(4), &[])];
    let shown = Shown { certificates: set(&["NIB"]), visits: 1, ..Shown::default() };
    let missing = missing(&asked, Stage::Graduated, &shown, &[]);
    let said: Vec<Violation> = missing.iter().map(Missing::violation).collect();
    assert_eq!(said.len(), 2);
    let (certificates, visits) = (&said[0], &said[1]);
    assert_eq!((certificates.code.as_str(), certificates.path.as_str()), ("STAGE.GATE_UNMET", "/to"));
    assert_eq!(certificates.params["codes"], json!(["HALAL"]));
    assert_eq!(certificates.params["found"], json!(["NIB"]));
    assert_eq!((&visits.params["needed"], &visits.params["found"]), (&json!(4), &json!(1)));
    assert_eq!(visits.message.en, "Verified mentoring visits: 1 of 4.");
}

#[test]
fn a_requirement_that_nobody_knows_is_not_met() {
    assert!(asks("NOPE").is_none());
    assert_eq!(lacks(&[gate("NOPE", None, &[])], Stage::Graduated, &Shown::default()).len(), 1);
}
