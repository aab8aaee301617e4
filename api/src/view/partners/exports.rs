//! Exports of partners, as both faces show them.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::{self, Kind};
use crate::domain::partners::exports;
use crate::domain::{Error, Result};
use crate::vocab::{ExportFailure, ExportFormat, ExportState};
use entity::partner_export;

/// A file of all records that you may read for a purpose. It is yours alone: of the client or the person that asked for
/// it. A worker writes it; look at it every few seconds until its state is READY, FAILED or EXPIRED.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PartnerExport {
    /// Id.
    #[schema(value_type = String, example = "exp_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Code of `consentPurposes`.
    #[schema(example = "CREDIT_APPLICATION")]
    pub purpose: String,
    /// Form of the file, which is compressed with gzip.
    pub format: ExportFormat,
    /// Where it stands.
    pub state: ExportState,
    /// Records written so far; of a file that is ready, all that are in it.
    pub records: i64,
    /// Bytes of the file; null before it is ready.
    pub bytes: Option<i64>,
    /// SHA-256 of the file as you fetch it, hex; null before it is ready.
    pub sha256: Option<String>,
    /// Where to fetch it; null unless it is ready.
    #[schema(example = "/v1/partner/exports/exp_01h455vb4pex5vsknk084sn02q/file")]
    pub file: Option<String>,
    /// Cursor for `/v1/partner/changes?after=`: what has changed since this file was begun. Null before it is ready.
    pub position: Option<String>,
    /// Why there is no file, or no longer.
    pub failure: Option<ExportFailure>,
    /// Until when the file can be fetched; null before it is ready.
    pub expires_at: Option<DateTime<Utc>>,
    /// Version of this record.
    pub version: i32,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When its state last changed.
    pub updated_at: DateTime<Utc>,
}

/// Which export you want.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"purpose": "CREDIT_APPLICATION", "format": "NDJSON"}))]
pub struct PartnerExportInput {
    /// Code of `consentPurposes`: what you need the data for.
    #[schema(max_length = 60)]
    pub purpose: Option<String>,
    /// NDJSON unless you say otherwise.
    pub format: Option<ExportFormat>,
}

impl TryFrom<partner_export::Model> for PartnerExport {
    type Error = Error;

    fn try_from(row: partner_export::Model) -> Result<Self> {
        let state: ExportState = row.state.parse()?;
        let ready = state == ExportState::Ready;
        let id = ids::text(Kind::Export, row.id);
        let running = matches!(state, ExportState::Queued | ExportState::Running);
        Ok(Self {
            file: ready.then(|| format!("/v1/partner/exports/{id}/file")),
            id: id.into(),
            position: ready.then(|| exports::cursor(&row)),
            format: row.format.parse()?,
            state,
            records: if running { i64::from(row.done) } else { row.records },
            bytes: row.sha256.as_ref().map(|_| row.bytes),
            failure: row.failure.as_deref().map(str::parse::<ExportFailure>).transpose()?,
            expires_at: row.expires_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            purpose: row.purpose,
            sha256: row.sha256,
        })
    }
}
