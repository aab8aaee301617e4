//! A selection round: from eligible over a longlist to the selected, with weighted criteria (domain.md row 48). Kept by the organization that decides.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "selection_round")]
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
    /// What is selected, BLK or KAWASAN: code of `selectionSubjects`.
    pub subject_kind: String,
    /// The programme it is for.
    pub programme_id: Option<Uuid>,
    /// Most candidates of the longlist; 40 in 2021.
    pub longlist_size: i32,
    /// Most that are selected; 25 in 2021.
    pub select_count: i32,
    /// Criteria with their weights, which sum to 100; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub criteria: String,
    /// The study or grand design it cites; needed before the decision.
    pub study_id: Option<Uuid>,
    /// Number of the decree that decided it.
    pub decree_number: Option<String>,
    /// Day of the decision.
    pub decided_on: Option<Date>,
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
