//! Axes of facts about units: where a BLK lies, who hosts it, what it teaches, in which programmes it is. For sources
//! whose `rows` have the table `unit` in FROM and call [`join`].

use sea_orm::sea_query::{Expr, ExprTrait, Func, JoinType, Query, SelectStatement, UnionType};
use sea_orm::{Condition, DatabaseBackend};

use super::cube::{Asked, Axis, Scope};
use super::dimension::Dimension;
use crate::domain::access::Units;
use crate::vocab::{StatusAspect, UnitKind};

/// Province of the unit of today.
pub const PROVINCE: Axis = Axis::one(Dimension::Province, |_| area("unit.region_code", 2));
/// Regency of the unit of today; the code of its province where it lies in none.
pub const REGENCY: Axis = Axis::one(Dimension::Regency, |_| area("unit.region_code", 5));
/// The unit itself, by its code.
pub const BLK: Axis = Axis::one(Dimension::Blk, |_| Expr::col(("unit", "code")));
/// Year in which the BLK was built.
pub const COHORT_YEAR: Axis =
    Axis::one(Dimension::CohortYear, |_| Expr::col(("blk", "established_year")).cast_as("text"));
/// Kind of its host institution.
pub const HOST_TYPE: Axis = Axis::one(Dimension::HostType, |_| Expr::col(("blk", "host_type")));
/// How far it is weaned today.
pub const SUPPORT_STATUS: Axis = Axis::one(Dimension::SupportStatus, |_| Expr::col(("of_support", "status")));
/// Its vocations.
pub const VOCATION: Axis = several(Dimension::Vocation);
/// Kawasans whose enterprises it coaches, or in whose value chain it stands.
pub const KAWASAN: Axis = several(Dimension::Kawasan);
/// Programmes in which it is enrolled or was.
pub const PROGRAMME: Axis = several(Dimension::Programme);
/// Models of those programmes.
pub const MODEL: Axis = several(Dimension::Model);
/// Agendas of those programmes.
pub const AGENDA: Axis = several(Dimension::Agenda);
/// Priority areas of those programmes.
pub const PRIORITY_AREA: Axis = several(Dimension::PriorityArea);

/// Dimensions of which a BLK has several members, with the name under which they are joined.
const SEVERAL: [(Dimension, &str); 6] = [
    (Dimension::Vocation, "of_vocation"),
    (Dimension::Kawasan, "of_kawasan"),
    (Dimension::Programme, "of_programme"),
    (Dimension::Model, "of_model"),
    (Dimension::Agenda, "of_agenda"),
    (Dimension::PriorityArea, "of_priority_area"),
];

const fn several(dimension: Dimension) -> Axis {
    match dimension {
        Dimension::Kawasan => Axis::several(
            dimension,
            |_| Expr::col(("of_kawasan", "member")),
            |asked, codes| among(asked, Dimension::Kawasan, codes),
        ),
        Dimension::Programme => Axis::several(
            dimension,
            |_| Expr::col(("of_programme", "member")),
            |asked, codes| among(asked, Dimension::Programme, codes),
        ),
        Dimension::Model => Axis::several(
            dimension,
            |_| Expr::col(("of_model", "member")),
            |asked, codes| among(asked, Dimension::Model, codes),
        ),
        Dimension::Agenda => Axis::several(
            dimension,
            |_| Expr::col(("of_agenda", "member")),
            |asked, codes| among(asked, Dimension::Agenda, codes),
        ),
        Dimension::PriorityArea => Axis::several(
            dimension,
            |_| Expr::col(("of_priority_area", "member")),
            |asked, codes| among(asked, Dimension::PriorityArea, codes),
        ),
        _ => Axis::several(
            Dimension::Vocation,
            |_| Expr::col(("of_vocation", "member")),
            |asked, codes| among(asked, Dimension::Vocation, codes),
        ),
    }
}

/// The first letters of the code of a region: 2 for its province, 5 for its regency (that of the province itself where
/// it lies in no regency). `region` is SQL over the columns of the source.
pub fn area(region: &str, length: usize) -> Expr {
    Expr::cust(format!("SUBSTR({region}, 1, {length})"))
}

/// Joins to `unit` what the keys of these dimensions are read from.
pub fn join(query: &mut SelectStatement, asked: &Asked, wanted: &[Dimension]) {
    let of_unit = |table: &'static str| Expr::col((table, "unit_id")).equals(("unit", "id"));
    if wanted.contains(&Dimension::HostType) || wanted.contains(&Dimension::CohortYear) {
        query.left_join("blk", of_unit("blk"));
    }
    if wanted.contains(&Dimension::SupportStatus) {
        query.join_subquery(JoinType::LeftJoin, supported(asked), "of_support", of_unit("of_support"));
    }
    for (dimension, name) in SEVERAL {
        if wanted.contains(&dimension) {
            query.join_subquery(JoinType::LeftJoin, members(asked.backend, dimension), name, of_unit(name));
        }
    }
}

/// Units that have one of these members.
fn among(asked: &Asked, dimension: Dimension, codes: &[String]) -> Condition {
    let having = Query::select()
        .column("unit_id")
        .from_subquery(members(asked.backend, dimension), "having")
        .and_where(Expr::col("member").is_in(codes.iter().map(String::as_str)))
        .to_owned();
    Condition::all().add(Expr::col(("unit", "id")).in_subquery(having))
}

/// Units with their members of a dimension, each once: columns `unit_id` and `member`.
fn members(backend: DatabaseBackend, dimension: Dimension) -> SelectStatement {
    match dimension {
        Dimension::Kawasan => {
            let mut all = of_kawasan("enterprise");
            all.union(UnionType::Distinct, of_kawasan("chain_link"));
            all
        }
        Dimension::Vocation => {
            let mut all = Query::select();
            all.distinct()
                .expr_as(Expr::col(("blk", "unit_id")), "unit_id")
                .expr_as(Expr::col(("entry", "value")), "member")
                .from("blk");
            entries(&mut all, backend, ("blk", "vocations"));
            all
        }
        _ => of_programme(backend, dimension),
    }
}

fn of_programme(backend: DatabaseBackend, dimension: Dimension) -> SelectStatement {
    let list = match dimension {
        Dimension::Agenda => Some("agendas"),
        Dimension::PriorityArea => Some("priority_areas"),
        _ => None,
    };
    let member = match (list, dimension) {
        (Some(_), _) => Expr::col(("entry", "value")),
        (None, Dimension::Model) => Expr::col(("programme", "model")),
        (None, _) => Expr::col(("programme", "code")),
    };
    let mut all = Query::select();
    all.distinct()
        .expr_as(Expr::col(("enrolment", "unit_id")), "unit_id")
        .expr_as(member, "member")
        .from("enrolment")
        .and_where(Expr::col(("enrolment", "archived_at")).is_null());
    // A function over columns of a table comes after it, and after the join that brings it.
    if let Some(list) = list {
        all.from("programme").and_where(Expr::col(("programme", "id")).equals(("enrolment", "programme_id")));
        entries(&mut all, backend, ("programme", list));
    } else {
        all.inner_join("programme", Expr::col(("programme", "id")).equals(("enrolment", "programme_id")));
    }
    all
}

/// The entries of a list that is kept as JSON, as `entry.value`.
pub fn entries(query: &mut SelectStatement, backend: DatabaseBackend, column: (&'static str, &'static str)) {
    let list = if backend == DatabaseBackend::Postgres {
        Func::cust("json_array_elements_text").arg(Expr::col(column).cast_as("json"))
    } else {
        Func::cust("json_each").arg(Expr::col(column))
    };
    query.from_function(list, "entry");
}

fn of_kawasan(table: &'static str) -> SelectStatement {
    Query::select()
        .expr_as(Expr::col((table, "blk_id")), "unit_id")
        .expr_as(Expr::col(("unit", "code")), "member")
        .from(table)
        .inner_join("unit", Expr::col(("unit", "id")).equals((table, "unit_id")))
        .and_where(Expr::col(("unit", "kind")).eq(UnitKind::Kawasan.as_str()))
        .and_where(Expr::col((table, "blk_id")).is_not_null())
        .and_where(Expr::col((table, "archived_at")).is_null())
        .to_owned()
}

fn supported(asked: &Asked) -> SelectStatement {
    let ended = Condition::any().add(Expr::col("to_on").is_null()).add(Expr::col("to_on").gt(asked.today));
    Query::select()
        .columns(["unit_id", "status"])
        .from("unit_status")
        .and_where(Expr::col("aspect").eq(StatusAspect::Support.as_str()))
        .and_where(Expr::col("from_on").lte(asked.today))
        .cond_where(ended)
        .to_owned()
}

/// Whether a key or the filter is read from the unit, so that the table `unit` must be in FROM.
pub fn is_needed(asked: &Asked, wanted: &[Dimension]) -> bool {
    let filtered = asked.filter.each().map(|(dimension, _)| dimension);
    wanted.iter().copied().chain(filtered).any(is_of_unit)
}

fn is_of_unit(dimension: Dimension) -> bool {
    SEVERAL.iter().any(|(several, _)| *several == dimension)
        || matches!(dimension, Dimension::Blk | Dimension::CohortYear | Dimension::HostType | Dimension::SupportStatus)
}

/// A column that holds a unit's id names one that counts.
pub fn seen(scope: &Scope, column: (&'static str, &'static str)) -> Condition {
    match scope {
        Scope::Public | Scope::Mine(Units::All) => Condition::all(),
        Scope::Mine(Units::Where(select)) => Condition::all().add(Expr::col(column).in_subquery((**select).clone())),
        Scope::Mine(Units::None) | Scope::Nobody => Condition::all().add(Expr::value(1).eq(0)),
    }
}

/// The region in which `unit` lay at a position of the feed, with `of_moved` joined from [`moved_after`].
pub const REGION_THEN: &str = "COALESCE(of_moved.region, unit.region_code)";

/// Units that moved after a position, with the region that they left by the first of these moves: where they lay then.
pub fn moved_after(backend: DatabaseBackend, position: i64) -> SelectStatement {
    let before = if backend == DatabaseBackend::Postgres {
        "CAST(event.body AS json) ->> 'before'"
    } else {
        "json_extract(event.body, '$.before')"
    };
    let later = Condition::any()
        .add(Expr::col(("event", "position")).gt(position))
        .add(Expr::col(("event", "position")).is_null());
    let moves = Query::select()
        .expr_as(Expr::col(("event", "unit_id")), "unit_id")
        .expr_as(Expr::cust(before), "region")
        // By the version of the unit: the first move comes first, whether it has its position or not.
        .expr_as(Expr::cust("ROW_NUMBER() OVER (PARTITION BY event.unit_id ORDER BY event.object_version)"), "turn")
        .from("event")
        .and_where(Expr::col(("event", "type")).eq("unit.moved"))
        .cond_where(later)
        .to_owned();
    Query::select()
        .columns(["unit_id", "region"])
        .from_subquery(moves, "moves")
        .and_where(Expr::col("turn").eq(1))
        .to_owned()
}
