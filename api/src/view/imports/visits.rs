//! Rows of visits of mentors. Incubatee, day and mentor with the same content are the same visit.

use serde_json::Value;

use super::columns::{self, Field, Is, choices, field, given_once};
use super::progress_fields::INCUBATEE;
use super::rows::{coded, degrees, is_same, named, unknown, without};
use super::tables::Tables;
use super::{Done, Given};
use crate::domain::ids::{self, Kind};
use crate::domain::imports::columns::{Column, Holds};
use crate::domain::imports::known;
use crate::domain::{Ctx, Error, Result, Text, Tx, batch};
use crate::view::kept::{self, Facts, MentoringVisit, MentoringVisitInput};
use crate::view::shape;

/// Fields of [`MentoringVisitInput`].
pub(super) const FIELDS: &[Field] = &[
    field(
        "/mentorId",
        Is::Text,
        ("ID pendamping", "Mentor"),
        ("ID pendamping (mtr_...) yang ditugaskan pada hari itu.", "Id of the mentor (mtr_...) assigned on that day."),
        "mtr_01h455vb4pex5vsknk084sn02q",
    )
    .required()
    .also(&["Pendamping", "TKS"]),
    field(
        "/visitedOn",
        Is::Date,
        ("Tanggal kunjungan", "Visited on"),
        ("Hari kunjungan, paling lama 14 hari yang lalu.", "Day of the visit, at most 14 days ago."),
        "3 November 2026",
    )
    .required()
    .also(&["Tgl kunjungan", "Tanggal"]),
    field("/minutes", Is::Integer, ("Lama (menit)", "Minutes"), ("Lama kunjungan.", "How long it took."), "90")
        .required()
        .also(&["Menit", "Lama kunjungan"]),
    field("/place", Is::Text, ("Tempat", "Place"), ("Tempat kunjungan.", "Where."), "Rumah produksi").required(),
    field(
        "/roles",
        Is::Codes("tksRoles"),
        ("Peran", "Roles"),
        ("Peran yang dijalankan, dipisahkan titik koma.", "Roles exercised, separated by semicolons."),
        "MOTIVATOR; FASILITATOR",
    )
    .required(),
    field(
        "/problems",
        Is::Text,
        ("Masalah", "Problems"),
        ("Masalah yang ditemukan.", "Problems seen."),
        "Bahan baku naik",
    ),
    field(
        "/actions",
        Is::Text,
        ("Tindakan", "Actions"),
        ("Yang dilakukan.", "What was done."),
        "Mencari pemasok kedua",
    ),
    field("/innovationNote", Is::Text, ("Inovasi", "Innovation"), ("Hal yang baru.", "What was new."), "Kemasan baru"),
    field("/latitude", Is::Text, ("Lintang", "Latitude"), ("Derajat; selatan negatif.", "Degrees north."), "-6,5644"),
    field("/longitude", Is::Text, ("Bujur", "Longitude"), ("Derajat timur.", "Degrees east."), "106,2522"),
    field(
        "/clientId",
        Is::Text,
        ("ID dari perangkat", "Id of the device"),
        (
            "ID buatan perangkat; yang sama adalah kunjungan yang sama.",
            "Id that the device made; the same one is the same visit.",
        ),
        "hp-12-0007",
    ),
    field(
        "/photoId",
        Is::Text,
        ("ID foto", "Photo"),
        ("ID dokumen foto (doc_...).", "Id of the document (doc_...)."),
        "doc_01h455vb4pex5vsknk084sn02q",
    ),
];

/// The columns; each duty has one for its minutes.
pub(super) fn columns(ctx: &Ctx, given: &Given) -> Vec<Column> {
    let mut columns = columns::columns(ctx, &[INCUBATEE, FIELDS].concat());
    let duty = |(code, label): (String, Text)| Column {
        at: format!("/duties/{code}"),
        title: Text::new(format!("Menit: {}", label.id), format!("Minutes: {}", label.en)),
        also: Vec::new(),
        holds: Holds::Integer,
        required: false,
        help: Text::new(
            "Menit untuk tugas ini; jumlahnya tidak melebihi lama kunjungan.",
            "Minutes given to this duty; together no more than the visit took.",
        ),
        example: "30".to_owned(),
    };
    columns.extend(choices(ctx, "tksDuties").into_iter().map(duty));
    given_once(&mut columns, "/incubatee", given.of.as_deref());
    columns
}

/// Carries out rows.
pub(super) async fn carry_out(tx: &Tx, given: &Given, rows: Vec<Value>) -> Result<Vec<Result<Done>>> {
    batch::carry_out(tx, rows, false, "", move |row| Box::pin(record(tx, given, row))).await
}

async fn record(tx: &Tx, given: &Given, mut row: Value) -> Result<Done> {
    let incubatee = named(&mut row, "incubatee", given.of.as_deref())?;
    without(&mut row, "enterpriseName");
    coded(tx, &mut row, "/roles", "tksRoles");
    degrees(&mut row, &["latitude", "longitude"])?;
    let mut tables = Tables::default();
    tables.list(&mut row, "duties", "duty", "minutes");
    let refused = |refused: Error| unknown(refused, "incubatee").moved(|path| tables.column(path));
    let input: MentoringVisitInput = shape::check(&row).map_err(refused)?;
    for there in known::visits(tx, &incubatee, input.visited_on).await.map_err(refused)? {
        if is_same(&input, &MentoringVisitInput::of(&there)?)? {
            return Ok(Done { id: ids::text(Kind::MentoringVisit, there.id), existing: true });
        }
    }
    let made: MentoringVisit = kept::create_below(tx, &incubatee, input).await.map_err(refused)?;
    Ok(Done { id: made.id.0, existing: false })
}
