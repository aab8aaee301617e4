//! Files on their way in, piece by piece, as the tus protocol (1.0.0) has it: what has come is kept, and whoever was cut
//! off goes on behind it.

use std::path::PathBuf;

use chrono::Duration;
use entity::file_upload::{ActiveModel, Column, Entity, Model};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::create::Source;
use super::sealed::{Key, Writer, Written};
use super::{folder, is_old};
use crate::config::Settings;
use crate::domain::files::blocking;
use crate::domain::ids::{self, Kind};
use crate::domain::record::{Record, insert};
use crate::domain::sheets::MAX_BYTES;
use crate::domain::vault::random;
use crate::domain::{Code, Ctx, Error, Result, Tx};

/// How long a file may take to come, and to be used.
const KEEP: Duration = Duration::hours(24);
/// Most files of one caller on their way.
const MOST: u64 = 10;

/// Begins a file.
pub async fn create(tx: &Tx, length: u64, name: Option<&str>) -> Result<Model> {
    tx.require_signed_in()?;
    if length > MAX_BYTES {
        return Err(Error::new(Code::TooLarge).with("maxBytes", MAX_BYTES));
    }
    let own = Entity::find().filter(Column::ActorId.eq(tx.actor.id_or_nil())).filter(Column::ExpiresAt.gt(tx.now()));
    if own.count(tx.conn()?).await? >= MOST {
        return Err(Error::new(Code::QuotaFull).with("max", MOST).after(60));
    }
    let (id, vault) = (tx.new_id(), &tx.app.vault);
    let key: Key = random::<32>();
    let name = name.map(crate::domain::files::clean_name).transpose()?;
    let row = Model {
        id,
        actor_kind: tx.actor.kind.as_str().to_owned(),
        actor_id: tx.actor.id_or_nil(),
        name_enc: name.map(|name| vault.seal(&place(id, "name_enc"), name.as_bytes())).transpose()?,
        length: i64::try_from(length).unwrap_or(i64::MAX),
        received: 0,
        pieces: 0,
        stored: 0,
        key_enc: vault.seal(&place(id, "key_enc"), &key)?,
        expires_at: tx.now() + KEEP,
        created_at: tx.now(),
    };
    let path = path(&tx.app.settings, id);
    blocking(move || Writer::create(&path, key)?.close()).await?;
    insert(ActiveModel::from(row.clone()), tx).await?;
    tx.record(Record::audit_only("createUpload", (Kind::FileUpload, id))).await?;
    Ok(row)
}

/// One of the caller's own files; those of others, and old ones, are not found.
pub async fn by_id(ctx: &Ctx, id: &str) -> Result<Model> {
    ctx.require_signed_in()?;
    let own = Entity::find_by_id(ids::expect(Kind::FileUpload, id)?)
        .filter(Column::ActorId.eq(ctx.actor.id_or_nil()))
        .filter(Column::ExpiresAt.gt(ctx.now()));
    own.one(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// Bytes that are coming in, behind those that are there.
pub struct Coming {
    row: Model,
    out: Writer,
}

/// Goes on with a file. `offset`: where the caller believes that it ends; 409 with where it does.
pub async fn resume(ctx: &Ctx, id: &str, offset: u64) -> Result<Coming> {
    let path = path(&ctx.app.settings, by_id(ctx, id).await?.id);
    let held = blocking(move || Writer::hold(&path)).await?.ok_or_else(|| Error::new(Code::UploadBusy).after(1))?;
    // As it is now that nobody else goes on with it.
    let row = by_id(ctx, id).await?;
    if number(row.received) != offset {
        return Err(Error::new(Code::UploadOffset).with("offset", row.received));
    }
    let key = key(ctx, &row)?;
    let there = Written { bytes: offset, pieces: number(row.pieces), stored: number(row.stored), ..Written::default() };
    let out = blocking(move || Writer::append(held, key, there)).await?;
    Ok(Coming { row, out })
}

impl Coming {
    /// Takes the next bytes. More than were announced are refused.
    pub async fn take(mut self, bytes: Vec<u8>) -> Result<Self> {
        let (out, room) = (self.out, number(self.row.length));
        self.out = blocking(move || {
            use std::io::Write;
            let mut out = out;
            out.write_all(&bytes)?;
            Ok(out)
        })
        .await?;
        let coming = self.out.bytes();
        if coming > room { Err(Error::new(Code::TooLarge).with("maxBytes", room)) } else { Ok(self) }
    }

    /// Makes what has come durable. How many bytes there are now.
    pub async fn close(self, ctx: &Ctx) -> Result<Model> {
        let (out, row) = (self.out, self.row);
        // Held until its row says what is there.
        let held = out.held().map_err(Error::internal)?;
        let written = blocking(move || out.close()).await?;
        let turn = ctx.app.store.begin().await?;
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let row = Model {
            received: signed(written.bytes),
            pieces: signed(written.pieces),
            stored: signed(written.stored),
            ..row
        };
        Entity::update(ActiveModel::from(row.clone()).reset_all()).exec(turn.txn()?).await?;
        turn.commit().await?;
        drop(held);
        Ok(row)
    }
}

/// Gives a whole file to the job that will own it, with its name.
pub async fn hand_over(ctx: &Ctx, id: &str, job: Uuid) -> Result<(Source, Option<String>)> {
    let row = by_id(ctx, id).await?;
    if row.received < row.length {
        return Err(Error::new(Code::UploadIncomplete).with("received", row.received).with("length", row.length));
    }
    let key = key(ctx, &row)?;
    let name = match &row.name_enc {
        Some(sealed) => {
            let plain = ctx.app.vault.open(&place(row.id, "name_enc"), sealed)?;
            Some(String::from_utf8(plain).map_err(Error::internal)?)
        }
        None => None,
    };
    let (from, to) = (path(&ctx.app.settings, row.id), super::source(&ctx.app.settings, job));
    // Linked, not moved: the same file may be looked at first and imported then.
    blocking(move || std::fs::hard_link(&from, &to)).await?;
    // Whoever repeats a call names the same upload.
    Ok((Source { job, key, sha256: ids::text(Kind::FileUpload, row.id) }, name))
}

/// Forgets a file of the caller's.
pub async fn discard(tx: &Tx, id: &str) -> Result<()> {
    let row = by_id(tx, id).await?;
    Entity::delete_by_id(row.id).exec(tx.conn()?).await?;
    tx.record(Record::audit_only("discardUpload", (Kind::FileUpload, row.id))).await?;
    Ok(())
}

/// Forgets files whose time is over, and deletes those that no row names. How many.
pub async fn clear(ctx: &Ctx) -> Result<usize> {
    let over = Entity::find().filter(Column::ExpiresAt.lte(ctx.now())).limit(100).all(ctx.db()).await?;
    if !over.is_empty() {
        let turn = ctx.app.store.begin().await?;
        let ids = over.iter().map(|row| row.id);
        Entity::delete_many().filter(Column::Id.is_in(ids)).exec(turn.txn()?).await?;
        turn.commit().await?;
    }
    let Ok(mut files) = tokio::fs::read_dir(uploads(&ctx.app.settings)).await else { return Ok(0) };
    let mut gone = 0;
    while let Some(file) = files.next_entry().await.map_err(Error::internal)? {
        let Ok(id) = file.file_name().to_string_lossy().parse::<Uuid>() else { continue };
        // One whose row is not committed yet is not ours to delete.
        if is_old(&file.path()) && Entity::find_by_id(id).one(ctx.db()).await?.is_none() {
            tokio::fs::remove_file(file.path()).await.map_err(Error::internal)?;
            gone += 1;
        }
    }
    Ok(gone)
}

fn uploads(settings: &Settings) -> PathBuf {
    folder(settings).join("uploads")
}

fn path(settings: &Settings, id: Uuid) -> PathBuf {
    uploads(settings).join(id.to_string())
}

fn place(id: Uuid, column: &str) -> String {
    format!("file_upload|{column}|{id}")
}

fn key(ctx: &Ctx, row: &Model) -> Result<Key> {
    let key = ctx.app.vault.open(&place(row.id, "key_enc"), &row.key_enc)?;
    key.try_into().map_err(|_| Error::internal(anyhow::anyhow!("the key of an upload has the wrong length")))
}

fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}
