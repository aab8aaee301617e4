//! Plausible numbers for synthetic reports: what BLKs say each quarter, half-year and year.

use rand::RngExt;
use rand::rngs::SmallRng;
use serde_json::{Map, Value, json};

use super::content::{disability, explanation, monthly, parts, sexes, value};

const REVENUES: &[&str] = &["JASA_PELATIHAN", "PENJUALAN_PRODUK", "JASA_PRODUKSI", "SEWA_FASILITAS", "UNIT_USAHA"];
const COSTS: &[&str] = &[
    "HONOR_INSTRUKTUR",
    "INSENTIF_PENGELOLA",
    "BAHAN_PELATIHAN",
    "KONSUMSI",
    "LISTRIK_AIR_INTERNET",
    "PEMELIHARAAN",
    "ADMINISTRASI",
];
const AIDS: &[&str] = &["OPERASIONAL", "PERALATAN", "PROGRAM_PELATIHAN"];
const BUDGET: &[&str] = &["ALAT", "BAHAN", "LAINNYA"];
const PARTNERS: &[&str] = &["LOCAL_GOVERNMENT", "VILLAGE_GOVERNMENT", "UNIVERSITY", "PRIVATE_COMPANY"];
const BENEFICIARIES: &[&str] = &["PESERTA_PELATIHAN", "ANGGOTA_TENANT", "PENERIMA_BANTUAN"];
const SECTORS: &[&str] = &["KULINER", "FESYEN", "JASA_LAIN"];
const BUILDINGS: &[&str] = &["BAIK", "BAIK", "BAIK", "RUSAK_RINGAN", "RUSAK_SEDANG"];
const WEANING: &[&str] = &["DIBINA", "MASA_SAPIH", "DISAPIH", "MANDIRI"];
const MILLION: i64 = 1_000_000;

/// Values and narrative of a report of a template; none where this demonstration files none.
pub fn of(
    template: &str,
    rng: &mut SmallRng,
    incubator: bool,
    vocation: &str,
) -> Option<(Map<String, Value>, Map<String, Value>)> {
    let values = match template {
        "LAP_BULANAN" => monthly(rng, incubator, vocation),
        "LAP_TRIWULAN" => quarterly(rng, incubator, vocation),
        "LAP_SEMESTER" => half_yearly(rng, vocation),
        "LAP_TAHUNAN" => yearly(rng),
        _ => return None,
    };
    let narrative = match template {
        "LAP_BULANAN" | "LAP_TRIWULAN" if incubator => explanation(),
        "LAP_TAHUNAN" => Map::from_iter([
            ("ringkasan".to_owned(), json!("Pelatihan berjalan menurut rencana (sintetis).")),
            ("rencanaTahunDepan".to_owned(), json!("Menambah satu paket dan satu kemitraan (sintetis).")),
        ]),
        _ => Map::new(),
    };
    Some((values, narrative))
}

/// What a BLK says that keeps its training here: of what its records tell, that.
pub fn agree(values: &mut Map<String, Value>, recorded: Map<String, Value>) {
    if values.contains_key("A01") && recorded.contains_key("A01") {
        // Unless a session was held.
        values.insert("A07".to_owned(), json!(0));
        values.insert("A08".to_owned(), json!({"notApplicable": true}));
    }
    for (code, value) in recorded {
        if let Some(said) = values.get_mut(&code) {
            *said = value;
        }
    }
}

fn filled(values: impl IntoIterator<Item = (&'static str, Value)>) -> Map<String, Value> {
    values.into_iter().map(|(code, value)| (code.to_owned(), value)).collect()
}

fn quarterly(rng: &mut SmallRng, incubator: bool, vocation: &str) -> Map<String, Value> {
    let mut draw = |least: i64, most: i64| rng.random_range(least..=most);
    let (certified, instructors) = (draw(4, 24), draw(2, 5));
    let qualified = draw(1, instructors);
    let aid = draw(10, 30) * MILLION;
    let spent = aid * draw(60, 100) / 100;
    let (earned, cost) = (draw(8, 20) * MILLION, draw(10, 24) * MILLION);
    let (partners, disabled) = (draw(2, 5), draw(1, 3));
    let mut values = filled([
        ("A06", value(certified, &[sexes(rng, certified), ("vocation", vec![(vocation, certified)])])),
        ("A09", value(instructors, &[sexes(rng, instructors)])),
        ("A10", value(qualified, &[sexes(rng, qualified)])),
        ("D01", value(aid, &[("aidKind", parts(rng, aid, AIDS))])),
        ("D02", value(spent, &[("aidKind", parts(rng, spent, AIDS)), ("budgetLine", parts(rng, spent, BUDGET))])),
        ("D03", value(earned, &[("revenueSource", parts(rng, earned, REVENUES))])),
        ("D04", value(cost, &[("costLine", parts(rng, cost, COSTS))])),
        ("E01", value(partners, &[("partnerKind", parts(rng, partners, PARTNERS))])),
        ("E02", json!(rng.random_range(0..=4))),
        ("F04", value(disabled, &[sexes(rng, disabled), ("beneficiaryKind", parts(rng, disabled, BENEFICIARIES))])),
    ]);
    if incubator {
        let financed: i64 = rng.random_range(0..=4);
        values.extend(filled([
            ("C04", json!(rng.random_range(0..=2))),
            ("C05", json!(rng.random_range(0..=1))),
            ("C10", json!(rng.random_range(5..=10))),
            ("C11", json!(financed)),
            ("C12", json!(financed * 10 * MILLION)),
            ("C13", json!(rng.random_range(0..=5))),
        ]));
    }
    values
}

fn half_yearly(rng: &mut SmallRng, vocation: &str) -> Map<String, Value> {
    let mut draw = |least: i64, most: i64| rng.random_range(least..=most);
    let (employed, own, idle, lost) = (draw(20, 60), draw(8, 20), draw(4, 20), draw(0, 9));
    let (products, exported) = (draw(1, 4), draw(0, 2) * 5 * MILLION);
    let taught = ("vocation", vec![(vocation, employed)]);
    filled([
        ("B01", value(employed, &[sexes(rng, employed), disability(rng, employed), taught])),
        ("B02", value(own, &[sexes(rng, own), disability(rng, own), ("sector", parts(rng, own, SECTORS))])),
        ("B03", value(idle, &[sexes(rng, idle)])),
        ("B04", json!(employed + own + idle + lost)),
        ("E03", value(products, &[("channel", vec![("LANGSUNG", products), ("MEDIA_SOSIAL", products / 2)])])),
        ("E04", value(exported, &[("country", vec![("MY", exported)])])),
        ("F03", json!(WEANING.get(rng.random_range(0..WEANING.len())).copied().unwrap_or("DIBINA"))),
    ])
}

fn yearly(rng: &mut SmallRng) -> Map<String, Value> {
    let accounted = f64::from(rng.random_range(700..=1000)) / 10.0;
    filled([
        ("D06", json!({"total": accounted, "aidKind": {"OPERASIONAL": accounted}})),
        ("F01", json!(BUILDINGS.get(rng.random_range(0..BUILDINGS.len())).copied().unwrap_or("BAIK"))),
        ("F02", json!(f64::from(rng.random_range(600..=1000)) / 10.0)),
    ])
}
