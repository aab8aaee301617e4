//! Regions and units that records name: two statements.

use std::collections::{BTreeSet, HashMap};

use entity::{region, unit};
use uuid::Uuid;

use super::Share;
use crate::domain::partners::scopes::Field;
use crate::domain::reference::regions;
use crate::domain::registry::units;
use crate::domain::{Result, Tx};

/// Fields that name regions of residence.
const RESIDENCE: &[Field] = &[Field::Village, Field::District, Field::Regency, Field::Province, Field::PostalCode];
/// Fields that name units, or the region of one.
const UNITS: &[Field] = &[Field::EnterpriseRegion, Field::Blk, Field::Kawasan];

/// What is named, by code and by id.
pub(super) struct Places {
    regions: HashMap<String, region::Model>,
    units: HashMap<Uuid, unit::Model>,
}

impl Places {
    pub(super) async fn read(tx: &Tx, shares: &[Share<'_>]) -> Result<Self> {
        let units = units::mapped(tx.conn()?, unit_ids(shares).into_iter()).await?;
        let homes = shares.iter().filter(|share| share.any(RESIDENCE));
        let homes = homes.filter_map(|share| share.subject.person.region_code.as_deref()).flat_map(regions::path_codes);
        let codes: BTreeSet<String> = homes.chain(units.values().map(|unit| unit.region_code.clone())).collect();
        let codes: Vec<String> = codes.into_iter().collect();
        let regions = regions::by_codes(tx.conn()?, &codes).await?;
        Ok(Self { regions: regions.into_iter().map(|row| (row.code.clone(), row)).collect(), units })
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

fn unit_ids(shares: &[Share<'_>]) -> Vec<Uuid> {
    let wanted = shares.iter().filter(|share| share.any(UNITS));
    let groups = wanted.filter_map(|share| share.subject.enterprise.as_ref());
    groups.flat_map(|row| [Some(row.unit_id), row.blk_id, row.kawasan_id]).flatten().collect()
}
