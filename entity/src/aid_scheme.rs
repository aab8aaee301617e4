//! A scheme of aid: kind and fiscal year, with every parameter as data (domain.md trap 2).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "aid_scheme")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Code, unique.
    pub code: String,
    /// Code of `aidKinds`.
    pub kind: String,
    /// Fiscal year.
    pub fiscal_year: i32,
    /// Name.
    pub name: String,
    /// Who receives it: code of `aidBeneficiaryKinds`.
    pub beneficiary: String,
    /// Least members of a group.
    pub min_members: Option<i32>,
    /// Most members of a group.
    pub max_members: Option<i32>,
    /// Least age on the day of the proposal.
    pub min_age: Option<i32>,
    /// Highest age on that day.
    pub max_age: Option<i32>,
    /// Most that one recipient gets, whole rupiah.
    pub amount: i64,
    /// How it is to be spent, in percent that sum to 100; empty where it is free; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub split: String,
    /// Last day for proposals.
    pub proposals_until: Option<Date>,
    /// Days within which it is to be spent after disbursement.
    pub execution_days: Option<i32>,
    /// Days within which the LPJ is due after disbursement; 30 unless given.
    pub lpj_days: Option<i32>,
    /// Recipients in all.
    pub quota: Option<i32>,
    /// Code of `fundingSources`.
    pub funding_source: Option<String>,
    /// The regulation.
    pub regulation_id: Option<Uuid>,
    /// Number of the technical guideline.
    pub decree_number: Option<String>,
    /// Further parameters of the kind: days of padat karya, hours of mentoring; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub parameters: String,
    /// Conditions in words.
    #[sea_orm(column_type = "Text", nullable)]
    pub conditions: Option<String>,
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
