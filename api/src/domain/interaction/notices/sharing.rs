//! Who is told of consents: the person whose data they are about, and the side that has to act.

use std::collections::{BTreeSet, HashMap};

use entity::{consent, consent_request, person};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::Notice;
use super::recipients::{Lookup, Told};
use crate::domain::access::Action;
use crate::domain::ids::Kind;
use crate::domain::{Ctx, Result};
use crate::vocab::Role;

/// A consent, or what became of it. The person hears of whatever somebody else did; the partner and those who look after
/// data protection of what is to be deleted. Notices name the partner's organization and no unit that coaches anybody.
pub(super) async fn consented(lookup: &mut Lookup<'_>, id: Uuid, step: &str) -> Result<Vec<Told>> {
    if !["granted", "withdrawn", "expired", "overdue"].contains(&step) {
        return Ok(Vec::new());
    }
    let Some(row) = consent::Entity::find_by_id(id).one(lookup.ctx.db()).await? else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    let told = |kind, to| Told {
        kind,
        to,
        subject: (Kind::Consent, id),
        unit: Some(row.partner_id),
        params: json!({"purpose": row.purpose, "step": step}),
    };
    if step != "overdue" {
        all.push(told("CONSENT_CHANGED", lookup.account(row.person_id).await?.into_iter().collect()));
    }
    let duty = match step {
        "withdrawn" => Some("CONSENT_WITHDRAWN"),
        "overdue" => Some("DELETION_OVERDUE"),
        _ => None,
    };
    if let Some(kind) = duty {
        let theirs = lookup.holders(row.partner_id, "partners", &[Role::Partner]).await?;
        let ours = lookup.nationwide("overseers", Action::HandleDataRequests.roles()).await?;
        all.push(told(kind, [theirs, ours].concat()));
    }
    Ok(all)
}

/// Partners ask for consents: each person is told, or who coaches it where it has no account. Not an event of the feed
/// brings it, but the hour: nobody sees which request it belongs to.
pub async fn asked(ctx: &Ctx, rows: Vec<consent_request::Model>) -> Result<Vec<Notice<'static>>> {
    let persons = person::Entity::find()
        .filter(person::Column::Id.is_in(rows.iter().filter_map(|row| row.person_id)))
        .filter(person::Column::ArchivedAt.is_null())
        .filter(person::Column::ErasedAt.is_null());
    let persons = persons.all(ctx.db()).await?.into_iter().map(|row| (row.id, row.account_id));
    let accounts: HashMap<Uuid, Option<Uuid>> = persons.collect();
    let (mut lookup, mut all) = (Lookup::new(ctx), Vec::new());
    for row in rows {
        let Some(account) = row.person_id.and_then(|id| accounts.get(&id)) else { continue };
        let to = match account {
            Some(account) => vec![*account],
            None => lookup.keepers(row.unit_id).await?,
        };
        let to: BTreeSet<Uuid> = to.into_iter().filter(|to| *to != row.requested_by).collect();
        all.extend(to.into_iter().map(|account| Notice {
            account,
            kind: "CONSENT_REQUESTED",
            subject: (Kind::ConsentRequest, row.id),
            unit: Some(row.partner_id),
            params: json!({"purpose": row.purpose}),
        }));
    }
    Ok(all)
}
