//! An account of aid (laporan pertanggungjawaban, domain.md 2.3): sections, budget lines, evidence. A submitted version never changes; the next is a new record.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "lpj")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The aid.
    pub aid_id: Uuid,
    /// The enterprise.
    pub enterprise_id: Option<Uuid>,
    /// The person who received it, where it was one.
    pub person_id: Option<Uuid>,
    /// Number of the version.
    pub number: i32,
    /// Code of `lpjStates`.
    pub state: String,
    /// Day of the submission.
    pub submitted_on: Option<Date>,
    /// Whether it was submitted in time.
    pub on_time: Option<bool>,
    /// SHA-256 of the canonical content, hex.
    pub sha256: Option<String>,
    /// Remark of the decision.
    pub decision_note: Option<String>,
    /// The chapters, each once: codes of `lpjSections`; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub sections: String,
    /// Budget lines, planned and realised; what is realised and returned sums to what was received; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub lines: String,
    /// What is returned, whole rupiah.
    pub returned: Option<i64>,
    /// Evidence: documents of the register with a file; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub evidence: String,
    /// Who signs the approval page, by role; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub signatories: String,
    /// Number of the decree (SK).
    pub decree_number: Option<String>,
    /// Date of the decree.
    pub decree_on: Option<Date>,
    /// Id in bizhub.
    pub bizhub_id: Option<String>,
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
