//! Real master data that every installation begins with: the organizations, kawasans, programmes and regulations of
//! the programme's own sources (docs/domain-checklist.md). Loaded through the inputs that callers use; only what is
//! missing is added, so that what the forum changed stays changed.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::domain::ids;
use crate::domain::registry::kept::Kept;
use crate::domain::registry::unit_by_ref;
use crate::domain::{Code, Ctx, Error, Result, Tx};
use crate::view::kept::{self, Enterprise, Meeting, Programme, Recorded, Regulation, Row};
use crate::view::resource::{Resource, Root};
use crate::view::shape;
use crate::view::units::{Kawasan, Organization};

const MASTERS: &str = include_str!("../seed/registry.json");

#[derive(Deserialize)]
struct Masters {
    units: Vec<Unit>,
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Unit {
    kind: String,
    facts: Map<String, Value>,
}

#[derive(Deserialize)]
struct Record {
    kind: String,
    unit: String,
    facts: Map<String, Value>,
}

/// Adds what is missing, in one transaction. Returns how many records were added.
pub async fn load(ctx: &Ctx) -> Result<usize> {
    let masters: Masters = serde_json::from_str(MASTERS)?;
    let tx = ctx.begin().await?;
    let mut added = 0;
    for unit in masters.units {
        added += usize::from(add_unit(&tx, unit).await?);
    }
    let mut regulations = HashMap::new();
    for record in masters.records {
        added += usize::from(add_record(&tx, record, &mut regulations).await?);
    }
    if added == 0 {
        tx.rollback().await?
    } else {
        tx.commit().await?
    }
    Ok(added)
}

fn text<'a>(facts: &'a Map<String, Value>, field: &str) -> &'a str {
    facts.get(field).and_then(Value::as_str).unwrap_or_default()
}

async fn add_unit(tx: &Tx, unit: Unit) -> Result<bool> {
    match unit_by_ref(tx.conn()?, text(&unit.facts, "code")).await {
        Ok(_) => return Ok(false),
        Err(e) if e.code() == Code::NotFound => {}
        Err(e) => return Err(e),
    }
    match unit.kind.as_str() {
        "organization" => Organization::create(tx, input::<Organization>(unit.facts)?).await.map(drop)?,
        "kawasan" => Kawasan::create(tx, input::<Kawasan>(unit.facts)?).await.map(drop)?,
        other => return Err(unknown(other)),
    }
    Ok(true)
}

fn input<R: Resource>(facts: Map<String, Value>) -> Result<R::Input> {
    shape::check(&Value::Object(facts))
}

async fn add_record(tx: &Tx, record: Record, regulations: &mut HashMap<String, String>) -> Result<bool> {
    let Record { kind, unit, mut facts } = record;
    if let Some(Value::String(number)) = facts.get("regulationId").cloned()
        && let Some(id) = regulations.get(&number)
    {
        facts.insert("regulationId".to_owned(), id.clone().into());
    }
    match kind.as_str() {
        "regulation" => {
            let number = text(&facts, "number").to_owned();
            let (id, added) = add::<Regulation>(tx, &unit, facts, "number").await?;
            regulations.insert(number, id);
            Ok(added)
        }
        "programme" => Ok(add::<Programme>(tx, &unit, facts, "code").await?.1),
        "enterprise" => Ok(add::<Enterprise>(tx, &unit, facts, "name").await?.1),
        "meeting" => Ok(add::<Meeting>(tx, &unit, facts, "title").await?.1),
        other => Err(unknown(other)),
    }
}

fn unknown(kind: &str) -> Error {
    Error::internal(anyhow::anyhow!("the master data hold an unknown kind: {kind}"))
}

/// Adds a record unless the unit has one of that name; its id, and whether it was added.
async fn add<R: Recorded>(
    tx: &Tx,
    unit: &str,
    facts: Map<String, Value>,
    named: &'static str,
) -> Result<(String, bool)> {
    let owner = entity::unit::Entity::find().filter(entity::unit::Column::Code.eq(unit)).one(tx.conn()?).await?;
    let owner = owner.ok_or_else(|| unknown(unit))?;
    let same = Condition::all().add(Expr::col("unit_id").eq(owner.id)).add(Expr::col(named).eq(text(&facts, named)));
    if let Some(row) = Row::<R>::find(tx.conn()?, same, Some(1), false).await?.first() {
        return Ok((ids::text(<Row<R> as Kept>::KIND, row.envelope().id), false));
    }
    let input: R::Input = shape::check(&Value::Object(facts))?;
    let made = kept::create::<R>(tx, unit, input).await?;
    Ok((made.id(), true))
}
