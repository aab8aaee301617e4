//! Jobs that are asked for.

use std::path::PathBuf;
use std::sync::Arc;

use entity::job::{ActiveModel, Column, Entity, Model};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::sealed::Key;
use super::{ExportSpec, GOING, ImportSpec, KEEP, MOST, Spec, note, place, rights, source};
use crate::domain::imports::columns::ImportKind;
use crate::domain::imports::first_look;
use crate::domain::record::insert;
use crate::domain::text::Lang;
use crate::domain::{Code, Ctx, Error, Result, Tx};
use crate::view::imports;
use crate::vocab::{JobState, JobTask};

/// A file that came in: it lies sealed at the place of this job.
#[derive(Clone, Debug)]
pub struct Source {
    /// Id of the job that will own it.
    pub job: Uuid,
    /// Its key.
    pub key: Key,
    /// What tells it from others, for whoever repeats the call: its SHA-256, or the id of its upload.
    pub sha256: String,
}

/// The place of a file on its way in. Dropped, it is deleted: the file did not come whole, or no job was made of it.
pub struct Arriving(Option<PathBuf>);

impl Arriving {
    /// Before the file is made.
    pub fn of(ctx: &Ctx, job: Uuid) -> Self {
        Self(Some(source(&ctx.app.settings, job)))
    }

    /// A job owns it now, or may own it.
    pub fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // One that was refused is gone already.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Looks at a file that came in, before a job is made of it; one that is refused is deleted.
pub async fn look(ctx: &Ctx, spec: &ImportSpec, file: &Source) -> Result<()> {
    let path = source(&ctx.app.settings, file.job);
    let looked = async {
        let shape = imports::shape(ctx, kind(spec)?, &spec.into()).await?;
        first_look(path.clone(), file.key, Arc::new(shape)).await
    };
    if let Err(refused) = looked.await {
        tokio::fs::remove_file(&path).await.map_err(Error::internal)?;
        return Err(refused);
    }
    Ok(())
}

fn kind(spec: &ImportSpec) -> Result<ImportKind> {
    ImportKind::named(&spec.kind).ok_or_else(|| Error::field(Code::UnknownCode, "/kind"))
}

/// Queues an import of a file that came in.
pub async fn import(tx: &Tx, spec: ImportSpec, source: &Source) -> Result<Model> {
    let kind = kind(&spec)?;
    let mut row = queued(tx, source.job, JobTask::Import, spec.kind.clone(), &Spec::Import(spec))?;
    row.personal = kind.is_personal();
    row.source_key_enc = Some(tx.app.vault.seal(&place(row.id, "source_key_enc"), &source.key)?);
    store(tx, row).await
}

/// Queues an export. `personal`: whether the list may name persons.
pub async fn export(tx: &Tx, spec: ExportSpec, personal: bool) -> Result<Model> {
    let path = spec.list.split('?').next().unwrap_or_default().to_owned();
    let mut row = queued(tx, tx.new_id(), JobTask::Export, path, &Spec::Export(spec))?;
    row.personal = personal;
    store(tx, row).await
}

async fn store(tx: &Tx, row: Model) -> Result<Model> {
    tx.require_signed_in()?;
    let going = GOING.map(JobState::as_str);
    let going = Entity::find().filter(Column::ActorId.eq(row.actor_id)).filter(Column::State.is_in(going));
    if going.count(tx.conn()?).await? >= MOST {
        return Err(Error::new(Code::QuotaFull).with("max", MOST).after(30));
    }
    insert(ActiveModel::from(row.clone()), tx).await?;
    let app = tx.app.clone();
    tx.after_commit(move || app.queued.send_replace(()));
    note(tx, &row, "createJob", "job.created").await?;
    Ok(row)
}

fn queued(tx: &Tx, id: Uuid, task: JobTask, subject: String, spec: &Spec) -> Result<Model> {
    let (now, spec) = (tx.now(), serde_json::to_vec(spec)?);
    Ok(Model {
        id,
        task: task.as_str().to_owned(),
        subject,
        actor_kind: tx.actor.kind.as_str().to_owned(),
        actor_id: tx.actor.id_or_nil(),
        lang: if tx.lang == Lang::En { "en" } else { "id" }.to_owned(),
        spec_enc: tx.app.vault.seal(&place(id, "spec_enc"), &spec)?,
        personal: true,
        rights_hash: rights(tx, &tx.actor),
        state: JobState::Queued.as_str().to_owned(),
        rows: None,
        done: 0,
        created: 0,
        existing: 0,
        refused: 0,
        source_key_enc: None,
        file_key_enc: None,
        file_name: None,
        file_format: None,
        file_bytes: 0,
        file_sha256: None,
        failure: None,
        leased_until: None,
        runs: 0,
        finished_at: None,
        expires_at: now + KEEP,
        version: 1,
        created_at: now,
        updated_at: now,
    })
}
