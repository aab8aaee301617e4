//! Where obligations stand: one row for each, ended and written anew in the transaction in which a flag changes. Their
//! sums are rates that hold at once, and at any position of the feed.

use entity::{obligation, report, report_version, standing, unit};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::{Error, Result, Tx};
use crate::vocab::{ObligationStatus, ReportState};

/// Rows of one insert.
const CHUNK: usize = 500;

/// What is counted of an obligation. Each is at most `expected`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// It is owed.
    pub expected: bool,
    /// A report arrived and was not withdrawn.
    pub submitted: bool,
    /// That was in time.
    pub on_time: bool,
    /// It holds a number and is not nihil.
    pub non_empty: bool,
    /// It was neither sent back nor rejected, or an earlier version is official.
    pub valid: bool,
    /// A version of it is official.
    pub approved: bool,
}

impl Flags {
    /// The flags of an obligation and its report. `non_empty` is what [`says_something`] says of the version submitted.
    pub fn of(owed: &obligation::Model, report: Option<&report::Model>, non_empty: bool) -> Self {
        let expected = owed.status != ObligationStatus::Waived.as_str();
        let Some(report) = report.filter(|report| expected && report.submitted_version.is_some()) else {
            return Self { expected, ..Self::default() };
        };
        let approved = report.official_version.is_some();
        let in_the_running = [ReportState::Submitted, ReportState::InReview, ReportState::Verified];
        Self {
            expected,
            submitted: true,
            on_time: owed.on_time == Some(true),
            non_empty,
            valid: approved || in_the_running.iter().any(|state| state.as_str() == report.state),
            approved,
        }
    }
}

/// Whether a version says something: it is not nihil and has a number, be it zero.
pub fn says_something(nihil: bool, body: &str) -> Result<bool> {
    fn has_number(value: &Value) -> bool {
        match value {
            Value::Number(_) => true,
            Value::Object(parts) => parts.values().any(has_number),
            Value::Array(parts) => parts.iter().any(has_number),
            _ => false,
        }
    }
    Ok(!nihil && has_number(&serde_json::from_str(body)?))
}

/// A row that holds from an event on.
pub fn row(owed: &obligation::Model, region_code: &str, flags: Flags, event: Uuid) -> standing::Model {
    let one = |flag: bool| i32::from(flag);
    standing::Model {
        obligation_id: owed.id,
        from_event: event,
        unit_id: owed.unit_id,
        template_id: owed.template_id,
        occurrence: owed.occurrence.clone(),
        period_end: owed.period_end,
        region_code: region_code.to_owned(),
        expected: one(flags.expected),
        submitted: one(flags.submitted),
        on_time: one(flags.on_time),
        non_empty: one(flags.non_empty),
        valid: one(flags.valid),
        approved: one(flags.approved),
        to_event: None,
        from_position: None,
        to_position: None,
    }
}

/// The first rows of obligations that were just opened, each with the region of its unit and the event of its opening.
pub async fn open(tx: &Tx, opened: &[(&obligation::Model, &str, Uuid)]) -> Result<()> {
    for chunk in opened.chunks(CHUNK) {
        let rows = chunk.iter().map(|(owed, region, event)| {
            let flags = Flags::of(owed, None, false);
            standing::ActiveModel::from(row(owed, region, flags, *event))
        });
        standing::Entity::insert_many(rows).exec_without_returning(tx.conn()?).await?;
    }
    Ok(())
}

/// Ends the row that holds and writes the next, if something changed. `event` is that of the change; it belongs to the
/// unit that owes. The obligation's row is locked by then.
pub async fn follow(tx: &Tx, owed: &obligation::Model, report: Option<&report::Model>, event: Uuid) -> Result<()> {
    use standing::Column as C;
    let conn = tx.conn()?;
    let last = standing::Entity::find().filter(C::ObligationId.eq(owed.id)).filter(C::ToEvent.is_null());
    let last = last.one(conn).await?;
    let region = match (report.and_then(|report| report.region_code.clone()), &last) {
        (Some(region), _) => region,
        (None, Some(last)) => last.region_code.clone(),
        (None, None) => region_of(tx, owed.unit_id).await?,
    };
    let next = row(owed, &region, Flags::of(owed, report, non_empty(tx, report).await?), event);
    if let Some(last) = last {
        if same(&last, &next) {
            return Ok(());
        }
        if last.from_event == event {
            // Changed twice by one event: there was no moment between.
            standing::Entity::delete_by_id((owed.id, event)).exec(conn).await?;
        } else {
            standing::Entity::update_many()
                .col_expr(C::ToEvent, Expr::value(event))
                .filter(C::ObligationId.eq(owed.id))
                .filter(Expr::col(C::ToEvent).is_null())
                .exec(conn)
                .await?;
        }
    }
    standing::Entity::insert(standing::ActiveModel::from(next)).exec_without_returning(conn).await?;
    Ok(())
}

/// Whether two rows say the same.
pub fn same(one: &standing::Model, other: &standing::Model) -> bool {
    let flags = |it: &standing::Model| [it.expected, it.submitted, it.on_time, it.non_empty, it.valid, it.approved];
    flags(one) == flags(other) && one.region_code == other.region_code
}

async fn non_empty(tx: &Tx, report: Option<&report::Model>) -> Result<bool> {
    let Some((id, number)) = report.and_then(|report| Some((report.id, report.submitted_version?))) else {
        return Ok(false);
    };
    match report_version::Entity::find_by_id((id, number)).one(tx.conn()?).await? {
        Some(version) => says_something(version.nihil, &version.body),
        None => Ok(false),
    }
}

async fn region_of(tx: &Tx, id: Uuid) -> Result<String> {
    let region = unit::Entity::find_by_id(id).select_only().column(unit::Column::RegionCode);
    let region: Option<String> = region.into_tuple().one(tx.conn()?).await?;
    region.ok_or_else(|| Error::internal(anyhow::anyhow!("an obligation of no unit")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_says_something_when_it_holds_a_number_be_it_zero() {
        for (body, says) in [
            ("{}", false),
            (r#"{"A01":null}"#, false),
            (r#"{"A01":{"notApplicable":true}}"#, false),
            (r#"{"N01":"KEBAKARAN 2026"}"#, false),
            (r#"{"A01":0}"#, true),
            (r#"{"A03":{"sex":{"PEREMPUAN":1}}}"#, true),
        ] {
            assert_eq!(says_something(false, body).unwrap(), says, "{body}");
            assert!(!says_something(true, body).unwrap(), "{body}");
        }
    }
}
