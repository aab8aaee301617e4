//! The ministry's statistic of training participation, in the shape of Satu Data Ketenagakerjaan (domain.md 2.1): who had
//! a result in a month, counted by organiser, sex, province, vocation and result.

use std::collections::BTreeMap;

use chrono::Datelike;
use entity::trainee;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};

use super::status;
use crate::domain::access::{Units, units_coached};
use crate::domain::reports::Period;
use crate::domain::{Code, Ctx, Error, Result};

/// Type of the institution: all of these are BLK Komunitas (`trainingInstitutionTypes`).
const INSTITUTION: &str = "BLK_KOMUNITAS";
/// Results that count.
const ENDED: [&str; 3] = [status::GRADUATED, status::FAILED, status::WITHDRAWN];
/// By what the rows are told apart.
const KEYS: [&str; 5] = ["organizer", "sex", "province", "vocation", "result"];
/// The region in which the BLK lay on that day: one that never moved lies where it lies today.
const PROVINCE: &str = "SUBSTR(COALESCE((SELECT unit_placement.region_code FROM unit_placement \
     WHERE unit_placement.unit_id = unit.id AND unit_placement.from_on <= trainee.ended_on \
     AND (unit_placement.to_on IS NULL OR unit_placement.to_on > trainee.ended_on)), unit.region_code), 1, 2)";
/// The result as a code of `trainingResults`.
const RESULT: &str = "CASE trainee.status WHEN 'GRADUATED' THEN 'LULUS' WHEN 'FAILED' THEN 'TIDAK_LULUS' \
     ELSE 'MENGUNDURKAN_DIRI' END";
/// Who left before the training began never took part (as in A05).
const TOOK_PART: &str = "training_package.started_on IS NOT NULL AND trainee.admitted_on IS NOT NULL \
     AND (trainee.status <> 'WITHDRAWN' \
     OR (trainee.ended_on >= training_package.started_on AND trainee.ended_on >= trainee.admitted_on))";

/// A row of the statistic. Codes are those of the ministry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
    /// 1 internal, 2 external.
    pub organizer: String,
    /// 7: BLK Komunitas.
    pub institution: String,
    /// 1 male, 2 female.
    pub sex: String,
    /// Two digits of the Kemendagri code.
    pub province: String,
    /// Indonesian name of the vocation.
    pub vocation: String,
    /// 1 passed, 2 did not.
    pub result: String,
    pub count: i64,
}

/// The rows of a month, sorted: those of the units whose trainees the caller sees. Cells are small, so nobody else gets
/// any. The ministry's shape has no word for an unknown sex: such trainees are left out, and the log says how many.
pub async fn month(ctx: &Ctx, period: Period) -> Result<Vec<Line>> {
    ctx.require_signed_in()?;
    let units = units_coached(ctx);
    if matches!(units, Units::None) {
        return Err(Error::new(Code::Denied));
    }
    let mut counts: BTreeMap<[String; 5], i64> = BTreeMap::new();
    let mut left_out = 0;
    for row in ctx.db().query_all(&statement(&units, period)).await? {
        let text = |name: &str| row.try_get::<String>("", name);
        let count: i64 = row.try_get("", "trainees")?;
        let Some(sex) = row.try_get::<Option<String>>("", "sex")? else {
            left_out += count;
            continue;
        };
        let key = [
            official(ctx, "trainingOrganizers", &text("organizer")?),
            official(ctx, "sexes", &sex),
            text("province")?,
            label(ctx, &text("vocation")?),
            official(ctx, "trainingResults", &text("result")?),
        ];
        // Who did not pass and who left are one result there.
        *counts.entry(key).or_default() += count;
    }
    if left_out > 0 {
        tracing::info!(month = %period, left_out, "trainees of unknown sex are not in the statistic");
    }
    let institution = official(ctx, "trainingInstitutionTypes", INSTITUTION);
    let (year, month) = (period.year(), period.first_day().month());
    let line = |(key, count): ([String; 5], i64)| {
        let [organizer, sex, province, vocation, result] = key;
        let institution = institution.clone();
        Line { year, month, organizer, institution, sex, province, vocation, result, count }
    };
    Ok(counts.into_iter().map(line).collect())
}

/// One statement counts them.
fn statement(units: &Units, period: Period) -> SelectStatement {
    let same = |one: (&'static str, &'static str), other: (&'static str, &'static str)| Expr::col(one).equals(other);
    let facts = Query::select()
        .expr_as(Expr::col(("training_package", "organizer")), "organizer")
        .expr_as(Expr::col(("person", "sex")), "sex")
        .expr_as(Expr::cust(PROVINCE), "province")
        .expr_as(Expr::col(("training_package", "vocation")), "vocation")
        .expr_as(Expr::cust(RESULT), "result")
        .from("trainee")
        .inner_join("training_package", same(("training_package", "id"), ("trainee", "package_id")))
        .inner_join("person", same(("person", "id"), ("trainee", "person_id")))
        .inner_join("unit", same(("unit", "id"), ("trainee", "unit_id")))
        .and_where(Expr::col(("trainee", "ended_on")).between(period.first_day(), period.last_day()))
        .and_where(Expr::col(("trainee", "status")).is_in(ENDED))
        .and_where(Expr::col(("trainee", "archived_at")).is_null())
        .and_where(Expr::col(("training_package", "archived_at")).is_null())
        .and_where(Expr::cust(TOOK_PART))
        .cond_where(units.condition(trainee::Column::UnitId))
        .to_owned();
    let mut query = Query::select();
    query.from_subquery(facts, "fact").expr_as(Expr::cust("COUNT(*)"), "trainees");
    for key in KEYS {
        query.column(key).group_by_col(key);
    }
    query
}

/// The ministry's code of one of ours; a code that an administrator added has none, and stands for itself.
fn official(ctx: &Ctx, set: &str, code: &str) -> String {
    let set = ctx.app.codes.get(set);
    let meta = set.as_ref().and_then(|set| set.entry(code)?.meta.as_ref()?.get("satuData")?.as_str());
    meta.unwrap_or(code).to_owned()
}

/// The Indonesian name of a vocation.
fn label(ctx: &Ctx, code: &str) -> String {
    ctx.app.codes.label("vocations", code).map_or_else(|| code.to_owned(), |label| label.id)
}
