//! BLKs and regions.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, InputObject, OutputType, Result};

use super::connection::{List, Window, connection};
use super::kept::{Fetch, OfBlk, Wanted};
use super::loaders::{self, caller};
use super::reports::{Direction, latest, wants_total};
use super::units::{below, whole};
use crate::domain::reference;
use crate::domain::registry::blks::{self, Filter, OrderBy};
use crate::domain::registry::{placements, statuses, summary};
use crate::view::reference::Region;
use crate::view::registry::{Blk, StatusChange, Unit};
use crate::view::reports::Report;
use crate::view::requests::{Independence, RegionStretch};
use crate::view::units::Organization;
use crate::vocab::{BlkStatus, IncubatorStatus, SupportStatus};

/// Equal to one, or to one of several.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TextFilter {
    pub eq: Option<String>,
    #[graphql(name = "in")]
    pub one_of: Option<Vec<String>>,
}

impl TextFilter {
    fn words(self) -> Vec<String> {
        self.eq.into_iter().chain(self.one_of.unwrap_or_default()).collect()
    }
}

macro_rules! status_filter {
    ($name:ident, $status:ident, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Debug, Default, InputObject)]
        pub struct $name {
            pub eq: Option<$status>,
            #[graphql(name = "in")]
            pub one_of: Option<Vec<$status>>,
        }

        impl $name {
            fn words(self) -> Vec<String> {
                self.eq
                    .into_iter()
                    .chain(self.one_of.unwrap_or_default())
                    .map(|status| status.as_str().to_owned())
                    .collect()
            }
        }
    };
}

status_filter!(BlkStatusFilter, BlkStatus, "Operation status of today.");
status_filter!(SupportStatusFilter, SupportStatus, "Support status of today.");
status_filter!(IncubatorStatusFilter, IncubatorStatus, "Incubator status of today.");

/// Which BLKs.
#[derive(Clone, Debug, Default, InputObject)]
pub struct BlkFilter {
    /// Part of a name or the beginning of a code.
    pub q: Option<String>,
    /// Kemendagri code: BLKs in it.
    pub region: Option<String>,
    pub operation_status: Option<BlkStatusFilter>,
    pub support_status: Option<SupportStatusFilter>,
    pub incubator_status: Option<IncubatorStatusFilter>,
    /// Code of `blkKinds`.
    pub kind: Option<String>,
    /// Code of `vocations`.
    pub vocation: Option<String>,
    /// Year it was built.
    pub established_year: Option<i32>,
    /// Codes of `blkDesignations`: UNGGULAN for superior BLKs.
    pub designation: Option<TextFilter>,
    /// Code of a kawasan: BLKs that coach an enterprise of it or stand in its value chain.
    pub kawasan: Option<String>,
    /// Weaning falls due before this day, and the BLK is not weaned.
    pub weaning_due_before: Option<chrono::NaiveDate>,
    /// True shows archived ones too.
    #[graphql(default)]
    pub archived: bool,
}

/// By what BLKs are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum BlkOrderField {
    Code,
    Name,
}

/// How BLKs are sorted.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct BlkOrder {
    pub field: BlkOrderField,
    pub direction: Direction,
}

/// A page of BLKs. Public.
pub async fn list(
    ctx: &Context<'_>,
    filter: Option<BlkFilter>,
    order: Option<Vec<BlkOrder>>,
    window: Window,
) -> Result<List<Blk>> {
    let caller = caller(ctx)?;
    let filter = filter.unwrap_or_default();
    let (mut request, order) = (window.page()?, order.and_then(|all| all.first().copied()));
    request.descending = order.is_some_and(|order| order.direction == Direction::Desc);
    let by = if order.is_some_and(|order| order.field == BlkOrderField::Name) { OrderBy::Name } else { OrderBy::Code };
    let wanted = Filter {
        q: filter.q,
        region: filter.region,
        operation_status: filter.operation_status.map(BlkStatusFilter::words).unwrap_or_default(),
        support_status: filter.support_status.map(SupportStatusFilter::words).unwrap_or_default(),
        incubator_status: filter.incubator_status.map(IncubatorStatusFilter::words).unwrap_or_default(),
        kind: filter.kind,
        vocation: filter.vocation,
        established_year: filter.established_year,
        designation: filter.designation.map(TextFilter::words).unwrap_or_default(),
        kawasan: filter.kawasan,
        weaning_due_before: filter.weaning_due_before,
        archived: filter.archived,
    };
    let total = if wants_total(ctx) { Some(blks::count(caller, &wanted).await?) } else { None };
    let page = blks::list(caller, &wanted, by, &request).await?;
    Ok(connection(page.map(Blk::from), &request, total))
}

/// BLKs whose weaning falls due before a day.
pub async fn weaning(ctx: &Context<'_>, day: chrono::NaiveDate, window: Window) -> Result<List<Blk>> {
    list(ctx, Some(BlkFilter { weaning_due_before: Some(day), ..BlkFilter::default() }), None, window).await
}

#[ComplexObject]
impl Blk {
    /// The region it lies in.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        Ok(loaders::region(ctx, &self.region_code).await?)
    }

    /// The institution that runs it, where it is recorded as an organization.
    async fn host_organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        whole(ctx, self.host_organization_id.as_ref().map(|id| id.0.as_str())).await
    }

    /// Its dated statuses, oldest first.
    async fn status_changes(&self, ctx: &Context<'_>) -> Result<Vec<StatusChange>> {
        let unit = below(&self.id);
        let rows = statuses::history(caller(ctx)?, unit).await?;
        Ok(rows.into_iter().map(StatusChange::try_from).collect::<crate::domain::Result<_>>()?)
    }

    /// Its regions, oldest first.
    async fn region_changes(&self, ctx: &Context<'_>) -> Result<Vec<RegionStretch>> {
        let unit = below(&self.id);
        Ok(placements::history(caller(ctx)?, unit).await?.into_iter().map(RegionStretch::from).collect())
    }

    /// How far it lives on its own revenue, from its latest four approved quarters; null where you do not see its
    /// reports or none was approved.
    async fn independence(&self, ctx: &Context<'_>) -> Result<Option<Independence>> {
        let fetch: Fetch = |ctx, ids| {
            Box::pin(async move {
                let found = summary::independence(&ctx, &ids).await?.into_iter();
                Ok(found
                    .map(|(unit, sums)| {
                        (unit, Arc::new(Independence::from(sums)) as Arc<dyn std::any::Any + Send + Sync>)
                    })
                    .collect())
            })
        };
        let unit = below(&self.id);
        super::kept::fetch(ctx, Wanted::new("independence", unit, fetch)).await
    }

    #[graphql(flatten)]
    async fn kept(&self) -> OfBlk {
        OfBlk(below(&self.id))
    }

    /// Its latest reports, newest period first, as far as you may see them.
    #[graphql(complexity = "crate::graphql::cost::list(5, Some(first), child_complexity)")]
    async fn latest_reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows, 1 to 100.")] first: i32,
        #[graphql(desc = "Code of the template.")] template: Option<String>,
    ) -> Result<List<Report>> {
        let unit = below(&self.id);
        latest(ctx, unit, first, template).await
    }
}

#[ComplexObject]
impl Unit {
    /// The region it lies in.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        Ok(loaders::region(ctx, &self.region_code).await?)
    }
}

#[ComplexObject]
impl Region {
    /// The regions it lies in, from the province down to itself.
    #[graphql(complexity = "crate::graphql::cost::list(0, Some(4), child_complexity)")]
    async fn path(&self, ctx: &Context<'_>) -> Result<Vec<Region>> {
        let loader = &loaders::of(ctx)?.regions;
        let codes = reference::regions::path_codes(&self.code);
        let found = loader.load_many(codes.clone()).await.map_err(|shared| crate::domain::Error::new(shared.code()))?;
        Ok(codes.into_iter().filter_map(|code| found.get(&code).cloned()).collect())
    }

    /// The region it lies in; null for a province.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        let Some(code) = &self.parent_code else {
            return Ok(None);
        };
        Ok(loaders::region(ctx, code).await?)
    }
}
