//! What is asked of an enterprise and its products beyond their fields. Its fields and rights stand in the registry.

use chrono::NaiveDate;
use entity::{enterprise, membership, product};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::domain::registry::kept::Checks;
use crate::domain::text::Text;
use crate::domain::{Code, Result, Tx, Violation};

/// Form of an enterprise of several people; an enterprise that names no form has it.
pub const GROUP: &str = "KELOMPOK";
/// Form of an enterprise of one person.
pub const SOLE: &str = "PERORANGAN";

/// The form of an enterprise: code of `enterpriseForms`.
pub fn form(row: &enterprise::Model) -> &str {
    row.form.as_deref().unwrap_or(GROUP)
}

/// Whether it is the business of one person.
pub fn is_sole(row: &enterprise::Model) -> bool {
    form(row) == SOLE
}

/// KBLI goes with its version. Ids in other systems are kept with its certificates: they are not public.
pub fn check(it: &enterprise::Model, checks: &mut Checks<'_>) {
    checks.code_if("form", "enterpriseForms", it.form.as_deref());
    checks.code_if("kbliVersion", "kbliVersions", it.kbli_version.as_deref());
    checks.code_if("chainStage", "valueChainStages", it.chain_stage.as_deref());
    checks.past("startedOn", it.started_on);
    if it.kbli.is_some() != it.kbli_version.is_some() {
        checks.fault(Code::FieldRequired, if it.kbli.is_some() { "kbliVersion" } else { "kbli" });
    }
}

/// An enterprise that had several members at a time is not the business of one person.
pub async fn prepare(
    tx: &Tx,
    draft: &mut enterprise::Model,
    old: Option<&enterprise::Model>,
    faults: &mut Vec<Violation>,
) -> Result<()> {
    if !is_sole(draft) || old.is_none_or(is_sole) {
        return Ok(());
    }
    let members = membership::Entity::find()
        .filter(membership::Column::EnterpriseId.eq(draft.id))
        .filter(membership::Column::ArchivedAt.is_null())
        .order_by_asc(membership::Column::JoinedOn);
    let spans: Vec<_> = members.all(tx.conn()?).await?.iter().map(|row| (row.joined_on, row.left_on)).collect();
    if together(&spans) {
        faults.push(Violation::new(Code::Overlap, "/form").saying(Text::new(
            "Usaha ini mempunyai lebih dari satu anggota pada waktu yang sama.",
            "This enterprise has several members at the same time.",
        )));
    }
    Ok(())
}

/// Whether two of these spans, in the order of their first days, share a day.
fn together(spans: &[(NaiveDate, Option<NaiveDate>)]) -> bool {
    spans.iter().zip(spans.iter().skip(1)).any(|((_, left), (joined, _))| left.is_none_or(|left| left > *joined))
}

/// A product belongs to an enterprise of the same unit, or to one that the unit coaches.
pub async fn of_product(
    tx: &Tx,
    draft: &mut product::Model,
    _: Option<&product::Model>,
    faults: &mut Vec<Violation>,
) -> Result<()> {
    let Some(id) = draft.enterprise_id.filter(|id| !id.is_nil()) else {
        return Ok(());
    };
    let owner = enterprise::Entity::find_by_id(id).one(tx.conn()?).await?;
    if owner.is_some_and(|owner| owner.unit_id != draft.unit_id && owner.blk_id != Some(draft.unit_id)) {
        faults.push(
            Violation::new(Code::UnknownCode, "/enterpriseId")
                .saying(Text::new("Usaha ini bukan milik unit tersebut.", "This enterprise is not one of the unit.")),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(joined: &str, left: Option<&str>) -> (NaiveDate, Option<NaiveDate>) {
        (joined.parse().unwrap(), left.map(|day| day.parse().unwrap()))
    }

    #[test]
    fn members_one_after_the_other_were_never_together() {
        let one = span("2026-01-01", Some("2026-03-01"));
        assert!(!together(&[]) && !together(&[one]));
        assert!(!together(&[one, span("2026-03-01", None)]));
        assert!(together(&[one, span("2026-02-28", None)]));
        assert!(together(&[span("2026-01-01", None), span("2026-02-28", Some("2026-03-01"))]));
    }
}
