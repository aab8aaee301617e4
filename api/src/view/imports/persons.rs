//! Rows of persons. The NIK with the birth date is the key; without a NIK, name and birth date in the unit.

use serde_json::Value;

use super::columns::{self, Field, Is, field};
use super::rows::{coded, named, unknown};
use super::{Done, Given};
use crate::domain::ids::{self, Kind};
use crate::domain::imports::columns::Column;
use crate::domain::imports::known;
use crate::domain::incubation::persons;
use crate::domain::{Ctx, Result, Tx, batch};
use crate::view::incubation::persons::PersonInput;
use crate::view::shape;

/// The unit that keeps what the row records.
pub(super) const UNIT: Field = field(
    "/unit",
    Is::Text,
    ("Kode unit", "Unit code"),
    ("Kode BLK, kawasan, atau lokasi yang mencatat.", "Code of the BLK, kawasan or site that keeps it."),
    "BLKK-3602-001",
)
.required()
.also(&["Kode BLK", "BLK code"]);

/// Fields of [`PersonInput`].
pub(super) const PERSON: &[Field] = &[
    field(
        "/name",
        Is::Text,
        ("Nama", "Name"),
        ("Nama seperti pada KTP, tidak disingkat.", "Name as on the identity card, not shortened."),
        "Siti Rahayu",
    )
    .required()
    .also(&["Nama lengkap", "Nama peserta", "Nama anggota"]),
    field(
        "/nik",
        Is::Digits,
        ("NIK", "NIK"),
        (
            "16 angka. Format kolom sebagai teks, agar Excel tidak membulatkannya.",
            "16 digits. Format the column as text, so that Excel does not round them.",
        ),
        "3602015708950001",
    )
    .also(&["No KTP", "Nomor KTP", "Nomor Induk Kependudukan"]),
    field("/sex", Is::Code("sexes"), ("Jenis kelamin", "Sex"), ("Jenis kelamin.", "Sex."), "PEREMPUAN")
        .also(&["JK", "L/P"]),
    field(
        "/birthDate",
        Is::Date,
        ("Tanggal lahir", "Birth date"),
        ("Hari lahir. Yang belum 18 tahun memerlukan wali.", "Day of birth. Who is under 18 needs a guardian."),
        "17 Agustus 1995",
    )
    .also(&["Tgl lahir"]),
    field(
        "/phone",
        Is::Digits,
        ("Nomor ponsel", "Mobile number"),
        ("Nomor Indonesia. Format kolom sebagai teks.", "Indonesian number. Format the column as text."),
        "0812-3456-7890",
    )
    .also(&["No HP", "Nomor HP", "No telepon", "Telepon", "No WA"]),
    field(
        "/address",
        Is::Text,
        ("Alamat", "Address"),
        ("Alamat tinggal.", "Where the person lives."),
        "Jalan Melati 1",
    ),
    field(
        "/region",
        Is::Text,
        ("Kode wilayah tempat tinggal", "Region of residence"),
        ("Kode Kemendagri bertitik. Tulis sebagai teks.", "Dotted Kemendagri code. Write it as text."),
        "36.02.01",
    )
    .also(&["Kode wilayah"]),
    field(
        "/disability",
        Is::Codes("disabilityKinds"),
        ("Ragam disabilitas", "Disability"),
        ("Kosongkan bila tidak ada.", "Empty where there is none."),
        "FISIK",
    )
    .also(&["Disabilitas"]),
    field(
        "/poor",
        Is::YesNo,
        ("Keluarga miskin", "Poor household"),
        ("Terdaftar dalam P3KE atau DTSEN.", "Registered in P3KE or DTSEN."),
        "tidak",
    ),
    field(
        "/education",
        Is::Code("educations"),
        ("Pendidikan terakhir", "Education"),
        ("Pendidikan terakhir.", "Highest education."),
        "SMA",
    )
    .also(&["Pendidikan"]),
    field(
        "/occupation",
        Is::Code("occupations"),
        ("Pekerjaan", "Occupation"),
        ("Pekerjaan.", "Occupation."),
        "PEDAGANG",
    ),
    field(
        "/maritalStatus",
        Is::Code("maritalStatuses"),
        ("Status perkawinan", "Marital status"),
        ("Status perkawinan.", "Marital status."),
        "KAWIN",
    ),
    field(
        "/priorEmployment",
        Is::Code("priorEmploymentStatuses"),
        ("Status pekerjaan sebelum program", "Employment before the programme"),
        ("Keadaan sebelum ikut program.", "What it was before the programme."),
        "PENGANGGUR",
    ),
    field("/npwp", Is::Digits, ("NPWP", "NPWP"), ("15 atau 16 angka.", "15 or 16 digits."), "3602015708950001"),
    field(
        "/guardian/name",
        Is::Text,
        ("Nama wali", "Guardian"),
        ("Wajib untuk yang belum 18 tahun.", "Required for who is under 18."),
        "Aminah",
    ),
    field(
        "/guardian/relation",
        Is::Text,
        ("Hubungan wali", "Relation of the guardian"),
        ("Ibu, paman, pengasuh pesantren.", "Mother, uncle, head of the pesantren."),
        "Ibu",
    ),
    field(
        "/guardian/phone",
        Is::Digits,
        ("Nomor ponsel wali", "Mobile number of the guardian"),
        ("Nomor Indonesia.", "Indonesian number."),
        "0812-3456-7891",
    ),
    field(
        "/guardian/consented",
        Is::YesNo,
        ("Wali setuju", "Guardian consented"),
        ("Apakah wali menyetujui pencatatan ini.", "Whether the guardian consented to the record."),
        "ya",
    ),
    field(
        "/confirm",
        Is::List,
        ("Konfirmasi", "Confirm"),
        (
            "NIK.MISMATCH bila jenis kelamin atau tanggal lahir memang berbeda dari NIK.",
            "NIK.MISMATCH where sex or birth date rightly differ from the NIK.",
        ),
        "NIK.MISMATCH",
    ),
    field(
        "/source",
        Is::Text,
        ("Sumber data", "Source"),
        ("Dari mana data ini berasal.", "Where the record comes from."),
        "Daftar hadir 2026",
    ),
];

/// The columns.
pub(super) fn columns(ctx: &Ctx, given: &Given) -> Vec<Column> {
    let mut columns = columns::columns(ctx, &[&[UNIT][..], PERSON].concat());
    columns::given_once(&mut columns, UNIT.at, given.unit.as_deref());
    columns
}

/// Carries out rows.
pub(super) async fn carry_out(tx: &Tx, given: &Given, rows: Vec<Value>) -> Result<Vec<Result<Done>>> {
    batch::carry_out(tx, rows, false, "", move |row| Box::pin(record(tx, given, row))).await
}

async fn record(tx: &Tx, given: &Given, mut row: Value) -> Result<Done> {
    let unit = named(&mut row, "unit", given.unit.as_deref())?;
    coded(tx, &mut row, "/disability", "disabilityKinds");
    let input: PersonInput = shape::check(&row)?;
    let there = known::unnumbered(tx, &unit, &input).await.map_err(|refused| unknown(refused, "unit"))?;
    if let Some(id) = there {
        return Ok(Done { id: ids::text(Kind::Person, id), existing: true });
    }
    let made = persons::create(tx, &unit, input).await.map_err(|refused| unknown(refused, "unit"))?;
    Ok(Done { id: ids::text(Kind::Person, made.held.row.id), existing: made.already })
}
