//! Aid to an enterprise, a person or a unit, from proposal to accepted account (LPJ).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "aid")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Code of `aidStatuses`; it moves with `POST .../steps`.
    pub status: String,
    /// Day of that status.
    pub status_on: Option<Date>,
    /// Members of the enterprise on the day of the proposal.
    pub members: Option<i32>,
    /// What was approved.
    pub amount_approved: Option<i64>,
    /// Decree of the approval.
    pub decree_number: Option<String>,
    /// Day of the disbursement.
    pub disbursed_on: Option<Date>,
    /// What was disbursed.
    pub disbursed_amount: Option<i64>,
    /// Bank of the account it was paid to; the account number is never shown.
    pub bank_code: Option<String>,
    /// Day the goods were received (BAST).
    pub goods_received_on: Option<Date>,
    /// The handover minutes.
    pub bast_id: Option<Uuid>,
    /// Day by which the LPJ is due.
    pub lpj_due_on: Option<Date>,
    /// What was returned.
    pub returned_amount: Option<i64>,
    /// Remark of the last step.
    pub status_note: Option<String>,
    /// Account number, encrypted.
    pub bank_account_enc: Option<String>,
    /// The scheme; it does not change afterwards.
    pub scheme_id: Uuid,
    /// The enterprise that receives it.
    pub enterprise_id: Option<Uuid>,
    /// The person who receives it.
    pub person_id: Option<Uuid>,
    /// What it is for.
    pub title: String,
    /// The proposal.
    #[sea_orm(column_type = "Text", nullable)]
    pub proposal: Option<String>,
    /// What is asked for, whole rupiah.
    pub amount_requested: i64,
    /// Budget (RAB); it sums to what is asked for; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub plan: String,
    /// Why it is proposed though the scheme does not fit; for those who may override.
    #[sea_orm(column_type = "Text", nullable)]
    pub override_reason: Option<String>,
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
