//! Exports of partners, as `rest/partners/exports.rs`. The file itself is fetched by REST.

use async_graphql::{Context, ID, Object, Result};

use crate::domain::partners::exports;
use crate::graphql::connection::{List, Window, connection};
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{held, write};
use crate::graphql::query::absent;
use crate::view::partners::exports::{PartnerExport, PartnerExportInput};

/// Reading.
#[derive(Default)]
pub struct ExportsQuery;

#[Object]
impl ExportsQuery {
    /// Your exports, oldest first.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn partner_exports(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<PartnerExport>> {
        let (caller, request) = (caller(ctx)?, Window { first, after, last, before }.page()?);
        caller.require_signed_in()?;
        Ok(connection(exports::list(caller, &request).await?, &request, None))
    }

    /// One of your exports; null for those of others.
    async fn partner_export(&self, ctx: &Context<'_>, id: ID) -> Result<Option<PartnerExport>> {
        absent(exports::by_id(caller(ctx)?, &id).await)
    }
}

/// Writing.
#[derive(Default)]
pub struct ExportsMutation;

#[Object]
impl ExportsMutation {
    /// Ask for an export: all records of a purpose in one file, compressed with gzip. Look at it until it is READY, then
    /// fetch `file` by REST.
    async fn create_partner_export(
        &self,
        ctx: &Context<'_>,
        input: PartnerExportInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<PartnerExport> {
        let input = held(&input)?;
        let gate = exports::admit(caller(ctx)?, &input).await?;
        let content = input.clone();
        let work = |tx| async move { exports::create(&tx, &gate, input).await };
        write(ctx, "createPartnerExport", validate_only, content, work).await
    }
}
