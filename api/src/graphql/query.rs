//! The roots of reading.

use async_graphql::{Context, ID, Interface, MergedObject, Object, Result};

use super::connection::{List, Window};
use super::loaders::{self, caller};
use super::obligations::{self, ObligationFilter};
use super::reference::{self, RegionFilter};
use super::registry::{self, BlkFilter, BlkOrder};
use super::reports::{self, ReportFilter, ReportOrder};
use crate::domain::analytics::publications;
use crate::domain::ids::{self, Kind};
use crate::domain::interaction::notices;
use crate::domain::jobs;
use crate::domain::partners::exports;
use crate::domain::queries;
use crate::domain::webhooks::endpoints;
use crate::domain::{
    ActorKind, Code, Error, budget, obligations as owed, people, registry as recorded, reports as filed, templates,
};
use crate::view::incubation::persons::Person;
use crate::view::interaction::notices::Notification;
use crate::view::interaction::threads::{Comment, Thread};
use crate::view::jobs::Job;
use crate::view::kept;
use crate::view::limits::Limits;
use crate::view::obligations::Obligation;
use crate::view::partners::exports::PartnerExport;
use crate::view::people::Me;
use crate::view::publications::Publication;
use crate::view::queries::{AccessKey, SavedQuery};
use crate::view::reference::Region;
use crate::view::registry::Blk;
use crate::view::reports::Report;
use crate::view::templates::{Indicator, ReportTemplate};
use crate::view::units;
use crate::view::webhooks::WebhookEndpoint;

/// Anything with an id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "&ID", desc = "The id."))]
pub enum Node {
    Blk(Blk),
    Organization(units::Organization),
    Kawasan(units::Kawasan),
    Site(units::Site),
    Region(Region),
    Report(Report),
    Obligation(Obligation),
    ReportTemplate(ReportTemplate),
    Indicator(Indicator),
    Registration(kept::Registration),
    Appointment(kept::Appointment),
    UnitDocument(kept::UnitDocument),
    Asset(kept::Asset),
    Instructor(kept::Instructor),
    Enrolment(kept::Enrolment),
    Duty(kept::Duty),
    Product(kept::Product),
    Award(kept::Award),
    KawasanResource(kept::KawasanResource),
    Enterprise(kept::Enterprise),
    ChainLink(kept::ChainLink),
    Potential(kept::Potential),
    Regulation(kept::Regulation),
    Programme(kept::Programme),
    Activity(kept::Activity),
    Target(kept::Target),
    Assessment(kept::Assessment),
    Meeting(kept::Meeting),
    FollowUp(kept::FollowUp),
    SelectionRound(kept::SelectionRound),
    Cohort(kept::Cohort),
    MentorBatch(kept::MentorBatch),
    AidScheme(kept::AidScheme),
    Aid(kept::Aid),
    MonitoringVisit(kept::MonitoringVisit),
    Membership(kept::Membership),
    Certification(kept::Certification),
    Incubatee(kept::Incubatee),
    Milestone(kept::Milestone),
    Progress(kept::Progress),
    MentoringVisit(kept::MentoringVisit),
    Problem(kept::Problem),
    OfftakeContract(kept::OfftakeContract),
    Mentor(kept::Mentor),
    MentorAssignment(kept::MentorAssignment),
    AlumniOutcome(kept::AlumniOutcome),
    Lpj(kept::Lpj),
    SurvivalCheck(kept::SurvivalCheck),
    StageChange(kept::StageChange),
    DuplicateCase(kept::DuplicateCase),
    Outcome(kept::Outcome),
    TrainingPackage(kept::TrainingPackage),
    Trainee(kept::Trainee),
    TrainingSession(kept::TrainingSession),
    TrainingNeed(kept::TrainingNeed),
    Placement(kept::Placement),
    JobSeeker(kept::JobSeeker),
    AlumniTrace(kept::AlumniTrace),
    Commitment(kept::Commitment),
    Partnership(kept::Partnership),
    Need(kept::Need),
    Request(kept::Request),
    Announcement(kept::Announcement),
    Agreement(kept::Agreement),
    Thread(Thread),
    Comment(Comment),
    Notification(Notification),
    Person(Person),
    WebhookEndpoint(WebhookEndpoint),
    PartnerExport(PartnerExport),
    Publication(Publication),
    SavedQuery(SavedQuery),
    AccessKey(AccessKey),
    Job(Job),
}

/// What is asked of records of every kind; the kept records of the registry have theirs in [`super::kept`].
#[derive(Default)]
pub struct Main;

/// All roots of reading.
#[derive(MergedObject, Default)]
pub struct Query(
    Main,
    super::units::UnitQuery,
    super::kept::KeptQuery,
    super::kept::CoachingQuery,
    super::incubation::IncubationQuery,
    super::training::TrainingQuery,
    super::analytics::AnalyticsQuery,
    super::selection::SelectionQuery,
    super::requests::RequestQuery,
    super::interaction::InteractionQuery,
    super::partners::PartnersQuery,
    super::jobs::JobsQuery,
    super::events::EventsQuery,
    super::webhooks::WebhooksQuery,
    super::clients::ClientsQuery,
    super::queries::QueriesQuery,
    super::publications::PublicationsQuery,
    super::audit::AuditQuery,
);

#[Object]
impl Main {
    /// Who you are; null for nobody.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Me>> {
        let caller = caller(ctx)?;
        if caller.actor.kind == ActorKind::Anonymous {
            return Ok(None);
        }
        Ok(Some(people::query::me(caller).await?))
    }

    /// What you may ask for in a minute, and what is left of it.
    async fn limits(&self, ctx: &Context<'_>) -> Result<Limits> {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        Ok(budget::limits(caller))
    }

    /// Any record by its id; null when there is none that you may see.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>> {
        node(ctx, &id).await
    }

    /// Several records by their ids, in the same order.
    #[graphql(complexity = "ids.len() * (1 + child_complexity)")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > 100 {
            return Err(Error::new(Code::PageLimit).with("max", 100).into());
        }
        // Together, so that the loaders fetch them together.
        futures_util::future::try_join_all(ids.iter().map(|id| node(ctx, id))).await
    }

    /// Regions of the Kemendagri list, by code. Public.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn regions(
        &self,
        ctx: &Context<'_>,
        filter: Option<RegionFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Region>> {
        reference::regions(ctx, filter, Window { first, after, last, before }).await
    }

    /// BLKs. Public.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn blks(
        &self,
        ctx: &Context<'_>,
        filter: Option<BlkFilter>,
        order_by: Option<Vec<BlkOrder>>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Blk>> {
        registry::list(ctx, filter, order_by, Window { first, after, last, before }).await
    }

    /// A BLK by its code or id. Public.
    async fn blk(&self, ctx: &Context<'_>, #[graphql(desc = "Code or id.")] code: String) -> Result<Option<Blk>> {
        absent(recorded::blk_by_ref(caller(ctx)?, &code).await.map(Blk::from))
    }

    /// Reports you may see.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn reports(
        &self,
        ctx: &Context<'_>,
        filter: Option<ReportFilter>,
        order_by: Option<Vec<ReportOrder>>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Report>> {
        reports::list(ctx, filter, order_by, Window { first, after, last, before }).await
    }

    /// A report by its id.
    async fn report(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Report>> {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        absent(filed::query::one(caller, &id).await.map(|loaded| Report::of(caller, &loaded)))
    }

    /// What is owed, oldest deadline first.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn obligations(
        &self,
        ctx: &Context<'_>,
        filter: Option<ObligationFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Obligation>> {
        obligations::list(ctx, filter, Window { first, after, last, before }).await
    }

    /// Kinds of reports, by code. Public.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn report_templates(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<ReportTemplate>> {
        reference::templates(ctx, Window { first, after, last, before }).await
    }

    /// Indicators (the Satu Data standard), by code. Public.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn indicators(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Indicator>> {
        reference::indicators(ctx, Window { first, after, last, before }).await
    }
}

/// Not found is null here, not an error.
pub(super) fn absent<T>(result: crate::domain::Result<T>) -> Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(e) if e.code() == Code::NotFound => Ok(None),
        Err(e) => Err(e.into()),
    }
}

async fn node(ctx: &Context<'_>, id: &str) -> Result<Option<Node>> {
    let caller = caller(ctx)?;
    let Some((kind, uuid)) = ids::parse(id) else {
        return Ok(None);
    };
    let all = loaders::of(ctx)?;
    Ok(match kind {
        Kind::Blk => loaders::one(&all.blks, uuid).await?.map(Node::Blk),
        Kind::Kawasan | Kind::Site | Kind::Organization => super::units::node(ctx, kind, id).await?,
        Kind::Region => match ids::region_code(uuid) {
            Some(code) => loaders::one(&all.regions, code).await?.map(Node::Region),
            None => None,
        },
        Kind::Report => loaders::one(&all.reports, uuid).await?.map(|loaded| Node::Report(Report::of(caller, &loaded))),
        Kind::Obligation if caller.actor.kind != ActorKind::Anonymous => {
            let found = owed::query::by_ids(caller, &[uuid]).await?.into_values().next();
            found.map(|owed| Obligation::of(caller, &owed)).transpose()?.map(Node::Obligation)
        }
        Kind::Template => {
            absent(templates::get(caller, id).await.and_then(ReportTemplate::try_from))?.map(Node::ReportTemplate)
        }
        Kind::Indicator => absent(templates::indicators::get(caller, id).await)?
            .and_then(|versions| versions.into_iter().next())
            .map(Indicator::try_from)
            .transpose()?
            .map(Node::Indicator),
        Kind::Person => super::incubation::persons::person(ctx, Some(id)).await?.map(Node::Person),
        Kind::Publication => absent(publications::by_id(caller, uuid).await)?.map(Node::Publication),
        Kind::Thread if caller.actor.kind != ActorKind::Anonymous => {
            super::interaction::threads::thread(ctx, id).await?.map(Node::Thread)
        }
        Kind::Comment if caller.actor.kind != ActorKind::Anonymous => {
            super::interaction::threads::comment(ctx, id).await?.map(Node::Comment)
        }
        Kind::Notification if caller.actor.kind != ActorKind::Anonymous => {
            let found = notices::get(caller, id).await;
            absent(found.map(|received| Notification::of(caller, received)))?.map(Node::Notification)
        }
        Kind::WebhookEndpoint if caller.actor.kind != ActorKind::Anonymous => {
            absent(endpoints::by_id(caller, id).await)?.map(Node::WebhookEndpoint)
        }
        Kind::SavedQuery => absent(queries::read::by_id(caller, id).await)?.map(Node::SavedQuery),
        Kind::AccessKey if caller.actor.kind != ActorKind::Anonymous => {
            absent(queries::keys::by_id(caller, id).await)?.map(Node::AccessKey)
        }
        Kind::Export if caller.actor.kind != ActorKind::Anonymous => {
            absent(exports::by_id(caller, id).await)?.map(Node::PartnerExport)
        }
        Kind::Job if caller.actor.kind != ActorKind::Anonymous => {
            absent(jobs::by_id(caller, id).await.and_then(Job::try_from))?.map(Node::Job)
        }
        other => super::kept::node(ctx, other, id).await?,
    })
}
