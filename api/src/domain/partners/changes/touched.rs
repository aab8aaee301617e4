//! Which subjects an event touches, and what of their records it can change: one table ([`TOUCHES`]) of kinds, the ways
//! that lead from their records to consents, and the parts of a partner record that hang on them. There is one statement
//! for each way, however many events there are.

use std::cmp::{Ordering, max};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::event;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use uuid::Uuid;

use super::CHUNK;
use super::parts::{self, CONTRACTS, Edits, PAPERS, PRODUCTS, Part, VISITS};
use super::place::Place;
use crate::domain::ids::{self, Kind};
use crate::domain::partners::gate::Gate;
use crate::domain::partners::scopes::Field;
use crate::domain::{Ctx, Result};

/// Units of which many subjects hang, walked at a time.
const WIDE: usize = 64;

/// A way from a record to the consents of whom it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// The consent itself.
    Consent,
    /// The person.
    Person,
    /// The person of a membership, also of one that ended.
    Membership,
    /// The members of an enterprise.
    Enterprise,
    /// The members of the enterprise that a row of this table is about.
    About(&'static str),
    /// The members of the enterprises that name a unit in this column.
    Unit(&'static str),
    /// The members of the enterprises that sell to an organization.
    OffTaker,
}

impl Way {
    /// Whether it leads to many.
    fn is_wide(self) -> bool {
        matches!(self, Way::Unit(_) | Way::OffTaker)
    }
}

/// What a partner record is made of, and the events that tell of it. A field that is added to `PartnerIncubatee` has its
/// kind here, or a copy goes stale; and it is in the part, or whoever is given that field alone is not told.
const TOUCHES: &[(Kind, Way, Part)] = &[
    // Whether there is a record, `consentId` to `consentExpiresAt`, which fields are withheld, the months that count.
    (Kind::Consent, Way::Consent, Part::Whole),
    // `name` to `postalCode`. Whether there is a record: see [`parts::of`].
    (Kind::Person, Way::Person, Part::Person),
    // Which business is shown, and whether the person speaks for it: all of the business.
    (Kind::Membership, Way::Membership, Part::Business),
    // The same, and `enterprise.stage`. A move of stage is an event of the incubatee.
    (Kind::Incubatee, Way::About("incubatee"), Part::Business),
    // `sector`, `businessAgeBand`, `enterprise`, which `blk` and `kawasan`, and whether the person speaks for it.
    (Kind::Enterprise, Way::Enterprise, Part::Business),
    // `dataThrough`, `businessAgeBand`, `revenueBand`, `workersBand`, `finance`, `workers`, `capacity`.
    (Kind::Progress, Way::About("progress"), Part::Months),
    // `enterprise.nib`, `enterprise.certifications`, `certifications`.
    (Kind::Certification, Way::About("certification"), PAPERS),
    // `products`. One that went from one enterprise to another: see [`parts::moved`].
    (Kind::Product, Way::About("product"), PRODUCTS),
    // `offtakeContracts`.
    (Kind::OfftakeContract, Way::About("offtake_contract"), CONTRACTS),
    // `mentoringVerified`, `mentoring`.
    (Kind::MentoringVisit, Way::About("mentoring_visit"), VISITS),
    // `blk`: another name or code.
    (Kind::Blk, Way::Unit("blk_id"), Part::Fields(&[Field::Blk])),
    // `kawasan`: another name or code.
    (Kind::Kawasan, Way::Unit("kawasan_id"), Part::Fields(&[Field::Kawasan])),
    // `enterprise.region`: the unit that keeps the enterprise lies elsewhere. It stands for `blk` or `kawasan` too.
    (Kind::Blk, Way::Unit("unit_id"), Part::Fields(&[Field::EnterpriseRegion, Field::Blk])),
    (Kind::Kawasan, Way::Unit("unit_id"), Part::Fields(&[Field::EnterpriseRegion, Field::Kawasan])),
    (Kind::Site, Way::Unit("unit_id"), Part::Fields(&[Field::EnterpriseRegion])),
    // `offtakeContracts`: another name.
    (Kind::Organization, Way::OffTaker, CONTRACTS),
];

/// Names of the kinds that can change a partner record.
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
    TOUCHES.iter().map(|(kind, ..)| kind.name())
}

/// Events by which a subject may be lost: its consent ended.
const ENDS: [&str; 3] = ["consent.withdrawn", "consent.expired", "consent.superseded"];
/// The same while its consent holds. Once it has ended, what else befalls the person concerns the partner no longer, and
/// it is not told of it.
const LEAVES: [&str; 3] = ["person.archived", "person.restricted", "person.erased"];
/// Events of a person that concern its account alone.
const ACCOUNT: [&str; 2] = ["person.invited", "person.bound"];

/// Whether an event changes nothing that a partner sees where it is led this way: nothing hangs on a new unit, and its
/// status is not shown.
fn is_bare(row: &event::Model, way: Way) -> bool {
    let name = row.r#type.as_str();
    ACCOUNT.contains(&name) || (way.is_wide() && (row.object_version == 1 || name == "unit.statusChanged"))
}

/// Place and time of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub position: i64,
    pub at: DateTime<Utc>,
}

/// The last event that touches each part of somebody's record, and the last of those that may have ended it.
#[derive(Clone, Debug, Default)]
pub(super) struct Touch {
    parts: BTreeMap<Part, Mark>,
    /// Its consent ended.
    ended: Option<Mark>,
    /// The person left.
    left: Option<Mark>,
}

impl Touch {
    fn by(row: &event::Model, part: Part, mark: Mark) -> Self {
        let one_of = |names: &[&str]| Some(mark).filter(|_| names.contains(&row.r#type.as_str()));
        Self { parts: BTreeMap::from([(part, mark)]), ended: one_of(&ENDS), left: one_of(&LEAVES) }
    }

    fn join(&mut self, other: &Touch) {
        for (part, mark) in &other.parts {
            let last = self.parts.entry(*part).or_insert(*mark);
            *last = max(*last, *mark);
        }
        self.ended = max(self.ended, other.ended);
        self.left = max(self.left, other.left);
    }

    /// Without what a reader at this place was told of already; none where nothing is left.
    fn beyond(&self, place: &Place, subject: Uuid) -> Option<Self> {
        let is_new = |mark: &Mark| match mark.position.cmp(&place.position) {
            Ordering::Less => false,
            Ordering::Equal => place.subject.is_some_and(|last| last < subject),
            Ordering::Greater => true,
        };
        let mut rest = self.clone();
        rest.parts.retain(|_, mark| is_new(mark));
        rest.ended = rest.ended.filter(is_new);
        rest.left = rest.left.filter(is_new);
        (!rest.parts.is_empty()).then_some(rest)
    }

    /// The last event of which somebody sees anything to whom these fields are given.
    pub(super) fn seen(&self, given: &BTreeSet<Field>) -> Option<Mark> {
        self.parts.iter().filter(|(part, _)| part.is_seen(given)).map(|(_, mark)| *mark).max()
    }

    /// Whether it may have ended the record.
    pub(super) fn may_end(&self) -> bool {
        self.ended.is_some() || self.left.is_some()
    }

    /// The last event that ended the record of somebody whose consent holds still, or does no more.
    pub(super) fn ending(&self, holds: bool) -> Option<Mark> {
        if holds { max(self.ended, self.left) } else { self.ended }
    }
}

/// What a stretch of the feed touches.
#[derive(Default)]
pub(super) struct Stretch {
    touched: BTreeMap<Way, HashMap<Uuid, Touch>>,
    wide: HashSet<Uuid>,
    /// Position of the last event taken in.
    pub reached: i64,
}

impl Stretch {
    /// Takes in events in their order. False where it stops before their end: the rest is for the next stretch.
    pub(super) fn take(&mut self, rows: &[event::Model], edits: &Edits) -> bool {
        for row in rows {
            let (Some(position), Some((kind, id))) = (row.position, ids::parse(&row.object_id)) else { continue };
            let mark = Mark { position, at: row.at };
            let leads = |(of, way, _): &&(Kind, Way, Part)| *of == kind && !is_bare(row, *way);
            let mut ways: Vec<(Way, Uuid, Part)> = Vec::new();
            for (_, way, part) in TOUCHES.iter().filter(leads) {
                ways.extend(parts::of(row, *part, edits).into_iter().map(|part| (*way, id, part)));
            }
            if parts::moved(row, edits) {
                // Whose it was is not known any more: one of those of its unit.
                ways.extend(["unit_id", "blk_id"].map(|column| (Way::Unit(column), row.unit_id, PRODUCTS)));
            }
            self.wide.extend(ways.iter().filter(|(way, ..)| way.is_wide()).map(|(_, key, _)| *key));
            if self.wide.len() > WIDE {
                return false;
            }
            for (way, key, part) in ways {
                self.touched.entry(way).or_default().entry(key).or_default().join(&Touch::by(row, part, mark));
            }
            self.reached = position;
        }
        true
    }

    /// The subjects of this partner and purpose, consents of any status; those that the reader was told of left out.
    pub(super) async fn subjects(&self, ctx: &Ctx, gate: &Gate, place: &Place) -> Result<HashMap<Uuid, Touch>> {
        let mut found: HashMap<Uuid, Touch> = HashMap::new();
        for (way, touched) in &self.touched {
            let keys: Vec<Uuid> = touched.keys().copied().collect();
            for keys in keys.chunks(CHUNK) {
                for row in ctx.db().query_all(&led(*way, keys)).await? {
                    let (partner, purpose): (Uuid, String) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
                    if partner != gate.partner() || purpose != gate.purpose() {
                        continue;
                    }
                    let (key, subject): (Uuid, Uuid) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
                    if let Some(touch) = touched.get(&key).and_then(|touch| touch.beyond(place, subject)) {
                        found.entry(subject).or_default().join(&touch);
                    }
                }
            }
        }
        Ok(found)
    }
}

/// From keys to subjects: both, and whom the consent is for. That is not asked here: SQLite would begin with all consents
/// of the partner instead of the few keys.
fn led(way: Way, keys: &[Uuid]) -> SelectStatement {
    let mut select = Query::select();
    select.distinct().from("consent");
    let key = match way {
        Way::Consent => ("consent", "id"),
        Way::Person => ("consent", "person_id"),
        Way::Membership => {
            select.inner_join("membership", same(("membership", "person_id"), ("consent", "person_id")));
            ("membership", "id")
        }
        Way::Enterprise => {
            members(&mut select);
            ("membership", "enterprise_id")
        }
        Way::About(table) => {
            members(&mut select);
            select.inner_join(table, same((table, "enterprise_id"), ("membership", "enterprise_id")));
            (table, "id")
        }
        Way::Unit(column) => {
            members(&mut select);
            select.inner_join("enterprise", same(("enterprise", "id"), ("membership", "enterprise_id")));
            ("enterprise", column)
        }
        Way::OffTaker => {
            let contract = "offtake_contract";
            members(&mut select);
            select.inner_join(contract, same((contract, "enterprise_id"), ("membership", "enterprise_id")));
            (contract, "off_taker_id")
        }
    };
    select
        .columns([key, ("consent", "subject_id"), ("consent", "partner_id"), ("consent", "purpose")])
        .and_where(Expr::col(key).is_in(keys.iter().copied()))
        .to_owned()
}

/// Joins the enterprises of a person, as the gate does. A member who left has no part in what happens there since.
fn members(select: &mut SelectStatement) {
    select
        .inner_join("membership", same(("membership", "person_id"), ("consent", "person_id")))
        .and_where(Expr::col(("membership", "archived_at")).is_null())
        .and_where(Expr::col(("membership", "left_on")).is_null());
}

fn same(one: (&'static str, &'static str), other: (&'static str, &'static str)) -> Expr {
    Expr::col(one).equals(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::events::types;

    fn everything() -> BTreeSet<Field> {
        Field::ALL.iter().copied().collect()
    }

    fn row(position: i64, kind: Kind, name: &str, object: u128, version: i32) -> event::Model {
        event::Model {
            unit_id: Uuid::nil(),
            id: Uuid::from_u128(u128::try_from(position).unwrap()),
            r#type: name.to_owned(),
            object_kind: kind.name().to_owned(),
            object_id: ids::text(kind, Uuid::from_u128(object)),
            object_version: version,
            actor_id: None,
            at: DateTime::default(),
            body: String::new(),
            position: Some(position),
        }
    }

    #[test]
    fn what_ends_a_subject_are_events_that_there_are() {
        assert!(ENDS.iter().chain(&LEAVES).chain(&ACCOUNT).all(|name| types::is_known(name)));
    }

    #[test]
    fn of_many_events_of_one_record_the_last_counts_and_the_last_that_may_have_ended_it() {
        let rows = [
            row(3, Kind::Person, "person.updated", 1, 2),
            row(4, Kind::Person, "person.archived", 1, 3),
            row(9, Kind::Person, "person.updated", 1, 4),
        ];
        let mut stretch = Stretch::default();
        assert!(stretch.take(&rows, &Edits::new()));
        let touch = stretch.touched[&Way::Person][&Uuid::from_u128(1)].clone();
        let positions = [touch.seen(&everything()), touch.ending(true), touch.ending(false)];
        let positions = positions.map(|mark| mark.map(|mark| mark.position));
        assert_eq!((positions, stretch.reached), ([Some(9), Some(4), None], 9));
        // Somebody who was told of the last one has nothing to come.
        let place = Place { subject: Some(Uuid::from_u128(7)), ..Place::after(9, String::new()) };
        let seen = |subject| touch.beyond(&place, Uuid::from_u128(subject)).and_then(|rest| rest.seen(&everything()));
        assert_eq!((seen(6).map(|mark| mark.position), seen(8).map(|mark| mark.position)), (None, Some(9)));
    }

    #[test]
    fn an_event_is_seen_by_whom_a_field_is_given_that_it_can_change() {
        let changed = |kind: Kind, name: &str, way: Way, fields: &[&str]| {
            let mut edits = Edits::new();
            if !fields.is_empty() {
                edits.insert(Uuid::from_u128(5), fields.iter().map(|field| (*field).to_owned()).collect());
            }
            let mut stretch = Stretch::default();
            assert!(stretch.take(&[row(5, kind, name, 1, 2)], &edits));
            stretch.touched.get(&way).and_then(|keys| keys.get(&Uuid::from_u128(1))).cloned().unwrap_or_default()
        };
        let touched = |kind: Kind, name: &str, way: Way| changed(kind, name, way, &[]);
        let sees = |touch: &Touch, fields: &[Field]| touch.seen(&fields.iter().copied().collect()).is_some();
        let edited = touched(Kind::Person, "person.updated", Way::Person);
        assert!(sees(&edited, &[Field::Phone]) && !sees(&edited, &[Field::Sector, Field::FinanceRevenue]));
        let edited = changed(Kind::Person, "person.updated", Way::Person, &["phone", "disability"]);
        assert!(sees(&edited, &[Field::Phone]) && !sees(&edited, &[Field::Name, Field::Regency]));
        let edited = changed(Kind::Enterprise, "enterprise.updated", Way::Enterprise, &["name", "year"]);
        assert!(sees(&edited, &[Field::EnterpriseName]) && !sees(&edited, &[Field::Sector, Field::RevenueBand]));
        let edited = changed(Kind::Enterprise, "enterprise.updated", Way::Enterprise, &["form"]);
        assert!(sees(&edited, &[Field::RevenueBand]) && !sees(&edited, &[Field::Name]));
        for name in LEAVES.into_iter().chain(["person.restored", "person.released"]) {
            assert!(sees(&touched(Kind::Person, name, Way::Person), &[]), "{name} says whether there is a record");
        }
        for name in ACCOUNT {
            assert!(!sees(&touched(Kind::Person, name, Way::Person), Field::ALL), "{name}");
        }
        assert!(sees(&touched(Kind::Consent, "consent.granted", Way::Consent), &[]));
        let month = touched(Kind::Progress, "progress.updated", Way::About("progress"));
        assert!(sees(&month, &[Field::WorkersBand]) && !sees(&month, &[Field::EnterpriseName, Field::Name]));
        let renamed = touched(Kind::Blk, "blk.updated", Way::Unit("blk_id"));
        assert!(sees(&renamed, &[Field::Blk]) && !sees(&renamed, &[Field::EnterpriseRegion]));
        let kept = touched(Kind::Blk, "unit.moved", Way::Unit("unit_id"));
        assert!(sees(&kept, &[Field::EnterpriseRegion]) && !sees(&kept, &[Field::Kawasan, Field::Regency]));
    }

    #[test]
    fn every_field_has_an_event_that_tells_of_it() {
        for field in Field::ALL.iter().copied() {
            let own = TOUCHES.iter().filter(|(kind, _, part)| {
                *kind != Kind::Consent && *part != Part::Business && part.is_seen(&BTreeSet::from([field]))
            });
            let of_enterprise = field.path().starts_with("enterprise.") || field == Field::Sector;
            assert!(own.count() > 0 || of_enterprise, "{}", field.path());
        }
    }

    #[test]
    fn a_stretch_stops_before_more_units_than_it_walks_at_a_time() {
        let changed = |position: i64, version| {
            let unit = u128::try_from(position).unwrap();
            row(position, Kind::Blk, if version == 1 { "blk.created" } else { "blk.updated" }, unit, version)
        };
        let many = i64::try_from(WIDE).unwrap() + 10;
        let new: Vec<event::Model> = (1..=many).map(|position| changed(position, 1)).collect();
        let mut stretch = Stretch::default();
        assert!(stretch.take(&new, &Edits::new()) && stretch.touched.is_empty());
        let renamed: Vec<event::Model> = (1..=many).map(|position| changed(position, 2)).collect();
        let mut stretch = Stretch::default();
        assert!(!stretch.take(&renamed, &Edits::new()));
        assert_eq!(stretch.reached, i64::try_from(WIDE).unwrap());
    }
}
