//! Consents, requests for them and privacy notices, as `rest/partners/consents`.

use async_graphql::{Context, ID, InputObject, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::ctx::Expected;
use crate::domain::partners::consents::{self, Filter, NoticeFilter};
use crate::domain::partners::gate::{Channel, paced};
use crate::graphql::connection::{List, Window, connection};
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{self, answered, held, write};
use crate::graphql::query::absent;
use crate::graphql::reports::wants_total;
use crate::view::partners::consents::{
    self as view, Consent, ConsentCode, ConsentInput, ConsentRequest, ConsentRequestInput, ConsentRequestReceipt,
    DeletionInput, PartnerConsent, PrivacyNotice, PrivacyNoticeInput, WithdrawConsentInput,
};

/// Which consents.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ConsentFilter {
    /// Id of the person.
    pub person: Option<String>,
    /// Id or code of the organization.
    pub partner: Option<String>,
    /// Code of `consentPurposes`.
    pub purpose: Option<String>,
    /// Code of `consentStatuses`.
    pub status: Option<String>,
}

/// Which of your consents.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PartnerConsentFilter {
    /// Code of `consentPurposes`.
    pub purpose: Option<String>,
    /// Code of `consentStatuses`.
    pub status: Option<String>,
    /// Only those that ended and whose deletion you have not acknowledged yet.
    pub awaiting: Option<bool>,
}

/// Reading.
#[derive(Default)]
pub struct ConsentsQuery;

#[Object]
impl ConsentsQuery {
    /// Consents, oldest first: your own, and those of the persons whom your units coach.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn consents(
        &self,
        ctx: &Context<'_>,
        filter: Option<ConsentFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Consent>> {
        let ConsentFilter { person, partner, purpose, status } = filter.unwrap_or_default();
        let filter = Filter { person, partner, purpose, status, awaiting: false };
        list(ctx, filter, Window { first, after, last, before }).await
    }

    /// A consent by its id.
    async fn consent(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Consent>> {
        let caller = caller(ctx)?;
        absent(consents::get(caller, &id).await.and_then(|known| Consent::of(caller, known)))
    }

    /// Requests for consents that you can answer, newest first.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn consent_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "OPEN, GRANTED, DECLINED or EXPIRED.")] status: Option<String>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<ConsentRequest>> {
        asked(ctx, status, Window { first, after, last, before }).await
    }

    /// A request for a consent by its id.
    async fn consent_request(&self, ctx: &Context<'_>, id: ID) -> Result<Option<ConsentRequest>> {
        let caller = caller(ctx)?;
        absent(consents::request(caller, &id).await.and_then(|asked| ConsentRequest::of(caller, asked)))
    }

    /// Consents given to your organization, oldest first, ended ones too. Nobody's identity is in them. Without an
    /// agreement in force you see, with `awaiting`, only what you still have to acknowledge.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn partner_consents(
        &self,
        ctx: &Context<'_>,
        filter: Option<PartnerConsentFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<PartnerConsent>> {
        let PartnerConsentFilter { purpose, status, awaiting } = filter.unwrap_or_default();
        let filter = Filter { purpose, status, awaiting: awaiting.unwrap_or_default(), ..Filter::default() };
        own(ctx, filter, Window { first, after, last, before }).await
    }

    /// A consent given to your organization, by its id. Without an agreement in force: one whose deletion you still have
    /// to acknowledge.
    async fn partner_consent(&self, ctx: &Context<'_>, id: ID) -> Result<Option<PartnerConsent>> {
        let caller = caller(ctx)?;
        let row = consents::one_of_partner(caller, &id, Channel::Graphql).await;
        absent(row.and_then(|row| PartnerConsent::of(caller, row)))
    }

    /// Privacy notices, oldest first. Anybody may read them.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn privacy_notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of `consentPurposes`.")] purpose: Option<String>,
        #[graphql(default, desc = "Only those that are in force today.")] in_force: bool,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<PrivacyNotice>> {
        let request = Window { first, after, last, before }.page()?;
        let page = consents::list_notices(caller(ctx)?, &NoticeFilter { purpose, in_force }, &request).await?;
        Ok(connection(page.map(PrivacyNotice::from), &request, None))
    }

    /// A privacy notice by its id.
    async fn privacy_notice(&self, ctx: &Context<'_>, id: ID) -> Result<Option<PrivacyNotice>> {
        absent(consents::notice(caller(ctx)?, &id).await.map(PrivacyNotice::from))
    }
}

fn list<'a>(ctx: &'a Context<'_>, filter: Filter, window: Window) -> BoxFuture<'a, Result<List<Consent>>> {
    Box::pin(async move {
        let (caller, request) = (caller(ctx)?, window.page()?);
        let total = if wants_total(ctx) { Some(consents::count(caller, &filter).await?) } else { None };
        let page = consents::list(caller, &filter, &request).await?;
        Ok(connection(page.try_map(|known| Consent::of(caller, known))?, &request, total))
    })
}

fn asked<'a>(
    ctx: &'a Context<'_>,
    status: Option<String>,
    window: Window,
) -> BoxFuture<'a, Result<List<ConsentRequest>>> {
    Box::pin(async move {
        let (caller, request, status) = (caller(ctx)?, window.page()?, status.as_deref());
        let total = if wants_total(ctx) { Some(consents::count_requests(caller, status).await?) } else { None };
        let page = consents::list_requests(caller, status, &request).await?;
        Ok(connection(page.try_map(|asked| ConsentRequest::of(caller, asked))?, &request, total))
    })
}

fn own<'a>(ctx: &'a Context<'_>, filter: Filter, window: Window) -> BoxFuture<'a, Result<List<PartnerConsent>>> {
    Box::pin(async move {
        let (caller, request) = (caller(ctx)?, window.page()?);
        let page = consents::list_of_partner(caller, &filter, &request, Channel::Graphql).await?;
        let total = if wants_total(ctx) { Some(consents::count_of_partner(caller, &filter).await?) } else { None };
        Ok(connection(page.try_map(|row| PartnerConsent::of(caller, row))?, &request, total))
    })
}

/// Writing.
#[derive(Default)]
pub struct ConsentsMutation;

#[Object]
impl ConsentsMutation {
    /// Gives a consent: your own, or with its evidence that of a person whom your unit coaches. It takes the place of
    /// the one before for the same partner and purpose, and does not change afterwards.
    async fn grant_consent(
        &self,
        ctx: &Context<'_>,
        input: ConsentInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Consent> {
        grant(ctx, input, validate_only).await
    }

    /// Withdraws a consent: the partner reads nothing any more, and has 72 hours to acknowledge that it deleted the
    /// data.
    async fn withdraw_consent(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read, if it matters.")] expected_version: Option<i32>,
        input: Option<WithdrawConsentInput>,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Consent> {
        withdraw(ctx, id, expected_version.into(), input.unwrap_or_default(), validate_only).await
    }

    /// Makes a one-time code for the partner's counter. It works for 15 minutes; earlier ones no longer work.
    async fn issue_consent_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the consent.")] id: ID,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<ConsentCode> {
        let content = id.0.clone();
        let work = |tx| async move { view::issue_code(&tx, &id).await };
        write(ctx, "issueConsentCode", validate_only, content, work).await
    }

    /// Asks somebody for a consent. The answer is always the same. Send the NIK in a variable.
    async fn request_consent(
        &self,
        ctx: &Context<'_>,
        input: ConsentRequestInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<ConsentRequestReceipt> {
        ask(ctx, input, validate_only).await
    }

    /// Declines a request for a consent. The partner is not told.
    async fn decline_consent_request(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read, if it matters.")] expected_version: Option<i32>,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<ConsentRequest> {
        let (content, expected) = (id.0.clone(), Expected::from(expected_version));
        let work = |tx| async move { view::decline(&tx, &id, expected).await };
        write(ctx, "declineConsentRequest", validate_only, content, work).await
    }

    /// Acknowledges that your organization deleted what a consent gave it.
    async fn acknowledge_deletion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the consent.")] id: ID,
        input: DeletionInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<PartnerConsent> {
        acknowledge(ctx, id, input, validate_only).await
    }

    /// Publishes the next privacy notice of a purpose. It never changes.
    async fn publish_privacy_notice(
        &self,
        ctx: &Context<'_>,
        input: PrivacyNoticeInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<PrivacyNotice> {
        let content = input.clone();
        let work = |tx| async move { view::publish(&tx, held(&input)?).await };
        write(ctx, "publishPrivacyNotice", validate_only, content, work).await
    }
}

fn grant<'a>(ctx: &'a Context<'_>, input: ConsentInput, validate_only: bool) -> BoxFuture<'a, Result<Consent>> {
    Box::pin(async move {
        let content = input.clone();
        let work = |tx| async move { view::grant(&tx, held(&input)?).await };
        write(ctx, "grantConsent", validate_only, content, work).await
    })
}

fn withdraw<'a>(
    ctx: &'a Context<'_>,
    id: ID,
    expected: Expected,
    input: WithdrawConsentInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<Consent>> {
    Box::pin(async move {
        let content = (id.0.clone(), input.clone());
        let work = |tx| async move { view::withdraw(&tx, &id, expected, held(&input)?).await };
        write(ctx, "withdrawConsent", validate_only, content, work).await
    })
}

/// As [`write`], but with the gate before it, and in the same time for all.
fn ask<'a>(
    ctx: &'a Context<'_>,
    input: ConsentRequestInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<ConsentRequestReceipt>> {
    Box::pin(async move {
        caller(ctx)?.require_signed_in()?;
        let (caller, content) = mutation::asked(ctx, validate_only, &input)?;
        Ok(answered(ctx, view::request(&caller, held(&input)?, &content).await?))
    })
}

fn acknowledge<'a>(
    ctx: &'a Context<'_>,
    id: ID,
    input: DeletionInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<PartnerConsent>> {
    Box::pin(async move {
        paced(caller(ctx)?, Channel::Graphql)?;
        let content = (id.0.clone(), input.clone());
        let work = |tx| async move { view::acknowledge(&tx, &id, held(&input)?).await };
        write(ctx, "acknowledgeDeletion", validate_only, content, work).await
    })
}
