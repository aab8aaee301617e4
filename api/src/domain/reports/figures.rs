//! Figures: the official version of a report as rows, written in the transaction that approves it.

use entity::{figure, report_version};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use uuid::Uuid;

use super::{Loaded, content};
use crate::domain::templates::Template;
use crate::domain::{Result, Tx, many};
use crate::vocab::ValueType;

/// Ends the rows of the version that was official and writes those of the new one. `event` is the approval.
pub(super) async fn replace(tx: &Tx, report: &Loaded, event: Uuid) -> Result<()> {
    figure::Entity::update_many()
        .col_expr(figure::Column::ToEvent, Expr::value(event))
        .filter(figure::Column::UnitId.eq(report.unit.id))
        .filter(figure::Column::ReportId.eq(report.row.id))
        .filter(Expr::col(figure::Column::ToEvent).is_null())
        .exec(tx.conn()?)
        .await?;
    let Some(number) = report.row.official_version else {
        return Ok(());
    };
    let version = report_version::Entity::find_by_id((report.row.id, number)).one(tx.conn()?).await?;
    let Some(version) = version else { return Ok(()) };
    many::insert(&rows(report, &version, event)?, tx.conn()?).await
}

/// The rows of a version. `event` is the approval.
pub(super) fn rows(report: &Loaded, version: &report_version::Model, event: Uuid) -> Result<Vec<figure::Model>> {
    let mut rows = Vec::new();
    for (code, value) in content::object(&version.body)? {
        let cells = cells(&report.template, &code, &value);
        rows.extend(cells.into_iter().map(|cell| row(report, version.number, event, &code, cell)));
    }
    Ok(rows)
}

/// One number: total (no dimension) or part.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub dimension: String,
    pub member: String,
    pub amount: Option<i64>,
    pub not_applicable: bool,
}

impl Cell {
    fn new(dimension: &str, member: &str, amount: Option<i64>) -> Self {
        Self { dimension: dimension.to_owned(), member: member.to_owned(), amount, not_applicable: amount.is_none() }
    }
}

/// The numbers of one value. Missing gives none, zero gives zero, not applicable gives a row that says so.
pub fn cells(template: &Template, code: &str, value: &Value) -> Vec<Cell> {
    let Some(kind) = template.value_type(code) else {
        return Vec::new();
    };
    let amount = |value: &Value| -> Option<i64> {
        match kind {
            ValueType::Integer | ValueType::Rupiah => value.as_i64().or_else(|| whole(value.as_f64()?)),
            ValueType::Decimal | ValueType::Percent => whole((value.as_f64()? * 100.0).round()),
            ValueType::Choice | ValueType::Text => None,
        }
    };
    match (kind, value) {
        (_, Value::Null) | (ValueType::Text, _) => Vec::new(),
        (ValueType::Choice, Value::String(choice)) => vec![Cell::new("choice", choice, Some(1))],
        (_, Value::Object(parts)) if parts.contains_key("notApplicable") => vec![Cell::new("", "", None)],
        (_, Value::Object(parts)) => parts
            .iter()
            .flat_map(|(dimension, part)| match part {
                Value::Object(members) => members
                    .iter()
                    .filter_map(|(member, v)| Some(Cell::new(dimension, member, Some(amount(v)?))))
                    .collect(),
                total if dimension == "total" => {
                    amount(total).map(|n| Cell::new("", "", Some(n))).into_iter().collect()
                }
                _ => Vec::new(),
            })
            .collect(),
        (_, number) => amount(number).map(|n| Cell::new("", "", Some(n))).into_iter().collect(),
    }
}

/// A float that is whole and within the range of money.
fn whole(number: f64) -> Option<i64> {
    #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "checked to be whole and within 10^17")]
    (number.fract() == 0.0 && number.abs() <= 1e17).then_some(number as i64)
}

fn row(report: &Loaded, number: i32, event: Uuid, indicator: &str, cell: Cell) -> figure::Model {
    figure::Model {
        unit_id: report.unit.id,
        report_id: report.row.id,
        content_version: number,
        indicator: indicator.to_owned(),
        dimension: cell.dimension,
        member: cell.member,
        template_id: report.row.template_id,
        occurrence: report.row.occurrence.clone(),
        period_end: report.row.period_end,
        amount: cell.amount,
        not_applicable: cell.not_applicable,
        from_event: event,
        to_event: None,
        from_position: None,
        to_position: None,
    }
}
