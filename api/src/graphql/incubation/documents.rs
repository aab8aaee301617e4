//! Documents about an enterprise: they stand in the register of its unit, and its mentor keeps them too.

use async_graphql::{Context, ID, Object, Result};

use crate::graphql::kept;
use crate::view::kept::{UnitDocument, UnitDocumentInput};

/// Writing.
#[derive(Default)]
pub struct DocumentsMutation;

#[Object]
impl DocumentsMutation {
    /// Records a document about an enterprise, in the register of its unit.
    async fn create_unit_document_for_enterprise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the enterprise.")] of: ID,
        input: UnitDocumentInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<UnitDocument> {
        kept::create_below::<UnitDocument>(ctx, of.0, input, validate_only).await
    }
}
