//! Who did what, and the signed head of it all.

use async_graphql::{Context, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use crate::domain::audit::list::{self as entries, Filter};
use crate::graphql::connection::{List, Window, connection};
use crate::graphql::loaders::caller;
use crate::graphql::query::absent;
use crate::graphql::reports::wants_total;
use crate::view::audit::{self as view, AuditEntry, AuditHead};

/// Which entries to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct AuditFilter {
    /// Id of a record.
    object: Option<String>,
    /// Id of the person or client who acted.
    actor: Option<String>,
    /// Name of the operation, for example `submitReport`.
    action: Option<String>,
    /// Not before this moment.
    from: Option<DateTime<Utc>>,
    /// Before this moment.
    until: Option<DateTime<Utc>>,
}

fn list<'a>(
    ctx: &'a Context<'_>,
    filter: Option<AuditFilter>,
    window: Window,
) -> BoxFuture<'a, Result<List<AuditEntry>>> {
    Box::pin(async move {
        let (caller, request) = (caller(ctx)?, window.page()?);
        let AuditFilter { object, actor, action, from, until } = filter.unwrap_or_default();
        let filter = Filter { object, actor, action, from, until };
        let total = if wants_total(ctx) { Some(entries::count(caller, &filter).await?) } else { None };
        Ok(connection(view::list(caller, &filter, &request).await?, &request, total))
    })
}

/// Reading the audit log.
#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Entries of the audit log, oldest first. Administrators, auditors and the data protection officer see all of them;
    /// everybody else what they did themselves.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn audit_entries(
        &self,
        ctx: &Context<'_>,
        filter: Option<AuditFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<AuditEntry>> {
        list(ctx, filter, Window { first, after, last, before }).await
    }

    /// The newest signed head of the audit log. Keep it elsewhere: with it can be told later whether anything before it
    /// was changed or cut off.
    async fn audit_head(&self, ctx: &Context<'_>) -> Result<Option<AuditHead>> {
        absent(view::head(caller(ctx)?).await)
    }
}
