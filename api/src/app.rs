//! What is shared by all requests.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use uuid::Uuid;

use crate::config::Settings;
use crate::domain::budget::Budget;
use crate::domain::clock::Clock;
use crate::domain::ctx::Actor;
use crate::domain::jobs::lists::Lists;
use crate::domain::once::Running;
use crate::domain::partners::pace::Pace;
use crate::domain::people::Mailer;
use crate::domain::people::keys::Keys;
use crate::domain::people::passwords::Passwords;
use crate::domain::queries::{Graph, persisted, stamp};
use crate::domain::reference::CodeSets;
use crate::domain::store::Store;
use crate::domain::templates::Templates;
use crate::domain::vault::Vault;
use crate::meters::Meters;

/// What one database was sealed with, another key does not open: say so at once, not at the first receipt.
async fn check_master_key(store: &Store, vault: &Vault) -> anyhow::Result<()> {
    use entity::setting::{ActiveModel, Entity};
    use sea_orm::{ActiveValue::Set, EntityTrait};
    let name = "master_key_id".to_owned();
    match Entity::find_by_id(name.clone()).one(store.reader()).await? {
        Some(row) => anyhow::ensure!(
            row.value == vault.kek_id(),
            "the master key is not the one this database was made with; name the right file with EREPORTING_MASTER_KEY_FILE"
        ),
        None => {
            let turn = store.begin().await?;
            let row = ActiveModel { name: Set(name), value: Set(vault.kek_id().to_owned()) };
            Entity::insert(row).exec_without_returning(turn.txn()?).await?;
            turn.commit().await?;
        }
    }
    Ok(())
}

/// One running service: database, keys, clock, caches.
pub struct App {
    pub settings: Settings,
    pub store: Store,
    pub vault: Vault,
    pub clock: Clock,
    pub keys: Keys,
    pub passwords: Passwords,
    pub mailer: Mailer,
    /// Code sets in memory; reference data changes with a release or an import.
    pub codes: CodeSets,
    /// Published template versions in memory; they never change.
    pub templates: Templates,
    /// Who a token speaks for; at most 2 s old, so that a deactivation holds within 5 s.
    pub actors: moka::future::Cache<Uuid, Arc<Actor>>,
    /// What is hidden of public figures.
    pub shields: crate::domain::analytics::shield::Kept,
    /// How often partners may call.
    pub pace: Pace,
    /// How many points of GraphQL callers may spend.
    pub budget: Budget,
    /// What runs saved queries; the face that speaks GraphQL puts itself here.
    pub graph: OnceLock<Arc<dyn Graph>>,
    /// The face that serves lists, for exports.
    pub lists: OnceLock<Arc<dyn Lists>>,
    /// Documents that callers may name by their hash.
    pub persisted: persisted::Known,
    /// What the tables of saved queries were made of, for who asks whether they have changed.
    pub tables: stamp::Tables,
    pub running: Running,
    /// Head of the feed of changes, as far as this process knows: whoever waits for changes looks again when it moves.
    pub feed: tokio::sync::watch::Sender<i64>,
    /// Sockets of subscribers: each is a receiver, so that it is known how many there are, and when none is left.
    pub sockets: tokio::sync::watch::Sender<()>,
    /// Told after each commit: the sequencer need not wait.
    pub woken: tokio::sync::Notify,
    /// Roots of full trees of the audit log, for proofs.
    pub audit_tiles: crate::domain::audit::Tiles,
    /// What is counted for `/metrics`.
    pub meters: Arc<Meters>,
    /// Moves when a job is to be done: a worker need not wait for its next look.
    pub queued: tokio::sync::watch::Sender<()>,
    /// True once the service was asked to stop: no longer ready.
    pub draining: AtomicBool,
    counter: AtomicU64,
}

impl App {
    /// Opens the database and reads the keys. The database must be migrated.
    pub async fn start(settings: Settings, store: Store, vault: Vault) -> anyhow::Result<Arc<Self>> {
        check_master_key(&store, &vault).await?;
        let clock = Clock::default();
        let keys = Keys::load(&store, &vault, clock.clone()).await?;
        let codes = CodeSets::load(&store).await?;
        let mailer = Mailer::new(&settings)?;
        let meters = Arc::new(Meters::new()?);
        store.measure(meters.writes.clone());
        Ok(Arc::new(Self {
            shields: Default::default(),
            pace: Pace::new(settings.partner_per_minute),
            budget: Budget::new(settings.points_per_minute, settings.anonymous_points_per_minute),
            graph: OnceLock::new(),
            lists: OnceLock::new(),
            persisted: persisted::known(),
            tables: stamp::tables(),
            settings,
            store,
            vault,
            clock,
            keys,
            passwords: Passwords::default(),
            mailer,
            codes,
            templates: Templates::default(),
            actors: moka::future::Cache::builder().max_capacity(20_000).time_to_live(Duration::from_secs(2)).build(),
            running: Running::default(),
            feed: tokio::sync::watch::Sender::new(0),
            sockets: tokio::sync::watch::Sender::new(()),
            woken: tokio::sync::Notify::new(),
            audit_tiles: Default::default(),
            meters,
            queued: tokio::sync::watch::Sender::new(()),
            draining: AtomicBool::new(false),
            counter: AtomicU64::new(0),
        }))
    }

    /// A UUIDv7 of the service's clock; within a millisecond, ids of this process keep their order.
    pub fn new_id(&self) -> Uuid {
        let now = self.clock.now();
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        let mut random = crate::domain::vault::random::<10>();
        let count = self.counter.fetch_add(1, Ordering::Relaxed);
        // rand_a (12 bits): sub-millisecond time, so that ids sort within a millisecond; then a counter.
        let sub = u16::try_from(now.timestamp_subsec_micros() % 1_000).unwrap_or_default() << 2;
        random[..2].copy_from_slice(&sub.to_be_bytes());
        let low = u16::try_from(count % 0x4000).unwrap_or_default();
        random[2..4].copy_from_slice(&low.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}
