//! What is made of a partner's records, the counter's look-up, and results of supported enterprises.

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::partners::profiles;
use crate::graphql::connection::{List, Window, connection};
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{asked, held};
use crate::graphql::query::absent;
use crate::view::partners::profiles::{ApplicantLookupInput, PumkCandidate, SikpCandidate, SupportedEnterprise};
use crate::view::partners::pulls::PartnerIncubatee;

/// Reading profiles.
#[derive(Default)]
pub struct ProfilesQuery;

#[Object]
impl ProfilesQuery {
    /// The record of an applicant as a compact JWS, which verifies with the keys of `/.well-known/jwks.json`.
    #[graphql(complexity = "20")]
    async fn partner_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Your pseudonym of the applicant: `sub_...`.")] id: ID,
        #[graphql(desc = "Code of `consentPurposes`. Required.")] purpose: Option<String>,
    ) -> Result<Option<String>> {
        let signed = profiles::profile(caller(ctx)?, purpose.as_deref(), &id).await;
        absent(signed.map(|signed| signed.into_inner()))
    }

    /// An applicant in the columns of SIKP, with what is not ready in them.
    #[graphql(complexity = "20 + child_complexity")]
    async fn sikp_candidate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Your pseudonym of the applicant: `sub_...`.")] id: ID,
        #[graphql(desc = "CREDIT_APPLICATION. Required.")] purpose: Option<String>,
    ) -> Result<Option<SikpCandidate>> {
        let candidate = profiles::sikp(caller(ctx)?, purpose.as_deref(), &id).await;
        absent(candidate.map(|candidate| candidate.into_inner()))
    }

    /// Everybody who consented, in the columns of SIKP.
    #[graphql(complexity = "crate::graphql::cost::list(20, Some(first), child_complexity)")]
    async fn sikp_candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "CREDIT_APPLICATION. Required.")] purpose: Option<String>,
        #[graphql(desc = "Rows, 1 to 100.")] first: i32,
        after: Option<String>,
    ) -> Result<List<SikpCandidate>> {
        candidates(ctx, purpose, Window { first: Some(first), after, ..Window::default() }).await
    }

    /// An applicant in the columns of a BUMN's partner enterprises (PUMK), with what is not ready in them.
    #[graphql(complexity = "20 + child_complexity")]
    async fn pumk_candidate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Your pseudonym of the applicant: `sub_...`.")] id: ID,
        #[graphql(desc = "BUMN_PARTNERSHIP. Required.")] purpose: Option<String>,
    ) -> Result<Option<PumkCandidate>> {
        let candidate = profiles::pumk(caller(ctx)?, purpose.as_deref(), &id).await;
        absent(candidate.map(|candidate| candidate.into_inner()))
    }

    /// Results of the groups that your organization supports by commitments that were accepted or fulfilled. The business
    /// of one person is not among them: you pull it with its consent. It takes an agreement for BUMN_PARTNERSHIP.
    #[graphql(complexity = "crate::graphql::cost::list(20, Some(first), child_complexity)")]
    async fn supported_enterprises(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows, 1 to 100.")] first: i32,
        after: Option<String>,
    ) -> Result<List<SupportedEnterprise>> {
        supported(ctx, Window { first: Some(first), after, ..Window::default() }).await
    }
}

/// The counter.
#[derive(Default)]
pub struct ProfilesMutation;

#[Object]
impl ProfilesMutation {
    /// Find an applicant at the counter, by the one-time code that it brought or by NIK. Who did not consent to you for
    /// this purpose is not found. It is a mutation because a code works once, and a NIK must not stand in an address:
    /// send either in a variable.
    async fn lookup_applicant(&self, ctx: &Context<'_>, input: ApplicantLookupInput) -> Result<PartnerIncubatee> {
        lookup(ctx, input).await
    }
}

fn candidates<'a>(
    ctx: &'a Context<'_>,
    purpose: Option<String>,
    window: Window,
) -> BoxFuture<'a, Result<List<SikpCandidate>>> {
    Box::pin(async move {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        let request = window.page()?;
        let page = profiles::sikp_page(caller, purpose.as_deref(), &request).await?;
        Ok(connection(page.into_inner(), &request, None))
    })
}

fn supported<'a>(ctx: &'a Context<'_>, window: Window) -> BoxFuture<'a, Result<List<SupportedEnterprise>>> {
    Box::pin(async move {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        let request = window.page()?;
        let page = profiles::supported(caller, &request).await?;
        Ok(connection(page.into_inner(), &request, None))
    })
}

fn lookup<'a>(ctx: &'a Context<'_>, input: ApplicantLookupInput) -> BoxFuture<'a, Result<PartnerIncubatee>> {
    Box::pin(async move {
        caller(ctx)?.require_signed_in()?;
        let (caller, _) = asked(ctx, false, &input)?;
        let record = profiles::lookup(&caller, held(&input)?.into()).await?;
        Ok(record.into_inner())
    })
}
