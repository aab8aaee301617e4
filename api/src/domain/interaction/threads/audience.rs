//! Who is in an audience: pure rules over the roles that somebody holds and the spot that a thread is about.

use uuid::Uuid;

use crate::domain::access::{Place, Scope, covers_region};
use crate::vocab::{Audience, Role};

/// Those around a spot, the inner ones first. Who is in an inner circle is in the outer ones too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Circle {
    Internal,
    Blk,
    Stakeholders,
}

impl Circle {
    /// The circle that a role belongs to; none where it takes part only as somebody who sees the record.
    pub fn of(role: Role) -> Option<Self> {
        match role {
            Role::FknAdmin | Role::MinistryAdmin | Role::Coordinator | Role::MinistryReviewer | Role::Auditor => {
                Some(Circle::Internal)
            }
            Role::BlkHead | Role::BlkOperator => Some(Circle::Blk),
            Role::LocalGovernment | Role::University | Role::Stakeholder => Some(Circle::Stakeholders),
            Role::Mentor | Role::Incubatee | Role::Partner | Role::Dashboard | Role::DataProtectionOfficer => None,
        }
    }

    /// The outermost circle that an audience lets in.
    pub fn around(audience: Audience) -> Self {
        match audience {
            Audience::Internal => Circle::Internal,
            Audience::Blk | Audience::Partner => Circle::Blk,
            Audience::Stakeholders => Circle::Stakeholders,
        }
    }
}

/// Roles that read and say nothing.
pub fn is_silent(role: Role) -> bool {
    matches!(role, Role::Auditor | Role::DataProtectionOfficer | Role::Dashboard)
}

/// A role with what it is held on.
#[derive(Clone, Debug)]
pub struct Held {
    pub role: Role,
    pub scope: Scope,
    /// Codes of the regions that a unit lies in, from the province down.
    pub homes: Vec<String>,
}

/// Where a thread takes place: at the unit that a record belongs to, or in the room of a region.
#[derive(Clone, Copy, Debug)]
pub enum Spot<'a> {
    Unit(&'a Place),
    Room(&'a str),
}

impl Held {
    /// The circle in which the role puts somebody at a spot.
    fn circle(&self, spot: Spot<'_>) -> Option<Circle> {
        let circle = Circle::of(self.role)?;
        match spot {
            Spot::Unit(place) => self.scope.covers(place).then_some(circle),
            Spot::Room(code) if self.covers_room(code) => Some(circle),
            // Who lies in the region takes part in its room, but does not answer for all of it.
            Spot::Room(code) => self.lies_in(code).then_some(circle.max(Circle::Blk)),
        }
    }

    fn covers_room(&self, code: &str) -> bool {
        match &self.scope {
            Scope::Nation => true,
            Scope::Region(own) => covers_region(own, code),
            Scope::Unit(_) => false,
        }
    }

    fn lies_in(&self, code: &str) -> bool {
        match &self.scope {
            Scope::Nation => false,
            Scope::Region(own) => covers_region(code, own),
            Scope::Unit(_) => self.homes.iter().any(|home| home == code),
        }
    }

    /// The organization for which it speaks.
    pub fn organization(&self) -> Option<Uuid> {
        match (self.role, &self.scope) {
            (Role::Stakeholder | Role::Partner, Scope::Unit(unit)) => Some(*unit),
            _ => None,
        }
    }
}

/// The innermost circle in which the roles put somebody at a spot.
pub fn circle(held: &[Held], spot: Spot<'_>) -> Option<Circle> {
    held.iter().filter_map(|held| held.circle(spot)).min()
}

/// Whether the roles make somebody part of an audience, apart from what is seen of the record.
pub fn is_in(held: &[Held], spot: Spot<'_>, audience: Audience) -> bool {
    circle(held, spot).is_some_and(|circle| circle <= Circle::around(audience))
}

/// The audiences that a comment may have in a thread: its own, and narrower ones.
pub fn within(thread: Audience) -> &'static [Audience] {
    match thread {
        Audience::Internal => &[Audience::Internal],
        Audience::Blk => &[Audience::Internal, Audience::Blk],
        Audience::Stakeholders => &[Audience::Internal, Audience::Blk, Audience::Stakeholders],
        Audience::Partner => &[Audience::Internal, Audience::Partner],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(unit: u128, region: &str) -> Place {
        Place { unit: Uuid::from_u128(unit), region: region.to_owned() }
    }

    fn held(role: Role, scope: Scope) -> Held {
        let homes =
            if matches!(scope, Scope::Unit(_)) { vec!["36".to_owned(), "36.02".to_owned()] } else { Vec::new() };
        Held { role, scope, homes }
    }

    fn region(code: &str) -> Scope {
        Scope::Region(code.to_owned())
    }

    /// The audiences that a role is in at a spot.
    fn heard(role: Role, scope: Scope, spot: Spot<'_>) -> Vec<Audience> {
        let held = [held(role, scope)];
        Audience::ALL.iter().copied().filter(|audience| is_in(&held, spot, *audience)).collect()
    }

    #[test]
    fn each_role_is_in_its_own_circle_and_those_around_it() {
        use Audience::{Blk, Internal, Partner, Stakeholders};
        let (place, here) = (at(1, "36.02.01"), Scope::Unit(Uuid::from_u128(1)));
        let spot = Spot::Unit(&place);
        for role in [Role::FknAdmin, Role::MinistryAdmin, Role::MinistryReviewer, Role::Auditor] {
            assert_eq!(heard(role, Scope::Nation, spot), [Internal, Blk, Stakeholders, Partner], "{role}");
        }
        assert_eq!(heard(Role::Coordinator, region("36"), spot), [Internal, Blk, Stakeholders, Partner]);
        for role in [Role::BlkHead, Role::BlkOperator] {
            assert_eq!(heard(role, here.clone(), spot), [Blk, Stakeholders, Partner], "{role}");
        }
        for role in [Role::LocalGovernment, Role::University, Role::Stakeholder] {
            assert_eq!(heard(role, region("36.02"), spot), [Stakeholders], "{role}");
        }
        for role in [Role::Mentor, Role::Incubatee, Role::Partner, Role::Dashboard, Role::DataProtectionOfficer] {
            assert!(heard(role, here.clone(), spot).is_empty(), "{role}");
        }
    }

    #[test]
    fn a_role_elsewhere_is_in_no_audience() {
        let place = at(1, "36.02.01");
        for (role, scope) in [
            (Role::Coordinator, region("32")),
            (Role::BlkHead, Scope::Unit(Uuid::from_u128(2))),
            (Role::LocalGovernment, region("36.03")),
            // Of a village in the regency of the unit: it does not cover the unit.
            (Role::LocalGovernment, region("36.02.01.2002")),
        ] {
            assert!(heard(role, scope, Spot::Unit(&place)).is_empty(), "{role}");
        }
    }

    #[test]
    fn the_room_of_a_region_is_for_those_who_cover_it_and_those_who_lie_in_it() {
        use Audience::{Blk, Internal, Partner, Stakeholders};
        let (room, here) = (Spot::Room("36"), Scope::Unit(Uuid::from_u128(1)));
        assert_eq!(heard(Role::Coordinator, region("36"), room), [Internal, Blk, Stakeholders, Partner]);
        // Of a regency in the province: not of those who answer for the province.
        assert_eq!(heard(Role::Coordinator, region("36.02"), room), [Blk, Stakeholders, Partner]);
        assert_eq!(heard(Role::BlkHead, here.clone(), room), [Blk, Stakeholders, Partner]);
        assert_eq!(heard(Role::LocalGovernment, region("36.02"), room), [Stakeholders]);
        assert!(heard(Role::BlkHead, here.clone(), Spot::Room("32")).is_empty());
        assert!(heard(Role::BlkHead, here, Spot::Room("36.02.01")).is_empty());
        assert!(heard(Role::Coordinator, region("32"), room).is_empty());
    }

    #[test]
    fn several_roles_count_by_the_innermost() {
        let place = at(1, "36.02");
        let both = [held(Role::Stakeholder, region("36")), held(Role::Coordinator, region("36"))];
        assert_eq!(circle(&both, Spot::Unit(&place)), Some(Circle::Internal));
    }

    #[test]
    fn a_comment_is_never_wider_than_its_thread() {
        for thread in Audience::ALL {
            let widest = Circle::around(*thread);
            assert!(within(*thread).iter().all(|audience| Circle::around(*audience) <= widest), "{thread}");
            assert!(within(*thread).contains(thread) && within(*thread).contains(&Audience::Internal), "{thread}");
        }
        assert!(!within(Audience::Partner).contains(&Audience::Blk));
        assert!(!within(Audience::Stakeholders).contains(&Audience::Partner));
    }

    #[test]
    fn an_organization_is_spoken_for_by_its_stakeholders_and_partners() {
        let bank = Uuid::from_u128(7);
        assert_eq!(held(Role::Partner, Scope::Unit(bank)).organization(), Some(bank));
        assert_eq!(held(Role::Stakeholder, Scope::Unit(bank)).organization(), Some(bank));
        assert_eq!(held(Role::BlkHead, Scope::Unit(bank)).organization(), None);
        assert_eq!(held(Role::Partner, Scope::Nation).organization(), None);
    }
}
