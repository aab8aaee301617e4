//! What surrounds the months of an enterprise: how well they are attested, its members then, its series.

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ctx::Expected;
use crate::domain::incubation::progress::assurance::{self, Claim};
use crate::domain::incubation::progress::counts;
use crate::domain::incubation::progress::series::{self, Point};
use crate::domain::{Ctx, Result, Tx};
use crate::view::Rupiah;
use crate::view::kept::{MemberCount, Progress, Recorded};

/// What somebody attests of a month. A level is only raised; an edit of a field takes it back to SELF_REPORTED.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssuranceInput {
    /// Names of fields of the record: `revenue`, `sales`. Empty: all that have a value and a lower level.
    #[schema(max_items = 50)]
    #[graphql(default)]
    #[serde(default)]
    pub fields: Vec<String>,
    /// Code of `assuranceLevels`. MENTOR_VERIFIED by the mentor assigned today; DOCUMENT_EVIDENCED by the mentor or those who keep the record; BLK_APPROVED by the head (without a BLK, the university); EXTERNALLY_VERIFIED by coordinator, reviewer, university or administrators, never by who recorded the values.
    #[schema(min_length = 1, max_length = 60, example = "MENTOR_VERIFIED")]
    pub level: String,
    /// Ids of documents of the register that show it; required for DOCUMENT_EVIDENCED and EXTERNALLY_VERIFIED.
    #[schema(max_items = 20)]
    #[graphql(default)]
    #[serde(default)]
    pub evidence: Vec<String>,
}

/// A month of an enterprise in its series.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct EnterpriseMonth {
    /// The month: `2026-10`.
    pub month: String,
    /// P01: revenue, whole rupiah.
    pub revenue: Rupiah,
    /// P02: costs, whole rupiah.
    pub costs: Rupiah,
    /// P03: profit, whole rupiah; may be negative.
    #[schema(value_type = i64, minimum = -1000000000000000i64, maximum = 1000000000000000i64)]
    pub profit: Rupiah,
    /// P05 and P06: paid workers, permanent and casual.
    pub workers: i64,
    /// Revenue against the baseline, percent; null without a baseline.
    pub growth: Option<f64>,
    /// How well the revenue is attested: code of `assuranceLevels`.
    pub assurance: String,
}

impl From<Point> for EnterpriseMonth {
    fn from(point: Point) -> Self {
        let row = point.row;
        Self {
            month: row.month,
            revenue: Rupiah(row.revenue),
            costs: Rupiah(row.costs),
            profit: Rupiah(row.profit),
            workers: point.workers,
            growth: row.growth,
            assurance: point.assurance.as_str().to_owned(),
        }
    }
}

/// Attests values of a month.
pub async fn assure(tx: &Tx, id: &str, expected: Expected, input: AssuranceInput) -> Result<Progress> {
    let AssuranceInput { fields, level, evidence } = input;
    Progress::of(assurance::assure(tx, id, expected, Claim { fields, level, evidence }).await?)
}

/// The months of an enterprise that the caller may read, oldest first.
pub async fn months(ctx: &Ctx, id: &str, from: Option<&str>, to: Option<&str>) -> Result<Vec<EnterpriseMonth>> {
    Ok(series::of(ctx, id, from, to).await?.into_iter().map(EnterpriseMonth::from).collect())
}

/// Members of an enterprise in a month, by sex and age band. They have the shape in which months keep them.
pub async fn members(ctx: &Ctx, id: &str, month: &str) -> Result<Vec<MemberCount>> {
    Ok(serde_json::from_value(serde_json::to_value(counts::get(ctx, id, month).await?)?)?)
}
