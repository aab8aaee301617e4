//! Results of a package: who passed, who was found competent, who holds which certificate.

use chrono::NaiveDate;
use entity::{trainee, training_package};
use uuid::Uuid;

use super::{status, trainee_steps};
use crate::domain::access::Action;
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, ops};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};

/// Passed: code of `trainingResults`.
pub const PASSED: &str = "LULUS";
/// Did not pass.
pub const NOT_PASSED: &str = "TIDAK_LULUS";

/// What became of a trainee.
#[derive(Clone, Debug)]
pub struct Given {
    /// Public id of the trainee.
    pub trainee: String,
    /// Code of `trainingResults`; who leaves early takes a step instead.
    pub result: String,
    /// Day of the result; the last day of the package unless given.
    pub on: Option<NaiveDate>,
    pub score: Option<f64>,
    pub tested_on: Option<NaiveDate>,
    /// Code of `competencyResults`.
    pub test_result: Option<String>,
    pub test_number: Option<String>,
    pub certificate_number: Option<String>,
    pub certified_on: Option<NaiveDate>,
}

/// The package whose results come, if the caller may record them. It is held until the write ends.
pub async fn open(tx: &Tx, id: &str) -> Result<Held<training_package::Model>> {
    let held: Held<training_package::Model> =
        ops::for_step(tx, id, Expected::Any, Action::KeepTraining.roles()).await?;
    let row = super::opened(tx, held.row.id, &[status::RUNNING, status::COMPLETED]).await?;
    Ok(Held { row, unit: held.unit })
}

/// Records what became of a trainee: its id, and whether that is new. Until the package is completed it can be mended;
/// after that, what was not known yet can still be said: tests and certificates come late.
pub async fn record(tx: &Tx, held: &Held<training_package::Model>, given: Given) -> Result<(Uuid, bool)> {
    let row = trainee_steps::named(tx, &held.row, "/trainee", &given.trainee).await?;
    let faults = check(tx, &held.row, &given, super::today(tx, &held.unit));
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    if ![status::ADMITTED, status::GRADUATED, status::FAILED].contains(&row.status.as_str()) {
        return Err(Error::new(Code::IllegalState)
            .saying("Hanya peserta yang diterima yang mendapat hasil.", "Only who was admitted has a result.")
            .with("trainee", ids::text(Kind::Trainee, row.id))
            .with("status", row.status));
    }
    let to = if given.result == PASSED { status::GRADUATED } else { status::FAILED };
    let next = trainee::Model {
        status: to.to_owned(),
        ended_on: given.on.or(row.ended_on).or(Some(held.row.to_on)),
        score: given.score,
        tested_on: given.tested_on,
        test_result: given.test_result,
        test_number: given.test_number,
        certificate_number: given.certificate_number,
        certified_on: given.certified_on,
        ..row.clone()
    };
    if held.row.status == status::COMPLETED && !only_adds(&row, &next) {
        return Err(Error::new(Code::IllegalState)
            .saying(
                "Paket sudah selesai; hasil tidak berubah lagi, hanya uji dan sertifikat yang belum tercatat dapat ditambahkan.",
                "The package is completed; results stand, and only tests and certificates not yet recorded can be added.",
            )
            .with("trainee", ids::text(Kind::Trainee, row.id)));
    }
    let (id, new) = (row.id, next != row);
    if new {
        trainee_steps::store(tx, Held { row, unit: held.unit.clone() }, next).await?;
    }
    Ok((id, new))
}

/// Whether the later row says only what the earlier one left open.
fn only_adds(row: &trainee::Model, next: &trainee::Model) -> bool {
    fn open<T: PartialEq>(before: &Option<T>, after: &Option<T>) -> bool {
        before.is_none() || before == after
    }
    row.status == next.status
        && row.ended_on == next.ended_on
        && open(&row.score, &next.score)
        && open(&row.tested_on, &next.tested_on)
        && open(&row.test_result, &next.test_result)
        && open(&row.test_number, &next.test_number)
        && open(&row.certificate_number, &next.certificate_number)
        && open(&row.certified_on, &next.certified_on)
}

/// What is wrong with a result, all of it.
fn check(ctx: &Ctx, package: &training_package::Model, given: &Given, today: NaiveDate) -> Vec<Violation> {
    let mut faults = codes(ctx, given, today);
    // Results and tests come at the end of the training, not before.
    let days = [
        ("/on", given.on.or(Some(package.to_on))),
        ("/testedOn", given.tested_on),
        ("/certifiedOn", given.certified_on),
    ];
    for (path, day) in days {
        if day.is_some_and(|day| !(package.to_on..=today).contains(&day)) {
            let fault = Violation::new(Code::FieldRange, path).with("min", package.to_on.to_string());
            faults.push(fault.with("max", today.to_string()));
        }
    }
    faults.extend(lacking(given));
    faults
}

fn codes(ctx: &Ctx, given: &Given, today: NaiveDate) -> Vec<Violation> {
    let mut faults = Vec::new();
    if ![PASSED, NOT_PASSED].contains(&given.result.as_str()) {
        let fault = Violation::new(Code::UnknownCode, "/result");
        faults.push(fault.with("allowed", vec![PASSED, NOT_PASSED]));
    }
    let unknown = given.test_result.as_deref().filter(|code| !ctx.app.codes.has("competencyResults", code, today));
    faults.extend(unknown.map(|_| Violation::new(Code::UnknownCode, "/testResult").with("set", "competencyResults")));
    faults
}

/// A test has its day and its result; who is competent has passed and holds a number (A06 is at most A04); only who
/// passed holds a certificate (T03 is at most A04).
fn lacking(given: &Given) -> Vec<Violation> {
    let passed = given.result == PASSED;
    let competent = given.test_result.as_deref() == Some(status::COMPETENT);
    let rules = [
        ("/testResult", Code::FieldRequired, given.tested_on.is_some() && given.test_result.is_none()),
        ("/testedOn", Code::FieldRequired, given.test_result.is_some() && given.tested_on.is_none()),
        ("/testNumber", Code::FieldRequired, competent && given.test_number.is_none()),
        ("/testNumber", Code::UnknownField, !competent && given.test_number.is_some()),
        ("/result", Code::FieldRange, competent && !passed),
        ("/certificateNumber", Code::UnknownField, !passed && given.certificate_number.is_some()),
        ("/certificateNumber", Code::FieldRequired, given.certified_on.is_some() && given.certificate_number.is_none()),
    ];
    let broken = rules.into_iter().filter(|(.., broken)| *broken);
    broken.map(|(path, code, _)| Violation::new(code, path)).collect()
}
