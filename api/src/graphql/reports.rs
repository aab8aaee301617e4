//! Reports and what they refer to.

use async_graphql::{ComplexObject, Context, Enum, InputObject, Result, SimpleObject};

use super::connection::{List, Window, connection};
use super::loaders::{self, caller, withhold};
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Page, PageRequest};
use crate::domain::reports::{Loaded, allowed, attachments, diff, query};
use crate::domain::templates::values::{Filed, filed};
use crate::domain::{Error, registry, templates};
use crate::view::Document;
use crate::view::registry::{Blk, Unit};
use crate::view::reports::{
    AllowedAction, Attachment, Report, ReportDiff, ReportVersion, RevisionItem, Transition, UserRef,
};
use crate::view::templates::TemplateVersion;
use crate::vocab::{ReportState, UnitKind};

/// One value of a report.
#[derive(SimpleObject)]
pub struct ReportValue {
    /// Total: a number, or a text. Null when missing or not applicable.
    pub total: Option<Document>,
    /// Never filed, or filed as null.
    pub missing: bool,
    /// Filed as not applicable.
    pub not_applicable: bool,
    /// Parts by dimension and member.
    pub parts: Vec<ValuePart>,
}

/// A part of a value.
#[derive(SimpleObject)]
pub struct ValuePart {
    /// Dimension, for example `sex`.
    pub dimension: String,
    /// Member, for example `PEREMPUAN`.
    pub member: String,
    /// Its value.
    pub value: Document,
}

/// Which reports.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ReportFilter {
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
    /// States.
    pub states: Option<Vec<ReportState>>,
    /// Only what you owe a decision on.
    pub awaiting_me: Option<bool>,
}

/// By what reports are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ReportOrderField {
    Created,
    Period,
    Submitted,
}

/// Ascending or descending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum Direction {
    Asc,
    Desc,
}

/// How reports are sorted.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct ReportOrder {
    pub field: ReportOrderField,
    pub direction: Direction,
}

/// A page of reports.
pub async fn list(
    ctx: &Context<'_>,
    filter: Option<ReportFilter>,
    order: Option<Vec<ReportOrder>>,
    window: Window,
) -> Result<List<Report>> {
    let caller = caller(ctx)?;
    let filter = filter.unwrap_or_default();
    let (mut page, order) = (window.page()?, order.and_then(|all| all.first().copied()));
    page.descending = order.is_some_and(|order| order.direction == Direction::Desc);
    let wanted = query::Filter {
        units: registry::named_unit(caller, filter.blk.as_deref().or(filter.unit.as_deref())).await?,
        region: filter.region,
        template: registry::named_template(caller, filter.template.as_deref()).await?,
        occurrence: filter.period,
        states: filter.states.unwrap_or_default(),
        awaiting_me: filter.awaiting_me.unwrap_or(false),
        ..query::Filter::default()
    };
    let by = match order.map(|order| order.field) {
        Some(ReportOrderField::Period) => query::Order::Period,
        Some(ReportOrderField::Submitted) => query::Order::Submitted,
        Some(ReportOrderField::Created) => query::Order::Created,
        None if wanted.awaiting_me => query::Order::Submitted,
        None => query::Order::Created,
    };
    let total = match wants_total(ctx) {
        true => Some(query::count(caller, &wanted, by).await?),
        false => None,
    };
    let rows = query::list(caller, &wanted, by, &page).await?;
    Ok(connection(rows.map(|loaded| Report::of(caller, &loaded)), &page, total))
}

/// Whether `totalCount` is asked for.
pub fn wants_total(ctx: &Context<'_>) -> bool {
    ctx.look_ahead().field("totalCount").exists()
}

async fn loaded(ctx: &Context<'_>, report: &Report) -> Result<std::sync::Arc<Loaded>> {
    let id = ids::expect(Kind::Report, &report.id)?;
    let found = loaders::one(&loaders::of(ctx)?.reports, id).await?;
    Ok(found.ok_or_else(|| Error::new(crate::domain::Code::NotFound))?)
}

async fn person(ctx: &Context<'_>, id: Option<&String>) -> Result<Option<UserRef>> {
    let Some((_, id)) = id.and_then(|id| ids::parse(id)) else {
        return Ok(None);
    };
    Ok(loaders::one(&loaders::of(ctx)?.people, id).await?)
}

#[ComplexObject]
impl Report {
    /// The BLK it is about; null when it is about another kind of unit.
    async fn blk(&self, ctx: &Context<'_>) -> Result<Option<Blk>> {
        if self.unit_kind != UnitKind::Blk {
            return Ok(None);
        }
        Ok(loaders::one(&loaders::of(ctx)?.blks, self.unit_id).await?)
    }

    /// The unit it is about, whatever its kind.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(loaders::one(&loaders::of(ctx)?.units, self.unit_id).await?)
    }

    /// The template version it follows.
    async fn template(&self, ctx: &Context<'_>) -> Result<TemplateVersion> {
        let caller = caller(ctx)?;
        Ok(TemplateVersion::try_from(&*templates::get_version(caller, &self.template, self.template_version).await?)?)
    }

    /// All values, exactly as filed. Null (with a redaction) when you may not read them.
    async fn values(&self, ctx: &Context<'_>) -> Option<&Document> {
        if self.values.is_none() {
            withhold(ctx);
        }
        self.values.as_ref()
    }

    /// Narrative sections. Null (with a redaction) when you may not read them.
    async fn narrative(&self, ctx: &Context<'_>) -> Option<&Document> {
        if self.narrative.is_none() {
            withhold(ctx);
        }
        self.narrative.as_ref()
    }

    /// One value.
    async fn value(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the indicator.")] indicator: String,
    ) -> Result<Option<ReportValue>> {
        let Some(document) = &self.values else {
            withhold(ctx);
            return Ok(None);
        };
        let values: serde_json::Value = serde_json::from_str(&document.0).map_err(Error::from)?;
        Ok(Some(match filed(&values, &indicator) {
            Filed::Missing => ReportValue { total: None, missing: true, not_applicable: false, parts: Vec::new() },
            Filed::NotApplicable => {
                ReportValue { total: None, missing: false, not_applicable: true, parts: Vec::new() }
            }
            Filed::Given { total, parts } => ReportValue {
                total: total.map(|total| Document(total.to_string())),
                missing: false,
                not_applicable: false,
                parts: parts.map(value_parts).unwrap_or_default(),
            },
        }))
    }

    /// Who submitted it.
    async fn submitted_by(&self, ctx: &Context<'_>) -> Result<Option<UserRef>> {
        person(ctx, self.submitted_by.as_ref()).await
    }

    /// Who verified it (level 1).
    async fn verified_by(&self, ctx: &Context<'_>) -> Result<Option<UserRef>> {
        person(ctx, self.verified_by.as_ref()).await
    }

    /// Who approved it (last level).
    async fn approved_by(&self, ctx: &Context<'_>) -> Result<Option<UserRef>> {
        person(ctx, self.approved_by.as_ref()).await
    }

    /// What you may do now, and what stands in the way.
    #[graphql(complexity = "50")]
    async fn allowed_actions(&self, ctx: &Context<'_>) -> Result<Vec<AllowedAction>> {
        let caller = caller(ctx)?;
        let actions = allowed::actions(caller, &*loaded(ctx, self).await?).await?;
        Ok(actions.into_iter().map(|entry| AllowedAction::of(entry, caller.lang)).collect())
    }

    /// Who did what, when and why.
    #[graphql(complexity = "10 + 10 * child_complexity")]
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<Transition>> {
        let loaded = readable(ctx, self).await?;
        let steps = query::history(caller(ctx)?, &loaded).await?.into_iter().map(Transition::try_from);
        Ok(steps.collect::<Result<Vec<_>, Error>>()?)
    }

    /// Versions of the content.
    #[graphql(complexity = "10 + 5 * child_complexity")]
    async fn versions(&self, ctx: &Context<'_>) -> Result<Vec<ReportVersion>> {
        let loaded = readable(ctx, self).await?;
        let versions = query::versions(caller(ctx)?, &loaded).await?;
        Ok(versions.into_iter().map(|version| ReportVersion::of(version, &loaded.row)).collect())
    }

    /// What a reviewer asked to be mended.
    #[graphql(complexity = "10 + 10 * child_complexity")]
    async fn revision_items(&self, ctx: &Context<'_>) -> Result<Vec<RevisionItem>> {
        let loaded = readable(ctx, self).await?;
        Ok(RevisionItem::of_report(caller(ctx)?, loaded.row.id).await?)
    }

    /// Files of the version shown.
    #[graphql(complexity = "10 + 10 * child_complexity")]
    async fn attachments(&self, ctx: &Context<'_>) -> Result<Vec<Attachment>> {
        let loaded = readable(ctx, self).await?;
        let files = attachments::of_version(caller(ctx)?.db(), &loaded.row, loaded.content.number).await?;
        Ok(files.into_iter().map(Attachment::from).collect())
    }

    /// What changed since the last decision, or since a given version.
    #[graphql(complexity = "20 + 20 * child_complexity")]
    async fn diff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Version to compare with; the last decision when absent.")] from: Option<i32>,
    ) -> Result<ReportDiff> {
        let loaded = readable(ctx, self).await?;
        Ok(diff::diff(caller(ctx)?, &loaded, from).await?.into())
    }
}

async fn readable(ctx: &Context<'_>, report: &Report) -> Result<std::sync::Arc<Loaded>> {
    let loaded = loaded(ctx, report).await?;
    if query::sees_values(caller(ctx)?, &loaded) {
        Ok(loaded)
    } else {
        Err(Error::new(crate::domain::Code::Denied).into())
    }
}

fn value_parts(fields: &serde_json::Map<String, serde_json::Value>) -> Vec<ValuePart> {
    let dimensions = fields.iter().filter_map(|(dimension, members)| Some((dimension, members.as_object()?)));
    dimensions
        .flat_map(|(dimension, members)| {
            members.iter().map(move |(member, value)| ValuePart {
                dimension: dimension.clone(),
                member: member.clone(),
                value: Document(value.to_string()),
            })
        })
        .collect()
}

/// The latest reports of a unit, newest period first.
pub async fn latest(ctx: &Context<'_>, unit: uuid::Uuid, first: i32, template: Option<String>) -> Result<List<Report>> {
    let caller = caller(ctx)?;
    let page: PageRequest = Window { first: Some(first), ..Window::default() }.page()?;
    let rows = loaders::one(&loaders::of(ctx)?.latest, (unit, page.limit, template)).await?.unwrap_or_default();
    let items = rows
        .iter()
        .map(|loaded| (query::cursor(&loaded.row, query::Order::Period), Report::of(caller, loaded)))
        .collect();
    Ok(connection(Page { items, more: false }, &page, None))
}
