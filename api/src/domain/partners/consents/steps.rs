//! What can be done with a consent, and with a request for one. The steps ask these functions, or what these ask, and so
//! does the list of what a caller may do (`allowedActions`).

use std::collections::{HashMap, HashSet};

use entity::{consent, consent_request, person, unit};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::rights::{self, Right};
use super::rules::{self, ACTIVE, Age, status};
use super::{grant, notices, proof, requests, terms};
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::workflow::Possible;
use crate::domain::{Code, Ctx, Error, Result, Violation};

/// Refuses a step with a consent that holds no longer (409).
pub(super) fn holds(ctx: &Ctx, row: &consent::Model) -> Result<()> {
    match status(ctx, row) {
        ACTIVE => Ok(()),
        other => Err(Error::new(Code::IllegalState).with("status", other)),
    }
}

/// The persons of some rows, with the units that coach them.
struct People {
    persons: HashMap<Uuid, person::Model>,
    units: HashMap<Uuid, Vec<unit::Model>>,
}

impl People {
    async fn of(ctx: &Ctx, conn: &impl ConnectionTrait, ids: HashSet<Uuid>) -> Result<Self> {
        let found = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(conn).await?;
        let units = rights::units_of_all(ctx, conn, &found.iter().collect::<Vec<_>>()).await?;
        Ok(Self { persons: found.into_iter().map(|row| (row.id, row)).collect(), units })
    }

    /// A person with its units; 404 for one that is not there.
    fn get(&self, id: Option<Uuid>) -> Result<(&person::Model, &[unit::Model])> {
        let person = id.and_then(|id| self.persons.get(&id)).ok_or_else(|| Error::new(Code::NotFound))?;
        Ok((person, self.units.get(&person.id).map(Vec::as_slice).unwrap_or_default()))
    }
}

/// What the caller can do with each of these consents.
pub(super) async fn of_consents(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    rows: &[consent::Model],
) -> Result<HashMap<Uuid, Vec<Possible>>> {
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let people = People::of(ctx, conn, rows.iter().map(|row| row.person_id).collect()).await?;
    let mut all = HashMap::with_capacity(rows.len());
    for row in rows {
        let right = |of: fn(&Ctx, &person::Model, &[unit::Model]) -> Result<Right>| -> Result<Right> {
            let (person, units) = people.get(Some(row.person_id))?;
            of(ctx, person, units)
        };
        let withdraw = right(rights::right_to_end).and_then(|_| holds(ctx, row));
        let issue = right(rights::right).and_then(|_| holds(ctx, row));
        all.insert(row.id, vec![Possible::of("withdraw", withdraw)?, Possible::of("issueCode", issue)?]);
    }
    Ok(all)
}

/// How the caller can answer each of these requests.
pub(super) async fn of_requests(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    rows: &[consent_request::Model],
) -> Result<HashMap<Uuid, Vec<Possible>>> {
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let asked: HashSet<Uuid> = rows.iter().filter_map(|row| row.person_id).collect();
    let there = person::Entity::find().select_only().column(person::Column::Id).filter(grant::there(ctx)?);
    let there: Vec<Uuid> = there.filter(person::Column::Id.is_in(asked.iter().copied())).into_tuple().all(conn).await?;
    let there: HashSet<Uuid> = there.into_iter().collect();
    let people = People::of(ctx, conn, asked).await?;
    let seen = |row: &consent_request::Model| row.person_id.is_some_and(|id| there.contains(&id));
    let answerers: Vec<Result<Answerer<'_>>> = rows.iter().map(|row| answerer(ctx, row, &people, seen(row))).collect();
    // What it takes to answer is asked of all persons at once, and once for each partner and purpose.
    let persons: Vec<&person::Model> = answerers.iter().flatten().map(|answerer| answerer.person).collect();
    let ages = proof::ages(ctx, conn, &persons).await?;
    let mut known: HashMap<(Uuid, &str), Vec<Violation>> = HashMap::new();
    let mut all = HashMap::with_capacity(rows.len());
    for (row, answerer) in rows.iter().zip(answerers) {
        let grant = match answerer {
            Ok(Answerer { person, on_behalf }) => {
                let about = (row.partner_id, row.purpose.as_str());
                let mut faults = match known.get(&about) {
                    Some(faults) => faults.clone(),
                    None => unmet(ctx, conn, about).await?,
                };
                known.entry(about).or_insert_with(|| faults.clone());
                let age = ages.get(&person.id).copied().unwrap_or(Age::Unknown);
                faults.extend(rules::minor(age, on_behalf, true));
                if faults.is_empty() { Ok(()) } else { Err(Error::listing(Code::Invalid, faults)) }
            }
            Err(refused) => Err(refused),
        };
        let decline = people.get(row.person_id).and_then(|(person, units)| {
            rights::right(ctx, person, units)?;
            requests::waits(ctx, row)
        });
        all.insert(row.id, vec![Possible::of("grant", grant)?, Possible::of("decline", decline)?]);
    }
    Ok(all)
}

/// Who would consent, and whether somebody else would record it.
struct Answerer<'a> {
    person: &'a person::Model,
    on_behalf: bool,
}

/// Who would answer a request by a consent, or why the caller cannot, whatever is sent with it.
fn answerer<'a>(ctx: &Ctx, row: &consent_request::Model, people: &'a People, seen: bool) -> Result<Answerer<'a>> {
    let (person, units) = people.get(row.person_id)?;
    let refused = |fault: Violation| Error::listing(Code::Invalid, vec![fault]);
    if !seen {
        return Err(refused(grant::unseen(ctx)?));
    }
    let on_behalf = !matches!(rights::right(ctx, person, units)?, Right::Own);
    if on_behalf {
        grant::impartial(ctx, row.partner_id)?;
    }
    // Of what is over nothing else needs to be said.
    match requests::answered(ctx, row) {
        Some(over) => Err(refused(over)),
        None => Ok(Answerer { person, on_behalf }),
    }
}

/// What is wrong now with every consent to a partner for a purpose.
async fn unmet(ctx: &Ctx, conn: &impl ConnectionTrait, (partner, purpose): (Uuid, &str)) -> Result<Vec<Violation>> {
    let mut faults = Vec::new();
    let partner = ids::text(Kind::Organization, partner);
    let target = terms::target(ctx, conn, (partner.as_str(), purpose), &mut faults).await?;
    if target.purpose.is_some() {
        let notice = notices::current(ctx, conn, purpose).await?;
        let in_force = notice.as_ref().map(|notice| (notice.number, notice.sha256.as_str()));
        // Whichever is in force is shown.
        let shown = in_force.map_or(0, |(number, _)| number);
        faults.extend(rules::notice(shown, None, in_force));
    }
    Ok(faults)
}
