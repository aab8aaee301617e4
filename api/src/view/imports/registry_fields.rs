//! The columns of BLKs and organizations.

use super::columns::{Field, Is, columns, field};
use crate::domain::Ctx;
use crate::domain::imports::columns::Column;

/// The columns of BLKs.
pub(super) fn blks(ctx: &Ctx) -> Vec<Column> {
    columns(ctx, &[BLK, CONTACT].concat())
}

/// The columns of organizations.
pub(super) fn organizations(ctx: &Ctx) -> Vec<Column> {
    columns(ctx, &[ORGANIZATION, CONTACT].concat())
}

/// Fields of [`crate::view::blks::BlkInput`].
pub(super) const BLK: &[Field] = &[
    field(
        "/code",
        Is::Text,
        ("Kode BLK", "BLK code"),
        ("Kode unik, huruf besar, angka, titik, dan tanda hubung.", "Unique: capitals, digits, dots and hyphens."),
        "BLKK-3602-001",
    )
    .required(),
    field(
        "/name",
        Is::Text,
        ("Nama BLK", "Name of the BLK"),
        ("Nama BLK Komunitas.", "Name of the community BLK."),
        "BLK Komunitas Al-Hikmah",
    )
    .required()
    .also(&["Nama BLK Komunitas", "Nama BLKK"]),
    field(
        "/hostType",
        Is::Code("hostTypes"),
        ("Jenis lembaga induk", "Type of host institution"),
        ("Jenis lembaga yang menyelenggarakan BLK.", "What kind of institution runs the BLK."),
        "PESANTREN",
    )
    .required(),
    field(
        "/hostName",
        Is::Text,
        ("Nama lembaga induk", "Host institution"),
        ("Nama lembaga yang menyelenggarakan BLK.", "Name of the institution that runs it."),
        "Pondok Pesantren Al-Hikmah",
    )
    .required()
    .also(&["Lembaga induk", "Nama lembaga"]),
    field("/region", Is::Text, ("Kode wilayah", "Region code"), REGION, "36.02").required(),
    field(
        "/establishedYear",
        Is::Integer,
        ("Tahun berdiri", "Year it was built"),
        ("Tahun gedung dibangun.", "Year the building was built."),
        "2019",
    )
    .required()
    .also(&["Tahun pembangunan", "Tahun"]),
    field(
        "/enrolledOn",
        Is::Date,
        ("Mulai wajib lapor", "Reports from"),
        (
            "Hari pertama kewajiban melapor; status pertama berlaku sejak hari itu.",
            "First day of its duty to report; its first statuses hold from it.",
        ),
        "1 Januari 2026",
    )
    .required(),
    field(
        "/kind",
        Is::Code("blkKinds"),
        ("Jenis BLK", "Kind of BLK"),
        ("KOMUNITAS bila dikosongkan.", "KOMUNITAS where it is empty."),
        "KOMUNITAS",
    ),
    field(
        "/hostOrganizationId",
        Is::Text,
        ("Kode organisasi induk", "Code of the host organization"),
        (
            "Kode lembaga induk bila sudah tercatat sebagai organisasi.",
            "Code of that institution, where it is recorded as an organization.",
        ),
        "ORG-3602-01",
    ),
    field(
        "/handedOverOn",
        Is::Date,
        ("Tanggal serah terima", "Handed over on"),
        ("Hari gedung diserahterimakan.", "Day the building was handed over."),
        "17 Agustus 2020",
    ),
    field(
        "/vocations",
        Is::Codes("vocations"),
        ("Kejuruan", "Vocations"),
        ("Satu atau lebih, dipisahkan titik koma.", "One or more, separated by semicolons."),
        "MENJAHIT; LAS",
    ),
    field(
        "/workstations",
        Is::Integer,
        ("Jumlah tempat kerja bengkel", "Workstations"),
        ("Jumlah tempat kerja di bengkel.", "Workstations of its workshop."),
        "16",
    ),
    field("/latitude", Is::Text, ("Lintang", "Latitude"), ("Derajat; selatan negatif.", "Degrees north."), "-6,5644")
        .also(&["Lintang (latitude)"]),
    field("/longitude", Is::Text, ("Bujur", "Longitude"), ("Derajat timur.", "Degrees east."), "106,2522")
        .also(&["Bujur (longitude)"]),
    field(
        "/operationStatus",
        Is::Code("blkStatuses"),
        ("Status operasional", "Operation status"),
        ("OPERATIONAL bila dikosongkan.", "OPERATIONAL where it is empty."),
        "OPERATIONAL",
    ),
    field(
        "/supportStatus",
        Is::Code("supportStatuses"),
        ("Status pembinaan", "Support status"),
        ("Tahap pembinaan pada hari pertama.", "Stage of support on the first day."),
        "DIBINA",
    ),
    field(
        "/incubatorStatus",
        Is::Code("incubatorStatuses"),
        ("Status inkubator", "Incubator status"),
        ("Peran sebagai inkubator pada hari pertama.", "Role as incubator on the first day."),
        "NONE",
    ),
    field(
        "/designation",
        Is::Code("blkDesignations"),
        ("Sebutan", "Designation"),
        ("UNGGULAN untuk BLK Komunitas Unggulan.", "UNGGULAN for a superior BLK."),
        "NONE",
    ),
];

const REGION: (&str, &str) = (
    "Kode Kemendagri bertitik, kabupaten/kota atau di bawahnya. Tulis sebagai teks.",
    "Dotted Kemendagri code, of a regency or below. Write it as text.",
);

/// Fields of [`crate::view::units::OrganizationInput`].
pub(super) const ORGANIZATION: &[Field] = &[
    field(
        "/code",
        Is::Text,
        ("Kode organisasi", "Organization code"),
        ("Kode unik, huruf besar, angka, titik, dan tanda hubung.", "Unique: capitals, digits, dots and hyphens."),
        "UNIV-3602-01",
    )
    .required(),
    field("/name", Is::Text, ("Nama organisasi", "Name"), ("Nama resmi.", "Official name."), "Universitas Banten Jaya")
        .required(),
    field(
        "/kind",
        Is::Code("organizationKinds"),
        ("Jenis organisasi", "Kind of organization"),
        ("Jenis organisasi.", "What kind of organization it is."),
        "UNIVERSITY",
    )
    .required(),
    field(
        "/region",
        Is::Text,
        ("Kode wilayah", "Region code"),
        ("Kode Kemendagri bertitik dari tempat kedudukannya.", "Dotted Kemendagri code of where it lies."),
        "36.73",
    )
    .required(),
    field(
        "/scope",
        Is::Code("organizationScopes"),
        ("Cakupan", "Scope"),
        ("Nasional atau internasional.", "National or international."),
        "NATIONAL",
    )
    .required(),
    field("/country", Is::Code("countries"), ("Negara", "Country"), ("Kode ISO 3166-1.", "ISO 3166-1 code."), "ID")
        .required(),
    field(
        "/parentId",
        Is::Text,
        ("Kode organisasi atasan", "Code of the parent"),
        ("Organisasi yang membawahkannya, bila ada.", "The organization that it is a part of."),
        "KEMNAKER",
    ),
    field(
        "/servesRegion",
        Is::Text,
        ("Wilayah yang dilayani", "Region served"),
        (
            "Untuk pemerintah daerah dan desa: kode Kemendagri bertitik.",
            "For local and village government: dotted Kemendagri code.",
        ),
        "36.02",
    ),
    field(
        "/regions",
        Is::List,
        ("Wilayah lain", "Further regions"),
        ("Kode wilayah lain, dipisahkan titik koma.", "Codes of further regions, separated by semicolons."),
        "36.01; 36.03",
    ),
    field(
        "/aliases",
        Is::List,
        ("Nama lain", "Other names"),
        ("Nama lain atau nama lama, dipisahkan titik koma.", "Other and earlier names, separated by semicolons."),
        "Unbaja",
    ),
    field(
        "/validFrom",
        Is::Date,
        ("Berlaku sejak", "Valid from"),
        ("Hari pertama memakai nama ini.", "First day it existed under this name."),
        "1 Januari 2020",
    ),
    field(
        "/validTo",
        Is::Date,
        ("Berlaku sampai", "Valid to"),
        ("Hari pertama nama ini tidak dipakai lagi.", "First day it no longer did."),
        "1 Januari 2030",
    ),
    field(
        "/enrolledOn",
        Is::Date,
        ("Mulai wajib lapor", "Reports from"),
        (
            "Hari pertama kewajiban melapor; hari ini bila dikosongkan.",
            "First day of its duty to report; today where empty.",
        ),
        "1 Januari 2026",
    ),
];

/// How an institution is reached.
pub(super) const CONTACT: &[Field] = &[
    field(
        "/phone",
        Is::Digits,
        ("Telepon lembaga", "Telephone"),
        ("Nomor lembaga, bukan nomor pribadi.", "Of the institution, never of a person."),
        "+62252201234",
    )
    .also(&["Telepon", "No telepon"]),
    field(
        "/email",
        Is::Text,
        ("E-mail lembaga", "E-mail"),
        ("Surel lembaga.", "E-mail of the institution."),
        "blk@example.id",
    )
    .also(&["Surel"]),
    field(
        "/website",
        Is::Text,
        ("Situs web", "Web site"),
        ("Diawali http:// atau https://.", "Begins with http:// or https://."),
        "https://blk.example.id",
    ),
    field(
        "/address",
        Is::Text,
        ("Alamat lembaga", "Address"),
        ("Alamat pos lembaga.", "Postal address of the institution."),
        "Jalan Raya Rangkasbitung 1",
    )
    .also(&["Alamat"]),
];
