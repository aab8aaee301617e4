//! The roots about coaching: incubatees, their jobs and months, mentors, aid.

use async_graphql::{Context, Object, Result};

use super::aid::AidOverview;
use super::funnel::IncubationFunnel;
use super::jobs::JobAbsorption;
use super::mentoring::MentoringOverview;
use super::series::EnterpriseSeries;
use super::{FigureFilter, PeriodRange, question_now};
use crate::domain::analytics::aid::AID;
use crate::domain::analytics::funnel::FUNNEL;
use crate::domain::analytics::jobs::JOBS;
use crate::domain::analytics::mentoring::MENTORING;
use crate::domain::analytics::{answer, series};
use crate::graphql::loaders::caller;
use crate::graphql::scopes::tell;
use crate::vocab::{AidGroup, CoachingGroup, FigureScope, JobGroup};

/// Questions about what is coached. They are about the records of now, in the regions of today.
#[derive(Default)]
pub struct CoachingFigures;

#[Object]
impl CoachingFigures {
    /// Incubatees by stage, with their members and jobs, and what partners made of it. Public, in published
    /// combinations.
    #[graphql(complexity = "crate::graphql::cost::figures(child_complexity)")]
    async fn incubation_funnel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One row for each of these; one for all when empty.", default)] group_by: Vec<CoachingGroup>,
        #[graphql(desc = "Those that applied in this range; all when left out.")] periods: Option<PeriodRange>,
        #[graphql(desc = "Narrows what is counted.")] filter: Option<FigureFilter>,
        #[graphql(desc = "Whose figures; yours if you see single records, else the public ones.")] scope: Option<
            FigureScope,
        >,
        #[graphql(desc = "Figures as they were published under this name, `2026-Q3`.")] publication: Option<String>,
    ) -> Result<IncubationFunnel> {
        let question = question_now(&group_by, periods, filter, scope, publication);
        let answer = answer(caller(ctx)?, &FUNNEL, question).await?;
        tell(ctx, &answer);
        Ok(answer.into())
    }

    /// Paid workers of enterprises by sex, disability and employment relation. Public, in published combinations.
    /// Workers are no flow: a quarter or a range shows its last month that is over, and without a range it is last
    /// month.
    #[graphql(complexity = "crate::graphql::cost::figures(child_complexity)")]
    async fn job_absorption(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One row for each of these; one for all when empty.", default)] group_by: Vec<JobGroup>,
        #[graphql(desc = "Months in this range; the last month that is over when left out.")] periods: Option<
            PeriodRange,
        >,
        #[graphql(desc = "Narrows what is counted.")] filter: Option<FigureFilter>,
        #[graphql(desc = "Whose figures; yours if you see single records, else the public ones.")] scope: Option<
            FigureScope,
        >,
        #[graphql(desc = "Figures as they were published under this name, `2026-Q3`.")] publication: Option<String>,
    ) -> Result<JobAbsorption> {
        let question = question_now(&group_by, periods, filter, scope, publication);
        let answer = answer(caller(ctx)?, &JOBS, question).await?;
        tell(ctx, &answer);
        Ok(answer.into())
    }

    /// Revenue, costs, profit and workers of enterprises over time: by month unless you group by longer stretches, the
    /// last twelve months unless you name others. Public, in published combinations.
    #[graphql(complexity = "crate::graphql::cost::figures(child_complexity)")]
    async fn enterprise_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One row for each of these; MONTH is added unless time is among them.", default)]
        group_by: Vec<CoachingGroup>,
        #[graphql(desc = "Months in this range; the last twelve when left out.")] periods: Option<PeriodRange>,
        #[graphql(desc = "Narrows what is counted.")] filter: Option<FigureFilter>,
        #[graphql(desc = "Whose figures; yours if you see single records, else the public ones.")] scope: Option<
            FigureScope,
        >,
        #[graphql(desc = "Figures as they were published under this name, `2026-Q3`.")] publication: Option<String>,
    ) -> Result<EnterpriseSeries> {
        let question = question_now(&group_by, periods, filter, scope, publication);
        let answer = series::enterprise_series(caller(ctx)?, question).await?;
        tell(ctx, &answer);
        Ok(answer.into())
    }

    /// Visits of mentors, their hours, and how many were verified. Public, in published combinations.
    #[graphql(complexity = "crate::graphql::cost::figures(child_complexity)")]
    async fn mentoring_overview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One row for each of these; one for all when empty.", default)] group_by: Vec<CoachingGroup>,
        #[graphql(desc = "Visits in this range; all when left out.")] periods: Option<PeriodRange>,
        #[graphql(desc = "Narrows what is counted.")] filter: Option<FigureFilter>,
        #[graphql(desc = "Whose figures; yours if you see single records, else the public ones.")] scope: Option<
            FigureScope,
        >,
        #[graphql(desc = "Figures as they were published under this name, `2026-Q3`.")] publication: Option<String>,
    ) -> Result<MentoringOverview> {
        let question = question_now(&group_by, periods, filter, scope, publication);
        let answer = answer(caller(ctx)?, &MENTORING, question).await?;
        tell(ctx, &answer);
        Ok(answer.into())
    }

    /// Aid in number and rupiah from proposal to accepted account, and whether accounts (LPJ) were in time. Public, in
    /// published combinations.
    #[graphql(complexity = "crate::graphql::cost::figures(child_complexity)")]
    async fn aid_overview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One row for each of these; one for all when empty.", default)] group_by: Vec<AidGroup>,
        #[graphql(desc = "Aid that was paid out in this range; all when left out, also what is not paid yet.")]
        periods: Option<PeriodRange>,
        #[graphql(desc = "Narrows what is counted.")] filter: Option<FigureFilter>,
        #[graphql(desc = "Whose figures; yours if you see single records, else the public ones.")] scope: Option<
            FigureScope,
        >,
        #[graphql(desc = "Figures as they were published under this name, `2026-Q3`.")] publication: Option<String>,
    ) -> Result<AidOverview> {
        let question = question_now(&group_by, periods, filter, scope, publication);
        let answer = answer(caller(ctx)?, &AID, question).await?;
        tell(ctx, &answer);
        Ok(answer.into())
    }
}
