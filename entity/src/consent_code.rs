//! A one-time code with which an applicant lets a partner's counter find it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "consent_code")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The consent that it stands for.
    pub consent_id: Uuid,
    /// Keyed hash of the code.
    pub code_hash: String,
    /// Until when it works.
    pub expires_at: DateTimeUtc,
    /// When it was used or withdrawn.
    pub used_at: Option<DateTimeUtc>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
