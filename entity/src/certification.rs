//! A legal id or certificate of an enterprise: NIB, P-IRT, halal, trademark (indicator P14). `endsBefore` finds those that expire.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "certification")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The enterprise.
    pub enterprise_id: Uuid,
    /// Kind: code of `certifications`. An NPWP is kept with the person.
    pub kind: String,
    /// Number, as printed.
    pub number: String,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Day of issue.
    pub issued_on: Option<Date>,
    /// Last day of validity; null while it has none.
    pub valid_until: Option<Date>,
    /// The document that shows it.
    pub document_id: Option<Uuid>,
    /// When it was archived; none while it counts.
    pub archived_at: Option<DateTimeUtc>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
