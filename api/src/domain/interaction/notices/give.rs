//! Giving a notice: a row of the inbox, its event for the owner alone, and the deliveries that the owner wants. The
//! audit row is that of the operation from which it follows.

use std::collections::{BTreeSet, HashMap};

use entity::{account, notification};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::delivery::{DUE, NONE};
use super::preferences::{self, Choice};
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::domain::{Ctx, Error, Result, Tx};
use crate::vocab::AccountStatus;

/// Rows of one statement.
const CHUNK: usize = 500;

/// Something that one account is to be told.
#[derive(Clone, Debug)]
pub struct Notice<'a> {
    /// Who is told.
    pub account: Uuid,
    /// Code of `notificationKinds`.
    pub kind: &'a str,
    /// The record that it is about.
    pub subject: (Kind, Uuid),
    /// Unit that the record belongs to.
    pub unit: Option<Uuid>,
    /// What its text is made of; never personal data.
    pub params: Value,
}

/// Gives one notice. Its id; nil where nobody is to be told: no active account, or all channels turned off.
pub async fn give(tx: &Tx, notice: Notice<'_>) -> Result<Uuid> {
    Ok(give_all(tx, vec![notice]).await?.first().copied().unwrap_or_default())
}

/// Gives many notices with a few statements. The ids of those that were given.
pub async fn give_all(tx: &Tx, notices: Vec<Notice<'_>>) -> Result<Vec<Uuid>> {
    let accounts = active(tx, &notices).await?;
    let chosen = preferences::chosen(tx.conn()?, accounts.keys().copied().collect()).await?;
    let mut rows = Vec::with_capacity(notices.len());
    for notice in notices {
        let known = preferences::known(notice.kind)
            .ok_or_else(|| Error::internal(anyhow::anyhow!("{} is no kind of notice", notice.kind)))?;
        if let Some(account) = accounts.get(&notice.account) {
            let choice = preferences::choice(known, chosen.get(&account.id));
            rows.extend(row(tx, account, notice, choice));
        }
    }
    for chunk in rows.chunks(CHUNK) {
        let rows = chunk.iter().cloned().map(notification::ActiveModel::from);
        notification::Entity::insert_many(rows).exec_without_returning(tx.conn()?).await?;
    }
    let shown = rows.iter().filter(|row| row.inbox);
    let events: Vec<Record<'_>> = shown.map(event).collect();
    tx.announce_all(&events).await?;
    Ok(rows.iter().map(|row| row.id).collect())
}

/// What the feed and subscriptions show to the owner alone.
fn event(row: &notification::Model) -> Record<'_> {
    Record::new("notify", "notification.created", (Kind::Notification, row.id), 1).body(json!({"kind": row.kind}))
}

/// Those of the accounts that may sign in.
async fn active(tx: &Tx, notices: &[Notice<'_>]) -> Result<HashMap<Uuid, account::Model>> {
    let named: BTreeSet<Uuid> = notices.iter().map(|notice| notice.account).collect();
    let rows = account::Entity::find()
        .filter(account::Column::Id.is_in(named))
        .filter(account::Column::Status.eq(AccountStatus::Active.as_str()))
        .all(tx.conn()?)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The row of a notice; none where no channel is left.
fn row(ctx: &Ctx, account: &account::Model, notice: Notice<'_>, choice: Choice) -> Option<notification::Model> {
    let mail = choice.email && account.email.is_some();
    let phone = choice.phone && account.phone_enc.is_some() && ctx.app.settings.gateway_url.is_some();
    let state = |due: bool| if due { DUE } else { NONE }.to_owned();
    (choice.inbox || mail || phone).then(|| notification::Model {
        id: ctx.new_id(),
        account_id: account.id,
        kind: notice.kind.to_owned(),
        subject_kind: notice.subject.0.name().to_owned(),
        subject_id: notice.subject.1,
        unit_id: notice.unit,
        params: notice.params.to_string(),
        inbox: choice.inbox,
        created_at: ctx.now(),
        read_at: None,
        version: 1,
        mail_state: state(mail),
        phone_state: state(phone),
        attempts: 0,
        next_at: (mail || phone).then(|| ctx.now()),
        lease_until: None,
        last_error: None,
    })
}
