//! The feed of changes: every committed event at the place that the sequencer gave it, as far as the caller sees the
//! record.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{account, event};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};
use serde_json::Value;
use uuid::Uuid;

use super::{seen, types};
use crate::domain::access::{self, Action};
use crate::domain::ids::{self, Kind};
use crate::domain::page::Cursor;
use crate::domain::registry::units;
use crate::domain::{ActorKind, Code, Ctx, Error, Result, Violation};

/// Events read at a time.
const CHUNK: u64 = 500;
/// Most events looked at in one call.
const MOST: usize = 2_000;
/// Most positions walked in one call where no index leads to what is wanted.
const WINDOW: i64 = 100_000;
/// What cursors of the feed begin with: those of other lists are refused.
const NAME: &str = "change";
/// In the place of a cursor: from now on.
const LATEST: &str = "latest";
/// Of drafts that only those who draft may know of, though the template itself is open.
const DRAFTED: &str = "template.drafted";

/// One committed change.
#[derive(Clone, Debug)]
pub struct Change {
    /// Place in the feed.
    pub position: i64,
    /// The event.
    pub id: Uuid,
    /// Type of event.
    pub r#type: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Kind of the record.
    pub kind: Kind,
    /// Its public id.
    pub object_id: String,
    /// Its version after the change.
    pub version: i32,
    /// Its version before; none of a new record.
    pub previous_version: Option<i32>,
    /// Public id of the unit that owns it.
    pub unit: Option<String>,
    /// The same as it is stored; nil where none owns it.
    pub unit_id: Uuid,
    /// Who.
    pub actor_id: Option<Uuid>,
    /// Person, client or system.
    pub by: ActorKind,
    /// Thin payload, never personal data.
    pub body: Value,
}

impl Change {
    /// The record as it is stored.
    pub fn object(&self) -> Option<Uuid> {
        ids::parse(&self.object_id).map(|(_, id)| id)
    }

    /// Whether the record left the lists by it.
    pub fn is_deleted(&self) -> bool {
        types::is_end(&self.r#type)
    }
}

/// Which changes are asked for; each that is empty asks for all.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Types of events.
    pub types: Vec<String>,
    /// Kinds of records.
    pub kinds: Vec<Kind>,
    /// Public id of one record.
    pub object: Option<String>,
    /// The unit that owns the records.
    pub unit: Option<Uuid>,
}

/// Part of the feed.
#[derive(Clone, Debug)]
pub struct Slice {
    /// In the order of the feed.
    pub changes: Vec<Change>,
    /// Where to go on, also where nothing was found.
    pub next: i64,
    /// Nothing more is there now.
    pub complete: bool,
}

/// Reads what a caller asks for. All faults are said at once.
pub async fn wanted(
    ctx: &Ctx,
    types: Vec<String>,
    kinds: &[String],
    object: Option<String>,
    unit: Option<&str>,
) -> Result<Wanted> {
    let unknown = types.iter().enumerate().filter(|(_, name)| !types::is_known(name));
    let mut faults: Vec<Violation> =
        unknown.map(|(index, _)| Violation::new(Code::EventTypeUnknown, format!("/types/{index}"))).collect();
    let only_types = !faults.is_empty();
    let known: Vec<Option<Kind>> =
        kinds.iter().map(|name| Kind::ALL.iter().copied().find(|kind| kind.name() == name)).collect();
    let unknown = known.iter().enumerate().filter(|(_, kind)| kind.is_none());
    let mut others: Vec<Violation> =
        unknown.map(|(index, _)| Violation::new(Code::UnknownCode, format!("/kinds/{index}"))).collect();
    if object.as_deref().is_some_and(|id| ids::parse(id).is_none()) {
        others.push(Violation::new(Code::FieldFormat, "/of"));
    }
    let unit = match unit {
        Some(named) => match units::unit_by_ref(ctx.db(), named).await {
            Ok(unit) => Some(unit.id),
            Err(missing) if missing.code() == Code::NotFound => {
                others.push(Violation::new(Code::UnknownCode, "/unit"));
                None
            }
            Err(failed) => return Err(failed),
        },
        None => None,
    };
    let code = if only_types && others.is_empty() { Code::EventTypeUnknown } else { Code::Invalid };
    faults.extend(others);
    if !faults.is_empty() {
        return Err(Error::listing(code, faults));
    }
    Ok(Wanted { types, kinds: known.into_iter().flatten().collect(), object, unit })
}

/// The cursor that resumes after a position.
pub fn cursor(position: i64) -> String {
    Cursor::new(NAME, position.to_string()).encode()
}

/// The position that a cursor names.
pub fn position(cursor: &str) -> Result<i64> {
    let cursor = Cursor::decode(cursor)?;
    let position = cursor.id.parse().ok().filter(|position| *position >= 0 && cursor.key == NAME);
    position.ok_or_else(|| Error::new(Code::PageCursor))
}

/// Where a caller begins: after its cursor, at the first event, or at the end.
pub async fn start(ctx: &Ctx, after: Option<&str>) -> Result<i64> {
    match after {
        None => Ok(0),
        Some(LATEST) => head(ctx).await,
        Some(after) => position(after),
    }
}

/// Position of the last event.
pub async fn head(ctx: &Ctx) -> Result<i64> {
    let sql = "SELECT COALESCE(MAX(position), 0) FROM event";
    let row = ctx.db().query_one_raw(Statement::from_string(ctx.app.store.backend(), sql)).await?;
    Ok(row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?.unwrap_or_default())
}

/// Changes after a position that the caller asks for and sees.
pub async fn read(ctx: &Ctx, wanted: &Wanted, after: i64, limit: u64) -> Result<Slice> {
    let head = head(ctx).await?;
    let led = wanted.object.is_some() || wanted.unit.is_some();
    let until = if led { head } else { head.min(after.saturating_add(WINDOW)) };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut changes, mut next, mut looked_at) = (Vec::new(), after, 0);
    while looked_at < MOST {
        let rows = rows(ctx, wanted, (next, until), CHUNK).await?;
        looked_at += rows.len();
        let full = u64::try_from(rows.len()).is_ok_and(|count| count == CHUNK);
        let last = rows.last().and_then(|row| row.position).filter(|_| full);
        for change in visible(ctx, told(ctx, rows).await?).await? {
            next = change.position;
            changes.push(change);
            if changes.len() >= limit {
                return Ok(Slice { changes, next, complete: next >= head });
            }
        }
        // Not a whole chunk: nothing that is wanted lies between its end and the end of what was looked through.
        next = last.unwrap_or(until).max(next);
        if last.is_none() {
            break;
        }
    }
    Ok(Slice { changes, next, complete: next >= head })
}

/// For workers: everything after a position, in order.
pub async fn raw(ctx: &Ctx, after: i64, limit: u64) -> Result<Vec<Change>> {
    told(ctx, rows(ctx, &Wanted::default(), (after, i64::MAX), limit).await?).await
}

/// Those of the changes that the caller sees, in the same order.
pub async fn visible(ctx: &Ctx, changes: Vec<Change>) -> Result<Vec<Change>> {
    let mut asked: HashMap<Kind, BTreeSet<Uuid>> = HashMap::new();
    for change in &changes {
        asked.entry(change.kind).or_default().extend(change.object());
    }
    let mut shown: HashSet<(Kind, Uuid)> = HashSet::new();
    for (kind, ids) in asked {
        let ids: Vec<Uuid> = ids.into_iter().collect();
        shown.extend(seen::among(ctx, ctx.db(), kind, &ids).await?.into_iter().map(|id| (kind, id)));
    }
    let drafts = access::can(ctx, Action::ManageTemplates, None);
    let is_shown = |change: &Change| {
        (drafts || change.r#type != DRAFTED) && change.object().is_some_and(|id| shown.contains(&(change.kind, id)))
    };
    Ok(changes.into_iter().filter(is_shown).collect())
}

async fn rows(ctx: &Ctx, wanted: &Wanted, (after, until): (i64, i64), limit: u64) -> Result<Vec<event::Model>> {
    use event::Column as C;
    let mut query = event::Entity::find().filter(C::Position.gt(after)).filter(C::Position.lte(until));
    if !wanted.types.is_empty() {
        query = query.filter(C::Type.is_in(wanted.types.iter().map(String::as_str)));
    }
    if !wanted.kinds.is_empty() {
        query = query.filter(C::ObjectKind.is_in(wanted.kinds.iter().map(|kind| kind.name())));
    }
    if let Some(object) = &wanted.object {
        query = query.filter(C::ObjectId.eq(object.as_str()));
    }
    if let Some(unit) = wanted.unit {
        query = query.filter(C::UnitId.eq(unit));
    }
    Ok(query.order_by_asc(C::Position).limit(limit).all(ctx.db()).await?)
}

/// Rows with what the public knows them by: two statements for any number.
async fn told(ctx: &Ctx, rows: Vec<event::Model>) -> Result<Vec<Change>> {
    let owners: BTreeSet<Uuid> = rows.iter().map(|row| row.unit_id).filter(|id| !id.is_nil()).collect();
    let owners: Vec<Uuid> = owners.into_iter().collect();
    let owners = units::units_by_ids(ctx, &owners).await?;
    let owners: HashMap<Uuid, String> = owners.iter().map(|unit| (unit.id, units::public_id(unit))).collect();
    let actors: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.actor_id).collect();
    let people = if actors.is_empty() { HashSet::new() } else { people_among(ctx, actors).await? };
    Ok(rows.into_iter().filter_map(|row| change(row, &owners, &people)).collect())
}

async fn people_among(ctx: &Ctx, actors: BTreeSet<Uuid>) -> Result<HashSet<Uuid>> {
    let found =
        account::Entity::find().select_only().column(account::Column::Id).filter(account::Column::Id.is_in(actors));
    let found: Vec<Uuid> = found.into_tuple().all(ctx.db()).await?;
    Ok(found.into_iter().collect())
}

fn change(row: event::Model, owners: &HashMap<Uuid, String>, people: &HashSet<Uuid>) -> Option<Change> {
    let (kind, _) = ids::parse(&row.object_id)?;
    let by = match row.actor_id {
        None => ActorKind::System,
        Some(id) if people.contains(&id) => ActorKind::Person,
        Some(_) => ActorKind::Client,
    };
    Some(Change {
        position: row.position?,
        id: row.id,
        r#type: row.r#type,
        at: row.at,
        kind,
        object_id: row.object_id,
        version: row.object_version,
        previous_version: (row.object_version > 1).then(|| row.object_version - 1),
        unit: owners.get(&row.unit_id).cloned(),
        unit_id: row.unit_id,
        actor_id: row.actor_id,
        by,
        body: serde_json::from_str(&row.body).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_names_its_position_and_others_are_refused() {
        for place in [0, 7, i64::MAX] {
            assert_eq!(position(&cursor(place)).unwrap(), place);
        }
        let of = |key: &str, id: &str| Cursor::new(key, id).encode();
        for wrong in [of("", "7"), of(NAME, "-1"), of(NAME, "x"), of(NAME, ""), "x".to_owned(), String::new()] {
            assert_eq!(position(&wrong).unwrap_err().code(), Code::PageCursor, "{wrong}");
        }
    }
}
