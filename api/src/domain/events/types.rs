//! The one list of what can happen to records: what the feed, webhooks and subscriptions speak of.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::domain::registry::kept::Kept;
use crate::domain::text::Text;

/// A type of event.
#[derive(Clone, Debug)]
pub struct EventType {
    /// For example `report.submitted`.
    pub name: String,
    /// What it says.
    pub about: Text,
}

/// Every kind of kept record with its table, and its name in Indonesian and English. `$with` is a macro that takes them.
macro_rules! kept_kinds {
    ($with:ident) => {
        $with! {
            Registration registration "Registrasi" "Registration";
            Appointment appointment "Kepengurusan" "Appointment";
            UnitDocument unit_document "Dokumen unit" "Document of a unit";
            Asset asset "Aset" "Asset";
            Instructor instructor "Instruktur" "Instructor";
            Enrolment enrolment "Kepesertaan program" "Enrolment in a programme";
            Duty duty "Tugas" "Duty";
            Product product "Produk" "Product";
            Award award "Penghargaan" "Award";
            KawasanResource kawasan_resource "Sumber daya kawasan" "Resource of a kawasan";
            Enterprise enterprise "Usaha" "Enterprise";
            ChainLink chain_link "Mata rantai nilai" "Link of a value chain";
            Potential potential "Potensi" "Potential";
            Regulation regulation "Peraturan" "Regulation";
            Programme programme "Program" "Programme";
            Activity activity "Kegiatan" "Activity";
            Target target "Target" "Target";
            Assessment assessment "Penilaian" "Assessment";
            Meeting meeting "Rapat" "Meeting";
            FollowUp follow_up "Tindak lanjut" "Follow-up";
            SelectionRound selection_round "Putaran seleksi" "Selection round";
            Person person "Orang" "Person";
            Membership membership "Keanggotaan usaha" "Membership of an enterprise";
            Certification certification "Sertifikasi" "Certification";
            Cohort cohort "Kohor" "Cohort";
            Incubatee incubatee "Tenant inkubasi" "Incubatee";
            StageChange stage_change "Perpindahan tahap" "Change of stage";
            Milestone milestone "Tonggak capaian" "Milestone";
            Progress progress "Perkembangan bulanan" "Month of progress";
            MentoringVisit mentoring_visit "Kunjungan pendampingan" "Mentoring visit";
            Problem problem "Masalah" "Problem";
            OfftakeContract offtake_contract "Kontrak off-take" "Off-take contract";
            SurvivalCheck survival_check "Pemeriksaan kelangsungan" "Survival check";
            MentorBatch mentor_batch "Angkatan pendamping" "Batch of mentors";
            Mentor mentor "Pendamping" "Mentor";
            MentorAssignment mentor_assignment "Penugasan pendamping" "Assignment of a mentor";
            AlumniOutcome alumni_outcome "Capaian alumni" "Outcome of an alumnus";
            AidScheme aid_scheme "Skema bantuan" "Aid scheme";
            Aid aid "Bantuan" "Aid";
            Lpj lpj "LPJ" "Account of aid (LPJ)";
            MonitoringVisit monitoring_visit "Kunjungan pemantauan" "Monitoring visit";
            DuplicateCase duplicate_case "Dugaan ganda" "Possible duplicate";
            Commitment commitment "Komitmen" "Commitment";
            Need need "Kebutuhan" "Need";
            Partnership partnership "Kemitraan" "Partnership";
            Request request "Permintaan" "Request";
            Announcement announcement "Pengumuman" "Announcement";
            Outcome outcome "Hasil tindak lanjut mitra" "Outcome of a partner";
            Agreement agreement "Perjanjian berbagi data" "Agreement on data sharing";
            TrainingPackage training_package "Paket pelatihan" "Training package";
            Trainee trainee "Peserta pelatihan" "Trainee";
            TrainingSession training_session "Pertemuan pelatihan" "Training session";
            TrainingNeed training_need "Kebutuhan pelatihan" "Training need";
            Placement placement "Penempatan kerja" "Placement";
            JobSeeker job_seeker "Pencari kerja" "Job seeker";
            AlumniTrace alumni_trace "Pelacakan alumni" "Look at an alumnus";
        }
    };
}
pub(crate) use kept_kinds;

macro_rules! kept_names {
    ($($kind:ident $table:ident $id:literal $en:literal;)*) => {
        /// Kept kinds by their names.
        const KEPT: &[(&str, &str, &str)] = &[$((<entity::$table::Model as Kept>::NAME, $id, $en)),*];
    };
}
kept_kinds!(kept_names);

/// Units of each kind.
const UNITS: &[(&str, &str, &str)] = &[
    ("Blk", "BLK", "BLK"),
    ("Kawasan", "Kawasan", "Kawasan"),
    ("Site", "Situs program", "Programme site"),
    ("Organization", "Organisasi", "Organization"),
];

/// Whatever is kept in the same way is recorded, changed and archived.
const COMMON: &[(&str, &str, &str)] = &[
    ("created", "dicatat", "recorded"),
    ("updated", "diubah", "changed"),
    ("archived", "diarsipkan: tidak lagi ada dalam daftar", "archived: it left the lists"),
];

/// Types that take a record out of the lists, beside those that end in `.archived` and `.deleted`.
const ENDS: &[&str] = &["aid.rejected", "person.erased"];

/// Types with a meaning of their own.
const OWN: &[(&str, &str, &str)] = &[
    (
        "unit.moved",
        "Wilayah unit berubah; body menyebut yang lama dan yang baru.",
        "A unit has another region; the body names the old and the new one.",
    ),
    ("unit.statusChanged", "Status unit berubah mulai suatu hari.", "A status of a unit changed from a day on."),
    ("changeRequest.opened", "BLK mengajukan perubahan data.", "A BLK asked for a change of its data."),
    (
        "changeRequest.approved",
        "Permohonan perubahan disetujui dan dilaksanakan.",
        "A change request was approved and carried out.",
    ),
    ("changeRequest.rejected", "Permohonan perubahan ditolak.", "A change request was rejected."),
    ("changeRequest.withdrawn", "Permohonan perubahan ditarik.", "A change request was withdrawn."),
    ("unitDocument.fileStored", "Berkas dokumen disimpan.", "The file of a document was stored."),
    ("selectionRound.decided", "Putaran seleksi diputuskan.", "A selection round was decided."),
    ("selectionCandidate.nominated", "Unit diusulkan sebagai calon.", "A unit was put forward as a candidate."),
    ("selectionCandidate.scored", "Calon dinilai.", "A candidate was scored."),
    ("selectionCandidate.decided", "Calon dipilih atau tidak dipilih.", "A candidate was selected or not selected."),
    ("reference.codeAdded", "Kode ditambahkan ke kumpulan kode.", "A code was added to a code set."),
    ("trainingPackage.started", "Pelatihan dimulai.", "A training began."),
    (
        "trainingPackage.completed",
        "Paket pelatihan selesai; laporannya jatuh tempo.",
        "A training package was completed; its report falls due.",
    ),
    ("trainingPackage.cancelled", "Paket pelatihan dibatalkan.", "A training package was called off."),
    ("trainee.admitted", "Pendaftar diterima sebagai peserta.", "An applicant got a place."),
    ("trainee.refused", "Pendaftar tidak diterima.", "An applicant was turned away."),
    ("trainee.withdrawn", "Peserta mengundurkan diri.", "A trainee left."),
    ("trainee.graduated", "Peserta dinyatakan lulus.", "A trainee passed."),
    ("trainee.failed", "Peserta dinyatakan tidak lulus.", "A trainee did not pass."),
    ("trainingSession.attended", "Kehadiran pertemuan dicatat.", "The attendance of a session was recorded."),
    ("trainingNeed.met", "Kebutuhan pelatihan terpenuhi.", "A training need was met."),
    ("jobSeeker.placed", "Pencari kerja mendapat pekerjaan.", "A job seeker found work."),
    ("announcement.published", "Pengumuman mulai ditampilkan.", "An announcement is shown from today on."),
    ("publication.created", "Angka publik dibekukan dengan nama.", "Public figures were frozen under a name."),
    ("indicator.created", "Indikator ditetapkan.", "An indicator was defined."),
    (
        "indicator.versionCreated",
        "Indikator ditetapkan ulang mulai suatu hari.",
        "An indicator was defined anew from a day on.",
    ),
    ("template.drafted", "Rancangan templat disusun atau diubah.", "A template was drafted, or a draft changed."),
    ("template.published", "Versi templat diterbitkan.", "A version of a template was published."),
    ("obligation.opened", "Kewajiban lapor dibuka.", "A report is owed."),
    ("obligation.updated", "Status kewajiban mengikuti laporannya.", "An obligation follows its report."),
    ("obligation.extended", "Tenggat diperpanjang.", "A deadline was extended."),
    ("obligation.waived", "Kewajiban dihapuskan.", "An obligation was waived."),
    ("report.created", "Laporan mulai disusun.", "A report was begun."),
    ("report.edited", "Isi atau lampiran rancangan berubah.", "Content or attachments of a draft changed."),
    ("report.submitted", "Laporan dikirim.", "A report was submitted."),
    ("report.withdrawn", "Laporan ditarik kembali.", "A report was taken back."),
    ("report.review_started", "Pemeriksaan laporan dimulai.", "The review of a report began."),
    ("report.verified", "Laporan diverifikasi.", "A report was verified."),
    ("report.revision_requested", "Perbaikan laporan diminta.", "A revision of a report was requested."),
    ("report.revision_answered", "Butir perbaikan dijawab.", "A revision item was answered."),
    ("report.approved", "Laporan disetujui; angkanya berlaku.", "A report was approved; its figures count."),
    ("report.rejected", "Laporan ditolak.", "A report was rejected."),
    (
        "report.amended",
        "Versi baru laporan dibuka; yang resmi tetap berlaku.",
        "A new version of a report was opened; the official one stays.",
    ),
    ("report.locked", "Laporan dikunci.", "A report was locked."),
    (
        "report.deadline_extended",
        "Tenggat diperpanjang; laporan terhitung tepat waktu.",
        "The deadline was extended; the report counts as on time.",
    ),
    ("user.invited", "Pengguna diundang.", "A user was invited."),
    ("user.activated", "Akun pengguna aktif.", "The account of a user is active."),
    ("user.updated", "Data atau peran pengguna berubah.", "Data or roles of a user changed."),
    ("user.deactivated", "Pengguna dinonaktifkan.", "A user was deactivated."),
    ("user.reactivated", "Pengguna diaktifkan kembali.", "A user was let in again."),
    ("role.granted", "Peran diberikan.", "A role was granted."),
    ("role.ended", "Peran diakhiri.", "A role ended."),
    ("client.created", "Klien mesin dibuat.", "A machine client was made."),
    (
        "client.updated",
        "Nama, kunci, jaringan, cakupan, atau masa klien mesin berubah.",
        "Name, key, networks, scopes or time of a machine client changed.",
    ),
    ("client.revoked", "Klien mesin dicabut.", "A machine client was revoked."),
    ("client.secret_rotated", "Rahasia klien mesin diganti.", "The secret of a machine client was replaced."),
    ("person.bound", "Orang mengikatkan akunnya pada catatannya.", "A person bound an account to the record."),
    ("person.invited", "Orang diundang memakai akunnya.", "A person was invited to an account."),
    ("person.restored", "Orang yang diarsipkan dicatat kembali.", "An archived person counts again."),
    (
        "person.restricted",
        "Pemrosesan data orang dibatasi: mitra tidak menerima apa pun.",
        "The processing of a person is restricted: partners get nothing.",
    ),
    ("person.released", "Pembatasan pemrosesan data orang dicabut.", "The restriction of a person was lifted."),
    ("person.erased", "Data orang dihapus: tidak lagi ada dalam daftar.", "A person was erased: it left the lists."),
    ("dataRequest.created", "Subjek data mengajukan permintaan.", "A data subject asked for something."),
    ("dataRequest.done", "Permintaan subjek data dipenuhi.", "The request of a data subject was completed."),
    ("dataRequest.refused", "Permintaan subjek data ditolak.", "The request of a data subject was refused."),
    (
        "dataRequest.overdue",
        "Permintaan subjek data belum diputus dalam 72 jam.",
        "The request of a data subject was not decided within 72 hours.",
    ),
    ("incident.created", "Insiden data pribadi dicatat.", "An incident with personal data was registered."),
    ("incident.updated", "Catatan insiden diubah.", "What is said of an incident changed."),
    ("incident.notified", "Insiden diberitahukan.", "Somebody was told of an incident."),
    ("incident.closed", "Insiden ditutup.", "An incident was closed."),
    ("incubatee.stageChanged", "Tenant pindah tahap.", "An incubatee moved to another stage."),
    ("mentor.selected", "Pendamping terpilih.", "A mentor was selected."),
    ("mentor.rejected", "Pendamping tidak terpilih.", "A mentor was not selected."),
    ("mentor.trainingStarted", "Pendamping mulai dilatih.", "The training of a mentor began."),
    ("mentor.passed", "Pendamping lulus pelatihan.", "A mentor passed the training."),
    ("mentor.failed", "Pendamping tidak lulus pelatihan.", "A mentor failed the training."),
    ("mentor.assigned", "Pendamping mulai bertugas.", "A mentor has a first assignment."),
    ("mentor.completed", "Pendamping selesai bertugas.", "A mentor completed the service."),
    ("mentor.becameAlumnus", "Pendamping menjadi alumni.", "A mentor became an alumnus."),
    ("mentor.terminated", "Tugas pendamping dihentikan.", "The service of a mentor was terminated."),
    ("mentorAssignment.ended", "Penugasan pendamping berakhir.", "An assignment of a mentor ended."),
    ("mentoringVisit.verified", "Kunjungan pendampingan diverifikasi.", "A mentoring visit was verified."),
    ("mentoringVisit.refused", "Kunjungan pendampingan tidak diakui.", "A mentoring visit was refused."),
    ("progress.recounted", "Angka turunan bulan ini dihitung ulang.", "Derived figures of the month were recounted."),
    ("progress.assured", "Tingkat keyakinan angka bulanan ditetapkan.", "Figures of a month were attested."),
    ("duplicateCase.decided", "Dugaan ganda diputuskan.", "A possible duplicate was decided."),
    ("aid.verified", "Usulan bantuan diverifikasi.", "A proposal of aid was verified."),
    ("aid.approved", "Bantuan disetujui.", "Aid was approved."),
    (
        "aid.rejected",
        "Usulan bantuan ditolak: tidak lagi ada dalam daftar.",
        "A proposal of aid was rejected: it left the lists.",
    ),
    ("aid.disbursed", "Bantuan dicairkan.", "Aid was paid out."),
    ("aid.goodsReceived", "Barang bantuan diterima.", "Goods of aid were received."),
    ("aid.used", "Bantuan mulai dipakai.", "Aid is in use."),
    ("aid.returned", "Bantuan dikembalikan.", "Aid was returned."),
    ("aid.breached", "Penyalahgunaan bantuan dicatat.", "A breach was recorded."),
    ("aid.lpjSubmitted", "LPJ bantuan dikirim.", "The account of aid was submitted."),
    ("aid.lpjAccepted", "LPJ bantuan diterima.", "The account of aid was accepted."),
    ("aid.lpjSentBack", "LPJ bantuan dikembalikan untuk diperbaiki.", "The account of aid was sent back."),
    ("lpj.submitted", "LPJ dikirim.", "An account was submitted."),
    ("lpj.accepted", "LPJ diterima.", "An account was accepted."),
    ("lpj.sentBack", "LPJ dikembalikan untuk diperbaiki.", "An account was sent back."),
    ("commitment.accepted", "Komitmen diterima.", "A commitment was accepted."),
    ("commitment.declined", "Komitmen ditolak.", "A commitment was declined."),
    ("commitment.withdrawn", "Komitmen ditarik.", "A commitment was withdrawn."),
    ("commitment.disputed", "Komitmen disengketakan.", "A commitment is disputed."),
    ("commitment.settled", "Sengketa komitmen diselesaikan.", "The dispute about a commitment was settled."),
    ("commitment.fulfilled", "Komitmen dipenuhi.", "A commitment was fulfilled."),
    ("commitment.lapsed", "Komitmen berakhir tanpa dipenuhi.", "A commitment lapsed."),
    ("request.answered", "Permintaan dijawab.", "A request was answered."),
    ("request.accepted", "Jawaban atas permintaan diterima.", "The answer to a request was accepted."),
    ("request.returned", "Jawaban atas permintaan dikembalikan.", "The answer to a request was sent back."),
    ("request.withdrawn", "Permintaan ditarik.", "A request was withdrawn."),
    ("outcome.disputed", "Unit membantah hasil yang dilaporkan mitra.", "A unit disputes what a partner reported."),
    ("outcome.upheld", "Hasil yang dibantah dinyatakan benar.", "A disputed outcome was upheld."),
    ("outcome.corrected", "Hasil yang dibantah diperbaiki.", "A disputed outcome was corrected."),
    ("thread.created", "Percakapan dimulai.", "A thread was begun."),
    ("thread.updated", "Percakapan diubah.", "A thread changed."),
    ("thread.resolved", "Percakapan dinyatakan selesai.", "A thread was resolved."),
    ("thread.reopened", "Percakapan dibuka kembali.", "A thread was reopened."),
    ("comment.created", "Komentar ditulis.", "A comment was written."),
    ("comment.updated", "Komentar diubah.", "A comment was edited."),
    ("comment.deleted", "Komentar dihapus.", "A comment was deleted."),
    (
        "notification.created",
        "Pemberitahuan masuk; hanya untuk pemiliknya.",
        "A notification came in; for its owner only.",
    ),
    (
        "notification.read",
        "Pemberitahuan dibaca; hanya untuk pemiliknya.",
        "A notification was read; for its owner only.",
    ),
    ("privacyNotice.published", "Pemberitahuan privasi diterbitkan.", "A privacy notice was published."),
    (
        "consent.granted",
        "Persetujuan diberikan: mitra boleh membaca data satu orang.",
        "A consent was given: a partner may read about one person.",
    ),
    ("consent.superseded", "Persetujuan digantikan yang baru.", "Another consent took the place of this one."),
    (
        "consent.withdrawn",
        "Persetujuan ditarik: mitra menghapus datanya dan mengakuinya dalam 72 jam.",
        "A consent was withdrawn: the partner deletes its data and acknowledges that within 72 hours.",
    ),
    ("consent.expired", "Masa berlaku persetujuan habis.", "The time of a consent is over."),
    (
        "consent.readable",
        "Persetujuan boleh dibaca lagi: yang tertahan oleh frekuensinya kini dapat diambil.",
        "A consent may be read again: what its frequency withheld can be pulled now.",
    ),
    ("consent.acknowledged", "Mitra mengakui penghapusan data.", "The partner acknowledged the deletion."),
    (
        "consent.overdue",
        "Pengakuan penghapusan terlambat; mitra ditangguhkan.",
        "The acknowledgement of a deletion is overdue; the partner is suspended.",
    ),
    ("consentRequest.created", "Mitra meminta persetujuan.", "A partner asked for a consent."),
    ("consentRequest.granted", "Permintaan persetujuan dipenuhi.", "A request for a consent was granted."),
    ("consentRequest.declined", "Permintaan persetujuan ditolak.", "A request for a consent was declined."),
    ("consentRequest.expired", "Permintaan persetujuan tidak dijawab.", "A request for a consent lapsed."),
    ("job.created", "Impor atau ekspor berkas diminta.", "An import or export of a file was asked for."),
    ("job.done", "Impor atau ekspor berkas selesai.", "An import or export of a file came to its end."),
    ("job.failed", "Impor atau ekspor berkas gagal.", "An import or export of a file failed."),
    ("job.cancelled", "Impor atau ekspor berkas dihentikan.", "An import or export of a file was stopped."),
    ("export.created", "Ekspor data mitra diminta.", "An export was asked for by a partner."),
    ("export.ready", "Berkas ekspor siap diambil.", "The file of an export can be fetched."),
    ("export.failed", "Ekspor gagal; tidak ada berkasnya.", "An export failed: it has no file."),
    ("export.expired", "Berkas ekspor dihapus.", "The file of an export was deleted."),
    ("savedQuery.created", "Kueri disimpan.", "A query was saved."),
    ("savedQuery.updated", "Kueri tersimpan diubah.", "A saved query changed."),
    ("savedQuery.deleted", "Kueri tersimpan dihapus.", "A saved query was deleted."),
    ("accessKey.created", "Kunci baca dibuat.", "A read-only key was made."),
    ("accessKey.revoked", "Kunci baca dicabut.", "A read-only key was revoked."),
    ("webhookEndpoint.created", "Penerima webhook didaftarkan.", "A webhook endpoint was registered."),
    ("webhookEndpoint.updated", "Penerima webhook diubah.", "A webhook endpoint changed."),
    ("webhookEndpoint.archived", "Penerima webhook dihapus.", "A webhook endpoint was removed."),
    (
        "webhookEndpoint.secretRotated",
        "Rahasia penerima webhook diganti.",
        "The secret of a webhook endpoint was replaced.",
    ),
    (
        "webhookEndpoint.disabled",
        "Penerima webhook dihentikan karena terus gagal.",
        "A webhook endpoint was disabled after lasting failure.",
    ),
];

static ALL: LazyLock<Vec<EventType>> = LazyLock::new(listed);
static NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| all().iter().map(|one| one.name.as_str()).collect());

/// Every type of event, by name.
pub fn all() -> &'static [EventType] {
    &ALL
}

/// Whether events of this type can be.
pub fn is_known(name: &str) -> bool {
    NAMES.contains(name)
}

/// Whether the type takes its record out of the lists: a tombstone.
pub fn is_end(name: &str) -> bool {
    name.ends_with(".archived") || name.ends_with(".deleted") || ENDS.contains(&name)
}

fn listed() -> Vec<EventType> {
    let common = KEPT.iter().chain(UNITS).flat_map(|(kind, id, en)| {
        COMMON.iter().map(move |(event, done, was)| EventType {
            name: format!("{}.{event}", lower_first(kind)),
            about: Text::new(format!("{id} {done}."), format!("{en} {was}.")),
        })
    });
    let own = OWN.iter().map(|(name, id, en)| EventType { name: (*name).to_owned(), about: Text::new(*id, *en) });
    let mut all: Vec<EventType> = common.chain(own).collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// `UnitDocument` is `unitDocument`.
fn lower_first(name: &str) -> String {
    let mut name = name.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_stands_once_and_is_said_in_both_languages() {
        let names: HashSet<&str> = all().iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names.len(), all().len());
        for one in all() {
            assert!(one.name.split_once('.').is_some_and(|(kind, event)| !kind.is_empty() && !event.is_empty()));
            assert!(one.about.id.ends_with('.') && one.about.en.ends_with('.'), "{}", one.name);
        }
    }

    #[test]
    fn names_of_kept_kinds_are_composed() {
        for name in ["unitDocument.created", "lpj.updated", "blk.archived", "commitment.created", "report.submitted"] {
            assert!(is_known(name), "{name}");
        }
        assert!(!is_known("report.exploded") && !is_known("") && !is_known("Blk.created"));
    }

    #[test]
    fn tombstones_are_told_from_changes() {
        assert!(is_end("product.archived") && is_end("comment.deleted") && is_end("aid.rejected"));
        assert!(!is_end("product.updated") && !is_end("report.rejected"));
        assert!(ENDS.iter().all(|name| is_known(name)));
    }
}
