//! What is given of the business itself.

use entity::unit;

use super::Share;
use super::places::Places;
use crate::domain::partners::scopes::Field;
use crate::view::partners::pulls::{PartnerEnterprise, PartnerIncubatee, PartnerRegion, PartnerUnit};
use crate::vocab::UnitKind;

/// Fields within `enterprise`.
const ENTERPRISE: &[Field] = &[
    Field::EnterpriseName,
    Field::EnterpriseSector,
    Field::EnterpriseKbli,
    Field::EnterpriseLevel,
    Field::EnterpriseStartedOn,
    Field::EnterpriseRegion,
    Field::EnterpriseStage,
    Field::EnterpriseNib,
    Field::EnterpriseCertifications,
];

pub(super) fn fill(share: &Share<'_>, places: &Places, record: &mut PartnerIncubatee) {
    let (Some(group), Some(incubatee)) = (&share.subject.enterprise, &share.subject.incubatee) else { return };
    record.sector = share.keep(Field::Sector, || Some(group.sector.clone()));
    let owner = places.unit(group.unit_id);
    // The unit that keeps it, where it is one of that kind, unless another one is named.
    let unit = |named: Option<uuid::Uuid>, kind: UnitKind| {
        let own = owner.filter(|unit| unit.kind == kind.as_str());
        named.and_then(|id| places.unit(id)).or(own).map(shown)
    };
    record.blk = share.keep(Field::Blk, || unit(group.blk_id, UnitKind::Blk));
    record.kawasan = share.keep(Field::Kawasan, || unit(group.kawasan_id, UnitKind::Kawasan));
    let region = || {
        let row = places.region(&owner?.region_code)?;
        Some(PartnerRegion { code: row.code.clone(), name: row.name.clone() })
    };
    record.enterprise = share.any(ENTERPRISE).then(|| PartnerEnterprise {
        name: share.keep(Field::EnterpriseName, || Some(group.name.clone())),
        sector: share.keep(Field::EnterpriseSector, || Some(group.sector.clone())),
        kbli: share.keep(Field::EnterpriseKbli, || group.kbli.clone()),
        level: share.keep(Field::EnterpriseLevel, || Some(group.level.clone())),
        started_on: share.keep(Field::EnterpriseStartedOn, || group.started_on),
        region: share.keep(Field::EnterpriseRegion, region),
        stage: share.keep(Field::EnterpriseStage, || Some(incubatee.stage.clone())),
        nib: None,
        certifications: None,
    });
}

fn shown(unit: &unit::Model) -> PartnerUnit {
    PartnerUnit { code: unit.code.clone(), name: unit.name.clone() }
}
