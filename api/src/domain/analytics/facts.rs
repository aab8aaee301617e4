//! Facts of the registry and of coaching: the tables that are counted, and what they can be grouped by.
//!
//! They are written as SQL that both databases understand: joins of a dozen tables read better so. It holds nothing
//! that a caller sent; codes, periods and scope are bound by [`rows`] and by the engine.

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{Condition, DatabaseBackend};

use super::asked::{Asked, Scope};
use super::cube::Axis;
use super::dimension::{Dimension, time_of};
use super::units::area;

/// Province, of today.
pub const PROVINCE: Axis = Axis::one(Dimension::Province, |_| area("fact.region", 2));
/// Regency or city, of today; the province's code where it lies in none.
pub const REGENCY: Axis = Axis::one(Dimension::Regency, |_| area("fact.region", 5));
/// The kawasan that the fact belongs to.
pub const KAWASAN: Axis = Axis::one(Dimension::Kawasan, |_| Expr::cust("fact.kawasan"));
/// The BLK that has or coaches it.
pub const BLK: Axis = Axis::one(Dimension::Blk, |_| Expr::cust("fact.blk"));
/// Kind of that BLK's host institution.
pub const HOST_TYPE: Axis = Axis::one(Dimension::HostType, |_| Expr::cust("fact.host_type"));
/// Vocations of that BLK.
pub const VOCATION: Axis = Axis::several(
    Dimension::Vocation,
    |_| Expr::cust("of_vocation.member"),
    |asked, codes| among(asked, Dimension::Vocation, codes),
);
/// Business sector of the enterprise.
pub const SECTOR: Axis = Axis::one(Dimension::Sector, |_| Expr::cust("fact.sector"));
/// Stage of the incubatee, of today.
pub const STAGE: Axis = Axis::one(Dimension::Stage, |_| Expr::cust("fact.stage"));
/// Year of the cohort, or what stands in its place.
pub const COHORT_YEAR: Axis = Axis::one(Dimension::CohortYear, |_| Expr::cust("fact.cohort_year"));
/// Programme of the cohort.
pub const PROGRAMME: Axis = Axis::one(Dimension::Programme, |_| Expr::cust("fact.programme"));
/// Model of that programme.
pub const MODEL: Axis = Axis::one(Dimension::Model, |_| Expr::cust("fact.model"));
/// Agendas of that programme.
pub const AGENDA: Axis = Axis::several(
    Dimension::Agenda,
    |_| Expr::cust("of_agenda.member"),
    |asked, codes| among(asked, Dimension::Agenda, codes),
);
/// Priority areas of that programme.
pub const PRIORITY_AREA: Axis = Axis::several(
    Dimension::PriorityArea,
    |_| Expr::cust("of_priority_area.member"),
    |asked, codes| among(asked, Dimension::PriorityArea, codes),
);
/// Kind of partner.
pub const PARTNER_KIND: Axis = Axis::one(Dimension::PartnerKind, |_| Expr::cust("fact.partner_kind"));
/// Month of the fact.
pub const MONTH: Axis = Axis::one(Dimension::Month, |_| Expr::cust("fact.month"));
/// Quarter of the fact.
pub const QUARTER: Axis = Axis::one(Dimension::Quarter, |_| time_of(Dimension::Quarter, "fact.month"));
/// Half-year of the fact.
pub const HALF: Axis = Axis::one(Dimension::Half, |_| time_of(Dimension::Half, "fact.month"));
/// Year of the fact.
pub const YEAR: Axis = Axis::one(Dimension::Year, |_| time_of(Dimension::Year, "fact.month"));

/// A dimension of which a fact has several members: codes in a JSON column of another table.
struct Listed {
    dimension: Dimension,
    /// The name under which they are joined.
    name: &'static str,
    /// The table and its key, which `fact` has under the name `of`.
    table: &'static str,
    key: &'static str,
    of: &'static str,
    /// The column with the codes.
    column: &'static str,
}

const LISTED: [Listed; 3] = [
    Listed {
        dimension: Dimension::Vocation,
        name: "of_vocation",
        table: "blk",
        key: "unit_id",
        of: "blk_id",
        column: "vocations",
    },
    Listed {
        dimension: Dimension::Agenda,
        name: "of_agenda",
        table: "programme",
        key: "id",
        of: "programme_id",
        column: "agendas",
    },
    Listed {
        dimension: Dimension::PriorityArea,
        name: "of_priority_area",
        table: "programme",
        key: "id",
        of: "programme_id",
        column: "priority_areas",
    },
];

impl Listed {
    /// Each key with its members, each once.
    fn members(&self, backend: DatabaseBackend) -> SelectStatement {
        let Self { table, key, column, .. } = self;
        let list = if backend == DatabaseBackend::Postgres {
            format!("json_array_elements_text(CAST({table}.{column} AS json))")
        } else {
            format!("json_each({table}.{column})")
        };
        raw(format!("DISTINCT {table}.{key} AS id, entry.value AS member FROM {table} CROSS JOIN {list} AS entry"))
    }
}

/// Facts that have one of these members.
fn among(asked: &Asked, dimension: Dimension, codes: &[String]) -> Condition {
    let mut any = Condition::any();
    for listed in LISTED.iter().filter(|listed| listed.dimension == dimension) {
        let having = Query::select()
            .column("id")
            .from_subquery(listed.members(asked.backend), "having")
            .and_where(Expr::col("member").is_in(codes.iter().map(String::as_str)))
            .to_owned();
        any = any.add(Expr::col(("fact", listed.of)).in_subquery(having));
    }
    any
}

/// A table of facts, written as SQL without its SELECT, under the name `fact`: within the scope of the question, with
/// the members of what has several. Its column `unit_id` names the unit whose right to see it counts.
pub fn rows(asked: &Asked, wanted: &[Dimension], sql: String) -> SelectStatement {
    let mut query = Query::select();
    query.from_subquery(raw(sql), "fact");
    for listed in LISTED.iter().filter(|listed| wanted.contains(&listed.dimension)) {
        let same = Expr::col((listed.name, "id")).equals(("fact", listed.of));
        query.join_subquery(JoinType::LeftJoin, listed.members(asked.backend), listed.name, same);
    }
    if let Scope::Mine(units) = &asked.scope {
        query.cond_where(units.named("unit_id"));
    }
    query
}

/// The same, of those whose `month` lies within the periods of the question.
pub fn rows_within(asked: &Asked, wanted: &[Dimension], sql: String) -> SelectStatement {
    let mut query = rows(asked, wanted, sql);
    if let Some((from, to)) = asked.periods {
        query.and_where(Expr::col(("fact", "month")).between(month_of(from), month_of(to)));
    }
    query
}

/// SQL without its SELECT as a statement.
fn raw(sql: String) -> SelectStatement {
    Query::select().expr(Expr::cust(sql)).to_owned()
}

/// The month of a day, as months are written.
pub fn month_of(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// A day as SQL. It comes from the clock or from arithmetic, never from a caller's text.
pub fn day(day: NaiveDate) -> String {
    day.format("'%Y-%m-%d'").to_string()
}

/// The objects of a JSON list of a column, as a table with the column `value`.
pub fn each(backend: DatabaseBackend, column: &str) -> String {
    if backend == DatabaseBackend::Postgres {
        format!("jsonb_array_elements(CAST({column} AS jsonb))")
    } else {
        format!("json_each({column})")
    }
}

/// Sum of an expression; none where nothing is known, which is not zero.
pub fn total(inner: &str) -> Expr {
    Expr::cust(format!("CAST(SUM({inner}) AS bigint)"))
}

/// Sum of an expression; 0 where there is nothing.
pub fn total_or_zero(inner: &str) -> Expr {
    Expr::cust(format!("CAST(COALESCE(SUM({inner}), 0) AS bigint)"))
}

/// How many different ones there are.
pub fn distinct(inner: &str) -> Expr {
    Expr::cust(format!("COUNT(DISTINCT {inner})"))
}

/// Incubatees with where they are and in which programme. An incubatee is at the BLK of its cohort; that of a kawasan
/// or a site is at the BLK that coaches its enterprise, if one does.
pub const TENANTS: &str = "tenant.id, tenant.enterprise_id, tenant.unit_id, tenant.stage, tenant.applied_on, \
     unit.region_code AS region, blk.unit_id AS blk_id, blk_unit.code AS blk, kawasan_unit.code AS kawasan, \
     blk.host_type, enterprise.sector, CAST(cohort.year AS text) AS cohort_year, \
     programme.id AS programme_id, programme.code AS programme, programme.model \
     FROM incubatee AS tenant \
     JOIN enterprise ON enterprise.id = tenant.enterprise_id \
     JOIN cohort ON cohort.id = tenant.cohort_id \
     JOIN unit ON unit.id = tenant.unit_id \
     LEFT JOIN site ON site.unit_id = tenant.unit_id \
     LEFT JOIN blk ON blk.unit_id = CASE WHEN unit.kind = 'BLK' THEN tenant.unit_id \
     ELSE COALESCE(site.blk_id, enterprise.blk_id) END \
     LEFT JOIN unit AS blk_unit ON blk_unit.id = blk.unit_id \
     LEFT JOIN unit AS kawasan_unit ON kawasan_unit.id = CASE WHEN unit.kind = 'KAWASAN' THEN tenant.unit_id \
     ELSE COALESCE(site.kawasan_id, enterprise.kawasan_id) END \
     LEFT JOIN programme ON programme.id = COALESCE(cohort.programme_id, site.programme_id) \
     WHERE tenant.archived_at IS NULL";

/// Enterprises with their members of today: `enterprise_id`, `members`. Who is in two enterprises counts in both.
pub fn members(asked: &Asked) -> String {
    let today = day(asked.today);
    format!(
        "SELECT membership.enterprise_id, COUNT(*) AS members FROM membership \
         WHERE membership.archived_at IS NULL AND membership.joined_on <= {today} \
         AND (membership.left_on IS NULL OR membership.left_on > {today}) GROUP BY membership.enterprise_id"
    )
}

/// Paid workers of a month of `progress` (P05 and P06).
pub fn paid(backend: DatabaseBackend) -> String {
    let sum = |column: &str| {
        let list = each(backend, column);
        format!("(SELECT COALESCE(SUM(CAST(item.value ->> 'count' AS bigint)), 0) FROM {list} AS item)")
    };
    format!("{} + {}", sum("progress.permanent_workers"), sum("progress.casual_workers"))
}

/// The latest month that each recorded, by a column of `progress` (`incubatee_id`, `enterprise_id`): that column,
/// `jobs` and `revenue`.
pub fn latest(backend: DatabaseBackend, by: &str) -> String {
    let paid = paid(backend);
    format!(
        "SELECT progress.{by}, {paid} AS jobs, progress.revenue FROM progress \
         JOIN (SELECT {by}, MAX(month) AS month FROM progress WHERE archived_at IS NULL GROUP BY {by}) AS latest \
         ON latest.{by} = progress.{by} AND latest.month = progress.month WHERE progress.archived_at IS NULL"
    )
}
