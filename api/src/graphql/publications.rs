//! Publications, as `rest/publications.rs`.

use async_graphql::{Context, Object, Result};

use super::loaders::caller;
use super::mutation::{answered, asked, held};
use crate::domain::analytics::publications;
use crate::domain::once;
use crate::view::publications::{Publication, PublicationDifference, PublicationInput};

/// Reading.
#[derive(Default)]
pub struct PublicationsQuery;

#[Object]
impl PublicationsQuery {
    /// Frozen public figures, the latest first, without their tables. Public.
    #[graphql(complexity = "10 + 10 * child_complexity")]
    async fn publications(&self, ctx: &Context<'_>) -> Result<Vec<Publication>> {
        Ok(publications::list(caller(ctx)?).await?)
    }

    /// A publication with the names and hashes of its tables; null when there is none of that name.
    #[graphql(complexity = "10 + 10 * child_complexity")]
    async fn publication(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its name, `2026-Q3`.")] slug: String,
    ) -> Result<Option<Publication>> {
        super::query::absent(publications::by_slug(caller(ctx)?, &slug).await)
    }

    /// Values of a table of a publication that are others now, as everybody sees them. Empty when nothing has changed.
    #[graphql(complexity = "crate::graphql::cost::figures(child_complexity)")]
    async fn publication_differences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Name of the publication.")] slug: String,
        #[graphql(desc = "Name of the table, as in `tables` of the publication.")] table: String,
    ) -> Result<Vec<PublicationDifference>> {
        Ok(publications::differences(caller(ctx)?, &slug, &table).await?)
    }
}

/// Writing.
#[derive(Default)]
pub struct PublicationsMutation;

#[Object]
impl PublicationsMutation {
    /// Publish the public figures of now under a name. It never changes. For the forum and the ministry.
    async fn create_publication(
        &self,
        ctx: &Context<'_>,
        input: PublicationInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Publication> {
        caller(ctx)?.require_signed_in()?;
        let (caller, content) = asked(ctx, validate_only, &input)?;
        let input = held(&input)?;
        let frozen = publications::freeze(&caller, &input).await?;
        let work = |tx| async move { publications::create(&tx, input, frozen).await };
        Ok(answered(ctx, once::write(&caller, "createPublication", &content, work).await?))
    }
}
