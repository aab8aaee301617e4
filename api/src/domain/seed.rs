//! What every installation holds from the first start: regions, code sets, indicators and templates.
//! It can be loaded again at any time; only what is missing is added.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use entity::{code, code_set, indicator, privacy_notice, region, report_template, saved_query, template_version};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::partners::consents;
use super::store::Store;
use super::templates::definition::{Definition, Indicator};
use super::text::{Text, fold_name};
use crate::vocab::TemplateState;

/// The decree the shipped regions come from, and the day it took effect.
pub const DECREE: &str = "Kepmendagri 300.2.2-2138/2025";
const DECREE_FROM: &str = "2025-04-25";
/// From when codes and indicators of the first release hold: before any report.
const FIRST_DAY: &str = "2000-01-01";
/// Rows of one INSERT: 2,000 x 11 columns stays under SQLite's 32,766 bound values.
const CHUNK: usize = 2_000;

const UPPER: &str = include_str!("../../../reference/regions_level1_3.csv");
const VILLAGES: &[u8] = include_bytes!("../../../reference/regions_level4.csv.gz");
const SETS: &str = include_str!("../../seed/reference.json");
const NOTICES: &str = include_str!("../../seed/notices.json");
const SAVED_QUERIES: &str = include_str!("../../seed/saved_queries.json");
/// The shipped indicators.
pub const INDICATORS: &str = include_str!("../../seed/indicators.json");
/// The shipped templates.
pub const TEMPLATES: &[&str] = &[
    include_str!("../../seed/templates/LAP_BULANAN.json"),
    include_str!("../../seed/templates/LAP_TRIWULAN.json"),
    include_str!("../../seed/templates/LAP_SEMESTER.json"),
    include_str!("../../seed/templates/LAP_TAHUNAN.json"),
    include_str!("../../seed/templates/LAP_PELATIHAN.json"),
    include_str!("../../seed/templates/LAP_KAWASAN.json"),
    include_str!("../../seed/templates/LAP_MONEV.json"),
    include_str!("../../seed/templates/LAP_INSIDENTAL.json"),
];

/// Called while loading: what, rows done, rows in all.
pub type Progress<'a> = dyn Fn(&str, u64, u64) + Send + Sync + 'a;

/// Loads all of it.
pub async fn load(store: &Store, progress: &Progress<'_>) -> anyhow::Result<()> {
    if region::Entity::find().filter(region::Column::Decree.eq(DECREE)).limit(1).count(store.reader()).await? == 0 {
        load_decree_with(store, DECREE, DECREE_FROM.parse()?, regions()?, progress).await?;
    }
    load_code_sets(store, progress).await?;
    load_indicators(store, progress).await?;
    load_notices(store, progress).await?;
    load_templates(store, progress).await?;
    load_saved_queries(store, progress).await
}

/// One region of a decree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionRow {
    pub code: String,
    pub level: i32,
    pub kind: String,
    pub parent_code: Option<String>,
    pub name: String,
    pub timezone: String,
    pub postal_code: Option<String>,
}

/// What a decree changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DecreeLoaded {
    /// Regions that are new or whose facts are.
    pub begun: usize,
    /// Regions that ceased, or whose old facts did.
    pub ended: usize,
    pub unchanged: usize,
}

#[derive(Deserialize)]
struct UpperRow {
    code: String,
    level: i32,
    kind: String,
    parent_code: Option<String>,
    name: String,
    timezone: String,
}

#[derive(Deserialize)]
struct VillageRow {
    code: String,
    kind: String,
    parent_code: String,
    name: String,
    postal_code: Option<String>,
}

/// The regions shipped with this release.
pub fn regions() -> anyhow::Result<Vec<RegionRow>> {
    let mut rows = Vec::with_capacity(92_000);
    let mut zones = HashMap::new();
    for row in csv::Reader::from_reader(UPPER.as_bytes()).deserialize() {
        let UpperRow { code, level, kind, parent_code, name, timezone } = row?;
        zones.insert(code.clone(), timezone.clone());
        rows.push(RegionRow { code, level, kind, parent_code, name, timezone, postal_code: None });
    }
    let mut villages = String::new();
    flate2::read::GzDecoder::new(VILLAGES).read_to_string(&mut villages)?;
    for row in csv::Reader::from_reader(villages.as_bytes()).deserialize() {
        let VillageRow { code, kind, parent_code, name, postal_code } = row?;
        let timezone =
            zones.get(&parent_code).cloned().ok_or_else(|| anyhow::anyhow!("village {code} lies in no district"))?;
        rows.push(RegionRow { code, level: 4, kind, parent_code: Some(parent_code), name, timezone, postal_code });
    }
    Ok(rows)
}

/// Lays a decree beside the ones before it: what it leaves alone stays, what it changes or drops ends on the day it
/// takes effect, what it brings begins there. The first decree is laid beside nothing.
pub async fn load_decree(
    store: &Store,
    decree: &str,
    effective_on: NaiveDate,
    rows: Vec<RegionRow>,
) -> anyhow::Result<DecreeLoaded> {
    load_decree_with(store, decree, effective_on, rows, &|_, _, _| {}).await
}

async fn load_decree_with(
    store: &Store,
    decree: &str,
    effective_on: NaiveDate,
    rows: Vec<RegionRow>,
    progress: &Progress<'_>,
) -> anyhow::Result<DecreeLoaded> {
    let turn = store.begin().await?;
    let txn = turn.txn()?;
    let mut current: HashMap<String, region::Model> = region::Entity::find()
        .filter(region::Column::ValidTo.is_null())
        .all(txn)
        .await?
        .into_iter()
        .map(|row| (row.code.clone(), row))
        .collect();
    anyhow::ensure!(
        current.values().all(|row| row.valid_from < effective_on),
        "{decree} takes effect on {effective_on}, not after the decree loaded last"
    );
    let mut loaded = DecreeLoaded::default();
    let mut ended = Vec::new();
    let mut begun = Vec::new();
    for row in rows {
        match current.remove(&row.code) {
            Some(old) if is_same(&old, &row) => loaded.unchanged += 1,
            old => {
                ended.extend(old.map(|old| old.code));
                begun.push(row);
            }
        }
    }
    ended.extend(current.into_keys());
    (loaded.begun, loaded.ended) = (begun.len(), ended.len());
    for codes in ended.chunks(CHUNK) {
        region::Entity::update_many()
            .col_expr(region::Column::ValidTo, Expr::value(effective_on))
            .filter(region::Column::ValidTo.is_null())
            .filter(region::Column::Code.is_in(codes))
            .exec(txn)
            .await?;
    }
    let total = begun.len() as u64;
    let mut done = 0;
    let mut begun = begun.into_iter().peekable();
    while begun.peek().is_some() {
        let chunk: Vec<_> = begun.by_ref().take(CHUNK).map(|row| stored(row, decree, effective_on)).collect();
        done += chunk.len() as u64;
        region::Entity::insert_many(chunk).exec_without_returning(txn).await?;
        progress("regions", done, total);
    }
    turn.commit().await?;
    Ok(loaded)
}

fn is_same(old: &region::Model, new: &RegionRow) -> bool {
    old.kind == new.kind
        && old.name == new.name
        && old.parent_code == new.parent_code
        && old.timezone == new.timezone
        && old.postal_code == new.postal_code
}

fn stored(row: RegionRow, decree: &str, valid_from: NaiveDate) -> region::ActiveModel {
    region::ActiveModel {
        valid_from: Set(valid_from),
        valid_to: Set(None),
        level: Set(row.level),
        kind: Set(row.kind),
        parent_code: Set(row.parent_code),
        search_name: Set(fold_name(&row.name)),
        name: Set(row.name),
        timezone: Set(row.timezone),
        postal_code: Set(row.postal_code),
        decree: Set(decree.to_owned()),
        code: Set(row.code),
    }
}

#[derive(Deserialize)]
struct SeedSet {
    title: Text,
    source: String,
    codes: Vec<SeedCode>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SeedCode {
    code: String,
    id: String,
    en: String,
    meta: Option<serde_json::Value>,
    valid_from: Option<NaiveDate>,
}

async fn load_code_sets(store: &Store, progress: &Progress<'_>) -> anyhow::Result<()> {
    let sets: std::collections::BTreeMap<String, SeedSet> = serde_json::from_str(SETS)?;
    let names: HashSet<String> = keys(
        code_set::Entity::find().select_only().column(code_set::Column::Name).into_tuple().all(store.reader()).await?,
    );
    let known: Vec<(String, String)> = code::Entity::find()
        .select_only()
        .column(code::Column::SetName)
        .column(code::Column::Code)
        .into_tuple()
        .all(store.reader())
        .await?;
    let known: HashSet<(String, String)> = known.into_iter().collect();
    let first: NaiveDate = FIRST_DAY.parse()?;
    let (mut new_sets, mut new_codes) = (Vec::new(), Vec::new());
    for (name, set) in sets {
        for (position, entry) in (0i32..).zip(set.codes) {
            if known.contains(&(name.clone(), entry.code.clone())) {
                continue;
            }
            new_codes.push(code::ActiveModel {
                set_name: Set(name.clone()),
                code: Set(entry.code),
                valid_from: Set(entry.valid_from.unwrap_or(first)),
                valid_to: Set(None),
                label_id: Set(entry.id),
                label_en: Set(entry.en),
                meta: Set(entry.meta.map(|meta| meta.to_string())),
                position: Set(position),
            });
        }
        if !names.contains(&name) {
            new_sets.push(code_set::ActiveModel {
                name: Set(name),
                title_id: Set(set.title.id),
                title_en: Set(set.title.en),
                source: Set(set.source),
            });
        }
    }
    if new_sets.is_empty() && new_codes.is_empty() {
        return Ok(());
    }
    let total = new_codes.len() as u64;
    let turn = store.begin().await?;
    insert_all::<code_set::Entity, _>(new_sets, turn.txn()?).await?;
    insert_all::<code::Entity, _>(new_codes, turn.txn()?).await?;
    turn.commit().await?;
    progress("code sets", total, total);
    Ok(())
}

async fn load_indicators(store: &Store, progress: &Progress<'_>) -> anyhow::Result<()> {
    let shipped: Vec<Indicator> = serde_json::from_str(INDICATORS)?;
    let known: HashSet<String> = keys(
        indicator::Entity::find()
            .select_only()
            .column(indicator::Column::Code)
            .into_tuple()
            .all(store.reader())
            .await?,
    );
    let first: NaiveDate = FIRST_DAY.parse()?;
    let rows: Vec<_> = shipped
        .iter()
        .filter(|shipped| !known.contains(&shipped.code))
        .map(|shipped| {
            Ok(indicator::ActiveModel {
                id: Set(id_of("indicator", &shipped.code)),
                number: Set(1),
                code: Set(shipped.code.clone()),
                value_type: Set(shipped.value_type.as_str().to_owned()),
                body: Set(serde_json::to_string(shipped)?),
                valid_from: Set(first),
                valid_to: Set(None),
            })
        })
        .collect::<anyhow::Result<_>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    let total = rows.len() as u64;
    let turn = store.begin().await?;
    insert_all::<indicator::Entity, _>(rows, turn.txn()?).await?;
    turn.commit().await?;
    progress("indicators", total, total);
    Ok(())
}

/// A privacy notice as it is shipped: the first of its purpose.
#[derive(Deserialize)]
struct SeedNotice {
    purpose: String,
    id: String,
    en: String,
}

async fn load_notices(store: &Store, progress: &Progress<'_>) -> anyhow::Result<()> {
    let shipped: Vec<SeedNotice> = serde_json::from_str(NOTICES)?;
    let known: HashSet<String> = keys(
        privacy_notice::Entity::find()
            .select_only()
            .column(privacy_notice::Column::Purpose)
            .into_tuple()
            .all(store.reader())
            .await?,
    );
    let first: NaiveDate = FIRST_DAY.parse()?;
    let mut rows = Vec::new();
    for SeedNotice { purpose, id, en } in shipped {
        if known.contains(&purpose) {
            continue;
        }
        let text = Text::new(id, en);
        rows.push(privacy_notice::ActiveModel {
            id: Set(id_of("notice", &purpose)),
            purpose: Set(purpose),
            number: Set(1),
            sha256: Set(consents::fingerprint(&text)?),
            text_id: Set(text.id),
            text_en: Set(text.en),
            from_on: Set(first),
            created_at: Set(midnight(first)),
            created_by: Set(None),
        });
    }
    if rows.is_empty() {
        return Ok(());
    }
    let total = rows.len() as u64;
    let turn = store.begin().await?;
    insert_all::<privacy_notice::Entity, _>(rows, turn.txn()?).await?;
    turn.commit().await?;
    progress("privacy notices", total, total);
    Ok(())
}

async fn load_templates(store: &Store, progress: &Progress<'_>) -> anyhow::Result<()> {
    let known: HashSet<String> = keys(
        report_template::Entity::find()
            .select_only()
            .column(report_template::Column::Code)
            .into_tuple()
            .all(store.reader())
            .await?,
    );
    let mut heads = Vec::new();
    let mut versions = Vec::new();
    for text in TEMPLATES {
        let mut definition: Definition = serde_json::from_str(text)?;
        if known.contains(&definition.code) {
            continue;
        }
        let effective =
            definition.effective_from.ok_or_else(|| anyhow::anyhow!("{} has no first day", definition.code))?;
        definition.indicator_versions = definition.indicator_codes().map(|code| (code.to_owned(), 1)).collect();
        let id = id_of("template", &definition.code);
        let at = midnight(effective);
        heads.push(report_template::ActiveModel {
            id: Set(id),
            code: Set(definition.code.clone()),
            subject: Set(definition.subject.as_str().to_owned()),
            cadence: Set(definition.cadence.as_str().to_owned()),
            created_at: Set(at),
        });
        versions.push(template_version::ActiveModel {
            template_id: Set(id),
            number: Set(1),
            state: Set(TemplateState::Published.as_str().to_owned()),
            body: Set(serde_json::to_string(&definition)?),
            effective_from: Set(Some(effective)),
            published_at: Set(Some(at)),
            version: Set(1),
            updated_at: Set(at),
        });
    }
    if heads.is_empty() {
        return Ok(());
    }
    let total = heads.len() as u64;
    let turn = store.begin().await?;
    insert_all::<report_template::Entity, _>(heads, turn.txn()?).await?;
    insert_all::<template_version::Entity, _>(versions, turn.txn()?).await?;
    turn.commit().await?;
    progress("templates", total, total);
    Ok(())
}

/// A saved query as it is shipped.
#[derive(Deserialize)]
struct SeedQuery {
    slug: String,
    title: String,
    query: String,
    rows: String,
    parameters: serde_json::Value,
    public: bool,
}

/// One that was deleted stays so, and a slug that somebody took is theirs.
async fn load_saved_queries(store: &Store, progress: &Progress<'_>) -> anyhow::Result<()> {
    let shipped: Vec<SeedQuery> = serde_json::from_str(SAVED_QUERIES)?;
    let slugs: Vec<&str> = shipped.iter().map(|query| query.slug.as_str()).collect();
    let known = saved_query::Entity::find().filter(saved_query::Column::Slug.is_in(slugs));
    let known: HashSet<String> =
        keys(known.select_only().column(saved_query::Column::Slug).into_tuple().all(store.reader()).await?);
    let at = midnight(FIRST_DAY.parse()?);
    let mut rows = Vec::new();
    for query in shipped.into_iter().filter(|query| !known.contains(&query.slug)) {
        rows.push(saved_query::ActiveModel {
            id: Set(id_of("savedQuery", &query.slug)),
            slug: Set(query.slug),
            title: Set(query.title),
            query: Set(query.query),
            rows: Set(query.rows),
            variables: Set("{}".to_owned()),
            parameters: Set(query.parameters.to_string()),
            public: Set(query.public),
            owner_kind: Set(None),
            owner_id: Set(None),
            archived_at: Set(None),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
    }
    if rows.is_empty() {
        return Ok(());
    }
    let total = rows.len() as u64;
    let turn = store.begin().await?;
    insert_all::<saved_query::Entity, _>(rows, turn.txn()?).await?;
    turn.commit().await?;
    progress("saved queries", total, total);
    Ok(())
}

async fn insert_all<E, A>(rows: Vec<A>, txn: &DatabaseTransaction) -> anyhow::Result<()>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E> + Send,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        E::insert_many(rows.by_ref().take(CHUNK)).exec_without_returning(txn).await?;
    }
    Ok(())
}

fn keys(rows: Vec<String>) -> HashSet<String> {
    rows.into_iter().collect()
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// Shipped records have the same id on every installation: a UUIDv7 of a fixed day whose random part is a hash.
fn id_of(kind: &str, code: &str) -> Uuid {
    let hash = Sha256::digest(format!("{kind}|{code}"));
    let mut random = [0u8; 10];
    for (to, from) in random.iter_mut().zip(hash.iter()) {
        *to = *from;
    }
    uuid::Builder::from_unix_timestamp_millis(1_735_689_600_000, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_regions_are_shipped_each_with_a_zone() {
        let rows = regions().unwrap();
        let count = |level| rows.iter().filter(|row| row.level == level).count();
        assert_eq!((count(1), count(2), count(3), count(4)), (38, 514, 7_285, 83_762));
        assert!(rows.iter().all(|row| {
            ["Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"].contains(&row.timezone.as_str())
        }));
        assert!(
            rows.iter()
                .filter(|row| row.level == 4)
                .all(|row| row.postal_code.as_ref().is_none_or(|code| code.len() == 5))
        );
    }
}
