//! The demonstration: from an empty database to 2,127 synthetic BLKs with months of reports in every state.

mod accounts;
mod content;
mod fates;
mod history;
mod incubation;
mod interaction;
mod onward;
mod paper;
mod partners;
pub mod periodic;
mod plan;
mod programme;
mod sharing;
pub mod since;
mod training;
mod units;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use sea_orm::{ConnectionTrait, DatabaseBackend, EntityTrait};
use serde_json::Value;

use crate::app::App;
use crate::cli::{progress, say};
use crate::config::write_private;
use crate::domain::Ctx;
use crate::worker::sequencer;

/// BLKs of the programme in 2021 (docs/domain, row 45).
pub const BLKS: usize = 2_127;

/// Loads what is not there yet; on a loaded database it only reads the credentials.
pub async fn load(app: &Arc<App>, months: u32, copy_to: Option<&Path>) -> anyhow::Result<Value> {
    let file = app.settings.data_dir.join("credentials.json");
    let loaded = entity::setting::Entity::find_by_id("demo".to_owned()).one(app.store.reader()).await?.is_some();
    if !loaded {
        let begun = entity::blk::Entity::find().one(app.store.reader()).await?.is_some();
        anyhow::ensure!(
            !begun,
            "this database holds BLKs but no whole demonstration (a load that broke off?): begin with an empty data folder or database"
        );
        let bar = progress();
        let ctx = Ctx::system(app.clone(), "demo");
        let since = units::since(&ctx, months);
        since::begin_templates(&ctx, since).await?;
        let units = units::make(&ctx, since, &bar).await?;
        programme::make(&ctx, &units).await?;
        let made = accounts::make(&ctx, &units).await?;
        std::fs::create_dir_all(&app.settings.data_dir)?;
        write_private(&file, &serde_json::to_string_pretty(&made.credentials)?)?;
        incubation::make(&ctx, &units, &made, months, &bar).await?;
        let trained = training::make(&ctx, &units, &made, &bar).await?;
        history::make(&ctx, (&units, &trained), &made, months, &bar).await?;
        sharing::make(&ctx, &units, &made, &bar).await?;
        interaction::make(&ctx, &units, &made, &bar).await?;
        units::mark_loaded(&ctx).await?;
        bar.set_message("places in the feed");
        sequencer::run_at_once(app).await?;
        tidy(app).await;
        bar.finish_and_clear();
    }
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("credentials of the demonstration: {}", file.display()))?;
    if let Some(copy) = copy_to {
        write_private(copy, &text)?;
    }
    Ok(serde_json::from_str(&text)?)
}

/// PostgreSQL learns by itself what the tables hold now, but some minutes later; until then it plans as for empty ones.
async fn tidy(app: &App) {
    if app.store.backend() == DatabaseBackend::Postgres {
        for table in ["unit", "obligation", "standing", "report", "report_version", "figure", "event", "progress"] {
            if let Err(cause) = app.store.migrator().execute_unprepared(&format!("VACUUM (ANALYZE) {table}")).await {
                tracing::warn!(table, cause = %cause, "left to PostgreSQL");
            }
        }
    }
}

/// Addresses, accounts, and five lines to try.
pub fn greeting(app: &App, credentials: &Value) {
    let base = format!("http://{}", app.settings.listen);
    let head = credentials.pointer("/users/blkHead");
    let field =
        |name: &str| head.and_then(|head| head.get(name)).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (email, password, blk) = (field("email"), field("password"), field("blk"));
    let period = plan::latest_period(app);
    say("");
    say(&format!("e-Reporting BLK Komunitas is ready at {base}"));
    say(&format!("  figures     {base}/"));
    say(&format!("  explorers   {base}/docs (REST)   {base}/graphiql (GraphQL)   {base}/docs/errors (codes)"));
    say(&format!(
        "  to read     {base}/v1/announcements.atom (no login)   {base}/v1/threads?subject=36 (with a token)"
    ));
    say(&format!("  accounts    {}", app.settings.data_dir.join("credentials.json").display()));
    if let Some(users) = credentials.get("users").and_then(Value::as_object) {
        for (role, user) in users {
            let of = |name: &str| user.get(name).and_then(Value::as_str).unwrap_or_default();
            say(&format!("    {role:22} {:44} {}", of("email"), of("password")));
        }
    }
    say("");
    say("Try it (paste line by line):");
    say(&format!(
        "  T=$(curl -s {base}/v1/sessions -H 'content-type: application/json' -d '{{\"login\":\"{email}\",\"password\":\"{password}\"}}' | sed 's/.*\"accessToken\":\"\\([^\"]*\\)\".*/\\1/')"
    ));
    say(&format!(
        "  curl -s \"{base}/v1/obligations?blk={blk}&template=LAP_BULANAN&status=OPEN\" -H \"authorization: Bearer $T\"; echo"
    ));
    say(&format!(
        "  R=$(curl -s {base}/v1/reports -H \"authorization: Bearer $T\" -H 'content-type: application/json' -d '{}' | sed 's/.*\"id\":\"\\(rpt_[^\"]*\\)\".*/\\1/'); echo $R",
        content::example(&blk, &period)
    ));
    say(&format!(
        "  curl -s {base}/v1/reports/$R/submit -H \"authorization: Bearer $T\" -H 'if-match: *' -H 'content-type: application/json' -d '{{\"acknowledge\":[\"A03.NOT_16_PER_PACKAGE\"]}}' > receipt.json; cat receipt.json; echo"
    ));
    say(&format!(
        "  curl -s {base}/.well-known/jwks.json > jwks.json; curl -s {base}/v1/reports/$R/receipt/content -H \"authorization: Bearer $T\" > content.json; {} receipt verify receipt.json --jwks jwks.json --content content.json",
        std::env::current_exe().map_or_else(|_| "ereporting".to_owned(), |path| path.display().to_string())
    ));
    say("");
}
