//! The facts of each root, put together from the records one by one.

use std::collections::{BTreeMap, HashMap, HashSet};

use api::domain::analytics::Dimension;
use chrono::{Months, NaiveDate};
use entity::{
    aid, aid_scheme, blk, chain_link, cohort, commitment, enterprise, figure, incubatee, indicator, kawasan,
    kawasan_resource, lpj, membership, mentoring_visit, offtake_contract, organization, outcome, partnership,
    potential, programme, progress, report_template, site, target, unit, unit_status,
};
use sea_orm::{DatabaseConnection, EntityTrait};
use serde_json::Value;
use uuid::Uuid;

use super::tally::{Adds, Fact};

/// All records.
pub struct Records {
    today: NaiveDate,
    units: HashMap<Uuid, unit::Model>,
    blks: HashMap<Uuid, blk::Model>,
    kawasans: Vec<kawasan::Model>,
    sites: HashMap<Uuid, site::Model>,
    organizations: HashMap<Uuid, organization::Model>,
    programmes: HashMap<Uuid, programme::Model>,
    statuses: Vec<unit_status::Model>,
    enterprises: HashMap<Uuid, enterprise::Model>,
    memberships: Vec<membership::Model>,
    cohorts: HashMap<Uuid, cohort::Model>,
    incubatees: Vec<incubatee::Model>,
    months: Vec<progress::Model>,
    visits: Vec<mentoring_visit::Model>,
    outcomes: Vec<outcome::Model>,
    schemes: HashMap<Uuid, aid_scheme::Model>,
    aids: Vec<aid::Model>,
    accounts: Vec<lpj::Model>,
    partnerships: Vec<partnership::Model>,
    commitments: Vec<commitment::Model>,
    contracts: Vec<offtake_contract::Model>,
    resources: Vec<kawasan_resource::Model>,
    links: Vec<chain_link::Model>,
    potentials: Vec<potential::Model>,
    figures: Vec<figure::Model>,
    templates: HashMap<Uuid, report_template::Model>,
    indicators: Vec<indicator::Model>,
    targets: Vec<target::Model>,
}

impl Records {
    pub async fn read(db: &DatabaseConnection, today: NaiveDate) -> Self {
        macro_rules! all {
            ($kind:ident) => {
                $kind::Entity::find().all(db).await.unwrap()
            };
            ($kind:ident by $key:ident) => {
                all!($kind).into_iter().map(|row| (row.$key, row)).collect()
            };
            ($kind:ident alive) => {
                all!($kind).into_iter().filter(|row| row.archived_at.is_none()).collect()
            };
        }
        Self {
            today,
            units: all!(unit by id),
            blks: all!(blk by unit_id),
            kawasans: all!(kawasan),
            sites: all!(site by unit_id),
            organizations: all!(organization by unit_id),
            programmes: all!(programme by id),
            statuses: all!(unit_status),
            enterprises: all!(enterprise by id),
            memberships: all!(membership alive),
            cohorts: all!(cohort by id),
            incubatees: all!(incubatee alive),
            months: all!(progress alive),
            visits: all!(mentoring_visit alive),
            outcomes: all!(outcome alive),
            schemes: all!(aid_scheme by id),
            aids: all!(aid alive),
            accounts: all!(lpj alive),
            partnerships: all!(partnership alive),
            commitments: all!(commitment alive),
            contracts: all!(offtake_contract alive),
            resources: all!(kawasan_resource alive),
            links: all!(chain_link alive),
            potentials: all!(potential alive),
            figures: all!(figure),
            templates: all!(report_template by id),
            indicators: all!(indicator),
            targets: all!(target alive),
        }
    }

    /// Whether a unit lies in a province.
    pub fn lies_in(&self, unit: Uuid, province: &str) -> bool {
        self.units[&unit].region_code.starts_with(province)
    }

    fn code(&self, unit: Option<Uuid>) -> Option<String> {
        unit.map(|id| self.units[&id].code.clone())
    }

    fn region(fact: &mut Fact, region: Option<&str>) {
        fact.key(Dimension::Province, region.map(|code| &code[..2]));
        fact.key(Dimension::Regency, region.map(|code| code.get(..5).unwrap_or(code)));
    }

    fn programme(&self, fact: &mut Fact, programme: Option<Uuid>) {
        let Some(programme) = programme.map(|id| &self.programmes[&id]) else { return };
        fact.key(Dimension::Programme, Some(&programme.code));
        fact.key(Dimension::Model, Some(&programme.model));
        fact.keys.insert(Dimension::Agenda, serde_json::from_str(&programme.agendas).unwrap());
        fact.keys.insert(Dimension::PriorityArea, serde_json::from_str(&programme.priority_areas).unwrap());
    }

    fn blk(&self, fact: &mut Fact, blk: Option<Uuid>) {
        let Some(blk) = blk.and_then(|id| self.blks.get(&id)) else { return };
        fact.key(Dimension::Blk, self.code(Some(blk.unit_id)));
        fact.key(Dimension::HostType, Some(&blk.host_type));
        fact.keys.insert(Dimension::Vocation, serde_json::from_str(&blk.vocations).unwrap());
    }

    /// Where a unit's record is counted, and the enterprise's: unit, BLK, kawasan.
    fn place(&self, fact: &mut Fact, unit: Uuid, enterprise: Option<&enterprise::Model>) {
        let home = &self.units[&unit];
        let (coach, near) = (enterprise.and_then(|it| it.blk_id), enterprise.and_then(|it| it.kawasan_id));
        let site = self.sites.get(&unit);
        let blk = if home.kind == "BLK" { Some(unit) } else { site.and_then(|it| it.blk_id).or(coach) };
        let kawasan = if home.kind == "KAWASAN" { Some(unit) } else { site.and_then(|it| it.kawasan_id).or(near) };
        fact.unit = unit;
        Self::region(fact, Some(&home.region_code));
        self.blk(fact, blk);
        fact.key(Dimension::Kawasan, self.code(kawasan));
        fact.key(Dimension::Sector, enterprise.map(|it| it.sector.clone()));
    }

    fn tenant(&self, it: &incubatee::Model) -> Fact {
        let (mut fact, cohort) = (Fact::default(), &self.cohorts[&it.cohort_id]);
        self.place(&mut fact, it.unit_id, Some(&self.enterprises[&it.enterprise_id]));
        fact.key(Dimension::Stage, Some(&it.stage));
        fact.key(Dimension::CohortYear, Some(cohort.year.to_string()));
        let of_site = self.sites.get(&it.unit_id).map(|site| site.programme_id);
        self.programme(&mut fact, cohort.programme_id.or(of_site));
        fact
    }

    fn tenant_of(&self, incubatee: Uuid) -> Option<Fact> {
        self.incubatees.iter().find(|it| it.id == incubatee).map(|it| self.tenant(it))
    }

    fn members(&self, enterprise: Uuid) -> i64 {
        let holds = |it: &&membership::Model| {
            it.enterprise_id == enterprise
                && it.joined_on <= self.today
                && it.left_on.is_none_or(|day| day > self.today)
        };
        count(self.memberships.iter().filter(holds))
    }

    fn latest<'a>(&'a self, is_of: impl Fn(&&'a progress::Model) -> bool) -> Option<&'a progress::Model> {
        self.months.iter().filter(is_of).max_by(|one, other| one.month.cmp(&other.month))
    }

    pub fn funnel(&self) -> Vec<Fact> {
        let fact = |it: &incubatee::Model| {
            let mut fact = self.tenant(it);
            fact.month = Some(month(it.applied_on));
            let latest = self.latest(|row| row.incubatee_id == it.id);
            fact.adds.insert("enterprises", Adds::Number(1));
            fact.adds.insert("members", Adds::Number(self.members(it.enterprise_id)));
            fact.adds.insert("reporting", Adds::Number(i64::from(latest.is_some())));
            fact.adds.insert("jobs", Adds::Known(latest.map(|row| workers(row).iter().map(|row| row.3).sum())));
            let own = |row: &&outcome::Model| row.incubatee_id == it.id && row.state != "DISPUTED";
            let outcomes: Vec<&outcome::Model> = self.outcomes.iter().filter(own).collect();
            for (name, word) in [
                ("contacted", "CONTACTED"),
                ("offered", "OFFERED"),
                ("approved", "APPROVED"),
                ("disbursed", "DISBURSED"),
                ("declined", "DECLINED"),
            ] {
                let had = outcomes.iter().any(|row| row.outcome == word);
                fact.adds.insert(name, Adds::Number(i64::from(had)));
            }
            let paid = outcomes.iter().filter(|row| row.outcome == "DISBURSED").filter_map(|row| row.amount).sum();
            fact.adds.insert("amountDisbursed", Adds::Number(paid));
            fact
        };
        self.incubatees.iter().map(fact).collect()
    }

    pub fn jobs(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        for row in &self.months {
            let Some(tenant) = self.tenant_of(row.incubatee_id) else { continue };
            for (sex, relation, disability, number, permanent) in workers(row) {
                let mut fact = tenant.clone();
                fact.month = Some(row.month.clone());
                fact.key(Dimension::Sex, Some(sex));
                fact.key(Dimension::EmploymentRelation, Some(relation));
                fact.key(Dimension::Disability, Some(if disability { "DISABILITAS" } else { "NON_DISABILITAS" }));
                fact.adds.insert("jobs", Adds::Number(number));
                fact.adds.insert("permanent", Adds::Number(if permanent { number } else { 0 }));
                fact.adds.insert("casual", Adds::Number(if permanent { 0 } else { number }));
                facts.push(fact);
            }
        }
        facts
    }

    pub fn series(&self) -> Vec<Fact> {
        let fact = |row: &progress::Model| {
            let mut fact = self.tenant_of(row.incubatee_id)?;
            fact.month = Some(row.month.clone());
            fact.adds.insert("enterprises", Adds::Item(Some(row.enterprise_id)));
            fact.adds.insert("revenue", Adds::Number(row.revenue));
            fact.adds.insert("costs", Adds::Number(row.costs));
            fact.adds.insert("profit", Adds::Number(row.profit));
            fact.adds.insert("workers", Adds::Monthly(workers(row).iter().map(|row| row.3).sum()));
            Some(fact)
        };
        self.months.iter().filter_map(fact).collect()
    }

    fn is_open(&self, unit: Uuid) -> bool {
        let unit = &self.units[&unit];
        unit.archived_at.is_none() && unit.closed_on.is_none_or(|day| day > self.today)
    }

    pub fn kawasans(&self) -> Vec<Fact> {
        let fact = |it: &kawasan::Model| {
            let (id, mut fact) = (it.unit_id, Fact { unit: it.unit_id, ..Fact::default() });
            Self::region(&mut fact, Some(&self.units[&id].region_code));
            fact.key(Dimension::Kawasan, self.code(Some(id)));
            fact.key(Dimension::CohortYear, Some(it.since_year.to_string()));
            let own =
                |row: &&enterprise::Model| row.archived_at.is_none() && row.kawasan_id.unwrap_or(row.unit_id) == id;
            let enterprises: Vec<&enterprise::Model> = self.enterprises.values().filter(own).collect();
            let latest: Vec<&progress::Model> =
                enterprises.iter().filter_map(|one| self.latest(|row| row.enterprise_id == one.id)).collect();
            let known = |sum: i64| (!latest.is_empty()).then_some(sum);
            let tenants: Vec<Fact> = self.funnel();
            let code = self.code(Some(id)).into_iter().collect::<Vec<String>>();
            let staged = |stages: &[&str]| {
                let here = |fact: &&Fact| {
                    fact.keys[&Dimension::Kawasan] == code && stages.contains(&fact.keys[&Dimension::Stage][0].as_str())
                };
                count(tenants.iter().filter(here))
            };
            let sites = self.sites.values().filter(|site| site.kawasan_id == Some(id)).filter_map(|site| site.blk_id);
            let coached = self
                .enterprises
                .values()
                .filter(|row| row.archived_at.is_none() && row.kawasan_id == Some(id))
                .filter_map(|row| row.blk_id);
            let blks: HashSet<Uuid> = sites.chain(coached).collect();
            let holding = |row: &&partnership::Model| row.unit_id == id && self.holds(row.from_on, row.to_on);
            let numbers = [
                ("kawasans", 1),
                ("blks", i64::try_from(blks.len()).unwrap()),
                ("enterprises", count(enterprises.iter())),
                ("members", enterprises.iter().map(|row| self.members(row.id)).sum()),
                ("incubatees", staged(&["PRE_INCUBATION", "INCUBATION", "POST_INCUBATION"])),
                ("graduates", staged(&["GRADUATED"])),
                ("reporting", count(latest.iter())),
                ("resources", count(self.resources.iter().filter(|row| row.unit_id == id))),
                ("chainLinks", count(self.links.iter().filter(|row| row.unit_id == id))),
                ("potentials", count(self.potentials.iter().filter(|row| row.unit_id == id))),
                ("partnerships", count(self.partnerships.iter().filter(holding))),
            ];
            fact.adds.extend(numbers.map(|(name, number)| (name, Adds::Number(number))));
            let jobs = latest.iter().flat_map(|row| workers(row)).map(|row| row.3).sum();
            fact.adds.insert("jobs", Adds::Known(known(jobs)));
            fact.adds.insert("revenue", Adds::Known(known(latest.iter().map(|row| row.revenue).sum())));
            fact
        };
        self.kawasans.iter().filter(|it| self.is_open(it.unit_id)).map(fact).collect()
    }

    fn holds(&self, from: NaiveDate, to: Option<NaiveDate>) -> bool {
        from <= self.today && to.is_none_or(|day| day > self.today)
    }

    pub fn weaning(&self) -> Vec<Fact> {
        let (first, last) = (day("2025-10-01"), day("2026-09-30"));
        let fact = |it: &blk::Model| {
            let (id, mut fact) = (it.unit_id, Fact { unit: it.unit_id, ..Fact::default() });
            Self::region(&mut fact, Some(&self.units[&id].region_code));
            self.blk(&mut fact, Some(id));
            fact.key(Dimension::CohortYear, Some(it.established_year.to_string()));
            let support = |row: &&unit_status::Model| {
                row.unit_id == id && row.aspect == "SUPPORT" && self.holds(row.from_on, row.to_on)
            };
            let support = self.statuses.iter().find(support).map(|row| row.status.clone());
            let weaned = support.as_ref().is_some_and(|status| status == "DISAPIH" || status == "MANDIRI");
            let independent = support.as_ref().is_some_and(|status| status == "MANDIRI");
            fact.key(Dimension::SupportStatus, support);
            let due = it.handed_over_on.map(|on| on.checked_add_months(Months::new(24)).unwrap());
            fact.month = due.map(month);
            let soon = self.today + chrono::Days::new(90);
            let overdue = due.is_some_and(|due| due < self.today);
            let figures = |indicator: &str| -> Option<i64> {
                let amounts = self.figures.iter().filter(|row| {
                    row.unit_id == id
                        && row.indicator == indicator
                        && row.dimension.is_empty()
                        && row.to_event.is_none()
                        && (first..=last).contains(&row.period_end)
                });
                amounts.filter_map(|row| row.amount).reduce(|one, other| one + other)
            };
            let cost = figures("D04");
            let flags = [
                ("blks", true),
                ("weaned", weaned),
                ("independent", independent),
                ("overdue", !weaned && overdue),
                ("dueSoon", !weaned && !overdue && due.is_some_and(|due| due < soon)),
                ("undated", due.is_none()),
                ("reporting", cost.is_some()),
            ];
            fact.adds.extend(flags.map(|(name, flag)| (name, Adds::Number(i64::from(flag)))));
            fact.adds.insert("ownRevenue", Adds::Known(figures("D03")));
            fact.adds.insert("operatingCost", Adds::Known(cost));
            fact
        };
        self.blks.values().filter(|it| self.is_open(it.unit_id)).map(fact).collect()
    }

    pub fn mentoring(&self) -> Vec<Fact> {
        let fact = |it: &mentoring_visit::Model| {
            let mut fact = self.tenant_of(it.incubatee_id)?;
            fact.month = Some(month(it.visited_on));
            let (verified, minutes) = (it.status == "VERIFIED", i64::from(it.minutes));
            let numbers = [
                ("visits", 1),
                ("verified", i64::from(verified)),
                ("refused", i64::from(it.status == "REFUSED")),
                ("minutes", minutes),
                ("verifiedMinutes", if verified { minutes } else { 0 }),
            ];
            fact.adds.extend(numbers.map(|(name, number)| (name, Adds::Number(number))));
            fact.adds.insert("mentors", Adds::Item(Some(it.mentor_id)));
            // That of the incubatee, which an enterprise has in each of its cohorts.
            let enterprise = self.incubatees.iter().find(|row| row.id == it.incubatee_id).map(|row| row.enterprise_id);
            fact.adds.insert("enterprises", Adds::Item(enterprise));
            Some(fact)
        };
        self.visits.iter().filter_map(fact).collect()
    }

    pub fn aid(&self) -> Vec<Fact> {
        let fact = |it: &aid::Model| {
            let (mut fact, scheme) = (Fact::default(), &self.schemes[&it.scheme_id]);
            self.place(&mut fact, it.unit_id, it.enterprise_id.map(|id| &self.enterprises[&id]));
            fact.key(Dimension::AidKind, Some(&scheme.kind));
            fact.key(Dimension::CohortYear, Some(scheme.fiscal_year.to_string()));
            fact.month = it.disbursed_on.map(month);
            let accounts: Vec<&lpj::Model> = self.accounts.iter().filter(|row| row.aid_id == it.id).collect();
            let submitted = accounts.iter().any(|row| row.submitted_on.is_some());
            let accepted = accounts.iter().filter(|row| row.state == "ACCEPTED");
            let unspent = accepted.map(|row| row.returned.unwrap_or_default()).max();
            let accounted = unspent.and_then(|unspent| Some(it.disbursed_amount? - unspent));
            let owed = ["DISBURSED", "IN_USE"].contains(&it.status.as_str())
                && it.lpj_due_on.is_some_and(|due| due < self.today);
            let numbers = [
                ("aids", 1),
                ("members", i64::from(it.members.unwrap_or_default())),
                ("amountRequested", it.amount_requested),
                ("approved", i64::from(it.amount_approved.is_some())),
                ("amountApproved", it.amount_approved.unwrap_or_default()),
                ("disbursed", i64::from(it.disbursed_amount.is_some())),
                ("amountDisbursed", it.disbursed_amount.unwrap_or_default()),
                ("accounted", i64::from(accounted.is_some())),
                ("amountAccounted", accounted.unwrap_or_default()),
                ("returned", i64::from(it.returned_amount.is_some())),
                ("amountReturned", it.returned_amount.unwrap_or_default()),
                ("breached", i64::from(it.status == "BREACH")),
                ("lpjDue", i64::from(submitted || owed)),
                ("lpjSubmitted", i64::from(submitted)),
                ("lpjOnTime", i64::from(accounts.iter().any(|row| row.on_time == Some(true)))),
            ];
            fact.adds.extend(numbers.map(|(name, number)| (name, Adds::Number(number))));
            fact
        };
        self.aids.iter().map(fact).collect()
    }

    /// A fact about the place that benefits.
    fn benefit(&self, place: Option<Uuid>, or: (Uuid, Option<&str>), from: NaiveDate) -> Fact {
        let unit = place.map(|id| &self.units[&id]);
        let mut fact = Fact { unit: place.unwrap_or(or.0), month: Some(month(from)), ..Fact::default() };
        Self::region(&mut fact, unit.map(|unit| unit.region_code.as_str()).or(or.1));
        let of_kind = |kind: &str| unit.filter(|unit| unit.kind == kind).map(|unit| unit.code.clone());
        fact.key(Dimension::Blk, of_kind("BLK"));
        fact.key(Dimension::Kawasan, of_kind("KAWASAN"));
        fact
    }

    pub fn partnerships(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut push = |mut fact: Fact, kind: Option<String>, numbers: BTreeMap<&'static str, i64>| {
            fact.key(Dimension::PartnerKind, kind);
            // All are there, though most are 0: a row of partnerships has no contract, and says so.
            let all = ["partnerships", "agreements", "commitments", "accepted", "fulfilled", "amountCommitted"];
            for name in all.into_iter().chain(["contracts", "amountContracted"]) {
                fact.adds.insert(name, Adds::Number(numbers.get(name).copied().unwrap_or_default()));
            }
            fact.adds.entry("partners").or_insert(Adds::Item(None));
            fact.adds.entry("contractors").or_insert(Adds::Item(None));
            facts.push(fact);
        };
        for it in self.partnerships.iter().filter(|it| self.holds(it.from_on, it.to_on)) {
            let mut fact = self.benefit(Some(it.unit_id), (it.unit_id, None), it.from_on);
            fact.adds.insert("partners", Adds::Item(Some(it.partner_id)));
            let agreed = i64::from(it.agreement_number.is_some());
            push(fact, Some(it.partner_kind.clone()), [("partnerships", 1), ("agreements", agreed)].into());
        }
        for it in &self.commitments {
            if !["OFFERED", "ACCEPTED", "DISPUTED", "FULFILLED"].contains(&it.state.as_str()) {
                continue;
            }
            let enterprise = it.enterprise_id.map(|id| self.enterprises[&id].unit_id);
            let place = it.blk_id.or(it.kawasan_id).or(enterprise);
            let mut fact = self.benefit(place, (it.unit_id, it.region_code.as_deref()), it.from_on);
            fact.key(Dimension::OfferKind, Some(&it.kind));
            let kind = self.organizations.get(&it.unit_id).map(|row| row.kind.clone());
            let fulfilled = it.state == "FULFILLED";
            let numbers = [
                ("commitments", 1),
                ("accepted", i64::from(fulfilled || it.state == "ACCEPTED")),
                ("fulfilled", i64::from(fulfilled)),
                ("amountCommitted", it.amount.unwrap_or_default()),
            ];
            push(fact, kind, numbers.into());
        }
        for it in &self.contracts {
            if it.status != "ACTIVE" || !(it.starts_on..=it.ends_on).contains(&self.today) {
                continue;
            }
            let mut fact = self.benefit(Some(it.unit_id), (it.unit_id, None), it.starts_on);
            fact.adds.insert("contractors", Adds::Item(Some(it.enterprise_id)));
            let kind = it.off_taker_id.and_then(|id| self.organizations.get(&id)).map(|row| row.kind.clone());
            // Volumes are quarters of a unit: half a rupiah is rounded up.
            let volume: i64 = format!("{:.0}", it.volume * 4.0).parse().unwrap();
            let amount = (volume * it.price + 2).div_euclid(4);
            let kind = Some(kind.unwrap_or_else(|| "OFF_TAKER".to_owned()));
            push(fact, kind, [("contracts", 1), ("amountContracted", amount)].into());
        }
        facts
    }

    pub fn targets(&self) -> Vec<Fact> {
        let fact = |it: &target::Model| {
            let (unit, mut fact) = (&self.units[&it.unit_id], Fact { unit: it.unit_id, ..Fact::default() });
            Self::region(&mut fact, Some(&unit.region_code));
            let of_site = self.sites.get(&it.unit_id).and_then(|site| site.kawasan_id);
            fact.key(Dimension::Blk, (unit.kind == "BLK").then(|| unit.code.clone()));
            let kawasan = if unit.kind == "KAWASAN" { Some(it.unit_id) } else { of_site };
            fact.key(Dimension::Kawasan, self.code(kawasan));
            self.programme(&mut fact, Some(it.programme_id));
            fact.key(Dimension::Metric, Some(&it.metric));
            fact.month = Some(it.year.to_string());
            // Half a hundredth is rounded up; formatting would round it to the even one.
            let hundredths = |number: f64| -> i64 { format!("{:.0}", (number * 100.0 + 0.5).floor()).parse().unwrap() };
            let (recorded, reported) = (it.realised.map(hundredths), self.reported(it));
            let reached = recorded.or(reported);
            fact.adds.insert("targets", Adds::Number(1));
            fact.adds.insert("target", Adds::Known(Some(hundredths(it.target))));
            fact.adds.insert("realised", Adds::Known(reached));
            fact.adds.insert("fromFigures", Adds::Known(reported));
            fact.adds.insert("unknown", Adds::Number(i64::from(reached.is_none())));
            fact.adds.insert("targetOfKnown", Adds::Known(reached.map(|_| hundredths(it.target))));
            fact
        };
        self.targets.iter().map(fact).collect()
    }

    /// What figures say of a target, in hundredths.
    fn reported(&self, it: &target::Model) -> Option<i64> {
        let indicator = self.indicators.iter().find(|row| row.code == it.metric)?;
        let mut units: HashSet<Uuid> = [it.unit_id].into();
        if self.units[&it.unit_id].kind == "ORGANIZATION" {
            for site in self.sites.values().filter(|site| site.programme_id == it.programme_id) {
                units.extend([Some(site.unit_id), site.blk_id, site.kawasan_id].into_iter().flatten());
            }
        }
        let of_event = |row: &figure::Model| {
            let cadence = self.templates[&row.template_id].cadence.as_str();
            cadence == "PER_EVENT" || cadence == "AD_HOC"
        };
        let own = |row: &&figure::Model| {
            units.contains(&row.unit_id)
                && row.indicator == it.metric
                && row.dimension.is_empty()
                && row.to_event.is_none()
                && row.period_end.to_string().starts_with(&it.year.to_string())
                && !of_event(row)
        };
        let definition: Value = serde_json::from_str(&indicator.body).unwrap();
        let known: Vec<&figure::Model> = self.figures.iter().filter(own).filter(|row| row.amount.is_some()).collect();
        // Of a stock what each unit said last.
        let is_last = |row: &&figure::Model| {
            let later = |it: &&figure::Model| it.unit_id == row.unit_id && it.period_end > row.period_end;
            definition["stock"] != true || !known.iter().any(later)
        };
        let amounts: Vec<i64> = known.iter().copied().filter(is_last).filter_map(|row| row.amount).collect();
        if amounts.is_empty() {
            return None;
        }
        let (sum, count) = (amounts.iter().sum::<i64>(), i64::try_from(amounts.len()).unwrap());
        let scale = if ["PERCENT", "DECIMAL"].contains(&indicator.value_type.as_str()) { 1 } else { 100 };
        let is_mean = indicator.value_type == "PERCENT" || definition["unit"] == "persen";
        Some(scale * if is_mean { (2 * sum + count).div_euclid(2 * count) } else { sum })
    }
}

fn count<T>(all: impl Iterator<Item = T>) -> i64 {
    i64::try_from(all.count()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn month(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// Sex, relation, disability, number, and whether they are permanent.
fn workers(row: &progress::Model) -> Vec<(String, String, bool, i64, bool)> {
    let mut all = Vec::new();
    for (list, permanent) in [(&row.permanent_workers, true), (&row.casual_workers, false)] {
        for one in serde_json::from_str::<Vec<Value>>(list).unwrap() {
            let word = |name: &str| one[name].as_str().unwrap().to_owned();
            let (disability, number) = (one["disability"].as_bool().unwrap(), one["count"].as_i64().unwrap());
            all.push((word("sex"), word("relation"), disability, number, permanent));
        }
    }
    all
}
