//! Random edits, withdrawals, grants, erasures, days that pass: after each round three copies equal a fresh full pull.

use std::time::Duration;

use api::worker::consents;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::incubation::steps::move_to;
use super::super::kept_steps::{at, rows};
use super::super::steps::{text, version};
use super::acts::{
    Bank, Tenant, agreement_of, all_scopes, archive, bank, consent, consent_with, edit, machine, obtain, organization,
    partner, tenant, withdraw,
};
use super::changes::{CREDIT, Face, Mirror, PARTNERSHIP, Reader, Records, taken};
use crate::support::{BLK, TestApp};

/// Numbers that seem to be random, the same in each run.
struct Dice(u64);

impl Dice {
    /// One of so many, beginning with 0.
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Phone,
    Name,
    Enterprise,
    Month,
    Stage,
    Papers,
    Contract,
    OffTaker,
    Product,
    ProductMoves,
    Withdraw,
    Fewer,
    Expire,
    Leave,
    NewTenant,
    ArchiveIncubatee,
    ArchivePerson,
    Erase,
    Restrict,
    Release,
    RenameBlk,
    Agreement,
    Daily,
    Once,
    Hours,
    Day,
}

use Act::*;

const ACTS: [Act; 26] = [
    Phone,
    Name,
    Enterprise,
    Month,
    Stage,
    Papers,
    Contract,
    OffTaker,
    Product,
    ProductMoves,
    Withdraw,
    Fewer,
    Expire,
    Leave,
    NewTenant,
    ArchiveIncubatee,
    ArchivePerson,
    Erase,
    Restrict,
    Release,
    RenameBlk,
    Agreement,
    Daily,
    Once,
    Hours,
    Day,
];

/// A tenant, and what has become of it.
struct Known {
    tenant: Tenant,
    /// Consents to the bank and to the BUMN, as they were given last.
    given: [Value; 2],
    /// It can still be edited.
    alive: bool,
    coached: bool,
    restricted: bool,
    product: Option<Value>,
}

struct World {
    app: TestApp,
    partners: [Bank; 2],
    dice: Dice,
    known: Vec<Known>,
    /// What the agreement of each has.
    scopes: [Vec<&'static str>; 2],
    step: u32,
}

const PURPOSES: [&str; 2] = [CREDIT, PARTNERSHIP];
/// How often tenants let themselves be read, one after the other.
const FREQUENCIES: [&str; 5] = ["ANY", "DAILY", "ANY", "ONCE", "DAILY"];

impl World {
    async fn new(seed: u64) -> Self {
        let app = TestApp::start().await;
        let partners = [bank(&app).await, partner(&app, "BUMN", "ORG-BUMN", &[PARTNERSHIP]).await];
        organization(&app.admin().await, "OFF_TAKER", "ORG-BELI").await;
        let scopes = PURPOSES.map(all_scopes);
        let mut world = Self { app, partners, dice: Dice(seed), known: Vec::new(), scopes, step: 0 };
        for _ in 0..5 {
            world.settle().await;
        }
        world
    }

    /// A new tenant that consents to both.
    async fn settle(&mut self) {
        let number = u32::try_from(self.known.len()).unwrap() + 1;
        let frequency = FREQUENCIES[self.known.len() % FREQUENCIES.len()];
        let (tenant, head) = (tenant(&self.app, number).await, self.app.head().await);
        let mut given = [Value::Null, Value::Null];
        for (index, purpose) in PURPOSES.into_iter().enumerate() {
            let (partner, scopes) = (&self.partners[index], &self.scopes[index]);
            let extra = json!({"frequency": frequency});
            given[index] = consent_with(&head, &tenant.person, partner, purpose, scopes, extra).await;
        }
        self.known.push(Known { tenant, given, alive: true, coached: true, restricted: false, product: None });
    }

    /// Somebody of whom this holds; none where there is nobody.
    fn somebody(&mut self, fits: impl Fn(&Known) -> bool) -> Option<usize> {
        let all: Vec<usize> = (0..self.known.len()).filter(|index| fits(&self.known[*index])).collect();
        (!all.is_empty()).then(|| *self.dice.pick(&all))
    }

    async fn act(&mut self, act: Act) {
        self.step += 1;
        let step = self.step;
        let Some(who) = self.somebody(|known| known.alive && known.coached && !known.restricted) else {
            return self.settle().await;
        };
        let (head, admin) = (self.app.head().await, self.app.admin().await);
        let (person, enterprise, incubatee) = {
            let Tenant { person, enterprise, incubatee } = &self.known[who].tenant;
            (person.clone(), enterprise.clone(), incubatee.clone())
        };
        match act {
            Phone => {
                let phone = json!({"phone": format!("+62813{:08}", 10_000_000 + step)});
                edit(&head, &format!("/v1/persons/{person}"), phone).await;
            }
            Name => {
                edit(&head, &format!("/v1/persons/{person}"), json!({"name": format!("Nama ke-{step}")})).await;
            }
            Enterprise => {
                edit(&head, &format!("/v1/enterprises/{enterprise}"), json!({"name": format!("Usaha ke-{step}")}))
                    .await;
            }
            Month => {
                let months = rows(&head, &format!("/v1/incubatees/{incubatee}/progress")).await;
                let revenue = 10_000_000 + i64::from(step);
                let figures = json!({"revenue": revenue, "sales": [{"channel": "LANGSUNG", "amount": revenue}]});
                edit(&head, &at("progress", self.dice.pick(&months)), figures).await;
            }
            Stage => {
                // Where it stands already, the move is refused and nothing changes.
                move_to(&head, &incubatee, "SELECTED", json!({})).await;
            }
            Papers => {
                let nib = json!({"kind": "NIB", "number": format!("9120{step:09}"), "issuedOn": "2026-06-01"});
                head.post(&format!("/v1/enterprises/{enterprise}/certifications"), nib).await.expect(201);
            }
            Contract => {
                let contract = json!({"offTakerId": "ORG-BELI", "number": format!("PKS-{step}"), "product": "Kue",
                    "volume": 12.5, "volumeUnit": "kg", "price": 30_000, "startsOn": "2026-05-01",
                    "endsOn": "2027-04-30", "status": "ACTIVE"});
                head.post(&format!("/v1/incubatees/{incubatee}/offtake-contracts"), contract).await.expect(201);
            }
            OffTaker => {
                edit(&admin, "/v1/organizations/ORG-BELI", json!({"name": format!("Pembeli ke-{step}")})).await;
            }
            Product => {
                let made = json!({"name": format!("Kue ke-{step}"), "kbli": "10761", "enterpriseId": enterprise});
                let made = head.post(&format!("/v1/blks/{BLK}/products"), made).await.expect(201);
                self.known[who].product = Some(made);
            }
            ProductMoves => {
                if let Some(owner) = self.somebody(|known| known.product.is_some()) {
                    let product = self.known[owner].product.take().unwrap();
                    edit(&head, &at("products", &product), json!({"enterpriseId": enterprise})).await;
                }
            }
            Withdraw => {
                let index = self.dice.below(2);
                let given = head.get(&at("consents", &self.known[who].given[index])).await.expect(200);
                if given["status"] == "ACTIVE" {
                    withdraw(&head, &given).await;
                }
            }
            Fewer => {
                let index = self.dice.below(2);
                let mut scopes = self.scopes[index].clone();
                while scopes.len() > 1 && self.dice.below(3) > 0 {
                    scopes.remove(self.dice.below(scopes.len()));
                }
                let given = consent(&head, &person, &self.partners[index], PURPOSES[index], &scopes).await;
                self.known[who].given[index] = given;
            }
            Expire => {
                let soon = self.app.app.clock.now() + chrono::Duration::minutes(2);
                let (bank, extra) = (&self.partners[0], json!({"expiresAt": soon}));
                let given = consent_with(&head, &person, bank, CREDIT, &self.scopes[0], extra).await;
                self.known[who].given[0] = given;
                self.app.clock().advance(Duration::from_secs(180));
                consents::run(&self.app.app).await.unwrap();
            }
            Leave => {
                let members = rows(&head, &format!("/v1/enterprises/{enterprise}/members")).await;
                edit(&head, &at("members", &members[0]), json!({"leftOn": "2026-11-05", "leaveReason": "Pindah"}))
                    .await;
                self.known[who].coached = false;
            }
            NewTenant => self.settle().await,
            ArchiveIncubatee => {
                archive(&head, &format!("/v1/incubatees/{incubatee}")).await;
                self.known[who].coached = false;
            }
            ArchivePerson => {
                archive(&head, &format!("/v1/persons/{person}")).await;
                self.known[who].alive = false;
            }
            Erase | Restrict => {
                let kind = if matches!(act, Erase) { "ERASE" } else { "RESTRICT" };
                obtain(&head, &admin, kind, &person).await;
                self.known[who].alive = matches!(act, Restrict);
                self.known[who].restricted = matches!(act, Restrict);
            }
            Release => {
                if let Some(who) = self.somebody(|known| known.restricted) {
                    let path = format!("/v1/persons/{}", self.known[who].tenant.person);
                    let now = admin.get(&path).await.expect(200);
                    admin.post_if(&format!("{path}/release"), version(&now), json!({})).await.expect(200);
                    self.known[who].restricted = false;
                }
            }
            RenameBlk => {
                edit(&admin, &format!("/v1/blks/{BLK}"), json!({"name": format!("BLK ke-{step}")})).await;
            }
            Agreement => {
                let mut scopes = all_scopes(CREDIT);
                scopes.remove(self.dice.below(scopes.len()));
                let agreement = agreement_of(&admin, &self.partners[0]).await;
                edit(&admin, &agreement, json!({"scopes": scopes})).await;
                self.scopes[0] = scopes;
            }
            Daily | Once => {
                let (index, frequency) = (self.dice.below(2), if matches!(act, Daily) { "DAILY" } else { "ONCE" });
                let (partner, scopes) = (&self.partners[index], &self.scopes[index]);
                let extra = json!({"frequency": frequency});
                let given = consent_with(&head, &person, partner, PURPOSES[index], scopes, extra).await;
                self.known[who].given[index] = given;
            }
            Hours => self.later(2).await,
            Day => self.later(25).await,
        }
    }

    /// So many hours pass, and the partners say in time that they deleted what they had to.
    async fn later(&self, hours: u64) {
        self.app.clock().advance(Duration::from_secs(3_600 * hours));
        consents::run(&self.app.app).await.unwrap();
        let now = self.app.app.clock.now();
        for partner in &self.partners {
            let caller = machine(&self.app, &partner.client_id, &partner.secret).await;
            for consent in rows(&caller, "/v1/partner/consents?limit=500").await {
                if consent["acknowledgement"]["state"] == "DUE" {
                    let path = format!("/v1/partner/consents/{}/acknowledgements", text(&consent, "id"));
                    caller.post(&path, json!({"deletedAt": now})).await.expect(201);
                }
            }
        }
    }

    /// With a token of this moment: the clock goes on.
    async fn reader(&self, index: usize, face: Face) -> Reader<'_> {
        let partner = &self.partners[index];
        let caller = machine(&self.app, &partner.client_id, &partner.secret).await;
        Reader::new(&self.app, &caller, PURPOSES[index], face)
    }
}

/// Three copies: one that began with a full pull, one that began with nothing, and one of the other partner.
async fn run(seed: u64) {
    let mut world = World::new(seed).await;
    let begun = {
        let reader = world.reader(0, Face::Rest).await;
        let start = reader.now().await;
        Mirror::new(taken(reader.pull().await), Some(start))
    };
    let mut copies = [
        (begun, 0, Face::Rest, 2),
        (Mirror::new(Records::new(), None), 0, Face::Graphql, 100),
        (Mirror::new(Records::new(), None), 1, Face::Graphql, 2),
    ];
    // Every act in some order, and some more.
    let mut acts = ACTS.to_vec();
    for index in (1..acts.len()).rev() {
        acts.swap(index, world.dice.below(index + 1));
    }
    for _ in 0..8 {
        acts.push(*world.dice.pick(&ACTS));
    }
    // At the end a window closes, something changes, and the window opens again.
    let end: [&[Act]; 3] = [&[Daily, Phone], &[Hours, Phone, Name, Enterprise], &[Day]];
    for round in acts.chunks(5).chain(end) {
        for act in round {
            world.act(*act).await;
        }
        for (copy, index, face, limit) in &mut copies {
            let reader = world.reader(*index, *face).await;
            copy.follow(&reader, *limit).await;
            let when = format!("seed {seed}, after {round:?}, {face:?} of partner {index}");
            copy.agrees(&reader.pull().await, &when);
        }
    }
    let left = world.known.iter().filter(|known| known.alive).count();
    let readable = entity::event::Entity::find().filter(entity::event::Column::Type.eq("consent.readable"));
    assert!(readable.count(world.app.app.store.reader()).await.unwrap() > 0, "seed {seed}: no window opened again");
    assert!(left > 0 && text(&world.known[0].given[0], "id").starts_with("cns_"));
}

#[tokio::test]
async fn a_copy_that_applies_changes_equals_a_fresh_full_pull_whatever_happened() {
    run(20_261_105).await;
}

#[tokio::test]
async fn and_so_it_does_when_it_happened_in_another_order() {
    run(7).await;
}
