//! The people of whom a partner may read: found by their consents, with the business that each is coached in. A fixed
//! number of statements, however many they are.

use std::collections::{HashMap, HashSet};

use entity::{consent, enterprise, incubatee, membership, person};
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::gate::Gate;
use super::scopes::Voice;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::enterprises;
use crate::domain::{Code, Ctx, Error, Result, Tx};

/// Office that speaks for a group.
const CHAIR: &str = "KETUA";

/// A person who consented to this partner and purpose, as the gate found it. What it holds is for the gate and for what
/// stands behind it; a face sees a pseudonym.
#[derive(Clone)]
pub struct Subject {
    /// The consent that holds.
    pub(in crate::domain::partners) consent: consent::Model,
    /// The person.
    pub(in crate::domain::partners) person: person::Model,
    /// The incubatee through which the person is coached: the one applied for last.
    pub(in crate::domain::partners) incubatee: Option<incubatee::Model>,
    /// Its enterprise.
    pub(in crate::domain::partners) enterprise: Option<enterprise::Model>,
    /// The person's office there: code of `membershipRoles`.
    pub(in crate::domain::partners) office: Option<String>,
}

impl Subject {
    /// The id of the subject, the same in all versions of its consent.
    #[expect(clippy::misnamed_getters, reason = "the id of the subject, not that of the version of its consent")]
    pub fn id(&self) -> Uuid {
        self.consent.subject_id
    }

    /// The pseudonym: `sub_...`.
    pub fn text(&self) -> String {
        ids::text(Kind::Subject, self.id())
    }

    /// What the person is to the business.
    pub(super) fn voice(&self) -> Voice {
        match &self.enterprise {
            None => Voice::Nobody,
            Some(group) if enterprises::is_sole(group) || self.office.as_deref() == Some(CHAIR) => Voice::Speaker,
            Some(_) => Voice::Member,
        }
    }
}

/// Condition on the table `consent`: one that holds at this moment, of a person who is neither archived nor restricted
/// nor erased.
pub(super) fn holding(ctx: &Ctx) -> Condition {
    let person = Query::select()
        .expr(Expr::value(1))
        .from("person")
        .and_where(Expr::col(("person", "id")).equals(("consent", "person_id")))
        .cond_where(readable())
        .to_owned();
    Condition::all()
        .add(consent::Column::Status.eq("ACTIVE"))
        .add(consent::Column::ExpiresAt.gt(ctx.now()))
        .add(Expr::exists(person))
}

/// Condition on the table `person`: one who is neither archived nor restricted nor erased.
fn readable() -> Condition {
    use person::Column as C;
    Condition::all().add(C::ArchivedAt.is_null()).add(C::RestrictedAt.is_null()).add(C::ErasedAt.is_null())
}

/// Whether a consent of this subject holds. A stored answer that speaks of it is given again only then; for partner,
/// purpose and agreement the gate was opened before.
pub(in crate::domain) async fn holds(ctx: &Ctx, subject: Uuid) -> Result<bool> {
    let its = consent::Entity::find().filter(holding(ctx)).filter(consent::Column::SubjectId.eq(subject));
    Ok(its.count(ctx.db()).await? > 0)
}

/// The subjects whose consents are valid and fulfil a condition, in the order of their ids.
///
/// Their consents stay locked until the write ends, so that what is decided on a consent and what is written down of it
/// are one: a withdrawal comes before all of it, or after. (SQLite has one writer at a time anyhow.)
pub(super) async fn find(tx: &Tx, gate: &Gate, which: Condition, limit: Option<u64>) -> Result<Vec<Subject>> {
    let consents = consent::Entity::find()
        .filter(gate.valid(tx).add(which))
        .order_by_asc(consent::Column::SubjectId)
        .limit(limit)
        .lock(LockType::NoKeyUpdate)
        .all(tx.conn()?)
        .await?;
    let mut people = people(tx, &consents).await?;
    if people.len() < consents.len() {
        // Somebody was restricted between the two statements. A page that is silently shorter would look like the last.
        return Err(Error::new(Code::Unavailable).after(1));
    }
    let mut works = works(tx, &consents).await?;
    let subject = |consent: consent::Model| {
        let person = people.remove(&consent.person_id)?;
        let (incubatee, enterprise, office) = match works.remove(&consent.person_id) {
            Some(Work { incubatee, enterprise, office }) => (Some(incubatee), Some(enterprise), Some(office)),
            None => (None, None, None),
        };
        Some(Subject { consent, person, incubatee, enterprise, office })
    };
    Ok(consents.into_iter().filter_map(subject).collect())
}

/// The people of these consents, as far as they may be read still.
async fn people(tx: &Tx, consents: &[consent::Model]) -> Result<HashMap<Uuid, person::Model>> {
    let rows = person::Entity::find()
        .filter(person::Column::Id.is_in(consents.iter().map(|row| row.person_id)))
        .filter(readable());
    Ok(rows.all(tx.conn()?).await?.into_iter().map(|row| (row.id, row)).collect())
}

/// Through what a person is coached.
struct Work {
    incubatee: incubatee::Model,
    enterprise: enterprise::Model,
    office: String,
}

impl Work {
    /// The one applied for last comes last.
    fn order(&self) -> (chrono::NaiveDate, Uuid) {
        (self.incubatee.applied_on, self.incubatee.id)
    }
}

/// For each person the incubatee applied for last, among those of enterprises of which it is a member.
async fn works(tx: &Tx, consents: &[consent::Model]) -> Result<HashMap<Uuid, Work>> {
    // A day on which somebody will leave does not count until then, and then nothing would tell of it: whoever has one
    // is no member any more.
    let members = membership::Entity::find()
        .filter(membership::Column::PersonId.is_in(consents.iter().map(|row| row.person_id)))
        .filter(membership::Column::ArchivedAt.is_null())
        .filter(membership::Column::LeftOn.is_null())
        .all(tx.conn()?)
        .await?;
    let groups: HashSet<Uuid> = members.iter().map(|row| row.enterprise_id).collect();
    let enterprises = enterprise::Entity::find()
        .filter(enterprise::Column::Id.is_in(groups.iter().copied()))
        .filter(enterprise::Column::ArchivedAt.is_null());
    let enterprises = enterprises.all(tx.conn()?).await?.into_iter().map(|row| (row.id, row));
    let enterprises: HashMap<Uuid, enterprise::Model> = enterprises.collect();
    let incubatees = incubatee::Entity::find()
        .filter(incubatee::Column::EnterpriseId.is_in(groups))
        .filter(incubatee::Column::ArchivedAt.is_null())
        .order_by_asc(incubatee::Column::AppliedOn)
        .order_by_asc(incubatee::Column::Id);
    let incubatees = incubatees.all(tx.conn()?).await?.into_iter().map(|row| (row.enterprise_id, row));
    // Of several of one enterprise the last one stays.
    let incubatees: HashMap<Uuid, incubatee::Model> = incubatees.collect();
    let mut found: HashMap<Uuid, Work> = HashMap::new();
    for member in members {
        let group = member.enterprise_id;
        let (Some(incubatee), Some(enterprise)) = (incubatees.get(&group), enterprises.get(&group)) else { continue };
        let work = Work { incubatee: incubatee.clone(), enterprise: enterprise.clone(), office: member.office };
        if found.get(&member.person_id).is_none_or(|other| other.order() < work.order()) {
            found.insert(member.person_id, work);
        }
    }
    Ok(found)
}
