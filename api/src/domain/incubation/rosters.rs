//! Rosters: many people or enterprises in one call, each with the membership and the application of its row (domain.md
//! row 68). Each part is made by the operation that the single call takes, so the rules are the same.

use entity::{cohort, enterprise, incubatee, membership, unit};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{memberships, persons};
use crate::domain::registry::kept::{Checks, Held, Kept, ops};
use crate::domain::registry::public_id;
use crate::domain::text::Text;
use crate::domain::{Code, Error, Result, Tx, Violation};
use crate::view::incubation::persons::PersonInput;
use crate::view::incubation::rosters::{RosterEnterprise, RosterIncubatee, RosterRow};

/// Where the people of a roster belong.
pub struct Roster {
    unit: unit::Model,
    cohort: Option<Held<cohort::Model>>,
}

/// What a row came to.
#[derive(Clone, Copy, Debug)]
pub struct Entered {
    pub person: Option<Uuid>,
    pub enterprise: Option<Uuid>,
    pub membership: Option<Uuid>,
    pub incubatee: Option<Uuid>,
    /// Whether the row asks that its enterprise enters the cohort.
    pub asks: bool,
    /// Whether any of it was recorded now.
    pub recorded: bool,
}

/// A record of a row, and whether it was made now.
struct Part {
    id: Uuid,
    new: bool,
}

/// The unit and cohort of a roster, if the caller may keep people there.
pub async fn open(tx: &Tx, unit: &str, cohort: Option<&str>) -> Result<Roster> {
    let unit = ops::owner::<membership::Model>(tx, unit).await?;
    let cohort = match cohort {
        Some(id) => Some(ops::parent::<incubatee::Model>(tx, id).await.map_err(unknown_cohort)?),
        None => None,
    };
    Ok(Roster { unit, cohort })
}

fn unknown_cohort(refused: Error) -> Error {
    if refused.code() == Code::NotFound { Error::field(Code::UnknownCode, "/cohort") } else { refused }
}

/// A row of which the person is settled: recorded now or before, refused, or not said.
struct Begun {
    person: Option<Part>,
    /// Whether the row asks for a membership.
    joins: bool,
    faults: Vec<Violation>,
}

/// Carries out one row. `applies`: it is the last that asks for its enterprise, whose members are all there now.
pub async fn enter(tx: &Tx, roster: &Roster, mut row: RosterRow, applies: bool) -> Result<Entered> {
    let mut faults = fitting(roster, &row);
    let joins = row.says_membership() || (row.person.is_some() && row.enterprise.is_some());
    let person = match row.person.take() {
        Some(input) => gather(recorded(tx, roster, input).await, "/person", &mut faults)?,
        None => None,
    };
    carry_out(tx, roster, Begun { person, joins, faults }, row, applies).await
}

/// Carries out a row of somebody who is recorded already and named apart from it.
pub(in crate::domain) async fn enter_known(tx: &Tx, roster: &Roster, person: Uuid, row: RosterRow) -> Result<Entered> {
    let person = Some(Part { id: person, new: false });
    carry_out(tx, roster, Begun { person, joins: true, faults: Vec::new() }, row, true).await
}

async fn carry_out(tx: &Tx, roster: &Roster, begun: Begun, row: RosterRow, applies: bool) -> Result<Entered> {
    let member = joining(tx, &row);
    let Begun { person, joins, mut faults } = begun;
    let enterprise = match row.enterprise {
        Some(named) => gather(enterprise_of(tx, roster, named).await, "/enterprise", &mut faults)?,
        None => None,
    };
    let membership = match (&person, &enterprise) {
        (Some(person), Some((held, _))) => gather(join(tx, held, person.id, member).await, "", &mut faults)?,
        _ if joins => {
            faults.extend(shape(tx, &member));
            None
        }
        _ => None,
    };
    let asks = row.incubatee.is_some();
    let incubatee = match (row.incubatee, &roster.cohort, &enterprise) {
        (Some(asked), Some(cohort), Some((held, _))) if applies && faults.is_empty() => {
            gather(apply(tx, cohort, held.row.id, asked).await, "/incubatee", &mut faults)?
        }
        (Some(asked), ..) => {
            let said = shape(tx, &application(tx, Uuid::nil(), asked));
            faults.extend(said.into_iter().map(|fault| moved(fault, "/incubatee")));
            None
        }
        (None, ..) => None,
    };
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    let new = |part: &Option<Part>| part.as_ref().is_some_and(|part| part.new);
    let founded = enterprise.as_ref().is_some_and(|(_, new)| *new);
    Ok(Entered {
        recorded: founded || new(&person) || new(&membership) || new(&incubatee),
        person: person.map(|part| part.id),
        enterprise: enterprise.map(|(held, _)| held.row.id),
        membership: membership.map(|part| part.id),
        incubatee: incubatee.map(|part| part.id),
        asks,
    })
}

/// What does not go together in a row.
fn fitting(roster: &Roster, row: &RosterRow) -> Vec<Violation> {
    let mut faults = Vec::new();
    let (person, enterprise) = (row.person.is_some(), row.enterprise.is_some());
    if !person && !enterprise {
        faults.push(Violation::new(Code::FieldRequired, "").saying(Text::new(
            "Sebutkan orang (person), usaha (enterprise), atau keduanya.",
            "Name a person, an enterprise, or both.",
        )));
    } else {
        if row.says_membership() && !person {
            faults.push(Violation::new(Code::FieldRequired, "/person"));
        }
        if (row.says_membership() || row.incubatee.is_some()) && !enterprise {
            faults.push(Violation::new(Code::FieldRequired, "/enterprise"));
        }
    }
    if row.incubatee.is_some() && roster.cohort.is_none() {
        faults.push(
            Violation::new(Code::FieldRequired, "/incubatee")
                .saying(Text::new("Sebutkan cohort untuk seluruh daftar.", "Name the cohort of the whole roster.")),
        );
    }
    faults
}

/// What is wrong with one part is said together with what is wrong with the others. Any other refusal ends the row.
fn gather<T>(result: Result<T>, place: &str, faults: &mut Vec<Violation>) -> Result<Option<T>> {
    match result {
        Ok(done) => Ok(Some(done)),
        Err(mut refused) => {
            let said = std::mem::take(&mut refused.0.violations);
            let mut said: Vec<Violation> = said.into_iter().map(|fault| moved(fault, place)).collect();
            if refused.code() == Code::Invalid && !said.is_empty() {
                faults.append(&mut said);
                return Ok(None);
            }
            refused.0.violations = said;
            Err(refused)
        }
    }
}

/// A fault of a part, with its place in the row.
fn moved(fault: Violation, place: &str) -> Violation {
    let path = match fault.path.as_str() {
        "/personId" => "/person".to_owned(),
        "/enterpriseId" => "/enterprise".to_owned(),
        path => format!("{place}{path}"),
    };
    Violation { path, ..fault }
}

/// The faults of a record that cannot be made yet, as far as they lie in its own fields.
fn shape<K: Kept>(tx: &Tx, draft: &K) -> Vec<Violation> {
    let mut checks = Checks::new(tx, Vec::new());
    draft.check(&mut checks);
    checks.into_faults()
}

async fn recorded(tx: &Tx, roster: &Roster, input: PersonInput) -> Result<Part> {
    let made = persons::create(tx, &public_id(&roster.unit), input).await?;
    Ok(Part { id: made.held.row.id, new: !made.already })
}

/// The enterprise of the unit with this name and year, as it stands; a new one where there is none.
async fn enterprise_of(tx: &Tx, roster: &Roster, named: RosterEnterprise) -> Result<(Held<enterprise::Model>, bool)> {
    let there = enterprise::Entity::find()
        .filter(enterprise::Column::UnitId.eq(roster.unit.id))
        .filter(enterprise::Column::Year.eq(named.year))
        .filter(enterprise::Column::Name.eq(named.name.as_str()))
        .filter(enterprise::Column::ArchivedAt.is_null());
    if let Some(row) = there.one(tx.conn()?).await? {
        return Ok((Held { row, unit: roster.unit.clone() }, false));
    }
    let unit = ops::owner::<enterprise::Model>(tx, &public_id(&roster.unit)).await?;
    let draft = enterprise::Model {
        id: Uuid::nil(),
        unit_id: unit.id,
        name: named.name,
        year: named.year,
        sector: named.sector,
        level: named.level,
        form: named.form,
        kbli: None,
        kbli_version: None,
        chain_stage: None,
        blk_id: None,
        kawasan_id: None,
        started_on: None,
        source: None,
        archived_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    Ok((ops::create(tx, unit, draft, Vec::new()).await?, true))
}

/// The membership that a row says: of today and without an office, unless it says otherwise.
fn joining(tx: &Tx, row: &RosterRow) -> membership::Model {
    membership::Model {
        id: Uuid::nil(),
        unit_id: Uuid::nil(),
        enterprise_id: Uuid::nil(),
        person_id: Uuid::nil(),
        office: row.office.clone().unwrap_or_else(|| memberships::MEMBER.to_owned()),
        joined_on: row.joined_on.unwrap_or_else(|| tx.today()),
        left_on: None,
        leave_reason: None,
        archived_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}

/// The membership of a person, as it stands if it has not ended; else a new one.
async fn join(tx: &Tx, enterprise: &Held<enterprise::Model>, person: Uuid, draft: membership::Model) -> Result<Part> {
    let there = membership::Entity::find()
        .filter(membership::Column::EnterpriseId.eq(enterprise.row.id))
        .filter(membership::Column::PersonId.eq(person))
        .filter(memberships::within(draft.joined_on, None));
    if let Some(row) = there.one(tx.conn()?).await? {
        return Ok(Part { id: row.id, new: false });
    }
    let draft = membership::Model { person_id: person, ..draft };
    let made = ops::create_below(tx, enterprise.clone(), draft, Vec::new()).await?;
    Ok(Part { id: made.row.id, new: true })
}

fn application(tx: &Tx, enterprise: Uuid, asked: RosterIncubatee) -> incubatee::Model {
    incubatee::Model {
        id: Uuid::nil(),
        unit_id: Uuid::nil(),
        cohort_id: Uuid::nil(),
        stage: String::new(),
        stage_on: None,
        suspended_from: None,
        graduated_on: None,
        enterprise_id: enterprise,
        aid_relation: asked.aid_relation,
        applied_on: asked.applied_on,
        baseline_month: None,
        baseline_revenue: None,
        baseline_costs: None,
        baseline_income: None,
        baseline_workers: None,
        override_reason: None,
        note: None,
        archived_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}

/// The enterprise's place in the cohort; a new one where it has none.
async fn apply(tx: &Tx, cohort: &Held<cohort::Model>, enterprise: Uuid, asked: RosterIncubatee) -> Result<Part> {
    let there = incubatee::Entity::find()
        .filter(incubatee::Column::CohortId.eq(cohort.row.id))
        .filter(incubatee::Column::EnterpriseId.eq(enterprise))
        .filter(incubatee::Column::ArchivedAt.is_null());
    if let Some(row) = there.one(tx.conn()?).await? {
        return Ok(Part { id: row.id, new: false });
    }
    let draft = application(tx, enterprise, asked);
    let made = ops::create_below(tx, cohort.clone(), draft, Vec::new()).await?;
    Ok(Part { id: made.row.id, new: true })
}
