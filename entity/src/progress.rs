//! What an enterprise did in a month: the fields P01 to P24 of domain.md section 6.2. One record for each enterprise and month; corrections stand in its history. Certificates (P14), off-take contracts (P15), problems (P19) and survival (P22) are records of their own.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "progress")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The incubatee.
    pub incubatee_id: Uuid,
    /// The enterprise.
    pub enterprise_id: Uuid,
    /// P03: revenue less costs and adjustments.
    pub profit: i64,
    /// Revenue against the baseline, percent.
    pub growth: Option<f64>,
    /// P24: income of the owners against the baseline, percent.
    pub income_change: Option<f64>,
    /// How well each value is attested; those not named are SELF_REPORTED; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub assurance: String,
    /// Members in that month by sex and age band; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub member_counts: String,
    /// The month: `2026-10`; it does not change afterwards.
    pub month: String,
    /// P01: revenue, whole rupiah.
    pub revenue: i64,
    /// Why there was no revenue: code of `nihilReasons`; required when `revenue` is 0.
    pub zero_reason: Option<String>,
    /// P02: costs of goods and running.
    pub costs: i64,
    /// Declared adjustments of the profit; may be negative.
    pub adjustments: Option<i64>,
    /// P04: what was produced; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub production: String,
    /// P05: permanent paid workers without the owners; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub permanent_workers: String,
    /// P06: casual and daily paid workers; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub casual_workers: String,
    /// P07: unpaid family workers.
    pub family_workers: Option<i32>,
    /// P08: wages paid; more than 0 when there are paid workers.
    pub wages: Option<i64>,
    /// P09: capital by source, each source once; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub capital: String,
    /// P10: productive assets.
    pub assets: Option<i64>,
    /// P11: sales by channel, each channel once; they sum to `revenue` within 1 %; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub sales: String,
    /// P12: customers or orders.
    pub customers: Option<i32>,
    /// P13: code of `bookkeepingLevels`.
    pub bookkeeping: Option<String>,
    /// P16: self-reported credit status: code of `creditStatuses`.
    pub credit_status: Option<String>,
    /// P16: lender.
    pub lender: Option<String>,
    /// P16: plafond.
    pub credit_limit: Option<i64>,
    /// P16: what is owed.
    pub credit_outstanding: Option<i64>,
    /// P17: workers in BPJS Ketenagakerjaan, at most all workers.
    pub insured_workers: Option<i32>,
    /// P18: readiness score by the rubric.
    pub readiness: Option<i32>,
    /// P20: new partners.
    pub partners: Option<i32>,
    /// P21: innovations of product or process; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub innovations: String,
    /// P23: aid spent on tools.
    pub aid_tools: Option<i64>,
    /// P23: aid spent on materials.
    pub aid_materials: Option<i64>,
    /// Income that the owners drew; P24 compares it with the baseline.
    pub owner_income: Option<i64>,
    /// What explains a fall in revenue of more than 50 %: code of `shockCodes`.
    pub shock: Option<String>,
    /// What happened.
    #[sea_orm(column_type = "Text", nullable)]
    pub shock_note: Option<String>,
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
