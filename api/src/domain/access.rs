//! Who may do what: the one decision point under both faces (contract section 3).

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{Condition, EntityTrait};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ctx::{ActorKind, Ctx};
use super::error::{Code, Error, Result};
use super::interaction::threads::Talked;
use super::tx::Tx;
use crate::vocab::Role;

/// A role held at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    pub scope: Scope,
}

/// What a role is held on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    Nation,
    /// A region code, with all below it.
    Region(String),
    Unit(Uuid),
}

/// Where a record lies: the unit that owns it and the unit's region.
#[derive(Clone, Debug)]
pub struct Place {
    pub unit: Uuid,
    pub region: String,
}

impl From<&entity::unit::Model> for Place {
    fn from(unit: &entity::unit::Model) -> Self {
        Self { unit: unit.id, region: unit.region_code.clone() }
    }
}

/// What can be done, apart from the steps of a report (those are in `reports::status`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Action {
    /// Draft, try and publish report templates, and their indicators.
    ManageTemplates,
    /// Extend or waive obligations.
    ManageObligations,
    /// Record BLKs, kawasans and organizations and their statuses.
    ManageRegistry,
    /// Invite, change and deactivate any user; grant any role.
    ManageUsers,
    /// Make and revoke machine clients.
    ManageClients,
    /// Keep what a unit says of itself: contact, officers, equipment, products.
    KeepOwnRecords,
    /// Keep the register of documents. The mentor assigned keeps what is about its enterprise too.
    KeepDocuments,
    /// Keep training packages, their trainees and sessions, job seekers and placements.
    KeepTraining,
    /// Keep resources, value chain, potentials and enterprises of a kawasan, and training needs.
    KeepKawasan,
    /// Assess BLKs and kawasans, and score candidates.
    Assess,
    /// Keep meetings and what they resolved.
    KeepMeetings,
    /// Read who changed what in the registry.
    ReadHistory,
    /// Keep enterprises, their people, cohorts and incubatees. The mentor assigned keeps some of it too.
    KeepCoaching,
    /// Record visits of mentors on their behalf; a mentor records its own.
    KeepVisits,
    /// Verify visits.
    VerifyVisits,
    /// Keep intakes of mentors, their training and assignments.
    KeepMentors,
    /// Set a gate, a quota or a rule of eligibility aside, with a reason.
    Override,
    /// Keep schemes of aid, and pay it out.
    ManageAid,
    /// Propose aid and account for it.
    KeepAid,
    /// Decide on aid and its accounts.
    ReviewAid,
    /// Plan and record monitoring visits.
    Monitor,
    /// Decide whether a duplicate is one.
    DecideDuplicates,
    /// Keep what an organization offers.
    KeepOffers,
    /// Ask a unit for a document, a visit, an explanation.
    AskRequests,
    /// Announce.
    Announce,
    /// Keep agreements on the sharing of data.
    ManageAgreements,
    /// Handle requests of data subjects, and incidents.
    HandleDataRequests,
    /// Read all of them.
    ReadDataRequests,
    /// Read what anybody did, in the audit log; what one did oneself needs no right.
    ReadAudit,
}

impl Action {
    /// The roles that may.
    pub fn roles(self) -> &'static [Role] {
        match self {
            Action::ManageTemplates
            | Action::ManageRegistry
            | Action::ManageUsers
            | Action::ManageClients
            | Action::ManageAgreements => &[Role::FknAdmin, Role::MinistryAdmin],
            Action::HandleDataRequests => &[Role::FknAdmin, Role::MinistryAdmin, Role::DataProtectionOfficer],
            Action::ReadDataRequests | Action::ReadAudit => {
                &[Role::FknAdmin, Role::MinistryAdmin, Role::DataProtectionOfficer, Role::Auditor]
            }
            Action::ManageObligations | Action::KeepMeetings | Action::Announce => {
                &[Role::FknAdmin, Role::MinistryAdmin, Role::Coordinator]
            }
            Action::KeepOwnRecords | Action::KeepTraining => {
                &[Role::FknAdmin, Role::MinistryAdmin, Role::BlkHead, Role::BlkOperator]
            }
            Action::KeepKawasan => {
                &[Role::FknAdmin, Role::MinistryAdmin, Role::University, Role::BlkHead, Role::BlkOperator]
            }
            Action::Assess => &[Role::FknAdmin, Role::MinistryAdmin, Role::University, Role::Coordinator],
            Action::ReadHistory => &[
                Role::FknAdmin,
                Role::MinistryAdmin,
                Role::Auditor,
                Role::DataProtectionOfficer,
                Role::Coordinator,
                Role::BlkHead,
            ],
            Action::KeepCoaching | Action::KeepAid | Action::KeepDocuments => {
                &[Role::FknAdmin, Role::MinistryAdmin, Role::BlkHead, Role::BlkOperator, Role::University]
            }
            Action::KeepVisits | Action::ManageAid => &[Role::FknAdmin, Role::MinistryAdmin],
            Action::KeepMentors => &[Role::FknAdmin, Role::MinistryAdmin, Role::University],
            Action::VerifyVisits => &[Role::FknAdmin, Role::MinistryAdmin, Role::Coordinator, Role::University],
            Action::ReviewAid => &[Role::FknAdmin, Role::MinistryAdmin, Role::MinistryReviewer],
            Action::Override | Action::DecideDuplicates => {
                &[Role::FknAdmin, Role::MinistryAdmin, Role::Coordinator, Role::MinistryReviewer]
            }
            Action::Monitor => {
                &[Role::FknAdmin, Role::MinistryAdmin, Role::MinistryReviewer, Role::University, Role::Coordinator]
            }
            Action::KeepOffers => &[
                Role::FknAdmin,
                Role::MinistryAdmin,
                Role::Stakeholder,
                Role::Partner,
                Role::LocalGovernment,
                Role::University,
            ],
            Action::AskRequests => &[
                Role::FknAdmin,
                Role::MinistryAdmin,
                Role::Coordinator,
                Role::MinistryReviewer,
                Role::LocalGovernment,
                Role::University,
            ],
        }
    }
}

/// Roles that see a unit's drafts; others see a report once it was submitted.
const SEES_DRAFTS: &[Role] = &[Role::FknAdmin, Role::MinistryAdmin, Role::BlkHead, Role::BlkOperator, Role::Auditor];
/// Roles that see submitted reports of their scope with their values.
const SEES_REPORTS: &[Role] =
    &[Role::Coordinator, Role::MinistryReviewer, Role::LocalGovernment, Role::University, Role::Stakeholder];
/// Roles that see the coaching of their scope: enterprises' people, progress, visits, aid.
const SEES_COACHING: &[Role] = &[
    Role::FknAdmin,
    Role::MinistryAdmin,
    Role::Auditor,
    Role::DataProtectionOfficer,
    Role::BlkHead,
    Role::BlkOperator,
    Role::Coordinator,
    Role::MinistryReviewer,
    Role::LocalGovernment,
    Role::University,
];
/// Roles that see that a report exists, not its values.
const SEES_OUTLINE: &[Role] = &[Role::Dashboard];

impl Scope {
    pub fn covers(&self, place: &Place) -> bool {
        match self {
            Scope::Nation => true,
            Scope::Region(code) => covers_region(code, &place.region),
            Scope::Unit(unit) => *unit == place.unit,
        }
    }

    /// Whether this scope contains the other whole.
    pub fn contains(&self, other: &Scope, region_of: Option<&str>) -> bool {
        match (self, other) {
            (Scope::Nation, _) => true,
            (Scope::Region(code), Scope::Region(inner)) => covers_region(code, inner),
            (Scope::Region(code), Scope::Unit(_)) => region_of.is_some_and(|region| covers_region(code, region)),
            (Scope::Unit(unit), Scope::Unit(inner)) => unit == inner,
            _ => false,
        }
    }
}

/// Whether a region is the given one or lies below it.
pub fn covers_region(code: &str, region: &str) -> bool {
    region.strip_prefix(code).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether the actor holds one of the roles on a scope that covers the place. The system may do everything.
pub fn holds(ctx: &Ctx, roles: &[Role], place: Option<&Place>) -> bool {
    ctx.actor.kind == ActorKind::System
        || ctx.actor.grants.iter().any(|grant| {
            roles.contains(&grant.role)
                && match place {
                    Some(place) => grant.scope.covers(place),
                    None => grant.scope == Scope::Nation,
                }
        })
}

/// Whether the actor holds one of the roles anywhere.
pub fn holds_anywhere(ctx: &Ctx, roles: &[Role]) -> bool {
    ctx.actor.kind == ActorKind::System || ctx.actor.grants.iter().any(|grant| roles.contains(&grant.role))
}

/// May this caller do this there? `None` as place means the nation.
pub fn can(ctx: &Ctx, action: Action, place: Option<&Place>) -> bool {
    holds(ctx, action.roles(), place)
}

/// As [`can`], but refuses: 401 for nobody, 403 for who lacks the right.
pub fn require(ctx: &Ctx, action: Action, place: Option<&Place>) -> Result<()> {
    require_roles(ctx, action.roles(), place)
}

pub fn require_roles(ctx: &Ctx, roles: &[Role], place: Option<&Place>) -> Result<()> {
    ctx.require_signed_in()?;
    if holds(ctx, roles, place) { Ok(()) } else { Err(denied(roles)) }
}

/// The refusal that names the roles that may.
pub fn denied(roles: &[Role]) -> Error {
    let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    Error::new(Code::Denied).with("roles", names)
}

/// A right that a write needed, kept with a keyed answer and checked again before it is replayed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Check {
    roles: Vec<Role>,
    unit: Option<Uuid>,
    /// The enterprise whose mentor this was, and how many days ago at most.
    #[serde(default)]
    enterprise: Option<(Uuid, u64)>,
    /// The enterprise whose member this was.
    #[serde(default)]
    member: Option<Uuid>,
    /// The thread or comment that is to be seen still.
    #[serde(default)]
    talked: Option<Talked>,
    /// The subject of consents of whom the answer speaks to a partner.
    #[serde(default)]
    subject: Option<Uuid>,
}

impl Check {
    pub async fn again(&self, ctx: &Ctx) -> Result<()> {
        if let Some((enterprise, days)) = self.enterprise {
            let still = super::incubation::coached::assigned_within(ctx.db(), ctx, enterprise, days).await?;
            return if still { Ok(()) } else { Err(Error::new(Code::NotFound)) };
        }
        if let Some(talked) = self.talked {
            return talked.again(ctx).await;
        }
        if let Some(subject) = self.subject {
            let still = super::partners::gate::holds(ctx, subject).await?;
            return if still { Ok(()) } else { Err(Error::new(Code::NotFound)) };
        }
        if let Some(enterprise) = self.member {
            let still = super::incubation::coached::is_member(ctx.db(), ctx, enterprise).await?;
            return if still { Ok(()) } else { Err(Error::new(Code::NotFound)) };
        }
        let place = match self.unit {
            Some(id) => Some(Place::from(&super::registry::unit_by_id(ctx.db(), id).await?)),
            None => None,
        };
        match place {
            // A partner keeps the offers of an organization whose reports it does not see.
            Some(place) if !sees_unit(ctx, &place) && !holds(ctx, &self.roles, Some(&place)) => {
                Err(Error::new(Code::NotFound))
            }
            place => require_roles(ctx, &self.roles, place.as_ref()),
        }
    }
}

impl Tx {
    /// Requires one of the roles and remembers that it was needed.
    pub fn require_roles(&self, roles: &[Role], place: Option<&Place>) -> Result<()> {
        require_roles(self, roles, place)?;
        let unit = place.map(|place| place.unit);
        self.remember(Check { roles: roles.to_vec(), unit, ..Check::default() });
        Ok(())
    }

    /// Remembers that the caller was the mentor assigned to an enterprise, today or so many days ago.
    pub fn as_mentor_of(&self, enterprise: Uuid, days: u64) {
        self.remember(Check { enterprise: Some((enterprise, days)), ..Check::default() });
    }

    /// Remembers that the caller was a member of an enterprise.
    pub fn as_member_of(&self, enterprise: Uuid) {
        self.remember(Check { member: Some(enterprise), ..Check::default() });
    }

    /// Remembers the thread or comment that the write was about.
    pub fn talked(&self, talked: Talked) {
        self.remember(Check { talked: Some(talked), ..Check::default() });
    }

    /// Remembers of whom the answer speaks to a partner: it is given again only while a consent of that subject holds.
    pub fn about_subject(&self, subject: Uuid) {
        self.remember(Check { subject: Some(subject), ..Check::default() });
    }

    pub fn require(&self, action: Action, place: Option<&Place>) -> Result<()> {
        self.require_roles(action.roles(), place)
    }
}

/// What the caller sees of reports and obligations at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    Nothing,
    /// That it exists, its state and times.
    Outline,
    /// All of it, once submitted.
    Submitted,
    /// Drafts too.
    Drafts,
}

/// How much the caller sees at a place.
pub fn sight(ctx: &Ctx, place: &Place) -> Sight {
    if holds(ctx, SEES_DRAFTS, Some(place)) {
        Sight::Drafts
    } else if holds(ctx, SEES_REPORTS, Some(place)) {
        Sight::Submitted
    } else if holds(ctx, SEES_OUTLINE, Some(place)) {
        Sight::Outline
    } else {
        Sight::Nothing
    }
}

/// Whether the caller sees the reports of a place at all.
pub fn sees_unit(ctx: &Ctx, place: &Place) -> bool {
    sight(ctx, place) > Sight::Nothing
}

/// Units whose reports the caller sees: all of them, or those a sub-select finds.
pub fn units_seen(ctx: &Ctx, at_least: Sight) -> Units {
    match at_least {
        Sight::Drafts => units_of(ctx, SEES_DRAFTS),
        Sight::Submitted => units_of(ctx, &[SEES_DRAFTS, SEES_REPORTS].concat()),
        _ => units_of(ctx, &[SEES_DRAFTS, SEES_REPORTS, SEES_OUTLINE].concat()),
    }
}

/// Units whose coaching the caller sees.
pub fn units_coached(ctx: &Ctx) -> Units {
    units_of(ctx, SEES_COACHING)
}

/// Whether the caller sees the coaching of a place.
pub fn sees_coaching(ctx: &Ctx, place: &Place) -> bool {
    holds(ctx, SEES_COACHING, Some(place))
}

/// Units on which the caller holds one of the roles.
pub fn units_of(ctx: &Ctx, roles: &[Role]) -> Units {
    if ctx.actor.kind == ActorKind::System {
        return Units::All;
    }
    let scopes: Vec<&Scope> =
        ctx.actor.grants.iter().filter(|grant| roles.contains(&grant.role)).map(|grant| &grant.scope).collect();
    if scopes.contains(&&Scope::Nation) {
        return Units::All;
    }
    if scopes.is_empty() {
        return Units::None;
    }
    let mut any = Condition::any();
    for scope in scopes {
        any = match scope {
            Scope::Region(code) => any.add(in_region("region_code", code)),
            Scope::Unit(unit) => any.add(Expr::col("id").eq(*unit)),
            Scope::Nation => any,
        };
    }
    Units::of(any)
}

/// A column that holds a region code lies in a region.
pub fn in_region(column: &'static str, code: &str) -> Condition {
    Condition::any().add(Expr::col(column).eq(code)).add(Expr::col(column).like(format!("{code}.%")))
}

/// A set of units, as a condition on a column that holds a unit's id.
#[derive(Clone, Debug)]
pub enum Units {
    All,
    None,
    Where(Box<SelectStatement>),
}

impl Units {
    /// The units that fulfil a condition.
    pub fn of(condition: Condition) -> Self {
        Units::Where(Box::new(Query::select().column("id").from("unit").cond_where(condition).to_owned()))
    }

    /// The condition on a column known by its name.
    pub fn named(&self, column: &'static str) -> Condition {
        match self {
            Units::Where(select) => Condition::all().add(Expr::col(column).in_subquery((**select).clone())),
            Units::All => Condition::all(),
            Units::None => Condition::all().add(Expr::value(1).eq(0)),
        }
    }

    pub fn condition<C: sea_orm::ColumnTrait>(&self, column: C) -> Condition {
        match self {
            Units::All => Condition::all(),
            Units::None => Condition::all().add(Expr::value(1).eq(0)),
            Units::Where(select) => Condition::all().add(column.in_subquery((**select).clone())),
        }
    }
}

/// Grants of an actor that hold at this moment.
pub async fn grants_of(ctx: &Ctx, actor: Uuid) -> Result<Vec<Grant>> {
    use entity::role_grant::{Column, Entity};
    use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
    let now = ctx.now();
    // In order: whether rights have changed is seen by comparing.
    let rows = Entity::find().filter(Column::ActorId.eq(actor)).order_by_asc(Column::Id).all(ctx.db()).await?;
    Ok(rows
        .into_iter()
        .filter(|row| row.valid_from <= now && row.valid_to.is_none_or(|to| to > now))
        .filter_map(|row| {
            let scope = match (row.region_code, row.unit_id) {
                (Some(code), _) => Scope::Region(code),
                (None, Some(unit)) => Scope::Unit(unit),
                (None, None) => Scope::Nation,
            };
            Some(Grant { role: row.role.parse().ok()?, scope })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_covers_what_lies_below_it_and_not_its_neighbour() {
        assert!(covers_region("36", "36.02.01"));
        assert!(covers_region("36.02", "36.02"));
        assert!(!covers_region("36.02", "36.020"));
        assert!(!covers_region("36.02", "36"));
        assert!(!covers_region("3", "36"));
    }

    #[test]
    fn a_unit_scope_contains_only_itself() {
        let unit = Uuid::from_u128(1);
        assert!(Scope::Region("36".into()).contains(&Scope::Unit(unit), Some("36.02")));
        assert!(!Scope::Region("36".into()).contains(&Scope::Unit(unit), Some("32.02")));
        assert!(!Scope::Unit(unit).contains(&Scope::Region("36".into()), None));
        assert!(!Scope::Region("36".into()).contains(&Scope::Nation, None));
    }
}
