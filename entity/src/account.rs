//! A person who signs in.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// E-mail, lower case.
    pub email: Option<String>,
    /// Phone, encrypted.
    pub phone_enc: Option<String>,
    /// Keyed hash of the E.164 phone, to find the account at sign-in.
    pub phone_hash: Option<String>,
    /// Name as on the identity card; never split.
    pub name: String,
    /// `id` or `en`.
    pub language: String,
    /// argon2id, PHC string; none until the invitation is taken up.
    pub password_hash: Option<String>,
    /// INVITED, ACTIVE or DEACTIVATED.
    pub status: String,
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
