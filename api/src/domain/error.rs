//! One error for everything the service refuses, with a closed list of codes.

use serde::Serialize;

use super::text::{Params, Text};

/// How a refusal is classed; each face maps the class to its own signs (HTTP status, GraphQL extensions).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Syntax,
    MethodNotAllowed,
    Unauthenticated,
    NotFound,
    Forbidden,
    PreconditionRequired,
    PreconditionFailed,
    Conflict,
    Invalid,
    Gone,
    TooLarge,
    UnsupportedMedia,
    TooMany,
    Unavailable,
    Internal,
}

macro_rules! codes {
    ($($name:ident $code:literal $class:ident $id:literal $en:literal;)*) => {
        /// Every code the service answers with. A code never changes its meaning once released.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $en] $name,)* }

        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The public word, for example `REPORT.ALREADY_EXISTS`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            pub fn class(self) -> Class {
                match self { $(Code::$name => Class::$class,)* }
            }

            /// What it means, in both languages.
            pub fn title(self) -> Text {
                match self { $(Code::$name => Text::new($id, $en),)* }
            }
        }
    };
}

codes! {
    Malformed "REQUEST.MALFORMED" Syntax "Permintaan tidak dapat dibaca." "The request cannot be read.";
    MethodNotAllowed "REQUEST.METHOD_NOT_ALLOWED" MethodNotAllowed "Metode HTTP ini tidak tersedia di alamat ini." "This HTTP method is not available at this address.";
    QueryRefused "QUERY.REFUSED" Syntax "Kueri GraphQL ditolak." "The GraphQL query is refused.";
    PersistedUnknown "PERSISTED_QUERY_NOT_FOUND" Syntax "Kueri dengan hash ini belum dikenal; kirim bersama teksnya." "No query of this hash is known; send it with its text.";
    NotPersisted "QUERY.NOT_PERSISTED" Forbidden "Klien ini hanya boleh mengirim kueri yang sudah disimpan." "This client may send only queries that were persisted before.";
    AuthRequired "AUTH.REQUIRED" Unauthenticated "Masuk dahulu: sertakan token akses." "Sign in first: send an access token.";
    AuthInvalid "AUTH.INVALID_TOKEN" Unauthenticated "Token akses tidak berlaku." "The access token is not valid.";
    AuthEnded "AUTH.SESSION_ENDED" Unauthenticated "Sesi sudah berakhir; masuk kembali." "The session has ended; sign in again.";
    BadCredentials "AUTH.BAD_CREDENTIALS" Unauthenticated "Akun atau kata sandi salah." "The login or the password is wrong.";
    NotFound "RESOURCE.NOT_FOUND" NotFound "Tidak ditemukan." "Not found.";
    Denied "ACCESS.DENIED" Forbidden "Peran Anda tidak boleh melakukan ini." "Your role may not do this.";
    SamePerson "ACCESS.SAME_PERSON" Forbidden "Pengirim, pemeriksa, dan penyetuju harus orang yang berbeda." "Those who submit, verify and approve must be different persons.";
    PreconditionRequired "PRECONDITION.REQUIRED" PreconditionRequired "Sertakan If-Match (GraphQL: expectedVersion) dengan versi yang Anda baca." "Send If-Match (GraphQL: expectedVersion) with the version you read.";
    Stale "PRECONDITION.STALE" PreconditionFailed "Data sudah diubah orang lain; baca lagi lalu ulangi." "Somebody else changed this record; read it again, then retry.";
    IllegalState "STATE.ILLEGAL" Conflict "Tindakan ini tidak dapat dilakukan dalam keadaan sekarang." "This action is not possible in the present state.";
    Archived "RESOURCE.ARCHIVED" Conflict "Data ini sudah diarsipkan dan tidak dapat diubah." "This record is archived and cannot change.";
    AlreadyExists "RESOURCE.ALREADY_EXISTS" Conflict "Sudah ada data dengan kunci yang sama." "A record with the same key exists already.";
    ReportExists "REPORT.ALREADY_EXISTS" Conflict "Laporan untuk BLK, templat, dan periode ini sudah ada." "A report for this BLK, template and period exists already.";
    OpenItems "REVISION.OPEN_ITEMS" Conflict "Masih ada butir perbaikan yang belum dijawab." "Revision items are still unanswered.";
    Published "TEMPLATE.PUBLISHED" Conflict "Versi yang sudah terbit tidak dapat diubah; buat versi baru." "A published version cannot change; draft a new one.";
    KeyInUse "IDEMPOTENCY.IN_PROGRESS" Conflict "Permintaan dengan Idempotency-Key ini masih diproses." "The request with this Idempotency-Key is still running.";
    KeyReused "IDEMPOTENCY.KEY_REUSED" Invalid "Idempotency-Key ini sudah dipakai untuk isi yang lain." "This Idempotency-Key was used for other content.";
    KeyInvalid "IDEMPOTENCY.KEY_INVALID" Invalid "Idempotency-Key harus 1 sampai 255 huruf ASCII." "An Idempotency-Key is 1 to 255 ASCII characters.";
    Invalid "REQUEST.INVALID" Invalid "Isi permintaan belum benar." "The content of the request is not valid.";
    UnknownField "FIELD.UNKNOWN" Invalid "Bidang ini tidak dikenal." "This field is not known.";
    FieldRequired "FIELD.REQUIRED" Invalid "Bidang ini wajib diisi." "This field is required.";
    FieldType "FIELD.TYPE" Invalid "Jenis nilai salah." "The value has the wrong type.";
    FieldRange "FIELD.OUT_OF_RANGE" Invalid "Nilai di luar batas." "The value is out of range.";
    FieldLength "FIELD.LENGTH" Invalid "Panjang teks atau daftar di luar batas." "The text or list is too long or too short.";
    FieldFormat "FIELD.FORMAT" Invalid "Bentuk nilai salah." "The value has the wrong form.";
    UnknownCode "FIELD.UNKNOWN_CODE" Invalid "Kode tidak dikenal." "The code is not known.";
    Overlap "DATES.OVERLAP" Invalid "Tanggal-tanggalnya bertumpang tindih dengan catatan lain." "The dates overlap with another record.";
    Lifecycle "STATUS.NOT_ALLOWED" Invalid "Daur hidup tidak mengizinkan perubahan status ini." "The life cycle does not allow this change of status.";
    RegionLevel "REGION.WRONG_LEVEL" Invalid "Tingkat wilayah tidak sesuai." "The region is of the wrong level.";
    AskForum "REGISTRY.CHANGE_REQUEST_NEEDED" Forbidden "Bidang ini hanya diubah oleh forum; ajukan permohonan perubahan." "Only the forum changes these fields; file a change request.";
    Unscored "SELECTION.UNSCORED" Invalid "Calon belum dinilai pada semua kriteria." "The candidate is not scored on every criterion.";
    Gate "STAGE.GATE_UNMET" Invalid "Syarat tahap ini belum terpenuhi; lihat yang kurang di bawah." "The gate of this stage is not met; what is missing is listed below.";
    CohortFull "COHORT.FULL" Invalid "Kohor sudah penuh." "The cohort is full.";
    Ineligible "COHORT.INELIGIBLE" Invalid "Usaha ini tidak memenuhi syarat kohor." "The enterprise does not meet a rule of the cohort.";
    NikInvalid "NIK.INVALID" Invalid "NIK harus 16 angka: kode wilayah, tanggal lahir, nomor urut." "A NIK has 16 digits: region, birth date, serial number.";
    NikMismatch "NIK.MISMATCH" Invalid "Isian ini tidak cocok dengan NIK; periksa, atau kirim confirm bila memang benar." "This does not agree with the NIK; check it, or send confirm if it is right.";
    NikRegion "NIK.REGION_UNKNOWN" Invalid "Kode wilayah pada NIK tidak dikenal; ini peringatan, bukan kesalahan." "The region of the NIK is not known; this is a warning, not an error.";
    NikTaken "NIK.TAKEN" Conflict "NIK ini sudah tercatat dengan data lain." "This NIK is recorded already with other data.";
    GuardianRequired "PERSON.GUARDIAN_REQUIRED" Invalid "Orang di bawah 18 tahun memerlukan wali." "A person under 18 needs a guardian.";
    NumberFormat "NUMBER.FORMAT" Invalid "Bentuk nomor tidak sesuai jenisnya." "The number does not have the form of its kind.";
    ShockRequired "PROGRESS.SHOCK_REQUIRED" Invalid "Omzet turun lebih dari 50 %; sebutkan penyebabnya (shock)." "Revenue fell by more than 50 %; name what explains it (shock).";
    SumMismatch "VALUE.SUM_MISMATCH" Invalid "Jumlah rincian tidak sesuai." "The parts do not add up.";
    AssuranceDenied "ASSURANCE.DENIED" Forbidden "Anda tidak dapat memberi tingkat keyakinan ini." "You cannot give this level of assurance.";
    NotAssigned "MENTOR.NOT_ASSIGNED" Forbidden "Hanya pendamping yang ditugaskan pada hari itu yang dapat mencatat kunjungan." "Only the mentor assigned on that day records the visit.";
    NotTrained "MENTOR.NOT_TRAINED" Conflict "Pendamping belum lulus pelatihan." "The mentor has not passed the training.";
    TooLate "VISIT.TOO_LATE" Invalid "Kunjungan dicatat paling lambat 14 hari sesudahnya." "A visit is recorded within 14 days.";
    QuotaFull "QUOTA.FULL" Conflict "Kuota sudah penuh." "The quota is full.";
    CallClosed "CALL.CLOSED" Conflict "Pendaftaran tidak sedang dibuka." "The call for applications is not open.";
    SchemeMismatch "AID.SCHEME_MISMATCH" Invalid "Usulan tidak sesuai dengan skema bantuan." "The proposal does not fit the scheme.";
    DuplicateOpen "DUPLICATE.UNDECIDED" Conflict "Ada dugaan ganda yang belum diputuskan." "A possible duplicate is not decided yet.";
    TrainingUndecided "TRAINING.UNDECIDED" Conflict "Masih ada pendaftar atau peserta yang belum diputuskan." "Some applicants or trainees are not decided yet.";
    TrainingOverlap "TRAINING.OVERLAP" Conflict "Orang ini mengikuti paket lain pada waktu yang sama." "This person is in another package at the same time.";
    TrainingSize "TRAINING.SIZE" Invalid "Ukuran baku satu paket adalah 16 peserta; ini peringatan, bukan kesalahan." "The standard size of a package is 16 trainees; this is a warning, not an error.";
    Unexplained "RECORDS.UNEXPLAINED" Invalid "Angka berbeda dari catatan; jelaskan selisihnya (narrative.penjelasanSelisih)." "The figure differs from the records; explain it (narrative.penjelasanSelisih).";
    AudienceDenied "AUDIENCE.DENIED" Forbidden "Anda tidak termasuk kalangan ini; pilih kalangan yang Anda ikuti." "You are not part of this audience; choose one that you belong to.";
    SubjectUnknown "SUBJECT.UNKNOWN" Invalid "Yang dibicarakan tidak ditemukan." "What this is about was not found.";
    PathUnknown "PATH.UNKNOWN" Invalid "Bidang ini tidak ada dalam catatan itu." "This path is not in the record.";
    EventTypeUnknown "EVENT.TYPE_UNKNOWN" Invalid "Jenis peristiwa tidak dikenal; lihat webhooks di dokumen OpenAPI." "The event type is not known; see webhooks in the OpenAPI document.";
    UrlUnsafe "URL.UNSAFE" Invalid "Alamat penerima harus https dan tidak di jaringan tertutup." "The receiver's address must be https and outside private networks.";
    RequestOpen "REQUEST.OPEN" Conflict "Masih ada permintaan yang harus dijawab lebih dahulu." "A request must be answered first.";
    PurposeRequired "PURPOSE.REQUIRED" Invalid "Sebutkan tujuan pemrosesan." "Name the purpose of processing.";
    PurposeDenied "PURPOSE.DENIED" Forbidden "Perjanjian tidak mencakup tujuan ini." "The agreement does not cover this purpose.";
    AgreementInactive "AGREEMENT.INACTIVE" Forbidden "Tidak ada perjanjian berbagi data yang berlaku." "No agreement on data sharing is in force.";
    PartnerSuspended "PARTNER.SUSPENDED" Forbidden "Akses mitra ditangguhkan: pengakuan penghapusan data terlambat." "The partner is suspended: an acknowledgement of deletion is overdue.";
    NoticeStale "NOTICE.STALE" Invalid "Pemberitahuan privasi ini bukan versi yang berlaku." "This privacy notice is not the version in force.";
    EvidenceRequired "CONSENT.EVIDENCE_REQUIRED" Invalid "Persetujuan atas nama orang lain harus disertai bukti." "A consent given on behalf of somebody needs its evidence.";
    MinorDenied "CONSENT.MINOR" Invalid "Data anak tidak dibagikan tanpa persetujuan wali." "Data of a minor are not shared without the guardian's consent.";
    ScopeExcess "CONSENT.SCOPE_EXCESS" Invalid "Cakupan ini melampaui tujuan atau perjanjian." "This scope goes beyond the purpose or the agreement.";
    ConsentEnded "CONSENT.ENDED" Gone "Persetujuan atas data ini sudah berakhir." "The consent to these data has ended.";
    Expired "RESOURCE.EXPIRED" Gone "Masa berlakunya sudah habis." "Its time is over.";
    ExportPending "EXPORT.PENDING" Conflict "Berkas belum siap." "The file is not ready yet.";
    ExportNoList "EXPORT.NO_LIST" Invalid "Alamat ini bukan daftar yang dapat diekspor." "This address is no list that can be exported.";
    ExportTooMany "EXPORT.TOO_MANY_ROWS" Invalid "Baris lebih banyak daripada muat di satu lembar Excel; pakai CSV atau NDJSON." "There are more rows than a sheet of Excel holds; use CSV or NDJSON.";
    UploadOffset "UPLOAD.OFFSET" Conflict "Berkas berakhir di tempat lain; tanyakan dengan HEAD." "The file ends elsewhere; ask with HEAD.";
    UploadBusy "UPLOAD.BUSY" Conflict "Bagian lain berkas ini sedang diterima." "Another part of this file is coming in.";
    UploadIncomplete "UPLOAD.INCOMPLETE" Conflict "Berkas belum lengkap diterima." "The file has not come whole.";
    ImportRowTwice "IMPORT.ROW_TWICE" Invalid "Baris ini sama dengan baris sebelumnya." "This row equals an earlier one.";
    ImportTooMany "IMPORT.TOO_MANY_ROWS" Invalid "Terlalu banyak baris untuk atomicity=all; pakai atomicity=row." "Too many rows for atomicity=all; use atomicity=row.";
    ImportFileType "IMPORT.FILE_TYPE" UnsupportedMedia "Berkas ini bukan XLSX, CSV, atau NDJSON." "The file is neither XLSX nor CSV nor NDJSON.";
    ImportDamaged "IMPORT.DAMAGED" Invalid "Berkas rusak atau terpotong; simpan ulang, lalu kirim lagi." "The file is damaged or cut short; save it anew and send it again.";
    ImportTooLarge "IMPORT.TOO_LARGE" TooLarge "Berkas, baris, atau sel terlalu besar." "The file, a line or a cell of it is too large.";
    ImportTooWide "IMPORT.TOO_WIDE" Invalid "Kolom terlalu banyak." "There are too many columns.";
    ImportNoHeading "IMPORT.NO_HEADING" Invalid "Baris judul kolom tidak ditemukan; pakai templat." "No line with the headings of the columns was found; use the template.";
    ImportHeadingUnknown "IMPORT.HEADING_UNKNOWN" Invalid "Judul kolom ini tidak dikenal." "The heading of this column is not known.";
    ImportHeadingTwice "IMPORT.HEADING_TWICE" Invalid "Kolom ini ada dua kali." "This column is there twice.";
    ImportHeadingMissing "IMPORT.HEADING_MISSING" Invalid "Kolom wajib ini tidak ada." "This required column is missing.";
    ImportEmpty "IMPORT.EMPTY" Invalid "Berkas tidak memuat baris data." "The file has no rows of data.";
    AddressDenied "AUTH.ADDRESS_DENIED" Forbidden "Klien ini tidak boleh memanggil dari alamat jaringan ini." "This client may not call from this network address.";
    TextNul "TEXT.NUL" Invalid "Teks tidak boleh memuat karakter NUL." "Text cannot contain the NUL character.";
    CodeSystem "REGION.CODE_SYSTEM_REQUIRED" Invalid "Kode wilayah tanpa titik bertabrakan antara Kemendagri dan BPS; pakai kode Kemendagri bertitik, misalnya 36.02." "Undotted region codes collide between Kemendagri and BPS; use the dotted Kemendagri code, for example 36.02.";
    Unpublished "FIGURE.UNPUBLISHED" Invalid "Kombinasi ini tidak dipublikasikan; lihat /v1/reference/publishedCombinations." "This combination is not published; see /v1/reference/publishedCombinations.";
    PeriodMalformed "PERIOD.MALFORMED" Invalid "Periode harus berbentuk 2026-10, 2026-Q3, 2026-S2, atau 2026, sesuai templat." "A period looks like 2026-10, 2026-Q3, 2026-S2 or 2026, as the template says.";
    PeriodNotOpen "PERIOD.NOT_OPEN" Invalid "Periode ini belum dibuka." "This period is not open yet.";
    NotOwed "REPORT.NOT_OWED" Invalid "Laporan ini tidak diminta dari unit ini untuk periode tersebut." "This report is not owed by this unit for that period.";
    ReportInvalid "REPORT.INVALID" Invalid "Laporan belum dapat dikirim; perbaiki semua kesalahan di bawah." "The report cannot be submitted yet; mend every error below.";
    Unacknowledged "REPORT.UNACKNOWLEDGED" Invalid "Ada peringatan yang harus diakui lebih dahulu (acknowledge)." "Some warnings must be acknowledged first (acknowledge).";
    ValueRequired "VALUE.REQUIRED" Invalid "Indikator ini wajib diisi." "This indicator is required.";
    ValueUnknown "VALUE.UNKNOWN_INDICATOR" Invalid "Indikator ini tidak ada dalam templat." "This indicator is not in the template.";
    ValueType "VALUE.TYPE" Invalid "Jenis nilai indikator salah." "The value of the indicator has the wrong type.";
    ValueRange "VALUE.OUT_OF_RANGE" Invalid "Nilai indikator di luar batas." "The value of the indicator is out of range.";
    ValuePrecision "VALUE.PRECISION" Invalid "Paling banyak dua angka desimal." "At most two decimal places.";
    ValueDimension "VALUE.UNKNOWN_DIMENSION" Invalid "Indikator ini tidak dipilah menurut dimensi tersebut." "This indicator is not split by that dimension.";
    ValueMember "VALUE.UNKNOWN_MEMBER" Invalid "Anggota dimensi tidak dikenal." "The member of the dimension is not known.";
    ValueSum "VALUE.PARTS_SUM" Invalid "Jumlah bagian tidak sama dengan total." "The parts do not sum to the total.";
    ValueComputed "VALUE.COMPUTED" Invalid "Indikator ini dihitung oleh sistem." "This indicator is computed by the system.";
    ValueChoice "VALUE.UNKNOWN_CHOICE" Invalid "Pilihan tidak dikenal." "The choice is not known.";
    ValueTooLong "VALUE.TOO_LONG" Invalid "Teks terlalu panjang." "The text is too long.";
    ValueSection "VALUE.SECTION_NOT_ASKED" Invalid "Bagian ini tidak diminta dari unit ini pada periode tersebut." "This section is not asked of this unit in that period.";
    NihilValues "NIHIL.HAS_VALUES" Invalid "Laporan nihil tidak boleh memuat nilai." "A nihil report cannot hold values.";
    NihilReason "NIHIL.REASON_REQUIRED" Invalid "Laporan nihil memerlukan alasan." "A nihil report needs a reason.";
    NarrativeUnknown "NARRATIVE.UNKNOWN" Invalid "Bagian narasi ini tidak ada dalam templat." "This narrative section is not in the template.";
    NarrativeRequired "NARRATIVE.REQUIRED" Invalid "Bagian narasi ini wajib diisi." "This narrative section is required.";
    AttachmentRequired "ATTACHMENT.REQUIRED" Invalid "Lampiran ini wajib disertakan." "This attachment is required.";
    AttachmentHash "ATTACHMENT.HASH_MISMATCH" Invalid "SHA-256 berkas tidak cocok; kirim ulang." "The SHA-256 of the file does not match; send it again.";
    AttachmentCount "ATTACHMENT.TOO_MANY" Invalid "Jumlah lampiran jenis ini sudah mencapai batas." "No more attachments of this kind fit.";
    ReasonRequired "REASON.REQUIRED" Invalid "Sebutkan alasannya." "Give a reason.";
    TemplateInvalid "TEMPLATE.INVALID" Invalid "Definisi templat belum benar." "The definition of the template is not valid.";
    ReceiptInvalid "RECEIPT.INVALID" Invalid "Tanda terima tidak sah." "The receipt does not verify.";
    AuditUnsealed "AUDIT.UNSEALED" Conflict "Entri ini belum mendapat nomor urut; coba lagi sebentar." "This entry has no place in the chain yet; try again in a second.";
    AuditBroken "AUDIT.BROKEN" Conflict "Log audit tidak sama dengan yang ditandatangani; jalankan `ereporting audit verify`." "The audit log is not what was signed; run `ereporting audit verify`.";
    OneTimeCode "CODE.INVALID" Invalid "Kode sekali pakai salah, sudah dipakai, atau kedaluwarsa." "The one-time code is wrong, used or expired.";
    WeakPassword "PASSWORD.WEAK" Invalid "Kata sandi terlalu lemah: paling sedikit 12 karakter dan bukan nama atau e-mail Anda." "The password is too weak: at least 12 characters, and not your name or e-mail.";
    PhoneInvalid "PHONE.INVALID" Invalid "Nomor telepon harus nomor seluler Indonesia." "The phone must be an Indonesian mobile number.";
    GrantScope "ROLE.WRONG_SCOPE" Invalid "Peran ini tidak dipegang pada lingkup tersebut: BLK_HEAD dan BLK_OPERATOR pada BLK, COORDINATOR dan LOCAL_GOVERNMENT pada wilayah, PARTNER pada organisasi, admin pada nasional." "This role is not held on that scope: BLK_HEAD and BLK_OPERATOR on a BLK, COORDINATOR and LOCAL_GOVERNMENT on a region, PARTNER on an organization, administrators on the nation.";
    HeadRequired "CLIENT.HEAD_REQUIRED" Invalid "Sistem yang melapor untuk BLK harus atas nama (onBehalfOf) kepala BLK tersebut." "A system that files for a BLK needs onBehalfOf: an account that is head of that BLK.";
    EmailInvalid "EMAIL.INVALID" Invalid "Alamat e-mail tidak sah." "The e-mail address is not valid.";
    FieldDuplicate "FIELD.DUPLICATE" Invalid "Kode ini sudah dipakai di tempat lain dalam dokumen yang sama." "This code is used elsewhere in the same document.";
    Expression "TEMPLATE.EXPRESSION" Invalid "Ekspresi CEL tidak sah, terlalu panjang, memakai nama yang tidak dikenal, atau tidak menghasilkan jenis yang benar." "The CEL expression is not valid, too long, names something unknown, or does not give the right type.";
    PageLimit "PAGE.LIMIT" Invalid "Ukuran halaman di luar batas." "The page size is out of range.";
    PageCursor "PAGE.CURSOR" Invalid "Kursor halaman tidak dikenal." "The page cursor is not known.";
    TooLarge "BODY.TOO_LARGE" TooLarge "Isi permintaan terlalu besar." "The body of the request is too large.";
    UnsupportedMedia "MEDIA.UNSUPPORTED" UnsupportedMedia "Jenis isi tidak didukung." "The media type is not supported.";
    TooMany "LIMIT.EXCEEDED" TooMany "Terlalu banyak permintaan; coba lagi nanti." "Too many requests; try again later.";
    Unavailable "SERVICE.UNAVAILABLE" Unavailable "Layanan sedang tidak tersedia; coba lagi sebentar." "The service is not available just now; try again shortly.";
    Internal "INTERNAL" Internal "Terjadi kesalahan di pihak kami; sebutkan requestId bila melapor." "Something failed on our side; quote requestId when you report it.";
}

/// How grave a violation is: errors block, warnings need acknowledgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    Error,
    Warning,
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Violation {
    /// A code of [`Code`], or of a rule of the template.
    pub code: String,
    /// JSON Pointer into the request or the report.
    pub path: String,
    pub message: Text,
    pub params: Params,
    pub severity: Severity,
}

impl Violation {
    pub fn new(code: Code, path: impl Into<String>) -> Self {
        Self {
            code: code.as_str().to_owned(),
            path: path.into(),
            message: code.title(),
            params: Params::new(),
            severity: Severity::Error,
        }
    }

    pub fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    pub fn saying(mut self, message: Text) -> Self {
        self.message = message;
        self
    }
}

/// A refusal, or a failure of our own.
#[derive(Debug, thiserror::Error)]
#[error("{}: {}", .0.code.as_str(), .0.detail.en)]
pub struct Error(pub Box<Refusal>);

/// What a refusal says.
#[derive(Debug)]
pub struct Refusal {
    pub code: Code,
    pub detail: Text,
    pub violations: Vec<Violation>,
    pub params: Params,
    /// Seconds after which a retry makes sense.
    pub retry_after: Option<u64>,
    /// Our own cause; logged, never shown.
    pub cause: Option<anyhow::Error>,
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub fn new(code: Code) -> Self {
        Self(Box::new(Refusal {
            code,
            detail: code.title(),
            violations: Vec::new(),
            params: Params::new(),
            // Whoever is turned away for now is always told when to come again.
            retry_after: (code == Code::Unavailable).then_some(1),
            cause: None,
        }))
    }

    pub fn saying(mut self, id: impl Into<String>, en: impl Into<String>) -> Self {
        self.0.detail = Text::new(id, en);
        self
    }

    pub fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.0.params.insert(name.to_owned(), value.into());
        self
    }

    pub fn after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// A refusal that lists everything that is wrong.
    pub fn listing(code: Code, violations: Vec<Violation>) -> Self {
        let mut error = Self::new(code);
        error.0.violations = violations;
        error
    }

    /// The same refusal where its violations lie elsewhere in what was sent: `at` says where from where they were found.
    pub fn moved(mut self, at: impl Fn(&str) -> String) -> Self {
        for fault in &mut self.0.violations {
            fault.path = at(&fault.path);
        }
        self
    }

    /// A request with one wrong field.
    pub fn field(code: Code, path: impl Into<String>) -> Self {
        Self::listing(Code::Invalid, vec![Violation::new(code, path)])
    }

    /// A failure of our own. A disk that is full, and the like, passes: whoever called may come again.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        let cause = cause.into();
        let passes =
            cause.chain().filter_map(|link| link.downcast_ref::<std::io::Error>()).any(super::failures::passes);
        Self::failed(if passes { Code::Unavailable } else { Code::Internal }, cause)
    }

    /// A failure of a known kind, with its cause for the log.
    pub(super) fn failed(code: Code, cause: impl Into<anyhow::Error>) -> Self {
        let mut error = Self::new(code);
        error.0.cause = Some(cause.into());
        error
    }

    pub fn code(&self) -> Code {
        self.0.code
    }

    pub fn class(&self) -> Class {
        self.0.code.class()
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Error::new(code)
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Error::internal(cause)
    }
}

/// The second fence: what validation let through and a database refused is still a refusal, not a failure.
impl From<sea_orm::DbErr> for Error {
    fn from(cause: sea_orm::DbErr) -> Self {
        Error::failed(super::failures::code_of(&cause), cause)
    }
}
