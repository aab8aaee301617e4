//! Who speaks and acts, and on which day.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};
use entity::{incubatee, membership, person, unit};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::demo::accounts::Made;
use crate::demo::units::Units;
use crate::domain::access::{Scope, covers_region};
use crate::domain::registry::unit_by_ref;
use crate::domain::{Ctx, Result, Tx};
use crate::vocab::Role;

/// Somebody, by the role and where it is held.
#[derive(Clone, Copy, Debug)]
pub(super) enum Voice<'a> {
    /// The coordinator of a region.
    Coordinator(&'a str),
    /// An agency of a region's government.
    LocalGovernment(&'a str),
    /// A partner of all in a region.
    Stakeholder(&'a str),
    /// Head of a BLK.
    Head(&'a unit::Model),
    /// Operator of a BLK.
    Operator(&'a unit::Model),
    /// A university's team at a kawasan.
    University(&'a unit::Model),
    /// Whoever speaks for an organization.
    Partner(&'a unit::Model),
    /// The mentor of the first incubator.
    Mentor,
    /// A member of one of its enterprises.
    Incubatee,
    /// The ministry's reviewer.
    Reviewer,
    /// The ministry's administrator.
    Admin,
}

/// What all parts share.
pub(super) struct Cast<'a> {
    pub ctx: &'a Ctx,
    pub units: &'a Units,
    pub made: &'a Made,
    /// The BLK whose head is among the accounts.
    pub home: &'a unit::Model,
    /// The one of its incubatees who has an account.
    pub incubatee: Option<incubatee::Model>,
    now: DateTime<Utc>,
    today: NaiveDate,
}

impl<'a> Cast<'a> {
    pub(super) async fn new(ctx: &'a Ctx, units: &'a Units, made: &'a Made, home: &'a unit::Model) -> Result<Self> {
        let incubatee = incubatee_of(ctx, made.incubatee).await?;
        Ok(Self { ctx, units, made, home, incubatee, now: ctx.now(), today: ctx.today() })
    }

    /// So many days ago.
    pub(super) fn ago(&self, days: u64) -> NaiveDate {
        self.today - Days::new(days)
    }

    /// In so many days.
    pub(super) fn ahead(&self, days: u64) -> NaiveDate {
        self.today + Days::new(days)
    }

    /// Sets the clock to so many days ago, minutes after nine in the morning in Jakarta; never later than now.
    pub(super) fn at(&self, days: u64, minutes: i64) {
        let nine = self.ago(days).and_time(NaiveTime::MIN).and_utc() + Duration::hours(2);
        self.ctx.app.clock.set((nine + Duration::minutes(minutes)).min(self.now));
    }

    /// The same write by somebody.
    pub(super) fn by(&self, tx: &Tx, voice: Voice<'_>) -> Tx {
        let made = self.made;
        let region = |code: &str| Scope::Region(code.to_owned());
        let (id, role, scope) = match voice {
            Voice::Coordinator(code) => (made.coordinator, Role::Coordinator, region(code)),
            Voice::LocalGovernment(code) => (made.local_government, Role::LocalGovernment, region(code)),
            Voice::Stakeholder(code) => (made.stakeholder, Role::Stakeholder, region(code)),
            Voice::Head(blk) => (made.head, Role::BlkHead, Scope::Unit(blk.id)),
            Voice::Operator(blk) => (made.operator, Role::BlkOperator, Scope::Unit(blk.id)),
            Voice::University(kawasan) => (made.university, Role::University, Scope::Unit(kawasan.id)),
            Voice::Partner(organization) => (made.stakeholder, Role::Stakeholder, Scope::Unit(organization.id)),
            Voice::Mentor => (made.mentor, Role::Mentor, Scope::Unit(self.home.id)),
            Voice::Incubatee => (made.incubatee, Role::Incubatee, Scope::Unit(self.home.id)),
            Voice::Reviewer => (made.reviewer, Role::MinistryReviewer, Scope::Nation),
            Voice::Admin => (made.ministry_admin, Role::MinistryAdmin, Scope::Nation),
        };
        made.acting(tx, id, role, scope)
    }

    /// A unit by its code.
    pub(super) async fn unit(&self, code: &str) -> Result<unit::Model> {
        unit_by_ref(self.ctx.db(), code).await
    }

    /// A BLK that lies in a region.
    pub(super) fn blk_in(&self, region: &str) -> Option<&'a unit::Model> {
        self.units.blks.iter().find(|blk| covers_region(region, &blk.region_code))
    }
}

/// The incubatee whose enterprise an account's person is a member of.
async fn incubatee_of(ctx: &Ctx, account: Uuid) -> Result<Option<incubatee::Model>> {
    let person = person::Entity::find().filter(person::Column::AccountId.eq(account)).one(ctx.db()).await?;
    let Some(person) = person else { return Ok(None) };
    let member = membership::Entity::find().filter(membership::Column::PersonId.eq(person.id)).one(ctx.db()).await?;
    let Some(member) = member else { return Ok(None) };
    let found = incubatee::Entity::find().filter(incubatee::Column::EnterpriseId.eq(member.enterprise_id));
    Ok(found.one(ctx.db()).await?)
}
