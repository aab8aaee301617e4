//! Many records in one mutation.

use async_graphql::{Context, Object, Result};
use serde_json::{Value, json};

use super::mutation::write;
use crate::domain::{Error, Tx};
use crate::view::batch::{self, BatchOutcome, Batched};
use crate::view::blks::BlkInput;
use crate::view::people::{NewUser, User};
use crate::view::registry::Blk;
use crate::view::units::{Kawasan, KawasanInput, Organization, OrganizationInput, Site, SiteInput};

async fn create<R: Batched>(
    ctx: &Context<'_>,
    rows: Vec<R::Input>,
    atomic: bool,
    validate_only: bool,
) -> Result<BatchOutcome> {
    let rows: serde_json::Result<Vec<Value>> = rows.iter().map(serde_json::to_value).collect();
    let rows = rows.map_err(Error::from)?;
    let content = json!({"atomic": atomic, "rows": rows});
    let work = |tx: Tx| async move { batch::create::<R>(&tx, rows, atomic).await };
    write(ctx, R::OPERATION, validate_only, content, work).await
}

macro_rules! mutations {
    ($($(#[doc = $doc:literal])* $name:ident: $record:ident($input:ident);)*) => {
        /// Many records in one mutation.
        #[derive(Default)]
        pub struct BatchMutation;

        #[Object]
        impl BatchMutation {
            $(
                $(#[doc = $doc])*
                async fn $name(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "1 to 1,000 rows.")] rows: Vec<$input>,
                    #[graphql(default, desc = "One refusal refuses all.")] atomic: bool,
                    #[graphql(default, desc = "Check only.")] validate_only: bool,
                ) -> Result<BatchOutcome> {
                    create::<$record>(ctx, rows, atomic, validate_only).await
                }
            )*
        }
    };
}

mutations! {
    /// Records BLKs with their first statuses, each row by itself or all or none.
    create_blks: Blk(BlkInput);
    /// Records organizations, each row by itself or all or none.
    create_organizations: Organization(OrganizationInput);
    /// Records kawasans, each row by itself or all or none.
    create_kawasans: Kawasan(KawasanInput);
    /// Records sites, each row by itself or all or none.
    create_sites: Site(SiteInput);
    /// Invites people, each row by itself or all or none.
    invite_users: User(NewUser);
}
