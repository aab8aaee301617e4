//! People, machines and roles as both faces show them.

use async_graphql::{ComplexObject, Enum, ID, InputObject, MaybeUndefined, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::clients::PublicJwk;
use crate::vocab::{AccountStatus, ClientStatus, Role, ScopeKind, UnitKind};

/// What is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CallerKind {
    /// A person.
    Person,
    /// A machine with client credentials.
    Client,
}

/// How an invitation reaches the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Delivery {
    /// The code is sent by e-mail.
    #[default]
    Email,
    /// The code is in the answer, once, for you to hand over.
    Return,
}

/// The unit that a role is held on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct RoleUnit {
    /// What kind of unit.
    pub kind: UnitKind,
    /// Id of the unit.
    #[schema(example = "blk_01h455vb4pex5vsknk084sn02q")]
    #[graphql(skip)]
    pub id: String,
    /// Its human code.
    #[schema(example = "BLKK-3602-001")]
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A role held by a user or a client on a scope.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct RoleGrant {
    /// Id of the grant.
    #[graphql(skip)]
    pub id: String,
    /// The user or client that holds it.
    #[schema(example = "usr_01h455vb4pex5vsknk084sn02q")]
    pub holder: String,
    /// The role.
    pub role: Role,
    /// What it is held on.
    pub scope_kind: ScopeKind,
    /// Code of the region, which counts with all below it.
    #[schema(example = "36.02")]
    pub region: Option<String>,
    /// The unit.
    pub unit: Option<RoleUnit>,
    /// From when.
    pub valid_from: DateTime<Utc>,
    /// Until when; null while open-ended.
    pub valid_to: Option<DateTime<Utc>>,
}

/// Who you are to this service.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Me {
    /// Person or machine.
    pub kind: CallerKind,
    /// Your id.
    #[graphql(skip)]
    pub id: String,
    /// Your name.
    pub name: String,
    /// Language of your mail: `id` or `en`.
    pub language: String,
    /// Your e-mail.
    pub email: Option<String>,
    /// Your phone.
    pub phone: Option<String>,
    /// The head in whose name you file, if you are a machine.
    pub on_behalf_of: Option<String>,
    /// The roles you hold now.
    pub roles: Vec<RoleGrant>,
}

/// A person who signs in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct User {
    /// Id.
    #[schema(example = "usr_01h455vb4pex5vsknk084sn02q")]
    #[graphql(skip)]
    pub id: String,
    /// Name as on the identity card; never split.
    pub name: String,
    /// E-mail.
    pub email: Option<String>,
    /// Mobile number; masked for all but the person.
    #[schema(example = "+62812****789")]
    pub phone: Option<String>,
    /// Language of mail: `id` or `en`.
    pub language: String,
    /// Whether the person may sign in.
    pub status: AccountStatus,
    /// Roles held now.
    pub roles: Vec<RoleGrant>,
    /// Version, for If-Match.
    pub version: i32,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
    /// The invitation just made; only in the answer that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invitation>,
}

/// An invitation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// How it reaches the person.
    pub delivery: Delivery,
    /// The one-time code, with delivery RETURN. Shown only now.
    #[schema(example = "ABCDE-FGHJK")]
    pub code: Option<String>,
    /// Until when the code works.
    pub expires_at: DateTime<Utc>,
}

/// A machine that calls with OAuth 2 client credentials.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Client {
    /// Id.
    #[schema(example = "cli_01h455vb4pex5vsknk084sn02q")]
    #[graphql(skip)]
    pub id: String,
    /// The `client_id` for `/oauth/token`; the same as `id`.
    pub client_id: String,
    /// The `client_secret`. Shown only in the answer that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// What system this is.
    pub name: String,
    /// Whether it may ask for tokens.
    pub status: ClientStatus,
    /// The head in whose name it files.
    pub on_behalf_of: Option<String>,
    /// Until when it may call; null for no end.
    pub expires_at: Option<DateTime<Utc>>,
    /// Its public key, if it may prove itself by assertions that it signs (RFC 7523). The secret works beside it.
    pub public_jwk: Option<PublicJwk>,
    /// Networks from which it may call; null is any.
    #[schema(example = json!(["203.0.113.0/24"]))]
    pub allowed_ips: Option<Vec<String>>,
    /// What it may pull at most: codes of `consentScopes`; null is all that agreements and consents grant.
    #[schema(example = json!(["IDENTITY_BASIC", "CONTACT"]))]
    pub scopes: Option<Vec<String>>,
    /// Whether it may send only GraphQL documents that it persisted before.
    #[serde(default)]
    pub only_persisted: bool,
    /// When it last got a token.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Roles held now.
    pub roles: Vec<RoleGrant>,
    /// Version, for If-Match.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

/// Tokens of a sign-in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TokenPair {
    /// Send as `Authorization: Bearer ...`.
    pub access_token: String,
    /// Exchange at `/v1/sessions/refresh` for the next pair; works once, and 60 s longer for an answer that got lost.
    pub refresh_token: String,
    /// Seconds the access token lives.
    #[schema(example = 900)]
    pub expires_in: i64,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: String,
}

/// A role to give. Without region, blk and unit it is held on the nation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewGrant {
    /// The role.
    pub role: Role,
    /// Region code, with all below it.
    #[schema(max_length = 64, example = "36.02")]
    pub region: Option<String>,
    /// Code or id of a BLK.
    #[schema(max_length = 64)]
    pub blk: Option<String>,
    /// Code or id of any unit.
    #[schema(max_length = 64)]
    pub unit: Option<String>,
}

/// Gives a role to somebody who exists.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"holder": "usr_01h455vb4pex5vsknk084sn02q", "role": "COORDINATOR", "region": "36"}))]
pub struct GrantRequest {
    /// Id of the user or client.
    #[schema(max_length = 64)]
    pub holder: String,
    /// The role.
    pub role: Role,
    /// Region code, with all below it.
    #[schema(max_length = 64)]
    pub region: Option<String>,
    /// Code or id of a BLK.
    #[schema(max_length = 64)]
    pub blk: Option<String>,
    /// Code or id of any unit.
    #[schema(max_length = 64)]
    pub unit: Option<String>,
    /// Until when; open-ended without it.
    pub valid_to: Option<DateTime<Utc>>,
}

/// A person to invite. Needs an e-mail or a phone.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"name": "Siti Rahayu", "email": "siti@blk.example.id", "grants": [{"role": "BLK_HEAD", "blk": "BLKK-3602-001"}], "delivery": "EMAIL"}))]
pub struct NewUser {
    /// Name as on the identity card.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// E-mail, to sign in with and for codes.
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// Indonesian mobile number, to sign in with.
    #[schema(max_length = 32)]
    pub phone: Option<String>,
    /// Language of mail: `id` (default) or `en`.
    #[schema(pattern = "^(id|en)$")]
    pub language: Option<String>,
    /// Roles to give.
    #[schema(min_items = 1, max_items = 20)]
    pub grants: Vec<NewGrant>,
    /// How the code reaches the person; EMAIL unless you say otherwise.
    #[serde(default)]
    pub delivery: Option<Delivery>,
}

/// A further invitation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InviteAgain {
    /// How the code reaches the person; EMAIL unless you say otherwise.
    pub delivery: Option<Delivery>,
}

/// Changes to a user (RFC 7396): what is left out stays, null removes.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserPatch {
    /// Name as on the identity card.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Language of mail: `id` or `en`.
    #[schema(pattern = "^(id|en)$")]
    pub language: Option<String>,
    /// E-mail; null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 254)]
    pub email: MaybeUndefined<String>,
    /// Mobile number; null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 32)]
    pub phone: MaybeUndefined<String>,
}

/// A machine to let in.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"name": "SIM BLK Lebak", "grants": [{"role": "BLK_OPERATOR", "blk": "BLKK-3602-001"}], "onBehalfOf": "usr_01h455vb4pex5vsknk084sn02q"}))]
pub struct NewClient {
    /// What system this is.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Roles to give.
    #[schema(min_items = 1, max_items = 200)]
    pub grants: Vec<NewGrant>,
    /// Id of the head in whose name it files; required with BLK_HEAD and BLK_OPERATOR.
    #[schema(max_length = 64)]
    pub on_behalf_of: Option<String>,
    /// Until when it may call; no end without it.
    pub expires_at: Option<DateTime<Utc>>,
    /// Its public key: it may then prove itself by assertions that it signs (RFC 7523), and leave its secret unused.
    pub public_jwk: Option<PublicJwk>,
    /// Networks from which it may call, as CIDR or single addresses; any without it.
    #[schema(min_items = 1, max_items = 50, example = json!(["203.0.113.0/24", "2001:db8::7"]))]
    pub allowed_ips: Option<Vec<String>>,
    /// What it may pull at most: codes of `consentScopes`; all that agreements and consents grant without it.
    #[schema(min_items = 1, max_items = 100, example = json!(["IDENTITY_BASIC", "CONTACT"]))]
    pub scopes: Option<Vec<String>>,
    /// True: of GraphQL it may send only documents that it persisted before.
    #[graphql(default)]
    #[serde(default)]
    pub only_persisted: bool,
}

/// Ids are `String` in JSON and `ID` in GraphQL.
macro_rules! graphql_id {
    ($($name:ident $doc:literal,)*) => {$(
        #[ComplexObject]
        impl $name {
            #[doc = $doc]
            async fn id(&self) -> ID {
                ID(self.id.clone())
            }
        }
    )*};
}

graphql_id! {
    RoleUnit "Id of the unit.",
    RoleGrant "Id of the grant.",
    Me "Your id.",
    User "Id.",
    Client "Id; the `client_id` for `/oauth/token`.",
}
