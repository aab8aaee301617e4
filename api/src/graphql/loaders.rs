//! Loaders, built for each request: what a page of rows refers to is fetched in one go, through the domain, so that
//! visibility holds.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Value, value};
use uuid::Uuid;

use super::passes::Passes;
use crate::domain::analytics::{self, Dimension};
use crate::domain::reports::{Loaded, query};
use crate::domain::{Ctx, Error, Result, people, reference, registry};
use crate::view::reference::Region;
use crate::view::registry::{Blk, Unit};
use crate::view::reports::UserRef;

type Shared = Arc<Error>;

/// One loader per relation.
pub struct Loaders {
    pub blks: DataLoader<Blks>,
    pub units: DataLoader<Units>,
    pub regions: DataLoader<Regions>,
    pub people: DataLoader<People>,
    pub reports: DataLoader<Reports>,
    pub latest: DataLoader<Latest>,
    pub records: DataLoader<super::kept::Records>,
    pub members: DataLoader<Members>,
}

impl Loaders {
    pub fn new(ctx: &Ctx, passes: &Passes) -> Self {
        Self {
            blks: loader(Blks(ctx.clone()), passes),
            units: loader(Units(ctx.clone()), passes),
            regions: loader(Regions(ctx.clone(), Mutex::default()), passes),
            people: loader(People(ctx.clone()), passes),
            reports: loader(Reports(ctx.clone()), passes),
            latest: loader(Latest(ctx.clone()), passes),
            records: loader(super::kept::Records(ctx.clone()), passes),
            members: loader(Members(ctx.clone()), passes),
        }
    }
}

fn loader<T>(of: T, passes: &Passes) -> DataLoader<T> {
    let passes = passes.clone();
    DataLoader::new(of, move |load| passes.keep(load)).delay(Duration::ZERO)
}

/// The loaders of this request.
pub fn of<'a>(ctx: &Context<'a>) -> Result<&'a Loaders> {
    ctx.data::<Loaders>().map_err(|_| Error::internal(anyhow::anyhow!("a request without loaders")))
}

/// The caller of this request.
pub fn caller<'a>(ctx: &Context<'a>) -> Result<&'a Ctx> {
    ctx.data::<Ctx>().map_err(|_| Error::internal(anyhow::anyhow!("a request without a caller")))
}

/// Loads one row.
pub async fn one<L, V>(loader: &DataLoader<L>, key: L::Key) -> Result<Option<V>>
where
    L: Key<Value = V, Error = Shared>,
    V: Send + Sync + Clone + 'static,
{
    loader.load_one(key).await.map_err(|shared| Error::new(shared.code()))
}

/// A region by its code.
pub async fn region(ctx: &Context<'_>, code: &str) -> Result<Option<Region>> {
    one(&of(ctx)?.regions, code.to_owned()).await
}

/// A loader with its key type.
pub trait Key: Loader<Self::Key> {
    type Key: Send + Sync + Clone + Eq + std::hash::Hash + 'static;
}

pub struct Blks(Ctx);
pub struct Units(Ctx);
/// Regions with all they lie in: a path costs no statement of its own.
pub struct Regions(Ctx, Mutex<HashMap<String, Region>>);
pub struct People(Ctx);
pub struct Reports(Ctx);
pub struct Latest(Ctx);
/// Names of what figures are grouped by.
pub struct Members(Ctx);

impl Key for Blks {
    type Key = Uuid;
}
impl Key for Units {
    type Key = Uuid;
}
impl Key for Regions {
    type Key = String;
}
impl Key for People {
    type Key = Uuid;
}
impl Key for Reports {
    type Key = Uuid;
}
impl Key for Members {
    type Key = (Dimension, String);
}
impl Key for Latest {
    type Key = (Uuid, u64, Option<String>);
}

#[async_graphql::async_trait::async_trait]
impl Loader<Uuid> for Blks {
    type Value = Blk;
    type Error = Shared;

    async fn load(&self, keys: &[Uuid]) -> std::result::Result<HashMap<Uuid, Blk>, Shared> {
        let rows = registry::blks_by_ids(&self.0, keys).await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (row.unit.id, row.into())).collect())
    }
}

#[async_graphql::async_trait::async_trait]
impl Loader<Uuid> for Units {
    type Value = Unit;
    type Error = Shared;

    async fn load(&self, keys: &[Uuid]) -> std::result::Result<HashMap<Uuid, Unit>, Shared> {
        let rows = registry::units::units_by_ids(&self.0, keys).await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (row.id, row.into())).collect())
    }
}

#[async_graphql::async_trait::async_trait]
impl Loader<String> for Regions {
    type Value = Region;
    type Error = Shared;

    async fn load(&self, keys: &[String]) -> std::result::Result<HashMap<String, Region>, Shared> {
        let known = |keys: &[String]| -> HashMap<String, Region> {
            let kept = self.1.lock().unwrap_or_else(PoisonError::into_inner);
            keys.iter().filter_map(|code| Some((code.clone(), kept.get(code)?.clone()))).collect()
        };
        let found = known(keys);
        if found.len() == keys.len() {
            return Ok(found);
        }
        let codes: BTreeSet<String> = keys.iter().flat_map(|code| reference::regions::path_codes(code)).collect();
        let codes: Vec<String> = codes.into_iter().collect();
        let rows = reference::regions::by_codes(self.0.db(), &codes).await.map_err(Arc::new)?;
        let rows = rows.into_iter().map(|row| (row.code.clone(), row.into()));
        self.1.lock().unwrap_or_else(PoisonError::into_inner).extend(rows);
        Ok(known(keys))
    }
}

#[async_graphql::async_trait::async_trait]
impl Loader<Uuid> for People {
    type Value = UserRef;
    type Error = Shared;

    async fn load(&self, keys: &[Uuid]) -> std::result::Result<HashMap<Uuid, UserRef>, Shared> {
        people::query::names(&self.0, keys).await.map_err(Arc::new)
    }
}

#[async_graphql::async_trait::async_trait]
impl Loader<Uuid> for Reports {
    type Value = Arc<Loaded>;
    type Error = Shared;

    async fn load(&self, keys: &[Uuid]) -> std::result::Result<HashMap<Uuid, Arc<Loaded>>, Shared> {
        let rows = query::by_ids(&self.0, self.0.db(), keys).await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|(id, loaded)| (id, Arc::new(loaded))).collect())
    }
}

#[async_graphql::async_trait::async_trait]
impl Loader<(Uuid, u64, Option<String>)> for Latest {
    type Value = Vec<Arc<Loaded>>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[(Uuid, u64, Option<String>)],
    ) -> std::result::Result<HashMap<(Uuid, u64, Option<String>), Self::Value>, Shared> {
        let mut wanted: HashMap<(u64, Option<&String>), Vec<Uuid>> = HashMap::new();
        for (unit, count, template) in keys {
            wanted.entry((*count, template.as_ref())).or_default().push(*unit);
        }
        let mut found: HashMap<(Uuid, u64, Option<String>), Self::Value> = HashMap::new();
        for ((count, named), units) in wanted {
            let template = registry::named_template(&self.0, named.map(String::as_str)).await.map_err(Arc::new)?;
            let rows = query::latest(&self.0, &units, count, template).await.map_err(Arc::new)?;
            for loaded in rows {
                found.entry((loaded.unit.id, count, named.cloned())).or_default().push(Arc::new(loaded));
            }
        }
        Ok(found)
    }
}

#[async_graphql::async_trait::async_trait]
impl Loader<(Dimension, String)> for Members {
    type Value = String;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[(Dimension, String)],
    ) -> std::result::Result<HashMap<(Dimension, String), String>, Shared> {
        analytics::names(&self.0, keys).await.map_err(Arc::new)
    }
}

/// Whether this answer is the stored one of an earlier keyed request.
#[derive(Clone, Default)]
pub struct Replayed(Arc<AtomicBool>);

impl Replayed {
    pub fn note(&self, replayed: bool) {
        self.0.fetch_or(replayed, Ordering::Relaxed);
    }

    pub fn is_noted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Fields that were withheld in this answer.
#[derive(Clone, Default)]
pub struct Redactions(Arc<Mutex<Vec<Value>>>);

impl Redactions {
    pub fn take(&self) -> Option<Value> {
        self.take_with(Vec::new())
    }

    /// The same, and what else was withheld.
    pub fn take_with(&self, others: Vec<Value>) -> Option<Value> {
        let mut all = self.0.lock().map(|mut all| std::mem::take(&mut *all)).unwrap_or_default();
        all.extend(others);
        (!all.is_empty()).then_some(Value::List(all))
    }
}

/// Notes that the field being resolved is withheld.
pub fn withhold(ctx: &Context<'_>) {
    let path = ctx.path_node.map(|node| node.to_string_vec().join("/")).unwrap_or_default();
    if let Ok(redactions) = ctx.data::<Redactions>()
        && let Ok(mut all) = redactions.0.lock()
    {
        all.push(value!({ "path": format!("/{path}"), "reason": "ROW_SCOPE_REQUIRED", "unlock": "a role on a scope that holds this unit" }));
    }
}
