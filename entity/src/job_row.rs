//! What became of one row of a file.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job_row")]
pub struct Model {
    /// The job.
    #[sea_orm(primary_key, auto_increment = false)]
    pub job_id: Uuid,
    /// Line of the file, from 1, headings and blank ones counted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: i64,
    /// CREATED, EXISTING, REFUSED or HELD_BACK.
    pub result: String,
    /// Public id of the record.
    pub record: Option<String>,
    /// What is wrong with it, a JSON array in both languages; never what stood in a cell.
    #[sea_orm(column_type = "Text", nullable)]
    pub faults: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
