//! Rows of trainees: people of a training package, as applicants or with a place.

use entity::training_package;
use serde_json::Value;

use super::columns::{self, Field, Is, field};
use super::persons::PERSON;
use super::rows::{Opened, coded, named};
use super::{Done, Given};
use crate::domain::ids::{self, Kind};
use crate::domain::imports::columns::Column;
use crate::domain::imports::known;
use crate::domain::registry::kept::Held;
use crate::domain::registry::public_id;
use crate::domain::training::roster::{self, Row};
use crate::domain::{Ctx, Result, Tx, batch};
use crate::view::shape;
use crate::view::training::rosters::TraineeRosterRow;

/// The package, which the single call has in its path.
pub(super) const PACKAGE: Field = field(
    "/package",
    Is::Text,
    ("ID paket pelatihan", "Training package"),
    (
        "ID paket (pkg_...), atau kodenya bila unit disebut untuk seluruh berkas.",
        "Id of the package (pkg_...), or its code where the unit is named for the whole file.",
    ),
    "pkg_01h455vb4pex5vsknk084sn02q",
)
.required()
.also(&["Paket", "Kode paket"]);

/// Fields of [`TraineeRosterRow`] beside the person.
pub(super) const PLACE: &[Field] = &[
    field(
        "/origin",
        Is::Code("traineeOrigins"),
        ("Asal peserta", "Origin"),
        ("Dari lembaga induk atau umum.", "From the host institution or the public."),
        "UMUM",
    )
    .required()
    .also(&["Asal"]),
    field(
        "/appliedOn",
        Is::Date,
        ("Tanggal mendaftar", "Applied on"),
        ("Hari pendaftaran.", "Day of the application."),
        "3 Oktober 2026",
    )
    .required()
    .also(&["Tgl daftar", "Tanggal daftar"]),
    field(
        "/admittedOn",
        Is::Date,
        ("Diterima sejak", "Admitted on"),
        (
            "Hari mulai mendapat tempat; kosong untuk pendaftar.",
            "Day from which there is a place; empty for who only applies.",
        ),
        "10 Oktober 2026",
    ),
    field(
        "/personId",
        Is::Text,
        ("ID orang", "Person id"),
        (
            "Untuk orang yang sudah tercatat (per_...); kolom orang lainnya dikosongkan.",
            "For somebody recorded already (per_...); the other columns of the person stay empty.",
        ),
        "per_01h455vb4pex5vsknk084sn02q",
    ),
];

/// The columns.
pub(super) fn columns(ctx: &Ctx, given: &Given) -> Vec<Column> {
    let mut columns = columns::columns(ctx, &[PACKAGE]);
    columns.extend(columns::within(ctx, "/person", PERSON));
    columns.extend(columns::columns(ctx, PLACE));
    columns::given_once(&mut columns, PACKAGE.at, given.of.as_deref());
    columns
}

/// Carries out rows.
pub(super) async fn carry_out(tx: &Tx, given: &Given, rows: Vec<Value>) -> Result<Vec<Result<Done>>> {
    let unit = given.unit.as_deref();
    let open = move |package: String| async move {
        let id = known::package(tx, unit, &package).await?;
        roster::open(tx, &id).await
    };
    let opened = Opened::of(&rows, "package", given.of.as_deref(), open).await;
    let opened = &opened;
    batch::carry_out(tx, rows, false, "", move |row| Box::pin(enter(tx, given, opened, row))).await
}

type Packages = Opened<Held<training_package::Model>>;

async fn enter(tx: &Tx, given: &Given, opened: &Packages, mut row: Value) -> Result<Done> {
    let package = opened.get(&named(&mut row, "package", given.of.as_deref())?)?;
    coded(tx, &mut row, "/person/disability", "disabilityKinds");
    let mut row = Row::from(shape::check::<TraineeRosterRow>(&row)?);
    if let (Some(input), None) = (&row.person, &row.person_id)
        && let Some(there) = known::unnumbered(tx, &public_id(&package.unit), input).await?
    {
        row.person = None;
        row.person_id = Some(ids::text(Kind::Person, there));
        let entered = roster::enter(tx, package, row).await;
        return entered.map(done).map_err(|refused| refused.moved(|path| path.replace("/personId", "/person")));
    }
    roster::enter(tx, package, row).await.map(done)
}

fn done(entered: roster::Entered) -> Done {
    Done { id: ids::text(Kind::Trainee, entered.trainee), existing: !entered.recorded }
}
