//! The audit log, as `rest/audit.rs`. Proofs are a matter of files, and of REST.

use async_graphql::{Context, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::connection::{List, Window, connection};
use super::loaders::caller;
use super::query::absent;
use super::reports::wants_total;
use crate::domain::audit::query::{self, Filter};
use crate::view::audit::{self as view, AuditEntry, AuditHead};

/// Which entries of the audit log.
#[derive(Clone, Debug, Default, InputObject)]
pub struct AuditFilter {
    /// Id of the person or client who acted.
    pub actor: Option<String>,
    /// Id of the record.
    pub object: Option<String>,
    /// The operation, for example `submitReport`.
    pub action: Option<String>,
    /// At that time or later.
    pub from: Option<DateTime<Utc>>,
    /// Before that time.
    pub until: Option<DateTime<Utc>>,
}

fn list<'a>(ctx: &'a Context<'_>, filter: AuditFilter, window: Window) -> BoxFuture<'a, Result<List<AuditEntry>>> {
    Box::pin(async move {
        let (caller, request) = (caller(ctx)?, window.page()?);
        let AuditFilter { actor, object, action, from, until } = filter;
        let filter = Filter { actor, object, action, from, until };
        let total = if wants_total(ctx) { Some(query::count(caller, &filter).await?) } else { None };
        Ok(connection(view::list(caller, &filter, &request).await?, &request, total))
    })
}

/// Reading the audit log.
#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Entries of the audit log, newest first. For administrators, the data protection officer and auditors.
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
        list(ctx, filter.unwrap_or_default(), Window { first, after, last, before }).await
    }

    /// The newest signed head of the audit log; null while nothing is sealed. Public.
    #[graphql(complexity = "5 + child_complexity")]
    async fn audit_head(&self, ctx: &Context<'_>) -> Result<Option<AuditHead>> {
        absent(view::head(caller(ctx)?).await)
    }
}
