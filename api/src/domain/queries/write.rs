//! Saving a query, and deleting one. What is saved ran through the checks of the schema and its limits.

use entity::saved_query::{ActiveModel, Column, Entity, Model};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Map, Value, json};

use super::{Draft, graph, owner, parameters, read};
use crate::domain::access::{self, Action};
use crate::domain::ctx::Expected;
use crate::domain::ids::Kind;
use crate::domain::record::{Record, insert};
use crate::domain::{Code, Error, Result, Tx, Violation};
use crate::view::queries::{SavedQuery, SavedQueryInput};
use crate::vocab::Role;

/// Most saved queries of one owner.
pub const MOST: u64 = 200;
/// Longest JSON of the fixed variables: as a document.
const VARIABLES: usize = 20_000;

/// Who may open one to everybody: its title is read by the public.
const PUBLISHERS: &[Role] = &[
    Role::FknAdmin,
    Role::MinistryAdmin,
    Role::MinistryReviewer,
    Role::Coordinator,
    Role::LocalGovernment,
    Role::University,
    Role::Dashboard,
];

/// Saves a query under a slug: a new one, or in the place of the one that is there. `expected` is the version that was
/// read; none for a new one.
pub async fn put(tx: &Tx, slug: &str, input: SavedQueryInput, expected: Option<Expected>) -> Result<SavedQuery> {
    if tx.actor.only_persisted {
        // At its address it would run a document that nobody let this client send.
        return Err(Error::new(Code::NotPersisted));
    }
    // First what holds of any slug: else the refusal would say whether there is one.
    owner(tx)?;
    if input.public && !access::holds_anywhere(tx, PUBLISHERS) {
        return Err(access::denied(PUBLISHERS));
    }
    let there = read::any(tx.conn()?, slug).await?;
    if let Some(row) = &there {
        may_change(tx, row).map_err(|refused| taken(refused, expected.is_some()))?;
    }
    match (&there, expected) {
        (Some(row), Some(expected)) => expected.check(row.version)?,
        (Some(_), None) => return Err(Error::new(Code::PreconditionRequired)),
        // Somebody meant to change what is not there (any more).
        (None, Some(_)) => return Err(Error::new(Code::Stale)),
        (None, None) => has_room(tx).await?,
    }
    let mut row = match &there {
        Some(row) => row.clone(),
        None => new(tx, slug)?,
    };
    lay(tx, &mut row, input).await?;
    match there {
        None => {
            insert(ActiveModel::from(row.clone()), tx).await?;
            note(tx, &row, ("putSavedQuery", "savedQuery.created"), &[]).await?;
        }
        Some(old) => {
            let fields = changed(&old, &row);
            if !fields.is_empty() {
                save(tx, &mut row).await?;
                note(tx, &row, ("putSavedQuery", "savedQuery.updated"), &fields).await?;
            }
        }
    }
    SavedQuery::try_from(row)
}

/// One that the caller does not see has the slug all the same. Who means to change one is told what he would be if there
/// were none.
fn taken(refused: Error, change: bool) -> Error {
    match refused.code() {
        Code::NotFound => Error::new(if change { Code::Stale } else { Code::AlreadyExists }),
        _ => refused,
    }
}

/// Refuses one more than an owner may have.
async fn has_room(tx: &Tx) -> Result<()> {
    let own = Entity::find().filter(Column::OwnerId.eq(tx.actor.id_or_nil())).filter(Column::ArchivedAt.is_null());
    if own.count(tx.conn()?).await? >= MOST {
        return Err(Error::new(Code::QuotaFull).with("max", MOST));
    }
    Ok(())
}

/// Names of the fields that differ.
fn changed(old: &Model, row: &Model) -> Vec<&'static str> {
    let differ = [
        ("title", row.title != old.title),
        ("query", row.query != old.query),
        ("rows", row.rows != old.rows),
        ("variables", row.variables != old.variables),
        ("parameters", row.parameters != old.parameters),
        ("public", row.public != old.public),
    ];
    differ.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

/// Deletes one: its address answers no more, and its slug is free.
pub async fn delete(tx: &Tx, slug: &str, expected: Expected) -> Result<SavedQuery> {
    let mut row = read::any(tx.conn()?, slug).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    may_change(tx, &row)?;
    expected.check(row.version)?;
    row.archived_at = Some(tx.now());
    save(tx, &mut row).await?;
    note(tx, &row, ("deleteSavedQuery", "savedQuery.deleted"), &[]).await?;
    SavedQuery::try_from(row)
}

/// Its owner and administrators. Who does not see it hears what is said of one that is not there.
fn may_change(tx: &Tx, row: &Model) -> Result<()> {
    tx.require_signed_in()?;
    if row.owner_id.is_some() && row.owner_id == tx.actor.id {
        return Ok(());
    }
    if access::can(tx, Action::ManageClients, None) {
        return tx.require(Action::ManageClients, None);
    }
    let seen = row.public || row.owner_id.is_none();
    Err(if seen { access::denied(Action::ManageClients.roles()) } else { Error::new(Code::NotFound) })
}

fn new(tx: &Tx, slug: &str) -> Result<Model> {
    let (kind, id) = owner(tx)?;
    Ok(Model {
        id: tx.new_id(),
        slug: slug.to_owned(),
        title: String::new(),
        query: String::new(),
        rows: String::new(),
        variables: "{}".to_owned(),
        parameters: "[]".to_owned(),
        public: false,
        owner_kind: Some(kind.as_str().to_owned()),
        owner_id: Some(id),
        archived_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    })
}

/// Puts what was sent into the row. Everything that is wrong with it is said at once.
async fn lay(tx: &Tx, row: &mut Model, input: SavedQueryInput) -> Result<()> {
    let mut faults = Vec::new();
    if !read::is_slug(&row.slug) {
        faults.push(Violation::new(Code::FieldFormat, "/slug").with("pattern", read::SLUG));
    }
    let title = input.title.trim().to_owned();
    if title.is_empty() {
        faults.push(Violation::new(Code::FieldLength, "/title"));
    }
    let fixed: Map<String, Value> = input.variables.map(|json| json.0).unwrap_or_default();
    let variables_text = serde_json::to_string(&fixed)?;
    if variables_text.len() > VARIABLES {
        faults.push(Violation::new(Code::FieldLength, "/variables").with("max", VARIABLES));
    }
    // What parameters say by default is looked at with the document: a group that does not exist, a page too large.
    let known = parameters::values(&input.parameters, &[], fixed.clone(), &[], tx.today());
    let known = known.unwrap_or_else(|_| fixed.clone());
    let draft = Draft { query: &input.query, rows: input.rows.as_deref(), variables: &known };
    let graph = graph(tx)?;
    let (shape, variables) = match graph.check(tx, draft).await {
        Ok(shape) => {
            let variables = shape.variables.clone();
            (Some(shape), Some(variables))
        }
        Err(refused) if refused.0.violations.is_empty() => return Err(refused),
        Err(refused) => {
            faults.extend(refused.0.violations.iter().cloned());
            (None, graph.read(&input.query).ok().map(|document| document.variables()))
        }
    };
    if let Some(variables) = variables {
        faults.extend(parameters::faults(&input.parameters, &variables, &fixed, tx.today()));
    }
    let Some(shape) = shape.filter(|_| faults.is_empty()) else {
        return Err(Error::listing(Code::Invalid, faults));
    };
    row.title = title;
    row.query = input.query;
    row.rows = shape.rows;
    row.variables = variables_text;
    row.parameters = serde_json::to_string(&input.parameters)?;
    row.public = input.public;
    Ok(())
}

async fn save(tx: &Tx, row: &mut Model) -> Result<()> {
    row.version += 1;
    row.updated_at = tx.now();
    Entity::update(ActiveModel::from(row.clone()).reset_all()).exec(tx.conn()?).await?;
    Ok(())
}

async fn note(tx: &Tx, row: &Model, (action, event): (&str, &str), fields: &[&str]) -> Result<()> {
    let body = json!({"public": row.public});
    let record = Record::new(action, event, (Kind::SavedQuery, row.id), row.version).fields(fields).body(body);
    tx.record(record).await?;
    Ok(())
}
