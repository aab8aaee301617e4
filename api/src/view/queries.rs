//! Saved queries and the keys that open them, as both faces show them.

use async_graphql::{ID, InputObject, Json, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::domain::ids::{self, Kind};
use crate::domain::{ActorKind, Error, Result};
use crate::vocab::ParameterType;
use entity::{access_key, saved_query};

/// What callers may set in the address of a saved query: a variable of its document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "QueryParameterInput")]
#[schema(example = json!({"name": "from", "type": "STRING", "default": "@month-12"}))]
pub struct QueryParameter {
    /// Name of the variable, without `$`.
    #[schema(min_length = 1, max_length = 60, pattern = "^[A-Za-z][A-Za-z0-9]*$")]
    pub name: String,
    /// What it takes.
    pub r#type: ParameterType,
    /// Its value where the address says none, as it would stand there. A text may be relative to today: `@today`,
    /// `@month`, `@month-12`, `@quarter-1`, `@half-1`, `@year`. Without a default the parameter is required, unless the
    /// variable may be null.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub default: Option<String>,
    /// What it means.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub description: Option<String>,
}

/// A GraphQL query with a name. `GET /v1/q/{slug}.json`, `.csv`, `.ndjson` or `.html` runs it with the rights of whoever
/// asks, never with those of its owner.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct SavedQuery {
    /// Id.
    #[schema(value_type = String, example = "sqy_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Its name in addresses.
    #[schema(example = "laju-pelaporan")]
    pub slug: String,
    /// What it shows.
    pub title: String,
    /// The GraphQL document.
    pub query: String,
    /// Path to the list of rows, for example `reportingRate.rows` or `blks.nodes`.
    pub rows: String,
    /// Values of variables that no parameter sets.
    #[schema(value_type = Object)]
    pub variables: Json<Map<String, Value>>,
    /// What callers may set in the address.
    pub parameters: Vec<QueryParameter>,
    /// Whether anybody may run it. What each sees of it depends on its own rights.
    pub public: bool,
    /// Who keeps it (`usr_...` or `cli_...`); null for one that came with the service.
    pub owner: Option<String>,
    /// When it was deleted; null while it can be run.
    pub archived_at: Option<DateTime<Utc>>,
    /// Version of this record, for If-Match and `expectedVersion`.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// What you say of a saved query. It takes the place of what was there.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "title": "Laju pelaporan per provinsi",
    "query": "query($from: String!, $to: String!) { reportingRate(template: \"LAP_BULANAN\", periods: {from: $from, to: $to}, groupBy: [PROVINCE]) { rows { province { code name } expected submitted } } }",
    "rows": "reportingRate.rows",
    "parameters": [{"name": "from", "type": "STRING", "default": "@month-12"}, {"name": "to", "type": "STRING", "default": "@month-1"}],
    "public": true,
}))]
pub struct SavedQueryInput {
    /// What it shows.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// A GraphQL document with one query. Schema and limits are checked now.
    #[schema(min_length = 1, max_length = 20000)]
    pub query: String,
    /// Path of names to the list of rows, with points between them. Found by itself where the query has one field, with
    /// `rows` or `nodes` in it. A connection that stands there is read to its end, whatever `first` says; lists within a
    /// row hold what their own `first` says.
    #[schema(max_length = 200)]
    pub rows: Option<String>,
    /// Values of variables that no parameter sets; at most 20,000 bytes of JSON.
    #[schema(value_type = Option<Object>)]
    pub variables: Option<Json<Map<String, Value>>>,
    /// What callers may set in the address; at most 20.
    #[graphql(default)]
    #[serde(default)]
    #[schema(max_items = 20)]
    pub parameters: Vec<QueryParameter>,
    /// True: anybody may run it, also without signing in.
    #[graphql(default)]
    #[serde(default)]
    pub public: bool,
}

/// A password for `GET /v1/q/...` and nothing else, for programs that know no tokens: user name is its `id`. It reads
/// as its owner, with the rights that the owner holds at that moment.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AccessKey {
    /// Id; the user name of HTTP Basic.
    #[schema(value_type = String, example = "key_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The password. Shown only in the answer that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Where it is used.
    pub name: String,
    /// Whose it is (`usr_...` or `cli_...`).
    pub owner: String,
    /// Saved queries that it opens; null for all that its owner may run.
    pub queries: Option<Vec<String>>,
    /// Until when it opens anything.
    pub expires_at: DateTime<Utc>,
    /// When it was revoked; null while it holds.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Version of this record, for If-Match and `expectedVersion`.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A key to be made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"name": "Excel Disnaker Lebak", "queries": ["rekap-kabupaten"]}))]
pub struct NewAccessKey {
    /// Where it will be used, so that you know later which one to revoke.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Saved queries that it opens, by slug; all that you may run without it.
    #[schema(min_items = 1, max_items = 50)]
    pub queries: Option<Vec<String>>,
    /// Until when it opens anything: at most two years from now, one year without it.
    pub expires_at: Option<DateTime<Utc>>,
}

/// The public id of an owner.
fn owner(kind: &str, id: uuid::Uuid) -> String {
    ids::text(if kind == ActorKind::Client.as_str() { Kind::Client } else { Kind::User }, id)
}

impl TryFrom<saved_query::Model> for SavedQuery {
    type Error = Error;

    fn try_from(row: saved_query::Model) -> Result<Self> {
        Ok(Self {
            id: ids::text(Kind::SavedQuery, row.id).into(),
            owner: row.owner_kind.as_deref().zip(row.owner_id).map(|(kind, id)| owner(kind, id)),
            variables: Json(serde_json::from_str(&row.variables)?),
            parameters: serde_json::from_str(&row.parameters)?,
            slug: row.slug,
            title: row.title,
            query: row.query,
            rows: row.rows,
            public: row.public,
            archived_at: row.archived_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl TryFrom<access_key::Model> for AccessKey {
    type Error = Error;

    fn try_from(row: access_key::Model) -> Result<Self> {
        Ok(Self {
            id: ids::text(Kind::AccessKey, row.id).into(),
            secret: None,
            owner: owner(&row.owner_kind, row.owner_id),
            queries: row.queries.as_deref().map(serde_json::from_str).transpose()?,
            name: row.name,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
