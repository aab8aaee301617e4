//! A kind of report, for example `LAP_BULANAN`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_template")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Human code.
    pub code: String,
    /// BLK, KAWASAN or ORGANIZATION.
    pub subject: String,
    /// MONTHLY, QUARTERLY, SEMIANNUAL, ANNUAL, PER_EVENT or AD_HOC.
    pub cadence: String,
    /// When it was first drafted.
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
