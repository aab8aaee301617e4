//! Seals the audit log within a second of what happened, and puts a head on the disk each day.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use crate::app::App;
use crate::config::write_private;
use crate::domain::{Ctx, Error, Result, audit};

/// Between two looks at what was written lately.
const PAUSE: Duration = Duration::from_secs(1);
/// Looks at the latest entries before all are looked at once more.
const LOOKS: u32 = 3_600;

/// Seals what is committed, as it comes.
pub async fn follow(app: &Arc<App>) {
    for look in (0..LOOKS).cycle() {
        if let Err(error) = run(app, look == 0).await {
            super::failed("audit", &error);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Seals what waits, `all` with what was committed long after its time, and keeps the head of the day. How many.
pub async fn run(app: &Arc<App>, all: bool) -> Result<usize> {
    let ctx = Ctx::system(app.clone(), "audit");
    let sealed = audit::seal(&ctx, all).await?;
    if sealed > 0 || all {
        keep(&ctx).await?;
    }
    Ok(sealed)
}

/// The first head of a day, as `heads/<day>.jws` in the data folder: whoever copies it elsewhere can tell later whether
/// the end of the log was cut off.
async fn keep(ctx: &Ctx) -> Result<()> {
    let folder = ctx.app.settings.data_dir.join("heads");
    let file = folder.join(format!("{}.jws", ctx.now().format("%Y-%m-%d")));
    if tokio::fs::try_exists(&file).await.unwrap_or(false) {
        return Ok(());
    }
    let Some(head) = audit::head(ctx.db()).await? else { return Ok(()) };
    let kept = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&folder)?;
        write_private(&file, &head.jws).context("the head of the day")
    });
    kept.await.map_err(Error::internal)?.map_err(Error::internal)
}
