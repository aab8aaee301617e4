//! What the registry keeps about a BLK.

use super::{Link, kept};
use crate::domain::Code;
use crate::domain::ids::Kind;
use crate::domain::incubation::enterprises;
use crate::domain::incubation::mentors::visits;
use crate::vocab::UnitKind;

kept! {
    registration: Registration,
    owners: [UnitKind::Blk],
    keepers: KeepOwnRecords,
    readers: Public,
    title: Some("number"),
    class: Some("scheme"),
    ends: Some("valid_until"),
    alone: [],
    refs: [],
    span: None,
    fixed: [],
    check(it, checks) {
        checks.code("scheme", "registrationSchemes", &it.scheme);
        checks.order(("issuedOn", it.issued_on), ("validUntil", it.valid_until));
    }
}

kept! {
    unit_document: UnitDocument,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site, UnitKind::Organization],
    keepers: KeepDocuments,
    readers: Scoped,
    title: Some("title"),
    class: Some("kind"),
    ends: Some("valid_until"),
    alone: [],
    refs: [("enterprise_id", Kind::Enterprise)],
    span: None,
    fixed: [enterprise_id, file_name, media_type, size, sha256],
    hangs: enterprise_id of enterprise,
    also: [(Link::Enterprise, "enterprise_id")],
    mentored: true,
    late: visits::LATE_DAYS,
    check(it, checks) {
        checks.code("kind", "documentKinds", &it.kind);
        checks.order(("issuedOn", it.issued_on), ("validUntil", it.valid_until));
    }
}

kept! {
    asset: Asset,
    owners: [UnitKind::Blk],
    keepers: KeepOwnRecords,
    readers: Scoped,
    title: Some("name"),
    class: Some("condition"),
    ends: None,
    alone: [],
    refs: [],
    span: None,
    fixed: [],
    check(it, checks) {
        checks.code("assetKind", "assetKinds", &it.asset_kind);
        checks.code("condition", "buildingConditions", &it.condition);
        checks.code_if("fundingSource", "fundingSources", it.funding_source.as_deref());
        if it.working > it.quantity {
            checks.say(
                Code::FieldRange,
                "working",
                "Yang berfungsi tidak boleh lebih dari jumlahnya.",
                "No more can work than there are.",
            );
        }
    }
}

kept! {
    instructor: Instructor,
    owners: [UnitKind::Blk],
    keepers: KeepOwnRecords,
    readers: Scoped,
    title: Some("person_name"),
    class: Some("vocation"),
    ends: Some("to_on"),
    alone: [],
    refs: [],
    span: None,
    fixed: [],
    check(it, checks) {
        checks.code("sex", "sexes", &it.sex);
        checks.code("vocation", "vocations", &it.vocation);
        checks.codes_of("certificates", "kind", "certifications", &it.certificates);
        checks.order(("fromOn", Some(it.from_on)), ("toOn", it.to_on));
    }
}

kept! {
    duty: Duty,
    owners: [UnitKind::Blk],
    keepers: ManageRegistry,
    readers: Scoped,
    title: Some("title"),
    class: Some("source"),
    ends: Some("due_on"),
    alone: [],
    refs: [("evidence_id", Kind::UnitDocument)],
    span: None,
    fixed: [],
    check(it, checks) {
        checks.code("source", "dutySources", &it.source);
        checks.code_if("evidenceKind", "documentKinds", it.evidence_kind.as_deref());
        if it.fulfilled_on.is_some_and(|day| day > checks.today()) {
            checks.fault(Code::FieldRange, "fulfilledOn");
        }
        if it.fulfilled_on.is_some() && it.evidence_kind.is_some() && it.evidence_id.is_none() {
            checks.say(
                Code::FieldRequired,
                "evidenceId",
                "Kewajiban ini memerlukan bukti sebelum dinyatakan terpenuhi.",
                "This duty needs its evidence before it counts as fulfilled.",
            );
        }
    }
}

kept! {
    product: Product,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepKawasan,
    readers: Public,
    title: Some("name"),
    class: Some("kbli"),
    ends: None,
    alone: [],
    refs: [("enterprise_id", Kind::Enterprise)],
    span: None,
    fixed: [],
    prepare: enterprises::of_product,
    check(it, checks) {
        checks.codes_of("certifications", "kind", "certifications", &it.certifications);
        checks.codes("channels", "salesChannels", &it.channels);
        checks.codes("exportCountries", "countries", &it.export_countries);
        let sold_abroad = it.channels.contains("\"EKSPOR\"");
        if sold_abroad != (it.export_countries != "[]") {
            checks.say(
                Code::FieldRequired,
                if sold_abroad { "exportCountries" } else { "channels" },
                "Negara tujuan dan saluran EKSPOR disebut bersama-sama.",
                "Countries of export and the channel EKSPOR go together.",
            );
        }
    }
}

kept! {
    award: Award,
    owners: [UnitKind::Blk],
    keepers: ManageRegistry,
    readers: Public,
    title: Some("title"),
    class: Some("category"),
    ends: None,
    alone: [],
    refs: [("given_by_id", Kind::Organization)],
    span: None,
    fixed: [],
    check(it, checks) {
        checks.code("category", "awardCategories", &it.category);
    }
}
