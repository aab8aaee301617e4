//! Code sets: the words with a label in both languages that values, filters and statuses are taken from.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, RwLock};

use chrono::NaiveDate;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::Value;

use crate::domain::store::Store;
use crate::domain::text::Text;

/// One word of a set, as it held between two days.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeEntry {
    pub code: String,
    pub label: Text,
    /// First day on which it holds.
    pub valid_from: NaiveDate,
    /// First day on which it no longer holds.
    pub valid_to: Option<NaiveDate>,
    /// Further facts, for example the fields of a consent scope.
    pub meta: Option<Value>,
}

impl CodeEntry {
    /// Whether it holds on a day.
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.valid_from <= on && self.valid_to.is_none_or(|to| to > on)
    }
}

/// A set of codes, in the order in which they are shown.
#[derive(Clone, Debug, Default)]
pub struct CodeSet {
    pub name: String,
    pub title: Text,
    pub source: String,
    pub codes: Vec<CodeEntry>,
    places: HashMap<String, Vec<usize>>,
}

impl CodeSet {
    /// A set from its codes.
    pub fn new(name: impl Into<String>, title: Text, source: impl Into<String>, codes: Vec<CodeEntry>) -> Self {
        let mut set = Self { name: name.into(), title, source: source.into(), ..Self::default() };
        codes.into_iter().for_each(|code| set.push(code));
        set
    }

    fn push(&mut self, entry: CodeEntry) {
        self.places.entry(entry.code.clone()).or_default().push(self.codes.len());
        self.codes.push(entry);
    }

    fn entries(&self, code: &str) -> impl Iterator<Item = &CodeEntry> {
        self.places.get(code).into_iter().flatten().filter_map(|place| self.codes.get(*place))
    }

    /// Whether the code holds on a day.
    pub fn has(&self, code: &str, on: NaiveDate) -> bool {
        self.entries(code).any(|entry| entry.holds(on))
    }

    /// The latest entry of a code.
    pub fn entry(&self, code: &str) -> Option<&CodeEntry> {
        self.entries(code).max_by_key(|entry| entry.valid_from)
    }

    /// The codes that hold on a day, in order.
    pub fn on(&self, day: NaiveDate) -> impl Iterator<Item = &CodeEntry> {
        self.codes.iter().filter(move |entry| entry.holds(day))
    }
}

type Sets = BTreeMap<String, Arc<CodeSet>>;

/// All code sets, in memory. Readers share one version while [`CodeSets::reload`] brings the next.
#[derive(Debug, Default)]
pub struct CodeSets(RwLock<Arc<Sets>>);

impl CodeSets {
    /// Reads every set of the database.
    pub async fn load(store: &Store) -> anyhow::Result<Self> {
        Ok(Self(RwLock::new(Arc::new(read(store).await?))))
    }

    /// Reads them again, after an import.
    pub async fn reload(&self, store: &Store) -> anyhow::Result<()> {
        let fresh = Arc::new(read(store).await?);
        if let Ok(mut sets) = self.0.write() {
            *sets = fresh;
        }
        Ok(())
    }

    /// Adds a code that was just stored.
    pub fn add(&self, set: &str, entry: CodeEntry) {
        if let Ok(mut sets) = self.0.write() {
            let sets = Arc::make_mut(&mut sets);
            if let Some(known) = sets.get_mut(set).map(Arc::make_mut).filter(|known| known.entry(&entry.code).is_none())
            {
                known.push(entry);
            }
        }
    }

    /// Sets that lie in no database, for tests of pure rules.
    pub fn of(sets: Vec<CodeSet>) -> Self {
        Self(RwLock::new(Arc::new(sets.into_iter().map(|set| (set.name.clone(), Arc::new(set))).collect())))
    }

    fn current(&self) -> Arc<Sets> {
        self.0.read().map(|sets| sets.clone()).unwrap_or_default()
    }

    /// All sets, by name.
    pub fn sets(&self) -> Vec<Arc<CodeSet>> {
        self.current().values().cloned().collect()
    }

    /// One set.
    pub fn get(&self, set: &str) -> Option<Arc<CodeSet>> {
        self.current().get(set).cloned()
    }

    /// Whether a code of a set holds on a day.
    pub fn has(&self, set: &str, code: &str, on: NaiveDate) -> bool {
        self.get(set).is_some_and(|set| set.has(code, on))
    }

    /// The codes of a set that are not among these, in the order of the set.
    pub fn missing<'a>(&self, set: &str, present: impl Iterator<Item = &'a str>) -> Vec<String> {
        let present: std::collections::HashSet<&str> = present.collect();
        let set = self.get(set);
        let codes = set.iter().flat_map(|set| set.codes.iter()).filter(|entry| entry.valid_to.is_none());
        codes.filter(|entry| !present.contains(entry.code.as_str())).map(|entry| entry.code.clone()).collect()
    }

    /// Label of a code.
    pub fn label(&self, set: &str, code: &str) -> Option<Text> {
        self.get(set)?.entry(code).map(|entry| entry.label.clone())
    }

    /// The set that holds the members of a dimension: `sex` is split by `sexes`.
    pub fn members(&self, dimension: &str) -> Option<Arc<CodeSet>> {
        let dimensions = self.get("dimensions")?;
        let set = dimensions.entry(dimension)?.meta.as_ref()?.get("members")?.as_str()?;
        self.get(set)
    }
}

async fn read(store: &Store) -> anyhow::Result<Sets> {
    use entity::{code, code_set};
    let db = store.reader();
    let mut sets: BTreeMap<String, CodeSet> = code_set::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| {
            (row.name.clone(), CodeSet::new(row.name, Text::new(row.title_id, row.title_en), row.source, Vec::new()))
        })
        .collect();
    let rows = code::Entity::find().order_by_asc(code::Column::SetName).order_by_asc(code::Column::Position);
    for row in rows.order_by_asc(code::Column::ValidFrom).all(db).await? {
        let Some(set) = sets.get_mut(&row.set_name) else { continue };
        let meta = row.meta.as_deref().map(serde_json::from_str).transpose()?;
        let label = Text::new(row.label_id, row.label_en);
        set.push(CodeEntry { code: row.code, label, valid_from: row.valid_from, valid_to: row.valid_to, meta });
    }
    let published = crate::domain::analytics::shield::code_set();
    sets.insert(published.name.clone(), published);
    Ok(sets.into_iter().map(|(name, set)| (name, Arc::new(set))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_holds_from_its_first_day_until_the_day_it_ends() {
        let entry = |from: &str, to: Option<&str>, label: &str| CodeEntry {
            code: "PERTANIAN".to_owned(),
            label: Text::new(label, label),
            valid_from: day(from),
            valid_to: to.map(day),
            meta: None,
        };
        let codes = vec![entry("2020-01-01", Some("2025-01-01"), "lama"), entry("2026-01-01", None, "baru")];
        let sets = CodeSets::of(vec![CodeSet::new("sectors", Text::default(), "", codes)]);
        for (on, holds) in [("2019-12-31", false), ("2020-01-01", true), ("2025-01-01", false), ("2026-01-01", true)] {
            assert_eq!(sets.has("sectors", "PERTANIAN", day(on)), holds, "{on}");
        }
        assert_eq!(sets.label("sectors", "PERTANIAN").unwrap().id, "baru");
    }
}
