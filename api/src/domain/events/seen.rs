//! Who sees which record: what the feed, threads and notifications ask before they speak of it. Each kind is seen here as
//! in its own lists, archived records too.

use std::collections::HashSet;

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{Condition, ConnectionTrait};
use uuid::Uuid;

use super::types::kept_kinds;
use crate::domain::access::{self, Action, units_seen};
use crate::domain::ids::Kind;
use crate::domain::interaction::{notices, threads};
use crate::domain::partners::{consents, exports, incidents, rights};
use crate::domain::people::manage;
use crate::domain::registry::kept::ops;
use crate::domain::{Code, Ctx, Result, jobs, queries, reports, webhooks};
use crate::vocab::TemplateState;

/// Ids of one statement.
const CHUNK: usize = 1_000;

/// What the caller sees of a kind.
pub struct Sight {
    /// The table of the kind.
    pub table: &'static str,
    /// On columns of that table; without terms where all is seen.
    pub condition: Condition,
}

macro_rules! kept_sights {
    ($($kind:ident $table:ident $id:literal $en:literal;)*) => {
        /// The sight of a kept kind; none of others.
        fn kept(ctx: &Ctx, kind: Kind) -> Result<Option<Sight>> {
            let (table, condition) = match kind {
                $(Kind::$kind => (stringify!($table), ops::visible::<entity::$table::Model>(ctx)),)*
                _ => return Ok(None),
            };
            match condition {
                Ok(condition) => Ok(Some(Sight { table, condition })),
                Err(refused) if refused.code() == Code::AuthRequired => Ok(None),
                Err(refused) => Err(refused),
            }
        }
    };
}
kept_kinds!(kept_sights);

/// What the caller sees of a kind, as a condition on columns of `table`. None: nothing of it is ever shown.
pub async fn of(ctx: &Ctx, kind: Kind) -> Result<Option<Sight>> {
    let talk = matches!(kind, Kind::Thread | Kind::Comment | Kind::Notification | Kind::WebhookEndpoint | Kind::Export);
    let talk = talk || matches!(kind, Kind::AccessKey | Kind::Job);
    let protection = matches!(kind, Kind::DataRequest | Kind::Incident);
    if (talk || protection) && ctx.require_signed_in().is_err() {
        return Ok(None);
    }
    let (table, condition) = match kind {
        Kind::Thread => ("thread", threads::visible(ctx).await?),
        Kind::Comment => ("comment", threads::visible_comments(ctx).await?),
        Kind::Notification => ("notification", notices::visible(ctx)),
        Kind::WebhookEndpoint => ("webhook_endpoint", webhooks::visible(ctx)),
        Kind::Export => ("partner_export", exports::seen(ctx)),
        Kind::Job => ("job", jobs::seen(ctx)),
        Kind::AccessKey => ("access_key", queries::keys::visible(ctx)),
        Kind::SavedQuery => ("saved_query", queries::read::visible(ctx)),
        Kind::DataRequest => ("data_request", rights::requests::visible(ctx)),
        Kind::Incident => ("incident", incidents::visible(ctx)),
        other => return subject(ctx, other).await,
    };
    Ok(Some(Sight { table, condition }))
}

/// As [`of`], for what can be talked about. Threads ask this themselves, so they are none of it.
async fn subject(ctx: &Ctx, kind: Kind) -> Result<Option<Sight>> {
    let signed_in = ctx.require_signed_in().is_ok();
    let (table, condition) = match kind {
        Kind::Blk | Kind::Kawasan | Kind::Site | Kind::Organization => ("unit", Condition::all()),
        Kind::Indicator => ("indicator", Condition::all()),
        Kind::Template => ("report_template", templates(ctx)),
        Kind::Report if signed_in => {
            let templates = ctx.app.templates.all_published(ctx.db()).await?;
            ("report", Condition::all().add(reports::query::visible(ctx, &templates)))
        }
        // Also before it opens: a reader of the feed would not come back to its event.
        Kind::Obligation if signed_in => ("obligation", units_seen(ctx, access::Sight::Outline).named("unit_id")),
        Kind::ChangeRequest if signed_in => {
            ("change_request", units_seen(ctx, access::Sight::Submitted).named("unit_id"))
        }
        Kind::SelectionCandidate if signed_in => ("selection_candidate", Condition::all()),
        Kind::User if signed_in => ("account", users(ctx)),
        Kind::Client if signed_in => ("client", clients(ctx)),
        // A partner hears of its own consents; whose they are is told to those who see them whole.
        Kind::Consent if signed_in => ("consent", consents::told(ctx)),
        Kind::ConsentRequest if signed_in => ("consent_request", consents::visible_requests(ctx)),
        Kind::PrivacyNotice => ("privacy_notice", Condition::all()),
        Kind::Publication => ("publication", Condition::all()),
        Kind::Grant if signed_in => ("role_grant", grants(ctx)),
        other => return kept(ctx, other),
    };
    Ok(Some(Sight { table, condition }))
}

/// Drafts are for those who draft; a template that was published once is for all.
fn templates(ctx: &Ctx) -> Condition {
    if access::can(ctx, Action::ManageTemplates, None) {
        return Condition::all();
    }
    let published = Query::select()
        .column("template_id")
        .from("template_version")
        .and_where(Expr::col("state").eq(TemplateState::Published.as_str()))
        .to_owned();
    Condition::all().add(Expr::col("id").in_subquery(published))
}

/// Oneself, and whom the caller manages.
fn users(ctx: &Ctx) -> Condition {
    if manage::is_admin(ctx) {
        return Condition::all();
    }
    let own = Expr::col("id").eq(ctx.actor.id_or_nil());
    Condition::all().add(Condition::any().add(own).add(manage::managed_accounts(ctx)))
}

fn clients(ctx: &Ctx) -> Condition {
    if access::can(ctx, Action::ManageClients, None) {
        return Condition::all();
    }
    Condition::all().add(Expr::col("id").eq(ctx.actor.id_or_nil()))
}

/// One's own grants, and those that the caller gives and takes.
fn grants(ctx: &Ctx) -> Condition {
    if manage::is_admin(ctx) {
        return Condition::all();
    }
    let own = Expr::col("actor_id").eq(ctx.actor.id_or_nil());
    Condition::all().add(Condition::any().add(own).add(manage::grantable(ctx)))
}

/// Those of the ids that the caller sees, archived ones too.
pub async fn among(ctx: &Ctx, conn: &impl ConnectionTrait, kind: Kind, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
    if kind == Kind::Code {
        // Code sets are open to anyone, and a code has no row with an id.
        return Ok(ids.iter().copied().collect());
    }
    let mut found = HashSet::with_capacity(ids.len());
    let Some(sight) = (if ids.is_empty() { None } else { of(ctx, kind).await? }) else {
        return Ok(found);
    };
    for chunk in ids.chunks(CHUNK) {
        let these = sight.condition.clone().add(Expr::col("id").is_in(chunk.iter().copied()));
        let select = Query::select().column("id").from(sight.table).cond_where(these).to_owned();
        for row in conn.query_all(&select).await? {
            found.insert(row.try_get_by_index::<Uuid>(0)?);
        }
    }
    Ok(found)
}

/// Condition for rows that name a record by kind ([`Kind::name`]) and id columns: the caller sees that record. No table
/// of these kinds may have a column of the name `id_column`.
pub async fn naming(
    ctx: &Ctx,
    kind_column: &'static str,
    id_column: &'static str,
    kinds: &[Kind],
) -> Result<Condition> {
    let (mut any, mut open) = (Condition::any(), Vec::new());
    for kind in kinds {
        let Some(sight) = subject(ctx, *kind).await? else {
            continue;
        };
        if sight.condition.is_empty() {
            open.push(kind.name());
            continue;
        }
        // Looked up by its key: a list of all that is seen would be made anew for each statement.
        let there = Query::select()
            .expr(Expr::value(1))
            .from(sight.table)
            .and_where(Expr::col((sight.table, "id")).eq(Expr::col(id_column)))
            .cond_where(sight.condition)
            .to_owned();
        any = any.add(Condition::all().add(Expr::col(kind_column).eq(kind.name())).add(Expr::exists(there)));
    }
    if !open.is_empty() {
        any = any.add(Expr::col(kind_column).is_in(open));
    }
    Ok(Condition::all().add(if any.is_empty() { any.add(Expr::value(1).eq(0)) } else { any }))
}
