//! How an account wants to hear of one kind of notice. Who has none has the defaults of the kind.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_preference")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// Code of `notificationKinds`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// In the inbox.
    pub inbox: bool,
    /// By e-mail.
    pub email: bool,
    /// By a message to the phone.
    pub phone: bool,
    /// Version of the whole set, the same in each row of an account.
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
