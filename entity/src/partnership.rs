//! A partnership: which BLK or kawasan benefits from whom, and how (domain.md row 72).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "partnership")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The BLK or kawasan that benefits.
    pub unit_id: Uuid,
    /// The organization that is the partner.
    pub partner_id: Uuid,
    /// Code of `partnerKinds`.
    pub partner_kind: String,
    /// Codes of `benefitTypes`, a JSON array.
    pub benefits: String,
    /// Code of `agreementKinds`.
    pub agreement_kind: Option<String>,
    /// Number of the agreement.
    pub agreement_number: Option<String>,
    /// The agreement.
    pub document_id: Option<Uuid>,
    /// The commitment that it came of.
    pub commitment_id: Option<Uuid>,
    /// First day.
    pub from_on: Date,
    /// First day on which it no longer holds.
    pub to_on: Option<Date>,
    /// What it is about.
    pub description: Option<String>,
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
