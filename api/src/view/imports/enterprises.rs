//! Rows of enterprises, each with one of its members. An enterprise is known by its unit, name and year.

use serde_json::Value;

use super::columns::{self, Field, Is, field};
use super::persons::{PERSON, UNIT};
use super::rows::{Opened, coded, named};
use super::{Done, Given};
use crate::domain::ids::{self, Kind};
use crate::domain::imports::columns::Column;
use crate::domain::imports::known;
use crate::domain::incubation::rosters::{self, Roster};
use crate::domain::{Code, Ctx, Error, Result, Tx, batch};
use crate::view::incubation::rosters::RosterRow;
use crate::view::shape;

/// The enterprise of a [`RosterRow`].
pub(super) const ENTERPRISE: &[Field] = &[
    field(
        "/enterprise/name",
        Is::Text,
        ("Nama usaha", "Name of the enterprise"),
        (
            "Nama usaha atau kelompok usaha; sama di setiap baris anggotanya.",
            "Name of the enterprise or group; the same in each row of its members.",
        ),
        "Kelompok Tenun Lebak",
    )
    .required()
    .also(&["Nama kelompok", "Nama kelompok usaha"]),
    field(
        "/enterprise/year",
        Is::Integer,
        ("Tahun bergabung", "Year it joined"),
        ("Tahun mulai ikut program.", "Year it joined the programme."),
        "2026",
    )
    .required()
    .also(&["Tahun"]),
    field(
        "/enterprise/sector",
        Is::Code("sectors"),
        ("Sektor usaha", "Sector"),
        ("Sektor usaha.", "Business sector."),
        "KULINER",
    )
    .required()
    .also(&["Sektor"]),
    field(
        "/enterprise/level",
        Is::Code("enterpriseLevels"),
        ("Tingkat usaha", "Level"),
        ("Pemula atau lanjutan.", "Beginner or advanced."),
        "PEMULA",
    )
    .required(),
    field(
        "/enterprise/form",
        Is::Code("enterpriseForms"),
        ("Bentuk usaha", "Form"),
        ("Kelompok bila dikosongkan.", "A group where it is empty."),
        "KELOMPOK",
    ),
];

/// The membership of a [`RosterRow`].
pub(super) const MEMBER: &[Field] = &[
    field(
        "/office",
        Is::Code("membershipRoles"),
        ("Jabatan dalam kelompok", "Office"),
        ("Anggota bila dikosongkan.", "A member where it is empty."),
        "KETUA",
    )
    .also(&["Jabatan"]),
    field(
        "/joinedOn",
        Is::Date,
        ("Anggota sejak", "Member since"),
        (
            "Hari pertama keanggotaan; hari ini bila dikosongkan.",
            "First day of the membership; today where it is empty.",
        ),
        "3 Januari 2026",
    ),
];

/// The columns.
pub(super) fn columns(ctx: &Ctx, given: &Given) -> Vec<Column> {
    let mut columns = columns::columns(ctx, &[&[UNIT][..], ENTERPRISE].concat());
    columns.extend(columns::within(ctx, "/person", PERSON));
    columns.extend(columns::columns(ctx, MEMBER));
    columns::given_once(&mut columns, UNIT.at, given.unit.as_deref());
    columns
}

/// Carries out rows.
pub(super) async fn carry_out(tx: &Tx, given: &Given, rows: Vec<Value>) -> Result<Vec<Result<Done>>> {
    let open = move |unit: String| async move { rosters::open(tx, &unit, None).await };
    let opened = Opened::of(&rows, "unit", given.unit.as_deref(), open).await;
    let opened = &opened;
    batch::carry_out(tx, rows, false, "", move |row| Box::pin(enter(tx, given, opened, row))).await
}

async fn enter(tx: &Tx, given: &Given, opened: &Opened<Roster>, mut row: Value) -> Result<Done> {
    let unit = named(&mut row, "unit", given.unit.as_deref())?;
    let roster = opened.get(&unit)?;
    coded(tx, &mut row, "/person/disability", "disabilityKinds");
    let row: RosterRow = shape::check(&row)?;
    let entered = known::enter(tx, roster, &unit, row).await?;
    let id = match (entered.enterprise, entered.person) {
        (Some(id), _) => ids::text(Kind::Enterprise, id),
        (None, Some(id)) => ids::text(Kind::Person, id),
        (None, None) => return Err(Error::field(Code::FieldRequired, "/enterprise")),
    };
    Ok(Done { id, existing: !entered.recorded })
}
