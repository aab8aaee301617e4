//! Indicators: defined by API, versioned, so that a new one needs no new program.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::indicator;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::check;
use super::definition::{Definition, Indicator};
use crate::domain::access::Action;
use crate::domain::ids::{self, Kind};
use crate::domain::record::{Record, insert};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::ValueType;

/// One version of an indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub id: Uuid,
    pub number: i32,
    /// First day on which it holds.
    pub valid_from: NaiveDate,
    /// First day on which a later version holds.
    pub valid_to: Option<NaiveDate>,
    pub definition: Indicator,
}

fn read(row: indicator::Model) -> Result<Version> {
    let definition = serde_json::from_str(&row.body)?;
    Ok(Version { id: row.id, number: row.number, valid_from: row.valid_from, valid_to: row.valid_to, definition })
}

async fn rows(conn: &impl ConnectionTrait, codes: Option<&BTreeSet<&str>>) -> Result<Vec<indicator::Model>> {
    let mut query = indicator::Entity::find();
    if let Some(codes) = codes {
        query = query.filter(indicator::Column::Code.is_in(codes.iter().copied()));
    }
    Ok(query.order_by_asc(indicator::Column::Code).order_by_asc(indicator::Column::Number).all(conn).await?)
}

/// Every indicator in its latest version, by code.
pub async fn list(ctx: &Ctx) -> Result<Vec<Version>> {
    let mut latest: Vec<indicator::Model> = Vec::new();
    for row in rows(ctx.db(), None).await? {
        // Rows come by code and number: a later version takes the place of the one before.
        latest.pop_if(|last| last.code == row.code);
        latest.push(row);
    }
    latest.into_iter().map(read).collect()
}

/// One indicator by code or id, all versions, the newest first.
pub async fn get(ctx: &Ctx, code_or_id: &str) -> Result<Vec<Version>> {
    find(ctx.db(), code_or_id).await
}

/// The latest version of these indicators, for loaders.
pub async fn by_codes(ctx: &Ctx, codes: &[String]) -> Result<Vec<Version>> {
    let codes: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
    let mut latest = HashMap::new();
    for row in rows(ctx.db(), Some(&codes)).await? {
        latest.insert(row.code.clone(), row);
    }
    latest.into_values().map(read).collect()
}

async fn find(conn: &impl ConnectionTrait, code_or_id: &str) -> Result<Vec<Version>> {
    let query = match ids::parse(code_or_id) {
        Some((Kind::Indicator, id)) => indicator::Entity::find().filter(indicator::Column::Id.eq(id)),
        Some(_) => return Err(Error::new(Code::NotFound)),
        None if code_or_id.contains('\0') => return Err(Error::new(Code::NotFound)),
        None => indicator::Entity::find().filter(indicator::Column::Code.eq(code_or_id)),
    };
    let found = query.order_by_desc(indicator::Column::Number).all(conn).await?;
    if found.is_empty() { Err(Error::new(Code::NotFound)) } else { found.into_iter().map(read).collect() }
}

/// The definitions a template uses: the versions fixed at publication, else the latest.
pub(super) async fn pinned(conn: &impl ConnectionTrait, definition: &Definition) -> Result<HashMap<String, Indicator>> {
    let codes: BTreeSet<&str> = definition.indicator_codes().collect();
    let mut found = HashMap::new();
    for row in rows(conn, Some(&codes)).await? {
        let fixed = definition.indicator_versions.get(&row.code);
        if fixed.is_none_or(|number| *number == row.number) {
            found.insert(row.code.clone(), serde_json::from_str(&row.body)?);
        }
    }
    Ok(found)
}

/// The versions of these indicators that hold on a day.
pub(super) async fn holding(
    conn: &impl ConnectionTrait,
    definition: &Definition,
    on: NaiveDate,
) -> Result<HashMap<String, Version>> {
    let codes: BTreeSet<&str> = definition.indicator_codes().collect();
    let mut found = HashMap::new();
    for row in rows(conn, Some(&codes)).await? {
        if row.valid_from <= on && row.valid_to.is_none_or(|to| to > on) {
            found.insert(row.code.clone(), read(row)?);
        }
    }
    Ok(found)
}

/// Defines a new indicator. It holds at once, for every period a template asks it in.
pub async fn create_indicator(tx: &Tx, definition: Indicator, valid_from: NaiveDate) -> Result<Version> {
    tx.require(Action::ManageTemplates, None)?;
    sound(tx, &definition, valid_from).await?;
    if find(tx.conn()?, &definition.code).await.is_ok() {
        return Err(Error::new(Code::AlreadyExists).with("code", definition.code));
    }
    let version = Version { id: tx.new_id(), number: 1, valid_from, valid_to: None, definition };
    save(tx, &version).await?;
    record(tx, "createIndicator", "indicator.created", &version).await?;
    Ok(version)
}

/// Defines an indicator anew from a day on. Published templates keep the version they were published with.
pub async fn create_indicator_version(
    tx: &Tx,
    code: &str,
    definition: Indicator,
    valid_from: NaiveDate,
) -> Result<Version> {
    tx.require(Action::ManageTemplates, None)?;
    let versions = find(tx.conn()?, code).await?;
    let last = versions.first().ok_or_else(|| Error::new(Code::NotFound))?;
    if definition.code != last.definition.code {
        return Err(Error::field(Code::FieldFormat, "/code"));
    }
    if definition.value_type != last.definition.value_type {
        let error = Error::field(Code::FieldType, "/valueType");
        return Err(error
            .saying("Jenis nilai tetap; buat indikator baru.", "The type of value is fixed; create a new indicator."));
    }
    if valid_from <= last.valid_from {
        let fault = Violation::new(Code::FieldRange, "/validFrom").with("after", last.valid_from.to_string());
        return Err(Error::listing(Code::Invalid, vec![fault]));
    }
    sound(tx, &definition, valid_from).await?;
    let ended = indicator::ActiveModel {
        id: Set(last.id),
        number: Set(last.number),
        valid_to: Set(Some(valid_from)),
        ..Default::default()
    };
    ended.update(tx.conn()?).await?;
    let version = Version { id: last.id, number: last.number + 1, valid_from, valid_to: None, definition };
    save(tx, &version).await?;
    record(tx, "createIndicatorVersion", "indicator.versionCreated", &version).await?;
    Ok(version)
}

async fn sound(tx: &Tx, definition: &Indicator, valid_from: NaiveDate) -> Result<()> {
    let types: HashMap<String, ValueType> = rows(tx.conn()?, None)
        .await?
        .into_iter()
        .filter(|row| row.code != definition.code)
        .filter_map(|row| Some((row.code, row.value_type.parse().ok()?)))
        .collect();
    let mut faults = check::indicator(&tx.app.codes, definition, &types, valid_from);
    let today = tx.today();
    let (least, most) =
        (NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default(), today + chrono::Duration::days(3_660));
    if !(least..=most).contains(&valid_from) {
        faults.push(
            Violation::new(Code::FieldRange, "/validFrom").with("min", least.to_string()).with("max", most.to_string()),
        );
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::listing(Code::Invalid, faults)) }
}

async fn save(tx: &Tx, version: &Version) -> Result<()> {
    let row = indicator::ActiveModel {
        id: Set(version.id),
        number: Set(version.number),
        code: Set(version.definition.code.clone()),
        value_type: Set(version.definition.value_type.as_str().to_owned()),
        body: Set(serde_json::to_string(&version.definition)?),
        valid_from: Set(version.valid_from),
        valid_to: Set(None),
    };
    insert(row, tx).await
}

async fn record(tx: &Tx, action: &str, event: &str, version: &Version) -> Result<()> {
    let body = json!({"code": version.definition.code, "number": version.number});
    tx.record(Record::new(action, event, (Kind::Indicator, version.id), version.number).body(body)).await?;
    Ok(())
}
