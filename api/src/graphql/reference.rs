//! Regions, templates, indicators.

use async_graphql::{Context, InputObject, Object, Result};

use super::connection::{List, Window, connection};
use super::loaders::caller;
use super::mutation::{held, write};
use super::reports::wants_total;
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::reference::regions;
use crate::domain::{Error, templates};
use crate::view::reference::{self as view, ReferenceCode, ReferenceCodeInput, Region};
use crate::view::templates::{Indicator, ReportTemplate};

/// Which regions.
#[derive(Clone, Debug, Default, InputObject)]
pub struct RegionFilter {
    /// 1 province, 2 regency or city, 3 district, 4 village.
    pub level: Option<i32>,
    /// Code of the region they lie in, directly.
    pub parent: Option<String>,
    /// Part of a name; case, spaces and words such as `kota` do not matter.
    pub q: Option<String>,
}

/// A page of regions by code. Public.
pub async fn regions(ctx: &Context<'_>, filter: Option<RegionFilter>, window: Window) -> Result<List<Region>> {
    let caller = caller(ctx)?;
    let filter = filter.unwrap_or_default();
    let wanted = regions::Filter { level: filter.level, parent: filter.parent, q: filter.q, as_of: None };
    let request = window.page()?;
    let total = if wants_total(ctx) { Some(regions::count(caller, &wanted).await?) } else { None };
    Ok(connection(regions::list(caller, &wanted, &request).await?.map(Region::from), &request, total))
}

/// A page of a short list that is read whole.
fn cut<T>(rows: Vec<(String, T)>, request: &PageRequest) -> Page<T> {
    let beyond = |code: &String| {
        request.after.as_ref().is_none_or(|after| if request.backwards { *code < after.id } else { *code > after.id })
    };
    let mut rows: Vec<(String, T)> = rows.into_iter().filter(|(code, _)| beyond(code)).collect();
    if request.backwards {
        rows.reverse();
    }
    let page = Page::cut(rows, request, |(code, _)| Cursor::new("", code));
    page.map(|(_, row)| row)
}

/// A page of templates by code. Public.
pub async fn templates(ctx: &Context<'_>, window: Window) -> Result<List<ReportTemplate>> {
    let request = window.page()?;
    let all = templates::list(caller(ctx)?).await?;
    let total = u64::try_from(all.len()).ok();
    let rows = all
        .into_iter()
        .map(|one| Ok((one.head.code.clone(), ReportTemplate::try_from(one)?)))
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(connection(cut(rows, &request), &request, total))
}

/// A page of indicators by code. Public.
pub async fn indicators(ctx: &Context<'_>, window: Window) -> Result<List<Indicator>> {
    let request = window.page()?;
    let all = templates::indicators::list(caller(ctx)?).await?;
    let total = u64::try_from(all.len()).ok();
    let rows = all
        .into_iter()
        .map(|one| Ok((one.definition.code.clone(), Indicator::try_from(one)?)))
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(connection(cut(rows, &request), &request, total))
}

#[derive(Default)]
pub struct ReferenceMutation;

#[Object]
impl ReferenceMutation {
    /// Adds a code to an open set: a kind of organization, a vocation, a theme. For the forum and the ministry.
    async fn add_reference_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Name of the set.")] set: String,
        input: ReferenceCodeInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<ReferenceCode> {
        let content = (set.clone(), input.clone());
        let work = |tx| async move { view::add_code(&tx, &set, held(&input)?).await };
        write(ctx, "addReferenceCode", validate_only, content, work).await
    }
}
