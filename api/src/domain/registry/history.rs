//! Who changed what of a record of the registry: the audit log, read field by field.

use entity::{audit, event};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Map, Value};

use super::units;
use crate::domain::access::{self, Action, Place};
use crate::domain::ids::{self, Kind};
use crate::domain::{Code, Ctx, Error, Result};

/// Most entries of one history.
const MOST: u64 = 500;
/// Kinds of records whose history is kept by other means, or is nobody's business.
const OTHERS: &[Kind] = &[
    Kind::Region,
    Kind::Indicator,
    Kind::Template,
    Kind::Obligation,
    Kind::Report,
    Kind::RevisionItem,
    Kind::Attachment,
    Kind::Transition,
    Kind::User,
    Kind::Client,
    Kind::Grant,
    Kind::Session,
    Kind::Event,
    Kind::Code,
    // A comment tells itself who changed what, to those in its audience.
    Kind::Thread,
    Kind::Comment,
];

/// One change.
#[derive(Clone, Debug)]
pub struct Entry {
    pub audit: audit::Model,
    /// Each field that changed: `{from, to}`.
    pub changes: Map<String, Value>,
}

/// The changes of a record, newest first; at most 500.
pub async fn of(ctx: &Ctx, id: &str) -> Result<Vec<Entry>> {
    ctx.require_signed_in()?;
    let missing = || Error::new(Code::NotFound);
    let (kind, _) = ids::parse(id).filter(|(kind, _)| !OTHERS.contains(kind)).ok_or_else(missing)?;
    let rows = audit::Entity::find()
        .filter(audit::Column::ObjectId.eq(id))
        .filter(audit::Column::ObjectKind.eq(kind.name()))
        .order_by_desc(audit::Column::Id)
        .limit(MOST);
    let rows = rows.all(ctx.db()).await?;
    // The event of the same id says whose record it is; what was only read left none.
    let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.id).collect();
    let event = event::Entity::find().filter(event::Column::Id.is_in(ids)).one(ctx.db()).await?;
    let unit = units::unit_by_id(ctx.db(), event.ok_or_else(missing)?.unit_id).await?;
    let place = Place::from(&unit);
    // Who looks after data protection reads it, and sees no reports.
    if !access::sees_unit(ctx, &place) && !access::can(ctx, Action::ReadHistory, Some(&place)) {
        return Err(missing());
    }
    access::require(ctx, Action::ReadHistory, Some(&place))?;
    rows.into_iter().map(|audit| entry(ctx, audit)).collect()
}

fn entry(ctx: &Ctx, audit: audit::Model) -> Result<Entry> {
    let changes = match &audit.detail_enc {
        Some(sealed) => {
            let plain = ctx.app.vault.open(&format!("audit|detail_enc|{}", audit.id), sealed)?;
            serde_json::from_slice(&plain).unwrap_or_default()
        }
        None => Map::new(),
    };
    Ok(Entry { audit, changes })
}
