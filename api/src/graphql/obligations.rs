//! Obligations.

use async_graphql::{ComplexObject, Context, InputObject, Result};

use super::connection::{List, Window, connection};
use super::loaders::{self, caller};
use super::reports::wants_total;
use crate::domain::ids::{self, Kind};
use crate::domain::obligations::query::{self, Filter};
use crate::domain::page::Page;
use crate::domain::{Error, registry};
use crate::view::obligations::Obligation;
use crate::view::registry::{Blk, Unit};
use crate::view::reports::Report;
use crate::vocab::ObligationStatus;

/// Which obligations.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ObligationFilter {
    /// Code or id of the BLK.
    pub blk: Option<String>,
    /// Code or id of any unit.
    pub unit: Option<String>,
    /// Kemendagri code: units in it.
    pub region: Option<String>,
    /// Code of the template.
    pub template: Option<String>,
    /// Period or event number.
    pub period: Option<String>,
    /// Statuses.
    pub statuses: Option<Vec<ObligationStatus>>,
    /// Only late ones, or only those that are not.
    pub late: Option<bool>,
}

/// A page of obligations, oldest deadline first.
pub async fn list(ctx: &Context<'_>, filter: Option<ObligationFilter>, window: Window) -> Result<List<Obligation>> {
    let caller = caller(ctx)?;
    let filter = filter.unwrap_or_default();
    let wanted = Filter {
        units: registry::named_unit(caller, filter.blk.as_deref().or(filter.unit.as_deref())).await?,
        region: filter.region,
        template: registry::named_template(caller, filter.template.as_deref()).await?,
        occurrence: filter.period,
        statuses: filter.statuses.unwrap_or_default(),
        late: filter.late,
    };
    let request = window.page()?;
    let total = if wants_total(ctx) { Some(query::count(caller, &wanted).await?) } else { None };
    let page = query::list(caller, &wanted, &request).await?;
    let items = page
        .items
        .iter()
        .map(|(cursor, owed)| Ok((cursor.clone(), Obligation::of(caller, owed)?)))
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(connection(Page { items, more: page.more }, &request, total))
}

#[ComplexObject]
impl Obligation {
    /// The BLK that owes it; null when another kind of unit does.
    async fn blk(&self, ctx: &Context<'_>) -> Result<Option<Blk>> {
        if self.blk.is_none() {
            return Ok(None);
        }
        Ok(loaders::one(&loaders::of(ctx)?.blks, self.unit_id).await?)
    }

    /// The unit that owes it, whatever its kind.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(loaders::one(&loaders::of(ctx)?.units, self.unit_id).await?)
    }

    /// Code of the template.
    async fn template(&self) -> &str {
        &self.template
    }

    /// The report that answers it, if you may see it.
    async fn report(&self, ctx: &Context<'_>) -> Result<Option<Report>> {
        let Some(id) = &self.report else { return Ok(None) };
        let found = loaders::one(&loaders::of(ctx)?.reports, ids::expect(Kind::Report, id)?).await?;
        let caller = caller(ctx)?;
        Ok(found.map(|loaded| Report::of(caller, &loaded)))
    }
}
