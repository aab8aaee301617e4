//! Webhooks: who is told of changes, where it may be sent, and how the receiver knows that it was us. The worker sends.

pub mod address;
pub mod deliveries;
pub mod endpoints;
pub mod payload;
pub mod schedule;
pub mod serving;
pub mod signature;

use sea_orm::Condition;
use sea_orm::sea_query::{Expr, ExprTrait};

use super::access::{self, Action};
use super::ctx::Ctx;

/// The endpoints that the caller sees, on table `webhook_endpoint`: its own ones, and all for administrators.
pub fn visible(ctx: &Ctx) -> Condition {
    if access::can(ctx, Action::ManageClients, None) {
        return Condition::all();
    }
    Condition::all().add(Expr::col("owner_id").eq(ctx.actor.id_or_nil()))
}
