//! Documents of the register that moves, months and visits name.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::{enterprise, incubatee, unit_document};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::Held;
use crate::domain::text::Text;
use crate::domain::{Code, Result, Tx, Violation};

/// What was named.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Public ids, in the order in which they were named.
    pub ids: Vec<String>,
    /// Kinds of these documents.
    pub kinds: BTreeSet<String>,
}

/// The documents that ids name, each once and with its file. They are about the enterprise, or belong to the unit of
/// the incubatee or to that of its enterprise.
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
            Some(document) => {
                // Without a file there is nothing to see.
                if document.sha256.is_none() {
                    let said = Text::new("Dokumen ini belum mempunyai berkas.", "This document has no file yet.");
                    faults.push(Violation::new(Code::AttachmentRequired, path).saying(said));
                }
                evidence.kinds.insert(document.kind.clone());
                evidence.ids.push(name.clone());
            }
            None => faults.push(unknown(path)),
        }
    }
    Ok(evidence)
}

/// The documents that ids name, as far as a record of a unit about an enterprise may name them, by public id.
pub(super) async fn documents(
    tx: &Tx,
    (unit, enterprise): (Uuid, Uuid),
    named: &[String],
) -> Result<HashMap<String, unit_document::Model>> {
    let ids = named.iter().filter_map(|name| ids::expect(Kind::UnitDocument, name).ok()).collect();
    let rows = nameable(tx, (unit, Some(enterprise)), ids).await?.into_iter();
    Ok(rows.map(|row| (ids::text(Kind::UnitDocument, row.id), row)).collect())
}

/// Refuses the document of a field where a record of a unit, about an enterprise or none, may not name it: in the
/// words for one that does not exist.
pub(super) async fn refuse_foreign(
    tx: &Tx,
    (path, document): (&str, Option<Uuid>),
    about: (Uuid, Option<Uuid>),
    faults: &mut Vec<Violation>,
) -> Result<()> {
    // What names nothing is a fault already.
    let Some(id) = document.filter(|id| !id.is_nil()) else {
        return Ok(());
    };
    if nameable(tx, about, vec![id]).await?.is_empty() {
        faults.push(unknown(path));
    }
    Ok(())
}

fn unknown(path: impl Into<String>) -> Violation {
    Violation::new(Code::UnknownCode, path).with("kind", Kind::UnitDocument.name())
}

/// Those of these documents that are about the enterprise, or about no other and in the register of the unit or of the
/// enterprise's own unit.
async fn nameable(
    tx: &Tx,
    (unit, enterprise): (Uuid, Option<Uuid>),
    ids: Vec<Uuid>,
) -> Result<Vec<unit_document::Model>> {
    use unit_document::Column;
    let home = match enterprise {
        Some(id) => enterprise::Entity::find_by_id(id).one(tx.conn()?).await?.map(|home| home.unit_id),
        None => None,
    };
    let units = std::iter::once(unit).chain(home);
    let theirs = Condition::all().add(Column::UnitId.is_in(units)).add(Column::EnterpriseId.is_null());
    let allowed = Condition::any().add_option(enterprise.map(|id| Column::EnterpriseId.eq(id))).add(theirs);
    let rows = unit_document::Entity::find()
        .filter(Column::Id.is_in(ids))
        .filter(Column::ArchivedAt.is_null())
        .filter(allowed);
    Ok(rows.all(tx.conn()?).await?)
}
