//! What changed for a partner.

use async_graphql::{Context, Object, Result};

use crate::domain::partners::changes;
use crate::graphql::connection::Window;
use crate::graphql::loaders::caller;
use crate::view::partners::changes::PartnerChanges;

/// Keeping a copy up to date.
#[derive(Default)]
pub struct ChangesQuery;

#[Object]
impl ChangesQuery {
    /// What changed since the last pull. Begin with `after: "latest"`, then read all records and keep the cursor; from then
    /// on go from `next` to `next` as often as you like. Apply the nodes in their order, and your copy is what a full pull
    /// would give. A cursor is for one organization and one purpose.
    #[graphql(complexity = "crate::graphql::cost::list(20, first, child_complexity)")]
    async fn partner_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What you need the data for: code of `consentPurposes`.")] purpose: Option<String>,
        #[graphql(desc = "Changes, 1 to 100.")] first: Option<i32>,
        #[graphql(
            desc = "Cursor: `next` of the last answer, `position` of a change or of an export. `latest` gives nothing and the cursor of now. Without it all that there is comes as a change."
        )]
        after: Option<String>,
    ) -> Result<PartnerChanges> {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        let limit = Window { first, ..Window::default() }.page()?.limit;
        Ok(changes::read(caller, purpose.as_deref(), after.as_deref(), limit).await?)
    }
}
