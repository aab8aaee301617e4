//! What of a partner record an event can change: a part of it, or by the audit row of an edit the very fields.

use std::collections::{BTreeSet, HashMap};

use entity::{audit, event};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::CHUNK;
use crate::domain::partners::scopes::Field;
use crate::domain::{Ctx, Result};

/// Events of which the audit row says what was changed, so that what is not given need not be told.
const EDITS: [&str; 3] = ["enterprise.updated", "person.updated", "product.updated"];
/// What changes the enterprise of a product, among the fields of its audit row.
const ENTERPRISE: &str = "enterpriseId";

/// What an event can change of a partner record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Whether there is a record at all, or what it says whatever is granted.
    Whole,
    /// What it says of the person.
    Person,
    /// What it says of the business: which one it is, and whether the person speaks for it.
    Business,
    /// What depends on the months that are recorded.
    Months,
    /// These fields.
    Fields(&'static [Field]),
}

impl Part {
    /// Whether it can be seen by whom these fields are given.
    pub(super) fn is_seen(self, given: &BTreeSet<Field>) -> bool {
        match self {
            Part::Whole => true,
            Part::Person => given.iter().any(|field| !field.of_business()),
            Part::Business => given.iter().any(|field| field.of_business()),
            Part::Months => given.iter().any(|field| field.of_months()),
            Part::Fields(fields) => fields.iter().any(|field| given.contains(field)),
        }
    }
}

/// Certificates.
pub(super) const PAPERS: Part =
    Part::Fields(&[Field::EnterpriseNib, Field::EnterpriseCertifications, Field::Certifications]);
/// Products.
pub(super) const PRODUCTS: Part = Part::Fields(&[Field::Products]);
/// Contracts with off-takers.
pub(super) const CONTRACTS: Part = Part::Fields(&[Field::OfftakeContracts]);
/// Visits of mentors.
pub(super) const VISITS: Part = Part::Fields(&[
    Field::MentoringVerified,
    Field::Mentored,
    Field::MentoringVisits,
    Field::MentoringHours,
    Field::MentoringSince,
    Field::MentoringLastVisit,
]);

/// Names of the fields that were changed, by event.
pub(super) type Edits = HashMap<Uuid, Vec<String>>;

/// What was changed by those of the events of which that is known.
pub(super) async fn edits(ctx: &Ctx, rows: &[event::Model]) -> Result<Edits> {
    let edited = rows.iter().filter(|row| EDITS.contains(&row.r#type.as_str())).map(|row| row.id);
    let (edited, mut found): (Vec<Uuid>, Edits) = (edited.collect(), Edits::new());
    for chunk in edited.chunks(CHUNK) {
        // The audit row of an event has its id.
        let audits = audit::Entity::find().select_only().column(audit::Column::Id).column(audit::Column::Fields);
        let audits = audits.filter(audit::Column::Id.is_in(chunk.iter().copied()));
        let audits: Vec<(Uuid, Option<String>)> = audits.into_tuple().all(ctx.db()).await?;
        for (id, fields) in audits {
            if let Some(fields) = fields {
                found.insert(id, fields.split(',').map(ToOwned::to_owned).collect());
            }
        }
    }
    Ok(found)
}

/// What an event can change, of a kind for which the table says `part`.
pub(super) fn of(row: &event::Model, part: Part, edits: &Edits) -> Vec<Part> {
    match (part, row.r#type.as_str(), edits.get(&row.id)) {
        (Part::Person, "person.updated", Some(names)) => names.iter().map(|name| of_person(name)).collect(),
        (Part::Person, "person.updated", None) => vec![Part::Person],
        // It came, left, or came back.
        (Part::Person, ..) => vec![Part::Whole],
        (Part::Business, "enterprise.updated", Some(names)) => names.iter().map(|name| of_enterprise(name)).collect(),
        _ => vec![part],
    }
}

/// What a field of a person is in a partner record.
fn of_person(name: &str) -> Part {
    let fields: &'static [Field] = match name {
        "name" => &[Field::Name],
        "sex" => &[Field::Sex],
        "nik" => &[Field::Nik],
        "npwp" => &[Field::Npwp],
        "birth" => &[Field::BirthDate],
        "phone" => &[Field::Phone],
        "address" => &[Field::Address],
        "regionCode" => &[Field::Village, Field::District, Field::Regency, Field::Province, Field::PostalCode],
        "education" => &[Field::Education],
        "occupation" => &[Field::Occupation],
        "maritalStatus" => &[Field::MaritalStatus],
        "nikMask" | "disability" | "poverty" | "guardian" | "priorEmployment" | "confirmed" | "source"
        | "accountId" => &[],
        _ => return Part::Person,
    };
    Part::Fields(fields)
}

/// What a field of an enterprise is in a partner record. Enterprises are public: who saw one change at the moment of an
/// `UPSERT` would know whose record it is.
fn of_enterprise(name: &str) -> Part {
    let fields: &'static [Field] = match name {
        "name" => &[Field::EnterpriseName],
        "sector" => &[Field::Sector, Field::EnterpriseSector],
        "kbli" => &[Field::EnterpriseKbli],
        "level" => &[Field::EnterpriseLevel],
        "startedOn" => &[Field::EnterpriseStartedOn, Field::BusinessAge],
        "blkId" => &[Field::Blk],
        "kawasanId" => &[Field::Kawasan],
        "year" | "kbliVersion" | "chainStage" | "source" => &[],
        // Its form says who speaks for it.
        _ => return Part::Business,
    };
    Part::Fields(fields)
}

/// Whether a product went from one enterprise to another.
pub(super) fn moved(row: &event::Model, edits: &Edits) -> bool {
    row.r#type == "product.updated"
        && edits.get(&row.id).is_some_and(|names| names.iter().any(|name| name == ENTERPRISE))
}

#[cfg(test)]
mod tests {
    use sea_orm::{IdenStatic, Iterable};

    use super::*;
    use crate::domain::events::types;
    use crate::domain::registry::kept::camel;

    #[test]
    fn edits_are_events_that_there_are() {
        assert!(EDITS.iter().all(|name| types::is_known(name)));
    }

    #[test]
    fn of_every_column_it_is_known_what_hangs_on_it() {
        fn names<C: Iterable + IdenStatic>() -> Vec<String> {
            C::iter().map(|column| camel(column.as_str().trim_end_matches("_enc"))).collect()
        }
        let (person, enterprise) = (names::<entity::person::Column>(), names::<entity::enterprise::Column>());
        let exact = |part: Part, field: Field| match part {
            Part::Fields(fields) => fields.contains(&field),
            _ => false,
        };
        for field in Field::ALL.iter().copied().filter(|field| !field.of_business()) {
            assert!(person.iter().any(|name| exact(of_person(name), field)), "{}", field.path());
        }
        for field in [Field::EnterpriseName, Field::Sector, Field::EnterpriseStartedOn, Field::Blk, Field::Kawasan] {
            assert!(enterprise.iter().any(|name| exact(of_enterprise(name), field)), "{}", field.path());
        }
        // A new column is looked at: here, or above.
        let vague = |names: &[String], of: fn(&str) -> Part| -> Vec<String> {
            names.iter().filter(|name| !matches!(of(name), Part::Fields(_))).cloned().collect()
        };
        let ends = ["archivedAt", "version", "createdAt", "updatedAt"];
        let of_person = vague(&person, of_person);
        assert_eq!(of_person, [&["id", "unitId", "nikHash", "restrictedAt", "erasedAt"][..], &ends].concat());
        assert_eq!(vague(&enterprise, of_enterprise), [&["id", "unitId", "form"][..], &ends].concat());
    }
}
