//! Every write of either face passes here: one transaction that holds the change, its audit and event rows and,
//! for a keyed request, the answer that a repeat will get.

use std::any::Any;
use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;

use chrono::Duration;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::ctx::Ctx;
use super::error::{Code, Error, Result};
use super::record::insert;
use super::tx::Tx;

/// Days for which a keyed answer is replayed.
pub const KEEP_DAYS: i64 = 7;

/// The answer of a write, and whether it is the stored one of an earlier request.
#[derive(Debug)]
pub struct Done<T> {
    pub body: T,
    pub replayed: bool,
}

/// Keys whose request is running in this process.
#[derive(Default)]
pub struct Running(Mutex<HashSet<(Uuid, String)>>);

/// Frees the key when the request ends, however it ends.
struct Turnstile<'a>(&'a Running, (Uuid, String));

impl Running {
    fn enter(&self, key: (Uuid, String)) -> Result<Turnstile<'_>> {
        let fresh = self.0.lock().map(|mut set| set.insert(key.clone())).unwrap_or(true);
        if fresh { Ok(Turnstile(self, key)) } else { Err(Error::new(Code::KeyInUse).after(1)) }
    }
}

impl Drop for Turnstile<'_> {
    fn drop(&mut self) {
        if let Ok(mut set) = self.0.0.lock() {
            set.remove(&self.1);
        }
    }
}

/// An answer whose type only its face knows.
trait Answer: Any + Send {
    fn json(&self) -> Result<Vec<u8>>;
    fn any(self: Box<Self>) -> Box<dyn Any>;
}

impl<T: Serialize + Any + Send> Answer for T {
    fn json(&self) -> Result<Vec<u8>> {
        Ok(serde_json::to_vec(self)?)
    }

    fn any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

type Working<'a> = Pin<Box<dyn Future<Output = Result<Box<dyn Answer>>> + Send + 'a>>;
type Work<'a> = Box<dyn FnOnce(Tx) -> Working<'a> + Send + 'a>;

/// What came of a write: an answer just made, or the JSON of the stored one.
enum Outcome {
    Made(Box<dyn Answer>),
    Stored(Vec<u8>),
}

/// Runs a write. `operation` and `content` are what a repeat with the same key must equal. A thin shell: all that
/// does not depend on the answer's type is in [`run`], so that it is compiled once and not for each operation.
pub async fn write<T, F, Fut>(ctx: &Ctx, operation: &str, content: &impl Serialize, work: F) -> Result<Done<T>>
where
    T: Serialize + DeserializeOwned + Any + Send,
    F: FnOnce(Tx) -> Fut + Send,
    Fut: Future<Output = Result<T>> + Send,
{
    let fingerprint = match ctx.key {
        // Keyed: what was sent (a NIK, an account number) cannot be guessed from a copy of the database.
        Some(_) => {
            let content = serde_json_canonicalizer::to_string(&(operation, content)).map_err(Error::internal)?;
            ctx.app.vault.blind_index("idempotency", &content)
        }
        None => String::new(),
    };
    let work: Work<'_> =
        Box::new(|tx| Box::pin(async move { work(tx).await.map(|body| Box::new(body) as Box<dyn Answer>) }));
    match run(ctx, operation, fingerprint, work).await? {
        Outcome::Stored(json) => Ok(Done { body: serde_json::from_slice(&json)?, replayed: true }),
        Outcome::Made(answer) => match answer.any().downcast::<T>() {
            Ok(body) => Ok(Done { body: *body, replayed: false }),
            Err(_) => Err(Error::internal(anyhow::anyhow!("{operation} answered with another type"))),
        },
    }
}

async fn run(ctx: &Ctx, operation: &str, fingerprint: String, work: Work<'_>) -> Result<Outcome> {
    let Some(key) = ctx.key.as_deref().filter(|_| !ctx.validate_only) else {
        return finish(ctx.begin().await?, work, None).await;
    };
    if key.is_empty() || key.len() > 255 || !key.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return Err(Error::new(Code::KeyInvalid));
    }
    let principal = ctx.actor.id_or_nil();
    let _turn = ctx.app.running.enter((principal, key.to_owned()))?;
    let tx = ctx.begin().await?;
    if let Some(stored) = stored(&tx, principal, key).await? {
        tx.rollback().await?;
        return replay(ctx, stored, &fingerprint).await.map(Outcome::Stored);
    }
    let row = entity::idempotency_key::ActiveModel {
        principal: Set(principal),
        key: Set(key.to_owned()),
        operation: Set(operation.to_owned()),
        fingerprint: Set(fingerprint),
        answer_enc: Set(None),
        checks: Set(None),
        created_at: Set(ctx.now()),
        expires_at: Set(ctx.now() + Duration::days(KEEP_DAYS)),
    };
    // Another process may hold the key: its row is unique.
    let taken = |e: Error| if e.code() == Code::AlreadyExists { Error::new(Code::KeyInUse).after(1) } else { e };
    insert(row.clone(), &tx).await.map_err(taken)?;
    finish(tx, work, Some(row)).await
}

/// Does the work and ends the transaction; `key` is the row in which the answer is kept.
async fn finish(tx: Tx, work: Work<'_>, key: Option<entity::idempotency_key::ActiveModel>) -> Result<Outcome> {
    let answer = match work(tx.clone()).await {
        Ok(answer) => answer,
        Err(refused) => {
            let app = tx.app.clone();
            // The refusal says more than what came of it: that a lost connection cannot be rolled back either.
            let undone = tx.rollback().await;
            if refused.code() == Code::Unavailable {
                app.store.note(Some(&refused));
                return Err(refused);
            }
            return Err(undone.err().unwrap_or(refused));
        }
    };
    if tx.validate_only || !tx.is_recorded() {
        // Nothing changed (a check, or a batch whose every row was refused): nothing to keep.
        tx.rollback().await?;
        return Ok(Outcome::Made(answer));
    }
    if let Some(mut row) = key {
        let place = place(*row.principal.as_ref(), row.key.as_ref());
        row.answer_enc = Set(Some(tx.app.vault.seal(&place, &answer.json()?)?));
        row.checks = Set(Some(serde_json::to_string(&tx.checks())?));
        row.update(tx.conn()?).await?;
    }
    tx.commit().await?;
    Ok(Outcome::Made(answer))
}

async fn stored(tx: &Tx, principal: Uuid, key: &str) -> Result<Option<entity::idempotency_key::Model>> {
    let row = entity::idempotency_key::Entity::find_by_id((principal, key.to_owned())).one(tx.conn()?).await?;
    match row {
        Some(old) if old.expires_at <= tx.now() => {
            entity::idempotency_key::Entity::delete_by_id((principal, key.to_owned())).exec(tx.conn()?).await?;
            Ok(None)
        }
        other => Ok(other),
    }
}

/// Gives the stored answer again, if the content is the same and the caller still has the rights it took.
async fn replay(ctx: &Ctx, row: entity::idempotency_key::Model, fingerprint: &str) -> Result<Vec<u8>> {
    if row.fingerprint != fingerprint {
        return Err(Error::new(Code::KeyReused));
    }
    let checks = row.checks.ok_or_else(|| Error::new(Code::KeyInUse).after(1))?;
    for check in serde_json::from_str::<Vec<super::access::Check>>(&checks)? {
        check.again(ctx).await?;
    }
    // An answer that is gone showed somebody who was erased since. That too is told only to who may still ask.
    let answer = row.answer_enc.ok_or_else(|| Error::new(Code::Expired))?;
    ctx.app.vault.open(&place(row.principal, &row.key), &answer)
}

/// A stored answer in plain.
pub(super) fn opened(ctx: &Ctx, row: &entity::idempotency_key::Model) -> Result<String> {
    let sealed = row.answer_enc.as_deref().unwrap_or_default();
    let plain = ctx.app.vault.open(&place(row.principal, &row.key), sealed)?;
    String::from_utf8(plain).map_err(Error::internal)
}

fn place(principal: Uuid, key: &str) -> String {
    format!("idempotency_key|answer_enc|{principal}|{key}")
}
