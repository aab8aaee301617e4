//! targetAttainment: what programmes aim at, and what was reached.

use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};

use super::answer::{Answer, answer};
use super::asked::{Asked, Question, Scope};
use super::cube::{Axis, Counts, Measure, Source};
use super::dimension::Dimension;
use super::facts::{self, rows as table, total};
use crate::domain::access::{Sight, units_seen};
use crate::domain::{Ctx, Result};

/// Targets by what they count. Their numbers are in hundredths.
pub static TARGETS: Source = Source {
    root: "targetAttainment",
    rows,
    axes: &[
        facts::PROVINCE,
        facts::REGENCY,
        facts::KAWASAN,
        facts::BLK,
        facts::PROGRAMME,
        facts::MODEL,
        facts::AGENDA,
        facts::PRIORITY_AREA,
        Axis::one(Dimension::Metric, |_| Expr::cust("fact.metric")),
        Axis::one(Dimension::Year, |_| Expr::cust("fact.year")),
    ],
    measures: &[
        Measure { name: "targets", expr: || Expr::cust("COUNT(*)"), counts: Counts::Units },
        Measure { name: "target", expr: || total("fact.target"), counts: Counts::Units },
        Measure { name: "realised", expr: || total(REACHED), counts: Counts::Units },
        Measure { name: "fromFigures", expr: || total("fact.reported"), counts: Counts::Units },
        Measure { name: "unknown", expr: || Expr::cust(format!("COUNT(*) - COUNT({REACHED})")), counts: Counts::Units },
        Measure {
            name: "targetOfKnown",
            expr: || total(&format!("CASE WHEN {REACHED} IS NOT NULL THEN fact.target END")),
            counts: Counts::Units,
        },
    ],
    subsets: &[],
    rights: |ctx| units_seen(ctx, Sight::Submitted),
    bitemporal: false,
    coverage: None,
};

/// What was reached: as its keeper recorded it, else as official figures say.
const REACHED: &str = "COALESCE(fact.recorded, fact.reported)";

/// Targets are never summed over what they count: trainees and rupiah have no sum.
pub async fn target_attainment(ctx: &Ctx, mut question: Question) -> Result<Answer> {
    if !question.groups.contains(&Dimension::Metric) {
        question.groups.push(Dimension::Metric);
    }
    answer(ctx, &TARGETS, question).await
}

fn rows(asked: &Asked, wanted: &[Dimension]) -> SelectStatement {
    // The units whose figures count: the one that owes the target; where that is an organization, those of the sites of
    // its programme.
    let of_sites = |column: &str| {
        format!(
            "UNION SELECT target.id AS target_id, site.{column} AS unit_id FROM target \
             JOIN unit AS owner ON owner.id = target.unit_id AND owner.kind = 'ORGANIZATION' \
             JOIN site ON site.programme_id = target.programme_id WHERE site.{column} IS NOT NULL"
        )
    };
    let (sites, blks, kawasans) = (of_sites("unit_id"), of_sites("blk_id"), of_sites("kawasan_id"));
    // Small numbers of people and enterprises would show to everybody in what a single unit reached.
    let shown = if matches!(asked.scope, Scope::Public) { "AND known.is_shielded = 0" } else { "" };
    let periodic = "SELECT id FROM report_template WHERE cadence NOT IN ('PER_EVENT', 'AD_HOC')";
    // Official figures of the year, in hundredths; of percentages the mean, of a stock the last of each unit. Reports of
    // events repeat them.
    let reported = format!(
        "SELECT member.target_id, CASE WHEN MAX(known.is_mean) = 1 \
         THEN CAST(ROUND(AVG(figure.amount)) AS bigint) * MAX(known.scale) \
         ELSE CAST(SUM(figure.amount) AS bigint) * MAX(known.scale) END AS amount \
         FROM (SELECT target.id AS target_id, target.unit_id FROM target {sites} {blks} {kawasans}) AS member \
         JOIN target AS aim ON aim.id = member.target_id AND aim.archived_at IS NULL \
         JOIN (SELECT code, MAX(CASE WHEN value_type IN ('PERCENT', 'DECIMAL') THEN 1 ELSE 100 END) AS scale, \
         MAX(CASE WHEN value_type = 'PERCENT' OR body LIKE '%\"unit\":\"persen\"%' THEN 1 ELSE 0 END) AS is_mean, \
         MAX(CASE WHEN body LIKE '%\"unit\":\"orang\"%' OR body LIKE '%\"unit\":\"unit usaha\"%' \
         OR body LIKE '%\"countedBy\":\"%' THEN 1 ELSE 0 END) AS is_shielded, \
         MAX(CASE WHEN body LIKE '%\"stock\":true%' THEN 1 ELSE 0 END) AS is_stock FROM indicator WHERE code IN (SELECT metric FROM target) GROUP BY code) AS known \
         ON known.code = aim.metric {shown} \
         JOIN figure ON figure.unit_id = member.unit_id AND figure.indicator = aim.metric \
         AND figure.dimension = '' AND figure.to_event IS NULL \
         AND SUBSTR(CAST(figure.period_end AS text), 1, 4) = CAST(aim.year AS text) \
         AND figure.template_id IN ({periodic}) AND (known.is_stock = 0 OR NOT EXISTS (SELECT later.unit_id \
         FROM figure AS later WHERE later.unit_id = figure.unit_id AND later.indicator = figure.indicator \
         AND later.dimension = '' AND later.to_event IS NULL AND later.amount IS NOT NULL \
         AND later.period_end > figure.period_end AND later.template_id IN ({periodic}) \
         AND SUBSTR(CAST(later.period_end AS text), 1, 4) = CAST(aim.year AS text))) GROUP BY member.target_id"
    );
    let sql = format!(
        "target.unit_id, unit.region_code AS region, CASE WHEN unit.kind = 'BLK' THEN unit.code END AS blk, \
         CASE WHEN unit.kind = 'KAWASAN' THEN unit.code ELSE of_site.code END AS kawasan, \
         programme.id AS programme_id, programme.code AS programme, programme.model, \
         CAST(target.year AS text) AS year, target.metric, \
         CAST(ROUND(CAST(target.target * 100 AS numeric)) AS bigint) AS target, \
         CAST(ROUND(CAST(target.realised * 100 AS numeric)) AS bigint) AS recorded, reached.amount AS reported \
         FROM target JOIN unit ON unit.id = target.unit_id \
         JOIN programme ON programme.id = target.programme_id \
         LEFT JOIN site AS own ON own.unit_id = target.unit_id \
         LEFT JOIN unit AS of_site ON of_site.id = own.kawasan_id \
         LEFT JOIN ({reported}) AS reached ON reached.target_id = target.id WHERE target.archived_at IS NULL"
    );
    let mut query = table(asked, wanted, sql);
    if let Some((from, to)) = asked.spans {
        let year = |year: i32| format!("{year:04}");
        query.and_where(Expr::col(("fact", "year")).between(year(from.year()), year(to.year())));
    }
    query
}
