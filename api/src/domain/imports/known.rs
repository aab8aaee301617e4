//! What the rows of a file name as people do, and what is recorded of it already.

use chrono::NaiveDate;
use entity::{mentoring_visit, person, progress, trainee, training_package, training_session};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::domain::ids::{self, Kind};
use crate::domain::incubation::persons;
use crate::domain::incubation::rosters::{self, Entered, Roster};
use crate::domain::people::phone;
use crate::domain::registry;
use crate::domain::registry::kept::ops;
use crate::domain::text::trimmed;
use crate::domain::{Code, Error, Result, Tx, Violation};
use crate::view::incubation::persons::PersonInput;
use crate::view::incubation::rosters::RosterRow;

/// The person that a unit recorded without a NIK, by name and birth date. Without a birth date everything by which
/// people of one name are told apart must be the same. Only for who keeps the people of the unit.
pub async fn unnumbered(tx: &Tx, unit: &str, input: &PersonInput) -> Result<Option<Uuid>> {
    if input.nik.is_some() {
        return Ok(None);
    }
    let unit = ops::owner::<person::Model>(tx, unit).await?;
    let named = person::Entity::find()
        .filter(person::Column::UnitId.eq(unit.id))
        .filter(person::Column::Name.eq(input.name.trim()))
        .filter(person::Column::NikHash.is_null())
        .filter(person::Column::ArchivedAt.is_null())
        .filter(person::Column::ErasedAt.is_null())
        .order_by_asc(person::Column::Id)
        .all(tx.conn()?)
        .await?;
    if named.is_empty() {
        return Ok(None);
    }
    let rows: Vec<&person::Model> = named.iter().collect();
    let plain = persons::open_protected(tx, tx.conn()?, &rows).await?;
    let number = input.phone.as_deref().and_then(|text| phone::normalise(text).ok());
    let address = trimmed(input.address.clone());
    let same = |row: &&person::Model| {
        let Some(known) = plain.get(&row.id).filter(|known| known.birth_date == input.birth_date) else {
            return false;
        };
        known.birth_date.is_some()
            || (row.sex == input.sex
                && known.phone == number
                && known.address == address
                && row.region_code == input.region)
    };
    Ok(named.iter().find(same).map(|row| row.id))
}

/// Carries out a row of a roster; a person without a NIK who is recorded already is taken as it stands.
pub async fn enter(tx: &Tx, roster: &Roster, unit: &str, mut row: RosterRow) -> Result<Entered> {
    let known = match &row.person {
        // What does not fit together in the row is refused by the roster.
        Some(input) if row.incubatee.is_none() && (row.enterprise.is_some() || !row.says_membership()) => {
            unnumbered(tx, unit, input).await?
        }
        _ => None,
    };
    match known {
        Some(person) if row.enterprise.is_some() => {
            row.person = None;
            rosters::enter_known(tx, roster, person, row).await
        }
        Some(person) => Ok(Entered {
            person: Some(person),
            enterprise: None,
            membership: None,
            incubatee: None,
            asks: false,
            recorded: false,
        }),
        None => rosters::enter(tx, roster, row, false).await,
    }
}

/// The id of a training package that is named by its code in the unit; an id is itself.
pub async fn package(tx: &Tx, unit: Option<&str>, id_or_code: &str) -> Result<String> {
    let (Some(unit), None) = (unit, ids::parse(id_or_code)) else {
        return Ok(id_or_code.to_owned());
    };
    let Some(unit) = registry::find_unit(tx.conn()?, unit).await? else {
        return Err(Error::field(Code::UnknownCode, "/unit"));
    };
    let found = training_package::Entity::find()
        .filter(training_package::Column::UnitId.eq(unit.id))
        .filter(training_package::Column::Code.eq(id_or_code))
        .filter(training_package::Column::ArchivedAt.is_null())
        .one(tx.conn()?)
        .await?;
    let found = found.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(ids::text(Kind::TrainingPackage, found.id))
}

/// The trainee whose NIK this is, in the package of a session that the caller opened. Whether somebody else has it is
/// not told.
pub async fn trainee_with_nik(tx: &Tx, session: &str, nik: &str) -> Result<String> {
    let nik = persons::nik::parse(nik).map_err(|reason| {
        Error::listing(Code::Invalid, vec![Violation::new(Code::NikInvalid, "/nik").with("reason", reason)])
    })?;
    let session = training_session::Entity::find_by_id(ids::expect(Kind::TrainingSession, session)?);
    let session = session.one(tx.conn()?).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let holder = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::NikHash.eq(tx.app.vault.blind_index("nik", nik.digits())))
        .into_query();
    let found = trainee::Entity::find()
        .filter(trainee::Column::PackageId.eq(session.package_id))
        .filter(trainee::Column::PersonId.in_subquery(holder))
        .filter(trainee::Column::ArchivedAt.is_null())
        .one(tx.conn()?)
        .await?;
    let found = found.ok_or_else(|| Error::field(Code::UnknownCode, "/nik"))?;
    Ok(ids::text(Kind::Trainee, found.id))
}

/// A month of an incubatee, for who may record one.
pub async fn month(tx: &Tx, incubatee: &str, month: &str) -> Result<Option<progress::Model>> {
    let parent = ops::parent::<progress::Model>(tx, incubatee).await?;
    let there = progress::Entity::find()
        .filter(progress::Column::IncubateeId.eq(parent.row.id))
        .filter(progress::Column::Month.eq(month))
        .filter(progress::Column::ArchivedAt.is_null());
    Ok(there.one(tx.conn()?).await?)
}

/// The visits of an incubatee on a day, for who may record one.
pub async fn visits(tx: &Tx, incubatee: &str, on: NaiveDate) -> Result<Vec<mentoring_visit::Model>> {
    let parent = ops::parent::<mentoring_visit::Model>(tx, incubatee).await?;
    let there = mentoring_visit::Entity::find()
        .filter(mentoring_visit::Column::IncubateeId.eq(parent.row.id))
        .filter(mentoring_visit::Column::VisitedOn.eq(on))
        .filter(mentoring_visit::Column::ArchivedAt.is_null())
        .order_by_asc(mentoring_visit::Column::Id);
    Ok(there.all(tx.conn()?).await?)
}
