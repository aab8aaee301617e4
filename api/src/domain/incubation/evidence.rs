//! Documents of the register that a move names.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::{enterprise, incubatee, unit_document};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::Held;
use crate::domain::{Code, Result, Tx, Violation};

/// What was named.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Public ids, in the order in which they were named.
    pub ids: Vec<String>,
    /// Kinds of these documents.
    pub kinds: BTreeSet<String>,
}

/// The documents that ids name, each once. They belong to the unit of the incubatee or to that of its enterprise.
pub async fn read(
    tx: &Tx,
    held: &Held<incubatee::Model>,
    named: &[String],
    faults: &mut Vec<Violation>,
) -> Result<Evidence> {
    let mut evidence = Evidence::default();
    if named.is_empty() {
        return Ok(evidence);
    }
    let known = documents(tx, (held.unit.id, held.row.enterprise_id), named).await?;
    let mut seen = HashSet::new();
    for (index, name) in named.iter().enumerate() {
        let path = format!("/evidence/{index}");
        match known.get(name) {
            Some(_) if !seen.insert(name) => faults.push(Violation::new(Code::FieldDuplicate, path)),
            Some(kind) => {
                evidence.kinds.insert(kind.clone());
                evidence.ids.push(name.clone());
            }
            None => faults.push(Violation::new(Code::UnknownCode, path).with("kind", Kind::UnitDocument.name())),
        }
    }
    Ok(evidence)
}

/// Kinds of these documents of a unit or of the unit of an enterprise, by public id.
pub(super) async fn documents(
    tx: &Tx,
    (unit, enterprise): (Uuid, Uuid),
    named: &[String],
) -> Result<HashMap<String, String>> {
    let ids: Vec<Uuid> = named.iter().filter_map(|name| ids::expect(Kind::UnitDocument, name).ok()).collect();
    let enterprise = enterprise::Entity::find_by_id(enterprise).one(tx.conn()?).await?;
    let units = [Some(unit), enterprise.map(|enterprise| enterprise.unit_id)];
    let rows = unit_document::Entity::find()
        .filter(unit_document::Column::Id.is_in(ids))
        .filter(unit_document::Column::ArchivedAt.is_null())
        .filter(unit_document::Column::UnitId.is_in(units.into_iter().flatten()));
    let rows = rows.all(tx.conn()?).await?.into_iter();
    Ok(rows.map(|row| (ids::text(Kind::UnitDocument, row.id), row.kind)).collect())
}
