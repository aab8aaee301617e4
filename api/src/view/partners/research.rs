//! Extracts for research.

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::partners::gate::Delivered;
use crate::domain::partners::research::{self, Extract, Row, Wanted};
use crate::domain::{Ctx, Result};

/// Which extract. The purpose is RESEARCH.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"fromMonth": "2026-01", "toMonth": "2026-10", "province": "36"}))]
pub struct ResearchExtractInput {
    /// First month of what is told of businesses.
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    pub from_month: String,
    /// Last month; ages are those of its last day.
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    pub to_month: String,
    /// Kemendagri code or id of a province: only people who live there, by regency. Without it, everybody by province.
    #[schema(min_length = 1, max_length = 64)]
    pub province: Option<String>,
}

/// Somebody in an extract. Fields of the business are null where the person may not speak for one.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ResearchRow {
    /// A random id: no other extract has it, and nothing leads from it to a person.
    pub id: String,
    /// Kemendagri code of the province, or of the regency in an extract of one province.
    pub region: Option<String>,
    /// Code of `sectors`.
    pub sector: Option<String>,
    /// Year of the cohort.
    pub cohort_year: Option<i32>,
    /// Code of `incubationStages`, as it is now.
    pub stage: Option<String>,
    /// Code of `sexes`.
    pub sex: Option<String>,
    /// Code of `ageBands`.
    pub age_band: Option<String>,
    /// Code of `revenueBands`: the revenue of a month, on average over the months recorded.
    pub revenue_band: Option<String>,
    /// Code of `workersBands`: paid workers in the last month recorded.
    pub workers_band: Option<String>,
}

impl From<Row> for ResearchRow {
    fn from(row: Row) -> Self {
        let (id, traits) = (row.id, row.traits);
        Self {
            id,
            region: traits.region,
            sector: traits.sector,
            cohort_year: traits.cohort_year,
            stage: traits.stage,
            sex: traits.sex,
            age_band: traits.age_band,
            revenue_band: traits.revenue_band,
            workers_band: traits.workers_band,
        }
    }
}

/// A de-identified extract. Each combination of values in it is shared by five people or more.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ResearchExtract {
    /// First month.
    pub from_month: String,
    /// Last month.
    pub to_month: String,
    /// Code of the province, where one was named.
    pub province: Option<String>,
    /// One row for each person, in no order.
    pub rows: Vec<ResearchRow>,
    /// How many rows were left out, since fewer than five people share them; rounded up to a multiple of five.
    pub suppressed: i64,
}

impl From<Delivered<Extract>> for ResearchExtract {
    fn from(delivered: Delivered<Extract>) -> Self {
        let extract = delivered.into_inner();
        Self {
            from_month: extract.from_month,
            to_month: extract.to_month,
            province: extract.province,
            rows: extract.rows.into_iter().map(ResearchRow::from).collect(),
            suppressed: i64::try_from(extract.suppressed).unwrap_or(i64::MAX),
        }
    }
}

/// Takes an extract.
pub async fn extract(ctx: &Ctx, input: ResearchExtractInput) -> Result<ResearchExtract> {
    let ResearchExtractInput { from_month, to_month, province } = input;
    Ok(research::extract(ctx, &Wanted { from_month, to_month, province }).await?.into())
}
