//! Organizations, kawasans and sites: lists, what hangs on them, and their writes; the writes of BLKs.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{ComplexObject, Context, InputObject, Object, OutputType, Result};
use futures_util::future::BoxFuture;

use super::connection::{List, Window, connection};
use super::kept::{self, Fetch, OfKawasan, OfOrganization, OfSite, Wanted, rows_of};
use super::listed::Listed;
use super::loaders::{self, caller};
use super::mutation::write;
use super::reports::wants_total;
use super::resource;
use crate::domain::registry::parts::{self, Filter};
use crate::domain::{Error, ids};
use crate::view::Changes;
use crate::view::blks::BlkInput;
use crate::view::kept::{ChainLink, KawasanResource, Programme};
use crate::view::reference::Region;
use crate::view::registry::{Blk, Unit};
use crate::view::units::{Kawasan, KawasanInput, Organization, OrganizationInput, PartOf, Site, SiteInput, UnitRecord};

/// Which organizations, kawasans or sites.
#[derive(Clone, Debug, Default, InputObject)]
pub struct UnitFilter {
    /// Part of a name or the beginning of a code.
    pub q: Option<String>,
    /// Kemendagri code: units that lie in it or span some of it.
    pub region: Option<String>,
    /// Codes of the kind (organizations, sites) or theme (kawasans).
    pub kind: Option<Vec<String>>,
    /// True shows archived ones too.
    #[graphql(default)]
    pub archived: bool,
}

fn list<'a, R: UnitRecord + Listed>(
    ctx: &'a Context<'_>,
    filter: Option<UnitFilter>,
    window: Window,
) -> BoxFuture<'a, Result<List<R>>> {
    Box::pin(async move {
        let (caller, asked, request) = (caller(ctx)?, filter.unwrap_or_default(), window.page()?);
        let class = asked.kind.unwrap_or_default();
        let filter = Filter { q: asked.q, region: asked.region, class, archived: asked.archived };
        let total = if wants_total(ctx) { Some(parts::count::<PartOf<R>>(caller, &filter).await?) } else { None };
        let page = parts::list::<PartOf<R>>(caller, &filter, &request).await?;
        Ok(connection(page.try_map(R::of)?, &request, total))
    })
}

/// A unit of a kind by its public id, batched.
pub fn whole<'a, R: UnitRecord>(ctx: &'a Context<'_>, id: Option<&'a str>) -> BoxFuture<'a, Result<Option<R>>> {
    Box::pin(async move {
        let Some((_, id)) = id.and_then(ids::parse) else {
            return Ok(None);
        };
        let fetch: Fetch = |ctx, ids| {
            Box::pin(async move {
                let rows = parts::by_ids::<PartOf<R>>(&ctx, &ids).await?;
                let shown = rows.into_iter().map(|whole| {
                    let id = whole.unit.id;
                    Ok((id, Arc::new(R::of(whole)?) as Arc<dyn Any + Send + Sync>))
                });
                shown.collect()
            })
        };
        kept::fetch(ctx, Wanted::new(R::NAME, id, fetch)).await
    })
}

async fn regions(ctx: &Context<'_>, codes: &[String]) -> Result<Vec<Region>> {
    let loader = &loaders::of(ctx)?.regions;
    let found: HashMap<String, Region> =
        loader.load_many(codes.to_vec()).await.map_err(|shared| Error::new(shared.code()))?;
    Ok(codes.iter().filter_map(|code| found.get(code).cloned()).collect())
}

/// The stored id of the unit that has a public one.
pub fn below(id: &str) -> uuid::Uuid {
    ids::parse(id).map(|(_, id)| id).unwrap_or_default()
}

#[ComplexObject]
impl Organization {
    /// The region it sits in.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        Ok(loaders::region(ctx, &self.region_code).await?)
    }

    /// The organization that it is a part of.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        whole(ctx, self.parent_id.as_ref().map(|id| id.0.as_str())).await
    }

    #[graphql(flatten)]
    async fn kept(&self) -> OfOrganization {
        OfOrganization(below(&self.id))
    }
}

/// How much is missing of one kind of supporting resource.
#[derive(Clone, Debug, async_graphql::SimpleObject)]
pub struct ResourceGap {
    /// Code of `resourceKinds`.
    pub kind: String,
    /// Mean gap score of the inventory, 0 to 100; null where nothing of the kind is recorded.
    pub gap_score: Option<f64>,
    /// Resources recorded.
    pub resources: i32,
}

#[ComplexObject]
impl Kawasan {
    /// The region it lies in.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        Ok(loaders::region(ctx, &self.region_code).await?)
    }

    /// All regions it spans, its own first.
    #[graphql(complexity = "crate::graphql::cost::list(0, Some(5), child_complexity)")]
    async fn regions(&self, ctx: &Context<'_>) -> Result<Vec<Region>> {
        let mut codes = vec![self.region_code.clone()];
        codes.extend(self.region_codes.iter().filter(|code| **code != self.region_code).cloned());
        regions(ctx, &codes).await
    }

    /// Links of the value chain (codes of `valueChainStages`) where nobody stands, from upstream to off-taker.
    async fn missing_links(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        let present = rows_of::<ChainLink>(ctx, below(&self.id)).await?;
        Ok(caller(ctx)?.app.codes.missing("valueChainStages", present.iter().map(|link| link.stage.as_str())))
    }

    /// The gap of each of the five supporting resources.
    #[graphql(complexity = "crate::graphql::cost::list(0, Some(5), child_complexity)")]
    async fn resource_gaps(&self, ctx: &Context<'_>) -> Result<Vec<ResourceGap>> {
        let all = rows_of::<KawasanResource>(ctx, below(&self.id)).await?;
        let kinds = caller(ctx)?.app.codes.missing("resourceKinds", std::iter::empty());
        Ok(kinds.into_iter().map(|kind| gap(kind, &all)).collect())
    }

    #[graphql(flatten)]
    async fn kept(&self) -> OfKawasan {
        OfKawasan(below(&self.id))
    }
}

fn gap(kind: String, all: &[KawasanResource]) -> ResourceGap {
    let scores: Vec<i32> = all.iter().filter(|row| row.kind == kind).map(|row| row.gap_score).collect();
    let count = i32::try_from(scores.len()).unwrap_or(i32::MAX);
    let gap_score = (count > 0).then(|| f64::from(scores.iter().sum::<i32>()) / f64::from(count));
    ResourceGap { kind, gap_score, resources: count }
}

#[ComplexObject]
impl Site {
    /// The region it lies in.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        Ok(loaders::region(ctx, &self.region_code).await?)
    }

    /// The programme.
    async fn programme(&self, ctx: &Context<'_>) -> Result<Option<Programme>> {
        kept::record::<Programme>(ctx, &self.programme_id.0).await
    }

    /// The kawasan or BLK that it is.
    async fn of_unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let named = self.kawasan_id.as_ref().map(|id| id.0.as_str());
        kept::unit(ctx, named.or(self.blk_id.as_ref().map(|id| id.0.as_str()))).await
    }

    #[graphql(flatten)]
    async fn kept(&self) -> OfSite {
        OfSite(below(&self.id))
    }
}

/// Roots of reading and writing for each kind of unit.
macro_rules! roots {
    ($($(#[doc = $doc:literal])* $list:ident, $one:ident: $record:ident,
        $create:ident, $update:ident, $archive:ident, $input:ident;)*) => {
        #[derive(Default)]
        pub struct UnitQuery;

        #[Object]
        impl UnitQuery {
            $(
                $(#[doc = $doc])*
                #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
                async fn $list(
                    &self,
                    ctx: &Context<'_>,
                    filter: Option<UnitFilter>,
                    first: Option<i32>,
                    after: Option<String>,
                    last: Option<i32>,
                    before: Option<String>,
                ) -> Result<List<$record>> {
                    list::<$record>(ctx, filter, Window { first, after, last, before }).await
                }

                /// One of them by its code or id. Public.
                async fn $one(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "Code or id.")] code: String,
                ) -> Result<Option<$record>> {
                    let found = parts::get(caller(ctx)?, &code).await;
                    super::query::absent(found.and_then(<$record as UnitRecord>::of))
                }
            )*

            /// BLKs whose weaning falls due within so many days, or is overdue, and that are not weaned, by code. Public.
            #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
            async fn weaning_alerts(
                &self,
                ctx: &Context<'_>,
                #[graphql(default = 90, desc = "Days ahead, 0 to 3,650.")] within_days: u32,
                first: Option<i32>,
                after: Option<String>,
                last: Option<i32>,
                before: Option<String>,
            ) -> Result<List<Blk>> {
                let today = caller(ctx)?.today();
                let day = today + chrono::Duration::days(i64::from(within_days.min(3_650)));
                super::registry::weaning(ctx, day, Window { first, after, last, before }).await
            }
        }

        #[derive(Default)]
        pub struct UnitMutation;

        #[Object]
        impl UnitMutation {
            $(
                /// Records it. For the forum and the ministry.
                async fn $create(
                    &self,
                    ctx: &Context<'_>,
                    input: $input,
                    #[graphql(default, desc = "Check only.")] validate_only: bool,
                ) -> Result<$record> {
                    resource::create::<$record>(ctx, input, validate_only).await
                }

                /// Changes it; absent is unchanged, null is taken away.
                async fn $update(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "Id or code.")] id: String,
                    #[graphql(desc = "Version that was read.")] expected_version: i32,
                    changes: Changes<$input>,
                    #[graphql(default, desc = "Check only.")] validate_only: bool,
                ) -> Result<$record> {
                    resource::update::<$record>(ctx, id, expected_version, changes, validate_only).await
                }

                /// Takes it out of all lists; it is still found by its id and code.
                async fn $archive(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "Id or code.")] id: String,
                    #[graphql(desc = "Version that was read.")] expected_version: i32,
                    #[graphql(default, desc = "Check only.")] validate_only: bool,
                ) -> Result<$record> {
                    resource::archive::<$record>(ctx, id, expected_version, validate_only).await
                }
            )*

            /// Records a BLK with its first statuses. For the forum and the ministry.
            async fn create_blk(
                &self,
                ctx: &Context<'_>,
                input: BlkInput,
                #[graphql(default, desc = "Check only.")] validate_only: bool,
            ) -> Result<Blk> {
                resource::create::<Blk>(ctx, input, validate_only).await
            }

            /// Changes a BLK; absent is unchanged, null is taken away. Its head and operators change contact,
            /// workstations and coordinates; everything else is for the forum and the ministry.
            async fn update_blk(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Id or code.")] id: String,
                #[graphql(desc = "Version that was read.")] expected_version: i32,
                changes: Changes<BlkInput>,
                #[graphql(default, desc = "Check only.")] validate_only: bool,
            ) -> Result<Blk> {
                resource::update::<Blk>(ctx, id, expected_version, changes, validate_only).await
            }

            /// Takes a BLK out of all lists; it owes nothing from today, and is still found by its id and code.
            async fn archive_blk(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Id or code.")] id: String,
                #[graphql(desc = "Version that was read.")] expected_version: i32,
                #[graphql(default, desc = "Check only.")] validate_only: bool,
            ) -> Result<Blk> {
                resource::archive::<Blk>(ctx, id, expected_version, validate_only).await
            }

            /// Gives a BLK, or another unit, a new status from a day on. For the forum and the ministry.
            async fn change_unit_status(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Id or code of the unit.")] unit: String,
                input: crate::view::registry::StatusChangeInput,
                #[graphql(default, desc = "Check only.")] validate_only: bool,
            ) -> Result<Unit> {
                let content = (unit.clone(), input.clone());
                let work = |tx| async move { crate::view::registry::change_status(&tx, &unit, input).await };
                write(ctx, "changeUnitStatus", validate_only, content, work).await
            }
        }

        /// Any of these units by its id.
        pub async fn node(ctx: &Context<'_>, kind: ids::Kind, id: &str) -> Result<Option<super::query::Node>> {
            Ok(match kind {
                $(ids::Kind::$record => whole::<$record>(ctx, Some(id)).await?.map(super::query::Node::$record),)*
                _ => None,
            })
        }
    };
}

roots! {
    /// Organizations, by code. Public.
    organizations, organization: Organization,
        create_organization, update_organization, archive_organization, OrganizationInput;
    /// Kawasans, by code. Public.
    kawasans, kawasan: Kawasan, create_kawasan, update_kawasan, archive_kawasan, KawasanInput;
    /// Sites of programmes, by code. Public.
    sites, site: Site, create_site, update_site, archive_site, SiteInput;
}
