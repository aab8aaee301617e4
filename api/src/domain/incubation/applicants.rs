//! What is known of an enterprise on the day it applies to a cohort.

use entity::{enterprise, incubatee, membership};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::eligibility::{Applicant, Rule};
use super::{enterprises, memberships, persons};
use crate::domain::{Result, Tx};

/// What the rules of a cohort look at. Birth dates are only opened where a rule asks for ages.
pub async fn of(
    tx: &Tx,
    rules: &[Rule],
    enterprise: &enterprise::Model,
    draft: &incubatee::Model,
) -> Result<Applicant> {
    let on = draft.applied_on;
    let members = membership::Entity::find()
        .filter(membership::Column::EnterpriseId.eq(enterprise.id))
        .filter(memberships::within(on, on.succ_opt()));
    let members: Vec<Uuid> = members.all(tx.conn()?).await?.into_iter().map(|row| row.person_id).collect();
    let mut ages = Vec::new();
    if rules.iter().any(Rule::asks_ages) {
        let known = persons::known(tx.conn()?, tx, &members).await?;
        let birth = |person: &Uuid| known.get(person).and_then(|known| known.birth);
        ages = members.iter().map(|person| birth(person).map(|birth| persons::age_on(birth, on))).collect();
    }
    Ok(Applicant {
        level: enterprise.level.clone(),
        sector: enterprise.sector.clone(),
        form: enterprises::form(enterprise).to_owned(),
        aid_relation: draft.aid_relation.clone(),
        members: members.len(),
        ages,
    })
}
