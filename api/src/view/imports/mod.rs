//! Kinds of records in files: the columns of each, and its rows carried out by the operations of the single calls.

mod attendance;
mod columns;
mod enterprises;
mod persons;
mod progress;
mod progress_fields;
mod registry;
mod registry_fields;
mod reports;
mod reports_shape;
mod rows;
mod tables;
mod trainees;
mod users;
mod visits;

use serde_json::Value;

use crate::domain::ids::{self, Kind};
use crate::domain::imports::columns::{ImportKind, Shape};
use crate::domain::jobs::ImportSpec;
use crate::domain::{Code, Ctx, Error, Result, Text, Tx, registry as units};

/// What is said once for a whole file. A row that says it itself is taken at its word.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Code of the template, for reports; LAP_BULANAN unless given.
    pub template: Option<String>,
    /// Id or code of the unit that the rows belong to.
    pub unit: Option<String>,
    /// Id of the record that the rows hang on: the package of trainees (or its code, where the unit is given), the
    /// session of attendance, the incubatee of progress and visits.
    pub of: Option<String>,
}

impl From<&ImportSpec> for Given {
    fn from(spec: &ImportSpec) -> Self {
        Self { template: spec.template.clone(), unit: spec.unit.clone(), of: spec.of.clone() }
    }
}

/// What became of a row that was not refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Public id of the record.
    pub id: String,
    /// Whether it was there already, as it is; nothing was written then.
    pub existing: bool,
}

/// The columns of the files of a kind.
pub async fn shape(ctx: &Ctx, kind: ImportKind, given: &Given) -> Result<Shape> {
    check(ctx, kind, given).await?;
    let text = |id: &str, en: &str| Text::new(id, en);
    let (title, columns) = match kind {
        ImportKind::Reports => return reports_shape::shape(ctx, given).await,
        ImportKind::Blks => (text("BLK Komunitas", "Community BLKs"), registry_fields::blks(ctx)),
        ImportKind::Organizations => (text("Organisasi", "Organizations"), registry_fields::organizations(ctx)),
        ImportKind::Users => (text("Undangan pengguna", "Invitations of users"), users::columns(ctx)),
        ImportKind::Persons => (text("Orang", "Persons"), persons::columns(ctx, given)),
        ImportKind::Enterprises => {
            (text("Usaha dan anggotanya", "Enterprises and their members"), enterprises::columns(ctx, given))
        }
        ImportKind::Trainees => (text("Peserta pelatihan", "Trainees"), trainees::columns(ctx, given)),
        ImportKind::Attendance => (text("Daftar hadir pelatihan", "Attendance"), attendance::columns(ctx, given)),
        ImportKind::Progress => {
            (text("Perkembangan usaha bulanan", "Months of enterprises"), progress::columns(ctx, given))
        }
        ImportKind::Visits => (text("Kunjungan pendamping", "Visits of mentors"), visits::columns(ctx, given)),
    };
    Ok(Shape { kind, title, columns })
}

/// What is named for the whole file is looked for before any row is.
async fn check(ctx: &Ctx, kind: ImportKind, given: &Given) -> Result<()> {
    if let Some(unit) = &given.unit
        && units::find_unit(ctx.db(), unit).await?.is_none()
    {
        return Err(Error::field(Code::UnknownCode, "/unit"));
    }
    let of = match kind {
        ImportKind::Trainees => Kind::TrainingPackage,
        ImportKind::Attendance => Kind::TrainingSession,
        ImportKind::Progress | ImportKind::Visits => Kind::Incubatee,
        _ => return Ok(()),
    };
    // A package has a code in its unit.
    let by_code = |text: &str| kind == ImportKind::Trainees && given.unit.is_some() && ids::parse(text).is_none();
    match &given.of {
        Some(text) if ids::expect(of, text).is_err() && !by_code(text) => Err(Error::field(Code::UnknownCode, "/of")),
        _ => Ok(()),
    }
}

/// Carries out rows of a file, each in a savepoint of its own: what became of each, in their order. Paths of faults are
/// those of the columns.
pub async fn carry_out(tx: &Tx, kind: ImportKind, given: &Given, rows: Vec<(u64, Value)>) -> Result<Vec<Result<Done>>> {
    let rows: Vec<Value> = rows.into_iter().map(|(_, row)| row).collect();
    match kind {
        ImportKind::Reports => reports::carry_out(tx, given, rows).await,
        ImportKind::Blks => registry::blks(tx, rows).await,
        ImportKind::Organizations => registry::organizations(tx, rows).await,
        ImportKind::Users => users::carry_out(tx, given, rows).await,
        ImportKind::Persons => persons::carry_out(tx, given, rows).await,
        ImportKind::Enterprises => enterprises::carry_out(tx, given, rows).await,
        ImportKind::Trainees => trainees::carry_out(tx, given, rows).await,
        ImportKind::Attendance => attendance::carry_out(tx, given, rows).await,
        ImportKind::Progress => progress::carry_out(tx, given, rows).await,
        ImportKind::Visits => visits::carry_out(tx, given, rows).await,
    }
}
