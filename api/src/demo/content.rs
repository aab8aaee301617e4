//! Plausible numbers for synthetic reports: what BLKs say each month.

use rand::RngExt;
use rand::rngs::SmallRng;
use serde_json::{Map, Value, json};

/// Vocations that synthetic BLKs teach (codes of the set `vocations`).
pub const VOCATIONS: &[&str] =
    &["TEKNIK_OTOMOTIF", "LAS", "TEKNIK_INFORMATIKA", "MENJAHIT", "PENGOLAHAN_HASIL_PERTANIAN"];

const SEXES: &[&str] = &["LAKI_LAKI", "PEREMPUAN"];
const DISABILITY: &[&str] = &["DISABILITAS", "NON_DISABILITAS"];
const AGES: &[&str] = &["AGE_15_24", "AGE_25_34", "AGE_35_54", "AGE_55_PLUS"];
const RELATIONS: &[&str] = &["DALAM_HUBUNGAN_KERJA", "LUAR_HUBUNGAN_KERJA"];

/// A value with the parts of its dimensions. Each dimension sums up to the total.
pub(super) fn value(total: i64, dimensions: &[(&str, Vec<(&str, i64)>)]) -> Value {
    let mut fields = Map::from_iter([("total".to_owned(), json!(total))]);
    for (dimension, members) in dimensions {
        let parts: Map<String, Value> = members.iter().map(|(code, part)| ((*code).to_owned(), json!(part))).collect();
        fields.insert((*dimension).to_owned(), Value::Object(parts));
    }
    Value::Object(fields)
}

/// Draws parts that sum up to a whole; the last takes what is left.
pub(super) fn parts<'a>(rng: &mut SmallRng, whole: i64, members: &[&'a str]) -> Vec<(&'a str, i64)> {
    let mut left = whole;
    let last = members.len().saturating_sub(1);
    let mut drawn = Vec::with_capacity(members.len());
    for (place, member) in members.iter().enumerate() {
        let still = i64::try_from(members.len() - place).unwrap_or(1);
        let part =
            if place == last { left } else { rng.random_range(left / (still + 1)..=left.max(1) * 2 / (still + 1)) };
        let part = part.clamp(0, left);
        left -= part;
        drawn.push((*member, part));
    }
    drawn
}

/// By sex.
pub(super) fn sexes(rng: &mut SmallRng, whole: i64) -> (&'static str, Vec<(&'static str, i64)>) {
    ("sex", parts(rng, whole, SEXES))
}

/// By disability: few.
pub(super) fn disability(rng: &mut SmallRng, whole: i64) -> (&'static str, Vec<(&'static str, i64)>) {
    let drawn: i64 = rng.random_range(0..=2);
    let disabled = drawn.min(whole);
    let members = DISABILITY.iter().copied().zip([disabled, whole - disabled]);
    ("disability", members.collect())
}

/// By age: most are young.
fn ages(rng: &mut SmallRng, whole: i64) -> (&'static str, Vec<(&'static str, i64)>) {
    let drawn: i64 = rng.random_range(0..=1);
    let old = drawn.min(whole);
    let middle = (whole / 8).min(whole - old);
    let grown = (whole / 4).min(whole - old - middle);
    let members = AGES.iter().copied().zip([whole - old - middle - grown, grown, middle, old]);
    ("age", members.collect())
}

/// By employment relation.
fn relations(rng: &mut SmallRng, whole: i64) -> (&'static str, Vec<(&'static str, i64)>) {
    ("employmentRelation", parts(rng, whole, RELATIONS))
}

/// Values of a monthly report of a BLK that teaches one vocation.
pub fn monthly(rng: &mut SmallRng, incubator: bool, vocation: &str) -> Map<String, Value> {
    let packages: i64 = rng.random_range(1..=4);
    let trainees = packages * 16;
    let dropped: i64 = rng.random_range(0..=2);
    let (unready, refused): (i64, i64) = (rng.random_range(0..=3), rng.random_range(0..=20));
    let (graduated, applicants) = (trainees - dropped - unready, trainees + refused);
    let taught = |whole| ("vocation", vec![(vocation, whole)]);
    let mut values = Map::new();
    let mut put = |code: &str, value: Value| {
        values.insert(code.to_owned(), value);
    };
    put("A01", value(packages, &[taught(packages)]));
    put("A02", value(applicants, &[sexes(rng, applicants), disability(rng, applicants), ages(rng, applicants)]));
    put(
        "A03",
        value(trainees, &[sexes(rng, trainees), disability(rng, trainees), ages(rng, trainees), taught(trainees)]),
    );
    put("A04", value(graduated, &[sexes(rng, graduated), disability(rng, graduated), taught(graduated)]));
    put("A05", value(dropped, &[sexes(rng, dropped)]));
    put("A07", value(packages * 240, &[taught(packages * 240)]));
    put("A08", json!(f64::from(rng.random_range(800..=1000)) / 10.0));
    if incubator {
        let tenants: i64 = rng.random_range(10..=12);
        let each: i64 = rng.random_range(2..=8);
        let people = tenants * each;
        put("C01", json!(tenants));
        put("C02", value(people, &[sexes(rng, people), disability(rng, people), ages(rng, people)]));
        put("C03", json!({"total": tenants, "stage": {"INCUBATION": tenants}}));
        put("C06", json!(f64::from(rng.random_range(20..=80))));
        put("C07", json!(rng.random_range(5..=20)));
        put("C08", json!(rng.random_range(12_000_000..=20_000_000i64)));
        let workers: i64 = rng.random_range(10..=40);
        put("C09", value(workers, &[sexes(rng, workers), disability(rng, workers), relations(rng, workers)]));
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

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn parts_sum_up_to_their_whole_and_none_is_negative() {
        let mut rng = SmallRng::seed_from_u64(1);
        for whole in 0..200 {
            for drawn in [parts(&mut rng, whole, AGES), ages(&mut rng, whole).1, disability(&mut rng, whole).1] {
                assert!(drawn.iter().all(|(_, part)| *part >= 0), "{whole}: {drawn:?}");
                assert_eq!(drawn.iter().map(|(_, part)| part).sum::<i64>(), whole, "{drawn:?}");
            }
        }
    }
}
