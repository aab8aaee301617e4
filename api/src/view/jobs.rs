//! Imports and exports of files, as both faces show them.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::{self, Kind};
use crate::domain::jobs;
use crate::domain::text::Params;
use crate::domain::{Error, Result};
use crate::vocab::{JobRowResult, JobState, JobTask, SheetFormat};
use entity::{job, job_row};

/// An import or export of a file. A worker does it; look at it every few seconds until its state is DONE, FAILED or
/// CANCELLED. It is yours alone, and kept with its result for 30 days after its end.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// Id.
    #[schema(value_type = String, example = "job_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// What it does.
    pub task: JobTask,
    /// The kind of records that are brought in (`reports`), or the path of the list that is written out (`/v1/reports`).
    #[schema(example = "reports")]
    pub subject: String,
    /// Where it stands.
    pub state: JobState,
    /// How much is done, 0 to 100; null while rows are counted.
    #[schema(minimum = 0, maximum = 100)]
    pub percent: Option<i32>,
    /// Rows in all, headings and blank lines not counted; null while they are counted.
    pub rows: Option<i64>,
    /// Rows that have their result; of an export, those that were written.
    pub done: i64,
    /// Rows that were written; with `mode=validate`, that would have been.
    pub created: i64,
    /// Rows that were there already, as they are: nothing of them was written.
    pub existing: i64,
    /// Rows that were refused. `GET /v1/jobs/{id}/rows?result=REFUSED` says why.
    pub refused: i64,
    /// Why it failed.
    pub failure: Vec<JobFault>,
    /// The file to fetch: the list of an export, the rejected rows of an import with the reason beside each.
    pub file: Option<JobFile>,
    /// When it came to its end.
    pub finished_at: Option<DateTime<Utc>>,
    /// When it is forgotten, with its rows and its file.
    pub expires_at: DateTime<Utc>,
    /// Version of this record.
    pub version: i32,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}

/// A file of a job.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct JobFile {
    /// Where to fetch it.
    #[schema(example = "/v1/jobs/job_01h455vb4pex5vsknk084sn02q/file")]
    pub href: String,
    /// Its name.
    #[schema(example = "laporan-perbaiki.xlsx")]
    pub name: String,
    /// Its form.
    pub format: SheetFormat,
    /// Its bytes.
    pub bytes: i64,
    /// Its SHA-256, hex.
    pub sha256: Option<String>,
}

/// What is wrong with a file or with a row of it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct JobFault {
    /// Stable code.
    pub code: String,
    /// Where in the row, a JSON Pointer into the body of the single call; empty where it is about all of it.
    #[schema(example = "/values/A03")]
    pub path: String,
    /// Heading of the column, in Indonesian.
    pub column: Option<String>,
    /// In Indonesian.
    pub message: String,
    /// In English.
    pub message_en: String,
    /// Facts for programs.
    #[schema(value_type = Object)]
    pub params: async_graphql::Json<Params>,
}

/// What became of a row of a file.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct JobRow {
    /// Its line in the file as people see it, from 1; headings and blank lines count.
    pub line: i64,
    /// What became of it.
    pub result: JobRowResult,
    /// Id of the record.
    #[schema(value_type = Option<String>)]
    pub record: Option<ID>,
    /// What is wrong with it, all of it.
    pub faults: Vec<JobFault>,
}

/// Which list to write to a file.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"list": "/v1/reports?template=LAP_BULANAN&period=2026-10", "format": "XLSX"}))]
pub struct ExportInput {
    /// Path of any list of this API with its filters, without `limit` and `after`.
    #[schema(min_length = 4, max_length = 1000)]
    pub list: String,
    /// CSV unless you say otherwise.
    pub format: Option<SheetFormat>,
}

impl From<jobs::Fault> for JobFault {
    fn from(fault: jobs::Fault) -> Self {
        Self {
            code: fault.code,
            path: fault.path,
            column: fault.column,
            message: fault.message,
            message_en: fault.message_en,
            params: async_graphql::Json(fault.params),
        }
    }
}

fn faults(stored: Option<&str>) -> Result<Vec<JobFault>> {
    let faults: Vec<jobs::Fault> = stored.map(serde_json::from_str).transpose()?.unwrap_or_default();
    Ok(faults.into_iter().map(JobFault::from).collect())
}

impl TryFrom<job::Model> for Job {
    type Error = Error;

    fn try_from(row: job::Model) -> Result<Self> {
        let id = ids::text(Kind::Job, row.id);
        let state: JobState = row.state.parse()?;
        let share = |all: i64| if all > 0 { row.done.saturating_mul(100) / all } else { 0 };
        let percent = match state {
            JobState::Done => Some(100),
            _ => row.rows.map(|all| i32::try_from(share(all).clamp(0, 100)).unwrap_or_default()),
        };
        let file = match (&row.file_key_enc, &row.file_name, &row.file_format) {
            (Some(_), Some(name), Some(format)) => Some(JobFile {
                href: format!("/v1/jobs/{id}/file"),
                name: name.clone(),
                format: format.parse()?,
                bytes: row.file_bytes,
                sha256: row.file_sha256.clone(),
            }),
            _ => None,
        };
        Ok(Self {
            id: id.into(),
            task: row.task.parse()?,
            state,
            percent,
            rows: row.rows,
            done: row.done,
            created: row.created,
            existing: row.existing,
            refused: row.refused,
            failure: faults(row.failure.as_deref())?,
            file,
            finished_at: row.finished_at,
            expires_at: row.expires_at,
            version: row.version,
            created_at: row.created_at,
            subject: row.subject,
        })
    }
}

impl TryFrom<job_row::Model> for JobRow {
    type Error = Error;

    fn try_from(row: job_row::Model) -> Result<Self> {
        Ok(Self {
            line: row.line,
            result: row.result.parse()?,
            record: row.record.map(ID),
            faults: faults(row.faults.as_deref())?,
        })
    }
}
