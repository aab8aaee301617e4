//! The same questions answered apart: every obligation read with plain SQL, then counted one by one.

use std::collections::BTreeMap;

use rand::RngExt;
use rand::rngs::SmallRng;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;

use super::acts::World;

/// Dimensions of these roots, as they are asked.
pub const DIMENSIONS: [&str; 12] = [
    "PROVINCE",
    "REGENCY",
    "BLK",
    "VOCATION",
    "COHORT_YEAR",
    "HOST_TYPE",
    "PERIOD",
    "MONTH",
    "QUARTER",
    "HALF",
    "YEAR",
    "SUPPORT_STATUS",
];
/// Fields of a row that hold its keys.
pub const FIELDS: &str = "province { code } regency { code } blk { code } vocation cohortYear hostType period month quarter half year supportStatus";

/// Keys of a cell.
pub type Keys = Vec<Option<String>>;

/// An obligation of a BLK for a monthly report.
#[derive(Clone, Debug)]
pub struct Owed {
    pub blk: String,
    reported: String,
    current: String,
    vocations: Vec<String>,
    host: String,
    year: String,
    support: Option<String>,
    pub period: String,
    /// Last day of the period.
    day: String,
    /// expected, submitted, onTime, nonEmpty, valid, approved.
    pub flags: [i64; 6],
    /// What the official version says.
    pub official: Option<Value>,
}

const ALL: &str = "SELECT o.id, u.code, u.region_code, b.vocations, b.host_type, CAST(b.established_year AS text), \
    o.occurrence, CAST(o.period_end AS text), o.status, CASE WHEN o.on_time THEN 'yes' ELSE 'no' END, r.region_code, \
    r.state, CAST(r.submitted_version AS text), CAST(r.official_version AS text), \
    CASE WHEN s.nihil THEN 'yes' ELSE 'no' END, s.body, f.body, \
    (SELECT m.status FROM unit_status m WHERE m.unit_id = u.id AND m.aspect = 'SUPPORT' AND m.to_on IS NULL) \
    FROM obligation o JOIN unit u ON u.id = o.unit_id JOIN blk b ON b.unit_id = u.id \
    JOIN report_template t ON t.id = o.template_id AND t.code = 'LAP_BULANAN' \
    LEFT JOIN report r ON r.unit_id = o.unit_id AND r.template_id = o.template_id AND r.occurrence = o.occurrence \
    LEFT JOIN report_version s ON s.report_id = r.id AND s.number = r.submitted_version \
    LEFT JOIN report_version f ON f.report_id = r.id AND f.number = r.official_version";

/// Every obligation for a monthly report.
pub async fn all(world: &World) -> Vec<Owed> {
    let store = &world.app.app.store;
    let rows = store.reader().query_all_raw(Statement::from_string(store.backend(), ALL)).await.unwrap();
    let mut found = Vec::new();
    for row in rows {
        let text = |at: usize| row.try_get_by_index::<Option<String>>(at).unwrap();
        let id: uuid::Uuid = row.try_get_by_index(0).unwrap();
        let is = |at: usize, word: &str| text(at).as_deref() == Some(word);
        let expected = !is(8, "WAIVED");
        let submitted = expected && text(12).is_some();
        let approved = submitted && text(13).is_some();
        // Of what a monthly report asks, only numbers are written with a digit, and dates are none of it.
        let says = text(15).is_some_and(|body| body.contains(|c: char| c.is_ascii_digit()) && has_number(&body));
        let waits = ["SUBMITTED", "IN_REVIEW", "VERIFIED"].iter().any(|state| is(11, state));
        let flags = [
            expected,
            submitted,
            submitted && is(9, "yes"),
            submitted && is(14, "no") && says,
            submitted && (approved || waits),
            approved,
        ];
        found.push(Owed {
            blk: text(1).unwrap(),
            reported: text(10).unwrap_or_else(|| world.opened.get(&id).unwrap().clone()),
            current: text(2).unwrap(),
            vocations: serde_json::from_str(&text(3).unwrap()).unwrap(),
            host: text(4).unwrap(),
            year: text(5).unwrap(),
            support: text(17),
            period: text(6).unwrap(),
            day: text(7).unwrap(),
            flags: flags.map(i64::from),
            official: text(16).filter(|_| approved).map(|body| serde_json::from_str(&body).unwrap()),
        });
    }
    found
}

fn has_number(body: &str) -> bool {
    let values: BTreeMap<String, Value> = serde_json::from_str(body).unwrap();
    values.values().any(|value| value.is_number() || value["total"].is_number())
}

impl Owed {
    /// Its members of a dimension; one that is none where it has none.
    fn members(&self, dimension: &str, current: bool) -> Vec<Option<String>> {
        let region = if current { &self.current } else { &self.reported };
        let month: u32 = self.day[5..7].parse().unwrap();
        let year = &self.day[..4];
        let one = match dimension {
            "PROVINCE" => region[..2].to_owned(),
            "REGENCY" => region[..5].to_owned(),
            "BLK" => self.blk.clone(),
            "COHORT_YEAR" => self.year.clone(),
            "HOST_TYPE" => self.host.clone(),
            "PERIOD" => self.period.clone(),
            "MONTH" => self.day[..7].to_owned(),
            "QUARTER" => format!("{year}-Q{}", month.div_ceil(3)),
            "HALF" => format!("{year}-S{}", month.div_ceil(6)),
            "YEAR" => year.to_owned(),
            "SUPPORT_STATUS" => return vec![self.support.clone()],
            _ if self.vocations.is_empty() => return vec![None],
            _ => return self.vocations.iter().cloned().map(Some).collect(),
        };
        vec![Some(one)]
    }
}

/// A question.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub groups: Vec<&'static str>,
    pub filter: Vec<(&'static str, Vec<String>)>,
    pub from: &'static str,
    pub to: &'static str,
    pub current: bool,
}

/// First and last month of a period.
fn months(period: &str) -> (u32, u32) {
    match &period[4..] {
        "" => (1, 12),
        "-Q3" => (7, 9),
        "-S2" => (7, 12),
        month => (month[1..].parse().unwrap(), month[1..].parse().unwrap()),
    }
}

impl Wanted {
    /// A random one. It may find nothing; it does not contradict itself.
    pub fn random(rng: &mut SmallRng, owed: &[Owed]) -> Self {
        let mut groups = Vec::new();
        for _ in 0..rng.random_range(0..4) {
            let group = DIMENSIONS[rng.random_range(0..DIMENSIONS.len())];
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        let current = rng.random_range(0..2) == 0;
        let mut filter: Vec<(&str, Vec<String>)> = Vec::new();
        for _ in 0..rng.random_range(0..3) {
            let dimension = ["PROVINCE", "REGENCY", "VOCATION", "HOST_TYPE", "COHORT_YEAR"][rng.random_range(0..5)];
            let place = |it: &str| ["PROVINCE", "REGENCY"].contains(&it);
            if filter.iter().any(|(other, _)| *other == dimension || (place(other) && place(dimension))) {
                continue;
            }
            let mut codes: Vec<String> = Vec::new();
            for _ in 0..rng.random_range(1..3) {
                let of = &owed[rng.random_range(0..owed.len())];
                codes.extend(of.members(dimension, current).into_iter().flatten());
            }
            codes.sort();
            codes.dedup();
            if !codes.is_empty() {
                filter.push((dimension, codes));
            }
        }
        let stretches = [
            ("2026-08", "2026-11"),
            ("2026-09", "2026-10"),
            ("2026-Q3", "2026-Q3"),
            ("2026", "2026"),
            ("2026-Q3", "2026-S2"),
        ];
        let (from, to) = stretches[rng.random_range(0..stretches.len())];
        Self { groups, filter, from, to, current }
    }

    /// The same as it is written in GraphQL: `groupBy: .., filter: .., ..`.
    pub fn arguments(&self) -> String {
        let filter: Vec<String> = self
            .filter
            .iter()
            .map(|(dimension, codes)| format!("{}: {}", field(dimension), serde_json::json!(codes)))
            .collect();
        let filter = if filter.is_empty() { String::new() } else { format!(", filter: {{ {} }}", filter.join(", ")) };
        let basis = if self.current { "CURRENT" } else { "AS_REPORTED" };
        let (from, to) = (self.from, self.to);
        format!(
            "periods: {{ from: \"{from}\", to: \"{to}\" }}, groupBy: [{}], regionBasis: {basis}{filter}",
            self.groups.join(", ")
        )
    }

    /// The cells that an obligation counts in.
    pub fn cells(&self, owed: &Owed) -> Vec<Keys> {
        let month: u32 = owed.day[5..7].parse().unwrap();
        if month < months(self.from).0 || month > months(self.to).1 {
            return Vec::new();
        }
        let members = |dimension: &str| owed.members(dimension, self.current);
        for (dimension, codes) in &self.filter {
            if !members(dimension).iter().flatten().any(|member| codes.contains(member)) {
                return Vec::new();
            }
        }
        let mut cells: Vec<Keys> = vec![Vec::new()];
        for group in &self.groups {
            let codes = self.filter.iter().find(|(dimension, _)| dimension == group).map(|(_, codes)| codes);
            let shown = |member: &Option<String>| {
                codes.is_none_or(|codes| member.as_ref().is_some_and(|it| codes.contains(it)))
            };
            let members: Vec<Option<String>> = members(group).into_iter().filter(shown).collect();
            let longer = |cell: Keys| {
                members
                    .clone()
                    .into_iter()
                    .map(move |member| cell.iter().cloned().chain([member]).collect::<Keys>())
                    .collect::<Vec<_>>()
            };
            cells = cells.into_iter().flat_map(longer).collect();
        }
        cells
    }

    /// The keys of an answered row.
    pub fn keys(&self, row: &Value) -> Keys {
        let key = |group: &&str| {
            let value = &row[field(group)];
            value["code"].as_str().or(value.as_str()).map(ToOwned::to_owned)
        };
        self.groups.iter().map(key).collect()
    }
}

/// The field of a dimension.
pub fn field(dimension: &str) -> &'static str {
    match dimension {
        "PROVINCE" => "province",
        "REGENCY" => "regency",
        "BLK" => "blk",
        "VOCATION" => "vocation",
        "COHORT_YEAR" => "cohortYear",
        "HOST_TYPE" => "hostType",
        "PERIOD" => "period",
        "MONTH" => "month",
        "QUARTER" => "quarter",
        "HALF" => "half",
        "YEAR" => "year",
        _ => "supportStatus",
    }
}
