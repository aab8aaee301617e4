//! The columns that BUMN keep of a partner enterprise (PUMK, domain.md 4.3): pure. What a partnership may not have is
//! null, whatever the person consented to.

use super::readiness::{ANY, Desk, Rule, dialled, workers};
use crate::domain::Lang;
use crate::domain::reference::CodeSets;
use crate::view::partners::profiles::{PumkCandidate, PumkColumns};
use crate::view::partners::pulls::PartnerIncubatee;

/// Whose the columns are that the service does not hold.
const BUMN: &str = "BUMN";
/// What every candidate is to begin with.
const CALON: &str = "CALON";

const CODE: Rule = Rule { holds: |_| true, id: "kode ini tidak dikenal.", en: "there is no such code." };

/// A record in the columns of a BUMN.
pub(super) fn candidate(codes: &CodeSets, lang: Lang, record: &PartnerIncubatee) -> PumkCandidate {
    let mut desk = Desk::new(record, lang);
    let candidate = columns(&mut desk, codes, record);
    PumkCandidate {
        id: record.id.clone(),
        consent_id: record.consent_id.clone(),
        consent_expires_at: record.consent_expires_at,
        candidate,
        readiness: desk.into_found(),
    }
}

/// Fields are filled in the order in which they stand: so is what is found about them.
fn columns(desk: &mut Desk<'_>, codes: &CodeSets, record: &PartnerIncubatee) -> PumkColumns {
    let business = record.enterprise.as_ref();
    let finance = record.finance.as_ref();
    let last = finance.and_then(|finance| finance.revenue.as_ref()).and_then(|months| months.last());
    let day = record.birth_date.map(|day| day.to_string());
    let since = business.and_then(|business| business.started_on).map(|day| day.format("%Y").to_string());
    let assets = finance.and_then(|finance| finance.assets).map(|assets| assets.0.to_string());
    PumkColumns {
        kode_mitra: desk.own("kode_mitra", BUMN),
        nama: desk.fill("nama", "/name", record.name.clone(), &ANY),
        nik: desk.fill("nik", "/nik", record.nik.clone(), &ANY),
        npwp: desk.fill("npwp", "/npwp", record.npwp.clone(), &ANY),
        jenis_kelamin: desk.translate("jenis_kelamin", "/sex", record.sex.as_deref(), (codes, "sexes", "short"), &CODE),
        tanggal_lahir: desk.fill("tanggal_lahir", "/birthDate", day, &ANY),
        alamat: desk.fill("alamat", "/address", record.address.clone(), &ANY),
        telepon: desk.fill("telepon", "/phone", dialled(record.phone.as_deref()), &ANY),
        nama_usaha: desk.fill(
            "nama_usaha",
            "/enterprise/name",
            business.and_then(|business| business.name.clone()),
            &ANY,
        ),
        sektor: desk.fill("sektor", "/enterprise/sector", business.and_then(|business| business.sector.clone()), &ANY),
        bidang_usaha: desk.fill(
            "bidang_usaha",
            "/enterprise/kbli",
            business.and_then(|business| business.kbli.clone()),
            &ANY,
        ),
        tahun_mulai_usaha: desk.fill("tahun_mulai_usaha", "/enterprise/startedOn", since, &ANY),
        jumlah_tenaga_kerja: desk.fill(
            "jumlah_tenaga_kerja",
            "/workers/permanent",
            workers(record.workers.as_ref()),
            &ANY,
        ),
        omzet_bulanan: desk.fill(
            "omzet_bulanan",
            "/finance/revenue",
            last.map(|month| month.amount.0.to_string()),
            &ANY,
        ),
        aset_usaha: desk.fill("aset_usaha", "/finance/assets", assets, &ANY),
        status: Some(CALON.to_owned()),
    }
}
