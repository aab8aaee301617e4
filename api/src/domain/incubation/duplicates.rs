//! People who are in two active groups, or twice in one kind of aid in a fiscal year (domain.md row 13), or who applied
//! with a NIK that is recorded with other data: raised by the system, decided by somebody.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::{aid, aid_scheme, duplicate_case, membership, unit};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::memberships;
use super::workflow::{self, Workflow};
use crate::domain::access::Action;
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, Kept, kept, ops};
use crate::domain::registry::unit_by_id;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::{Role, UnitKind};

/// The same person in two groups on the same days.
pub const ACTIVE_GROUPS: &str = "ACTIVE_GROUPS";
/// The same person twice in a kind of aid and fiscal year.
pub const SAME_AID_YEAR: &str = "SAME_AID_YEAR";
/// Somebody applied with a NIK that is recorded with other data: the first record is the person who has it, the second
/// the applicant.
pub const NIK_MISMATCH: &str = "NIK_MISMATCH";
/// Nobody has decided it yet.
pub const OPEN: &str = "OPEN";
/// Aid that was given back reached nobody.
const RETURNED: &str = "RETURNED";
/// There is a reason for it.
const JUSTIFIED: &str = "JUSTIFIED";
/// What a case is decided to be: there is a reason for it, or it is a duplicate.
pub const DECISIONS: [&str; 2] = [JUSTIFIED, "DUPLICATE"];

kept! {
    duplicate_case: DuplicateCase,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: DecideDuplicates,
    readers: Coached,
    title: None,
    class: Some("status"),
    ends: None,
    alone: [],
    refs: [("person_id", Kind::Person)],
    span: None,
    fixed: [status, decided_on, decision_reason],
    settled(_it) { true }
    check(it, checks) {
        checks.code("kind", "duplicateKinds", &it.kind);
    }
}

/// Raises a case about two records, by their public ids; once for each pair, whatever was decided about it.
pub async fn raise(
    tx: &Tx,
    unit: &unit::Model,
    kind: &str,
    person: Uuid,
    first: &str,
    second: &str,
    fiscal_year: Option<i32>,
) -> Result<()> {
    let pair = |one: &str, other: &str| {
        Condition::all()
            .add(duplicate_case::Column::FirstRecord.eq(one))
            .add(duplicate_case::Column::SecondRecord.eq(other))
    };
    let known = duplicate_case::Entity::find()
        .filter(duplicate_case::Column::PersonId.eq(person))
        .filter(duplicate_case::Column::Kind.eq(kind))
        .filter(duplicate_case::Column::ArchivedAt.is_null())
        .filter(Condition::any().add(pair(first, second)).add(pair(second, first)));
    if known.count(tx.conn()?).await? > 0 {
        return Ok(());
    }
    let draft = duplicate_case::Model {
        id: Uuid::nil(),
        unit_id: Uuid::nil(),
        status: OPEN.to_owned(),
        decided_on: None,
        decision_reason: None,
        kind: kind.to_owned(),
        person_id: person,
        first_record: first.to_owned(),
        second_record: second.to_owned(),
        fiscal_year,
        archived_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    ops::create(tx, unit.clone(), draft, Vec::new()).await.map(drop)
}

/// Raises a case for each of these people whom other aid of the same kind and fiscal year reaches too: as a person, or
/// as a member, in that year, of the enterprise that receives it. Returned aid does not count.
pub async fn in_scheme(tx: &Tx, aid: &aid::Model, person_ids: &[Uuid]) -> Result<()> {
    let Some(scheme) = aid_scheme::Entity::find_by_id(aid.scheme_id).one(tx.conn()?).await? else {
        return Ok(());
    };
    if person_ids.is_empty() || aid.archived_at.is_some() || aid.status == RETURNED {
        return Ok(());
    }
    let members = members_in(tx, scheme.fiscal_year, person_ids).await?;
    let others = alike(tx, aid, &scheme, person_ids, &members).await?;
    if others.is_empty() {
        return Ok(());
    }
    let unit = unit_by_id(tx.conn()?, aid.unit_id).await?;
    let own = ids::text(Kind::Aid, aid.id);
    for other in others {
        let theirs = ids::text(Kind::Aid, other.id);
        for person in person_ids.iter().copied().filter(|person| reaches(&other, *person, &members)) {
            raise(tx, &unit, SAME_AID_YEAR, person, &theirs, &own, Some(scheme.fiscal_year)).await?;
        }
    }
    Ok(())
}

fn reaches(aid: &aid::Model, person: Uuid, members: &[membership::Model]) -> bool {
    let through = |row: &membership::Model| row.person_id == person && aid.enterprise_id == Some(row.enterprise_id);
    aid.person_id == Some(person) || members.iter().any(through)
}

/// Memberships of these people that held in a year.
async fn members_in(tx: &Tx, year: i32, person_ids: &[Uuid]) -> Result<Vec<membership::Model>> {
    let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else {
        return Ok(Vec::new());
    };
    let rows = membership::Entity::find()
        .filter(membership::Column::PersonId.is_in(person_ids.iter().copied()))
        .filter(memberships::within(first, NaiveDate::from_ymd_opt(year + 1, 1, 1)));
    Ok(rows.all(tx.conn()?).await?)
}

/// Other aid of the same kind and fiscal year that may reach one of these people.
async fn alike(
    tx: &Tx,
    aid: &aid::Model,
    scheme: &aid_scheme::Model,
    person_ids: &[Uuid],
    members: &[membership::Model],
) -> Result<Vec<aid::Model>> {
    let schemes = aid_scheme::Entity::find()
        .filter(aid_scheme::Column::Kind.eq(scheme.kind.as_str()))
        .filter(aid_scheme::Column::FiscalYear.eq(scheme.fiscal_year));
    let schemes: Vec<Uuid> = schemes.all(tx.conn()?).await?.into_iter().map(|row| row.id).collect();
    let mut receives = Condition::any().add(aid::Column::PersonId.is_in(person_ids.iter().copied()));
    let enterprises: BTreeSet<Uuid> = members.iter().map(|row| row.enterprise_id).collect();
    if !enterprises.is_empty() {
        receives = receives.add(aid::Column::EnterpriseId.is_in(enterprises));
    }
    let others = aid::Entity::find()
        .filter(aid::Column::SchemeId.is_in(schemes))
        .filter(aid::Column::Id.ne(aid.id))
        .filter(aid::Column::Status.ne(RETURNED))
        .filter(aid::Column::ArchivedAt.is_null())
        .filter(receives)
        .order_by_asc(aid::Column::Id);
    Ok(others.all(tx.conn()?).await?)
}

/// Cases about these people that nobody has decided yet.
pub async fn open_of(conn: &impl ConnectionTrait, person_ids: &[Uuid]) -> Result<Vec<duplicate_case::Model>> {
    if person_ids.is_empty() {
        return Ok(Vec::new());
    }
    let cases = duplicate_case::Entity::find()
        .filter(duplicate_case::Column::PersonId.is_in(person_ids.iter().copied()))
        .filter(duplicate_case::Column::Status.eq(OPEN))
        .filter(duplicate_case::Column::ArchivedAt.is_null())
        .order_by_asc(duplicate_case::Column::Id);
    Ok(cases.all(conn).await?)
}

/// The second records of the cases of a kind that name this one first, whatever was decided about them.
pub async fn seconds(conn: &impl ConnectionTrait, kind: &str, first: &str) -> Result<Vec<String>> {
    let cases = duplicate_case::Entity::find()
        .filter(duplicate_case::Column::Kind.eq(kind))
        .filter(duplicate_case::Column::FirstRecord.eq(first))
        .order_by_asc(duplicate_case::Column::Id);
    Ok(cases.all(conn).await?.into_iter().map(|case| case.second_record).collect())
}

/// Whether somebody decided that a record is the later of two that should be one.
pub async fn is_duplicate(conn: &impl ConnectionTrait, record: &str) -> Result<bool> {
    let cases = duplicate_case::Entity::find()
        .filter(duplicate_case::Column::SecondRecord.eq(record))
        .filter(duplicate_case::Column::Status.eq(DECISIONS[1]))
        .filter(duplicate_case::Column::ArchivedAt.is_null());
    Ok(cases.one(conn).await?.is_some())
}

/// What somebody decided about a case, and why.
#[derive(Clone, Debug)]
pub struct Decision {
    pub decision: String,
    pub reason: String,
}

impl Workflow for duplicate_case::Model {
    type Step = &'static str;
    const STEPS: &'static [&'static str] = &DECISIONS;

    fn state(&self) -> &str {
        &self.status
    }

    fn word(decision: &'static str) -> &'static str {
        decision
    }

    fn roles(_decision: &'static str) -> &'static [Role] {
        Action::DecideDuplicates.roles()
    }

    /// A decision stands.
    async fn hinder<C: ConnectionTrait>(_: &C, _: &Ctx, held: &Held<Self>, _: &'static str) -> Result<()> {
        if held.row.status != OPEN {
            let refused = Error::new(Code::IllegalState).with("status", held.row.status.as_str());
            return Err(refused.with("allowed", Vec::<String>::new()));
        }
        Ok(())
    }
}

/// Decides a case. It does not change afterwards.
pub async fn decide(tx: &Tx, id: &str, expected: Expected, decision: Decision) -> Result<Held<duplicate_case::Model>> {
    // Whatever is decided, the same people decide it, in the same state.
    let held = workflow::begin::<duplicate_case::Model>(tx, id, expected, JUSTIFIED).await?;
    let mut faults = Vec::new();
    if !DECISIONS.contains(&decision.decision.as_str()) {
        faults.push(Violation::new(Code::UnknownCode, "/decision").with("allowed", DECISIONS.to_vec()));
    }
    if decision.reason.trim().is_empty() {
        faults.push(Violation::new(Code::ReasonRequired, "/reason"));
    }
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    let mut row = held.row.clone();
    row.status = decision.decision;
    row.decided_on = Some(tx.today());
    row.decision_reason = Some(decision.reason);
    row.advance(tx);
    ops::put(tx, held, row, "decide", "decided").await
}
