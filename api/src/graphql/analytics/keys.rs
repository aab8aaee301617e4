//! What a row of figures is about: the same fields for every root.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};

use crate::domain::analytics::{Cell, Cells, Dimension};
use crate::graphql::loaders;
use crate::view::reference::Region;

/// A unit or programme that figures are grouped by.
#[derive(Clone, Debug, SimpleObject)]
pub struct FigureMember {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// What a row is about. A field is null unless the figures are grouped by it, and where what is counted has no such.
#[derive(Clone, Debug, Default, SimpleObject)]
#[graphql(complex)]
pub struct Keys {
    #[graphql(skip)]
    province_code: Option<String>,
    #[graphql(skip)]
    regency_code: Option<String>,
    #[graphql(skip)]
    kawasan_code: Option<String>,
    #[graphql(skip)]
    blk_code: Option<String>,
    #[graphql(skip)]
    programme_code: Option<String>,
    /// Code of `vocations`; null unless grouped by it.
    pub vocation: Option<String>,
    /// Code of `sectors`; null unless grouped by it.
    pub sector: Option<String>,
    /// Code of `incubationStages`; null unless grouped by it.
    pub stage: Option<String>,
    /// Year of the cohort; null unless grouped by it.
    pub cohort_year: Option<String>,
    /// Code of `hostTypes`; null unless grouped by it.
    pub host_type: Option<String>,
    /// Code of `programmeModels`; null unless grouped by it.
    pub model: Option<String>,
    /// Code of `agendas`; null unless grouped by it.
    pub agenda: Option<String>,
    /// Code of `priorityAreas`; null unless grouped by it.
    pub priority_area: Option<String>,
    /// Code of `employmentRelations`; null unless grouped by it.
    pub employment_relation: Option<String>,
    /// Code of `aidKinds`; null unless grouped by it.
    pub aid_kind: Option<String>,
    /// Code of `partnerKinds`; null unless grouped by it.
    pub partner_kind: Option<String>,
    /// Code of `offerKinds`; null unless grouped by it.
    pub offer_kind: Option<String>,
    /// Code of `supportStatuses`; null unless grouped by it.
    pub support_status: Option<String>,
    /// The period as reported, of any length; null unless grouped by it.
    pub period: Option<String>,
    /// Month, `2026-10`; null unless grouped by it.
    pub month: Option<String>,
    /// Quarter, `2026-Q3`; null unless grouped by it.
    pub quarter: Option<String>,
    /// Half-year, `2026-S2`; null unless grouped by it.
    pub half: Option<String>,
    /// Year, `2026`; null unless grouped by it.
    pub year: Option<String>,
    /// Code of `sexes`; null unless the figures are told apart by it.
    pub sex: Option<String>,
    /// Code of `disabilityFlags`; null unless the figures are told apart by it.
    pub disability: Option<String>,
    /// Code of `ageBands`; null unless the figures are told apart by it.
    pub age: Option<String>,
    /// The part of a disaggregation that has no field of its own; null unless the figures are told apart by it.
    pub part: Option<String>,
    /// What a target counts: the code of an indicator, or words; null in answers about anything else.
    pub metric: Option<String>,
}

impl Keys {
    /// The keys of a row.
    pub fn of(groups: &[Dimension], cell: &Cell) -> Self {
        let mut keys = Self::default();
        for (dimension, key) in groups.iter().zip(&cell.keys) {
            keys.put(*dimension, key.clone());
        }
        keys
    }

    /// The keys of each row of an answer.
    pub fn each(cells: &Cells) -> impl Iterator<Item = (Self, &Cell)> {
        cells.rows.iter().map(|cell| (Self::of(&cells.groups, cell), cell))
    }

    fn put(&mut self, dimension: Dimension, key: Option<String>) {
        let place = match dimension {
            Dimension::Province => &mut self.province_code,
            Dimension::Regency => {
                // A regency lies in a province; what lies in no regency has the code of its province here.
                self.province_code = key.as_deref().and_then(|code| code.get(..2)).map(ToOwned::to_owned);
                self.regency_code = key.filter(|code| code.len() == 5);
                return;
            }
            Dimension::Kawasan => &mut self.kawasan_code,
            Dimension::Blk => &mut self.blk_code,
            Dimension::Programme => &mut self.programme_code,
            Dimension::Vocation => &mut self.vocation,
            Dimension::Sector => &mut self.sector,
            Dimension::Stage => &mut self.stage,
            Dimension::CohortYear => &mut self.cohort_year,
            Dimension::HostType => &mut self.host_type,
            Dimension::Model => &mut self.model,
            Dimension::Agenda => &mut self.agenda,
            Dimension::PriorityArea => &mut self.priority_area,
            Dimension::EmploymentRelation => &mut self.employment_relation,
            Dimension::AidKind => &mut self.aid_kind,
            Dimension::PartnerKind => &mut self.partner_kind,
            Dimension::OfferKind => &mut self.offer_kind,
            Dimension::SupportStatus => &mut self.support_status,
            Dimension::Period => &mut self.period,
            Dimension::Month => &mut self.month,
            Dimension::Quarter => &mut self.quarter,
            Dimension::Half => &mut self.half,
            Dimension::Year => &mut self.year,
            Dimension::Sex => &mut self.sex,
            Dimension::Disability => &mut self.disability,
            Dimension::Age => &mut self.age,
            Dimension::Part => &mut self.part,
            Dimension::Metric => &mut self.metric,
            // Of the row itself.
            Dimension::Indicator => return,
        };
        *place = key;
    }
}

#[ComplexObject]
impl Keys {
    /// The province; null unless grouped by province or regency.
    async fn province(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region(ctx, self.province_code.as_ref()).await
    }

    /// The regency or city; null unless grouped by regency, and for units that lie in none.
    async fn regency(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region(ctx, self.regency_code.as_ref()).await
    }

    /// The kawasan; null unless grouped by it.
    async fn kawasan(&self, ctx: &Context<'_>) -> Result<Option<FigureMember>> {
        member(ctx, Dimension::Kawasan, self.kawasan_code.as_ref()).await
    }

    /// The BLK; null unless grouped by it.
    async fn blk(&self, ctx: &Context<'_>) -> Result<Option<FigureMember>> {
        member(ctx, Dimension::Blk, self.blk_code.as_ref()).await
    }

    /// The programme; null unless grouped by it.
    async fn programme(&self, ctx: &Context<'_>) -> Result<Option<FigureMember>> {
        member(ctx, Dimension::Programme, self.programme_code.as_ref()).await
    }
}

async fn region(ctx: &Context<'_>, code: Option<&String>) -> Result<Option<Region>> {
    let Some(code) = code else { return Ok(None) };
    Ok(loaders::region(ctx, code).await?)
}

async fn member(ctx: &Context<'_>, dimension: Dimension, code: Option<&String>) -> Result<Option<FigureMember>> {
    let Some(code) = code else { return Ok(None) };
    let name = loaders::one(&loaders::of(ctx)?.members, (dimension, code.clone())).await?;
    Ok(name.map(|name| FigureMember { code: code.clone(), name }))
}

/// A figure of which small numbers are hidden from callers without row rights.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub struct Figure {
    /// The number; null when it is suppressed, and where nothing is known: that is not zero.
    pub value: Option<f64>,
    /// Whether it is hidden, since it counts fewer than five persons or enterprises or would reveal such.
    pub suppressed: bool,
}

impl Figure {
    /// A number that is never hidden.
    pub fn plain(value: Option<f64>) -> Self {
        Self { value, suppressed: false }
    }

    /// A measure of a cell, with a way to read its number (whole, or in hundredths).
    pub fn of(cells: &Cells, cell: &Cell, measure: &str, read: impl Fn(i64) -> f64) -> Self {
        let place = cells.place(measure);
        let value = place.and_then(|at| cell.values.get(at).copied().flatten()).map(read);
        let suppressed = place.and_then(|at| cell.hidden.get(at).copied()).unwrap_or_default();
        Self { value: value.filter(|_| !suppressed), suppressed }
    }
}

/// A number that is never hidden; 0 where there is none.
pub fn number(cells: &Cells, cell: &Cell, measure: &str) -> i64 {
    cells.place(measure).and_then(|at| cell.values.get(at).copied().flatten()).unwrap_or_default()
}
