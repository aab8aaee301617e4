//! A programme of the ministry or the forum. Kept by the organization that runs it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "programme")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Human code, unique; accepted wherever the id is.
    pub code: String,
    /// Name.
    pub name: String,
    /// Kawasan, Desmigratif or community: code of `programmeModels`.
    pub model: String,
    /// Pattern outside employment (PP 33/2013): code of `programmePatterns`.
    pub pattern: Option<String>,
    /// First day.
    pub from_on: Date,
    /// Day it ends, not included; null while it runs.
    pub to_on: Option<Date>,
    /// Of the nine leaps: codes of `nineLeaps`; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub policy_tags: String,
    /// Agendas it serves: codes of `agendas`; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub agendas: String,
    /// Codes of `priorityAreas`; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub priority_areas: String,
    /// What it answers: codes of `programmeContexts` (Covid-19, for one); a JSON array.
    #[sea_orm(column_type = "Text")]
    pub context_tags: String,
    /// Who pays: codes of `fundingSources`; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub funding_sources: String,
    /// The regulation it rests on.
    pub regulation_id: Option<Uuid>,
    /// Places in all.
    pub quota: Option<i32>,
    /// Who may take part.
    #[sea_orm(column_type = "Text", nullable)]
    pub eligibility: Option<String>,
    /// What it is for.
    #[sea_orm(column_type = "Text", nullable)]
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
