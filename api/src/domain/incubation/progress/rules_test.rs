use serde_json::{Value, json};
use uuid::Uuid;

use super::*;

/// A month in which nothing is wrong.
pub fn sound() -> progress::Model {
    let at = chrono::DateTime::UNIX_EPOCH;
    progress::Model {
        id: Uuid::nil(),
        unit_id: Uuid::nil(),
        incubatee_id: Uuid::nil(),
        enterprise_id: Uuid::nil(),
        profit: 0,
        growth: None,
        income_change: None,
        assurance: "[]".to_owned(),
        member_counts: "[]".to_owned(),
        month: "2026-10".to_owned(),
        revenue: 10_000_000,
        zero_reason: None,
        costs: 6_000_000,
        adjustments: None,
        production: "[]".to_owned(),
        permanent_workers: "[]".to_owned(),
        casual_workers: "[]".to_owned(),
        family_workers: None,
        wages: None,
        capital: "[]".to_owned(),
        assets: None,
        sales: "[]".to_owned(),
        customers: None,
        bookkeeping: None,
        credit_status: None,
        lender: None,
        credit_limit: None,
        credit_outstanding: None,
        insured_workers: None,
        readiness: None,
        partners: None,
        innovations: "[]".to_owned(),
        aid_tools: None,
        aid_materials: None,
        owner_income: None,
        shock: None,
        shock_note: None,
        archived_at: None,
        version: 1,
        created_at: at,
        updated_at: at,
    }
}

fn found(change: impl FnOnce(&mut progress::Model)) -> Vec<(String, String)> {
    let mut it = sound();
    change(&mut it);
    faults(&it).into_iter().map(|fault| (fault.code, fault.path)).collect()
}

fn only(code: &str, path: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), path.to_owned())]
}

fn stored(list: Value) -> String {
    list.to_string()
}

#[test]
fn a_month_without_revenue_gives_a_reason_and_no_other_month_does() {
    assert!(found(|_| {}).is_empty());
    assert_eq!(found(|it| it.revenue = 0), only("FIELD.REQUIRED", "/zeroReason"));
    assert_eq!(found(|it| it.zero_reason = Some("OTHER".to_owned())), only("FIELD.REQUIRED", "/zeroReason"));
    assert!(
        found(|it| {
            it.revenue = 0;
            it.zero_reason = Some("OTHER".to_owned());
        })
        .is_empty()
    );
}

#[test]
fn sales_sum_to_the_revenue_within_one_percent() {
    for (amount, right) in [(9_900_000, true), (10_100_000, true), (9_899_999, false), (10_100_001, false)] {
        let found = found(|it| it.sales = stored(json!([{"channel": "LANGSUNG", "amount": amount}])));
        assert_eq!(found.is_empty(), right, "{amount}: {found:?}");
        assert!(right || found == only("VALUE.SUM_MISMATCH", "/sales"));
    }
    let most = found(|it| it.sales = stored(json!([{"channel": "LANGSUNG", "amount": 1_000_000_000_000_000_i64}])));
    assert_eq!(most, only("VALUE.SUM_MISMATCH", "/sales"));
}

#[test]
fn channels_and_sources_are_named_once_and_exports_name_their_country() {
    let sales = json!([
        {"channel": "EKSPOR", "amount": 5_000_000, "country": "MY"},
        {"channel": "EKSPOR", "amount": 5_000_000, "country": null}
    ]);
    let found_sales = found(|it| it.sales = stored(sales));
    assert_eq!(
        found_sales,
        [only("FIELD.REQUIRED", "/sales/1/country"), only("FIELD.DUPLICATE", "/sales/1/channel")].concat()
    );
    let capital =
        json!([{"source": "KUR", "amount": 1}, {"source": "KELUARGA", "amount": 1}, {"source": "KUR", "amount": 2}]);
    assert_eq!(found(|it| it.capital = stored(capital)), only("FIELD.DUPLICATE", "/capital/2/source"));
}

#[test]
fn wages_go_with_paid_workers() {
    let one = json!([{"sex": "PEREMPUAN", "relation": "DALAM_HUBUNGAN_KERJA", "count": 2}]);
    let with = |workers: &Value, wages: Option<i64>| {
        found(|it| {
            it.casual_workers = stored(workers.clone());
            it.wages = wages;
        })
    };
    assert_eq!(with(&one, None), only("FIELD.REQUIRED", "/wages"));
    assert_eq!(with(&one, Some(0)), only("FIELD.REQUIRED", "/wages"));
    assert!(with(&one, Some(1)).is_empty());
    assert_eq!(with(&json!([]), Some(1)), only("FIELD.OUT_OF_RANGE", "/wages"));
    assert!(with(&json!([]), Some(0)).is_empty());
}

#[test]
fn workers_of_a_kind_are_counted_once_and_no_more_are_insured_than_work() {
    let row = |disability: bool| json!({"sex": "PEREMPUAN", "relation": "DALAM_HUBUNGAN_KERJA", "disability": disability, "count": 1});
    let twice = found(|it| {
        it.permanent_workers = stored(json!([row(false), row(true), row(false)]));
        it.wages = Some(1);
    });
    assert_eq!(twice, only("FIELD.DUPLICATE", "/permanentWorkers/2"));
    let insured = |count: i32| {
        found(|it| {
            it.permanent_workers = stored(json!([row(false), row(true)]));
            it.family_workers = Some(1);
            it.wages = Some(1);
            it.insured_workers = Some(count);
        })
    };
    assert!(insured(3).is_empty());
    assert_eq!(insured(4), only("FIELD.OUT_OF_RANGE", "/insuredWorkers"));
}

#[test]
fn credit_names_its_lender_and_is_not_owed_beyond_its_limit() {
    for (status, needs) in
        [("NONE", false), ("APPLIED", false), ("REJECTED", false), ("APPROVED", true), ("CURRENT", true)]
    {
        let found = found(|it| it.credit_status = Some(status.to_owned()));
        assert_eq!(found, if needs { only("FIELD.REQUIRED", "/lender") } else { Vec::new() }, "{status}");
    }
    let owed = found(|it| {
        it.credit_limit = Some(10);
        it.credit_outstanding = Some(11);
    });
    assert_eq!(owed, only("FIELD.OUT_OF_RANGE", "/creditOutstanding"));
}

#[test]
fn evidence_of_an_innovation_is_a_document() {
    let document = ids::text(Kind::UnitDocument, Uuid::from_u128(1));
    let list = json!([{"title": "A", "evidenceId": document}, {"title": "B", "evidenceId": null}, {"title": "C", "evidenceId": "nope"}]);
    assert_eq!(found(|it| it.innovations = stored(list)), only("FIELD.UNKNOWN_CODE", "/innovations/2/evidenceId"));
}

#[test]
fn all_faults_are_found_at_once() {
    let all = found(|it| {
        it.revenue = 0;
        it.insured_workers = Some(1);
        it.wages = Some(5);
        it.credit_status = Some("CURRENT".to_owned());
    });
    assert_eq!(all.len(), 4, "{all:?}");
}

#[test]
fn profit_growth_and_shocks_are_computed() {
    let mut it = sound();
    it.adjustments = Some(-500_000);
    assert_eq!(profit(&it), 3_500_000);
    assert_eq!(change(10_000_000, Some(3_000_000)), Some(233.33));
    assert_eq!(change(0, Some(3_000_000)), Some(-100.0));
    assert_eq!((change(1, Some(0)), change(1, None)), (None, None));
    assert!(!is_shock(10, 5) && is_shock(11, 5) && is_shock(1, 0) && !is_shock(0, 0));
}

#[test]
fn a_month_lies_between_the_first_coaching_and_today() {
    let today: NaiveDate = "2026-11-05".parse().unwrap();
    let held = |text: &str| {
        let mut faults = Vec::new();
        let month = month(text, today, &mut faults).map(|month| month.to_string());
        (month, faults.into_iter().map(|fault| fault.code).collect::<Vec<_>>())
    };
    for right in ["2015-01", "2026-10", "2026-11"] {
        assert_eq!(held(right), (Some(right.to_owned()), Vec::new()));
    }
    for (wrong, code) in [
        ("2026-12", "FIELD.OUT_OF_RANGE"),
        ("2014-12", "FIELD.OUT_OF_RANGE"),
        ("2026-Q1", "FIELD.OUT_OF_RANGE"),
        ("2026-00", "FIELD.FORMAT"),
    ] {
        assert_eq!(held(wrong), (None, vec![code.to_owned()]), "{wrong}");
    }
}
