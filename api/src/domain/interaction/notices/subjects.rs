//! Who is told of requests of data subjects: of a new one those who handle them and, where a record is to be corrected,
//! those who keep it; of what became of it who asked.

use entity::data_request;
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use super::recipients::{Lookup, Told};
use crate::domain::Result;
use crate::domain::access::Action;
use crate::domain::ids::Kind;
use crate::vocab::DataRequestKind;

/// A request, or its end. That one falls due is told by the hour, elsewhere.
pub(super) async fn asked(lookup: &mut Lookup<'_>, id: Uuid, step: &str) -> Result<Vec<Told>> {
    if !["created", "done", "refused"].contains(&step) {
        return Ok(Vec::new());
    }
    let Some(row) = data_request::Entity::find_by_id(id).one(lookup.ctx.db()).await? else {
        return Ok(Vec::new());
    };
    let to = if step == "created" {
        let handlers = lookup.nationwide("overseers", Action::HandleDataRequests.roles()).await?;
        let correctors = if row.kind == DataRequestKind::Rectify.as_str() {
            lookup.holders(row.unit_id, "coaches", Action::KeepCoaching.roles()).await?
        } else {
            Vec::new()
        };
        [handlers, correctors].concat()
    } else {
        [Some(row.requested_by), lookup.account(row.person_id).await?].into_iter().flatten().collect()
    };
    let params = json!({"step": step, "kind": row.kind});
    Ok(vec![Told { kind: "DATA_REQUEST", to, subject: (Kind::DataRequest, id), unit: Some(row.unit_id), params }])
}
