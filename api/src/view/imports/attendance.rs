//! Rows of attendance: how much of a session each trainee attended. A session is summed up once, with the last of its
//! rows.

use std::collections::BTreeSet;

use serde_json::Value;

use super::columns::{self, Field, Is, field};
use super::rows::{Opened, named, taken, without};
use super::{Done, Given};
use crate::domain::ids::{self, Kind};
use crate::domain::imports::columns::Column;
use crate::domain::imports::known;
use crate::domain::training::attendance::{self, Open};
use crate::domain::{Ctx, Result, Tx, batch};
use crate::view::shape;
use crate::view::training::rows::AttendanceRow;

/// The session, which the single call has in its path, and whom people name otherwise than by an id.
pub(super) const SESSION: &[Field] = &[
    field(
        "/session",
        Is::Text,
        ("ID pertemuan", "Session"),
        ("ID pertemuan (tss_...).", "Id of the session (tss_...)."),
        "tss_01h455vb4pex5vsknk084sn02q",
    )
    .required()
    .also(&["Pertemuan"]),
    field(
        "/nik",
        Is::Digits,
        ("NIK", "NIK"),
        (
            "NIK peserta paket itu. Format kolom sebagai teks.",
            "NIK of a trainee of the package. Format the column as text.",
        ),
        "3602015708950001",
    )
    .also(&["No KTP", "Nomor KTP"]),
    field(
        "/name",
        Is::Text,
        ("Nama peserta", "Name"),
        ("Hanya untuk dibaca; tidak diperiksa dan tidak disimpan.", "For the reader alone; neither checked nor kept."),
        "Siti Rahayu",
    )
    .also(&["Nama", "Nama lengkap"]),
];

/// Fields of [`AttendanceRow`].
pub(super) const FIELDS: &[Field] = &[
    field(
        "/trainee",
        Is::Text,
        ("ID peserta", "Trainee"),
        ("ID peserta (tre_...), bila NIK tidak disebut.", "Id of the trainee (tre_...), where the NIK is not named."),
        "tre_01h455vb4pex5vsknk084sn02q",
    ),
    field(
        "/hours",
        Is::Integer,
        ("JP diikuti", "Lesson hours"),
        (
            "Jam pelajaran yang diikuti: 0 bila tidak hadir, seluruhnya bila dikosongkan.",
            "Lesson hours attended: 0 for who was away, all of them where it is empty.",
        ),
        "8",
    )
    .also(&["Jam", "JP", "Jam pelajaran"]),
];

/// The columns.
pub(super) fn columns(ctx: &Ctx, given: &Given) -> Vec<Column> {
    let mut columns = columns::columns(ctx, &[SESSION, FIELDS].concat());
    columns::given_once(&mut columns, "/session", given.of.as_deref());
    columns
}

/// Carries out rows.
pub(super) async fn carry_out(tx: &Tx, given: &Given, rows: Vec<Value>) -> Result<Vec<Result<Done>>> {
    let open = move |session: String| async move { attendance::open(tx, &session).await };
    let mut opened = Opened::of(&rows, "session", given.of.as_deref(), open).await;
    let sessions = &opened;
    let outcomes = batch::carry_out(tx, rows, false, "", move |row| Box::pin(record(tx, given, sessions, row))).await?;
    let changed: BTreeSet<&str> =
        outcomes.iter().flatten().filter(|(_, done)| !done.existing).map(|(session, _)| session.as_str()).collect();
    for session in changed {
        if let Some(open) = opened.take(session) {
            attendance::close(tx, open).await?;
        }
    }
    Ok(outcomes.into_iter().map(|outcome| outcome.map(|(_, done)| done)).collect())
}

/// Records a row: of which session, and what became of it.
async fn record(tx: &Tx, given: &Given, opened: &Opened<Open>, mut row: Value) -> Result<(String, Done)> {
    let session = named(&mut row, "session", given.of.as_deref())?;
    let open = opened.get(&session)?;
    without(&mut row, "name");
    let nik = taken(&mut row, "nik", None)?;
    if let (Some(nik), Value::Object(fields)) = (nik, &mut row)
        && !fields.contains_key("trainee")
    {
        let trainee = known::trainee_with_nik(tx, &session, &nik).await?;
        fields.insert("trainee".to_owned(), Value::String(trainee));
    }
    let AttendanceRow { trainee, hours } = shape::check(&row)?;
    let (trainee, new) = attendance::record(tx, open, attendance::Given { trainee, hours }).await?;
    Ok((session, Done { id: ids::text(Kind::Trainee, trainee), existing: !new }))
}
