//! The columns of a candidate debtor in SIKP, with the checks that SIKP makes (domain.md 4.3): pure.

use super::readiness::{ANY, BANK, Desk, Rule, ddmmyyyy, dialled, workers};
use crate::domain::Lang;
use crate::domain::reference::CodeSets;
use crate::view::partners::profiles::{SikpCandidate, SikpColumns};
use crate::view::partners::pulls::PartnerIncubatee;

/// Least capital in rupiah.
const LEAST_CAPITAL: i64 = 100_000;

const NIK: Rule =
    Rule { holds: |text| text.len() == 16 && digits(text), id: "NIK 16 angka.", en: "a NIK has 16 digits." };
const NAME: Rule =
    Rule { holds: |text| text.chars().count() > 1, id: "nama lebih dari satu huruf.", en: "more than one letter." };
const ADDRESS: Rule =
    Rule { holds: |text| text.chars().count() >= 4, id: "alamat paling sedikit 4 huruf.", en: "at least 4 letters." };
const REGENCY: Rule = Rule {
    holds: |text| text.len() == 4 && digits(text),
    id: "kode kabupaten/kota 4 angka.",
    en: "a code of 4 digits.",
};
const POSTAL: Rule =
    Rule { holds: |text| text.len() == 5 && digits(text), id: "kode pos 5 angka.", en: "a postal code of 5 digits." };
const NPWP: Rule = Rule {
    holds: |text| text.len() >= 15 && digits(text),
    id: "NPWP paling sedikit 15 angka.",
    en: "an NPWP of at least 15 digits.",
};
const PHONE: Rule = Rule {
    holds: |text| text.len() >= 10 && digits(text),
    id: "nomor telepon paling sedikit 10 angka.",
    en: "a phone number of at least 10 digits.",
};
const CAPITAL: Rule = Rule {
    holds: |text| text.parse::<i64>().is_ok_and(|amount| amount >= LEAST_CAPITAL),
    id: "modal paling sedikit Rp100.000.",
    en: "capital of at least Rp100,000.",
};
const WORKERS: Rule = Rule {
    holds: |text| text.parse::<i64>().is_ok_and(|count| count >= 1),
    id: "paling sedikit satu tenaga kerja.",
    en: "at least one worker.",
};
const OCCUPATION: Rule = Rule {
    holds: |code| !matches!(code, "1" | "2"),
    id: "pekerjaan ini tidak diterima SIKP.",
    en: "SIKP does not take this occupation.",
};
const CODE: Rule = Rule { holds: |_| true, id: "kode ini tidak ada di SIKP.", en: "SIKP has no such code." };

fn digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// A record in the columns of SIKP.
pub(super) fn candidate(codes: &CodeSets, lang: Lang, record: &PartnerIncubatee) -> SikpCandidate {
    let mut desk = Desk::new(record, lang);
    let candidate = columns(&mut desk, codes, record);
    SikpCandidate {
        id: record.id.clone(),
        consent_id: record.consent_id.clone(),
        consent_expires_at: record.consent_expires_at,
        candidate,
        readiness: desk.into_found(),
    }
}

/// Fields are filled in the order in which they stand: so is what is found about them.
fn columns(desk: &mut Desk<'_>, codes: &CodeSets, record: &PartnerIncubatee) -> SikpColumns {
    let sikp = |set: &'static str| (codes, set, "sikp");
    let business = record.enterprise.as_ref();
    let finance = record.finance.as_ref();
    let regency = record.regency.as_ref().map(|regency| regency.code.replace('.', ""));
    let capital = finance.and_then(|finance| finance.capital.as_ref()).filter(|all| !all.is_empty());
    let capital = capital.map(|all| all.iter().map(|one| one.amount.0).sum::<i64>().to_string());
    let months = finance.and_then(|finance| finance.revenue.as_ref()).filter(|all| !all.is_empty());
    let revenue = months.map(|all| all.iter().map(|one| one.amount.0).sum::<i64>().to_string());
    SikpColumns {
        nik: desk.fill("nik", "/nik", record.nik.clone(), &NIK),
        nmr_registry: desk.own("nmr_registry", BANK),
        nama: desk.fill("nama", "/name", record.name.clone(), &NAME),
        tgl_lahir: desk.fill("tgl_lahir", "/birthDate", ddmmyyyy(record.birth_date), &ANY),
        jns_kelamin: desk.translate("jns_kelamin", "/sex", record.sex.as_deref(), sikp("sexes"), &CODE),
        maritas_sts: desk.translate(
            "maritas_sts",
            "/maritalStatus",
            record.marital_status.as_deref(),
            sikp("maritalStatuses"),
            &CODE,
        ),
        pendidikan: desk.translate("pendidikan", "/education", record.education.as_deref(), sikp("educations"), &CODE),
        pekerjaan: desk.translate(
            "pekerjaan",
            "/occupation",
            record.occupation.as_deref(),
            sikp("occupations"),
            &OCCUPATION,
        ),
        alamat: desk.fill("alamat", "/address", record.address.clone(), &ADDRESS),
        kode_kabkota: desk.fill("kode_kabkota", "/regency", regency, &REGENCY),
        kode_pos: desk.fill("kode_pos", "/postalCode", record.postal_code.clone(), &POSTAL),
        npwp: desk.fill("npwp", "/npwp", record.npwp.clone(), &NPWP),
        mulai_usaha: desk.fill(
            "mulai_usaha",
            "/enterprise/startedOn",
            ddmmyyyy(business.and_then(|business| business.started_on)),
            &ANY,
        ),
        alamat_usaha: desk.own("alamat_usaha", BANK),
        ijin_usaha: desk.fill(
            "ijin_usaha",
            "/enterprise/nib",
            business.and_then(|business| business.nib.clone()),
            &ANY,
        ),
        modal_usaha: desk.fill("modal_usaha", "/finance/capital", capital, &CAPITAL),
        jml_pekerja: desk.fill("jml_pekerja", "/workers/permanent", workers(record.workers.as_ref()), &WORKERS),
        jml_kredit: desk.own("jml_kredit", BANK),
        is_linkage: desk.own("is_linkage", BANK),
        linkage: desk.own("linkage", BANK),
        no_hp: desk.fill("no_hp", "/phone", dialled(record.phone.as_deref()), &PHONE),
        uraian_agunan: desk.own("uraian_agunan", BANK),
        is_subsidized: desk.own("is_subsidized", BANK),
        subsidi_sebelumnya: desk.own("subsidi_sebelumnya", BANK),
        omset: desk.fill("omset", "/finance/revenue", revenue, &ANY),
        jns_debitur: desk.own("jns_debitur", BANK),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checks_are_those_of_sikp() {
        for (rule, good, bad) in [
            (&NIK, "3602015708959001", "360201570895900"),
            (&NAME, "Al", "A"),
            (&ADDRESS, "Jl 1", "Jl1"),
            (&REGENCY, "3602", "36.02"),
            (&POSTAL, "42317", "4231"),
            (&NPWP, "001234567890123", "01234567890123"),
            (&PHONE, "0812700000", "081270000"),
            (&CAPITAL, "100000", "99999"),
            (&WORKERS, "1", "0"),
            (&OCCUPATION, "3", "1"),
            (&OCCUPATION, "6", "2"),
        ] {
            assert!((rule.holds)(good), "{good}");
            assert!(!(rule.holds)(bad), "{bad}");
            assert!(rule.id.ends_with('.') && rule.en.ends_with('.'));
        }
    }
}
