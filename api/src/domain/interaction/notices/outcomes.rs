//! Who is told of what partners write back: the heads and the applicant of what is said, the partner of a dispute.

use entity::outcome;
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use super::recipients::{Lookup, Told};
use crate::domain::Result;
use crate::domain::ids::Kind;
use crate::vocab::{Role, UnitKind};

/// An outcome, or a step of a dispute about it. What became of an applicant is not said in the notice.
pub(super) async fn reported(lookup: &mut Lookup<'_>, id: Uuid, step: &str) -> Result<Vec<Told>> {
    let Some(row) = outcome::Entity::find_by_id(id).one(lookup.ctx.db()).await? else {
        return Ok(Vec::new());
    };
    let told = |to: Vec<Uuid>, unit: Uuid| Told {
        kind: "OUTCOME",
        to,
        subject: (Kind::Outcome, id),
        unit: Some(unit),
        params: json!({"step": step}),
    };
    if step == "disputed" {
        let partners = lookup.holders(row.partner_id, "partners", &[Role::Partner]).await?;
        // It does not learn here which unit coaches the applicant.
        return Ok(vec![told(partners, row.partner_id)]);
    }
    let is_blk = lookup.unit(row.unit_id).await?.is_some_and(|unit| unit.kind == UnitKind::Blk.as_str());
    let mut ours = match is_blk {
        true => lookup.holders(row.unit_id, "heads", &[Role::BlkHead]).await?,
        false => lookup.keepers(row.unit_id).await?,
    };
    ours.extend(lookup.account(row.person_id).await?);
    Ok(vec![told(ours, row.unit_id)])
}
