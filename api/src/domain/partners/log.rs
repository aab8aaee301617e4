//! What is written down: deliveries with the people in them, windows of reads that begin and what waits for the next
//! one, refusals.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::{access_delivery, access_subject, consent};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::gate::{Channel, Gate};
use super::scopes::{Scopes, next_window};
use crate::domain::error::Class;
use crate::domain::ids::Kind;
use crate::domain::record::{Record, insert};
use crate::domain::{ActorKind, Ctx, Error, Result, Tx};

/// Rows of one insert.
const CHUNK: usize = 500;
/// How long a refusal waits for its own row. One that is refused within a write holds up the row itself.
const PATIENCE: Duration = Duration::from_millis(500);

/// A person in a delivery.
pub(super) struct Entry<'a> {
    pub person: Uuid,
    pub consent: Uuid,
    /// Of which something is given.
    pub scopes: &'a Scopes,
}

/// Writes a delivery down: its row, a narrow row for each person, the audit row.
pub(super) async fn delivered(tx: &Tx, gate: &Gate, entries: &[Entry<'_>], export: Option<Uuid>) -> Result<()> {
    let id = tx.new_id();
    let given: Scopes = entries.iter().flat_map(|entry| entry.scopes).cloned().collect();
    let delivery = access_delivery::Model {
        id,
        at: tx.now(),
        partner_id: gate.partner,
        actor_kind: gate.actor.0.as_str().to_owned(),
        actor_id: gate.actor.1,
        agreement_id: gate.agreement,
        purpose: gate.purpose.clone(),
        channel: gate.channel.as_str().to_owned(),
        scopes: serde_json::to_string(&given)?,
        request_id: tx.request_id.to_string(),
        export_id: export,
        subjects: i32::try_from(entries.len()).unwrap_or(i32::MAX),
    };
    insert(access_delivery::ActiveModel::from(delivery), tx).await?;
    for chunk in entries.chunks(CHUNK) {
        let row = |entry: &Entry<'_>| access_subject::Model {
            delivery_id: id,
            person_id: entry.person,
            consent_id: Some(entry.consent),
            scopes: entry.scopes.iter().map(String::as_str).collect::<Vec<_>>().join(" "),
        };
        let rows: Vec<_> = chunk.iter().map(|entry| access_subject::ActiveModel::from(row(entry))).collect();
        access_subject::Entity::insert_many(rows).exec_without_returning(tx.conn()?).await?;
    }
    tx.record(Record::audit_only("pullIncubatees", (Kind::AccessDelivery, id))).await?;
    Ok(())
}

/// What was logged for an export is received now: its file is fetched for the first time.
pub(super) async fn received(tx: &Tx, export: Uuid) -> Result<()> {
    use access_delivery::{Column as C, Entity};
    let now = Entity::update_many()
        .col_expr(C::At, Expr::value(tx.now()))
        .col_expr(C::RequestId, Expr::value(tx.request_id.to_string()))
        .filter(C::ExportId.eq(export));
    now.exec(tx.conn()?).await?;
    Ok(())
}

/// The file of an export is fetched once more: another delivery, with everybody who is in it.
pub(super) async fn repeated(tx: &Tx, export: Uuid, records: i64) -> Result<()> {
    use access_delivery::{Column as C, Entity};
    let before = Entity::find().filter(C::ExportId.eq(export)).order_by_asc(C::Id).all(tx.conn()?).await?;
    let mut given = Scopes::new();
    for row in &before {
        given.extend(serde_json::from_str::<Scopes>(&row.scopes)?);
    }
    // Where nobody is in it nothing was logged.
    let Some(first) = before.into_iter().next() else { return Ok(()) };
    let again = access_delivery::Model {
        id: tx.new_id(),
        at: tx.now(),
        scopes: serde_json::to_string(&given)?,
        request_id: tx.request_id.to_string(),
        subjects: i32::try_from(records).unwrap_or(i32::MAX),
        ..first
    };
    let id = again.id;
    insert(access_delivery::ActiveModel::from(again), tx).await?;
    // Fetches before this one say the same of each.
    let people = Query::select()
        .distinct()
        .expr(Expr::value(id))
        .column(("access_subject", "person_id"))
        .column(("access_subject", "consent_id"))
        .column(("access_subject", "scopes"))
        .from("access_delivery")
        .inner_join("access_subject", Expr::col(("access_subject", "delivery_id")).equals(("access_delivery", "id")))
        .and_where(Expr::col(("access_delivery", "export_id")).eq(export))
        .to_owned();
    let mut copy = Query::insert();
    copy.into_table("access_subject").columns(["delivery_id", "person_id", "consent_id", "scopes"]);
    copy.select_from(people).map_err(Error::internal)?;
    tx.conn()?.execute(&copy).await?;
    tx.record(Record::audit_only("pullIncubatees", (Kind::AccessDelivery, id))).await?;
    Ok(())
}

/// A window of reads begins for these consents. Nothing of the consent itself changes.
pub(super) async fn begin_windows(tx: &Tx, consents: &[Uuid]) -> Result<()> {
    for chunk in consents.chunks(CHUNK) {
        consent::Entity::update_many()
            .col_expr(consent::Column::WindowFrom, Expr::value(tx.now()))
            .filter(consent::Column::Id.is_in(chunk.iter().copied()))
            .exec(tx.conn()?)
            .await?;
    }
    Ok(())
}

/// Something was withheld of these consents for their frequency: it is owed from the moment at which they may be read
/// again, and `consent.readable` tells of that. One that is never read again owes nothing.
pub(super) async fn owe(tx: &Tx, gate: &Gate, waiting: &[&consent::Model]) -> Result<()> {
    let mut owed: BTreeMap<DateTime<Utc>, Vec<Uuid>> = BTreeMap::new();
    for row in waiting.iter().filter(|row| row.owed_at.is_none()) {
        if let Some(next) = row.window_from.and_then(|from| next_window(&row.frequency, from)) {
            owed.entry(next).or_default().push(row.id);
        }
    }
    if owed.is_empty() {
        return Ok(());
    }
    // What was read in one page can be read again at one moment: these are few.
    for (next, ids) in owed {
        for chunk in ids.chunks(CHUNK) {
            consent::Entity::update_many()
                .col_expr(consent::Column::OwedAt, Expr::value(next))
                .filter(consent::Column::Id.is_in(chunk.iter().copied()))
                .exec(tx.conn()?)
                .await?;
        }
    }
    tx.record(Record::audit_only("awaitWindow", (Kind::Organization, gate.partner))).await?;
    Ok(())
}

/// Writes down that somebody was refused, and gives the refusal back. It stays refused though that should fail.
pub(in crate::domain::partners) async fn refused(ctx: &Ctx, channel: Channel, error: Error) -> Error {
    if let Some(row) = refusal(ctx, channel, &error) {
        // By a task of its own: whoever is refused within a write would wait for itself.
        let _ = tokio::time::timeout(PATIENCE, tokio::spawn(row.write())).await;
    }
    error
}

/// As [`refused`], where the row cannot be waited for.
pub(in crate::domain::partners) fn refused_later(ctx: &Ctx, channel: Channel, error: Error) -> Error {
    if let Some(row) = refusal(ctx, channel, &error) {
        tokio::spawn(row.write());
    }
    error
}

/// A refusal to write down.
struct Refusal {
    ctx: Ctx,
    object: (Kind, Uuid),
    detail: String,
}

/// Of nobody, and of failures of our own, there is nothing to say.
fn refusal(ctx: &Ctx, channel: Channel, error: &Error) -> Option<Refusal> {
    let kind = match ctx.actor.kind {
        ActorKind::Person => Kind::User,
        ActorKind::Client => Kind::Client,
        ActorKind::Anonymous | ActorKind::System => return None,
    };
    if matches!(error.class(), Class::Internal | Class::Unavailable) {
        return None;
    }
    let detail = format!("{} {}", error.code().as_str(), channel.as_str());
    Some(Refusal { ctx: ctx.clone(), object: (kind, ctx.actor.id?), detail })
}

impl Refusal {
    async fn write(self) {
        if let Err(failed) = self.try_write().await {
            tracing::error!(code = failed.code().as_str(), "a refusal of a partner was not written down");
        }
    }

    async fn try_write(self) -> Result<()> {
        let tx = self.ctx.begin().await?;
        tx.record(Record::audit_only("refusePartner", self.object).detail(self.detail)).await?;
        tx.commit().await
    }
}
