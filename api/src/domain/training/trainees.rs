//! Applicants and trainees: who may ask for a place.

use entity::trainee::Model;
use entity::{trainee, training_package};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::status;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::persons;
use crate::domain::{Code, Error, Result, Tx, Violation};

/// Ages at which somebody can be trained: santri of a junior school to elders who change their trade. Anything else is
/// a slip in the birth date.
const AGES: std::ops::RangeInclusive<i32> = 12..=80;

/// The rules of an application, and what it is recorded with.
pub async fn prepare(tx: &Tx, draft: &mut Model, old: Option<&Model>, faults: &mut Vec<Violation>) -> Result<()> {
    let package = super::opened(tx, draft.package_id, &[status::PLANNED, status::RUNNING]).await?;
    if old.is_none() {
        draft.status = status::APPLIED.to_owned();
    }
    if draft.applied_on > package.to_on {
        let fault = Violation::new(Code::FieldRange, "/appliedOn");
        faults.push(fault.with("max", package.to_on.to_string()));
    }
    // Who does not exist is a fault already.
    if !draft.person_id.is_nil() {
        faults.extend(unfit(tx, draft, &package).await?);
        once_only(tx, draft).await?;
    }
    Ok(())
}

/// Of an impossible age, or a minor without a guardian (UU 27/2022, article 25). No age is told.
async fn unfit(tx: &Tx, draft: &Model, package: &training_package::Model) -> Result<Vec<Violation>> {
    let known = persons::known(tx.conn()?, tx, &[draft.person_id]).await?;
    let Some((known, birth)) = known.get(&draft.person_id).and_then(|known| Some((known, known.birth?))) else {
        return Ok(Vec::new());
    };
    let mut faults = Vec::new();
    if !AGES.contains(&persons::age_on(birth, package.from_on)) {
        let fault = Violation::new(Code::FieldRange, "/personId").with("rule", "age");
        faults.push(fault.with("min", *AGES.start()).with("max", *AGES.end()));
    }
    if persons::is_minor(birth, package.from_on) && !known.guarded {
        faults.push(Violation::new(Code::GuardianRequired, "/personId"));
    }
    Ok(faults)
}

/// Nobody is twice in a package. Who sends an application again is told which one it is.
async fn once_only(tx: &Tx, draft: &Model) -> Result<()> {
    match of_person(tx, draft.package_id, draft.person_id).await? {
        Some(there) if there.id != draft.id => Err(Error::new(Code::AlreadyExists)
            .saying("Orang ini sudah ada dalam paket ini.", "This person is in this package already.")
            .with("id", ids::text(Kind::Trainee, there.id))),
        _ => Ok(()),
    }
}

/// The place that a person has in a package, as applicant or trainee.
pub(super) async fn of_person(tx: &Tx, package: Uuid, person: Uuid) -> Result<Option<Model>> {
    let rows = trainee::Entity::find()
        .filter(trainee::Column::PackageId.eq(package))
        .filter(trainee::Column::PersonId.eq(person))
        .filter(trainee::Column::ArchivedAt.is_null());
    Ok(rows.one(tx.conn()?).await?)
}

/// Statuses of those who take or took part.
const TOOK_PART: [&str; 3] = [status::ADMITTED, status::GRADUATED, status::FAILED];

/// Refuses whoever takes part in another package that runs on some of the same days. The person is held until the write
/// ends: two packages that admit it at the same moment see each other.
pub(super) async fn require_free(tx: &Tx, person: Uuid, package: &training_package::Model) -> Result<()> {
    persons::rights::locked(tx, person).await?;
    let meanwhile = Query::select()
        .column("id")
        .from("training_package")
        .and_where(Expr::col("from_on").lte(package.to_on))
        .and_where(Expr::col("to_on").gte(package.from_on))
        .and_where(Expr::col("id").ne(package.id))
        .to_owned();
    // Who left another package before this one begins is free again.
    let left_since = Condition::all()
        .add(trainee::Column::Status.eq(status::WITHDRAWN))
        .add(trainee::Column::EndedOn.gte(package.from_on));
    let took_part = Condition::any().add(trainee::Column::Status.is_in(TOOK_PART)).add(left_since);
    let elsewhere = trainee::Entity::find()
        .filter(trainee::Column::PersonId.eq(person))
        .filter(took_part)
        .filter(trainee::Column::ArchivedAt.is_null())
        .filter(trainee::Column::PackageId.in_subquery(meanwhile));
    match elsewhere.one(tx.conn()?).await? {
        Some(other) => {
            Err(Error::new(Code::TrainingOverlap).with("package", ids::text(Kind::TrainingPackage, other.package_id)))
        }
        None => Ok(()),
    }
}
