//! A file of all records that a partner may read for a purpose, written by a worker.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "partner_export")]
pub struct Model {
    /// Id; sorts by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub partner_id: Uuid,
    /// PERSON or CLIENT.
    pub actor_kind: String,
    /// Who asked for it, and alone may fetch it.
    pub actor_id: Uuid,
    /// The agreement under which it was asked for.
    pub agreement_id: Uuid,
    /// Code of `consentPurposes`.
    pub purpose: String,
    /// What may be in it: codes of `consentScopes` that agreement, client and token had in common, a JSON array.
    #[sea_orm(column_type = "Text")]
    pub scopes: String,
    /// NDJSON or CSV.
    pub format: String,
    /// QUEUED, RUNNING, READY, FAILED or EXPIRED.
    pub state: String,
    /// Records in the file.
    pub records: i64,
    /// Bytes of the file.
    pub bytes: i64,
    /// SHA-256 of the file, hex.
    pub sha256: Option<String>,
    /// Position of the feed before the first page was read: where changes go on.
    pub position: i64,
    /// Fingerprint of what was given then, for the cursor of changes.
    pub given: Option<String>,
    /// Why there is no file.
    pub failure: Option<String>,
    /// A worker is at it until then.
    pub leased_until: Option<DateTimeUtc>,
    /// How often it was begun. Whoever writes it holds this number.
    pub runs: i32,
    /// How often it was begun anew because a consent ended meanwhile.
    pub restarts: i32,
    /// Records written so far.
    pub done: i32,
    /// Until when the file can be fetched.
    pub expires_at: Option<DateTimeUtc>,
    /// When the file was fetched first: only then what is in it counts as received.
    pub fetched_at: Option<DateTimeUtc>,
    /// Version of this record.
    pub version: i32,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
