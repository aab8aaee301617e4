//! Data that a partner got in one answer, whatever path it took. Never changed or deleted, but where it was for an
//! export: its time becomes that of the first fetch, and what came to nothing or was never fetched is taken back.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "access_delivery")]
pub struct Model {
    /// Id; sorts by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When; of a page of an export that was fetched, when its file was fetched first.
    pub at: DateTimeUtc,
    /// The organization that got them.
    pub partner_id: Uuid,
    /// PERSON or CLIENT.
    pub actor_kind: String,
    /// The account or client that asked.
    pub actor_id: Uuid,
    /// The agreement under which it asked.
    pub agreement_id: Uuid,
    /// Code of `consentPurposes`.
    pub purpose: String,
    /// The path: REST, GRAPHQL, CHANGES, EXPORT, CSV, LOOKUP, PROFILE, SIKP, PUMK, SUPPORTED or RESEARCH.
    pub channel: String,
    /// Codes of `consentScopes` that were given of somebody in it, a JSON array.
    #[sea_orm(column_type = "Text")]
    pub scopes: String,
    /// The request in which it happened.
    pub request_id: String,
    /// The export that it was for.
    pub export_id: Option<Uuid>,
    /// How many people it was about.
    pub subjects: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
