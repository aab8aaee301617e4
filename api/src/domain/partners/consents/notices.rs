//! Privacy notices: what a person is told before it consents for a purpose. A version never changes; whoever consented
//! to one can be shown its very words.

use std::collections::HashMap;

use entity::privacy_notice::{ActiveModel, Column, Entity, Model};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use crate::domain::access::Action;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::record::{Record, insert};
use crate::domain::text::Text;
use crate::domain::vault::sha256_hex;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::view::partners::consents::PrivacyNoticeInput;

/// Most letters of a text.
const LONGEST: usize = 20_000;

/// Which notices.
#[derive(Clone, Debug, Default)]
pub struct NoticeFilter {
    /// Code of `consentPurposes`.
    pub purpose: Option<String>,
    /// Only those in force today.
    pub in_force: bool,
}

/// What proves that two texts are the same: SHA-256 of both as canonical JSON.
pub fn fingerprint(text: &Text) -> Result<String> {
    Ok(sha256_hex(&serde_json_canonicalizer::to_vec(text).map_err(Error::internal)?))
}

/// Publishes the next notice of a purpose. What was consented to stays as it is.
pub async fn publish(tx: &Tx, input: PrivacyNoticeInput) -> Result<(Model, bool)> {
    tx.require(Action::HandleDataRequests, None)?;
    let today = tx.today();
    let last = Entity::find()
        .filter(Column::Purpose.eq(input.purpose.as_str()))
        .order_by_desc(Column::Number)
        .one(tx.conn()?)
        .await?;
    let from_on = input.from_on.unwrap_or(today);
    // In the order of their numbers they come into force.
    let earliest = last.as_ref().map_or(today, |last| last.from_on.max(today));
    let text = Text::new(input.text.id.trim(), input.text.en.trim());
    let mut faults = Vec::new();
    if !tx.app.codes.has("consentPurposes", &input.purpose, today) {
        faults.push(Violation::new(Code::UnknownCode, "/purpose").with("set", "consentPurposes"));
    }
    for (path, text) in [("/text/id", &text.id), ("/text/en", &text.en)] {
        if !(1..=LONGEST).contains(&text.chars().count()) {
            faults.push(Violation::new(Code::FieldLength, path).with("min", 1).with("max", LONGEST));
        }
    }
    if from_on < earliest {
        faults.push(Violation::new(Code::FieldRange, "/fromOn").with("min", earliest.to_string()));
    }
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    let row = Model {
        id: tx.new_id(),
        purpose: input.purpose,
        number: last.map_or(1, |last| last.number + 1),
        sha256: fingerprint(&text)?,
        text_id: text.id,
        text_en: text.en,
        from_on,
        created_at: tx.now(),
        created_by: tx.actor.id,
    };
    insert(ActiveModel::from(row.clone()), tx).await?;
    let body = json!({"purpose": row.purpose, "number": row.number, "fromOn": row.from_on.to_string()});
    let record = Record::new("publishPrivacyNotice", "privacyNotice.published", (Kind::PrivacyNotice, row.id), 1);
    tx.record(record.body(body)).await?;
    Ok((row, from_on <= today))
}

/// The notice of a purpose that is in force today.
pub(super) async fn current(ctx: &Ctx, conn: &impl ConnectionTrait, purpose: &str) -> Result<Option<Model>> {
    let begun = Entity::find().filter(Column::Purpose.eq(purpose)).filter(Column::FromOn.lte(ctx.today()));
    Ok(begun.order_by_desc(Column::Number).one(conn).await?)
}

/// Notices, oldest first, each with whether it is in force today.
pub async fn list(ctx: &Ctx, filter: &NoticeFilter, page: &PageRequest) -> Result<Page<(Model, bool)>> {
    let current = in_force(ctx).await?;
    let mut query = Entity::find();
    if let Some(purpose) = &filter.purpose {
        query = query.filter(Column::Purpose.eq(purpose.as_str()));
    }
    if filter.in_force {
        query = query.filter(Column::Id.is_in(current.clone()));
    }
    let rows = page.by_id(query, Column::Id)?.all(ctx.db()).await?;
    let page = Page::cut(rows, page, |row| Cursor::new("", row.id.to_string()));
    Ok(page.map(|row| {
        let now = current.contains(&row.id);
        (row, now)
    }))
}

/// One notice, with whether it is in force today.
pub async fn one(ctx: &Ctx, id: &str) -> Result<(Model, bool)> {
    let id = ids::expect(Kind::PrivacyNotice, id)?;
    let row = Entity::find_by_id(id).one(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let now = in_force(ctx).await?.contains(&row.id);
    Ok((row, now))
}

/// Ids of the notices in force today: of each purpose the last one that has begun. Few rows, whatever the installation.
async fn in_force(ctx: &Ctx) -> Result<Vec<Uuid>> {
    let begun = Entity::find()
        .select_only()
        .column(Column::Purpose)
        .column(Column::Id)
        .filter(Column::FromOn.lte(ctx.today()))
        .order_by_asc(Column::Number);
    let begun: Vec<(String, Uuid)> = begun.into_tuple().all(ctx.db()).await?;
    // Of one purpose the later row stays.
    Ok(begun.into_iter().collect::<HashMap<_, _>>().into_values().collect())
}
