//! Plausible months: growth with some noise, all of it reckoned from the place of an enterprise, so that two loads say
//! the same.

use serde_json::{Value, json};

use super::cohorts::Tenant;

/// The enterprise that a flood struck: unit, place, month.
const STRUCK: (usize, usize, u32) = (1, 2, 6);
/// Wages of a worker, whole rupiah.
const WAGE: i64 = 850_000;
/// What the one enterprise in four with a loan owes at first.
const LOAN: i64 = 25_000_000;

/// What an enterprise says of a month.
pub(super) fn of(tenant: &Tenant, index: usize, month: u32, name: &str) -> Value {
    let struck = (index, tenant.place, month) == STRUCK;
    let revenue = revenue(tenant, index, month, struck);
    let (permanent, casual) = (permanent(tenant.place, month), casual(tenant.place, month));
    let paid: i64 = permanent.iter().chain(&casual).filter_map(|row| row.get("count")?.as_i64()).sum();
    let mut facts = json!({
        "month": name,
        "revenue": revenue,
        "costs": revenue * (60 + i64::from(month % 4)) / 100,
        "production": [produced(tenant, revenue)],
        "permanentWorkers": permanent,
        "casualWorkers": casual,
        "familyWorkers": 1,
        "wages": paid * WAGE,
        "assets": tenant.base() * 2 + i64::from(month) * 250_000,
        "sales": sales(tenant.place, revenue),
        "customers": 20 + i64::from(month) * 3 + revenue / 400_000,
        "bookkeeping": bookkeeping(month),
        "creditStatus": "NONE",
        "insuredWorkers": paid.min(i64::from(month / 4)),
        "readiness": 38 + 4 * month,
        "partners": i32::from(month.is_multiple_of(4)),
        "ownerIncome": revenue * 15 / 100,
    });
    if let Some(facts) = facts.as_object_mut() {
        facts.extend(further(tenant, month, struck).into_iter().map(|(field, value)| (field.to_owned(), value)));
    }
    facts
}

/// What an enterprise says of a month before its cohort began: one percent less for each month.
pub(super) fn before(tenant: &Tenant, index: usize, back: u32, name: &str) -> Value {
    let mut facts = of(tenant, index, 0, name);
    let revenue = tenant.base() * (100 - i64::from(back)) / 100_000 * 1_000;
    if let Some(facts) = facts.as_object_mut() {
        for (field, value) in [
            ("revenue", json!(revenue)),
            ("costs", json!(revenue * 60 / 100)),
            ("production", json!([produced(tenant, revenue)])),
            ("sales", sales(tenant.place, revenue)),
            ("ownerIncome", json!(revenue * 15 / 100)),
        ] {
            facts.insert(field.to_owned(), value);
        }
    }
    facts
}

/// Three percent a month on the revenue before, give or take eight; what is left after a flood is a third.
fn revenue(tenant: &Tenant, index: usize, month: u32, struck: bool) -> i64 {
    let seed = i64::try_from(index * 13 + tenant.place * 31).unwrap_or_default() + i64::from(month) * 17;
    let grown = tenant.base() * (100 + 3 * i64::from(month) + seed % 17 - 8) / 100;
    let earned = if struck { grown * 35 / 100 } else { grown };
    earned / 1_000 * 1_000
}

/// What is not said every month.
fn further(tenant: &Tenant, month: u32, struck: bool) -> Vec<(&'static str, Value)> {
    let mut more = Vec::new();
    if month == tenant.course.months().start {
        let own = json!([
            {"source": "MODAL_SENDIRI", "amount": tenant.base()}, {"source": "KELUARGA", "amount": tenant.base() / 2},
        ]);
        more.push(("capital", own));
    }
    if tenant.place % 10 == 3 && month >= 9 {
        let paid_back = i64::from(month - 9) * 1_000_000;
        more.extend([
            ("capital", json!([{"source": "KUR", "amount": LOAN - paid_back}])),
            ("creditStatus", json!(if month == 9 { "DISBURSED" } else { "CURRENT" })),
            ("lender", json!("Bank Sintetis")),
            ("creditLimit", json!(LOAN)),
            ("creditOutstanding", json!(LOAN - paid_back)),
        ]);
    }
    if month == 5 && tenant.place.is_multiple_of(2) {
        more.push(("innovations", json!([{"title": "Kemasan baru (sintetis)"}])));
    }
    if struck {
        more.push(("shock", json!("BENCANA_ALAM")));
        more.push(("shockNote", json!("Banjir merendam tempat usaha selama dua pekan (sintetis)")));
    }
    more
}

fn produced(tenant: &Tenant, revenue: i64) -> Value {
    let volume = (revenue / tenant.trade.price).max(1);
    json!({"product": tenant.trade.product, "volume": volume, "unit": tenant.trade.unit})
}

fn workers(sex: &str, relation: &str, disability: bool, count: u32) -> Value {
    json!({"sex": sex, "relation": relation, "disability": disability, "count": count})
}

/// One woman at least; after half a year one more.
fn permanent(place: usize, month: u32) -> Vec<Value> {
    let relation = "DALAM_HUBUNGAN_KERJA";
    let mut rows = vec![workers("PEREMPUAN", relation, false, 1 + month / 6)];
    if place % 3 == 1 {
        rows.push(workers("LAKI_LAKI", relation, false, 1));
    }
    if place % 10 == 4 {
        rows.push(workers("PEREMPUAN", relation, true, 1));
    }
    rows
}

fn casual(place: usize, month: u32) -> Vec<Value> {
    let count = (u32::try_from(place).unwrap_or_default() + month) % 3;
    if count == 0 { Vec::new() } else { vec![workers("LAKI_LAKI", "LUAR_HUBUNGAN_KERJA", false, count)] }
}

/// Sales through three channels, to the last rupiah.
fn sales(place: usize, revenue: i64) -> Value {
    let second = if place.is_multiple_of(2) { "PASAR_TRADISIONAL" } else { "RESELLER" };
    let (direct, resold) = (revenue / 2, revenue * 3 / 10);
    json!([
        {"channel": "LANGSUNG", "amount": direct},
        {"channel": second, "amount": resold},
        {"channel": "MEDIA_SOSIAL", "amount": revenue - direct - resold},
    ])
}

fn bookkeeping(month: u32) -> &'static str {
    match month {
        0..=2 => "TIDAK_ADA",
        3..=8 => "MANUAL",
        _ => "APLIKASI",
    }
}
