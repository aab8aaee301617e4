//! Regions and units that records name: two statements.

use std::collections::{BTreeSet, HashMap};

use entity::{region, unit};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::Share;
use crate::domain::partners::scopes::Field;
use crate::domain::reference::regions;
use crate::domain::{Result, Tx};

/// Fields that name regions of residence.
const RESIDENCE: &[Field] = &[Field::Village, Field::District, Field::Regency, Field::Province, Field::PostalCode];
/// Fields that name units, or the region of one.
const UNITS: &[Field] = &[Field::EnterpriseRegion, Field::Blk, Field::Kawasan];
/// Values of one statement.
const CHUNK: usize = 10_000;

/// What is named, by code and by id.
pub(super) struct Places {
    regions: HashMap<String, region::Model>,
    units: HashMap<Uuid, unit::Model>,
}

impl Places {
    pub(super) async fn read(tx: &Tx, shares: &[Share<'_>]) -> Result<Self> {
        let units = units(tx, unit_ids(shares)).await?;
        let homes = shares.iter().filter(|share| share.any(RESIDENCE));
        let homes = homes.filter_map(|share| share.subject.person.region_code.as_deref()).flat_map(regions::path_codes);
        let codes = homes.chain(units.values().map(|unit| unit.region_code.clone())).collect();
        Ok(Self { regions: regions_of(tx, codes).await?, units })
    }

    /// A region as it last held.
    pub(super) fn region(&self, code: &str) -> Option<&region::Model> {
        self.regions.get(code)
    }

    /// A unit.
    pub(super) fn unit(&self, id: Uuid) -> Option<&unit::Model> {
        self.units.get(&id)
    }
}

fn unit_ids(shares: &[Share<'_>]) -> BTreeSet<Uuid> {
    let wanted = shares.iter().filter(|share| share.any(UNITS));
    let groups = wanted.filter_map(|share| share.subject.enterprise.as_ref());
    groups.flat_map(|row| [Some(row.unit_id), row.blk_id, row.kawasan_id]).flatten().collect()
}

/// Units by their ids.
pub(super) async fn units(tx: &Tx, ids: BTreeSet<Uuid>) -> Result<HashMap<Uuid, unit::Model>> {
    let (ids, mut found): (Vec<Uuid>, _) = (ids.into_iter().collect(), HashMap::new());
    for ids in ids.chunks(CHUNK) {
        let rows = unit::Entity::find().filter(unit::Column::Id.is_in(ids.iter().copied()));
        found.extend(rows.all(tx.conn()?).await?.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

async fn regions_of(tx: &Tx, codes: BTreeSet<String>) -> Result<HashMap<String, region::Model>> {
    let (codes, mut found): (Vec<String>, _) = (codes.into_iter().collect(), HashMap::new());
    for codes in codes.chunks(CHUNK) {
        // Of several rows of one code the one that held last stays.
        let rows =
            region::Entity::find().filter(region::Column::Code.is_in(codes)).order_by_asc(region::Column::ValidFrom);
        found.extend(rows.all(tx.conn()?).await?.into_iter().map(|row| (row.code.clone(), row)));
    }
    Ok(found)
}
