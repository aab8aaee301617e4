//! Plausible numbers for synthetic reports.

use rand::RngExt;
use rand::rngs::SmallRng;
use serde_json::{Map, Value, json};

/// Vocations that synthetic BLKs teach (codes of the set `vocations`).
pub const VOCATIONS: &[&str] =
    &["TEKNIK_OTOMOTIF", "LAS", "TEKNIK_INFORMATIKA", "MENJAHIT", "PENGOLAHAN_HASIL_PERTANIAN"];

/// Values of a monthly report.
pub fn monthly(rng: &mut SmallRng, incubator: bool) -> Map<String, Value> {
    let packages: i64 = rng.random_range(1..=4);
    let trainees = packages * 16;
    let women = rng.random_range(trainees / 4..=trainees * 3 / 4);
    let dropped: i64 = rng.random_range(0..=2);
    let graduated = trainees - dropped - rng.random_range(0..=3);
    let applicants = trainees + rng.random_range(0..=20);
    let disabled: i64 = rng.random_range(0..=2);
    let mut values = Map::new();
    let mut put = |code: &str, value: Value| {
        values.insert(code.to_owned(), value);
    };
    put("A01", json!(packages));
    put("A02", json!(applicants));
    put(
        "A03",
        json!({"total": trainees, "sex": {"LAKI_LAKI": trainees - women, "PEREMPUAN": women},
               "disability": {"DISABILITAS": disabled, "NON_DISABILITAS": trainees - disabled}}),
    );
    put("A04", json!(graduated));
    put("A05", json!(dropped));
    put("A07", json!(packages * 240));
    put("A08", json!(f64::from(rng.random_range(800..=1000)) / 10.0));
    if incubator {
        let tenants: i64 = rng.random_range(10..=12);
        put("C01", json!(tenants));
        put("C02", json!(tenants * rng.random_range(2..=8)));
        put("C03", json!({"total": tenants, "stage": {"INCUBATION": tenants}}));
        put("C06", json!(f64::from(rng.random_range(20..=80))));
        put("C07", json!(rng.random_range(5..=20)));
        put("C08", json!(rng.random_range(12_000_000..=20_000_000i64)));
        put("C09", json!(rng.random_range(10..=40)));
    }
    values
}

/// Why the drawn figures of an incubator differ from the records of its enterprises.
pub fn explanation() -> Map<String, Value> {
    Map::from_iter([("penjelasanSelisih".to_owned(), json!("Angka peragaan, tidak dihitung dari catatan."))])
}

/// The report of the greeting: complete, with one warning to acknowledge (30 trainees in 2 packages).
pub fn example(blk: &str, period: &str) -> String {
    json!({
        "blk": blk, "template": "LAP_BULANAN", "period": period,
        "values": {
            "A01": 2, "A02": 41, "A03": {"total": 30, "sex": {"LAKI_LAKI": 13, "PEREMPUAN": 17}}, "A04": 28, "A05": 2, "A07": 480, "A08": 93.5,
            "C01": 10, "C02": 34, "C03": {"total": 10, "stage": {"INCUBATION": 10}}, "C06": 42.5, "C07": 12, "C08": 18_500_000, "C09": 21
        },
        "narrative": {"kendala": "Satu mesin las rusak.", "penjelasanSelisih": "Angka contoh."}
    })
    .to_string()
}
