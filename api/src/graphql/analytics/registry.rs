//! The roots about the registry: kawasans, weaning, targets, partnerships.

use async_graphql::{Context, Object, Result};

use super::kawasans::KawasanOverview;
use super::partnerships::PartnershipOverview;
use super::targets::TargetAttainment;
use super::weaning::WeaningOverview;
use super::{FigureFilter, PeriodRange, question_now};
use crate::domain::analytics::kawasans::KAWASANS;
use crate::domain::analytics::partnerships::PARTNERSHIPS;
use crate::domain::analytics::weaning::WEANING;
use crate::domain::analytics::{answer, targets};
use crate::graphql::loaders::caller;
use crate::graphql::scopes::tell;
use crate::vocab::{FigureScope, KawasanGroup, PartnershipGroup, TargetGroup, WeaningGroup};

/// Questions about the registry. They are about the records of now, in the regions of today.
#[derive(Default)]
pub struct RegistryFigures;

#[Object]
impl RegistryFigures {
    /// What there is in the kawasans: enterprises and their people, resources, value chain, partners. Public, in
    /// published combinations.
    #[graphql(complexity = "crate::graphql::cost::figures(child_complexity)")]
    async fn kawasan_overview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One row for each of these; one for all when empty.", default)] group_by: Vec<KawasanGroup>,
        #[graphql(desc = "Narrows what is counted.")] filter: Option<FigureFilter>,
        #[graphql(desc = "Whose figures; yours if you see single records, else the public ones.")] scope: Option<
            FigureScope,
        >,
        #[graphql(desc = "Figures as they were published under this name, `2026-Q3`.")] publication: Option<String>,
    ) -> Result<KawasanOverview> {
        let question = question_now(&group_by, None, filter, scope, publication);
        let answer = answer(caller(ctx)?, &KAWASANS, question).await?;
        tell(ctx, &answer);
        Ok(answer.into())
    }

    /// How far BLKs are weaned, whose weaning is overdue, and whether they live on their own revenue. Public.
    #[graphql(complexity = "crate::graphql::cost::figures(child_complexity)")]
    async fn weaning_overview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One row for each of these; one for all when empty.", default)] group_by: Vec<WeaningGroup>,
        #[graphql(desc = "BLKs whose weaning falls due in this range; all when left out.")] periods: Option<
            PeriodRange,
        >,
        #[graphql(desc = "Narrows what is counted.")] filter: Option<FigureFilter>,
        #[graphql(desc = "Whose figures; yours if you see single records, else the public ones.")] scope: Option<
            FigureScope,
        >,
        #[graphql(desc = "Figures as they were published under this name, `2026-Q3`.")] publication: Option<String>,
    ) -> Result<WeaningOverview> {
        let question = question_now(&group_by, periods, filter, scope, publication);
        let answer = answer(caller(ctx)?, &WEANING, question).await?;
        tell(ctx, &answer);
        Ok(answer.into())
    }

    /// What programmes aim at and what was reached, by what is counted. Public.
    #[graphql(complexity = "crate::graphql::cost::figures(child_complexity)")]
    async fn target_attainment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One row for each of these; METRIC is added.", default)] group_by: Vec<TargetGroup>,
        #[graphql(desc = "Targets of the years of this range; all when left out.")] periods: Option<PeriodRange>,
        #[graphql(desc = "Narrows what is counted.")] filter: Option<FigureFilter>,
        #[graphql(desc = "Whose figures; yours if you see single records, else the public ones.")] scope: Option<
            FigureScope,
        >,
        #[graphql(desc = "Figures as they were published under this name, `2026-Q3`.")] publication: Option<String>,
    ) -> Result<TargetAttainment> {
        let question = question_now(&group_by, periods, filter, scope, publication);
        let answer = targets::target_attainment(caller(ctx)?, question).await?;
        tell(ctx, &answer);
        Ok(answer.into())
    }

    /// Partnerships that hold, offers by kind, and off-take contracts. Public, in published combinations.
    #[graphql(complexity = "crate::graphql::cost::figures(child_complexity)")]
    async fn partnership_overview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One row for each of these; one for all when empty.", default)] group_by: Vec<
            PartnershipGroup,
        >,
        #[graphql(desc = "Those that begin in this range; all when left out.")] periods: Option<PeriodRange>,
        #[graphql(desc = "Narrows what is counted.")] filter: Option<FigureFilter>,
        #[graphql(desc = "Whose figures; yours if you see single records, else the public ones.")] scope: Option<
            FigureScope,
        >,
        #[graphql(desc = "Figures as they were published under this name, `2026-Q3`.")] publication: Option<String>,
    ) -> Result<PartnershipOverview> {
        let question = question_now(&group_by, periods, filter, scope, publication);
        let answer = answer(caller(ctx)?, &PARTNERSHIPS, question).await?;
        tell(ctx, &answer);
        Ok(answer.into())
    }
}
