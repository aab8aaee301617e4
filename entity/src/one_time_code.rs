//! A code that lets its bearer set a password once, or binds an account to a recorded person.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_code")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose password, or which account it binds.
    pub account_id: Uuid,
    /// The recorded person to whom it binds the account, where it does.
    pub person_id: Option<Uuid>,
    /// INVITE, RESET, BIND or BIND_MENTOR.
    pub purpose: String,
    /// SHA-256 of the code.
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
