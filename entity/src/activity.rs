//! An activity of a programme, at a site, a kawasan, a BLK or run by an organization.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "activity")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The programme.
    pub programme_id: Uuid,
    /// What is done.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Agenda 1 to 4: code of `agendas`.
    pub agenda: String,
    /// Code of `programmePillars`.
    pub pillar: String,
    /// Link of the service chain: code of `serviceTypes`.
    pub service_type: Option<String>,
    /// First day.
    pub from_on: Date,
    /// Last day.
    pub to_on: Option<Date>,
    /// Budget, whole rupiah.
    pub budget: Option<i64>,
    /// Spent, whole rupiah.
    pub realised: Option<i64>,
    /// Who pays: code of `fundingSources`.
    pub funding_source: Option<String>,
    /// What came of it.
    #[sea_orm(column_type = "Text", nullable)]
    pub result: Option<String>,
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
