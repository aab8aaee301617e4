//! What the registry keeps about a kawasan and its value chain.

use super::kept;
use crate::domain::Code;
use crate::domain::ids::Kind;
use crate::domain::incubation::enterprises;
use crate::vocab::UnitKind;

kept! {
    kawasan_resource: KawasanResource,
    owners: [UnitKind::Kawasan],
    keepers: KeepKawasan,
    readers: Public,
    title: Some("name"),
    class: Some("kind"),
    ends: None,
    alone: [],
    refs: [],
    span: None,
    fixed: [],
    check(it, checks) {
        checks.code("kind", "resourceKinds", &it.kind);
        if it.quantity.is_some() != it.quantity_unit.is_some() {
            checks.fault(Code::FieldRequired, if it.quantity.is_some() { "quantityUnit" } else { "quantity" });
        }
    }
}

kept! {
    enterprise: Enterprise,
    owners: [UnitKind::Kawasan, UnitKind::Blk, UnitKind::Site],
    keepers: KeepKawasan,
    readers: Public,
    title: Some("name"),
    class: Some("sector"),
    ends: None,
    alone: [],
    refs: [("blk_id", Kind::Blk), ("kawasan_id", Kind::Kawasan)],
    span: None,
    fixed: [],
    prepare: enterprises::prepare,
    check(it, checks) {
        checks.code("sector", "sectors", &it.sector);
        checks.code("level", "enterpriseLevels", &it.level);
        enterprises::check(it, checks);
    }
}

kept! {
    chain_link: ChainLink,
    owners: [UnitKind::Kawasan],
    keepers: KeepKawasan,
    readers: Public,
    title: None,
    class: Some("stage"),
    ends: None,
    alone: [],
    refs: [("enterprise_id", Kind::Enterprise), ("blk_id", Kind::Blk), ("organization_id", Kind::Organization)],
    span: None,
    fixed: [],
    check(it, checks) {
        checks.code("stage", "valueChainStages", &it.stage);
        if [it.enterprise_id, it.blk_id, it.organization_id].iter().flatten().count() != 1 {
            checks.say(
                Code::FieldRequired,
                "enterpriseId",
                "Sebutkan tepat satu: enterpriseId, blkId, atau organizationId.",
                "Name exactly one of enterpriseId, blkId, organizationId.",
            );
        }
    }
}

kept! {
    potential: Potential,
    owners: [UnitKind::Kawasan, UnitKind::Blk, UnitKind::Site],
    keepers: KeepKawasan,
    readers: Public,
    title: Some("name"),
    class: Some("commodity_scheme"),
    ends: None,
    alone: [],
    refs: [],
    span: None,
    fixed: [],
    check(it, checks) {
        checks.code_if("commodityScheme", "commoditySchemes", it.commodity_scheme.as_deref());
        if it.commodity_code.is_some() != it.commodity_scheme.is_some() {
            checks.fault(Code::FieldRequired, if it.commodity_code.is_some() { "commodityScheme" } else { "commodityCode" });
        }
        if it.volume.is_some() != it.volume_unit.is_some() {
            checks.fault(Code::FieldRequired, if it.volume.is_some() { "volumeUnit" } else { "volume" });
        }
    }
}
