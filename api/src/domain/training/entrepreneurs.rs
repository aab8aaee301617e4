//! From trainee to entrepreneur: a graduate applies to a cohort in one call. Enterprise, membership and application are
//! made as a row of a roster makes them, so the rules are the same.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::{person, trainee};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::status;
use crate::domain::access::{Action, Place};
use crate::domain::ctx::Expected;
use crate::domain::ids::Kind;
use crate::domain::incubation::rosters;
use crate::domain::record::Record;
use crate::domain::registry::kept::{Held, ops};
use crate::domain::registry::public_id;
use crate::domain::{Code, Error, Result, Tx};
use crate::view::incubation::rosters::{RosterEnterprise, RosterIncubatee, RosterRow};

/// Office of who brings an enterprise into a cohort.
const LEADER: &str = "KETUA";

/// How a graduate applies.
#[derive(Clone, Debug)]
pub struct Application {
    /// Public id of the cohort.
    pub cohort: String,
    /// The enterprise of the graduate's BLK with this name and year, as it stands; founded where there is none.
    pub enterprise: RosterEnterprise,
    /// Code of `aidRelations`.
    pub aid_relation: String,
    /// Day of the application; today unless given.
    pub applied_on: Option<NaiveDate>,
    /// Code of `membershipRoles`; leader unless given.
    pub office: Option<String>,
}

/// What an application came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entered {
    pub person: Uuid,
    pub enterprise: Uuid,
    pub membership: Uuid,
    pub incubatee: Uuid,
}

/// Applies to a cohort for a graduate. What is there already is taken as it stands.
pub async fn apply(tx: &Tx, id: &str, asked: Application) -> Result<Entered> {
    let held: Held<trainee::Model> = ops::seen(tx, tx.conn()?, id).await?;
    tx.require(Action::KeepCoaching, Some(&Place::from(&held.unit)))?;
    ops::current(&held, Expected::Any)?;
    if held.row.status != status::GRADUATED {
        return Err(Error::new(Code::IllegalState)
            .saying("Hanya lulusan yang dapat mendaftar ke inkubasi.", "Only a graduate can apply to a cohort.")
            .with("status", held.row.status.as_str())
            .with("allowed", vec![status::GRADUATED]));
    }
    let person = person::Entity::find_by_id(held.row.person_id).one(tx.conn()?).await?;
    let person = person.filter(|row| row.archived_at.is_none()).ok_or_else(|| Error::new(Code::Archived))?.id;
    let roster = rosters::open(tx, &public_id(&held.unit), Some(&asked.cohort)).await?;
    let row = row(asked, super::today(tx, &held.unit));
    let done = rosters::enter_known(tx, &roster, person, row).await.map_err(as_asked)?;
    // All of it may have been there: that it was asked for is written down in any case.
    tx.record(Record::audit_only("applyToCohort", (Kind::Trainee, held.row.id)).unit(held.unit.id)).await?;
    let lost = || Error::internal(anyhow::anyhow!("an application of trainee {} came to nothing", held.row.id));
    Ok(Entered {
        person,
        enterprise: done.enterprise.ok_or_else(lost)?,
        membership: done.membership.ok_or_else(lost)?,
        incubatee: done.incubatee.ok_or_else(lost)?,
    })
}

/// The application as a row of a roster: a member by the day of the application, as the rules of cohorts ask.
fn row(asked: Application, today: NaiveDate) -> RosterRow {
    let applied_on = asked.applied_on.unwrap_or(today);
    RosterRow {
        person: None,
        enterprise: Some(asked.enterprise),
        office: Some(asked.office.unwrap_or_else(|| LEADER.to_owned())),
        joined_on: Some(applied_on),
        incubatee: Some(RosterIncubatee { aid_relation: asked.aid_relation, applied_on }),
    }
}

/// Faults with the paths of the application instead of those of a row. One day stands for two of a row: what is wrong
/// with it is said once.
fn as_asked(refused: Error) -> Error {
    let mut refused = refused.moved(|path| match path {
        "/joinedOn" => "/appliedOn".to_owned(),
        // The person stands in the address; what does not fit it is the enterprise.
        "/person" => "/enterprise".to_owned(),
        path => path.strip_prefix("/incubatee").unwrap_or(path).to_owned(),
    });
    let mut said = HashSet::new();
    refused.0.violations.retain(|fault| fault.path != "/appliedOn" || said.insert(fault.code.clone()));
    refused
}
