//! An import or export of a file, done by a worker.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// Id; sorts by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// IMPORT or EXPORT.
    pub task: String,
    /// The kind of records that are brought in, or the path of the list that is written out.
    pub subject: String,
    /// PERSON or CLIENT.
    pub actor_kind: String,
    /// Who asked for it, and alone sees it.
    pub actor_id: Uuid,
    /// Language of whoever asked.
    pub lang: String,
    /// What was asked for, as JSON, sealed: a query may name a person.
    #[sea_orm(column_type = "Text")]
    pub spec_enc: String,
    /// Whether its files tell of persons.
    pub personal: bool,
    /// Keyed hash of the rights with which it was asked for: with others its file is not given.
    pub rights_hash: String,
    /// QUEUED, RUNNING, DONE, FAILED or CANCELLED.
    pub state: String,
    /// Rows in all, once they were counted.
    pub rows: Option<i64>,
    /// Rows that have their result, or that were written out.
    pub done: i64,
    /// Rows that were written.
    pub created: i64,
    /// Rows that were there already.
    pub existing: i64,
    /// Rows that were refused.
    pub refused: i64,
    /// Key of the file that came in, wrapped; null once the file is gone.
    #[sea_orm(column_type = "Text", nullable)]
    pub source_key_enc: Option<String>,
    /// Key of the file that can be fetched, wrapped; null where there is none (any more).
    #[sea_orm(column_type = "Text", nullable)]
    pub file_key_enc: Option<String>,
    /// Name of that file.
    pub file_name: Option<String>,
    /// CSV, XLSX or NDJSON.
    pub file_format: Option<String>,
    /// Its bytes.
    pub file_bytes: i64,
    /// Its SHA-256, hex.
    pub file_sha256: Option<String>,
    /// Why it failed, as JSON in both languages.
    #[sea_orm(column_type = "Text", nullable)]
    pub failure: Option<String>,
    /// A worker is at it until then.
    pub leased_until: Option<DateTimeUtc>,
    /// How often it was begun. Whoever works at it holds this number.
    pub runs: i32,
    /// When it came to its end.
    pub finished_at: Option<DateTimeUtc>,
    /// When it is forgotten, with its rows and files.
    pub expires_at: DateTimeUtc,
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
