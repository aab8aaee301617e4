//! Rows of BLKs and organizations. Their code is the key.

use serde_json::Value;

use super::Done;
use super::rows::{coded, degrees, existing, international};
use crate::domain::access::Action;
use crate::domain::registry::blks::with_statuses;
use crate::domain::registry::parts::{self, Whole};
use crate::domain::{Code, Result, Tx, batch, registry};
use crate::view::blks::BlkInput;
use crate::view::refs::OrganizationRef;
use crate::view::registry::Blk;
use crate::view::resource::Root;
use crate::view::shape;
use crate::view::units::{Organization, OrganizationInput, UnitFacts};

/// Carries out rows of BLKs.
pub(super) async fn blks(tx: &Tx, rows: Vec<Value>) -> Result<Vec<Result<Done>>> {
    batch::carry_out(tx, rows, false, "", move |row| Box::pin(blk(tx, row))).await
}

/// Carries out rows of organizations.
pub(super) async fn organizations(tx: &Tx, rows: Vec<Value>) -> Result<Vec<Result<Done>>> {
    batch::carry_out(tx, rows, false, "", move |row| Box::pin(organization(tx, row))).await
}

async fn blk(tx: &Tx, mut row: Value) -> Result<Done> {
    coded(tx, &mut row, "/vocations", "vocations");
    degrees(&mut row, &["latitude", "longitude"])?;
    international(&mut row);
    let mut input: BlkInput = shape::check(&row)?;
    tx.require(Action::ManageRegistry, None)?;
    let Some(whole) = recorded::<entity::blk::Model>(tx, &input.code).await? else {
        let made = Blk::create(tx, input).await?;
        return Ok(Done { id: made.id.0, existing: false });
    };
    input.host_organization_id = canonical(tx, input.host_organization_id).await?;
    let (id, record) = (registry::public_id(&whole.unit), BlkInput::of(&whole)?);
    let statuses = with_statuses(tx, whole).await?.statuses;
    let record = BlkInput {
        operation_status: statuses.operation,
        support_status: statuses.support,
        incubator_status: statuses.incubator,
        designation: statuses.designation,
        ..record
    };
    existing(id, &input, &record)
}

async fn organization(tx: &Tx, mut row: Value) -> Result<Done> {
    international(&mut row);
    let mut input: OrganizationInput = shape::check(&row)?;
    tx.require(Action::ManageRegistry, None)?;
    let Some(whole) = recorded::<entity::organization::Model>(tx, &input.code).await? else {
        let made = Organization::create(tx, input).await?;
        return Ok(Done { id: made.id.0, existing: false });
    };
    input.parent_id = canonical(tx, input.parent_id).await?;
    input.regions.sort();
    existing(registry::public_id(&whole.unit), &input, &OrganizationInput::of(&whole)?)
}

/// The unit of a kind with this code. One that is archived, or of another kind, is none: its code is taken all the
/// same.
async fn recorded<P: parts::Part>(tx: &Tx, code: &str) -> Result<Option<Whole<P>>> {
    match parts::get::<P>(tx, code).await {
        Ok(whole) => Ok((whole.unit.archived_at.is_none() && whole.unit.code == code).then_some(whole)),
        Err(refused) if refused.code() == Code::NotFound => Ok(None),
        Err(failed) => Err(failed),
    }
}

/// The id of an organization that a row names by its code.
async fn canonical(tx: &Tx, named: Option<OrganizationRef>) -> Result<Option<OrganizationRef>> {
    let Some(named) = named else { return Ok(None) };
    let found = registry::find_unit(tx.conn()?, &named.0).await?;
    Ok(Some(found.map_or(named, |unit| OrganizationRef::new(registry::public_id(&unit)))))
}
