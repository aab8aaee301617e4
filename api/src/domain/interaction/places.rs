//! Regions in which something holds: an offer, an announcement. None is everywhere.

use sea_orm::Condition;
use sea_orm::sea_query::{Expr, ExprTrait};

use crate::domain::reference::regions;
use crate::domain::{Result, Tx, Violation};

/// Puts the code of a region in the place of what the caller named it by; what names none is added to the faults.
pub async fn settle(tx: &Tx, named: &mut Option<String>, faults: &mut Vec<Violation>) -> Result<()> {
    let Some(given) = named.take() else {
        return Ok(());
    };
    *named = regions::named(tx.conn()?, &given, "/regionCode", faults).await?.map(|region| region.code);
    Ok(())
}

/// Rows that hold in a region: everywhere, in a region that it lies in, or in one that lies in it.
pub fn holding_in(column: &'static str, code: &str) -> Condition {
    let any = Condition::any()
        .add(Expr::col(column).is_null())
        .add(Expr::col(column).is_in(regions::path_codes(code)))
        .add(Expr::col(column).like(format!("{code}.%")));
    // Wrapped: what is added to this must hold as well, not instead.
    Condition::all().add(any)
}

/// The units whose people act for an enterprise: the one that has it, and the BLK that coaches it.
pub fn of_enterprise(enterprise: &entity::enterprise::Model) -> Vec<uuid::Uuid> {
    let mut units: Vec<uuid::Uuid> = [Some(enterprise.unit_id), enterprise.blk_id].into_iter().flatten().collect();
    units.dedup();
    units
}
