//! The audit log: is it whole, and what is its head.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Subcommand;

use super::{progress, say};
use crate::app::App;
use crate::domain::{Ctx, audit};

#[derive(Subcommand)]
pub enum Command {
    /// Looks at every entry and names the first that was edited, deleted, moved or cut off. Exit status 1 if there is one.
    Verify {
        /// A head that was kept elsewhere (as `audit head` prints it); may be given several times. The heads in the data
        /// folder are always looked at.
        #[arg(long, value_name = "FILE")]
        head: Vec<PathBuf>,
    },
    /// Prints the newest signed head. Keep it on another machine: only with it can be told that the end was cut off.
    Head,
}

pub async fn run(app: Arc<App>, command: Command) -> anyhow::Result<()> {
    let ctx = Ctx::system(app, "cli");
    match command {
        Command::Verify { head } => verify(&ctx, head).await,
        Command::Head => {
            let head =
                audit::head(ctx.db()).await?.context("nothing is sealed yet: the service does it while it runs")?;
            say(&head.jws);
            Ok(())
        }
    }
}

async fn verify(ctx: &Ctx, mut files: Vec<PathBuf>) -> anyhow::Result<()> {
    if let Ok(kept) = std::fs::read_dir(ctx.app.settings.data_dir.join("heads")) {
        files.extend(kept.filter_map(|file| file.ok().map(|file| file.path())));
    }
    let mut heads = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let head = audit::read_head(ctx, &text)
            .with_context(|| format!("{}: not a head that this service signed", file.display()))?;
        heads.push(head);
    }
    let bar = progress();
    let seen = |done: i64, all: i64| {
        bar.set_length(u64::try_from(all).unwrap_or_default());
        bar.set_position(u64::try_from(done).unwrap_or_default());
    };
    let verdict = audit::verify(ctx, heads, &seen).await?;
    bar.finish_and_clear();
    if verdict.waiting > 0 {
        say(&format!(
            "{} entries are not sealed yet; the service does it within a second while it runs",
            verdict.waiting
        ));
    }
    let Some(bad) = verdict.bad else {
        say(&format!("{} entries, {} heads: all as they were written", verdict.entries, verdict.heads));
        return Ok(());
    };
    let (word, sentence) = bad.fault.words();
    let entry = bad.audit_id.map(|id| format!(" ({id})")).unwrap_or_default();
    anyhow::bail!("the first bad entry is number {}{entry}: {word}, {sentence}", bad.seq)
}
