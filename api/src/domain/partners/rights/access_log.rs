//! Who read a person's data, as the person itself sees it: each delivery to a partner, and each read by an administrator
//! who stated a purpose.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use entity::{access_delivery, access_subject, audit, unit};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::Value;
use uuid::Uuid;

use super::required;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::people::query::names;
use crate::domain::registry::units;
use crate::domain::{Ctx, Result};
use crate::vocab::AccessKind;

/// The read of a person by an administrator, in the audit log.
const STAFF: &str = "readPerson";

/// Somebody read the person's data.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub kind: AccessKind,
    /// Name of the organization, or of the administrator.
    pub reader: String,
    /// The organization, where it was a partner.
    pub partner: Option<unit::Model>,
    /// Code of `consentPurposes`, or of `accessPurposes` where it was an administrator.
    pub purpose: String,
    /// The path that a delivery took.
    pub channel: Option<String>,
    pub consent_id: Option<Uuid>,
    /// Codes of `consentScopes` that were given.
    pub scopes: Vec<String>,
}

/// A page of the caller's own log, newest first.
pub async fn mine(ctx: &Ctx, page: &PageRequest) -> Result<Page<Entry>> {
    let person = required(ctx.db(), ctx).await?.id;
    let page = PageRequest { descending: true, ..page.clone() };
    let mut all = deliveries(ctx, person, &page).await?;
    all.extend(reads(ctx, person, &page).await?);
    // Ids of both sort by time; an export stands where it was written, with the time of its first fetch.
    all.sort_by_key(|entry| entry.id);
    if page.reversed() {
        all.reverse();
    }
    Ok(Page::cut(all, &page, |entry| Cursor::new("", entry.id.to_string())))
}

/// How many entries the caller's own log has.
pub async fn count(ctx: &Ctx) -> Result<u64> {
    let person = required(ctx.db(), ctx).await?.id;
    let got = access_subject::Entity::find().filter(access_subject::Column::PersonId.eq(person));
    Ok(got.count(ctx.db()).await? + audit::Entity::find().filter(of_staff(person)).count(ctx.db()).await?)
}

fn of_staff(person: Uuid) -> Condition {
    Condition::all()
        .add(audit::Column::ObjectId.eq(ids::text(Kind::Person, person)))
        .add(audit::Column::Action.eq(STAFF))
}

/// What partners got: one more than the page holds.
async fn deliveries(ctx: &Ctx, person: Uuid, page: &PageRequest) -> Result<Vec<Entry>> {
    use access_subject::{Column as C, Entity};
    let rows = page.by_id(Entity::find().filter(C::PersonId.eq(person)), C::DeliveryId)?.all(ctx.db()).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.delivery_id).collect();
    let of = access_delivery::Entity::find().filter(access_delivery::Column::Id.is_in(ids)).all(ctx.db()).await?;
    let partners = units::mapped(ctx.db(), of.iter().map(|row| row.partner_id)).await?;
    let of: HashMap<Uuid, access_delivery::Model> = of.into_iter().map(|row| (row.id, row)).collect();
    let entry = |row: access_subject::Model| {
        let delivery = of.get(&row.delivery_id)?;
        let partner = partners.get(&delivery.partner_id).cloned();
        Some(Entry {
            id: delivery.id,
            at: delivery.at,
            kind: AccessKind::Partner,
            reader: partner.as_ref().map(|partner| partner.name.clone()).unwrap_or_default(),
            partner,
            purpose: delivery.purpose.clone(),
            channel: Some(delivery.channel.clone()),
            consent_id: row.consent_id,
            scopes: row.scopes.split_whitespace().map(ToOwned::to_owned).collect(),
        })
    };
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// What administrators read with a stated purpose: one more than the page holds.
async fn reads(ctx: &Ctx, person: Uuid, page: &PageRequest) -> Result<Vec<Entry>> {
    use audit::{Column as C, Entity};
    let rows = page.by_id(Entity::find().filter(of_staff(person)), C::Id)?.all(ctx.db()).await?;
    let readers: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.actor_id).collect();
    let readers = names(ctx, &readers.into_iter().collect::<Vec<_>>()).await?;
    let entry = |row: audit::Model| -> Result<Entry> {
        let reader = row.actor_id.and_then(|id| readers.get(&id)).map(|reader| reader.name.clone());
        Ok(Entry {
            id: row.id,
            at: row.at,
            kind: AccessKind::Staff,
            reader: reader.unwrap_or_default(),
            partner: None,
            purpose: purpose(ctx, &row)?,
            channel: None,
            consent_id: None,
            scopes: Vec::new(),
        })
    };
    rows.into_iter().map(entry).collect()
}

/// The purpose that was stated.
fn purpose(ctx: &Ctx, row: &audit::Model) -> Result<String> {
    let Some(sealed) = &row.detail_enc else { return Ok(String::new()) };
    let plain = ctx.app.vault.open(&format!("audit|detail_enc|{}", row.id), sealed)?;
    let detail: Value = serde_json::from_slice(&plain)?;
    let stated = detail.get("purpose").and_then(|purpose| purpose.get("to")).and_then(Value::as_str);
    Ok(stated.unwrap_or_default().to_owned())
}
